"""The goals are held against the enterprise table, by every reading of their labels."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from docgen.definitions.catalog import built_in
from docgen.problems.problem import Severity
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.goals.goal_answers import compare_goals

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
GROWTH, QUALITY = "industry.output_growth.base", "industry.quality_smes.base"
RESEARCH, PATENTS = "innovation.rd_spending.base", "innovation.patents.base"


@cache
def example(name: str) -> Application:
    return load(EXAMPLES / name, built_in())


def find(name: str, place: str, value: str, *, table: bool = True) -> list[str]:
    application = example(name)
    changed = dataclasses.replace(application, answers={**application.answers, place: Decimal(value)})
    if not table:
        changed = dataclasses.replace(changed, register=None, derived={})
    problems = list(compare_goals(changed))
    assert all(one.severity is Severity.WARNING and one.where.slot == place for one in problems)
    return [one.message for one in problems]


@pytest.mark.parametrize("name", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_the_examples_agree_with_their_tables(name: str) -> None:
    assert list(compare_goals(example(name))) == []


# The sums of the columns of the example, reckoned by hand in a workbook.
@pytest.mark.parametrize(
    ("name", "place", "right", "wrong"),
    [
        ("yunxi-2022", f"goals.{GROWTH}", "14.11", "11.41"),
        ("yunxi-2022", f"goals.{QUALITY}", "83", "183"),
        ("yunxi-2022", f"goals.{RESEARCH}", "2.02", "2.20"),
        ("lanting-2025", f"goals.{GROWTH}", "12.22", "21.22"),
        ("lanting-2025", f"goals.{QUALITY}", "53", "113"),
        ("lanting-2025", f"goals.{RESEARCH}", "1.12", "1.21"),
        ("yunxi-2025-review", f"goals.{GROWTH}", "14.25", "12.45"),
        ("yunxi-2025-review", f"goals.{RESEARCH}", "3.13", "3.31"),
        ("yunxi-2025-review", f"achievements.{RESEARCH}", "2.34", "3.24"),
        ("yunxi-2025-review", f"achievements.{RESEARCH}", "2.02", "2.20"),
        ("yunxi-2025-review", f"achievements.{PATENTS}", "139", "193"),
        ("yunxi-2025-review", f"achievements.{QUALITY}", "96", "169"),
    ],
)
def test_a_goal_is_one_of_the_readings_of_the_table(name: str, place: str, right: str, wrong: str) -> None:
    assert find(name, place, right) == []
    (message,) = find(name, place, wrong)
    assert "企业表算出的是" in message
    assert find(name, place, wrong, table=False) == []


def test_the_growth_of_the_leading_industry_is_a_reading() -> None:
    application = example("yunxi-2022")
    leading = application.answers["leading_output_growth_average"]
    assert find("yunxi-2022", f"goals.{GROWTH}", str(leading)) == []


def test_sums_of_the_rows_of_the_form_are_a_reading() -> None:
    answers = example("yunxi-2022").answers
    names = ("specialized_smes", "little_giants", "champions", "high_tech_and_innovative")
    rows = [answers[f"{one}.2021"] for one in names]
    total = sum((one for one in rows if isinstance(one, Decimal)), Decimal(0))
    assert find("yunxi-2022", f"goals.{QUALITY}", str(total)) == []


def test_a_slip_of_the_unit_is_named() -> None:
    (message,) = find("yunxi-2022", f"goals.{RESEARCH}", "20.2")
    assert "相差 10 倍" in message


def test_a_blank_in_the_table_leaves_the_goal_open() -> None:
    application = example("yunxi-2022")
    register = application.register
    assert register
    cells = (None, *register.columns["rd.2021"][1:])
    columns = {**register.columns, "rd.2021": cells}
    blank = dataclasses.replace(
        application,
        register=dataclasses.replace(register, columns=columns),
        answers={**application.answers, f"goals.{RESEARCH}": Decimal("1.88")},
    )
    assert list(compare_goals(blank)) == []
