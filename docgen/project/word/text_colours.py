"""Colours of text and of what is behind it, as far as they hide text or mark it."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.project.word.word_parts import Element, get_attribute

PAPER = "FFFFFF"
UNKNOWN = "?"
"""A background that is not known: a pattern, a picture, the design of a table."""
_NEAR = 24
"""Of 255 the most by which each part of two colours differs that nobody tells apart on paper."""
_NAMED: Mapping[str, str] = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "darkBlue": "00008B",
    "darkCyan": "008B8B",
    "darkGray": "A9A9A9",
    "darkGreen": "006400",
    "darkMagenta": "800080",
    "darkRed": "8B0000",
    "darkYellow": "808000",
    "green": "00FF00",
    "lightGray": "D3D3D3",
    "magenta": "FF00FF",
    "red": "FF0000",
    "white": "FFFFFF",
    "yellow": "FFFF00",
}


def read_colour(node: Element) -> str:
    """Return the colour of text (``w:color``) or of a highlight in six digits; "" for the automatic one or none."""
    value = get_attribute(node, "val")
    return _NAMED.get(value, value.upper() if _is_colour(value) else "")


def read_shading(node: Element | None) -> str:
    """Return the colour of a shading (``w:shd``), "" where there is none, UNKNOWN for a pattern."""
    if node is None:
        return ""
    pattern = get_attribute(node, "val").lower()
    colour = get_attribute(node, "color" if pattern == "solid" else "fill")
    if pattern not in ("", "clear", "nil", "solid"):
        return UNKNOWN
    return colour.upper() if _is_colour(colour) else ""


def read_paper(root: Element) -> str:
    """Return the colour of the pages of a document; UNKNOWN for a pattern, or where drawings lie behind the text."""
    if any(get_attribute(one, "behindDoc").lower() in ("1", "true") for one in root.iter("wp:anchor")):
        return UNKNOWN
    node = root.find("w:background")
    if node is None:
        return PAPER
    colour = get_attribute(node, "color")
    return UNKNOWN if len(node) or not _is_colour(colour) else colour.upper()


def are_alike(colour: str, background: str) -> bool:
    """Return True where text of that colour is not seen on the background; False where one of them is not known."""
    if not (_is_colour(colour) and _is_colour(background)):
        return False
    pairs = ((int(colour[at : at + 2], 16), int(background[at : at + 2], 16)) for at in (0, 2, 4))
    return all(abs(one - other) <= _NEAR for one, other in pairs)


def is_marking(shading: str) -> bool:
    """Return True for a shading that is seen on paper."""
    return bool(shading) and not are_alike(shading, PAPER)


def _is_colour(text: str) -> bool:
    return len(text) == 6 and all(letter in "0123456789abcdefABCDEF" for letter in text)
