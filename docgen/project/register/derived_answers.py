"""Answers computed from the enterprise table by the rules in ``derive`` of the form.

Each computed answer keeps its exact value, its formula and its inputs in words, so that a typed answer can be compared
with it and 数据计算说明 can be printed. The rules are data of the form; no field is named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from msgspec import structs

from docgen.definitions.derive_rules import Derive, Measure
from docgen.definitions.form import Form, Number, Series
from docgen.definitions.goal_rules import DerivedGoal
from docgen.definitions.table_columns import EnterpriseTable
from docgen.growth_rates import compute_mean_growth, convert_to_percent
from docgen.project.answers.answer_reader import Answers
from docgen.project.register.label_readings import format_reading, iterate_other_readings
from docgen.project.register.measures import (
    FormulaInput,
    NotComputableError,
    RegisterFigures,
    format_measure,
    get_figures,
    identify_measure,
)
from docgen.project.register.open_growth import OpenGrowth, find_open_growth
from docgen.project.register.register import Register
from docgen.values import HALF_A_CENT, convert_unit, format_number, round_to_two_places

PERCENT = "%"
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ComputedAnswer:
    """An answer computed from the enterprise table.

    ``exact`` is not rounded; ``slack`` is the largest difference of a typed answer that rounded figures explain.
    ``others`` are the values by the other valid conventions (年均增速 has several), by their names. ``reading`` names
    the enterprises that are meant, "" where the label leaves no choice. ``open`` is the growth of the first year where
    the table lacks the year before, so that a mean over it cannot be computed, only doubted.
    """

    exact: Decimal
    unit: str
    slack: Decimal
    formula: str
    inputs: tuple[FormulaInput, ...]
    others: Mapping[str, Decimal] = field(default_factory=dict)
    reading: str = ""
    open: OpenGrowth | None = None

    @property
    def value(self) -> Decimal:
        """The answer rounded to two decimals, as the form prints it."""
        return round_to_two_places(self.exact)

    @property
    def blank(self) -> int:
        """The largest number of enterprises that leave one of the figures blank."""
        return max(one.blank for one in self.inputs)

    def gives(self, typed: Decimal) -> bool:
        """Return whether a typed answer is the computed one by any convention, within rounding."""
        return any(abs(typed - exact) <= self.slack for exact in (self.exact, *self.others.values()))

    def is_consistent_with(self, typed: Decimal) -> bool:
        """Return whether a typed answer is the computed one, or one that the table cannot compute."""
        return self.gives(typed) or (self.open is not None and self.open.allows(typed))


@dataclass(frozen=True)
class NotComputed:
    """The reason why an answer cannot be computed from the enterprise table, and what a typed one is measured by."""

    reason: str
    open: OpenGrowth | None = None

    def is_consistent_with(self, typed: Decimal) -> bool:
        """Return whether a typed answer may be right."""
        return self.open is None or self.open.allows(typed)


DerivedAnswers = Mapping[str, ComputedAnswer | NotComputed]


def derive_answers(form: Form, table: EnterpriseTable, register: Register | None, answers: Answers) -> DerivedAnswers:
    """Compute the answer of each place with a ``derive`` rule, or the reason why there is none.

    ``answers`` are the typed answers: a growth rate of the first year gives the level of the year before.
    """
    if register is None:
        lack = NotComputed("文件夹里没有企业表（enterprises.xlsx 或 enterprises.csv）")
        return {place: lack for place, _, _ in _iterate_places(form)}
    calculator = _AnswerCalculator(get_figures(form, table, register), answers)
    return {place: calculator.compute(one, year) for place, one, year in _iterate_places(form)}


def derive_other_readings(
    form: Form, table: EnterpriseTable, register: Register, answers: Answers, place: str
) -> Iterator[ComputedAnswer]:
    """Yield the answer of ``place`` by each other reading of its label that gives another one, the plainest first."""
    one, year = next((one, year) for own, one, year in _iterate_places(form) if own == place)
    if one.derive is None:
        return
    calculator = _AnswerCalculator(get_figures(form, table, register), answers)
    plain = calculator.compute(one, year)
    known = {plain.exact} if isinstance(plain, ComputedAnswer) else set()
    for other in iterate_other_readings(one.derive):
        found = calculator.compute_by(one.unit, other, year)
        if isinstance(found, ComputedAnswer) and found.exact not in known:
            known.add(found.exact)
            yield replace(found, reading=format_reading(other, one.derive, table))


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
    found = _AnswerCalculator(get_figures(form, table, register), answers).compute_by(one.unit, derive, year)
    return found.exact if isinstance(found, ComputedAnswer) else None


def derive_goal(
    form: Form, table: EnterpriseTable, register: Register, answers: Answers, goal: DerivedGoal, unit: str
) -> Iterator[ComputedAnswer | NotComputed]:
    """Yield a figure of a table of goals, in ``unit``, by each of its readings and their other populations."""
    calculator = _AnswerCalculator(get_figures(form, table, register), answers)
    year = goal.year or form.years.actual[-1]
    for one in goal.readings:
        yield from (calculator.compute_by(unit, derive, year) for derive in (one, *iterate_other_readings(one)))


def _iterate_places(form: Form) -> Iterator[tuple[str, Number | Series, int]]:
    """Yield each place of a field with a ``derive`` rule, with the field and the year."""
    for one in form.fields.values():
        if isinstance(one, Series) and one.derive:
            yield from ((f"{one.id}.{year}", one, year) for year in form.years.actual)
        elif isinstance(one, Number) and one.derive:
            yield one.id, one, form.years.actual[-1]


@dataclass(frozen=True)
class _AnswerCalculator:
    """Calculator of single answers of one application."""

    figures: RegisterFigures
    answers: Answers

    def compute(self, one: Number | Series, year: int) -> ComputedAnswer | NotComputed:
        """Compute an answer by the rule of its field."""
        if one.derive is None:
            raise ValueError(f"{one.id} has no derive rule")
        found = self.compute_by(one.unit, one.derive, year)
        if one.derive.readings and isinstance(found, ComputedAnswer):
            return replace(found, reading=format_reading(one.derive, one.derive, self.figures.table))
        return found

    def compute_by(self, unit: str, derive: Derive, year: int) -> ComputedAnswer | NotComputed:
        """Compute an answer in ``unit`` by any rule."""
        try:
            match derive.growth:
                case "yearly":
                    return self._compute_growth(derive, year)
                case "average":
                    return self._compute_mean_growth(derive)
                case _ if derive.over:
                    return self._compute_quotient(unit, derive, derive.over, year)
                case _:
                    return self._compute_total(unit, derive, year)
        except NotComputableError as lack:
            is_first = derive.growth == "yearly" and year == self.figures.form.years.actual[0]
            return NotComputed(str(lack), find_open_growth(self.figures, derive) if is_first else None)

    def _compute_total(self, unit: str, derive: Derive, year: int) -> ComputedAnswer:
        figure = self.figures.compute(derive, year)
        exact = convert_unit(figure.value, figure.unit, unit)
        slack = Decimal(0) if derive.count else HALF_A_CENT
        return ComputedAnswer(exact, unit, slack, self._format(derive), (figure,))

    def _compute_quotient(self, unit: str, derive: Derive, over: Measure, year: int) -> ComputedAnswer:
        above, below = self.figures.compute(derive, year), self.figures.compute(over, year)
        factor = _HUNDRED if unit == PERCENT else derive.times
        exact = _divide(convert_unit(above.value, above.unit, below.unit), below) * factor
        shown = " × 100%" if unit == PERCENT else f" × {format_number(factor)}" if factor != 1 else ""
        formula = f"{self._format(derive)} ÷ {self._format(over)}{shown}"
        return ComputedAnswer(exact, unit, _compute_slack(exact, above, below), formula, (above, below))

    def _compute_growth(self, derive: Derive, year: int) -> ComputedAnswer:
        now, before = self.figures.compute(derive, year), self.figures.compute(derive, year - 1)
        exact = convert_to_percent(_divide(now.value, before))
        words = self._format(derive)
        formula = f"（{year}年{words} ÷ {year - 1}年{words} － 1）× 100%"
        return ComputedAnswer(exact, PERCENT, _compute_slack(exact + _HUNDRED, now, before), formula, (now, before))

    def _compute_mean_growth(self, derive: Derive) -> ComputedAnswer:
        """Compute the mean annual growth by each convention that the figures allow; the first one is the answer."""
        years = self.figures.form.years.actual
        levels = {year: self.figures.compute(derive, year) for year in years}
        base = self._find_level_before(derive, levels[years[0]], years[0])
        first, last = levels[years[0]], levels[years[-1]]
        for start in (base, first):
            if start:
                _refuse_opposite(start, last)
        of_first = _divide(first.value, base) if base else None
        later = [_divide(now.value, before) for before, now in pairwise(levels.values())]
        mean = compute_mean_growth(of_first, later, _divide(last.value, first), len(later))
        words = self._format(derive)
        known = tuple(levels.values())
        steps = (base, *known) if base else known
        over_all = f"〔（{years[-1]}年{words} ÷ {years[0] - 1}年{words}）开 {len(years)} 次方 － 1〕× 100%"
        over_later = f"〔（{years[-1]}年{words} ÷ {years[0]}年{words}）开 {len(later)} 次方 － 1〕× 100%"
        ways = (
            (over_all, mean.all_years, (last, base or first)),
            (over_later, mean.later_years, (last, first)),
            (f"{len(steps) - 1} 个年度增速的算术平均", mean.arithmetic, steps),
            (f"后 {len(later)} 个年度增速的算术平均", mean.later_arithmetic, known),
        )
        rates = [(name, convert_to_percent(factor), inputs) for name, factor, inputs in ways if factor is not None]
        (formula, exact, inputs), *others = rates
        slack = _compute_slack(exact + _HUNDRED, inputs[0], inputs[-1])
        named = {name: rate for name, rate, _ in others}
        open_growth = None if base else find_open_growth(self.figures, derive)
        return ComputedAnswer(exact, PERCENT, slack, formula, inputs, named, open=open_growth)

    def _find_level_before(self, derive: Derive, first: FormulaInput, year: int) -> FormulaInput | None:
        """Return the level before the first year: from the table, or from the typed growth of the first year."""
        try:
            return self.figures.compute(derive, year - 1)
        except NotComputableError:
            typed = self._find_typed_growth(derive, year)
        if typed is None or typed <= -_HUNDRED:
            return None
        level = first.value / (1 + typed / _HUNDRED)
        words = f"{year - 1}年{self._format(derive)}"
        return FormulaInput(words, level, first.unit, f"由填报的{year}年增速 {format_number(typed)}% 反推", first.off)

    def _find_typed_growth(self, derive: Derive, year: int) -> Decimal | None:
        """Return the typed growth of the same measure in ``year``; None where the form does not ask for it."""
        for one in self.figures.form.fields.values():
            if (
                isinstance(one, Series)
                and one.derive
                and one.derive.growth == "yearly"
                and identify_measure(one.derive) == identify_measure(derive)
            ):
                typed = self.answers.get(f"{one.id}.{year}")
                return typed if isinstance(typed, Decimal) else None
        return None

    def _format(self, measure: Measure) -> str:
        return format_measure(measure, self.figures.table)


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
