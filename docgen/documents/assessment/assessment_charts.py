"""The charts of the self-assessment as plain data: lengths of bars, positions of limits, labels.

Lengths and positions are shares of the plot, so that drawing needs no further calculation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from docgen.definitions.chart_data import AssessmentFigure, ChartData
from docgen.definitions.criteria import Criteria, Threshold
from docgen.definitions.form import Goals, Number, Series
from docgen.project.answers.answer_reader import Answers
from docgen.project.application import Application
from docgen.rules.goals.goal_check import JudgedGoals
from docgen.values import NOTHING, format_number, format_with_unit

NO_VALUE = "—"
_NUMBERING = re.compile(r"(?:\d+\.|[一二三四五六七八九十]+、)")
_APART = 0.13
"""The least distance of the labels of two limits, as a share of the plot."""

_HALF_WAY = 0.5


@dataclass(frozen=True)
class Bar:
    """One bar: its label, and its length from zero as a share of the plot; 0 without a value."""

    label: str
    reach: float = 0.0


@dataclass(frozen=True)
class Limit:
    """A limit: the position of its line, its label, and the position of the label; a limit of changes has no line."""

    at: float | None
    words: tuple[str, ...]
    words_at: float


@dataclass(frozen=True)
class BarGroup:
    """Adjacent bars: those of one year, or those of one figure with its own scale and limit."""

    name: str
    bars: tuple[Bar, ...]
    zero: float = 0.0
    limit: Limit | None = None


@dataclass(frozen=True)
class Chart:
    """One chart: ``columns`` by year on one scale with ``limits``, or ``rows`` with a scale for each row."""

    title: str
    kind: str
    series: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    zero: float = 0.0
    limits: tuple[Limit, ...] = ()

    @property
    def has_values(self) -> bool:
        """True if at least one bar has a value."""
        return any(bar.label != NO_VALUE for group in self.groups for bar in group.bars)

    @property
    def words(self) -> str:
        """The content of the chart as text, for screen readers."""
        groups = "；".join(f"{group.name} {self._describe_bars(group)}" for group in self.groups)
        limits = [words for limit in self.limits for words in limit.words]
        limits += [f"{group.name}{words}" for group in self.groups if group.limit for words in group.limit.words]
        return f"{self.title}：{groups}。" + (f"认定标准：{'，'.join(limits)}。" if limits else "")

    def _describe_bars(self, group: BarGroup) -> str:
        names = self.series or ("",)
        return "，".join(f"{name} {bar.label}".strip() for name, bar in zip(names, group.bars, strict=True))


def build_charts(
    application: Application, drawn: Iterable[ChartData], criteria: Sequence[Criteria], goals: Iterable[JudgedGoals]
) -> tuple[Chart, ...]:
    """Build the charts with the limits of the criteria, then those of the goals; charts without values are left out."""
    draws = {"years": _build_yearly_chart, "last": _build_last_year_chart}
    charts = (draws[chart.show](application, chart, criteria) for chart in drawn)
    tables = (_build_goals_chart(application.answers, table.field) for table in goals)
    return tuple(chart for chart in (*charts, *tables) if chart and chart.has_values)


def get_number(answers: Answers, place: str) -> Decimal | None:
    """Get the number at a place; None for 无, a blank or a text."""
    value = answers.get(place)
    return value if isinstance(value, Decimal) else None


@dataclass(frozen=True)
class _Scale:
    """A linear scale from the lowest to the highest of some values, zero included."""

    lowest: Decimal
    highest: Decimal

    @classmethod
    def build(cls, values: Iterable[Decimal | None]) -> _Scale:
        """Build the scale that covers the known values and zero."""
        known = [value for value in values if value is not None]
        lowest, highest = min(known, default=Decimal(0)), max(known, default=Decimal(0))
        return cls(min(lowest, Decimal(0)), max(highest, Decimal(0)))

    @property
    def zero(self) -> float:
        """The position of zero."""
        return self.locate(Decimal(0))

    def locate(self, value: Decimal) -> float:
        """Return the position of a value, from 0 (lowest) to 1 (highest)."""
        span = self.highest - self.lowest
        return round(float((value - self.lowest) / span), 4) if span else 0.0

    def build_bar(self, value: Decimal | None, label: str) -> Bar:
        """Build the bar from zero to a value; a bar without a value has only a label."""
        return Bar(label) if value is None else Bar(label, round(self.locate(value) - self.zero, 4))


def _build_yearly_chart(application: Application, chart: ChartData, criteria: Sequence[Criteria]) -> Chart | None:
    form, answers = application.form, application.answers
    fields = [(one, field) for one in chart.series if isinstance(field := one.find_field(form), Series)]
    if not fields:
        return None
    found = [(one, threshold) for one, field in fields for threshold in _find_thresholds(field, criteria)]
    # A limit on each yearly change is no level of the figure, so that it has no line on the scale.
    levels = [(one, threshold) for one, threshold in found if threshold.scope != "each_change"]
    places = [[f"{field.id}.{year}" for _, field in fields] for year in form.years.actual]
    values = [get_number(answers, place) for row in places for place in row]
    scale = _Scale.build([*values, *(threshold.limit for _, threshold in levels)])
    groups = tuple(
        BarGroup(
            f"{year}年",
            tuple(scale.build_bar(get_number(answers, place), _format_label(answers, place)) for place in row),
        )
        for year, row in zip(form.years.actual, places, strict=True)
    )
    names = tuple(one.get_label(field) for one, field in fields) if len(fields) > 1 else ()
    unit = fields[0][1].unit
    changes = tuple(dict.fromkeys(threshold.words for _, threshold in found if threshold.scope == "each_change"))
    limits = _build_limits(scale, levels, names=bool(names)) + ((Limit(None, changes, _HALF_WAY),) if changes else ())
    return Chart(f"{chart.title}（{unit}）", "columns", names, groups, scale.zero, limits)


def _build_last_year_chart(application: Application, chart: ChartData, criteria: Sequence[Criteria]) -> Chart | None:
    found = ((one, one.find_field(application.form)) for one in chart.series)
    groups = tuple(_build_limit_group(application, one, field, criteria) for one, field in found if field)
    return Chart(chart.title, "rows", (), groups) if groups else None


def _build_limit_group(
    application: Application, one: AssessmentFigure, field: Number | Series, criteria: Sequence[Criteria]
) -> BarGroup:
    place = find_last_place(application, field)
    value = get_number(application.answers, place)
    thresholds = [threshold for threshold in _find_thresholds(field, criteria) if threshold.scope != "each_change"]
    scale = _Scale.build([value, *(threshold.limit for threshold in thresholds)])
    label = NO_VALUE if value is None else format_with_unit(value, field.unit)
    limit = None
    if thresholds:
        at = scale.locate(thresholds[0].limit)
        limit = Limit(at, tuple(dict.fromkeys(threshold.words for threshold in thresholds)), at)
    return BarGroup(one.get_label(field), (scale.build_bar(value, label),), scale.zero, limit)


def find_last_place(application: Application, field: Number | Series) -> str:
    """Find the place of a figure; for a series that of the last year."""
    return f"{field.id}.{application.form.years.actual[-1]}" if isinstance(field, Series) else field.id


def _find_thresholds(field: Number | Series, criteria: Sequence[Criteria]) -> Iterator[Threshold]:
    """Find the thresholds on this field alone, each once."""
    found: list[Threshold] = []
    for profile in criteria:
        for sentence in (sentence for standard in profile.standards for sentence in standard.sentences):
            for threshold in sentence.thresholds:
                named = any(figure.of == (field.id,) for figure in (*threshold.value, *threshold.rates))
                if named and threshold not in found:
                    found.append(threshold)
                    yield threshold


def _build_limits(
    scale: _Scale, found: Sequence[tuple[AssessmentFigure, Threshold]], *, names: bool
) -> tuple[Limit, ...]:
    """Build the limits in ascending order; equal limits share a line, and labels keep their least distance."""
    labels: dict[Decimal, dict[str, None]] = {}
    for one, threshold in found:
        mean = "年均" if threshold.scope == "mean_growth" else ""
        labels.setdefault(threshold.limit, {})[f"{one.name if names else ''}{mean}{threshold.words}"] = None
    heights = [scale.locate(limit) for limit in sorted(labels)]
    shifted = heights[:1]
    for below, height in pairwise(heights):
        shifted.append(max(height, shifted[-1] + _APART, below))
    return tuple(
        Limit(height, tuple(labels[limit]), round(at, 4))
        for limit, height, at in zip(sorted(labels), heights, shifted, strict=True)
    )


def _format_label(answers: Answers, place: str) -> str:
    """Format the label of an answer: its number, 无, or — without a value."""
    value = answers.get(place)
    if isinstance(value, Decimal):
        return format_number(value)
    return str(NOTHING) if value is NOTHING else NO_VALUE


def _build_goals_chart(answers: Answers, field: Goals) -> Chart | None:
    """Build the chart of a table of goals: base, target and result of each indicator, each on its own scale."""
    groups = []
    for direction in field.directions:
        for indicator in direction.indicators:
            places = [f"{field.id}.{direction.id}.{indicator.id}.{column}" for column in field.columns]
            if indicator.unit:
                scale = _Scale.build(get_number(answers, place) for place in places)
                bars = [scale.build_bar(get_number(answers, place), _format_label(answers, place)) for place in places]
                groups.append(BarGroup(f"{indicator.label}（{indicator.unit}）", tuple(bars), scale.zero))
    title = _NUMBERING.sub("", field.label)
    return Chart(f"发展目标：{title}", "rows", tuple(field.columns.values()), tuple(groups)) if groups else None
