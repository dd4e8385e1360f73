"""Defined names of the fill-in workbook: each blank has the name of its place and is found wherever it is moved."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.definitions.form import Blank, Choices, Field, Form, places_of

FILE = "填报.xlsx"
LOCK = f"~${FILE}"
"""The lock file of Excel while the workbook is open."""

STRUCTURE = "1"
"""The version of the naming scheme; a workbook of another version is refused."""

FORM = "docgen.form"
NOTICE = "docgen.notice"
VERSION = "docgen.structure"
BLANKS_NAME = "docgen.blanks"
TICK = "✓"


def name_answer(place: str) -> str:
    """Return the name of the cell or rows of a place, an option or a heading of the plan."""
    return f"answer.{place}"


def name_nothing(field: Field) -> str:
    """Return the name of the cell for 无 below the options of a field."""
    return f"nothing.{field.id}"


def name_summary(question: str) -> str:
    """Return the name of the cell of a question of the summary table."""
    return f"summary.{question}"


def name_mark(place: str) -> str:
    """Return the name of the cell with the mark of an answer that was carried over and needs review."""
    return f"mark.{place}"


def list_names(form: Form) -> Iterator[str]:
    """Yield every name that a workbook of this form must have."""
    yield from (FORM, NOTICE, VERSION)
    for field in form.fields.values():
        match field:
            case Blank():
                continue
            case Choices():
                yield from (name_answer(f"{field.id}.{option}") for option in field.options)
                yield name_nothing(field)
            case _:
                yield from (name_answer(place) for place in places_of(field, form.years))


def format_sheet_path(path: str, sheet: str) -> str:
    """Format the path of a message with the sheet behind the name of the workbook."""
    return f"{path} {sheet}" if path == FILE and sheet else path
