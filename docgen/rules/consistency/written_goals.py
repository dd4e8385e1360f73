"""Goals in prose held against the table of goals: the stages of the plan lead from the base to the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.definitions.form import Goals
from docgen.definitions.written_figures import WrittenFigure
from docgen.problems.problem import Problem
from docgen.project.register.derived_answers import PERCENT
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers
from docgen.rules.consistency.consistency_written import agree, list_readings
from docgen.rules.consistency.written_sources import WrittenStatement
from docgen.rules.consistency.written_statements import Stated
from docgen.rules.intervals import Interval
from docgen.rules.prose import shorten_sentence
from docgen.values import HALF_A_CENT


@dataclass(frozen=True)
class _Stage:
    """One goal: its values, its year, its words, and the statement where it is written in prose."""

    between: Interval
    year: int
    words: str
    where: str
    written: WrittenStatement | None = None


def check_written_goals(answered: ConsistencyAnswers, statements: Sequence[WrittenStatement]) -> Iterator[Problem]:
    """Yield a problem for each goal in prose that is not on the way from the base to the target.

    The goal of the last year is that of the table, no earlier one is beyond it or worse than the one before, and the
    same year has one goal.
    """
    years = answered.application.form.years
    rules = answered.application.form.consistency.figures
    for number, one in enumerate(rules.of):
        mine = [each for each in statements if each.statement.subject == number]
        ahead = [each for each in mine if each.statement.year and years.base < each.statement.year <= years.target]
        levels = [each for each in ahead if each.statement.measure is Stated.LEVEL]
        if levels:
            yield from _check_levels(answered, one, levels)
        means = [each for each in ahead if each.statement.measure is Stated.AVERAGE]
        yield from _check_means(answered, one, [each for each in means if each.statement.year == years.target])


def _check_levels(
    answered: ConsistencyAnswers, one: WrittenFigure, statements: Sequence[WrittenStatement]
) -> Iterator[Problem]:
    base, target = _find_ends(answered, one)
    found = [stage for stage in (_read_stage(each, one.unit) for each in statements) if stage]
    last = answered.application.form.years.target
    target = target or next((one for one in found if one.year == last and _is_in_table(answered, one)), None)
    before = base
    for stage in sorted(found, key=lambda stage: stage.year):
        other = None
        if target and stage.year == target.year and not agree(stage.between, target.between):
            other, why = target, "不一致"
        elif target and stage.year < target.year and _is_beyond(stage, target, one, answered):
            other, why = target, f"已经超过 {target.year} 年的目标"
        elif before and before.year < stage.year and _is_beyond(before, stage, one, answered):
            other, why = before, f"比 {before.year} 年的还差"
        elif before and before.year == stage.year and not agree(stage.between, before.between):
            other, why = before, "是同一年的目标，两处不同"
        if other:
            yield _report(answered, stage, other, why)
        else:
            before = stage


def _is_in_table(answered: ConsistencyAnswers, stage: _Stage) -> bool:
    """Return whether a goal is written in the table of goals, by a row of the applicant's own."""
    place = stage.written.where.slot if stage.written else ""
    return isinstance(answered.application.form.places.get(place), Goals)


def _check_means(
    answered: ConsistencyAnswers, one: WrittenFigure, statements: Sequence[WrittenStatement]
) -> Iterator[Problem]:
    """Yield a problem for each mean growth up to the last year that differs from the target of its row."""
    for place in one.average:
        field = answered.application.form.places.get(place)
        if not isinstance(field, Goals) or field.span is None:
            continue
        target = f"{place.rpartition('.')[0]}.{field.span.target}"
        end = _read_cell(answered, target, answered.application.form.years.target)
        for each in statements:
            stage = _read_stage(each, PERCENT)
            if stage and end and not agree(stage.between, end.between):
                yield _report(answered, stage, end, "不一致")


def _find_ends(answered: ConsistencyAnswers, one: WrittenFigure) -> tuple[_Stage | None, _Stage | None]:
    """Find the base and the target: of the row of the table, otherwise the last actual figure and none."""
    years = answered.application.form.years
    field = answered.application.form.fields.get(one.goal.partition(".")[0])
    if isinstance(field, Goals) and field.span:
        ends = ((field.span.base, years.base), (field.span.target, years.target))
        base, target = (_read_cell(answered, f"{one.goal}.{column}", year) for column, year in ends)
        return base, target
    readings = [each for each in list_readings(answered, one, Stated.LEVEL) or [] if each.year == years.base]
    if one.wider > 1 or len(readings) != 1:
        return None, None
    where = str(answered.application.locate(readings[0].place))
    return _Stage(readings[0].between, years.base, readings[0].words, where), None


def _read_cell(answered: ConsistencyAnswers, place: str, year: int) -> _Stage | None:
    number = answered.get_number(place)
    if number is None:
        return None
    between = Interval(number - HALF_A_CENT, number + HALF_A_CENT, number)
    words = f"“{answered.format_name(place)}”填的是 {answered.format_answer(place)}"
    return _Stage(between, year, words, str(answered.application.locate(place)))


def _read_stage(written: WrittenStatement, unit: str) -> _Stage | None:
    said = written.statement
    between = said.quantity.convert(unit)
    if between is None or said.year is None:
        return None
    words = f"{written.source}写的是 {said.words}"
    return _Stage(between, said.year, words, str(written.where), written)


def _is_beyond(one: _Stage, other: _Stage, figure: WrittenFigure, answered: ConsistencyAnswers) -> bool:
    """Return whether a goal is surely better than another."""
    if _is_lower_better(figure, answered):
        return one.between.most < other.between.least
    return one.between.least > other.between.most


def _is_lower_better(figure: WrittenFigure, answered: ConsistencyAnswers) -> bool:
    field = answered.application.form.fields.get(figure.goal.partition(".")[0])
    if isinstance(field, Goals):
        return any(
            indicator.better == "lower"
            for direction in field.directions
            for indicator in direction.indicators
            if figure.goal == f"{field.id}.{direction.id}.{indicator.id}"
        )
    return figure.lower


def _report(answered: ConsistencyAnswers, stage: _Stage, other: _Stage, why: str) -> Problem:
    assert stage.written is not None
    said = stage.written.statement
    message = (
        f"{stage.written.source}写的是“{shorten_sentence(said.sentence, said.words)}”，"
        f"其中 {said.year} 年的 {said.words}与{other.words}{why}。"
    )
    hint = f"请核对两处（另一处：{other.where}）；阶段性目标要从基准值逐年走到目标值。"
    return Problem("goals.written", stage.written.where, message, hint, "申报表第八部分：发展目标、阶段性目标")
