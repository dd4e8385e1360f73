"""How the fill-in workbook names its cells: each blank bears the name of its place, wherever it is moved to."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.definitions.form import Blank, Choices, Field, Form, places_of

FILE = "填报.xlsx"
LOCK = f"~${FILE}"
"""What Excel puts beside a workbook as long as it is open."""

STRUCTURE = "1"
"""Raised whenever cells are named in another way, so that an older workbook is told apart."""

FORM = "docgen.form"
NOTICE = "docgen.notice"
VERSION = "docgen.structure"
BLANKS_NAME = "docgen.blanks"
TICK = "✓"


def answer_name(place: str) -> str:
    """The name of the cell, or of the rows, of a place, of an option or of a heading of the plan."""
    return f"answer.{place}"


def nothing_name(field: Field) -> str:
    """The name of the cell that says that none of the options holds."""
    return f"nothing.{field.id}"


def summary_name(question: str) -> str:
    """The name of the cell of a question of the summary."""
    return f"summary.{question}"


def mark_name(place: str) -> str:
    """The name of the cell that says that an answer was carried over and has to be looked at."""
    return f"mark.{place}"


def names_of(form: Form) -> Iterator[str]:
    """Every name that a workbook of this form must have."""
    yield from (FORM, NOTICE, VERSION)
    for field in form.fields.values():
        match field:
            case Blank():
                continue
            case Choices():
                yield from (answer_name(f"{field.id}.{option}") for option in field.options)
                yield nothing_name(field)
            case _:
                yield from (answer_name(place) for place in places_of(field, form.years))


def shown_path(path: str, sheet: str) -> str:
    """What a message calls a sheet of the workbook."""
    return f"{path} {sheet}" if path == FILE and sheet else path
