"""The enterprises that carry each total of the last year: the largest figures, and the largest changes in a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import structs

from docgen.definitions.derive_rules import Measure
from docgen.definitions.form import Form, Number, Series
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.project.register.measures import (
    NotComputableError,
    format_population,
    get_column_cells,
    select_enterprises,
)
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue

_LARGEST = 10
_CHANGED = 3


@dataclass(frozen=True)
class Contribution:
    """One enterprise in a total: its line in the table, its figure, its share of the total (0 to 1).

    ``before`` is the figure of the year before, None where the table has none; ``is_among_changed`` where its change is
    one of the largest.
    """

    name: str
    line: int
    amount: Decimal
    share: Decimal
    before: Decimal | None
    is_among_changed: bool

    @property
    def change(self) -> Decimal | None:
        """The change since the year before."""
        return None if self.before is None else self.amount - self.before


@dataclass(frozen=True)
class Contributions:
    """One total of the form: its label, unit, amount and number of enterprises with a figure.

    ``largest`` are those with the largest figures, ``others`` those beside them with the largest changes.
    """

    label: str
    unit: str
    total: Decimal
    number: int
    largest: tuple[Contribution, ...]
    others: tuple[Contribution, ...]

    @property
    def share(self) -> Decimal:
        """The share of the total (0 to 1) that the largest have together."""
        return sum((one.share for one in self.largest), Decimal(0))


def find_contributions(form: Form, table: EnterpriseTable, register: Register) -> tuple[Contributions, ...]:
    """Find the contributions to each total of a column that the form asks for, those of the last year, in its order."""
    found = {}
    for measure in _iterate_sums(form):
        if measure.sum not in found:
            one = _find_of_measure(table, register, measure, form.years.actual[-1])
            if one:
                found[measure.sum] = one
    return tuple(found.values())


def _iterate_sums(form: Form) -> Iterator[Measure]:
    for one in form.fields.values():
        if isinstance(one, Number | Series) and one.derive:
            yield from (measure for measure in (one.derive, one.derive.over) if measure and measure.sum)


def _find_of_measure(table: EnterpriseTable, register: Register, measure: Measure, year: int) -> Contributions | None:
    column = table.by_id[measure.sum]
    try:
        chosen = select_enterprises(register, table, measure, year)
        # An enterprise that no longer counts has no share in the total, but may be the largest change.
        changing = select_enterprises(register, table, structs.replace(measure, idle=True), year)
        amounts = [
            _convert(cell) if counts else Decimal(0)
            for cell, counts in zip(get_column_cells(register, column, year), chosen, strict=True)
        ]
    except NotComputableError:
        return None  # the missing column is reported with the answers computed from it
    before = _find_before(register, column, year)
    total = sum(amounts, Decimal(0))
    if total <= 0:
        return None
    changes = [
        abs(amount - old) if before else Decimal(0) for amount, old in zip(amounts, before or amounts, strict=True)
    ]
    counted = [index for index, counts in enumerate(changing) if counts]
    changed = {index for index in sorted(counted, key=lambda at: -changes[at])[:_CHANGED] if changes[index]}
    largest = [index for index in sorted(counted, key=lambda at: -amounts[at])[:_LARGEST] if amounts[index]]

    def build(index: int) -> Contribution:
        old = before[index] if before else None
        share = amounts[index] / total
        return Contribution(register.names[index], register.rows[index], amounts[index], share, old, index in changed)

    of = format_population(measure.of, table)
    return Contributions(
        label=f"{year}年{column.label}合计{f'（{of}）' if of else ''}",
        unit=column.unit,
        total=total,
        number=sum(amount != 0 for amount in amounts),
        largest=tuple(map(build, largest)),
        others=tuple(map(build, sorted(changed - set(largest), key=lambda at: -changes[at]))),
    )


def _find_before(register: Register, column: Column, year: int) -> Sequence[Decimal] | None:
    cells = register.columns.get(f"{column.id}.{year - 1}") if column.yearly else None
    return [_convert(cell) for cell in cells] if cells else None


def _convert(cell: CellValue) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)
