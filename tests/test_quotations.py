"""Every form in data/forms quotes its official text, and an id means the same in each of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Choice, Choices, Form, Goals, Matrix, Narrative, slots_of

SOURCES = Path(__file__).parent / "sources"
CATALOG = built_in()
FORMS = sorted(path.stem for path in (CATALOG.roots[0] / "data" / "forms").glob("*.yaml"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def folded(text: str) -> str:
    return re.sub(r"\s", "", text)


def official(form_id: str) -> str:
    """The words of an official form without white space."""
    reader = _Words()
    reader.feed((SOURCES / f"{form_id}.html").read_text("utf-8"))
    return folded("".join(reader.words))


def quotations(form: Form) -> Iterator[str]:
    """Every label, option, heading, row and column of a form; the names on the cover are of our making."""
    for part in form.parts:
        yield from [] if part is form.parts[0] else [part.title]
        for field in part.fields:
            yield field.label
            match field:
                case Choice() | Choices():
                    yield from field.options.values()
                case Matrix():
                    yield from (*field.rows.values(), *field.columns.values())
                case Narrative():
                    yield from (section.heading for section in field.sections)
                case Goals():
                    yield from field.columns.values()
                    for direction in field.directions:
                        yield direction.label
                        yield from (indicator.label for indicator in direction.indicators)
                case _:
                    continue


def test_there_are_forms_to_prove() -> None:
    assert {"2022-application", "2025-application", "2025-review"} <= set(FORMS)


@pytest.mark.parametrize("form_id", FORMS)
def test_every_label_option_and_heading_is_a_quotation_of_the_official_text(form_id: str) -> None:
    found = list(quotations(CATALOG.form(form_id)))
    text = official(form_id)
    assert len(found) > 150
    assert [words for words in found if folded(words) not in text] == []


@pytest.mark.parametrize("form_id", FORMS)
def test_a_word_that_is_not_the_ministrys_would_be_found(form_id: str) -> None:
    text = official(form_id)
    changed = [folded(words) + "也" for words in quotations(CATALOG.form(form_id))]
    assert [words for words in changed if words in text] == []


@pytest.mark.parametrize("form_id", FORMS)
def test_the_rules_that_problems_quote_are_the_official_ones(form_id: str) -> None:
    rules = CATALOG.form(form_id).rules
    for rule in (rules.required, rules.decimals, rules.pages):
        number, _, words = rule.removeprefix("填报说明").partition("：")
        assert f"{number}.{folded(words)}".rstrip("。") in official(form_id).replace("．", ".")


@pytest.mark.parametrize("form_id", FORMS)
def test_the_years_are_those_that_the_form_prints(form_id: str) -> None:
    form, text = CATALOG.form(form_id), official(form_id)
    for year in (*form.years.actual, form.years.base, form.years.target, *form.years.stages):
        assert f"{year}年" in text
    for stage, number in zip(form.years.stages, "123", strict=True):
        assert f"（{number}）{stage}年度" in text


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(FORMS, 2)))
def test_an_id_of_two_forms_is_the_same_kind_of_answer_in_the_same_unit(one: str, other: str) -> None:
    before, after = CATALOG.form(one), CATALOG.form(other)
    both = [name for name in before.fields if name in after.fields]
    assert both
    for name in both:
        first, second = before.fields[name], after.fields[name]
        assert type(first) is type(second), name
        assert getattr(first, "unit", "") == getattr(second, "unit", ""), name


@pytest.mark.parametrize("form_id", FORMS)
def test_no_slot_is_named_twice(form_id: str) -> None:
    form = CATALOG.form(form_id)
    slots = [slot for field in form.fields.values() for slot in slots_of(field, form.years)]
    assert len(slots) == len(set(slots)) == len(form.slots)
