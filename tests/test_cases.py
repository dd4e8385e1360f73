"""The cases of tests/cases: an example, a change, and the problems and verdicts that must come of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from case_runner import EXAMPLES, Case, Judged, judged, judged_case, pure_checks, read_cases, unmatched
from docgen.checks.criteria import judge
from docgen.checks.goals import goal_judgements
from docgen.problems import CATALOGUE
from docgen.values import show_number

CASES = read_cases()
CHECKS = EXAMPLES.parents[1] / "docgen" / "checks"
CODE = re.compile(r'"((?:[a-z]+)\.[a-z-]+)"')

WITHOUT_A_CASE = {
    "answer.long-for-cell": "where a line breaks is reckoned from the printed form: tests/test_room.py",
    "evidence.fewer-than-enterprises": "counts the pages of real files: tests/test_checklist.py",
    "requirement.no-item": "every demand of these forms has an item in these notices: tests/test_requirements.py",
    "goals.not-completed": "the goals of this review are for a year that is not over: tests/test_goals.py",
    "summary.above-quota": "several applications in one table: tests/test_summary_checks.py",
    "summary.by-hand": "several applications in one table: tests/test_summary_checks.py",
    "summary.quota-by-hand": "several applications in one table: tests/test_summary_checks.py",
    "summary.same-cluster": "several applications in one table: tests/test_summary_checks.py",
    "summary.same-name": "several applications in one table: tests/test_summary_checks.py",
    "summary.same-sector": "several applications in one table: tests/test_summary_checks.py",
}
RUN_ELSEWHERE = {
    "check_summary": "of several applications: tests/test_summary_checks.py",
    "check_room": "reckons printed lines: tests/test_room.py",
    "check_sheets": "counts the pages of real files: tests/test_checklist.py",
}


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


def test_every_problem_that_the_checks_report_has_a_case() -> None:
    reported = {code for path in CHECKS.glob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    told = {expected["问题"] for case in CASES for expected in case.problems}
    assert (reported & CATALOGUE.keys()) - told == WITHOUT_A_CASE.keys()


def test_every_check_is_run_by_the_cases_or_elsewhere() -> None:
    names = {
        name
        for path in CHECKS.glob("*.py")
        for name in re.findall(r"^def (check_\w+)\(\n? *app", path.read_text(), re.M)
    }
    assert names == {*pure_checks(), *RUN_ELSEWHERE} - {"check_evidence"}


def test_no_two_cases_of_a_subject_have_the_same_name() -> None:
    names = [str(case) for case in CASES]
    assert sorted(set(names)) == sorted(names)


def _holds_verdict(one: Judged, expected: Mapping[str, str]) -> None:
    profile = next(profile for profile in one.profiles if profile.id == expected.get("标准", "national-2022"))
    found = [verdict for verdict in judge(one.application, profile) if expected["句子"] in verdict.sentence.text]
    assert [verdict.state.value for verdict in found] == [expected["结论"]], found
    assert expected.get("差距", "") in found[0].margin_words
    assert expected.get("数值", "") in found[0].values


def _holds_goal(one: Judged, expected: Mapping[str, str]) -> None:
    tables = goal_judgements(one.application, one.application.averages)
    found = [
        judgement
        for table in tables
        for judgement in table.judgements
        if expected["规定"] in judgement.rule.text and expected.get("表", table.field.id) == table.field.id
    ]
    assert [judgement.state.value for judgement in found] == [expected["结论"]], found
    assert expected.get("差距", "") in found[0].margin_words


def _holds_completion(one: Judged, expected: Mapping[str, str]) -> None:
    tables = goal_judgements(one.application, one.application.averages)
    found = [done for table in tables for done in table.completions if expected["指标"] in done.label]
    assert [done.state.value for done in found] == [expected["结论"]], found
    share = found[0].share
    assert "进度" not in expected or (share is not None and show_number(share) == expected["进度"])
