"""Consistency of a yearly figure with itself: steps from year to year beyond sense, and amounts copied from a year.

A figure that the enterprise table confirms is left to the checks of that table.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from docgen.definitions.consistency_rules import SteadyFigure
from docgen.definitions.form import shorten_label
from docgen.problems.problem import Problem
from docgen.project.register.derived_answers import ComputedAnswer
from docgen.rules.consistency.consistency_answers import AnswerProduct, ConsistencyAnswers
from docgen.rules.intervals import Interval, format_slip
from docgen.values import format_number

_LEAST_DIGITS = 4
"""An amount of so many digits is not the same in two years by chance."""


def check_steady(answered: ConsistencyAnswers, rule: SteadyFigure) -> Iterator[Problem]:
    """Yield a problem where a year is further from the others than the rule allows."""
    levels = _compute_levels(answered, rule)
    places = [place for figure, _ in levels.values() for place in figure.places]
    if all(_is_confirmed(answered, place) for place in places):
        return
    odd = _find_odd_year(rule, {year: between for year, (_, between) in levels.items()})
    if odd is None:
        return
    year, other = odd
    figure, between = levels[year]
    compared, there = levels[other]
    high, low = (year, other) if between.middle > there.middle else (other, year)
    times = max(between.middle / there.middle, there.middle / between.middle)
    name = rule.label or shorten_label(answered.application.form.fields[rule.of[0]])
    slip = format_slip(figure.value, compared.value) if len(figure.places) == 1 else ""
    message = f"“{name}”{year}年与{other}年相差太多：{high}年是{low}年的 {format_number(times)} 倍{slip}。"
    hint = f"用到的数：{'；'.join((*figure.words, *compared.words))}。请核对数字和单位；属实的请备好说明。"
    yield answered.build_problem("consistency.leap", figure.places[0], message, hint)


def check_repeated(answered: ConsistencyAnswers, name: str) -> Iterator[Problem]:
    """Yield a problem for each amount that is to the last digit the one of the year before."""
    for before, year in pairwise(answered.years):
        place, other = answered.get_place(name, year), answered.get_place(name, before)
        value = answered.get_number(place)
        if not value or value != answered.get_number(other) or _is_confirmed(answered, place):
            continue
        if len(format_number(value).replace(".", "").strip("0")) >= _LEAST_DIGITS:
            message = f"“{answered.format_name(place)}”填了 {answered.format_answer(place)}，与{before}年一个数字不差。"
            hint = "像是照抄了上一年的数，请核对；确实相同的可以不改。"
            yield answered.build_problem("consistency.repeated", place, message, hint)


def _compute_levels(answered: ConsistencyAnswers, rule: SteadyFigure) -> dict[int, tuple[AnswerProduct, Interval]]:
    """Compute the figure of each year above 0, with its interval."""
    found = {}
    for year in answered.years:
        above, below = answered.compute_product(rule.of, year), answered.compute_product(rule.over, year)
        if above and below and above.between.least > 0 and below.between.least > 0:
            places, words = (*above.places, *below.places), (*above.words, *below.words)
            found[year] = AnswerProduct(above.between, above.value, places, words), above.between / below.between
    return found


def _is_confirmed(answered: ConsistencyAnswers, place: str) -> bool:
    """Return whether the enterprise table has the same figure."""
    derived = answered.application.derived.get(place)
    return isinstance(derived, ComputedAnswer) and place not in answered.wrong_places


def _find_odd_year(rule: SteadyFigure, levels: dict[int, Interval]) -> tuple[int, int] | None:
    """Find the year that is out of line, with the year beside it; None where there is none."""
    years = list(levels)
    leaps = [pair for pair in pairwise(years) if _is_leap(rule, levels[pair[0]], levels[pair[1]])]
    if len(leaps) == 1:
        before, year = leaps[0]
        # Where the other years agree, the one at the end is the odd one.
        return (before, year) if before == years[0] and len(years) > 2 else (year, before)
    if leaps:
        return leaps[0][1], leaps[0][0]
    for before, year, after in zip(years, years[1:], years[2:], strict=False):
        around, here = (levels[before], levels[after]), levels[year]
        above = min(_compute_least_ratio(rule, here, other) for other in around)
        below = min(_compute_least_ratio(rule, other, here) for other in around)
        if rule.spike is not None and max(above, below) > rule.spike:
            return year, before
    return None


def _is_leap(rule: SteadyFigure, before: Interval, now: Interval) -> bool:
    rise, fall = _compute_least_ratio(rule, now, before), _compute_least_ratio(rule, before, now)
    return (rule.rise is not None and rise > rule.rise) or (rule.fall is not None and fall > rule.fall)


def _compute_least_ratio(rule: SteadyFigure, high: Interval, low: Interval) -> Decimal:
    """Compute how many times ``low`` the figure ``high`` is at least; 0 where both are below the floor."""
    return high.least / low.most if max(high.most, low.most) >= rule.floor else Decimal(0)
