"""Problems: what is wrong with an application, collected and sorted, never raised.

Each kind of problem has a stable code; what is said of it stands in data/problems.yaml, from which docs/problems.md is
written. An error is what gets an application rejected or a build refused; a warning is
what a reviewer would ask about; a note tells what docgen did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docgen.problems.kinds import Severity, find_severities

__all__ = ["Problem", "Severity", "Where", "gather_same", "has_errors", "in_order"]


@dataclass(frozen=True)
class Where:
    """The place of a problem: a file of the folder, a line or page in it, a slot of the form; each may be absent."""

    path: str = ""
    line: int = 0
    slot: str = ""

    def __str__(self) -> str:
        parts = [self.path, f"第{self.line}行" if self.line else "", self.slot]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, which kind, what is there, what to do, and the official rule behind it."""

    code: str
    where: Where
    message: str
    hint: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if self.code not in find_severities():
            raise ValueError(f"the problem code {self.code!r} is not in data/problems.yaml")

    @property
    def severity(self) -> Severity:
        """The severity of its kind."""
        return find_severities()[self.code]

    def as_json(self) -> dict[str, object]:
        """The problem as ``--json`` and manifest.json hold it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": {"path": self.where.path, "line": self.where.line, "slot": self.where.slot},
            "message": self.message,
            "hint": self.hint,
            "rule": self.rule,
        }


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without repeats: errors first, then by place, code and text."""
    rank = {severity: position for position, severity in enumerate(Severity)}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (rank[p.severity], *_natural(p.where), p.code, p.message)))


def gather_same(problems: Iterable[Problem]) -> tuple[Sequence[Problem], ...]:
    """The problems in their order; those of one code that are said in the same words stand together."""
    told: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        told.setdefault((problem.code, problem.message, problem.hint), []).append(problem)
    return tuple(told.values())


def _natural(where: Where) -> tuple[object, ...]:
    """A key that puts evidence.2 before evidence.10."""
    digits = re.split(r"(\d+)", where.slot)
    return where.path, where.line, [int(part) if number % 2 else part for number, part in enumerate(digits)]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
