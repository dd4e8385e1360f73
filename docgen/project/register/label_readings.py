"""Other readings of a label: the enterprises that a figure of the form may mean, each as a rule of its own.

Every combination above and below the line is a reading, as nothing in the forms says that both are of the same
enterprises. No form says either what happens to enterprises without output, or to one with two titles of a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec

from docgen.definitions.derive_rules import Derive, Measure
from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.measures import format_population


def iterate_other_readings(derive: Derive) -> Iterator[Derive]:
    """Yield the other readings of a rule, those that differ in the fewest ways first."""
    readings = [
        _replace(derive, above, below, each)
        for above in product((derive.of, *derive.readings), (derive.idle, not derive.idle))
        for below in _list_populations_below(derive)
        for each in ((False, True) if len(derive.count) > 1 else (derive.each,))
    ]
    yield from sorted((one for one in readings if one != derive), key=lambda one: _count_differences(one, derive))


def format_reading(reading: Derive, plain: Derive, table: EnterpriseTable) -> str:
    """Format the name of a reading of the rule ``plain``: 按全部企业计, 分子按中小企业计、分母按全部企业计."""
    words = []
    if plain.readings:
        words.append(_join([f"按{format_population(one.of, table) or '全部企业'}计" for one in _list_sides(reading)]))
    if any(one.idle != before.idle for one, before in zip(_list_sides(reading), _list_sides(plain), strict=True)):
        label = table.by_id[table.active].label
        words.append(_join([f"{'含' if one.idle else '不含'}当年没有{label}的企业" for one in _list_sides(reading)]))
    if reading.each:
        words.append("同时属于两类的各计一次")
    return "，".join(words)


def _list_populations_below(derive: Derive) -> Sequence[tuple[tuple[str, ...], bool] | None]:
    """List the populations of the denominator; one None where there is no denominator."""
    if derive.over is None:
        return (None,)
    # A share of a whole has another population below, which is no reading of its label.
    of = (derive.over.of, *derive.readings)
    return tuple(product(of, (derive.over.idle, not derive.over.idle)))


def _replace(
    derive: Derive, above: tuple[tuple[str, ...], bool], below: tuple[tuple[str, ...], bool] | None, each: bool
) -> Derive:
    over = derive.over
    if over is not None and below is not None:
        over = msgspec.structs.replace(over, of=below[0], idle=below[1])
    return msgspec.structs.replace(derive, of=above[0], idle=above[1], over=over, each=each)


def _count_differences(reading: Derive, plain: Derive) -> int:
    sides = _list_sides(reading)
    changes = sum(
        (one.of != before.of) + 2 * (one.idle != before.idle)
        for one, before in zip(sides, _list_sides(plain), strict=True)
    )
    mixed = sides[0].of != sides[-1].of or sides[0].idle != sides[-1].idle
    return changes + 3 * mixed + 2 * (reading.each != plain.each)


def _list_sides(derive: Derive) -> Sequence[Measure]:
    return (derive, derive.over) if derive.over else (derive,)


def _join(words: Sequence[str]) -> str:
    """Join the words for numerator and denominator, once where they are the same."""
    return words[0] if len(set(words)) == 1 else f"分子{words[0]}、分母{words[1]}"
