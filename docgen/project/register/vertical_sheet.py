"""Sheets with their headings below one another (label left, value right), turned into one line per enterprise.

Four shapes are known: label and value, one or several such pairs in a line; the years across, with or without a
column of units; one column for each of several enterprises; and cards of several enterprises one below another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from docgen.definitions.table_columns import Column
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.spreadsheets.cell_values import UNITS, RawValue, format_raw_value
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.heading_words import normalize_words, parse_year, read_heading, split_words
from docgen.project.spreadsheets.headings import format_column_letters
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.values import parse_number

_SEARCHED_LINES = 60
_YEAR_HEADINGS = frozenset({"年份", "年度", "年", "项目年度", "统计年度"})
_UNIT_HEADINGS = frozenset({"单位", "计量单位", "金额单位"})

Place = tuple[int, int]
"""The number of a line in the file and a position."""


class UnusedCell(NamedTuple):
    """A figure that stands beside no known heading: its line, its position, its text."""

    line: int
    position: int
    text: str


@dataclass(frozen=True)
class TurnedSheet:
    """A sheet turned round: its grid, the true place of each value, of each heading, and the cells that were not used.

    ``origins`` has the places by index and position in the grid, ``labels`` the addresses of the headings by position.
    """

    grid: SheetGrid
    origins: dict[Place, Place]
    labels: dict[int, str]
    unused: tuple[UnusedCell, ...]


class _Value(NamedTuple):
    """One value: its label, the place of the label, the year and the unit from other cells, the cell, its place.

    ``card`` is the number of the name above it; a later card has the place of the label from the first one.
    """

    label: str
    label_place: Place
    year: int | None
    unit: str
    cell: RawValue
    place: Place
    card: int = 0


def turn_vertical_sheet(grid: SheetGrid, wanted: WantedColumns) -> TurnedSheet | None:
    """Turn a sheet whose headings stand below one another; None where they stand side by side."""
    if not any(wanted.is_name_heading(cell) for row in grid.rows[:_SEARCHED_LINES] for cell in row):
        grid, moved = _split_inline_name(grid, wanted)
    else:
        moved = {}
    reader = _VerticalReader(grid, wanted)
    if not (turned := reader.turn_titled()):
        if not _is_vertical(grid, wanted):
            return None
        turned = reader.turn()
    origins = {cell: moved.get(place, place) for cell, place in turned.origins.items()}
    return replace(turned, origins=origins)


def _split_inline_name(grid: SheetGrid, wanted: WantedColumns) -> tuple[SheetGrid, dict[Place, Place]]:
    """Split 企业名称：甲公司 in one cell into two; returns the place that the name is moved to, with the true one."""
    rows = list(grid.rows)
    moved: dict[Place, Place] = {}
    for index, row in enumerate(rows[:_SEARCHED_LINES]):
        for position, cell in enumerate(row):
            label, _, name = cell.replace("：", ":").partition(":") if isinstance(cell, str) else ("", "", "")
            is_free = position + 1 >= len(row) or row[position + 1] is None
            if name.strip() and is_free and wanted.is_name_heading(label):
                rows[index] = (*row[:position], label, name.strip(), *row[position + 2 :])
                moved[grid.lines[index], position + 1] = (grid.lines[index], position)
                return replace(grid, rows=tuple(rows)), moved
    return grid, moved


def _is_vertical(grid: SheetGrid, wanted: WantedColumns) -> bool:
    """Return whether other headings stand above or below that of the names, and few beside it."""
    rows = grid.rows[:_SEARCHED_LINES]
    best: tuple[int, int] = (0, 0)
    for index, row in enumerate(rows):
        for position, cell in enumerate(row):
            if not wanted.is_name_heading(cell):
                continue
            beside = sum(map(wanted.is_heading, row)) - 1
            column = [other[position] for at, other in enumerate(rows) if at != index and position < len(other)]
            below = sum(wanted.is_heading(other) and not wanted.is_name_heading(other) for other in column)
            best = max(best, (beside, below))
    beside, below = best
    return below > 0 and beside < 4 and below >= beside


@dataclass
class _VerticalReader:
    """Reader of a sheet with its headings below one another."""

    grid: SheetGrid
    wanted: WantedColumns
    values: list[_Value] = field(default_factory=list)
    used: set[Place] = field(default_factory=set)
    years: dict[int, int] = field(default_factory=dict)
    units_at: int = -1
    card: int = 0
    name: tuple[int, str, str] | None = None
    first_labels: dict[tuple[str, int], Place] = field(default_factory=dict)
    seen_labels: Counter[str] = field(default_factory=Counter)

    def turn(self) -> TurnedSheet:
        """Return the sheet with a line for each enterprise."""
        columns = self._find_enterprise_columns()
        for line, row in zip(self.grid.lines, self.grid.rows, strict=True):
            self._read_line(line, row, columns)
        return self._build(columns)

    def turn_titled(self) -> TurnedSheet | None:
        """Return the sheet where one name stands above a table without names; None where it is of another shape.

        The table has one line of figures, or a line for each year and the years on the left.
        """
        rows = self.grid.rows[:_SEARCHED_LINES]
        named = [
            (index, at)
            for index, row in enumerate(rows)
            for at, cell in enumerate(row)
            if self.wanted.is_name_heading(cell)
        ]
        if len(named) != 1 or sum(map(self.wanted.is_heading, rows[named[0][0]])) > 1:
            return None
        index, at = named[0]
        head = next((one for one in range(index + 1, len(rows)) if self._is_table_head(one)), None)
        if head is None:
            return None
        lines = [one for one in range(head + 1, len(rows)) if any(isinstance(cell, int | float) for cell in rows[one])]
        beside = next((cell for cell in rows[index][at + 1 :] if format_raw_value(cell)), None)
        if _find_year(beside) or any(at < len(rows[one]) and _is_words(rows[one][at]) for one in lines):
            return None  # the names stand below their heading after all
        years = {one: parse_year(rows[one][0]) if rows[one] else None for one in lines}
        has_years = normalize_words(rows[head][0]) in _YEAR_HEADINGS
        if (has_years and not all(years.values())) or (not has_years and len(lines) != 1):
            return None
        cells = [
            (position, cell) for position, cell in enumerate(rows[index]) if position > at and format_raw_value(cell)
        ]
        self._read_label(self.grid.lines[index], at, rows[index][at], cells, [])
        for one in lines:
            self._read_figures(head, one, years[one] if has_years else None)
            self.used.update({(self.grid.lines[one], 0)} if has_years else set())
        return self._build([])

    def _read_figures(self, head: int, index: int, year: int | None) -> None:
        """Take the figures of a line below the headings of the line ``head``; those without a year are of ``year``."""
        line, row = self.grid.lines[index], self.grid.rows[index]
        for position, label in enumerate(self.grid.rows[head]):
            words = read_heading(label, self.known)
            cell = row[position] if position < len(row) else None
            if words is None or cell is None:
                continue
            own = year if self.known[words.label].yearly and not words.years else None
            place = (self.grid.lines[head], position)
            self.used.add((line, position))
            self.values.append(_Value(str(label), place, own, "", cell, (line, position)))

    def _is_table_head(self, index: int) -> bool:
        """Return whether a line has headings side by side with figures below them."""
        row, below = self.grid.rows[index], self.grid.rows[index + 1 : index + 2]
        headings = [at for at, cell in enumerate(row) if self.wanted.is_heading(cell)]
        if (
            not below
            or any(isinstance(cell, int | float) for cell in row)
            or parse_year(below[0][0] if below[0] else None)
        ):
            enough = 1 if normalize_words(row[0] if row else None) in _YEAR_HEADINGS else 99
        else:
            enough = 2
        figures = [at for at in headings if below and at < len(below[0]) and isinstance(below[0][at], int | float)]
        return len(headings) >= enough and len(figures) > 0

    @property
    def known(self) -> Mapping[str, Column]:
        return self.wanted.by_words

    def _find_enterprise_columns(self) -> list[int]:
        """Return the positions of the enterprises where each has a column of its own; none where there is one only."""
        for row in self.grid.rows[:_SEARCHED_LINES]:
            at = next((at for at, cell in enumerate(row) if self.wanted.is_name_heading(cell)), None)
            if at is None:
                continue
            texts = [
                position
                for position, cell in enumerate(row)
                if position > at and format_raw_value(cell) and not self.wanted.is_heading(cell)
            ]
            labelled = [other for other in self.grid.rows if at < len(other) and self.wanted.is_heading(other[at])]
            filled = [
                position
                for position in texts
                if sum(position < len(other) and other[position] is not None for other in labelled) * 2 > len(labelled)
            ]
            years = [[year for cell in other if (year := parse_year(cell)) is not None] for other in self.grid.rows]
            if any(len(one) > len(set(one)) for one in years):
                return texts  # 2020 2021 2020 2021: the years of each enterprise stand below its name
            return filled if len(filled) > 1 and filled == texts and not any(len(one) > 1 for one in years) else []
        return []

    def _find_owner(self, position: int, columns: list[int]) -> int:
        """Return the number of the enterprise whose column, or whose block of columns, has the position; -1 if none."""
        return bisect_right(columns, position) - 1

    def _read_line(self, line: int, row: tuple[RawValue, ...], columns: list[int]) -> None:
        labels = [at for at, cell in enumerate(row) if self._is_label(cell, at, columns)]
        if not labels:
            self._read_years(line, row)
            return
        for number, at in enumerate(labels):
            end = labels[number + 1] if number + 1 < len(labels) else len(row)
            cells = [(position, row[position]) for position in range(at + 1, end) if format_raw_value(row[position])]
            self._read_label(line, at, row[at], cells, columns)

    def _is_label(self, cell: RawValue, position: int, columns: list[int]) -> bool:
        return position not in columns and isinstance(cell, str) and self.wanted.is_heading(cell)

    def _read_years(self, line: int, row: tuple[RawValue, ...]) -> None:
        """Take the years, and the column of units, from a line of headings across."""
        years = {at: year for at, cell in enumerate(row) if (year := _find_year(cell)) is not None}
        texts = [cell for cell in row if isinstance(cell, str)]
        if years and len(years) + len(texts) >= sum(cell is not None for cell in row):
            self.years = years
            self.units_at = next((at for at, cell in enumerate(row) if normalize_words(cell) in _UNIT_HEADINGS), -1)
            self.used.update((line, at) for at in range(len(row)))

    def _read_label(
        self, line: int, at: int, label: RawValue, cells: list[tuple[int, RawValue]], columns: list[int]
    ) -> None:
        words = read_heading(label, self.known)
        if words is None or not isinstance(label, str):
            return
        self.used.add((line, at))
        column = self.known[words.label]
        is_name = column.id == self.wanted.name and not columns
        label_place = self._place_label(label, (line, at), cells[0][1] if cells and is_name else None, is_name)
        unit = ""
        if cells and column.kind == "number" and (found := _find_unit(cells[0][1])):
            unit = found
            self.used.add((line, cells[0][0]))
            cells = cells[1:]
        elif self.units_at >= 0 and not is_name:
            cells = [one for one in cells if one[0] != self.units_at]
        is_across = column.yearly and not words.years and bool(self.years)
        for position, cell, year in self._select_cells(cells, column.hint, columns, is_across):
            self.used.add((line, position))
            self.values.append(_Value(label, label_place, year, unit, cell, (line, position), self.card))

    def _select_cells(
        self, cells: list[tuple[int, RawValue]], hint: str, columns: list[int], is_across: bool
    ) -> list[tuple[int, RawValue, int | None]]:
        """Select the values beside a label, with their years: of each year or enterprise, or the first."""
        filled = [one for one in cells if not hint or format_raw_value(one[1]) != hint]
        dated = [(position, cell, self.years.get(position) if is_across else None) for position, cell in filled]
        has_years = any(year for _, _, year in dated)
        if columns and not has_years:
            return [one for one in dated if one[0] in columns]
        return [one for one in dated if one[2]] if has_years else dated[:1]

    def _place_label(self, label: str, place: Place, name: RawValue, is_name: bool) -> Place:
        """Return the place of the same label in the first card that has it; a label twice in a card is two.

        Another name beside the same label as the last one, and below it, begins the card of another enterprise.
        """
        plain = normalize_words(label)
        if is_name:
            found = (place[0], plain, normalize_name(format_raw_value(name)))
            line, words, last = self.name or found
            if place[0] > line and plain == words and found[2] != last:
                self.card += 1
                self.seen_labels.clear()
            if plain == words:
                self.name = found
        self.seen_labels[plain] += 1
        return self.first_labels.setdefault((plain, self.seen_labels[plain]), place)

    def _build(self, columns: list[int]) -> TurnedSheet:
        """Build a grid of three heading lines (label, year, unit) and a line for each enterprise."""
        heads: dict[tuple[Place, int | None, str], _Value] = {}
        for one in self.values:
            heads.setdefault((one.label_place, one.year, one.unit), one)
        keys = {key: position for position, key in enumerate(heads)}
        cards = {card: row for row, card in enumerate(dict.fromkeys(one.card for one in self.values))}
        enterprises = columns or list(cards) or [0]
        lines: list[list[RawValue]] = [
            [heads[key].label.rstrip(":： ") for key in keys],
            [f"{key[1]}年" if key[1] else None for key in keys],
            [heads[key].unit or None for key in keys],
        ]
        above: list[list[RawValue]] = [[note] for note in self._list_notes()]
        kept = [line for line in lines if any(cell is not None for cell in line)]
        start = len(above) + len(kept)
        origins: dict[Place, Place] = {}
        body: list[list[RawValue]] = [[None] * len(keys) for _ in enterprises]
        for one in self.values:
            row = max(self._find_owner(one.place[1], columns), 0) if columns else cards[one.card]
            position = keys[one.label_place, one.year, one.unit]
            body[row][position] = one.cell
            origins[start + row, position] = one.place
        rows = (*above, *kept, *body)
        at = self.grid.lines[0] if self.grid.lines else 1
        turned = replace(
            self.grid, lines=tuple(at for _ in rows), rows=tuple(tuple(row) for row in rows), hidden_columns=frozenset()
        )
        labels = {number: f"{format_column_letters(key[0][1])}{key[0][0]}" for number, key in enumerate(keys)}
        return TurnedSheet(turned, origins, labels, tuple(self._find_unused()))

    def _list_notes(self) -> list[str]:
        """List the texts outside the table that may state the units, and the title, which may state the year."""
        texts = [cell for row in self.grid.rows[:_SEARCHED_LINES] for cell in row if isinstance(cell, str)]
        texts = [text for text in texts if not self.wanted.is_heading(text)]
        return [text for number, text in enumerate(texts) if number == 0 or ("单位" in text and "元" in text)]

    def _find_unused(self) -> Iterator[UnusedCell]:
        for line, row in zip(self.grid.lines, self.grid.rows, strict=True):
            for position, cell in enumerate(row):
                is_figure = not isinstance(cell, str) and cell is not None
                if is_figure and (line, position) not in self.used:
                    yield UnusedCell(line, position, format_raw_value(cell))


def _find_year(cell: RawValue) -> int | None:
    """Find the year of a heading across: 2021年, or 2021年数."""
    year = parse_year(cell)
    if year is not None or not isinstance(cell, str) or len(cell) > 16:
        return year
    words = split_words(normalize_words(cell))
    return words.years[0] if len(words.years) == 1 and not words.part else None


def _is_words(cell: RawValue) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and parse_number(cell) is None and parse_year(cell) is None


def _find_unit(cell: RawValue) -> str:
    words = split_words(normalize_words(cell)) if isinstance(cell, str) else None
    return words.unit if words and not words.label and words.unit in UNITS else ""
