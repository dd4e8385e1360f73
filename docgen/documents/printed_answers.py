"""Format answers as the text of each slot; a slot has the same text wherever it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    Indicator,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    iterate_slots,
)
from docgen.project.answers.answer_reader import Answers, OwnRow, Value
from docgen.values import NOTHING, format_number

TICKED = "☑"
UNTICKED = "□"
PARAGRAPH = "\a"
"""The separator of the paragraphs of one slot; docxtpl replaces it by a new paragraph of the same style."""

OWN_LABEL = "……"
"""The text that the form prints where an applicant may add indicators."""

SlotValue = str | tuple[Mapping[str, str], ...]
"""The text of a slot, or the rows of a repeated slot."""


def format_answers(form: Form, answers: Answers) -> dict[str, SlotValue]:
    """Format every slot of ``form``; a blank answer gives an empty text, an option that is not chosen □."""
    return {slot: text for field in form.fields.values() for slot, text in _format_field(field, form, answers)}


def format_value(value: Value | None) -> str:
    """Format one value: an empty text for a blank, 无 for 无 and for an empty list."""
    match value:
        case None:
            return ""
        case Decimal():
            return format_number(value)
        case tuple():
            return "、".join(row.label if isinstance(row, OwnRow) else row for row in value) or str(NOTHING)
        case _:
            return str(value)


def _format_field(field: Field, form: Form, answers: Answers) -> Iterator[tuple[str, SlotValue]]:
    match field:
        case Choice() | Choices():
            chosen = answers.get(field.id, ())
            ticked = (chosen,) if isinstance(chosen, str) else chosen
            for option in field.options:
                yield f"{field.id}.{option}", TICKED if option in _list_texts(ticked) else UNTICKED
        case NamedList():
            yield from _format_named_list(field, answers.get(field.id))
        case Narrative():
            for slot in iterate_slots(field, form.years):
                yield slot, PARAGRAPH.join(_list_texts(answers.get(slot, ())))
        case Goals():
            yield from _format_goals(field, answers)
        case LongText():
            yield field.id, format_value(answers.get(field.id)).replace("\n", PARAGRAPH)
        case Text() if field.suffixes:
            text = format_value(answers.get(field.id))
            yield field.id, text.removesuffix(field.find_suffix(text))
        case Text() | Number() | Series() | Matrix() | Blank():
            for slot in iterate_slots(field, form.years):
                yield slot, format_value(answers.get(slot))
        case _:
            assert_never(field)


def _list_texts(value: Value | None) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, tuple) else ()


def _format_named_list(field: NamedList, value: Value | None) -> Iterator[tuple[str, str]]:
    names = _list_texts(value)
    yield f"{field.id}.count", "" if value is None else str(len(names))
    yield f"{field.id}.names", format_value(value)


def _format_goals(field: Goals, answers: Answers) -> Iterator[tuple[str, SlotValue]]:
    for direction in field.directions:
        for indicator in direction.indicators:
            for column in field.columns:
                slot = f"{field.id}.{direction.id}.{indicator.id}.{column}"
                yield slot, _format_with_unit(answers.get(slot), indicator)
        if direction.own:
            slot = f"{field.id}.{direction.id}.own"
            yield slot, _format_own_rows(field, answers.get(slot))


def _format_with_unit(value: Value | None, indicator: Indicator) -> str:
    unit = indicator.unit if isinstance(value, Decimal) else ""
    return format_value(value) + unit


def _format_own_rows(field: Goals, value: Value | None) -> tuple[Mapping[str, str], ...]:
    """Format one row for each own indicator; without any, the printed …… stays."""
    rows = [row for row in value if isinstance(row, OwnRow)] if isinstance(value, tuple) else []
    if not rows:
        return ({"label": OWN_LABEL, **dict.fromkeys(field.columns, format_value(value))},)
    return tuple({"label": row.label, **row.cells} for row in rows)
