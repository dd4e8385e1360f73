"""Sheets of a new package to print again, given the printed previous package.

A sheet stays where both its sides are unchanged, the printed number included, at the same place of the same volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.package.layout.package_layout import Layout, Volume, group_page_ranges

Ranges = tuple[tuple[int, int], ...]
"""Runs of printed page numbers: the first and the last of each."""


@dataclass(frozen=True)
class ComparedPackage:
    """A package: its layout, and the digest of each page."""

    layout: Layout
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Reprint:
    """Instructions for one volume: the pages to print, as printed numbers, their sheets, and the pages to remove.

    ``is_whole`` means that no sheet of the volume stays; a volume that no longer exists has ``taken_out`` only.
    """

    volume: int
    pages: Ranges
    sheets: int
    is_whole: bool
    taken_out: Ranges


@dataclass(frozen=True)
class Renumbering:
    """The first page from which on every number has changed, and its former number, as printed references."""

    page: str
    before: str


def list_reprints(old: ComparedPackage, new: ComparedPackage) -> tuple[Reprint, ...]:
    """Return for each volume the pages to print again and to remove; nothing for an unchanged volume."""
    before = {volume.number: volume for volume in old.layout.bound_volumes}
    now = {volume.number: volume for volume in new.layout.bound_volumes}
    found = (_compare_volume(number, old, before.get(number), new, now.get(number)) for number in sorted(before | now))
    return tuple(one for one in found if one.pages or one.taken_out)


def find_renumbering(old: Layout, new: Layout) -> Renumbering | None:
    """Find the page from which on all parts and files of the old package have another number.

    None where the last one kept its number. A page in another volume counts as renumbered.
    """
    before = dict(_list_places(old))
    first = None
    for name, page in reversed(list(_list_places(new))):
        if name in before and _get_volume_and_number(old, before[name]) == _get_volume_and_number(new, page):
            break
        first = (page, before[name]) if name in before else first
    return (
        Renumbering(new.format_reference(first[0], first[0]), old.format_reference(first[1], first[1]))
        if first
        else None
    )


def _compare_volume(
    number: int, old: ComparedPackage, before: Volume | None, new: ComparedPackage, now: Volume | None
) -> Reprint:
    printed = _list_sheets(old.layout, before)
    wanted = _list_sheets(new.layout, now)
    stays = old.layout.sides == new.layout.sides
    again = [
        sheet
        for place, sheet in enumerate(wanted)
        if not (stays and place < len(printed) and _list_digests(new, sheet) == _list_digests(old, printed[place]))
    ]
    out = printed[len(wanted) :] if stays else []
    return Reprint(
        number,
        group_page_ranges(new.layout.get_page_number(page) for sheet in again for page in sheet),
        len(again),
        bool(wanted) and len(again) == len(wanted),
        group_page_ranges(old.layout.get_page_number(page) for sheet in out for page in sheet),
    )


def _list_sheets(layout: Layout, volume: Volume | None) -> list[range]:
    """Return the pages of each sheet of paper."""
    if volume is None:
        return []
    sides = 2 if layout.sides == "two" else 1
    pages = range(volume.first, volume.last + 1)
    return [pages[at : at + sides] for at in range(0, len(pages), sides)]


def _list_digests(package: ComparedPackage, sheet: Sequence[int]) -> list[str]:
    return [package.digests[page - 1] for page in sheet]


def _list_places(layout: Layout) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield an identifier and the first page of each part, section and file, in order."""
    for part in layout.parts:
        yield ("part", part.role, part.item, str(layout.find_volume(part.first).number)), part.first
        yield from ((("section", part.title, section.title), section.page) for section in part.sections)
        yield from ((("file", part.item, file.path), file.first) for file in part.files)


def _get_volume_and_number(layout: Layout, page: int) -> tuple[int, int]:
    return layout.find_volume(page).number, layout.get_page_number(page)
