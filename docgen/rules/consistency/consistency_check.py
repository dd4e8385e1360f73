"""Check of the answers of an application against one another, for contradictions and doubtful combinations.

The rules are data of the form; no field is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.problems.problem import Problem, Severity
from docgen.project.application import Application
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers
from docgen.rules.consistency.consistency_choices import check_backed, check_exclusive
from docgen.rules.consistency.consistency_figures import (
    check_fraction,
    check_growth,
    check_magnitude,
    check_ratio,
    check_reduction,
    check_subset,
)
from docgen.rules.consistency.consistency_means import check_mean
from docgen.rules.consistency.consistency_names import check_barred, check_contained, check_places, check_same_name
from docgen.rules.consistency.consistency_phones import check_phone
from docgen.rules.consistency.consistency_steps import check_repeated, check_steady
from docgen.rules.consistency.consistency_texts import check_claims, check_years
from docgen.rules.consistency.consistency_written import check_written
from docgen.rules.consistency.written_goals import check_written_goals
from docgen.rules.consistency.written_sources import read_statements
from docgen.rules.goals.goal_answers import compare_goals


def check_consistency(application: Application) -> Iterator[Problem]:
    """Yield a problem for each pair of answers that contradict one another or are doubtful together."""
    answered = ConsistencyAnswers(application)
    # A goal that differs from the same figure elsewhere is told as that; it is no more in doubt for its size.
    undoubted = answered.leave_out(one.where.slot for one in compare_goals(application))
    contradictions = tuple(_check_figures(answered, undoubted))
    yield from contradictions
    yield from _check_sizes(undoubted, contradictions)
    yield from _check_choices(answered)
    yield from _check_names(answered)
    yield from _check_texts(answered)


def _check_figures(answered: ConsistencyAnswers, undoubted: ConsistencyAnswers) -> Iterator[Problem]:
    rules = answered.application.form.consistency
    for subset in rules.subsets:
        yield from check_subset(undoubted if subset.doubt else answered, subset)
    for growth in rules.growths:
        if not growth.doubt:
            yield from check_growth(answered, growth)
    for mean in rules.means:
        yield from check_mean(undoubted if mean.doubt else answered, mean)
    for ratio in rules.ratios:
        yield from check_ratio(answered, ratio)
    for fraction in rules.fractions:
        yield from check_fraction(answered, fraction)
    for reduction in rules.reductions:
        yield from check_reduction(answered, reduction)


def _check_sizes(answered: ConsistencyAnswers, contradictions: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of figures that contradict nothing, but are not what is usual; each figure is told once."""
    rules, places = answered.application.form.consistency, {one.where.slot: one for one in contradictions}
    answered = answered.leave_out(place for place, one in places.items() if one.severity is Severity.ERROR)
    for name in rules.distinct:
        yield from check_repeated(answered, name)
    for magnitude in rules.magnitudes:
        found = tuple(check_magnitude(answered, magnitude))
        yield from found
        answered = answered.leave_out(one.where.slot for one in found)
    answered = answered.leave_out(places)
    for steady in rules.steady:
        found = tuple(check_steady(answered, steady))
        yield from found
        answered = answered.leave_out(one.where.slot for one in found)
    for growth in rules.growths:
        if growth.doubt:
            yield from check_growth(answered, growth)


def _check_choices(answered: ConsistencyAnswers) -> Iterator[Problem]:
    rules = answered.application.form.consistency
    for backed in rules.backed:
        yield from check_backed(answered, backed)
    for exclusive in rules.exclusive:
        yield from check_exclusive(answered, exclusive)


def _check_names(answered: ConsistencyAnswers) -> Iterator[Problem]:
    rules = answered.application.form.consistency
    missing = [problem for contained in rules.contained for problem in check_contained(answered, contained)]
    yield from missing
    told = {problem.where.slot for problem in missing}
    for places in rules.places:
        if places.text not in told:
            yield from check_places(answered, places)
    for barred in rules.barred:
        yield from check_barred(answered, barred)
    for same in rules.same_names:
        yield from check_same_name(answered, same)
    for phone in rules.phones:
        yield from check_phone(answered, phone)


def _check_texts(answered: ConsistencyAnswers) -> Iterator[Problem]:
    rules = answered.application.form.consistency
    if rules.years:
        yield from check_years(answered, rules.years)
    yield from check_claims(answered, rules.claims, rules.years.ahead if rules.years else ())
    if rules.figures.of:
        statements = read_statements(answered)
        yield from check_written(answered, statements)
        yield from check_written_goals(answered, statements)
