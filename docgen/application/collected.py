"""What was collected from the sheets of the enterprises: rows with the source of every value, and what has no place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.application.cells import Cell
from docgen.problems import Problem


@dataclass(frozen=True)
class CollectedRow:
    """One enterprise: its values by place, and where each stood (甲厂.xlsx 表1!D6); blanks are left out."""

    values: Mapping[str, Cell]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Unplaced:
    """Something that could not be placed: file, sheet, cell ("" for a whole sheet), its text, and the reason."""

    file: str
    sheet: str
    cell: str
    text: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """All enterprises in the order of their files, what could not be placed, the problems, and how many files."""

    rows: tuple[CollectedRow, ...]
    unplaced: tuple[Unplaced, ...]
    problems: tuple[Problem, ...]
    files: int
