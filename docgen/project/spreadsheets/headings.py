"""Finds the heading lines of a table that people made, and which of the known columns each of its columns is.

A heading may stand in one line (产值2021（亿元）, 2021年产值（万元）) or in two, where the line below has the years of
a merged heading; years may be numbers or dates; titles may stand above.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import UNITS, Raw, factor, show_raw
from docgen.values import half_width

Rows = Sequence[Sequence[Raw]]

_TOLD = 8
"""So many unknown columns are told one by one, the others together."""

_SEARCHED = 60
"""Lines in which headings are looked for."""

_MARKS = str.maketrans("", "", "“”\"'‘’「」『』*★")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:年度|年末|年底|年)?")
_BRACKET = re.compile(r"\(([^()]*)\)")
_BARE_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度|年末|年底|年)?\Z")
_EDGES = "-_:;,./、·|　 "


@dataclass(frozen=True)
class Heading:
    """A column of the file that is known: where it stands, its words, what it holds and in which unit."""

    position: int
    words: str
    column: Column
    year: int | None
    unit: str

    @property
    def place(self) -> str:
        """The place of its values, such as output.2021."""
        return f"{self.column.id}.{self.year}" if self.year else self.column.id

    def __str__(self) -> str:
        return f"{letters(self.position)}列“{self.words}”"


@dataclass(frozen=True)
class HeadingComplaint:
    """What is wrong with a heading: the code of the problem, where it stands, what is there, what to do."""

    code: str
    line: int
    position: int
    message: str
    hint: str


@dataclass(frozen=True)
class Head:
    """The heading lines of a table, by index: the first and the last of them, its known columns, the complaints.

    ``number`` is the position of the running number, where there is one.
    """

    first: int
    last: int
    headings: tuple[Heading, ...]
    number: int | None
    complaints: tuple[HeadingComplaint, ...]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the known columns, the id of the one that names a row, the running number, the years."""

    columns: Sequence[Column]
    name: str
    number: str = ""
    years: tuple[int, ...] = ()

    def is_heading(self, cell: Raw) -> bool:
        """Whether the cell could be the heading of a column, with or without a year and a unit."""
        plain = _plain(cell)
        return plain in self.by_words or (bool(plain) and _taken_apart(plain)[0] in self.by_words)

    @cached_property
    def by_words(self) -> Mapping[str, Column]:
        """Every column by each of its headings."""
        known: dict[str, Column] = {}
        for column in self.columns:
            for words in (column.label, *column.also):
                known.setdefault(_plain(words), column)
        return known


def letters(position: int) -> str:
    """The letters of a column as Excel shows them: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def find_head(rows: Rows, wanted: Wanted) -> Head | None:
    """The heading lines among the first rows, or None where no line names the column that names a row."""
    known = wanted.by_words
    names = {words for words, column in known.items() if column.id == wanted.name}
    found = [index for index, row in enumerate(rows[:_SEARCHED]) if any(_plain(cell) in names for cell in row)]
    if not found:
        return None
    at = max(found, key=lambda index: (sum(_plain(cell) in known for cell in rows[index]), -index))
    first, last = _lines(rows, at, names, known)
    return _Reading(wanted, known, at, first, last).head(_joined(rows, first, last, wanted))


def _lines(rows: Rows, at: int, names: set[str], known: Mapping[str, Column]) -> tuple[int, int]:
    """The first and the last heading line around the one at ``at``: a line of years belongs to the one above it."""
    if any(_is_year(cell) for cell in rows[at]):
        return max(at - 1, 0), at
    below = rows[at + 1] if at + 1 < len(rows) else ()
    under_name = [cell for cell, above in zip(below, rows[at], strict=False) if _plain(above) in names]
    cells = [cell for cell in below if _plain(cell)]
    if any(_plain(cell) for cell in under_name) or not cells:
        return at, at
    years = [cell for cell in cells if _is_year(cell) or _YEAR.match(_plain(cell))]
    headings = [cell for cell in cells if _plain(cell) in known or _plain(cell).strip("()") in UNITS]
    belongs = len(years) + len(headings) == len(cells) and (years or headings)
    return (at, at + 1) if belongs else (at, at)


def _joined(rows: Rows, first: int, last: int, wanted: Wanted) -> list[str]:
    """The words of each column; a merged heading counts for all the columns that have something below it."""
    if first == last:
        return [_words(cell) for cell in rows[first]]
    width = max(len(rows[first]), len(rows[last]))
    above, below = ([*row, *[None] * (width - len(row))] for row in (rows[first], rows[last]))
    joined, group = [], ""
    for upper, lower in zip(above, below, strict=True):
        own = _words(lower)
        group = _words(upper) or (group if own else "")
        own = f"（{own}）" if own in UNITS else own
        joined.append(own if wanted.is_heading(lower) else group + own)
    return joined


def _words(cell: Raw) -> str:
    year = _year_of(cell)
    return f"{year}年" if year else re.sub(r"\s+", "", show_raw(cell))


def _is_year(cell: Raw) -> bool:
    return _year_of(cell) is not None


def _year_of(cell: Raw) -> int | None:
    """The year that a cell is and nothing else: 2021, 2021.0, 2021年, a date of 2021."""
    if isinstance(cell, datetime.date):
        return cell.year
    match = _BARE_YEAR.match(_plain(cell))
    return int(match[1]) if match else None


def _plain(cell: Raw) -> str:
    if cell is None:
        return ""
    return re.sub(r"\s+", "", half_width(show_raw(cell)).translate(_MARKS)).replace("〔", "(").replace("〕", ")")


@dataclass(frozen=True)
class _Reading:
    """Reads one head: what is looked for, and where its lines are."""

    wanted: Wanted
    known: Mapping[str, Column]
    at: int
    first: int
    last: int

    def head(self, words: Sequence[str]) -> Head:
        """The head whose columns have these words."""
        headings: dict[str, Heading] = {}
        complaints: list[HeadingComplaint] = []
        unknown: list[int] = []
        number = None
        for position, text in enumerate(words):
            if not text:
                continue
            if self.wanted.number and _plain(text) == _plain(self.wanted.number):
                number = position if number is None else number
                continue
            if not self.wanted.is_heading(text):
                unknown.append(position)
                continue
            heading, complaint = self._heading(position, text)
            complaints += [complaint] if complaint else []
            if heading is not None and heading.place in headings:
                message = f"{heading} 与 {headings[heading.place]} 是同一列，只读了前一列。"
                complaints.append(self._complaint("enterprises.twice", position, message, "请只保留一列。"))
            elif heading is not None:
                headings[heading.place] = heading
        complaints += self._unknown(words, unknown)
        return Head(self.first, self.last, tuple(headings.values()), number, tuple(complaints))

    def _heading(self, position: int, words: str) -> tuple[Heading | None, HeadingComplaint | None]:
        """The heading, or None where it cannot be read, and what is to say about it."""
        shown = f"{letters(position)}列“{words[:40]}”"
        plain = _plain(words)
        label, year, unit = (plain, None, "") if plain in self.known else _taken_apart(plain)
        column = self.known[label]
        refusal = self._refusal(column, year, unit)
        if refusal is not None:
            message, hint = refusal
            return None, self._complaint("enterprises.heading", position, f"{shown}{message}", hint)
        unit = unit if column.kind == "number" else ""
        heading = Heading(position, words, column, year if column.yearly else None, unit)
        if unit or column.whole or column.unit not in UNITS:
            return heading, None
        message = f"{shown}没有写单位，按{column.unit}读取。"
        hint = f"请在表头写上单位，如“{column.heading(year)}”。"
        return heading, self._complaint("enterprises.heading", position, message, hint)

    def _refusal(self, column: Column, year: int | None, unit: str) -> tuple[str, str] | None:
        """Why a column that is known cannot be read, and what to do."""
        years = self.wanted.years
        if column.kind == "number" and unit and factor(unit, column.unit) is None:
            return f"的单位是{unit}，没有读取。", f"请换算成{column.unit}，写作“{column.heading(year)}”。"
        if not column.yearly or not years:
            return None
        listed = "、".join(str(one) for one in years)
        if year is None:
            return "没有写明年份，没有读取。", f"请写上年份，如“{column.heading(years[-1])}”。"
        if year not in (years[0] - 1, *years):
            return f"是{year}年的，申报表只要 {listed} 年，没有读取。", "请核对表头的年份。"
        return None

    def _unknown(self, words: Sequence[str], positions: Sequence[int]) -> Iterator[HeadingComplaint]:
        hint = "如果用不着这一列，可以不管。"
        for position in positions[:_TOLD]:
            label, year, _unit = _taken_apart(_plain(words[position]))
            near = difflib.get_close_matches(label, self.known, 1, 0.5)
            nearest = f"是不是“{self.known[near[0]].heading(year)}”？" if near else ""
            message = f"{letters(position)}列“{words[position][:40]}”不认识，没有读取。"
            yield self._complaint("enterprises.heading", position, message, nearest + hint)
        rest = positions[_TOLD:]
        if rest:
            ends = f"从 {letters(rest[0])}列到 {letters(rest[-1])}列"
            message = f"还有 {len(rest)} 列不认识（{ends}），没有读取。"
            yield self._complaint("enterprises.heading", rest[0], message, hint)

    def _complaint(self, code: str, position: int, message: str, hint: str) -> HeadingComplaint:
        return HeadingComplaint(code, self.at, position, message, hint)


def _taken_apart(plain: str) -> tuple[str, int | None, str]:
    """The label, the year and the unit of a heading; the unit is also what a bracket holds instead of one."""
    years = _YEAR.findall(plain)
    label = _YEAR.sub("", plain) if len(set(years)) == 1 else plain
    unit = ""
    for inner in _BRACKET.findall(label):
        unit = inner.removeprefix("单位").strip(_EDGES) or unit
    label = _BRACKET.sub("", label).strip(_EDGES)
    for separator in "/,、_-":
        front, found, back = label.rpartition(separator)
        if found and back in UNITS:
            label, unit = front.strip(_EDGES), back
    return label, int(years[0]) if len(set(years)) == 1 else None, unit
