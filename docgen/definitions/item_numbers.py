"""The numbers of evidence items, as they are written, ordered and printed: 8 of the official list, 补1 beyond it."""

from __future__ import annotations

import re

PATTERN = r"(?:补(?:充(?:材料)?)?)?\d{1,3}"
"""A number as the name of a file or folder begins with it, for a regular expression."""

_BEYOND = "补"
_WRITTEN = re.compile(r"补?[1-9]\d{0,2}\Z", re.ASCII)


def is_item_number(text: str) -> bool:
    """Return True where ``text`` is a number as a notice writes it: 8, 补1; it begins file names."""
    return _WRITTEN.match(text) is not None


def normalize_item_number(text: str) -> str:
    """Return the number as the notice writes it: folders are named 08, the item is 8; 补1, 补01 and 补充1 are 补1."""
    number = text.lstrip(f"{_BEYOND}充材料")
    return f"{_BEYOND}{number.lstrip('0')}" if text.startswith(_BEYOND) else number.lstrip("0")


def pad_item_number(number: str) -> str:
    """Pad the number to two digits (08, 补01), so that file names sort in the order of the list."""
    return f"{_BEYOND}{number[1:].zfill(2)}" if number.startswith(_BEYOND) else number.zfill(2)


def name_item(number: str) -> str:
    """Return the name of the item: 佐证材料8, or 补充材料1 for an item beyond the official list (补1)."""
    return f"补充材料{number[1:]}" if number.startswith(_BEYOND) else f"佐证材料{number}"
