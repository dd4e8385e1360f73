"""Reads tables of rows, from CSV or Excel, as text; the one file that imports openpyxl."""

from __future__ import annotations

import csv
import gc
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from docgen.definitions.source import read_text
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.spreadsheets.cell_values import Raw
from docgen.project.spreadsheets.old_excel import OldSheet, read_old_workbook
from docgen.runtime.file_sniffing import Found as What
from docgen.runtime.file_sniffing import sniff, swollen

Row = tuple[str, ...]
Found = TypeVar("Found")

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
"""What openpyxl raises on a file that is none, is damaged, is cut off or has a password."""

_FORMULA = re.compile(rb"<f[\s>/]")
_HIDDEN = b'hidden="1"'
_ROW, _COL = re.compile(rb"<row\s[^>]*>"), re.compile(rb"<col\s[^>]*>")
_NUMBERS = {name: re.compile(rb'\s%s="(\d{1,7})"' % name.encode()) for name in ("r", "min", "max")}
_WIDEST = 16384


@dataclass(frozen=True)
class Grid:
    """One sheet: its name ("" for a .csv file), and every line that holds something with its number in the sheet.

    ``uncalculated`` are the cells (number of the line, position) with a formula whose value nobody has calculated;
    ``hidden_lines`` and ``hidden_columns`` are the numbers and positions of what Excel does not show.
    """

    sheet: str
    lines: tuple[int, ...]
    rows: tuple[tuple[Raw, ...], ...]
    uncalculated: tuple[tuple[int, int], ...] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def read_grids(path: Path, shown: str, suffix: str = "") -> tuple[list[Grid], list[Problem]]:
    """The sheets of a .csv, .xls or .xlsx file with their values as the file holds them, and what was odd about it.

    ``suffix`` is the ending it should have, where its name has another. Raises InputError where it is no such file,
    or a damaged one.
    """
    suffix = suffix or path.suffix.lower()
    if suffix == ".xls":
        return [_old_grid(sheet) for sheet in read_old_workbook(path, shown)], []
    if suffix != ".csv":
        return _opened(path, shown, _grids), []
    rows, problems = read_rows(path, shown)
    return [_grid("", ((*(cell.strip() or None for cell in row),) for row in rows))], problems


def read_rows(path: Path, shown: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a .csv file or of the first sheet of an .xlsx file, as text, and what was odd about the file."""
    if path.suffix.lower() != ".csv":
        return read_workbook(path, shown), []
    text, problems = read_text(path, shown)
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text))], problems
    except csv.Error:
        raise InputError("不是可以读取的 CSV 文件。", remedy="请检查引号是否成对。", path=shown) from None


def read_workbook(path: Path, shown: str) -> list[Row]:
    """The rows of the first sheet of an .xlsx file, each cell as the text of its value.

    Raises InputError where it is no such file, or a damaged one.
    """
    return _opened(path, shown, _rows_of_first_sheet)


def _opened(path: Path, shown: str, read: Callable[[Path], list[Found]]) -> list[Found]:
    if not path.is_file():
        raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl tells which decorations of a file it leaves out
        try:
            _refuse_swollen(path, shown)
            return read(path)
        except _UNREADABLE as error:
            _refuse_protected(path, shown)
            raise InputError(
                f"不是可以读取的 Excel 文件（{type(error).__name__}）。", remedy="请用 Excel 另存为 .xlsx。", path=shown
            ) from None


def _refuse_swollen(path: Path, shown: str) -> None:
    reason = swollen(path)
    if reason:
        raise InputError(f"{reason}。", remedy="请换成正常的文件。", path=shown)


def _refuse_protected(path: Path, shown: str) -> None:
    sniffed = sniff(path)
    if sniffed.found is What.PROTECTED:
        raise InputError("文件有密码，打不开。", remedy="请去掉密码后重新保存。", path=shown) from None


def _grids(path: Path) -> list[Grid]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if not book.worksheets:
            raise LookupError("no sheet")
        return [_grid_of(path, book, sheet) for sheet in book.worksheets]
    finally:
        book.close()


def _grid_of(path: Path, book: Any, sheet: Any) -> Grid:
    content = book._archive.read(sheet._worksheet_path)  # unpacked once, to be looked through before it is parsed
    sheet._get_source = lambda: io.BytesIO(content)
    sheet.reset_dimensions()  # some programs write a range that is too small, and rows beyond it would be lost
    with _no_search_for_cycles():
        grid = _grid(sheet.title, sheet.iter_rows(values_only=True))
    if _HIDDEN in content:
        grid = replace(grid, hidden_lines=_hidden_lines(content), hidden_columns=_hidden_columns(content))
    return replace(grid, uncalculated=_uncalculated(path, grid)) if _FORMULA.search(content) else grid


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Cells hold no cycles; looking for some again and again while they come takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _old_grid(sheet: OldSheet) -> Grid:
    grid = _grid(sheet.name, sheet.rows)
    return replace(grid, hidden_lines=sheet.hidden_lines, hidden_columns=sheet.hidden_columns)


def _hidden_lines(content: bytes) -> frozenset[int]:
    tags = (tag for tag in _ROW.findall(content) if _HIDDEN in tag)
    return frozenset(int(number[1]) for tag in tags if (number := _NUMBERS["r"].search(tag)))


def _hidden_columns(content: bytes) -> frozenset[int]:
    """The positions, from 0; a span to the end of the sheet (of which nobody sees anything) is as wide as Excel."""
    found: set[int] = set()
    for tag in _COL.findall(content):
        ends = [_NUMBERS[name].search(tag) for name in ("min", "max")]
        if _HIDDEN in tag and ends[0] and ends[1]:
            found.update(range(int(ends[0][1]) - 1, min(int(ends[1][1]), _WIDEST)))
    return frozenset(found)


def _grid(name: str, rows: Iterable[tuple[Raw, ...]]) -> Grid:
    lines, kept = [], []
    for number, row in enumerate(rows, 1):
        if row.count(None) != len(row):
            lines.append(number)
            kept.append(row)
    return Grid(name, tuple(lines), tuple(kept))


def _uncalculated(path: Path, grid: Grid) -> tuple[tuple[int, int], ...]:
    """The cells with a formula and without a value; a second reading, since openpyxl gives one or the other."""
    import openpyxl

    values = dict(zip(grid.lines, grid.rows, strict=True))
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        sheet = book[grid.sheet]
        sheet.reset_dimensions()
        return tuple(_formulas_without_value(sheet.iter_rows(values_only=True), values))
    finally:
        book.close()


def _formulas_without_value(
    rows: Iterable[tuple[Raw, ...]], values: Mapping[int, tuple[Raw, ...]]
) -> Iterator[tuple[int, int]]:
    for number, row in enumerate(rows, 1):
        known = values.get(number, ())
        for position, cell in enumerate(row):
            is_formula = isinstance(cell, str) and cell.startswith("=")
            if is_formula and (position >= len(known) or known[position] is None):
                yield number, position


def _rows_of_first_sheet(path: Path) -> list[Row]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a range that is too small, and rows beyond it would be lost
        return [tuple(_text(value) for value in row) for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value).strip()
