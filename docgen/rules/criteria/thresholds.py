"""Judgement of the answers of one application by one threshold; a missing figure never passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from docgen.definitions.criteria import Figure, Threshold
from docgen.definitions.form import Number, Series, shorten_label
from docgen.growth_rates import LEAST_RATE, compute_annual_growth, compute_mean_rates
from docgen.project.application import Application
from docgen.project.register.derived_answers import ComputedAnswer
from docgen.project.register.measures import NotComputableError, select_enterprises
from docgen.rules.criteria.verdicts import FigureReading, ThresholdFinding, VerdictState
from docgen.values import HALF_A_CENT, NOTHING, round_to_two_places

NOT_ASKED = "本申报表没有这一项数据，请看其他材料"
_ZERO = Decimal(0)


def judge_threshold(application: Application, threshold: Threshold) -> ThresholdFinding:
    """Judge the answers of the application by ``threshold``."""
    read = _FigureReader(application, _ZERO if threshold.operator in (">", ">=") else None)
    means = threshold.scope == "mean_growth"
    figure = read.find_figure(threshold.value) or (read.find_figure(threshold.rates) if means else None)
    if figure is None:
        return ThresholdFinding(threshold, VerdictState.PERSON, notes=(NOT_ASKED,))
    one = _ThresholdJudge(read, threshold, figure)
    judges: Mapping[str, Callable[[], ThresholdFinding]] = {
        "each_year": one.judge_each_year,
        "each_change": one.judge_each_change,
        "last": one.judge_last,
        "sum_of": one.judge_sum,
        "mean_growth": one.judge_mean_growth,
    }
    return judges[threshold.scope]()


def format_source(application: Application, place: str) -> str:
    """Format the source of an answer: the line where it was typed, or the formula by which it was computed."""
    if place not in application.answer_sources:
        return str(replace(application.locate(place), slot=""))
    computed = application.derived.get(place)
    return (
        f"由企业表计算：{computed.formula}"
        if isinstance(computed, ComputedAnswer)
        else application.answer_sources[place].words
    )


@dataclass(frozen=True)
class _FigureReadings:
    """The readings of a figure by year, and the places that are blank or unusable (无 that is no number)."""

    readings: tuple[FigureReading, ...]
    blank: tuple[str, ...]
    unusable: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether no place is blank or unusable."""
        return not self.blank and not self.unusable


@dataclass(frozen=True)
class _FigureReader:
    """Reader of figures in the answers of one application; ``nothing`` is the value of 无, None for no number.

    As 0 it never passes a lower limit, but it would pass every upper limit.
    """

    application: Application
    nothing: Decimal | None

    def find_figure(self, figures: Sequence[Figure]) -> Figure | None:
        """Return the first figure all of whose answers are fields of the form; None where there is none."""
        fields = self.application.form.fields
        return next((figure for figure in figures if all(name in fields for name in figure.of)), None)

    def read_every_year(self, figure: Figure) -> _FigureReadings:
        """Read the figure in each year of the form; a figure without years has one value."""
        return self._read_places(self._list_places(figure.of[0]))

    def read_last_year(self, figure: Figure) -> _FigureReadings:
        """Read each answer of the figure in the last year."""
        return self._read_places([self._list_places(name)[-1] for name in figure.of])

    def _list_places(self, name: str) -> list[tuple[str, int | None]]:
        if isinstance(self.application.form.fields[name], Series):
            return [(f"{name}.{year}", year) for year in self.application.form.years.actual]
        return [(name, None)]

    def _read_places(self, places: Sequence[tuple[str, int | None]]) -> _FigureReadings:
        values = [(place, year, self._get_number(place)) for place, year in places]
        readings = tuple(self._build_reading(place, year, value) for place, year, value in values if value is not None)
        missing = [place for place, _, value in values if value is None]
        unusable = tuple(place for place in missing if self.application.answers.get(place) is NOTHING)
        return _FigureReadings(readings, tuple(place for place in missing if place not in unusable), unusable)

    def _get_number(self, place: str) -> Decimal | None:
        """Return the number of an answer. 无 may count as 0 where the number cannot be negative, but not for a rate.

        A number above the maximum is no number here; it is reported by the answer check.
        """
        value = self.application.answers.get(place)
        field = self.application.form.places[place]
        if not isinstance(field, Number | Series):
            return None
        if value is NOTHING and not field.signed:
            return self.nothing
        is_possible = isinstance(value, Decimal) and (field.maximum is None or value <= field.maximum)
        return value if isinstance(value, Decimal) and is_possible else None

    def _build_reading(self, place: str, year: int | None, value: Decimal) -> FigureReading:
        field = self.application.form.places[place]
        unit = field.unit if isinstance(field, Number | Series) else ""
        return FigureReading(place, shorten_label(field), year, value, unit, format_source(self.application, place))


@dataclass(frozen=True)
class _ThresholdJudge:
    """Judge of one threshold by the figure that this form has for it; one method for each scope."""

    answers: _FigureReader
    threshold: Threshold
    figure: Figure

    def judge_last(self) -> ThresholdFinding:
        read = self.answers.read_last_year(self.figure)
        before = self.answers.read_every_year(self.figure).readings if self.threshold.earlier else ()
        doubts = tuple(one for one in before if one not in read.readings and not self.threshold.is_met_by(one.value))
        readings = before or read.readings
        if not read.is_complete:
            return self._build_finding(VerdictState.OPEN, readings, unusable=read.unusable)
        return self._judge_reading(read.readings[0], readings, doubts=doubts)

    def judge_each_year(self) -> ThresholdFinding:
        read = self.answers.read_every_year(self.figure)
        if not read.readings:
            return self._build_finding(VerdictState.OPEN, (), unusable=read.unusable)
        worst = self._find_worst(read.readings)
        words = f"最接近界限的是{worst.year}年" if self.threshold.is_met_by(worst.value) else f"{worst.year}年最差"
        worst_year = words if worst.year else ""
        if self.threshold.is_met_by(worst.value) and not read.is_complete:
            return self._build_finding(VerdictState.OPEN, read.readings, unusable=read.unusable)
        return self._judge_reading(worst, read.readings, worst=worst_year)

    def judge_each_change(self) -> ThresholdFinding:
        read = self.answers.read_every_year(self.figure)
        changes = [
            FigureReading(now.place, now.label, now.year, now.value - before.value, now.unit, now.source)
            for before, now in pairwise(read.readings)
        ]
        worst = self._find_worst(changes) if changes else None
        if worst is None or (self.threshold.is_met_by(worst.value) and not read.is_complete):
            return self._build_finding(VerdictState.OPEN, read.readings, unusable=read.unusable)
        return self._judge_reading(worst, read.readings, worst=f"{worst.year}年比前一年")

    def judge_sum(self) -> ThresholdFinding:
        """Judge a sum of answers.

        The sum may count an enterprise with two titles twice; the largest number and the register do not.
        """
        read = self.answers.read_last_year(self.figure)
        values = [reading.value for reading in read.readings]
        total, largest = sum(values, _ZERO), max(values, default=_ZERO)
        counts_up = self.threshold.operator in (">", ">=")
        # The largest number alone suffices, even where other answers are missing or overlap.
        if counts_up and self.threshold.is_met_by(largest):
            return self._judge_total(VerdictState.MET, read, largest if not read.is_complete else total)
        if not read.is_complete:
            return self._build_finding(VerdictState.OPEN, read.readings, unusable=read.unusable)
        if not counts_up or not self.threshold.is_met_by(total):
            return self._judge_total(self._determine_state(total), read, total)
        once = self._count_enterprises()
        if once is None:
            note = "一家企业可能有几个称号，各项相加会重复；请核对去重后的家数"
            return self._judge_total(VerdictState.PERSON, read, total, note)
        return self._judge_total(self._determine_state(once), read, once, "按企业表去重后的家数判断")

    def judge_mean_growth(self) -> ThresholdFinding:
        """Judge the declared mean; where the form has none, the mean of the yearly rates by the strict convention."""
        conventions = dict(self._compute_conventions())
        if self.figure in self.threshold.value:
            read = self.answers.read_last_year(self.figure)
            if not read.is_complete:
                return self._build_finding(VerdictState.OPEN, read.readings, unusable=read.unusable)
            return self._judge_reading(read.readings[0], read.readings, conventions=conventions)
        read = self.answers.read_every_year(self.figure)
        means = compute_mean_rates([reading.value for reading in read.readings])
        if not read.is_complete or not means:
            absurd = tuple(reading.place for reading in read.readings if reading.value < LEAST_RATE)
            return self._build_finding(VerdictState.OPEN, read.readings, unusable=read.unusable + absurd)
        name, value = next(iter(means.items()))
        decisive = read.readings[-1]
        mean = FigureReading(decisive.place, name, None, round_to_two_places(value), decisive.unit, decisive.source)
        others = {other: rate for other, rate in conventions.items() if other != name}
        return self._judge_reading(mean, (*read.readings, mean), conventions=others, notes=(f"以{name}判断",))

    def _compute_conventions(self) -> Iterator[tuple[str, Decimal]]:
        """Yield the mean growth by each other convention, with its name, rounded as the form would print it."""
        if self.figure in self.threshold.value:
            computed = self.answers.application.derived.get(self.figure.of[0])
            if isinstance(computed, ComputedAnswer):
                yield f"企业表，{computed.formula}", computed.value
                yield from ((f"企业表，{name}", round_to_two_places(value)) for name, value in computed.others.items())
        rates = self.answers.find_figure(self.threshold.rates)
        if rates and (read := self.answers.read_every_year(rates)).is_complete:
            means = compute_mean_rates([reading.value for reading in read.readings])
            yield from ((name, round_to_two_places(value)) for name, value in means.items())
        levels = self.answers.find_figure(self.threshold.levels)
        if levels and (read := self.answers.read_every_year(levels)).is_complete:
            yield from self._compute_level_growth(read.readings)

    def _compute_level_growth(self, levels: Sequence[FigureReading]) -> Iterator[tuple[str, Decimal]]:
        """Yield the growth from the first level to the last, unless their rounding alone could change the outcome."""
        first, last = levels[0], levels[-1]
        span = len(levels) - 1
        values = [
            compute_annual_growth(first.value - off, last.value + off, span)
            for off in (_ZERO, HALF_A_CENT, -HALF_A_CENT)
        ]
        known = [round_to_two_places(value) for value in values if value is not None]
        if len(known) == len(values) and len({self.threshold.is_met_by(value) for value in known}) == 1:
            yield f"{last.label}由{first.year}年到{last.year}年的年均增速", known[0]

    def _count_enterprises(self) -> Decimal | None:
        """Count the enterprises of the register in the last year, each once; None where it lacks the columns."""
        application = self.answers.application
        if self.figure.counted is None or application.register is None:
            return None
        year = application.form.years.actual[-1]
        try:
            chosen = select_enterprises(application.register, application.tables.enterprises, self.figure.counted, year)
        except NotComputableError:
            return None
        return Decimal(sum(chosen))

    def _find_worst(self, readings: Sequence[FigureReading]) -> FigureReading:
        """Return the reading that is worst for the threshold."""
        match self.threshold.operator:
            case ">" | ">=":
                return min(readings, key=lambda reading: reading.value)
            case "<" | "<=":
                return max(readings, key=lambda reading: reading.value)
            case operator:
                assert_never(operator)

    def _judge_total(self, state: VerdictState, read: _FigureReadings, value: Decimal, *notes: str) -> ThresholdFinding:
        decisive = read.readings[0].place
        return ThresholdFinding(
            self.threshold, state, value, read.readings, decisive, notes=(*self._list_notes(), *notes)
        )

    def _judge_reading(
        self,
        decisive: FigureReading,
        readings: tuple[FigureReading, ...],
        *,
        worst: str = "",
        conventions: Mapping[str, Decimal] | None = None,
        doubts: tuple[FigureReading, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> ThresholdFinding:
        return ThresholdFinding(
            self.threshold,
            self._determine_state(decisive.value),
            decisive.value,
            readings,
            decisive.place,
            worst,
            conventions or {},
            doubts,
            notes=(*self._list_notes(), *notes),
        )

    def _build_finding(
        self, state: VerdictState, readings: tuple[FigureReading, ...], unusable: tuple[str, ...]
    ) -> ThresholdFinding:
        """Build a finding without a value."""
        return ThresholdFinding(self.threshold, state, None, readings, unusable=unusable, notes=self._list_notes())

    def _determine_state(self, value: Decimal) -> VerdictState:
        return VerdictState.MET if self.threshold.is_met_by(value) else VerdictState.NOT_MET

    def _list_notes(self) -> tuple[str, ...]:
        return (self.figure.note,) if self.figure.note else ()
