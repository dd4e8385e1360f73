"""Years in the words of a form, moved from one round to another: which numbers are years of the round, and which not.

A number that looks like a year is moved where it lies within the round, and kept for a reason that is stated in
Chinese: it belongs to a document (财税〔2015〕119号), a law, a standard, a quantity, or to another time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from docgen.definitions.form import Years

_DIGIT_SETS = (
    "0123456789",
    "０１２３４５６７８９",
    "〇一二三四五六七八九",
    "○一二三四五六七八九",
    "零一二三四五六七八九",
)
_YEAR = r"(?<![0-9０-９])(?:[1１][9９]|[2２][0０])[0-9０-９]{2}(?![0-9０-９])"
_SPELLED = r"(?<![〇○零一二三四五六七八九十百千])(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2}(?=年|[—–至到-])"
_SHORT = r"(?<![0-9０-９.．/〔－-])[0-9]{2}(?=(?:年|[—–~～至-][0-9]{2}年)(?![内期限以来间]))"
_ANY = re.compile(f"(?P<year>{_YEAR})|(?P<spelled>{_SPELLED})|(?P<short>{_SHORT})|(?P<plan>“?十[一二三四五六七八]五”?)")
_RANGE = re.compile(rf"{_YEAR}年?\s*(?:[—–―~～至到－-]+\s*{_YEAR}年?)+")
_YEAR_ONLY = re.compile(_YEAR)
_COUNTED = "字|家|个|项|件|万|亿|元|人|吨|户|份|次|台|平方|公里|千瓦|克|[%％‰页天倍]"

_PROTECTED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\u[0-9A-Fa-f]{4}|&#?\w+;"), "是一个符号的编码"),
    (re.compile(r"https?://\S+"), "在网址里"),
    (re.compile(rf"〔\s*{_YEAR}\s*〕|[［\[(（【]\s*{_YEAR}\s*[］\])）】]\s*第?\s*[0-9]+\s*号"), "是文号"),
    (re.compile(rf"{_YEAR}\s*年?\s*第\s*[0-9]+\s*号|第\s*{_YEAR}\s*号"), "是文号"),
    (re.compile(r"《[^《》]*》"), "在文件名称里"),
    (re.compile(rf"[A-Z]{{1,8}}(?:\s?/\s?[A-Z]{{1,3}})?\s?[0-9]+(?:\.[0-9]+)*\s?[—–―:：－-]+\s?{_YEAR}"), "是标准号"),
    (re.compile(rf"{_YEAR}\s*年?(?:版|修订|修正|本)"), "是版本"),
    (
        re.compile(
            rf"{_YEAR}\s*年(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?起?(?:印发|发布|公布|颁布|施行|实施|修订|修正|通过|废止)"
        ),
        "是文件印发或施行的日期",
    ),
    (
        re.compile(rf"{_YEAR}\s*年度?(?:表(?![格彰现示明])|通知|申报通知|清单|办法|暂行办法|管理办法|标准)"),
        "说的是另一份文件",
    ),
    (re.compile(rf"(?<![0-9]){_YEAR}(?:\.[0-9]+)?\s*(?:{_COUNTED})"), "是数量，不是年份"),
    (
        re.compile(rf"(?<![A-Za-z0-9_.])(?:[0-9]+[.,]{_YEAR}|{_YEAR},[0-9]{{3}}|{_YEAR}\.[0-9]{{3,}})"),
        "是一个数的一部分",
    ),
)
_FIVE_YEAR_PLAN = "是五年规划的名称，不随轮次移动"
_TWO_DIGITS = "只有两位数，分不清是年份还是年数"


class YearFound(NamedTuple):
    """A year in a text: its position, the words there, the words after the move, and why it is kept ("" if moved)."""

    start: int
    end: int
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True)
class YearShift:
    """The years of a round, from ``first`` to ``last``, which move ``by`` so many years."""

    first: int
    last: int
    by: int

    @classmethod
    def of_round(cls, years: Years, edition: str, by: int) -> YearShift:
        """Return the shift of a round: from its first column to its target, stages and the year of its edition."""
        first = min(*years.actual, years.base)
        last = max(*years.actual, years.target, *years.stages)
        if edition.isascii() and edition.isdecimal() and first <= int(edition) <= last + 2:
            last = max(last, int(edition))
        return cls(first, last, by)

    def find_years(self, text: str, *, is_always: bool = False) -> Iterator[YearFound]:
        """Yield each number of ``text`` that looks like a year, moved or kept.

        All years move where it ``is_always`` the round that is meant, as in its edition.
        """
        protected = [] if is_always else [(*m.span(), why) for words, why in _PROTECTED for m in words.finditer(text)]
        together = [m.span() for m in _RANGE.finditer(text) if any(map(self._has, _YEAR_ONLY.findall(m[0])))]
        for found in _ANY.finditer(text):
            start, end = found.span()
            if found["plan"]:
                yield YearFound(start, end, found[0], found[0], _FIVE_YEAR_PLAN)
            elif found["short"]:
                if self._has(f"20{found[0]}"):
                    yield YearFound(start, end, found[0], found[0], _TWO_DIGITS)
            elif why := next((why for one, other, why in protected if one <= start and end <= other), ""):
                yield YearFound(start, end, found[0], found[0], why)
            elif is_always or self._has(found[0]) or any(one <= start and end <= other for one, other in together):
                yield YearFound(start, end, found[0], self._move(found[0]))
            else:
                yield YearFound(start, end, found[0], found[0], f"不在本轮的{self.first}至{self.last}年之内")

    def _has(self, year: str) -> bool:
        return self.first <= _read_year(year) <= self.last

    def _move(self, year: str) -> str:
        """Return the year moved, in the digits in which it is written."""
        digits = next(one for one in _DIGIT_SETS if set(year) <= set(one))
        return "".join(digits[int(digit)] for digit in str(_read_year(year) + self.by))


def _read_year(year: str) -> int:
    digits = next(one for one in _DIGIT_SETS if set(year) <= set(one))
    return int("".join(str(digits.index(digit)) for digit in year))


class LocatedYear(NamedTuple):
    """A year of a file: its line, the words of that place, the year before and after, and why it is kept."""

    line: int
    excerpt: str
    before: str
    after: str
    reason: str


class ShiftedText(NamedTuple):
    """A text whose years are moved, and all years found in the text before, in its order."""

    text: str
    years: tuple[LocatedYear, ...]


_WINDOW = 14


def replace_years(text: str, found: Iterator[YearFound]) -> ShiftedText:
    """Return ``text`` with the years replaced that were found in it, in any order."""
    pieces: list[str] = []
    years: list[LocatedYear] = []
    at = 0
    for one in sorted(found):
        pieces += (text[at : one.start], one.after)
        at = one.end
        line = text.count("\n", 0, one.start) + 1
        before = text[max(text.rfind("\n", 0, one.start) + 1, one.start - _WINDOW) : one.start]
        after = text[one.end : one.end + _WINDOW].partition("\n")[0]
        years.append(LocatedYear(line, f"{before}{one.before}{after}".strip(), one.before, one.after, one.reason))
    return ShiftedText("".join((*pieces, text[at:])), tuple(years))
