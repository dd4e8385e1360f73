"""Limits as data: comparison operators and their Chinese words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

Operator = Literal["<", "<=", ">=", ">"]

_WORDS: Mapping[Operator, str] = {"<": "低于", "<=": "不超过", ">=": "不低于", ">": "高于"}


def is_within(value: Decimal, operator: Operator, limit: Decimal) -> bool:
    """Compare ``value`` with ``limit``; True where the comparison holds."""
    match operator:
        case "<":
            return value < limit
        case "<=":
            return value <= limit
        case ">=":
            return value >= limit
        case ">":
            return value > limit


def format_limit(operator: Operator, limit: Decimal, unit: str) -> str:
    """Format a limit in words, with its digits as written: 高于 70%, 不低于 40 亿元."""
    return f"{format_operator(operator)} {limit:f}{unit if unit == '%' else f' {unit}'}"


def format_operator(operator: Operator) -> str:
    """Return the Chinese words of an operator: 高于, 不低于."""
    return _WORDS[operator]
