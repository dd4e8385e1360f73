"""Alignment of the cells of one row: labels by their words, answers by order and column between them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from docgen.documents.alignment.form_rows import FormCell, FormRow, SeenCell, SeenRow
from docgen.documents.alignment.likeness import compare_label, compare_words, cover_label
from docgen.documents.alignment.row_alignment import LEAST_LIKENESS

SAME = 0.9
"""From this likeness on a heading is the same heading."""
_LOST_LABEL = -1.0
_LOST_ANSWER = -0.8
_SURPLUS = -1.0


@dataclass(frozen=True)
class CellPair:
    """A cell of the form and the one of the document (None where there is none), with the likeness of their words."""

    form: FormCell
    seen: SeenCell | None
    likeness: float = 1.0


@dataclass(frozen=True)
class CellAlignment:
    """The pairs of one row, and the cells of the document that have no partner."""

    pairs: tuple[CellPair, ...]
    surplus: tuple[SeenCell, ...] = ()

    @property
    def is_complete(self) -> bool:
        """True where each cell has its partner: order alone decides nothing."""
        return not self.surplus and all(pair.seen for pair in self.pairs)


def align_cells(form: FormRow, seen: SeenRow, labels: Set[str]) -> CellAlignment:
    """Align the cells of two rows; ``labels`` are the official texts of the form, which are no answers."""
    if form.table < 0:
        return _pair_paragraph(form, seen)
    return _pair_permuted(form, seen) or _pair_in_order(form, seen, labels)


def _pair_paragraph(form: FormRow, seen: SeenRow) -> CellAlignment:
    """Pair a paragraph with a paragraph, or with all cells of a row where it was laid out as a table."""
    paragraphs = tuple(paragraph for cell in seen.own for paragraph in cell.paragraphs)
    first = seen.own[0] if seen.own else SeenCell(())
    whole = SeenCell(paragraphs, first.cell)
    likeness = _measure_likeness(form.cells[0], whole)
    return CellAlignment((CellPair(form.cells[0], whole, likeness),))


def _pair_permuted(form: FormRow, seen: SeenRow) -> CellAlignment | None:
    """Pair a row of headings whose columns stand in another order; None for any other row."""
    wanted = [cell.words for cell in form.own]
    if len(wanted) < 2 or any(cell.slots for cell in form.own) or len(set(wanted)) < len(wanted):
        return None
    partners = [_find_only(words, seen.own) for words in wanted]
    found = [cell for cell in partners if cell]
    if len(found) < len(wanted) or len(set(found)) < len(found) or len(seen.own) != len(found):
        return None
    if found == sorted(found, key=lambda cell: cell.start):
        return None
    return CellAlignment(tuple(CellPair(cell, other) for cell, other in zip(form.own, found, strict=True)))


def _find_only(words: str, cells: Sequence[SeenCell]) -> SeenCell | None:
    """Find the only cell that has these words, or words as good as these: 2022年度 for 2022年."""
    like = [cell for cell in cells if compare_words(words, cell.words) > SAME]
    return like[0] if len(like) == 1 else None


def _pair_in_order(form: FormRow, seen: SeenRow, labels: Set[str]) -> CellAlignment:
    ours, theirs = form.cells, seen.cells
    # Needleman-Wunsch: scores[i][j] is the best for the first i and j cells, with the step that led there.
    scores = [[(0.0, "")] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in range(len(ours) + 1):
        for j in range(len(theirs) + 1):
            steps = []
            if i:
                steps.append((scores[i - 1][j][0] + _weigh_lost(ours[i - 1]), "lost"))
            if j:
                steps.append((scores[i][j - 1][0] + _weigh_surplus(theirs[j - 1]), "surplus"))
            if i and j:
                steps.append((scores[i - 1][j - 1][0] + _weigh_pair(ours[i - 1], theirs[j - 1], labels), "pair"))
            scores[i][j] = max(steps, default=(0.0, ""))
    return _trace_back(scores, ours, theirs)


def _trace_back(
    scores: Sequence[Sequence[tuple[float, str]]], ours: Sequence[FormCell], theirs: Sequence[SeenCell]
) -> CellAlignment:
    pairs: list[CellPair] = []
    surplus: list[SeenCell] = []
    i, j = len(ours), len(theirs)
    while i or j:
        step = scores[i][j][1]
        if step == "pair":
            i, j = i - 1, j - 1
            pairs.append(CellPair(ours[i], theirs[j], _measure_likeness(ours[i], theirs[j])))
        elif step == "lost":
            i -= 1
            pairs.append(CellPair(ours[i], None, 0.0))
        else:
            j -= 1
            surplus.append(theirs[j])
    own = tuple(pair for pair in reversed(pairs) if not pair.form.continues)
    return CellAlignment(own, tuple(cell for cell in reversed(surplus) if cell.text.strip()))


def _weigh_lost(cell: FormCell) -> float:
    if cell.continues or not (cell.words or cell.slots):
        return 0.0
    return _LOST_ANSWER if cell.slots else _LOST_LABEL


def _weigh_surplus(cell: SeenCell) -> float:
    return _SURPLUS if cell.words else -0.05


def _weigh_pair(form: FormCell, seen: SeenCell, labels: Set[str]) -> float:
    overlap = _measure_congruence(form, seen)
    if form.continues or seen.continues:
        return _weigh_continued(form, seen, overlap)
    if form.words and not form.slots:
        likeness = _measure_likeness(form, seen)
        return 4 * likeness if likeness >= LEAST_LIKENESS else -1.0 if not seen.words else -2.0
    if form.words:
        coverage = cover_label(form.words, form.bare, seen.words)
        return (4 * coverage if coverage >= 0.5 else 0.3) + overlap
    if not form.slots:
        return -1.0 if seen.words else 0.5
    return _weigh_answer(seen.words, labels) + overlap


def _weigh_answer(words: str, labels: Set[str]) -> float:
    """Weigh a text as an answer: a label is none, one with something typed behind it hardly."""
    if len(words) > 1 and words in labels:
        return -1.5
    begins = any(words.startswith(label) for label in labels if len(label) > 2)
    return -0.5 if begins else 1.0


def _weigh_continued(form: FormCell, seen: SeenCell, overlap: float) -> float:
    """Weigh a cell that continues from above on one side or both: a merge that was undone, or made by the applicant."""
    if form.continues and seen.continues:
        return 0.5
    if form.continues:
        is_repeated = bool(form.words) and form.words == seen.words
        return 2.0 if is_repeated else 0.5 * overlap if not seen.words and overlap > 0.5 else -3.0
    return 0.5 * overlap if form.slots and overlap > 0.5 else -3.0


def _measure_likeness(form: FormCell, seen: SeenCell) -> float:
    if not form.words:
        return 1.0
    if form.slots:
        return cover_label(form.words, form.bare, seen.words)
    return compare_label(form.words, form.bare, seen.words)


def _measure_congruence(one: FormCell, other: SeenCell) -> float:
    """Return the share of the width of both cells together that both cover, 0 to 1."""
    common = min(one.end, other.end) - max(one.start, other.start)
    together = max(one.end, other.end) - min(one.start, other.start)
    return max(common / together, 0.0) if together > 0 else 0.0


def measure_overlap(one: FormCell | SeenCell, other: FormCell | SeenCell) -> float:
    """Return the share of the narrower of two cells that lies over or under the other, 0 to 1."""
    common = min(one.end, other.end) - max(one.start, other.start)
    narrower = min(one.end - one.start, other.end - other.start)
    return max(common / narrower, 0.0) if narrower > 0 else 0.0
