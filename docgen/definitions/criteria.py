"""Criteria as data: the standards by which a cluster is recognised, sentence by sentence.

Every sentence is a quotation. It requires a threshold of one figure, one of several thresholds, an option
of a choice, or something that only a person can judge. The forms ask the same thing by different fields, so a
figure is named by all the answers that may hold it; the first one that a form asks for is the one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

import msgspec

from docgen.definitions.derive_rules import Measure
from docgen.definitions.faults import Fault
from docgen.definitions.form import Choice, Field, Form, Id, Number, Series
from docgen.definitions.limits import Operator, format_limit, is_within
from docgen.strict_struct import StrictStruct

Scope = Literal["each_year", "each_change", "last", "sum_of", "mean_growth"]


class Figure(StrictStruct, kw_only=True, frozen=True):
    """A figure by its answer, or by several answers that are added up.

    ``counted`` measures instead how many enterprises of the register qualify, each counted once. ``note`` describes the
    difference between the answer and the meaning of the sentence.
    """

    of: tuple[Id, ...]
    counted: Measure | None = None
    note: str = ""


class Threshold(StrictStruct, kw_only=True, frozen=True):
    """A figure and its limit.

    ``each_year`` holds in every year, ``each_change`` for every step from one year to the next, ``last`` in the last
    year (``earlier`` where a year before beyond the limit is doubtful), ``sum_of`` for the sum of the last year, and
    ``mean_growth`` for a mean growth a year: the declared ``value``, beside what follows from yearly ``rates`` and
    ``levels``. Beyond an ``advisory`` limit is a doubt only.
    """

    value: tuple[Figure, ...] = ()
    rates: tuple[Figure, ...] = ()
    levels: tuple[Figure, ...] = ()
    scope: Scope
    operator: Operator = msgspec.field(name="is")
    limit: Decimal
    unit: str
    advisory: bool = False
    earlier: bool = False

    def is_met_by(self, value: Decimal) -> bool:
        """Return True where ``value`` is within the limit."""
        return is_within(value, self.operator, self.limit)

    @property
    def words(self) -> str:
        """The limit in words: 高于 70%, 逐年下降."""
        if self.scope == "each_change" and not self.limit:
            return {"<": "逐年下降", "<=": "逐年不上升", ">=": "逐年不下降", ">": "逐年上升"}[self.operator]
        return format_limit(self.operator, self.limit, self.unit)


class Fact(StrictStruct, kw_only=True, frozen=True):
    """A condition on a choice of the form: the options that meet it, and those that a ``person`` must judge.

    With ``forms`` it applies to these forms only.
    """

    field: Id
    forms: tuple[Id, ...] = ()
    met: tuple[str, ...]
    person: Mapping[str, str] = {}
    note: str = ""


class Sentence(StrictStruct, kw_only=True, frozen=True):
    """One quotation, and the one way in which it is judged."""

    text: str
    threshold: Threshold | None = None
    any_of: tuple[Threshold, ...] = ()
    declared: tuple[Fact, ...] = ()
    person: str = ""

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The thresholds of the sentence; any one of them suffices."""
        return (self.threshold,) if self.threshold else self.any_of


class Standard(StrictStruct, kw_only=True, frozen=True):
    """One standard: its heading and its sentences, in the order of the official text."""

    heading: str
    sentences: tuple[Sentence, ...]


class Criteria(StrictStruct, kw_only=True, frozen=True):
    """One profile of criteria; ``notes`` apply to all of it. Without ``forms`` it is for any form."""

    id: Id
    title: str
    source: str
    forms: tuple[Id, ...] = ()
    notes: tuple[str, ...] = ()
    standards: tuple[Standard, ...]


def find_criteria_faults(criteria: Criteria, forms: Sequence[Form], columns: Sequence[Id]) -> Iterator[Fault]:
    """Yield a fault for each sentence without exactly one way of judging it, and for each unknown name.

    Fields must be those of one of ``forms``, counted columns those of the enterprise table.
    """
    known = tuple(form.id for form in forms)
    facts = [fact for standard in criteria.standards for one in standard.sentences for fact in one.declared]
    for name in (*criteria.forms, *(name for fact in facts for name in fact.forms)):
        if name not in known:
            yield Fault(f"forms 指向没有的申报表“{name}”。", name, known)
    fields: dict[str, list[Field]] = {}
    for form in forms:
        for name, field in form.fields.items():
            fields.setdefault(name, []).append(field)
    for standard in criteria.standards:
        for sentence in standard.sentences:
            yield from _find_sentence_faults(sentence, fields)
            for threshold in sentence.thresholds:
                yield from _find_count_faults(threshold, columns)


def _find_sentence_faults(sentence: Sentence, fields: Mapping[str, list[Field]]) -> Iterator[Fault]:
    ways = [sentence.threshold, sentence.any_of, sentence.declared, sentence.person]
    if sum(map(bool, ways)) != 1:
        message = f"“{sentence.text}”要写 threshold、any_of、declared、person 中的一个。"
        yield Fault(message, sentence.text)
    for threshold in sentence.thresholds:
        yield from _find_threshold_faults(threshold, sentence.text)
        for figure in (*threshold.value, *threshold.rates):
            yield from _find_figure_faults(figure, threshold.unit, fields)
        for figure in threshold.levels:
            yield from _find_figure_faults(figure, "", fields)
    for fact in sentence.declared:
        yield from _find_fact_faults(fact, fields)


def _find_threshold_faults(threshold: Threshold, text: str) -> Iterator[Fault]:
    means = threshold.scope == "mean_growth"
    if not threshold.value and not (means and threshold.rates):
        yield Fault(f"“{text}”没有写明 value（年均增速也可以只写 rates）。", text)
    if not means and (threshold.rates or threshold.levels):
        yield Fault(f"“{text}”写了 rates 或 levels，只有 scope: mean_growth 才用得上。", text)
    for figure in (*threshold.value, *threshold.rates, *threshold.levels):
        if not figure.of:
            yield Fault(f"“{text}”有一处 of 是空的。", text)
        if len(figure.of) > 1 and threshold.scope != "sum_of":
            yield Fault(f"“{text}”有一处 of 写了几个栏目，只有 scope: sum_of 才能相加。", figure.of[1])


def _find_figure_faults(figure: Figure, unit: str, fields: Mapping[str, list[Field]]) -> Iterator[Fault]:
    """Yield a fault for each answer that is not a number, or not one in ``unit`` where a unit is given."""
    for name in figure.of:
        if name not in fields:
            yield Fault(f"of 指向没有的栏目“{name}”。", name, tuple(fields))
        for field in fields.get(name, ()):
            if not isinstance(field, Number | Series):
                yield Fault(f"of 指向的栏目“{name}”不是填数字的。", name)
            elif unit and field.unit != unit:
                yield Fault(f"栏目“{name}”的单位是{field.unit}，这里写的是{unit}。", name)


def _find_count_faults(threshold: Threshold, columns: Sequence[Id]) -> Iterator[Fault]:
    for figure in threshold.value:
        for name in (*figure.counted.count, *figure.counted.of) if figure.counted else ():
            if name not in columns:
                yield Fault(f"counted 指向企业表没有的列“{name}”。", name, tuple(columns))


def _find_fact_faults(fact: Fact, fields: Mapping[str, list[Field]]) -> Iterator[Fault]:
    if fact.field not in fields:
        yield Fault(f"declared 指向没有的栏目“{fact.field}”。", fact.field, tuple(fields))
    for field in fields.get(fact.field, ()):
        if not isinstance(field, Choice):
            yield Fault(f"declared 指向的栏目“{fact.field}”不是单选的。", fact.field)
            continue
        for option in (*fact.met, *fact.person):
            if option not in field.options:
                yield Fault(f"栏目“{fact.field}”没有选项“{option}”。", option, tuple(field.options))
