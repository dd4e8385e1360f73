"""List the files of a folder that people fill: in natural order, without system files and links to elsewhere."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from docgen.errors import LONGEST_PATH, SHORTEN_PATH, InputError, describe_os_error, suggest_remedy
from docgen.problems.problem import Problem, Where
from docgen.runtime.file_names import escape_invisible, find_unreadable, is_system_file
from docgen.values import convert_to_half_width

_PLACEHOLDER = re.compile(r"\.(.+)\.icloud\Z", re.IGNORECASE | re.DOTALL)
"""The name that macOS gives to what stands for a file that is in iCloud only."""

DOWNLOAD = "请在访达里点它旁边的云朵，下载到本机，再运行一次。"


class FolderFiles:
    """The files below ``folder/name``; ``problems`` grows while they are iterated.

    ``passed_over`` are names directly in that folder that are left out without a problem.
    """

    def __init__(self, folder: Path, name: str, passed_over: Collection[str] = ()) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._root = folder / name
        self._inside = _resolve_links(self._root)
        self._passed_over = passed_over

    def iterate_files(self) -> Iterator[Path]:
        """Yield the readable files, folder by folder; none where the folder is missing."""
        if not self._root.exists() and not self._root.is_symlink():
            return
        if not self._inside.is_relative_to(_resolve_links(self._folder)):
            message = f"文件夹 {self._root.name} 是指向别处的链接。"
            self._add_problem("evidence.outside", self._root, message, "请换成真正的文件夹。")
            return
        for entry in self._list_sorted(self._root):
            if entry.name not in self._passed_over:
                yield from self._walk_entry(entry)

    def format_path(self, path: Path) -> str:
        """Return the path within the application folder in printable characters."""
        return escape_invisible(path.relative_to(self._folder).as_posix())

    def _walk_entry(self, entry: Path) -> Iterator[Path]:
        if find_placeholder(entry.name):
            self.problems.append(report_not_downloaded(entry, self._folder))
        elif is_system_file(entry.name):
            self._add_problem("evidence.ignored", entry, "这是系统或 Office 的临时文件，没有放进材料。", "")
        elif why := find_unreadable(entry.name):
            hint = "请改成看得清的文件名；由压缩包解压出来的，多半是解压时变成了乱码。"
            self._add_problem("evidence.unreadable", entry, f"文件名里有{why}，没有放进材料。", hint)
        elif leads_outside(entry, self._root):
            hint = "请把文件复制进来，不要用快捷方式或链接。"
            self._add_problem("evidence.outside", entry, f"链接指向了文件夹 {self._root.name} 之外，没有读取。", hint)
        elif entry.is_dir() and entry.is_symlink():  # would list files twice, or for ever
            self._add_problem("evidence.outside", entry, "文件夹的链接没有读取。", "请把文件夹复制进来。")
        elif entry.is_dir():
            for child in self._list_sorted(entry):
                yield from self._walk_entry(child)
        elif entry.is_file():
            yield entry
        elif is_path_too_long(entry):
            message = (
                f"连同文件夹的路径有 {len(str(entry.absolute()))} 个字符，Windows 最多 {LONGEST_PATH} 个，读不了。"
            )
            self._add_problem("evidence.unreadable", entry, message, SHORTEN_PATH)
        else:
            self._add_problem("evidence.unreadable", entry, "这不是一个可以读取的文件。", "请检查链接是否失效。")

    def _list_sorted(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir(), key=lambda path: (_build_sort_key(path.name), path.name))
        except OSError as error:
            self._add_problem(
                "evidence.unreadable",
                folder,
                f"文件夹读不了：{describe_os_error(error)}。",
                suggest_remedy(error, "请检查权限，或换成文件夹。"),
            )
            return []

    def _add_problem(self, code: str, path: Path, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self.format_path(path)), message, hint))


def find_placeholder(name: str) -> str:
    """Return the name of the file that iCloud has not downloaded, and for which ``name`` stands; "" for any other."""
    found = _PLACEHOLDER.match(name)
    return found[1] if found else ""


def report_not_downloaded(placeholder: Path, folder: Path) -> Problem:
    """Return the problem of a file below ``folder`` that is in iCloud only."""
    path = placeholder.with_name(find_placeholder(placeholder.name)).relative_to(folder)
    message = "这个文件还在 iCloud 里，没有下载到本机，没有读取。"
    return Problem("file.not-downloaded", Where(escape_invisible(path.as_posix())), message, DOWNLOAD)


def is_path_too_long(path: Path) -> bool:
    """Return True where Windows does not find what is there, since its path is too long."""
    return sys.platform == "win32" and len(str(path.absolute())) > LONGEST_PATH


def leads_outside(path: Path, folder: Path) -> bool:
    """Return True where ``path`` is, by a link, a place that is not in ``folder``."""
    return not _resolve_links(path).is_relative_to(_resolve_links(folder))


def refuse_outside(path: Path, folder: Path) -> Path:
    """Return ``path`` where it is in ``folder``; raise InputError where it is a link that leads elsewhere."""
    if leads_outside(path, folder):
        shown = escape_invisible(path.relative_to(folder).as_posix())
        message = "这是指向申报文件夹之外的链接，没有读取。"
        raise InputError(message, remedy="请把文件复制进来，不要用快捷方式或链接。", path=shown)
    return path


def _resolve_links(path: Path) -> Path:
    """Return the path without links; ``Path.resolve`` raises for links in a circle, ``realpath`` keeps them."""
    return Path(os.path.realpath(path))


def _build_sort_key(name: str) -> list[tuple[int, int | str]]:
    """Return a sort key that puts 2 before 10."""
    plain = convert_to_half_width(name).casefold()
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", plain) if part]
