"""Slots of 待签字盖章清单, the list of all places to be signed or sealed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from docgen.definitions import document_names
from docgen.definitions.notice import Copies, Notice
from docgen.documents.printed_answers import PARAGRAPH, SlotValue

NAME = document_names.HAND_PLACES

_OPEN, _DONE = "□", "☑"


class SigningState(Enum):
    """The progress of a place; the value is the text that the list prints."""

    TO_DO = "待办"
    TO_LOOK_AT = "请核对"
    BACK = "已收回扫描件"


@dataclass(frozen=True)
class ListedPlace:
    """A row of the list: its document, its printed page numbers, its official text, the action and the actor.

    ``detail`` adds to the state: the returned scan, or the number of sheets.
    """

    material: str
    pages: str
    place: str
    action: str
    by: str
    done: SigningState = SigningState.TO_DO
    detail: str = ""


def build_hand_places_slots(title: str, notice: Notice, places: Sequence[ListedPlace]) -> dict[str, SlotValue]:
    """Build the slots of the Word template of the list."""
    slots: dict[str, Any] = {
        "title": title,
        "notice": " ".join(text for text in (notice.title, notice.number) if text),
        "copies": _format_copies(notice.copies),
        "places": tuple(_build_row(number, place) for number, place in enumerate(places, 1)),
        "remark": _format_remark(places),
    }
    return slots


def _format_copies(copies: Copies) -> str:
    """Format the number of copies to sign; the notice may not give one."""
    kinds = [f"{mark} {'份数未写明' if number is None else f'{number} 份'}" for mark, number in copies.marked if mark]
    listed = f"（{'、'.join(kinds)}）" if kinds else ""
    if copies.in_all is None:
        return f"每份都要签字、盖章；通知没有写明共几份{listed}"
    return f"每份都要签字、盖章，共 {copies.in_all} 份{listed}"


def _build_row(number: int, place: ListedPlace) -> dict[str, str]:
    return {
        "number": str(number),
        "material": place.material,
        "pages": place.pages,
        "place": place.place,
        "action": place.action,
        "by": place.by,
        "state": PARAGRAPH.join(text for text in (place.done.value, place.detail) if text),
        "done": _DONE if place.done is SigningState.BACK else _OPEN,
    }


def _format_remark(places: Sequence[ListedPlace]) -> str:
    """Format the counts by state, and the instruction for signed pages."""
    if not places:
        return "没有要签字、盖章的地方。"
    counts = [f"{done.value} {sum(place.done is done for place in places)} 处" for done in SigningState]
    to_look_at = f"“{SigningState.TO_LOOK_AT.value}”的，纸上已经有公章就不用再盖。"
    back = "签字盖章后的页扫描放进 sealed/，再生成一次，就换进申报材料。"
    return f"共 {len(places)} 处：{'，'.join(counts)}。{to_look_at}{back}"
