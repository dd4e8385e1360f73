"""The texts of an application in which figures are read: long texts, the plan, tables of goals, the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docgen.definitions.form import Goals
from docgen.problems.problem import Where
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.answers.summary_answers import SECTION
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers
from docgen.rules.consistency.written_statements import Statement, StatementReader
from docgen.rules.prose import iterate_texts

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class WrittenStatement:
    """A statement, the location and the name of the text that it is in."""

    statement: Statement
    where: Where
    source: str


def read_statements(answered: ConsistencyAnswers) -> list[WrittenStatement]:
    """Read the statements of all texts, each once; a stage of the plan and a column of goals give their year."""
    application, rules = answered.application, answered.application.form.consistency
    reader = StatementReader(rules.figures.of, _list_names(answered), answered.years)
    ahead = rules.years.ahead if rules.years else ()
    found: list[WrittenStatement] = []
    for text in iterate_texts(application):
        where, source = application.locate(text.place), f"“{answered.format_name(text.place)}”"
        year, is_ahead = rules.figures.stages.get(text.place), text.place in ahead
        for paragraph in text.paragraphs:
            for one in reader.read(paragraph, is_ahead):
                # A plan for a year that is over (到2021年) is told by consistency.year.
                is_over = is_ahead and one.year in answered.years and f"到{one.year}" in one.sentence
                if not is_over and (not is_ahead or one.year or year):
                    found.append(WrittenStatement(replace(one, year=one.year or year), where, source))
    for key in rules.figures.besides:
        where = application.locate(f"{SECTION}.{key}")
        paragraph = (application.summary.get(key, ""),)
        found += [WrittenStatement(one, where, "推荐汇总表的简介") for one in reader.read(paragraph)]
    for place, label, words, year in _iterate_goal_words(answered):
        for one in reader.read((words,), is_ahead=True):
            written = replace(one, year=one.year or year, sentence=words)
            found.append(WrittenStatement(written, application.locate(place), f"“{label}”"))
    return list(dict.fromkeys(found))


def _list_names(answered: ConsistencyAnswers) -> list[str]:
    """List the names by which texts mean this cluster: its full name, and without the places before the last."""
    application, names = answered.application, []
    for rule in application.form.consistency.same_names:
        name, start = application.answers.get(rule.text), application.answers.get(rule.start)
        if isinstance(name, str) and isinstance(start, str) and name:
            names.append(name)
            if start and start in name:
                names.append(start + name.rpartition(start)[2])
    return names


def _iterate_goal_words(answered: ConsistencyAnswers) -> Iterator[tuple[str, str, str, int]]:
    """Yield the words in the columns of base and target: place, label, words and year.

    Other columns, and targets that are not those of the plan, are about other times.
    """
    years = answered.application.form.years
    for field in answered.application.form.fields.values():
        if not isinstance(field, Goals) or field.span is None:
            continue
        for place in (one for one, of in answered.application.form.places.items() if of is field):
            value = answered.application.answers.get(place)
            for column in (field.span.base, field.span.target):
                found = _YEAR.search(field.columns[column])
                year = int(found[0]) if found else 0
                if year not in (*years.actual, years.target):
                    continue
                if isinstance(value, tuple):
                    for row in value:
                        if isinstance(row, OwnRow):
                            label = f"{field.label} {row.label} {field.columns[column]}"
                            yield place, label, f"{row.label}{row.cells.get(column, '')}", year
                elif isinstance(value, str) and place.endswith(f".{column}"):
                    yield place, answered.format_name(place), value, year
