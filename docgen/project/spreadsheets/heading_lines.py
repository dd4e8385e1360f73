"""Search for the heading lines of a table made by hand, and the words of each column joined from them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import RawValue, format_raw_value
from docgen.project.spreadsheets.heading_words import (
    HeadingWords,
    find_label,
    normalize_words,
    parse_year,
    read_heading,
    split_words,
)

Rows = Sequence[Sequence[RawValue]]

_MOST_LINES = 3
"""The number of heading lines above and below the line that names the enterprises."""

_GROUPS = re.compile(
    r"情况|指标|信息|数据|基本|经营|经济|财务|主要|认定|资质|创新|数字化|发展|企业|内容|项目|各年|历年|三年|金额|单位|数值"
)
"""A merged title with such words only orders the columns below it."""
_OTHER_FIGURES = re.compile(
    r"同[比期]|增|计划|目标|预[计测期]|其中|半年|季|月|占|比重|率|人均|户均|平均|累计|差额|排名|行业"
)
"""A merged title with such words makes its columns something else: 同比 above 产值 is no 产值."""


@dataclass(frozen=True)
class WantedColumns:
    """The columns to look for.

    ``name`` is the id of the column that names a row, ``number`` the label of the running number, ``years`` are the
    years of the form, none where no column has years.
    """

    columns: Sequence[Column]
    name: str
    number: str = ""
    years: tuple[int, ...] = ()

    def find_column(self, cell: RawValue) -> Column | None:
        """Return the known column whose heading the cell could be, with or without a year and a unit."""
        if not isinstance(cell, str):
            return None
        if cell not in self._seen:  # 是, 否 and names repeat all the way down
            words = read_heading(cell, self.by_words)
            self._seen[cell] = self.by_words[words.label] if words else None
        return self._seen[cell]

    def is_heading(self, cell: RawValue) -> bool:
        """Return whether the cell could be the heading of a known column."""
        return self.find_column(cell) is not None

    def is_name_heading(self, cell: RawValue) -> bool:
        """Return whether the cell is the heading of the column that names a row."""
        column = self.find_column(cell) if isinstance(cell, str) else None
        return column is not None and column.id == self.name

    @cached_property
    def _seen(self) -> dict[str, Column | None]:
        """The columns of the cells that were looked at."""
        return {}

    @cached_property
    def by_words(self) -> Mapping[str, Column]:
        """The columns by each of their normalized headings."""
        known: dict[str, Column] = {}
        for column in self.columns:
            for words in (column.label, *column.also):
                known.setdefault(normalize_words(words), column)
        return known


@dataclass(frozen=True)
class JoinedHeading:
    """The words of one column, joined from all heading lines, and what they say."""

    shown: str
    words: HeadingWords
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderLines:
    """The search for the first and the last heading line around the line ``at``, which has the name."""

    rows: Rows
    wanted: WantedColumns
    at: int

    def locate(self) -> tuple[int, int]:
        """Return the indices of the first and the last heading line."""
        last = self.at
        while last + 1 < len(self.rows) and last - self.at < _MOST_LINES and self._belongs_below(last):
            last += 1
        first = self.at
        while first and self.at - first < _MOST_LINES and self._belongs_above(first - 1):
            first -= 1
        return first, last

    @cached_property
    def _names(self) -> frozenset[int]:
        return frozenset(at for at, cell in enumerate(self.rows[self.at]) if self.wanted.is_name_heading(cell))

    def _belongs_below(self, last: int) -> bool:
        """Return whether the line below ``last`` has headings: nothing below the name, and words, years, units."""
        below = self.rows[last + 1]
        filled = [(at, cell) for at, cell in enumerate(below) if normalize_words(cell)]
        if not filled or any(at in self._names for at, _ in filled):
            return False
        above = join_header_lines(self.rows[self.at : last + 1], self.wanted, len(below))
        clear = 0
        for position, cell in filled:
            year, words = parse_year(cell), self._split(cell)
            if year is None and words is None:
                return False  # a figure
            upper = above[position].words
            if year is not None and (upper.years or self._is_without_year(upper)):
                return False  # 2021 below 认定年份 or 2021年产值 is the first figure
            clear += year is not None or self.wanted.is_heading(cell) or bool(words and self._is_year_or_unit(words))
        return clear * 2 >= len(filled)

    def _belongs_above(self, index: int) -> bool:
        """Return whether the line has merged headings that hold for the line below it."""
        below = join_header_lines(self.rows[index + 1 : self.at + 1], self.wanted, len(self.rows[index]))
        filled = [(at, cell) for at, cell in enumerate(self.rows[index]) if normalize_words(cell)]
        if any(self.wanted.is_name_heading(cell) for _, cell in filled):
            return False
        for position, cell in filled:
            words = self._split(cell)
            lower = below[position] if position < len(below) else JoinedHeading("", HeadingWords(""))
            if not lower.shown or position in self._names or (words is None and parse_year(cell) is None):
                continue
            if parse_year(cell) is not None and not lower.words.years:
                return True
            if self.wanted.is_heading(cell) and self._is_year_or_unit(lower.words):
                return True
            grouped = words is not None and len(words.years) == 1 and bool(_GROUPS.search(words.label))
            if grouped and position > min(self._names) and not lower.words.years:
                return True
        return False

    def _split(self, cell: RawValue) -> HeadingWords | None:
        """Return the words of a text that may be a heading; None for a figure and a long note."""
        if not isinstance(cell, str) or len(cell) > 40 or re.fullmatch(r"[-+\d.,%\s]+", cell):
            return None
        return split_words(normalize_words(cell))

    def _is_year_or_unit(self, words: HeadingWords) -> bool:
        return not words.label and bool(words.years or words.unit)

    def _is_without_year(self, words: HeadingWords) -> bool:
        label, _ = find_label(words, self.wanted.by_words)
        return bool(label) and not self.wanted.by_words[label].yearly


def join_header_lines(rows: Rows, wanted: WantedColumns, width: int = 0) -> list[JoinedHeading]:
    """Join the words of each column; a merged heading holds for all columns with something below it."""
    width = max(width, *map(len, rows)) if rows else width
    cells = [[*row, *[None] * (width - len(row))] for row in rows]
    lines = [list(map(_extract_words, row)) for row in cells]
    for index in range(len(lines) - 1):
        group = ""
        for position, own in enumerate(lines[index]):
            has_below = any(line[position] for line in lines[index + 1 :])
            group = own or (group if has_below else "")
            lines[index][position] = group
    return [_join_words([line[position] for line in lines if line[position]], wanted) for position in range(width)]


def _extract_words(cell: RawValue) -> str:
    if cell is None:
        return ""
    year = None if isinstance(cell, str) else parse_year(cell)
    return f"{year}年" if year else re.sub(r"\s+", "", format_raw_value(cell))


def _join_words(texts: Sequence[str], wanted: WantedColumns) -> JoinedHeading:
    """Join the words of one column from top to bottom."""
    if len(texts) == 1:
        plain = normalize_words(texts[0])
        words = HeadingWords(plain) if plain in wanted.by_words else split_words(plain)
        return JoinedHeading(texts[0], words, (words.unit,) if words.unit else ())
    parts = [split_words(normalize_words(text)) for text in texts]
    labels = list(dict.fromkeys(part.label for part in parts if part.label))
    label, shown = "".join(labels), _format_joined(texts, parts)
    if len(labels) > 1 and not find_label(HeadingWords(label), wanted.by_words)[0]:
        own, groups = labels[-1], labels[:-1]
        is_group = all(_GROUPS.search(one) and not _OTHER_FIGURES.search(one) for one in groups)
        # A merged heading with a known column ends where another known one stands in the line below.
        is_known = all(find_label(HeadingWords(one), wanted.by_words)[0] for one in groups)
        if find_label(HeadingWords(own), wanted.by_words)[0] and (is_group or is_known):
            label = own
            if is_known:
                parts, shown = [part for part in parts if part.label == own], texts[labels.index(own) - len(labels)]
    elif len(labels) == 1 and label not in wanted.by_words:
        whole = next(part for part in parts if part.label)
        label = find_label(whole, wanted.by_words)[0] or label
    years = tuple(dict.fromkeys(itertools.chain.from_iterable(part.years for part in parts)))
    units = tuple(dict.fromkeys(find_label(part, wanted.by_words)[1] for part in parts))
    units = tuple(unit for unit in units if unit)
    period = next((part.part for part in parts if part.part), "")
    unknown = next((part.unknown for part in parts if part.unknown), "")
    return JoinedHeading(shown, HeadingWords(label, years, units[-1] if units else "", period, unknown), units)


def _format_joined(texts: Sequence[str], parts: Sequence[HeadingWords]) -> str:
    shown = ""
    for text, part in zip(texts, parts, strict=True):
        is_unit = part.unit and not part.label and not part.years and not text.startswith(("（", "("))
        shown += f"（{text}）" if is_unit else text
    return shown
