"""Problems of an application: collected and sorted, never raised.

Each kind of problem has a stable code, documented in data/problems.yaml, from which docs/problems.md is written. An
error gets an application rejected or a build refused; a warning is a question that a reviewer would ask; a note reports
something that docgen did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docgen.problems.kinds import Severity, read_severities

__all__ = ["Problem", "Severity", "SheetCell", "Where", "group_same_problems", "has_errors", "sort_problems"]


@dataclass(frozen=True)
class SheetCell:
    """A cell as Excel names it (B11), its sheet and the number of that sheet in the workbook."""

    sheet: str
    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.sheet} {self.name}".strip()


@dataclass(frozen=True)
class Where:
    """The place of a problem: a file of the folder, a line or page in it, a slot of the form; each may be absent.

    A place in a workbook for people has its ``cell``; they are told that instead of line and slot.
    """

    path: str = ""
    line: int = 0
    slot: str = ""
    cell: SheetCell | None = None

    def __str__(self) -> str:
        # “evidence evidence.8” says nothing that the message does not say.
        slot = "" if self.path and self.slot.startswith(f"{self.path}.") else self.slot
        parts = [self.path, str(self.cell)] if self.cell else [self.path, f"第{self.line}行" if self.line else "", slot]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Problem:
    """One problem: its code, its place, the message, the remedy, and the official rule behind it."""

    code: str
    where: Where
    message: str
    hint: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if self.code not in read_severities():
            raise ValueError(f"the problem code {self.code!r} is not in data/problems.yaml")

    @property
    def severity(self) -> Severity:
        """The severity of the kind of problem."""
        return read_severities()[self.code]

    def to_json(self) -> dict[str, object]:
        """Convert the problem to the object of ``--json`` and manifest.json."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": {
                "path": self.where.path,
                "line": self.where.line,
                "slot": self.where.slot,
                **({"sheet": self.where.cell.sheet, "cell": self.where.cell.name} if self.where.cell else {}),
            },
            "message": self.message,
            "hint": self.hint,
            "rule": self.rule,
        }


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort the problems and remove repeats: errors first, then by place, code and text."""
    rank = {severity: position for position, severity in enumerate(Severity)}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (rank[p.severity], *_build_sort_key(p.where), p.code, p.message)))


def group_same_problems(problems: Iterable[Problem]) -> tuple[Sequence[Problem], ...]:
    """Group the problems of one code with the same words, in the order of the first of each group.

    Example::

        >>> from docgen import Problem, Where, group_same_problems
        >>> same = [Problem("answer.missing", Where("application.yaml", line), "没有填。") for line in (3, 8)]
        >>> [[problem.where.line for problem in group] for group in group_same_problems(same)]
        [[3, 8]]
    """
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.code, problem.message, problem.hint), []).append(problem)
    return tuple(groups.values())


def _build_sort_key(where: Where) -> tuple[object, ...]:
    """Build a sort key that puts evidence.2 before evidence.10."""
    digits = re.split(r"(\d+)", where.slot)
    sheet = where.cell.number if where.cell else 0
    return where.path, sheet, where.line, [int(part) if at % 2 else part for at, part in enumerate(digits)]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return True where any of the problems is an error.

    Example::

        >>> from docgen import check, has_errors
        >>> has_errors(check(example).problems)
        False
    """
    return any(problem.severity is Severity.ERROR for problem in problems)
