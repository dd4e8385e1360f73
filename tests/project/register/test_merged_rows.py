"""Collecting again into a table that is there: what was typed by hand stays, what differs or is blank now is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from conftest import told
from docgen.definitions.catalog import built_in
from docgen.project.register.collected_rows import OLD_TABLE, Collected, CollectedRow, ValueSource, Withdrawn
from docgen.project.register.earlier_table import EarlierTable, read_earlier_table
from docgen.project.register.merged_rows import merge_into

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
OLD = (
    "企业名称,统一社会信用代码,2019年产值（亿元）,是否中小企业\n"
    "甲（集团）厂,91990126MAY000375L,1.0,是\n"
    "乙厂,91990126MAY000746B,2,否\n"
)


@pytest.fixture
def earlier(tmp_path: Path) -> EarlierTable:
    path = tmp_path / "enterprises.csv"
    path.write_text(OLD, encoding="utf-8")
    return read_earlier_table(path, TABLE, YEARS)


def sheet(name: str, file: str, **values: object) -> CollectedRow:
    full = {"name": name, **{place.replace("_2", ".2"): value for place, value in values.items()}}
    given = {place: cell for place, cell in full.items() if cell is not None}
    blank = {place: ValueSource(file, "表1", "Z9") for place in full.keys() - given.keys()}
    return CollectedRow(given, {place: ValueSource(file, "表1", "B2") for place in given}, blank)  # type: ignore[arg-type]


def test_without_a_table_everything_is_as_collected() -> None:
    collected = Collected((sheet("甲厂", "甲.xlsx"),), (), (), 1)
    assert merge_into(collected, None, TABLE) is collected


def test_what_no_sheet_gives_stays_and_says_so(earlier: EarlierTable) -> None:
    collected = Collected(
        (sheet("甲 (集团) 厂", "甲.xlsx", output_2019=Decimal(1), output_2020=Decimal(3)),), (), (), 1
    )
    found = merge_into(collected, earlier, TABLE)
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


def test_a_value_that_differs_is_replaced_and_told_with_both(earlier: EarlierTable) -> None:
    found = merge_into(Collected((sheet("乙厂", "乙.xlsx", output_2019=Decimal("2.5")),), (), (), 1), earlier, TABLE)
    assert found.rows[1].values["output.2019"] == Decimal("2.5")
    message = "企业“乙厂”的2019年产值（亿元）原来是 2，已换成 乙.xlsx 表1!B2 的 2.50。"
    assert told(found.problems) == [("collect.replaced", "enterprises.csv", message, "请核对以哪个为准。")]


def test_values_that_differ_by_little_are_told_with_the_digits_that_differ(earlier: EarlierTable) -> None:
    found = merge_into(Collected((sheet("乙厂", "乙.xlsx", output_2019=Decimal("2.0004")),), (), (), 1), earlier, TABLE)
    message = "企业“乙厂”的2019年产值（亿元）原来是 2.0000，已换成 乙.xlsx 表1!B2 的 2.0004。"
    assert [one.message for one in found.problems] == [message]


def test_an_enterprise_is_known_by_its_code_and_a_new_one_comes_last(earlier: EarlierTable) -> None:
    rows = (sheet("乙新厂", "乙.xlsx", credit_code="91990126MAY000746B"), sheet("丙厂", "丙.xlsx"))
    found = merge_into(Collected(rows, (), (), 2), earlier, TABLE)
    assert [row.values["name"] for row in found.rows] == ["甲（集团）厂", "乙新厂", "丙厂"]
    assert [problem.message for problem in found.problems] == [
        "企业“乙新厂”的企业名称原来是 “乙厂”，已换成 乙.xlsx 表1!B2 的 “乙新厂”。"
    ]


def test_another_code_under_a_name_of_the_table_is_another_row_and_told(earlier: EarlierTable) -> None:
    new = sheet("乙厂", "乙.xlsx", credit_code="91330482MA2B001480")
    found = merge_into(Collected((new,), (), (), 1), earlier, TABLE)
    assert [row.values["name"] for row in found.rows] == ["甲（集团）厂", "乙厂", "乙厂"]
    assert [(one.code, one.where.path) for one in found.problems] == [("collect.namesake", "乙.xlsx")]


def returned(**values: object) -> EarlierTable:
    """A table in which everything came from 第一次.xlsx."""
    row = sheet("甲厂", "第一次.xlsx", **values)
    return EarlierTable("e.xlsx", (row,), frozenset(row.values))


def test_what_its_sender_left_blank_is_withdrawn_and_told_with_what_it_was() -> None:
    again = sheet("甲厂", "更正.xlsx", output_2019=Decimal(1), high_tech=None)
    found = merge_into(Collected((again,), (), (), 1), returned(output_2019=Decimal(1), high_tech=2022), TABLE)
    assert "high_tech" not in found.rows[0].values
    assert "high_tech" not in found.rows[0].sources
    message = "企业“甲厂”的高新技术企业认定年份表里原来是 2022，企业交的表里现在空着（更正.xlsx 表1!Z9），"
    message += "按企业撤回处理，表里已空出。"
    hint = "请与企业核对；不是撤回的，把原来的值填回企业表。"
    assert told(found.problems) == [("collect.withdrawn", "e.xlsx", message, hint)]
    gone = Withdrawn("甲厂", "高新技术企业认定年份", "2022", "e.xlsx", "更正.xlsx 表1!Z9")
    assert found.withdrawn == (gone,)


def test_a_column_that_the_newer_return_does_not_have_withdraws_nothing() -> None:
    again = sheet("甲厂", "更正.xlsx", output_2019=Decimal(2))
    found = merge_into(Collected((again,), (), (), 1), returned(output_2019=Decimal(2), high_tech=2022), TABLE)
    assert (found.rows[0].values["high_tech"], found.withdrawn, found.problems) == (2022, (), ())


def test_what_was_typed_by_hand_stays_where_the_return_is_blank_and_is_told(earlier: EarlierTable) -> None:
    again = sheet("乙厂", "乙.xlsx", output_2019=Decimal(2), sme=None)
    found = merge_into(Collected((again,), (), (), 1), earlier, TABLE)
    assert found.rows[1].values["sme"] is False
    assert found.rows[1].sources["sme"].file == OLD_TABLE
    message = "企业“乙厂”的是否中小企业 否：企业交的表里空着，表里的值不是从企业的表收来的，照旧保留。"
    assert [(one.code, one.message) for one in found.problems] == [("collect.kept", message)]


def test_what_was_withdrawn_stays_listed_until_the_cell_is_filled_again() -> None:
    gone = Withdrawn("甲厂", "高新技术企业认定年份", "2022", "一.xlsx B2", "二.xlsx B2")
    before = EarlierTable("e.xlsx", (sheet("甲厂", "二.xlsx", output_2019=Decimal(1)),), frozenset(), (gone,))
    same = Collected((sheet("甲厂", "二.xlsx", output_2019=Decimal(1), high_tech=None),), (), (), 1)
    assert merge_into(same, before, TABLE).withdrawn == (gone,)
    filled = Collected((sheet("甲厂", "三.xlsx", output_2019=Decimal(1), high_tech=2021),), (), (), 1)
    assert merge_into(filled, before, TABLE).withdrawn == ()
