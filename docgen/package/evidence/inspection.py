"""Result of the inspection of one evidence file."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from docgen.errors import DocgenError, describe_os_error, suggest_remedy
from docgen.package.evidence.page_ink import PageFacts
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.file_kinds import FileKind
from docgen.runtime.isolated_calls import BrokenCall

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inspection:
    """Kind of a file, its number of pages (0 when unknown), its problems, the facts of its pages.

    ``rendered`` are the pages, counted from 1, that are printed as pictures of what a viewer shows.

    An inspection depends on the bytes of the file, its ending and its password only, and holds none of them.
    """

    kind: FileKind
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    facts: tuple[PageFacts, ...] = ()
    rendered: tuple[int, ...] = ()

    def locate_problems(self, name: str) -> Inspection:
        """Return a copy whose problems are at the file ``name``, its path in the application folder."""
        return replace(self, problems=tuple(replace(one, where=Where(name)) for one in self.problems))


def refuse(kind: FileKind, code: str, message: str, hint: str = "请重新导出或扫描后替换。") -> Inspection:
    """Make the inspection of a file that cannot be used, with the problem that says why."""
    return Inspection(kind, 0, (Problem(code, Where(), f"{message}。", hint),))


def report_fault(error: Exception) -> Problem:
    """Report a file that no library was prepared for; whatever it does costs only the file itself."""
    from docgen.package.evidence.page_rendering import UnrenderedPage  # with Pillow and pikepdf
    from docgen.package.evidence.pixels import BadImage

    _log.debug("a file could not be read", exc_info=error)
    match error:
        case BadImage() | BrokenCall():
            what = str(error)
        case MemoryError():
            what = "内存不够"
        case UnrenderedPage():
            what = "阅读器也画不出"
        case OSError():
            what = "读取其中的数据时出错"
        case _:
            what = f"内部出错：{type(error).__name__}"
    hint = "请用别的软件打开后另存、打印为 PDF，或扫描，换掉这个文件。"
    return Problem("evidence.unreadable", Where(), f"文件无法读取（{what}）。", hint)


def report_unreadable(error: OSError) -> Problem:
    """Report a file that the system does not let be read, or one whose data a library cannot read."""
    if not is_own_failure(error):
        return report_fault(error)
    message, hint = f"文件无法读取：{describe_os_error(error)}。", suggest_remedy(error, "请检查权限。")
    return Problem("evidence.unreadable", Where(), message, hint)


def is_own_failure(error: Exception) -> bool:
    """Return True for an error that no evidence file is to blame for: docgen's own, and those of the disk.

    The libraries raise OSError without a number for damaged files.
    """
    return isinstance(error, DocgenError) or (isinstance(error, OSError) and error.errno is not None)
