"""Reader of the paragraphs and tables of one part of a Word document, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from docgen.project.word.drawn_objects import FOREIGN_PARTS
from docgen.project.word.inline_reader import InlineReader
from docgen.project.word.merged_pieces import merge_pieces
from docgen.project.word.reading_state import (
    OpenField,
    ParagraphContent,
    ReadingState,
    ReadParagraph,
    choose_alternative,
    find_repeated_controls,
    find_unclosed_fields,
    gather_text,
)
from docgen.project.word.table_grid import CellFormat, TableGrid, read_cell_format
from docgen.project.word.text_colours import PAPER, UNKNOWN
from docgen.project.word.word_document import (
    ChangeKind,
    PieceKind,
    WordBlock,
    WordParagraph,
    WordPiece,
    WordPlace,
    WordTable,
    WordTextBox,
)
from docgen.project.word.word_parts import Element, find_inside, get_attribute, get_number, read_switch
from docgen.project.word.word_styles import ParagraphFormat

_LOOK_THROUGH_NOT = frozenset({"w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr"})
_NESTED = frozenset({"w:tbl", "w:tr", "w:tc", "w:p"})


@dataclass
class _Container:
    """A body, cell or text box that is being read: its place, its blocks, what goes on in the next paragraph."""

    place: WordPlace
    blocks: list[WordBlock] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    carried: ParagraphContent | None = None
    background: str = PAPER
    """The colour behind its text."""

    def place_next(self) -> WordPlace:
        """Return the place of the next paragraph."""
        return WordPlace(self.place.part, self.place.tables, self.paragraphs + 1)


class _Outside(NamedTuple):
    """The surroundings of a cell: the place of its table's container, the number of the table, the colour behind it."""

    place: WordPlace
    table: int
    background: str


class StoryReader:
    """Reads the blocks of one part (body, header, note …) of a document."""

    def __init__(self, state: ReadingState, part: str = "") -> None:
        self._state = state
        self._part = part
        self._fields: list[OpenField] = []
        self._inline = InlineReader(state, self._fields)

    def read(self, node: Element) -> tuple[WordBlock, ...]:
        """Read the blocks among the children of ``node``."""
        self._state.unclosed_fields |= find_unclosed_fields(node)
        self._state.repeated_controls |= find_repeated_controls(node)
        # The colour of a shape is not looked for.
        background = UNKNOWN if node.tag == "w:txbxContent" else self._state.paper
        return self._read_container(node, WordPlace(self._part), background)

    def _read_container(self, node: Iterable[Element], place: WordPlace, background: str) -> tuple[WordBlock, ...]:
        container = _Container(place, background=background)
        self._walk(node, container)
        if container.carried and (container.carried.pieces or container.carried.text_boxes):
            self._add_paragraph(ParagraphContent(), ParagraphFormat(), "", container)
        return tuple(container.blocks)

    def _walk(self, node: Iterable[Element], container: _Container) -> None:
        for child in node:
            handle = _HANDLERS.get(child.tag)
            if handle:
                handle(self, child, container)
            elif child.tag not in _LOOK_THROUGH_NOT:
                self._walk(child, container)

    # -- paragraphs ----------------------------------------------------------------------------------------------------

    def _read_paragraph(self, node: Element, container: _Container) -> None:
        properties = node.find("w:pPr")
        style = self._state.styles.get_paragraph_style(properties)
        layout = self._state.styles.format_paragraph(properties)
        background = layout.background or container.background
        content = self._inline.read(node, style, container.place_next(), background)
        content.node = node
        if properties is not None:
            self._state.sections += properties.findall("w:sectPr")
            if self._is_continued(properties, container):
                self._carry(content, container)
                return
        self._add_paragraph(content, layout, self._number(properties, layout), container)

    def _is_continued(self, properties: Element, container: _Container) -> bool:
        """Return True where the next paragraph goes on in the same line: a deleted mark, a large first letter."""
        mark = properties.find("w:rPr")
        for name in ("w:del", "w:moveFrom") if mark is not None else ():
            if mark is not None and mark.find(name) is not None:
                if name == "w:del":
                    self._state.note_change(ChangeKind.JOINED, "", container.place_next())
                return True
        frame = properties.find("w:framePr")
        return frame is not None and get_attribute(frame, "dropCap") in ("drop", "margin")

    def _carry(self, content: ParagraphContent, container: _Container) -> None:
        container.carried = (container.carried or ParagraphContent()).join(content)

    def _number(self, properties: Element | None, layout: ParagraphFormat) -> str:
        if not layout.numbering:
            return ""
        number = self._state.numbering.count(layout.numbering, layout.numbering_level)
        # Word 2003 stores the number that it has computed.
        stored = None if number else find_inside(properties, "w:listPr", "wx:t")
        return number if stored is None else get_attribute(stored, "val")

    def _add_paragraph(
        self, content: ParagraphContent, layout: ParagraphFormat, number: str, container: _Container
    ) -> None:
        if container.carried:
            content = container.carried.join(content)
            container.carried = None
        place = container.place_next()
        container.paragraphs += 1
        paragraph = WordParagraph(
            merge_pieces(content.pieces),
            place,
            number,
            bool(layout.numbering),
            layout.level,
            layout.is_contents or any(one.kind == "TOC" for one in self._fields),
            layout.is_right_to_left,
        )
        container.blocks.append(paragraph)
        if self._state.paragraphs is not None:
            self._state.paragraphs.append(ReadParagraph(paragraph, content))
        for node in content.text_boxes:
            part = f"{place.describe()}的文本框"
            blocks = StoryReader(self._state, part).read(node)
            if any(not isinstance(block, WordParagraph) or block.pieces for block in blocks):
                container.blocks.append(WordTextBox(blocks, place))

    # -- tables --------------------------------------------------------------------------------------------------------

    def _read_table(self, node: Element, container: _Container) -> None:
        container.tables += 1
        grid = TableGrid()
        table = container.tables
        background = self._state.styles.find_table_background(node.find("w:tblPr"), container.background)
        for row in self._iterate_inside(node, "w:tr"):
            properties = row.find("w:trPr")
            place = self._place_cell(container.place, table, grid.rows + 1, 0)
            if self._is_row_deleted(row, properties, place):
                continue
            heading = read_switch(properties, "w:tblHeader") or False
            grid.begin_row(get_number(properties, "w:gridBefore"), heading)
            for cell in self._iterate_inside(row, "w:tc"):
                self._read_cell(cell, grid, _Outside(container.place, table, background))
        columns = node.find("w:tblGrid")
        if not grid.rows:  # each row is deleted
            container.tables -= 1
            return
        widths = tuple(_read_width(one) for one in (columns if columns is not None else ()))
        place = replace(container.place, tables=(*container.place.tables, (table, 0, 0)), paragraph=0)
        container.blocks.append(WordTable(grid.build(), widths, place))

    def _read_cell(self, node: Element, grid: TableGrid, outside: _Outside) -> None:
        layout = read_cell_format(node.find("w:tcPr"))
        place = self._place_cell(outside.place, outside.table, grid.rows, grid.cells + 1)
        if layout.is_deleted:
            self._state.note_change(ChangeKind.CELL_DELETED, gather_text(node), place)
            return
        self._note_cell_change(layout, node, place)
        if grid.extend(layout):
            text = gather_text(node)
            if text.strip():
                self._state.note_unread("被合并的格遮住的文字", place, text, is_seen=False)
            return
        background = layout.background or outside.background
        grid.add(layout, place, self._read_container(node, place, background))

    def _note_cell_change(self, layout: CellFormat, node: Element, place: WordPlace) -> None:
        if layout.is_inserted:
            self._state.note_change(ChangeKind.CELL_INSERTED, gather_text(node), place)
        if layout.is_merge_tracked:
            self._state.note_change(ChangeKind.CELL_MERGED, gather_text(node), place)

    def _is_row_deleted(self, row: Element, properties: Element | None, place: WordPlace) -> bool:
        """Return True for a row that is deleted with tracked changes, and note it; also one that is inserted."""
        if properties is None:
            return False
        if properties.find("w:del") is not None:
            self._state.note_change(ChangeKind.ROW_DELETED, gather_text(row), place)
            return True
        if properties.find("w:ins") is not None:
            self._state.note_change(ChangeKind.ROW_INSERTED, gather_text(row), place)
        return False

    def _iterate_inside(self, node: Element, name: str) -> Iterator[Element]:
        """Yield the rows of a table or the cells of a row, also inside content controls, not those of inner tables."""
        for child in node:
            if child.tag == name:
                yield child
            elif child.tag == "w:sdt":
                with self._state.open_control(child):
                    yield from self._iterate_inside(child, name)
            elif child.tag == "mc:AlternateContent":
                chosen = choose_alternative(child)
                if chosen is not None:
                    yield from self._iterate_inside(chosen, name)
            elif child.tag not in _NESTED and child.tag not in _LOOK_THROUGH_NOT:
                yield from self._iterate_inside(child, name)

    def _place_cell(self, outside: WordPlace, table: int, row: int, cell: int) -> WordPlace:
        return WordPlace(self._part, (*outside.tables, (table, row, cell)))

    # -- others --------------------------------------------------------------------------------------------------------

    def _read_content_control(self, node: Element, container: _Container) -> None:
        with self._state.open_control(node):
            self._walk((child for child in node if child.tag == "w:sdtContent"), container)

    def _read_alternative(self, node: Element, container: _Container) -> None:
        chosen = choose_alternative(node)
        if chosen is not None:
            self._walk(chosen, container)

    def _read_deleted(self, node: Element, container: _Container) -> None:
        self._state.note_change(ChangeKind.DELETED, gather_text(node), container.place)

    def _read_section(self, node: Element, _: _Container) -> None:
        self._state.sections.append(node)

    def _read_foreign_part(self, node: Element, container: _Container) -> None:
        name = FOREIGN_PARTS[node.tag]
        self._state.note_unread(name, container.place_next())
        piece = WordPiece("", PieceKind.OBJECT, detail=name)
        self._add_paragraph(ParagraphContent([piece], [None]), ParagraphFormat(), "", container)

    def _read_loose_content(self, node: Element, container: _Container) -> None:
        """Read runs and equations that stand between paragraphs, as Word itself never writes them."""
        content = self._inline.read([node], "", container.place_next(), container.background)
        if content.pieces or content.text_boxes:
            self._add_paragraph(content, ParagraphFormat(), "", container)


def _read_width(node: Element) -> int:
    text = get_attribute(node, "w").partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


_HANDLERS: Mapping[str, Callable[[StoryReader, Element, _Container], None]] = {
    "w:p": StoryReader._read_paragraph,
    "w:tbl": StoryReader._read_table,
    "w:sdt": StoryReader._read_content_control,
    "mc:AlternateContent": StoryReader._read_alternative,
    "w:sectPr": StoryReader._read_section,
    **dict.fromkeys(("w:del", "w:moveFrom"), StoryReader._read_deleted),
    **dict.fromkeys(("w:altChunk", "w:subDoc"), StoryReader._read_foreign_part),
    **dict.fromkeys(("w:r", "m:oMath", "m:oMathPara"), StoryReader._read_loose_content),
}
