"""Figures in prose: what contradicts an answer is told with both places, and nothing else is."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from case_runner import judged
from docgen.problems.problem import Problem
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.rules.consistency.written_words import Dictionary

TEXTS = yaml.safe_load((Path(__file__).parent / "written_texts.yaml").read_text(encoding="utf-8"))
CODES = {"consistency.written", "goals.written"}


def told(one: dict[str, Any]) -> list[Problem]:
    """The problems of figures in prose where this text stands in the plan."""
    application = judged(one["示例"]).application
    answers = {**application.answers, one.get("位置", "plan.results"): one["文字"]}
    found = check_consistency(dataclasses.replace(application, answers=answers))
    return [problem for problem in found if problem.code in CODES]


@pytest.mark.parametrize("one", TEXTS["一致"], ids=lambda one: one["文字"][:30])
def test_a_text_that_agrees_is_left_alone(one: dict[str, Any]) -> None:
    assert told(one) == []


@pytest.mark.parametrize("one", TEXTS["矛盾"], ids=lambda one: one["文字"][:40] + one["说的"])
def test_a_figure_that_contradicts_an_answer_is_told(one: dict[str, Any]) -> None:
    (problem,) = [each for each in told(one) if each.where.slot == one.get("位置", "plan.results")]
    assert one["说的"] in problem.message
    assert "application.yaml" in problem.hint or "plan.md" in problem.hint


def test_a_run_of_digits_that_is_no_figure_has_none_inside() -> None:
    words = Dictionary((), ()).split("有1,23家、1,234家")
    assert [word.text for word in words if word.quantity] == ["1,234家"]
