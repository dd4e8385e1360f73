"""Reads what stands under the names of a workbook, as text; the one reader that keeps every character of it."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.utils.cell import range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from docgen.errors import InputError

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
"""What openpyxl raises on a file that is none, is damaged or is cut off."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PASSWORD = b"\xd0\xcf\x11\xe0"
"""How a file begins that Excel has encrypted."""

_IN_QUOTES = re.compile(r'"[^"]*"|\\.')
_MOST_DIGITS = Decimal(10) ** 15


@dataclass(frozen=True)
class Cell:
    """The text of a cell, its row, and why the text may not be what was meant ("" where it is)."""

    text: str
    row: int
    odd: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.text.strip()


@dataclass(frozen=True)
class Patch:
    """The cells under one name: the sheet, and its rows."""

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def cell(self) -> Cell:
        """The first cell, which is the only one where a name is that of a cell."""
        return self.rows[0][0]


def read_named(path: Path, shown: str) -> Mapping[str, Patch]:
    """The cells under each name of the workbook; a name whose cells are gone is left out.

    Raises InputError where the file cannot be read as a workbook.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == _PASSWORD:
            raise InputError(
                "这份工作簿有打开密码（或是旧的 .xls 格式），读不了；里面的内容没有动。",
                remedy="请在 Excel 里取消密码，另存为 .xlsx，再运行一次。",
                path=shown,
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # openpyxl tells which decorations of a file it leaves out
            return _patches(path)
    except _UNREADABLE as error:
        raise InputError(
            f"这份工作簿读不了，可能已损坏（{type(error).__name__}）；里面的内容没有动。",
            remedy="请用 Excel 或 WPS 打开并另存为 .xlsx；打不开的，删去它后用 docgen workbook 重新生成。",
            path=shown,
        ) from None


def _patches(path: Path) -> dict[str, Patch]:
    book = _loaded(path, data_only=False)
    cached: Any = None
    patches = {}
    for name, sheet, bounds in _named_ranges(book):
        cells = list(book[sheet].iter_rows(bounds[1], bounds[3], bounds[0], bounds[2]))
        if cached is None and any(cell.data_type == "f" for row in cells for cell in row):
            cached = _loaded(path, data_only=True)
        patches[name] = Patch(sheet, tuple(tuple(_cell(one, cached) for one in row) for row in cells))
    return patches


def _loaded(path: Path, *, data_only: bool) -> Any:
    reader = _Reader(path, data_only=data_only, keep_links=False)
    reader.read()
    return reader.wb


class _Reader(ExcelReader):  # type: ignore[misc]
    """Reads the texts as they are: openpyxl's own reader drops ``x005F_`` wherever it stands."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_strings(source))


def _strings(source: Any) -> Iterator[str]:
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            yield _unescaped(Text.from_tree(node).content)
            node.clear()


def _unescaped(text: str) -> str:
    """The text with Excel's ``_x000D_`` as the characters that they stand for."""
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _named_ranges(book: Any) -> Iterator[tuple[str, str, tuple[int, int, int, int]]]:
    for name, defined in book.defined_names.items():
        places = [] if "#REF!" in (defined.attr_text or "") else list(defined.destinations)
        if len(places) == 1 and places[0][0] in book.sheetnames:
            sheet, reference = places[0]
            yield name, sheet, range_boundaries(reference)


def _cell(one: Any, cached: Any) -> Cell:
    value, kind = one.value, one.data_type
    if kind == "f":
        value = cached[one.parent.title].cell(one.row, one.column).value
        if value is None:
            return Cell("", one.row, "这一格是公式，还没有算出结果")
        if isinstance(value, str) and value.startswith("#"):
            kind = "e"
    if kind == "e":
        return Cell("", one.row, f"这一格是出错的公式（{value}）")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and abs(Decimal(repr(value))) >= _MOST_DIGITS:
        return Cell(_text(value, one.number_format), one.row, "这一格存成了数字，Excel 只保留前 15 位")
    return Cell(_text(value, one.number_format), one.row)


def _text(value: object, shape: str) -> str:
    """The value as its user sees it: a percentage with its sign, a date in Chinese."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            exact = Decimal(repr(value))
            is_percent = "%" in _IN_QUOTES.sub("", shape)
            return f"{_plain(exact * 100)}%" if is_percent else _plain(exact)
        case datetime() if (value.hour, value.minute, value.second) != (0, 0, 0):
            return str(value)
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return str(value)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
