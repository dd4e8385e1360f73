"""Figures of the enterprise table: which enterprises a measure counts, and sums and counts over them.

A cluster has an enterprise in a year when the enterprise has output in it (``active`` of the table); without output it
counts nowhere in that year, unless the measure says otherwise (``idle``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docgen.definitions.derive_rules import Measure
from docgen.definitions.form import Form, Number, Series
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import HALF_A_CENT, convert_unit, format_number

_Flags = Sequence[bool]


@dataclass(frozen=True)
class FormulaInput:
    """One figure of a formula: its label, its value in its unit and the columns of the table that it is from.

    ``off`` is the largest rounding error of the figure as the form prints it, in the same unit; ``blank`` is how many
    of its enterprises leave the figure blank.
    """

    label: str
    value: Decimal
    unit: str
    where: str
    off: Decimal
    blank: int = 0

    def __str__(self) -> str:
        return f"{self.label} {format_number(self.value)} {self.unit}"


class NotComputableError(Exception):
    """A formula cannot be evaluated on this table; the text is the reason in Chinese."""


def select_enterprises(register: Register, table: EnterpriseTable, measure: Measure, year: int) -> tuple[bool, ...]:
    """Return for each enterprise whether it counts for ``measure`` in ``year``.

    It counts where it has output in the year, each column of ``of`` is 是 and one of ``count`` is present. Raises
    NotComputableError where the register lacks a column.
    """
    flags = [_select_population(register, table, measure, year)]
    if measure.count:
        flags.append([any(one) for one in zip(*_find_counted(register, table, measure, year), strict=True)])
    return tuple(all(one) for one in zip(*flags, strict=True))


def find_idle(register: Register, table: EnterpriseTable, year: int) -> tuple[bool, ...]:
    """Return for each enterprise whether it has no output in ``year``; none where the register has no output at all."""
    key = ("idle", table.active, year)
    if key not in register.computed:
        active = [_is_positive(cell) for cell in register.columns.get(f"{table.active}.{year}", ())]
        register.computed[key] = tuple(not one for one in active) if any(active) else (False,) * len(register.rows)
    idle: tuple[bool, ...] = register.computed[key]
    return idle


def get_column_cells(register: Register, column: Column, year: int) -> Sequence[CellValue]:
    """Return the cells of a column, for a yearly column those of ``year``.

    Raises NotComputableError where the register lacks the column.
    """
    place = f"{column.id}.{year}" if column.yearly else column.id
    if place not in register.columns:
        heading = column.format_heading(year if column.yearly else None)
        raise NotComputableError(f"{register.path} 没有“{heading}”这一列")
    return register.columns[place]


def find_presence(register: Register, column: Column, year: int) -> tuple[bool, ...]:
    """Return for each enterprise whether it has the column in ``year``: a number above 0, 是, or a year until then."""
    key = ("presence", column.id, column.kind, column.yearly, year)
    if key not in register.computed:
        register.computed[key] = tuple(_test_presence(get_column_cells(register, column, year), column, year))
    presence: tuple[bool, ...] = register.computed[key]
    return presence


def _test_presence(cells: Sequence[CellValue], column: Column, year: int) -> Iterator[bool]:
    match column.kind:
        case "number":
            return (_is_positive(cell) for cell in cells)
        case "year":
            return (isinstance(cell, int) and cell <= year for cell in cells)
        case "yes_no":
            return (cell is True for cell in cells)
        case _:
            return (bool(cell) for cell in cells)


def format_population(of: Sequence[str], table: EnterpriseTable) -> str:
    """Format the enterprises that are 是 in each of these columns: 主导产业、中小企业; "" for all of them."""
    return "、".join(table.by_id[name].label.removeprefix("是否") for name in of)


def format_measure(measure: Measure, table: EnterpriseTable) -> str:
    """Format a measure: 中小企业产值之和, 主导产业企业中有专精特新认定年份的企业数."""
    of = format_population(measure.of, table)
    if measure.sum:
        return f"{of}{table.by_id[measure.sum].label}之和"
    columns = [table.by_id[name] for name in measure.count]
    if all(column.kind == "number" for column in columns):
        having = f"当年有{'、'.join(column.label for column in columns)}"
        return f"{_format_enterprise_count(of or '集群')}（{f'不论是否{having}' if measure.idle else having}）"
    joint = "与" if measure.each else "或"
    titles = joint.join(column.recognition for column in columns)
    return _format_enterprise_count(f"{of}{titles}")


def get_figures(form: Form, table: EnterpriseTable, register: Register) -> RegisterFigures:
    """Return the figures of the register for this form, kept with the register: many rules ask for them."""
    key = ("figures", form.id)
    known: RegisterFigures | None = register.computed.get(key)
    if known is None or known.form is not form or known.table is not table:
        known = register.computed[key] = RegisterFigures(form, table, register)
    return known


@dataclass(frozen=True)
class RegisterFigures:
    """The figures of one register; each one is computed once."""

    form: Form
    table: EnterpriseTable
    register: Register
    _known: dict[tuple[object, ...], FormulaInput] = field(default_factory=dict, repr=False)

    def compute(self, measure: Measure, year: int) -> FormulaInput:
        """Compute the figure of ``measure`` in ``year``.

        Raises NotComputableError where the register lacks a column, or where enterprises leave the year before the
        form's first blank: the form does not show that year, so that nobody would see what is missing.
        """
        key = (*identify_measure(measure), year)
        if key not in self._known:
            self._known[key] = self._compute(measure, year)
        return self._known[key]

    def _compute(self, measure: Measure, year: int) -> FormulaInput:
        label = f"{year}年{format_measure(measure, self.table)}"
        if measure.count:
            chosen = select_enterprises(self.register, self.table, measure, year)
            where = self._format_columns((*measure.of, *measure.count), year)
            return FormulaInput(label, Decimal(self._count(measure, chosen, year)), "家", where, Decimal(0))
        self._refuse_blank_base(measure, year)
        column = self.table.by_id[measure.sum]
        chosen = select_enterprises(self.register, self.table, measure, year)
        cells = get_column_cells(self.register, column, year)
        counted = [cell for cell, one in zip(cells, chosen, strict=True) if one]
        total = sum((cell for cell in counted if isinstance(cell, Decimal)), Decimal(0))
        where = self._format_columns((*measure.of, measure.sum), year)
        return FormulaInput(label, total, column.unit, where, self._find_rounding(measure, column), counted.count(None))

    def _count(self, measure: Measure, chosen: Sequence[bool], year: int) -> int:
        if not measure.each:
            return sum(chosen)
        having = _find_counted(self.register, self.table, measure, year)
        return sum(sum(map(bool.__and__, chosen, one)) for one in having)

    def _refuse_blank_base(self, measure: Measure, year: int) -> None:
        """Raise NotComputableError where an enterprise of the first year leaves the year before it blank."""
        first = self.form.years.actual[0]
        if year >= first:
            return
        known = [self.register.columns.get(f"{name}.{year}") for name in (self.table.active, measure.sum)]
        chosen = select_enterprises(self.register, self.table, Measure(sum=measure.sum, of=measure.of), first)
        for cells in known:
            blank = sum(cell is None for cell, one in zip(cells or (), chosen, strict=False) if one)
            if blank:
                raise NotComputableError(f"有 {blank} 家企业没有填{year}年的数（当年没有的填 0）")

    def _find_rounding(self, measure: Measure, column: Column) -> Decimal:
        """Return the largest rounding error of the figure as the form prints it, in the unit of the column."""
        return Decimal(0) if column.whole else convert_unit(HALF_A_CENT, self._find_printed_unit(measure), column.unit)

    def _find_printed_unit(self, measure: Measure) -> str:
        """Return the unit in which the form prints this figure, by default that of the column."""
        for one in self.form.fields.values():
            if not isinstance(one, Number | Series) or one.derive is None or one.derive.over or one.derive.growth:
                continue
            if identify_measure(one.derive) == identify_measure(measure):
                return one.unit
        return self.table.by_id[measure.sum].unit

    def _format_columns(self, names: Sequence[str], year: int) -> str:
        columns = [self.table.by_id[name] for name in names]
        places = [f"{column.id}.{year}" if column.yearly else column.id for column in columns]
        return f"{self.register.path} {'、'.join(self.register.headings[place] for place in places)}"


def identify_measure(measure: Measure) -> tuple[object, ...]:
    """Return what two measures have in common where they are of the same figure."""
    return (measure.sum, measure.count, tuple(sorted(measure.of)), measure.idle, measure.each)


def _select_population(register: Register, table: EnterpriseTable, measure: Measure, year: int) -> _Flags:
    """Return for each enterprise whether it is 是 in each column of ``of`` and, unless ``idle``, has output."""
    flags = [[cell is True for cell in get_column_cells(register, table.by_id[name], year)] for name in measure.of]
    if not measure.idle:
        flags.append([not idle for idle in find_idle(register, table, year)])
    return [all(one) for one in zip(*flags, strict=True)] if flags else (True,) * len(register.rows)


def _find_counted(register: Register, table: EnterpriseTable, measure: Measure, year: int) -> list[_Flags]:
    """Return for each column of ``count`` which enterprises have it; output, with ``idle``, all that exist."""
    return [
        _find_existing(register, table, year)
        if measure.idle and name == table.active
        else find_presence(register, table.by_id[name], year)
        for name in measure.count
    ]


def _find_existing(register: Register, table: EnterpriseTable, year: int) -> _Flags:
    """Return for each enterprise whether it has a figure of this year or one before, or a title until then."""
    present: list[_Flags] = [(False,) * len(register.rows)]
    for place in register.columns:
        name, _, own = place.partition(".")
        column = table.by_id[name]
        if column.kind == "year" or (column.yearly and int(own) <= year):
            present.append(find_presence(register, column, int(own or year)))
    return [any(one) for one in zip(*present, strict=True)]


def _is_positive(cell: CellValue) -> bool:
    return isinstance(cell, Decimal) and cell > 0


def _format_enterprise_count(kind: str) -> str:
    return f"{kind.removesuffix('企业')}企业数"
