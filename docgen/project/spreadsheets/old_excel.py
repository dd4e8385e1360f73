"""Reader of old Excel files (.xls) with xlrd: every sheet as a grid of the values that are seen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import xlrd
from xlrd import biffh
from xlrd.book import Book
from xlrd.sheet import Sheet

from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.number_formats import BUILT_IN, NumberFormat, parse_number_format
from docgen.project.spreadsheets.sheet_grid import MOST_CELLS, MergedArea, SheetGrid, TooManyCellsError, build_grid

_WITHOUT_VALUE = frozenset(
    getattr(biffh, f"XL_{name}")
    for name in (
        *("BLANK", "BLANK_B2", "MULBLANK"),
        *("NAME", "EXTERNNAME", "EXTERNSHEET", "SUPBOOK"),
        *("CONDFMT", "CF", "HLINK", "QUICKTIP", "NOTE", "OBJ", "TXO", "MSO_DRAWING", "FEAT11", "LABELRANGES"),
    )
)
"""The records that hold no value. xlrd fails at some (relative names, drawings), and empty formatted cells, of which a
sheet may have sixteen million, take it minutes."""


class _ValuesBook(Book):  # type: ignore[misc]
    """A workbook whose records without a value are passed over."""

    def get_record_parts(self) -> tuple[int, int, bytes]:
        while True:
            parts: tuple[int, int, bytes] = super().get_record_parts()
            if parts[0] not in _WITHOUT_VALUE:
                return parts


def read_old_workbook(path: Path) -> list[SheetGrid]:
    """Read the sheets of an .xls file. Raises whatever xlrd meets first where it is damaged."""
    book = _ValuesBook()
    # xlrd prints its warnings to a log file, by default to standard output.
    book.biff2_8_load(file_contents=path.read_bytes(), logfile=io.StringIO(), formatting_info=True, ragged_rows=True)
    try:
        return list(map(_SheetConverter(book).convert, _iterate_sheets(book)))
    finally:
        book.release_resources()


def _iterate_sheets(book: Book) -> Iterator[Sheet]:
    """Yield the sheets as ``xlrd.open_workbook`` does, one at a time in memory; up to Excel 4 a file is one sheet."""
    book.biff_version = book.getbof(biffh.XL_WORKBOOK_GLOBALS)
    if not book.biff_version:
        raise xlrd.XLRDError("no workbook")
    if book.biff_version <= 40:
        book.fake_globals_get_sheet()
    else:
        book.parse_globals()
    if book.biff_version <= 45:
        yield from book.sheets()
        return
    cells = 0
    for index in range(len(book._sheet_names)):
        book._sheet_list = [None] * len(book._sheet_names)
        sheet = book.get_sheet(index)
        cells += sheet.nrows + sum(map(sheet.row_len, range(sheet.nrows)))
        if cells > MOST_CELLS:
            raise TooManyCellsError
        yield sheet


class _SheetConverter:
    """Converter of the sheets of one workbook; ``_find_format`` remembers the number format of each style."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._find_format = cache(self._parse_format)

    def convert(self, sheet: Sheet) -> SheetGrid:
        return build_grid(
            sheet.name,
            ((line + 1, tuple(self._convert_row(sheet, line))) for line in range(sheet.nrows) if sheet.row_len(line)),
            hidden_lines=frozenset(line + 1 for line, info in sheet.rowinfo_map.items() if info.hidden),
            hidden_columns=frozenset(position for position, info in sheet.colinfo_map.items() if info.hidden),
            merged=tuple(
                MergedArea(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells
            ),
            is_hidden=bool(sheet.visibility),
        )

    def _convert_row(self, sheet: Sheet, line: int) -> Iterator[RawValue]:
        kinds, values = sheet.row_types(line), sheet.row_values(line)
        for position, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                number_format = self._find_format(sheet.cell_xf_index(line, position))
                yield value if number_format is None else number_format.show(value, bool(self._book.datemode))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                yield bool(value)
            elif kind == xlrd.XL_CELL_ERROR:
                yield xlrd.error_text_from_code.get(value, "#VALUE!")
            else:
                yield value or None

    def _parse_format(self, style: int) -> NumberFormat | None:
        key = self._book.xf_list[style].format_key
        known: Any = self._book.format_map.get(key)
        return parse_number_format((known and known.format_str) or BUILT_IN.get(key, ""))
