"""Verify a written workbook by reading it with another library (openpyxl): values, sums and formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from docgen.documents.sheets.sheet import Band, PrintableSheet, SheetValue, fit_cell, group_columns
from docgen.errors import OutputError, ReadBackError
from docgen.project.spreadsheets.headings import format_column_letters

RowValues = tuple[SheetValue, ...]

_EXACT_DIGITS = 15  # Excel stores numbers as binary doubles
_REMEDY = "请把这份数据发给 docgen 的维护者。"


def verify_workbook(path: Path, sheets: Mapping[str, PrintableSheet]) -> None:
    """Read the workbook back and compare it with the sheets; ``sheets`` is keyed by the names in the workbook.

    Raises ReadBackError with sheet and cell if they differ, OutputError if a number has more digits than Excel keeps.
    """
    import openpyxl  # slow to import, and only a build that writes workbooks needs it

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        _check_sheet_names(path, book.sheetnames, list(sheets))
        for number, (name, sheet) in enumerate(sheets.items(), 1):
            _compare_rows(path, name, _list_expected_rows(sheet), book[name].iter_rows(values_only=True))
            if sheet.total and sheet.rows:
                _compare_formulas(path, name, number, sheet)
    finally:
        book.close()


def _check_sheet_names(path: Path, found: Sequence[str], wanted: Sequence[str]) -> None:
    if list(found) != list(wanted):
        raise _build_error(path, "工作表", "、".join(wanted), "、".join(found))


def _compare_rows(path: Path, name: str, wanted: Iterator[RowValues], found: Iterator[Sequence[Any]]) -> None:
    for row, (expected, actual) in enumerate(zip_longest(wanted, found, fillvalue=()), 1):
        # Whole rows first: comparing cell by cell is needed only where something differs.
        if expected == actual:
            continue
        for column, (value, read) in enumerate(zip_longest(expected, actual), 1):
            if not _is_equal(value, read):
                raise _build_error(path, f"{name}!{format_column_letters(column - 1)}{row}", value, read)


def _is_equal(wanted: SheetValue, found: Any) -> bool:
    if wanted == found or (wanted == "" and found is None):
        return True
    # openpyxl returns floats: the shortest text that gives the float is what was written.
    return isinstance(wanted, Decimal) and isinstance(found, int | float) and Decimal(repr(found)) == wanted


def _build_error(path: Path, cell: str, wanted: SheetValue, found: Any) -> Exception:
    if isinstance(wanted, Decimal | int) and len(Decimal(wanted).as_tuple().digits) > _EXACT_DIGITS:
        message = f"{cell} 的数 {wanted} 超过 {_EXACT_DIGITS} 位，Excel 存不准。"
        return OutputError(message, remedy="请核对这个数；编号一类的内容请按文本填写。", path=path.name)
    message = f"写好的 Excel 与数据不一致：{cell} 应是“{_shorten(wanted)}”，读出来是“{_shorten(found)}”。"
    return ReadBackError(message, remedy=_REMEDY, path=path.name)


def _shorten(value: Any) -> str:
    return "" if value is None else str(value)[:40]


def _list_expected_rows(sheet: PrintableSheet) -> Iterator[RowValues]:
    """List the expected rows of a sheet; a merged cell has its text in its upper left cell."""
    rest = (None,) * (len(sheet.columns) - 1)
    for text in (sheet.title, *sheet.head):
        yield (fit_cell(text), *rest)
    yield from _list_heading_rows(sheet)
    for row in sheet.rows:
        cells = (row.text, *rest) if isinstance(row, Band) else row
        yield tuple(fit_cell(value) if isinstance(value, str) else value for value in cells)
    if sheet.total:
        yield (sheet.total, *sheet.sums[1:])
    for text in sheet.foot:
        yield (fit_cell(text), *rest)


def _list_heading_rows(sheet: PrintableSheet) -> Iterator[RowValues]:
    own = tuple(column.heading for column in sheet.columns)
    if not sheet.grouped:
        yield own
        return
    above: list[SheetValue] = [None] * len(own)
    below: list[SheetValue] = list(own)
    for group in group_columns(sheet.columns):
        above[group.first] = group.heading or own[group.first]
        if not group.heading:
            below[group.first] = None
    yield tuple(above)
    yield tuple(below)


def _compare_formulas(path: Path, name: str, number: int, sheet: PrintableSheet) -> None:
    """Check that the sums are formulas over all rows; read as XML, because openpyxl gives either values or formulas."""
    with zipfile.ZipFile(path) as archive:
        written = archive.read(f"xl/worksheets/sheet{number}.xml")
    first = 2 + len(sheet.head) + (2 if sheet.grouped else 1)
    last = first + len(sheet.rows) - 1
    at = written.rfind(b'<row r="%d"' % (last + 1))
    found = dict(re.findall(rb'<c r="([A-Z]+)\d+"[^<>]*><f>([^<]*)</f>', written[at : written.find(b"</row>", at)]))
    for column, value in enumerate(sheet.sums, 1):
        if value is not None:
            letter = format_column_letters(column - 1)
            formula = found.get(letter.encode(), b"").decode()
            if formula != f"SUM({letter}{first}:{letter}{last})":
                raise _build_error(path, f"{name}!{letter}{last + 1}", f"SUM({letter}{first}:{letter}{last})", formula)
