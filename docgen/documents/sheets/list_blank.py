"""Write a blank list (清单) as a workbook: headings, drop-down lists and hints, and a sheet that explains each column.

project/lists/list_rows.py reads the filled workbook and finds the columns by their headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docgen.definitions.form import Form
from docgen.definitions.table_columns import Column, EnterpriseTable, ListTable, Tables
from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.excel.excel_writer import TEXT_FONT, build_sheet_names, create_workbook, lay_out_sheet
from docgen.documents.sheets.enterprise_blank import GUIDE, build_validation, get_number_format
from docgen.documents.sheets.enterprise_table import ColumnPlace
from docgen.documents.sheets.sheet import PrintableSheet, PrintColumn, SheetRow, measure_text
from docgen.project.register.measures import format_population

_COLOUR = "#FFF9DB"
_ROWS = 300
"""The number of rows that are prepared; more may be filled in below."""
_NUMBERING_WIDTH = 6.0
_NARROWEST, _WIDEST = 12, 40
_EACH_ROW = "每行一项，从表头下面第一行填起；浅黄色的格子是要填的，点到格子上会出现填写提示。"
_NO_MERGING = "不要改表头，不要合并单元格；一格里只写一项。一项也没有的，第一格写“无”。"
_DATE_HINT = "如 2021年5月；不晚于{year}年末"


def list_used_tables(form: Form, tables: Tables) -> tuple[ListTable, ...]:
    """List the lists that the form counts, in the order of the form."""
    return tuple(tables.by_id[list_id] for list_id in dict.fromkeys(listed.id for _, listed in form.iterate_listed()))


def write_blank_list(path: Path, table: ListTable, form: Form, tables: Tables) -> None:
    """Write the blank list of a form to ``path``, and read it back.

    Raises OutputError if the file cannot be written, ReadBackError if it reads back differently.
    """
    hints = [(column, _build_hint(column, table, form, tables.enterprises)) for column in table.columns]
    blank, guide = _build_blank(table, tables), _build_guide(table, hints, form)
    names = build_sheet_names([table.title, GUIDE])
    with create_workbook(path, table.title) as book:
        page = book.add_worksheet(names[0])
        first = lay_out_sheet(book, page, blank)
        _prepare_rows(book, page, first, hints, tables)
        page.freeze_panes(first, 0)
        page.repeat_rows(first - 1)
        lay_out_sheet(book, book.add_worksheet(names[1]), guide)
    verify_workbook(path, dict(zip(names, (blank, guide), strict=True)))


def _build_hint(column: Column, table: ListTable, form: Form, enterprises: EnterpriseTable) -> str:
    """Build the hint of a column: its own, or what follows from the rules of the list."""
    if column.hint:
        return column.hint
    if column.id == table.date:
        return _DATE_HINT.format(year=form.years.actual[-1])
    if column.id == table.owner:
        counted = [listed.of for _, listed in form.iterate_listed(table.id)]
        shared = [name for name in counted[0] if all(name in of for of in counted)] if counted else []
        scope = f"，只列{format_population(shared, enterprises)}的" if shared else ""
        return f"与企业表的企业名称一致{scope}；几家共有的用“；”隔开"
    if column.kind == "year":
        return f"{'、'.join(map(str, form.years.actual))} 之一"
    return "按实际情况填写"


def _build_blank(table: ListTable, tables: Tables) -> PrintableSheet:
    number = PrintColumn(tables.enterprises.number, _NUMBERING_WIDTH, centred=True)
    shown = (
        PrintColumn(column.format_heading(), float(min(max(measure_text(column.label) + 6, _NARROWEST), _WIDEST)))
        for column in table.columns
    )
    return PrintableSheet(table.title, table.title, (_EACH_ROW, _NO_MERGING), (number, *shown), ())


def _build_guide(table: ListTable, hints: Sequence[tuple[Column, str]], form: Form) -> PrintableSheet:
    counted = "、".join(f"“{field.label}”" for field, _ in form.iterate_listed(table.id))
    head = (_EACH_ROW, _NO_MERGING, f"行数就是申报表里的数量，用于：{counted}。")
    rows: tuple[SheetRow, ...] = tuple(
        (column.label, "必填" if column.required else "有的填", _describe(column, hint)) for column, hint in hints
    )
    widths = (PrintColumn("栏目", 22), PrintColumn("是否必填", 10, centred=True), PrintColumn("怎样填", 72))
    return PrintableSheet(GUIDE, f"{table.title}{GUIDE}", head, widths, rows, orientation="portrait")


def _describe(column: Column, hint: str) -> str:
    options = f"在“{'”“'.join(column.options.values())}”中选一个" if column.options else ""
    return "；".join(filter(None, (options, hint if column.hint or not options else "")))


def _prepare_rows(book: Any, page: Any, first: int, hints: Sequence[tuple[Column, str]], tables: Tables) -> None:
    """Colour the rows to be filled in, and give each column its validation and its hint."""
    style = {"font_name": TEXT_FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "border": 1}
    styles = [
        book.add_format(style | {"bg_color": _COLOUR, "num_format": get_number_format(column)}) for column, _ in hints
    ]
    number = book.add_format(style | {"align": "center"})
    for row in range(first, first + _ROWS):
        page.write_blank(row, 0, None, number)
        for at, one in enumerate(styles, 1):
            page.write_blank(row, at, None, one)
    for at, (column, hint) in enumerate(hints, 1):
        rule = build_validation(ColumnPlace(column.id, column, None, ""), {}, tables.enterprises)
        page.data_validation(first, at, first + _ROWS - 1, at, rule | {"input_message": hint})
