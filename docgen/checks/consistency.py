"""Holds the answers of an application against one another: what cannot be right together, and what looks doubtful.

Which answers depend on one another is data of the form; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.application.application import Application
from docgen.checks.consistency_answers import Answered
from docgen.checks.consistency_figures import (
    check_growth,
    check_magnitude,
    check_ratio,
    check_reduction,
    check_subset,
)
from docgen.checks.consistency_means import check_mean
from docgen.problems import Problem


def check_consistency(application: Application) -> Iterator[Problem]:
    """A problem for each pair of answers that contradict one another, and for each that looks doubtful."""
    yield from _figures(application)


def _figures(application: Application) -> Iterator[Problem]:
    rules, answered = application.form.consistency, Answered(application)
    for subset in rules.subsets:
        yield from check_subset(answered, subset)
    for growth in rules.growths:
        yield from check_growth(answered, growth)
    for mean in rules.means:
        yield from check_mean(answered, mean)
    for ratio in rules.ratios:
        yield from check_ratio(answered, ratio)
    for reduction in rules.reductions:
        yield from check_reduction(answered, reduction)
    for magnitude in rules.magnitudes:
        yield from check_magnitude(answered, magnitude)
