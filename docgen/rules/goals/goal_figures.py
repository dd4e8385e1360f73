"""Figures of a table of goals: one row, its judgement by a rule, and its completion in a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import assert_never

from docgen.definitions.form import Goals, Indicator
from docgen.definitions.goal_rules import GoalRule, Span
from docgen.definitions.limits import format_limit, format_operator, is_within
from docgen.growth_rates import compute_annual_growth, compute_change
from docgen.project.answers.answer_reader import Answers
from docgen.project.answers.industry_averages import SECTION, IndustryAverage
from docgen.project.application import Application
from docgen.rules.criteria.verdicts import VerdictState
from docgen.values import format_number, format_with_unit, round_to_two_places

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class GoalRow:
    """One row of a table whose values are figures."""

    answers: Answers
    field: Goals
    span: Span
    direction: str
    indicator: Indicator

    @property
    def name(self) -> str:
        """The name in the rules: ``direction.indicator``."""
        return f"{self.direction}.{self.indicator.id}"

    @property
    def places(self) -> Mapping[str, str]:
        """The places of the values, by column."""
        return {column: f"{self.field.id}.{self.name}.{column}" for column in self.field.columns}

    @property
    def target_place(self) -> str:
        """The place of the target."""
        return self.places[self.span.target]

    @property
    def base(self) -> Decimal | None:
        """The base; None where it is no valid number."""
        return self.get_value(self.span.base)

    @property
    def target(self) -> Decimal | None:
        """The target; None where it is no valid number."""
        return self.get_value(self.span.target)

    @property
    def needs_base(self) -> str:
        """The text of a rule that divides by the base, "" where there is none."""
        rules = (rule for rule in self.field.rules if rule.of == self.name)
        return next((rule.text for rule in rules if rule.measure in ("rate", "fall")), "")

    @property
    def progress(self) -> Decimal | None:
        """The lead of the target over the base; None where one is no number or neither direction is better."""
        return self.compute_lead(self.span.target, self.span.base)

    def get_value(self, column: str) -> Decimal | None:
        """Return the value of a column; None where it is no number or an impossible one."""
        value, most = self.answers.get(self.places[column]), self.indicator.maximum
        if not isinstance(value, Decimal) or (value < 0 and not self.indicator.signed):
            return None
        return None if most is not None and value > most else value

    def format_value(self, column: str) -> str:
        """Format the value of a column with its unit, or 没有可用的数."""
        value = self.get_value(column)
        return "没有可用的数" if value is None else format_with_unit(value, self.indicator.unit)

    def compute_lead(self, column: str, other: str) -> Decimal | None:
        """Compute how much better the value of one column is than that of another; None where it cannot be compared."""
        one, two = self.get_value(column), self.get_value(other)
        if one is None or two is None or self.indicator.better is None:
            return None
        return one - two if self.indicator.better == "higher" else two - one


@dataclass(frozen=True)
class GoalJudgement:
    """The judgement of one rule: ``value`` is compared with the limit, in ``unit``; ``words`` explain the value.

    ``least`` is the limit as a number, ``limit`` its text; ``needed`` is the text of the least sufficient target,
    where the rule is about a growth rate.
    """

    rule: GoalRule
    label: str
    place: str
    state: VerdictState
    words: str
    value: Decimal | None = None
    unit: str = ""
    least: Decimal | None = None
    limit: str = ""
    needed: str = ""
    notes: tuple[str, ...] = ()

    @property
    def advisory(self) -> bool:
        """Return whether the limit is approximate (左右)."""
        return self.rule.about is not None

    @property
    def margin(self) -> Decimal | None:
        """The value minus the limit; None where one is unknown."""
        return None if self.value is None or self.least is None else self.value - self.least

    @property
    def margin_words(self) -> str:
        """The margin as text: 高出 5.34 个百分点; "" where there is none."""
        if self.margin is None:
            return ""
        far = f"{format_number(abs(self.margin))} {'个百分点' if self.unit == '%' else self.unit}"
        return f"高出 {far}" if self.margin > 0 else f"低 {far}" if self.margin else "正好等于界限"


@dataclass(frozen=True)
class Completion:
    """The completion of one goal: ``share`` is the completed part of the way from base to target in %.

    The state is NOT_MET only after the year of the goal; before that a goal that is not yet reached is OPEN.
    """

    row: GoalRow
    label: str
    place: str
    state: VerdictState
    words: str
    margin: Decimal | None = None
    share: Decimal | None = None
    is_lost: bool = False


def judge_rule(
    application: Application, field: Goals, span: Span, rule: GoalRule, averages: Mapping[str, IndustryAverage]
) -> GoalJudgement:
    """Judge one rule of one table."""
    row = _build_row(application, field, span, rule)
    place = row.places[span.base] if rule.measure == "base" else row.target_place
    average = averages.get(rule.average) if rule.average else None
    least = average.value if average else rule.limit
    value, unit, words = _compute_value(row, rule)
    notes = _list_notes(row, rule, average)
    if value is None or least is None:
        limit = _format_limit(rule, least, unit)
        return GoalJudgement(
            rule, row.indicator.label, place, VerdictState.OPEN, words, value, unit, least, limit, notes=notes
        )
    holds = is_within(value, rule.operator, least - (rule.about or 0))
    state = VerdictState.MET if holds else VerdictState.NOT_MET
    if holds and rule.person:
        state = VerdictState.PERSON
    limit = _format_limit(rule, least, unit)
    needed = "" if holds else _compute_needed(row, rule, least)
    return GoalJudgement(rule, row.indicator.label, place, state, words, value, unit, least, limit, needed, notes)


def judge_completion(application: Application, row: GoalRow) -> Completion:
    """Judge the completion of one row in a review."""
    span, unit = row.span, row.indicator.unit
    place, label = row.places[span.done], row.indicator.label
    done, target = row.get_value(span.done), row.target
    margin = row.compute_lead(span.done, span.target)
    if done is None or target is None or margin is None:
        return Completion(row, label, place, VerdictState.OPEN, "没有可以比较的数")
    figures = f"目标 {format_with_unit(target, unit)}，完成 {format_with_unit(done, unit)}"
    words = f"{figures}，{_format_comparison(done, target, unit)}"
    gained, whole = row.compute_lead(span.done, span.base), row.progress
    is_lost = gained is not None and gained < 0 and not row.indicator.signed
    share = round_to_two_places(gained / whole * _HUNDRED) if gained is not None and whole else None
    is_over = span.year is None or span.year <= application.form.years.actual[-1]
    if margin < 0 and not is_over:
        words += f"（{span.year}年的全年数据还没有）"
    state = VerdictState.MET if margin >= 0 else VerdictState.NOT_MET if is_over else VerdictState.OPEN
    return Completion(row, label, place, state, words, done - target, share, is_lost)


def _build_row(application: Application, field: Goals, span: Span, rule: GoalRule) -> GoalRow:
    direction, _, name = rule.of.partition(".")
    indicators = next(one.indicators for one in field.directions if one.id == direction)
    indicator = next(one for one in indicators if one.id == name)
    return GoalRow(application.answers, field, span, direction, indicator)


def _compute_value(row: GoalRow, rule: GoalRule) -> tuple[Decimal | None, str, str]:
    """Compute the value that the rule limits; return it with its unit and its explanation."""
    base, target, unit = row.base, row.target, row.indicator.unit
    if rule.measure == "base":
        return base, unit, f"基准值 {row.format_value(row.span.base)}"
    if rule.measure == "target":
        return target, unit, f"目标值 {row.format_value(row.span.target)}"
    words = f"基准值 {row.format_value(row.span.base)}，目标值 {row.format_value(row.span.target)}"
    if base is None or target is None:
        return None, unit if rule.measure == "rise" else "%", words
    match rule.measure:
        case "rise":
            return target - base, unit, f"{words}，增加 {format_with_unit(target - base, unit)}"
        case "rate":
            rate = compute_annual_growth(base, target, row.span.years)
            called = f"{row.span.years}年年均增长"
        case "fall":
            change = compute_change(base, target)
            rate = None if change is None else -change
            called = f"{row.span.years}年累计下降"
        case measure:
            assert_never(measure)
    if rate is None:
        return None, "%", f"{words}，算不出变化"
    return round_to_two_places(rate), "%", f"{words}，{called} {format_with_unit(rate, '%')}"


def _format_limit(rule: GoalRule, least: Decimal | None, unit: str) -> str:
    if least is None:
        return format_operator(rule.operator) + "行业平均水平"
    if rule.measure == "rise" and not least:
        return format_operator(rule.operator) + "基准值"
    return format_limit(rule.operator, least, unit) + ("左右" if rule.about is not None else "")


def _compute_needed(row: GoalRow, rule: GoalRule, least: Decimal) -> str:
    """Compute the least sufficient target, rounded up to the precision of the row, as text."""
    if rule.measure != "rate" or row.base is None or row.target is None:
        return ""
    exact = row.base * (1 + least / _HUNDRED) ** row.span.years
    if all(value == value.to_integral_value() for value in (row.base, row.target)):
        return format_with_unit(Decimal(ceil(exact)), row.indicator.unit)
    rounded = round_to_two_places(exact)
    return format_with_unit(rounded if rounded >= exact else rounded + _CENT, row.indicator.unit)


def _list_notes(row: GoalRow, rule: GoalRule, average: IndustryAverage | None) -> tuple[str, ...]:
    notes = [rule.person] if rule.person else []
    if average:
        notes.append(f"行业平均水平 {format_with_unit(average.value, '%')}，出处：{average.source}")
    elif rule.average:
        what = "累计下降率" if rule.measure == "fall" else "水平"
        notes.append(
            f"没有行业平均{what}，不能判断；请在 {SECTION}: 之下写 {rule.average}: {{value: …, source: 出处}}（单位%，"
            f"{'与目标同样按' + str(row.span.years) + '年累计' if rule.measure == 'fall' else '最近一年'}）"
        )
    return tuple(notes)


def _format_comparison(done: Decimal, target: Decimal, unit: str) -> str:
    far = f"{format_number(abs(done - target))} {'个百分点' if unit == '%' else unit}"
    return f"高 {far}" if done > target else f"低 {far}" if done < target else "正好相等"
