"""How the Word and Excel evidence of the example is written: the same bytes each time."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

MARK = "示例材料（虚构）"
FIXED = datetime.datetime(2022, 9, 20, 8, 0)

Row = Sequence[object]
Table = tuple[str, Sequence[int], Sequence[Row]]
"""A sheet: its title, the widths of its columns, its rows with the head first."""
Block = str | Sequence[Row]
"""A paragraph of a Word paper (a heading if it begins with #), or a table."""


def write_workbook(path: Path, sheets: Iterable[Table], *, landscape: int = 0, when: datetime.datetime = FIXED) -> None:
    """Write one sheet per table, ruled, with the mark at the foot of each printed page."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": when, "title": path.stem})
        styles = _styles(book)
        for title, widths, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            _set_up_page(sheet, landscape)
            sheet.merge_range(0, 0, 0, len(widths) - 1, title, styles["title"])
            sheet.set_row(0, 30)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for number, row in enumerate(rows, 1):
                sheet.set_row(number, 21)
                for column, value in enumerate(row):
                    sheet.write(number, column, value, styles["head" if number == 1 else "cell"])


def write_paper(
    path: Path,
    title: str,
    blocks: Iterable[Block],
    organisation: str,
    date: str,
    when: datetime.datetime = FIXED,
    author: str = "云溪县（虚构）",
) -> None:
    """Write a Word paper: a title, paragraphs, headings and tables, and who issued it when."""
    document = docx.Document()
    _prepare(document, when, author)
    _paragraph(document, title, "黑体", 18, WD_ALIGN_PARAGRAPH.CENTER)
    for block in blocks:
        if not isinstance(block, str):
            _add_table(document, block)
        elif block.startswith("#"):
            _paragraph(document, block.lstrip("# "), "黑体", 14)
        else:
            _paragraph(document, block, "仿宋_GB2312", 14, indent=28)
    _paragraph(document, f"{organisation}\n{date}", "仿宋_GB2312", 14, WD_ALIGN_PARAGRAPH.RIGHT)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_with_fixed_dates(buffer.getvalue(), when))


def _styles(book: Any) -> dict[str, Any]:
    common = {
        "font_name": "宋体",
        "font_size": 10,
        "border": 1,
        "valign": "vcenter",
        "align": "center",
        "text_wrap": True,
    }
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format(common | {"font_name": "黑体", "bg_color": "#E8EDF3"}),
        "cell": book.add_format(common),
    }


def _set_up_page(sheet: Any, landscape: int) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.8)
    sheet.set_footer(f"&C&8{MARK}")
    if landscape:
        sheet.set_landscape()


def _prepare(document: Any, when: datetime.datetime, author: str) -> None:
    language = document.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin, section.bottom_margin = Cm(3), Cm(2.5)
    properties = document.core_properties
    properties.created = properties.modified = when
    properties.author, properties.title, properties.format_comments = author, "", MARK
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_font(footer.add_run(MARK), "黑体", 7.5)


def _paragraph(document: Any, words: str, font: str, size: float, align: Any = None, indent: float = 0) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_after, shape.first_line_indent = Pt(28), Pt(0), Pt(indent)
    _set_font(paragraph.add_run(words), font, size)


def _add_table(document: Any, rows: Sequence[Row]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            _set_font(paragraph.add_run(str(value)), "仿宋_GB2312", 11)


def _set_font(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    run._element.rPr.rFonts.set(qn("w:hint"), "eastAsia")


def _with_fixed_dates(data: bytes, when: datetime.datetime) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
