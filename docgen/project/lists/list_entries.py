"""Find and read the lists (清单) of an application, and compute the answers that follow from them.

A list is a file under ``lists/``, named by the list's id or its title: a workbook, a .csv, or a .yaml with one mapping
for each entry. Lines above the headings, running numbers, totals and signature lines are no entries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from docgen.definitions.derive_rules import Listed
from docgen.definitions.form import Form, Matrix, NamedList, Number, Series
from docgen.definitions.table_columns import Column, ListTable, Tables
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import Value
from docgen.project.evidence.folder_files import (
    find_placeholder,
    refuse_outside,
    report_not_downloaded,
)
from docgen.project.lists.list_rows import ListRows, format_cell, read_list_rows
from docgen.project.lists.number_systems import read_number
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.project.spreadsheets.grid_reader import TABLE_SUFFIXES
from docgen.runtime.file_names import escape_invisible, is_system_file

FOLDER = "lists"
SUFFIXES = (*TABLE_SUFFIXES, ".yaml", ".yml", ".json")
"""The file endings of lists, in the order of preference where a list has several files."""

_AROUND_A_TITLE = re.compile(r"\A\d+[\s._、．-]*|[\s“”\"（()）]")


@dataclass(frozen=True)
class ListEntries:
    """The entries of one list: ``rows`` has their lines in the file, ``columns`` their cells by id of the column.

    A column that the file lacks is not in ``columns``. ``headings`` has the position of each column in words.
    """

    path: str
    table: ListTable
    rows: tuple[int, ...]
    columns: Mapping[str, tuple[CellValue, ...]]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entries, "" where a name is blank."""
        return tuple(format_cell(self.table.by_id[self.table.name], cell) for cell in self._get_cells(self.table.name))

    def find_matching(self, where: Mapping[str, str]) -> tuple[int, ...]:
        """Return the positions of the entries that have the given option in each given column."""
        wanted = [(self._get_cells(column), option) for column, option in where.items()]
        return tuple(at for at in range(len(self.rows)) if all(cells[at] == option for cells, option in wanted))

    def list_keys(self, columns: tuple[str, ...]) -> Iterator[tuple[CellValue, ...]]:
        """Yield the cells of each entry in the given columns."""
        return zip(*(self._get_cells(column) for column in columns), strict=True)

    def _get_cells(self, column: str) -> tuple[CellValue, ...]:
        return self.columns.get(column, (None,) * len(self.rows))


def read_lists(folder: Path, tables: Tables) -> Mapping[str, ListEntries]:
    """Read the lists in ``folder/lists`` by id, in the order of ``tables``; a list without a file is left out.

    Raises InputError where a file cannot be read as what its ending promises.
    """
    found = _find_files(folder, tables)
    for paths in found.values():
        refuse_outside(paths[0], folder)
    return {table.id: _read_list(found[table.id], table, tables) for table in tables.lists if table.id in found}


def find_stray_files(folder: Path, tables: Tables) -> tuple[Problem, ...]:
    """Return a problem for each file or folder in ``folder/lists`` that is no list."""
    home = folder / FOLDER
    if home.exists() and not home.is_dir():
        return (
            Problem("list.unknown", Where(FOLDER), "lists 应是一个文件夹，里面每个清单一个文件。", "请改成文件夹。"),
        )
    stray = (_report_stray(path, tables) for path in _list_paths(folder) if _find_table(path, tables) is None)
    away = sorted(home.iterdir()) if home.is_dir() else ()
    return (*stray, *(report_not_downloaded(path, folder) for path in away if find_placeholder(path.name)))


def compute_list_answers(form: Form, lists: Mapping[str, ListEntries]) -> Mapping[str, Value]:
    """Return the answers, by place, that are the counts or the names of the entries of existing lists.

    An answer is left out where its list lacks a column by which it counts.
    """
    answers: dict[str, Value] = {}
    for field, listed in form.iterate_listed():
        entries = lists.get(listed.id)
        if entries is not None and entries.columns.keys() >= {*listed.where, *listed.by, entries.table.name}:
            answers |= _compute_answers(form, field, listed, entries)
    return answers


def _compute_answers(
    form: Form, field: Number | Series | Matrix | NamedList, listed: Listed, entries: ListEntries
) -> Mapping[str, Value]:
    chosen = entries.find_matching(listed.where)
    if isinstance(field, NamedList):
        names = entries.names
        return {field.id: tuple(names[at] for at in chosen if names[at])}
    if isinstance(field, Number):
        return {field.id: Decimal(len(chosen))}
    keys = tuple(entries.list_keys(listed.by))
    counts = Counter(".".join(map(str, keys[at])) for at in chosen)
    # Every place of the field gets its count: what no entry has is 0, not blank.
    wanted = (place for place, owner in form.places.items() if owner is field)
    return {place: Decimal(counts[place.removeprefix(f"{field.id}.")]) for place in wanted}


def _list_paths(folder: Path) -> list[Path]:
    home = refuse_outside(folder / FOLDER, folder)
    if not home.is_dir():
        return []
    return sorted(path for path in home.iterdir() if not is_system_file(path.name))


def _find_files(folder: Path, tables: Tables) -> dict[str, list[Path]]:
    """Return the files of each list by id, the file that is read first."""
    found: dict[str, list[Path]] = {}
    for path in _list_paths(folder):
        table = _find_table(path, tables)
        if table is not None:
            found.setdefault(table.id, []).append(path)
    return {name: sorted(paths, key=lambda path: SUFFIXES.index(path.suffix.lower())) for name, paths in found.items()}


def _find_table(path: Path, tables: Tables) -> ListTable | None:
    if path.suffix.lower() not in SUFFIXES or path.is_dir():
        return None
    stem = _normalize_title(path.stem)
    return next((table for table in tables.lists if stem in (table.id, _normalize_title(table.title))), None)


def _normalize_title(words: str) -> str:
    """Return the title in small letters, without a number before it, spaces, quotation marks and brackets."""
    return _AROUND_A_TITLE.sub("", words).lower()


def _report_stray(path: Path, tables: Tables) -> Problem:
    where = Where(f"{FOLDER}/{escape_invisible(path.name)}")
    if path.is_dir():
        return Problem("list.unknown", where, "清单应直接放在 lists/ 里，这是一个文件夹。", "请把里面的文件移出来。")
    stem = _normalize_title(path.stem)
    known = {name: table for table in tables.lists for name in (table.id, _normalize_title(table.title))}
    if stem in known:
        message = f"清单不能是“{path.suffix}”文件，没有读取。"
        return Problem("list.unknown", where, message, "请另存为 .xlsx、.csv 或 .yaml。")
    nearest = suggest_nearest(stem, known, shown=lambda name: f"{known[name].title}（{known[name].id}）")
    names = "、".join(f"{table.title}（{table.id}）" for table in tables.lists)
    return Problem("list.unknown", where, "不知道这是哪个清单，没有读取。", f"{nearest}文件名可以是：{names}。")


def _read_list(paths: list[Path], table: ListTable, tables: Tables) -> ListEntries:
    shown = f"{FOLDER}/{paths[0].name}"
    read = read_list_rows(paths[0], shown, table, tables.enterprises)
    problems = (*_report_other_files(paths, shown), *read.problems, *_find_duplicates(read, table, shown))
    return ListEntries(shown, table, read.rows, read.columns, read.headings, problems)


def _report_other_files(paths: list[Path], shown: str) -> Iterator[Problem]:
    for other in paths[1:]:
        message = f"这个清单有不止一个文件，只读了 {shown}。"
        yield Problem("list.two-files", Where(f"{FOLDER}/{other.name}"), message, "请只保留一个。")


def _find_duplicates(read: ListRows, table: ListTable, shown: str) -> Iterator[Problem]:
    """Yield a problem for each entry that repeats an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    cells = [read.columns.get(column, (None,) * len(read.rows)) for column in table.same or (table.name,)]
    columns = [table.by_id[column] for column in table.same or (table.name,)]
    for line, name, *entry in zip(read.rows, read.columns.get(table.name, ()), *cells, strict=True):
        key = tuple(_normalize(table, column, cell) for column, cell in zip(columns, entry, strict=True))
        before = first.setdefault(key, line)
        if before != line and name is not None:
            message = f"“{format_cell(table.by_id[table.name], name)}”在清单里出现了两次，第一次在第 {before} 行。"
            hint = "请删去一行；不是同一项的，请补全能区分它们的内容。"
            yield Problem("list.twice", Where(shown, line), message, hint)


def _normalize(table: ListTable, column: Column, cell: CellValue) -> str:
    """Return what is equal for equal entries: a number in one spelling, the letters and digits of other words."""
    numbering = table.numbering
    system = numbering.system if numbering and numbering.column == column.id else ""
    return read_number(format_cell(column, cell), system).key
