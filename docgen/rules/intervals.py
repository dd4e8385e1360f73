"""Interval arithmetic for printed figures: two decimals stand for half a cent either way.

Products and quotients carry the intervals on, so that a figure is wrong only where no exact figures could be printed
like this; no tolerance is chosen by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from docgen.growth_rates import convert_to_percent
from docgen.values import HALF_A_CENT

HUNDRED = Decimal(100)

_POWERS_OF_TEN = {Decimal(factor): f"{factor:,}" for factor in (10, 100, 1000, 10_000)}
_TOLERANCE = Decimal("0.01")
"""The relative difference within which two figures differ by a power of ten."""


@dataclass(frozen=True)
class Interval:
    """The values from ``least`` to ``most``; ``nominal`` is the value computed from the printed figures themselves."""

    least: Decimal
    most: Decimal
    nominal: Decimal | None = field(default=None, compare=False)

    @property
    def middle(self) -> Decimal:
        """The nominal value, by default the mean of the two ends."""
        return (self.least + self.most) / 2 if self.nominal is None else self.nominal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.least + other.least, self.most + other.most, self.middle + other.middle)

    def __mul__(self, other: Interval) -> Interval:
        """Multiply two intervals, neither below 0."""
        return Interval(self.least * other.least, self.most * other.most, self.middle * other.middle)

    def __truediv__(self, other: Interval | Decimal) -> Interval:
        """Divide by an interval above 0 (this one not below 0), or each value by a number above 0."""
        if isinstance(other, Decimal):
            return Interval(self.least / other, self.most / other, self.middle / other)
        return Interval(self.least / other.most, self.most / other.least, self.middle / other.middle)

    def scale(self, factor: Decimal) -> Interval:
        """Multiply by a factor above 0."""
        return Interval(self.least * factor, self.most * factor, self.middle * factor)

    def __pow__(self, exponent: Decimal) -> Interval:
        """Raise each value to a power above 0; none is below 0."""
        return Interval(self.least**exponent, self.most**exponent, self.middle**exponent)

    def widen(self, by: Decimal) -> Interval:
        """Extend the interval by ``by`` on either side."""
        return Interval(self.least - by, self.most + by, self.middle)

    def contains(self, value: Decimal) -> bool:
        """Return whether ``value`` is in the interval, its ends included."""
        return self.least <= value <= self.most


def make_interval(value: Decimal, off: Decimal = HALF_A_CENT) -> Interval:
    """Make the interval of a printed number not below 0: the values at most ``off`` from it."""
    return Interval(max(value - off, Decimal(0)), value + off, value)


def convert_to_rate(factor: Interval) -> Interval:
    """Convert a growth factor (1.14) to a rate in % (14)."""
    return Interval(
        convert_to_percent(factor.least), convert_to_percent(factor.most), convert_to_percent(factor.middle)
    )


def convert_to_factor(rate: Decimal) -> Interval | None:
    """Convert a printed rate in % to a growth factor; None below -100 %, where there is no factor."""
    if rate < -HUNDRED:
        return None
    factor = 1 + rate / HUNDRED
    off = HALF_A_CENT / HUNDRED
    return Interval(max(factor - off, Decimal(0)), factor + off, factor)


def find_power_of_ten(one: Decimal, other: Decimal) -> str:
    """Return the power of ten by which two figures differ (10 to 10,000) as text, "" where there is none."""
    if not one or not other:
        return ""
    for factor, words in _POWERS_OF_TEN.items():
        for above, below in ((one, other), (other, one)):
            if abs(above / below / factor - 1) <= _TOLERANCE:
                return words
    return ""


def format_slip(one: Decimal, other: Decimal) -> str:
    """Format the part of a message for two figures that differ by a power of ten, "" where they do not."""
    factor = find_power_of_ten(one, other)
    return f"，两数相差 {factor} 倍，请看是不是单位或小数点错了" if factor else ""
