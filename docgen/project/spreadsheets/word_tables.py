"""Reader of the tables of a Word document (.docx) as grids: a table of enterprises that was filled in Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid, SpannedTable
from docgen.project.word_blocks import (
    get_attribute,
    get_name,
    iterate_blocks,
    iterate_inside,
    read_text,
    read_word_body,
)

_LINES_ABOVE = 5
"""The number of paragraphs above a table that belong to it: its title, its units, who filled it."""


def read_word_tables(path: Path) -> list[SheetGrid]:
    """Read each table of the document, with the paragraphs directly above it. Raises where the document is damaged."""
    grids: list[SheetGrid] = []
    above: list[str] = []
    for node in iterate_blocks(read_word_body(path)):
        if get_name(node) == "p":
            text = read_text(node).strip()
            above += [text] if text else []
        else:
            grids.append(_read_table(node).build(f"表格{len(grids) + 1}", tuple(above[-_LINES_ABOVE:])))
            above = []
    return grids


def _read_table(node: ElementTree.Element) -> SpannedTable:
    table = SpannedTable()
    last: dict[int, int] = {}
    for row in iterate_inside(node, "tr"):
        if next(_iterate_properties(row, "del"), None) is not None:
            continue
        table.add_row()
        table.position = _get_number(row, "gridBefore")
        for cell in iterate_inside(row, "tc"):
            merge, position = next(_iterate_properties(cell, "vMerge"), None), table.position
            columns = max(_get_number(cell, "gridSpan"), 1)
            is_continued = merge is not None and get_attribute(merge, "val") != "restart" and position in last
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
    texts = [text for node in iterate_blocks(cell) if get_name(node) == "p" and (text := read_text(node).strip())]
    return "".join(texts) if all(len(text) == 1 for text in texts) else "\n".join(texts)


def _iterate_properties(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    properties = (child for child in node if get_name(child) in ("tcPr", "trPr"))
    return (one for part in properties for one in part if get_name(one) == name)


def _get_number(node: ElementTree.Element, name: str) -> int:
    found = next(_iterate_properties(node, name), None)
    text = "" if found is None else get_attribute(found, "val")
    return int(text) if text.isdecimal() else 0
