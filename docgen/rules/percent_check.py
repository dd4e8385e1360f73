"""Check of percentages that are typed as fractions (0.315 for 31.5 %) or multiplied by 100 once too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from docgen.definitions.form import Goals, Number, Series, describe_place
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.register.derived_answers import PERCENT, ComputedAnswer
from docgen.values import format_with_unit

_HUNDRED = Decimal(100)
_NEAR = Decimal(2)
"""A figure is like another one where it is at most this many times as large or small."""
_LEAST_NEIGHBOUR = Decimal(5)
"""Beside smaller figures one below 1 may well be right."""


def check_percentages(application: Application) -> Iterator[Problem]:
    """Yield a problem for each percentage that is a hundredth or a hundred times of those beside it.

    A share that is never below 1 % (``shares`` of the form) is told by itself. What the enterprise table decides is
    left to the comparison with it.
    """
    shares = application.form.consistency.shares
    for field in application.form.fields.values():
        for row in _list_rows(application, field):
            values = {place: value for place in row if isinstance(value := application.answers.get(place), Decimal)}
            for place, value in values.items():
                others = [abs(other) for name, other in values.items() if name != place]
                likely = _find_likely(value, others, field.id in shares, _is_signed(field))
                if likely is not None and not isinstance(application.derived.get(place), ComputedAnswer):
                    yield _report(application, place, value, likely)


def _list_rows(application: Application, field: object) -> Iterator[Sequence[str]]:
    """Yield the places of percentages that stand beside one another."""
    years = application.form.years.actual
    if isinstance(field, Series) and field.unit == PERCENT:
        yield [f"{field.id}.{year}" for year in years]
    elif isinstance(field, Number) and field.unit == PERCENT:
        yield [field.id]
    elif isinstance(field, Goals) and field.span:
        columns = (field.span.base, field.span.target)
        for direction in field.directions:
            for one in direction.indicators:
                if one.unit == PERCENT:
                    yield [f"{field.id}.{direction.id}.{one.id}.{column}" for column in columns]


def _is_signed(field: object) -> bool:
    return isinstance(field, Number | Series) and field.signed


def _find_likely(value: Decimal, others: Sequence[Decimal], is_share: bool, is_signed: bool) -> Decimal | None:
    """Find the value that was meant; None where the figure may be right.

    A rate of growth may be of any size beside others; it is held against the levels (``consistency.growth``).
    """
    if is_share and 0 < value <= 1:
        return value * _HUNDRED
    if is_signed or not others or not (0 < value <= 1 or value > _HUNDRED):
        return None
    beside = median(others)
    likely = value * _HUNDRED if value <= 1 else value / _HUNDRED
    alike = beside > (_LEAST_NEIGHBOUR if value <= 1 else 0) and beside / _NEAR <= likely <= beside * _NEAR
    return likely if alike else None


def _report(application: Application, place: str, value: Decimal, likely: Decimal) -> Problem:
    name = describe_place(application.form.places[place], place)
    how = "像是填成了小数" if likely > value else "像是多乘了 100"
    message = f"“{name}”填了 {format_with_unit(value, PERCENT)}，{how}，应是 {format_with_unit(likely, PERCENT)} 左右。"
    hint = "这一栏的单位是 %，31.5% 填 31.50；确实如此的不用改。"
    return Problem("answer.percent", application.locate(place), message, hint)
