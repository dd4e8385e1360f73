"""The figures of an enterprise table as numbers by column and year, and the doubts about its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.register_check import Columns
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import NOTHING

Figures = Sequence[float | None]
"""One figure per enterprise; None where the cell is blank, no number, below 0 or absurd; 0 for 无."""

_LEAST, _MOST = 1e-15, 10**15
"""No figure of an enterprise is so small or so large in any unit: what is has a message of its own."""


@dataclass(frozen=True)
class Doubt:
    """A doubt about one enterprise: its index, the places of its doubtful cells, the reason, and what to do."""

    code: str
    index: int
    places: tuple[str, ...]
    reason: str
    hint: str
    rule: str = ""


@dataclass(frozen=True)
class EnterpriseFigures:
    """The cells of the table by place, and its figures by column and year (0 for a column that is not yearly)."""

    table: EnterpriseTable
    columns: Columns
    by_year: Mapping[str, Mapping[int, Figures]]

    def list_years(self, column: str) -> tuple[int, ...]:
        """List the years of a column in order, none where the table does not have it."""
        return tuple(self.by_year.get(column, ()))

    def find_nearest(self, column: str, year: int) -> Figures | None:
        """Return the figures of a column in ``year``, or in the year nearest to it; None where it has none."""
        known = self.by_year.get(column)
        return known[min(known, key=lambda one: (abs(one - year), -one))] if known else None

    def get(self, column: str, year: int, index: int) -> Decimal:
        """Return one figure as it was typed."""
        return convert_figure(self.columns[build_place(column, year)][index])


def build_figures(table: EnterpriseTable, columns: Columns) -> EnterpriseFigures:
    """Build the figures of all columns of numbers of the table, in the order of the years."""
    by_year: dict[str, dict[int, Figures]] = {}
    numbers = {column.id for column in table.columns if column.kind == "number"}
    for place, cells in sorted(columns.items()):
        column, _, year = place.partition(".")
        if column in numbers:
            by_year.setdefault(column, {})[int(year or 0)] = _convert_cells(cells)
    return EnterpriseFigures(table, columns, by_year)


def build_place(column: str, year: int) -> str:
    """Build the place of a column in a year, of one that is not yearly where the year is 0."""
    return f"{column}.{year}" if year else column


def convert_figure(cell: CellValue) -> Decimal:
    """Convert a cell to a number: 无 and everything that is no number are 0."""
    return cell if isinstance(cell, Decimal) else Decimal(0)


def format_figure(value: Decimal, digits: int = 6) -> str:
    """Format a figure as it was typed, with at most so many digits after the point."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_years(years: Iterable[int]) -> str:
    """Format years as in front of a column's name: 2019、2021年, "" for a column that is not yearly."""
    shown = "、".join(str(year) for year in years if year)
    return f"{shown}年" if shown else ""


def _convert_cells(cells: Sequence[CellValue]) -> Figures:
    if set(map(type, cells)) == {Decimal}:
        figures = list(map(float, cells))  # type: ignore[arg-type]  # the fast way for a full column
        if min(figures) >= 0 and min(filter(None, figures), default=1) > _LEAST and max(figures) < _MOST:
            return figures
    return [_convert_cell(cell) for cell in cells]


def _convert_cell(cell: CellValue) -> float | None:
    if isinstance(cell, Decimal):
        return None if cell < 0 or cell > _MOST else float(cell) if cell > _LEAST else 0.0
    return 0.0 if cell is NOTHING else None
