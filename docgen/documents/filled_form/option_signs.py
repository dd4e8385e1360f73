"""The signs of each option in a cell: a box or tick belongs to the option that it stands beside.

A cell is read line by line. Signs before the first words of a line belong to them, those behind the last to these; a
line with one option has nothing to decide. Between two options the signs are cut in two: boxes stay on the side where
the boxes of this cell stand (before the options, or behind), an option gets one box, and the cut is where a space is.
Where two cuts are equally good, it is not known which option a tick belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docgen.documents.filled_form.cell_tokens import CellText, CellToken, TokenKind
from docgen.project.word.word_document import BoxMark


@dataclass(frozen=True)
class OptionSigns:
    """The words of one option as they stand in a cell, and the signs that belong to them."""

    words: CellToken
    signs: tuple[CellToken, ...]

    @property
    def has_frame(self) -> bool:
        """True where a box belongs to the option."""
        return any(sign.has_frame for sign in self.signs)


@dataclass
class SignedOptions:
    """Every occurrence of an option with its signs, in order; ``loose`` are signs that belong to none.

    ``unclear`` is true where a sign stands between two options and may belong to either.
    """

    found: list[OptionSigns] = field(default_factory=list)
    loose: list[CellToken] = field(default_factory=list)
    unclear: bool = False


def assign_signs(cell: CellText, tokens: Sequence[CellToken]) -> SignedOptions:
    """Assign each sign among the tokens to an option."""
    lines = _join_lines(list(_split_lines(cell.text, tokens)))
    result = SignedOptions()
    stand_before = _stand_before(lines)
    for line in lines:
        _assign_line(cell.text, line, stand_before, result)
    return result


_Line = list[CellToken]
_AGAINST = 10
"""The cost of a box on the wrong side, or of a second box."""
_NO_SPACE = 3
_NARROWER = 1
_FAR = 3
"""From so much space on a sign behind a line of several options belongs to none of them."""
_SEPARATORS = re.compile(r"[、，,；;。/|]")


def _split_lines(text: str, tokens: Sequence[CellToken]) -> Iterator[_Line]:
    line: _Line = []
    for token in tokens:
        if line and "\n" in text[line[-1].end : token.start]:
            yield line
            line = []
        line.append(token)
    if line:
        yield line


def _join_lines(lines: list[_Line]) -> list[_Line]:
    """Join a line that has a box alone with the option of the next one."""
    joined: list[_Line] = []
    for line in lines:
        before = joined[-1] if joined else []
        is_box = bool(before) and all(token.kind is TokenKind.SIGN and token.has_frame for token in before)
        if is_box and line[0].kind is TokenKind.OPTION:
            before += line
        else:
            joined.append(line)
    return joined


def _stand_before(lines: Sequence[_Line]) -> bool:
    """Return True where the boxes of the cell stand before the options, as far as first and last signs tell."""
    before = sum(1 for line in lines if line[0].has_frame)
    behind = sum(1 for line in lines if line[-1].has_frame)
    return before >= behind


def _assign_line(text: str, line: _Line, stand_before: bool, result: SignedOptions) -> None:
    solid = [at for at, token in enumerate(line) if token.kind is not TokenKind.SIGN]
    options = [at for at in solid if line[at].kind is TokenKind.OPTION]
    signs: dict[int, list[CellToken]] = {at: [] for at in options}
    owners = _find_owners(line, solid, stand_before)
    if len(options) == 1 and -1 not in (owners[at] for at in solid if at > options[0]):
        signs[options[0]] = [token for token in line if token.kind is TokenKind.SIGN]
        result.unclear |= _is_crowded(text, signs[options[0]])
    elif not options:
        result.loose += [token for token in line if token.kind is TokenKind.SIGN]
    else:
        _give(signs, owners[solid[0]], line[: solid[0]], result)
        for left, right in pairwise(solid):
            between = line[left + 1 : right]
            is_boxed = any(sign.has_frame for sign in signs.get(owners[left], ()))
            is_cut = between and owners[left] != owners[right]
            cut = _cut(text, line[left : right + 1], stand_before, is_boxed, result) if is_cut else 0
            _give(signs, owners[left], between[:cut], result)
            _give(signs, owners[right], between[cut:], result)
        _assign_last(text, line, solid[-1], owners, signs, result)
    result.found += [OptionSigns(line[at], tuple(signs[at])) for at in options]


def _find_owners(line: _Line, solid: Sequence[int], stand_before: bool) -> Mapping[int, int]:
    """Return the option that each of the words of a line belongs to: itself, or the one before it (-1 for none).

    Other text with a box of its own is an option that the form does not have.
    """
    owners: dict[int, int] = {}
    owner = -1
    for at in solid:
        is_own = stand_before and line[at].kind is TokenKind.OTHER and at > 0 and line[at - 1].has_frame
        owner = at if line[at].kind is TokenKind.OPTION else -1 if is_own else owner
        owners[at] = owner
    return owners


def _give(signs: Mapping[int, list[CellToken]], owner: int, given: Sequence[CellToken], result: SignedOptions) -> None:
    signs.get(owner, result.loose).extend(given)


def _assign_last(
    text: str,
    line: _Line,
    last: int,
    owners: Mapping[int, int],
    signs: Mapping[int, list[CellToken]],
    result: SignedOptions,
) -> None:
    """Assign the signs behind the last words; a tick behind official text, or far away, is for all or for one."""
    behind = line[last + 1 :]
    _give(signs, owners[last], behind, result)
    if any(_is_tick(sign) for sign in behind):
        is_far = _measure_gap(text, line[last], behind[0]) >= _FAR
        result.unclear |= owners[last] != last or is_far


def _cut(text: str, part: Sequence[CellToken], stand_before: bool, is_boxed: bool, result: SignedOptions) -> int:
    """Return how many of the signs between two words belong to the first of these, which may have a box before it."""
    signs = part[1:-1]
    gaps = [_measure_gap(text, one, other) for one, other in pairwise(part)]
    costs = []
    for cut, gap in enumerate(gaps):
        left, right = signs[:cut], signs[cut:]
        wrong, own = (left, right) if stand_before else (right, left)
        boxes = sum(1 for sign in own if sign.has_frame)
        cost = _AGAINST * (sum(1 for sign in wrong if sign.has_frame) + max(boxes - 1, 0))
        cost += _NARROWER if stand_before and not gaps[0] and any(sign.is_bracketed for sign in right) else 0
        others = max((other for at, other in enumerate(gaps) if at != cut), default=0)
        costs.append(cost + (_NO_SPACE if not gap else 0 if gap >= 2 * others else _NARROWER))
    best = [cut for cut, cost in enumerate(costs) if cost == min(costs)]
    if len(best) > 1 and all(gaps) and stand_before and is_boxed and not any(sign.has_frame for sign in signs):
        best = [0]  # □ 是 √ 否: the tick stands where the box of the second stood
    result.unclear |= any(_is_tick(sign) for sign in signs[best[0] : best[-1]])
    return best[0]


def _measure_gap(text: str, one: CellToken, other: CellToken) -> int:
    """Return the space between two tokens in half-width characters; a separator counts as four."""
    between = text[one.end : other.start]
    wide = sum(2 if sign == "\u3000" else 4 if sign == "\t" else 1 for sign in between if sign.isspace())
    return wide + 4 * len(_SEPARATORS.findall(between))


def _is_tick(sign: CellToken) -> bool:
    return sign.mark is not BoxMark.EMPTY


def _is_crowded(text: str, signs: Sequence[CellToken]) -> bool:
    """Return True for two boxes apart, of which one is ticked: the words of the other may be lost."""
    boxes = [sign for sign in signs if sign.has_frame]
    return any(_measure_gap(text, one, other) and (_is_tick(one) or _is_tick(other)) for one, other in pairwise(boxes))
