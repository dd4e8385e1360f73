"""Headings as people write them: in one line or two, years and units in any place, titles above."""

from __future__ import annotations

import datetime

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.headings import TableHeader, WantedColumns, find_header, format_column_letters

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
WANTED = WantedColumns(TABLE.columns, TABLE.name, TABLE.number, YEARS.actual)


def head(*rows: list[RawValue]) -> TableHeader:
    found = find_header(rows, WANTED)
    assert found is not None
    return found


def places(*rows: list[RawValue]) -> list[str]:
    return [f"{one.place} {one.unit}".strip() for one in head(*rows).headings]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("产值2019（亿元）", "output.2019 亿元"),
        ("2019年产值（万元）", "output.2019 万元"),
        ("２０１９年 产 值(亿元)", "output.2019 亿元"),
        ("产值\n（2019年）\n（亿元）", "output.2019 亿元"),
        ("产值（亿元）2019年度", "output.2019 亿元"),
        ("2019年工业总产值/万元", "output.2019 万元"),
        ("研发费用2020（单位：万元）", "rd.2020 万元"),
        ("2021年末从业人员", "employees.2021"),
        ("2021年从业人员数（人）", "employees.2021 人"),
        ("有效发明专利2018", "patents.2018"),
        ("主营业务（产品）", "business"),
        ("专精特新“小巨人”认定年份", "little_giant"),
        ("专精特新认定年份", "specialized"),
        ("统一社会信用代码（18位）", "credit_code"),
    ],
)
def test_a_heading_in_one_line(words: str, place: str) -> None:
    assert places(["企业名称", words]) == ["name", place]
    assert head(["企业名称", words]).issues == ()


@pytest.mark.parametrize(
    "years",
    [
        [2019, 2020, 2021],
        [2019.0, 2020.0, 2021.0],
        ["2019年", "2020年", "2021年"],
        ["２０１９年度", "2020 年", "2021"],
        [datetime.datetime(2019, 12, 31), datetime.datetime(2020, 12, 31), datetime.date(2021, 1, 1)],
    ],
)
def test_merged_headings_have_their_years_below(years: list[RawValue]) -> None:
    above: list[RawValue] = ["序号", "企业名称", "产值（亿元）", None, None, "研发投入（万元）", None, None, "备注"]
    below: list[RawValue] = [None, None, *years, *years, None]
    found = head(["企业发展情况表"], above, below, [1, "甲厂", *[1] * 6, ""])
    expected = [f"{name}.{year}" for name in ("output", "rd") for year in (2019, 2020, 2021)]
    assert [one.place for one in found.headings] == ["name", *expected, "remark"]
    assert (found.first, found.last, found.number, found.issues) == (1, 2, 0, ())


def test_the_name_may_stand_in_the_line_of_the_years() -> None:
    assert places([None, "产值（亿元）", None], ["企业名称", "2019年", "2020年"]) == [
        "name",
        "output.2019 亿元",
        "output.2020 亿元",
    ]


def test_units_below_merged_headings_belong_to_them() -> None:
    assert places(["企业名称", "2019年产值", "2020年产值"], [None, "（万元）", "亿元"]) == [
        "name",
        "output.2019 万元",
        "output.2020 亿元",
    ]


def test_headings_below_a_merged_title_stand_for_themselves() -> None:
    rows = (["企业名称", "认定情况", None], [None, "专精特新认定年份", "高新技术企业认定年份"])
    assert places(*rows) == ["name", "specialized", "high_tech"]


def test_a_merged_heading_ends_where_nothing_stands_below() -> None:
    found = head(["企业名称", "产值（亿元）", None, None, "备注"], [None, 2019, 2020, None, None])
    assert [one.place for one in found.headings] == ["name", "output.2019", "output.2020", "remark"]


def test_a_line_of_figures_is_no_line_of_headings() -> None:
    found = head(["企业名称", "2019年从业人员数"], [None, 2020], ["甲厂", 5])
    assert found.first == 0


def test_where_no_line_names_the_enterprises_there_is_no_head() -> None:
    assert find_header([["产值2019（亿元）"], [1]], WANTED) is None
    assert find_header([], WANTED) is None


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        (
            "产值2017（亿元）",
            "enterprises.heading",
            "B列“产值2017（亿元）”是2017年的，申报表只要 2019、2020、2021 年，没有读取。",
            "请核对表头的年份。",
        ),
        (
            "产值（亿元）",
            "enterprises.heading",
            "B列“产值（亿元）”没有写明年份，没有读取。",
            "请写上年份，如“2021年产值（亿元）”。",
        ),
        (
            "产值2019",
            "enterprises.heading",
            "B列“产值2019”没有写单位，按亿元读取。",
            "请在表头写上单位，如“2019年产值（亿元）”。",
        ),
        (
            "产值2019（万美元）",
            "enterprises.heading",
            "B列“产值2019（万美元）”的单位是万美元，没有读取。",
            "请换算成亿元，写作“2019年产值（亿元）”。",
        ),
        (
            "2019年研发投入总额（万元）",
            "enterprises.heading",
            "B列“2019年研发投入总额（万元）”不认识，没有读取。",
            "是不是“2019年研发投入（万元）”？如果用不着这一列，可以不管。",
        ),
        ("法人代表", "enterprises.heading", "B列“法人代表”不认识，没有读取。", "如果用不着这一列，可以不管。"),
        ("单位名称", "enterprises.twice", "B列“单位名称” 与 A列“企业名称” 是同一列，只读了前一列。", "请只保留一列。"),
    ],
)
def test_a_heading_that_does_not_fit_is_told(words: str, code: str, message: str, hint: str) -> None:
    complaints = head(["企业名称", words]).issues
    assert [(one.code, one.message, one.hint) for one in complaints] == [(code, message, hint)]


def test_three_hundred_columns_that_nobody_knows_are_told_together() -> None:
    complaints = head(["企业名称", *[f"栏{number}" for number in range(299)]]).issues
    assert len(complaints) < 12
    assert complaints[-1].message == "还有 291 列不认识（从 J列到 KN列），没有读取。"


def test_letters_are_those_of_excel() -> None:
    assert [format_column_letters(position) for position in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
