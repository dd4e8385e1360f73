"""Collects the sheets that enterprises sent into one table, with the source of every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.collect_files import find_files, open_file
from docgen.project.register.collected_rows import Collected, CollectedRow, Source, Unplaced
from docgen.project.register.register import Register, same_name
from docgen.project.register.returned_sheet import FileReading
from docgen.project.spreadsheets.cell_values import Cell
from docgen.project.spreadsheets.headings import Wanted
from docgen.values import show_number

OLD = "原表"
"""The source of what stood in the table before."""

_NAMED = 3
"""So many differing figures are named."""


def collect(
    folder: Path,
    table: EnterpriseTable,
    years: Years,
    on_file: Callable[[int, int], None],
    leave_out: Path | None = None,
) -> Collected:
    """What the tables below ``folder`` hold, one row per enterprise; each file's faults cost only that file.

    ``on_file`` is told after each file how many are done and how many there are; ``leave_out`` is the result of an
    earlier collecting. InputError where there is no such folder.
    """
    files, problems = find_files(folder, leave_out)
    wanted = Wanted(table.columns, table.name, table.number, years.actual)
    rows: list[CollectedRow] = []
    unplaced: list[Unplaced] = []
    places: set[str] = set()
    for done, path in enumerate(files, 1):
        shown = path.relative_to(folder).as_posix()
        grids, odd = open_file(path, shown)
        reading = FileReading(shown, table, wanted)
        if grids:
            reading.read(grids)
        rows += reading.rows
        unplaced += reading.unplaced
        places |= reading.places
        problems += (*odd, *reading.problems)
        on_file(done, len(files))
    kept, repeated = _without_repeats(rows, table)
    return Collected(tuple(kept), tuple(unplaced), (*problems, *repeated), len(files), frozenset(places))


def merge_into(collected: Collected, existing: Register | None, table: EnterpriseTable) -> Collected:
    """The collected rows laid over those of a table that is there: nothing that only stands there is lost.

    A value that a new sheet gives replaces the old one, which is told with both.
    """
    if existing is None:
        return collected
    old = [_old_row(existing, index) for index in range(len(existing.rows))]
    keys = _Keys(table)
    for index, row in enumerate(old):
        keys.add(row, index)
    merged, problems = list(old), list(collected.problems)
    for row in collected.rows:
        at = keys.find(row)
        if at is None:
            keys.add(row, len(merged))
            merged.append(row)
        else:
            problems += _replaced(merged[at], row, existing, table)
            merged[at] = CollectedRow({**merged[at].values, **row.values}, {**merged[at].sources, **row.sources})
    places = collected.places | existing.columns.keys()
    return replace(collected, rows=tuple(merged), problems=tuple(problems), places=places)


def _without_repeats(rows: Sequence[CollectedRow], table: EnterpriseTable) -> tuple[list[CollectedRow], list[Problem]]:
    kept: list[CollectedRow] = []
    problems = []
    keys = _Keys(table)
    for row in rows:
        at = keys.find(row)
        if at is None:
            keys.add(row, len(kept))
            kept.append(row)
        else:
            problems.append(_repeated(kept[at], row, table))
    return kept, problems


def _repeated(first: CollectedRow, again: CollectedRow, table: EnterpriseTable) -> Problem:
    name = table.name
    file = again.sources[name].file
    message = f"企业“{again.values[name]}”（{again.sources[name]}）与“{first.values[name]}”（{first.sources[name]}）"
    message += "是同一家" if same_name(str(again.values[name])) == same_name(str(first.values[name])) else "代码相同"
    differing = [place for place in again.values if place != name and _differ(first, again, place)]
    if not differing:
        return Problem("collect.same", Where(file), f"{message}，数据一致，只留前一份。", "请只留一份文件。")
    shown = "；".join(_both(first, again, place, table) for place in differing[:_NAMED])
    more = f"等 {len(differing)} 处" if len(differing) > _NAMED else ""
    message = f"{message}，但数据不同：{shown}{more}。用了前一份。"
    return Problem("collect.differs", Where(file), message, "请与企业核对，只留正确的一份，再收一次。")


def _replaced(old: CollectedRow, new: CollectedRow, register: Register, table: EnterpriseTable) -> Iterator[Problem]:
    for place in new.values:
        if place in old.values and _differ(old, new, place):
            message = f"企业“{new.values[table.name]}”的{_label(place, table)}原来是 {_shown(old.values[place])}，"
            message += f"已换成 {new.sources[place]} 的 {_shown(new.values[place])}。"
            yield Problem("collect.replaced", Where(register.path), message, "请核对以哪个为准。")


def _old_row(register: Register, index: int) -> CollectedRow:
    values = {place: cells[index] for place, cells in register.columns.items() if cells[index] is not None}
    return CollectedRow(values, dict.fromkeys(values, Source(OLD)))


def _differ(one: CollectedRow, other: CollectedRow, place: str) -> bool:
    return one.values.get(place) != other.values.get(place)


def _both(first: CollectedRow, again: CollectedRow, place: str, table: EnterpriseTable) -> str:
    one, two = (_shown(row.values.get(place)) for row in (first, again))
    return f"{_label(place, table)}前一份是 {one}，这一份（{again.sources[place].place}）是 {two}"


def _label(place: str, table: EnterpriseTable) -> str:
    column, _, year = place.partition(".")
    return table.by_id[column].heading(int(year) if year else None)


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return "空"
        case bool():
            return "是" if cell else "否"
        case Decimal():
            return show_number(cell)
        case _:
            return f"“{cell}”" if isinstance(cell, str) else str(cell)


class _Keys:
    """Finds an enterprise again by its name, however it is spelt, or by its code."""

    def __init__(self, table: EnterpriseTable) -> None:
        self._table = table
        self._names: dict[str, int] = {}
        self._codes: dict[Cell, int] = {}

    def add(self, row: CollectedRow, index: int) -> None:
        self._names.setdefault(same_name(str(row.values[self._table.name])), index)
        code = row.values.get(self._table.code)
        if isinstance(code, str):
            self._codes.setdefault(code, index)

    def find(self, row: CollectedRow) -> int | None:
        at = self._names.get(same_name(str(row.values[self._table.name])))
        return self._codes.get(row.values.get(self._table.code)) if at is None else at
