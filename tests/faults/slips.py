"""Slips of the pen: what becomes of one figure when somebody mistypes it."""

from __future__ import annotations

import random
from collections.abc import Callable

Slip = Callable[[str, random.Random], str | None]
"""Returns the mistyped text, None where this figure cannot be mistyped like that."""


def _scale(factor: float) -> Slip:
    def scale(text: str, _lot: random.Random) -> str | None:
        value = float(text) * factor
        if "." not in text and value != int(value):
            return None
        return str(round(value)) if "." not in text else f"{value:.2f}".removesuffix(".00")

    return scale


def _transpose(text: str, lot: random.Random) -> str | None:
    """Exchange two neighbouring digits: 77.03 becomes 70.73, or 77.30."""
    digits = [at for at, sign in enumerate(text) if sign.isdigit()]
    pairs = [(one, two) for one, two in zip(digits, digits[1:], strict=False) if text[one] != text[two]]
    pairs = [pair for pair in pairs if not (pair[0] == 0 and text[pair[1]] == "0" and text[1:2] != ".")]
    if not pairs:
        return None
    one, two = lot.choice(pairs)
    signs = list(text)
    signs[one], signs[two] = signs[two], signs[one]
    return "".join(signs)


def _drop(text: str, lot: random.Random) -> str | None:
    """Leave out one digit before the point: 1234.50 becomes 134.50."""
    whole = text.lstrip("-").partition(".")[0]
    if len(whole) < 2:
        return None
    at = text.index(whole) + lot.randrange(len(whole))
    return _as_number(text[:at] + text[at + 1 :])


def _double(text: str, lot: random.Random) -> str | None:
    """Type one digit before the point twice: 77.03 becomes 777.03."""
    whole = text.lstrip("-").partition(".")[0]
    if whole == "0":
        return None
    at = text.index(whole) + lot.randrange(len(whole))
    return text[:at] + text[at] + text[at:]


def _lose_point(text: str, _lot: random.Random) -> str | None:
    return _as_number(text.replace(".", "")) if "." in text else None


def _lose_sign(text: str, _lot: random.Random) -> str | None:
    return text[1:] if text.startswith("-") else None


def _as_number(text: str) -> str:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    return f"{sign}{whole.lstrip('0') or '0'}{point}{rest}"


SLIPS: dict[str, Slip] = {
    "十倍": _scale(10),
    "十分之一": _scale(0.1),
    "百倍": _scale(100),
    "数字颠倒": _transpose,
    "少一位": _drop,
    "多一位": _double,
    "丢小数点": _lose_point,
}
AMOUNT_SLIPS: dict[str, Slip] = {"亿元当万元": _scale(10_000), "万元当亿元": _scale(0.0001)}
SHARE_SLIPS: dict[str, Slip] = {"百分数写成小数": _scale(0.01)}
GROWTH_SLIPS: dict[str, Slip] = {"丢负号": _lose_sign}
