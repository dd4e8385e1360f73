"""Answers that are computed instead of typed: which, their values, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from docgen.definitions.form import Form, Matrix, NamedList, Number, Series, short_name
from docgen.definitions.table_columns import Tables
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import AnswerReader, Answers, Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.lists.list_entries import FOLDER
from docgen.project.register.derived_answers import ComputedAnswer, DerivedAnswers, NotComputed


def find_computable_blanks(
    typed: Answers, follows: DerivedAnswers, listed: Mapping[str, Value]
) -> dict[str, AnswerSource]:
    """The places to be computed where all blanks are: from the enterprise table where it can give them, or a list."""
    sources = {**dict.fromkeys(listed, AnswerSource.LISTS), **dict.fromkeys(follows, AnswerSource.ENTERPRISES)}
    return {place: source for place, source in sources.items() if place not in typed}


def compute_answers(
    taken: Mapping[str, AnswerSource], follows: DerivedAnswers, listed: Mapping[str, Value]
) -> dict[str, Value]:
    """The values of the places that are to be computed, as far as there are any."""
    answers: dict[str, Value] = {}
    for place, source in taken.items():
        computed = follows.get(place)
        if source is AnswerSource.ENTERPRISES and isinstance(computed, ComputedAnswer):
            answers[place] = computed.value
        elif source is AnswerSource.LISTS and place in listed:
            answers[place] = listed[place]
    return answers


def check_computed_answers(
    form: Form,
    tables: Tables,
    taken: Mapping[str, AnswerSource],
    computed: Answers,
    follows: DerivedAnswers,
    reader: AnswerReader,
) -> Iterator[Problem]:
    """A problem for each answer that is to be computed and cannot be, once for the places of a field."""
    lacking = [
        (place, _explain_failure(form, tables, place, source, follows))
        for place, source in taken.items()
        if place not in computed
    ]
    for (field_id, why), places in groupby(lacking, key=lambda pair: (form.places[pair[0]].id, pair[1])):
        first = next(places)[0]
        message = f"“{short_name(form.fields[field_id])}”算不出来：{why}。"
        where = Where(reader.path, reader.lines.get(first, 0), first)
        yield Problem("answer.not-computed", where, message, "请补上所缺的数，或直接填写这个答案。")


def _explain_failure(form: Form, tables: Tables, place: str, source: AnswerSource, follows: DerivedAnswers) -> str:
    computed = follows.get(place)
    if source is AnswerSource.ENTERPRISES and isinstance(computed, NotComputed):
        return computed.reason
    field = form.places[place]
    if isinstance(field, Number | Series | Matrix | NamedList) and field.listed:
        title = tables.by_id[field.listed.id].title
        return f"没有能算出它的“{title}”（{FOLDER}/{field.listed.id}.xlsx）"
    raise ValueError(f"{place} follows from nothing")
