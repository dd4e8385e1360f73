"""Reads tables of rows, from CSV or Excel, as text; the one file that imports openpyxl."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from docgen.definitions.source import read_text
from docgen.errors import InputError
from docgen.problems import Problem

Row = tuple[str, ...]


def read_rows(path: Path, shown: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a .csv file or of the first sheet of an .xlsx file, as text, and what was odd about the file."""
    if path.suffix.lower() == ".csv":
        text, problems = read_text(path, shown)
        return [tuple(row) for row in csv.reader(io.StringIO(text))], problems
    return list(read_workbook(path, shown)), []


def read_workbook(path: Path, shown: str) -> Iterator[Row]:
    """The rows of the first sheet of an .xlsx file, each cell as the text of its value."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError(
            f"不是可以读取的 Excel 文件（{type(error).__name__}）。", remedy="请用 Excel 另存为 .xlsx。", path=shown
        ) from None
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield tuple(_text(value) for value in row)
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value).strip()
