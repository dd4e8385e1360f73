"""What a printed figure may stand for, at the ends of its range; and which power of ten lies between two figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen.rules.intervals import Interval, convert_to_factor, convert_to_rate, find_power_of_ten, make_interval


def number(text: str) -> Decimal:
    return Decimal(text)


def test_a_printed_figure_may_be_half_a_cent_more_or_less_ends_included() -> None:
    found = make_interval(number("58.20"))
    assert [found.contains(number(text)) for text in ("58.1949", "58.195", "58.20", "58.205", "58.2051")] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_printed_figure_is_not_below_zero() -> None:
    assert make_interval(number("0.00")) == Interval(number("0"), number("0.005"))
    assert make_interval(number("7"), number("0")) == Interval(number("7"), number("7"))


def test_ranges_add_multiply_and_divide_by_their_ends() -> None:
    one, two = Interval(number("2"), number("3")), Interval(number("4"), number("5"))
    assert one + two == Interval(number("6"), number("8"))
    assert one * two == Interval(number("8"), number("15"))
    assert two / one == Interval(number("4") / 3, number("2.5"))
    assert one.scale(number("10")) == Interval(number("20"), number("30"))
    assert one.widen(number("0.5")) == Interval(number("1.5"), number("3.5"))
    assert one.middle == number("2.5")


def test_a_root_of_nothing_is_nothing() -> None:
    found = Interval(number("0"), number("8")) ** (Decimal(1) / 3)
    assert found.least == 0
    assert abs(found.most - 2) < number("1E-20")


@pytest.mark.parametrize(
    ("rate", "expected"), [("-100.01", None), ("-100", ("0", "0.00005")), ("14", ("1.13995", "1.14005"))]
)
def test_a_rate_is_a_factor_and_nothing_falls_by_more_than_all(rate: str, expected: tuple[str, str] | None) -> None:
    found = convert_to_factor(number(rate))
    assert found == (Interval(number(expected[0]), number(expected[1])) if expected else None)


def test_a_factor_is_a_rate() -> None:
    assert convert_to_rate(Interval(number("0.9"), number("1.14"))) == Interval(number("-10"), number("14"))


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("582", "58.2", "10"),
        ("58.2", "5820", "100"),
        ("58200", "58.2", "1,000"),
        ("58.2", "582000", "10,000"),
        ("101", "10", "10"),
        ("101.1", "10", ""),
        ("99", "10", "10"),
        ("98.9", "10", ""),
        ("5820000", "58.2", ""),
        ("58.2", "58.2", ""),
        ("0", "58.2", ""),
        ("58.2", "0", ""),
        ("-582", "-58.2", "10"),
        ("-582", "58.2", ""),
    ],
)
def test_a_power_of_ten_is_named_where_it_lies_between_within_one_percent(one: str, other: str, words: str) -> None:
    assert find_power_of_ten(number(one), number(other)) == words


def test_a_range_is_told_by_what_the_printed_figures_give() -> None:
    left = make_interval(number("0.14")) / make_interval(number("0.16"))
    assert left.middle == number("0.875")
    assert convert_to_rate(left).middle == number("-12.5")
    assert Interval(number("1"), number("2")).middle == number("1.5")
