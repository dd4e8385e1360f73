"""The folder of single sheets that make_sheets.py writes: collected, it is the register of the example again."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.register.collect import collect_sheets
from docgen.project.register.collected_rows import Collected
from docgen.project.register.register import read_register
from example_answers import EXAMPLES

CATALOG = built_in()
TABLE, YEARS = CATALOG.load_tables().enterprises, CATALOG.load_form("2022-application").years
SENT = 48
"""So many enterprises: each shape six times, and every one that sent something twice."""

REVISED = 20
"""The running number of the one that sent another figure later."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXAMPLES))
        maker = importlib.import_module("make_sheets")
        home = tmp_path_factory.mktemp("sheets") / "回收"
        maker.write_sheets(home, maker.firms_of(maker.make_enterprises())[:SENT])
    return home


@pytest.fixture(scope="module")
def collected(folder: Path) -> Collected:
    return collect_sheets(folder, TABLE, YEARS)


@pytest.mark.slow
def test_collecting_the_sheets_gives_the_register_back(collected: Collected) -> None:
    register = read_register(EXAMPLES / "yunxi-2022", TABLE, YEARS)
    assert register is not None
    expected: list[dict[str, Any]] = [
        {place: cells[at] for place, cells in register.columns.items() if cells[at] is not None} for at in range(SENT)
    ]
    expected[REVISED - 1]["employees.2021"] += 3  # the one sent later counts
    assert [dict(row.values) for row in collected.rows] == expected
    assert {one.reason for one in collected.unplaced} == {"合计，没有当作企业"}
    assert collected.files == SENT + 5


@pytest.mark.slow
def test_the_sheets_come_in_many_shapes(folder: Path, collected: Collected) -> None:
    endings = Counter(path.suffix for path in folder.iterdir())
    assert endings[".csv"] == SENT // 8 + 1
    assert endings.keys() <= {".xlsx", ".csv", ".xls"}
    assert {row.sources["name"].sheet for row in collected.rows} == {
        "企业发展情况表", "表1", "Sheet1", "填报", "企业表", "",
    }  # fmt: skip


@pytest.mark.slow
def test_what_was_sent_twice_or_cannot_be_opened_is_told(collected: Collected) -> None:
    codes = Counter(problem.code for problem in collected.problems)
    assert (codes["collect.same"], codes["collect.corrected"], codes["collect.unreadable"]) == (2, 1, 2)
    unreadable = [problem for problem in collected.problems if problem.code == "collect.unreadable"]
    assert ["损坏" in problem.message or "密码" in problem.message for problem in unreadable] == [True, True]
    (corrected,) = [problem for problem in collected.problems if problem.code == "collect.corrected"]
    assert "2021年从业人员数" in corrected.message
    assert not [problem for problem in collected.problems if problem.code.startswith("enterprises")]
