"""Collection of the sheets returned by enterprises into one table, with the source of every value."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.errors import InputError, describe_os_error
from docgen.problems.problem import Problem, Where
from docgen.progress import SILENT, Progress, Stage
from docgen.project.register.collected_rows import Collected, CollectedRow, Unplaced, ValueSource
from docgen.project.register.register import Register, normalize_name
from docgen.project.register.returned_sheet import ReturnedFileReader
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.project.spreadsheets.grid_reader import SheetGrid, read_grids
from docgen.project.spreadsheets.headings import WantedColumns
from docgen.runtime.backup_name import is_backup_name
from docgen.runtime.file_sniffing import sniff
from docgen.values import format_number

TABLES = (".xlsx", ".xlsm", ".xls", ".csv")
OLD_TABLE = "原表"
"""The source of the values of the table before a collection."""

_LISTED_FIGURES = 3
"""The number of differing figures that a message lists."""
_OTHER_HINT = "如果里面有数据，请录入 .xlsx 表格再收。"


def collect_sheets(
    folder: Path,
    table: EnterpriseTable,
    years: Years,
    progress: Progress = SILENT,
    leave_out: Path | None = None,
) -> Collected:
    """Collect the tables below ``folder``, one row per enterprise; a file that cannot be read is left out.

    ``leave_out`` is the result of an earlier collection. Raises InputError where the folder does not exist.
    """
    files, problems = find_files(folder, leave_out)
    wanted = WantedColumns(table.columns, table.name, table.number, years.actual)
    rows: list[CollectedRow] = []
    unplaced: list[Unplaced] = []
    places: set[str] = set()
    shown_names = {path: path.relative_to(folder).as_posix() for path in files}
    for path in progress.track(Stage.COLLECT, files, len(files), shown_names.__getitem__):
        shown = shown_names[path]
        grids, odd = open_file(path, shown)
        reader = ReturnedFileReader(shown, table, wanted)
        if grids:
            reader.read(grids)
        rows += reader.rows
        unplaced += reader.unplaced
        places |= reader.places
        problems += (*odd, *reader.problems)
    kept, repeated = _remove_duplicates(rows, table)
    return Collected(tuple(kept), tuple(unplaced), (*problems, *repeated), len(files), frozenset(places))


def merge_into(collected: Collected, existing: Register | None, table: EnterpriseTable) -> Collected:
    """Merge the collected rows into an existing table; values that only the table has are kept.

    A collected value replaces a different one of the table, with a problem that names both.
    """
    if existing is None:
        return collected
    old = [_build_old_row(existing, index) for index in range(len(existing.rows))]
    keys = _EnterpriseIndex(table)
    for index, row in enumerate(old):
        keys.add(row, index)
    merged, problems = list(old), list(collected.problems)
    for row in collected.rows:
        at = keys.find(row)
        if at is None:
            keys.add(row, len(merged))
            merged.append(row)
        else:
            problems += _report_replaced(merged[at], row, existing, table)
            merged[at] = CollectedRow({**merged[at].values, **row.values}, {**merged[at].sources, **row.sources})
    places = collected.places | existing.columns.keys()
    return replace(collected, rows=tuple(merged), problems=tuple(problems), places=places)


def _remove_duplicates(
    rows: Sequence[CollectedRow], table: EnterpriseTable
) -> tuple[list[CollectedRow], list[Problem]]:
    kept: list[CollectedRow] = []
    problems = []
    keys = _EnterpriseIndex(table)
    for row in rows:
        at = keys.find(row)
        if at is None:
            keys.add(row, len(kept))
            kept.append(row)
        else:
            problems.append(_report_duplicate(kept[at], row, table))
    return kept, problems


def _report_duplicate(first: CollectedRow, again: CollectedRow, table: EnterpriseTable) -> Problem:
    name = table.name
    file = again.sources[name].file
    message = f"企业“{again.values[name]}”（{again.sources[name]}）与“{first.values[name]}”（{first.sources[name]}）"
    message += (
        "是同一家" if normalize_name(str(again.values[name])) == normalize_name(str(first.values[name])) else "代码相同"
    )
    differing = [place for place in again.values if place != name and _is_different(first, again, place)]
    if not differing:
        return Problem("collect.same", Where(file), f"{message}，数据一致，只留前一份。", "请只留一份文件。")
    shown = "；".join(_format_both(first, again, place, table) for place in differing[:_LISTED_FIGURES])
    more = f"等 {len(differing)} 处" if len(differing) > _LISTED_FIGURES else ""
    message = f"{message}，但数据不同：{shown}{more}。用了前一份。"
    return Problem("collect.differs", Where(file), message, "请与企业核对，只留正确的一份，再收一次。")


def _report_replaced(
    old: CollectedRow, new: CollectedRow, register: Register, table: EnterpriseTable
) -> Iterator[Problem]:
    for place in new.values:
        if place in old.values and _is_different(old, new, place):
            before, after = _format_cell(old.values[place]), _format_cell(new.values[place])
            message = f"企业“{new.values[table.name]}”的{_format_label(place, table)}原来是 {before}，"
            message += f"已换成 {new.sources[place]} 的 {after}。"
            yield Problem("collect.replaced", Where(register.path), message, "请核对以哪个为准。")


def _build_old_row(register: Register, index: int) -> CollectedRow:
    values = {place: cells[index] for place, cells in register.columns.items() if cells[index] is not None}
    return CollectedRow(values, dict.fromkeys(values, ValueSource(OLD_TABLE)))


def _is_different(one: CollectedRow, other: CollectedRow, place: str) -> bool:
    return one.values.get(place) != other.values.get(place)


def _format_both(first: CollectedRow, again: CollectedRow, place: str, table: EnterpriseTable) -> str:
    one, two = (_format_cell(row.values.get(place)) for row in (first, again))
    return f"{_format_label(place, table)}前一份是 {one}，这一份（{again.sources[place].place}）是 {two}"


def _format_label(place: str, table: EnterpriseTable) -> str:
    column, _, year = place.partition(".")
    return table.by_id[column].format_heading(int(year) if year else None)


def _format_cell(cell: CellValue) -> str:
    match cell:
        case None:
            return "空"
        case bool():
            return "是" if cell else "否"
        case Decimal():
            return format_number(cell)
        case _:
            return f"“{cell}”" if isinstance(cell, str) else str(cell)


class _EnterpriseIndex:
    """Index of enterprises by normalized name and, where the name is unknown, by 统一社会信用代码."""

    def __init__(self, table: EnterpriseTable) -> None:
        self._table = table
        self._names: dict[str, int] = {}
        self._codes: dict[CellValue, int] = {}

    def add(self, row: CollectedRow, index: int) -> None:
        self._names.setdefault(normalize_name(str(row.values[self._table.name])), index)
        code = row.values.get(self._table.code)
        if isinstance(code, str):
            self._codes.setdefault(code, index)

    def find(self, row: CollectedRow) -> int | None:
        at = self._names.get(normalize_name(str(row.values[self._table.name])))
        return self._codes.get(row.values.get(self._table.code)) if at is None else at


def find_files(folder: Path, leave_out: Path | None) -> tuple[list[Path], list[Problem]]:
    """Find the tables below ``folder`` in order, without ``leave_out``; returns a problem for each other file."""
    found: list[Path] = []
    problems: list[Problem] = []
    for path in _iterate_files(folder):
        shown = path.relative_to(folder).as_posix()
        if path.name.startswith(("~$", ".")) or path.name in ("Thumbs.db", "desktop.ini"):
            problems.append(Problem("collect.ignored", Where(shown), "是临时文件或隐藏文件，没有读取。"))
        elif leave_out is not None and _is_result(path, leave_out):
            message = "是以前的收集结果，没有当作企业的表读取。"
            problems.append(Problem("collect.ignored", Where(shown), message))
        elif path.suffix.lower() in TABLES:
            found.append(path)
        else:
            problems.append(Problem("collect.no-table", Where(shown), "不是表格文件，没有读取。", _OTHER_HINT))
    return found, problems


def open_file(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Open one file; returns its sheets and problems, no sheets and the reason where it cannot be read."""
    try:
        if not path.is_file():
            raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
        if path.suffix.lower() == ".csv":
            return read_grids(path, shown)
        sniffed = sniff(path)
        if not sniffed.is_document:
            return [], [_report_unreadable(shown, f"{sniffed.reason}。", "其他文件照常收集；这一家改好后再收一次。")]
        if sniffed.suffix not in TABLES:
            return [], [_report_unreadable(shown, "里面不是表格。", _OTHER_HINT)]
        grids, problems = read_grids(path, shown, sniffed.suffix)
        return grids, [*problems, *_find_extras(path, shown)]
    except InputError as error:
        return [], [_report_unreadable(shown, error.message, error.remedy)]
    except OSError as error:
        return [], [
            _report_unreadable(shown, f"文件无法读取：{describe_os_error(error)}。", "请检查权限，或重新复制这个文件。")
        ]


def _iterate_files(folder: Path) -> Iterator[Path]:
    if not os.path.isdir(folder):  # noqa: PTH112  # a name that is too long is no folder either
        raise InputError("没有这个文件夹。", remedy="请检查路径。", path=folder)
    for home, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(home) / name for name in sorted(names))


def _is_result(path: Path, result: Path) -> bool:
    """Return True where a file is the result of an earlier collecting, or a backup of one."""
    return path.parent.resolve() == result.parent.resolve() and (
        path.name == result.name or is_backup_name(path, result)
    )


def _find_extras(path: Path, shown: str) -> Iterator[Problem]:
    """Yield a remark for macros, which are not run, and for external links, which are not followed."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if any(name.endswith("vbaProject.bin") for name in names):
        yield Problem("collect.remark", Where(shown), "文件里有宏：只读取了格里的值，宏没有运行。")
    if any(name.startswith("xl/externalLinks/") for name in names):
        message = "文件里有指向别的工作簿的链接：用的是文件里存着的值，没有去更新。"
        yield Problem("collect.remark", Where(shown), message, "请与企业核对这些数。")


def _report_unreadable(shown: str, message: str, hint: str) -> Problem:
    return Problem("collect.unreadable", Where(shown), message, hint)
