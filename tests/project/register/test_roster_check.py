"""The roster against the returns: who is missing, who was not asked, and names that are nearly the same."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest

from docgen import collect
from docgen.definitions.catalog import built_in
from docgen.problems.problem import Problem, Where
from docgen.project.register import roster_check
from docgen.project.register.collect import collect_sheets
from docgen.project.register.collected_rows import OLD_TABLE, ROSTER, Collected, CollectedRow, ValueSource
from docgen.project.register.roster import Roster, RosterEntry
from docgen.project.register.roster_check import ReturnState, RosterComparison, compare_with_roster

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
CODE = "91990126MAY000375L"


def row(name: str, code: str = "", file: str = "") -> CollectedRow:
    values = {"name": name, "business": "轴承"} | ({"credit_code": code} if code else {})
    return CollectedRow(values, dict.fromkeys(values, ValueSource(file or f"{name}.xlsx")))


def compared(names: list[str], rows: list[CollectedRow], *problems: Problem, code: str = "") -> RosterComparison:
    entries = tuple(RosterEntry(at, name, code, ("张三", "")) for at, name in enumerate(names, 1))
    return compare_with_roster(Roster("名单.xlsx", entries, ()), Collected(tuple(rows), (), problems, len(rows)), TABLE)


def test_who_is_missing_and_who_was_not_asked() -> None:
    found = compared(["甲（集团）有限公司", "乙县重型机械厂"], [row("甲 (集团)有限公司"), row("宁川纺织有限公司")])
    assert found.list_names(ReturnState.MISSING) == ("乙县重型机械厂",)
    assert found.list_names(ReturnState.UNASKED) == ("宁川纺织有限公司",)
    assert [(one.code, one.message) for one in found.problems] == [
        ("collect.missing", "名单上有 2 家，1 家没有交表：乙县重型机械厂。"),
        ("collect.unasked", "有 1 家交了表，名单上没有：宁川纺织有限公司（宁川纺织有限公司.xlsx）。"),
    ]


def test_all_returned_is_nothing_to_tell() -> None:
    found = compared(["甲厂"], [row("甲厂")])
    assert (found.problems, found.list_names(ReturnState.RETURNED)) == ((), ("甲厂",))


def test_the_code_decides_where_the_name_is_another() -> None:
    (line,) = compared(["甲厂"], [row("甲新材料有限公司", CODE)], code=CODE).lines
    assert (line.state, line.note) == (ReturnState.RETURNED, "代码相同，交来的表写作“甲新材料有限公司”")


@pytest.mark.parametrize(
    ("asked", "returned", "is_similar"),
    [
        ("云溪恒达五金有限公司", "云溪恒达五全有限公司", True),
        ("云溪恒达五金有限公司", "云溪恒达五金有限责任公司", True),
        ("云溪恒达五金有限公司", "恒达五金", True),
        ("云溪县昱锋精密机械股份有限公司", "云溪昱锋精密机械股份有限公司", True),
        ("云溪恒达五金有限公司", "云溪沣川机械有限公司", False),
        ("甲厂", "乙厂", False),
        ("云溪恒达五金有限公司", "宁川恒大纺织有限公司", False),
    ],
)
def test_names_that_are_nearly_the_same(asked: str, returned: str, is_similar: bool) -> None:
    found = compared([asked], [row(returned)])
    state = ReturnState.SIMILAR if is_similar else ReturnState.MISSING
    assert found.list_names(state) == (asked,)
    assert [problem.code for problem in found.problems if problem.code == "collect.similar"] == [
        "collect.similar"
    ] * is_similar


def test_similar_names_with_different_codes_are_different_enterprises() -> None:
    found = compared(["云溪恒达五金有限公司"], [row("云溪恒达五全有限公司", "91990126MAY000746B")], code=CODE)
    assert found.list_names(ReturnState.MISSING) == ("云溪恒达五金有限公司",)


def test_what_somebody_typed_into_the_table_was_not_returned() -> None:
    assert compared(["甲厂"], [row("甲厂", file=OLD_TABLE)]).list_names(ReturnState.MISSING) == ("甲厂",)


def test_a_blank_sent_back_is_not_returned(tmp_path: Path) -> None:
    (tmp_path / "甲.csv").write_text("企业名称,2021年产值（亿元）\n甲厂,\n", encoding="utf-8")
    found = collect_sheets(tmp_path, TABLE, YEARS)
    assert [(one.code, one.message) for one in found.problems] == [
        ("collect.empty", "“甲厂”（A2）除名称和代码外什么也没有填。")
    ]
    entry = RosterEntry(1, "甲厂", "", ("", ""))
    (line,) = compare_with_roster(Roster("名单.txt", (entry,), ()), found, TABLE).lines
    assert (line.state, line.file, line.note) == (ReturnState.MISSING, "甲.csv", "交来的表是空的")


def test_a_file_that_came_and_could_not_be_read_is_named() -> None:
    broken = Problem("collect.unreadable", Where("乡镇/恒达五金.xlsx"), "打不开。")
    (line,) = compared(["恒达五金有限公司"], [], broken).lines
    assert (line.state, line.file) == (ReturnState.MISSING, "乡镇/恒达五金.xlsx")


@pytest.mark.slow
def test_five_hundred_that_are_all_missing_take_no_time() -> None:
    names = [f"白石县{at:03d}号竹木制品有限公司" for at in range(500)]
    rows = [row(f"宁川市{at:03d}厂纺织印染有限公司") for at in range(500)]
    assert len(compared(names, rows).list_names(ReturnState.MISSING)) == 500


@pytest.mark.slow
def test_the_result_has_a_sheet_and_json_of_the_roster(tmp_path: Path) -> None:
    returns = tmp_path / "回收"
    returns.mkdir()
    (returns / "甲.csv").write_text("企业名称,2021年产值（亿元）\n甲厂,1\n", encoding="utf-8")
    (returns / "名单.txt").write_text("甲厂\n乙厂\n", encoding="utf-8")
    result = collect(returns, tmp_path / "e.xlsx", "2022-application", roster=returns / "名单.txt")
    assert result.to_json()["roster"] == {"returned": 1, "missing": ["乙厂"], "similar": [], "unasked": []}
    assert result.files == 1
    page = openpyxl.load_workbook(tmp_path / "e.xlsx")[ROSTER]
    assert [cell.value for cell in page[4]][:2] + [page["F4"].value] == [1, "乙厂", "没有交"]
    assert page["A2"].value == "按 名单.txt：没有交 1 家，似乎交了 0 家，名单上没有 0 家，已交 1 家。"


def test_the_pairs_of_a_name_are_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, slips = Mock(wraps=roster_check._list_pairs), Mock(wraps=roster_check._count_slips)
    monkeypatch.setattr(roster_check, "_list_pairs", pairs)
    monkeypatch.setattr(roster_check, "_count_slips", slips)
    signs = [chr(0x4E00 + 7 * number) for number in range(200)]
    found = compared(
        [f"云溪县{sign}机械有限公司" for sign in signs] + ["云溪县沣川轴承有限公司"],
        [row(f"宁川县{sign}电器有限公司") for sign in signs] + [row("云溪县沣川轴乘有限公司")],
    )
    assert found.list_names(ReturnState.SIMILAR) == ("云溪县沣川轴承有限公司",)
    assert pairs.call_count == 402
    assert slips.call_count < 100
