"""What holds whatever is answered: no answers make a check fail, no unit changes a share, a rate or a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from case_runner import Judged, judged
from docgen.definitions.form import (
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
from docgen.project.answers.answer_reader import Value
from docgen.project.application import Application
from docgen.project.register.derived_answers import ComputedAnswer, derive_answers
from docgen.rules.criteria.criteria_check import judge_criteria
from docgen.rules.criteria.verdicts import VerdictState
from docgen.rules.goals.goal_check import judge_goals
from docgen.values import NOTHING

EXAMPLES = ("yunxi-2022", "lanting-2025", "yunxi-2025-review")
MONEY = ("亿元", "万元")

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MOST = Decimal(10) ** 40
CENTS = st.decimals(-MOST, MOST, places=2)
NUMBERS = st.one_of(
    CENTS,
    st.decimals(-200, 200, places=2),
    st.sampled_from([Decimal(text) for text in ("0", "0.00", "0.01", "-100", "-100.01", "100", "100.01", "1E+40")]),
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "云溪县精密件产业集群",
            "到2021年，2019—2017年，近三年（2099—2001年）建成共享车间",
            "&<>{{ }}=1+1",
            "尚未建立碳足迹",
            "𬭚龘" * 160,
        ]
    ),
)


def answers_of(field: Field) -> st.SearchStrategy[Value | None]:
    """Any value that may stand at a place of the field; None is a blank."""
    match field:
        case Number() | Series() | Matrix():
            return st.one_of(NUMBERS, st.just(NOTHING), st.none())
        case Goals():
            return st.one_of(NUMBERS, st.just(NOTHING), st.none(), TEXTS)
        case Choice():
            return st.one_of(st.sampled_from(list(field.options)), st.none())
        case Choices():
            return st.one_of(st.lists(st.sampled_from(list(field.options)), unique=True).map(tuple), st.just(NOTHING))
        case NamedList():
            return st.one_of(st.lists(TEXTS, max_size=4).map(tuple), st.just(NOTHING), st.none())
        case Narrative():
            return st.one_of(st.lists(TEXTS, max_size=3).map(tuple), st.none())
        case Text() | LongText():
            return st.one_of(TEXTS, st.just(NOTHING), st.none())
        case _:
            raise AssertionError(field)


def places(application: Application) -> dict[str, Field]:
    """The places that hold one value each; rows of one's own are left as they are."""
    return {place: field for place, field in application.form.places.items() if not place.endswith(".own")}


def with_answers(one: Judged, answers: Mapping[str, Value | None]) -> Judged:
    kept = {place: value for place, value in answers.items() if value is not None}
    application = replace(one.application, answers=kept, answer_sources={})
    tables = application.tables.enterprises
    follows = derive_answers(application.form, tables, application.register, kept)
    return replace(one, application=replace(application, derived=follows))


def known(one: Judged) -> list[object]:
    """The state of each sentence and each goal."""
    application = one.application
    verdicts = [verdict.state for criteria in one.profiles for verdict in judge_criteria(application, criteria)]
    goals = [
        judgement.state for table in judge_goals(application, application.averages) for judgement in table.judgements
    ]
    return [verdicts, goals]


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
@FEW
@given(data=st.data())
def test_no_answers_whatsoever_make_a_check_fail(example: str, data: st.DataObject) -> None:
    one = judged(example, data.draw(st.booleans(), label="typed"))
    some = data.draw(st.lists(st.sampled_from(sorted(places(one.application))), min_size=1, max_size=25, unique=True))
    fields = places(one.application)
    drawn = {place: data.draw(answers_of(fields[place]), label=place) for place in some}
    changed = with_answers(one, {**one.application.answers, **drawn})
    changed.problems()
    known(changed)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize(
    "value",
    [None, NOTHING, Decimal(0), Decimal("-0.01"), MOST, -MOST],
    ids=["blank", "nothing", "0", "-0.01", "+", "-"],
)
def test_the_same_figure_everywhere_meets_no_check_by_mistake(example: str, value: Value | None) -> None:
    one = judged(example, True)
    figures = [place for place, field in places(one.application).items() if isinstance(field, Number | Series | Goals)]
    changed = with_answers(one, {**one.application.answers, **dict.fromkeys(figures, value)})
    assert changed.problems()
    if value is None or value is NOTHING:
        states = {state for states in known(changed) for state in states}
        numeric = [
            verdict
            for criteria in changed.profiles
            for verdict in judge_criteria(changed.application, criteria)
            if verdict.sentence.thresholds
        ]
        assert VerdictState.MET not in {verdict.state for verdict in numeric}, states


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
@FEW
@given(data=st.data())
def test_no_figures_of_the_enterprises_whatsoever_make_a_check_fail(example: str, data: st.DataObject) -> None:
    one = judged(example)
    register = one.application.register
    assert register is not None
    columns = dict(register.columns)
    for place in data.draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=8, unique=True)):
        cells = st.one_of(NUMBERS, st.just(NOTHING), st.none(), st.booleans(), st.integers(0, 9999))
        cell = data.draw(cells, label=place)
        some = data.draw(st.integers(1, len(register.rows)))
        columns[place] = (cell,) * some + columns[place][some:]
    application = replace(one.application, register=replace(register, columns=columns))
    with_answers(replace(one, application=application), application.answers).problems()


@pytest.mark.parametrize("example", EXAMPLES)
@FEW
@given(factor=st.sampled_from([Decimal(text) for text in ("2", "3", "10", "25", "1000")]))
def test_all_money_in_another_unit_leaves_every_share_and_rate_as_it_was(example: str, factor: Decimal) -> None:
    application = judged(example).application
    register = application.register
    assert register is not None
    columns = application.tables.enterprises.by_id
    scaled = {
        place: tuple(
            cell * factor if isinstance(cell, Decimal) and columns[place.partition(".")[0]].unit in MONEY else cell
            for cell in cells
        )
        for place, cells in register.columns.items()
    }
    follows = derive_answers(
        application.form, application.tables.enterprises, replace(register, columns=scaled), application.answers
    )
    for place, computed in application.derived.items():
        other = follows[place]
        assert isinstance(other, ComputedAnswer) is isinstance(computed, ComputedAnswer)
        if isinstance(computed, ComputedAnswer) and isinstance(other, ComputedAnswer):
            is_money = computed.unit in MONEY
            expected = computed.exact * (factor if is_money else 1)
            assert abs(other.exact - expected) <= abs(expected) * Decimal("1E-20"), place


@pytest.mark.parametrize("example", EXAMPLES)
@FEW
@given(factor=st.sampled_from([Decimal(text) for text in ("2", "3", "10", "25", "1000")]))
def test_all_money_in_another_unit_leaves_what_rests_on_no_amount_as_it_was(example: str, factor: Decimal) -> None:
    one = judged(example, True)
    scaled = with_answers(one, {place: _scaled(one, place, factor) for place in one.application.answers})
    for before, after in zip(_rates(one), _rates(scaled), strict=True):
        assert before == after


def _scaled(one: Judged, place: str, factor: Decimal) -> Value:
    value = one.application.answers[place]
    return value * factor if isinstance(value, Decimal) and _unit(one, place) in MONEY else value


def _unit(one: Judged, place: str) -> str:
    field = one.application.form.places[place]
    match field:
        case Number() | Series():
            return field.unit
        case Goals():
            rows = [(above.id, row) for above in field.directions for row in above.indicators]
            return next((row.unit for above, row in rows if place.startswith(f"{field.id}.{above}.{row.id}.")), "")
        case _:
            return ""


def _rates(one: Judged) -> list[tuple[str, VerdictState]]:
    """The verdicts but those whose limit is an amount of money."""
    verdicts = [
        (verdict.sentence.text, verdict.state)
        for criteria in one.profiles
        for verdict in judge_criteria(one.application, criteria)
        if not any(threshold.unit in MONEY for threshold in verdict.sentence.thresholds)
    ]
    tables = judge_goals(one.application, one.application.averages)
    return verdicts + [(judgement.rule.text, judgement.state) for table in tables for judgement in table.judgements]
