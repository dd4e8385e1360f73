"""Reader of old Excel files (.xls) with xlrd."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.errors import InputError
from docgen.project.spreadsheets.cell_values import RawValue


@dataclass(frozen=True)
class OldSheet:
    """One sheet: its name, its rows, the numbers of hidden lines (from 1) and positions of hidden columns (from 0)."""

    name: str
    rows: tuple[tuple[RawValue, ...], ...]
    hidden_lines: frozenset[int]
    hidden_columns: frozenset[int]


def read_old_workbook(path: Path, shown: str) -> list[OldSheet]:
    """Read the sheets of an .xls file. Raises InputError where it is of another type or damaged."""
    import xlrd
    from xlrd.compdoc import CompDocError

    unreadable = (xlrd.XLRDError, CompDocError, struct.error, LookupError, ValueError, AssertionError, TypeError)
    try:
        # xlrd prints its warnings to a log file, by default to standard output.
        with io.StringIO() as silence, xlrd.open_workbook(path, silence, formatting_info=True) as book:
            return [_read_sheet(sheet, book.datemode) for sheet in book.sheets()]
    # xlrd checks little: a damaged file ends in whatever its parser meets first.
    except (*unreadable, EOFError, OSError, AttributeError, MemoryError, OverflowError) as error:
        message = f"不是可以读取的 Excel 97-2003 文件（{type(error).__name__}）。"
        raise InputError(message, remedy="请用 Excel 另存为 .xlsx。", path=shown) from None


def _read_sheet(sheet: Any, epoch: int) -> OldSheet:
    rows = tuple(tuple(_convert_cells(sheet.row(line), epoch)) for line in range(sheet.nrows))
    lines = frozenset(line + 1 for line, info in sheet.rowinfo_map.items() if info.hidden)
    columns = frozenset(position for position, info in sheet.colinfo_map.items() if info.hidden)
    return OldSheet(sheet.name, rows, lines, columns)


def _convert_cells(row: list[Any], epoch: int) -> Iterator[RawValue]:
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
