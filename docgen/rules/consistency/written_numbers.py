"""Figures as prose writes them: 77.03亿元, 约77亿元, 近80亿元, 130余家, 一百三十家, 1.04万人."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from docgen.rules.intervals import Interval
from docgen.values import parse_chinese_number

_FACTORS = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SQUARE_KILOMETRES = {"平方公里": Decimal(1), "平方千米": Decimal(1), "公顷": Decimal("0.01"), "亩": Decimal(1) / 1500}

_UNITS: Mapping[str, tuple[str, Decimal]] = {
    "元": ("money", Decimal(1)),
    "元人民币": ("money", Decimal(1)),
    **dict.fromkeys(("家", "户"), ("enterprises", Decimal(1))),
    **dict.fromkeys(("件", "项"), ("items", Decimal(1))),
    "个": ("", Decimal(1)),
    **dict.fromkeys(("人", "名"), ("persons", Decimal(1))),
    "%": ("%", Decimal(1)),
    **{name: ("area", factor) for name, factor in _SQUARE_KILOMETRES.items()},
    **{
        f"吨{of}/万元": ("intensity", Decimal(1))
        for of in ("", "二氧化碳", "CO2", "二氧化碳当量", "标准煤", "标煤", "标准煤当量")
    },
    # Units of other figures.
    **dict.fromkeys(
        ("家次", "人次", "个百分点", "户次", "项次", "件套", "名次", "元/吨", "美元", "元/亩", "元/人"),
        ("none", Decimal(1)),
    ),
}
_FORM_FAMILIES = {"亿元": "money", "万元": "money", "元": "money", "家": "enterprises", "人": "persons", "%": "%"}
_FORM_FAMILIES |= {"件": "items", "项": "items", "个": "items", "平方公里": "area"}
_FORM_FACTORS = {"亿元": 100_000_000, "万元": 10_000}
_COUNTED = ("", "enterprises", "items", "persons")
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_DIGITS = r"\d{1,18}(?:,\d{3}){0,6}(?:\.\d{1,18})?"
_QUANTITY = re.compile(rf"({_DIGITS})(余|多)?([百千万亿]{{0,2}})(余|多)?({_UNIT})(?!次)")
_CHINESE = re.compile(rf"([一二两三四五六七八九十百千零〇]{{1,12}})(余|多)?(万|亿)?(余|多)?({_UNIT})(?!次)")
_NAMED_UNIT = re.compile(rf"([百千万亿]{{0,2}})({_UNIT})?\Z")
_SAME_WORDS = (("标煤", "标准煤"), ("CO2", "二氧化碳"), ("当量", ""))
_ROUNDED_FROM = 1000
_ABOVE = Decimal("0.5")
_BELOW = Decimal("0.1")
_ABOUT = Decimal("0.05")


@dataclass(frozen=True)
class Quantity:
    """A figure with its unit: ``value`` as written, times ``factor``; ``step`` is the last written place.

    ``size`` is the unit of its first places, down to the last that is not 0 (10 of 130). ``how`` is "" for a plain
    figure, otherwise about, below, above or more (余).
    """

    value: Decimal
    step: Decimal
    size: Decimal
    family: str
    how: str = ""

    def approximate(self, how: str) -> Quantity:
        """Return the figure with a word such as 约, 近 or 超过 before or behind it."""
        return replace(self, how=how)

    def convert(self, unit: str) -> Interval | None:
        """Return the values that the words may stand for, in a unit of the form; None where the units do not agree."""
        family = _FORM_FAMILIES.get(unit, "intensity" if "/" in unit else "")
        if self.family != family and not (self.family == "" and family in ("enterprises", "items")):
            return None
        return self._find_range().scale(Decimal(1) / _FORM_FACTORS.get(unit, 1))

    def _find_range(self) -> Interval:
        value, step, size = self.value, self.step, self.size
        half = step / 2
        match self.how:
            case "about":
                off = max(step, min(size / 2, value * _ABOUT))
                return Interval(value - off, value + off, value)
            case "below":
                return Interval(value - max(size, value * _BELOW), value + half, value)
            case "above":
                return Interval(value - half, value + max(size, value * _ABOVE), value)
            case "more":
                return Interval(value, value + size, value)
            case _:
                # Counts are exact; other figures are rounded to the last place written, or cut off there.
                exact = self.family in _COUNTED and step <= 1
                return Interval(value, value, value) if exact else Interval(value - half, value + step, value)


def read_quantity(text: str, place: int) -> tuple[Quantity, str] | None:
    """Read a figure with its unit at ``place``; return it with its text, None where there is none."""
    found = _QUANTITY.match(text, place)
    if found:
        digits = found[1].replace(",", "")
        value, step = Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
        size = step if "." in digits else _find_size(int(digits))
        if value >= size * _ROUNDED_FROM:  # 126100万元 is rounded
            step = size
    else:
        found = _CHINESE.match(text, place)
        number = parse_chinese_number(found[1]) if found else None
        if found is None or number is None:
            return None
        value, step, size = Decimal(number), Decimal(1), _find_size(number)
    factor = Decimal(1)
    for word in found[3] or "":
        factor *= _FACTORS[word]
    family, of_unit = _UNITS[found[5]]
    factor *= of_unit
    how = "more" if found[2] or found[4] else ""
    # 1万余家: the figure goes on below its unit.
    return Quantity(value * factor, step * factor, size * factor, family, how), found[0]


def is_counted(unit: str) -> bool:
    """Return True for a unit of the form that counts whole things: 家, 人, 项."""
    return _FORM_FAMILIES.get(unit) in _COUNTED


def find_unit_factor(unit: str, wanted: str) -> Decimal | None:
    """Return the factor from a unit as people write it (亿, 万人, 个) to one of the form; None where they do not agree.

    Units of intensity agree only where they name the same thing: 标准煤 is not 二氧化碳.
    """
    plain = unit
    for words, usual in _SAME_WORDS:
        plain = plain.replace(words, usual)
    if plain == wanted:
        return Decimal(1)
    named, family = _NAMED_UNIT.match(plain), _FORM_FAMILIES.get(wanted)
    if named is None or not plain or family is None:
        return None
    own, factor = _UNITS[named[2]] if named[2] else ("", Decimal(1))
    is_open = own == "" and (family in ("enterprises", "items") or (not named[2] and family in ("persons", "money")))
    if own != family and not is_open:
        return None
    for word in named[1]:
        factor *= _FACTORS[word]
    return factor / _FORM_FACTORS.get(wanted, 1)


def _find_size(number: int) -> Decimal:
    """Return the place of the last digit that is not 0: 10 of 130."""
    digits = str(number)
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0"))) if number else Decimal(1)
