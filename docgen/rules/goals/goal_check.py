"""Checks of the tables of goals: base and target against the rules of the form, and the completion in a review.

The rules are data of the form; a rule that refers to an industry average is open until the applicant gives one, and
is never passed without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.form import Goals, describe_place
from docgen.problems.problem import Problem
from docgen.project.answers.industry_averages import IndustryAverage
from docgen.project.application import Application
from docgen.rules.criteria.verdicts import VerdictState
from docgen.rules.goals.goal_answers import compare_row, find_tables, list_rows
from docgen.rules.goals.goal_figures import Completion, GoalJudgement, GoalRow, judge_completion, judge_rule
from docgen.values import NOTHING, format_number, format_with_unit

_NO_AVERAGES: Mapping[str, IndustryAverage] = {}


@dataclass(frozen=True)
class JudgedGoals:
    """One table of goals: the judgement of each rule and, in a review, the completion of each indicator."""

    field: Goals
    judgements: tuple[GoalJudgement, ...]
    completions: tuple[Completion, ...]


def judge_goals(
    application: Application, averages: Mapping[str, IndustryAverage] = _NO_AVERAGES
) -> tuple[JudgedGoals, ...]:
    """Judge each table of goals, in the order of the form."""
    return tuple(
        JudgedGoals(
            field,
            tuple(judge_rule(application, field, span, rule, averages) for rule in field.rules),
            tuple(judge_completion(application, row) for row in list_rows(application, field, span))
            if span.done
            else (),
        )
        for field, span in find_tables(application)
    )


def check_goals(application: Application, tables: Iterable[JudgedGoals]) -> Iterator[Problem]:
    """Yield a problem for each goal that breaks a rule, and each figure that is impossible or contradicts another."""
    for table in tables:
        span = table.field.span
        rows = tuple(list_rows(application, table.field, span)) if span else ()
        for row in rows:
            wrong = tuple(_check_figures(application, row))
            yield from wrong
            if not wrong:
                mine = [one for one in table.judgements if one.rule.of == row.name]
                yield from _check_rules(application, row, mine)
                yield from compare_row(application, row)
        for done in table.completions:
            yield from _check_completion(application, done)


def _check_figures(application: Application, row: GoalRow) -> Iterator[Problem]:
    """Yield a problem for each impossible figure: 无 for a number, below 0, above the maximum, a base of 0."""
    for column, place in row.places.items():
        value, name = application.answers.get(place), describe_place(row.field, place)
        where = application.locate(place)
        if value is NOTHING and (row.indicator.better or column in (row.span.base, row.span.target)):
            message = f"“{name}”填了“{NOTHING}”，这里要填数字。"
            yield Problem("goals.no-number", where, message, "请填数字，目标才可考核。", _get_remark(row.field))
        elif not isinstance(value, Decimal):
            continue
        elif value < 0 and not row.indicator.signed:
            message = f"“{name}”不会是负数，现在是 {format_number(value)}。"
            yield Problem("answer.negative", where, message, "请核对正负号。")
        elif row.indicator.maximum is not None and value > row.indicator.maximum:
            limit = format_with_unit(row.indicator.maximum, row.indicator.unit)
            message = f"“{name}”是 {format_with_unit(value, row.indicator.unit)}，不会超过 {limit}。"
            yield Problem("answer.above-maximum", where, message, "请核对数字和小数点。")
        elif value == 0 and column == row.span.base and row.needs_base:
            message = f"“{name}”是 0，算不出从基准值到目标值的变化。"
            hint = "请核对；基准值须大于 0，才能判断目标值。"
            yield Problem("goals.base", where, message, hint, row.needs_base)


def _check_rules(application: Application, row: GoalRow, judgements: list[GoalJudgement]) -> Iterator[Problem]:
    """Yield a problem for each broken rule, or one problem where the target is not better than the base.

    A rate of growth (``signed``) may be lower than before.
    """
    broken = [one for one in judgements if one.state is VerdictState.NOT_MET]
    progress = None if row.span.done or row.indicator.signed else row.progress
    if progress is not None and progress < 0 and all(one.advisory or one.rule.average for one in broken):
        yield _report_backwards(application, row)
        return
    yield from (_report_broken_rule(application, row, one) for one in broken)
    if progress == 0 and not broken:
        message = f"“{row.indicator.label}”的目标值与基准值相同，都是 {row.format_value(row.span.target)}。"
        hint = "请核对；确实保持不变的，请在规划正文里说明。"
        yield Problem("goals.unchanged", application.locate(row.target_place), message, hint, _get_remark(row.field))


def _report_backwards(application: Application, row: GoalRow) -> Problem:
    direction = "高" if row.indicator.better == "lower" else "低"
    target, base = row.format_value(row.span.target), row.format_value(row.span.base)
    message = f"“{row.indicator.label}”的目标值 {target} 比基准值 {base} 还{direction}。"
    hint = "请核对两列有没有填反、单位是不是一致。"
    return Problem("goals.backwards", application.locate(row.target_place), message, hint, _get_remark(row.field))


def _report_broken_rule(application: Application, row: GoalRow, one: GoalJudgement) -> Problem:
    where = application.locate(one.place)
    rule = f"{row.field.remark}：{one.rule.text}" if one.rule.measure != "base" else row.field.remark
    message = f"“{row.indicator.label}”{one.words}；要求{one.limit}，{one.margin_words}。"
    if one.rule.measure == "base":
        hint = "请核对基准值；确实如此的，不符合认定标准。"
        return Problem("goals.base-below", where, message, hint, f"{rule}；{one.rule.text}")
    if one.advisory:
        hint = "要求里写的是“左右”，没有规定相差多少；请调整目标，或在规划正文里说明理由。"
        return Problem("goals.advisory", where, message, hint, rule)
    needed = f"按现在的基准值，目标值至少要到 {one.needed}。" if one.needed else ""
    return Problem("goals.not-met", where, message, f"{needed}请核对基准值、目标值和单位。", rule)


def _check_completion(application: Application, done: Completion) -> Iterator[Problem]:
    where = application.locate(done.place)
    rule = done.row.field.label
    if done.is_lost:
        message = f"“{done.label}”{done.words}，比基准值还差。"
        yield Problem("goals.lost", where, message, "请核对；确实如此的，请在正文里说明原因和措施。", rule)
    elif done.state is VerdictState.NOT_MET:
        message = f"“{done.label}”{done.words}，没有达到目标。"
        yield Problem("goals.not-completed", where, message, "复核要考核目标完成情况，请在正文里说明原因和措施。", rule)


def _get_remark(field: Goals) -> str:
    return field.remark or field.label
