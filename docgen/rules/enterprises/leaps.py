"""One column of one enterprise over the years: leaps, years without a figure between others, dominance of the total."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from docgen.definitions.enterprise_rules import Level, Quotient
from docgen.rules.enterprises.enterprise_figures import (
    Doubt,
    EnterpriseFigures,
    Figures,
    build_place,
    format_figure,
    format_years,
)
from docgen.rules.enterprises.slips import Slip, find_slip

_ALWAYS = math.log(100)
"""Nothing changes by such a factor, whatever changed beside it."""

_SHARE = 1 / 3
"""The part of a change, as a logarithm, that companions must show."""

_UNSUPPORTED = math.log(30)
"""A first year may have been a part of a year, a last one the end: without companions only such a factor is a doubt."""

_CONTINUOUS = 2.5
"""A corrected figure is within this factor of those of the other years."""

_ISOLATED = 0.7
"""A year that differs from both its neighbours is a doubt from this part of the logarithm, and 0.4 of the floor."""

_OTHERS = 5
"""One enterprise dominates a total only where at least so many others have a figure."""

_HINT = "请与企业核对原始报表，改正后再算。"


def check_leaps(figures: EnterpriseFigures, level: Level) -> Iterator[Doubt]:
    """Yield a doubt for each enterprise whose figures of a column change beyond sense from year to year."""
    years = figures.list_years(level.of)
    series = [figures.by_year[level.of][year] for year in years]
    floor, step = float(level.floor), float(level.step)
    suspects: set[int] = set()
    for before, after in pairwise(series):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            if old and new:
                high, low = (old, new) if old > new else (new, old)
                if high > floor * step and high > low * step:
                    suspects.add(index)
    isolated = _find_isolated(series, floor * 0.4, step**_ISOLATED) if level.steady else {}
    for index in sorted(isolated.keys() - suspects):
        yield _report_leap(figures, level, years, series, index, (isolated[index],))
    for index in sorted(suspects):
        blamed = _find_blamed(figures, level, years, series, index, math.log(step))
        if blamed:
            yield _report_leap(figures, level, years, series, index, blamed)


def check_gaps(figures: EnterpriseFigures, level: Level) -> Iterator[Doubt]:
    """Yield a doubt for each year without a figure between two years with one; 0 is a gap in a steady column."""
    years = figures.list_years(level.of)
    column = figures.table.by_id[level.of]
    for at in range(1, len(years) - 1):
        before, here, after = (figures.by_year[level.of][years[at + step]] for step in (-1, 0, 1))
        for index, (old, now, new) in enumerate(zip(before, here, after, strict=True)):
            if now or not old or not new:
                continue
            if now is None or (level.gap is not None and min(old, new) >= float(level.gap)):
                shown = "空着" if now is None else "是 0"
                around = _format_neighbours(figures, level.of, (years[at - 1], years[at + 1]), index)
                reason = f"{years[at]}年{column.label}{shown}，而{around}"
                hint = "请与企业核对，补上这一年的数；确实没有的填 0。"
                yield Doubt("enterprises.gap", index, (build_place(level.of, years[at]),), reason, hint)


def check_dominance(figures: EnterpriseFigures, level: Level, quotients: Sequence[Quotient]) -> Iterator[Doubt]:
    """Yield a doubt for each enterprise whose figures are many times the sums of all others, with all such years.

    Another unit that explains it is surely wrong, unless a quotient of the figures as they stand is sound.
    """
    if level.dominant is None:
        return
    column, years = figures.table.by_id[level.of], figures.list_years(level.of)
    found: dict[int, list[tuple[int, str, Slip | None]]] = {}
    for year in years:
        amounts = [value or 0.0 for value in figures.by_year[level.of][year]]
        most, others = max(amounts, default=0.0), sum(amount > 0 for amount in amounts) - 1
        if others < _OTHERS:
            continue
        index = amounts.index(most)
        rest = sum(amounts[:index]) + sum(amounts[index + 1 :])
        if most > float(level.dominant) * rest:
            typical = sorted(amount for amount in amounts if amount > 0)[others // 2]
            slip = find_slip(figures.get(level.of, year, index), typical / 30, typical * 30, column)
            found.setdefault(index, []).append((year, f"是其余 {others} 家合计的 {most / rest:.0f} 倍", slip))
    for index, told in found.items():
        last, reason, slip = told[-1]
        reason = f"{last}年{reason}" if len(told) > 1 else reason
        reason += f"；{slip.format(column.unit)}" if slip else ""
        is_wrong = slip is not None and slip.is_unit and not _has_sound_quotient(figures, quotients, level, last, index)
        code = "enterprises.wrong-unit" if is_wrong else "enterprises.beyond-sense"
        yield Doubt(code, index, tuple(build_place(level.of, year) for year, _, _ in told), reason, _HINT)


def _has_sound_quotient(
    figures: EnterpriseFigures, quotients: Sequence[Quotient], level: Level, year: int, index: int
) -> bool:
    """Return whether a quotient of the figure, with the other figure of the nearest year, is within its limit."""
    for quotient in quotients:
        limit = {quotient.of: quotient.most, quotient.over: quotient.least}.get(level.of)
        if limit is None:
            continue
        above, below = figures.find_nearest(quotient.of, year), figures.find_nearest(quotient.over, year)
        if above is None or below is None or not above[index] or not below[index]:
            continue
        value = (above[index] or 0.0) / (below[index] or 1.0) * float(quotient.times)
        if value <= float(limit) if level.of == quotient.of else value >= float(limit):
            return True
    return False


def _find_isolated(series: Sequence[Figures], floor: float, factor: float) -> dict[int, int]:
    """Find the position of the year that is far above or below both its neighbours, by the index of the enterprise."""
    found: dict[int, int] = {}
    for at in range(1, len(series) - 1):
        for index, (old, now, new) in enumerate(zip(series[at - 1], series[at], series[at + 1], strict=True)):
            if old and now and new:
                least, most = (old, new) if old < new else (new, old)
                if (now > floor * factor and now > most * factor) or (least > floor * factor and least > now * factor):
                    found[index] = at
    return found


def _find_blamed(
    figures: EnterpriseFigures, level: Level, years: Sequence[int], series: Sequence[Figures], index: int, limit: float
) -> tuple[int, ...]:
    """Return the positions of the years whose figures leap; empty where each leap has an explanation."""
    floor = float(level.floor)
    levels = {at: math.log(max(cells[index] or 0.0, floor)) for at, cells in enumerate(series) if cells[index]}
    leaps = [(one, other) for one, other in pairwise(levels) if abs(levels[other] - levels[one]) > limit]
    isolated = len(leaps) > 1
    for pair in leaps:
        change = levels[pair[1]] - levels[pair[0]]
        support = _find_support(figures, level, (years[pair[0]], years[pair[1]]), index, change)
        is_edge = (change > 0 and pair[0] == 0) or (change < 0 and pair[1] == len(years) - 1)
        is_lasting = not _begins_or_ends(series, index, pair, change)
        if abs(change) > _ALWAYS or (is_lasting and support is False):
            break
        if is_lasting and support is None and (isolated or not is_edge or abs(change) > _UNSUPPORTED):
            break
    else:
        return ()
    ordered = sorted(levels, key=levels.__getitem__)
    cut = max(range(1, len(ordered)), key=lambda at: levels[ordered[at]] - levels[ordered[at - 1]])
    low, high = ordered[:cut], ordered[cut:]
    # The fewer years are taken for the wrong ones; of as many, the greater figures, as units are too small more often.
    return tuple(sorted(low if len(low) < len(high) else high))


def _begins_or_ends(series: Sequence[Figures], index: int, pair: tuple[int, int], change: float) -> bool:
    """Return whether a rise follows years of 0, or a fall goes before them: parts of a year are compared then."""
    if change > 0:
        return pair[0] > 0 and not any(cells[index] for cells in series[: pair[0]])
    return pair[1] < len(series) - 1 and not any(cells[index] for cells in series[pair[1] + 1 :])


def _find_support(
    figures: EnterpriseFigures, level: Level, years: tuple[int, int], index: int, change: float
) -> bool | None:
    """Return whether a companion changed between the two years as the column did; None without a companion."""
    support = None
    for name in level.beside:
        known = figures.by_year.get(name, {})
        old, new = (known[year][index] if year in known else None for year in years)
        if old is None or new is None or not (old or new):
            continue
        # What begins or ends changes by any factor.
        if (not new and change < 0) or (not old and change > 0):
            return True
        if old and new and math.log(new / old) / change >= _SHARE:
            return True
        support = False
    return support


def _report_leap(
    figures: EnterpriseFigures,
    level: Level,
    years: Sequence[int],
    series: Sequence[Figures],
    index: int,
    blamed: tuple[int, ...],
) -> Doubt:
    column = figures.table.by_id[level.of]
    right = [at for at, cells in enumerate(series) if cells[index] and at not in blamed]
    first = blamed[0]
    near = min(right, key=lambda at: (abs(at - first), at))
    expected = series[near][index] or 0.0
    value = figures.get(level.of, years[first], index)
    around = _format_neighbours(figures, level.of, (years[near],), index)
    factor = float(value) / expected
    times = f"{factor:.0f} 倍" if factor > 10 else f"{factor:.1f} 倍" if factor > 1 else f"1/{1 / factor:.0f}"
    reason = f"{around}，这里是它的 {times}"
    slip = find_slip(value, expected / _CONTINUOUS, expected * _CONTINUOUS, column)
    if slip:
        reason += f"；{slip.format(column.unit)}，与{format_years((years[near],))}相当"
    code = "enterprises.wrong-unit" if slip and slip.is_unit else "enterprises.leap"
    return Doubt(code, index, tuple(build_place(level.of, years[at]) for at in blamed), reason, _HINT)


def _format_neighbours(figures: EnterpriseFigures, column: str, years: Sequence[int], index: int) -> str:
    return "、".join(f"{year}年是 {format_figure(figures.get(column, year, index))}" for year in years)
