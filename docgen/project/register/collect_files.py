"""Search for the files returned by enterprises; other files and files that cannot be opened become problems."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from docgen.errors import InputError, reason
from docgen.problems.problem import Problem, Where
from docgen.project.spreadsheets.grid_reader import SheetGrid, read_grids
from docgen.runtime.file_sniffing import sniff

TABLE_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")

_OTHER_HINT = "如果里面有数据，请录入 .xlsx 表格再收。"


def find_files(folder: Path, leave_out: Path | None) -> tuple[list[Path], list[Problem]]:
    """Find the tables below ``folder`` in order, without ``leave_out``, with a problem for each other file.

    Raises InputError where the folder does not exist.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for path in _walk_files(folder):
        shown = path.relative_to(folder).as_posix()
        # Lock files of Excel, and what Windows and macOS put into every folder.
        if path.name.startswith(("~$", ".")) or path.name in ("Thumbs.db", "desktop.ini"):
            problems.append(Problem("collect.ignored", Where(shown), "是临时文件或隐藏文件，没有读取。"))
        elif leave_out is not None and _is_result(path, leave_out):
            message = "是以前的收集结果，没有当作企业的表读取。"
            problems.append(Problem("collect.ignored", Where(shown), message))
        elif path.suffix.lower() in TABLE_SUFFIXES:
            found.append(path)
        else:
            problems.append(Problem("collect.no-table", Where(shown), "不是表格文件，没有读取。", _OTHER_HINT))
    return found, problems


def open_file(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Read the sheets of one file with its problems; no sheets and one problem where it cannot be opened."""
    try:
        if not path.is_file():
            raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
        if path.suffix.lower() == ".csv":
            return read_grids(path, shown)
        sniffed = sniff(path)
        if not sniffed.is_document:
            return [], [_report_unreadable(shown, f"{sniffed.reason}。", "其他文件照常收集；这一家改好后再收一次。")]
        if sniffed.suffix not in TABLE_SUFFIXES:
            return [], [_report_unreadable(shown, "里面不是表格。", _OTHER_HINT)]
        grids, problems = read_grids(path, shown, sniffed.suffix)
        return grids, [*problems, *_check_macros_and_links(path, shown)]
    except InputError as error:
        return [], [_report_unreadable(shown, error.message, error.remedy)]
    except OSError as error:
        return [], [_report_unreadable(shown, f"文件无法读取：{reason(error)}。", "请检查权限，或重新复制这个文件。")]


def _walk_files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise InputError("没有这个文件夹。", remedy="请检查路径。", path=folder)
    for home, folders, names in os.walk(folder):
        folders.sort()  # in place: os.walk descends in this order, and the result is the same on every system
        yield from (Path(home) / name for name in sorted(names))


def _is_result(path: Path, result: Path) -> bool:
    """Return whether a file is the result of an earlier collection or a backup of one."""
    is_beside = path.parent.resolve() == result.parent.resolve() and path.suffix == result.suffix
    return is_beside and (path.stem == result.stem or path.stem.startswith(f"{result.stem}（上一份"))


def _check_macros_and_links(path: Path, shown: str) -> Iterator[Problem]:
    """Yield a remark for macros, which are not run, and one for external links, which are not updated."""
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
