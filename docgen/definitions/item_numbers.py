"""The numbers of evidence items, as they are written, ordered and printed: 8 of the official list, 补1 beyond it."""

from __future__ import annotations

PATTERN = r"补?\d{1,3}"
"""A number as the name of a file or folder begins with it, for a regular expression."""

_BEYOND = "补"


def parse_number(text: str) -> str:
    """The number as the notice has it: 8 for 08."""
    return text if text.startswith(_BEYOND) else text.lstrip("0")


def pad_number(number: str) -> str:
    """The number in two digits (08, 补01), so that names stand in the order of the list."""
    return f"{_BEYOND}{number[1:].zfill(2)}" if number.startswith(_BEYOND) else number.zfill(2)


def name_item(number: str) -> str:
    """The item in words: 佐证材料8; one beyond the official list (补1) is called what it is: 补充材料1."""
    return f"补充材料{number[1:]}" if number.startswith(_BEYOND) else f"佐证材料{number}"
