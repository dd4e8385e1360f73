"""表1 as a sheet: its official columns and headings, and the register with running numbers and sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from docgen.definitions.form import Years
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.documents.sheets import sheet
from docgen.documents.sheets.sheet import PrintableSheet, SheetRow, SheetValue, measure_text
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import format_number, round_to_two_places

TOTAL = "合计"
_BASE_HINT = "上年，仅用于计算增速，不印入表1；当年没有的填0"
_WIDTHS = {
    "text": (16.0, 24.0),
    "code": (21.0, 26.0),
    "yes_no": (8.0, 8.0),
    "year": (10.0, 10.0),
    "option": (10.0, 14.0),
}
_NAME_WIDTHS = (26.0, 36.0)
"""The least and the greatest width of the column of names; the width follows the longest text, as in _WIDTHS."""

_NUMBER_WIDTH = 9.0
_NUMBERING_WIDTH = 6.0
_ROOM = 3
"""The margin of a number beside its digits, in characters."""


class ColumnPlace(NamedTuple):
    """One printed column: the place of its values, its column definition, its year and its shared heading.

    ``is_base`` where the year is the one before those of the form.
    """

    name: str
    column: Column
    year: int | None
    group: str
    is_base: bool = False

    @property
    def hint(self) -> str:
        """The instruction for those who fill it in."""
        return _BASE_HINT if self.is_base else self.column.hint

    @property
    def heading(self) -> str:
        """The own heading: the year alone if there is a shared heading."""
        return f"{self.year}年" if self.group else self.column.format_heading(self.year)


def list_official_places(table: EnterpriseTable, years: Years) -> tuple[ColumnPlace, ...]:
    """List the places of 表1 in its order."""
    grouped = {entry.column: entry.years == "actual" for entry in table.sheet}
    places = table.iterate_sheet_places(years)
    return tuple(
        _build_place(column, year, column.format_heading() if grouped[column.id] else "") for column, year in places
    )


def list_other_places(table: EnterpriseTable, years: Years) -> tuple[ColumnPlace, ...]:
    """List the places of the register that are not in 表1, in the order of the definition."""
    official = {place.name for place in list_official_places(table, years)}
    first = years.actual[0]
    every = (
        _build_place(column, year, column.format_heading() if year else "")._replace(is_base=year == first - 1)
        for column in table.columns
        for year in column.list_years(years)
    )
    return tuple(place for place in every if place.name not in official)


def build_enterprise_table(register: Register, table: EnterpriseTable, years: Years) -> PrintableSheet:
    """Build the collected 表1: one row per enterprise with its running number, and a last row with the sums."""
    places = list_official_places(table, years)
    cells = [format_column(register, place) for place in places]
    columns = [sheet.PrintColumn(table.number, _NUMBERING_WIDTH, centred=True)]
    columns += [_build_column(place, values, table) for place, values in zip(places, cells, strict=True)]
    rows: tuple[SheetRow, ...] = tuple((number, *row) for number, row in enumerate(zip(*cells, strict=True), 1))
    return PrintableSheet(table.title, table.title, table.head, tuple(columns), rows, (), TOTAL)


def build_blank_columns(table: EnterpriseTable, years: Years) -> tuple[sheet.PrintColumn, ...]:
    """Build the columns of the blank 表1, the running number first."""
    places = list_official_places(table, years)
    number = sheet.PrintColumn(table.number, _NUMBERING_WIDTH, centred=True)
    return (number, *(_build_column(place, (), table) for place in places))


def build_table_columns(places: tuple[ColumnPlace, ...], table: EnterpriseTable) -> tuple[sheet.PrintColumn, ...]:
    """Build the columns of these places, with merged headings over the years."""
    return tuple(_build_column(place, (), table) for place in places)


def build_plain_columns(
    places: Sequence[ColumnPlace], cells: Sequence[tuple[SheetValue, ...]], table: EnterpriseTable
) -> tuple[sheet.PrintColumn, ...]:
    """Build the columns of these places as wide as their cells, without merged headings and sums."""
    return tuple(_build_plain_column(place, values, table) for place, values in zip(places, cells, strict=True))


def format_column(register: Register, place: ColumnPlace) -> tuple[SheetValue, ...]:
    """Format the cells of a place for each enterprise; blanks if the register does not have the column."""
    cells = register.columns.get(place.name, (None,) * len(register.rows))
    return tuple(format_cell(cell, place.column) for cell in cells)


def format_cell(cell: CellValue, column: Column) -> SheetValue:
    """Format a cell as printed in a table: 是 and 否, the label of an option, 无; a number stays a number."""
    match cell:
        case None | Decimal():
            return cell
        case bool():
            return "是" if cell else "否"
        case str():
            return column.options.get(cell, cell)
        case int():
            return cell
        case _:
            return str(cell)


def format_cell_text(cell: CellValue, column: Column) -> str:
    """Format a cell as text: counts whole, other numbers with two decimals, as in the collected table."""
    value = format_cell(cell, column)
    if isinstance(value, Decimal):
        return format_number(value) if column.whole else format(round_to_two_places(value), "f")
    return "" if value is None else str(value)


def _build_place(column: Column, year: int | None, group: str) -> ColumnPlace:
    return ColumnPlace(f"{column.id}.{year}" if year else column.id, column, year, group)


def _build_column(place: ColumnPlace, values: tuple[SheetValue, ...], table: EnterpriseTable) -> sheet.PrintColumn:
    column = place.column
    if column.kind != "number":
        least, most = _NAME_WIDTHS if column.id == table.name else _WIDTHS[column.kind]
        longest = max((measure_text(str(value)) for value in values if value is not None), default=0)
        width = min(most, max(least, longest + 2.0))
        return sheet.PrintColumn(place.heading, width, centred=column.kind not in ("text", "code"))
    decimals = 0 if column.whole else 2
    width = max(_NUMBER_WIDTH, _ROOM + _measure_longest_number(values, decimals))
    return sheet.PrintColumn(place.heading, width, group=place.group, decimals=decimals, summed=True)


def _build_plain_column(
    place: ColumnPlace, values: tuple[SheetValue, ...], table: EnterpriseTable
) -> sheet.PrintColumn:
    """Build a column that is also wide enough for its heading in two lines."""
    column = _build_column(place._replace(group=""), values, table)
    return replace(column, summed=False, width=max(column.width, measure_text(column.heading) / 2 + 3))


def _measure_longest_number(values: tuple[SheetValue, ...], decimals: int) -> int:
    """Measure the longest number among the values and their sum, in characters."""
    numbers = [Decimal(value) for value in values if isinstance(value, Decimal | int)]
    widths = [measure_text(value) for value in values if isinstance(value, str)]
    return max([len(f"{number:.{decimals}f}") for number in (*numbers, sum(numbers, Decimal(0)))] + widths)
