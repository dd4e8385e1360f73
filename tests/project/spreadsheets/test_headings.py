"""Headings as people write them: in one line or two, years and units in any place, titles above."""

from __future__ import annotations

import datetime

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import TableHeader, find_header, format_column_letters

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
PAIR = ["产值（亿元）", "研发投入（万元）"]
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
        ("2019年产值【万元】", "output.2019 万元"),
        ("2019年产值［亿元］", "output.2019 亿元"),
        ("2019年产值〔元〕", "output.2019 元"),
        ("2019年产值{千元}", "output.2019 千元"),
        ("2019年产值（人民币万元）", "output.2019 万元"),
        ("2019年产值（万元人民币）", "output.2019 万元"),
        ("2019年产值（万元，人民币）", "output.2019 万元"),
        ("2019年产值（金额单位：万元）", "output.2019 万元"),
        ("产值（2019年，万元）", "output.2019 万元"),
        ("2019年产值（含税）（万元）", "output.2019 万元"),
        ("2019年产值（含税，万元）", "output.2019 万元"),
        ("2019年产值亿元", "output.2019 亿元"),
        ("2019年产值 万元", "output.2019 万元"),
        ("2019年产值：万元", "output.2019 万元"),
        ("19年产值（亿元）", "output.2019 亿元"),
        ("’19产值（亿元）", "output.2019 亿元"),
        ("'19年产值（亿元）", "output.2019 亿元"),
        ("二〇一九年产值（亿元）", "output.2019 亿元"),
        ("2019年1-12月产值（亿元）", "output.2019 亿元"),
        ("产值（2019年1—12月）（亿元）", "output.2019 亿元"),
        ("2019年全年产值（亿元）", "output.2019 亿元"),
        ("FY2019产值（亿元）", "output.2019 亿元"),
        ("FY19 产值（亿元）", "output.2019 亿元"),
        ("截至2019年底从业人员（人）", "employees.2019 人"),
        ("2019年12月31日从业人员数", "employees.2019"),
        ("从业人员数（2019.12.31）", "employees.2019"),
        ("3.2019年产值（亿元）", "output.2019 亿元"),
        ("产值 Output (亿元) 2019", "output.2019 亿元"),
        ("*2019年产值（亿元）（必填）", "output.2019 亿元"),
        ("其中：研发人员数（2021年）", "rd_staff.2021"),
        ("年末从业人员数2021", "employees.2021"),
    ],
)
def test_a_heading_in_one_line(words: str, place: str) -> None:
    assert places(["企业名称", words]) == ["name", place]
    assert head(["企业名称", words]).issues == ()


@pytest.mark.parametrize(
    "name",
    [
        "企业名称（全称）",
        "企业名称（盖章）",
        "企业名称（加盖公章）",
        "企业名称（必填）",
        "* 企业名称",
        "企业名称*",
        "企业名称 Enterprise Name",
        "企业名称/Name",
        "1.企业名称",
        "一、企业名称",
        "企业名称：",
        "名 称",
        "单位名称（公章）",
        "填报单位",
        "填报单位（盖章）",
        "法人单位名称",
        "企业",
        "【企业名称】",
        "企业名称（按营业执照填写）",
    ],
)
def test_a_heading_of_names(name: str) -> None:
    assert places([name, "2019年产值（亿元）"]) == ["name", "output.2019 亿元"]


@pytest.mark.parametrize(
    "years",
    [
        [2019, 2020, 2021],
        [2019.0, 2020.0, 2021.0],
        ["2019年", "2020年", "2021年"],
        ["２０１９年度", "2020 年", "2021"],
        [datetime.datetime(2019, 12, 31), datetime.datetime(2020, 12, 31), datetime.date(2021, 1, 1)],
        [datetime.datetime(1905, 7, 11), datetime.datetime(1905, 7, 12), datetime.datetime(1905, 7, 13)],
        ["19年", "20年", "21年"],
        ["’19", "’20", "’21"],
        ["2019年1-12月", "2020年1-12月", "2021年1-12月"],
        ["2019年末", "2020年末", "截至2021年底"],
        ["FY2019", "FY2020", "FY2021"],
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
            "enterprises.years",
            "年份不对：表里是 2017 年的数，申报表要 2019、2020、2021 年，缺 2019、2020、2021 年；不要的年份没有读取。",
            "请核对是不是别的批次的表，换成申报表要的年份。",
        ),
        (
            "2021年1-6月产值（亿元）",
            "enterprises.heading",
            "B列“2021年1-6月产值（亿元）”只是2021年1-6月的，不是全年，没有读取。",
            "请填全年的数。",
        ),
        (
            "2021年产值（规上）（亿元）",
            "enterprises.heading",
            "B列“2021年产值（规上）（亿元）”括号里写着“规上”，看不准还是不是产值，没有读取。",
            "如果就是产值，请写作“2021年产值（亿元）”。",
        ),
        (
            "2019-2021年产值（亿元）",
            "enterprises.heading",
            "B列“2019-2021年产值（亿元）”不认识，没有读取。",
            "如果用不着这一列，可以不管。",
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


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [
                ["企业名称", "2020年", None, "2021年", None],
                [None, *PAIR, *PAIR],
            ],
            ["output.2020 亿元", "rd.2020 万元", "output.2021 亿元", "rd.2021 万元"],
        ),
        (
            [[None, "2020年", None], ["企业名称", "产值（亿元）", "研发投入（万元）"]],
            ["output.2020 亿元", "rd.2020 万元"],
        ),
        (
            [["企业名称", "产值", None, "研发投入"], [None, 2020, 2021, 2021], [None, "万元", "亿元", "（万元）"]],
            ["output.2020 万元", "output.2021 亿元", "rd.2021 万元"],
        ),
        (
            [
                ["企业名称", "主要经济指标", None, None],
                [None, "产值（亿元）", None, "研发投入（万元）"],
                [None, 2020, 2021, 2021],
            ],
            ["output.2020 亿元", "output.2021 亿元", "rd.2021 万元"],
        ),
        (
            [[None, "2021年主要经济指标", None], ["企业名称", "产值（亿元）", "研发投入（万元）"]],
            ["output.2021 亿元", "rd.2021 万元"],
        ),
        (
            [["企业发展情况表"], ["单位：万元"], ["企业名称", "2020年产值", "2021年产值（亿元）", "2021年从业人员数"]],
            ["output.2020 万元", "output.2021 亿元", "employees.2021"],
        ),
        (
            [["企业发展情况表（金额单位：人民币万元）"], ["企业名称", "2020年产值"]],
            ["output.2020 万元"],
        ),
        (
            [["单位：亿元、人"], ["企业名称", "2020年产值", "2021年从业人员数"]],
            ["output.2020 亿元", "employees.2021 人"],
        ),
        (
            [["单位：产值亿元，其他万元"], ["企业名称", "2020年产值", "2020年研发投入"]],
            ["output.2020 亿元", "rd.2020 万元"],
        ),
        (
            [["企业名称", "2020年产值"], ["甲厂", 1], ["注：金额单位为万元。", None]],
            ["output.2020 万元"],
        ),
        (
            [["填报单位：青石镇经济发展办      单位：见表头"], ["企业名称", "2020年产值（亿元）"]],
            ["output.2020 亿元"],
        ),
    ],
)
def test_years_groups_and_units_in_lines_of_their_own(rows: list[list[RawValue]], expected: list[str]) -> None:
    assert places(*rows)[1:] == expected


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["单位：万元"], ["企业名称", "2020年产值（亿元）"]],
            "表上写着“单位：万元”，B列“2020年产值（亿元）”却写着另一个单位：按表头的单位读取。",
        ),
        (
            [["单位：亿元、万元"], ["企业名称", "2020年产值"]],
            "写着“单位：亿元、万元”，看不准哪一列是什么单位，没有采用。",
        ),
        (
            [["企业名称", "2020年产值（亿元）"], [None, "万元"]],
            "B列“2020年产值（亿元）（万元）”写了两个单位（亿元、万元），按最下面的万元读取。",
        ),
        (
            [["企业名称", "2020年", None], [None, "出口", "研发投入（万元）"]],
            "B列“2020年出口”不认识，没有读取。",
        ),
        (
            [["企业名称", "上年同期", None], [None, "2020年产值（亿元）", "2021年产值（亿元）"]],
            "B列“上年同期2020年产值（亿元）”不认识，没有读取。",
        ),
        (
            [["企业名称", *[f"{year}年{label}" for year in (2019, 2020) for label in ("产值", "研发投入")]]],
            "B列“2019年产值”、C列“2019年研发投入”、D列“2020年产值”等 4 列没有写单位，按亿元、万元读取。",
        ),
    ],
)
def test_what_the_lines_of_headings_contradict_is_told(rows: list[list[RawValue]], message: str) -> None:
    assert message in [issue.message for issue in head(*rows).issues]


def test_a_year_that_only_the_sheet_or_the_title_states_holds_for_its_columns() -> None:
    rows: list[list[RawValue]] = [["企业名称", "产值（亿元）"], ["甲厂", 1]]
    found = find_header(rows, WANTED, "2020年")
    assert found is not None
    assert [one.place for one in found.headings] == ["name", "output.2020"]
    assert [(one.code, one.message) for one in found.issues] == [
        ("enterprises.reading", "各列没有写年份，按页名“2020年”的 2020 年读取。")
    ]
    assert places(["2020年度企业情况表"], *rows)[1:] == ["output.2020 亿元"]
    assert places(["2021年申报企业情况表"], *rows)[1:] == []
    other = find_header(rows, WANTED, "2030年")
    assert other is not None
    assert len(other.headings) == 1


def test_the_first_line_of_figures_is_no_heading() -> None:
    for row in ([None, "齿轮", 2021], [None, "齿轮", 5], [None, None, "2021"]):
        assert head(["企业名称", "主营业务", "专精特新认定年份"], row).last == 0
