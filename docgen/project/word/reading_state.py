"""The state of reading one Word document, shared by its parts: styles, numbers, what is told beside the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from docgen.project.word.active_controls import ActiveControl, read_active_control
from docgen.project.word.text_colours import PAPER
from docgen.project.word.word_document import (
    ChangeKind,
    UnreadContent,
    WordChange,
    WordParagraph,
    WordPiece,
    WordPlace,
)
from docgen.project.word.word_numbering import WordNumbering
from docgen.project.word.word_parts import Element, WordParts, find_inside, get_attribute, read_switch
from docgen.project.word.word_styles import WordStyles

_SHOWN = 200
"""The letters kept of a text that is only told."""
_LONGEST_INSTRUCTION = 4000
REPEATED_CONTROL = "控件的文字（LibreOffice 存文件时重复了几遍，按一遍读）"
"""The name of the copies of a control, which are not read."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The mark of a footnote or endnote: its kind in Chinese, id, number and place; ``content`` in Word 2003."""

    kind: str
    identifier: str
    number: str
    place: WordPlace
    content: Element | None = None


@dataclass(slots=True)
class OpenField:
    """A field whose end has not come yet: its instruction, and True once its result has begun."""

    instruction: str = ""
    is_in_result: bool = False
    has_result: bool = False
    is_written: bool = False
    """True where what is seen was written at its beginning: its result is not seen."""
    is_form: bool = False
    """True for a field of a form, to be filled in."""

    def add_instruction(self, text: str) -> None:
        """Add to the instruction, as long as it has a length that people write."""
        if len(self.instruction) < _LONGEST_INSTRUCTION:
            self.instruction += text

    @property
    def kind(self) -> str:
        """The kind of the field in capitals, such as PAGE."""
        words = self.instruction.split(maxsplit=1)
        return words[0].upper() if words else ""


@dataclass
class ParagraphContent:
    """The content of a paragraph as it is read: pieces with the element of each, and the text boxes anchored to it."""

    pieces: list[WordPiece] = field(default_factory=list)
    sources: list[Element | None] = field(default_factory=list)
    text_boxes: list[Element] = field(default_factory=list)
    node: Element | None = None
    """The element of the paragraph, None for text outside of one."""

    def join(self, other: ParagraphContent) -> ParagraphContent:
        """Take in the content of the next paragraph, which goes on in the same line; return this content."""
        self.pieces += other.pieces
        self.sources += other.sources
        self.text_boxes += other.text_boxes
        self.node = other.node
        return self


class ReadParagraph(NamedTuple):
    """A paragraph, and its content as it was read."""

    paragraph: WordParagraph
    content: ParagraphContent


@dataclass(frozen=True, slots=True)
class OpenControl:
    """A content control that is being read: a checkbox, or one that nobody has filled."""

    is_checkbox: bool = False
    is_checked: bool = False
    is_placeholder: bool = False


def read_control(node: Element) -> OpenControl:
    """Read the properties of a content control (``w:sdt``)."""
    properties = node.find("w:sdtPr")
    checkbox = None if properties is None else properties.find("w14:checkbox")
    is_checked = bool(read_switch(checkbox, "w14:checked"))
    return OpenControl(checkbox is not None, is_checked, bool(read_switch(properties, "w:showingPlcHdr")))


@dataclass
class ReadingState:
    """The state of reading one document."""

    styles: WordStyles
    numbering: WordNumbering
    changes: list[WordChange] = field(default_factory=list)
    unread: list[UnreadContent] = field(default_factory=list)
    notes: list[NoteMark] = field(default_factory=list)
    note_counts: Counter[str] = field(default_factory=Counter)
    comment_places: dict[str, WordPlace] = field(default_factory=dict)
    old_comments: list[tuple[Element, WordPlace]] = field(default_factory=list)
    """The comments of Word 2003, which stand in the text."""
    unclosed_fields: set[Element] = field(default_factory=set)
    """The beginnings of fields without an end: they are no fields, or the text after them would not be seen."""
    repeated_controls: dict[Element, str] = field(default_factory=dict)
    """The content controls that are copies of the one before them, the first of them with its words."""
    sections: list[Element] = field(default_factory=list)
    controls: list[OpenControl] = field(default_factory=list)
    parts: WordParts | None = None
    """The parts of the file, for controls whose state is in a part of its own."""
    main_targets: Mapping[str, str] = field(default_factory=dict)
    paper: str = PAPER
    """The colour of the pages."""
    large_pictures: int = 0
    paragraphs: list[ReadParagraph] | None = None
    """The paragraphs with their elements, where somebody asks for them."""

    def read_control_inside(self, node: Element) -> ActiveControl | None:
        """Read the ActiveX control in a ``w:object``; None where there is none, or its state is unknown."""
        mark = None if node.tag == "w:drawing" else node.find("w:control")
        if mark is None or self.parts is None:
            return None
        return read_active_control(self.parts, self.main_targets.get(get_attribute(mark, "id"), ""))

    @contextmanager
    def open_control(self, node: Element) -> Iterator[OpenControl]:
        """Within the context the content of the content control ``node`` is read."""
        control = read_control(node)
        self.controls.append(control)
        try:
            yield control
        finally:
            self.controls.pop()

    @property
    def is_placeholder(self) -> bool:
        """True within a content control that nobody has filled."""
        return any(control.is_placeholder for control in self.controls)

    def note_change(self, kind: ChangeKind, text: str, place: WordPlace) -> None:
        """Note a tracked change; neighbouring runs of the same kind in one paragraph are one change."""
        last = self.changes[-1] if self.changes else None
        if last and last.kind is kind and last.place == place and last.text and text:
            text = (self.changes.pop().text + text)[:_SHOWN]
        self.changes.append(WordChange(kind, text[:_SHOWN], place))

    def note_unread(self, what: str, place: WordPlace, text: str = "", *, is_seen: bool = True) -> None:
        """Note content that is not in the text."""
        self.unread.append(UnreadContent(what, place, text.strip()[:_SHOWN], is_seen))

    def add_note(self, kind: str, node: Element, place: WordPlace) -> str:
        """Note the mark of a footnote or endnote; returns its number, "" where it has a mark of its own."""
        if get_attribute(node, "customMarkFollows").lower() in ("1", "true", "on"):
            number = ""
        else:
            self.note_counts[kind] += 1
            number = str(self.note_counts[kind])
        content = node if len(node) else None
        self.notes.append(NoteMark(kind, get_attribute(node, "id"), number, place, content))
        return number


def find_unclosed_fields(node: Element) -> set[Element]:
    """Return the ``w:fldChar`` inside ``node`` that begin a field without an end."""
    deleted = {
        mark for name in ("w:del", "w:moveFrom") for change in node.iter(name) for mark in change.iter("w:fldChar")
    }
    found: list[Element] = []
    for mark in node.iter("w:fldChar"):
        if mark in deleted:
            continue
        kind = get_attribute(mark, "fldCharType")
        if kind == "begin":
            found.append(mark)
        elif kind == "end" and found:
            found.pop()
    return set(found)


def find_repeated_controls(node: Element) -> dict[Element, str]:
    """Return the content controls inside ``node`` that LibreOffice 7 added when it saved a .docx.

    It writes a plain-text control three times: its text, in one run the end of its text and all of it, and its text.
    The first copy has the words of the control, the second "".
    """
    found: dict[Element, str] = {}
    for parent in node.iter():
        if len(parent) < 3 or parent.find("w:sdt") is None:
            continue
        children = list(parent)
        for first, second, third in zip(children, children[1:], children[2:], strict=False):
            if first in found or any(find_inside(one, "w:sdtPr", "w:text") is None for one in (first, second, third)):
                continue
            words, inside = "".join(_list_texts(first)), _list_texts(second)
            are_copies = len(inside) == 2 and inside[1] == words == "".join(_list_texts(third))
            if are_copies and inside[0] and words.endswith(inside[0]):
                found[second], found[third] = words, ""
    return found


def _list_texts(control: Element) -> list[str]:
    content = control.find("w:sdtContent")
    runs = [] if content is None else content.findall("w:r")
    return [one.text or "" for run in runs for one in run.findall("w:t")]


def choose_alternative(node: Element) -> Element | None:
    """Return the first form of a content that has several (``mc:AlternateContent``), None where it has none."""
    chosen = node.find("mc:Choice")
    return node.find("mc:Fallback") if chosen is None else chosen


def iterate_shown(node: Element) -> Iterator[Element]:
    """Yield the elements inside ``node`` in order, of contents with several forms only those of the first form."""
    for child in node:
        if child.tag == "mc:AlternateContent":
            chosen = choose_alternative(child)
            if chosen is not None:
                yield from iterate_shown(chosen)
        else:
            yield child
            yield from iterate_shown(child)


def gather_text(node: Element) -> str:
    """Return all letters inside ``node``, also deleted ones, without marks: for what is only told."""
    return "".join(one.text or "" for one in iterate_shown(node) if one.tag in ("w:t", "w:delText", "a:t", "m:t"))
