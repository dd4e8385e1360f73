"""Read dates as people write them: 2022年10月8日, 2022-10-08, 2022.10.8, 二〇二二年十月八日; or a month or year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from docgen.values import convert_to_half_width

_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?\Z")
_MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})月?\Z")
_YEAR = re.compile(r"(\d{4})年?\Z")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日\Z"
)
_DIGITS = {"〇": 0, "○": 0} | {digit: value for value, digit in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class Days:
    """The range of days that a text means: one day, a month or a year; ``text`` is the text itself."""

    first: date
    last: date
    text: str


def read_date(text: str) -> date | None:
    """Read a day; None where ``text`` is not a day, or not a valid one."""
    plain = _normalize_text(text)
    if found := _DATE.match(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _CHINESE.match(plain):
        year = int("".join(str(_DIGITS[digit]) for digit in found[1]))
        month, day = _parse_chinese_number(found[2]), _parse_chinese_number(found[3])
    else:
        return None
    return _make_date(year, month, day)


def read_days(text: str) -> Days | None:
    """Read a day, month or year as a range of days; None where ``text`` is none of these."""
    plain = _normalize_text(text)
    if day := read_date(plain):
        return Days(day, day, text.strip())
    if (found := _MONTH.match(plain)) and (first := _make_date(int(found[1]), int(found[2]), 1)):
        return Days(first, _find_end_of_month(first), text.strip())
    if (found := _YEAR.match(plain)) and (first := _make_date(int(found[1]), 1, 1)):
        return Days(first, date(first.year, 12, 31), text.strip())
    return None


def format_date(day: date) -> str:
    """Format the day as official papers print it: 2022年10月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _normalize_text(text: str) -> str:
    return "".join(convert_to_half_width(text).split())


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_end_of_month(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _parse_chinese_number(text: str) -> int:
    """Parse 八, 十, 十二, 二十 or 二十九; any other text gives a number that is no valid day or month."""
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (10 * _DIGITS[tens or "一"] if ten else _DIGITS[tens]) + (_DIGITS[ones] if ones else 0)
