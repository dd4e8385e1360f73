"""Insertion of slots into a Word file of somebody else, at places that the reader of Word documents has found.

The reader says from which element each character was read; the same element is found in the file by its number, so that
the two can never disagree. A blank gives way to its slot, a box too; everything else stays as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from docgen.documents.word.word_edits import (
    TextSlice,
    append_run,
    insert_run,
    isolate_slices,
    remove_run_property,
    set_run_property,
    set_run_text,
)
from docgen.documents.word.word_wrappers import remove_field, remove_wrappers
from docgen.documents.word.wordml import Element, parse_part, qualify, serialize_part, w
from docgen.errors import InputError
from docgen.project.word.reading_state import ReadParagraph
from docgen.project.word.word_document import TextMark, WordParagraph
from docgen.project.word.word_parts import Element as ReadElement
from docgen.project.word.word_reader import TracedWord

_BOX_FONT = "Segoe UI Symbol"
"""The font of ☑ and □ in docgen's own forms: both have the same size in it."""

_BLANKS = " \t\xa0\u2002\u2003\u3000_＿"
_PARAGRAPH, _ROW, _CELL, _TEXT = qualify("p"), qualify("tr"), qualify("tc"), qualify("t")


class _Insertion(NamedTuple):
    """A text with slots for the characters ``start`` to ``end`` of a paragraph."""

    start: int
    end: int
    order: int
    text: str
    is_box: bool


class SlotInserter:
    """Inserts slots into the main part of a document that was read; :meth:`serialize` makes the changes."""

    def __init__(self, traced: TracedWord, body: bytes) -> None:
        self._root = parse_part(body)
        read, ours = list(traced.root.iter()), list(self._root.iter("*"))
        if len(read) != len(ours):
            raise InputError("正文的结构读不准，没有写栏目。", remedy="请用 Word 打开，另存为 .docx 再用。")
        self._elements = {id(one): other for one, other in zip(read, ours, strict=True)}
        self._paragraphs = {id(one.paragraph): one for one in traced.paragraphs}
        self._waiting: dict[int, list[_Insertion]] = defaultdict(list)
        self._order = 0

    def can_insert(self, paragraph: WordParagraph) -> bool:
        """Return True where the characters of a paragraph of the main part are known one by one."""
        read = self._paragraphs.get(id(paragraph))
        if read is None or read.content.node is None or id(read.content.node) not in self._elements:
            return False
        return not paragraph.text or "".join(piece.text for piece in read.content.pieces) == paragraph.text

    def insert(self, paragraph: WordParagraph, start: int, end: int, slot: str, *, is_box: bool = False) -> None:
        """Put a slot in the place of a text; an empty range that touches a blank takes the blank."""
        text = paragraph.text
        if not is_box and not text[start:end].strip(_BLANKS):
            start, end = _widen_blank(paragraph, start, end)
        self._order += 1
        self._waiting[id(paragraph)].append(_Insertion(start, end, self._order, _write_slot(slot), is_box))

    def clear(self, paragraph: WordParagraph, start: int, end: int) -> None:
        """Remove a text."""
        self._order += 1
        self._waiting[id(paragraph)].append(_Insertion(start, end, self._order, "", is_box=False))

    def add_line(self, before: WordParagraph, slot: str) -> None:
        """Put a slot into a paragraph of its own behind another one, in the format of that."""
        above = self._get_element(before)
        paragraph = w("p", *(deepcopy(one) for one in above.findall(qualify("pPr"))))
        last = next(reversed(list(above.iter(qualify("r")))), None)
        run = w("r", *(deepcopy(one) for one in (last.findall(qualify("rPr")) if last is not None else ())))
        paragraph.append(run)
        set_run_text(run, _write_slot(slot))
        above.addnext(paragraph)

    def add_prose(self, before: WordParagraph, slot: str) -> None:
        """Put a slot into the blank paragraph behind a heading, or else into a new one.

        A new one has the letters of the heading, without their emphasis.
        """
        heading = self._get_element(before)
        following = heading.getnext()
        if following is not None and _is_blank_paragraph(following):
            set_run_text(append_run(following), _write_slot(slot))
            return
        paragraph = w("p")
        properties = heading.find(qualify("pPr"))
        is_styled = properties is not None and properties.find(qualify("pStyle")) is not None
        layout = w("pPr")
        layout.append(w("ind", firstLineChars=200, firstLine=420))
        paragraph.append(layout)
        run = w("r")
        first = next(iter(heading.iter(qualify("rPr"))), None)
        if first is not None and not is_styled:
            letters = w("rPr")
            letters.extend(deepcopy(one) for one in first if one.tag in map(qualify, ("rFonts", "sz", "szCs")))
            run.append(letters)
        paragraph.append(run)
        set_run_text(run, _write_slot(slot))
        heading.addnext(paragraph)

    def add_loop(self, inside: WordParagraph, each: str) -> bool:
        """Put the rows of a loop around the row of a paragraph; returns False where it is in none."""
        row = next(self._get_element(inside).iterancestors(_ROW), None)
        if row is None:
            return False
        row.addprevious(_build_loop_row(row, f"{{%tr for {each} %}}"))
        row.addnext(_build_loop_row(row, "{%tr endfor %}"))
        return True

    def remove_paragraph(self, paragraph: WordParagraph) -> None:
        """Remove a paragraph; the last one of a cell is only emptied."""
        element = self._get_element(paragraph)
        parent = element.getparent()
        if parent is not None and len(parent.findall(_PARAGRAPH)) > 1:
            parent.remove(element)
        else:
            self.clear(paragraph, 0, len(paragraph.text))

    def serialize(self) -> bytes:
        """Make the insertions and return the part."""
        for key, insertions in self._waiting.items():
            # From the end, so that the characters before stay where they were read.
            for one in reversed(_join_overlapping(insertions)):
                self._make(self._paragraphs[key], one)
        return serialize_part(self._root)

    def _get_element(self, paragraph: WordParagraph) -> Element:
        node = self._paragraphs[id(paragraph)].content.node
        return self._elements[id(node)]

    def _make(self, read: ReadParagraph, one: _Insertion) -> None:
        characters = _trace_characters(read)
        slices = self._cut(characters, one.start, one.end) or self._find_placeholder(read, one.start)
        if slices:
            first = slices[0].node
            run = self._replace_control(first) if first.tag == qualify("sdt") else isolate_slices(slices)
            if first.tag == qualify("fldChar"):
                remove_field(run)
        elif characters:
            at = characters[max(one.start - 1, 0)]
            node = self._elements[id(at.source)]
            run = insert_run(node, (at.offset + 1 if node.tag == _TEXT else 1) if one.start else 0)
        else:
            run = append_run(self._elements[id(read.content.node)])
        remove_wrappers(run)
        set_run_text(run, one.text)
        if one.is_box:
            fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), _BOX_FONT)
            set_run_property(run, w("rFonts", hint="eastAsia", **fonts))
            remove_run_property(run, "bdr")

    def _cut(self, characters: Sequence[_Character], start: int, end: int) -> list[TextSlice]:
        found: list[TextSlice] = []
        for one in characters[start:end]:
            node = self._elements[id(one.source)]
            if found and found[-1].node is node:
                found[-1] = TextSlice(node, found[-1].start, one.offset + 1)
            else:
                found.append(TextSlice(node, one.offset, one.offset + 1))
        return found

    def _find_placeholder(self, read: ReadParagraph, start: int) -> list[TextSlice]:
        """Find the words that an empty control shows at a position."""
        found, position = [], 0
        for piece, source in zip(read.content.pieces, read.content.sources, strict=True):
            is_shown = not piece.text or not read.paragraph.text
            if position == start and is_shown and source is not None and piece.marks & TextMark.CONTROL:
                node = self._elements[id(source)]
                if next(node.iterancestors(qualify("r")), None) is not None:
                    found.append(TextSlice(node, 0, len(node.text or "")))
            position += len(piece.text) if read.paragraph.text else 0
        return found

    def _replace_control(self, control: Element) -> Element:
        run = w("r")
        inner = next(iter(control.iter(qualify("rPr"))), None)
        if inner is not None:
            run.append(deepcopy(inner))
        parent = control.getparent()
        if parent is not None:
            parent.replace(control, run)
        return run


def _join_overlapping(insertions: Sequence[_Insertion]) -> list[_Insertion]:
    """Return the insertions in order; those that share a blank are one, with a space between their slots."""
    found: list[_Insertion] = []
    for one in sorted(insertions, key=lambda one: (one.start, one.order)):
        last = found[-1] if found else None
        if last and (one.start < last.end or (one.start, one.end) == (last.start, last.end)):
            text = " ".join(filter(None, (last.text, one.text)))
            found[-1] = _Insertion(last.start, max(last.end, one.end), last.order, text, last.is_box)
        else:
            found.append(one)
    return found


class _Character(NamedTuple):
    """A character of a paragraph: the element it was read from, and its position in the text of that element."""

    source: ReadElement
    offset: int


def _trace_characters(read: ReadParagraph) -> list[_Character]:
    """Return where each character of a paragraph was read."""
    if not read.paragraph.text:
        return []
    pairs = [
        (piece, source)
        for piece, source in zip(read.content.pieces, read.content.sources, strict=True)
        if source is not None
    ]
    lengths = Counter[int]()
    for piece, source in pairs:
        lengths[id(source)] += len(piece.text)
    found: list[_Character] = []
    positions = Counter[int]()
    for piece, source in pairs:
        text = (source.text or "") if source.tag == "w:t" else ""
        for character in piece.text:
            position = positions[id(source)]
            # What is not seen was left out by the reader; the letters that were kept are there in the same order.
            is_shortened = lengths[id(source)] < len(text)
            while is_shortened and position < len(text) - 1 and not _is_same(text[position], character):
                position += 1
            found.append(_Character(source, position if text else 0))
            positions[id(source)] = position + 1
    return found


def _is_same(stored: str, seen: str) -> bool:
    return stored == seen or stored.upper() == seen or (stored.isspace() and seen.isspace())


def _widen_blank(paragraph: WordParagraph, start: int, end: int) -> tuple[int, int]:
    """Widen a range to the whole blank to write on that it touches: underlined spaces, signs, two spaces or more."""
    position = 0
    lines = []
    for piece in paragraph.pieces:
        after = position + len(piece.text)
        if piece.is_blank_line and position <= end and after >= start:
            lines.append((position, after))
        position = after
    if lines:
        return min(start, lines[0][0]), max(end, lines[-1][1])
    text, first, last = paragraph.text, start, end
    while first > 0 and text[first - 1] in _BLANKS:
        first -= 1
    while last < len(text) and text[last] in _BLANKS:
        last += 1
    return (first, last) if last - first > 1 or "_" in text[first:last] else (start, end)


def _is_blank_paragraph(element: Element) -> bool:
    """Return True for a paragraph with nothing in it but spaces: no break, no picture, no end of a section."""
    if element.tag != _PARAGRAPH or "".join(node.text or "" for node in element.iter(_TEXT)).strip():
        return False
    known = {qualify(name) for name in ("t", "rPr", "tab", "lastRenderedPageBreak")}
    content = (child for run in element.iter(qualify("r")) for child in run)
    return all(child.tag in known for child in content) and element.find(f".//{qualify('sectPr')}") is None


def _write_slot(slot: str) -> str:
    return f"{{{{ {slot} }}}}"


def _build_loop_row(row: Element, text: str) -> Element:
    columns = 0
    for cell in row.iterchildren(_CELL):
        span = cell.find(f"{qualify('tcPr')}/{qualify('gridSpan')}")
        number = "" if span is None else span.get(qualify("val"), "")
        columns += int(number) if number.isascii() and number.isdigit() else 1
    run = w("r")
    set_run_text(run, text)
    return w("tr", w("tc", w("tcPr", w("gridSpan", val=max(columns, 1))), w("p", run)))
