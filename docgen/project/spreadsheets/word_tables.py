"""Reader of the tables of a Word document (.docx) as grids: a table of enterprises that was filled in Word."""

from __future__ import annotations

from pathlib import Path

from docgen.project.spreadsheets.sheet_grid import SheetGrid, SpannedTable
from docgen.project.word.word_document import WordBlock, WordParagraph, WordTable, WordTableCell
from docgen.project.word.word_reader import read_word_document

_LINES_ABOVE = 5
"""The number of paragraphs above a table that belong to it: its title, its units, who filled it."""


def read_word_tables(path: Path, shown: str) -> list[SheetGrid]:
    """Read each table of the document, with the paragraphs directly above it.

    ``shown`` is the name of the file in messages. Raises InputError where the document is damaged.
    """
    return _list_grids(read_word_document(path, shown).blocks)


def _list_grids(blocks: tuple[WordBlock, ...]) -> list[SheetGrid]:
    grids: list[SheetGrid] = []
    above: list[str] = []
    for block in blocks:
        if isinstance(block, WordParagraph):
            text = block.text.strip()
            above += [text] if text else []
        elif isinstance(block, WordTable):
            grids.append(_build_table(block).build(f"表格{len(grids) + 1}", tuple(above[-_LINES_ABOVE:])))
            above = []
    return grids


def _build_table(table: WordTable) -> SpannedTable:
    built = SpannedTable()
    for row in table.rows:
        built.add_row()
        for cell in row.cells:
            built.position = cell.column - 1
            built.add_cell(_read_cell(cell) or None, cell.colspan, cell.rowspan)
    return built


def _read_cell(cell: WordTableCell) -> str:
    """Return the text of a cell, a paragraph a line; where each has one character, as in a vertical label, as one."""
    texts = [text for paragraph in cell.paragraphs if (text := paragraph.text.strip())]
    return "".join(texts) if all(len(text) == 1 for text in texts) else "\n".join(texts)
