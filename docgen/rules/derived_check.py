"""Comparison of typed answers with those computed from the enterprise table, and check for blanks in that table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen.definitions.form import Number, Series, describe_place
from docgen.definitions.table_columns import Column
from docgen.growth_rates import LEAST_RATE, convert_to_percent
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.application import Application
from docgen.project.register.derived_answers import PERCENT, ComputedAnswer, NotComputed, derive_other_readings
from docgen.project.register.measures import find_idle, find_presence
from docgen.project.register.open_growth import OpenGrowth
from docgen.project.register.register import Register
from docgen.rules.intervals import format_slip
from docgen.values import NOTHING, format_with_unit, round_to_two_places

_LISTED_ROWS = 5
_LISTED_FIGURES = 3

DIFFERING = ("answer.differs", "answer.differs-doubtful")
"""The codes of typed answers that are not those of the enterprise table."""


def check_derived(application: Application) -> Iterator[Problem]:
    """Yield a problem for each typed answer that differs from the computed one, and for each column with blanks.

    Typed answers by another reading of their labels yield one problem for each such reading.
    """
    read_otherwise: dict[str, list[tuple[str, ComputedAnswer]]] = defaultdict(list)
    for place, found in application.derived.items():
        typed = application.answers.get(place)
        value = Decimal(0) if typed is NOTHING else typed
        if place in application.answer_sources or not isinstance(value, Decimal) or found.is_consistent_with(value):
            continue
        if isinstance(found, NotComputed):
            yield from _report_first_growth(application, place, value, found.open)
        elif reading := find_other_reading(application, place, value):
            read_otherwise[reading.reading].append((place, found))
        else:
            yield from _report_difference(application, place, value, found)
    for name, places in read_otherwise.items():
        yield _report_reading(application, name, places)
    if application.register:
        yield from _check_blanks(application, application.register)
        yield from _check_idle(application, application.register)


def find_other_reading(application: Application, place: str, value: Decimal) -> ComputedAnswer | None:
    """Find the other reading of a label by which the table gives ``value``; None where none does."""
    if application.register is None:
        return None
    table, answers = application.tables.enterprises, application.answers
    readings = derive_other_readings(application.form, table, application.register, answers, place)
    return next((one for one in readings if one.gives(value)), None)


def _report_reading(application: Application, name: str, places: Sequence[tuple[str, ComputedAnswer]]) -> Problem:
    figures = [
        f"“{_name_place(application, place)}”{_format_answer(application, place, plain.unit)}"
        f"（{_name_plain_reading(plain, name)}是 {format_with_unit(plain.value, plain.unit)}）"
        for place, plain in places[:_LISTED_FIGURES]
    ]
    more = f"等 {len(places)} 个数" if len(places) > _LISTED_FIGURES else ""
    message = f"{'、'.join(figures)}{more}，与企业表{name}算出的一致。"
    hint = "申报表没有写明是哪些企业，这样填可以；同一份申报表最好都按同一种口径，并在数据计算说明里写明。"
    return Problem("answer.other-reading", application.locate(places[0][0]), message, hint)


def _report_difference(
    application: Application, place: str, typed: Decimal, computed: ComputedAnswer
) -> Iterator[Problem]:
    field = application.form.places[place]
    doubt = field.derive.doubt if isinstance(field, Number | Series) and field.derive else ""
    if computed.open:
        yield from _report_first_growth(application, place, typed, computed.open)
        return
    if computed.blank:
        doubt = f"企业表里有 {computed.blank} 家企业空着这个数，请补上后再核对。"
    values = [format_with_unit(value, computed.unit) for value in (typed, computed.value)]
    others = [format_with_unit(round_to_two_places(value), computed.unit) for value in computed.others.values()]
    alternatives = "".join(f"；按另一种算法是 {other}" for other in sorted({*others} - {values[1]}))
    slip = format_slip(typed, computed.exact)
    message = f"“{_name_place(application, place)}”填了 {values[0]}，企业表算出的是 {values[1]}{alternatives}{slip}。"
    figures = "；".join(f"{one}（{one.where}）" for one in computed.inputs)
    advice = doubt or f"请核对，或写“{AnswerSource.ENTERPRISES.value}”由程序计算。"
    code = "answer.differs-doubtful" if doubt and not slip else "answer.differs"
    yield Problem(code, application.locate(place), message, f"公式：{computed.formula}；{figures}。{advice}")


def _report_first_growth(
    application: Application, place: str, typed: Decimal, growth: OpenGrowth | None
) -> Iterator[Problem]:
    """Yield a problem for a rate that the table neither proves nor makes likely."""
    if growth is None:
        return
    name, answer = _name_place(application, place), format_with_unit(typed, PERCENT)
    if typed < LEAST_RATE:
        message, hint = f"“{name}”填了 {answer}，降幅不会超过 100%。", "请核对数字和小数点。"
    else:
        years = f"{growth.year}年比{growth.year - 1}年"
        rate = format_with_unit(round_to_two_places(growth.compute_first_rate(typed)), PERCENT)
        later = [format_with_unit(round_to_two_places(convert_to_percent(one)), PERCENT) for one in growth.later]
        message = (
            f"“{name}”填了 {answer}，照此推算{years}增长 {rate}，"
            f"而企业表里以后各年的增速是 {'、'.join(later)}，相差太大。"
        )
        before = f"{growth.year - 1}年的数"
        hint = f"企业表没有{before}，docgen 不能核对；请核对这个增速，或在企业表里补上{before}。"
    yield Problem("answer.differs-doubtful", application.locate(place), message, hint)


def _name_plain_reading(plain: ComputedAnswer, other: str) -> str:
    # A reading that differs only in the enterprises without output begins with the name of the plain one.
    return "不这样算" if other.startswith(plain.reading) else plain.reading


def _name_place(application: Application, place: str) -> str:
    return describe_place(application.form.places[place], place)


def _format_answer(application: Application, place: str, unit: str) -> str:
    value = application.answers[place]
    return f" {format_with_unit(value, unit)}" if isinstance(value, Decimal) else "无"


def _check_blanks(application: Application, register: Register) -> Iterator[Problem]:
    """Yield one problem for each column that formulas use and some enterprises leave blank."""
    for place, column, year in _find_used_columns(application, register):
        rows = [row for row, cell in zip(register.rows, register.columns[place], strict=True) if cell is None]
        if rows:
            named = "、".join(str(row) for row in rows[:_LISTED_ROWS]) + (" 等" if len(rows) > _LISTED_ROWS else "")
            heading = column.format_heading(int(year) if year else None)
            counted = "不算作“是”" if column.kind == "yes_no" else "按 0 计"
            if year and int(year) < application.form.years.actual[0]:
                counted = "用到这一年的增速就不算"
            message = f"“{heading}”有 {len(rows)} 家企业空着（第 {named} 行），计算时{counted}。"
            hint = "请填“是”或“否”。" if column.kind == "yes_no" else "请补上；没有的填 0。"
            yield Problem("enterprises.blank", Where(register.path, rows[0], place), message, hint)


def _check_idle(application: Application, register: Register) -> Iterator[Problem]:
    """Yield one note for each year in which enterprises without output have other figures that are left out."""
    table = application.tables.enterprises
    for year in application.form.years.actual:
        idle = find_idle(register, table, year)
        columns = [table.by_id[name] for name in _list_used_names(application) if name in table.by_id]
        used = [one for one in columns if one.kind == "year" and one.id in register.columns]
        used += [one for one in columns if one.yearly and f"{one.id}.{year}" in register.columns]
        having = {one.label: _find_rows(find_presence(register, one, year), idle) for one in used}
        kept = {label: rows for label, rows in having.items() if rows}
        if kept:
            rows = sorted(set().union(*kept.values()))
            lines = "、".join(str(register.rows[row]) for row in rows[:_LISTED_ROWS])
            active = table.by_id[table.active].label
            message = (
                f"{year}年有 {sum(idle)} 家企业没有{active}，不计入这一年的各项数；其中 {len(rows)} 家"
                f"（第 {lines} {'等行' if len(rows) > _LISTED_ROWS else '行'}）另有{'、'.join(kept)}。"
            )
            hint = f"已停产或还没有投产的不用管；还在生产的请补上{year}年的{active}。"
            where = Where(register.path, register.rows[rows[0]], f"{table.active}.{year}")
            yield Problem("enterprises.idle", where, message, hint)


def _find_rows(present: Sequence[bool], idle: Sequence[bool]) -> frozenset[int]:
    return frozenset(at for at, both in enumerate(map(bool.__and__, present, idle)) if both)


def _find_used_columns(application: Application, register: Register) -> Iterator[tuple[str, Column, str]]:
    """Yield the columns of figures and of 是 or 否 that formulas of this form use, with place and year."""
    table, used = application.tables.enterprises, _list_used_names(application)
    for place in register.columns:
        name, _, year = place.partition(".")
        if name in used and table.by_id[name].kind in ("number", "yes_no"):
            yield place, table.by_id[name], year


def _list_used_names(application: Application) -> tuple[str, ...]:
    fields = application.form.fields.values()
    derives = [one.derive for one in fields if isinstance(one, Number | Series) and one.derive]
    measures = [measure for derive in derives for measure in (derive, derive.over) if measure]
    return tuple(dict.fromkeys(name for measure in measures for name in (measure.sum, *measure.count, *measure.of)))
