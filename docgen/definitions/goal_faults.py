"""Holds the rules of a table of goals to the table and the form that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from docgen.definitions.form import Form, Goals, Indicator, Number, Series


class GoalFault(NamedTuple):
    """What is wrong with the rules, the name that is at fault, and the names that would have been right."""

    message: str
    name: str
    known: tuple[str, ...] = ()


def goal_faults(form: Form) -> Iterator[GoalFault]:
    """A fault for each rule without one limit, and for each name that the table or the form does not have."""
    for field in form.fields.values():
        if isinstance(field, Goals):
            rows = {
                f"{direction.id}.{indicator.id}": indicator
                for direction in field.directions
                for indicator in direction.indicators
            }
            yield from _span_faults(field)
            yield from _rule_faults(field, rows)
            yield from _same_faults(form, field, rows)


def _span_faults(field: Goals) -> Iterator[GoalFault]:
    if field.rules and field.span is None:
        yield GoalFault(f"“{field.id}”有 rules，还要写 span（哪一列是基准，哪一列是目标）。", field.id)
    if field.span:
        for name in filter(None, (field.span.base, field.span.target, field.span.done)):
            if name not in field.columns:
                yield GoalFault(f"“{field.id}”的 span 指向没有的列“{name}”。", name, tuple(field.columns))


def _rule_faults(field: Goals, rows: Mapping[str, Indicator]) -> Iterator[GoalFault]:
    for rule in field.rules:
        if rule.of not in rows:
            yield GoalFault(f"“{field.id}”的 rules 指向没有的指标“{rule.of}”。", rule.of, tuple(rows))
        elif not rows[rule.of].unit:
            yield GoalFault(f"“{field.id}”的 rules 指向的指标“{rule.of}”不是数字。", rule.of)
        if (rule.limit is None) != bool(rule.average):
            yield GoalFault(f"“{rule.text}”要写 limit 或 average 中的一个。", rule.text)


def _same_faults(form: Form, field: Goals, rows: Mapping[str, Indicator]) -> Iterator[GoalFault]:
    cells = [f"{row}.{column}" for row, indicator in rows.items() if indicator.unit for column in field.columns]
    for cell, place in field.same_as.items():
        if cell not in cells:
            yield GoalFault(f"“{field.id}”的 same_as 指向没有的一格“{cell}”，或它不是数字。", place)
        if not isinstance(form.places.get(place), Number | Series):
            message = f"“{field.id}”的 same_as 指向的“{place}”不是填数字的栏目。"
            yield GoalFault(message, place, tuple(form.places))
