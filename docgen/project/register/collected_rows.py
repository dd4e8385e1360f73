"""Result of a collection: rows with the source of every value, and the cells that have no place in the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from docgen.problems.problem import Problem
from docgen.project.spreadsheets.cell_values import CellValue

REGISTER, SOURCES, UNPLACED, DOUBTFUL = "企业表", "来源", "未读取的内容", "存疑数据"
WITHDRAWN, ROSTER = "撤回的数据", "催收名单"
ABOUT_REGISTER = frozenset((SOURCES, UNPLACED, DOUBTFUL, WITHDRAWN, ROSTER))
"""The sheets of the workbook of a collection: all but the first are about the register, none continues it."""

OLD_TABLE = "原表"
"""The source of a value of the table that no return is known for: somebody typed it."""


class ValueSource(NamedTuple):
    """The source of a value: file, sheet ("" in a .csv file) and cell, printed as 甲厂.xlsx 表1!D6."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.file} {self.place}".rstrip()

    @property
    def place(self) -> str:
        """The sheet and the cell, such as 表1!D6."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass(frozen=True)
class CollectedRow:
    """One enterprise: its values and their sources, both by place; blank cells are left out.

    ``blanks`` are the cells, by place, that its sender left blank in a line with other values; ``unread`` are the
    places whose cell has something that could not be read, which is told where it was read.
    """

    values: Mapping[str, CellValue]
    sources: Mapping[str, ValueSource]
    blanks: Mapping[str, ValueSource] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unplaced:
    """A cell that was not read: file, sheet, cell ("" for a whole sheet), its text and the reason."""

    file: str
    sheet: str
    cell: str
    text: str
    reason: str


class Withdrawn(NamedTuple):
    """A value that a later return of its enterprise left blank, in words: what it was, from where, and which cell."""

    enterprise: str
    heading: str
    value: str
    source: str
    blank: str


@dataclass(frozen=True)
class Collected:
    """The enterprises in the order of their files, the cells that were not read, the problems, the number of files.

    ``places`` are the places of all columns found in the files, also of columns that every enterprise left blank.
    """

    rows: tuple[CollectedRow, ...]
    unplaced: tuple[Unplaced, ...]
    problems: tuple[Problem, ...]
    files: int
    places: frozenset[str] = frozenset()
    withdrawn: tuple[Withdrawn, ...] = ()
