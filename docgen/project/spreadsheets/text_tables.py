"""Reader of tables that are text: commas, tabs, semicolons or bars between the cells, in any of the known encodings."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from docgen.definitions.source import read_text
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.sheet_grid import SheetGrid, build_grid

_DELIMITERS = (",", "\t", ";", "|")
_NAMED_DELIMITER = re.compile(r"sep=(.)\n", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""
_PROTECTED = re.compile(r'="(.*)"\Z', re.DOTALL)
"""The way to keep Excel from making a number of a text: ="0012"."""
_SAMPLED_ROWS = 60


def read_text_table(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Read the table as one grid of texts, with the problems of its encoding. Raises InputError where it is none."""
    text, problems = read_text(path, shown)
    named = _NAMED_DELIMITER.match(text)
    try:
        delimiter = named[1] if named else _find_delimiter(text)
        rows = _parse_rows(text, delimiter)
    except csv.Error:
        raise InputError("不是可以读取的 CSV 文件。", remedy="请检查引号是否成对。", path=shown) from None
    cells = ((line, tuple(map(_read_cell, row))) for line, row in enumerate(rows, 1) if not (named and line == 1))
    return [build_grid("", cells)], problems


def _find_delimiter(text: str) -> str:
    """Find the delimiter that cuts most rows into the same number of cells; how many rows counts for more."""

    def count_regular_cells(delimiter: str) -> int:
        sample = text[: 1 << 16] if text.count('"') == 0 else text
        reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
        widths = Counter(len(row) for row, _ in zip(reader, range(_SAMPLED_ROWS), strict=False) if len(row) > 1)
        return max(((width - 1) * times**2 for width, times in widths.items()), default=0)

    return max(_DELIMITERS, key=count_regular_cells)


def _parse_rows(text: str, delimiter: str) -> list[list[str]]:
    """Parse all rows; raises csv.Error where a quotation mark is never closed, which would swallow the rest."""
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def _read_cell(text: str) -> RawValue:
    plain = text.strip()
    protected = _PROTECTED.match(plain)
    return (protected[1].replace('""', '"') if protected else plain) or None
