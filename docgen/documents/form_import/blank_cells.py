"""The cells of a blank form: labels, places to fill in, boxes, notes, lines to sign; and their layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.blank_tokens import (
    SPACES,
    BlankMark,
    BlankText,
    Line,
    Token,
    find_gaps,
    join_words,
    squeeze,
)
from docgen.documents.templates.form_layout import LayoutCell, LayoutLine, LayoutSpan, OfficialText, Piece, Slot

NewSlot = Callable[[BlankMark], Slot]
"""Makes the next slot of a gap or box."""

LIMIT = re.compile(r"(?:(?:不超过|限|控制在)\s*+)?(\d{2,5})\s*+字\s*+(?:以内|以下|之内|左右|内)?")
FILLER = re.compile(r"(?:…+|\.{3,}|。{3,}|⋯+)\Z")
DATE = re.compile(r"\A\s*+(?:日期[：:])?\s*+(?:20\d{0,2}|二[〇○零][一二三四五六七八九〇○零]{2})?\s*+年\s*+月\s*+日\Z")
_NOTE = re.compile(r"\s*(?:[（(].*[）)]|[（(]?注[：:].*)\Z", re.DOTALL)
_SIGNED_END = r"[）)]?\s*+[：:]?\s*+\Z"


class CellKind(Enum):
    """The role of a cell in the form."""

    LABEL = "label"
    EMPTY = "empty"
    BOXES = "boxes"
    NAMES = "names"
    MEASURE = "measure"
    SIGNED = "signed"
    NOTE = "note"
    GAPS = "gaps"
    FILLER = "filler"


class CellReader:
    """Tells the kinds of cells, and builds the layout of one; ``words`` are those of the language of forms."""

    def __init__(self, words: FormWords) -> None:
        self.words = words
        units = "|".join(sorted(map(re.escape, (*words.units, *words.counted)), key=len, reverse=True))
        self._measure = re.compile(rf"(?:[共约计为]\s*)?(?:{units})(?=\Z|[\s（(；;，,。])")
        self._counted = re.compile(rf"(?<=[：:])\s*(?=(?:{units})\s*\Z)")
        measures = "|".join(sorted(map(re.escape, (*words.counted, *words.money)), key=len, reverse=True))
        self._spaced = re.compile(rf"(?<=[^\s\d])[{SPACES}]+(?=(?:{measures})(?:[，,；;、。）)]|\Z))")
        self._sign_line = re.compile(rf"(?:{'|'.join((*words.sign, *words.seal))}){_SIGNED_END}")

    def find_kind(self, text: BlankText) -> CellKind:
        """Find the kind of a cell by its text alone; a label may turn out to hold its own answer (``has_own_gap``)."""
        words = text.text
        lines = words.split("\n")
        if text.has(BlankMark.BOX):
            return CellKind.BOXES
        if self._is_names(lines):
            return CellKind.NAMES
        if any(self.is_signed(line) for line in lines):
            return CellKind.SIGNED
        if not words.strip():
            return CellKind.EMPTY
        if self._measure.match(lines[0]):
            return CellKind.MEASURE
        if text.has(BlankMark.GAP):
            return CellKind.GAPS
        if FILLER.match(words.strip()):
            return CellKind.FILLER
        if DATE.match(words):
            return CellKind.SIGNED
        if any(self._spaced.search(line) for line in lines):
            return CellKind.GAPS
        return CellKind.NOTE if _NOTE.match(words) and self.is_demand(words) else CellKind.LABEL

    def has_own_gap(self, text: BlankText) -> bool:
        """Return True for a label that its answer follows in the same cell, where no cell beside it is empty."""
        last = join_words(text.lines[-1])
        return bool(LIMIT.search(text.text)) or last.endswith(("：", ":"))

    def is_signed(self, line: str) -> bool:
        """Return True for a line that somebody signs or seals."""
        return bool(self._sign_line.search(line)) and len(line) <= 40

    def is_demand(self, text: str) -> bool:
        """Return True for words that demand a document, or a note."""
        return "注" in text[:3] or any(has_any(text, one.words) for one in self.words.demanded)

    def _is_names(self, lines: Sequence[str]) -> bool:
        starts = [line.partition("：")[0] for line in lines if "：" in line]
        return bool({*starts} & {*self.words.count}) and bool({*starts} & {*self.words.names})

    def build(self, text: BlankText, kind: CellKind, spans: tuple[int, int], new_slot: NewSlot) -> LayoutCell:
        """Build the layout of a cell of that kind that spans these columns and rows."""
        colspan, rowspan = spans
        is_label = kind in (CellKind.LABEL, CellKind.FILLER)
        lines = self._build_lines(text, kind, new_slot)
        classes: tuple[str, ...] = () if is_label else ("v",)
        if kind is CellKind.MEASURE:
            classes = ("v", "center")
        if kind is CellKind.SIGNED and not any("statement" in span.classes for line in lines for span in line.spans):
            classes = ("v", "bottom")
        return LayoutCell(lines, colspan, rowspan, is_label, classes)

    def _build_lines(self, text: BlankText, kind: CellKind, new_slot: NewSlot) -> tuple[LayoutLine, ...]:
        match kind:
            case CellKind.EMPTY:
                return (LayoutLine((LayoutSpan((new_slot(BlankMark.GAP),)),)),)
            case CellKind.SIGNED:
                return tuple(self._build_signed_line(line) for line in text.lines)
            case CellKind.NAMES | CellKind.GAPS:
                lines = tuple(build_line(find_gaps(self._part_units(line)), new_slot) for line in text.lines)
                # A label with its limit, and nothing else to write on, is followed by its answer.
                return lines if any(line.slots for line in lines) else (*lines, _build_gap_line(new_slot))
            case CellKind.MEASURE if not text.has(BlankMark.GAP):
                return (
                    build_line((BlankMark.GAP, *text.lines[0]), new_slot),
                    *(build_line(line, new_slot) for line in text.lines[1:]),
                )
            case _:
                return tuple(build_line(line, new_slot) for line in text.lines) or (LayoutLine(),)

    def _part_units(self, line: Line) -> Line:
        """Add the gaps that a unit shows: after a colon (数量：个), and after spaces (发明专利 项，实用新型 项)."""
        found: list[Token] = []
        for token in line:
            colon = self._counted.search(token) if isinstance(token, str) else None
            if isinstance(token, str) and colon:
                found += [token[: colon.start()], BlankMark.GAP, token[colon.end() :]]
            elif isinstance(token, str):
                for number, part in enumerate(self._spaced.split(token)):
                    found += [BlankMark.GAP, part] if number else [part]
            else:
                found.append(token)
        return tuple(found)

    def _build_signed_line(self, line: Line) -> LayoutLine:
        words = join_words(line)
        style = "date" if DATE.match(words) else "sign" if self.is_signed(words) else "statement"
        return LayoutLine((LayoutSpan((OfficialText(words),), (style,)),))


def build_line(line: Line, new_slot: NewSlot) -> LayoutLine:
    """Build the layout of a line: a box is a slot in the words, a gap among words a span of its own."""
    spans: list[LayoutSpan] = []
    plain: list[Piece] = []
    for token in line:
        if token is BlankMark.GAP:
            spans += [LayoutSpan(tuple(plain))] if plain else []
            spans.append(LayoutSpan((new_slot(token),), ("v",)))
            plain = []
        else:
            plain.append(_build_piece(token, new_slot))
    spans += [LayoutSpan(tuple(plain))] if plain else []
    return LayoutLine(tuple(spans))


def _build_piece(token: Token, new_slot: NewSlot) -> Piece:
    return OfficialText(squeeze(token)) if isinstance(token, str) else new_slot(token)


def _build_gap_line(new_slot: NewSlot) -> LayoutLine:
    return LayoutLine((LayoutSpan((new_slot(BlankMark.GAP),), ("v",)),))
