"""Detection of the heading lines of a table made by hand, and mapping of its columns to the known ones.

A heading may stand in one line (产值2021（亿元）, 2021年产值（万元）) or in two, where the line below has the years of
a merged heading; years may be numbers or dates; titles may stand above.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from docgen.definitions.table_columns import Column
from docgen.errors import suggest_nearest
from docgen.project.spreadsheets.cell_values import UNITS, RawValue, compute_unit_factor, format_raw_value
from docgen.values import convert_to_half_width

Rows = Sequence[Sequence[RawValue]]

_LISTED_COLUMNS = 8
"""The number of unknown columns that get a problem each; one problem covers the others."""

_SEARCHED_LINES = 60
"""The number of lines that are searched for headings; titles and instructions may stand above them."""

_DECORATIONS = str.maketrans("", "", "“”\"'‘’「」『』*★")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:年度|年末|年底|年)?")
_BRACKET = re.compile(r"\(([^()]*)\)")
_BARE_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度|年末|年底|年)?\Z")
_EDGES = "-_:;,./、·|　 "


@dataclass(frozen=True)
class ColumnHeading:
    """A column of the file that is known: its position, its words, the column that it is, its year and unit."""

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
        return f"{format_column_letters(self.position)}列“{self.words}”"


@dataclass(frozen=True)
class HeadingIssue:
    """An issue of one heading: the problem code, the index of the line, the position, the message and the hint."""

    code: str
    line: int
    position: int
    message: str
    hint: str


@dataclass(frozen=True)
class TableHeader:
    """The heading lines of a table: the indices of the first and the last, the known columns, the issues.

    ``number`` is the position of the column 序号, None where there is none.
    """

    first: int
    last: int
    headings: tuple[ColumnHeading, ...]
    number: int | None
    issues: tuple[HeadingIssue, ...]


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

    def is_heading(self, cell: RawValue) -> bool:
        """Return whether the cell could be the heading of a known column, with or without a year and a unit."""
        plain = _normalize(cell)
        return plain in self.by_words or (bool(plain) and _split_heading(plain)[0] in self.by_words)

    @cached_property
    def by_words(self) -> Mapping[str, Column]:
        """The columns by each of their normalized headings."""
        known: dict[str, Column] = {}
        for column in self.columns:
            for words in (column.label, *column.also):
                known.setdefault(_normalize(words), column)
        return known


def format_column_letters(position: int) -> str:
    """Format a position as the letters of an Excel column: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def find_header(rows: Rows, wanted: WantedColumns) -> TableHeader | None:
    """Find the heading lines among the first rows; None where no line has the column that names a row."""
    known = wanted.by_words
    names = {words for words, column in known.items() if column.id == wanted.name}
    found = [
        index for index, row in enumerate(rows[:_SEARCHED_LINES]) if any(_normalize(cell) in names for cell in row)
    ]
    if not found:
        return None
    # A note above the table may name the same column: the line with the most known headings is the heading line.
    at = max(found, key=lambda index: (sum(_normalize(cell) in known for cell in rows[index]), -index))
    first, last = _locate_header_lines(rows, at, names, known)
    return _HeaderReader(wanted, known, at, first, last).read(_join_header_lines(rows, first, last, wanted))


def _locate_header_lines(rows: Rows, at: int, names: set[str], known: Mapping[str, Column]) -> tuple[int, int]:
    """Return the first and the last heading line around ``at``; a line of years belongs to the line above it."""
    if any(_is_year(cell) for cell in rows[at]):
        return max(at - 1, 0), at
    below = rows[at + 1] if at + 1 < len(rows) else ()
    under_name = [cell for cell, above in zip(below, rows[at], strict=False) if _normalize(above) in names]
    cells = [cell for cell in below if _normalize(cell)]
    if any(_normalize(cell) for cell in under_name) or not cells:
        return at, at
    years = [cell for cell in cells if _is_year(cell) or _YEAR.match(_normalize(cell))]
    headings = [cell for cell in cells if _normalize(cell) in known or _normalize(cell).strip("()") in UNITS]
    belongs = len(years) + len(headings) == len(cells) and (years or headings)
    return (at, at + 1) if belongs else (at, at)


def _join_header_lines(rows: Rows, first: int, last: int, wanted: WantedColumns) -> list[str]:
    """Join the words of each column; a merged heading holds for all columns with something below it."""
    if first == last:
        return [_extract_words(cell) for cell in rows[first]]
    width = max(len(rows[first]), len(rows[last]))
    above, below = ([*row, *[None] * (width - len(row))] for row in (rows[first], rows[last]))
    joined, group = [], ""
    for upper, lower in zip(above, below, strict=True):
        own = _extract_words(lower)
        group = _extract_words(upper) or (group if own else "")
        own = f"（{own}）" if own in UNITS else own
        joined.append(own if wanted.is_heading(lower) else group + own)
    return joined


def _extract_words(cell: RawValue) -> str:
    year = _parse_year(cell)
    return f"{year}年" if year else re.sub(r"\s+", "", format_raw_value(cell))


def _is_year(cell: RawValue) -> bool:
    return _parse_year(cell) is not None


def _parse_year(cell: RawValue) -> int | None:
    """Parse a cell that holds nothing but a year: 2021, 2021.0, 2021年, a date of 2021; None otherwise."""
    if isinstance(cell, datetime.date):
        return cell.year
    match = _BARE_YEAR.match(_normalize(cell))
    return int(match[1]) if match else None


def _normalize(cell: RawValue) -> str:
    if cell is None:
        return ""
    return (
        re.sub(r"\s+", "", convert_to_half_width(format_raw_value(cell)).translate(_DECORATIONS))
        .replace("〔", "(")
        .replace("〕", ")")
    )


@dataclass(frozen=True)
class _HeaderReader:
    """Reader of one heading: the columns to look for and the indices of its lines."""

    wanted: WantedColumns
    known: Mapping[str, Column]
    at: int
    first: int
    last: int

    def read(self, words: Sequence[str]) -> TableHeader:
        """Map the words of each column to the known columns."""
        headings: dict[str, ColumnHeading] = {}
        issues: list[HeadingIssue] = []
        unknown: list[int] = []
        number = None
        for position, text in enumerate(words):
            if not text:
                continue
            if self.wanted.number and _normalize(text) == _normalize(self.wanted.number):
                number = position if number is None else number
                continue
            if not self.wanted.is_heading(text):
                unknown.append(position)
                continue
            heading, issue = self._read_heading(position, text)
            issues += [issue] if issue else []
            if heading is not None and heading.place in headings:
                message = f"{heading} 与 {headings[heading.place]} 是同一列，只读了前一列。"
                issues.append(self._build_issue("enterprises.twice", position, message, "请只保留一列。"))
            elif heading is not None:
                headings[heading.place] = heading
        issues += self._report_unknown(words, unknown)
        return TableHeader(self.first, self.last, tuple(headings.values()), number, tuple(issues))

    def _read_heading(self, position: int, words: str) -> tuple[ColumnHeading | None, HeadingIssue | None]:
        """Return the heading, None where its column cannot be read, and the issue, None where there is none."""
        shown = f"{format_column_letters(position)}列“{words[:40]}”"
        plain = _normalize(words)
        label, year, unit = (plain, None, "") if plain in self.known else _split_heading(plain)
        column = self.known[label]
        refusal = self._explain_rejection(column, year, unit)
        if refusal is not None:
            message, hint = refusal
            return None, self._build_issue("enterprises.heading", position, f"{shown}{message}", hint)
        unit = unit if column.kind == "number" else ""
        heading = ColumnHeading(position, words, column, year if column.yearly else None, unit)
        if unit or column.whole or column.unit not in UNITS:
            return heading, None
        message = f"{shown}没有写单位，按{column.unit}读取。"
        hint = f"请在表头写上单位，如“{column.format_heading(year)}”。"
        return heading, self._build_issue("enterprises.heading", position, message, hint)

    def _explain_rejection(self, column: Column, year: int | None, unit: str) -> tuple[str, str] | None:
        """Return message and hint where a known column cannot be read, None otherwise."""
        years = self.wanted.years
        if column.kind == "number" and unit and compute_unit_factor(unit, column.unit) is None:
            return f"的单位是{unit}，没有读取。", f"请换算成{column.unit}，写作“{column.format_heading(year)}”。"
        if not column.yearly or not years:
            return None
        listed = "、".join(str(one) for one in years)
        if year is None:
            return "没有写明年份，没有读取。", f"请写上年份，如“{column.format_heading(years[-1])}”。"
        if year not in (years[0] - 1, *years):  # the year before is the base of the first growth rate
            return f"是{year}年的，申报表只要 {listed} 年，没有读取。", "请核对表头的年份。"
        return None

    def _report_unknown(self, words: Sequence[str], positions: Sequence[int]) -> Iterator[HeadingIssue]:
        hint = "如果用不着这一列，可以不管。"
        for position in positions[:_LISTED_COLUMNS]:
            label, year, _unit = _split_heading(_normalize(words[position]))
            nearest = suggest_nearest(label, self.known, shown=partial(self._format_heading, year=year))
            message = f"{format_column_letters(position)}列“{words[position][:40]}”不认识，没有读取。"
            yield self._build_issue("enterprises.heading", position, message, nearest + hint)
        rest = positions[_LISTED_COLUMNS:]
        if rest:
            ends = f"从 {format_column_letters(rest[0])}列到 {format_column_letters(rest[-1])}列"
            message = f"还有 {len(rest)} 列不认识（{ends}），没有读取。"
            yield self._build_issue("enterprises.heading", rest[0], message, hint)

    def _format_heading(self, label: str, year: int | None) -> str:
        return self.known[label].format_heading(year)

    def _build_issue(self, code: str, position: int, message: str, hint: str) -> HeadingIssue:
        return HeadingIssue(code, self.at, position, message, hint)


def _split_heading(plain: str) -> tuple[str, int | None, str]:
    """Split a heading into label, year and unit; any text in brackets is taken for the unit."""
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
