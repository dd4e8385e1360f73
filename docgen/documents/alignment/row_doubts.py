"""Doubts about a pair of rows: which of several it is, and a label that was changed in what matters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

from docgen.documents.alignment.cell_alignment import CellAlignment
from docgen.documents.alignment.form_rows import FormCell, FormRow, SeenRow, find_heading_words
from docgen.documents.alignment.likeness import cover_label, normalize_words, remove_figures
from docgen.documents.alignment.row_alignment import RowPair, rank_heading
from docgen.values import shorten_line

_SURE = 0.75
"""From this likeness on a changed label is the same label, if its figures, units and negations are the same."""
_SHORTEST_LABEL = 3
_TELLING = re.compile(r"\d+|[不未无非否]|亿元|万元|美元|平方公里|公顷|亩|吨|万人|%")
"""What must not change in a label: figures, negations, units."""


class RowDoubts:
    """Finds the doubts about the rows of one form in one document; ``labels`` are its official texts."""

    def __init__(self, form: Sequence[FormRow], seen: Sequence[SeenRow], labels: Set[str]) -> None:
        self._form, self._seen, self._labels = form, seen, labels
        self._signatures = Counter(row.words for row in form)
        self._places: dict[str, list[SeenRow]] = defaultdict(list)
        for row in seen:
            for words in row.words:
                self._places[words].append(row)

    def find_doubt(self, row: FormRow, pair: RowPair, alignment: CellAlignment) -> str:
        """Return the reason in Chinese why the answers of a row are not certain, "" where they are."""
        if self._is_copied(row, self._seen[pair.seen].table):
            return f"“{shorten_line(join_official(row))}”在文件里多出现了一次，分不清以哪一处为准"
        if self._signatures[row.words] > 1 and not pair.is_anchored:
            return f"“{shorten_line(join_official(row))}”在申报表里有几处，前后的行对不上，分不清是哪一处"
        for cell in alignment.pairs:
            if cell.form.slots or not cell.form.words or cell.seen is None or cell.likeness == 1:
                continue
            official, seen = cell.form.text, cell.seen.text
            if normalize_words(seen).startswith(cell.form.words):
                continue
            if cell.likeness < _SURE or not _list_telling(seen) <= _list_telling(official):
                return f"栏目名“{shorten_line(official)}”改成了“{shorten_line(seen)}”"
        return _find_other_figure(alignment)

    def _is_copied(self, row: FormRow, table: int) -> bool:
        """Return True where a table of the document has the official words of a row more often than the form."""
        labels = {cell.words for cell in row.own if cell.words and not cell.slots}
        longest = max(labels, key=len, default="")
        if row.table < 0 or len(longest) < _SHORTEST_LABEL:
            return False
        mixed = [cell for cell in row.own if cell.words and cell.slots]
        rows = [seen for seen in self._places[longest] if seen.table == table and seen.words >= labels]
        rows = [seen for seen in rows if not seen.words <= self._labels]  # a heading that is repeated
        copies = sum(all(_has_words(seen, cell) for cell in mixed) for seen in rows)
        return copies > 1 and copies > self._count_rows(labels)

    def _count_rows(self, labels: Set[str]) -> int:
        return sum(labels <= {cell.words for cell in row.own} for row in self._form)


def find_heading_doubts(
    form: Sequence[FormRow], seen: Sequence[SeenRow], pairs: Mapping[int, RowPair]
) -> dict[int, str]:
    """Return the doubt about each heading, by its position, that stands twice among the prose where it is looked for.

    Prose may quote a heading: where another paragraph is as much the heading as the one that was chosen, nobody can
    tell which of them begins the section.
    """
    doubts: dict[int, str] = {}
    used = {pair.seen for pair in pairs.values()}
    known = [(number, pair.seen) for number, pair in sorted(pairs.items()) if not pair.is_moved]
    places = [-1, *(place for _, place in known), len(seen)]
    for (number, place), before, after in zip(known, places[:-2], places[2:], strict=True):
        row = form[number]
        if not (words := find_heading_words(row)):
            continue
        chosen = rank_heading(row, seen[place])
        others = (seen[other] for other in range(before + 1, after) if other not in used)
        if any(other.lead == words and rank_heading(row, other) >= chosen for other in others):
            doubts[number] = f"标题“{shorten_line(row.cells[0].text)}”在文件里有两处，分不清从哪一处开始是这一节"
    return doubts


def _find_other_figure(alignment: CellAlignment) -> str:
    """Doubt a row where a label is missing and one with another figure is there: 2021年 for 2022年."""
    for lost in (pair.form for pair in alignment.pairs if pair.seen is None and not pair.form.slots):
        for cell in alignment.surplus:
            if lost.words != cell.words and remove_figures(lost.words) == remove_figures(cell.words):
                return f"栏目名“{shorten_line(lost.text)}”改成了“{shorten_line(cell.text)}”"
    return ""


def _has_words(seen: SeenRow, cell: FormCell) -> bool:
    """Return True where the row has the official words of a cell, whatever stands beside them."""
    return any(cover_label(cell.words, cell.bare, words) > _SURE for words in seen.words)


def _list_telling(text: str) -> Counter[str]:
    return Counter(_TELLING.findall(unicodedata.normalize("NFKC", text)))


def join_official(row: FormRow) -> str:
    """Return the official texts of a row on one line."""
    return " ".join(cell.text.replace("\n", "") for cell in row.own if cell.words)
