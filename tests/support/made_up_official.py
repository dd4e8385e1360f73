"""A blank form of a programme that does not exist, as its province would publish it: 省级“小巨人”园区申报表.

Another hand than the ministry's: gaps of plain spaces, one table for two parts, headings of parts inside of it, several
questions in one cell, units behind blanks, 数量 and 名称, a list of names, a plan without styles, signatures outside of
tables.
"""

from __future__ import annotations

from pathlib import Path

import docx

_YEARS = ("2024年", "2025年", "2026年")


def write_made_up_official(path: Path, *, filled: bool = False) -> Path:
    """Write the form as .docx; ``filled`` with the boxes ticked and figures in it."""
    document = docx.Document()
    for text in ("附件2", "省级“小巨人”园区", "申 报 表", ""):
        document.add_paragraph(text)
    for text in (
        "园区名称：                    ",
        "所 在 地：        市        县（市、区）",
        "运营单位（盖章）：",
        "填报日期：    年    月    日",
        "东江省工业和信息化厅制",
    ):
        document.add_paragraph(text)
    document.add_paragraph("填表说明")
    for text in (
        "1．本表由园区运营单位如实填写，必填项不得空缺，没有的填“无”。",
        "2．金额单位为万元，保留两位小数。",
        "3．不得改变表格样式。",
    ):
        document.add_paragraph(text)
    _add_table(document, filled=filled)
    for text in (
        "三、园区发展思路（1500字以内）",
        "（一）现有基础",
        "请说明园区的产业定位和现有条件。",
        "（二）工作目标",
        "（三）保障措施",
    ):
        document.add_paragraph(text)
    for text in ("负责人（签字）：", "运营单位（公章）：", "年  月  日"):
        document.add_paragraph(text)
    document.save(str(path))
    return path


def _add_table(document: docx.document.Document, *, filled: bool) -> None:
    box = "☑" if filled else "□"
    rows: list[list[tuple[str, int]]] = [
        [("一、园区概况", 4)],
        [("园区名称", 1), ("", 3)],
        [("法定代表人", 1), ("", 1), ("统一社会信用代码", 1), ("", 1)],
        [
            ("规划面积（公顷）", 1),
            ("12.50" if filled else "", 1),
            ("入驻企业数量（家）", 1),
            ("36" if filled else "", 1),
        ],
        [("园区级别", 1), (f"{box}国家级  □省级  □市级", 3)],
        [("是否设有公共服务平台", 1), ("□是（需附证明材料）  □否", 3)],
        [("已建设施（可多选）", 1), ("□标准厂房\n□检测中心\n□人才公寓\n□其他：________", 3)],
        [("二、经济指标", 4)],
        [("指标", 1), *((year, 1) for year in _YEARS)],
        [("营业收入（万元）", 1), ("1200.50" if filled else "", 1), ("1300" if filled else "", 1), ("", 1)],
        [("其中：出口额占比（%）", 1), ("", 1), ("", 1), ("", 1)],
        [("利润总额同比增速（%）", 1), ("", 1), ("", 1), ("", 1)],
        [("专精特新企业名单", 1), ("数量：    家\n名称：", 3)],
        [("拥有有效发明专利", 1), ("件（需提供清单）", 3)],
        [("主要荣誉（300字以内）", 1), ("", 3)],
    ]
    table = document.add_table(len(rows), 4, style="Table Grid")
    for number, row in enumerate(rows):
        column = 0
        for text, span in row:
            cell = table.cell(number, column)
            cell = cell.merge(table.cell(number, column + span - 1)) if span > 1 else cell
            first, *rest = text.split("\n")
            cell.text = first
            for line in rest:
                cell.add_paragraph(line)
            column += span
