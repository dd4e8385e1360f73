"""Reads the sheets of an old Excel file (.xls); the one file that imports xlrd."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.errors import InputError
from docgen.project.spreadsheets.cell_values import Raw


@dataclass(frozen=True)
class OldSheet:
    """One sheet: its name, every row of its cells, the hidden lines (from 1) and columns (from 0)."""

    name: str
    rows: tuple[tuple[Raw, ...], ...]
    hidden_lines: frozenset[int]
    hidden_columns: frozenset[int]


def read_old_workbook(path: Path, shown: str) -> list[OldSheet]:
    """The sheets of an .xls file; InputError where it is none or a damaged one."""
    import xlrd
    from xlrd.compdoc import CompDocError

    unreadable = (xlrd.XLRDError, CompDocError, struct.error, LookupError, ValueError, AssertionError, TypeError)
    try:
        with io.StringIO() as silence, xlrd.open_workbook(path, silence, formatting_info=True) as book:
            return [_sheet(sheet, book.datemode) for sheet in book.sheets()]
    except (*unreadable, EOFError, OSError, AttributeError, MemoryError, OverflowError) as error:
        message = f"不是可以读取的 Excel 97-2003 文件（{type(error).__name__}）。"
        raise InputError(message, remedy="请用 Excel 另存为 .xlsx。", path=shown) from None


def _sheet(sheet: Any, epoch: int) -> OldSheet:
    rows = tuple(tuple(_cells(sheet.row(line), epoch)) for line in range(sheet.nrows))
    lines = frozenset(line + 1 for line, info in sheet.rowinfo_map.items() if info.hidden)
    columns = frozenset(position for position, info in sheet.colinfo_map.items() if info.hidden)
    return OldSheet(sheet.name, rows, lines, columns)


def _cells(row: list[Any], epoch: int) -> Iterator[Raw]:
    import xlrd

    for cell in row:
        if cell.ctype == xlrd.XL_CELL_DATE:
            yield xlrd.xldate_as_datetime(cell.value, epoch)
        elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
            yield bool(cell.value)
        elif cell.ctype == xlrd.XL_CELL_ERROR:
            yield xlrd.error_text_from_code.get(cell.value, "#VALUE!")
        elif cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
            yield cell.value if cell.value != "" else None
        else:
            yield None
