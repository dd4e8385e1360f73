"""Reader of the content of one paragraph of a Word document: runs, fields, boxes, controls and objects, as pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from docgen.project.word.active_controls import ActiveControl
from docgen.project.word.drawn_objects import FOREIGN_PARTS, describe_drawing, write_equation
from docgen.project.word.reading_state import (
    REPEATED_CONTROL,
    OpenField,
    ParagraphContent,
    ReadingState,
    choose_alternative,
    gather_text,
)
from docgen.project.word.symbol_fonts import BOX_MARKS, find_symbol
from docgen.project.word.text_colours import PAPER, are_alike
from docgen.project.word.unstored_fields import FieldSign, read_form_field, write_unstored_field
from docgen.project.word.word_document import (
    BoxKind,
    BoxMark,
    ChangeKind,
    PieceKind,
    TextMark,
    WordBox,
    WordPiece,
    WordPlace,
)
from docgen.project.word.word_parts import Element, get_attribute
from docgen.project.word.word_styles import RunFormat

_BOX = re.compile(f"([{''.join(map(re.escape, BOX_MARKS))}])")
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f\ufeff]")
"""Characters that are not seen: soft hyphens, breaks and joints without width, directions, the look of an emoji."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PLAIN = RunFormat()
_DEEPEST_FIELD = 100
"""Fields in fields: Word has 20. Of more, whose ends are missing, the outer ones are forgotten."""
_LOOK_THROUGH_NOT = frozenset({"w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "w:rt"})


class InlineReader:
    """Reads the content of paragraphs; ``fields`` are those that are open, since a field can span paragraphs."""

    def __init__(self, state: ReadingState, fields: list[OpenField]) -> None:
        self._state = state
        self._fields = fields
        self._content = ParagraphContent()
        self._source: Element | None = None
        self._place = WordPlace()
        self._style = ""
        self._format = _PLAIN
        self._extra = TextMark.NONE
        self._hidden: dict[str, list[str]] = {}
        self._background = PAPER

    def read(self, node: Iterable[Element], style: str, place: WordPlace, background: str = PAPER) -> ParagraphContent:
        """Read the content of the paragraph ``node``, whose style is ``style``, on a background of that colour."""
        self._content, self._place, self._style, self._hidden = ParagraphContent(), place, style, {}
        self._background = background
        self._walk(node)
        for name, texts in self._hidden.items():
            if hidden := "".join(texts).strip():
                self._state.note_unread(name, place, hidden, is_seen=False)
        return self._content

    def _walk(self, node: Iterable[Element]) -> None:
        for child in node:
            handle = _HANDLERS.get(child.tag)
            if handle:
                self._source = child
                handle(self, child)
            elif child.tag not in _LOOK_THROUGH_NOT:
                self._walk(child)

    # -- text ----------------------------------------------------------------------------------------------------------

    def _add_text(self, text: str, kind: BoxKind = BoxKind.GLYPH) -> None:
        """Add seen text; its boxes become pieces of their own."""
        text = _UNSEEN.sub("", text)
        if not text or not self._begin_seen(text):
            return
        if self._format.is_capital:
            text = text.upper()
        if self._state.is_placeholder:
            self._append(WordPiece("", PieceKind.TEXT, self._marks | TextMark.PLACEHOLDER, None, text))
            return
        if self._format.is_bordered and self._add_bordered(text):
            return
        for part in _BOX.split(text):
            if part in BOX_MARKS:
                self._append(WordPiece(part, PieceKind.BOX, self._marks, WordBox(BOX_MARKS[part], self._choose(kind))))
            elif part:
                self._append(WordPiece(part, PieceKind.TEXT, self._marks, None, self._field_kind))

    def _add_bordered(self, text: str) -> bool:
        """Add a tick or a blank in a border of its own as a box; returns False where the text is another one."""
        typed = text.strip(" \xa0\u3000\u2002\u2003")
        marks = {"": BoxMark.EMPTY, **dict.fromkeys("✓✔√", BoxMark.CHECKED), **dict.fromkeys("×✗✘", BoxMark.CROSSED)}
        if typed not in marks or len(text) > 3:
            return False
        box = WordBox(marks[typed], BoxKind.BORDER)
        self._append(WordPiece(box.mark.value, PieceKind.BOX, self._marks, box))
        return True

    def _add_sign(self, text: str, kind: PieceKind) -> None:
        if self._begin_seen(text):
            self._append(WordPiece(text, kind, self._marks))

    def _add_box(self, box: WordBox) -> None:
        if self._begin_seen(box.mark.value):
            self._append(WordPiece(box.mark.value, PieceKind.BOX, self._marks, box))

    def _begin_seen(self, text: str) -> bool:
        """Return True where text here is seen; that of an instruction of a field is kept with the field."""
        if self._fields and not self._begin_seen_in_fields(text):
            return False
        if self._format.is_hidden:
            self._hidden.setdefault("隐藏的文字", []).append(text)
            return False
        if self._format.colour and self._is_unseen_colour() and text.strip():
            self._hidden.setdefault("与底色相同、看不见的文字", []).append(text)
            return False
        for one in self._fields:
            one.has_result = True
        return True

    def _is_unseen_colour(self) -> bool:
        return are_alike(self._format.colour, self._format.background or self._background)

    def _begin_seen_in_fields(self, text: str) -> bool:
        if any(one.is_written and one.is_in_result for one in self._fields):
            return False
        for one in reversed(self._fields):
            if not one.is_in_result:
                one.add_instruction(text)
                return False
        return True

    @property
    def _marks(self) -> TextMark:
        marks = self._format.marks | self._extra
        if self._fields:
            marks |= TextMark.FIELD
        is_control = bool(self._state.controls) or any(one.is_form for one in self._fields)
        return marks | TextMark.CONTROL if is_control else marks

    @property
    def _field_kind(self) -> str:
        return self._fields[-1].kind if self._fields else ""

    def _choose(self, kind: BoxKind) -> BoxKind:
        is_checkbox = bool(self._state.controls) and self._state.controls[-1].is_checkbox
        return BoxKind.CONTROL if is_checkbox else kind

    def _append(self, piece: WordPiece) -> None:
        self._content.pieces.append(piece)
        self._content.sources.append(self._source)

    # -- runs ----------------------------------------------------------------------------------------------------------

    def _read_run(self, node: Element) -> None:
        # A run can lie in another one: in the base of a ruby.
        before = self._format
        self._format = self._state.styles.format_run(node.find("w:rPr"), self._style)
        self._walk(node)
        self._format = before

    def _read_text(self, node: Element) -> None:
        text = node.text or ""
        if get_attribute(node, "space") != "preserve":
            text = text.strip(" \t\r\n")
        text = _BLANKS.sub(lambda found: " " * len(found[0].replace("\r\n", " ")), text)
        if self._format.symbol_font or _PRIVATE.search(text):
            self._add_symbols(self._format.symbol_font, text)
        else:
            self._add_text(text)

    def _read_instruction(self, node: Element) -> None:
        if self._fields and not self._fields[-1].is_in_result:
            self._fields[-1].add_instruction(node.text or "")

    def _read_symbol(self, node: Element) -> None:
        try:
            code = int(get_attribute(node, "char"), 16)
        except ValueError:
            code = 0
        self._add_symbols(get_attribute(node, "font"), chr(code) if 0 < code < 0x110000 else "\ufffd")

    def _add_symbols(self, font: str, text: str) -> None:
        """Add the characters of a symbol font; one that is not known is told by its code."""
        for sign in text:
            shown = find_symbol(font, ord(sign))
            if shown is not None:
                self._add_text(shown, BoxKind.SYMBOL if font else BoxKind.GLYPH)
            elif self._begin_seen(""):
                name = f"特殊符号（{font or '字体不明'} {ord(sign):04X}）"
                self._add_object(name)

    def _read_tab(self, _: Element) -> None:
        self._add_sign("\t", PieceKind.TAB)

    def _read_break(self, node: Element) -> None:
        is_page = get_attribute(node, "type") in ("page", "column")
        self._add_sign("\n", PieceKind.PAGE_BREAK if is_page else PieceKind.LINE_BREAK)

    def _read_hyphen(self, _: Element) -> None:
        self._add_text("-")

    def _read_drawing(self, node: Element) -> None:
        control = self._state.read_control_inside(node)
        if control is not None:
            self._add_active_control(control)
            return
        found = describe_drawing(node)
        self._state.large_pictures += found.is_large
        if self._begin_seen(""):
            self._content.text_boxes += found.text_boxes
            if found.name:
                self._add_object(found.name, found.words)

    def _add_active_control(self, control: ActiveControl) -> None:
        if control.is_ticked is not None:
            self._add_box(WordBox(BoxMark.CHECKED if control.is_ticked else BoxMark.EMPTY, BoxKind.CONTROL))
        before, self._extra = (
            self._extra,
            self._extra | (TextMark.CONTROL if control.is_ticked is None else TextMark.NONE),
        )
        self._add_text(control.text)
        self._extra = before

    def _add_object(self, name: str, words: str = "") -> None:
        self._append(WordPiece("", PieceKind.OBJECT, self._marks, None, name))
        self._state.note_unread(name, self._place, words)

    def _read_equation(self, node: Element) -> None:
        text = write_equation(node)
        self._extra |= TextMark.EQUATION
        self._add_text(text)
        self._extra &= ~TextMark.EQUATION
        self._state.note_unread("公式", self._place, text)

    def _read_note_mark(self, node: Element) -> None:
        if self._format.is_hidden:
            return
        kind = "尾注" if node.tag.startswith("w:endnote") else "脚注"
        number = self._state.add_note(kind, node, self._place)
        self._append(WordPiece("", PieceKind.NOTE, self._marks, None, number))

    def _read_comment_mark(self, node: Element) -> None:
        self._state.comment_places.setdefault(get_attribute(node, "id"), self._place)

    def _read_foreign_part(self, node: Element) -> None:
        self._add_object(FOREIGN_PARTS[node.tag])

    def _read_stored_word(self, node: Element) -> None:
        self._add_object("日期域" if node.tag != "w:pgNum" else "页码域")

    # -- changes, alternatives, controls -------------------------------------------------------------------------------

    def _read_inserted(self, node: Element) -> None:
        self._read_change(node, ChangeKind.MOVED_HERE if node.tag == "w:moveTo" else ChangeKind.INSERTED)

    def _read_change(self, node: Element, kind: ChangeKind) -> None:
        before, self._extra = self._extra, self._extra | TextMark.INSERTED
        text = gather_text(node)
        if text:
            self._state.note_change(kind, text, self._place)
        self._walk(node)
        self._extra = before

    def _read_deleted(self, node: Element) -> None:
        kind = ChangeKind.MOVED_AWAY if node.tag == "w:moveFrom" else ChangeKind.DELETED
        self._state.note_change(kind, gather_text(node), self._place)

    def _read_annotation(self, node: Element) -> None:
        """Read a change or a comment of Word 2003, which has them all in one element."""
        match get_attribute(node, "type"):
            case "Word.Deletion":
                self._state.note_change(ChangeKind.DELETED, gather_text(node), self._place)
            case "Word.Insertion":
                self._read_change(node, ChangeKind.INSERTED)
            case "Word.Comment":
                self._state.old_comments.append((node, self._place))
            case _:
                self._walk(node)

    def _read_alternative(self, node: Element) -> None:
        chosen = choose_alternative(node)
        if chosen is not None:
            self._walk(chosen)

    def _read_content_control(self, node: Element) -> None:
        copied = self._state.repeated_controls.get(node)
        if copied:
            self._state.note_unread(REPEATED_CONTROL, self._place, copied, is_seen=False)
        if copied is not None:
            return
        with self._state.open_control(node) as control:
            first = len(self._content.pieces)
            self._walk(child for child in node if child.tag == "w:sdtContent")
            pieces = self._content.pieces
            if control.is_checkbox and not any(piece.box for piece in pieces[first:]):
                # The sign is one of a font that is not known: the control says itself if it is ticked.
                del pieces[first:], self._content.sources[first:]
                self._source = node
                self._add_box(WordBox(BoxMark.CHECKED if control.is_checked else BoxMark.EMPTY, BoxKind.CONTROL))

    def _read_ruby(self, node: Element) -> None:
        self._state.note_unread("拼音指南", self._place, "".join(map(gather_text, node.findall("w:rt"))))
        self._walk(node.findall("w:rubyBase"))

    # -- fields --------------------------------------------------------------------------------------------------------

    def _read_field_sign(self, node: Element) -> None:
        match get_attribute(node, "fldCharType"):
            case "begin" if node not in self._state.unclosed_fields:
                form = node.find("w:ffData")
                sign = None if form is None else read_form_field(form)
                if sign:
                    self._write_sign(sign, BoxKind.FIELD)
                self._fields.append(OpenField(is_written=sign is not None, is_form=form is not None))
                del self._fields[:-_DEEPEST_FIELD]
            case "separate" if self._fields:
                self._fields[-1].is_in_result = True
            case "end" if self._fields:
                self._end_field()

    def _end_field(self) -> None:
        field_ = self._fields.pop()
        if field_.is_written or field_.has_result:
            return
        sign = write_unstored_field(field_.instruction)
        if sign is None:
            if not field_.is_in_result and self._begin_seen(""):
                self._add_object(f"没有结果的域（{field_.kind or '空'}）", field_.instruction)
            return
        self._write_sign(sign, BoxKind.FIELD)

    def _write_sign(self, sign: FieldSign, kind: BoxKind) -> None:
        if sign.mark:
            self._add_box(WordBox(sign.mark, kind))
        elif sign.font:
            self._add_symbols(sign.font, sign.text)
        else:
            before, self._extra = self._extra, self._extra | TextMark.FIELD
            self._add_text(sign.text)
            self._extra = before
        if sign.what:
            self._state.note_unread(sign.what, self._place, sign.text)

    def _read_simple_field(self, node: Element) -> None:
        self._fields.append(OpenField(get_attribute(node, "instr"), is_in_result=True))
        self._walk(node)
        field_ = self._fields.pop()
        if not field_.has_result:
            sign = write_unstored_field(field_.instruction)
            if sign:
                self._write_sign(sign, BoxKind.FIELD)


_HANDLERS: Mapping[str, Callable[[InlineReader, Element], None]] = {
    "w:r": InlineReader._read_run,
    "w:t": InlineReader._read_text,
    "w:instrText": InlineReader._read_instruction,
    "w:sym": InlineReader._read_symbol,
    "w:tab": InlineReader._read_tab,
    "w:ptab": InlineReader._read_tab,
    "w:br": InlineReader._read_break,
    "w:cr": InlineReader._read_break,
    "w:noBreakHyphen": InlineReader._read_hyphen,
    "w:ins": InlineReader._read_inserted,
    "w:moveTo": InlineReader._read_inserted,
    "w:del": InlineReader._read_deleted,
    "w:moveFrom": InlineReader._read_deleted,
    "aml:annotation": InlineReader._read_annotation,
    "mc:AlternateContent": InlineReader._read_alternative,
    "w:sdt": InlineReader._read_content_control,
    "w:ruby": InlineReader._read_ruby,
    "w:fldChar": InlineReader._read_field_sign,
    "w:fldSimple": InlineReader._read_simple_field,
    "w:commentRangeStart": InlineReader._read_comment_mark,
    "w:commentReference": InlineReader._read_comment_mark,
    **dict.fromkeys(("w:drawing", "w:pict", "w:object"), InlineReader._read_drawing),
    **dict.fromkeys(("w:footnoteReference", "w:endnoteReference"), InlineReader._read_note_mark),
    **dict.fromkeys(("w:footnote", "w:endnote"), InlineReader._read_note_mark),
    **dict.fromkeys(("w:subDoc", "w:altChunk", "w:contentPart"), InlineReader._read_foreign_part),
    **dict.fromkeys(("m:oMath", "m:oMathPara"), InlineReader._read_equation),
    **dict.fromkeys(
        ("w:dayShort", "w:dayLong", "w:monthShort", "w:monthLong", "w:yearShort", "w:yearLong", "w:pgNum"),
        InlineReader._read_stored_word,
    ),
}
