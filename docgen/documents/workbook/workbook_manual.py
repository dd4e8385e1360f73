"""Write the first sheet of the fill-in workbook: cluster, progress, instructions and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docgen.documents.excel.excel_writer import HEAD_FONT, TEXT_FONT, set_up_printing
from docgen.documents.printed_answers import format_value
from docgen.documents.workbook.workbook_page import Tally, format_cell_name
from docgen.documents.workbook.workbook_style import BLANK_FILL, EDGE, FILLED_FILL, MARK_FILL, TAKEN_FILL, Styles
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.application import Application
from docgen.project.workbook.workbook_names import BLANKS_NAME
from docgen.project.workbook.workbook_rows import BLANKS_LABEL, MANUAL
from docgen.project.workbook.workbook_settings import format_about

_STEPS = (
    "各页对应申报表的各部分，栏目、单位、年份都照申报表印。点页脚的标签或下表的名称就到那一页。",
    "只有浅黄色的格子可以填，其他格子锁着（没有密码）；填好一处，颜色变浅，右边“状态”变成 ✓。",
    "点中一个格子，会出现这一栏的填写要求；有选项的格子右边有下拉箭头。",
    "没有的填“无”，数字 0 就填 0，不要空着；数字最多两位小数，只填数字，不写单位和百分号。",
    "长文字右边随时显示字数；超过限制变红。一格里换段按 Alt+Enter。",
    "填好保存，关闭 Excel，再运行 docgen check 或 docgen build，填的内容就会用上。",
    "“由企业表计算”的格子变绿，右边写着现在算得多少；算不出的仍是浅黄色，要自己填。",
)


def write_manual(book: Any, sheet: Any, application: Application, tallies: Sequence[Tally], styles: Styles) -> None:
    """Write the cluster, the progress of each sheet, the setting for blanks, the steps and the colours."""
    _set_up(sheet)
    form = application.form
    sheet.merge_range(
        0, 0, 0, 4, f"{form.title} 填报工作簿{'（推算稿）' * bool(form.projected)}", styles.get_style("title")
    )
    sheet.set_row(0, 42)
    cluster = format_value(application.answers.get(form.package.cluster)) or "（集群名称还没有填）"
    sheet.merge_range(1, 0, 1, 4, cluster, styles.make_style("cluster", _CLUSTER))
    sheet.set_row(1, 28)
    about = format_about(form, application.notice)
    sheet.merge_range(2, 0, 2, 4, about, styles.make_style("about", _ABOUT))
    sheet.set_row(2, 36)
    row = _write_progress(sheet, 4, tallies, styles)
    row = _write_blanks(book, sheet, row + 1, application, styles)
    row = _write_steps(sheet, row + 1, styles)
    _write_colours(sheet, row + 1, styles)
    sheet.activate()
    sheet.set_first_sheet()


_CLUSTER = {"font_name": HEAD_FONT, "font_size": 14, "align": "center", "valign": "vcenter", "font_color": "#1F4E79"}
_ABOUT = {"font_name": TEXT_FONT, "font_size": 11, "align": "center", "valign": "vcenter", "text_wrap": True}
_STEP = {"font_name": TEXT_FONT, "font_size": 12, "valign": "vcenter", "text_wrap": True}


def _set_up(sheet: Any) -> None:
    for column, width in enumerate((44.0, 14.0, 14.0, 14.0, 30.0)):
        sheet.set_column(column, column, width)
    set_up_printing(sheet, "portrait")
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    sheet.set_zoom(110)
    sheet.set_tab_color("#1F4E79")
    sheet.protect("", {"format_rows": True, "format_columns": True, "select_locked_cells": True})


def _write_progress(sheet: Any, top: int, tallies: Sequence[Tally], styles: Styles) -> int:
    for column, heading in enumerate(("部分（点名称到那一页）", "要填", "已填", "还缺", "进度")):
        sheet.write_string(top, column, heading, styles.get_style("heading"))
    sheet.set_row(top, 26)
    row = top
    for row, one in enumerate(tallies, top + 1):
        sheet.write_url(row, 0, f"internal:'{one.sheet}'!A1", styles.get_style("row_link"), one.sheet)
        first, last = format_cell_name(one.first, one.column), format_cell_name(one.last, one.column)
        sheet.write_number(row, 1, one.asked, styles.get_style("figure"))
        sheet.write_formula(row, 3, f"=SUM('{one.sheet}'!{first}:{last})", styles.get_style("figure"), one.left)
        _write_shares(sheet, row, one.asked, one.left, styles)
    asked, left = sum(one.asked for one in tallies), sum(one.left for one in tallies)
    sheet.write_string(row + 1, 0, "合计", styles.get_style("heading"))
    for column, value in ((1, asked), (3, left)):
        cells = f"{format_cell_name(top + 1, column)}:{format_cell_name(row, column)}"
        sheet.write_formula(row + 1, column, f"=SUM({cells})", styles.get_style("figure"), value)
    _write_shares(sheet, row + 1, asked, left, styles)
    bar = {"type": "data_bar", "bar_color": "#9DC3E6", "bar_solid": True, "min_type": "num", "max_type": "num"}
    sheet.conditional_format(top + 1, 4, row + 1, 4, bar | {"min_value": 0, "max_value": 1})
    for number in range(top + 1, row + 2):
        sheet.set_row(number, 22)
    return row + 2


def _write_shares(sheet: Any, row: int, asked: int, left: int, styles: Styles) -> None:
    total, missing = format_cell_name(row, 1), format_cell_name(row, 3)
    sheet.write_formula(row, 2, f"={total}-{missing}", styles.get_style("figure"), asked - left)
    share = (asked - left) / asked if asked else 1
    sheet.write_formula(row, 4, f"=IF({total}=0,1,({total}-{missing})/{total})", styles.get_style("percent"), share)


def _write_blanks(book: Any, sheet: Any, row: int, application: Application, styles: Styles) -> int:
    """Write the setting that applies to all blanks; returns the next row."""
    words = AnswerSource.ENTERPRISES.words
    sheet.write_string(row, 0, BLANKS_LABEL, styles.get_style("label"))
    sheet.merge_range(
        row, 1, row, 2, application.blanks.words if application.blanks else "", styles.get_style("choice")
    )
    hint = f"选“{words}”，就不用逐格填；不选，空着的算漏填"
    sheet.merge_range(row, 3, row, 4, hint, styles.get_style("hint"))
    sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": [words], "error_message": f"只能选：{words}"})
    sheet.set_row(row, 30)
    book.define_name(BLANKS_NAME, f"={MANUAL}!{format_cell_name(row, 1, absolute=True)}")
    return row + 1


def _write_steps(sheet: Any, top: int, styles: Styles) -> int:
    sheet.merge_range(top, 0, top, 4, "怎么填", styles.get_style("band"))
    sheet.set_row(top, 26)
    for number, text in enumerate(_STEPS, 1):
        sheet.merge_range(top + number, 0, top + number, 4, f"{number}. {text}", styles.make_style("step", _STEP))
        sheet.set_row(top + number, 36 if len(text) > 52 else 24)
    return top + len(_STEPS) + 1


def _write_colours(sheet: Any, top: int, styles: Styles) -> None:
    sheet.merge_range(top, 0, top, 4, "颜色", styles.get_style("band"))
    sheet.set_row(top, 26)
    meanings = (
        (BLANK_FILL, "还没有填"),
        (FILLED_FILL, "已填（可以改）"),
        (TAKEN_FILL, "由企业表或清单计算，不用填；要自己填就改成数字"),
        (MARK_FILL, "沿用上次的内容，或超过字数：请核对"),
    )
    for row, (colour, words) in enumerate(meanings, top + 1):
        sheet.write_blank(
            row, 0, None, styles.make_style(colour, {"bg_color": colour, "border": 1, "border_color": EDGE})
        )
        sheet.merge_range(row, 1, row, 4, f"　{words}", styles.make_style("step", _STEP))
        sheet.set_row(row, 22)
