"""Find the application folders that a command is given, for the 推荐汇总表 of several clusters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.runtime.file_names import is_system_file


@dataclass(frozen=True)
class FoundFolders:
    """The application folders in the order of the table, and a note for each folder that was skipped."""

    folders: tuple[Path, ...]
    problems: tuple[Problem, ...]


def find_application_folders(given: Iterable[Path], answer_files: Iterable[str]) -> FoundFolders:
    """Find the application folders: each given folder, or instead those directly inside it, sorted by name.

    Raises InputError where a given folder neither is nor contains one, or where a folder is given twice.
    """
    names = tuple(answer_files)
    folders: list[Path] = []
    problems: list[Problem] = []
    for folder in given:
        inside, skipped = _find_inside(folder, names)
        folders += inside
        problems += (_report_skipped(path, names) for path in skipped)
    _refuse_duplicates(folders)
    return FoundFolders(tuple(folders), tuple(problems))


def _find_inside(folder: Path, names: tuple[str, ...]) -> tuple[list[Path], list[Path]]:
    try:
        if not folder.is_dir():
            raise InputError("没有这个文件夹。", remedy="请检查路径。", path=folder)
        if _is_application(folder, names):
            return [folder], []
        below = sorted(path for path in folder.iterdir() if path.is_dir() and not is_system_file(path.name))
        found = [path for path in below if _is_application(path, names)]
    except OSError as error:
        raise InputError.of_system(error, "文件夹读不了：{}。", "请检查路径和权限。", folder) from None
    if not found:
        remedy = "请指明一个申报文件夹，或者装着几个申报文件夹的文件夹。"
        raise InputError(f"里面没有 {names[0]}，下一层的文件夹里也没有。", remedy=remedy, path=folder)
    return found, [path for path in below if path not in found]


def _is_application(folder: Path, names: tuple[str, ...]) -> bool:
    return any((folder / name).is_file() for name in names)


def _report_skipped(folder: Path, names: tuple[str, ...]) -> Problem:
    message = f"文件夹“{folder.name}”里没有 {names[0]}，没有列入汇总表。"
    return Problem("summary.folder-skipped", Where(folder.as_posix()), message, "如果它也是一个集群，请检查文件名。")


def _refuse_duplicates(folders: list[Path]) -> None:
    seen: set[Path] = set()
    for folder in folders:
        if folder.resolve() in seen:  # resolved, since a link or “..” can give one folder two names
            raise InputError("这个申报文件夹给了两次。", remedy="请每个只给一次。", path=folder)
        seen.add(folder.resolve())
