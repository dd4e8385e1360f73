"""Reader of the cells of a workbook as text, and of its names; every character of the cells is preserved."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from docgen.errors import InputError, is_of_system
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.isolated_reading import read_isolated
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.project.spreadsheets.xlsx_reader import replace_escapes
from docgen.runtime.isolated_calls import BrokenCall

_UNREADABLE = (
    OSError,
    EOFError,
    LookupError,
    NotImplementedError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""The exceptions of openpyxl for a file that is no workbook, is damaged or cut off."""

_UNCALCULATED = "这一格是公式，还没有算出结果"
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})

_IN_QUOTES = re.compile(r'"[^"]*"|\\.')
_EXACT_LIMIT = Decimal(10) ** 15
"""Excel keeps 15 digits of a number; a longer one was changed when it was typed."""


@dataclass(frozen=True)
class WorkbookCell:
    """One cell: its text, its row and column (from 1), and the reason why the text may be wrong ("" without one)."""

    text: str
    row: int = 0
    column: int = 1
    odd: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether the cell holds nothing but white space."""
        return not self.text.strip()


@dataclass(frozen=True)
class NamedRange:
    """The cells of one defined name: the sheet and its rows."""

    sheet: str
    rows: tuple[tuple[WorkbookCell, ...], ...]

    @property
    def cell(self) -> WorkbookCell:
        """The first cell; the only one where the name is that of a single cell."""
        return self.rows[0][0]


Bounds = tuple[int, int, int, int]
"""The first column and row and the last column and row of a range, from 1."""


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its name, its last row, its cells that are not blank by row and column, and those with a formula."""

    name: str
    last_row: int
    cells: Mapping[tuple[int, int], WorkbookCell]
    formulas: frozenset[tuple[int, int]] = frozenset()

    def get_text(self, row: int, column: int) -> str:
        """Return the text of a cell without space at its ends; "" for a formula."""
        place = row, column
        return self.cells[place].text.strip() if place in self.cells and place not in self.formulas else ""

    def read_range(self, bounds: Bounds) -> NamedRange:
        """Read the cells of a range."""
        left, top, right, bottom = bounds
        rows = (
            tuple(self.cells.get((row, column)) or WorkbookCell("", row, column) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        return NamedRange(self.name, tuple(rows))


@dataclass(frozen=True)
class WorkbookCells:
    """The sheets of a workbook by name, and its defined names that still have their cells: sheet and bounds of each."""

    sheets: Mapping[str, WorkbookSheet]
    names: Mapping[str, tuple[str, Bounds]]


def format_column(column: int) -> str:
    """Format the letters of a column, from 1."""
    return str(get_column_letter(column))


def read_workbook_cells(path: Path, shown: str) -> WorkbookCells:
    """Read a workbook by its content, whatever its ending: an old .xls has its cells, but no names.

    Raises InputError where the file cannot be read as a workbook.
    """
    try:
        with path.open("rb") as file:
            is_zip = file.read(2) == b"PK"
        if not is_zip:
            return _convert_grids(read_grids(path, shown)[0])
        return read_isolated(_read_names_and_cells, path)
    except BrokenCall as error:
        remedy = "请只留下填报用的工作表，或运行 docgen workbook DIR --drop 重新生成。"
        raise InputError(f"这份工作簿没有读：{error}。里面的内容没有动。", remedy=remedy, path=shown) from None
    except InputError as error:
        remedy = "请在 Excel 或 WPS 里（取消密码）另存为 .xlsx；打不开的，运行 docgen workbook DIR --drop 重新生成。"
        raise InputError(f"这份工作簿读不了：{error.message}里面的内容没有动。", remedy=remedy, path=shown) from None
    except _UNREADABLE as error:
        if isinstance(error, OSError) and is_of_system(error):
            message, remedy = "这份工作簿读不了：{}；里面的内容没有动。", "请检查权限，或重新复制这个文件。"
            raise InputError.of_system(error, message, remedy, shown) from None
        raise InputError(
            "这份工作簿读不了，可能已损坏；里面的内容没有动。",
            remedy="请用 Excel 或 WPS 打开并另存为 .xlsx；打不开的，运行 docgen workbook DIR --drop 重新生成。",
            path=shown,
        ) from None


def _read_names_and_cells(path: Path) -> WorkbookCells:
    book = _load_workbook(path, data_only=False)
    # openpyxl gives either formulas or their values: the second reading is only made where there is a formula.
    cached = cache(lambda: _load_workbook(path, data_only=True))
    sheets = {sheet.title: _convert_sheet(sheet, cached) for sheet in book.worksheets}
    return WorkbookCells(sheets, {name: (sheet, bounds) for name, sheet, bounds in _find_ranges(book)})


def _convert_sheet(sheet: Any, cached: Callable[[], Any]) -> WorkbookSheet:
    filled = {place: one for place, one in sheet._cells.items() if one.value is not None}
    cells = {place: _convert_cell(one, sheet.title, cached) for place, one in filled.items()}
    formulas = frozenset(place for place, one in filled.items() if one.data_type == "f")
    return WorkbookSheet(sheet.title, sheet.max_row, cells, formulas)


def _convert_grids(grids: Sequence[SheetGrid]) -> WorkbookCells:
    return WorkbookCells({grid.sheet: _convert_grid(grid) for grid in grids}, {})


def _convert_grid(grid: SheetGrid) -> WorkbookSheet:
    cells = {
        (line, position + 1): _convert_value(value, line, position + 1)
        for line, row in zip(grid.lines, grid.rows, strict=True)
        for position, value in enumerate(row)
        if value is not None
    }
    for line, position in grid.uncalculated:
        cells[line, position + 1] = WorkbookCell("", line, position + 1, _UNCALCULATED)
    return WorkbookSheet(grid.sheet, max(grid.lines, default=0), cells)


def _convert_value(value: object, row: int, column: int) -> WorkbookCell:
    if isinstance(value, str) and value in _ERRORS:
        return WorkbookCell("", row, column, f"这一格是出错的公式（{value}）")
    return WorkbookCell(_format_value(value, ""), row, column)


def _load_workbook(path: Path, *, data_only: bool) -> Any:
    reader = _ExactTextReader(path, data_only=data_only, keep_links=False)
    reader.read()
    return reader.wb


class _ExactTextReader(ExcelReader):  # type: ignore[misc]
    """Reader that keeps the texts as they are: openpyxl's own drops ``x005F_`` wherever it occurs."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_read_strings(source))


def _read_strings(source: Any) -> Iterator[str]:
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            yield replace_escapes(Text.from_tree(node).content)
            node.clear()


def _find_ranges(book: Any) -> Iterator[tuple[str, str, tuple[int, int, int, int]]]:
    for name, defined in book.defined_names.items():
        places = [] if "#REF!" in (defined.attr_text or "") else list(defined.destinations)
        if len(places) == 1 and places[0][0] in book.sheetnames:
            sheet, reference = places[0]
            yield name, sheet, range_boundaries(reference)


def _convert_cell(one: Any, title: str, cached: Callable[[], Any]) -> WorkbookCell:
    value, kind, row, column = one.value, one.data_type, one.row, one.column
    if kind == "f":
        value = cached()[title].cell(row, column).value
        if value is None:
            return WorkbookCell("", row, column, _UNCALCULATED)
        if isinstance(value, str) and value.startswith("#"):
            kind = "e"
    if kind == "e":
        return WorkbookCell("", row, column, f"这一格是出错的公式（{value}）")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_inexact = is_number and abs(Decimal(repr(value))) >= _EXACT_LIMIT
    odd = "这一格存成了数字，Excel 只保留前 15 位" if is_inexact else ""
    return WorkbookCell(_format_value(value, one.number_format), row, column, odd)


def _format_value(value: object, shape: str) -> str:
    """Format the value as Excel shows it: a percentage with its sign, a date in Chinese."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            exact = Decimal(repr(value))
            is_percent = "%" in _IN_QUOTES.sub("", shape)
            return f"{_format_number(exact * 100)}%" if is_percent else _format_number(exact)
        case datetime() if (value.hour, value.minute, value.second) != (0, 0, 0):
            return str(value)
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return str(value)


def _format_number(number: Decimal) -> str:
    return format(number.normalize(), "f")
