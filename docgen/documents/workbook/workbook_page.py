"""One sheet of the fill-in workbook: its columns, its rows from top to bottom, and the names of its blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docgen.documents.excel.excel_writer import set_up_printing
from docgen.documents.sheets.sheet import LONGEST_TEXT, count_lines
from docgen.documents.workbook.workbook_style import BLANK_FILL, MARK_FILL, MISSING, TAB, TAKEN_FILL, Styles
from docgen.errors import OutputError
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.workbook.workbook_names import BLANKS_NAME
from docgen.project.workbook.workbook_rows import LABELS_HEADING, MANUAL, MARKS_HEADING, UNITS_HEADING
from docgen.runtime.file_names import count_units

COUNTED = 6000
"""The number of characters of a cell that are counted by formula."""

_LINE = 16.0
_LEAST = 26.0
_HIGHEST = 400.0  # Excel allows 409
_EXACT_DIGITS = 15  # a double keeps no more: longer numbers are written as text
_TWO_ESCAPES = re.compile("_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
"""Two adjacent escapes of Excel that share an underscore: XlsxWriter escapes only the first of them."""


@dataclass(frozen=True)
class FieldGrid:
    """The columns of a sheet: label, ``answers`` columns for answers, unit, hint, state and mark."""

    answers: int
    label_width: float
    answer_width: float

    @property
    def last(self) -> int:
        """The last column for answers."""
        return self.answers

    @property
    def unit(self) -> int:
        """The column of the unit, or of a count."""
        return self.answers + 1

    @property
    def hint(self) -> int:
        """The column of the instructions."""
        return self.answers + 2

    @property
    def state(self) -> int:
        """The column of the number of blanks left."""
        return self.answers + 3

    @property
    def mark(self) -> int:
        """The column of the marks of carried answers."""
        return self.answers + 4

    @property
    def across(self) -> float:
        """The width of all columns for answers together."""
        return self.answers * self.answer_width


UNIT_WIDTH = 14.0
HINT_WIDTH = 40.0
STATE_WIDTH = 10.0
MARK_WIDTH = 26.0


@dataclass(frozen=True)
class Tally:
    """The number of blanks of a part, the number left, and the range of cells with the latter."""

    sheet: str
    first: int
    last: int
    column: int
    asked: int
    left: int


class Page:
    """A writer of one sheet, row by row; ``row`` is the current row."""

    def __init__(self, book: Any, name: str, grid: FieldGrid, styles: Styles) -> None:
        self.book = book
        self.name = name
        self.grid = grid
        self.styles = styles
        self.sheet = book.add_worksheet(name)
        self.row = 0
        self.first = 0
        self.asked = 0
        self.left = 0
        self._counted: dict[int, int] = {}

    def begin(self, title: str, lead: str, headings: Sequence[str], *, has_marks: bool) -> None:
        """Write the title, a line of help and the column headings, and freeze them."""
        grid, sheet = self.grid, self.sheet
        sheet.set_column(0, 0, grid.label_width)
        sheet.set_column(1, grid.last, grid.answer_width)
        for column, width in ((grid.unit, UNIT_WIDTH), (grid.hint, HINT_WIDTH), (grid.state, STATE_WIDTH)):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, grid.state, title, self.styles.get_style("title"))
        sheet.set_row(0, 36)
        sheet.merge_range(1, 0, 1, grid.hint, lead, self.styles.get_style("lead"))
        sheet.write_url(1, grid.state, f"internal:'{MANUAL}'!A1", self.styles.get_style("link"), f"← {MANUAL}")
        sheet.set_row(1, 20)
        self.row = 2
        self._write_headings(headings, has_marks=has_marks)
        self._set_up()
        self.first = self.row

    def _write_headings(self, headings: Sequence[str], *, has_marks: bool) -> None:
        grid = self.grid
        self.write_text(0, LABELS_HEADING, "heading")
        if len(headings) == grid.answers:
            for column, heading in enumerate(headings, 1):
                self.write_text(column, heading, "heading")
        else:
            self.write_across(headings[0], "heading")
        for column, heading in ((grid.unit, UNITS_HEADING), (grid.hint, "填写说明"), (grid.state, "状态")):
            self.write_text(column, heading, "heading")
        if has_marks:
            self.sheet.set_column(grid.mark, grid.mark, MARK_WIDTH)
            self.write_text(grid.mark, MARKS_HEADING, "heading")
        self.end_row(28)

    def _set_up(self) -> None:
        sheet = self.sheet
        set_up_printing(sheet, "landscape")
        sheet.repeat_rows(0, self.row - 1)
        sheet.freeze_panes(self.row, 1)
        sheet.set_tab_color(TAB)
        sheet.hide_gridlines(2)
        sheet.set_zoom(110)
        allowed = {"format_rows": True, "format_columns": True, "insert_rows": True, "select_locked_cells": True}
        sheet.protect("", allowed)

    def end_row(self, height: float = _LEAST) -> None:
        """Set the height of the row in points and go to the next one."""
        self.sheet.set_row(self.row, min(height, _HIGHEST))
        self.row += 1

    def write_text(self, column: int, text: str, kind: str) -> None:
        """Write text of the form into a cell of the current row."""
        self.sheet.write_string(self.row, column, text, self.styles.get_style(kind))

    def write_across(self, text: str, kind: str) -> None:
        """Write text across all columns for answers."""
        self.write_block(self.row, 1, self.row, self.grid.last, text, self.styles.get_style(kind))

    def write_block(self, top: int, left: int, bottom: int, right: int, value: str | Decimal, style: Any) -> None:
        """Write a value into merged cells."""
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.write_value(top, left, value, style)

    def write_value(self, row: int, column: int, value: str | Decimal, style: Any) -> None:
        """Write a value: a number as a number if Excel keeps its digits, any other value as text.

        Raises OutputError if Excel cannot hold the text unchanged.
        """
        if isinstance(value, Decimal):
            if len(value.as_tuple().digits) <= _EXACT_DIGITS and abs(value) < 10**_EXACT_DIGITS:
                self.sheet.write_number(row, column, float(value), style)
                return
            value = format(value, "f")
        # Such a text would read back changed: an error now instead of a wrong answer later.
        if found := _TWO_ESCAPES.search(value):
            raise OutputError(
                f"文字里有“{found[0]}”，存进 Excel 会变样。", remedy="请改写这一处，再生成填报工作簿。", path=self.name
            )
        if count_units(value) > LONGEST_TEXT:
            raise OutputError(
                f"有一段文字有 {len(value)} 个字符，Excel 的一格放不下（最多 {LONGEST_TEXT} 个）。",
                remedy="请在 application.yaml 或 plan.md 里改短，再生成填报工作簿。",
                path=self.name,
            )
        if value:
            self.sheet.write_string(row, column, value, style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def write_formula(self, row: int, column: int, formula: str, value: int, style: Any) -> None:
        """Write a formula with its value, for readers that do not calculate."""
        self.sheet.write_formula(row, column, formula, style, value)

    def define_name(self, name: str, top: int, left: int, bottom: int = -1, right: int = -1) -> None:
        """Define a name for the cells; the reader finds them by it."""
        first = format_cell_name(top, left, absolute=True)
        last = format_cell_name(max(top, bottom), max(left, right), absolute=True)
        reference = first if first == last else f"{first}:{last}"
        self.book.define_name(name, f"='{self.name.replace(chr(39), chr(39) * 2)}'!{reference}")

    def colour_blanks(self, top: int, left: int, bottom: int, right: int, computable: Sequence[int] = ()) -> None:
        """Colour the blanks among the cells, and the cells of computed answers.

        Those in the columns ``computable`` are computed where the setting for blanks is chosen.
        """
        for column in computable:
            self._colour_computed(top, column, bottom, column, f"LEN(TRIM({format_cell_name(top, column)}))=0")
        first = format_cell_name(top, left)
        blank = self.styles.make_style("is blank", {"bg_color": BLANK_FILL})
        area = (top, left, bottom, right)
        rule = {"type": "formula", "criteria": f"=LEN(TRIM({first}))=0", "format": blank}
        self.sheet.conditional_format(*area, rule)
        for words in (source.words for source in AnswerSource):
            taken = self.styles.make_style("is taken", {"bg_color": TAKEN_FILL})
            rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": taken}
            self.sheet.conditional_format(*area, rule)

    def colour_mark(self, row: int) -> None:
        """Colour the mark of a carried answer until it is cleared."""
        made = self.styles.make_style("is mark", {"bg_color": MARK_FILL})
        column = self.grid.mark
        cell = format_cell_name(row, column)
        rule = {"type": "formula", "criteria": f"=LEN({cell})>0", "format": made}
        self.sheet.conditional_format(row, column, row, column, rule)

    def colour_together(self, top: int, left: int, bottom: int, right: int, *, is_computable: bool = False) -> None:
        """Colour cells as blanks, or as computed, while all of them are blank."""
        cells = f"{format_cell_name(top, left, absolute=True)}:{format_cell_name(bottom, right, absolute=True)}"
        if is_computable:
            self._colour_computed(top, left, bottom, right, f"COUNTA({cells})=0")
        blank = self.styles.make_style("is blank", {"bg_color": BLANK_FILL})
        rule = {"type": "formula", "criteria": f"=COUNTA({cells})=0", "format": blank}
        self.sheet.conditional_format(top, left, bottom, right, rule)

    def _colour_computed(self, top: int, left: int, bottom: int, right: int, is_blank: str) -> None:
        taken = self.styles.make_style("is taken", {"bg_color": TAKEN_FILL})
        criteria = f'=AND({is_blank},{BLANKS_NAME}<>"")'
        rule = {"type": "formula", "criteria": criteria, "format": taken, "stop_if_true": True}
        self.sheet.conditional_format(top, left, bottom, right, rule)

    def write_count(self, row: int, formula: str, value: int, limit: int) -> None:
        """Write the count of 字 beside a text, red above ``limit`` (0 for no limit)."""
        column = self.grid.unit
        self._counted[row] = value
        self.sheet.write_array_formula(row, column, row, column, formula, self.styles.get_count_style(limit), value)
        if limit:
            self._warn_above(row, column, limit)

    def write_total_count(self, rows: Sequence[int], limit: int) -> None:
        """Write the sum of the counts of these rows below them."""
        column, row = self.grid.unit, self.row
        self.write_block(row, 0, row, self.grid.last, "全文合计（不计标题）", self.styles.get_style("group"))
        cells = "+".join(format_cell_name(one, column) for one in rows)
        value = sum(self._counted[one] for one in rows)
        self.write_formula(row, column, f"={cells}", value, self.styles.get_count_style(limit))
        self._warn_above(row, column, limit)
        self.write_text(self.grid.hint, f"{limit} 字以内", "hint")
        self.write_text(self.grid.state, "", "unit")
        self.end_row()

    def write_name_count(self, top: int, bottom: int, formula: str, value: int, unit: str) -> None:
        """Write the number of names in these rows."""
        column, style = self.grid.unit, self.styles.get_names_style(unit)
        if top != bottom:
            self.sheet.merge_range(top, column, bottom, column, "", style)
        self.write_formula(top, column, formula, value, style)

    def _warn_above(self, row: int, column: int, limit: int) -> None:
        over = self.styles.make_style("is over", {"font_color": MISSING, "bold": True, "bg_color": MARK_FILL})
        self.sheet.conditional_format(
            row, column, row, column, {"type": "cell", "criteria": ">", "value": limit, "format": over}
        )

    def write_state(self, top: int, bottom: int, formula: str, asked: int, left: int) -> None:
        """Write the number of blanks left in these rows."""
        style = self.styles.get_style("state")
        column = self.grid.state
        if top != bottom:
            self.sheet.merge_range(top, column, bottom, column, "", style)
        self.write_formula(top, column, formula, left, style)
        missing = self.styles.make_style("is missing", {"font_color": MISSING})
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": missing}
        self.sheet.conditional_format(top, column, bottom, column, rule)
        self.asked += asked
        self.left += left

    def build_tally(self) -> Tally:
        """Build the summary of this sheet for the first sheet of the workbook."""
        return Tally(self.name, self.first, max(self.row - 1, self.first), self.grid.state, self.asked, self.left)


def calculate_row_height(*cells: tuple[str, float]) -> float:
    """Calculate the height of a row, in points, for texts in columns of these widths."""
    return max(_LEAST, 8 + _LINE * max(count_lines(text, width) for text, width in cells))


def format_cell_name(row: int, column: int, *, absolute: bool = False) -> str:
    """Format the A1 reference of a cell in the first 26 columns."""
    sign = "$" if absolute else ""
    return f"{sign}{chr(ord('A') + column)}{sign}{row + 1}"
