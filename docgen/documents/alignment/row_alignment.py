"""Sequence alignment of the rows of a layout with those of a document, in reading order.

Each pair of rows that share official text has a weight: the length of what they share. The chain of pairs with the
greatest sum is chosen, in which both sides go forward; a pair that follows its neighbours directly weighs more, so that
rows with the same words (联系人, 2022年) find the one that stands where theirs does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docgen.documents.alignment.form_rows import FormCell, FormRow, SeenRow, find_heading_words
from docgen.documents.alignment.likeness import compare_label, compare_words, cover_label, get_number
from docgen.progress import checkpoint
from docgen.values import convert_to_half_width

LEAST_LIKENESS = 0.6
"""Below this two labels are different labels."""
LEAST_HEADING = 0.7
"""The same for headings, which stand among prose."""
_LONGEST = 24
"""Longer texts do not weigh more."""
_NEIGHBOUR = 3.0
_SAME_NUMBER = 4.0
_SAME_HEADING = 3.0
"""A heading with its number, word for word, weighs more than its words beside two neighbours: they may be quoted."""
_OTHER_KIND = 0.8
"""The factor for a paragraph of the form that stands in a table of the document."""
_SHORTEST_EXACT = 3
"""Longer labels that stand in the document word for word are looked for nowhere else."""
_SHORTEST_COVERED = 4
"""Shorter official words beside an answer say nothing: 个."""


@dataclass(frozen=True)
class RowPair:
    """A row of the form and its row of the document; ``is_anchored`` where a neighbour of both is a pair as well.

    ``is_moved`` is true where it stands at another place than in the form.
    """

    form: int
    seen: int
    likeness: float
    is_anchored: bool = True
    is_moved: bool = False


def align_rows(form: Sequence[FormRow], seen: Sequence[SeenRow]) -> tuple[RowPair, ...]:
    """Return the pairs of rows, by their positions, in the order of the form; each row is in at most one pair."""
    weights = _Weights(form, seen)
    chain = _find_best_chain(weights.by_form, len(seen))
    pairs = dict(chain)
    moved = dict(_find_moved(form, seen, pairs))
    taken = {**pairs, **moved}
    taken |= _fill_gaps(form, seen, taken)
    closed = [number for number, row in enumerate(form) if not row.is_open]
    before, after = dict(zip(closed[1:], closed, strict=False)), dict(zip(closed, closed[1:], strict=False))
    return tuple(
        RowPair(
            number,
            place,
            weights.measure(number, place),
            _is_anchored(place, taken.get(before.get(number, -1)), taken.get(after.get(number, -1))),
            number in moved,
        )
        for number, place in sorted(taken.items())
    )


def _is_anchored(place: int, before: int | None, after: int | None) -> bool:
    """Return True where a neighbour in the form is the neighbour here, or both stand around it."""
    if before is not None and after is not None and before < place < after:
        return True
    return before == place - 1 or after == place + 1


def _fill_gaps(form: Sequence[FormRow], seen: Sequence[SeenRow], pairs: Mapping[int, int]) -> dict[int, int]:
    """Pair the rows between two pairs where both sides have equally many: rows without words, or with other words."""
    found: dict[int, int] = {}
    known = sorted(pairs.items())
    for (first, start), (last, end) in zip(known, known[1:], strict=False):
        ours = range(first + 1, last)
        theirs = range(start + 1, end)
        if len(ours) != len(theirs) or any(form[number].is_open for number in ours):
            continue
        if all(form[one].table >= 0 and seen[other].table >= 0 for one, other in zip(ours, theirs, strict=True)):
            found |= dict(zip(ours, theirs, strict=True))
    return found


class _Weights:
    """The weight of each pair of rows that share official text."""

    def __init__(self, form: Sequence[FormRow], seen: Sequence[SeenRow]) -> None:
        self._rows_of: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(seen):
            for words in row.words:
                self._rows_of[words].append(place)
            if row.is_divided:
                self._rows_of[row.joined].append(place)
        self._leads_of: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(seen):
            if row.lead:
                self._leads_of[row.lead].append(place)
        self._official = {_find_label(row, cell) for row in form for cell in row.own} - {""}
        self._form, self._seen = form, seen
        self._full = [sum(_weigh(cell) for cell in row.own) for row in form]
        self.by_form = [self._weigh_row(row) for row in form]

    def measure(self, number: int, place: int) -> float:
        """Return the share of the official text of a row that its partner has, 0 to 1."""
        return min(self.by_form[number].get(place, 0.0) / max(self._full[number], 1.0), 1.0)

    def _weigh_row(self, row: FormRow) -> dict[int, float]:
        checkpoint()
        if row.is_open:
            return {}
        total: dict[int, float] = defaultdict(float)
        for cell in row.own:
            for place, likeness in self._find_like(row, cell).items():
                total[place] += likeness * _weigh(cell)
        places = (place for place in total if row.table < 0 or self._seen[place].table >= 0)
        return {place: self._adjust(row, place, total[place]) for place in places}

    def _find_like(self, row: FormRow, cell: FormCell) -> dict[int, float]:
        """Find the rows that have words like those of the cell, with the likeness.

        Words that are those of another label of the form are this label, however alike the two are.
        """
        best: dict[int, float] = {}
        if not cell.words:
            return best
        heading, label = find_heading_words(row), _find_label(row, cell)
        if not heading and len(label) > _SHORTEST_EXACT and label in self._rows_of:
            return dict.fromkeys(self._rows_of[label], 1.0)
        for words, places in (self._leads_of if heading else self._rows_of).items():
            if label and words != label and words in self._official:
                continue
            likeness = compare_words(heading, words) if heading else _compare_cell(cell, words)
            if likeness >= (LEAST_HEADING if heading else LEAST_LIKENESS):
                best |= {place: max(best.get(place, 0.0), likeness) for place in places}
        return best

    def _adjust(self, row: FormRow, place: int, weight: float) -> float:
        other = self._seen[place]
        if row.table < 0 <= other.table:
            return weight * _OTHER_KIND
        if row.is_heading and row.table < 0:
            return weight + (0.0, _SAME_NUMBER, _SAME_NUMBER + _SAME_HEADING)[rank_heading(row, other)]
        return weight


def rank_heading(row: FormRow, seen: SeenRow) -> int:
    """Return 2 where a paragraph is the heading word for word, 1 where it has its number, else 0."""
    official, text = row.cells[0].text, seen.cells[0].text
    if "".join(convert_to_half_width(official).split()) == "".join(convert_to_half_width(text).split()):
        return 2
    return int(get_number(official) == get_number(text))


def _find_label(row: FormRow, cell: FormCell) -> str:
    """Return the words by which a heading or label is known, "" for a cell with answers."""
    return find_heading_words(row) or ("" if cell.slots else cell.words)


def _weigh(cell: FormCell) -> float:
    return 2.0 + min(len(cell.words), _LONGEST) if cell.words else 0.0


def _compare_cell(cell: FormCell, seen: str) -> float:
    if cell.slots:
        return cover_label(cell.words, cell.bare, seen) if len(cell.words) >= _SHORTEST_COVERED else 0.0
    return compare_label(cell.words, cell.bare, seen)


def _find_best_chain(weights: Sequence[Mapping[int, float]], width: int) -> list[tuple[int, int]]:
    """Find the chain of pairs with the greatest sum: an increasing subsequence by weight (Fenwick tree of maxima)."""
    best = _PrefixMaxima(width)
    links: dict[tuple[int, int], tuple[int, int] | None] = {}
    sums: dict[tuple[int, int], float] = {}
    previous = -1
    for number, row in enumerate(weights):
        if not row:
            continue
        for place in sorted(row, reverse=True):  # a row is in one pair: later places first
            total, link = best.find(place)
            beside = (previous, place - 1)
            if beside in sums and sums[beside] + _NEIGHBOUR > total:
                total, link = sums[beside] + _NEIGHBOUR, beside
            sums[number, place] = total + row[place]
            links[number, place] = link
            best.add(place + 1, sums[number, place], (number, place))
        previous = number
    chain = []
    pair = best.find(width)[1]
    while pair:
        chain.append(pair)
        pair = links[pair]
    return chain[::-1]


class _PrefixMaxima:
    """The greatest sum of a chain that ends before a place; sums only grow, so a sorted staircase is enough."""

    def __init__(self, width: int) -> None:
        self._ends: list[int] = [0]
        self._sums: list[tuple[float, tuple[int, int] | None]] = [(0.0, None)]

    def find(self, end: int) -> tuple[float, tuple[int, int] | None]:
        return self._sums[bisect_right(self._ends, end) - 1]

    def add(self, end: int, total: float, pair: tuple[int, int]) -> None:
        position = bisect_right(self._ends, end)
        if self._sums[position - 1][0] >= total:
            return
        while position < len(self._ends) and self._sums[position][0] <= total:
            del self._ends[position], self._sums[position]
        if self._ends[position - 1] == end:
            self._sums[position - 1] = (total, pair)
        else:
            self._ends.insert(position, end)
            self._sums.insert(position, (total, pair))


def _find_moved(form: Sequence[FormRow], seen: Sequence[SeenRow], pairs: Mapping[int, int]) -> list[tuple[int, int]]:
    """Find rows whose words stand, once on each side, at another place than in the form."""
    free = set(range(len(seen))) - set(pairs.values())
    by_words: dict[str, list[int]] = defaultdict(list)
    for place in sorted(free):
        for words in seen[place].words:
            by_words[words].append(place)
    counts: dict[str, int] = defaultdict(int)
    for row in form:
        for cell in row.own:
            counts[cell.words] += 1
    moved, used = [], set[int]()
    for number, row in enumerate(form):
        labels = [cell.words for cell in row.own if cell.words and not cell.slots]
        if number in pairs or row.is_open or not labels:
            continue
        longest = max(labels, key=len)
        places = by_words.get(longest, [])
        if len(longest) > 2 and counts[longest] == 1 and len(places) == 1 and places[0] not in used:
            used.add(places[0])
            moved.append((number, places[0]))
    return moved
