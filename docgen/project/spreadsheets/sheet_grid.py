"""One sheet of a table file as a grid of raw values, whatever the format of the file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docgen.project.spreadsheets.cell_values import RawValue

MOST_CELLS = 1_500_000
"""The cells of a file that are read, blank ones between others included: 100,000 enterprises of 15 columns."""

_MOST_SPANNED, _MOST_TAKEN = 1000, 10_000
"""The limit of HTML for the columns that a cell spans, and one for the places that it takes."""
_WIDEST = 16384
"""The columns of a table: as many as Excel has."""


class TooManyCellsError(Exception):
    """A file has more cells than any table of enterprises."""


@dataclass(frozen=True)
class MergedArea:
    """A merged area of a sheet: its first and last line (from 1) and its first and last position (from 0)."""

    first_line: int
    last_line: int
    first_position: int
    last_position: int


@dataclass(frozen=True)
class SheetGrid:
    """One sheet: its name ("" for a text file) and its lines that are not blank.

    ``lines`` are the numbers of these lines in the sheet (from 1), ``rows`` their cells as they are seen: the value of
    a number format that scales, percents and units of a format as text. ``uncalculated`` are the cells (line number,
    position) with a formula without a stored value; ``hidden_lines`` are line numbers, ``hidden_columns`` positions
    (from 0). A merged value stands in the first cell of its area alone. ``is_hidden`` for a sheet that is not shown.
    """

    sheet: str
    lines: tuple[int, ...]
    rows: tuple[tuple[RawValue, ...], ...]
    uncalculated: tuple[tuple[int, int], ...] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[MergedArea, ...] = ()
    is_hidden: bool = False


def build_grid(name: str, rows: Iterable[tuple[int, tuple[RawValue, ...]]], **further: Any) -> SheetGrid:
    """Build the grid of a sheet from its numbered rows; blank rows are left out.

    Raises TooManyCellsError.
    """
    kept: list[tuple[int, tuple[RawValue, ...]]] = []
    cells = 0
    for line, row in rows:
        if row.count(None) != len(row):
            kept.append((line, row))
            cells += len(row)
            if cells > MOST_CELLS:
                raise TooManyCellsError
    return SheetGrid(name, tuple(line for line, _ in kept), tuple(row for _, row in kept), **further)


@dataclass
class SpannedTable:
    """A table whose cells may span lines and columns; built line by line, each cell at the next free position.

    The value of a spanning cell stands in its first place alone. ``taken`` are the places below and beside it.
    """

    rows: list[dict[int, RawValue]] = field(default_factory=list)
    merged: list[MergedArea] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    position: int = 0

    def add_row(self) -> None:
        """Begin the next line."""
        self.rows.append({})
        self.position = 0

    def add_cell(self, value: RawValue, columns: int = 1, lines: int = 1) -> None:
        """Add the next cell of the line; raises TooManyCellsError."""
        line = len(self.rows)
        while (line, self.position) in self.taken:
            self.position += 1
        if value is not None:
            self.rows[-1][self.position] = value
        columns = min(max(columns, 1), _MOST_SPANNED)
        lines = min(max(lines, 1), _MOST_TAKEN // columns)
        if columns * lines > 1:
            self.merged.append(MergedArea(line, line + lines - 1, self.position, self.position + columns - 1))
            beside = range(self.position, self.position + columns)
            self.taken.update(itertools.product(range(line + 1, line + lines), beside))
        self.position += columns
        if self.position > _WIDEST or len(self.taken) > MOST_CELLS:
            raise TooManyCellsError

    def build(self, name: str, above: tuple[str, ...] = ()) -> SheetGrid:
        """Build the grid; ``above`` are lines of text above the table, with the line number 0."""
        texts = ((0, (text,)) for text in above)
        lines = ((line, tuple(map(row.get, range(max(row) + 1)))) for line, row in enumerate(self.rows, 1) if row)
        return build_grid(name, (*texts, *lines), merged=tuple(self.merged))
