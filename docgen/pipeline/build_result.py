"""The mode and the result of a build."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from docgen.problems.problem import Problem
from docgen.runtime.output_folder import DISC, PACKAGE

DRAFT_MARK = "草稿"
PROJECTED_MARK = "推算稿"
"""The mark in place of 草稿 where the form or the notice is a projection."""


class Mode(Enum):
    """The mode of a build: FINAL refuses while there are errors, DRAFT builds all the same and marks each page 草稿."""

    FINAL = ""
    DRAFT = DRAFT_MARK


@dataclass(frozen=True)
class BuildResult:
    """The result of a build: the output folder, or None where errors stopped it, and all problems, errors first.

    ``pages`` are those of the package, 0 without one (no LibreOffice). ``is_new`` is False where the output was there
    already and nothing that it is made of has changed.
    """

    out: Path | None
    problems: tuple[Problem, ...]
    pages: int = 0
    is_new: bool = True

    @property
    def package(self) -> Path | None:
        """The merged PDF, None without one."""
        return self.out / PACKAGE if self.out and self.pages else None

    @property
    def disc(self) -> Path | None:
        """The folder to be burned on a disc, None where there is none."""
        return self.out / DISC if self.out and (self.out / DISC).is_dir() else None

    def to_json(self) -> dict[str, object]:
        """Return the result as ``docgen build --json`` prints it."""
        out = str(self.out) if self.out else None
        problems = [problem.to_json() for problem in self.problems]
        return {"output": out, "pages": self.pages, "anew": self.is_new, "problems": problems}
