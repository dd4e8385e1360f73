"""Growth rates: 年均增速 by each convention, and the growth between two levels.

Neither the forms nor the standard define 年均增速, so all conventions in use are computed. Nothing here raises: a rate
without a value (a base of 0, levels of opposite signs) is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Generic, Protocol, Self, TypeVar

_HUNDRED = Decimal(100)

LEAST_RATE = -_HUNDRED
"""The lowest possible rate in %: nothing can fall by more than all of it."""


class GrowthFactor(Protocol):
    """A growth factor (1.14 for 14 %): an exact number, or a range of them."""

    def __add__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, number: Decimal, /) -> Self: ...
    def __pow__(self, exponent: Decimal, /) -> Self: ...


Factor = TypeVar("Factor", bound=GrowthFactor)


@dataclass(frozen=True)
class MeanGrowth(Generic[Factor]):
    """The mean annual growth factor by each convention; None where an input is missing.

    ``all_years`` is the geometric mean over every year, ``later_years`` the one from the level of the first year to
    that of the last, ``arithmetic`` the mean of the yearly factors that are known, ``later_arithmetic`` that of the
    years after the first, where the first is known as well.
    """

    all_years: Factor | None
    later_years: Factor | None
    arithmetic: Factor | None
    later_arithmetic: Factor | None


def compute_mean_growth(
    first: Factor | None, later: Sequence[Factor], rest: Factor, intervals: int
) -> MeanGrowth[Factor]:
    """Compute the mean annual growth factor by each convention.

    ``first`` is the growth factor of the first year over the one before it, None where it is not known; ``later`` are
    those of the years after it, none where one of them is not known; ``rest`` is the factor from the level of the
    first year to that of the last, ``intervals`` years later. None of them is below 0.
    """
    known = [*([] if first is None else [first]), *later]
    return MeanGrowth(
        all_years=None if first is None else _compute_root(first * rest, intervals + 1),
        later_years=_compute_root(rest, intervals) if intervals else None,
        arithmetic=_compute_arithmetic_mean(known) if later else None,
        later_arithmetic=None if first is None or len(later) == 1 else _compute_arithmetic_mean(later),
    )


def compute_annual_growth(first: Decimal, last: Decimal, intervals: int) -> Decimal | None:
    """Compute the mean annual growth in % from one level to another ``intervals`` years later; None without a value."""
    if first <= 0 or last < 0 or intervals < 1:
        return None
    return convert_to_percent(_compute_root(last / first, intervals))


def compute_change(first: Decimal, last: Decimal) -> Decimal | None:
    """Compute the change in % from one level to another; None where the first is not above 0."""
    return convert_to_percent(last / first) if first > 0 else None


def compute_mean_rates(rates: Sequence[Decimal]) -> Mapping[str, Decimal]:
    """Compute the mean of annual rates in %; maps the Chinese name of each convention to it, the strictest one first.

    That is the geometric mean of all years; the arithmetic mean of the later years is next to their geometric one and
    left out. Empty without rates, or with a rate below -100 %.
    """
    if not rates or any(rate < LEAST_RATE for rate in rates):
        return {}
    first, *later = (1 + rate / _HUNDRED for rate in rates)
    mean = compute_mean_growth(first, later, prod(later, start=Decimal(1)), len(later))
    ways = {
        f"{len(rates)} 个年度增速的几何平均": mean.all_years,
        f"后 {len(later)} 个年度增速的几何平均": mean.later_years,
        f"{len(rates)} 个年度增速的算术平均": mean.arithmetic,
    }
    return {name: convert_to_percent(factor) for name, factor in ways.items() if factor is not None}


def convert_to_percent(factor: Decimal) -> Decimal:
    """Convert a growth factor (1.14) to a rate in % (14)."""
    return (factor - 1) * _HUNDRED


def _compute_arithmetic_mean(factors: Sequence[Factor]) -> Factor | None:
    return sum(factors[1:], start=factors[0]) / Decimal(len(factors)) if factors else None


def _compute_root(value: Factor, degree: int) -> Factor:
    return value ** (Decimal(1) / degree)
