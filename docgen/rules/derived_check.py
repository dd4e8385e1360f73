"""Comparison of typed answers with those computed from the enterprise table, and check for blanks in that table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.definitions.form import Number, Series, describe_place
from docgen.definitions.table_columns import Column
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.application import Application
from docgen.project.register.derived_answers import ComputedAnswer
from docgen.project.register.register import Register
from docgen.rules.intervals import format_slip
from docgen.values import NOTHING, format_with_unit, round_to_two_places

_LISTED_ROWS = 5


def check_derived(application: Application) -> Iterator[Problem]:
    """Yield a problem for each typed answer that differs from the computed one, and for each column with blanks."""
    for place, computed in application.derived.items():
        typed = application.answers.get(place)
        if place in application.answer_sources or not isinstance(computed, ComputedAnswer) or typed is None:
            continue
        value = Decimal(0) if typed is NOTHING else typed
        if isinstance(value, Decimal) and not computed.is_consistent_with(value):
            yield _report_difference(application, place, value, computed)
    if application.register:
        yield from _check_blanks(application, application.register)


def _report_difference(application: Application, place: str, typed: Decimal, computed: ComputedAnswer) -> Problem:
    name = describe_place(application.form.places[place], place)
    others = {format_with_unit(round_to_two_places(value), computed.unit) for value in computed.others.values()}
    alternatives = "".join(
        f"；按另一种算法是 {other}" for other in sorted(others - {format_with_unit(computed.value, computed.unit)})
    )
    values = [format_with_unit(value, computed.unit) for value in (typed, computed.value)]
    message = (
        f"“{name}”填了 {values[0]}，企业表算出的是 {values[1]}{alternatives}{format_slip(typed, computed.exact)}。"
    )
    figures = "；".join(f"{one}（{one.where}）" for one in computed.inputs)
    hint = f"公式：{computed.formula}；{figures}。请核对，或写“{AnswerSource.ENTERPRISES.value}”由程序计算。"
    return Problem("answer.differs", application.locate(place), message, hint)


def _check_blanks(application: Application, register: Register) -> Iterator[Problem]:
    """Yield one problem for each column that formulas use and some enterprises leave blank."""
    for place, column, year in _find_used_columns(application, register):
        rows = [row for row, cell in zip(register.rows, register.columns[place], strict=True) if cell is None]
        if rows:
            named = "、".join(str(row) for row in rows[:_LISTED_ROWS]) + (" 等" if len(rows) > _LISTED_ROWS else "")
            heading = column.format_heading(int(year) if year else None)
            counted = "不算作“是”" if column.kind == "yes_no" else "按 0 计"
            message = f"“{heading}”有 {len(rows)} 家企业空着（第 {named} 行），计算时{counted}。"
            hint = "请填“是”或“否”。" if column.kind == "yes_no" else "请补上；没有的填 0。"
            yield Problem("enterprises.blank", Where(register.path, rows[0], place), message, hint)


def _find_used_columns(application: Application, register: Register) -> Iterator[tuple[str, Column, str]]:
    """Yield the columns of figures and of 是 or 否 that formulas of this form use, with place and year."""
    table = application.tables.enterprises
    derives = [
        one.derive for one in application.form.fields.values() if isinstance(one, Number | Series) and one.derive
    ]
    measures = [measure for derive in derives for measure in (derive, derive.over) if measure]
    used = {name for measure in measures for name in (measure.sum, *measure.count, *measure.of)}
    for place in register.columns:
        name, _, year = place.partition(".")
        if name in used and table.by_id[name].kind in ("number", "yes_no"):
            yield place, table.by_id[name], year
