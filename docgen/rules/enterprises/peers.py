"""Each enterprise against the others of the table: figures of another size, and two years that are exchanged.

Spread is measured by the median absolute deviation of logarithms, which a few wrong figures do not change.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from statistics import median
from typing import NamedTuple

from docgen.definitions.enterprise_rules import EnterpriseRules, Level, Quotient
from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import UNITS
from docgen.rules.enterprises.enterprise_figures import Doubt, EnterpriseFigures, Figures, build_place
from docgen.rules.enterprises.slips import Slip, describe_power

_FEWEST = 12
"""The fewest enterprises that are compared with one another."""

_SIGMA = 1.4826
"""The standard deviation of normally distributed values in units of their median absolute deviation."""

_NARROW = 0.3
"""The least spread of a quotient: enterprises of one trade differ by so much, whatever those of one table do."""

_STEADY = 0.03
"""The least spread of a change from year to year."""

_FAR, _OFF, _FITTING = 3.5, 2.5, 2.0
"""A figure far from its peers, one that is off, and one that fits them, in standard deviations."""

_STRANGE = 5.0
"""A change from year to year that no peer has."""

_FEW_STRANGE = 0.02
"""Where more enterprises than this share have strange changes, changes prove nothing."""

_KINDS = {"元", "人"}
"""The base units that a wrong figure differs in from its peers."""

_POWERS = (1, -1, 2, -2, 3, -3, 4, -4)


class _Spread(NamedTuple):
    """The median of logarithms, their spread, and the distance of each enterprise from the median, None without one."""

    middle: float
    sigma: float
    distances: Sequence[float | None]


def check_sizes(
    figures: EnterpriseFigures, rules: EnterpriseRules, known: AbstractSet[tuple[int, str]]
) -> Iterator[Doubt]:
    """Yield a doubt for each figure of the last year that a power of ten brings among its peers in all its quotients.

    ``known`` are the pairs of an enterprise and a column with a doubt; these enterprises are left out.
    """
    year = max((years[-1] for years in map(figures.list_years, figures.by_year) if years), default=0)
    spreads = {quotient.label: _measure_quotient(figures, quotient, year) for quotient in rules.quotients}
    touched: dict[str, list[Quotient]] = {}
    for quotient in rules.quotients:
        if spreads[quotient.label]:
            touched.setdefault(quotient.of, []).append(quotient)
            touched.setdefault(quotient.over, []).append(quotient)
    skipped = {index for index, _ in known}
    suspects = {
        index
        for spread in spreads.values()
        if spread
        for index, distance in enumerate(spread.distances)
        if distance is not None and abs(distance) > _FAR * spread.sigma and index not in skipped
    }
    for index in sorted(suspects):
        found = _explain_size(figures.table.by_id, spreads, touched, index)
        if found:
            yield _report_size(figures, spreads, touched[found[0]], index, year, *found)


def _measure_quotient(figures: EnterpriseFigures, quotient: Quotient, year: int) -> _Spread | None:
    above, below = figures.by_year.get(quotient.of, {}).get(year), figures.by_year.get(quotient.over, {}).get(year)
    if above is None or below is None:
        return None
    logs = [math.log(one / other) if one and other else None for one, other in zip(above, below, strict=True)]
    return _measure(logs, _NARROW)


def _measure(logs: Sequence[float | None], least: float) -> _Spread | None:
    """Measure the spread of the logarithms; None where too few enterprises have one."""
    known = [value for value in logs if value is not None]
    if len(known) < _FEWEST:
        return None
    middle = median(known)
    sigma = max(least, _SIGMA * median(abs(value - middle) for value in known))
    return _Spread(middle, sigma, [None if value is None else value - middle for value in logs])


def _explain_size(
    columns: Mapping[str, Column],
    spreads: Mapping[str, _Spread | None],
    touched: Mapping[str, Sequence[Quotient]],
    index: int,
) -> tuple[str, int] | None:
    """Find the column and the power of ten that bring each of at least three quotients among those of the peers."""
    found = []
    for column, quotients in touched.items():
        known = [
            (distance / spread.sigma, (1 if column == one.of else -1) / spread.sigma, one)
            for one in quotients
            if (spread := spreads[one.label]) and (distance := spread.distances[index]) is not None
        ]
        # A trading firm is large in all amounts of money: a wrong figure differs from amounts and from staff alike.
        others = [
            columns[one.over if column == one.of else one.of] for distance, _, one in known if abs(distance) > _OFF
        ]
        kinds = {UNITS[other.unit][0] for other in others if other.unit in UNITS}
        if len(known) < 3 or not kinds >= _KINDS or sum(abs(distance) > _FAR for distance, _, _ in known) < 2:
            continue
        for power in _POWERS:
            after = [distance - math.log(10) * power * sign for distance, sign, _ in known]
            gain = sum(distance**2 for distance, _, _ in known) - sum(one**2 for one in after)
            if max(map(abs, after)) < _FITTING and gain > len(known) * _FAR**2 / 2:
                found.append((gain, column, power))
    return max(found)[1:] if found else None


def _report_size(
    figures: EnterpriseFigures,
    spreads: Mapping[str, _Spread | None],
    quotients: Sequence[Quotient],
    index: int,
    year: int,
    column: str,
    power: int,
) -> Doubt:
    shown = [
        f"{one.label}是中位数的 {format_times(math.exp(distance))}"
        for one in quotients
        if (spread := spreads[one.label])
        and (distance := spread.distances[index]) is not None
        and abs(distance) > _FITTING * spread.sigma
    ]
    definition = figures.table.by_id[column]
    slip = Slip(figures.get(column, year, index).scaleb(-power), describe_power(power, definition))
    reason = f"与同表的企业相比，{'，'.join(shown)}；{slip.format(definition.unit)}，都与别的企业相当"
    hint = "请与企业核对这个数；属实的不必改。"
    return Doubt("enterprises.unlike-peers", index, (build_place(column, year),), reason, hint)


def format_times(factor: float) -> str:
    """Format a factor: 12 倍, 2.5 倍, 1/8."""
    if factor >= 1:
        return f"{factor:.0f} 倍" if factor >= 10 else f"{factor:.1f} 倍"
    return f"1/{1 / factor:.0f}" if factor < 0.1 else f"1/{1 / factor:.1f}"


def check_exchanged(figures: EnterpriseFigures, level: Level, known: AbstractSet[tuple[int, str]]) -> Iterator[Doubt]:
    """Yield a doubt for each enterprise with two years of a steady column that, exchanged, change as its peers do.

    Nothing is concluded where many enterprises change in ways of their own.
    """
    years = figures.list_years(level.of)
    if not level.steady or len(years) < 3:
        return
    series = [figures.by_year[level.of][year] for year in years]
    own = _measure_changes(series)
    if own is None:
        return
    told: set[int] = set()
    for beside in (None, *level.beside):
        if beside and not set(years) <= set(figures.list_years(beside)):
            continue
        compared = _divide(series, [figures.by_year[beside][year] for year in years]) if beside else series
        spreads = own if beside is None else _measure_changes(compared)
        if spreads is None:
            continue
        strange = _find_strange(spreads)
        if len(strange) > max(1, _FEW_STRANGE * len(series[0])):
            continue
        for index in strange - told:
            pair = _find_exchange(compared, spreads, index)
            if pair and (index, level.of) not in known and _find_exchange(series, own, index, 1.0) == pair:
                told.add(index)
                yield _report_exchange(figures, level, years, index, pair)


def _divide(series: Sequence[Figures], others: Sequence[Figures]) -> list[list[float | None]]:
    return [
        [one / other if one and other else None for one, other in zip(cells, below, strict=True)]
        for cells, below in zip(series, others, strict=True)
    ]


def _measure_changes(series: Sequence[Figures]) -> list[_Spread] | None:
    """Measure the changes from year to year; None where too few enterprises have figures in all years."""
    logs = [[math.log(cell) if cell and cell > 0 else None for cell in cells] for cells in series]
    found = []
    for before, after in zip(logs, logs[1:], strict=False):
        spread = _measure(
            [None if a is None or b is None else b - a for a, b in zip(before, after, strict=True)], _STEADY
        )
        if spread is None:
            return None
        found.append(spread)
    return found


def _find_strange(spreads: Sequence[_Spread]) -> set[int]:
    return {
        index
        for spread in spreads
        for index, distance in enumerate(spread.distances)
        if distance is not None and abs(distance) > _STRANGE * spread.sigma
    }


def _find_exchange(
    series: Sequence[Figures], spreads: Sequence[_Spread], index: int, gain: float = _STRANGE**2
) -> tuple[int, int] | None:
    """Find the two years whose exchange makes all changes of an enterprise those of its peers; None without them."""
    cells = [one[index] for one in series]
    if not all(cell and cell > 0 for cell in cells):
        return None
    logs = [math.log(cell or 1.0) for cell in cells]
    now = sum(one**2 for one in _measure_steps(logs, spreads))
    best = None
    for one, other in combinations(range(len(logs)), 2):
        changed = list(logs)
        changed[one], changed[other] = changed[other], changed[one]
        steps = _measure_steps(changed, spreads)
        then = sum(step**2 for step in steps)
        if max(map(abs, steps)) < _FITTING and now - then > gain and (best is None or then < best[0]):
            best = (then, (one, other))
    return best[1] if best else None


def _measure_steps(logs: Sequence[float], spreads: Sequence[_Spread]) -> list[float]:
    """Measure the changes of one enterprise in standard deviations of its peers."""
    return [
        (after - before - spread.middle) / spread.sigma
        for before, after, spread in zip(logs, logs[1:], spreads, strict=False)
    ]


def _report_exchange(
    figures: EnterpriseFigures, level: Level, years: Sequence[int], index: int, pair: tuple[int, int]
) -> Doubt:
    first, second = (years[at] for at in pair)
    reason = f"像是{first}年和{second}年填反了：对调以后，各年的增减与同表的企业相当"
    places = (build_place(level.of, first), build_place(level.of, second))
    return Doubt("enterprises.exchanged", index, places, reason, "请与企业核对这两年的数；属实的不必改。")
