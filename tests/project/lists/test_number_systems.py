"""Numbers of patents, PCT applications and standards in every spelling."""

from __future__ import annotations

import pytest

from docgen.project.lists.number_systems import find_patent_numbers, read_number


@pytest.mark.parametrize(
    "text",
    [
        "ZL201810862228.X",
        "zl 2018 1 0862228 . x",
        "CN201810862228.X",
        "２０１８１０８６２２２８．Ｘ",
        "201810862228",
        "ZL201810862228X",
        "专利号：ZL 201810862228.X",
        "CN ZL201810862228.X",
    ],
)
def test_a_patent_has_one_spelling(text: str) -> None:
    found = read_number(text, "patent")
    assert (found.key, found.kind, found.year, found.check == found.expected) == (
        "201810862228",
        "invention",
        2018,
        True,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ZL95115608.X", "X"), ("ZL201710601862.3", "3"), ("ZL201811044634.1", "1"), ("ZL201710601826.3", "7")],
)
def test_the_check_digit(text: str, expected: str) -> None:
    assert read_number(text, "patent").expected == expected


@pytest.mark.parametrize("text", ["CNA20180001.1", "BS.185006789", "国药准字H20200001", "ZL1", "", "=1+1", "无"])
def test_what_is_no_patent_number_says_nothing(text: str) -> None:
    found = read_number(text, "patent")
    assert (found.kind, found.year, found.is_known) == ("", 0, False)


def test_numbers_in_a_text() -> None:
    text = "ZL201810862228.X、ZL 2018 1 1044634.1\n201810862228"
    assert find_patent_numbers(text) == ("201810862228", "201811044634")
    assert find_patent_numbers("020199900001.10") == ()


@pytest.mark.parametrize("text", ["PCT/CN2021/012345", "pct cn2021/12345", "CN2021/012345", "PCT/CN21/12345"])
def test_a_pct_application_has_one_spelling(text: str) -> None:
    assert (read_number(text, "pct").key, read_number(text, "pct").year) == ("CN202112345", 2021)


@pytest.mark.parametrize(
    ("text", "level", "year"),
    [
        ("GB/T 10095.1—2022", "national", 2022),
        ("GB 1-2019", "national", 2019),
        ("GB/Z 1－2019", "national", 2019),
        ("JB/T 1234-2020", "industry", 2020),
        ("T/BSZ 001—2019", "group", 2019),
        ("ISO/IEC 1-1:2020(E)", "international", 2020),
        ("DB33/T 1-2020", "other", 2020),
        ("20201234-T-339", "", 0),
        ("甲", "", 0),
    ],
)
def test_a_standard_says_its_level_and_its_year(text: str, level: str, year: int) -> None:
    found = read_number(text, "standard")
    assert (found.kind, found.year) == (level, year)
