"""What a look into one evidence file gives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docgen.package.evidence.page_ink import PageFacts
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.file_kinds import FileKind


@dataclass(frozen=True)
class Probe:
    """What a file is, how many pages it has (0 when that is not known), what is wrong with it, what its pages are like.

    It depends on the bytes of the file, its ending and its password alone, and holds none of them.
    """

    kind: FileKind
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    facts: tuple[PageFacts, ...] = ()

    def named(self, name: str) -> Probe:
        """The same with every problem at the file ``name``, its path in the application folder."""
        return replace(self, problems=tuple(replace(one, where=Where(name)) for one in self.problems))


def refused(kind: FileKind, code: str, message: str, hint: str = "请重新导出或扫描后替换。") -> Probe:
    """A file that cannot be used, and why."""
    return Probe(kind, 0, (Problem(code, Where(), f"{message}。", hint),))
