"""Slips of the pen that explain a figure: another unit, a point or digit too many, two digits exchanged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import UNITS
from docgen.rules.enterprises.enterprise_figures import format_figure

_POWERS = (4, -4, 8, -8, 3, -3, 1, -1, 2, -2, 5, -5, 7, -7)
"""Powers of ten between units of money, and those of a point set wrong."""

_NEAR = 1.6
"""The factor within which exchanged digits must bring a figure back: so many exchanges would fit a wider one."""


@dataclass(frozen=True)
class Slip:
    """The explanation of a figure: the corrected value, and how it came about and is undone, in words.

    ``is_unit`` where another unit made it at least a thousand times as large; small figures may be right.
    """

    value: Decimal
    words: str
    is_unit: bool = False

    def format(self, unit: str) -> str:
        """Format the slip with the corrected value: 像是按万元填的：÷10000 = 0.2172 亿元."""
        return f"{self.words} = {format_figure(self.value)} {unit}".rstrip()


def find_slip(value: Decimal, least: float, most: float, column: Column) -> Slip | None:
    """Find the slip that brings ``value`` between ``least`` and ``most``: a power of ten, or else digits."""
    if value <= 0 or most <= 0:
        return None
    typical = math.sqrt(max(least, most / 1e6) * most)
    power = next((one for one in _POWERS if least <= float(value.scaleb(-one)) <= most), 0)
    scaled = build_unit_slip(value, power, column) if power else None
    if abs(power) > 1:
        return scaled
    mended = [Slip(figure, words) for words, figure in _iterate_digit_slips(value)]
    found = [one for one in mended if typical / _NEAR <= one.value <= typical * _NEAR]
    if scaled and not (column.whole and scaled.value % 1):
        found.insert(0, scaled)
    return min(found, key=lambda one: abs(math.log(float(one.value) / typical)), default=None)


def build_unit_slip(value: Decimal, power: int, column: Column) -> Slip:
    """Build the slip of a figure that is 10 to ``power`` times what it should be."""
    is_unit = power >= 3 and bool(find_unit(column.unit, power))
    return Slip(value.scaleb(-power), describe_power(power, column), is_unit)


def describe_power(power: int, column: Column) -> str:
    """Describe a figure that is 10 to ``power`` times what it should be: 像是按万元填的：÷10000."""
    undone = f"{'÷' if power > 0 else '×'}{10 ** abs(power)}"
    unit = find_unit(column.unit, power)
    if abs(power) == 1:
        return f"像是{'多' if power > 0 else '少'}写了一位{f'，或按{unit}填的' if unit else ''}：{undone}"
    return f"像是{f'按{unit}填的' if unit else '小数点或位数错了'}：{undone}"


def find_unit(unit: str, power: int) -> str:
    """Find the unit in which a figure of ``unit`` is 10 to ``power`` times as large; "" where there is none."""
    if unit == "人" and power == -4:
        return "万人"
    base, size = UNITS.get(unit, ("", Decimal(0)))
    wanted = size.scaleb(-power)
    names = (name for name, (other, factor) in UNITS.items() if base == "元" and other == base and factor == wanted)
    return next(names, "")


def _iterate_digit_slips(value: Decimal) -> Iterator[tuple[str, Decimal]]:
    """Yield the figures with two neighbouring digits exchanged, or one of two equal neighbours left out."""
    whole, _, decimals = f"{value:f}".partition(".")
    digits = whole + decimals
    for at in range(len(digits) - 1):
        one, other = digits[at], digits[at + 1]
        if one == other:
            left = Decimal(digits[:at] + digits[at + 1 :])
            yield f"像是“{one}”多按了一次：应", left.scaleb(-len(decimals) + (at >= len(whole)))
        elif at or other != "0":
            mended = Decimal(digits[:at] + other + one + digits[at + 2 :])
            yield f"像是“{one}{other}”写颠倒了：应", mended.scaleb(-len(decimals))
