"""The figures of one enterprise against one another: quotients beyond sense, and the cell and slip behind them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from docgen.definitions.enterprise_rules import EnterpriseRules, Excuse, Quotient
from docgen.rules.enterprises.enterprise_figures import (
    Doubt,
    EnterpriseFigures,
    build_place,
    format_figure,
)
from docgen.rules.enterprises.slips import Slip, build_unit_slip, find_unit
from docgen.values import HALF_A_CENT

_POWERS = (4, -4, 8, 3, -3, -8)
"""Powers of ten between the units in which whole rows are filled in."""

_SURELY = 4
"""A quotient of so many times its limit, which another unit explains, is surely wrong."""

_HINT = "请与企业核对原始报表，改正后再算。"


def check_quotients(
    figures: EnterpriseFigures, rules: EnterpriseRules, known: AbstractSet[tuple[int, str]]
) -> Iterator[Doubt]:
    """Yield a doubt for each enterprise with a quotient beyond its limits; cells with a doubt (``known``) are left out.

    ``known`` has pairs of the index of an enterprise and a column.
    """
    blamed = set(known)
    for quotient in rules.quotients:
        for index, years in _find_beyond(figures, quotient).items():
            if (index, quotient.of) in blamed or (index, quotient.over) in blamed:
                continue
            column, slip = _find_explanation(figures, rules, quotient, index, years)
            if slip is None and _is_low(figures, quotient, index, years[-1]):
                continue
            blamed.add((index, column))
            yield _report_quotient(figures, quotient, index, years, column, slip)


def _find_beyond(figures: EnterpriseFigures, quotient: Quotient) -> dict[int, list[int]]:
    """Find the years in which the quotient of an enterprise is beyond its limits, by the index of the enterprise."""
    beyond: dict[int, list[int]] = {}
    if quotient.least is None and quotient.most is None:
        return beyond
    times, part, whole = float(quotient.times), float(quotient.part), float(quotient.whole)
    least = 0.0 if quotient.least is None else float(quotient.least)
    most = math.inf if quotient.most is None else float(quotient.most)
    for year in figures.list_years(quotient.of):
        above, below = figures.by_year[quotient.of][year], figures.find_nearest(quotient.over, year)
        for index, (one, other) in enumerate(zip(above, below or (), strict=False)):
            if not one or not other or other < whole:
                continue
            value = one / other * times
            is_high = value > most and one >= part
            if (is_high or value < least) and _is_beyond(figures, quotient, year, index, is_high):
                beyond.setdefault(index, []).append(year)
    return beyond


def _is_low(figures: EnterpriseFigures, quotient: Quotient, index: int, year: int) -> bool:
    above, below = figures.by_year[quotient.of][year][index], figures.find_nearest(quotient.over, year)
    value = (above or 0.0) / ((below or ())[index] or 1.0) * float(quotient.times)
    return quotient.least is not None and value < float(quotient.least)


def _is_beyond(figures: EnterpriseFigures, quotient: Quotient, year: int, index: int, is_high: bool) -> bool:
    """Return whether a quotient is beyond its limit even if its figures are rounded, and has no excuse."""
    own = figures.list_years(quotient.over)
    below = figures.get(quotient.over, min(own, key=lambda one: (abs(one - year), -one)), index)
    above = figures.get(quotient.of, year, index)
    if is_high and quotient.most is not None:
        is_beyond = above * quotient.times > quotient.most * (below + _get_rounding(below))
        return is_beyond and not any(_is_excused(figures, one, year, index) for one in quotient.unless)
    return (above + _get_rounding(above)) * quotient.times < (quotient.least or 0) * below


def _get_rounding(value: Decimal) -> Decimal:
    """Return the rounding error of a figure: two decimals are what the form asks for, more are exact."""
    exponent = value.as_tuple().exponent
    return HALF_A_CENT if isinstance(exponent, int) and exponent >= -2 else Decimal(0)


def _is_excused(figures: EnterpriseFigures, excuse: Excuse, year: int, index: int) -> bool:
    above, below = figures.find_nearest(excuse.of, year), figures.find_nearest(excuse.over, year)
    if above is None or below is None:
        return False
    one, other = above[index], below[index]
    if not one or not other:
        return False
    return float(excuse.least) <= one / other <= (math.inf if excuse.most is None else float(excuse.most))


def _find_explanation(
    figures: EnterpriseFigures, rules: EnterpriseRules, quotient: Quotient, index: int, years: Sequence[int]
) -> tuple[str, Slip | None]:
    """Find the column and the power of ten that bring all quotients of the enterprise to what is usual.

    Where none does, the dividend and the power that at least explains this quotient; None where there is none.
    """
    year = years[-1]
    found = []
    for column in (quotient.of, quotient.over):
        definition = figures.table.by_id[column]
        touched = [one for one in rules.quotients if column in (one.of, one.over)]
        for power in _POWERS if definition.unit else ():
            if not find_unit(definition.unit, power) or _measure_misfit(figures, quotient, year, index, column, power):
                continue
            misfits = [_measure_misfit(figures, one, year, index, column, power) for one in touched]
            wrong = sum(1 for misfit in misfits if misfit)
            if not wrong or column == quotient.of:
                found.append((-wrong, sum(misfit is not None for misfit in misfits), column, power))
    if not found:
        return quotient.of, None
    _, _, column, power = max(found, key=lambda one: one[:2])
    at = year if year in figures.list_years(column) else figures.list_years(column)[-1]
    return column, build_unit_slip(figures.get(column, at, index), power, figures.table.by_id[column])


def _measure_misfit(
    figures: EnterpriseFigures, quotient: Quotient, year: int, index: int, column: str, power: int
) -> float | None:
    """Return how far (as a logarithm) a quotient is from the usual when a column is corrected; None without one."""
    above, below = figures.find_nearest(quotient.of, year), figures.find_nearest(quotient.over, year)
    if above is None or below is None or not above[index] or not below[index]:
        return None
    value = (above[index] or 0.0) / (below[index] or 1.0) * float(quotient.times)
    value *= 10.0 ** (-power if column == quotient.of else power)
    least, most = (float(limit) for limit in quotient.usual)
    return max(math.log(least / value), math.log(value / most), 0.0)


def _report_quotient(
    figures: EnterpriseFigures, quotient: Quotient, index: int, years: Sequence[int], column: str, slip: Slip | None
) -> Doubt:
    """Report the last of the years; the cells of all of them are named."""
    table, year = figures.table, years[-1]
    above = figures.by_year[quotient.of][year][index] or 0.0
    below = (figures.find_nearest(quotient.over, year) or ())[index] or 1.0
    value = Decimal(above / below) * quotient.times
    other, amount = (quotient.over, below) if column == quotient.of else (quotient.of, above)
    if quotient.most is not None and value > quotient.most:
        limits = f"达 {_format_amount(value, quotient.unit)}，不会高于 {_format_amount(quotient.most, quotient.unit)}"
    else:
        least = quotient.least or Decimal(0)
        limits = f"只有 {_format_amount(value, quotient.unit)}，不会低于 {_format_amount(least, quotient.unit)}"
    shown = f"{table.by_id[other].label}是 {_format_amount(Decimal(repr(amount)), table.by_id[other].unit)}"
    reason = f"{shown}，{quotient.label}{limits}" + (f"；{slip.format(table.by_id[column].unit)}" if slip else "")
    own = figures.list_years(column)
    places = tuple(build_place(column, one) for one in (years if set(years) <= set(own) else own[-1:]))
    is_wrong = slip is not None and quotient.most is not None and value > _SURELY * quotient.most
    return Doubt("enterprises.wrong-unit" if is_wrong else "enterprises.beyond-sense", index, places, reason, _HINT)


def _format_amount(value: Decimal, unit: str) -> str:
    """Format an amount with its unit, with more digits where it is small."""
    digits = 0 if abs(value) >= 1000 else 2 if abs(value) >= 1 else 4
    return f"{format_figure(value, digits)}{'' if unit == '%' else ' '}{unit}"
