"""A filled Word form as it was read: the answer of each place, what is uncertain, and all else in the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docgen.definitions.form import Choice, Choices, Form, Narrative, describe_place
from docgen.documents.alignment.form_alignment import UnplacedText
from docgen.documents.printed_answers import format_value
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import Answers, OwnRow, Value
from docgen.project.word.word_document import WordPlace
from docgen.values import shorten_line

_MOST_LINES = 30
"""Texts without a place that the command shows one by one."""


@dataclass(frozen=True)
class FoundAnswer:
    """The answer found for one place of the form.

    ``value`` is None where the document has none, or none that fits; ``text`` is what stands there, as it was written.
    ``doubt`` is the reason in Chinese why the value is not certain, "" where it is. ``note`` says what was converted.
    """

    place: str
    value: Value | None
    text: str = ""
    doubt: str = ""
    note: str = ""
    where: WordPlace | None = None

    def to_json(self) -> dict[str, str]:
        """Convert an uncertain answer to an object of ``--json``."""
        return {"place": self.place, "reason": self.doubt, "text": self.text, "where": self.describe_where()}

    def describe_where(self) -> str:
        """Describe in Chinese where it stands in the document, "" where that is not known."""
        return self.where.describe() if self.where else ""


@dataclass(frozen=True)
class FilledForm:
    """A filled form: an answer for each place that the document has, and what belongs to no place.

    ``name`` is that of the file. ``problems`` are about the document: changed official texts, missing rows, and others.
    ``coverage`` and ``copies`` are those of the alignment.
    """

    form: Form
    name: str
    found: Mapping[str, FoundAnswer]
    unplaced: tuple[UnplacedText, ...]
    problems: tuple[Problem, ...]
    coverage: float = 1.0
    copies: int = 1

    @property
    def answers(self) -> Answers:
        """The answers that are certain, by place."""
        return {one.place: one.value for one in self.found.values() if one.value is not None and not one.doubt}

    @property
    def uncertain(self) -> tuple[FoundAnswer, ...]:
        """The answers that were found and are not certain, in the order of the form."""
        return tuple(one for one in self.found.values() if one.doubt)

    def to_json(self) -> dict[str, Any]:
        """Convert to the object of ``--json``: answers as text or as list of option ids, the rest with its place."""
        return {
            "form": self.form.id,
            "answers": {place: convert_answer(self.form, place, value) for place, value in self.answers.items()},
            "uncertain": [one.to_json() for one in self.uncertain],
            "notes": [{"place": one.place, "note": one.note} for one in self.found.values() if one.note],
            "unplaced": [
                {"text": one.text, "where": _describe(one.place), "reason": one.reason} for one in self.unplaced
            ],
            "problems": [problem.to_json() for problem in self.problems],
        }

    def format_lines(self) -> Iterator[str]:
        """Yield the lines that the command shows."""
        yield f"{self.name}：{self.form.title}（{self.form.edition}），读出 {len(self.answers)} 处。"
        if self.uncertain:
            yield f"不能确定的 {len(self.uncertain)} 处，请逐条核对："
            for one in self.uncertain:
                yield f"  {self.describe(one)}：{one.doubt}"
        if self.unplaced:
            yield from self.format_unplaced()

    def format_unplaced(self) -> Iterator[str]:
        """Yield the lines about what was not read."""
        yield f"文件里还有 {len(self.unplaced)} 处文字不是申报表的栏目，没有读入："
        for text in self.unplaced[:_MOST_LINES]:
            yield f"  {_describe(text.place) or '正文'}（{text.reason}）：{shorten_line(text.text, 60)}"
        if len(self.unplaced) > _MOST_LINES:
            yield f"  另有 {len(self.unplaced) - _MOST_LINES} 处，加 --json 全部列出。"

    def describe(self, found: FoundAnswer) -> str:
        """Describe the place of an answer in the form's words, and where it stands in the document."""
        where = found.describe_where()
        return describe_place(self.form.places[found.place], found.place) + (f"（{where}）" if where else "")


def convert_answer(form: Form, place: str, value: Value) -> Any:
    """Convert an answer for JSON: option ids as a list, rows of own indicators as objects, anything else as text."""
    if isinstance(value, tuple) and any(isinstance(row, OwnRow) for row in value):
        return [{"label": row.label, **row.cells} for row in value if isinstance(row, OwnRow)]
    field = form.places.get(place)
    if isinstance(field, Choice | Choices):
        return list(value) if isinstance(value, tuple) else [str(value)]
    if isinstance(value, tuple) and isinstance(field, Narrative):
        return "\n".join(map(str, value))
    return format_value(value)


def _describe(place: WordPlace | None) -> str:
    return place.describe() if place else ""
