"""Format the answer of an earlier application for a comment beside a blank."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
)
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.application import Application
from docgen.values import NOTHING, format_number


def format_previous_answer(field: Field, old: Application) -> Iterator[str]:
    """Yield the lines of the answer of ``field`` in ``old``, with units and years; one line a year for a matrix."""
    value = old.answers.get(field.id)
    years = old.form.years.actual
    match field:
        case Text() | LongText():
            yield " ".join(format_value(value).split())
        case Number():
            yield format_value(value, field.unit)
        case Series():
            yield "，".join(
                f"{year}年 {format_value(old.answers.get(f'{field.id}.{year}'), field.unit)}" for year in years
            )
        case Choice():
            yield field.options[str(value)]
        case Choices():
            chosen = value if isinstance(value, tuple) else ()
            yield "、".join(label for option, label in field.options.items() if option in chosen) or str(NOTHING)
        case NamedList():
            yield format_value(value)
        case Matrix():
            yield from (f"{year}年：{'；'.join(_format_rows(field, year, old))}" for year in years)
        case Goals() | Narrative() | Blank():
            return
        case _:
            assert_never(field)


def format_value(value: Value | None, unit: str = "") -> str:
    """Return one value as the form printed it, a number with its unit; 空 for a blank."""
    match value:
        case None:
            return "空"
        case Decimal():
            return f"{format_number(value)}{unit}"
        case tuple():
            return "、".join(row.label if isinstance(row, OwnRow) else row for row in value) or str(NOTHING)
        case _:
            return str(value)


def _format_rows(field: Matrix, year: int, old: Application) -> Iterator[str]:
    for row, label in field.rows.items():
        places = {column: f"{field.id}.{year}.{row}.{column}" for column in field.columns}
        cells = (f"{field.columns[column]} {format_value(old.answers.get(place))}" for column, place in places.items())
        yield f"{label}{'、'.join(cells)}"
