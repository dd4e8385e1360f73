"""Reads a date that a person wrote: 2022年10月8日, 2022-10-08, 2022.10.8, 二〇二二年十月八日."""

from __future__ import annotations

import re
from datetime import date

from docgen.values import half_width

_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?\Z")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日\Z"
)
_DIGITS = {"〇": 0, "○": 0} | {digit: value for value, digit in enumerate("零一二三四五六七八九")}


def read_date(text: str) -> date | None:
    """The day that ``text`` spells; None where it spells none, or one that no calendar has."""
    plain = "".join(half_width(text).split())
    if found := _DATE.match(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _CHINESE.match(plain):
        year = int("".join(str(_DIGITS[digit]) for digit in found[1]))
        month, day = _below_hundred(found[2]), _below_hundred(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _below_hundred(text: str) -> int:
    """The number of 八, 十, 十二, 二十 or 二十九; what is none of these becomes one that no calendar has."""
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (10 * _DIGITS[tens or "一"] if ten else _DIGITS[tens]) + (_DIGITS[ones] if ones else 0)
