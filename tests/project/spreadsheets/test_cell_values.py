"""Cells typed by their column: what is understood, what is complained about, and in which words."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.definitions.catalog import built_in
from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import CellValue, RawValue, compute_unit_factor, convert_cells
from docgen.values import NOTHING

TABLES = built_in().load_tables()
COLUMNS = TABLES.enterprises.by_id
LEVEL = TABLES.by_id["standards"].by_id["level"]


def one(value: RawValue, column: Column, unit: str = "") -> tuple[CellValue, list[tuple[str, str, str]]]:
    (cell,), complaints = convert_cells((value,), column, unit)
    return cell, [(complaint.code, complaint.message, complaint.hint) for complaint in complaints]


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        ("output", 1.2, Decimal("1.2")),
        ("output", 3, Decimal(3)),
        ("output", 44.699999999999996, Decimal("44.7")),
        ("output", "１，２３４.5", Decimal("1234.5")),
        ("output", "1.2亿元", Decimal("1.2")),
        ("output", " 0 ", Decimal(0)),
        ("output", "无", NOTHING),
        ("output", "/", NOTHING),
        ("output", "——", NOTHING),
        ("output", "", None),
        ("output", "   ", None),
        ("rd", "￥450", Decimal(450)),
        ("rd", "¥ 1,450.50", Decimal("1450.5")),
        ("rd", "人民币450万元", Decimal(450)),
        ("rd", "450万元（人民币）", Decimal(450)),
        ("rd", "RMB 450", Decimal(450)),
        ("rd", "450 万元", Decimal(450)),
        ("rd", "450万", Decimal(450)),
        ("rd", "'450", Decimal(450)),
        ("rd", "‘450", Decimal(450)),
        ("rd", "1.2345E+03", Decimal("1234.5")),
        ("rd", "4.5e2", Decimal(450)),
        ("rd", "1，234.5", Decimal("1234.5")),
        ("rd", "12．5", Decimal("12.5")),
        ("rd", "1 234.5", Decimal("1234.5")),
        ("rd", "1\xa0234 567.5", Decimal("1234567.5")),
        ("rd", ".5", Decimal("0.5")),
        ("rd", "\u200b450\ufeff", Decimal(450)),
        ("name", "甲\u200b厂\u202c", "甲厂"),
        ("name", "甲\n厂", "甲\n厂"),
        ("sme", "\ufeff是", True),
        ("rd", "450\n", Decimal(450)),
        ("fdi", "(450)", Decimal(-450)),
        ("fdi", "（￥1,450.5）", Decimal("-1450.5")),
        ("fdi", "￥(450)", Decimal(-450)),
        ("fdi", "(450)万元", Decimal(-450)),
        ("fdi", "- 450", Decimal(-450)),
        ("fdi", "−450", Decimal(-450)),
        ("output", None, None),
        ("fdi", "-12.5", Decimal("-12.5")),
        ("fdi", -3, Decimal(-3)),
        ("employees", 1046.0, Decimal(1046)),
        ("employees", "1,046人", Decimal(1046)),
        ("employees", "３００名", Decimal(300)),
        ("sme", "是", True),
        ("sme", "√", True),
        ("sme", True, True),
        ("sme", "否", False),
        ("sme", "×", False),
        ("sme", False, False),
        ("sme", "", None),
        ("specialized", 2018, 2018),
        ("specialized", 2018.0, 2018),
        ("specialized", "２０１８年", 2018),
        ("specialized", "2018年6月", 2018),
        ("specialized", "2018-06-30", 2018),
        ("specialized", datetime.datetime(2018, 6, 30), 2018),
        ("specialized", "否", NOTHING),
        ("specialized", "无", NOTHING),
        ("specialized", "", None),
        ("credit_code", "91990126may000375L", "91990126MAY000375L"),
        ("credit_code", "９１９９", "9199"),
        ("credit_code", 9199, "9199"),
        ("name", " 甲厂 ", "甲厂"),
        ("name", "=1+1", "=1+1"),
        ("name", "&<>{{ }}", "&<>{{ }}"),
        ("name", 7, "7"),
        ("name", 7.5, "7.5"),
        ("remark", datetime.datetime(2018, 6, 30), "2018-06-30"),
        ("remark", "无", NOTHING),
    ],
)
def test_what_is_understood(column: str, value: RawValue, cell: CellValue) -> None:
    found, complaints = one(value, COLUMNS[column])
    assert (type(found), found, complaints) == (type(cell), cell, [])


@pytest.mark.parametrize(
    "text",
    [
        "4 5 0",
        "12 13",
        "12。5",
        "1，5",
        "1，2345",
        "450-500",
        "450/500",
        "450+",
        ">450",
        "五百",
        "$450",
        "1亿2345万",
        "1E+400",
        "(450",
    ],
)
def test_what_may_be_another_number_is_told_and_not_guessed(text: str) -> None:
    found, complaints = one(text, COLUMNS["rd"])
    assert (found, [code for code, *_ in complaints]) == (None, ["enterprises.cell"])


@pytest.mark.parametrize(
    ("column", "value", "message", "hint"),
    [
        ("output", "很多", "“很多”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("output", "约3", "“约3”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("output", "甲" * 300, f"“{'甲' * 30}……”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("output", "3万美元", "“3万美元”的单位不是亿元。", "请换算后只填数字。"),
        ("output", "3人", "“3人”的单位不是亿元。", "请换算后只填数字。"),
        ("output", "12%", "“12%”的单位不是亿元。", "请换算后只填数字。"),
        ("output", float("inf"), "“inf”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("output", float("nan"), "“nan”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("output", "#DIV/0!", "公式算不出来，是 #DIV/0!。", "请改好公式，或直接填数。"),
        ("output", datetime.datetime(2021, 1, 2), "“2021-01-02”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("output", True, "“TRUE”不是数字。", "请只填数字；没有的填0或“无”。"),
        ("employees", -5, "从业人员数不会是负数，这里是 -5。", "请核对。"),
        ("employees", "-5", "从业人员数不会是负数，这里是 -5。", "请核对。"),
        ("employees", 2.5, "从业人员数应是整数，这里是 2.5。", "请核对。"),
        ("sme", "大概", "“大概”既不是“是”也不是“否”。", "请填“是”或“否”。"),
        ("sme", 2, "“2”既不是“是”也不是“否”。", "请填“是”或“否”。"),
        ("little_giant", "是", "“是”没有写明年份。", "请填小巨人认定年份，如 2021。"),
        ("specialized", "第三批", "“第三批”不是年份。", "请填四位数的年份，如 2021；没有的留空。"),
        ("specialized", 21, "“21”不是年份。", "请填四位数的年份，如 2021；没有的留空。"),
        ("specialized", 1921, "1921年不合常理。", "请核对年份。"),
        (
            "credit_code",
            919901260000003751,
            "按数字录入，第15位以后的数字已经丢失。",
            "请把这一格设成文本格式，再按证照重新录入。",
        ),
    ],
)
def test_what_is_none_is_told_and_counts_as_blank(column: str, value: RawValue, message: str, hint: str) -> None:
    assert one(value, COLUMNS[column]) == (None, [("enterprises.cell", message, hint)])


@pytest.mark.parametrize(
    ("column", "value", "cell", "message"),
    [
        ("output", "12,345万元", "1.2345", "“12,345万元”已换算成 1.2345亿元。"),
        ("rd", "1.2亿元", "12000", "“1.2亿元”已换算成 12000万元。"),
        ("rd", "１２０００００元", "120", "“１２０００００元”已换算成 120万元。"),
    ],
)
def test_a_unit_in_the_cell_is_converted_and_that_is_told(column: str, value: str, cell: str, message: str) -> None:
    assert one(value, COLUMNS[column]) == (Decimal(cell), [("enterprises.converted", message, "")])


def test_the_unit_of_the_heading_counts_for_bare_numbers_only() -> None:
    cells, _ = convert_cells((12345, 0.5, "3", "2亿元", None), COLUMNS["output"], "万元")
    assert cells == (Decimal("1.2345"), Decimal("0.00005"), Decimal("0.0003"), Decimal(2), None)


def test_units_of_different_kinds_do_not_mix() -> None:
    assert compute_unit_factor("万元", "亿元") == Decimal("0.0001")
    assert compute_unit_factor("人", "万元") is None
    assert compute_unit_factor("美元", "万元") is None


def test_an_option_is_known_by_its_words_or_its_id() -> None:
    assert one("国家", LEVEL) == ("national", [])
    assert one("national", LEVEL) == ("national", [])
    _, complaints = one("市级", LEVEL)
    assert complaints[0][1:] == ("没有“市级”这一项。", "请填其中一个：“国际”、“国家”、“行业”、“团体”。")


def test_each_faulty_cell_is_told_with_its_index() -> None:
    cells, complaints = convert_cells(("1", "x", None, "x", 2), COLUMNS["output"])
    assert cells == (Decimal(1), None, None, None, Decimal(2))
    assert [complaint.index for complaint in complaints] == [1, 3]


NUMBERS = st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 10**9).map(lambda value: round(value, 2)))


@given(st.lists(NUMBERS, max_size=20))
def test_a_column_read_at_once_is_what_its_cells_are_one_by_one(values: list[RawValue]) -> None:
    for unit in ("亿元", "万元"):
        cells, complaints = convert_cells(values, COLUMNS["output"], unit)
        assert (cells, complaints) == (tuple(one(value, COLUMNS["output"], unit)[0] for value in values), [])


@given(st.text() | st.floats() | st.integers() | st.booleans())
def test_no_value_stops_the_reading(value: RawValue) -> None:
    for column in (*COLUMNS.values(), LEVEL):
        convert_cells((value,), column)
