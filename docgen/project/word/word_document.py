"""A Word document as a person sees it: plain records of paragraphs, tables, cells and pieces of text, in reading order.

Tracked changes are taken as accepted, hidden text is left out, merged cells are one cell, fields show their results.
What is seen and is no text (pictures, charts, equations …) is named with its place in :attr:`WordDocument.unread`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, Flag, auto


class PieceKind(Enum):
    """The kind of a piece of text."""

    TEXT = "text"
    TAB = "tab"
    LINE_BREAK = "line break"
    PAGE_BREAK = "page break"
    BOX = "box"
    NOTE = "note"
    """The mark of a footnote or endnote; ``detail`` is its number."""
    OBJECT = "object"
    """A picture, shape, chart or the like; ``detail`` names it in Chinese."""


class TextMark(Flag):
    """Marks of a piece that matter for reading answers."""

    NONE = 0
    UNDERLINED = auto()
    STRUCK = auto()
    BOLD = auto()
    RAISED = auto()
    LOWERED = auto()
    FIELD = auto()
    """The result of a field; ``detail`` is its kind, such as PAGE."""
    CONTROL = auto()
    """The content of a content control or form field."""
    PLACEHOLDER = auto()
    """A content control that nobody has filled: the text is empty, ``detail`` has the words that it shows."""
    INSERTED = auto()
    """Inserted with tracked changes."""
    EQUATION = auto()
    HIGHLIGHTED = auto()
    """Highlighted or shaded: people mark a choice so."""
    BORDERED = auto()
    """In a border of its own."""


class BoxKind(Enum):
    """The way a box was put into the document."""

    GLYPH = "glyph"
    """A character such as □ ☑ √."""
    SYMBOL = "symbol"
    """A character of a symbol font (``w:sym``, Wingdings)."""
    CONTROL = "control"
    """A checkbox control (``w14:checkbox``)."""
    FIELD = "field"
    """A checkbox of a legacy form (FORMCHECKBOX), or characters laid over one another (EQ \\o)."""
    BORDER = "border"
    """A character in a border of its own."""


class BoxMark(Enum):
    """The shape of a box as it is seen, by its usual character."""

    EMPTY = "□"
    CHECKED = "☑"
    CROSSED = "☒"
    FILLED = "■"
    TICK = "✓"
    """A tick without a box around it."""
    CROSS = "✗"
    """A cross without a box around it."""

    @property
    def has_frame(self) -> bool:
        """True for a box, False for a mark that was typed beside or over one."""
        return self not in (BoxMark.TICK, BoxMark.CROSS)


@dataclass(frozen=True, slots=True)
class WordBox:
    """A box for a tick, or a tick: its shape as it is seen, and the way it was made."""

    mark: BoxMark
    kind: BoxKind

    @property
    def is_marked(self) -> bool:
        """True where anything but an empty box is seen; what a ☒ or ■ says depends on the boxes beside it."""
        return self.mark is not BoxMark.EMPTY


@dataclass(frozen=True, slots=True)
class WordPiece:
    """A piece of a paragraph: the text that is seen, in one format, or one tab, break, box, note mark or object.

    The text of a tab is a tab character, of a break a newline, of a box the character of its shape (as typed where it
    was typed), of a note mark or object nothing. Neighbouring runs of the same format are one piece.
    """

    text: str
    kind: PieceKind = PieceKind.TEXT
    marks: TextMark = TextMark.NONE
    box: WordBox | None = None
    detail: str = ""

    @property
    def is_blank_line(self) -> bool:
        """True for a blank to write on: underlined spaces or tabs, those of a form field, or signs such as ____."""
        if not self.text or self.kind not in (PieceKind.TEXT, PieceKind.TAB):
            return False
        is_line = bool(self.marks & (TextMark.UNDERLINED | TextMark.CONTROL))
        return not self.text.strip(" \t\xa0\u2002\u2003\u3000_＿") and (is_line or "_" in self.text)


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A place in a document: its part, the tables from the outside in, and the paragraph; all numbers from 1.

    ``part`` is empty for the main text, otherwise 页眉 and the like. Each table is its number among those beside it,
    the row, and the cell of the row as it is seen: a cell that was merged downwards counts in each of its rows.
    """

    part: str = ""
    tables: tuple[tuple[int, int, int], ...] = ()
    paragraph: int = 0

    def describe(self) -> str:
        """Describe the place in Chinese, such as 第 3 个表第 5 行第 2 格; outside of tables with the paragraph."""
        words = [self.part] if self.part else []
        for depth, (table, row, cell) in enumerate(self.tables):
            row_words = f"第 {row} 行" if row else ""
            cell_words = f"第 {cell} 格" if cell else ""
            words.append(f"{'里面的' if depth else ''}第 {table} 个表{row_words}{cell_words}")
        if not self.tables and self.paragraph:
            words.append(f"第 {self.paragraph} 段")
        return "".join(words)


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph: its pieces, the number that Word writes before it, its level as a heading (0 for none).

    ``is_numbered`` is true for a number or bullet; ``number`` is its text as it is seen, empty where it is not known.
    ``is_contents`` is true for a line of the table of contents.
    """

    pieces: tuple[WordPiece, ...]
    place: WordPlace
    number: str = ""
    is_numbered: bool = False
    level: int = 0
    is_contents: bool = False
    is_right_to_left: bool = False

    @property
    def text(self) -> str:
        """The text of the pieces, without the number."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def numbered_text(self) -> str:
        """The text as it is seen, with the number that Word writes before it."""
        return self.number + self.text

    @property
    def lines(self) -> tuple[tuple[WordPiece, ...], ...]:
        """The pieces of each line before wrapping: a line break begins a new one. A line of a layout is such a line."""
        lines: list[list[WordPiece]] = [[]]
        for piece in self.pieces:
            if piece.kind in (PieceKind.LINE_BREAK, PieceKind.PAGE_BREAK):
                lines.append([])
            else:
                lines[-1].append(piece)
        return tuple(map(tuple, lines))

    @property
    def boxes(self) -> tuple[WordBox, ...]:
        """The boxes of the paragraph, in order."""
        return tuple(piece.box for piece in self.pieces if piece.box)


@dataclass(frozen=True, slots=True)
class WordTextBox:
    """A text box; it stands after the paragraph that it is anchored to."""

    blocks: tuple[WordBlock, ...]
    place: WordPlace


@dataclass(frozen=True, slots=True)
class WordTableCell:
    """A cell: its column from 1, the columns and rows that it spans, and its content."""

    column: int
    colspan: int
    rowspan: int
    blocks: tuple[WordBlock, ...]
    place: WordPlace

    @property
    def paragraphs(self) -> tuple[WordParagraph, ...]:
        """The paragraphs of the cell itself, without those of tables and text boxes in it."""
        return tuple(block for block in self.blocks if isinstance(block, WordParagraph))

    @property
    def text(self) -> str:
        """The text of its paragraphs, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class WordRow:
    """A row: the cells that begin in it, in order, as in HTML."""

    cells: tuple[WordTableCell, ...]
    is_heading: bool = False
    """True for a row that Word repeats on each page."""


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table; ``widths`` are those of the columns of its grid in twentieths of a point, as the file has them."""

    rows: tuple[WordRow, ...]
    widths: tuple[int, ...]
    place: WordPlace

    @property
    def columns(self) -> int:
        """The number of columns that its cells reach."""
        return max((cell.column + cell.colspan - 1 for row in self.rows for cell in row.cells), default=0)


WordBlock = WordParagraph | WordTable | WordTextBox


@dataclass(frozen=True, slots=True)
class WordMargin:
    """A header or footer: ``kind`` is 页眉 or 页脚, with 首页 or 偶数页 before it."""

    kind: str
    blocks: tuple[WordBlock, ...]


@dataclass(frozen=True, slots=True)
class WordNote:
    """A footnote or endnote with its number as it is seen, and the place of its mark."""

    kind: str
    number: str
    blocks: tuple[WordBlock, ...]
    place: WordPlace


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment of somebody: its author, its text, and the place that it belongs to (None where it has none)."""

    author: str
    text: str
    place: WordPlace | None


class ChangeKind(Enum):
    """The kind of a tracked change, in Chinese."""

    INSERTED = "插入"
    DELETED = "删除"
    MOVED_AWAY = "移走"
    MOVED_HERE = "移来"
    ROW_INSERTED = "插入的行"
    ROW_DELETED = "删除的行"
    CELL_INSERTED = "插入的格"
    CELL_DELETED = "删除的格"
    CELL_MERGED = "合并的格"
    JOINED = "删除的段落标记"


@dataclass(frozen=True, slots=True)
class WordChange:
    """A tracked change, read as accepted: its kind, its text (empty for a row or cell), its place."""

    kind: ChangeKind
    text: str
    place: WordPlace


@dataclass(frozen=True, slots=True)
class UnreadContent:
    """Content that is not in the text: ``what`` names it in Chinese, ``text`` has words found in it, if any.

    ``is_seen`` is false for what a person does not see either (hidden text, covered cells).
    """

    what: str
    place: WordPlace
    text: str = ""
    is_seen: bool = True


@dataclass(frozen=True, slots=True)
class WordFacts:
    """Facts about the file: its dialect (transitional, strict, 2003), the program that wrote it, and more."""

    dialect: str
    program: str = ""
    pages: int = 0
    """The pages that the program counted when it saved; 0 where it did not."""
    has_macros: bool = False
    is_protected: bool = False
    """True where editing is restricted."""
    sections: int = 1
    large_pictures: int = 0
    """The pictures that take a quarter of a page or more."""


_FEW_LETTERS = 60
"""The letters beside pictures of whole pages: a title, a note. A blank form has a thousand."""


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document: its blocks in reading order; headers, footers, notes and comments apart."""

    blocks: tuple[WordBlock, ...]
    headers: tuple[WordMargin, ...]
    footers: tuple[WordMargin, ...]
    notes: tuple[WordNote, ...]
    comments: tuple[WordComment, ...]
    changes: tuple[WordChange, ...]
    unread: tuple[UnreadContent, ...]
    facts: WordFacts

    @property
    def is_photographed(self) -> bool:
        """True where large pictures stand in the place of text: a form that was photographed or scanned."""
        if not self.facts.large_pictures:
            return False
        letters = 0
        for paragraph in iterate_paragraphs(self.blocks):
            letters += len("".join(paragraph.text.split()))
            if letters > _FEW_LETTERS * self.facts.large_pictures:
                return False
        return True


def iterate_paragraphs(blocks: Iterable[WordBlock]) -> Iterator[WordParagraph]:
    """Yield each paragraph in reading order, also those of cells, inner tables and text boxes."""
    for block in blocks:
        if isinstance(block, WordParagraph):
            yield block
        elif isinstance(block, WordTextBox):
            yield from iterate_paragraphs(block.blocks)
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from iterate_paragraphs(cell.blocks)
