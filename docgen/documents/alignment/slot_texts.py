"""The place of each slot inside one cell or paragraph: between the official words that stand around it.

Each official text is looked for in its order, from the front and from the back; spaces and the forms of punctuation do
not matter. Where both ways agree, each slot is what stands between two of the texts; otherwise there is a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from docgen.documents.alignment.likeness import find_alike, normalize_words
from docgen.documents.templates.form_layout import LayoutLine, OfficialText, Slot
from docgen.project.word.word_document import WordParagraph, WordPiece


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A range of the text of a paragraph, without the number that Word writes; empty for a blank answer."""

    paragraph: WordParagraph
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text of the range."""
        return self.paragraph.text[self.start : self.end]

    @property
    def pieces(self) -> Iterator[WordPiece]:
        """The pieces that the range touches, whole."""
        position = 0
        for piece in self.paragraph.pieces:
            end = position + len(piece.text)
            if position < self.end and end > self.start:
                yield piece
            position = end


@dataclass(frozen=True, slots=True)
class SlotText:
    """The place of one slot: at most one range a paragraph; ``doubt`` is a reason in Chinese, "" where certain."""

    slot: str
    spans: tuple[TextSpan, ...]
    doubt: str = ""

    @property
    def text(self) -> str:
        """The text that stands there, a line for each paragraph, without spaces around it."""
        return join_spans(self.spans)


@dataclass(frozen=True, slots=True)
class CellTexts:
    """The slots of one cell, the official texts that were changed or lost, and what was typed outside of slots."""

    slots: tuple[SlotText, ...]
    changed: tuple[str, ...] = ()
    surplus: tuple[TextSpan, ...] = ()


BLANKS = " \t\r\n\xa0\u2002\u2003\u3000\u200b_＿"
"""The characters of a blank to write on, and those that show nothing."""
_LOST = "单元格里的原文被改动或删去，分不清哪些字属于哪一栏"
_TWICE = "单元格里的原文出现了两次，分不清从哪里到哪里是答案"


def join_spans(spans: Iterable[TextSpan]) -> str:
    """Return the text of the ranges, a line each, without blanks around it."""
    lines = (span.text.strip(BLANKS) for span in spans)
    return "\n".join(line for line in lines if line)


def find_slot_texts(lines: Sequence[LayoutLine], paragraphs: Sequence[WordParagraph]) -> CellTexts:
    """Find the place of each slot of ``lines`` in ``paragraphs``."""
    parts = _join_parts(lines)
    seen = _SeenText(paragraphs)
    texts = [part for part in parts if isinstance(part, OfficialText)]
    forward = _find_forward(texts, seen.plain)
    slots, surplus = _divide_text(parts, forward, seen)
    if not slots:
        return CellTexts((), _list_changed(texts, forward, seen.plain), surplus)
    backward = _find_backward(texts, seen.plain, forward)
    if forward != backward:
        other, _ = _divide_text(parts, backward, seen)
        slots = tuple(_decide(one, two, texts) for one, two in zip(slots, other, strict=True))
    return CellTexts(slots, _list_changed(texts, forward, seen.plain), surplus)


def _decide(one: SlotText, other: SlotText, texts: Sequence[OfficialText]) -> SlotText:
    """Decide between two ways to find a slot; an official word that was typed again belongs to the answer: 12 台台."""
    if one.text == other.text or one.doubt:
        return one
    rest = normalize_words(other.text).removeprefix(normalize_words(one.text))
    if rest and any(normalize_words(text.text).startswith(rest) for text in texts):
        return other
    return SlotText(one.slot, one.spans, _TWICE)


def _list_changed(texts: Sequence[OfficialText], places: Sequence[_Range | None], plain: str) -> tuple[str, ...]:
    """List the official texts that are not there word for word."""
    changed = []
    for text, place in zip(texts, places, strict=True):
        is_there = place is not None and _build_pattern(text.text).fullmatch(plain, *place)
        if text.text.strip() and not is_there:
            changed.append(text.text.strip())
    return tuple(changed)


def find_beside(line: LayoutLine, paragraph: WordParagraph) -> tuple[TextSpan, ...] | None:
    """Find what was typed beside an official line that is there word for word; None where it is not."""
    seen = _SeenText((paragraph,))
    place = _build_pattern(line.words, is_whole=True).search(seen.plain)
    if place is None:
        return None
    spans = (*seen.locate(0, place.start()), *seen.locate(place.end(), len(seen.plain)))
    return tuple(span for span in spans if normalize_words(span.text))


def _join_parts(lines: Sequence[LayoutLine]) -> list[OfficialText | Slot]:
    """Return the slots and the official texts between them; lines are joined by a newline."""
    parts: list[OfficialText | Slot] = []
    for number, line in enumerate(lines):
        pieces = list(line.pieces)
        if number:
            pieces.insert(0, OfficialText("\n"))
        for piece in pieces:
            last = parts[-1] if parts else None
            if isinstance(piece, OfficialText) and isinstance(last, OfficialText):
                parts[-1] = OfficialText(last.text + piece.text)
            else:
                parts.append(piece)
    return parts


class _SeenText:
    """The text of several paragraphs in one: usual widths, one space for each run of blanks; and the way back."""

    def __init__(self, paragraphs: Sequence[WordParagraph]) -> None:
        self._paragraphs = paragraphs
        self._starts: list[int] = []
        self._origins: list[int] = []
        self._length = 0
        characters: list[str] = []
        for number, paragraph in enumerate(paragraphs):
            self._starts.append(self._length)
            for offset, character in enumerate(paragraph.text + "\n" * (number < len(paragraphs) - 1)):
                if character not in BLANKS:
                    characters.append(_convert(character))
                elif not characters:
                    continue
                elif characters[-1] in " \n":
                    characters[-1] = "\n" if character == "\n" else characters[-1]
                    continue
                else:
                    characters.append("\n" if character == "\n" else " ")
                self._origins.append(self._length + offset)
            self._length += len(paragraph.text) + 1
        self.plain = "".join(characters)

    def locate(self, start: int, end: int) -> tuple[TextSpan, ...]:
        """Return the ranges of the paragraphs between two positions of ``plain``, blank ones only if all are blank."""
        first, last = self._find_origin(start), self._find_origin(end)
        spans = []
        for paragraph, begin in zip(self._paragraphs, self._starts, strict=True):
            begins, ends = max(first - begin, 0), min(last - begin, len(paragraph.text))
            if begins <= ends and first <= begin + len(paragraph.text) and last >= begin:
                spans.append(TextSpan(paragraph, begins, ends))
        filled = tuple(span for span in spans if span.text.strip(BLANKS) or any(one.detail for one in span.pieces))
        return filled or tuple(spans[:1])

    def _find_origin(self, position: int) -> int:
        if position < len(self._origins):
            return self._origins[position]
        return max(self._length - 1, 0)


@lru_cache(maxsize=4096)
def _convert(character: str) -> str:
    """Convert a character to its usual width, one for one, so that positions stay."""
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


_Range = tuple[int, int]


def _find_forward(texts: Sequence[OfficialText], plain: str) -> list[_Range | None]:
    """Find the first place of each official text behind the one before it; None where it is not there."""
    places: list[_Range | None] = []
    position = 0
    for text in texts:
        whole = _build_pattern(text.text, is_whole=True).search(plain, position)
        found = whole or _build_pattern(text.text).search(plain, position)
        place = found.span() if found else _find_alike(text.text, plain, position)
        places.append(place)
        position = _skip_blanks(plain, place[1]) if place else position
    return places


def _skip_blanks(plain: str, position: int) -> int:
    return position + len(plain[position:]) - len(plain[position:].lstrip())


def _find_backward(texts: Sequence[OfficialText], plain: str, forward: Sequence[_Range | None]) -> list[_Range | None]:
    """Find the last place of each official text before the one behind it; where only likeness finds it, the first."""
    places: list[_Range | None] = []
    limit = len(plain.rstrip())
    for text, first in zip(reversed(texts), reversed(forward), strict=True):
        place = first
        if first is not None:
            is_whole = bool(_build_pattern(text.text, is_whole=True).fullmatch(plain, *first))
            for found in _build_pattern(text.text, is_whole=is_whole).finditer(plain, first[0], limit):
                place = found.span() if found.end() > found.start() else place
            limit = len(plain[: min(place[0], limit)].rstrip()) if place else limit
        places.append(place)
    return places[::-1]


@lru_cache(maxsize=1024)
def _build_pattern(text: str, *, is_whole: bool = False) -> re.Pattern[str]:
    """Return a pattern for an official text: spaces may stand anywhere, marks of punctuation may be missing.

    What stands in parentheses behind other words may be missing as well, unless the pattern is for the whole text.
    """
    if not text.strip():
        return re.compile("\n" if "\n" in text else "[ \n]")
    plain = "".join(map(_convert, text))
    pieces = re.split(r"(\([^()]*\))", plain)
    has_more = not is_whole and any(character.isalnum() for piece in pieces[::2] for character in piece)
    parts = [_join_pattern(piece, optional=bool(number % 2) and has_more) for number, piece in enumerate(pieces)]
    return re.compile("".join(filter(None, parts)).removesuffix(_GAP))


def _join_pattern(text: str, *, optional: bool) -> str:
    parts = []
    for character in text:
        if not character.isspace():
            parts.append(re.escape(character) if character.isalnum() else f"(?:{_find_marks(character)})?")
    pattern = "".join(f"{part}{_GAP}" for part in parts)
    return f"(?:{pattern})?" if optional and pattern else pattern


_GAP = "[ \n]?"


def _find_marks(character: str) -> str:
    """Return the marks that people write for one, as a pattern."""
    group = next((marks for marks in _MARKS if character in marks), character)
    return f"[{re.escape(group)}]"


_MARKS = ("([〔【", ")]〕】", ":;", ",、", ".。", "“”\"'‘’「」")


def _find_alike(text: str, plain: str, start: int) -> _Range | None:
    """Find the place whose text is most like an official one; None where none is."""
    return find_alike("".join(map(_convert, text.strip())), plain, start)


def _divide_text(
    parts: Sequence[OfficialText | Slot], places: Sequence[_Range | None], seen: _SeenText
) -> tuple[tuple[SlotText, ...], tuple[TextSpan, ...]]:
    """Give the slots what stands between the official texts that are there; the rest is surplus."""
    slots: list[SlotText] = []
    surplus: list[TextSpan] = []
    waiting: list[str] = []
    position = 0
    remaining = iter(places)
    end = (len(seen.plain), len(seen.plain))
    for part in [*parts, None]:
        if isinstance(part, Slot):
            waiting.append(part.name)
            continue
        place = end if part is None else next(remaining)
        if place is None:
            continue
        if waiting:
            slots += _fill_slots(waiting, seen, position, place[0])
        else:
            surplus += [span for span in seen.locate(position, place[0]) if span.text.strip(BLANKS)]
        waiting, position = [], place[1]
    return tuple(slots), tuple(surplus)


def _fill_slots(names: Sequence[str], seen: _SeenText, start: int, end: int) -> Iterator[SlotText]:
    """Yield the slots between two official texts; where there are several, nothing says which has what."""
    spans = seen.locate(start, end)
    is_blank = not any(span.text.strip(BLANKS) for span in spans)
    doubt = _LOST if len(names) > 1 and not is_blank else ""
    yield SlotText(names[0], spans, doubt)
    for name in names[1:]:
        yield SlotText(name, seen.locate(end, end), doubt)
