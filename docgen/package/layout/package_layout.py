"""Layout of the package: the pages of its parts, files and volumes.

Every page is the 1-based physical page of the finished PDF: bookmarks, links and the manifest use it. The printed
number, the page label and every printed reference use the number of the page, which starts anew in each volume where
the notice requires that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from docgen.values import format_chinese_number


@dataclass(frozen=True)
class Section:
    """A heading inside a part, and its page."""

    title: str
    page: int


@dataclass(frozen=True)
class FilePages:
    """The first and last page of one evidence file in the package."""

    path: str
    title: str
    sha256: str
    first: int
    last: int


@dataclass(frozen=True)
class PackagePart:
    """One part of the package: cover, contents, form, checklist, requirements, or evidence (divider and files).

    Each volume has its own cover and contents. An item that continues in the next volume is a part there as well.
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
        """The pages before the first file: all pages of a part without files, else the divider."""
        return range(self.first, self.files[0].first if self.files else self.last + 1)


@dataclass(frozen=True)
class Volume:
    """One bound volume: its pages of the package, and the printed number of the first one."""

    number: int
    first: int
    last: int
    start: int

    @property
    def name(self) -> str:
        """The printed name: 第一册."""
        return f"第{format_chinese_number(self.number)}册"

    @property
    def file(self) -> str:
        """The path of its own file in the output, where there are several volumes."""
        return f"print/第{self.number}册.pdf"


@dataclass(frozen=True)
class SealedPage:
    """A page of the package replaced by a scan: the file in the application folder and its 1-based page."""

    page: int
    path: str
    sha256: str
    source_page: int


@dataclass(frozen=True)
class Layout:
    """The pages of all parts of the package.

    Pages are 1-based pages of the package, which holds all volumes one after another. Every page lies in one part, or
    is blank so that the next part begins on a right-hand page. ``volumes`` is empty for a single volume, numbered
    from 1. ``sides`` is the number of printed sides of a sheet.
    """

    pages: int
    parts: tuple[PackagePart, ...]
    blanks: tuple[int, ...] = ()
    volumes: tuple[Volume, ...] = ()
    sealed: tuple[SealedPage, ...] = ()
    sides: Literal["one", "two"] = "one"

    def get_part(self, role: str) -> PackagePart:
        """Return the single part of that role; ValueError where there is not exactly one."""
        (found,) = self.list_parts(role)
        return found

    def list_parts(self, role: str) -> tuple[PackagePart, ...]:
        """Return every part of that role, in order: for example one cover and one contents per volume."""
        return tuple(part for part in self.parts if part.role == role)

    def list_evidence_parts(self, label: str) -> tuple[PackagePart, ...]:
        """Return the parts of the evidence item ``label``, one per volume; none for an item without files."""
        return tuple(part for part in self.list_parts("evidence") if part.item == label)

    @cached_property
    def bound_volumes(self) -> tuple[Volume, ...]:
        """The volumes; of a package that is not split, one volume of all its pages."""
        return self.volumes or (Volume(1, 1, self.pages, 1),)

    @property
    def is_split(self) -> bool:
        """True where there are several volumes."""
        return len(self.volumes) > 1

    def find_volume(self, page: int) -> Volume:
        """Return the volume that holds ``page``."""
        return next(volume for volume in self.bound_volumes if volume.first <= page <= volume.last)

    def list_parts_in(self, volume: Volume) -> tuple[PackagePart, ...]:
        """Return the parts of one volume, its cover first."""
        return tuple(part for part in self.parts if volume.first <= part.first <= volume.last)

    def get_page_number(self, page: int) -> int:
        """Return the number that is printed on ``page``, which is also its page label."""
        volume = self.find_volume(page)
        return page - volume.first + volume.start

    def is_right_hand(self, page: int) -> bool:
        """Report whether the page lies at the right of the open volume: odd pages, or all where one side is printed.

        Right-hand pages are bound at their left edge, left-hand pages at their right edge.
        """
        return self.sides == "one" or (page - self.find_volume(page).first) % 2 == 0

    def format_reference(self, first: int, last: int) -> str:
        """Format pages for print: 第61—71页, 第61页; with volumes numbered by themselves 第2册第12—14页.

        Both pages must lie in one volume.
        """
        return f"{self._format_volume_prefix(first)}第{self.format_range(first, last)}页"

    def format_range(self, first: int, last: int) -> str:
        """Format the printed numbers alone: 61—71, or 61."""
        start, end = self.get_page_number(first), self.get_page_number(last)
        return str(start) if first == last else f"{start}—{end}"

    def format_item_reference(self, label: str) -> str:
        """Format the pages of an evidence item for print, joined by 、 where it lies in several volumes."""
        return "、".join(self.format_reference(part.first, part.last) for part in self.list_evidence_parts(label))

    def format_item_range(self, label: str) -> str:
        """Format the pages of an item for a column: 61—71, with volumes numbered by themselves 第2册12—14."""
        parts = self.list_evidence_parts(label)
        return "、".join(
            f"{self._format_volume_prefix(part.first)}{self.format_range(part.first, part.last)}" for part in parts
        )

    def list_page_headings(self) -> Iterator[str]:
        """Yield for each page the heading of its item (佐证材料8), empty outside the evidence files."""
        headings = [""] * self.pages
        for part in self.parts:
            for file in part.files:
                headings[file.first - 1 : file.last] = [part.heading] * (file.last - file.first + 1)
        yield from headings

    def to_json(self) -> dict[str, Any]:
        """Return the layout as ``manifest.json`` stores it under ``package``."""
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
        """Build the layout from ``package`` of a ``manifest.json``; KeyError for a missing entry."""
        return Layout(
            pages=package["pages"],
            parts=tuple(_parse_part(part) for part in package["parts"]),
            blanks=tuple(package["blanks"]),
            volumes=tuple(Volume(**volume) for volume in package["volumes"]),
            sealed=tuple(SealedPage(**page) for page in package["sealed"]),
            sides=package["sides"],
        )

    def _format_volume_prefix(self, page: int) -> str:
        """Return 第2册 where a number alone would be ambiguous, else an empty text."""
        has_numbers_twice = self.is_split and self.volumes[1].start == 1
        return f"第{self.find_volume(page).number}册" if has_numbers_twice else ""


def group_page_ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Group ascending numbers into ranges without gaps: the first and the last number of each."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return tuple((first, last) for first, last in ranges)


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
