"""Write the questions of the 推荐汇总表 into the fill-in workbook, if the notice has one."""

from __future__ import annotations

from typing import Any

from docgen.documents.sheets.sheet import count_lines
from docgen.documents.workbook.workbook_count import build_count_formula
from docgen.documents.workbook.workbook_page import (
    COUNTED,
    FieldGrid,
    Page,
    Tally,
    calculate_row_height,
    format_cell_name,
)
from docgen.documents.workbook.workbook_style import Styles
from docgen.project.application import Application
from docgen.project.workbook.workbook_names import name_summary
from docgen.project.workbook.workbook_rows import HIDDEN, SUMMARY
from docgen.values import count_zi

_LEAD = "汇总表另外问的几项，申报表里没有；集群名称等照申报表印，不用再填。"


def write_summary_sheet(book: Any, application: Application, styles: Styles) -> list[Tally]:
    """Write the sheet and return its tally; an empty list if the notice asks no such questions."""
    table = application.notice.summary
    questions = list(table.iterate_questions()) if table else []
    if not questions:
        return []
    page = Page(book, SUMMARY, FieldGrid(3, 40.0, 17.0), styles)
    page.begin(SUMMARY, _LEAD, ["填写内容"], has_marks=False)
    for column in questions:
        text = application.summary.get(column.ask, "")
        row, cell = page.row, format_cell_name(page.row, 1)
        page.write_text(0, column.label, "label")
        page.write_block(row, 1, row, page.grid.last, text, styles.get_style("prose" if column.limit else "text"))
        page.define_name(name_summary(column.ask), row, 1)
        page.write_text(page.grid.unit, "", "unit")
        if column.limit:
            page.write_count(
                row,
                build_count_formula(cell, COUNTED, f"{HIDDEN}!$A$1:$A${COUNTED}"),
                count_zi(text).words,
                column.limit,
            )
        hint = "；".join(part for part in (column.hint, "可不填" if column.of else "") if part)
        page.write_text(page.grid.hint, hint, "hint")
        if not column.of:
            page.colour_blanks(row, 1, row, 1)
            page.write_state(row, row, f"=IF(LEN(TRIM({cell}))=0,1,0)", 1, int(not text))
        else:
            page.write_text(page.grid.state, "", "unit")
        lines = count_lines(text or "国" * (column.limit or 1), page.grid.across) + 1
        page.end_row(max(calculate_row_height((hint, 40.0)), lines * 16.0))
    return [page.build_tally()]
