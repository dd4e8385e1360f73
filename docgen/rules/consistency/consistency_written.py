"""Figures in prose held against the answers: one fact, one figure, wherever it is written.

A statement is wrong only where it agrees with no answer that may be meant, within the rounding of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from docgen.definitions.written_figures import WrittenFigure
from docgen.growth_rates import compute_mean_growth
from docgen.problems.problem import Problem
from docgen.project.register.derived_answers import PERCENT, compute_whole_cluster
from docgen.rules.consistency.consistency_answers import MONEY, AnswerProduct, ConsistencyAnswers
from docgen.rules.consistency.written_sources import WrittenStatement
from docgen.rules.consistency.written_statements import Stated
from docgen.rules.intervals import HUNDRED, Interval, convert_to_factor, convert_to_rate, format_slip
from docgen.rules.prose import shorten_sentence
from docgen.values import HALF_A_CENT, convert_unit, format_with_unit

_LATER = Decimal("1.5")
"""The factor by which a figure of 目前 may differ from that of the last year of the form."""


@dataclass(frozen=True)
class Reading:
    """One answer that a statement may mean: its values in the unit of the subject, its year, place and words."""

    between: Interval
    year: int
    place: str
    words: str


def check_written(answered: ConsistencyAnswers, statements: Sequence[WrittenStatement]) -> Iterator[Problem]:
    """Yield a problem for each figure in prose, of a year of the form or of none, that no answer agrees with."""
    rules = answered.application.form.consistency.figures
    known: dict[tuple[int, Stated], list[Reading] | None] = {}
    for written in statements:
        one = written.statement
        if one.year is not None and one.year not in answered.years:
            continue
        key = (one.subject, one.measure)
        if key not in known:
            known[key] = list_readings(answered, rules.of[one.subject], one.measure)
        readings = known[key]
        if readings:
            yield from _compare(answered, written, rules.of[one.subject], readings)


def list_readings(answered: ConsistencyAnswers, one: WrittenFigure, measure: Stated) -> list[Reading] | None:
    """List the answers that a figure of this subject may mean; None where not all of them are known."""
    levels = _list_levels(answered, one)
    if measure is Stated.LEVEL:
        return levels
    yearly = _list_yearly(answered, one, levels)
    average = _list_averages(answered, one, levels)
    match measure:
        case Stated.YEARLY:
            return yearly
        case Stated.AVERAGE:
            return average
        case _:
            return [*yearly, *(average or []), *_list_changes(levels or [])] if yearly and levels else None


def _list_levels(answered: ConsistencyAnswers, one: WrittenFigure) -> list[Reading] | None:
    found: list[Reading] = []
    for names in one.of:
        for year in answered.years:
            if not all(year in answered.list_years(name) for name in names):
                continue
            product = answered.compute_product(names, year)
            if product is None:
                return None
            found.append(_build_reading(product, year, one))
            found += _list_wider(answered, one, names, year)
    return found


def _build_reading(product: AnswerProduct, year: int, one: WrittenFigure) -> Reading:
    """Build the reading of a product of answers, from its base units in the unit of the subject."""
    factor = HUNDRED if one.unit == PERCENT else convert_unit(Decimal(1), MONEY, one.unit)
    between = product.between.scale(factor)
    words = "、".join(product.words)
    if len(product.words) > 1:
        words = f"{words}，应是 {format_with_unit(between.middle, one.unit)}"
    return Reading(between, year, product.places[0], words)


def _list_wider(answered: ConsistencyAnswers, one: WrittenFigure, names: Sequence[str], year: int) -> Iterator[Reading]:
    """Yield the figure of the whole cluster: from the enterprise table, otherwise all that it may be."""
    if one.wider == 1 or len(names) > 1 or names[0] not in answered.application.form.fields:
        return
    place, answers = answered.get_place(names[0], year), answered.application.answers
    number, application = answered.get_number(place), answered.application
    exact = compute_whole_cluster(
        application.form, application.tables.enterprises, application.register, answers, names[0], year
    )
    if exact is not None:
        words = f"企业表按全集群计是 {format_with_unit(exact, answered.get_unit(place))}"
        yield Reading(Interval(exact - HALF_A_CENT, exact + HALF_A_CENT, exact), year, place, words)
    elif number is not None:
        least = number / one.wider if one.unit == PERCENT else number
        between = Interval(least, number * one.wider, number)
        yield Reading(between.scale(convert_unit(Decimal(1), answered.get_unit(place), one.unit)), year, place, "")


def _list_yearly(answered: ConsistencyAnswers, one: WrittenFigure, levels: list[Reading] | None) -> list[Reading]:
    """List the growth in each year: as it is answered, and as it follows from the levels."""
    found: list[Reading] = []
    for name in one.yearly:
        for year in answered.list_years(name):
            place = answered.get_place(name, year)
            if place in answered.wrong_places or answered.is_nothing(place):
                return []
            found += _read_rate(answered, place, year)
    for before, now in _pair_levels(levels or []):
        found.append(_build_growth(before, now))
    return [] if one.wider > 1 and not one.yearly else found


def _list_averages(
    answered: ConsistencyAnswers, one: WrittenFigure, levels: list[Reading] | None
) -> list[Reading] | None:
    """List the mean growth as it is answered, and by the conventions that the levels allow; None without an answer."""
    last, found = answered.years[-1], list[Reading]()
    for place in one.average:
        if answered.get_number(place) is None or place in answered.wrong_places:
            return None
        found += _read_rate(answered, place, last)
    if not found:
        return None
    for name in one.average:
        if one.wider > 1:
            application = answered.application
            exact = compute_whole_cluster(
                application.form, application.tables.enterprises, application.register, application.answers, name, last
            )
            if exact is None:
                return None
            found.append(Reading(Interval(exact - HALF_A_CENT, exact + HALF_A_CENT, exact), last, name, ""))
    by_year = {reading.year: reading for reading in levels or []}
    if len(by_year) == len(answered.years) and len(one.of) == 1:
        first = next(iter(_list_yearly(answered, one, None)), None) if one.yearly else None
        found += _list_conventions(list(by_year.values()), first)
    return found


def _list_conventions(levels: Sequence[Reading], first: Reading | None) -> Iterator[Reading]:
    """Yield the mean growth from the first level to the last by each convention."""
    if any(reading.between.least <= 0 for reading in levels):
        return
    factors = [now.between / before.between for before, now in pairwise(levels)]
    rest, last = levels[-1].between / levels[0].between, levels[-1]
    of_first = None if first is None else convert_to_factor(first.between.middle)
    mean = compute_mean_growth(of_first, factors, rest, len(factors))
    for factor in (mean.all_years, mean.later_years, mean.arithmetic):
        if factor is not None:
            yield Reading(convert_to_rate(factor), last.year, last.place, "")


def _list_changes(levels: Sequence[Reading]) -> Iterator[Reading]:
    """Yield the growth from the first year to the last."""
    if len(levels) > 2 and levels[0].between.least > 0:
        yield _build_growth(levels[0], levels[-1])


def _pair_levels(levels: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    return ((one, two) for one, two in pairwise(levels) if two.year == one.year + 1 and one.between.least > 0)


def _build_growth(before: Reading, now: Reading) -> Reading:
    rate = convert_to_rate(now.between / before.between)
    words = f"按{before.words}、{now.words}，应是 {format_with_unit(rate.middle, PERCENT)}"
    return Reading(rate, now.year, now.place, words)


def _read_rate(answered: ConsistencyAnswers, place: str, year: int) -> Iterator[Reading]:
    number = answered.get_number(place)
    if number is not None:
        between = Interval(number - HALF_A_CENT, number + HALF_A_CENT, number)
        yield Reading(between, year, place, f"{answered.format_name(place)} {answered.format_answer(place)}")


def _compare(
    answered: ConsistencyAnswers, written: WrittenStatement, one: WrittenFigure, readings: Sequence[Reading]
) -> Iterator[Problem]:
    said = written.statement
    unit = one.unit if said.measure is Stated.LEVEL else PERCENT
    between = said.quantity.convert(unit)
    if between is None:
        return
    meant = [reading for reading in readings if said.year in (None, reading.year)]
    if said.is_present:
        meant = [reading for reading in meant if reading.year == answered.years[-1]]
        between = Interval(between.least / _LATER, between.most * _LATER, between.middle)
    if not meant or any(agree(between, reading.between, one.most) for reading in meant):
        return
    yield _report(answered, written, unit, between, meant, readings)


def agree(said: Interval, answer: Interval, at_most: bool = False) -> bool:
    """Return whether two ranges have a value in common, or the first is all below the second where that is enough."""
    return said.least <= answer.most and (at_most or answer.least <= said.most)


def _report(
    answered: ConsistencyAnswers,
    written: WrittenStatement,
    unit: str,
    between: Interval,
    meant: Sequence[Reading],
    readings: Sequence[Reading],
) -> Problem:
    said = written.statement
    nearest = min(
        (one for one in meant if one.words and (said.year or one.year == meant[-1].year)),
        key=lambda one: abs(one.between.middle - between.middle),
    )
    words = "；".join(dict.fromkeys(one.words for one in meant if one.words and one.year == nearest.year))
    others = [reading.year for reading in readings if said.year and agree(between, reading.between) and reading.words]
    of_other_year = f"，像是 {others[0]} 年的数" if others else ""
    slip = format_slip(between.middle, nearest.between.middle)
    message = (
        f"{written.source}写的是“{shorten_sentence(said.sentence, said.words)}”，"
        f"其中的 {said.words} 与前面填的对不上：{words}{slip or of_other_year}。"
    )
    other = answered.application.locate(nearest.place)
    hint = f"两处应是同一个数（另一处：{other}）。请核对；口径或年份不同的，请在文字里写明。"
    rule = answered.application.form.rules.required
    return Problem("consistency.written", written.where, message, hint, rule)
