"""Fill docgen's own form.docx: the slots in its paragraphs become answers, its styles, rows and bookmarks stay."""

from __future__ import annotations

import zipfile
from copy import deepcopy
from pathlib import Path

from lxml import etree

from filling import Filler
from form_model import Cell, read_pieces
from word_documents import NAMESPACES
from word_package import W, write_parts
from word_writer import Look, WordWriter

Element = etree._Element


def write_from_template(path: Path, template: Path, filler: Filler, look: Look) -> None:
    """Fill the template with the answers of ``filler`` in its own order, which is that of the form."""
    with zipfile.ZipFile(template) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for table in list(root.iter(f"{W}tbl")):
        _repeat_rows(table, filler)
    for cell in list(root.iter(f"{W}tc")):
        _fill_paragraphs(list(cell.iterchildren(f"{W}p")), filler, look)
    for paragraph in list(root.iter(f"{W}p")):
        if "{{" in _text(paragraph):
            _fill_paragraphs([paragraph], filler, look)
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    write_parts(path, parts)


def _text(element: Element) -> str:
    printing = (node for node in element.iter(f"{W}t", f"{W}tab") if node.getparent().tag == f"{W}r")
    return "".join("\t" if node.tag == f"{W}tab" else node.text or "" for node in printing)


def _repeat_rows(table: Element, filler: Filler) -> None:
    """Expand ``{%tr for row in … %}``; ``{% vm %}`` marks a cell that is merged over the rows of a loop."""
    rows = list(table.iterchildren(f"{W}tr"))
    for at, row in enumerate(rows):
        text = _text(row)
        if "{%tr for" not in text:
            continue
        each = text.split(" in ")[1].split(" ")[0]
        pattern = rows[at + 1]
        for number in range(max(1, len(filler.drawn.rows[each]))):
            one = deepcopy(pattern)
            for node in one.iter(f"{W}t"):
                node.text = (node.text or "").replace("{{ row.", f"{{{{ {each}.{number}.")
                if "{% vm %}" in node.text:
                    _merge(node, number)
            pattern.addprevious(one)
        for gone in (row, pattern, rows[at + 2]):
            table.remove(gone)


def _merge(node: Element, number: int) -> None:
    node.text = "" if number else (node.text or "").replace("{% vm %}", "")
    cell = next(node.iterancestors(f"{W}tc"))
    properties = cell.find(f"{W}tcPr")
    merge = etree.SubElement(properties, f"{W}vMerge")
    merge.set(f"{W}val", "continue" if number else "restart")


def _fill_paragraphs(paragraphs: list[Element], filler: Filler, look: Look) -> None:
    if not any("{{" in _text(one) for one in paragraphs):
        return
    cell = Cell([list(read_pieces(_text(one))) for one in paragraphs])
    filler.fill_cell(cell)
    writer = WordWriter(look)
    written: list[Element] = []
    for number, line in enumerate(cell.lines):
        source = paragraphs[min(number, len(paragraphs) - 1)]
        for xml in writer.write_lines([line]):
            one = etree.fromstring(f"<w:body {NAMESPACES}>{xml}</w:body>")[0]
            properties = source.find(f"{W}pPr")
            if properties is not None:
                one.insert(0, deepcopy(properties))
            written.append(one)
    for one in written:
        paragraphs[0].addprevious(one)
    for one in paragraphs:
        one.getparent().remove(one)
