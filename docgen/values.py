"""The values an applicant can give, and how they are counted, rounded and printed.

Text in, Decimal inside, text out. A blank, 无 and 0 are three different things: a blank is ``None`` and a
problem wherever an answer is required, 无 is :data:`NOTHING`, and 0 is ``Decimal(0)``.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final, NamedTuple


class Nothing(Enum):
    """The one value 无: the applicant says that there is nothing to report (填报说明 2)."""

    NOTHING = "无"

    def __str__(self) -> str:
        return self.value


NOTHING: Final = Nothing.NOTHING

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?\Z")
_MINUS_SIGNS = str.maketrans({"−": "-", "﹣": "-", "–": "-"})
_LATIN_OR_DIGITS = re.compile(r"[0-9A-Za-zÀ-ɏ]+(?:[.,'’\-/:@_+&%][0-9A-Za-zÀ-ɏ]+)*")


def parse_number(text: str) -> Decimal | None:
    """The number that ``text`` spells, or None; full-width digits and thousands separators are understood."""
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS_SIGNS).strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.match(plain) else None


def round_two(value: Decimal) -> Decimal:
    """``value`` with at most two decimals, half up (填报说明 2: 数据有小数时，保留小数点后2位)."""
    if value == value.to_integral_value():
        return value.to_integral_value()
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def show_number(value: Decimal) -> str:
    """The number as the form wants it: two decimals if it has a fraction, none if not."""
    rounded = round_two(value)
    if rounded == rounded.to_integral_value():
        return str(rounded.to_integral_value().quantize(Decimal(1)) + 0)
    return str(rounded)


class Length(NamedTuple):
    """How long a text is, in 字: as Word counts, and with every non-blank character counted."""

    words: int
    characters: int


def count_zi(text: str) -> Length:
    """The length of ``text`` in 字; Word counts a CJK character or mark as 1 and a run of Latin or digits as 1."""
    without_latin, runs = _LATIN_OR_DIGITS.subn(" ", text)
    rest = sum(1 for character in without_latin if not character.isspace())
    characters = sum(1 for character in text if not character.isspace())
    return Length(runs + rest, characters)
