"""The arithmetic of growth: 年均增速 by each convention, and what lies between two levels.

Neither the forms nor the standard define 年均增速, so all conventions in use are computed. Nothing here raises: where
a rate has no value (a base of 0, levels of opposite signs) it is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import prod

_HUNDRED = Decimal(100)

LEAST_RATE = -_HUNDRED
"""No rate in % is below this: nothing can fall by more than all of it."""


def compute_growth(first: Decimal, last: Decimal, intervals: int) -> Decimal | None:
    """The mean growth a year in % from one level to another that many years later; None where there is none."""
    if first <= 0 or last < 0 or intervals < 1:
        return None
    return (_root(last / first, intervals) - 1) * _HUNDRED


def compute_change(first: Decimal, last: Decimal) -> Decimal | None:
    """The change in % from one level to another; None where the first is not above 0."""
    return (last / first - 1) * _HUNDRED if first > 0 else None


def compute_mean_rates(rates: Sequence[Decimal]) -> Mapping[str, Decimal]:
    """The mean of yearly rates in % by each convention, by its name, the strict one (geometric, all years) first."""
    if not rates or any(rate < LEAST_RATE for rate in rates):
        return {}
    found = {f"{len(rates)} 个年度增速的几何平均": _compute_geometric_mean(rates)}
    if len(rates) > 1:
        found[f"后 {len(rates) - 1} 个年度增速的几何平均"] = _compute_geometric_mean(rates[1:])
        found[f"{len(rates)} 个年度增速的算术平均"] = sum(rates, Decimal(0)) / len(rates)
    return found


def _compute_geometric_mean(rates: Sequence[Decimal]) -> Decimal:
    return (_root(prod((1 + rate / _HUNDRED for rate in rates), start=Decimal(1)), len(rates)) - 1) * _HUNDRED


def _root(value: Decimal, degree: int) -> Decimal:
    return value ** (Decimal(1) / degree) if value else Decimal(0)
