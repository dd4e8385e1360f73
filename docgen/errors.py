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

import errno
from collections.abc import Callable, Container, Iterable
from enum import IntEnum
from pathlib import Path
from typing import Self


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

    @classmethod
    def of_system(cls, error: OSError, message: str, remedy: str, path: Path | str) -> Self:
        """Return the exception for an error of the system; ``message`` has {} for its reason.

        ``remedy`` is what to do where the reason itself does not say it.
        """
        return cls(message.format(describe_os_error(error)), remedy=suggest_remedy(error, remedy), path=path)

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
    errno.ETXTBSY: "正被别的程序使用",
}
_HELD = (errno.EBUSY, errno.ETXTBSY)
_CAUSED_OUTSIDE = frozenset(_REASONS) - {errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}

# Error codes of Windows (System Error Codes, Microsoft), which Python keeps beside the nearest errno.
_DENIED = 5
_SHARED = (32, 33, 145, 1224)
"""Sharing and lock violation; a folder whose removed files are still open; a file that is mapped."""
_NOT_FOUND, _TOO_LONG = 3, 206
_IN_THE_CLOUD = range(358, 399)
_BAD_NAME = 123
_NETWORK = (53, 59, 64, 67, 121, 1231)
_WINDOWS: tuple[tuple[Container[int], str, str], ...] = (
    (_IN_THE_CLOUD, "文件只在云盘上，没有下载到本机", "请在云盘软件里选“始终保留在此设备上”，下载完再运行。"),
    ((_BAD_NAME,), "名称里有 Windows 不允许的字符", '请去掉 < > : " / \\ | ? * 这些字符。'),
    (_NETWORK, "网络盘断开了", "请确认网络盘连得上，或把文件夹复制到本机再运行。"),
)
"""Codes of Windows with their reason and remedy."""

LONGEST_PATH = 259
"""The most UTF-16 units of a path on Windows, where long paths are not switched on."""
_LONGEST_FOLDER = 247
SHORTEN_PATH = r"请把文件夹移到 D:\申报 这样短的位置，或改短其中的文件夹名和文件名。"


_SIMILARITY_CUTOFF = 0.5
"""The least similarity of a suggested name. Chinese names are short, so that half of the letters must be enough."""

_MEMORY_WORDS = ("std::bad_alloc", "Insufficient memory", "out of memory")
"""Words of qpdf, libjpeg and Pillow for too little memory."""


def find_nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the one of the ``known`` names that is most similar to ``name``; None where none is similar enough."""
    from rapidfuzz.distance import Indel  # only for a name that is not known
    from rapidfuzz.process import extractOne

    near = extractOne(name, list(known), scorer=Indel.normalized_similarity, score_cutoff=_SIMILARITY_CUTOFF)
    return near[0] if near else None


def suggest_nearest(name: str, known: Iterable[str], otherwise: str = "", shown: Callable[[str], str] = str) -> str:
    """Suggest the nearest of the ``known`` names, formatted by ``shown``; return ``otherwise`` where there is none."""
    near = find_nearest(name, known)
    return otherwise if near is None else f"是不是“{shown(near)}”？"


def describe_os_error(error: OSError) -> str:
    """Describe the error of the system, in Chinese where it is one of the usual ones."""
    if path := _find_long_path(error):
        return f"路径太长（{len(path)} 个字符，Windows 最多 {LONGEST_PATH} 个）：{path}"
    if is_held(error) and error.errno not in _HELD:
        return "没有权限，或正被别的程序打开" if _get_windows_code(error) == _DENIED else "正被别的程序打开"
    if known := _find_windows_words(error):
        return known[0]
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def suggest_remedy(error: OSError, otherwise: str) -> str:
    """Return in Chinese what to do about the error of the system; ``otherwise`` where it is none that has a remedy."""
    if _find_long_path(error):
        return SHORTEN_PATH
    if is_held(error):
        return "请关闭打开着它的 Word、WPS、Excel、PDF 阅读器，或等杀毒软件查完，再运行一次。"
    if known := _find_windows_words(error):
        return known[1]
    if is_full(error):
        return "请腾出磁盘空间再运行。"
    return otherwise


def is_of_system(error: OSError) -> bool:
    """Return True for an error of the disk, the network or the rights, False for one of the data of a file.

    The libraries raise OSError without a number, or for an impossible position, on damaged files.
    """
    return error.errno not in (None, errno.EINVAL)


def raise_machine_fault(error: Exception) -> None:
    """Raise ``error`` again where the disk failed, MemoryError where memory was short: no file is damaged by that.

    qpdf and libjpeg tell of memory in words only.
    """
    if isinstance(error, OSError) and is_of_system(error):
        raise error
    if any(words in str(error) for words in _MEMORY_WORDS):
        raise MemoryError(str(error)) from error


def is_held(error: OSError) -> bool:
    """Return True where another program may hold the file: the same call can succeed a moment later."""
    return error.errno in _HELD or _get_windows_code(error) in (_DENIED, *_SHARED)


def is_full(error: OSError) -> bool:
    """Return True where the disk, or the share of it that the user may fill, has no room."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_usual(error: OSError) -> bool:
    """Return True for an error that the system, the disk or another program causes, and no fault of docgen."""
    is_of_windows = is_held(error) or bool(_find_long_path(error) or _find_windows_words(error))
    return is_of_windows or error.errno in _CAUSED_OUTSIDE


def _find_windows_words(error: OSError) -> tuple[str, str] | None:
    """Return the reason and the remedy of an error of Windows; None for any other."""
    code = _get_windows_code(error)
    return next(((reason, remedy) for codes, reason, remedy in _WINDOWS if code in codes), None)


def _find_long_path(error: OSError) -> str:
    """Return the path that is too long for Windows; it says “not found” as well then, and for folders even earlier."""
    paths = [str(path) for path in (error.filename, error.filename2) if isinstance(path, str | Path)]
    longest = max(paths, key=len, default="")
    code = _get_windows_code(error)
    is_long = code == _TOO_LONG or (code == _NOT_FOUND and len(longest) > _LONGEST_FOLDER)
    return longest if is_long else ""


def _get_windows_code(error: OSError) -> int:
    """Return the error code of Windows, 0 on other systems."""
    return getattr(error, "winerror", None) or 0


def format_cause(error: Exception) -> str:
    """Format the Chinese message of an exception in parentheses; "" for the English message of a library."""
    words = str(error)
    return "" if words.isascii() else f"（{words}）"
