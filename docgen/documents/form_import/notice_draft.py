"""A notice for an imported form, so that it can be used at once: its list of evidence, with the rest left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from docgen.definitions.form import Choice, Choices, Field, Form, shorten_label
from docgen.definitions.notice import EvidenceGroup, EvidenceItem, Notice

_WORDS = {"evidence": "佐证材料", "list": "清单", "statement": "情况说明", "formula": "计算公式"}
_TITLE = "申报表要求的材料"
_BEYOND = "补"


def draft_notice(form: Form, known: Notice | None) -> Notice:
    """Return a notice whose evidence list is that of ``known`` with what the form demands besides; only so much."""
    groups = list(_carry_groups(form, known)) if known else []
    covered = {name.partition(".")[0] for group in groups for item in group.items for name in item.proves}
    beyond = [int(item.number[1:]) for group in groups for item in group.items if item.number.startswith(_BEYOND)]
    items = tuple(_list_demands(form, covered, _BEYOND if groups else "", max(beyond, default=0)))
    groups += [EvidenceGroup(heading=_TITLE, items=items)] if items else []
    return Notice(
        id=f"{form.id}-notice",
        title=f"{form.title}（{form.edition}）申报通知（待补）",
        issuer="待补",
        source="由空白申报表得出，通知原文待补",
        forms=(form.id,),
        evidence=tuple(groups),
    )


def _carry_groups(form: Form, known: Notice) -> Iterator[EvidenceGroup]:
    """Yield the groups of a known list; an item keeps its number also where the form asks for nothing of it."""
    options = {slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)}
    for group in known.evidence:
        items = []
        for item in group.items:
            proves = tuple(name for name in item.proves if name in form.fields or name in options)
            retired = item.retired or ("" if proves or not item.proves else "本轮申报表没有这一栏")
            items.append(msgspec.structs.replace(item, proves=proves, retired=retired))
        yield EvidenceGroup(heading=group.heading, items=tuple(items))


def _list_demands(form: Form, covered: set[str], prefix: str, last: int) -> Iterator[EvidenceItem]:
    """Yield an item for each document that the form demands and no item of the list is for."""
    number = last
    for field in form.fields.values():
        for kind in _list_kinds(field) if field.id not in covered else ():
            number += 1
            if number > 999:
                return
            title = f"提供{shorten_label(field)}{f'（{field.about}）' if field.about else ''}{_WORDS[kind]}；"
            yield EvidenceItem(number=f"{prefix}{number}", title=title, proves=(field.id,), asks=kind)  # type: ignore[arg-type]


def _list_kinds(field: Field) -> Sequence[str]:
    return tuple(dict.fromkeys(attach.kind for attach in field.attach))
