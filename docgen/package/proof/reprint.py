"""Which sheets of a new package have to be printed where the last one lies there on paper.

A sheet stays where the same stands on both its sides, the printed number included, at the same place of the same
volume.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.package.layout.book import Layout, Volume

Ranges = tuple[tuple[int, int], ...]
"""Runs of printed page numbers: the first and the last of each."""


@dataclass(frozen=True)
class Package:
    """A package: its layout, and a digest of what stands on each page."""

    layout: Layout
    looks: tuple[str, ...]


@dataclass(frozen=True)
class Reprint:
    """What to do with one volume: the pages to print, as printed numbers, on how many sheets; the pages to take out.

    ``is_whole`` says that no sheet of it stays; a volume that is no more has ``taken_out`` only.
    """

    volume: int
    pages: Ranges
    sheets: int
    is_whole: bool
    taken_out: Ranges


@dataclass(frozen=True)
class Moved:
    """The page from which on everything has another number, and which it was before, as they are told in print."""

    page: str
    before: str


def reprint(old: Package, new: Package) -> tuple[Reprint, ...]:
    """What to print again of each volume, and what to take out; nothing for a volume that stays as it is."""
    before = {volume.number: volume for volume in old.layout.bound_volumes}
    now = {volume.number: volume for volume in new.layout.bound_volumes}
    found = (_of_volume(number, old, before.get(number), new, now.get(number)) for number in sorted(before | now))
    return tuple(one for one in found if one.pages or one.taken_out)


def moved(old: Layout, new: Layout) -> Moved | None:
    """From which page on all parts and files that were there before have another number; None where the last has not.

    A page counts as another one in another volume as well.
    """
    before = dict(_places(old))
    first = None
    for name, page in reversed(list(_places(new))):
        if name in before and _number(old, before[name]) == _number(new, page):
            break
        first = (page, before[name]) if name in before else first
    return Moved(new.format_reference(first[0], first[0]), old.format_reference(first[1], first[1])) if first else None


def _of_volume(number: int, old: Package, before: Volume | None, new: Package, now: Volume | None) -> Reprint:
    printed = _sheets(old.layout, before)
    wanted = _sheets(new.layout, now)
    stays = old.layout.sides == new.layout.sides
    again = [
        sheet
        for place, sheet in enumerate(wanted)
        if not (stays and place < len(printed) and _looks(new, sheet) == _looks(old, printed[place]))
    ]
    out = printed[len(wanted) :] if stays else []
    return Reprint(
        number,
        _ranges(new.layout.get_page_number(page) for sheet in again for page in sheet),
        len(again),
        bool(wanted) and len(again) == len(wanted),
        _ranges(old.layout.get_page_number(page) for sheet in out for page in sheet),
    )


def _sheets(layout: Layout, volume: Volume | None) -> list[range]:
    """The pages of each sheet of paper."""
    if volume is None:
        return []
    sides = 2 if layout.sides == "two" else 1
    pages = range(volume.first, volume.last + 1)
    return [pages[at : at + sides] for at in range(0, len(pages), sides)]


def _looks(package: Package, sheet: Sequence[int]) -> list[str]:
    return [package.looks[page - 1] for page in sheet]


def _ranges(numbers: Iterable[int]) -> Ranges:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return tuple((first, last) for first, last in runs)


def _places(layout: Layout) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each part and each file with the page on which it begins, in order."""
    for part in layout.parts:
        yield ("part", part.role, part.item, str(layout.find_volume(part.first).number)), part.first
        yield from ((("section", part.title, section.title), section.page) for section in part.sections)
        yield from ((("file", part.item, file.path), file.first) for file in part.files)


def _number(layout: Layout, page: int) -> tuple[int, int]:
    return layout.find_volume(page).number, layout.get_page_number(page)
