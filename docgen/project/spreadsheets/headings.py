"""Detection of the headings of a table made by hand, and mapping of its columns to the known ones.

A heading may stand in one line (产值2021（亿元）, 2021年产值（万元）) or in several, where a merged heading holds for
the columns below it: indicators above years, years above indicators, units below both. Titles may stand above, and a
line such as 单位：万元 that holds for every column without a unit of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from docgen.definitions.table_columns import Column
from docgen.errors import suggest_nearest
from docgen.project.spreadsheets.cell_values import UNITS, compute_unit_factor
from docgen.project.spreadsheets.heading_lines import HeaderLines, JoinedHeading, Rows, WantedColumns, join_header_lines
from docgen.project.spreadsheets.heading_words import (
    HeadingWords,
    find_label,
    normalize_words,
    split_words,
)
from docgen.project.spreadsheets.unit_lines import SheetUnits, find_sheet_units

_SEARCHED_LINES = 60
"""The number of lines that are searched for headings; titles and instructions may stand above them."""

_LISTED_COLUMNS = 8
"""The number of unknown columns that get a problem each; one problem covers the others."""

_SHOWN_COLUMNS = 3
"""The number of columns without a unit that a message names."""

_LINES_OF_NOTES = 12
"""The number of lines at the end of a sheet that may state the units."""

_NO_DATA_YEAR = re.compile(r"申报|填报|填表|报送|制表|通知|号|日期|时间|\d月")
"""A title with such words has the year of the application or of a document, not that of the figures."""


@dataclass(frozen=True)
class ColumnHeading:
    """A column of the file that is known: its position, its words, the column that it is, its year and unit.

    ``unit`` is the unit that the sheet states for it, in the heading or once for all columns; "" where none is.
    ``cell`` is the address of a heading that stands beside its values, "" where they stand below it.
    """

    position: int
    words: str
    column: Column
    year: int | None
    unit: str
    cell: str = ""

    @property
    def place(self) -> str:
        """The place of its values, such as output.2021."""
        return f"{self.column.id}.{self.year}" if self.year else self.column.id

    def __str__(self) -> str:
        return f"{self.cell or f'{format_column_letters(self.position)}列'}“{self.words}”"


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

    ``number`` is the position of the column 序号, None where there is none; ``unread`` has by position the reason why
    a column is not read; ``used`` are the indices of lines outside the table whose words were used (units, a year).
    """

    first: int
    last: int
    headings: tuple[ColumnHeading, ...]
    number: int | None
    issues: tuple[HeadingIssue, ...]
    unread: Mapping[int, str]
    used: frozenset[int] = frozenset()


def format_column_letters(position: int) -> str:
    """Format a position as the letters of an Excel column: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def find_header(
    rows: Rows, wanted: WantedColumns, sheet: str = "", cells: Mapping[int, str] | None = None
) -> TableHeader | None:
    """Find the heading lines among the first rows; None where no line has the column that names a row.

    ``sheet`` is the name of the sheet: a year in it holds for columns that name none. ``cells`` are the addresses of
    headings that stand beside their values, by position.
    """
    found = [index for index, row in enumerate(rows[:_SEARCHED_LINES]) if any(map(wanted.is_name_heading, row))]
    if not found:
        return None
    # A note above the table may name the same column: the line with the most known headings is the heading line.
    at = max(found, key=lambda index: (sum(map(wanted.is_heading, rows[index])), -index))
    first, last = HeaderLines(rows, wanted, at).locate()
    joined = join_header_lines(rows[first : last + 1], wanted)
    for position, cell in enumerate(rows[at]):
        if wanted.is_name_heading(cell):  # whatever stands above or below it
            joined[position] = join_header_lines([[cell]], wanted)[0]
    return _HeaderReader(wanted, rows, sheet, at, first, last, cells or {}).read(joined)


@dataclass
class _HeaderReader:
    """Reader of one heading: the columns to look for, the rows of the sheet, its name, the indices of its lines.

    ``contradicted`` are the columns whose own unit is not that of the sheet, ``borrowed`` those that take the unit of
    the column of the same heading before them; ``units`` has the last unit of each column by its id.
    """

    wanted: WantedColumns
    rows: Rows
    sheet: str
    at: int
    first: int
    last: int
    cells: Mapping[int, str]
    issues: list[HeadingIssue] = field(default_factory=list)
    unread: dict[int, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    contradicted: list[ColumnHeading] = field(default_factory=list)
    borrowed: list[ColumnHeading] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    def read(self, joined: Sequence[JoinedHeading]) -> TableHeader:
        """Map the words of each column to the known columns."""
        known = [(at, one, self._find_column(one.words)) for at, one in enumerate(joined) if one.shown]
        number = normalize_words(self.wanted.number)
        numbers = [at for at, one, _ in known if number and normalize_words(one.shown) == number]
        columns = [(at, one, column) for at, one, column in known if column is not None and at not in numbers]
        unknown = [(at, one) for at, one, column in known if column is None and at not in numbers]
        default = self._find_default_year([one.words for _, one, column in columns if column.yearly])
        headings = self._read_columns(columns, default)
        self._report_units(headings)
        self._report_unknown(unknown)
        issues = [*self._report_years(columns), *self.issues]
        first = numbers[0] if numbers else None
        return TableHeader(
            self.first, self.last, tuple(headings), first, tuple(issues), self.unread, frozenset(self.used)
        )

    def _find_column(self, words: HeadingWords) -> Column | None:
        label, _ = find_label(words, self.wanted.by_words)
        return self.wanted.by_words[label] if label else None

    @cached_property
    def _units(self) -> SheetUnits:
        above = [(at, self.rows[at]) for at in range(self.first)]
        start = max(self.last + 1, len(self.rows) - _LINES_OF_NOTES)
        below = ((at, row) for at, row in enumerate(self.rows[start:], start) if _is_note_line(row))
        return find_sheet_units([*above, *below], self.wanted.by_words)

    def _find_default_year(self, yearly: Sequence[HeadingWords]) -> int | None:
        """Find the year of yearly columns that name none: in the name of the sheet, or in the title."""
        if not self.wanted.years or not yearly or any(words.years for words in yearly):
            return None
        sources = [(-1, self.sheet)]
        sources += [(at, cell) for at in range(self.first) for cell in self.rows[at] if isinstance(cell, str)]
        for line, text in sources:
            words = split_words(normalize_words(text))
            stated = len(words.years) == 1 and not words.part and not _NO_DATA_YEAR.search(text)
            if not stated or words.years[0] not in (self.wanted.years[0] - 1, *self.wanted.years):
                continue
            if line >= 0:
                self.used.add(line)
            place = f"页名“{text}”" if line < 0 else f"标题“{text.strip()[:30]}”"
            message = f"各列没有写年份，按{place}的 {words.years[0]} 年读取。"
            self._add_issue("enterprises.reading", 0, message, "如果不是这一年，请在表头写上年份。")
            return words.years[0]
        return None

    def _read_columns(
        self, columns: Sequence[tuple[int, JoinedHeading, Column]], default: int | None
    ) -> list[ColumnHeading]:
        headings: dict[str, ColumnHeading] = {}
        for position, joined, column in columns:
            words = joined.words
            years = words.years or ((default,) if default else ())
            unit = find_label(words, self.wanted.by_words)[1] if column.kind == "number" else ""
            refusal = self._explain_refusal(column, words, years, unit)
            if refusal is not None:
                shown = self._format_shown(position, joined)
                self.unread[position] = f"{shown}{refusal[0]}"
                if not self._is_wrong_year(column, years):
                    self._add_issue("enterprises.heading", position, f"{shown}{refusal[0]}", refusal[1])
                continue
            year = years[0] if column.yearly and years else None
            cell = self.cells.get(position, "")
            heading = ColumnHeading(position, joined.shown, column, year, self._find_unit(column, unit), cell)
            before = headings.setdefault(heading.place, heading)
            if before is not heading:
                message = f"{heading} 与 {before} 是同一列，只读了前一列。"
                self.unread[position] = message
                self._add_issue("enterprises.twice", position, message, "请只保留一列。")
            elif column.kind == "number":
                self._check_unit(heading, joined.units, unit)
        return list(headings.values())

    def _find_unit(self, column: Column, own: str) -> str:
        """Find the unit of a column: its own, that of the sheet, or that of a column before it of the same heading."""
        unit = own or (self._units.get_unit(column) if column.kind == "number" else "")
        self.units[column.id] = unit or self.units.get(column.id, "")
        return self.units[column.id]

    def _check_unit(self, heading: ColumnHeading, stated: Sequence[str], own: str) -> None:
        if len(stated) > 1:
            message = f"{heading}写了两个单位（{'、'.join(stated)}），按最下面的{own}读取。"
            self._add_issue("enterprises.heading", heading.position, message, "请只写一个单位。")
        if own and self._is_contradicted(heading.column, own):
            self.contradicted.append(heading)
        if heading.unit and not own and not heading.column.whole and not self._units.get_unit(heading.column):
            self.borrowed.append(heading)

    def _is_contradicted(self, column: Column, unit: str) -> bool:
        stated = self._units.get_unit(column)
        return bool(stated) and compute_unit_factor(stated, unit) not in (1, None)

    def _explain_refusal(
        self, column: Column, words: HeadingWords, years: Sequence[int], unit: str
    ) -> tuple[str, str] | None:
        """Return message and hint where a known column cannot be read, None otherwise."""
        year = years[0] if len(years) == 1 else None
        wanted = column.format_heading(year)
        if column.kind == "number" and unit and compute_unit_factor(unit, column.unit) is None:
            return f"的单位是{unit}，没有读取。", f"请换算成{column.unit}，写作“{wanted}”。"
        if column.kind == "number" and words.unknown:
            message = f"括号里写着“{words.unknown}”，看不准还是不是{column.label}，没有读取。"
            return message, f"如果就是{column.label}，请写作“{wanted}”。"
        if not column.yearly or not self.wanted.years:
            return None
        listed = "、".join(str(one) for one in self.wanted.years)
        if words.part and years:
            return f"只是{year or ''}{words.part}的，不是全年，没有读取。", "请填全年的数。"
        if len(years) != 1:
            which = "没有写明年份" if not years else "写了几个年份"
            last = column.format_heading(self.wanted.years[-1])
            return f"{which}，没有读取。", f"请写上年份，如“{last}”。"
        if self._is_wrong_year(column, years):
            return f"是{year}年的，申报表只要 {listed} 年，没有读取。", "请核对表头的年份。"
        return None

    def _is_wrong_year(self, column: Column, years: Sequence[int]) -> bool:
        """Return whether the one year is not that of the form, nor the year before, the base of the first growth."""
        base = self.wanted.years[0] - 1 if self.wanted.years else 0
        return column.yearly and len(years) == 1 and bool(base) and years[0] not in (base, *self.wanted.years)

    def _report_years(self, columns: Sequence[tuple[int, JoinedHeading, Column]]) -> Iterator[HeadingIssue]:
        """Yield the columns of other years: an error where years of the form are missing instead of them."""
        dated = [(at, one, column) for at, one, column in columns if column.yearly and len(one.words.years) == 1]
        wrong = [(at, one) for at, one, column in dated if self._is_wrong_year(column, one.words.years)]
        if not wrong:
            return
        listed = "、".join(map(str, self.wanted.years))
        found = sorted({one.words.years[0] for _, one, _ in dated})
        missing = [year for year in self.wanted.years if year not in found]
        if missing:
            message = f"年份不对：表里是 {'、'.join(map(str, found))} 年的数，申报表要 {listed} 年，"
            message += f"缺 {'、'.join(map(str, missing))} 年；不要的年份没有读取。"
            hint = "请核对是不是别的批次的表，换成申报表要的年份。"
            yield HeadingIssue("enterprises.years", self.at, wrong[0][0], message, hint)
            return
        for position, _ in wrong[:_LISTED_COLUMNS]:
            yield HeadingIssue("enterprises.heading", self.at, position, self.unread[position], "请核对表头的年份。")
        rest = wrong[_LISTED_COLUMNS:]
        if rest:
            message = f"还有 {len(rest)} 列也不是申报表要的 {listed} 年，没有读取。"
            yield HeadingIssue("enterprises.heading", self.at, rest[0][0], message, "请核对表头的年份。")

    def _report_units(self, headings: Sequence[ColumnHeading]) -> None:
        units = self._units
        self.used |= units.lines if units.is_clear else set()
        asked = [one for one in headings if one.column.kind == "number" and one.column.unit in UNITS]
        bare = [one for one in asked if not one.unit and not one.column.whole]
        if units.text and not units.is_clear and bare:
            message = f"写着“{units.text[:40]}”，看不准哪一列是什么单位，没有采用。"
            self.issues.append(
                HeadingIssue("enterprises.heading", units.line, bare[0].position, message, "请在各列表头写上单位。")
            )
        if bare:
            message = f"{_list_headings(bare)}没有写单位，按{_list_units(one.column.unit for one in bare)}读取。"
            hint = f"请在表头写上单位，如“{bare[0].column.format_heading(bare[0].year)}”。"
            self._add_issue("enterprises.heading", bare[0].position, message, hint)
        if self.borrowed:
            taken = _list_units(one.unit for one in self.borrowed)
            message = f"{_list_headings(self.borrowed)}没有写单位，按前面同一栏目的{taken}读取。"
            self._add_issue("enterprises.heading", self.borrowed[0].position, message, "请在表头写上单位。")
        if self.contradicted:
            shown = _list_headings(self.contradicted)
            message = f"表上写着“{units.text[:40]}”，{shown}却写着另一个单位：按表头的单位读取。"
            hint = "请核对这些列到底是什么单位。"
            self._add_issue("enterprises.heading", self.contradicted[0].position, message, hint)

    def _report_unknown(self, columns: Sequence[tuple[int, JoinedHeading]]) -> None:
        hint = "如果用不着这一列，可以不管。"
        for position, joined in columns[:_LISTED_COLUMNS]:
            years = joined.words.years
            shown = partial(self._format_heading, year=years[0] if len(years) == 1 else None)
            nearest = suggest_nearest(joined.words.label, self.wanted.by_words, shown=shown)
            message = f"{self._format_shown(position, joined)}不认识，没有读取。"
            self._add_issue("enterprises.heading", position, message, nearest + hint)
        for position, joined in columns:
            self.unread[position] = f"{self._format_shown(position, joined)}不认识，没有读取。"
        rest = [position for position, _ in columns[_LISTED_COLUMNS:]]
        if rest:
            ends = f"从 {format_column_letters(rest[0])}列到 {format_column_letters(rest[-1])}列"
            message = f"还有 {len(rest)} 列不认识（{ends}），没有读取。"
            self._add_issue("enterprises.heading", rest[0], message, hint)

    def _format_shown(self, position: int, joined: JoinedHeading) -> str:
        place = self.cells.get(position) or f"{format_column_letters(position)}列"
        return f"{place}“{joined.shown[:40]}”"

    def _format_heading(self, label: str, year: int | None) -> str:
        return self.wanted.by_words[label].format_heading(year)

    def _add_issue(self, code: str, position: int, message: str, hint: str) -> None:
        self.issues.append(HeadingIssue(code, self.at, position, message, hint))


def _list_headings(headings: Sequence[ColumnHeading]) -> str:
    shown = "、".join(map(str, headings[:_SHOWN_COLUMNS]))
    return shown + (f"等 {len(headings)} 列" if len(headings) > _SHOWN_COLUMNS else "")


def _list_units(units: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(units))


def _is_note_line(row: Sequence[object]) -> bool:
    """Return whether a line below the table has words only, few of them, and perhaps states units."""
    filled = [cell for cell in row if cell is not None]
    return len(filled) <= 2 and all(isinstance(cell, str) and ("单位" in cell or "金额" in cell) for cell in filled)
