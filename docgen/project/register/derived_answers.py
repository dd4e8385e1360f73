"""What follows from the enterprise table: the answers that the form's ``derive`` says how to compute.

Each computed answer keeps its exact value, its formula and its inputs in words, so that a typed answer can be compared
with it and 数据计算说明 can be printed. Nothing here names a field: how an answer follows is data of the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docgen.definitions.form import Derive, Form, Measure, Number, Series
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.project.answers.answer_reader import Answers
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import Cell
from docgen.values import HALF_A_CENT, converted, round_two, show_number

PERCENT = "%"
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Input:
    """One figure that a formula uses: what it is, its value in its unit, and where in the table it comes from.

    ``off`` is how far the figure, as the form prints it, may be from the exact one, in the same unit.
    """

    label: str
    value: Decimal
    unit: str
    where: str
    off: Decimal

    def __str__(self) -> str:
        return f"{self.label} {show_number(self.value)} {self.unit}"


@dataclass(frozen=True)
class Computed:
    """An answer as the enterprise table gives it.

    ``exact`` is not rounded; ``slack`` is how far a typed answer may be off that was reckoned from printed figures.
    ``others`` are the values by other conventions that are as good (年均增速 has three), by their names.
    """

    exact: Decimal
    unit: str
    slack: Decimal
    formula: str
    inputs: tuple[Input, ...]
    others: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def value(self) -> Decimal:
        """The answer as the form prints it."""
        return round_two(self.exact)

    def agrees(self, typed: Decimal) -> bool:
        """Whether a typed answer is this one, by any of the conventions, as far as rounding goes."""
        return any(abs(typed - exact) <= self.slack for exact in (self.exact, *self.others.values()))


@dataclass(frozen=True)
class NotComputed:
    """Why an answer does not follow from the table that is there."""

    reason: str


Derived = Mapping[str, Computed | NotComputed]


class Lacking(Exception):
    """The table does not have what a formula needs; the text says what, in Chinese."""


def derived(form: Form, table: EnterpriseTable, register: Register | None, answers: Answers) -> Derived:
    """For each place that follows from the enterprise table its answer, or why there is none.

    ``answers`` are those that were typed: a growth rate of the first year tells the level of the year before.
    """
    found: dict[str, Computed | NotComputed] = {}
    for one in form.fields.values():
        if not isinstance(one, Number | Series) or one.derive is None:
            continue
        for place, year in _places(one, form):
            try:
                if register is None:
                    raise Lacking("文件夹里没有企业表（enterprises.xlsx 或 enterprises.csv）")
                found[place] = _Reckoner(form, table, register, answers).answer(one, one.derive, year)
            except Lacking as lack:
                found[place] = NotComputed(str(lack))
    return found


def counted(register: Register, table: EnterpriseTable, measure: Measure, year: int) -> tuple[bool, ...]:
    """For each enterprise whether it counts for ``measure`` in ``year``: it is 是 in each of ``of``, and has it.

    Raises Lacking where the register does not have a column.
    """
    flags = [[cell is True for cell in cells_of(register, table.by_id[name], year)] for name in measure.of]
    if measure.count:
        having = [_having(register, table.by_id[name], year) for name in measure.count]
        flags.append([any(one) for one in zip(*having, strict=True)])
    return tuple(all(one) for one in zip(*flags, strict=True)) if flags else (True,) * len(register.rows)


def cells_of(register: Register, column: Column, year: int) -> Sequence[Cell]:
    """The cells of a column, or of its year where it has one a year; raises Lacking where there are none."""
    place = f"{column.id}.{year}" if column.yearly else column.id
    if place not in register.columns:
        raise Lacking(f"{register.path} 没有“{column.heading(year if column.yearly else None)}”这一列")
    return register.columns[place]


def _having(register: Register, column: Column, year: int) -> list[bool]:
    cells = cells_of(register, column, year)
    match column.kind:
        case "number":
            return [isinstance(cell, Decimal) and cell > 0 for cell in cells]
        case "year":
            return [isinstance(cell, int) and cell <= year for cell in cells]
        case "yes_no":
            return [cell is True for cell in cells]
        case _:
            return [bool(cell) for cell in cells]


def _places(one: Number | Series, form: Form) -> Iterator[tuple[str, int]]:
    if isinstance(one, Series):
        yield from ((f"{one.id}.{year}", year) for year in form.years.actual)
    else:
        yield one.id, form.years.actual[-1]


@dataclass(frozen=True)
class _Reckoner:
    """Computes single answers of one application."""

    form: Form
    table: EnterpriseTable
    register: Register
    answers: Answers

    def answer(self, one: Number | Series, derive: Derive, year: int) -> Computed:
        match derive.growth:
            case "yearly":
                return self._growth(derive, year)
            case "average":
                return self._average(derive)
            case _ if derive.over:
                return self._quotient(one, derive, derive.over, year)
            case _:
                return self._total(one, derive, year)

    def _total(self, one: Number | Series, derive: Derive, year: int) -> Computed:
        figure = self._figure(derive, year)
        exact = converted(figure.value, figure.unit, one.unit)
        slack = Decimal(0) if derive.count else HALF_A_CENT
        return Computed(exact, one.unit, slack, _words(derive, self.table), (figure,))

    def _quotient(self, one: Number | Series, derive: Derive, over: Measure, year: int) -> Computed:
        above, below = self._figure(derive, year), self._figure(over, year)
        factor = _HUNDRED if one.unit == PERCENT else derive.times
        exact = _divided(converted(above.value, above.unit, below.unit), below) * factor
        shown = " × 100%" if one.unit == PERCENT else f" × {show_number(factor)}" if factor != 1 else ""
        formula = f"{_words(derive, self.table)} ÷ {_words(over, self.table)}{shown}"
        return Computed(exact, one.unit, _slack(exact, above, below), formula, (above, below))

    def _growth(self, derive: Derive, year: int) -> Computed:
        now, before = self._figure(derive, year), self._figure(derive, year - 1)
        exact = (_divided(now.value, before) - 1) * _HUNDRED
        words = _words(derive, self.table)
        formula = f"（{year}年{words} ÷ {year - 1}年{words} － 1）× 100%"
        return Computed(exact, PERCENT, _slack(exact + _HUNDRED, now, before), formula, (now, before))

    def _average(self, derive: Derive) -> Computed:
        """The mean growth a year, by each convention that the figures allow; the first one is the default."""
        years = self.form.years.actual
        levels = {year: self._figure(derive, year) for year in years}
        base = self._level_before(derive, levels[years[0]], years[0])
        first, last = levels[years[0]], levels[years[-1]]
        rates: dict[str, tuple[Decimal, tuple[Input, ...]]] = {}
        words = _words(derive, self.table)
        if base:
            name = f"〔（{years[-1]}年{words} ÷ {years[0] - 1}年{words}）开 {len(years)} 次方 － 1〕× 100%"
            rates[name] = (_mean_rate(last, base, len(years)), (last, base))
        name = f"〔（{years[-1]}年{words} ÷ {years[0]}年{words}）开 {len(years) - 1} 次方 － 1〕× 100%"
        rates[name] = (_mean_rate(last, first, len(years) - 1), (last, first))
        steps = [figure for figure in (base, *levels.values()) if figure]
        yearly = [_divided(now.value, before) - 1 for before, now in zip(steps, steps[1:], strict=False)]
        rates[f"{len(yearly)} 个年度增速的算术平均"] = (sum(yearly, Decimal(0)) / len(yearly) * _HUNDRED, tuple(steps))
        (formula, (exact, inputs)), *others = rates.items()
        slack = _slack(exact + _HUNDRED, inputs[0], inputs[-1])
        return Computed(exact, PERCENT, slack, formula, inputs, {name: rate for name, (rate, _) in others})

    def _level_before(self, derive: Derive, first: Input, year: int) -> Input | None:
        """The level of the year before the first: from the table, or implied by the typed growth of the first year."""
        try:
            return self._figure(derive, year - 1)
        except Lacking:
            typed = self._typed_growth(derive, year)
        if typed is None or typed <= -_HUNDRED:
            return None
        level = first.value / (1 + typed / _HUNDRED)
        words = f"{year - 1}年{_words(derive, self.table)}"
        return Input(words, level, first.unit, f"由填报的{year}年增速 {show_number(typed)}% 反推", first.off)

    def _typed_growth(self, derive: Derive, year: int) -> Decimal | None:
        """The typed growth of the same measure in ``year``, where the form asks for it."""
        for one in self.form.fields.values():
            if isinstance(one, Series) and one.derive and one.derive.growth == "yearly" and _same(one.derive, derive):
                typed = self.answers.get(f"{one.id}.{year}")
                return typed if isinstance(typed, Decimal) else None
        return None

    def _figure(self, measure: Measure, year: int) -> Input:
        chosen = counted(self.register, self.table, measure, year)
        label = f"{year}年{_words(measure, self.table)}"
        if measure.count:
            names = (*measure.of, *measure.count)
            return Input(label, Decimal(sum(chosen)), "家", self._where(names, year), Decimal(0))
        column = self.table.by_id[measure.sum]
        cells = cells_of(self.register, column, year)
        amounts = [cell for cell, one in zip(cells, chosen, strict=True) if one and isinstance(cell, Decimal)]
        total = sum(amounts, Decimal(0))
        off = Decimal(0) if column.whole else converted(HALF_A_CENT, self._printed_unit(measure, column), column.unit)
        return Input(label, total, column.unit, self._where((*measure.of, measure.sum), year), off)

    def _printed_unit(self, measure: Measure, column: Column) -> str:
        """The unit in which the form itself prints this figure, where it does."""
        for one in self.form.fields.values():
            if isinstance(one, Number | Series) and one.derive and _is_plain(one.derive) and _same(one.derive, measure):
                return one.unit
        return column.unit

    def _where(self, names: Sequence[str], year: int) -> str:
        columns = [self.table.by_id[name] for name in names]
        places = [f"{column.id}.{year}" if column.yearly else column.id for column in columns]
        return f"{self.register.path} {'、'.join(self.register.headings[place] for place in places)}"


def _same(one: Measure, other: Measure) -> bool:
    """Whether two measures are of the same figure."""
    return (one.sum, one.count, sorted(one.of)) == (other.sum, other.count, sorted(other.of))


def _is_plain(derive: Derive) -> bool:
    return derive.over is None and derive.growth is None


def _divided(above: Decimal, below: Input) -> Decimal:
    if below.value == 0:
        raise Lacking(f"{below.label}是 0，不能作除数")
    return above / below.value


def _mean_rate(last: Input, first: Input, intervals: int) -> Decimal:
    ratio = _divided(last.value, first)
    if ratio < 0:
        raise Lacking(f"{first.label}和{last.label}正负相反，不能求年均增速")
    return (ratio ** (Decimal(1) / intervals) - 1) * _HUNDRED if ratio else -_HUNDRED


def _slack(scale: Decimal, *figures: Input) -> Decimal:
    """How far a quotient of ``scale`` reckoned from printed figures may be off, with its own rounding."""
    relative = (one.off / abs(one.value) for one in figures if one.value)
    return abs(scale) * sum(relative, Decimal(0)) + HALF_A_CENT


def _words(measure: Measure, table: EnterpriseTable) -> str:
    """The figure in words: 中小企业产值之和, 主导产业企业中有专精特新认定年份的企业数."""
    of = "、".join(table.by_id[name].label.removeprefix("是否") for name in measure.of)
    if measure.sum:
        return f"{of}{table.by_id[measure.sum].label}之和"
    columns = [table.by_id[name] for name in measure.count]
    if all(column.kind == "number" for column in columns):
        return f"{_enterprises(of or '集群')}（当年有{'、'.join(column.label for column in columns)}）"
    having = "或".join(column.label.removesuffix("年份").removesuffix("认定") for column in columns)
    return _enterprises(f"{of}{having}")


def _enterprises(kind: str) -> str:
    return f"{kind.removesuffix('企业')}企业数"
