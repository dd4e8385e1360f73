"""What a printed figure may stand for: two decimals are half a cent either way, and products and quotients inherit it.

So a figure is wrong only where no exact figures could be printed like this; no tolerance is chosen by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from docgen.values import HALF_A_CENT

HUNDRED = Decimal(100)

_POWERS_OF_TEN = {Decimal(factor): f"{factor:,}" for factor in (10, 100, 1000, 10_000)}
_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class Interval:
    """All values from ``least`` to ``most``; ``told`` is what the printed figures themselves give."""

    least: Decimal
    most: Decimal
    nominal: Decimal | None = field(default=None, compare=False)

    @property
    def middle(self) -> Decimal:
        """The value by which the others are told: that of the printed figures, or the one in the middle."""
        return (self.least + self.most) / 2 if self.nominal is None else self.nominal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.least + other.least, self.most + other.most, self.middle + other.middle)

    def __mul__(self, other: Interval) -> Interval:
        """The product of two ranges of which none is below 0."""
        return Interval(self.least * other.least, self.most * other.most, self.middle * other.middle)

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient of two ranges, none below 0 and the second above it."""
        return Interval(self.least / other.most, self.most / other.least, self.middle / other.middle)

    def scale(self, factor: Decimal) -> Interval:
        """Each value times a factor above 0."""
        return Interval(self.least * factor, self.most * factor, self.middle * factor)

    def take_root(self, degree: int) -> Interval:
        """The root of each value; none is below 0."""
        return Interval(
            compute_root(self.least, degree), compute_root(self.most, degree), compute_root(self.middle, degree)
        )

    def widen(self, by: Decimal) -> Interval:
        """The range with ``by`` more on either side."""
        return Interval(self.least - by, self.most + by, self.middle)

    def contains(self, value: Decimal) -> bool:
        """Whether ``value`` is one of them, its ends included."""
        return self.least <= value <= self.most


def make_interval(value: Decimal, off: Decimal = HALF_A_CENT) -> Interval:
    """What a printed number, not below 0, may stand for: it and all that is not further ``off``."""
    return Interval(max(value - off, Decimal(0)), value + off, value)


def convert_to_rate(factor: Interval) -> Interval:
    """A growth factor (1.14) as a rate in % (14)."""
    least, most, told = ((one - 1) * HUNDRED for one in (factor.least, factor.most, factor.middle))
    return Interval(least, most, told)


def convert_to_factor(rate: Decimal) -> Interval | None:
    """A printed rate in % as a growth factor; None where nothing can grow like that."""
    if rate < -HUNDRED:
        return None
    factor = 1 + rate / HUNDRED
    off = HALF_A_CENT / HUNDRED
    return Interval(max(factor - off, Decimal(0)), factor + off, factor)


def find_power_of_ten(one: Decimal, other: Decimal) -> str:
    """The power of ten that lies between two figures that should agree, in words; empty where none does."""
    if not one or not other:
        return ""
    for factor, words in _POWERS_OF_TEN.items():
        for above, below in ((one, other), (other, one)):
            if abs(above / below / factor - 1) <= _TOLERANCE:
                return words
    return ""


def compute_root(value: Decimal, degree: int) -> Decimal:
    return value ** (Decimal(1) / degree) if value else Decimal(0)
