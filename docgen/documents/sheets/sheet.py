"""A printable sheet as data: title, head lines, columns with headings in one or two lines, rows, totals, foot.

excel_writer.py writes it to Excel and package/drawn draws it with typst; this module depends on neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from docgen.runtime.file_names import count_units

LONGEST_TEXT = 32_767
"""The most UTF-16 units in a cell of Excel."""

_CUT = "…（Excel 的一格放不下，其余略）"


@dataclass(frozen=True)
class PrintColumn:
    """One column of a sheet: its heading, its width in characters, and its alignment.

    Neighbours with the same ``group`` share it as a heading above their own. ``decimals`` is set for a column of
    numbers; a ``summed`` column has its sum in the last row.
    """

    heading: str
    width: float
    centred: bool = False
    group: str = ""
    decimals: int | None = None
    summed: bool = False


@dataclass(frozen=True)
class Band:
    """A row merged across all columns, such as the heading of a group."""

    text: str


SheetValue = str | int | Decimal | None
"""The value of a cell; None for a blank."""

SheetRow = Sequence[SheetValue] | Band


@dataclass(frozen=True)
class PrintableSheet:
    """One printable sheet: its title, the lines under it, its columns and rows, and the lines at its foot.

    With a ``total`` (合计), a last row with this label has the sums of the summed columns. ``marked`` are the cells
    (index of the row, position) on a coloured ground in a workbook.
    """

    name: str
    title: str
    head: tuple[str, ...]
    columns: tuple[PrintColumn, ...]
    rows: tuple[SheetRow, ...]
    foot: tuple[str, ...] = ()
    total: str = ""
    orientation: Literal["landscape", "portrait"] = "landscape"
    marked: frozenset[tuple[int, int]] = frozenset()

    @property
    def grouped(self) -> bool:
        """True if the headings have two lines."""
        return any(column.group for column in self.columns)

    @cached_property
    def sums(self) -> tuple[Decimal | None, ...]:
        """The sum of the numbers of each column, None for a column that is not summed."""
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
    """Group the columns from left to right; a column without a group is a group by itself."""
    for heading, members in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
        places = [place for place, _ in members]
        if heading:
            yield ColumnGroup(places[0], places[-1], heading)
        else:
            yield from (ColumnGroup(place, place, "") for place in places)


def measure_text(text: str) -> int:
    """Measure the width of a text in the units of a column: two for a Chinese character, one for a Latin one."""
    # U+2E80 (CJK radicals) is where the full-width scripts begin.
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def count_lines(text: str, width: float) -> int:
    """Count the lines of a text in a column of this width; a wrapped line may end early."""
    return sum(_count_wrapped_lines(measure_text(part), width) for part in text.split("\n"))


def _count_wrapped_lines(length: int, width: float) -> int:
    return 1 if length <= width - 0.5 else int(-(-length // max(1, width - 2)))


def fit_cell(text: str) -> str:
    """Return a text as one cell of Excel holds it: whole, or cut with a remark that says so."""
    if len(text) <= LONGEST_TEXT // 2 or count_units(text) <= LONGEST_TEXT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT
