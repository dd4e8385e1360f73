"""Write Excel workbooks with XlsxWriter and verify them; no other module imports the library.

Text stays text: a text that begins with = + - @ is no formula, and a code of 18 digits keeps its digits. A sum is a
formula with a cached value, for readers that do not calculate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.sheets.sheet import (
    Band,
    PrintableSheet,
    PrintColumn,
    SheetRow,
    count_lines,
    fit_cell,
    group_columns,
)
from docgen.errors import OutputError, describe_os_error, suggest_remedy

__all__ = [
    "HEAD_FONT",
    "TEXT_FONT",
    "TITLE_FONT",
    "prepare_for_screen",
    "lay_out_sheet",
    "create_workbook",
    "set_up_printing",
    "build_sheet_names",
    "write_workbook",
]

_FIXED_DATE = datetime(2000, 1, 1)  # XlsxWriter would otherwise write the clock into the file
TEXT_FONT = "仿宋"
HEAD_FONT = "黑体"
TITLE_FONT = "方正小标宋简体"
"""The faces of every workbook, by the names that Excel on Windows knows them by."""
_A4 = 9
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31  # limits of Excel, as the highest row below
_HIGHEST_ROW = 409.0
_LINE = 14
_WIDTH_OF_A_PAGE = 190
"""The most characters across A4 landscape that are still legible."""


def write_workbook(path: Path, *sheets: PrintableSheet) -> None:
    """Write the sheets to ``path``, set up for printing on A4, and read them back.

    Raises OutputError if the file cannot be written, ReadBackError if it differs from the sheets.
    """
    names = build_sheet_names([sheet.name for sheet in sheets])
    with create_workbook(path, sheets[0].title) as book:
        for name, sheet in zip(names, sheets, strict=True):
            lay_out_sheet(book, book.add_worksheet(name), sheet)
    verify_workbook(path, dict(zip(names, sheets, strict=True)))


def lay_out_sheet(book: Any, page: Any, sheet: PrintableSheet) -> int:
    """Write ``sheet`` into the worksheet ``page`` of ``book``; returns the row of its first content, from 0."""
    return _SheetWriter(page, sheet, _Formats(book)).write()


def prepare_for_screen(book: Any, page: Any, sheet: PrintableSheet, first: int, kept: int) -> None:
    """Prepare a written sheet that is wider than paper for work on the screen.

    ``first`` is the row of its first content; the columns before ``kept`` are frozen and repeated on every page. The
    title is left-aligned, the headings have filters, and the sheet is printed on as many pages as its width needs.
    """
    page.write_string(0, 0, sheet.title, _Formats(book).left_title)
    page.freeze_panes(first, kept)
    page.autofilter(first - 1, 0, max(first, first + len(sheet.rows) - 1), len(sheet.columns) - 1)
    pages = max(1, round(sum(column.width for column in sheet.columns) / _WIDTH_OF_A_PAGE))
    page.fit_to_pages(pages, 0)
    if pages > 1:
        page.repeat_columns(0, kept - 1)


@contextmanager
def create_workbook(path: Path, title: str) -> Iterator[Any]:
    """Create an empty XlsxWriter workbook in which text stays text; the end of the block writes it to ``path``.

    The same content gives the same bytes. Raises OutputError if the file cannot be written.
    """
    import xlsxwriter  # here: slow to import, and a build writes workbooks while LibreOffice works

    # No temporary files of XlsxWriter, which would stay where the disk is full.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"title": title, "created": _FIXED_DATE})
    yield book
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        cause = error.args[0] if error.args else error
        why, remedy = str(error), "请检查磁盘和权限。"
        if isinstance(cause, OSError):
            why, remedy = describe_os_error(cause), suggest_remedy(cause, remedy)
        raise OutputError(f"写不了 Excel 文件：{why}。", remedy=remedy, path=path.name) from None


def build_sheet_names(wanted: Sequence[str]) -> tuple[str, ...]:
    """Build valid and distinct sheet names: at most 31 characters, none of []:*?/\\, none empty."""
    names: list[str] = []
    taken = {"history"}  # reserved by Excel
    for text in wanted:
        clean = _NOT_IN_A_NAME.sub(" ", text).strip(" '") or "表"
        candidates = (_shorten_name(clean, ending) for ending in _iterate_endings())
        name = next(candidate for candidate in candidates if candidate.lower() not in taken)
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def set_up_printing(page: Any, orientation: str) -> None:
    """Set up a worksheet for A4: margins, fitted to the paper width, 第 x 页，共 y 页 as footer."""
    page.set_portrait() if orientation == "portrait" else page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_footer("&C第 &P 页，共 &N 页")


def _iterate_endings() -> Iterator[str]:
    yield ""
    yield from (f"（{number}）" for number in count(2))


def _shorten_name(name: str, ending: str) -> str:
    """Shorten the name so that it fits with its ending; Excel counts UTF-16 units, two for a rare character."""
    while len((name + ending).encode("utf-16-le")) // 2 > _LONGEST_NAME:
        name = name[:-1]
    return name.strip(" '") + ending


class _Formats:
    """The formats of one workbook; each is created once."""

    def __init__(self, book: Any) -> None:
        text = {"font_name": TEXT_FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
        headline = {"font_name": TITLE_FONT, "font_size": 18, "align": "center"}
        self.book = book
        self.cell = text | {"border": 1}
        self.head = self.cell | {"font_name": HEAD_FONT}
        self.title = book.add_format(headline | {"valign": "vcenter", "text_wrap": True})
        self.left_title = book.add_format(headline | {"align": "left", "valign": "vcenter"})
        self.line = book.add_format(text | {"text_wrap": False})
        self.long_line = book.add_format(text)
        self.heading = book.add_format(self.head | {"align": "center", "bg_color": "#EDEDED"})
        self.band = book.add_format(self.head | {"align": "left"})
        self.total = book.add_format(self.head | {"align": "center"})
        self.marked = self.cell | {"bg_color": "#FFE699"}
        self.generated: dict[tuple[str, str, str], Any] = {}

    def get_number_format(self, kind: str, align: str, shape: str) -> Any:
        """Get the format of a number: ``kind`` is cell, head or marked, ``shape`` is the Excel number format."""
        key = (kind, align, shape)
        if key not in self.generated:
            style = {"cell": self.cell, "head": self.head, "marked": self.marked}[kind]
            indent = {"indent": 1} if align == "right" else {}
            self.generated[key] = self.book.add_format(style | indent | {"align": align, "num_format": shape})
        return self.generated[key]


class _ColumnStyle(NamedTuple):
    """The formats of one column (text, number, blank, sum), its width, and the characters that surely fit one line."""

    text: Any
    number: Any
    blank: Any
    total: Any
    width: float
    safe: int

    @classmethod
    def build(cls, column: PrintColumn, formats: _Formats) -> _ColumnStyle:
        """Build the formats of a column; ``safe`` assumes full-width characters only."""
        safe = int((column.width - 2) // 2)
        if column.decimals is None:
            text = formats.get_number_format("cell", "center" if column.centred else "left", "@")
            return cls(
                text, formats.get_number_format("cell", "center", "General"), text, formats.total, column.width, safe
            )
        align = "center" if column.centred else "right"
        shape = _build_number_shape(column)
        number = formats.get_number_format("cell", align, shape)
        text = formats.get_number_format("cell", align, "@")
        return cls(text, number, number, formats.get_number_format("head", align, shape), column.width, safe)


def _build_number_shape(column: PrintColumn) -> str:
    """Build the Excel number format of a column, General where it is none of numbers."""
    if column.decimals is None:
        return "General"
    return f"0.{'0' * column.decimals}" if column.decimals else "0"


class _SheetWriter:
    def __init__(self, page: Any, sheet: PrintableSheet, formats: _Formats) -> None:
        self.sheet = sheet
        self.page = page
        self.formats = formats
        self.last = len(sheet.columns) - 1
        self.width = sum(column.width for column in sheet.columns)
        self.styles = [_ColumnStyle.build(column, formats) for column in sheet.columns]

    def write(self) -> int:
        """Write the sheet from top to bottom; returns the row of its first content, from 0."""
        set_up_printing(self.page, self.sheet.orientation)
        self._write_title()
        row = self._write_lines(1, self.sheet.head)
        first = self._write_headings(row)
        for number, content in enumerate(self.sheet.rows, first):
            self._write_row(number, content)
        self._mark_cells(first)
        row = first + len(self.sheet.rows)
        if self.sheet.total:
            self._write_total(first, row)
            row += 1
        self._write_lines(row, self.sheet.foot)
        return first

    def _write_title(self) -> None:
        self._write_merged(0, 0, 0, self.last, self.sheet.title, self.formats.title)
        lines = count_lines(self.sheet.title, self.width * 10.5 / 18)
        self.page.set_row(0, min(_HIGHEST_ROW, 34 + 24 * (lines - 1)))

    def _write_lines(self, row: int, lines: Sequence[str]) -> int:
        for number, text in enumerate(lines, row):
            needed = count_lines(text, self.width)
            if needed == 1:
                self.page.write_string(number, 0, fit_cell(text), self.formats.line)
            else:
                self._write_merged(number, 0, number, self.last, text, self.formats.long_line)
            self.page.set_row(number, min(_HIGHEST_ROW, 6 + _LINE * needed))
        return row + len(lines)

    def _write_headings(self, row: int) -> int:
        """Write the headings from ``row`` on; returns the row after them."""
        columns = self.sheet.columns
        own = row + 1 if self.sheet.grouped else row
        for number, column in enumerate(columns):
            self.page.set_column(number, number, column.width)
        for group in group_columns(columns):
            if not group.heading:
                self._write_merged(
                    row, group.first, own, group.last, columns[group.first].heading, self.formats.heading
                )
                continue
            self._write_merged(row, group.first, row, group.last, group.heading, self.formats.heading)
            for number in range(group.first, group.last + 1):
                self.page.write_string(own, number, columns[number].heading, self.formats.heading)
        for number, height in enumerate(self._calculate_heading_heights(), row):
            self.page.set_row(number, height)
        self.page.repeat_rows(row, own)
        self.page.freeze_panes(own + 1, 0)
        return own + 1

    def _calculate_heading_heights(self) -> list[float]:
        columns = self.sheet.columns
        own = max((count_lines(c.heading, c.width) for c in columns if c.group or not self.sheet.grouped), default=1)
        if not self.sheet.grouped:
            return [float(max(24, 10 + _LINE * own))]
        spans = [
            (g.heading, sum(c.width for c in columns[g.first : g.last + 1]))
            for g in group_columns(columns)
            if g.heading
        ]
        above = max(count_lines(heading, width) for heading, width in spans)
        tall = max((count_lines(column.heading, column.width) for column in columns if not column.group), default=1)
        heights = [8 + _LINE * above, 8 + _LINE * own]
        heights[0] += max(0, 8 + _LINE * tall - sum(heights))
        return [float(height) for height in heights]

    def _write_row(self, number: int, content: SheetRow) -> None:
        if isinstance(content, Band):
            self._write_merged(number, 0, number, self.last, content.text, self.formats.band)
            self.page.set_row(number, min(_HIGHEST_ROW, 8 + _LINE * count_lines(content.text, self.width)))
            return
        write_string, write_number = self.page.write_string, self.page.write_number
        lines = 1
        for column, (value, style) in enumerate(zip(content, self.styles, strict=True)):
            if isinstance(value, str):
                write_string(number, column, fit_cell(value), style.text)
                # Measuring every text is slow in a table of 5,000 rows: a short one surely fits.
                if len(value) > style.safe or "\n" in value:
                    lines = max(lines, count_lines(value, style.width))
            elif value is None:
                self.page.write_blank(number, column, None, style.blank)
            else:
                write_number(number, column, value, style.number)
        self.page.set_row(number, min(_HIGHEST_ROW, 8 + _LINE * lines))

    def _mark_cells(self, first: int) -> None:
        """Write the marked cells again, on a coloured ground."""
        for row, at in sorted(self.sheet.marked):
            content, column = self.sheet.rows[row], self.sheet.columns[at]
            value = None if isinstance(content, Band) else content[at]
            align = "center" if column.centred else "left" if column.decimals is None else "right"
            shape = "@" if value is None or isinstance(value, str) else _build_number_shape(column)
            self.page.write(
                first + row,
                at,
                fit_cell(value) if isinstance(value, str) else value,
                self.formats.get_number_format("marked", align, shape),
            )

    def _write_total(self, first: int, row: int) -> None:
        """Write the last row: its name across the columns before the first sum, and the sums."""
        from xlsxwriter.utility import xl_col_to_name

        sums = self.sheet.sums
        label_to = next((at for at, value in enumerate(sums) if value is not None), len(sums)) - 1
        for at, (value, style) in enumerate(zip(sums, self.styles, strict=True)):
            if value is None:
                self.page.write_blank(row, at, None, self.formats.total)
            elif row == first:  # no rows: a sum over nothing would refer to the headings
                self.page.write_number(row, at, value, style.total)
            else:
                letter = xl_col_to_name(at)
                formula = f"=SUM({letter}{first + 1}:{letter}{row})"
                self.page.write_formula(row, at, formula, style.total, float(value))
        self._write_merged(row, 0, row, max(0, label_to), self.sheet.total, self.formats.total)
        self.page.set_row(row, 22)

    def _write_merged(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        """Write text into one cell, or into several merged ones."""
        if (top, left) != (bottom, right):
            self.page.merge_range(top, left, bottom, right, "", style)
        self.page.write_string(top, left, fit_cell(text), style)
