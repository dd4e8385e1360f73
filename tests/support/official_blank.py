"""A blank official form as a ministry publishes it: Word made with python-docx from the official text, plainly styled.

Headings have no style of their own, blanks of the cover are underlined spaces, tables have merged cells and widths.
"""

from __future__ import annotations

from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import Table, _Cell
from lxml import html

BLANK = "            "


def write_official_blank(source: Path, target: Path, replaced: dict[str, str] | None = None) -> Path:
    """Write the blank form of the official text ``source``; ``replaced`` are texts to exchange in it beforehand."""
    text = source.read_text("utf-8")
    for old, new in (replaced or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    return write_blank(text, target)


def write_blank(text: str, target: Path) -> Path:
    """Write the form of the HTML ``text``: sections of headings, paragraphs and tables; ``span.v`` is a blank."""
    document = docx.Document()
    document.add_paragraph("附件1")
    for section in html.fromstring(text.encode()).iter("section"):
        for element in section:
            if element.tag == "table":
                _add_table(document, element)
            else:
                paragraph = document.add_paragraph()
                if element.tag in ("h1", "h2"):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _add_text(paragraph, element, is_bold=element.tag != "p")
        document.add_page_break()
    document.save(str(target))
    return target


def _add_text(paragraph: object, element: html.HtmlElement, *, is_bold: bool = False) -> None:
    run = paragraph.add_run(element.text or "")
    run.bold, run.font.size = is_bold, Pt(16 if is_bold else 12)
    for child in element:
        if child.tag == "span":
            paragraph.add_run(BLANK).underline = True
        paragraph.add_run(child.tail or "")


def _add_table(document: docx.document.Document, element: html.HtmlElement) -> None:
    rows = list(element.iter("tr"))
    width = sum(int(cell.get("colspan", "1")) for cell in rows[0])
    table = document.add_table(len(rows), width, style="Table Grid")
    held: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in held:
                column += 1
            across, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            held |= {(number + y, column + x) for y in range(down) for x in range(across)}
            _fill(_merge(table, number, column, across, down), cell)
            column += across


def _merge(table: Table, row: int, column: int, across: int, down: int) -> _Cell:
    cell = table.cell(row, column)
    if across > 1 or down > 1:
        cell = cell.merge(table.cell(row + down - 1, column + across - 1))
    return cell


def _fill(cell: _Cell, element: html.HtmlElement) -> None:
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "").lstrip("\n")
    texts = []
    for piece in element.xpath(".//text() | .//span"):
        texts.append(BLANK if isinstance(piece, html.HtmlElement) else str(piece))
    lines = "".join(texts).split("\n")
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)
