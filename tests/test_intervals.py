"""What a printed figure may stand for, and what products, quotients and roots make of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.checks.intervals import Between, as_factor, as_rate, printed, slip_between
from docgen.values import round_two


def between(least: str, most: str) -> Between:
    return Between(Decimal(least), Decimal(most))


def test_a_range_holds_its_ends_and_nothing_beyond() -> None:
    one = between("1.995", "2.005")
    assert [one.holds(Decimal(value)) for value in ("1.994", "1.995", "2.005", "2.006")] == [False, True, True, False]
    assert one.middle == 2
    assert one.widened(Decimal("0.005")) == between("1.99", "2.01")


def test_a_printed_figure_is_half_a_cent_either_way_and_never_below_nothing() -> None:
    assert printed(Decimal(2)) == between("1.995", "2.005")
    assert printed(Decimal(0)) == between("0", "0.005")
    assert printed(Decimal(7), Decimal(0)) == between("7", "7")


def test_the_least_of_a_quotient_is_over_the_most() -> None:
    assert between("6", "8") / between("2", "4") == between("1.5", "4")
    assert between("6", "8") * between("2", "4") == between("12", "32")
    assert between("6", "8") + between("2", "4") == between("8", "12")
    assert between("6", "8").times(Decimal(3)) == between("18", "24")
    assert between("0", "16").root(2) == between("0", "4")


def test_a_rate_is_a_factor_and_back() -> None:
    assert as_factor(Decimal("10")) == between("1.09995", "1.10005")
    assert as_rate(between("1.1", "1.2")) == between("10", "20")
    assert as_factor(Decimal("-100")) == between("0", "0.00005")
    assert as_factor(Decimal("-100.01")) is None


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("1", "10", "10"),
        ("1120", "11.2", "100"),
        ("1.12", "11196.40", "10,000"),
        ("1.02", "1000", ""),
        ("1.01", "10", "10"),
        ("1.0101", "1000", "1,000"),
        ("101", "1", "100"),
        ("101.01", "1", ""),
        ("1", "2", ""),
        ("5", "5", ""),
        ("0", "10", ""),
        ("10", "0", ""),
    ],
)
def test_a_power_of_ten_between_two_figures_is_named(one: str, other: str, words: str) -> None:
    assert slip_between(Decimal(one), Decimal(other)) == words


AMOUNTS = st.decimals("0.5", 100_000, places=6)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_no_exact_figures_are_ever_outside_of_what_they_print(now: Decimal, before: Decimal, share: Decimal) -> None:
    exact = (now * share) / (before * share)
    found = (printed(round_two(now)) * printed(round_two(share))) / (
        printed(round_two(before)) * printed(round_two(share))
    )
    assert found.holds(exact)
    assert as_rate(found).widened(Decimal("0.005")).holds(round_two((exact - 1) * 100))
