"""The cases of tests/cases: an example, a change, and the problems and verdicts that must come of it."""

from __future__ import annotations

import pytest

from case_runner import EXAMPLES, Case, judged, judged_case, read_cases, unmatched
from docgen.checks.criteria import judge
from docgen.checks.goals import goal_judgements

CASES = read_cases()


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir() if (path / "plan.md").exists()))
def test_an_example_triggers_nothing(example: str) -> None:
    assert judged(example).problems() == ()


@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_an_example_whose_figures_are_typed_triggers_nothing(example: str) -> None:
    assert judged(example, True).problems() == ()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_gives_what_is_expected_and_nothing_else(case: Case) -> None:
    one = judged_case(case)
    missing, others = unmatched(case, one.problems())
    told = [f"{problem.code} {problem.where.slot or problem.where} {problem.message}" for problem in others]
    assert (missing, told) == ([], [])
    for expected in case.verdicts:
        _holds_verdict(one, expected)
    for expected in case.goals:
        _holds_goal(one, expected)
    for expected in case.done:
        _holds_completion(one, expected)


def _holds_verdict(one, expected) -> None:
    profile = next(profile for profile in one.profiles if profile.id == expected.get("标准", "national-2022"))
    found = [verdict for verdict in judge(one.application, profile) if expected["句子"] in verdict.sentence.text]
    assert [verdict.state.value for verdict in found] == [expected["结论"]], found
    assert expected.get("差距", "") in found[0].margin_words
    assert expected.get("数值", "") in found[0].values


def _holds_goal(one, expected) -> None:
    tables = goal_judgements(one.application, one.application.averages)
    found = [
        judgement
        for table in tables
        for judgement in table.judgements
        if expected["规定"] in judgement.rule.text and expected.get("表", table.field.id) == table.field.id
    ]
    assert [judgement.state.value for judgement in found] == [expected["结论"]], found
    assert expected.get("差距", "") in found[0].margin_words


def _holds_completion(one, expected) -> None:
    tables = goal_judgements(one.application, one.application.averages)
    found = [done for table in tables for done in table.completions if expected["指标"] in done.label]
    assert [done.state.value for done in found] == [expected["结论"]], found
    assert str(found[0].share) == expected.get("进度", str(found[0].share))
