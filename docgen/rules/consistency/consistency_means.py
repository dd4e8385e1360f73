"""Consistency of a mean annual growth with the levels and yearly rates, by each convention in use.

Neither the form nor the standard defines 年均增速. The declared value must be that of one convention; where none fits,
all of them are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from math import prod

from docgen.definitions.consistency_rules import Mean
from docgen.growth_rates import compute_mean_growth
from docgen.problems.problem import Problem
from docgen.project.register.derived_answers import PERCENT
from docgen.rules.consistency.consistency_answers import AnswerProduct, ConsistencyAnswers
from docgen.rules.consistency.consistency_figures import check_zero_base
from docgen.rules.intervals import Interval, convert_to_factor, convert_to_rate
from docgen.values import HALF_A_CENT, format_with_unit

_ONE = Interval(Decimal(1), Decimal(1))


def check_mean(answered: ConsistencyAnswers, rule: Mean) -> Iterator[Problem]:
    """Yield a problem where the mean follows from the levels or yearly rates by no convention.

    Without the rate of the first year the level before it is unknown, and no mean can be ruled out.
    """
    place = answered.get_place(rule.rate, answered.years[-1])
    first_rate = answered.get_place(rule.yearly, answered.years[0])
    typed = answered.get_number(place)
    if typed is None or answered.get_number(first_rate) is None or {place, first_rate} & answered.wrong_places:
        return
    levels = [answered.compute_product(rule.of, year) for year in answered.years]
    found = _compute_conventions(answered, rule, levels)
    if not found:
        first, last = levels[0], levels[-1]
        if first is not None and last is not None and first.is_zero:
            yield from check_zero_base(answered, place, first, last)
        return
    if any(one.widen(HALF_A_CENT + rule.band).contains(typed) for ways in found.values() for one in ways):
        return
    values = "；".join(f"{name} {format_with_unit(ways[0].middle, PERCENT)}" for name, ways in found.items())
    told = f"“{answered.format_name(place)}”填了 {answered.format_answer(place)}"
    if rule.doubt:
        message = f"{told}，与哪一种算法都相差太多：{values}。"
        yield answered.build_problem("consistency.mean-doubtful", place, message, f"请核对。{rule.doubt}")
        return
    message = f"{told}，哪一种算法都得不出：{values}。"
    hint = "申报表没有规定年均增速的算法，任取一种都可以，请核对年均增速和各年的数。"
    yield answered.build_problem("consistency.mean", place, message, hint)


def _compute_conventions(
    answered: ConsistencyAnswers, rule: Mean, levels: list[AnswerProduct | None]
) -> Mapping[str, list[Interval]]:
    """Compute the mean by each convention, from the yearly rates and from the levels as far as they are known."""
    found: dict[str, list[Interval]] = {}
    rates = [_get_factor(answered, answered.get_place(rule.yearly, year)) for year in answered.years]
    yearly, first_rate = [rate for rate in rates if rate], rates[0]
    if len(yearly) == len(rates):
        _add_conventions(found, answered.years, first_rate, yearly[1:], prod(yearly[1:], start=_ONE))
    first, last = levels[0], levels[-1]
    if first and last and not first.is_zero:
        _add_conventions(
            found, answered.years, first_rate, _compute_level_factors(levels), last.between / first.between
        )
    return found


def _add_conventions(
    found: dict[str, list[Interval]],
    years: tuple[int, ...],
    first: Interval | None,
    later: list[Interval],
    rest: Interval,
) -> None:
    """Add the mean of the growth factors by each convention; ``first`` and ``later`` may be unknown.

    ``rest`` is the factor from the first year to the last.
    """
    many, until = len(years) - 1, f"{years[-1]}年"
    known = len(later) + (first is not None)
    mean = compute_mean_growth(first, later, rest, many)
    ways = {
        f"{years[0]}年至{until} {many + 1} 个增速的几何平均": mean.all_years,
        f"{years[1]}年至{until} {many} 个增速的几何平均": mean.later_years,
        f"{years[-known]}年至{until} {known} 个增速的算术平均": mean.arithmetic,
        f"{years[1]}年至{until} {many} 个增速的算术平均": mean.later_arithmetic or mean.arithmetic,
    }
    for name, factor in ways.items():
        if factor is not None:
            found.setdefault(name, []).append(convert_to_rate(factor))


def _get_factor(answered: ConsistencyAnswers, place: str) -> Interval | None:
    """Return the growth factor of one year; None where there is none or it is known to be wrong."""
    rate = None if answered.is_nothing(place) or place in answered.wrong_places else answered.get_number(place)
    return None if rate is None else convert_to_factor(rate)


def _compute_level_factors(levels: list[AnswerProduct | None]) -> list[Interval]:
    """Compute the factors between adjacent levels; none at all where a level is missing or 0."""
    factors = []
    for before, now in pairwise(levels):
        if before is None or now is None or before.is_zero:
            return []
        factors.append(now.between / before.between)
    return factors
