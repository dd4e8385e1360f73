"""Holds the rules of consistency to the form that they are about: every name that they use must be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docgen.definitions.consistency_rules import Consistency
from docgen.definitions.form import Choice, Choices, Form, Goals, LongText, Narrative, Number, Series, Text


class ConsistencyFault(NamedTuple):
    """What is wrong, the name that is at fault, and the names that would have been right."""

    message: str
    name: str
    known: tuple[str, ...] = ()


def consistency_faults(form: Form) -> Iterator[ConsistencyFault]:
    """A fault for each name that the form does not have as a figure, an answer, a text, a section or an option."""
    rules = form.consistency
    figures = [name for name, field in form.fields.items() if isinstance(field, Number | Series)]
    cells = [place for place, field in form.places.items() if isinstance(field, Number | Series | Goals)]
    series = [name for name, field in form.fields.items() if isinstance(field, Series)]
    options = [slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)]
    texts = [name for name, field in form.fields.items() if isinstance(field, Text | LongText)]
    sections = (*(rules.years.ahead if rules.years else ()), *rules.claims.besides)
    yield from _unknown("figure", "填数字的栏目", _figures_named(rules), [*figures, *cells])
    yield from _unknown("series", "按年份填的栏目", _series_named(rules), series)
    yield from _unknown("by", "栏目", (one.by for one in rules.backed), list(form.places))
    yield from _unknown("option", "选项", _options_named(rules), options)
    yield from _unknown("text", "文字栏目", _texts_named(rules), texts)
    yield from _unknown("ahead", "规划标题", sections, _sections(form))


def _figures_named(rules: Consistency) -> Iterator[str]:
    for subset in rules.subsets:
        yield from (subset.of, *subset.parts)
    for ratio in rules.ratios:
        yield from (ratio.figure, *ratio.of, *ratio.over)
    for fraction in rules.fractions:
        yield from (fraction.share, *fraction.of)
    for magnitude in rules.magnitudes:
        yield from (*magnitude.of, *magnitude.over)
    yield from (reduction.figure for reduction in rules.reductions)
    yield from (mean.rate for mean in rules.means)


def _series_named(rules: Consistency) -> Iterator[str]:
    for growth in rules.growths:
        yield from (growth.rate, *growth.of)
    for mean in rules.means:
        yield from (mean.yearly, *mean.of)
    yield from (reduction.of for reduction in rules.reductions)


def _texts_named(rules: Consistency) -> Iterator[str]:
    for contained in rules.contained:
        yield from (contained.text, *contained.parts)
    yield from (barred.text for barred in rules.barred)
    for one in rules.same_names:
        yield from (one.text, one.start)


def _options_named(rules: Consistency) -> Iterator[str]:
    for backed in rules.backed:
        yield from filter(None, (*backed.options, backed.otherwise))
    for exclusive in rules.exclusive:
        yield from exclusive.options
    yield from (claim.option for claim in rules.claims.of)


def _sections(form: Form) -> list[str]:
    fields = [field for field in form.fields.values() if isinstance(field, Narrative)]
    return [f"{field.id}.{section.id}" for field in fields for section in field.sections if section.text]


def _unknown(key: str, called: str, names: Iterable[str], known: list[str]) -> Iterator[ConsistencyFault]:
    for name in names:
        if name not in known:
            yield ConsistencyFault(f"consistency（{key}）指向没有的{called}“{name}”。", name, tuple(known))
