"""Comparison of two sets of answers, place by place, in the words of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from os.path import commonprefix

from docgen.definitions.form import Choice, Choices, Field, Form, Narrative, describe_place
from docgen.project.answers.answer_notation import WrittenValue
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.answers.answer_source import AnswerSource
from docgen.values import NOTHING, format_number

_EXCERPT_LENGTH = 40
"""Characters shown of a long answer."""
_EXCERPT_LEAD = 8
"""Characters of an excerpt before the first difference: enough to recognise the place."""


@dataclass(frozen=True)
class AnswerDifference:
    """One answer that differs: its place, the words of the form for it, and both answers as text; "" for a blank."""

    place: str
    label: str
    old: str
    new: str

    def format_line(self) -> str:
        """Return the difference as one line of Chinese text."""
        return format_difference(self.label, self.place, self.old, self.new)


def compare_answers(
    form: Form, old: Mapping[str, WrittenValue], new: Mapping[str, WrittenValue]
) -> list[AnswerDifference]:
    """Return the answers that differ, in the order of the form; a plan is compared heading by heading.

    A place that one side lacks is a blank there; places that the form does not have are left out.
    """
    return [
        AnswerDifference(
            place,
            describe_place(field, place),
            format_answer(old.get(place), field),
            format_answer(new.get(place), field),
        )
        for place, field in form.places.items()
        if old.get(place) != new.get(place)
    ]


def format_answer(value: WrittenValue | None, field: Field | None) -> str:
    """Format an answer as it is printed or chosen, without its unit; "" for a blank, a line for each paragraph."""
    match value:
        case None:
            return ""
        case Decimal():
            return format_number(value)
        case ():
            return str(NOTHING)
        case tuple():
            return ("\n" if isinstance(field, Narrative) else "、").join(_list_words(value, field))
        case str() if isinstance(field, Choice):
            return field.options.get(value, value)
        case str():
            return value
        case AnswerSource():
            return value.words
        case _:
            return str(value)


def _list_words(value: tuple[str | OwnRow, ...], field: Field | None) -> Iterator[str]:
    options = field.options if isinstance(field, Choices) else {}
    for one in value:
        yield " ".join((one.label, *one.cells.values())) if isinstance(one, OwnRow) else options.get(one, one)


def format_difference(label: str, place: str, old: str, new: str) -> str:
    """Return one line that says which answer differs and how; of long answers an excerpt where they begin to differ."""
    start = max(len(commonprefix((old, new))) - _EXCERPT_LEAD, 0)
    before, now = (_cut_excerpt(text, start) for text in (old, new))
    return f"答案 {label}（{place}）：{before} → {now}"


def _cut_excerpt(text: str, start: int) -> str:
    """Return the text in one line; of a long text, an excerpt from ``start`` on."""
    if len(text) <= _EXCERPT_LENGTH:
        shown = text
    else:
        end = start + _EXCERPT_LENGTH
        shown = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return shown.replace("\n", " ") or "（空）"
