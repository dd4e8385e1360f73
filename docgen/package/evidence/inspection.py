"""Result of the inspection of one evidence file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docgen.package.evidence.page_ink import PageFacts
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.file_kinds import FileKind


@dataclass(frozen=True)
class Inspection:
    """Kind of a file, its number of pages (0 when unknown), its problems, the facts of its pages.

    An inspection depends on the bytes of the file, its ending and its password only, and holds none of them.
    """

    kind: FileKind
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    facts: tuple[PageFacts, ...] = ()

    def locate_problems(self, name: str) -> Inspection:
        """Return a copy whose problems are at the file ``name``, its path in the application folder."""
        return replace(self, problems=tuple(replace(one, where=Where(name)) for one in self.problems))


def refuse(kind: FileKind, code: str, message: str, hint: str = "请重新导出或扫描后替换。") -> Inspection:
    """Make the inspection of a file that cannot be used, with the problem that says why."""
    return Inspection(kind, 0, (Problem(code, Where(), f"{message}。", hint),))
