"""Writes Excel workbooks with XlsxWriter and reads them back; the one file that imports it.

Text stays text: what begins with = + - @ is no formula and a code of 18 digits keeps its digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from docgen.application.sheets import read_workbook
from docgen.errors import OutputError, ReadBackError

_FIXED_DATE = datetime(2000, 1, 1)
_TEXT_FONT = "仿宋"
_HEAD_FONT = "黑体"
_A4 = 9


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its heading, its width in characters, and whether its text is centred."""

    heading: str
    width: float
    centred: bool = False


@dataclass(frozen=True)
class Band:
    """A line across all columns, such as the heading of a group."""

    text: str


Row = Sequence[str | int] | Band


@dataclass(frozen=True)
class Sheet:
    """One printable sheet: its title, the lines under it, its columns and rows, and the lines at its foot."""

    name: str
    title: str
    head: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: tuple[str, ...] = ()


def write_workbook(path: Path, sheet: Sheet) -> None:
    """Write ``sheet`` to ``path``, ready to print on A4 landscape, and prove that it reads back as written."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "created": _FIXED_DATE})
    _Writer(book, sheet).write()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OutputError(f"写不了 Excel 文件：{error}", remedy="请检查磁盘和权限。", path=path.name) from None
    _compare(path, sheet)


class _Writer:
    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = book.add_worksheet(sheet.name)
        text = {"font_name": _TEXT_FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
        cell = text | {"border": 1}
        self.title = book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        self.line = book.add_format(text | {"text_wrap": False})
        self.heading = book.add_format(cell | {"font_name": _HEAD_FONT, "align": "center", "bg_color": "#EDEDED"})
        self.band = book.add_format(cell | {"font_name": _HEAD_FONT, "align": "left"})
        self.left = book.add_format(cell)
        self.centre = book.add_format(cell | {"align": "center"})
        self.number = book.add_format(cell | {"align": "center", "num_format": "0"})

    def write(self) -> None:
        self._print_set_up()
        last = len(self.sheet.columns) - 1
        self.page.merge_range(0, 0, 0, last, self.sheet.title, self.title)
        self.page.set_row(0, 34)
        row = self._lines(1, self.sheet.head)
        for number, column in enumerate(self.sheet.columns):
            self.page.set_column(number, number, column.width)
            self.page.write_string(row, number, column.heading, self.heading)
        self.page.set_row(row, 24)
        self.page.repeat_rows(row)
        self.page.freeze_panes(row + 1, 0)
        for number, content in enumerate(self.sheet.rows, row + 1):
            self._row(number, content, last)
        self._lines(row + 1 + len(self.sheet.rows), self.sheet.foot)

    def _print_set_up(self) -> None:
        self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.8)
        self.page.fit_to_pages(1, 0)
        self.page.center_horizontally()
        self.page.set_footer("&C第 &P 页，共 &N 页")

    def _lines(self, row: int, lines: Sequence[str]) -> int:
        for offset, text in enumerate(lines):
            self.page.write_string(row + offset, 0, text, self.line)
            self.page.set_row(row + offset, 20)
        return row + len(lines)

    def _row(self, number: int, content: Row, last: int) -> None:
        if isinstance(content, Band):
            self.page.merge_range(number, 0, number, last, content.text, self.band)
            self.page.set_row(number, 22)
            return
        for column, value in enumerate(content):
            if isinstance(value, int):
                self.page.write_number(number, column, value, self.number)
            else:
                style = self.centre if self.sheet.columns[column].centred else self.left
                self.page.write_string(number, column, value, style)
        self.page.set_row(number, self._height(content))

    def _height(self, content: Sequence[str | int]) -> float:
        """The height in points that the longest cell needs: LibreOffice and WPS do not fit rows by themselves."""
        lines = (
            sum(max(1, -(-_width_of(part) // max(1, column.width - 2))) for part in str(value).split("\n"))
            for value, column in zip(content, self.sheet.columns, strict=True)
        )
        return float(max(20, 8 + 14 * max(lines)))


def _width_of(text: str) -> int:
    """The width of the text in the units of a column: two for a Chinese character, one for a Latin one."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _compare(path: Path, sheet: Sheet) -> None:
    width = len(sheet.columns)
    read = [tuple(row[:width]) + ("",) * (width - len(row)) for row in read_workbook(path, path.name)]
    if read != _expected(sheet, width):
        raise ReadBackError("写好的 Excel 与数据不一致。", remedy="请把这份数据发给 docgen 的维护者。", path=path.name)


def _expected(sheet: Sheet, width: int) -> list[tuple[str, ...]]:
    across = [sheet.title, *sheet.head]
    rows = [(text, *[""] * (width - 1)) for text in across]
    rows.append(tuple(column.heading for column in sheet.columns))
    for row in sheet.rows:
        cells = [row.text] if isinstance(row, Band) else [str(value).strip() for value in row]
        rows.append((*cells, *[""] * (width - len(cells))))
    return rows + [(text, *[""] * (width - 1)) for text in sheet.foot]
