"""A form as blocks of text with places for answers: read from form.html by lxml, changed by the manners, then written.

The reader that is measured has its own reader of form.html; nothing of it is used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import html

from official_text import SLOT


@dataclass(frozen=True)
class Piece:
    """A text in one format; ``slot`` is the slot that it answers, ``xml`` the runs of Word that stand for it."""

    text: str = ""
    slot: str = ""
    underlined: bool = False
    struck: bool = False
    bold: bool = False
    raised: bool = False
    font: str = ""
    xml: str = ""


Line = list[Piece]


@dataclass
class Paragraph:
    """A heading or paragraph; ``kind`` is its tag or, for a paragraph, its class."""

    kind: str
    line: Line


@dataclass
class Cell:
    lines: list[Line]
    colspan: int = 1
    rowspan: int = 1
    is_label: bool = False
    inner: str = ""
    """The manner in which the whole answer of the cell is put into the document: table, control, box."""


@dataclass
class Row:
    cells: list[Cell]
    each: str = ""
    is_heading: bool = False
    is_deleted: bool = False
    """Deleted with tracking."""


@dataclass
class Table:
    rows: list[Row]
    shares: list[float]


@dataclass
class Drawing:
    """A picture in the text, or a table that the applicant put there (``rows``)."""

    rows: list[list[str]] = field(default_factory=list)


Block = Paragraph | Table | Drawing


@dataclass
class Section:
    id: str
    blocks: list[Block]


@dataclass
class FormText:
    """The text of a whole form, in order; ``notes`` are the footnotes that pieces refer to."""

    sections: list[Section]

    def lines(self) -> Iterator[Line]:
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield block.line
                elif isinstance(block, Table):
                    yield from (line for row in block.rows for cell in row.cells for line in cell.lines)

    def tables(self) -> Iterator[Table]:
        yield from (block for section in self.sections for block in section.blocks if isinstance(block, Table))

    def rows(self) -> Iterator[tuple[Table, Row]]:
        for table in self.tables():
            yield from ((table, row) for row in list(table.rows))

    def find_cell(self, slot: str) -> tuple[Table, Row, Cell]:
        """The cell of a table where a slot stands."""
        for table, row in self.rows():
            for cell in row.cells:
                if any(piece.slot == slot for line in cell.lines for piece in line):
                    return table, row, cell
        raise KeyError(slot)


def read_form_text(layout: str | Path) -> FormText:
    """Read the text of a form from its form.html, or from the text of that file."""
    root = html.fromstring(layout.read_bytes() if isinstance(layout, Path) else layout.encode())
    return FormText([_read_section(section) for section in root.iter("section")])


def _read_section(section: html.HtmlElement) -> Section:
    blocks: list[Block] = []
    for element in section:
        if element.tag == "table":
            blocks.append(_read_table(element))
        elif isinstance(element.tag, str):
            kind = (element.get("class") or "").split()
            blocks.append(Paragraph(kind[0] if kind else element.tag, _read_lines(element)[0]))
    return Section(section.get("id"), blocks)


def _read_table(table: html.HtmlElement) -> Table:
    rows = [
        Row([_read_cell(cell) for cell in row.iterchildren("th", "td")], (row.get("data-each") or "").split(" ")[-1])
        for row in table.iter("tr")
    ]
    columns = sum(cell.colspan for cell in rows[0].cells)
    widths = [column.get("style").removeprefix("width:").rstrip("%;") for column in table.iter("col")]
    return Table(rows, [float(width) / 100 for width in widths] or [1 / columns] * columns)


def _read_cell(cell: html.HtmlElement) -> Cell:
    slot = cell.get("data-slot")
    lines = [[Piece(slot=slot)]] if slot else _read_lines(cell)
    return Cell(lines, int(cell.get("colspan", "1")), int(cell.get("rowspan", "1")), cell.tag == "th")


def _read_lines(element: html.HtmlElement) -> list[Line]:
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    return [list(read_pieces(line.strip())) for line in element.text_content().split("\n")]


def read_pieces(text: str) -> Iterator[Piece]:
    end = 0
    for slot in SLOT.finditer(text):
        if slot.start() > end:
            yield Piece(text[end : slot.start()])
        yield Piece(slot=slot[1])
        end = slot.end()
    if text[end:] or not end:
        yield Piece(text[end:])


def text_of_line(line: Line) -> str:
    return "".join(piece.text for piece in line)


def change_text(line: Line, old: str, new: str) -> None:
    """Replace a text in the pieces of a line that are no answers."""
    line[:] = [piece if piece.slot else replace(piece, text=piece.text.replace(old, new)) for piece in line]
