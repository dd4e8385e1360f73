"""Reads tables of rows, from CSV or Excel, as text; the one file that imports openpyxl."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

from docgen.definitions.source import read_text
from docgen.errors import InputError
from docgen.problems import Problem

Row = tuple[str, ...]

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
"""What openpyxl raises on a file that is none, is damaged, is cut off or has a password."""


def read_rows(path: Path, shown: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a .csv file or of the first sheet of an .xlsx file, as text, and what was odd about the file."""
    if path.suffix.lower() != ".csv":
        return read_workbook(path, shown), []
    text, problems = read_text(path, shown)
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text))], problems
    except csv.Error as error:
        raise InputError(f"不是可以读取的 CSV 文件（{error}）。", remedy="请检查引号是否成对。", path=shown) from None


def read_workbook(path: Path, shown: str) -> list[Row]:
    """The rows of the first sheet of an .xlsx file, each cell as the text of its value.

    Raises InputError where it is no such file, or a damaged one.
    """
    if not path.is_file():
        raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl tells which decorations of a file it leaves out
        try:
            return _rows_of_first_sheet(path)
        except _UNREADABLE as error:
            raise InputError(
                f"不是可以读取的 Excel 文件（{type(error).__name__}）。", remedy="请用 Excel 另存为 .xlsx。", path=shown
            ) from None


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
