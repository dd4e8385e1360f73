"""The cells of one Word table laid on its grid: spans and merges as a person sees them; tables that were split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from docgen.project.word.text_colours import read_shading
from docgen.project.word.word_document import (
    WordBlock,
    WordParagraph,
    WordPlace,
    WordRow,
    WordTable,
    WordTableCell,
)
from docgen.project.word.word_parts import Element, get_attribute, get_number

_WIDEST = 1000
"""The columns that a cell can span: Word has 63."""
_TOLERANCE = 30
"""Twentieths of a point by which the columns of the halves of one table may differ: 0.5 mm."""


@dataclass(frozen=True, slots=True)
class CellFormat:
    """The format of a cell: the columns it spans, the ways it is merged (restart, continue, ""), its changes."""

    colspan: int = 1
    merged_down: str = ""
    merged_right: str = ""
    is_inserted: bool = False
    is_deleted: bool = False
    is_merge_tracked: bool = False
    background: str = ""
    """The colour of its shading, "" for none."""


def read_cell_format(properties: Element | None) -> CellFormat:
    """Read the format of a cell (``w:tcPr``); a tracked merge is taken as accepted."""
    if properties is None:
        return CellFormat()
    down, tracked = _read_merge(properties, "w:vMerge"), properties.find("w:cellMerge")
    if tracked is not None and (mark := get_attribute(tracked, "vMerge")):
        down = "restart" if mark == "rest" else "continue"
    return CellFormat(
        min(max(get_number(properties, "w:gridSpan"), 1), _WIDEST),
        down,
        _read_merge(properties, "w:hMerge"),
        properties.find("w:cellIns") is not None,
        properties.find("w:cellDel") is not None,
        tracked is not None,
        read_shading(properties.find("w:shd")),
    )


def _read_merge(properties: Element, name: str) -> str:
    found = properties.find(name)
    return "" if found is None else get_attribute(found, "val") or "continue"


@dataclass(slots=True)
class _GrowingCell:
    column: int
    colspan: int
    place: WordPlace
    blocks: tuple[WordBlock, ...]
    rowspan: int = 1

    def build(self) -> WordTableCell:
        return WordTableCell(self.column, self.colspan, self.rowspan, self.blocks, self.place)


class TableGrid:
    """The rows of one table as they are read; ``rows`` and ``cells`` are the numbers of rows, and cells of the last."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self._rows: list[tuple[list[_GrowingCell], bool]] = []
        self._position = 1
        self._above: dict[int, _GrowingCell] = {}
        self._open: dict[int, _GrowingCell] = {}
        self._last: _GrowingCell | None = None

    def begin_row(self, before: int, is_heading: bool) -> None:
        """Begin a row whose first cell comes after ``before`` columns."""
        self._rows.append(([], is_heading))
        self.rows += 1
        self.cells = 0
        self._position = 1 + min(before, _WIDEST)
        self._above, self._open = self._open, {}
        self._last = None

    def extend(self, layout: CellFormat) -> bool:
        """Take in a cell that continues the one above or on its left; returns False for a cell of its own."""
        if layout.merged_right == "continue" and self._last:
            self._last.colspan += layout.colspan
            self._position += layout.colspan
            return True
        above = self._above.get(self._position) if layout.merged_down == "continue" else None
        if above is None:
            return False
        above.rowspan += 1
        self._open[self._position] = above
        self._position += layout.colspan
        self.cells += 1
        self._last = None
        return True

    def add(self, layout: CellFormat, place: WordPlace, blocks: tuple[WordBlock, ...]) -> None:
        """Add a cell of its own to the row."""
        cell = _GrowingCell(self._position, layout.colspan, place, blocks)
        self._rows[-1][0].append(cell)
        # Word takes a cell that continues nothing for the first one.
        if layout.merged_down:
            self._open[self._position] = cell
        self._position += layout.colspan
        self.cells += 1
        self._last = cell

    def build(self) -> tuple[WordRow, ...]:
        """Return the rows."""
        return tuple(WordRow(tuple(cell.build() for cell in cells), is_heading) for cells, is_heading in self._rows)


def join_split_tables(blocks: Iterable[WordBlock]) -> tuple[WordBlock, ...]:
    """Join tables with the same columns that follow each other, with nothing or blank paragraphs between them.

    So the halves of a table that was split by hand at the end of a page are one again; blank paragraphs between them
    are left out, a heading row that is repeated at the beginning of the second half too. Each cell keeps its place.
    """
    joined: list[WordBlock] = []
    blank: list[WordBlock] = []
    for block in blocks:
        if isinstance(block, WordParagraph) and not block.number and _is_blank(block):
            blank.append(block)
            continue
        last = joined[-1] if joined else None
        if isinstance(block, WordTable) and isinstance(last, WordTable) and _have_same_columns(last, block):
            joined[-1] = replace(last, rows=last.rows + _drop_repeated(last, block))
        else:
            joined += [*blank, block]
        blank = []
    return (*joined, *blank)


def _is_blank(paragraph: WordParagraph) -> bool:
    return not any(piece.text.strip() or piece.detail for piece in paragraph.pieces)


def _have_same_columns(first: WordTable, second: WordTable) -> bool:
    if first.columns != second.columns or len(first.widths) != len(second.widths):
        return False
    return all(abs(one - other) <= _TOLERANCE for one, other in zip(first.widths, second.widths, strict=True))


def _drop_repeated(first: WordTable, second: WordTable) -> tuple[WordRow, ...]:
    """Return the rows of the second half without the heading that it repeats."""
    repeated = 0
    for own, other in zip(first.rows, second.rows, strict=False):
        if not own.is_heading or _write_row(own) != _write_row(other):
            break
        repeated += 1
    return second.rows[repeated:]


def _write_row(row: WordRow) -> list[tuple[int, int, str]]:
    return [(cell.column, cell.colspan, cell.text) for cell in row.cells]
