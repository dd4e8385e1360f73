"""Compute the answers that are not typed, and report those that cannot be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from docgen.definitions.form import Form, Matrix, NamedList, Number, Series, shorten_label
from docgen.definitions.table_columns import Tables
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import AnswerReader, Answers, Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.lists.list_entries import FOLDER
from docgen.project.register.derived_answers import ComputedAnswer, DerivedAnswers, NotComputed


def find_computable_blanks(
    typed: Answers, follows: DerivedAnswers, listed: Mapping[str, Value]
) -> dict[str, AnswerSource]:
    """Return the blank places that can be computed, with their sources; the enterprise table goes before a list."""
    sources = {**dict.fromkeys(listed, AnswerSource.LISTS), **dict.fromkeys(follows, AnswerSource.ENTERPRISES)}
    return {place: source for place, source in sources.items() if place not in typed}


def compute_answers(
    sources: Mapping[str, AnswerSource], follows: DerivedAnswers, listed: Mapping[str, Value]
) -> dict[str, Value]:
    """Return the values of the places ``sources``; a place whose value cannot be computed is left out."""
    answers: dict[str, Value] = {}
    for place, source in sources.items():
        computed = follows.get(place)
        if source is AnswerSource.ENTERPRISES and isinstance(computed, ComputedAnswer):
            answers[place] = computed.value
        elif source is AnswerSource.LISTS and place in listed:
            answers[place] = listed[place]
    return answers


def check_computed_answers(
    form: Form,
    tables: Tables,
    sources: Mapping[str, AnswerSource],
    computed: Answers,
    follows: DerivedAnswers,
    reader: AnswerReader,
) -> Iterator[Problem]:
    """Yield a problem for each answer that cannot be computed, one for all places of a field with the same reason."""
    lacking = [
        (place, _explain_failure(form, tables, place, source, follows))
        for place, source in sources.items()
        if place not in computed
    ]
    # The places of a field follow one another, so that grouping needs no sorting.
    for (field_id, why), places in groupby(lacking, key=lambda pair: (form.places[pair[0]].id, pair[1])):
        first = next(places)[0]
        message = f"“{shorten_label(form.fields[field_id])}”算不出来：{why}。"
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
