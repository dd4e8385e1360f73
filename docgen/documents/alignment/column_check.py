"""The columns of answers checked by the headings above them: years that were exchanged, cells that span several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docgen.documents.alignment.cell_alignment import SAME, CellAlignment, CellPair, measure_overlap
from docgen.documents.alignment.form_rows import FormCell, FormRow, SeenCell, SeenRow

_EDGE = 0.001
_WIDEST = 0.9


class ColumnCheck:
    """Compares the column of each answer with those of its headings; rows must be given in the order of the form."""

    def __init__(self, form: Sequence[FormRow]) -> None:
        self._heads = _find_heads(form)
        self._partners: dict[FormCell, SeenCell | None] = {}
        self._permuted: set[int] = set()

    def correct(self, row: FormRow, alignment: CellAlignment, seen: SeenRow) -> CellAlignment:
        """Return the alignment with each answer under its headings, where these were exchanged or are others.

        Headings are others where one is missing and another one is there: the years of last year's form.
        """
        if row.table in self._permuted:
            alignment = self._follow_heads(alignment, seen)
        if not any(pair.form.slots for pair in alignment.pairs):
            for pair in alignment.pairs:
                self._partners[pair.form] = pair.seen if pair.likeness > SAME else None
            found = [pair.seen for pair in alignment.pairs if pair.seen]
            is_exchanged = len(found) == len(alignment.pairs) and found != sorted(found, key=lambda cell: cell.start)
            is_other = len(found) < len(alignment.pairs) and bool(alignment.surplus)
            if is_exchanged or is_other:
                self._permuted.add(row.table)
        return alignment

    def _follow_heads(self, alignment: CellAlignment, seen: SeenRow) -> CellAlignment:
        pairs = tuple(self._find_by_head(pair, seen) for pair in alignment.pairs)
        used = [pair.seen for pair in pairs]
        left = (pair.seen for pair in alignment.pairs if pair.seen and pair.seen not in used and pair.seen.text.strip())
        return replace(alignment, pairs=pairs, surplus=(*alignment.surplus, *left))

    def _find_by_head(self, pair: CellPair, seen: SeenRow) -> CellPair:
        heads = [self._partners.get(head) for head in self._heads.get(pair.form, ())]
        if not heads:
            return pair
        cells = [
            cell
            for cell in seen.own
            if all(head is not None and measure_overlap(cell, head) > 0.5 for head in heads)
            and (pair.form.slots or cell.words == pair.form.words)
        ]
        return replace(pair, seen=cells[0] if len(cells) == 1 else None)

    def has_heads(self, cell: FormCell) -> bool:
        """Return True where the layout has headings above the cell."""
        return bool(self._heads.get(cell))

    def find_doubt(self, row: FormRow, pair: CellPair, alignment: CellAlignment) -> str:
        """Return the reason in Chinese why the answer may belong to another column, "" where it does not."""
        heads = self._heads.get(pair.form, ())
        for head in heads:
            partner = self._partners.get(head)
            if partner is None:
                return f"这一列的表头“{head.text.strip()}”没有找到"
            if pair.seen and not alignment.is_complete and measure_overlap(pair.seen, partner) < 0.5:
                return f"这一格不在“{head.text.strip()}”那一列下面"
        if pair.seen and heads and self._spans_several(row, pair):
            return "这一格跨了几列，分不清是哪一列的"
        return ""

    def _spans_several(self, row: FormRow, pair: CellPair) -> bool:
        """Return True where the cell of the document lies under the headings of several answers of the row."""
        under = 0
        for cell in row.own:
            partners = [self._partners.get(head) for head in self._heads.get(cell, ())]
            if cell.slots and partners and pair.seen:
                under += all(one is not None and measure_overlap(one, pair.seen) > 0.5 for one in partners)
        return under > 1


def _find_heads(form: Sequence[FormRow]) -> dict[FormCell, tuple[FormCell, ...]]:
    """Find the headings above each answer: cells of rows without answers, in the same table, as wide or wider."""
    heads: dict[FormCell, tuple[FormCell, ...]] = {}
    labels: dict[int, list[FormCell]] = {}
    for row in form:
        if row.table < 0:
            continue
        if not any(cell.slots for cell in row.own):
            words = [cell for cell in row.own if cell.words]
            for cell in words:
                heads[cell] = tuple(head for head in labels.get(row.table, ()) if _is_over(head, cell))
            if len(words) > 1:
                labels.setdefault(row.table, []).extend(words)
            continue
        for cell in row.own:
            if cell.slots:
                above = [head for head in labels.get(row.table, ()) if _is_over(head, cell)]
                heads[cell] = tuple(above)
    return heads


def _is_over(head: FormCell, cell: FormCell) -> bool:
    is_wide = head.end - head.start > _WIDEST
    return not is_wide and head.start <= cell.start + _EDGE and head.end >= cell.end - _EDGE
