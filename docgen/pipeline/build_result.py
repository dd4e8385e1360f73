"""What is asked of a build, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from docgen.problems.problem import Problem

DRAFT_MARK = "草稿"


class Mode(Enum):
    """A final build refuses while there are errors; a draft is built all the same, each page marked 草稿."""

    FINAL = ""
    DRAFT = DRAFT_MARK


@dataclass(frozen=True)
class Built:
    """What a build made: the output folder, or None where errors stopped it, and the package's pages (0 without).

    ``anew`` is False where the output was there already and nothing it is made of has changed.
    """

    out: Path | None
    problems: tuple[Problem, ...]
    pages: int = 0
    anew: bool = True
