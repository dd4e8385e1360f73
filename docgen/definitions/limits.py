"""Limits as data: an operator and what it says in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

Operator = Literal["<", "<=", ">=", ">"]

_WORDS: Mapping[Operator, str] = {"<": "低于", "<=": "不超过", ">=": "不低于", ">": "高于"}


def within(value: Decimal, operator: Operator, limit: Decimal) -> bool:
    """Whether ``value`` is on the right side of ``limit``."""
    match operator:
        case "<":
            return value < limit
        case "<=":
            return value <= limit
        case ">=":
            return value >= limit
        case ">":
            return value > limit


def limit_in_words(operator: Operator, limit: Decimal, unit: str) -> str:
    """A limit in words, as it was written: 高于 70%, 不低于 40 亿元."""
    return f"{operator_in_words(operator)} {limit:f}{unit if unit == '%' else f' {unit}'}"


def operator_in_words(operator: Operator) -> str:
    """An operator in words: 高于, 不低于."""
    return _WORDS[operator]
