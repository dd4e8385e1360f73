"""Every enterprise looked at by itself: all rules on its figures and titles, and the problems of doubtful cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from docgen.definitions.form import Years
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application
from docgen.project.register.collected_rows import Collected, ValueSource
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.register import Register
from docgen.project.register.register_check import Columns
from docgen.project.register.value_sources import read_sources
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.enterprises.enterprise_figures import (
    Doubt,
    build_figures,
    format_figure,
    format_years,
)
from docgen.rules.enterprises.leaps import check_dominance, check_gaps, check_leaps
from docgen.rules.enterprises.peers import check_exchanged, check_sizes
from docgen.rules.enterprises.quotient_check import check_quotients
from docgen.rules.enterprises.title_check import check_size, check_titles, find_late

_LISTED_ROWS = 5


class CellPlace(NamedTuple):
    """The place of a cell: the file and line of the problem, the cell as it is shown, and where its value came from."""

    path: str
    line: int
    cell: str
    source: str = ""


Locate = Callable[[int, str], CellPlace]
"""Gives the place of a cell by the index of the enterprise and the place of the column."""


def find_doubts(table: EnterpriseTable, columns: Columns, years: Years) -> tuple[Doubt, ...]:
    """Find the doubts about each enterprise of a table; a cell that leaps over the years is told once."""
    figures, rules = build_figures(table, columns), table.rules
    doubts: list[Doubt] = []
    for level in rules.levels:
        doubts += (*check_leaps(figures, level), *check_gaps(figures, level))
    known = _list_columns(doubts)
    for level in rules.levels:
        dominant = check_dominance(figures, level, rules.quotients)
        doubts += (one for one in dominant if (one.index, level.of) not in known)
    doubts += check_quotients(figures, rules, _list_columns(doubts))
    known = _list_columns(doubts)
    doubts += check_sizes(figures, rules, known)
    for level in rules.levels:
        doubts += check_exchanged(figures, level, known)
    doubts += check_titles(figures, rules)
    if rules.small:
        known = _list_columns(doubts)
        large = check_size(figures, rules.small, years)
        doubts += (one for one in large if not any((one.index, name) in known for name in rules.small.limits))
    return tuple(sorted(doubts, key=lambda doubt: doubt.index))


def check_enterprises(application: Application) -> Iterator[Problem]:
    """Yield the problems of each enterprise of the register looked at by itself."""
    register, table, years = application.register, application.tables.enterprises, application.form.years
    if register is None:
        return
    doubts = _leave_out_unread(find_doubts(table, register.columns, years), register.columns, register.is_unread)
    sources = read_sources(register.sources, table, years) if doubts and register.sources else {}

    def locate(index: int, place: str) -> CellPlace:
        cell = register.format_cell(index, place)
        source = sources.get(normalize_name(register.names[index]), {}).get(place)
        return CellPlace(register.path, register.get_line(index, place), cell, str(source or ""))

    yield from report_doubts(doubts, table, register.columns, locate)
    for column, late in find_late(table, register.columns, years):
        yield _report_late(register, column, late, years.actual[-1])


def check_collected(
    collected: Collected, table: EnterpriseTable, years: Years, out: str
) -> tuple[tuple[Doubt, ...], tuple[Problem, ...]]:
    """Return the doubts about the collected enterprises, and their problems at the cells of the files they came from.

    ``out`` is the name of the table, where a value of an earlier collection stands.
    """
    rows = collected.rows
    places = {place for row in rows for place in row.values}
    columns = {place: tuple(row.values.get(place) for row in rows) for place in places}

    def locate(index: int, place: str) -> CellPlace:
        source = rows[index].sources.get(place) or rows[index].blanks.get(place) or ValueSource(out)
        # What an earlier collection read stands in the table, with its source in words.
        return CellPlace(source.file, 0, source.place) if source.place else CellPlace(out, 0, source.file)

    doubts = find_doubts(table, columns, years)
    doubts = _leave_out_unread(doubts, columns, lambda index, place: place in rows[index].unread)
    return doubts, tuple(report_doubts(doubts, table, columns, locate))


def report_doubts(
    doubts: Sequence[Doubt], table: EnterpriseTable, columns: Columns, locate: Locate
) -> Iterator[Problem]:
    """Yield the problem of each doubt: the enterprise, its cells, what they hold, and the reason."""
    for doubt in doubts:
        name = columns[table.name][doubt.index]
        places = [place for place in doubt.places if place in columns]
        found = [locate(doubt.index, place) for place in places]
        cells, sources = _join_cells([one.cell for one in found]), _join_cells([one.source for one in found])
        held = describe_cells(table, {place: columns[place][doubt.index] for place in places})
        message = f"企业“{name}”{held}（{cells}{f'，出自 {sources}' if sources else ''}）：{doubt.reason}。"
        yield Problem(doubt.code, Where(found[0].path, found[0].line), message, doubt.hint, doubt.rule)


def _leave_out_unread(
    doubts: Sequence[Doubt], columns: Columns, is_unread: Callable[[int, str], bool]
) -> tuple[Doubt, ...]:
    """Leave out the doubts about missing values whose cells could not be read: those are told as that."""

    def is_told(doubt: Doubt) -> bool:
        cells = [place for place in doubt.places if place in columns]
        return bool(cells) and all(
            columns[place][doubt.index] is None and is_unread(doubt.index, place) for place in cells
        )

    return tuple(doubt for doubt in doubts if not is_told(doubt))


def describe_cells(table: EnterpriseTable, cells: Mapping[str, CellValue]) -> str:
    """Describe the doubtful cells with what they hold: 2019、2020年产值（亿元）填了 12500、15000."""
    by_column: dict[str, list[str]] = {}
    for place in cells:
        by_column.setdefault(place.partition(".")[0], []).append(place)
    shown = []
    for name, places in by_column.items():
        years = format_years(int(place.partition(".")[2] or 0) for place in places)
        is_blank = all(cells[place] is None for place in places)
        held = "空着" if is_blank else f"填了 {'、'.join(_format_cell(cells[place]) for place in places)}"
        shown.append(f"{years}{table.by_id[name].format_heading()}{held}")
    return "，".join(shown)


def _join_cells(cells: Sequence[str]) -> str:
    """Join cells, with the sheet before the first one of it: 表1!D6、E6."""
    by_sheet: dict[str, list[str]] = {}
    for cell in filter(None, cells):
        sheet, mark, address = cell.rpartition("!")
        by_sheet.setdefault(sheet + mark, []).append(address)
    return "、".join(sheet + "、".join(dict.fromkeys(addresses)) for sheet, addresses in by_sheet.items())


def _format_cell(cell: CellValue) -> str:
    match cell:
        case None:
            return "空白"
        case bool():
            return "“是”" if cell else "“否”"
        case Decimal():
            return format_figure(cell)
        case _:
            return str(cell)


def _list_columns(doubts: Sequence[Doubt]) -> set[tuple[int, str]]:
    return {(doubt.index, place.partition(".")[0]) for doubt in doubts for place in doubt.places}


def _report_late(register: Register, column: Column, late: Sequence[int], last: int) -> Problem:
    lines = [register.rows[index] for index in late]
    named = "、".join(map(str, lines[:_LISTED_ROWS])) + (" 等" if len(lines) > _LISTED_ROWS else "")
    message = f"{register.headings[column.id]}：{len(lines)} 家企业填了 {last + 1}（第 {named} 行），"
    message += f"晚于申报表的数据年份 {last}，没有计入。"
    hint = f"请核对年份；{last}年底前还没有的，可以不填。"
    return Problem("enterprises.late", Where(register.path, lines[0]), message, hint)
