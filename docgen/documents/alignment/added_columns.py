"""Columns that were added at the sides of a table of the form: 序号 before all others, 备注 behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docgen.documents.alignment.form_rows import FormRow, SeenCell, SeenRow

_FEWEST_ROWS = 3
_MOST = 0.8
"""The share of the rows of a table that must have an added column."""


@dataclass(frozen=True)
class _Added:
    """The number of columns added at each side of a table."""

    left: int = 0
    right: int = 0


class AddedColumns:
    """The columns added to each table of the form, found by its rows and their partners in the document."""

    def __init__(self, pairs: Iterable[tuple[FormRow, SeenRow]]) -> None:
        by_table: dict[int, list[tuple[FormRow, SeenRow]]] = defaultdict(list)
        for form, seen in pairs:
            if form.table >= 0 and seen.table >= 0:
                by_table[form.table].append((form, seen))
        self._added = {table: _find_added(rows) for table, rows in by_table.items()}

    def strip(self, form: FormRow, seen: SeenRow) -> tuple[SeenRow, tuple[SeenCell, ...]]:
        """Return the row without its added cells, and these."""
        added = self._added.get(form.table, _Added())
        last = len(seen.cells) - added.right
        if last - added.left != len(form.cells):
            return seen, ()
        gone = tuple(cell for cell in (*seen.cells[: added.left], *seen.cells[last:]) if not cell.continues)
        return replace(seen, cells=seen.cells[added.left : last]), gone


def _find_added(rows: Sequence[tuple[FormRow, SeenRow]]) -> _Added:
    """Find the columns by which most rows are longer; one at the right must be behind all headings, or mostly blank.

    Otherwise a cell at the right may as well be the answer, and one that was added inside the table, such as the unit,
    stands before it.
    """
    more, times = Counter(len(seen.cells) - len(form.cells) for form, seen in rows).most_common(1)[0]
    if more < 1 or len(rows) < _FEWEST_ROWS or times < _MOST * len(rows):
        return _Added()
    shifts = Counter(shift for form, seen in rows for shift in _iterate_shifts(form, seen))
    left = min(shifts, default=0)
    if left < 0 or left > more or shifts[left] < _MOST * shifts.total():
        return _Added()
    is_outside = any(_is_headed(form, seen, left) for form, seen in rows)
    answers = [seen.cells[len(seen.cells) - (more - left) :] for form, seen in rows if _has_slots(form)]
    right = [cell for cells in answers for cell in cells] if more > left else []
    is_blank = sum(not cell.words for cell in right) > len(right) / 2
    return _Added(left, more - left if is_outside or is_blank else 0)


def _is_headed(form: FormRow, seen: SeenRow, left: int) -> bool:
    """Return True for a row of headings that are all where they should be: what is behind them was added."""
    return len(form.own) > 1 and not _has_slots(form) and list(_iterate_shifts(form, seen)) == [left] * len(form.cells)


def _has_slots(form: FormRow) -> bool:
    return any(cell.slots for cell in form.cells)


def _iterate_shifts(form: FormRow, seen: SeenRow) -> Iterator[int]:
    """Yield by how many cells each label stands further right than in the form."""
    places = {cell.words: number for number, cell in enumerate(seen.cells) if not cell.continues and cell.words}
    for number, cell in enumerate(form.cells):
        if not cell.continues and not cell.slots and cell.words in places:
            yield places[cell.words] - number
