"""Typed content: all that stands in application.yaml and the plan, or in the fill-in workbook, by place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from docgen.definitions.form import Choices, Form, Goals, Narrative
from docgen.project.answers.answer_reader import AnswerReader, OwnRow, Value
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.summary_answers import SECTION, SummaryAnswers
from docgen.project.carry.carry_marks import FoundMark
from docgen.project.plan import Plan
from docgen.values import NOTHING

TypedContent = Mapping[str, Value | AnswerSource]
"""What was typed, by place; beside the answers ``notice``, ``blanks``, ``summary.<question>`` and ``mark.<row>``."""

NOTICE_PLACE = "notice"
_MARK = "mark"
_LENGTH = 12


def collect_content(
    notice_id: str,
    reader: AnswerReader,
    plan: Plan,
    summary: SummaryAnswers,
    marks: Iterable[FoundMark],
    blanks: AnswerSource | None,
) -> TypedContent:
    """Return all that was typed, also what does not fit; a source that the setting for blanks names anyway is left out.

    A mark is at the row of the workbook where its answer is.
    """
    form = reader.form
    sources = {
        place: source for place, source in reader.sources.items() if not _is_implied(form, place, source, blanks)
    }
    return {
        NOTICE_PLACE: notice_id,
        **reader.values,
        **reader.unread,
        **sources,
        **plan.paragraphs,
        **{f"{SECTION}.{question}": text for question, text in summary.values.items() if text},
        **{f"{_MARK}.{place}": mark.words for place, mark in map_marks(form, marks).items()},
        **({BLANKS: blanks} if blanks else {}),
    }


def find_row_place(form: Form, place: str) -> str:
    """Return the place of the row of the workbook that has ``place``: a field, a row of goals, a section of the plan.

    A place of no field belongs to the first row.
    """
    steps = place.split(".")
    field = form.fields.get(steps[0])
    if field is None:
        return next(iter(form.fields))
    deep = 3 if isinstance(field, Goals) else 2 if isinstance(field, Narrative) else 1
    return ".".join(steps[:deep]) if len(steps) >= deep else steps[0]


def find_answer_place(form: Form, place: str) -> str:
    """Return the place that has the answer of ``place``: its field for an option that can be ticked."""
    head = place.partition(".")[0]
    return head if isinstance(form.fields.get(head), Choices) else place


def map_marks(form: Form, marks: Iterable[FoundMark]) -> dict[str, FoundMark]:
    """Map the marks to the places of the rows of the workbook; the first of several in a row counts."""
    rows: dict[str, FoundMark] = {}
    for mark in marks:
        rows.setdefault(find_row_place(form, mark.where.slot), mark)
    return rows


def has_answers(content: TypedContent, form: Form) -> bool:
    """Return True where any answer, paragraph or words of the summary were typed."""
    return any(place.split(".")[0] in (*form.fields, SECTION) for place in content)


def list_answers(content: TypedContent, form: Form) -> dict[str, Value]:
    """Return the answers and paragraphs of the content by place; a computed answer is the words of its source."""
    return {
        place: value.words if isinstance(value, AnswerSource) else value
        for place, value in content.items()
        if place.split(".")[0] in form.fields
    }


def compute_fingerprints(content: TypedContent) -> dict[str, str]:
    """Compute a short digest of each value by place, the same for equal values in any file and version."""
    return {
        place: hashlib.sha256(json.dumps(_build_plain(value), ensure_ascii=False).encode()).hexdigest()[:_LENGTH]
        for place, value in content.items()
    }


def _is_implied(form: Form, place: str, source: AnswerSource, blanks: AnswerSource | None) -> bool:
    field = form.places[place]
    return blanks is not None and source is next(one for one in AnswerSource if one.can_compute(field))


def _build_plain(value: Value | AnswerSource) -> object:
    match value:
        case Decimal():
            return format(value.normalize(), "f")
        case AnswerSource():
            return {"source": value.value}
        case tuple():
            return [{"label": one.label, **one.cells} if isinstance(one, OwnRow) else one for one in value]
        case str():
            return value
        case _:
            return {"nothing": str(NOTHING)}
