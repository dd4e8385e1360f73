"""The grid of a layout's table: which labels stand to the left of an answer, and which headings above it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.documents.form_import.blank_tokens import BlankMark
from docgen.documents.templates.form_layout import LayoutCell, LayoutTable

_GAP = f"{BlankMark.GAP.value}_"
_YEAR = re.compile(r"\A\s*+(20\d\d)\s*+年?\s*+(?:度|末|底)?\s*+\Z")


@dataclass(frozen=True, eq=False)
class GridCell:
    """A cell with its place on the grid: rows and columns from 0."""

    cell: LayoutCell
    row: int
    column: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The words of its lines."""
        return tuple(line.words for line in self.cell.lines)

    @property
    def words(self) -> str:
        """The words of all lines, one after the other."""
        return "".join(self.lines)

    @property
    def slots(self) -> tuple[str, ...]:
        """Its slots in order."""
        return tuple(slot for line in self.cell.lines for slot in line.slots)

    @property
    def end(self) -> int:
        """The column after its last one."""
        return self.column + self.cell.colspan

    @property
    def year(self) -> int:
        """The year that it is the heading of; 0 where it is none."""
        found = _YEAR.match(self.words) if self.cell.is_label else None
        return int(found[1]) if found else 0


class GridView:
    """The cells of a table by row and column."""

    def __init__(self, table: LayoutTable) -> None:
        self.rows: list[list[GridCell]] = []
        self._at: dict[tuple[int, int], GridCell] = {}
        for number, row in enumerate(table.rows):
            self.rows.append([])
            column = 0
            for cell in row.cells:
                while (number, column) in self._at:
                    column += 1
                placed = GridCell(cell, number, column)
                self.rows[-1].append(placed)
                for down in range(cell.rowspan):
                    for right in range(cell.colspan):
                        self._at[number + down, column + right] = placed
                column += cell.colspan
        self._headings = [number for number in range(len(self.rows)) if self._is_heading(number)]

    def _is_heading(self, number: int) -> bool:
        row = self.rows[number]
        return len(row) > 1 and all(cell.cell.is_label for cell in row)

    def list_left(self, cell: GridCell) -> list[GridCell]:
        """List the labels of an answer in its row, the nearest last: those before the answers beside it."""
        column = cell.column - 1
        found: list[GridCell] = []
        while column >= 0:
            other = self._at.get((cell.row, column))
            if other is None:
                break
            if other.cell.is_label:
                found.insert(0, other)
            elif found:
                break
            column = other.column - 1
        return found

    def find_head(self, row: int) -> GridCell | None:
        """Find the label at the left end of a row."""
        first = self._at.get((row, 0))
        return first if first and first.cell.is_label else None

    def list_above(self, cell: GridCell) -> list[GridCell]:
        """List the headings above an answer that cover its columns, the nearest first: none behind another answer's."""
        found: list[GridCell] = []
        for number in reversed(self._headings[: bisect_left(self._headings, cell.row)]):
            over = self._at.get((number, cell.column))
            if over and over.row == number and over.end >= cell.end and over.column and over not in found:
                found.append(over)
        return found

    def iterate_answers(self) -> Iterator[GridCell]:
        """Yield the cells that are no labels, in reading order."""
        for row in self.rows:
            yield from (cell for cell in row if not cell.cell.is_label)

    def list_row_answers(self, row: int) -> Sequence[GridCell]:
        """List the cells with nothing but one slot that begin in a row."""
        return [cell for cell in self.rows[row] if is_plain(cell)]


def is_plain(cell: GridCell) -> bool:
    """Return True for a cell that was empty: one gap and no words."""
    is_gap = len(cell.slots) == 1 and cell.slots[0].startswith(_GAP)
    return is_gap and not cell.cell.is_label and not cell.words
