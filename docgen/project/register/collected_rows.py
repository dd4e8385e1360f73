"""What was collected from the sheets of the enterprises: rows with the source of every value, and what has no place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from docgen.problems.problem import Problem
from docgen.project.spreadsheets.cell_values import Cell


class Source(NamedTuple):
    """Where a value stood: file, sheet ("" in a .csv) and cell; 甲厂.xlsx 表1!D6 in words."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.file} {self.place}".rstrip()

    @property
    def place(self) -> str:
        """Where in the file."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass(frozen=True)
class CollectedRow:
    """One enterprise: its values by place, and where each stood; blanks are left out."""

    values: Mapping[str, Cell]
    sources: Mapping[str, Source]


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
    """All enterprises in the order of their files, what could not be placed, the problems, and how many files.

    ``places`` are those that some table asked for: one that all leave blank says that nobody has any.
    """

    rows: tuple[CollectedRow, ...]
    unplaced: tuple[Unplaced, ...]
    problems: tuple[Problem, ...]
    files: int
    places: frozenset[str] = frozenset()
