"""Collecting again into a table that is there: what was typed by hand stays, what differs is told with both."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from conftest import told
from docgen.definitions.catalog import built_in
from docgen.project.register.collect import merge_into
from docgen.project.register.collected_rows import Collected, CollectedRow
from docgen.project.register.register import Register, read_register

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
OLD = (
    "企业名称,统一社会信用代码,2019年产值（亿元）,是否中小企业\n"
    "甲（集团）厂,91990126MAY000375L,1.0,是\n"
    "乙厂,91990126MAY000746B,2,否\n"
)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    (tmp_path / "enterprises.csv").write_text(OLD, encoding="utf-8")
    found = read_register(tmp_path, TABLE, YEARS)
    assert found is not None
    assert found.problems == ()
    return found


def sheet(name: str, file: str, **values: object) -> CollectedRow:
    full = {"name": name, **{place.replace("_2", ".2"): value for place, value in values.items()}}
    return CollectedRow(full, {place: f"{file} 表1!B2" for place in full})  # type: ignore[arg-type]


def test_without_a_table_everything_is_as_collected() -> None:
    collected = Collected((sheet("甲厂", "甲.xlsx"),), (), (), 1)
    assert merge_into(collected, None, TABLE) is collected


def test_what_no_sheet_gives_stays_and_says_so(register: Register) -> None:
    collected = Collected(
        (sheet("甲 (集团) 厂", "甲.xlsx", output_2019=Decimal(1), output_2020=Decimal(3)),), (), (), 1
    )
    found = merge_into(collected, register, TABLE)
    first, second = found.rows
    assert first.values == {
        "name": "甲 (集团) 厂",
        "credit_code": "91990126MAY000375L",
        "output.2019": Decimal(1),
        "sme": True,
        "output.2020": Decimal(3),
    }
    assert (str(first.sources["sme"]), str(first.sources["output.2020"])) == ("原表", "甲.xlsx 表1!B2")
    assert second.values["name"] == "乙厂"
    assert {str(source) for source in second.sources.values()} == {"原表"}


def test_a_value_that_differs_is_replaced_and_told_with_both(register: Register) -> None:
    found = merge_into(Collected((sheet("乙厂", "乙.xlsx", output_2019=Decimal("2.5")),), (), (), 1), register, TABLE)
    assert found.rows[1].values["output.2019"] == Decimal("2.5")
    message = "企业“乙厂”的2019年产值（亿元）原来是 2，已换成 乙.xlsx 表1!B2 的 2.50。"
    assert told(found.problems) == [("collect.replaced", "enterprises.csv", message, "请核对以哪个为准。")]


def test_an_enterprise_is_known_by_its_code_and_a_new_one_comes_last(register: Register) -> None:
    rows = (sheet("乙新厂", "乙.xlsx", credit_code="91990126MAY000746B"), sheet("丙厂", "丙.xlsx"))
    found = merge_into(Collected(rows, (), (), 2), register, TABLE)
    assert [row.values["name"] for row in found.rows] == ["甲（集团）厂", "乙新厂", "丙厂"]
    assert [problem.message for problem in found.problems] == [
        "企业“乙新厂”的企业名称原来是 “乙厂”，已换成 乙.xlsx 表1!B2 的 “乙新厂”。"
    ]
