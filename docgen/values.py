"""The values an applicant can give, and how they are counted, rounded and printed.

Text in, Decimal inside, text out. A blank, 无 and 0 are three different things: a blank is ``None`` and a
problem wherever an answer is required, 无 is :data:`NOTHING`, and 0 is ``Decimal(0)``.
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import Final, NamedTuple

HALF_A_CENT: Final = Decimal("0.005")
"""The largest rounding error of a figure that is printed with two decimals."""


class Nothing(Enum):
    """The one value 无: the applicant says that there is nothing to report (填报说明 2)."""

    NOTHING = "无"

    def __str__(self) -> str:
        return self.value


NOTHING: Final = Nothing.NOTHING

LONGEST_NUMBER = 100
"""The most characters of a number; anything longer is a slip or an attack, and costs time at every step."""

_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?\Z")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MINUS_SIGNS = {ord(sign): "-" for sign in "−﹣–"}
_CENT = Decimal("0.01")
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Never rounds by itself, however many digits there are."""

_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}

_LATIN_RUN = re.compile(r"[!-~¡-ɏ]+")


def parse_number(text: str) -> Decimal | None:
    """Parse a number, with full-width digits and thousands separators; None where ``text`` is not a number.

    A text that is longer than LONGEST_NUMBER is none.
    """
    if len(text) > LONGEST_NUMBER:
        return None
    plain = convert_to_half_width(text).translate(_MINUS_SIGNS).strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.match(plain) else None


def convert_to_half_width(text: str) -> str:
    """Convert full-width letters, digits and signs to half-width ones; ² stays ², which is no digit."""
    return text.translate(_FULL_WIDTH)


def round_to_two_places(value: Decimal) -> Decimal:
    """Round to at most two decimals, half up (填报说明 2: 数据有小数时，保留小数点后2位)."""
    if value == value.to_integral_value():
        return value.to_integral_value()
    return value.quantize(_CENT, ROUND_HALF_UP, _EXACT)


def convert_unit(value: Decimal, unit: str, wanted: str) -> Decimal:
    """Convert ``value`` from ``unit`` to ``wanted``; only units of money convert, others are unchanged."""
    if unit == wanted or not {unit, wanted} <= _MONEY.keys():
        return value
    return value * _MONEY[unit] / _MONEY[wanted]


def format_number(value: Decimal) -> str:
    """Format the number as the form requires: two decimals if it has a fraction, otherwise none."""
    rounded = round_to_two_places(value)
    if rounded == rounded.to_integral_value():
        return format(abs(rounded) if rounded.is_zero() else rounded, ".0f")
    return format(rounded, "f")


def format_apart(one: Decimal, other: Decimal) -> tuple[str, str]:
    """Format two numbers for comparison, with as many decimals as tell them apart: 2.1781, 2.1784."""
    shown = format_number(one), format_number(other)
    most = max(0, *(-int(value.as_tuple().exponent) for value in (one, other) if value.is_finite()))
    for places in range(3, most + 1):
        if shown[0] != shown[1]:
            break
        shown = format(one, f".{places}f"), format(other, f".{places}f")
    return shown


def format_with_unit(value: Decimal, unit: str) -> str:
    """Format a number with its unit for a sentence: 70%, 58.20 亿元."""
    return format_number(value) + (unit if unit in ("", "%") else f" {unit}")


class Length(NamedTuple):
    """The length of a text in 字: as Word counts, and with every non-blank character counted."""

    words: int
    characters: int


def count_zi(text: str) -> Length:
    """Count the 字 of ``text`` as Word does: 1 for a CJK character or mark, 1 for a run of others (86.43%)."""
    without_latin, runs = _LATIN_RUN.subn(" ", text)
    rest = sum(1 for character in without_latin if not character.isspace())
    characters = sum(1 for character in text if not character.isspace())
    return Length(runs + rest, characters)


def shorten_text(text: str, longest: int = 60) -> str:
    """Cut the text to the length that a message quotes."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def shorten_line(text: str, longest: int = 30) -> str:
    """Write the text on one line, cut to the length that a message quotes."""
    return shorten_text(" ".join(text.split()), longest)


def strip_parentheses(text: str) -> str:
    """Remove parentheses and their content: 主营业务（主导产品） becomes 主营业务."""
    return _PARENTHESES.sub("", text)


def quote_text(text: str) -> str:
    """Put the text in quotation marks; those inside it become single ones (GB/T 15834)."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def format_chinese_number(number: int) -> str:
    """Format a small number in Chinese characters: 三, 十, 二十一; from 100 on in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_CHINESE_DIGITS[tens]}十") + _CHINESE_DIGITS[ones]


def parse_chinese_number(text: str) -> int | None:
    """Parse 一百三十 or 十二; None where it is no number from 1 to 9,999."""
    total, digit = 0, None
    for character in text:
        if character in _CHINESE_VALUES:
            if digit:
                return None
            digit = _CHINESE_VALUES[character]
        elif character in _CHINESE_PLACES:
            total += (1 if digit is None else digit) * _CHINESE_PLACES[character]
            digit = None
        else:
            return None
    return total + (digit or 0) or None


_PARENTHESES = re.compile(r"（[^（）]*）")
_CHINESE_DIGITS: tuple[str, ...] = ("", *"一二三四五六七八九")
_CHINESE_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}
