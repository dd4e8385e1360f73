"""Numbers as applicants type and forms print them, and the length of a text in 字."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.values import (
    LONGEST_NUMBER,
    Length,
    convert_to_half_width,
    count_zi,
    format_apart,
    format_chinese_number,
    format_number,
    parse_number,
    quote_text,
    round_to_two_places,
    strip_parentheses,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0", "0"),
        ("020", "20"),
        ("12.10", "12.10"),
        ("1,234.5", "1234.5"),
        ("１２，３４５．６７", "12345.67"),
        ("－5", "-5"),
        ("−5", "-5"),
        ("＋3", "3"),
        (" 7 ", "7"),
        ("\u30007\u3000", "7"),
        ("9" * 40 + ".125", "9" * 40 + ".125"),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str, meant: str) -> None:
    assert parse_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "1e5",
        "0x10",
        "1,23",
        "12.",
        ".5",
        "1 234",
        "1_000",
        "10²",
        "①",
        "½",
        "Ⅳ",
        "٣",
        "五",
        "inf",
        "NaN",
        "1-2",
    ]
    + ["--1", "3家", "是"],
)
def test_what_only_looks_like_a_number_is_none(typed: str) -> None:
    assert parse_number(typed) is None


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.675", "2.68"),
        ("0.125", "0.13"),
        ("-0.005", "-0.01"),
        ("0.005", "0.01"),
        ("0.004", "0.00"),
        ("12.10", "12.10"),
        ("9.995", "10.00"),
        ("9" * 40 + ".125", "9" * 40 + ".13"),
    ],
)
def test_fractions_are_rounded_half_up_to_two_decimals(value: str, rounded: str) -> None:
    assert round_to_two_places(Decimal(value)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.001", "0"),
        ("12", "12"),
        ("12.00", "12"),
        ("12.1", "12.10"),
        ("1E+2", "100"),
        ("-14.005", "-14.01"),
        ("9.995", "10"),
        ("1" + "0" * 40, "1" + "0" * 40),
    ],
)
def test_a_number_is_printed_with_two_decimals_or_none(value: str, printed: str) -> None:
    assert format_number(Decimal(value)) == printed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**30), max_value=10**30))
def test_a_printed_number_is_read_as_the_same_number(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_printing_twice_prints_the_same(value: Decimal) -> None:
    printed = format_number(value)
    assert format_number(parse_number(printed) or Decimal(0)) == printed
    assert abs(Decimal(printed) - value) <= Decimal("0.005")


@given(st.text())
def test_no_text_at_all_stops_the_reading_of_numbers(text: str) -> None:
    value = parse_number(text)
    assert value is None or parse_number(format_number(value)) == round_to_two_places(value)


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("", 0, 0),
        ("中小企业", 4, 4),
        ("中小企业。", 5, 5),
        ("2021年", 2, 5),
        ("共 186 家", 3, 5),
        ("LED灯", 2, 4),
        ("5G-A网络", 3, 6),
        ("12.50亿元", 3, 7),
        ("1,234家", 2, 6),
        ("“小巨人”", 5, 5),
        ("一\n二\t三\u3000四", 4, 4),
        ("𠮷", 1, 1),
        ("😀", 1, 1),
    ],
)
def test_zi_are_counted_as_word_counts_them_and_by_every_character(text: str, words: int, characters: int) -> None:
    assert count_zi(text) == Length(words, characters)


@given(st.lists(st.text(st.characters(exclude_characters="\n\r"))))
def test_the_length_of_a_text_is_the_sum_over_its_lines(lines: list[str]) -> None:
    counted = [count_zi(line) for line in lines]
    whole = count_zi("\n".join(lines))
    assert whole == Length(sum(one.words for one in counted), sum(one.characters for one in counted))


@given(st.text())
def test_word_never_counts_more_than_there_are_characters(text: str) -> None:
    length = count_zi(text)
    assert 0 <= length.words <= length.characters <= len(text)


def test_only_full_width_forms_become_half_width() -> None:
    assert convert_to_half_width("（１２％）Ａ～") == "(12%)A~"
    assert convert_to_half_width("10²①、。“”") == "10²①、。“”"


def test_small_numbers_are_written_in_characters() -> None:
    written = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "100", 0: "0"}
    assert {number: format_chinese_number(number) for number in written} == written


def test_asides_are_left_out() -> None:
    assert strip_parentheses("主持（起草单位排名前三位）或参与制修订标准（项）") == "主持或参与制修订标准"
    assert strip_parentheses("（如有") == "（如有"


def test_quotation_marks_within_quotation_marks_are_single() -> None:
    assert quote_text("专精特新“小巨人”企业数量") == "“专精特新‘小巨人’企业数量”"
    assert quote_text("企业数量") == "“企业数量”"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("2.1781", "2.1784", ("2.1781", "2.1784")),
        ("2.18", "2.184", ("2.180", "2.184")),
        ("1.331", "1", ("1.33", "1")),
        ("5", "5.0", ("5", "5")),
    ],
)
def test_two_numbers_have_the_digits_that_tell_them_apart(one: str, other: str, wanted: tuple[str, str]) -> None:
    assert format_apart(Decimal(one), Decimal(other)) == wanted


def test_a_number_that_nobody_writes_is_none() -> None:
    assert parse_number("1" * LONGEST_NUMBER) == Decimal("1" * LONGEST_NUMBER)
    for digits in (LONGEST_NUMBER + 1, 1_000_000):
        assert parse_number("1" * digits) is None
