"""Comparison of the goals with the same figures elsewhere: in the form, and in the enterprise table.

The form does not say of which enterprises a goal is; a figure that fits any reading of its label is right. Which answer
and which columns a figure is held against is data of the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations

from docgen.definitions.form import Goals, describe_place, shorten_label
from docgen.definitions.goal_rules import DerivedGoal, Span
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.register.derived_answers import (
    ComputedAnswer,
    NotComputed,
    compute_whole_cluster,
    derive_goal,
)
from docgen.rules.goals.goal_figures import GoalRow
from docgen.rules.intervals import format_slip
from docgen.values import format_number, format_with_unit, round_to_two_places

_SAME_FIGURE = Decimal("0.01")
"""The largest difference of two figures with two decimals that are the same one, rounded differently."""
_LISTED_VALUES = 6


def find_tables(application: Application) -> Iterator[tuple[Goals, Span]]:
    """Yield the tables of goals of a form, each with its span."""
    for field in application.form.fields.values():
        if isinstance(field, Goals) and field.span:
            yield field, field.span


def list_rows(application: Application, field: Goals, span: Span) -> Iterator[GoalRow]:
    """Yield the rows of a table whose values are figures."""
    for direction in field.directions:
        for indicator in direction.indicators:
            if indicator.unit:
                yield GoalRow(application.answers, field, span, direction.id, indicator)


def compare_goals(application: Application) -> Iterator[Problem]:
    """Yield a problem for each figure of the tables of goals that differs from the same figure elsewhere."""
    for field, span in find_tables(application):
        for row in list_rows(application, field, span):
            yield from compare_row(application, row)


def compare_row(application: Application, row: GoalRow) -> Iterator[Problem]:
    """Yield a problem for each figure of a row that differs from the same figure elsewhere."""
    derived = {goal.of: goal for goal in row.field.derive}
    for column in row.places:
        cell = f"{row.name}.{column}"
        if cell in row.field.same_as:
            yield from _check_same_answer(application, row, column, row.field.same_as[cell])
        if cell in derived:
            yield from _check_derived_goal(application, row, column, derived[cell])


def _check_same_answer(application: Application, row: GoalRow, column: str, other: str) -> Iterator[Problem]:
    place = row.places[column]
    here, there = application.answers.get(place), application.answers.get(other)
    if not isinstance(here, Decimal) or not isinstance(there, Decimal) or abs(here - there) <= _SAME_FIGURE:
        return
    field = application.form.places[other]
    year = other.removeprefix(f"{field.id}").removeprefix(".")
    # The table of goals does not say whether its figure is that of the SMEs.
    whole = compute_whole_cluster(
        application.form,
        application.tables.enterprises,
        application.register,
        application.answers,
        field.id,
        int(year) if year else application.form.years.actual[-1],
    )
    if whole is not None and abs(here - whole) <= _SAME_FIGURE:
        return
    called = f"“{shorten_label(field)}”" + (f"{year}年" if year else "")
    goal = f"“{describe_place(row.field, place)}”是 {format_number(here)}"
    message = f"{goal}，前面{called}填的是 {format_number(there)}。"
    hint = f"两处应是同一个数（{application.locate(other)}），请核对；口径不同的，请在规划正文里说明。"
    yield Problem("goals.base-differs", application.locate(place), message, hint)


def _check_derived_goal(application: Application, row: GoalRow, column: str, goal: DerivedGoal) -> Iterator[Problem]:
    """Yield a problem for a figure that the enterprise table gives by none of its readings.

    There is none where the table does not have all of the figures: what is missing may be what makes it right.
    """
    place, typed = row.places[column], row.get_value(column)
    if application.register is None or typed is None or _is_sum_of_answers(application, typed, goal.answers):
        return
    found: list[ComputedAnswer] = []
    table, unit = application.tables.enterprises, row.indicator.unit
    for one in derive_goal(application.form, table, application.register, application.answers, goal, unit):
        if isinstance(one, NotComputed) or one.blank or one.is_consistent_with(typed):
            return
        found.append(one)
    plain = found[0]
    value = format_with_unit(plain.value, unit)
    message = (
        f"“{describe_place(row.field, place)}”是 {format_with_unit(typed, unit)}，"
        f"企业表算出的是 {value}{format_slip(typed, plain.exact)}。"
    )
    values = {round_to_two_places(exact) for one in found for exact in (one.exact, *one.others.values())}
    others = values - {plain.value}
    nearest = sorted(sorted(others, key=lambda exact: abs(exact - typed))[:_LISTED_VALUES])
    also = f"，按其他口径是 {'、'.join(map(format_number, nearest))}" if nearest else ""
    more = f" 等 {len(others)} 个数" if len(others) > _LISTED_VALUES else ""
    figures = "；".join(f"{one}（{one.where}）" for one in plain.inputs)
    hint = f"公式：{plain.formula}；{figures}{also}{more}，都对不上。请核对；口径不同的，请在规划正文里说明。"
    yield Problem("goals.base-differs", application.locate(place), message, hint)


def _is_sum_of_answers(application: Application, typed: Decimal, places: Sequence[str]) -> bool:
    answers = [value for place in places if isinstance(value := application.answers.get(place), Decimal)]
    chosen = chain.from_iterable(combinations(answers, many) for many in range(1, len(answers) + 1))
    return any(abs(sum(some, Decimal(0)) - typed) <= _SAME_FIGURE for some in chosen)
