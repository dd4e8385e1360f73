"""Rows of a layout and of a Word document in reading order, in one shape, so that the two can be aligned.

A paragraph outside of tables is a row of one cell. A cell that was merged downwards begins in one row and continues in
others; it is listed in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from docgen.documents.alignment.likeness import normalize_words, strip_number
from docgen.documents.templates.form_layout import (
    FormLayout,
    LayoutCell,
    LayoutLine,
    LayoutParagraph,
    LayoutRow,
    LayoutTable,
)
from docgen.project.word.table_grid import join_split_tables
from docgen.project.word.word_document import (
    WordBlock,
    WordDocument,
    WordParagraph,
    WordRow,
    WordTable,
    WordTableCell,
    WordTextBox,
    iterate_paragraphs,
)
from docgen.values import strip_parentheses

_MANY_INNER_ROWS = 5
"""From so many rows on a table inside a cell is a part of the form, not a part of an answer."""


@dataclass(frozen=True, eq=False)
class FormCell:
    """A cell or paragraph of the layout: its lines, the columns it covers (``start`` to ``end``, exclusive).

    ``continues`` is true in the rows below the one that a merged cell begins in.
    """

    lines: tuple[LayoutLine, ...]
    start: float = 0.0
    end: float = 1.0
    continues: bool = False

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The slots of the cell, in order."""
        return tuple(slot for line in self.lines for slot in line.slots)

    @cached_property
    def text(self) -> str:
        """The official text, a line each."""
        return "\n".join(line.words for line in self.lines)

    @cached_property
    def words(self) -> str:
        """The official text as it is compared."""
        return normalize_words(self.text)

    @cached_property
    def bare(self) -> str:
        """The same without additions in parentheses, which people leave out."""
        return normalize_words(strip_parentheses(self.text))


@dataclass(frozen=True, eq=False)
class FormRow:
    """A row of the layout; ``table`` counts the tables (-1 for a paragraph), ``each`` is its loop, or ""."""

    cells: tuple[FormCell, ...]
    section: str
    table: int = -1
    each: str = ""
    is_heading: bool = False

    @cached_property
    def own(self) -> tuple[FormCell, ...]:
        """The cells that begin in this row."""
        return tuple(cell for cell in self.cells if not cell.continues)

    @cached_property
    def words(self) -> str:
        """The official text of the cells that begin here, as it is compared."""
        return "".join(cell.words for cell in self.own)

    @property
    def is_open(self) -> bool:
        """True for a row that takes in whatever stands at its place: the prose under a heading, the rows of a loop."""
        return bool(self.each) or (self.table < 0 and bool(self.cells[0].slots) and not self.cells[0].words)


@dataclass(frozen=True, eq=False)
class SeenCell:
    """A cell or paragraph of the document, with its columns as shares of the width of its table."""

    paragraphs: tuple[WordParagraph, ...]
    cell: WordTableCell | None = None
    start: float = 0.0
    end: float = 1.0
    continues: bool = False

    @cached_property
    def text(self) -> str:
        """The text, a line each, with the numbers that Word writes."""
        return "\n".join(paragraph.numbered_text for paragraph in self.paragraphs)

    @cached_property
    def words(self) -> str:
        """The text as it is compared."""
        return normalize_words(self.text)


@dataclass(frozen=True, eq=False)
class SeenRow:
    """A row of the document; ``table`` counts the tables (-1 for a paragraph)."""

    cells: tuple[SeenCell, ...]
    table: int = -1

    @cached_property
    def own(self) -> tuple[SeenCell, ...]:
        """The cells that begin in this row."""
        return tuple(cell for cell in self.cells if not cell.continues)

    @cached_property
    def words(self) -> frozenset[str]:
        """The texts of its cells as they are compared, without empty ones."""
        return frozenset(cell.words for cell in self.own if cell.words)

    @property
    def is_divided(self) -> bool:
        """True where the text stands in several cells: a line of the cover that was laid out as a table."""
        return len(self.words) > 1

    @cached_property
    def joined(self) -> str:
        """The text of all cells as it is compared."""
        return "".join(cell.words for cell in self.own)

    @cached_property
    def lead(self) -> str:
        """The beginning of a paragraph, without its number, as far as a heading goes; "" in a table."""
        if self.table >= 0 or not self.cells[0].paragraphs:
            return ""
        return normalize_words(find_lead(self.cells[0].text))


_LEAD = re.compile(r"[^：:。！？；\n\t]*")


def find_lead(text: str) -> str:
    """Return the beginning of a text, without its number, up to the first mark that ends a heading or a sentence."""
    found = _LEAD.match(strip_number(text.strip()))
    return found[0] if found else ""


def list_form_rows(layout: FormLayout) -> tuple[FormRow, ...]:
    """List the rows of the layout in reading order."""
    rows: list[FormRow] = []
    tables = 0
    for section in layout.sections:
        for block in section.blocks:
            if isinstance(block, LayoutParagraph):
                is_heading = block.tag != "p" or "stage" in block.classes
                rows.append(FormRow((FormCell((block.line,)),), section.id, is_heading=is_heading))
            else:
                rows += _list_table_rows(block, section.id, tables)
                tables += 1
    return tuple(rows)


def _list_table_rows(table: LayoutTable, section: str, number: int) -> Iterator[FormRow]:
    edges = [0.0]
    for share in table.shares:
        edges.append(edges[-1] + share)
    open_cells: dict[int, tuple[LayoutCell, int]] = {}  # by column: the cell from above, and its rows that are left
    for group in table.groups:
        for row in group.rows:
            cells = [cell for _, cell in sorted(_place_cells(row, open_cells, edges), key=lambda pair: pair[0])]
            yield FormRow(tuple(cells), section, number, row.each or group.each, "head" in row.classes)


def _place_cells(
    row: LayoutRow, open_cells: dict[int, tuple[LayoutCell, int]], edges: Sequence[float]
) -> Iterator[tuple[int, FormCell]]:
    column, waiting = 0, list(row.cells)
    last = len(edges) - 1
    while column < last:
        if column in open_cells:
            cell, left = open_cells.pop(column)
            if left > 1:
                open_cells[column] = (cell, left - 1)
            continues = True
        elif waiting:
            cell = waiting.pop(0)
            if cell.rowspan > 1:
                open_cells[column] = (cell, cell.rowspan - 1)
            continues = False
        else:
            break
        end = min(column + cell.colspan, last)
        yield column, FormCell(cell.lines, edges[column], edges[end], continues)
        column = end


def list_seen_rows(document: WordDocument, headings: Set[str] = frozenset()) -> tuple[SeenRow, ...]:
    """List the rows of the document in reading order; paragraphs without content are left out.

    Paragraphs with ``headings`` of the form in a cell as wide as its table are rows of their own, as in a frame.
    """
    return tuple(_RowLister(headings).list_rows(document.blocks))


class _RowLister:
    def __init__(self, headings: Set[str]) -> None:
        self._headings = headings
        self._tables = 0

    def list_rows(self, blocks: Iterable[WordBlock]) -> Iterator[SeenRow]:
        for block in join_split_tables(blocks):
            if isinstance(block, WordParagraph):
                if has_content(block) and not block.is_contents:
                    yield SeenRow((SeenCell((block,)),))
            elif isinstance(block, WordTextBox):
                yield from self.list_rows(block.blocks)
            else:
                yield from self._list_table(block)

    def _list_table(self, table: WordTable) -> Iterator[SeenRow]:
        number, edges = self._tables, _measure_edges(table)
        self._tables += 1
        open_cells: list[tuple[WordTableCell, int]] = []  # a cell from above, and its rows that are left
        for row in table.rows:
            if not open_cells and self._is_frame(row):
                yield from self.list_rows(row.cells[0].blocks)
                continue
            continuing = [_build_cell(cell, edges, continues=True) for cell, left in open_cells if left > 0]
            own = [_build_cell(cell, edges) for cell in row.cells]
            cells = sorted([*continuing, *own], key=lambda cell: (cell.start, not cell.continues))
            yield SeenRow(tuple(cells), number)
            for cell in row.cells:
                for inner in _find_inner_tables(cell):
                    yield from self._list_table(inner)
            left_over = [(cell, left - 1) for cell, left in open_cells if left > 1]
            open_cells = left_over + [(cell, cell.rowspan - 1) for cell in row.cells if cell.rowspan > 1]

    def _is_frame(self, row: WordRow) -> bool:
        if len(row.cells) != 1 or len(row.cells[0].blocks) == 1:
            return False
        return any(SeenRow((SeenCell((one,)),)).lead in self._headings for one in row.cells[0].paragraphs)


def has_content(paragraph: WordParagraph) -> bool:
    """Return True where the paragraph has text, a number, a box, a picture or a blank to fill in that shows words."""
    return bool(paragraph.numbered_text.strip()) or any(piece.detail or piece.box for piece in paragraph.pieces)


def _build_cell(cell: WordTableCell, edges: Sequence[float], *, continues: bool = False) -> SeenCell:
    start, end = cell.column - 1, min(cell.column - 1 + cell.colspan, len(edges) - 1)
    inner = _find_inner_tables(cell)
    blocks = [block for block in cell.blocks if block not in inner]
    paragraphs = () if continues else tuple(iterate_paragraphs(blocks))
    if continues:
        return SeenCell((), cell, edges[start], edges[end], continues=True)
    return SeenCell(paragraphs, cell, edges[start], edges[end])


def _find_inner_tables(cell: WordTableCell) -> list[WordTable]:
    """Find the tables of the cell that are parts of the form: it stands in a frame."""
    return [block for block in cell.blocks if isinstance(block, WordTable) and len(block.rows) >= _MANY_INNER_ROWS]


def _measure_edges(table: WordTable) -> list[float]:
    """Measure the edges of the columns as shares of the width; equal columns where the file has no widths."""
    columns = max(table.columns, 1)
    widths = list(table.widths[:columns])
    if len(widths) < columns or not all(width > 0 for width in widths):
        widths = [1] * columns
    edges, total = [0.0], sum(widths)
    for width in widths:
        edges.append(edges[-1] + width / total)
    return edges


def collect_labels(rows: Iterable[FormRow]) -> frozenset[str]:
    """Collect the official texts of cells without an answer, as they are compared."""
    return frozenset(cell.words for row in rows for cell in row.own if cell.words and not cell.slots)


def find_heading_words(row: FormRow) -> str:
    """Return the words of a heading without its number; "" where the row is no heading."""
    return normalize_words(strip_number(row.cells[0].text)) if row.is_heading and row.table < 0 else ""


def collect_headings(rows: Iterable[FormRow]) -> frozenset[str]:
    """Collect the headings of the form among paragraphs, without their numbers, as they are compared."""
    return frozenset(find_heading_words(row) for row in rows) - {""}


def is_box_cell(cell: FormCell, boxes: Container[str]) -> bool:
    """Return True where the slots of the cell are boxes."""
    return any(slot in boxes for slot in cell.slots)
