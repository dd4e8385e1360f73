"""Reader of tables (.csv, .xls, .xlsx): every sheet as a grid of raw values, or the first sheet as text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from docgen.definitions.source import read_text
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.old_excel import OldSheet, read_old_workbook
from docgen.runtime.file_sniffing import FileState as What
from docgen.runtime.file_sniffing import find_size_fault, sniff

TextRow = tuple[str, ...]
_Item = TypeVar("_Item")

_UNREADABLE = (
    AttributeError,
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
"""The exceptions of openpyxl for a file that is no workbook, is damaged, cut off or has a password."""

_FORMULA = re.compile(rb"<f[\s>/]")
_HIDDEN = b'hidden="1"'
_ROW, _COL = re.compile(rb"<row\s[^>]*>"), re.compile(rb"<col\s[^>]*>")
_NUMBERS = {name: re.compile(rb'\s%s="(\d{1,7})"' % name.encode()) for name in ("r", "min", "max")}
_WIDEST = 16384
"""The number of columns of an Excel sheet (XFD)."""
_STEP = 4096
"""Bytes that openpyxl gets at a time."""


@dataclass(frozen=True)
class SheetGrid:
    """One sheet: its name ("" for a .csv file) and its lines that are not blank.

    ``lines`` are the numbers of these lines in the sheet (from 1), ``rows`` their cells. ``uncalculated`` are the cells
    (line number, position) with a formula without a cached value; ``hidden_lines`` are line numbers,
    ``hidden_columns`` positions (from 0).
    """

    sheet: str
    lines: tuple[int, ...]
    rows: tuple[tuple[RawValue, ...], ...]
    uncalculated: tuple[tuple[int, int], ...] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def read_grids(path: Path, shown: str, suffix: str = "") -> tuple[list[SheetGrid], list[Problem]]:
    """Read the sheets of a .csv, .xls or .xlsx file with raw values; return them and the problems of the file.

    ``suffix`` is the suffix by content where that of the name is another. Raises InputError where the file is of
    another type or damaged.
    """
    suffix = suffix or path.suffix.lower()
    if suffix == ".xls":
        return [_convert_old_sheet(sheet) for sheet in read_old_workbook(path, shown)], []
    if suffix != ".csv":
        return _read_excel_file(path, shown, _read_sheets), []
    rows, problems = read_rows(path, shown)
    return [_build_grid("", ((*(cell.strip() or None for cell in row),) for row in rows))], problems


def read_rows(path: Path, shown: str) -> tuple[list[TextRow], list[Problem]]:
    """Read the rows of a .csv file or of the first sheet of an .xlsx file as text, with the problems of the file.

    Raises InputError where the file cannot be read.
    """
    if path.suffix.lower() != ".csv":
        return read_workbook(path, shown), []
    text, problems = read_text(path, shown)
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text))], problems
    except csv.Error:
        raise InputError("不是可以读取的 CSV 文件。", remedy="请检查引号是否成对。", path=shown) from None


def read_workbook(path: Path, shown: str) -> list[TextRow]:
    """Read the rows of the first sheet of an .xlsx file, each cell as the text of its value.

    Raises InputError where the file is of another type or damaged.
    """
    return _read_excel_file(path, shown, _read_first_sheet)


def _read_excel_file(path: Path, shown: str, read: Callable[[Path], list[_Item]]) -> list[_Item]:
    if not path.is_file():
        raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
    try:
        _reject_oversized(path, shown)
        return read(path)
    except _UNREADABLE as error:
        _reject_protected(path, shown)
        raise InputError(
            f"不是可以读取的 Excel 文件（{type(error).__name__}）。", remedy="请用 Excel 另存为 .xlsx。", path=shown
        ) from None


def _reject_oversized(path: Path, shown: str) -> None:
    reason = find_size_fault(path)
    if reason:
        raise InputError(f"{reason}。", remedy="请换成正常的文件。", path=shown)


def _reject_protected(path: Path, shown: str) -> None:
    sniffed = sniff(path)
    if sniffed.found is What.PROTECTED:
        raise InputError("文件有密码，打不开。", remedy="请去掉密码后重新保存。", path=shown) from None


def _read_sheets(path: Path) -> list[SheetGrid]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if not book.worksheets:
            raise LookupError("no sheet")
        return [_read_sheet(path, book, sheet) for sheet in book.worksheets]
    finally:
        book.close()


def _read_sheet(path: Path, book: Any, sheet: Any) -> SheetGrid:
    content = book._archive.read(sheet._worksheet_path)  # unpacked once: searched for hidden cells and formulas below
    sheet._get_source = lambda: _InSmallSteps(content)
    sheet.reset_dimensions()  # some programs write a range that is too small, and rows beyond it would be lost
    grid = _build_grid(sheet.title, sheet.iter_rows(values_only=True))
    if _HIDDEN in content:
        grid = replace(grid, hidden_lines=_find_hidden_lines(content), hidden_columns=_find_hidden_columns(content))
    return replace(grid, uncalculated=_find_uncalculated(path, grid)) if _FORMULA.search(content) else grid


class _InSmallSteps(io.BytesIO):
    """The XML of a sheet in small pieces, so that openpyxl keeps few cells waiting at once.

    With many of them the cyclic garbage collector searches them again and again: a seventh of the reading time.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(size if size is None or size < _STEP else _STEP)


def _convert_old_sheet(sheet: OldSheet) -> SheetGrid:
    grid = _build_grid(sheet.name, sheet.rows)
    return replace(grid, hidden_lines=sheet.hidden_lines, hidden_columns=sheet.hidden_columns)


def _find_hidden_lines(content: bytes) -> frozenset[int]:
    tags = (tag for tag in _ROW.findall(content) if _HIDDEN in tag)
    return frozenset(int(number[1]) for tag in tags if (number := _NUMBERS["r"].search(tag)))


def _find_hidden_columns(content: bytes) -> frozenset[int]:
    """Return the positions (from 0); a span to the end of the sheet is cut at the width of an Excel sheet."""
    found: set[int] = set()
    for tag in _COL.findall(content):
        ends = [_NUMBERS[name].search(tag) for name in ("min", "max")]
        if _HIDDEN in tag and ends[0] and ends[1]:
            found.update(range(int(ends[0][1]) - 1, min(int(ends[1][1]), _WIDEST)))
    return frozenset(found)


def _build_grid(name: str, rows: Iterable[tuple[RawValue, ...]]) -> SheetGrid:
    lines, kept = [], []
    for number, row in enumerate(rows, 1):
        if row.count(None) != len(row):
            lines.append(number)
            kept.append(row)
    return SheetGrid(name, tuple(lines), tuple(kept))


def _find_uncalculated(path: Path, grid: SheetGrid) -> tuple[tuple[int, int], ...]:
    """Find the cells with a formula and without a cached value.

    This takes a second reading of the file: openpyxl gives either the values or the formulas.
    """
    import openpyxl

    values = dict(zip(grid.lines, grid.rows, strict=True))
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        sheet = book[grid.sheet]
        sheet.reset_dimensions()
        return tuple(_find_formulas_without_value(sheet.iter_rows(values_only=True), values))
    finally:
        book.close()


def _find_formulas_without_value(
    rows: Iterable[tuple[RawValue, ...]], values: Mapping[int, tuple[RawValue, ...]]
) -> Iterator[tuple[int, int]]:
    for number, row in enumerate(rows, 1):
        known = values.get(number, ())
        for position, cell in enumerate(row):
            is_formula = isinstance(cell, str) and cell.startswith("=")
            if is_formula and (position >= len(known) or known[position] is None):
                yield number, position


def _read_first_sheet(path: Path) -> list[TextRow]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a range that is too small, and rows beyond it would be lost
        return [tuple(_format_value(value) for value in row) for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()


def _format_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value).strip()
