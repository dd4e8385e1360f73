"""What a look into one evidence file gives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docgen.package.evidence.page_ink import PageFacts
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.file_kinds import FileKind


@dataclass(frozen=True)
class Inspection:
    """What a file is, how many pages it has (0 when that is not known), what is wrong with it, what its pages are like.

    It depends on the bytes of the file, its ending and its password alone, and holds none of them.
    """

    kind: FileKind
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    facts: tuple[PageFacts, ...] = ()

    def locate_problems(self, name: str) -> Inspection:
        """The same with every problem at the file ``name``, its path in the application folder."""
        return replace(self, problems=tuple(replace(one, where=Where(name)) for one in self.problems))


def refuse(kind: FileKind, code: str, message: str, hint: str = "请重新导出或扫描后替换。") -> Inspection:
    """A file that cannot be used, and why."""
    return Inspection(kind, 0, (Problem(code, Where(), f"{message}。", hint),))
