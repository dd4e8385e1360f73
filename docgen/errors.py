"""The exceptions of docgen: each has an exit code and a remedy, both meant for the user.

A fault in the *application* is no exception but a :class:`docgen.problems.problem.Problem`: collected, never raised.

    DocgenError
    ├── InputError        2   an input cannot be read
    ├── DefinitionError   3   definitions or template contradict each other
    ├── ToolMissing       4   LibreOffice or fonts are not there
    ├── ToolFailed        5   LibreOffice failed
    ├── ReadBackError     6   a written document does not read back as written
    ├── OutputError       7   the output cannot be written
    └── Cancelled       130   the caller cancelled the call
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """The exit codes of the command line; stable, documented in README.md."""

    OK = 0
    PROBLEMS = 1
    INPUT = 2
    DEFINITION = 3
    TOOL_MISSING = 4
    TOOL_FAILED = 5
    READ_BACK = 6
    OUTPUT = 7
    FAULT = 70
    INTERRUPTED = 130


class DocgenError(Exception):
    """The base of all exceptions of docgen: a Chinese message, a remedy, and where known the file and line."""

    exit_code = ExitCode.FAULT

    def __init__(self, message: str, *, remedy: str = "", path: Path | str = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.path = str(path)
        self.line = line

    def __str__(self) -> str:
        place = f"{self.path}：第{self.line}行：" if self.line else f"{self.path}：" if self.path else ""
        return f"{place}{self.message}" + (f" {self.remedy}" if self.remedy else "")


class InputError(DocgenError):
    """An input file cannot be read at all."""

    exit_code = ExitCode.INPUT


class DefinitionError(DocgenError):
    """A form, notice, criterion or template contradicts another or the meta-model."""

    exit_code = ExitCode.DEFINITION


class ToolMissing(DocgenError):
    """A program or font that is needed is not installed."""

    exit_code = ExitCode.TOOL_MISSING


class ToolFailed(DocgenError):
    """An installed program failed."""

    exit_code = ExitCode.TOOL_FAILED


class ReadBackError(DocgenError):
    """A document that was written does not read back as written."""

    exit_code = ExitCode.READ_BACK


class OutputError(DocgenError):
    """The output cannot be written or put in place."""

    exit_code = ExitCode.OUTPUT


class Cancelled(DocgenError):
    """The caller cancelled the call; the last output is as it was."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, message: str = "已中断，上次的输出没有改动。") -> None:
        super().__init__(message)


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EFBIG: "文件太大，这个磁盘放不下",
    errno.ENOENT: "文件夹或文件不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.EISDIR: "这是一个文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被别的程序使用",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
}


_SIMILARITY_CUTOFF = 0.5
"""The least similarity of a suggested name. Chinese names are short, so that half of the letters must be enough."""


def find_nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the one of the ``known`` names that is most similar to ``name``; None where none is similar enough."""
    near = difflib.get_close_matches(name, list(known), 1, _SIMILARITY_CUTOFF)
    return near[0] if near else None


def suggest_nearest(name: str, known: Iterable[str], otherwise: str = "", shown: Callable[[str], str] = str) -> str:
    """Suggest the nearest of the ``known`` names, formatted by ``shown``; return ``otherwise`` where there is none."""
    near = find_nearest(name, known)
    return otherwise if near is None else f"是不是“{shown(near)}”？"


def describe_os_error(error: OSError) -> str:
    """Describe the error of the system, in Chinese where it is one of the usual ones."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def format_cause(error: Exception) -> str:
    """Format the Chinese message of an exception in parentheses; "" for the English message of a library."""
    words = str(error)
    return "" if words.isascii() else f"（{words}）"
