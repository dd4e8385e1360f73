"""Answers computed from the enterprise table by the rules in ``derive`` of the form.

Each computed answer keeps its exact value, its formula and its inputs in words, so that a typed answer can be compared
with it and 数据计算说明 can be printed. The rules are data of the form; no field is named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from msgspec import structs

from docgen.definitions.form import Derive, Form, Measure, Number, Series
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.growth_rates import compute_mean_growth, convert_to_percent
from docgen.project.answers.answer_reader import Answers
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import HALF_A_CENT, convert_unit, format_number, round_to_two_places

PERCENT = "%"
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class FormulaInput:
    """One figure of a formula: its label, its value in its unit and the columns of the table that it is from.

    ``off`` is the largest rounding error of the figure as the form prints it, in the same unit.
    """

    label: str
    value: Decimal
    unit: str
    where: str
    off: Decimal

    def __str__(self) -> str:
        return f"{self.label} {format_number(self.value)} {self.unit}"


@dataclass(frozen=True)
class ComputedAnswer:
    """An answer computed from the enterprise table.

    ``exact`` is not rounded; ``slack`` is the largest difference of a typed answer that rounded figures explain.
    ``others`` are the values by the other valid conventions (年均增速 has three), by their names.
    """

    exact: Decimal
    unit: str
    slack: Decimal
    formula: str
    inputs: tuple[FormulaInput, ...]
    others: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def value(self) -> Decimal:
        """The answer rounded to two decimals, as the form prints it."""
        return round_to_two_places(self.exact)

    def is_consistent_with(self, typed: Decimal) -> bool:
        """Return whether a typed answer is the computed one by any convention, within rounding."""
        return any(abs(typed - exact) <= self.slack for exact in (self.exact, *self.others.values()))


@dataclass(frozen=True)
class NotComputed:
    """The reason why an answer cannot be computed from the enterprise table."""

    reason: str


DerivedAnswers = Mapping[str, ComputedAnswer | NotComputed]


class NotComputableError(Exception):
    """A formula cannot be evaluated on this table; the text is the reason in Chinese."""


def derive_answers(form: Form, table: EnterpriseTable, register: Register | None, answers: Answers) -> DerivedAnswers:
    """Compute the answer of each place with a ``derive`` rule, or the reason why there is none.

    ``answers`` are the typed answers: a growth rate of the first year gives the level of the year before.
    """
    found: dict[str, ComputedAnswer | NotComputed] = {}
    for one in form.fields.values():
        if not isinstance(one, Number | Series) or one.derive is None:
            continue
        for place, year in _list_places(one, form):
            try:
                if register is None:
                    raise NotComputableError("文件夹里没有企业表（enterprises.xlsx 或 enterprises.csv）")
                found[place] = _AnswerCalculator(form, table, register, answers).compute(one, one.derive, year)
            except NotComputableError as lack:
                found[place] = NotComputed(str(lack))
    return found


def compute_whole_cluster(
    form: Form, table: EnterpriseTable, register: Register | None, answers: Answers, name: str, year: int
) -> Decimal | None:
    """Compute the figure of a field for all enterprises instead of those that it is about; None where that cannot be.

    A text may mean the whole cluster where the form asks for its SMEs.
    """
    one = form.fields.get(name)
    if register is None or not isinstance(one, Number | Series) or one.derive is None:
        return None
    over = one.derive.over
    derive = structs.replace(one.derive, of=(), over=over and structs.replace(over, of=()))
    try:
        return _AnswerCalculator(form, table, register, answers).compute(one, derive, year).exact
    except NotComputableError:
        return None


def select_enterprises(register: Register, table: EnterpriseTable, measure: Measure, year: int) -> tuple[bool, ...]:
    """Return for each enterprise whether it counts for ``measure`` in ``year``.

    It counts where each column of ``of`` is 是 and one of ``count`` is present. Raises NotComputableError where the
    register lacks a column.
    """
    flags = [[cell is True for cell in get_column_cells(register, table.by_id[name], year)] for name in measure.of]
    if measure.count:
        having = [_test_presence(register, table.by_id[name], year) for name in measure.count]
        flags.append([any(one) for one in zip(*having, strict=True)])
    return tuple(all(one) for one in zip(*flags, strict=True)) if flags else (True,) * len(register.rows)


def get_column_cells(register: Register, column: Column, year: int) -> Sequence[CellValue]:
    """Return the cells of a column, for a yearly column those of ``year``.

    Raises NotComputableError where the register lacks the column.
    """
    place = f"{column.id}.{year}" if column.yearly else column.id
    if place not in register.columns:
        heading = column.format_heading(year if column.yearly else None)
        raise NotComputableError(f"{register.path} 没有“{heading}”这一列")
    return register.columns[place]


def _test_presence(register: Register, column: Column, year: int) -> list[bool]:
    cells = get_column_cells(register, column, year)
    match column.kind:
        case "number":
            return [isinstance(cell, Decimal) and cell > 0 for cell in cells]
        case "year":
            return [isinstance(cell, int) and cell <= year for cell in cells]
        case "yes_no":
            return [cell is True for cell in cells]
        case _:
            return [bool(cell) for cell in cells]


def _list_places(one: Number | Series, form: Form) -> Iterator[tuple[str, int]]:
    if isinstance(one, Series):
        yield from ((f"{one.id}.{year}", year) for year in form.years.actual)
    else:
        yield one.id, form.years.actual[-1]


@dataclass(frozen=True)
class _AnswerCalculator:
    """Calculator of single answers of one application."""

    form: Form
    table: EnterpriseTable
    register: Register
    answers: Answers

    def compute(self, one: Number | Series, derive: Derive, year: int) -> ComputedAnswer:
        match derive.growth:
            case "yearly":
                return self._compute_growth(derive, year)
            case "average":
                return self._compute_mean_growth(derive)
            case _ if derive.over:
                return self._compute_quotient(one, derive, derive.over, year)
            case _:
                return self._compute_total(one, derive, year)

    def _compute_total(self, one: Number | Series, derive: Derive, year: int) -> ComputedAnswer:
        figure = self._compute_figure(derive, year)
        exact = convert_unit(figure.value, figure.unit, one.unit)
        slack = Decimal(0) if derive.count else HALF_A_CENT
        return ComputedAnswer(exact, one.unit, slack, _format_measure(derive, self.table), (figure,))

    def _compute_quotient(self, one: Number | Series, derive: Derive, over: Measure, year: int) -> ComputedAnswer:
        above, below = self._compute_figure(derive, year), self._compute_figure(over, year)
        factor = _HUNDRED if one.unit == PERCENT else derive.times
        exact = _divide(convert_unit(above.value, above.unit, below.unit), below) * factor
        shown = " × 100%" if one.unit == PERCENT else f" × {format_number(factor)}" if factor != 1 else ""
        formula = f"{_format_measure(derive, self.table)} ÷ {_format_measure(over, self.table)}{shown}"
        return ComputedAnswer(exact, one.unit, _compute_slack(exact, above, below), formula, (above, below))

    def _compute_growth(self, derive: Derive, year: int) -> ComputedAnswer:
        now, before = self._compute_figure(derive, year), self._compute_figure(derive, year - 1)
        exact = convert_to_percent(_divide(now.value, before))
        words = _format_measure(derive, self.table)
        formula = f"（{year}年{words} ÷ {year - 1}年{words} － 1）× 100%"
        return ComputedAnswer(exact, PERCENT, _compute_slack(exact + _HUNDRED, now, before), formula, (now, before))

    def _compute_mean_growth(self, derive: Derive) -> ComputedAnswer:
        """Compute the mean annual growth by each convention that the figures allow; the first one is the answer."""
        years = self.form.years.actual
        levels = {year: self._compute_figure(derive, year) for year in years}
        base = self._find_level_before(derive, levels[years[0]], years[0])
        first, last = levels[years[0]], levels[years[-1]]
        for start in (base, first):
            if start:
                _refuse_opposite(start, last)
        of_first = _divide(first.value, base) if base else None
        later = [_divide(now.value, before) for before, now in pairwise(levels.values())]
        mean = compute_mean_growth(of_first, later, _divide(last.value, first), len(later))
        words = _format_measure(derive, self.table)
        steps = tuple(figure for figure in (base, *levels.values()) if figure)
        over_all = f"〔（{years[-1]}年{words} ÷ {years[0] - 1}年{words}）开 {len(years)} 次方 － 1〕× 100%"
        over_later = f"〔（{years[-1]}年{words} ÷ {years[0]}年{words}）开 {len(later)} 次方 － 1〕× 100%"
        ways = (
            (over_all, mean.all_years, (last, base or first)),
            (over_later, mean.later_years, (last, first)),
            (f"{len(steps) - 1} 个年度增速的算术平均", mean.arithmetic, steps),
        )
        known = [(name, convert_to_percent(factor), inputs) for name, factor, inputs in ways if factor is not None]
        (formula, exact, inputs), *others = known
        slack = _compute_slack(exact + _HUNDRED, inputs[0], inputs[-1])
        return ComputedAnswer(exact, PERCENT, slack, formula, inputs, {name: rate for name, rate, _ in others})

    def _find_level_before(self, derive: Derive, first: FormulaInput, year: int) -> FormulaInput | None:
        """Return the level before the first year: from the table, or from the typed growth of the first year."""
        try:
            return self._compute_figure(derive, year - 1)
        except NotComputableError:
            typed = self._find_typed_growth(derive, year)
        if typed is None or typed <= -_HUNDRED:
            return None
        level = first.value / (1 + typed / _HUNDRED)
        words = f"{year - 1}年{_format_measure(derive, self.table)}"
        return FormulaInput(words, level, first.unit, f"由填报的{year}年增速 {format_number(typed)}% 反推", first.off)

    def _find_typed_growth(self, derive: Derive, year: int) -> Decimal | None:
        """Return the typed growth of the same measure in ``year``; None where the form does not ask for it."""
        for one in self.form.fields.values():
            if (
                isinstance(one, Series)
                and one.derive
                and one.derive.growth == "yearly"
                and _is_same_measure(one.derive, derive)
            ):
                typed = self.answers.get(f"{one.id}.{year}")
                return typed if isinstance(typed, Decimal) else None
        return None

    def _compute_figure(self, measure: Measure, year: int) -> FormulaInput:
        chosen = select_enterprises(self.register, self.table, measure, year)
        label = f"{year}年{_format_measure(measure, self.table)}"
        if measure.count:
            names = (*measure.of, *measure.count)
            return FormulaInput(label, Decimal(sum(chosen)), "家", self._format_columns(names, year), Decimal(0))
        column = self.table.by_id[measure.sum]
        cells = get_column_cells(self.register, column, year)
        amounts = [cell for cell, one in zip(cells, chosen, strict=True) if one and isinstance(cell, Decimal)]
        total = sum(amounts, Decimal(0))
        off = (
            Decimal(0)
            if column.whole
            else convert_unit(HALF_A_CENT, self._find_printed_unit(measure, column), column.unit)
        )
        return FormulaInput(label, total, column.unit, self._format_columns((*measure.of, measure.sum), year), off)

    def _find_printed_unit(self, measure: Measure, column: Column) -> str:
        """Return the unit in which the form prints this figure, by default that of the column."""
        for one in self.form.fields.values():
            if (
                isinstance(one, Number | Series)
                and one.derive
                and _is_plain(one.derive)
                and _is_same_measure(one.derive, measure)
            ):
                return one.unit
        return column.unit

    def _format_columns(self, names: Sequence[str], year: int) -> str:
        columns = [self.table.by_id[name] for name in names]
        places = [f"{column.id}.{year}" if column.yearly else column.id for column in columns]
        return f"{self.register.path} {'、'.join(self.register.headings[place] for place in places)}"


def _is_same_measure(one: Measure, other: Measure) -> bool:
    """Return whether two measures are of the same figure."""
    return (one.sum, one.count, sorted(one.of)) == (other.sum, other.count, sorted(other.of))


def _is_plain(derive: Derive) -> bool:
    return derive.over is None and derive.growth is None


def _divide(above: Decimal, below: FormulaInput) -> Decimal:
    if below.value == 0:
        raise NotComputableError(f"{below.label}是 0，不能作除数")
    return above / below.value


def _refuse_opposite(first: FormulaInput, last: FormulaInput) -> None:
    if _divide(last.value, first) < 0:
        raise NotComputableError(f"{first.label}和{last.label}正负相反，不能求年均增速")


def _compute_slack(scale: Decimal, *figures: FormulaInput) -> Decimal:
    """Compute the largest error of a quotient ``scale`` of rounded figures, its own rounding included."""
    # Relative errors add up in products and quotients, to first order.
    relative = (one.off / abs(one.value) for one in figures if one.value)
    return abs(scale) * sum(relative, Decimal(0)) + HALF_A_CENT


def _format_measure(measure: Measure, table: EnterpriseTable) -> str:
    """Format a measure: 中小企业产值之和, 主导产业企业中有专精特新认定年份的企业数."""
    of = "、".join(table.by_id[name].label.removeprefix("是否") for name in measure.of)
    if measure.sum:
        return f"{of}{table.by_id[measure.sum].label}之和"
    columns = [table.by_id[name] for name in measure.count]
    if all(column.kind == "number" for column in columns):
        return f"{_format_enterprise_count(of or '集群')}（当年有{'、'.join(column.label for column in columns)}）"
    having = "或".join(column.label.removesuffix("年份").removesuffix("认定") for column in columns)
    return _format_enterprise_count(f"{of}{having}")


def _format_enterprise_count(kind: str) -> str:
    return f"{kind.removesuffix('企业')}企业数"
