"""Writes the questions of the 推荐汇总表 into the fill-in workbook, where the notice asks for one."""

from __future__ import annotations

from typing import Any

from docgen.documents.sheets.sheet import lines_of
from docgen.documents.workbook.workbook_count import count_formula
from docgen.documents.workbook.workbook_page import COUNTED, HIDDEN, Grid, Page, Tally, cell_name, height_of
from docgen.documents.workbook.workbook_style import Styles
from docgen.project.application import Application
from docgen.project.workbook.workbook_names import summary_name
from docgen.values import count_zi

_SHEET = "推荐汇总表"
_LEAD = "汇总表另外问的几项，申报表里没有；集群名称等照申报表印，不用再填。"


def write_summary(book: Any, application: Application, styles: Styles) -> list[Tally]:
    """Write the sheet and return its blanks; nothing where the notice has no such table."""
    table = application.notice.summary
    questions = list(table.questions()) if table else []
    if not questions:
        return []
    page = Page(book, _SHEET, Grid(3, 40.0, 17.0), styles)
    page.begin(_SHEET, _LEAD, ["填写内容"], has_marks=False)
    for column in questions:
        text = application.summary.get(column.ask, "")
        row, cell = page.row, cell_name(page.row, 1)
        page.words(0, column.label, "label")
        page.block(row, 1, row, page.grid.last, text, styles.of("prose" if column.limit else "text"))
        page.named(summary_name(column.ask), row, 1)
        page.words(page.grid.unit, "", "unit")
        if column.limit:
            page.count(
                row, count_formula(cell, COUNTED, f"{HIDDEN}!$A$1:$A${COUNTED}"), count_zi(text).words, column.limit
            )
        hint = "；".join(part for part in (column.hint, "可不填" if column.of else "") if part)
        page.words(page.grid.hint, hint, "hint")
        if not column.of:
            page.colour(row, 1, row, 1)
            page.states(row, row, f"=IF(LEN(TRIM({cell}))=0,1,0)", 1, int(not text))
        else:
            page.words(page.grid.state, "", "unit")
        lines = lines_of(text or "国" * (column.limit or 1), page.grid.across) + 1
        page.next(max(height_of((hint, 40.0)), lines * 16.0))
    return [page.tally()]
