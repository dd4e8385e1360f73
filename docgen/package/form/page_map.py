"""On which page of the form's PDF each part and row is: read from the bookmarks, without searching any text.

LibreOffice makes a destination of every bookmark of the template (``s4``, ``s4r07``). Where a table ends on a page
is told by the lines that are drawn: a bookmark stands in the middle of its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pikepdf

from docgen.definitions.blank_pages import PartPages

_ROW = re.compile(r"(.+)r\d{2,}\Z")
_DRAWN = re.compile(rb"([\d.]+) ([\d.]+) m\s+([\d.]+) ([\d.]+) l\b")
_NEAR = 2.0


@dataclass(frozen=True)
class Spot:
    """A place: the page, from 1, and the height above the foot of the paper in points."""

    page: int
    y: float


@dataclass(frozen=True)
class Sheet:
    """What is drawn on one page: the heights at which rows of the table begin or end, from the top down."""

    edges: tuple[float, ...]

    @property
    def lowest(self) -> float | None:
        """Where the last row ends; None on a page without a table."""
        return self.edges[-1] if self.edges else None


@dataclass(frozen=True)
class PartMap:
    """One part: the page of the file where it begins, the height of its first line, its rows, its sheets.

    The pages of the rows are counted from the first page of the part.
    """

    first: int
    top: float
    rows: Mapping[str, Spot]
    sheets: tuple[Sheet, ...]

    def free(self, bottom: float) -> tuple[float, ...]:
        """The points that are left on each page above the margin ``bottom``."""
        ends = (self.top if sheet.lowest is None else sheet.lowest for sheet in self.sheets)
        return tuple(round(end - bottom, 1) for end in ends)

    def pages(self, bottom: float) -> PartPages:
        """What has to stay the same when the form is filled in."""
        rows = {name: spot.page for name, spot in self.rows.items()}
        return PartPages(pages=len(self.sheets), rows=rows, free=self.free(bottom))

    def keeps(self, blank: PartPages) -> bool:
        """Whether the part has as many pages as in the blank form, and each row is on the same one."""
        rows = {name: spot.page for name, spot in self.rows.items()}
        return len(self.sheets) == blank.pages and rows == dict(blank.rows)

    def over(self, blank: PartPages, bottom: float) -> float:
        """By how many points the rows of the first page that does not hold are higher than that page."""
        moved = [page for name, page in blank.rows.items() if self.rows[name].page > page]
        page = min(moved, default=blank.pages)
        return round(max(sum(self._spilled(blank, page)) - self.free(bottom)[page - 1], 0), 1)

    def _spilled(self, blank: PartPages, page: int) -> Iterator[float]:
        """What stands on each later page and belongs on ``page`` or before it."""
        following = [spot for name, spot in self.rows.items() if blank.rows[name] > page]
        last = min((spot.page for spot in following), default=len(self.sheets))
        highest = max((spot.y for spot in following if spot.page == last), default=0.0)
        for number in range(page + 1, last + 1):
            edges = self.sheets[number - 1].edges
            above = [y for y in edges if y >= highest] if number == last else edges
            yield self.top - min(above, default=self.top)


def read_page_map(pdf: Path) -> dict[str, PartMap]:
    """Every part of the form in ``pdf`` by its id, cover and instructions among them; none without bookmarks."""
    with pikepdf.open(pdf) as document:
        spots = _spots(document)
        sheets = [_sheet(page) for page in document.pages]
    heads = {name: spot for name, spot in spots.items() if _part_of(name, spots) is None}
    ordered = sorted(heads, key=lambda name: (heads[name].page, -heads[name].y))
    following = {name: heads[after].page for name, after in pairwise(ordered)}
    return {
        name: _part(name, heads[name], spots, sheets[heads[name].page - 1 : following.get(name, len(sheets) + 1) - 1])
        for name in ordered
    }


def _spots(document: pikepdf.Pdf) -> dict[str, Spot]:
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
    places = document.Root.get("/Dests", pikepdf.Dictionary())
    found = {str(name).removeprefix("/"): place for name, place in places.items()}
    names = document.Root.get("/Names", pikepdf.Dictionary())
    if "/Dests" in names:
        found |= {str(name): place for name, place in pikepdf.NameTree(names.Dests).items()}
    return {name: _spot(place, numbers) for name, place in sorted(found.items())}


def _spot(place: pikepdf.Object, numbers: Mapping[tuple[int, int], int]) -> Spot:
    target = place.D if isinstance(place, pikepdf.Dictionary) else place
    return Spot(numbers[target[0].objgen], round(float(target[3]), 1))


def _part_of(name: str, names: Mapping[str, Spot]) -> str | None:
    row = _ROW.match(name)
    return row[1] if row and row[1] in names else None


def _part(name: str, head: Spot, spots: Mapping[str, Spot], sheets: list[Sheet]) -> PartMap:
    rows = {row: Spot(spot.page - head.page + 1, spot.y) for row, spot in spots.items() if _part_of(row, spots) == name}
    return PartMap(head.page, head.y, rows, tuple(sheets))


def _sheet(page: pikepdf.Page) -> Sheet:
    """The lines that begin at the left edge of the table: they part whole rows, not cells beside a merged one."""
    page.contents_coalesce()
    lines = [tuple(map(float, found)) for found in _DRAWN.findall(page.Contents.read_bytes())]
    level = [(x, y) for x, y, _, other in lines if abs(y - other) < 0.01]
    left = min((x for x, _ in level), default=0.0)
    heights = sorted({y for x, y in level if x - left < _NEAR}, reverse=True)
    return Sheet(tuple(y for number, y in enumerate(heights) if not number or heights[number - 1] - y > _NEAR))
