"""A blank form of Word as a layout whose slots are numbered: :func:`read_blank_layout`. Their names are given later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.blank_blocks import (
    SeenBlankCell,
    SeenBlock,
    SeenParagraph,
    SeenSection,
    SeenTable,
    is_attachment_mark,
    read_sections,
)
from docgen.documents.form_import.blank_cells import DATE, LIMIT, CellKind, CellReader, build_line
from docgen.documents.form_import.blank_tokens import BlankMark, BlankText, find_gaps, join_words
from docgen.documents.form_import.official_document import choose_form
from docgen.documents.form_import.plan_headings import PlanHeadings, is_numbered
from docgen.documents.templates.form_layout import (
    FormLayout,
    LayoutCell,
    LayoutLine,
    LayoutParagraph,
    LayoutRow,
    LayoutSection,
    LayoutSpan,
    LayoutTable,
    OfficialText,
    RowGroup,
    Slot,
)
from docgen.errors import InputError
from docgen.project.word.word_document import WordDocument, WordPlace

_FIGURE = re.compile(r"[-－]?\d[\d,，]*(?:\.\d+)?\s*[%％]?\Z")
_PRINTED = re.compile(r"(?:19|20)\d\d\Z|\d{1,2}\Z")
"""Figures that forms print themselves: years, running numbers, points of a score."""
_DATED = re.compile(r"\A(.*[：:])\s*+(?:20\d{0,2})?\s*+年\s*+月\s*+日\Z")
_LONGEST_LIMIT = 20
_FEWEST = 3
"""A document with fewer places to fill in is no form."""
_MANY = 3
"""From so many cells with figures on, or one ticked box, a form has been filled in."""
_MAKER = re.compile(r"(?:制|印制|编制|监制|印)\Z|(?:\d{4}|二[〇○零]..)年")
_SHARE_DIGITS = 3


@dataclass(frozen=True)
class BlankLayout:
    """The layout with numbered slots (``gap_7``, ``box_8``), the place of each, and the texts that it left out."""

    layout: FormLayout
    places: dict[str, WordPlace]
    left_out: tuple[str, ...]


def read_blank_layout(document: WordDocument, words: FormWords, shown: str = "") -> BlankLayout:
    """Read the layout of a form that nobody has filled in; ``shown`` is the name of the file in messages.

    Raises InputError, in Chinese, where the form is filled in, or where the document has no place to fill in.
    """
    blocks, left_out = choose_form(document, shown)
    reader = _LayoutReader(words, shown, left_out=left_out)
    layout = reader.read(read_sections(blocks, words))
    if len(reader.places) < _FEWEST:
        message = "没有找到要填的地方（空格、下划线、“□”），不像一张申报表。"
        raise InputError(message, remedy="请给官方空白表的 Word 文件。", path=shown)
    return BlankLayout(layout, reader.places, tuple(reader.left_out))


@dataclass
class _LayoutReader:
    words: FormWords
    shown: str
    places: dict[str, WordPlace] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    figures: list[tuple[WordPlace, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = CellReader(self.words)

    def read(self, sections: Sequence[SeenSection]) -> FormLayout:
        """Read all sections; the title of the layout is that of the cover."""
        parts = [section for section in sections if section.kind == "part"]
        ids = {id(section): f"s{number}" for number, section in enumerate(parts, 1)}
        ids |= {id(section): "cover" for section in sections if section.kind == "cover"}
        ids |= {id(section): "instructions" for section in sections if section.kind == "front"}
        built = [self._read_section(section, ids[id(section)]) for section in sections]
        self._refuse_filled()
        title = next((block.line.words for block in built[0].blocks if isinstance(block, LayoutParagraph)), "")
        return FormLayout(title, (), tuple(built))

    def _read_section(self, section: SeenSection, name: str) -> LayoutSection:
        if section.kind == "cover":
            return LayoutSection(name, ("cover",), tuple(self._read_cover(section)))
        heading = LayoutParagraph("h2", _build_words(section.title))
        if section.kind == "front":
            lines = (block for block in section.blocks if isinstance(block, SeenParagraph) and block.words)
            texts = tuple(LayoutParagraph("p", _build_words(block.words)) for block in lines)
            return LayoutSection(name, ("front",), (heading, *texts))
        end = self._find_signatures(section.blocks)
        plan = PlanHeadings.find(section.blocks[:end], self.words)
        blocks = list(self._read_plan(plan) if plan else self._read_part(section.blocks[:end]))
        if end == len(section.blocks) and section.place and self._asks_for_prose(section.title, blocks):
            blocks.append(self._build_answer(section.place))
        return LayoutSection(name, (), (heading, *blocks, *self._read_part(section.blocks[end:])))

    def _asks_for_prose(self, title: str, blocks: Sequence[LayoutParagraph | LayoutTable]) -> bool:
        """Return True for a part with nothing to fill in whose words ask for a text: 二、工作总结（1000字以内）."""
        texts = [title, *(block.line.words for block in blocks if isinstance(block, LayoutParagraph))]
        is_empty = len(texts) == len(blocks) + 1 and not any(
            block.line.slots for block in blocks if isinstance(block, LayoutParagraph)
        )
        return is_empty and any(LIMIT.search(text) for text in texts)

    def _find_signatures(self, blocks: Sequence[SeenBlock]) -> int:
        """Find where the lines at the end of a part begin that are signed, sealed and dated, outside of tables."""
        end = len(blocks)
        for number in range(len(blocks) - 1, -1, -1):
            block = blocks[number]
            if not isinstance(block, SeenParagraph):
                break
            if self.cells.is_signed(block.words) or DATE.match(block.words):
                end = number
            elif block.words:
                break
        return end

    def _refuse_filled(self) -> None:
        if len(self.figures) >= _MANY or any(not _FIGURE.match(text) for _, text in self.figures):
            place, text = next((one for one in self.figures if not _FIGURE.match(one[1])), self.figures[0])
            message = (
                f"这张表已经有人填过：{place.describe()}是“{text}”。"
                "新的申报表只能由空白表得出，免得把答案当成官方文字。"
            )
            raise InputError(message, remedy="请给官方发布的空白表；要读填好的表，请用 docgen read。", path=self.shown)

    # -- the cover ---------------------------------------------------------------------------------------------------

    def _read_cover(self, section: SeenSection) -> Iterator[LayoutParagraph]:
        lines = list(self._list_cover_lines(section))
        first = next((n for n, (text, _) in enumerate(lines) if _has_gap(text)), len(lines))
        title, rest = self._read_title([text for text, _ in lines[:first]])
        yield LayoutParagraph("h1", _build_words(title))
        yield from (LayoutParagraph("p", _build_words(words), ("line",)) for words in rest)
        for text, place in lines[first:]:
            words = text.text
            if _MAKER.search(words) and not _has_gap(text) and "：" not in words:
                yield LayoutParagraph("p", _build_words(words), ("foot",))
            else:
                yield LayoutParagraph("p", self._build_gaps(text, place), ("line",))

    def _list_cover_lines(self, section: SeenSection) -> Iterator[tuple[BlankText, WordPlace]]:
        for block in section.blocks:
            if isinstance(block, SeenTable):
                for row in block.rows:
                    tokens = [token for cell in row for token in (*(t for line in cell.text.lines for t in line),)]
                    if len(row) > 1:
                        filled = ((cell.text.lines or ((BlankMark.GAP,),)) for cell in row)
                        tokens = [token for lines in filled for line in lines for token in line]
                    yield BlankText((tuple(tokens),)), row[0].place
            elif is_attachment_mark(block.words):
                self.left_out.append(block.words)
            elif block.words or block.text.has(BlankMark.GAP):
                self._note_answers(block.text, block.place)
                yield block.text, block.place

    def _read_title(self, texts: Sequence[BlankText]) -> tuple[str, list[str]]:
        """Return the title, which may stand on several lines, and the lines after it."""
        words = [text.text.replace("\n", "") for text in texts]
        names = self.words.form_names
        last = next((n for n, one in enumerate(words) if one.replace(" ", "").endswith(names)), 0)
        title = "".join(words[: last + 1])
        return title.replace(" ", ""), words[last + 1 :]

    # -- parts -------------------------------------------------------------------------------------------------------

    def _read_part(self, blocks: Sequence[SeenBlock]) -> Iterator[LayoutParagraph | LayoutTable]:
        for block in blocks:
            if isinstance(block, SeenTable):
                yield self._read_table(block)
            elif block.words or block.text.has(BlankMark.GAP):
                yield self._read_paragraph(block)

    def _read_paragraph(self, block: SeenParagraph) -> LayoutParagraph:
        self._note_answers(block.text, block.place)
        words = block.words
        if self.cells.is_signed(words) or DATE.match(words):
            return LayoutParagraph("p", _build_words(words), ("sign",))
        line = self._build_gaps(block.text, block.place)
        is_limit = LIMIT.search(words) and len(words) < _LONGEST_LIMIT
        style = "line" if line.slots else "limit" if is_limit else "lead" if is_numbered(block) else "note"
        return LayoutParagraph("p", line, (style,))

    def _read_plan(self, plan: PlanHeadings) -> Iterator[LayoutParagraph | LayoutTable]:
        """Yield the headings of a plan, the hints below them, and a slot where prose is written."""
        for block in plan.blocks:
            if isinstance(block, SeenTable):
                yield self._read_table(block)
            elif isinstance(block, SeenParagraph):
                self._note_answers(block.text, block.place)
                tag, style = plan.find_style(block)
                yield LayoutParagraph(tag, _build_words(block.words), style)
            else:
                yield self._build_answer(block)

    # -- tables ------------------------------------------------------------------------------------------------------

    def _read_table(self, table: SeenTable) -> LayoutTable:
        whole = sum(table.widths)
        shares = tuple(round(width / whole, _SHARE_DIGITS) for width in table.widths)
        rows = tuple(LayoutRow(tuple(self._read_row(row, table))) for row in table.rows)
        return LayoutTable(shares, tuple(RowGroup((row,)) for row in rows))

    def _read_row(self, row: Sequence[SeenBlankCell], table: SeenTable) -> Iterator[LayoutCell]:
        kinds = [self.cells.find_kind(cell.text) for cell in row]
        for number, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
            self._note_answers(cell.text, cell.place)
            kind = self._settle_kind(number, cell, kinds, table)
            spans = (cell.colspan, cell.rowspan)
            yield self.cells.build(cell.text, kind, spans, partial(self._new_slot, cell.place))

    def _settle_kind(self, number: int, cell: SeenBlankCell, kinds: Sequence[CellKind], table: SeenTable) -> CellKind:
        """Return the kind of a cell with its neighbours seen: a label with its own answer, a corner without words."""
        kind = kinds[number]
        others = [one for n, one in enumerate(kinds) if n != number]
        if kind is CellKind.LABEL:
            words = cell.text.text
            if cell.column and _FIGURE.match(words) and not _PRINTED.match(words):
                self.figures.append((cell.place, words))
            is_last = number == len(kinds) - 1 and cell.column + cell.colspan == len(table.widths)
            if is_last and self.cells.has_own_gap(cell.text) and not self._is_heading(others):
                return CellKind.GAPS
        if kind is CellKind.EMPTY and len(others) > 1 and set(others) == {CellKind.LABEL} and not cell.column:
            return CellKind.LABEL
        return kind

    def _is_heading(self, others: Sequence[CellKind]) -> bool:
        return len(others) > 1 and set(others) == {CellKind.LABEL}

    def _build_answer(self, place: WordPlace) -> LayoutParagraph:
        slot = self._new_slot(place, BlankMark.GAP)
        return LayoutParagraph("p", LayoutLine((LayoutSpan((slot,)),)), ("answer",))

    # -- slots -------------------------------------------------------------------------------------------------------

    def _new_slot(self, place: WordPlace, mark: BlankMark) -> Slot:
        name = f"{mark.value}_{len(self.places) + 1}"
        self.places[name] = place
        return Slot(name)

    def _build_gaps(self, text: BlankText, place: WordPlace) -> LayoutLine:
        line = tuple(token for one in text.lines for token in one)
        if dated := _DATED.match(join_words(line)):
            # 申报日期：  年  月  日 is written out as one answer.
            line = (dated[1], BlankMark.GAP)
        return build_line(find_gaps(line), partial(self._new_slot, place))

    def _note_answers(self, text: BlankText, place: WordPlace) -> None:
        """Note what shows that somebody has filled the form in: a ticked box, words on a blank line beside a colon."""
        self.figures += [(place, answer) for answer in text.answers if has_any(answer, _TICKS)]


_TICKS = ("☑", "☒", "■", "✓", "✔", "√", "✗", "×")


def _build_words(words: str) -> LayoutLine:
    return LayoutLine((LayoutSpan((OfficialText(words),)),))


def _has_gap(text: BlankText) -> bool:
    return any(BlankMark.GAP in find_gaps(line) for line in text.lines) or "：" in join_words(
        next(iter(text.lines), ())
    )
