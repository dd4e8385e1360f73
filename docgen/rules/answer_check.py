"""Checks of single answers: required answers, length limits, maxima."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.definitions.form import (
    Choice,
    Field,
    Form,
    Goals,
    LongText,
    Narrative,
    Number,
    Series,
    Text,
    describe_place,
)
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.workbook.typed_content import find_answer_place
from docgen.values import count_zi, format_number


def check_answers(application: Application) -> Iterator[Problem]:
    """Yield a problem for each required answer that is blank, and for each answer beyond its limit."""
    yield from _check_missing(application)
    for place, field in application.form.places.items():
        match field:
            case LongText():
                yield from _check_length(application, place, field.label, field.limit, _get_text(application, place))
            case Text() if field.suffixes:
                yield from _check_suffix(application, place, field, _get_text(application, place))
            case Number() | Series() if field.maximum is not None:
                yield from _check_maximum(application, place, field, field.maximum)
            case _:
                continue
    for field in application.form.fields.values():
        if isinstance(field, Narrative):
            slots = [f"{field.id}.{section.id}" for section in field.sections if section.text]
            text = "\n".join(_get_text(application, slot) for slot in slots)
            yield from _check_length(application, slots[0], field.label, field.limit, text)


def _check_missing(application: Application) -> Iterator[Problem]:
    reported = {problem.where.slot for problem in application.problems if problem.code.startswith("answer.")}
    reported |= {find_answer_place(application.form, place) for place in application.unread_places}
    for row, places in _group_places(application.form).items():
        field = application.form.places[places[0]]
        blank = [place for place in places if place not in application.answers and place not in reported]
        if blank and field.id not in reported and row not in reported:
            yield Problem(
                "answer.missing",
                application.locate(blank[0]),
                f"“{_format_names(field, row, places, blank)}”空缺。",
                _format_hint(field),
                application.form.rules.required,
            )


def _format_hint(field: Field) -> str:
    if isinstance(field, Choice):
        return f"请选一项：{' / '.join(field.options.values())}。"
    return "请填写；确实没有的，填“无”。"


def _group_places(form: Form) -> dict[str, list[str]]:
    """Group the places that get one problem: the years of a series, the columns of a goal, a whole matrix."""
    rows: dict[str, list[str]] = {}
    for place, field in form.places.items():
        together = {Goals: place.rpartition(".")[0], Narrative: place}.get(type(field), field.id)
        rows.setdefault(place if place.endswith(".own") else together, []).append(place)
    return rows


def _format_names(field: Field, row: str, places: list[str], blank: list[str]) -> str:
    if len(blank) == len(places):
        return describe_place(field, row)
    first = "、".join(describe_place(field, place) for place in blank[:3])
    return f"{first} 等 {len(blank)} 处" if len(blank) > 3 else first


def _check_suffix(application: Application, place: str, field: Text, text: str) -> Iterator[Problem]:
    suffix = field.find_suffix(text)
    if suffix:
        printed = text.removesuffix(suffix)
        message = f"“{text}”末尾的“{suffix}”表上已经印着“{field.label}”，只印“{printed}”。"
        yield Problem("answer.suffix", application.locate(place), message, f"可以改成“{printed}”。")


def _check_length(application: Application, place: str, label: str, limit: int, text: str) -> Iterator[Problem]:
    length = count_zi(text)
    where = application.locate(place)
    rule = f"{label}：{limit}字以内"
    if length.words > limit:
        message = f"“{label}”有 {length.words} 字，超出 {length.words - limit} 字（限 {limit} 字）。"
        yield Problem("answer.too-long", where, message, "请删减。", rule)
    elif length.characters > limit:
        message = (
            f"“{label}”按 Word 计 {length.words} 字，未超限；按全部字符计 {length.characters} 字，超过 {limit} 字。"
        )
        yield Problem("answer.nearly-too-long", where, message, "审核人若按字符计会认为超限，请酌情删减。", rule)


def _check_maximum(application: Application, place: str, field: Number | Series, maximum: Decimal) -> Iterator[Problem]:
    value = application.answers.get(place)
    if isinstance(value, Decimal) and value > maximum:
        message = (
            f"“{describe_place(field, place)}”是 {format_number(value)}{field.unit}，不会超过 {maximum}{field.unit}。"
        )
        yield Problem("answer.above-maximum", application.locate(place), message, "请核对数字和小数点。")


def _get_text(application: Application, place: str) -> str:
    value = application.answers.get(place)
    if isinstance(value, tuple):
        return "\n".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
