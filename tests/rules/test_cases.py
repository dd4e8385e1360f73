"""The cases of tests/cases: an example, a change, and the problems and verdicts that must come of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from case_runner import EXAMPLES, Case, definitions, faults, judged, pure_checks, read_cases
from docgen.definitions.consistency_rules import Claim
from docgen.definitions.form import Choice, LongText, Narrative
from docgen.problems.kinds import read_severities
from docgen.project.application import Application
from docgen.rules.consistency.consistency_check import check_consistency

CASES = read_cases()
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if (path / "plan.md").exists())
CHECKS = EXAMPLES.parents[1] / "docgen" / "rules"
CODE = re.compile(r'"((?:[a-z]+)\.[a-z-]+)"')

WITHOUT_A_CASE = {
    "notice.projected": "needs a definition that is projected: test_shifted_forms.py",
    "notice.unreviewed": "needs a definition that was imported: test_imported_forms.py",
    "enterprises.exchanged": "the enterprises of the examples change in ways of their own: test_peers.py",
    "answer.long-for-cell": "where a line breaks is reckoned from the printed form: test_room_check.py",
    "list.numbers-unchecked": "most numbers of a list: test_list_entry_check.py",
    "requirement.no-item": "every demand of these forms has an item in these notices: test_requirements.py",
    "goals.not-completed": "the goals of this review are for a year that is not over: test_goal_check.py",
    "summary.above-quota": "several applications in one table: test_summary_check.py",
    "summary.by-hand": "several applications in one table: test_summary_check.py",
    "summary.quota-by-hand": "several applications in one table: test_summary_check.py",
    "summary.same-cluster": "several applications in one table: test_summary_check.py",
    "summary.same-name": "several applications in one table: test_summary_check.py",
    "summary.same-sector": "several applications in one table: test_summary_check.py",
}
RUN_ELSEWHERE = {
    "check_projection": "needs a definition of its own: test_shifted_forms.py, test_imported_forms.py",
    "check_summary": "of several applications: test_summary_check.py",
    "check_page_counts": "needs the pages of evidence files: test_build.py",
    "check_room": "reckons printed lines: test_room_check.py",
}


@pytest.mark.parametrize("example", NAMES)
def test_an_example_triggers_nothing(example: str) -> None:
    assert judged(example).problems() == ()


@pytest.mark.parametrize("example", NAMES)
def test_an_example_whose_figures_are_typed_triggers_nothing(example: str) -> None:
    assert judged(example, True).problems() == ()


def _every_third_quick() -> list[object]:
    """The cases as parameters: every third is run by ./dev test --quick as well."""
    return [
        pytest.param(case, marks=[pytest.mark.slow] * (place % 3 > 0), id=str(case)) for place, case in enumerate(CASES)
    ]


@pytest.mark.parametrize("case", _every_third_quick())
def test_a_case_gives_what_is_expected_and_nothing_else(case: Case) -> None:
    assert faults(case) == []


def test_every_problem_that_the_checks_report_has_a_case() -> None:
    reported = {code for path in CHECKS.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    told = {expected["问题"] for case in CASES for expected in case.problems}
    assert (reported & read_severities().keys()) - told == WITHOUT_A_CASE.keys()


def test_every_check_is_run_by_the_cases_or_elsewhere() -> None:
    names = {
        name
        for path in CHECKS.rglob("*.py")
        for name in re.findall(r"^def (check_\w+)\(\n? *app", path.read_text(), re.M)
    }
    assert names == {*pure_checks(), *RUN_ELSEWHERE} - {"check_evidence"}


def test_every_sentence_that_figures_or_choices_decide_has_a_verdict_in_some_case() -> None:
    said = {expected["句子"] for case in CASES for expected in case.verdicts}
    sentences = [
        sentence.text
        for criteria_id in definitions().list_criteria_ids()
        for standard in definitions().load_criteria(criteria_id).standards
        for sentence in standard.sentences
        if sentence.thresholds or sentence.declared
    ]
    assert [text for text in sentences if not any(words in text for words in said)] == []


def test_no_two_cases_of_a_subject_have_the_same_name() -> None:
    names = [str(case) for case in CASES]
    assert sorted(set(names)) == sorted(names)


def _claims() -> list[tuple[str, Claim]]:
    return [(example, rule) for example in NAMES for rule in judged(example).application.form.consistency.claims.of]


@pytest.mark.parametrize(("example", "rule"), _claims(), ids=lambda one: getattr(one, "option", one))
def test_every_claim_that_the_forms_know_is_held_against_its_box(example: str, rule: Claim) -> None:
    application = judged(example).application
    place = next(name for name, field in application.form.fields.items() if isinstance(field, LongText))
    said = f"集群{(rule.done or ('开展',))[0]}{rule.words[0]}。"
    assert _told_of(application, rule, place, said, []) == {"consistency.claim"}
    assert _told_of(application, rule, place, said, [rule.option]) == set()
    assert _told_of(application, rule, place, f"集群尚未{said[2:]}", [rule.option]) == {"consistency.denied"}
    assert _told_of(application, rule, place, f"集群尚未{said[2:]}", []) == set()
    if rule.done:
        assert _told_of(application, rule, place, f"集群讨论{rule.words[0]}。", []) == set()


def _told_of(application: Application, rule: Claim, place: str, said: str, ticked: list[str]) -> set[str]:
    """What is told of the box where this is all that is said, and these boxes of its field are ticked."""
    name, _, option = rule.option.partition(".")
    field = application.form.fields[name]
    others = [one for one in field.options if one != option] if isinstance(field, Choice) else []
    answer = (option if ticked else others[0]) if others else ((option,) if ticked else ())
    texts = [one for one, kind in application.form.places.items() if isinstance(kind, LongText | Narrative)]
    answers = {one: value for one, value in application.answers.items() if one not in texts}
    told = check_consistency(replace(application, answers={**answers, place: said, name: answer}))
    return {one.code for one in told} & {"consistency.claim", "consistency.denied"}
