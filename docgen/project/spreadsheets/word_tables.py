"""Reader of the tables of a Word document (.docx) as grids: a table of enterprises that was filled in Word."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid, SpannedTable

_MAIN = "word/document.xml"
_LINES_ABOVE = 5
"""The number of paragraphs above a table that belong to it: its title, its units, who filled it."""
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "rPr", "pPr", "instrText", "tbl"})
"""Elements whose text is not seen in a cell: deleted, the second form of a drawing, boxes, field codes; and tables."""


def read_word_tables(path: Path) -> list[SheetGrid]:
    """Read each table of the document, with the paragraphs directly above it. Raises where the document is damaged."""
    with zipfile.ZipFile(path) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        root = ElementTree.fromstring(archive.read(names[_MAIN]))
    grids: list[SheetGrid] = []
    above: list[str] = []
    for node in _iterate_blocks(root):
        if _get_name(node) == "p":
            text = _read_text(node).strip()
            above += [text] if text else []
        else:
            grids.append(_read_table(node).build(f"表格{len(grids) + 1}", tuple(above[-_LINES_ABOVE:])))
            above = []
    return grids


def _iterate_blocks(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the paragraphs and tables in order; content controls and the like are looked through."""
    for child in node:
        name = _get_name(child)
        if name in ("p", "tbl"):
            yield child
        elif name not in _SKIPPED:
            yield from _iterate_blocks(child)


def _read_table(node: ElementTree.Element) -> SpannedTable:
    table = SpannedTable()
    last: dict[int, int] = {}
    for row in _iterate(node, "tr"):
        if next(_iterate_properties(row, "del"), None) is not None:
            continue
        table.add_row()
        table.position = _get_number(row, "gridBefore")
        for cell in _iterate(row, "tc"):
            merge, position = next(_iterate_properties(cell, "vMerge"), None), table.position
            columns = max(_get_number(cell, "gridSpan"), 1)
            is_continued = merge is not None and _get(merge, "val") != "restart" and position in last
            table.add_cell(None if is_continued else _read_cell(cell) or None, columns)
            if is_continued:
                area = table.merged[last[position]]
                table.merged[last[position]] = replace(area, last_line=len(table.rows))
            elif merge is not None:
                last[position] = len(table.merged)
                table.merged.append(MergedArea(len(table.rows), len(table.rows), position, position + columns - 1))
    return table


def _read_cell(cell: ElementTree.Element) -> str:
    """Return the text of a cell, a paragraph a line; where each has one character, as in a vertical label, as one."""
    texts = [text for node in _iterate_blocks(cell) if _get_name(node) == "p" and (text := _read_text(node).strip())]
    return "".join(texts) if all(len(text) == 1 for text in texts) else "\n".join(texts)


def _read_text(node: ElementTree.Element) -> str:
    parts = []
    for child in node:
        match _get_name(child):
            case "t":
                parts.append(child.text or "")
            case "tab":
                parts.append("\t")
            case "br" | "cr":
                parts.append("\n")
            case "noBreakHyphen":
                parts.append("-")
            case name if name not in _SKIPPED:
                parts.append(_read_text(child))
    return "".join(parts)


def _iterate(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the rows of a table or the cells of a row, also inside content controls, not those of inner tables."""
    for child in node:
        if _get_name(child) == name:
            yield child
        elif _get_name(child) not in ("tbl", "tr", "tc", *_SKIPPED):
            yield from _iterate(child, name)


def _iterate_properties(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    properties = (child for child in node if _get_name(child) in ("tcPr", "trPr"))
    return (one for part in properties for one in part if _get_name(one) == name)


def _get_number(node: ElementTree.Element, name: str) -> int:
    found = next(_iterate_properties(node, name), None)
    text = "" if found is None else _get(found, "val")
    return int(text) if text.isdecimal() else 0


def _get(node: ElementTree.Element, name: str) -> str:
    return next((value for key, value in node.items() if key.rpartition("}")[2] == name), "")


def _get_name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
