"""The arithmetic of growth: 年均增速 by each convention, and what lies between two levels.

Neither the forms nor the standard define 年均增速, so all conventions in use are computed. Nothing here raises: where
a rate has no value (a base of 0, levels of opposite signs) it is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Generic, Protocol, Self, TypeVar

_HUNDRED = Decimal(100)

LEAST_RATE = -_HUNDRED
"""No rate in % is below this: nothing can fall by more than all of it."""


class Growth(Protocol):
    """A growth factor (1.14 for 14 %): an exact number, or a range of them."""

    def __add__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, number: Decimal, /) -> Self: ...
    def __pow__(self, exponent: Decimal, /) -> Self: ...


Factor = TypeVar("Factor", bound=Growth)


@dataclass(frozen=True)
class MeanGrowth(Generic[Factor]):
    """The mean growth factor a year by each of three conventions; None where what it needs is not there.

    ``all_years`` is the geometric mean over every year, ``later_years`` the one from the level of the first year to
    that of the last, ``arithmetic`` the mean of the yearly factors that are known.
    """

    all_years: Factor | None
    later_years: Factor | None
    arithmetic: Factor | None


def mean_growth(first: Factor | None, later: Sequence[Factor], rest: Factor, intervals: int) -> MeanGrowth[Factor]:
    """Compute the mean growth factor a year by each convention.

    ``first`` is the growth factor of the first year over the one before it, None where it is not known; ``later`` are
    those of the years after it, none where one of them is not known; ``rest`` is the factor from the level of the
    first year to that of the last, ``intervals`` years later. None of them is below 0.
    """
    known = [*([] if first is None else [first]), *later]
    return MeanGrowth(
        all_years=None if first is None else _root(first * rest, intervals + 1),
        later_years=_root(rest, intervals) if intervals else None,
        arithmetic=sum(known[1:], start=known[0]) / Decimal(len(known)) if later else None,
    )


def growth_between(first: Decimal, last: Decimal, intervals: int) -> Decimal | None:
    """The mean growth a year in % from one level to another that many years later; None where there is none."""
    if first <= 0 or last < 0 or intervals < 1:
        return None
    return as_percent(_root(last / first, intervals))


def change_between(first: Decimal, last: Decimal) -> Decimal | None:
    """The change in % from one level to another; None where the first is not above 0."""
    return as_percent(last / first) if first > 0 else None


def means_of_rates(rates: Sequence[Decimal]) -> Mapping[str, Decimal]:
    """The mean of yearly rates in % by each convention, by its name, the strict one (geometric, all years) first."""
    if not rates or any(rate < LEAST_RATE for rate in rates):
        return {}
    first, *later = (1 + rate / _HUNDRED for rate in rates)
    mean = mean_growth(first, later, prod(later, start=Decimal(1)), len(later))
    ways = {
        f"{len(rates)} 个年度增速的几何平均": mean.all_years,
        f"后 {len(later)} 个年度增速的几何平均": mean.later_years,
        f"{len(rates)} 个年度增速的算术平均": mean.arithmetic,
    }
    return {name: as_percent(factor) for name, factor in ways.items() if factor is not None}


def as_percent(factor: Decimal) -> Decimal:
    """A growth factor (1.14) as a rate in % (14)."""
    return (factor - 1) * _HUNDRED


def _root(value: Factor, degree: int) -> Factor:
    return value ** (Decimal(1) / degree)
