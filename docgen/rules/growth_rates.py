"""Arithmetic of growth rates: 年均增速 by each convention, growth and change between two levels.

Neither the forms nor the standard define 年均增速, so all conventions in use are computed. Nothing here raises: where
a rate has no value (a base of 0, levels of opposite signs) it is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import prod

from docgen.rules.intervals import HUNDRED, compute_root

LEAST_RATE = -HUNDRED
"""The lowest possible rate in %."""


def compute_growth(first: Decimal, last: Decimal, intervals: int) -> Decimal | None:
    """Compute the mean annual growth in % between two levels ``intervals`` years apart; None where it has no value."""
    if first <= 0 or last < 0 or intervals < 1:
        return None
    return (compute_root(last / first, intervals) - 1) * HUNDRED


def compute_change(first: Decimal, last: Decimal) -> Decimal | None:
    """Compute the change in % from one level to another; None where the first is not above 0."""
    return (last / first - 1) * HUNDRED if first > 0 else None


def compute_mean_rates(rates: Sequence[Decimal]) -> Mapping[str, Decimal]:
    """Compute the mean of yearly rates in % by each convention; the strict one (geometric, all years) comes first."""
    if not rates or any(rate < LEAST_RATE for rate in rates):
        return {}
    found = {f"{len(rates)} 个年度增速的几何平均": _compute_geometric_mean(rates)}
    if len(rates) > 1:
        found[f"后 {len(rates) - 1} 个年度增速的几何平均"] = _compute_geometric_mean(rates[1:])
        found[f"{len(rates)} 个年度增速的算术平均"] = sum(rates, Decimal(0)) / len(rates)
    return found


def _compute_geometric_mean(rates: Sequence[Decimal]) -> Decimal:
    return (compute_root(prod((1 + rate / HUNDRED for rate in rates), start=Decimal(1)), len(rates)) - 1) * HUNDRED
