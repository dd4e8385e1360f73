"""The ticked options of a cell, in all the ways people tick.

Three steps. The text of the cell becomes tokens: the words of options, official text, boxes and ticks, other text
(``cell_tokens.py``). Each box or tick is given to the option that it stands beside (``option_signs.py``). Then the
states of all options are looked at together, since a ☒ or ■ is a tick only where the others are empty: the strongest
thing that sets some options apart decides – ticks, then filled or crossed boxes, underlines, struck options, deleted
ones –, and whatever speaks against it makes the reading doubtful.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from docgen.documents.alignment.likeness import normalize_words
from docgen.documents.alignment.slot_texts import BLANKS, TextSpan
from docgen.documents.filled_form.cell_tokens import STRICT, CellText, CellToken, TokenKind, find_tokens
from docgen.documents.filled_form.figure_reader import read_nothing
from docgen.documents.filled_form.option_signs import OptionSigns, SignedOptions, assign_signs
from docgen.project.word.word_document import BoxMark, PieceKind, TextMark, WordParagraph, WordPiece
from docgen.values import shorten_text


@dataclass(frozen=True)
class BoxReading:
    """The options that are ticked, by id in the order of the form.

    ``doubt`` is a reason in Chinese why this is uncertain, "" where it is not; ``ticked`` is then a proposal, or empty.
    ``is_blank`` is true where nothing is ticked and nothing said; without it and without doubt an empty ``ticked`` is
    无. ``boxes`` has the box of each option that was found, or the empty span before its words; ``words`` the words as
    they stand there. ``unplaced`` is the text that is neither option, box nor official.
    """

    ticked: tuple[str, ...]
    doubt: str
    is_blank: bool
    boxes: Mapping[str, TextSpan] = field(default_factory=dict)
    words: Mapping[str, TextSpan] = field(default_factory=dict)
    unplaced: tuple[TextSpan, ...] = ()


def read_boxes(
    options: Mapping[str, str], paragraphs: Sequence[WordParagraph], official: Sequence[str] = (), *, several: bool
) -> BoxReading:
    """Read which options are ticked in a cell.

    ``options`` are the printed words by id, ``paragraphs`` all paragraphs of the cell, ``official`` the lines of other
    official text in it; ``several`` is true where more than one may be ticked.
    """
    cell = CellText(paragraphs)
    if len(cell.text) > _LONGEST_CELL:
        spans = cell.list_spans(0, len(cell.text))
        return BoxReading((), f"格里有 {len(cell.text)} 个字，不像一组选项", False, unplaced=spans)
    tokens = find_tokens(cell, options, official)
    signed = assign_signs(cell, tokens)
    chosen = _choose_occurrences(options, signed)
    other = [token for token in tokens if token.kind is TokenKind.OTHER]
    repeated = [one.words for one in signed.found if chosen[one.words.option] is not one]
    decision = _Decision(cell, options, chosen, signed, other, repeated, several)
    decision.decide()
    unplaced = sorted([*other, *repeated], key=lambda token: token.start)
    return BoxReading(
        tuple(option for option in options if option in decision.ticked),
        "；".join(dict.fromkeys(decision.doubts)),
        decision.is_blank,
        {option: _find_box(cell, one) for option, one in chosen.items()},
        {option: cell.list_spans(one.words.start, one.words.end)[0] for option, one in chosen.items()},
        tuple(span for token in unplaced for span in cell.list_spans(token.start, token.end)),
    )


class _State(Enum):
    TICKED = auto()
    EMPTY = auto()
    BARE = auto()
    """Neither box nor tick."""
    FILLED = auto()
    CROSSED = auto()
    """A crossed box, a tick where the others are empty."""
    DENIED = auto()
    """A cross without a box of its own, which may say no."""
    MIXED = auto()


_NOTHING_WORDS = frozenset({"无", "均无", "都没有", "没有", "以上都没有", "以上均无", "以上皆无"})
_LONGEST_CELL = 3_000
"""In characters; more is no cell of options, and would take time."""
_MOST = 0.5
"""The share of the words that has to be underlined or struck."""


def _choose_occurrences(options: Mapping[str, str], signed: SignedOptions) -> dict[str, OptionSigns]:
    """Choose the occurrence of each option that is the printed one: with a box, with a sign, or the first."""
    chosen: dict[str, OptionSigns] = {}
    for option in options:
        found = [one for one in signed.found if one.words.option == option]
        if found:
            chosen[option] = max(found, key=lambda one: (one.has_frame, bool(one.signs), -one.words.start))
    return chosen


def _find_box(cell: CellText, one: OptionSigns) -> TextSpan:
    boxes = [sign for sign in one.signs if sign.has_frame] or one.signs
    if not boxes:
        return cell.list_spans(one.words.start, one.words.start)[0]
    return cell.list_spans(boxes[0].start, boxes[-1].end)[0]


def _find_state(one: OptionSigns) -> _State:
    marks = {sign.mark for sign in one.signs} - {BoxMark.EMPTY}
    if not marks:
        return _State.EMPTY if one.has_frame else _State.BARE
    if marks <= {BoxMark.TICK, BoxMark.CHECKED}:
        return _State.TICKED
    states = {BoxMark.FILLED: _State.FILLED, BoxMark.CROSSED: _State.CROSSED, BoxMark.CROSS: _State.DENIED}
    return states[marks.pop()] if len(marks) == 1 else _State.MIXED


@dataclass
class _Decision:
    """The decision about one cell; ``ticked``, ``doubts`` and ``is_blank`` are its result."""

    cell: CellText
    options: Mapping[str, str]
    found: Mapping[str, OptionSigns]
    signed: SignedOptions
    other: Sequence[CellToken]
    repeated: Sequence[CellToken]
    several: bool
    ticked: Collection[str] = ()
    doubts: list[str] = field(default_factory=list)
    is_blank: bool = False

    def __post_init__(self) -> None:
        self.states = {option: _find_state(one) for option, one in self.found.items()}
        self.missing = [option for option in self.options if option not in self.found]
        self.struck = self._list_marked(TextMark.STRUCK)
        self.underlined = self._list_marked(TextMark.UNDERLINED)

    def decide(self) -> None:
        kinds = set(self.states.values())
        if _State.TICKED in kinds:
            self._take_ticks()
        elif kinds & {_State.FILLED, _State.CROSSED}:
            self._take_full_boxes()
        elif kinds & {_State.DENIED, _State.MIXED}:
            self.doubts.append("打了叉，看不出是选中还是不选")
        else:
            self._take_other_ways()
        self._find_contradictions()

    def _list(self, *states: _State) -> list[str]:
        return [option for option, state in self.states.items() if state in states]

    def _list_marked(self, mark: TextMark) -> list[str]:
        """List the options whose words have the mark, where others do not have it."""
        words = {option: one.words for option, one in self.found.items()}
        marked = [one for one, token in words.items() if self.cell.measure_share(mark, token.start, token.end) > _MOST]
        return marked if len(marked) < len(words) or self.missing else []

    def _are_all(self, mark: TextMark) -> bool:
        tokens = [one.words for one in self.found.values()]
        return all(self.cell.measure_share(mark, token.start, token.end) > _MOST for token in tokens)

    def _take_ticks(self) -> None:
        self.ticked = self._list(_State.TICKED)
        others = [option for option in self.found if option not in self.ticked]
        if set(self._list(_State.FILLED, _State.CROSSED, _State.MIXED)):
            self.doubts.append("有的打勾，有的打叉或涂黑，看不出选了哪些")
        elif self.several and {self.states[option] for option in others} == {_State.BARE, _State.EMPTY}:
            self.doubts.append(f"“{self._show(self._list(_State.BARE))}”前面没有方框")
        is_letter = any(
            all(sign.is_letter or not _is_mark(sign) for sign in self.found[one].signs) for one in self.ticked
        )
        if is_letter and not all(self.states[option] is _State.EMPTY for option in others):
            self.doubts.append("用字母或“对”代替打勾，别的选项前又没有方框")

    def _take_full_boxes(self) -> None:
        full = self._list(_State.FILLED, _State.CROSSED)
        others = [option for option in self.found if option not in full]
        kinds = {self.states[option] for option in full}
        if len(kinds) > 1 or set(self._list(_State.DENIED, _State.MIXED)):
            self.doubts.append("方框有的打叉、有的涂黑，看不出选了哪些")
        elif not others and not (len(full) == 1 and self.missing):
            self.doubts.append("所有方框都打了叉或涂黑，看不出选了哪些")
        else:
            self.ticked = full

    def _take_other_ways(self) -> None:
        """Decide where nothing is ticked: by underlines, struck or deleted options, or by words."""
        left = [option for option in self.found if option not in self.struck]
        if self.underlined:
            self.ticked = self.underlined
        elif self.struck and left and (self.several or len(left) == 1):
            self.ticked = left
        elif self.struck:
            self.doubts.append("有的选项划去了，看不出选了哪一项")
        elif not self.found:
            self._take_words()
        elif self.missing:
            self._take_what_is_left()
        else:
            self._take_blank()

    def _take_words(self) -> None:
        said = normalize_words("".join(self.cell.text[token.start : token.end] for token in self.other))
        written = self.cell.text.strip(BLANKS)
        if not said:
            nothing = read_nothing(written) if self.several else None
            self.is_blank = not written
            if written and not nothing:
                self.doubts.append(f"格里只有“{shorten_text(written, 20)}”，没有选项")
        elif not (self.several and said in _NOTHING_WORDS):
            self.doubts.append(f"写的是“{self._quote_other()}”，不是表上的选项")

    def _take_what_is_left(self) -> None:
        """Decide where some options are not in the cell: deleted, or the answer was written in words."""
        if self.other or (self.several and self._list(_State.EMPTY)):
            self.ticked = () if self.other else list(self.found)
            self.doubts.append(f"没有打勾，“{self._show(self.missing)}”不在格里，看不出是否选了留下的")
        elif self.several or len(self.found) == 1:
            self.ticked = list(self.found)
        else:
            self.doubts.append(f"没有打勾，“{self._show(self.missing)}”不在格里")

    def _take_blank(self) -> None:
        bold = self._list_marked(TextMark.BOLD)
        if len(self.found) > 1 and self._are_all(TextMark.UNDERLINED):
            self.doubts.append("没有打勾，所有选项都画了下划线")
        elif bold:
            self.ticked = bold
            self.doubts.append(f"没有打勾，只是把“{self._show(bold)}”加粗")
        elif self.repeated and len({token.option for token in self.repeated}) == 1:
            self.ticked = [self.repeated[0].option]
            self.doubts.append(f"没有打勾，另外写了“{self._show(self.ticked)}”")
        elif self._is_nothing_said():
            return
        elif self.other:
            self.doubts.append(f"没有打勾，另外写了“{self._quote_other()}”")
        elif self._list(_State.BARE):
            bare = self._list(_State.BARE)
            self.doubts.append(f"没有打勾，“{self._show(bare)}”前面没有方框")
        elif any(piece.kind is PieceKind.OBJECT for piece in self._list_pieces()):
            self.doubts.append("没有打勾，格里有图形或图片，可能是画上去的勾")
        else:
            self.is_blank = not any(map(_is_mark, self.signed.loose))

    def _is_nothing_said(self) -> bool:
        said = normalize_words(self._quote_other())
        return self.several and said in _NOTHING_WORDS

    def _find_contradictions(self) -> None:
        if self.signed.unclear:
            self.ticked = ()
            self.doubts.append("有一个勾夹在两个选项之间，看不出属于哪一项")
        if changed := [token for token in self.other if self._changes_option(token)]:
            words = self.cell.text[changed[0].start : changed[0].end]
            self.doubts.append(f"选项旁边紧接着写了“{shorten_text(words, 20)}”")
        if any(map(_is_mark, self._list_strays())):
            self.ticked = self._list(_State.TICKED)
            self.doubts.append("有一个勾不在任何选项旁边")
        if any(
            _is_mark(sign) and self.cell.measure_share(TextMark.STRUCK, sign.start, sign.end)
            for sign in self._list_signs()
        ):
            self.doubts.append("有的勾被划去了")
        ticked = set(self.ticked)
        if not self.several and len(ticked) > 1:
            self.doubts.append(f"只能选一项，选了“{self._show(self.ticked)}”")
        if ticked & set(self.struck):
            self.doubts.append("选中的选项又被划去")
        if self.struck and not self.several and ticked and not ticked & set(self.underlined):
            self._compare(ticked, [one for one in self.found if one not in self.struck], "没有划去的")
        if self.underlined:
            self._compare(ticked, self.underlined, "画了下划线的")
        if ticked and {token.option for token in self.repeated} - ticked:
            self.doubts.append(f"另外写了“{self._show([token.option for token in self.repeated])}”")

    def _compare(self, ticked: set[str], told: Sequence[str], called: str) -> None:
        if not ticked & set(told):
            self.doubts.append(f"{called}是“{self._show(told)}”，和勾的不一致")

    def _changes_option(self, token: CellToken) -> bool:
        """Return True for words directly at those of an option that may say the opposite: 没有…, …未开展."""
        words = [one.words for one in self.signed.found]
        is_before = any(token.end == one.start for one in words)
        is_behind = any(token.start == one.end for one in words)
        text = normalize_words(self.cell.text[token.start : token.end])
        return is_before or (is_behind and any(not sign.isdigit() for sign in STRICT.findall(text)))

    def _list_strays(self) -> list[CellToken]:
        """List the signs beside no option; of several, one that somebody added (☑其他：…) is none of the form's."""
        if not self.several or self.missing or not self.ticked:
            return self.signed.loose
        begins = {token.start for token in self.other}
        return [sign for sign in self.signed.loose if not (sign.has_frame and sign.end in begins)]

    def _list_signs(self) -> list[CellToken]:
        return [sign for one in self.signed.found for sign in one.signs]

    def _list_pieces(self) -> list[WordPiece]:
        return [piece for paragraph in self.cell.paragraphs for piece in paragraph.pieces]

    def _show(self, options: Collection[str]) -> str:
        return shorten_text("、".join(self.options[option] for option in options), 40)

    def _quote_other(self) -> str:
        return shorten_text("，".join(self.cell.text[token.start : token.end] for token in self.other), 40)


def _is_mark(sign: CellToken) -> bool:
    return sign.mark is not BoxMark.EMPTY
