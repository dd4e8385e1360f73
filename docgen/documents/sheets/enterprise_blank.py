"""Write the blank 表1 as a workbook for the enterprises: official columns, further columns, and instructions.

Only the blanks are unlocked; each has an input message and data validation. project/register/collect.py reads the
returned workbooks and finds the columns by their headings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

from docgen.definitions.form import Years
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.excel.excel_writer import TEXT_FONT, create_workbook, lay_out_sheet
from docgen.documents.sheets import sheet
from docgen.documents.sheets.enterprise_table import (
    ColumnPlace,
    build_blank_columns,
    build_table_columns,
    list_official_places,
    list_other_places,
)
from docgen.documents.sheets.sheet import PrintableSheet, SheetRow, count_lines
from docgen.project.spreadsheets.cell_values import PLAUSIBLE_YEARS
from docgen.project.spreadsheets.headings import format_column_letters

OTHERS = "补充信息"
GUIDE = "填写说明"

_COLOUR = "#FFF9DB"
_SMALL = 9
_LONGEST_TEXT = 200
_GREATEST = 10**12  # Excel's validation needs both bounds
_LONGEST_TITLE = 32
"""The limit of Excel for the title of an input message."""

_HEIGHT = 64
_CODE_LENGTH = 18
_TEXT_WIDTH = 20.0
_LINE_HEIGHT = 42
_FILLED = "浅黄色的格子是要填的，其他格子已锁定；点到格子上会出现填写提示。"
_NUMBERS = "金额以表头的单位为准，保留两位小数；当年没有的填0，不要留空。人数和件数填整数。"
_RETURN = "填好后打印第一页，加盖企业公章；本文件连同盖章件一并发回，请不要改表头。"


def write_blank_table(
    path: Path, table: EnterpriseTable, years: Years, filled: Mapping[str, str] | None = None
) -> None:
    """Write the blank 表1 of a form with these years to ``path``, and read it back.

    ``filled`` are texts by place, such as the name and the code, that are there already and may be changed.

    Raises OutputError if the file cannot be written, ReadBackError if it reads back differently.
    """
    official, others = list_official_places(table, years), list_other_places(table, years)
    name_at, name = next((at, place) for at, place in enumerate(official) if place.name == table.name)
    pages = {
        table.title: _fill_blanks(_build_official_sheet(table, years), (None, *official), filled or {}),
        OTHERS: _fill_blanks(_build_further_sheet(table, (name, *others)), (name, *others), filled or {}),
        GUIDE: _build_guide_sheet(table, official, others),
    }
    with create_workbook(path, table.title) as book:
        writer = _BlankWriter(book, table)
        row = writer.add_sheet(table.title, pages[table.title], dict(enumerate(official, 1)))
        writer.set_up_seal_area(table.title, pages[table.title])
        source = f"'{table.title}'!{format_column_letters(name_at + 1)}{row + 1}"
        writer.add_sheet(OTHERS, pages[OTHERS], dict(enumerate(others, 1)), source)
        writer.add_sheet(GUIDE, pages[GUIDE], {})
    verify_workbook(path, pages)


def _fill_blanks(
    content: PrintableSheet, places: Sequence[ColumnPlace | None], filled: Mapping[str, str]
) -> PrintableSheet:
    """Put the texts into the last row of a sheet."""
    *above, last = content.rows
    if isinstance(last, sheet.Band):
        return content
    row = tuple(filled.get(place.name, cell) if place else cell for cell, place in zip(last, places, strict=True))
    return replace(content, rows=(*above, row))


def _build_official_sheet(table: EnterpriseTable, years: Years) -> PrintableSheet:
    note = f"填写“{table.title}”：{_FILLED}各栏怎样填，见“{GUIDE}”页；“{OTHERS}”页也请填写。"
    columns = [_narrow_column(column) for column in build_blank_columns(table, years)]
    row: SheetRow = (1, *[None] * (len(columns) - 1))
    return PrintableSheet(table.title, table.printed_title, (*table.head, note), tuple(columns), (row,))


def _narrow_column(column: sheet.PrintColumn) -> sheet.PrintColumn:
    """Limit the width of a text column: the page is fitted to the paper, so narrower columns print larger."""
    return column if column.decimals is not None else replace(column, width=min(column.width, _TEXT_WIDTH))


def _build_further_sheet(table: EnterpriseTable, places: tuple[ColumnPlace, ...]) -> PrintableSheet:
    """Build the sheet of the further columns: a row of hints, and the row to be filled in."""
    head = (f"“{table.title}”之外、申报所需的情况，请一并填写。{_FILLED}",)
    hints: SheetRow = tuple(place.hint for place in places)
    row: SheetRow = ("", *[None] * (len(places) - 1))
    columns = tuple(_narrow_column(column) for column in build_table_columns(places, table))
    return PrintableSheet(OTHERS, f"{table.title}（{OTHERS}）", head, columns, (hints, row))


def _build_guide_sheet(
    table: EnterpriseTable, official: Sequence[ColumnPlace], others: Sequence[ColumnPlace]
) -> PrintableSheet:
    columns = (
        sheet.PrintColumn("栏目", 34),
        sheet.PrintColumn("单位", 8, centred=True),
        sheet.PrintColumn("怎样填", 62),
    )
    rows: list[SheetRow] = []
    for title, places in ((table.title, official), (OTHERS, others)):
        rows.append(sheet.Band(f"“{title}”"))
        for column in dict.fromkeys(place.column.id for place in places):
            entry = table.by_id[column]
            rows.append((f"· {entry.label}", entry.unit, entry.hint or "按实际情况填写"))
    head = tuple(f"{number}. {text}" for number, text in enumerate((_FILLED, _NUMBERS, _RETURN), 1))
    return PrintableSheet(GUIDE, GUIDE, head, columns, tuple(rows), orientation="portrait")


class _BlankWriter:
    """A writer that adds sheets to a workbook; the cells of their last rows become blanks to fill in."""

    def __init__(self, book: Any, table: EnterpriseTable) -> None:
        self.book = book
        self.table = table
        style = {"font_name": TEXT_FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "border": 1}
        self.hint = book.add_format(style | {"font_size": _SMALL, "font_color": "#595959", "align": "center"})
        self.note = book.add_format(
            {"font_name": TEXT_FONT, "font_size": _SMALL, "font_color": "#595959", "valign": "vcenter"}
        )
        self.line = book.add_format({"font_name": TEXT_FONT, "font_size": 14, "valign": "vcenter", "locked": False})
        self.repeated = book.add_format(style)
        self.style = style | {"bg_color": _COLOUR, "locked": False, "align": "center"}

    def add_sheet(self, name: str, content: PrintableSheet, blanks: Mapping[int, ColumnPlace], source: str = "") -> int:
        """Add a sheet with blanks in these columns of its last row; returns that row, from 0.

        With a ``source``, the first cell of the row is a formula that repeats the cell of that name.
        """
        page = self.book.add_worksheet(name)
        page.hide_gridlines(2)
        row = lay_out_sheet(self.book, page, content) + len(content.rows) - 1
        if source:
            self._write_hints(page, row - 1, content)
            shown = content.rows[-1][0] if not isinstance(content.rows[-1], sheet.Band) else ""
            page.write_formula(row, 0, f'=IF({source}="","",{source})', self.repeated, shown)
            page.freeze_panes(row - 1, 1)
            page.set_margins(left=0.4, right=0.4, top=0.9, bottom=0.7)
        if blanks:
            page.set_row(row, _HEIGHT)
            page.set_selection(row, min(blanks), row, min(blanks))
        cells = {place.name: f"{format_column_letters(at)}{row + 1}" for at, place in blanks.items()}
        for at, place in blanks.items():
            style = self.book.add_format(self.style | {"num_format": get_number_format(place.column)})
            text = content.rows[-1][at] if not isinstance(content.rows[-1], sheet.Band) else None
            page.write_string(row, at, text, style) if text else page.write_blank(row, at, None, style)
            page.data_validation(row, at, row, at, build_validation(place, cells, self.table))
        # Without a password: it prevents mistakes, it does not lock anybody out.
        page.protect("", {"format_columns": True, "format_rows": True})
        return row

    def set_up_seal_area(self, name: str, content: PrintableSheet) -> None:
        """Set up the lines above the table as unlocked rows with room for signature and seal."""
        page = self.book.get_worksheet_by_name(name)
        *lines, note = content.head
        last = len(content.columns) - 1
        for row, text in enumerate(lines, 1):
            page.merge_range(row, 0, row, last, "", self.line)
            page.write_string(row, 0, text, self.line)
            page.set_row(row, _LINE_HEIGHT)
        page.merge_range(len(lines) + 1, 0, len(lines) + 1, last, "", self.note)
        page.write_string(len(lines) + 1, 0, note, self.note)
        page.set_margins(left=0.4, right=0.4, top=0.9, bottom=0.7)

    def _write_hints(self, page: Any, row: int, content: PrintableSheet) -> None:
        """Write the hints of a row in a smaller font."""
        hints = [] if isinstance(content.rows[0], sheet.Band) else [str(text) for text in content.rows[0]]
        for at, text in enumerate(hints):
            page.write_string(row, at, text, self.hint)
        widths = [column.width * 10.5 / _SMALL for column in content.columns]
        page.set_row(row, 8 + 12 * max(count_lines(text, width) for text, width in zip(hints, widths, strict=True)))


def get_number_format(column: Column) -> str:
    """Get the Excel number format of a blank: text stays text, a code keeps its digits."""
    if column.kind == "number":
        return "0" if column.whole else "0.00"
    return "0" if column.kind == "year" else "@"


def build_validation(place: ColumnPlace, cells: Mapping[str, str], table: EnterpriseTable) -> dict[str, Any]:
    """Build the validation of a blank: its rule, its input message and its error message."""
    column = place.column
    rule, error_message = _build_rule(place, cells, table)
    return rule | {
        "ignore_blank": True,
        "input_title": column.format_heading(place.year)[:_LONGEST_TITLE],
        "input_message": place.hint or "按实际情况填写",
        "error_title": "请核对",
        "error_message": error_message,
    }


def _build_rule(place: ColumnPlace, cells: Mapping[str, str], table: EnterpriseTable) -> tuple[dict[str, Any], str]:
    column = place.column
    match column.kind:
        case "number":
            return _build_number_rule(place, cells, table)
        case "text":
            return _build_range_rule("length", 0, _LONGEST_TEXT), f"请不超过{_LONGEST_TEXT}个字。"
        case "code" if column.id == table.code:
            return {
                "validate": "length",
                "criteria": "==",
                "value": _CODE_LENGTH,
            }, f"应是{_CODE_LENGTH}位，请按证照填写。"
        case "code":
            return _build_range_rule("length", 0, _LONGEST_TEXT), f"请不超过{_LONGEST_TEXT}个字符。"
        case "yes_no":
            return {"validate": "list", "source": ["是", "否"]}, "请在下拉列表中选“是”或“否”。"
        case "option":
            return {"validate": "list", "source": list(column.options.values())}, "请在下拉列表中选择。"
        case "year":
            return _build_range_rule(
                "integer", PLAUSIBLE_YEARS.start, PLAUSIBLE_YEARS.stop - 1
            ), "请填四位数字的年份，如2021；没有的不填。"
        case _:
            assert_never(column.kind)


def _build_number_rule(
    place: ColumnPlace, cells: Mapping[str, str], table: EnterpriseTable
) -> tuple[dict[str, Any], str]:
    column = place.column
    kind, shown = ("integer", "整数") if column.whole else ("decimal", "数字")
    whole = cells.get(place.name.replace(column.id, column.within, 1)) if column.within else None
    if whole:
        label = table.by_id[column.within].label
        return _build_range_rule(kind, 0, f"={whole}"), f"请填不小于0的{shown}，并且不多于{label}（先填{label}）。"
    if column.signed:
        return _build_range_rule(kind, -_GREATEST, _GREATEST), f"请填{shown}（单位：{column.unit}），减少的填负数。"
    return _build_range_rule(kind, 0, _GREATEST), f"请填不小于0的{shown}（单位：{column.unit}），不要写单位。"


def _build_range_rule(kind: str, least: int, most: int | str) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
