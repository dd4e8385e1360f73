"""Reader of the named ranges of a workbook as text; every character of the cells is preserved."""

from __future__ import annotations

import re
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
"""The exceptions of openpyxl for a file that is no workbook, is damaged or cut off."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""The first bytes of a compound file: an encrypted workbook, or one in the old .xls format."""

_IN_QUOTES = re.compile(r'"[^"]*"|\\.')
_EXACT_LIMIT = Decimal(10) ** 15
"""Excel keeps 15 digits of a number; a longer one was changed when it was typed."""


@dataclass(frozen=True)
class WorkbookCell:
    """One cell: its text, its row, and the reason why the text may be wrong ("" where there is none)."""

    text: str
    row: int
    odd: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether the cell holds nothing but white space."""
        return not self.text.strip()


@dataclass(frozen=True)
class NamedRange:
    """The cells of one defined name: the sheet and its rows."""

    sheet: str
    rows: tuple[tuple[WorkbookCell, ...], ...]

    @property
    def cell(self) -> WorkbookCell:
        """The first cell; the only one where the name is that of a single cell."""
        return self.rows[0][0]


def read_named_ranges(path: Path, shown: str) -> Mapping[str, NamedRange]:
    """Read the cells of each defined name of the workbook; a name whose cells were deleted is left out.

    Raises InputError where the file cannot be read as a workbook.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == _COMPOUND_FILE:
            raise InputError(
                "这份工作簿有打开密码（或是旧的 .xls 格式），读不了；里面的内容没有动。",
                remedy="请在 Excel 里取消密码，另存为 .xlsx，再运行一次。",
                path=shown,
            )
        return _read_ranges(path)
    except _UNREADABLE as error:
        raise InputError(
            f"这份工作簿读不了，可能已损坏（{type(error).__name__}）；里面的内容没有动。",
            remedy="请用 Excel 或 WPS 打开并另存为 .xlsx；打不开的，删去它后用 docgen workbook 重新生成。",
            path=shown,
        ) from None


def _read_ranges(path: Path) -> dict[str, NamedRange]:
    book = _load_workbook(path, data_only=False)
    cached: Any = None
    ranges = {}
    for name, sheet, bounds in _find_ranges(book):
        cells = list(book[sheet].iter_rows(bounds[1], bounds[3], bounds[0], bounds[2]))
        # openpyxl gives either formulas or their values: the second reading is only made where there is a formula.
        if cached is None and any(cell.data_type == "f" for row in cells for cell in row):
            cached = _load_workbook(path, data_only=True)
        ranges[name] = NamedRange(sheet, tuple(tuple(_convert_cell(one, cached) for one in row) for row in cells))
    return ranges


def _load_workbook(path: Path, *, data_only: bool) -> Any:
    reader = _ExactTextReader(path, data_only=data_only, keep_links=False)
    reader.read()
    return reader.wb


class _ExactTextReader(ExcelReader):  # type: ignore[misc]
    """Reader that keeps the texts as they are: openpyxl's own drops ``x005F_`` wherever it occurs."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_read_strings(source))


def _read_strings(source: Any) -> Iterator[str]:
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            yield _decode_escapes(Text.from_tree(node).content)
            node.clear()


def _decode_escapes(text: str) -> str:
    """Replace the escapes of Excel (``_x000D_``) by their characters."""
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _find_ranges(book: Any) -> Iterator[tuple[str, str, tuple[int, int, int, int]]]:
    for name, defined in book.defined_names.items():
        places = [] if "#REF!" in (defined.attr_text or "") else list(defined.destinations)
        if len(places) == 1 and places[0][0] in book.sheetnames:
            sheet, reference = places[0]
            yield name, sheet, range_boundaries(reference)


def _convert_cell(one: Any, cached: Any) -> WorkbookCell:
    value, kind = one.value, one.data_type
    if kind == "f":
        value = cached[one.parent.title].cell(one.row, one.column).value
        if value is None:
            return WorkbookCell("", one.row, "这一格是公式，还没有算出结果")
        if isinstance(value, str) and value.startswith("#"):
            kind = "e"
    if kind == "e":
        return WorkbookCell("", one.row, f"这一格是出错的公式（{value}）")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and abs(Decimal(repr(value))) >= _EXACT_LIMIT:
        return WorkbookCell(_format_value(value, one.number_format), one.row, "这一格存成了数字，Excel 只保留前 15 位")
    return WorkbookCell(_format_value(value, one.number_format), one.row)


def _format_value(value: object, shape: str) -> str:
    """Format the value as Excel shows it: a percentage with its sign, a date in Chinese."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            exact = Decimal(repr(value))
            is_percent = "%" in _IN_QUOTES.sub("", shape)
            return f"{_format_number(exact * 100)}%" if is_percent else _format_number(exact)
        case datetime() if (value.hour, value.minute, value.second) != (0, 0, 0):
            return str(value)
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return str(value)


def _format_number(number: Decimal) -> str:
    return format(number.normalize(), "f")
