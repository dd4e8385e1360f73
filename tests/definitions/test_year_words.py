"""Years in words: those of the round move, others are kept, each for the reason that is told."""

from __future__ import annotations

import pytest

from docgen.definitions.form import Years
from docgen.definitions.year_words import YearShift, replace_years

SHIFT = YearShift(2022, 2027, 1)


def moved(text: str, shift: YearShift = SHIFT) -> str:
    return replace_years(text, shift.find_years(text)).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("6.未注明填报年度的，请填写截止到2024年底的数据。", "6.未注明填报年度的，请填写截止到2025年底的数据。"),
        ("2024年基准值、2027年目标值", "2025年基准值、2028年目标值"),
        ("申报表（2025）", "申报表（2026）"),
        ("如：2025年4月18日", "如：2026年4月18日"),
        ("如：2025.4.18", "如：2026.4.18"),
        ("2025-04-18", "2026-04-18"),
        ("{{ co2.2024 }}", "{{ co2.2025 }}"),
        ("{{ plan.stage_2025 }}", "{{ plan.stage_2026 }}"),
        ("{{ standards.2022.national.led }}", "{{ standards.2023.national.led }}"),
        ("截止到２０２４年底", "截止到２０２５年底"),
        ("二〇二四年至二〇二七年", "二〇二五年至二〇二八年"),
        ("二○二四年", "二○二五年"),
        # A range of years is one word: it moves whole, also where it reaches beyond the round.
        ("发展规划（2026—2028年）", "发展规划（2027—2029年）"),
        ("2021至2024年", "2022至2025年"),
        ("2022、2023和2024年", "2023、2024和2025年"),
        ("2024年表彰的企业", "2025年表彰的企业"),
    ],
)
def test_years_of_the_round_move_in_the_digits_in_which_they_are_written(before: str, after: str) -> None:
    assert moved(before) == after
    assert moved(after, YearShift(2023, 2028, -1)) == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("财税〔2022〕119号", "文号"),
        ("（财税[2023]119号）", "文号"),
        ("工信部企业(2022)63号", "文号"),
        ("工信厅企业函〔2025〕", "文号"),
        ("公告2024年第12号", "文号"),
        ("《集群管理办法（2022年）》", "文件名称"),
        ("按 GB/T 9704—2022 编排", "标准号"),
        ("ISO 9001:2024", "标准号"),
        ("认定标准（2022年版）", "版本"),
        ("自2022年9月13日起施行", "印发或施行"),
        ("2023年印发的办法", "印发或施行"),
        ("2022年表同认定标准", "另一份文件"),
        ("2022年清单的1至25项", "另一份文件"),
        ("2024字以内", "数量"),
        ("不少于 2025 家", "数量"),
        ("2024.56亿元", "数量"),
        ("1.2024", "一个数的一部分"),
        ("2,024和2024,000", "一个数的一部分"),
        ("\\u2022 一", "编码"),
        ("&#2022;", "编码"),
        ("https://www.miit.gov.cn/2024/a.html", "网址"),
        ("2018年以来", "不在本轮"),
        ("截止到24年底", "两位数"),
        ("“十四五”期间", "五年规划"),
    ],
)
def test_other_numbers_stay_for_a_reason_that_is_told(text: str, reason: str) -> None:
    assert moved(text) == text
    assert any(reason in year.reason for year in SHIFT.find_years(text))


@pytest.mark.parametrize("text", ["10000", "stage_20251", "120244", "每10年", "24小时内", "第七条", "3000字"])
def test_what_is_no_year_is_not_even_told(text: str) -> None:
    assert list(SHIFT.find_years(text)) == []


def test_a_round_reaches_from_its_first_column_to_its_target_and_the_year_of_its_edition() -> None:
    years = Years(actual=(2029, 2030), base=2030, target=2032, stages=(2031, 2032))
    assert YearShift.of_round(years, "2031", 1) == YearShift(2029, 2032, 1)
    assert YearShift.of_round(years, "2033", 1) == YearShift(2029, 2033, 1)
    assert YearShift.of_round(years, "第二版", 1) == YearShift(2029, 2032, 1)


def test_each_year_is_told_with_its_line_and_the_words_around_it() -> None:
    found = replace_years("甲\n乙2024年", SHIFT.find_years("甲\n乙2024年"))
    assert found.years == ((2, "乙2024年", "2024", "2025", ""),)
