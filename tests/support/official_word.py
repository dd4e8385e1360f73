"""The official text of a form as a Word file of a ministry: written with python-docx, without any style of docgen.

The same page of HTML with slots in it (form.html) gives a template that somebody typed by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Pt
from docx.table import _Cell
from lxml import html

BLANK = "　　　　　　　"
"""A blank to write on, underlined."""


def write_official_word(source: Path, path: Path, size: float = 10.5) -> Path:
    """Write the HTML of a form as a Word file: parts follow one another, rows may break across pages."""
    document = docx.Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = Pt(0)
    root = html.fromstring(source.read_bytes())
    for section in root.iter("section"):
        for element in section:
            if element.tag == "table":
                _write_table(document, element)
                document.add_paragraph()
            elif element.tag in ("h1", "h2", "h3", "h4", "h5", "p"):
                _write_lines(document.add_paragraph(), document, element)
    document.save(str(path))
    return path


def _write_table(document: Any, element: Any) -> None:
    rows = list(element.iter("tr"))
    width = sum(int(cell.get("colspan", "1")) for cell in rows[0])
    table = document.add_table(0, width, "Table Grid")
    held: dict[int, tuple[int, int]] = {}
    for row in rows:
        written = table.add_row()._tr
        for cell in list(written.tc_lst):
            written.remove(cell)
        cells, column = iter(row), 0
        while column < width:
            left, across = held.pop(column, (0, 0))
            cell = None if left else next(cells)
            down = left if cell is None else int(cell.get("rowspan", "1"))
            across = across if cell is None else int(cell.get("colspan", "1"))
            if down > 1:
                held[column] = (down - 1, across)
            _write_cell(written, cell, table, across, "continue" if cell is None else "restart" if down > 1 else "")
            column += across
        if each := row.get("data-each"):
            written.addprevious(_build_loop_row(f"{{%tr for {each} %}}"))
            written.addnext(_build_loop_row("{%tr endfor %}"))


def _write_cell(row: Any, element: Any, table: Any, across: int, merge: str) -> None:
    tc: Any = CT_Tc.new()
    row.append(tc)
    properties = tc.get_or_add_tcPr()
    if across > 1:
        properties.get_or_add_gridSpan().val = across
    if merge:
        properties.get_or_add_vMerge().val = merge
    if element is not None:
        cell = _Cell(tc, table)
        _write_lines(cell.paragraphs[0], cell, element)


def _build_loop_row(text: str) -> Any:
    row = OxmlElement("w:tr")
    node: Any = row
    for name in ("w:tc", "w:p", "w:r", "w:t"):
        child = OxmlElement(name)
        node.append(child)
        node = child
    node.text = text
    return row


def _write_lines(paragraph: Any, holder: Any, element: Any) -> None:
    if slot := element.get("data-slot"):
        paragraph.add_run(f"{{{{ {slot} }}}}")
        return
    paragraph.add_run(element.text or "")
    for child in element:
        if child.tag == "br":
            paragraph = holder.add_paragraph()
        else:
            run = paragraph.add_run(child.text_content() or BLANK)
            run.underline = "v" in child.get("class", "").split()
        paragraph.add_run(child.tail or "")
