"""What goes into the package, and where each part of it lies: the words the other files of this folder share.

A :class:`Book` is what the application hands over; a :class:`Layout` is what came out of it, with every page as
the 1-based physical page of the finished PDF. Bookmarks, links and the manifest say that page; what is printed on it,
its page label and every reference in print say its number, which begins anew in each volume where the notice wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from docgen.definitions.form import Action
from docgen.definitions.notice import Printing
from docgen.values import in_characters


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


@dataclass(frozen=True)
class HandPlace:
    """A declared hand place on its page: the 1-based page of the form, its official label, by whom.

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
    demands_title: str = "申报表要求与佐证材料对照表"
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
class PackagePart:
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

    @property
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

    @property
    def name(self) -> str:
        """第一册."""
        return f"第{in_characters(self.number)}册"

    @property
    def file(self) -> str:
        """Its own file in the output, where there are several."""
        return f"print/第{self.number}册.pdf"


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
    ``sides`` of a sheet are printed on.
    """

    pages: int
    parts: tuple[PackagePart, ...]
    blanks: tuple[int, ...] = ()
    volumes: tuple[Volume, ...] = ()
    sealed: tuple[SealedPage, ...] = ()
    sides: Literal["one", "two"] = "one"

    def get_part(self, role: str) -> PackagePart:
        """The one part of that role; ValueError where each volume has one (cover, contents), or each item."""
        (found,) = self.list_parts(role)
        return found

    def list_parts(self, role: str) -> tuple[PackagePart, ...]:
        """Every part of that role, in order: one cover and one contents a volume, none where there is no such part."""
        return tuple(part for part in self.parts if part.role == role)

    def list_evidence_parts(self, label: str) -> tuple[PackagePart, ...]:
        """The parts of the evidence item ``label``, one for each volume it lies in; none when it has no files."""
        return tuple(part for part in self.list_parts("evidence") if part.item == label)

    @cached_property
    def bound_volumes(self) -> tuple[Volume, ...]:
        """The volumes; where the package is not split, the one that it is."""
        return self.volumes or (Volume(1, 1, self.pages, 1),)

    @property
    def is_split(self) -> bool:
        """Whether there are several volumes."""
        return len(self.volumes) > 1

    def find_volume(self, page: int) -> Volume:
        """The volume that holds ``page``."""
        return next(volume for volume in self.bound_volumes if volume.first <= page <= volume.last)

    def list_parts_in(self, volume: Volume) -> tuple[PackagePart, ...]:
        """The parts of one volume, its cover first."""
        return tuple(part for part in self.parts if volume.first <= part.first <= volume.last)

    def get_page_number(self, page: int) -> int:
        """The number that is printed on ``page``, and is its page label."""
        volume = self.find_volume(page)
        return page - volume.first + volume.start

    def is_right_hand(self, page: int) -> bool:
        """Whether the page lies at the right when the volume is open: the odd ones, or all where one side is printed.

        Right-hand pages are bound at their left edge, left-hand pages at their right one.
        """
        return self.sides == "one" or (page - self.find_volume(page).first) % 2 == 0

    def format_reference(self, first: int, last: int) -> str:
        """The pages as they are printed: 第61—71页, 第61页; with volumes that are numbered anew 第2册第12—14页.

        Both pages lie in one volume.
        """
        return f"{self._format_volume_prefix(first)}第{self.format_range(first, last)}页"

    def format_range(self, first: int, last: int) -> str:
        """The printed numbers alone: 61—71, or 61."""
        start, end = self.get_page_number(first), self.get_page_number(last)
        return str(start) if first == last else f"{start}—{end}"

    def format_item_reference(self, label: str) -> str:
        """The pages of an evidence item as they are printed, joined by 、 where it lies in several volumes."""
        return "、".join(self.format_reference(part.first, part.last) for part in self.list_evidence_parts(label))

    def format_item_range(self, label: str) -> str:
        """The same as a column of page numbers has it: 61—71, with volumes that are numbered anew 第2册12—14."""
        parts = self.list_evidence_parts(label)
        return "、".join(
            f"{self._format_volume_prefix(part.first)}{self.format_range(part.first, part.last)}" for part in parts
        )

    def list_page_headings(self) -> Iterator[str]:
        """For each page the item it belongs to (佐证材料8), empty outside the evidence files and on blank pages."""
        headings = [""] * self.pages
        for part in self.parts:
            for file in part.files:
                headings[file.first - 1 : file.last] = [part.heading] * (file.last - file.first + 1)
        yield from headings

    def to_json(self) -> dict[str, Any]:
        """The layout as ``manifest.json`` holds it under ``package``."""
        return {
            "pages": self.pages,
            "sides": self.sides,
            "parts": [_serialize_part(part) for part in self.parts],
            "blanks": list(self.blanks),
            "volumes": [vars(volume).copy() for volume in self.volumes],
            "sealed": [vars(page).copy() for page in self.sealed],
        }

    @staticmethod
    def from_json(package: Mapping[str, Any]) -> Layout:
        """The layout that ``package`` of a ``manifest.json`` tells; KeyError when an entry is not there."""
        return Layout(
            pages=package["pages"],
            parts=tuple(_parse_part(part) for part in package["parts"]),
            blanks=tuple(package["blanks"]),
            volumes=tuple(Volume(**volume) for volume in package["volumes"]),
            sealed=tuple(SealedPage(**page) for page in package["sealed"]),
            sides=package["sides"],
        )

    def _format_volume_prefix(self, page: int) -> str:
        """第2册 where a number alone would not tell the page."""
        has_numbers_twice = self.is_split and self.volumes[1].start == 1
        return f"第{self.find_volume(page).number}册" if has_numbers_twice else ""


def _serialize_part(part: PackagePart) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": part.role}
    if part.item:
        entry |= {"item": int(part.item) if part.item.isdecimal() else part.item, "heading": part.heading}
    entry |= {"title": part.title, "first": part.first, "last": part.last}
    if part.sections:
        entry["sections"] = [{"title": section.title, "page": section.page} for section in part.sections]
    if part.files:
        entry["files"] = [vars(file) | {"pages": file.last - file.first + 1} for file in part.files]
    return entry


def _parse_part(entry: Mapping[str, Any]) -> PackagePart:
    return PackagePart(
        role=entry["role"],
        title=entry["title"],
        first=entry["first"],
        last=entry["last"],
        item=str(entry.get("item", "")),
        heading=entry.get("heading", ""),
        sections=tuple(Section(**section) for section in entry.get("sections", ())),
        files=tuple(_parse_file(file) for file in entry.get("files", ())),
    )


def _parse_file(entry: Mapping[str, Any]) -> FilePages:
    return FilePages(entry["path"], entry["title"], entry["sha256"], entry["first"], entry["last"])
