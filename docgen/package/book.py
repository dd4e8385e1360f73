"""What goes into the package, and where each part of it lies: the words the other files of this folder share.

A :class:`Book` is what the application hands over; a :class:`Layout` is what came out of it, with every page as
the 1-based physical page of the finished PDF: the printed number, the page label, the bookmark, the link and the
manifest all say that one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from docgen.definitions.notice import Printing


@dataclass(frozen=True)
class CoverLine:
    """One labelled, underlined value of the cover."""

    label: str
    value: str


@dataclass(frozen=True)
class Cover:
    """The cover: a title of one or more lines (split at ``\\n``, the last one largest), values, and the date."""

    title: str
    lines: tuple[CoverLine, ...]
    date: str
    subtitle: str = ""


@dataclass(frozen=True)
class FormPart:
    """One part of the form: its heading, and the named destination in the form's PDF at which it begins."""

    title: str
    destination: str


@dataclass(frozen=True)
class FormPdf:
    """The filled form as PDF, under the title it has in the contents.

    ``places`` has the 1-based page of the form on which each field is printed, by the field's id: answers, and what is
    signed or sealed by hand.
    """

    title: str
    pdf: Path
    parts: tuple[FormPart, ...]
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ChecklistRow:
    """One item of the checklist, with or without files: official wording, which answers need it, its state."""

    label: str
    title: str
    reason: str
    state: str


@dataclass(frozen=True)
class ChecklistGroup:
    """The rows under one heading of the official list."""

    heading: str
    rows: tuple[ChecklistRow, ...]


@dataclass(frozen=True)
class ItemFile:
    """One evidence file: its path in the folder, the title to print, and its pages as a readable PDF."""

    name: str
    title: str
    pdf: Path
    sha256: str


@dataclass(frozen=True)
class Proven:
    """One answer that an item proves: the part of the form, the field's short name and its id."""

    part: str
    name: str
    field: str


@dataclass(frozen=True)
class Item:
    """One evidence item with files: ``label`` 8 or 补1, ``heading`` 佐证材料8, ``title`` the official wording."""

    label: str
    heading: str
    title: str
    reason: str
    proves: tuple[Proven, ...]
    files: tuple[ItemFile, ...]


@dataclass(frozen=True)
class Demand:
    """One demand of the form or the notice: who makes it (part, answer in words, the field's id), what is demanded.

    ``items`` are the labels of the items that answer it, ``state`` 已备, 缺 or 无处归.
    """

    part: str
    claim: str
    field: str
    kind: str
    source: str
    items: tuple[str, ...]
    state: str


class Action(Enum):
    """What is done by hand at a place."""

    SIGN = "签字"
    SEAL = "盖章"


@dataclass(frozen=True)
class HandPlace:
    """A place of the form where somebody signs or seals: its 1-based page of the form, its official label, by whom.

    Several places may lie on one page. ``field`` is the id of the field.
    """

    field: str
    label: str
    action: Action
    by: str
    form_page: int


@dataclass(frozen=True)
class Scan:
    """One page of a sealed or signed sheet that came back: where it is, and which page of the package it is.

    ``name`` is its file in the application folder, ``index`` the 0-based page of ``pdf``. ``page`` is the number that
    the file's name tells, with its volume where pages are numbered in each; ``code`` what is printed on it. One of
    the two is there.
    """

    name: str
    sha256: str
    pdf: Path
    index: int
    number: int | None = None
    volume: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Book:
    """The whole package; ``watermark`` is printed across every page unless it is empty."""

    title: str
    cover: Cover
    form: FormPdf
    checklist: tuple[ChecklistGroup, ...]
    items: tuple[Item, ...]
    checklist_title: str = "佐证材料清单"
    watermark: str = ""
    printing: Printing = Printing()
    demands: tuple[Demand, ...] = ()
    hand_places: tuple[HandPlace, ...] = ()
    scans: tuple[Scan, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading inside a part and the page on which it stands."""

    title: str
    page: int


@dataclass(frozen=True)
class FilePages:
    """The pages one evidence file takes in the package."""

    path: str
    title: str
    sha256: str
    first: int
    last: int


@dataclass(frozen=True)
class Part:
    """One part of the package: cover, contents, form, checklist, requirements, or evidence (divider and files).

    Each volume has a cover and contents of its own. An item that goes on in the next volume is a part there as well.
    """

    role: str
    title: str
    first: int
    last: int
    item: str = ""
    heading: str = ""
    sections: tuple[Section, ...] = ()
    files: tuple[FilePages, ...] = ()

    def own_pages(self) -> range:
        """The pages before the first file: all of them, or the divider of an item."""
        return range(self.first, self.files[0].first if self.files else self.last + 1)


@dataclass(frozen=True)
class Volume:
    """One bound volume: its pages of the package, and the number that is printed on the first of them."""

    number: int
    first: int
    last: int
    start: int


@dataclass(frozen=True)
class SealedPage:
    """A page of the package that a scan took the place of: the file in the application folder and its 1-based page."""

    page: int
    path: str
    sha256: str
    source_page: int


@dataclass(frozen=True)
class Layout:
    """Which page of the package holds what.

    Pages are 1-based pages of the package, which holds all volumes one behind the other; every page lies in one part,
    or is blank so that the next part begins on a right-hand page. Without ``volumes`` there is one, numbered from 1.
    """

    pages: int
    parts: tuple[Part, ...]
    blanks: tuple[int, ...] = ()
    volumes: tuple[Volume, ...] = ()
    sealed: tuple[SealedPage, ...] = ()

    def part(self, role: str) -> Part:
        """The one part of that role."""
        (found,) = (part for part in self.parts if part.role == role)
        return found

    def evidence(self, label: str) -> Part | None:
        """The part of the evidence item ``label``, or None when it has no files."""
        return next((part for part in self.parts if part.role == "evidence" and part.item == label), None)

    def page_headings(self) -> Iterator[str]:
        """For each page the item it belongs to (佐证材料8), empty outside the evidence files."""
        for part in self.parts:
            own = part.own_pages()
            for page in range(part.first, part.last + 1):
                yield "" if page in own else part.heading

    def as_json(self) -> dict[str, Any]:
        """The layout as ``manifest.json`` holds it under ``package``."""
        return {"pages": self.pages, "parts": [_part_as_json(part) for part in self.parts]}

    @staticmethod
    def from_json(package: Mapping[str, Any]) -> Layout:
        """The layout that ``package`` of a ``manifest.json`` tells; KeyError when an entry is not there."""
        return Layout(package["pages"], tuple(_part_from_json(part) for part in package["parts"]))


def _part_as_json(part: Part) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": part.role}
    if part.item:
        entry |= {"item": int(part.item) if part.item.isdecimal() else part.item, "heading": part.heading}
    entry |= {"title": part.title, "first": part.first, "last": part.last}
    if part.sections:
        entry["sections"] = [{"title": section.title, "page": section.page} for section in part.sections]
    if part.files:
        entry["files"] = [vars(file).copy() for file in part.files]
    return entry


def _part_from_json(entry: Mapping[str, Any]) -> Part:
    return Part(
        role=entry["role"],
        title=entry["title"],
        first=entry["first"],
        last=entry["last"],
        item=str(entry.get("item", "")),
        heading=entry.get("heading", ""),
        sections=tuple(Section(**section) for section in entry.get("sections", ())),
        files=tuple(FilePages(**file) for file in entry.get("files", ())),
    )
