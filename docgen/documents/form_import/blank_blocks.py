"""The blocks of a blank form: its tables on a clean grid, its paragraphs, and the parts that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from docgen.definitions.form_words import FormWords
from docgen.documents.form_import.blank_tokens import BlankText, read_blank_text, squeeze
from docgen.project.word.table_grid import join_split_tables
from docgen.project.word.word_document import (
    WordBlock,
    WordParagraph,
    WordPlace,
    WordRow,
    WordTable,
    WordTableCell,
    WordTextBox,
)

_DIGITS = "一二三四五六七八九"
_PART = re.compile(r"(?:第\s*)?([一二三四五六七八九十]{1,3})\s*(?:部分|[、．.：:])\s*(?=\S)|[甲乙丙丁戊己庚辛]、(?=\S)")
_STEMS = "甲乙丙丁戊己庚辛"
_ATTACHED = re.compile(r"\A附\s*+(?:件|表)\s*+[\d一二三四五六七八九十]*+\s*+[：:]?\Z")
_LONGEST_HEADING = 40
_NO_TITLE = "申报内容"
"""The title of the only part of a form that has no words before its table."""
_NARROW = 60
"""Twentieths of a point: columns whose borders are nearer than 1 mm are one column that somebody's hand has dragged."""


@dataclass(frozen=True)
class SeenParagraph:
    """A paragraph outside of tables: its text, its level as a heading, its place; empty where it is a blank line."""

    text: BlankText
    level: int
    place: WordPlace

    @property
    def words(self) -> str:
        """The words of the paragraph."""
        return squeeze(self.text.text).strip()


@dataclass(frozen=True)
class SeenBlankCell:
    """A cell of a table: its column from 0, what it spans, its text and place."""

    column: int
    colspan: int
    rowspan: int
    text: BlankText
    place: WordPlace


@dataclass(frozen=True)
class SeenTable:
    """A table: the cells that begin in each row, and the widths of its columns."""

    rows: tuple[tuple[SeenBlankCell, ...], ...]
    widths: tuple[int, ...]


SeenBlock = SeenParagraph | SeenTable


@dataclass
class SeenSection:
    """A part of the document: the cover, the instructions, or one with its title."""

    kind: str
    title: str = ""
    place: WordPlace | None = None
    blocks: list[SeenBlock] = field(default_factory=list)


def read_sections(blocks: Iterable[WordBlock], words: FormWords) -> list[SeenSection]:
    """Read the blocks of a document into its sections; the first is the cover, also where it has nothing."""
    return _divide(list(_list_blocks(join_split_tables(blocks))), words)


def _list_blocks(blocks: Iterable[WordBlock]) -> Iterator[SeenBlock]:
    for block in blocks:
        if isinstance(block, WordParagraph):
            if not block.is_contents:
                yield SeenParagraph(read_blank_text([block]), block.level, block.place)
        elif isinstance(block, WordTextBox):
            yield from _list_blocks(block.blocks)
        else:
            yield from _split_at_headings(block)


def _split_at_headings(table: WordTable) -> Iterator[SeenBlock]:
    """Yield the table, in pieces where a row over all columns is the heading of a part."""
    rows: list[WordRow] = []
    for row in table.rows:
        only = row.cells[0] if len(row.cells) == 1 and row.cells[0].colspan >= table.columns else None
        text = read_blank_text(only.paragraphs) if only else BlankText(())
        if only and len(text.lines) == 1 and is_part_heading(squeeze(text.text)):
            if rows:
                yield _read_table(rows, table.widths)
                rows = []
            yield SeenParagraph(text, 1, only.place)
        else:
            rows.append(row)
    if rows:
        yield _read_table(rows, table.widths)


def _read_table(rows: Sequence[WordRow], widths: Sequence[int]) -> SeenTable:
    """Read rows on a grid that has no column which no cell begins or ends at."""
    cells = [cell for row in rows for cell in row.cells]
    edges = _list_edges(cells, widths)
    seen = [tuple(_read_cell(cell, edges, len(rows) - number) for cell in row.cells) for number, row in enumerate(rows)]
    places = {new: old for old, new in reversed(edges.items())}
    ends = [places[number] for number in range(len(places))]
    known = [sum(widths[start - 1 : end - 1]) for start, end in zip(ends, ends[1:], strict=False)]
    return SeenTable(tuple(seen), tuple(max(width, 1) for width in known))


def _list_edges(cells: Sequence[WordTableCell], widths: Sequence[int]) -> dict[int, int]:
    """List the borders of cells: the column of Word that begins there, and its number on the clean grid."""
    used = sorted({cell.column for cell in cells} | {cell.column + cell.colspan for cell in cells})
    alone = {cell.column for cell in cells if cell.colspan == 1}
    edges: dict[int, int] = {}
    number = -1
    for before, edge in zip([0, *used], used, strict=False):
        width = sum(widths[before - 1 : edge - 1]) if before else _NARROW
        if not before or width >= _NARROW or before in alone or not widths:
            number += 1
        edges[edge] = number
    return edges


def _read_cell(cell: WordTableCell, edges: dict[int, int], rows_left: int) -> SeenBlankCell:
    start, end = edges[cell.column], edges[cell.column + cell.colspan]
    text = read_blank_text(cell.paragraphs)
    return SeenBlankCell(start, max(end - start, 1), min(cell.rowspan, rows_left), text, cell.place)


# -- the parts -----------------------------------------------------------------------------------------------------


def is_part_heading(text: str) -> bool:
    """Return True for a short line that begins with the number of a part: 一、基本情况."""
    return bool(_PART.match(text)) and len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", "，", ";"))


def _read_number(text: str) -> int:
    """Return the number of the heading of a part; 0 where it is none."""
    found = _PART.match(text)
    if not found or not is_part_heading(text):
        return 0
    if not found[1]:
        return _STEMS.index(text[0]) + 1
    tens, ten, ones = found[1].rpartition("十")
    return (10 * (_DIGITS.index(tens) + 1 if tens else 1) if ten else 0) + (_DIGITS.index(ones) + 1 if ones else 0)


class _Divider:
    """Divides blocks into sections. A plan has headings of its own, which begin again with 一 inside of a part."""

    def __init__(self, words: FormWords) -> None:
        self.words = words
        self.sections = [SeenSection("cover")]
        self.number = 0
        self.inner = 0
        self.level = 0

    def add(self, block: SeenBlock) -> None:
        if isinstance(block, SeenParagraph) and self._begin_section(block):
            return
        self.sections[-1].blocks.append(block)

    def _begin_section(self, paragraph: SeenParagraph) -> bool:
        """Begin a section where the paragraph is its heading; False where it is none."""
        text = paragraph.words
        bare = text.replace(" ", "").strip("：:")
        if not self.number and bare in self.words.instructions:
            self.sections.append(SeenSection("front", bare, paragraph.place))
            return True
        number = _read_number(text)
        if not number or not self._is_next_part(number, paragraph.level):
            return False
        self.number, self.inner = number, 0
        self.level = self.level or paragraph.level
        self.sections.append(SeenSection("part", text, paragraph.place))
        return True

    def _is_next_part(self, number: int, level: int) -> bool:
        if level and self.level and level != self.level:
            return False
        has_level = bool(level and self.level)
        if number == self.number + 1 and (has_level or not self.inner or number != self.inner + 1):
            return True
        self.inner = number if number in (1, self.inner + 1) else self.inner
        return False


def _divide(blocks: Sequence[SeenBlock], words: FormWords) -> list[SeenSection]:
    divider = _Divider(words)
    for block in blocks:
        divider.add(block)
    sections = divider.sections
    if not divider.number:
        sections[-1:] = _divide_without_headings(sections[-1])
    return [sections[0], *(section for section in sections[1:] if section.title)]


def _divide_without_headings(section: SeenSection) -> list[SeenSection]:
    """Divide a form whose parts have no headings: all from its first table on is one part, called by its title."""
    place = next((n for n, block in enumerate(section.blocks) if isinstance(block, SeenTable)), len(section.blocks))
    before = section.blocks[:place]
    lines = (one.words for one in before if isinstance(one, SeenParagraph))
    title = next((words for words in lines if words and not is_attachment_mark(words)), "")
    part = SeenSection("part", title or _NO_TITLE, blocks=section.blocks[place:])
    return [replace(section, blocks=before), *([part] if part.blocks else [])]


def is_attachment_mark(text: str) -> bool:
    """Return True for 附件1 alone on its line, which belongs to the notice and not to the form."""
    return bool(_ATTACHED.match(text))
