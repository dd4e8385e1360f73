"""A printable sheet as data: title, head lines, columns with headings in one or two lines, rows, totals, foot.

Excel writes it (excel.py) and typst draws it; neither is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple


@dataclass(frozen=True)
class PrintColumn:
    """One column of a sheet: its heading, its width in characters, and whether its text is centred.

    Neighbours with the same ``group`` have that as a common heading above their own. A column of numbers says how many
    ``decimals`` it shows; one that is ``summed`` has its sum in the last row.
    """

    heading: str
    width: float
    centred: bool = False
    group: str = ""
    decimals: int | None = None
    summed: bool = False


@dataclass(frozen=True)
class Band:
    """A line across all columns, such as the heading of a group."""

    text: str


SheetValue = str | int | Decimal | None
"""What a cell holds; a blank is None."""

SheetRow = Sequence[SheetValue] | Band


@dataclass(frozen=True)
class PrintableSheet:
    """One printable sheet: its title, the lines under it, its columns and rows, and the lines at its foot.

    With a ``total`` (合计) a last row of that name has the sums of the summed columns.
    """

    name: str
    title: str
    head: tuple[str, ...]
    columns: tuple[PrintColumn, ...]
    rows: tuple[SheetRow, ...]
    foot: tuple[str, ...] = ()
    total: str = ""
    orientation: Literal["landscape", "portrait"] = "landscape"

    @property
    def grouped(self) -> bool:
        """Whether the headings stand in two lines."""
        return any(column.group for column in self.columns)

    @cached_property
    def sums(self) -> tuple[Decimal | None, ...]:
        """For each column the sum of its numbers, None where it is not summed."""
        return tuple(self._sum(at) if column.summed else None for at, column in enumerate(self.columns))

    def _sum(self, at: int) -> Decimal:
        total = Decimal(0)
        for row in self.rows:
            value = None if isinstance(row, Band) else row[at]
            if isinstance(value, Decimal | int):
                total += value
        return total


class ColumnGroup(NamedTuple):
    """Neighbouring columns under one heading: the first, the last, and the heading ("" for a column by itself)."""

    first: int
    last: int
    heading: str


def group_columns(columns: Sequence[PrintColumn]) -> Iterator[ColumnGroup]:
    """The columns as groups, from left to right; each column without a group is one by itself."""
    for heading, members in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
        places = [place for place, _ in members]
        if heading:
            yield ColumnGroup(places[0], places[-1], heading)
        else:
            yield from (ColumnGroup(place, place, "") for place in places)


def measure_text(text: str) -> int:
    """The width of the text in the units of a column: two for a Chinese character, one for a Latin one."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def count_lines(text: str, width: float) -> int:
    """How many lines the text takes in a column of this width; where it wraps, a line may end early."""
    return sum(_count_wrapped_lines(measure_text(part), width) for part in text.split("\n"))


def _count_wrapped_lines(length: int, width: float) -> int:
    return 1 if length <= width - 0.5 else int(-(-length // max(1, width - 2)))
