"""Texts of single answers: 无, a number with its unit, an option by its label."""

from __future__ import annotations

import re
from decimal import Decimal

from docgen.definitions.form import Choice, Choices
from docgen.definitions.source import Node, Scalar
from docgen.values import NOTHING, Nothing, convert_to_half_width, parse_number


def convert_nothing(text: str) -> str | Nothing:
    """Return NOTHING for 无, any other text as it is."""
    return NOTHING if text == str(NOTHING) else text


def is_nothing(node: Node) -> bool:
    """Return True for a scalar that says 无."""
    return isinstance(node, Scalar) and node.text.strip() == str(NOTHING)


def parse_with_unit(unit: str, text: str) -> Decimal | None:
    """Parse a number that may have its unit behind it; None for any other text."""
    return parse_number(convert_to_half_width(text).removesuffix(convert_to_half_width(unit)))


def describe_chinese_colon(text: str) -> str:
    """Describe a Chinese colon behind a name, as in “area：12”, which makes no entry; "" for any other text."""
    found = re.match(r"\s*([A-Za-z_]\w*|20\d\d)：", text, re.ASCII)
    return f"“{found[1]}”后面的冒号是中文的（：），要用英文冒号加一个空格。" if found else ""


def match_option(field: Choice | Choices, text: str) -> str | None:
    """Return the id of the option that the text names by its id or its label; None for any other text."""
    by_label = {_normalize_label(label): option for option, label in field.options.items()}
    return text if text in field.options else by_label.get(_normalize_label(text))


def _normalize_label(label: str) -> str:
    """Remove spaces, tick marks and the final stop, so that an option pasted from the form is recognised."""
    return re.sub(r"[\s□☑☐■√]", "", label).rstrip("。；;")
