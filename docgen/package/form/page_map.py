"""Page map of the form's PDF: the page of each part and row, read from bookmarks without any search of text.

LibreOffice exports every bookmark of the template (``s4``, ``s4r07``) as a destination. The end of a table on a page
is read from the drawn lines, since a bookmark is in the middle of its row.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pikepdf

from docgen.definitions.blank_pages import PartPages

_ROW = re.compile(r"(.+)r\d{2,}\Z")
_LINE = re.compile(rb"(?<![\d.])([\d.]++) ([\d.]++) m\s++([\d.]++) ([\d.]++) l\b")
_TOLERANCE = 2.0
"""Lines less than this many points apart count as one."""


@dataclass(frozen=True)
class Spot:
    """Position in the PDF: the page, from 1, and the height above the foot of the paper in points."""

    page: int
    y: float


@dataclass(frozen=True)
class TableEdges:
    """Edges of the table rows on one page: their heights in points, from the top down."""

    edges: tuple[float, ...]

    @property
    def lowest(self) -> float | None:
        """Height at which the last row ends; None on a page without a table."""
        return self.edges[-1] if self.edges else None


@dataclass(frozen=True)
class PartMap:
    """One part: its first page in the file, the height of its first line, its rows, the edges on each page.

    The pages of the rows are counted from the first page of the part. ``shared`` is 1 where the next part begins on the
    last page of this one, as in templates of others.
    """

    first: int
    top: float
    rows: Mapping[str, Spot]
    sheets: tuple[TableEdges, ...]
    shared: int = 0

    @property
    def pages(self) -> int:
        """The number of pages up to the next part."""
        return len(self.sheets) - self.shared

    def measure_free_space(self, bottom: float) -> tuple[float, ...]:
        """Measure the points left on each page above the margin ``bottom``."""
        ends = (self.top if sheet.lowest is None else sheet.lowest for sheet in self.sheets)
        return tuple(round(end - bottom, 1) for end in ends)

    def describe_pages(self, bottom: float) -> PartPages:
        """Describe the pages of the part, which have to stay the same when the form is filled in."""
        rows = {name: spot.page for name, spot in self.rows.items()}
        return PartPages(pages=self.pages, rows=rows, free=self.measure_free_space(bottom))

    def has_pages_of(self, blank: PartPages) -> bool:
        """Return True where the next part is as many pages away as in the blank form, and each row is on its page."""
        rows = {name: spot.page for name, spot in self.rows.items()}
        return self.pages == blank.pages and rows == dict(blank.rows)

    def measure_overflow(self, blank: PartPages, bottom: float) -> float:
        """Measure by how many points the rows of the first page that overflows are higher than that page."""
        moved = [page for name, page in blank.rows.items() if self.rows[name].page > page]
        page = min(moved, default=min(len(blank.free), len(self.sheets)))
        return round(max(sum(self._measure_spilled(blank, page)) - self.measure_free_space(bottom)[page - 1], 0), 1)

    def _measure_spilled(self, blank: PartPages, page: int) -> Iterator[float]:
        """Yield the height on each later page of rows that belong on ``page`` or before it."""
        following = [spot for name, spot in self.rows.items() if blank.rows[name] > page]
        last = min((spot.page for spot in following), default=len(self.sheets))
        highest = max((spot.y for spot in following if spot.page == last), default=0.0)
        for number in range(page + 1, last + 1):
            edges = self.sheets[number - 1].edges
            above = [y for y in edges if y >= highest] if number == last else edges
            yield self.top - min(above, default=self.top)


def read_page_map(pdf: Path, parts: Container[str] | None = None) -> dict[str, PartMap]:
    """Read every part of the form in ``pdf`` by its id, cover and instructions included; none without bookmarks.

    ``parts`` are the ids of the parts, where the document may have bookmarks of its own besides.
    """
    with pikepdf.open(pdf) as document:
        spots = _read_spots(document)
        sheets = [_read_edges(page) for page in document.pages]
    heads = {
        name: spot
        for name, spot in spots.items()
        if _find_part(name, spots) is None and (parts is None or name in parts)
    }
    ordered = sorted(heads, key=lambda name: (heads[name].page, -heads[name].y))
    following = {name: heads[after].page for name, after in pairwise(ordered)}
    return {
        name: _build_part(name, heads[name], spots, sheets, following.get(name, len(sheets) + 1)) for name in ordered
    }


def _read_spots(document: pikepdf.Pdf) -> dict[str, Spot]:
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
    places = document.Root.get("/Dests", pikepdf.Dictionary())
    found = {str(name).removeprefix("/"): place for name, place in places.items()}
    names = document.Root.get("/Names", pikepdf.Dictionary())
    if "/Dests" in names:
        found |= {str(name): place for name, place in pikepdf.NameTree(names.Dests).items()}
    return {name: _read_spot(place, numbers) for name, place in sorted(found.items())}


def _read_spot(place: pikepdf.Object, numbers: Mapping[tuple[int, int], int]) -> Spot:
    target = place.D if isinstance(place, pikepdf.Dictionary) else place
    return Spot(numbers[target[0].objgen], round(float(target[3]), 1))


def _find_part(name: str, names: Mapping[str, Spot]) -> str | None:
    row = _ROW.match(name)
    return row[1] if row and row[1] in names else None


def _build_part(
    name: str, head: Spot, spots: Mapping[str, Spot], sheets: Sequence[TableEdges], following: int
) -> PartMap:
    """Build the map of a part; ``following`` is the page on which the next one begins."""
    rows = {
        row: Spot(spot.page - head.page + 1, spot.y) for row, spot in spots.items() if _find_part(row, spots) == name
    }
    # Of a part without rows nothing tells if it reaches to the page of the next one.
    reach = max((spot.page for spot in rows.values()), default=1)
    own = sheets[head.page - 1 : max(following - 1, head.page + reach - 1)]
    return PartMap(head.page, head.y, rows, tuple(own), len(own) - (following - head.page))


def _read_edges(page: pikepdf.Page) -> TableEdges:
    """Read the lines that begin at the left edge of the table: only they separate whole rows beside merged cells."""
    page.contents_coalesce()
    lines = [tuple(map(float, found)) for found in _LINE.findall(page.Contents.read_bytes())]
    level = [(x, y) for x, y, _, other in lines if abs(y - other) < 0.01]
    left = min((x for x, _ in level), default=0.0)
    heights = sorted({y for x, y in level if x - left < _TOLERANCE}, reverse=True)
    return TableEdges(
        tuple(y for number, y in enumerate(heights) if not number or heights[number - 1] - y > _TOLERANCE)
    )
