"""The tokens of a cell with options: the words of each option, official text, boxes and ticks, and any other text.

Spaces, punctuation and the width of characters do not count when words are looked for. Words are claimed the longest
first, so that 是 is not found in 是否高于; words of up to three characters count only where they stand alone. What is
not found so is looked for by likeness, with the same figures and the same 不, 未 and 无. The rest is read again for
letters that people type for a box or a tick (口, 0, V, 对), and is other text otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from docgen.documents.alignment.likeness import compare_words, normalize_words
from docgen.documents.alignment.slot_texts import TextSpan
from docgen.project.word.word_document import BoxKind, BoxMark, TextMark, WordParagraph, WordPiece


class TokenKind(Enum):
    """The kind of a token."""

    OPTION = auto()
    OFFICIAL = auto()
    OTHER = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class CellToken:
    """A token of a cell and its range in the joined text.

    ``option`` is the id of an option. A sign has its ``mark``; ``has_frame`` is true for a box, also one of brackets,
    ``is_letter`` for a letter that stands for a tick or a cross.
    """

    kind: TokenKind
    start: int
    end: int
    option: str = ""
    mark: BoxMark = BoxMark.EMPTY
    has_frame: bool = False
    is_letter: bool = False

    @property
    def is_bracketed(self) -> bool:
        """True for a sign of brackets, with a tick between them or not."""
        return self.kind is TokenKind.SIGN and self.end - self.start > 1


class CellText:
    """The text of the paragraphs of a cell, one a line, with the piece of each character and the way back."""

    def __init__(self, paragraphs: Sequence[WordParagraph]) -> None:
        self.paragraphs = paragraphs
        self._starts: list[int] = []
        self.pieces: list[WordPiece | None] = []
        for paragraph in paragraphs:
            self.pieces += [None] if self._starts else []
            self._starts.append(len(self.pieces))
            self.pieces += [piece for piece in paragraph.pieces for _ in piece.text]
        self.text = "\n".join(paragraph.text for paragraph in paragraphs)

    def list_spans(self, start: int, end: int) -> tuple[TextSpan, ...]:
        """List the range in each paragraph that it touches; an empty range is one empty span."""
        spans = []
        for paragraph, first in zip(self.paragraphs, self._starts, strict=True):
            low, high = max(start, first), min(end, first + len(paragraph.text))
            if low < high or start == end == low == high:
                spans.append(TextSpan(paragraph, low - first, high - first))
        return tuple(spans[:1] if start == end else spans)

    def measure_share(self, mark: TextMark, start: int, end: int) -> float:
        """Return the share of the characters of the range that have the mark, 0 to 1; spaces do not count."""
        pieces = [self.pieces[at] for at in range(start, end) if not self.text[at].isspace()]
        return sum(1 for piece in pieces if piece and mark & piece.marks) / max(len(pieces), 1)


def find_tokens(cell: CellText, options: Mapping[str, str], official: Sequence[str]) -> tuple[CellToken, ...]:
    """Find the tokens of a cell, in order; ``options`` are the printed words by id, ``official`` its other text."""
    finder = _TokenFinder(cell, options, official)
    return tuple(sorted(finder.find(), key=lambda token: token.start))


_LONGEST_SHORT = 3
"""Words of up to so many characters count only where they stand alone."""
_LEAST_LIKENESS = 0.75
_LEAST_LEAD = 0.08
"""The least difference to the next likely option."""
STRICT = re.compile("[0-9一二三四五六七八九十不未非无否没拟将]|计划")
"""Characters in which two texts of one meaning do not differ."""
_LONGEST_SURPLUS = 3
"""So many characters directly beside a long option are a change of its words."""

_LETTERS: Mapping[str, tuple[BoxMark, bool]] = {
    **dict.fromkeys("vˇ对勾", (BoxMark.TICK, False)),
    **dict.fromkeys("口〇0o", (BoxMark.EMPTY, True)),
    "x": (BoxMark.CROSS, False),
}
"""Letters that people type for a sign, with the mark, and if it is a box."""
_GLYPHS: Mapping[str, tuple[BoxMark, bool]] = {
    **dict.fromkeys("○◯⭕", (BoxMark.EMPTY, True)),
    **dict.fromkeys("●⬤◉⊙", (BoxMark.FILLED, True)),
    **dict.fromkeys("∨⋁˅", (BoxMark.TICK, False)),
    "×": (BoxMark.CROSS, False),
}
"""Signs beside those that the reader of Word documents knows: typed as boxes and ticks only beside options."""
_INSTRUCTION = re.compile(r"(?:[□☐]\s*[内里中]?\s*)?[打划画]\s*[“\"‘]?[√✓✔☑]")
"""Words that say how to tick, whose signs are none: 在□内打“√”."""
_BRACKETS = re.compile(r"[\[［(（【〔]([\s_]{0,40})([^\s\[\]()（）]?)[\s_]{0,40}[\]］)）】〕]")
_UNSAID = re.compile(
    r"[\W_]*+(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})[\W_]++|[①-⑳][\W_]*+)?"  # the number of a line
    r"(?:(?:我们|本表)?(?:选择|勾选|选|答案?|结果)[\W_]*+)?\Z"
)
"""Text that says nothing: punctuation, the number of a line, 选择："""


class _TokenFinder:
    def __init__(self, cell: CellText, options: Mapping[str, str], official: Sequence[str]) -> None:
        self._cell = cell
        self._text = cell.text
        self._options = {option: normalize_words(words) for option, words in options.items()}
        self._official = [words for line in official for words in {normalize_words(line)} if words]
        self._taken = [False] * len(cell.text)
        self._tokens: list[CellToken] = []

    def find(self) -> list[CellToken]:
        self._add_boxes()
        self._claim_long_words()
        self._claim_brackets()
        self._claim_glyphs()
        self._claim_short_words()
        self._open_brackets()
        self._claim_alike()
        for start, end in list(self._iterate_segments()):
            self._claim_rest(start, end)
        return self._tokens

    def _add_boxes(self) -> None:
        told = {at for found in _INSTRUCTION.finditer(self._text) for at in range(*found.span())}
        boxes = {at: piece.box for at, piece in enumerate(self._cell.pieces) if piece and piece.box and at not in told}
        fields = {box.mark for box in boxes.values() if box.kind is BoxKind.FIELD}
        for at, box in boxes.items():
            # Word shows a ticked checkbox as ☒; in a field √ and × may be laid over boxes, and then × is none.
            is_checkbox = box.kind is BoxKind.CONTROL or (box.kind is BoxKind.FIELD and BoxMark.CHECKED not in fields)
            mark = BoxMark.CHECKED if is_checkbox and box.mark is BoxMark.CROSSED else box.mark
            self._add(CellToken(TokenKind.SIGN, at, at + 1, "", mark, mark.has_frame))

    def _add(self, token: CellToken) -> None:
        self._tokens.append(token)
        self._taken[token.start : token.end] = [True] * (token.end - token.start)

    def _list_words(self) -> Iterator[tuple[str, str]]:
        """Yield the words that are looked for, the longest first, with the option (empty for official text)."""
        both = [*((words, option) for option, words in self._options.items()), *((one, "") for one in self._official)]
        yield from sorted(both, key=lambda pair: -len(pair[0]))

    def _claim_long_words(self) -> None:
        for words, option in self._list_words():
            if len(words) > _LONGEST_SHORT:
                self._claim_words(words, option)

    def _claim_words(self, words: str, option: str) -> None:
        letters, places = self._join_letters(range(len(self._text)))
        at = letters.find(words)
        while at >= 0:
            self._add_words(option, places[at], places[at + len(words) - 1] + 1)
            at = letters.find(words, at + len(words))

    def _join_letters(self, places: Iterable[int]) -> tuple[str, list[int]]:
        """Join the letters at the places that nothing has claimed, each with its place; a NUL for what is claimed."""
        found: list[tuple[str, int]] = []
        for at in places:
            shown = "\0" if self._taken[at] else normalize_words(self._text[at])
            found += [(letter, at) for letter in shown]
        return "".join(letter for letter, _ in found), [at for _, at in found]

    def _add_words(self, option: str, start: int, end: int) -> None:
        self._add(CellToken(TokenKind.OPTION if option else TokenKind.OFFICIAL, start, end, option))

    def _claim_brackets(self) -> None:
        for found in _BRACKETS.finditer(self._text):
            inside = found[2]
            at = found.start(2)
            sign = next((token for token in self._tokens if inside and token.start <= at < token.end), None)
            if sign and sign.kind is TokenKind.SIGN:
                self._tokens.remove(sign)
                mark = BoxMark.CHECKED if sign.mark is BoxMark.TICK else sign.mark
                self._add(CellToken(TokenKind.SIGN, found.start(), found.end(), "", mark, True))
            elif not inside and not any(self._taken[found.start() : found.end()]):
                self._add(CellToken(TokenKind.SIGN, found.start(), found.end(), "", BoxMark.EMPTY, True))
            elif inside and not self._taken[at] and (known := self._find_letter(inside)):
                mark = BoxMark.CHECKED if known[0] is BoxMark.TICK else known[0]
                if known[0] is BoxMark.CROSS and inside.isascii() and found[0][0] in "[［":
                    mark = BoxMark.CROSSED  # [x] is the tick of plain text
                self._add(CellToken(TokenKind.SIGN, found.start(), found.end(), "", mark, True))

    def _open_brackets(self) -> None:
        """Take a tick in brackets for a tick, not for a box, where the cell has other boxes: □是（√）."""
        signs = [token for token in self._tokens if token.kind is TokenKind.SIGN and token.has_frame]
        if not all(sign.is_bracketed for sign in signs):
            for sign in (sign for sign in signs if sign.is_bracketed):
                self._tokens.remove(sign)
                if sign.mark is not BoxMark.EMPTY:
                    mark = BoxMark.TICK if sign.mark is BoxMark.CHECKED else BoxMark.CROSS
                    self._tokens.append(replace(sign, mark=mark, has_frame=False))

    def _find_letter(self, sign: str) -> tuple[BoxMark, bool] | None:
        return _LETTERS.get(normalize_words(sign)) or _GLYPHS.get(sign)

    def _claim_glyphs(self) -> None:
        for at, sign in enumerate(self._text):
            if sign in _GLYPHS and not self._taken[at]:
                mark, has_frame = _GLYPHS[sign]
                self._add(CellToken(TokenKind.SIGN, at, at + 1, "", mark, has_frame))

    def _claim_short_words(self) -> None:
        """Claim the short words in each run of letters that has nothing but them, and letters for signs."""
        short = [(words, option) for words, option in self._list_words() if 0 < len(words) <= _LONGEST_SHORT]
        known = dict(reversed(short))
        if not known:
            return
        one = "|".join(re.escape(words) for words, _ in short)
        letters_only = f"[{''.join(_LETTERS)}]"
        whole = re.compile(f"(?:{one}|{letters_only})+")
        part = re.compile(f"{one}|{letters_only}")
        for start, end in self._iterate_runs():
            letters, places = self._join_letters(range(start, end))
            if not whole.fullmatch(letters):
                continue
            found = list(part.finditer(letters))
            if not any(match[0] in known for match in found):
                continue
            for match in found:
                low, high = places[match.start()], places[match.end() - 1] + 1
                if match[0] in known:
                    self._add_words(known[match[0]], low, high)
                else:
                    self._add_letter(match[0], low, high)

    def _add_letter(self, letter: str, start: int, end: int) -> None:
        mark, has_frame = _LETTERS[letter]
        self._add(CellToken(TokenKind.SIGN, start, end, "", mark, has_frame, is_letter=not has_frame))

    def _iterate_runs(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of letters without anything between them that nothing has claimed."""
        start = -1
        for at in range(len(self._text) + 1):
            is_letter = at < len(self._text) and not self._taken[at] and bool(normalize_words(self._text[at]))
            if is_letter and start < 0:
                start = at
            elif not is_letter and start >= 0:
                yield start, at
                start = -1

    def _iterate_segments(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges between tokens and line breaks that have letters, without what stands around these."""
        start = 0
        for at in range(len(self._text) + 1):
            if at == len(self._text) or self._taken[at] or self._text[at] == "\n":
                segment = self._text[start:at]
                if normalize_words(segment):
                    yield start + len(segment) - len(segment.lstrip()), start + len(segment.rstrip())
                start = at + 1

    def _claim_alike(self) -> None:
        """Claim segments that are like an option that was not found, or like official text: the likeliest first."""
        found = {token.option for token in self._tokens}
        segments = {(start, end): normalize_words(self._text[start:end]) for start, end in self._iterate_segments()}
        for (start, end), letters in segments.items():
            scores = sorted(
                ((_compare(words, letters), option) for option, words in self._options.items()), reverse=True
            )
            best, option = scores[0] if scores else (0.0, "")
            lead = best - scores[1][0] if len(scores) > 1 else best
            if best >= _LEAST_LIKENESS and lead >= _LEAST_LEAD and option not in found:
                self._add_words(option, start, end)
                found.add(option)
            elif any(_compare(words, letters) >= _LEAST_LIKENESS for words in self._official):
                self._add_words("", start, end)
            elif (cut := self._find_shortened(letters)) and cut not in found:
                self._add_words(cut, start, end)
                found.add(cut)

    def _find_shortened(self, letters: str) -> str:
        """Return the one option that begins or ends with the letters: 不适用 for 非高耗能行业，不适用."""
        if len(letters) < _LONGEST_SHORT:
            return ""
        longer = [
            option for option, words in self._options.items() if words.startswith(letters) or words.endswith(letters)
        ]
        return longer[0] if len(longer) == 1 else ""

    def _claim_rest(self, start: int, end: int) -> None:
        rest = self._text[start:end]
        letters = normalize_words(rest)
        if letters in _LETTERS:
            at = next(at for at in range(start, end) if normalize_words(self._text[at]))
            self._add_letter(letters, at, at + 1)
        elif not _UNSAID.match(rest) and not self._is_change(start, end, letters):
            kept = rest.strip(" \t\xa0\u3000，,、；;。:：")
            low = start + rest.index(kept)
            self._add(CellToken(TokenKind.OTHER, low, low + len(kept)))

    def _is_change(self, start: int, end: int, letters: str) -> bool:
        """Return True for a few letters directly beside a long option: 培育工作 instead of 培育."""
        if len(letters) > _LONGEST_SURPLUS or STRICT.search(letters):
            return False
        return any(
            start == token.end or end == token.start
            for token in self._tokens
            if len(self._options.get(token.option, "")) > _LONGEST_SHORT
        )


def _compare(words: str, seen: str) -> float:
    """Return the likeness of two texts, 0 to 1; 0 for short ones and for those that differ in figures or 不."""
    if min(len(words), len(seen)) <= _LONGEST_SHORT or STRICT.findall(words) != STRICT.findall(seen):
        return 0.0
    return compare_words(words, seen)
