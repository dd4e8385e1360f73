"""Collection of the sheets returned by enterprises into one table, with the source of every value."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.errors import InputError, describe_os_error, suggest_remedy
from docgen.problems.problem import Problem, Severity, Where
from docgen.progress import SILENT, Progress, Stage
from docgen.project.evidence.folder_files import find_placeholder, leads_outside, report_not_downloaded
from docgen.project.register.collected_rows import Collected, CollectedRow, Unplaced
from docgen.project.register.merged_rows import merge_returns
from docgen.project.register.return_order import ReturnOrder
from docgen.project.register.returned_sheet import ReturnedFileReader
from docgen.project.spreadsheets.grid_reader import TABLE_SUFFIXES, read_grids
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.runtime.backup import is_backup_name
from docgen.runtime.file_names import escape_invisible, is_system_file
from docgen.runtime.file_sniffing import sniff_table
from docgen.runtime.isolated_calls import BrokenCall, call_isolated, limit_by_size

_ARCHIVES = (".zip", ".rar", ".7z")
_ARCHIVE_HINT = "请解压后再收一次。"
_OTHER_HINT = "如果里面有数据，请录入 .xlsx 表格再收。"


def collect_sheets(
    folder: Path,
    table: EnterpriseTable,
    years: Years,
    progress: Progress = SILENT,
    leave_out: Path | None = None,
    roster: Path | None = None,
) -> Collected:
    """Collect the tables below ``folder``, one row per enterprise; a file that cannot be read is left out.

    ``leave_out`` is the result of an earlier collection, ``roster`` the list of enterprises; neither is a return.
    Raises InputError where the folder does not exist.
    """
    files, problems = find_files(folder, leave_out)
    files = [path for path in files if roster is None or path.resolve() != roster.resolve()]
    wanted = WantedColumns(table.columns, table.name, table.number, years.actual)
    rows: list[CollectedRow] = []
    unplaced: list[Unplaced] = []
    places: set[str] = set()
    shown_names = {path: _format_path(path, folder) for path in files}
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
    order = ReturnOrder({shown: path for path, shown in shown_names.items()})
    merged, repeated, withdrawn = merge_returns(rows, table, order)
    problems += (*repeated, *_report_empty(merged, table, problems))
    return Collected(merged, tuple(unplaced), tuple(problems), len(files), frozenset(places), withdrawn)


def _report_empty(
    rows: Sequence[CollectedRow], table: EnterpriseTable, problems: Sequence[Problem]
) -> Iterator[Problem]:
    """Yield a problem for each enterprise of which nothing came but its name and code, as on a blank sent back.

    Files with errors in them are told already.
    """
    told = {problem.where.path for problem in problems if problem.severity is Severity.ERROR}
    for row in rows:
        source = row.sources[table.name]
        if row.values.keys() <= {table.name, table.code} and source.file not in told:
            message = f"“{row.values[table.name]}”（{source.place}）除名称和代码外什么也没有填。"
            yield Problem("collect.empty", Where(source.file), message, "请企业填好再交；不再经营的请删去这个文件。")


def find_files(folder: Path, leave_out: Path | None) -> tuple[list[Path], list[Problem]]:
    """Find the tables below ``folder`` in order, without ``leave_out``; returns a problem for each other file."""
    found: list[Path] = []
    problems: list[Problem] = []
    for path in _iterate_files(folder):
        shown = _format_path(path, folder)
        if find_placeholder(path.name):
            problems.append(report_not_downloaded(path, folder))
        elif any(map(is_system_file, path.relative_to(folder).parts)):
            problems.append(Problem("collect.ignored", Where(shown), "是临时文件或隐藏文件，没有读取。"))
        elif leave_out is not None and _is_result(path, leave_out):
            message = "是以前的收集结果，没有当作企业的表读取。"
            problems.append(Problem("collect.ignored", Where(shown), message))
        elif leads_outside(path, folder):
            hint = "请把文件复制进来，不要用快捷方式或链接。"
            problems.append(_report_unreadable(shown, "链接指向了文件夹之外，没有读取。", hint))
        elif _is_table(path):
            found.append(path)
        else:
            hint = _ARCHIVE_HINT if path.suffix.lower() in _ARCHIVES else _OTHER_HINT
            problems.append(Problem("collect.no-table", Where(shown), "不是表格文件，没有读取。", hint))
    return found, problems


def open_file(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Open one file; returns its sheets and problems, no sheets and the reason where it cannot be read."""
    try:
        grids, problems = read_grids(path, shown)
        if not grids:
            message = "文件里没有表格，没有读取。"
            return [], [*problems, Problem("collect.no-table", Where(shown), message, _OTHER_HINT)]
        return grids, [*problems, *_find_extras_isolated(path, shown)]
    except InputError as error:
        remedy = error.remedy or "其他文件照常收集；这一家改好后再收一次。"
        return [], [_report_unreadable(shown, error.message, remedy)]
    except OSError as error:
        remedy = suggest_remedy(error, "请检查权限，或重新复制这个文件。")
        return [], [_report_unreadable(shown, f"文件无法读取：{describe_os_error(error)}。", remedy)]


def _format_path(path: Path, folder: Path) -> str:
    """Return the path within the folder in characters that a workbook and a terminal can hold."""
    return escape_invisible(path.relative_to(folder).as_posix())


def _is_table(path: Path) -> bool:
    """Return whether a file is named like a table, or holds one: a workbook, a page, a Word document, cut text.

    True as well where that cannot be told.
    """
    suffix = path.suffix.lower()
    if suffix != ".txt" and suffix in TABLE_SUFFIXES:
        return True
    try:
        return path.is_file() and call_isolated(_holds_table, path, suffix, limits=limit_by_size(path))
    except (OSError, BrokenCall):  # reading it as a table tells why it cannot be read
        return True


def _holds_table(path: Path, suffix: str) -> bool:
    kinds = (".xlsx", ".xls", ".html", ".xml", ".docx", ".doc", *([".csv"] if suffix == ".txt" else []))
    return sniff_table(path).suffix in kinds


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


def _find_extras_isolated(path: Path, shown: str) -> list[Problem]:
    try:
        return call_isolated(_find_extras, path, shown, limits=limit_by_size(path))
    except BrokenCall:  # the values are read, which is what matters
        return []


def _find_extras(path: Path, shown: str) -> list[Problem]:
    """Remark on macros, which are not run, and on external links, which are not followed; on no other kind of file."""
    found: list[Problem] = []
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):  # an .xls or a text, whatever it ends with
        return []
    if any(name.endswith("vbaProject.bin") for name in names):
        found.append(Problem("collect.remark", Where(shown), "文件里有宏：只读取了格里的值，宏没有运行。"))
    if any(name.startswith("xl/externalLinks/") for name in names):
        message = "文件里有指向别的工作簿的链接：用的是文件里存着的值，没有去更新。"
        found.append(Problem("collect.remark", Where(shown), message, "请与企业核对这些数。"))
    return found


def _report_unreadable(shown: str, message: str, hint: str) -> Problem:
    return Problem("collect.unreadable", Where(shown), message, hint)
