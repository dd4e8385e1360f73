"""Pictures in plain colours: 8 bits of grey or RGB, whatever their mode, in memory that is bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PIL import Image

PLAIN = ("L", "RGB")
"""The modes of plain pictures."""

_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_STRIP_PIXELS = 4_000_000
"""Pixels that are converted at the same time."""


def convert_to_plain(image: Image.Image) -> Image.Image:
    """Convert the picture to 8 bits of grey or RGB, on white where it is transparent."""
    if image.mode in PLAIN:
        return image if "transparency" not in image.info else _flatten_on_white(image)
    if image.mode in _DEEP:
        return _convert_to_eight_bits(image)
    if is_transparent(image):
        return _flatten_on_white(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def is_transparent(image: Image.Image) -> bool:
    """Return True for a picture that can have transparent pixels."""
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


def _convert_by_strips(image: Image.Image, mode: str, convert: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Convert the picture a few rows at a time: whole, what lies between would take several times its memory."""
    plain = Image.new(mode, image.size)
    rows = max(1, _STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        plain.paste(convert(image.crop((0, top, image.width, min(top + rows, image.height)))), (0, top))
    return plain


def _flatten_on_white(image: Image.Image) -> Image.Image:
    return _convert_by_strips(image, "RGB", _flatten_strip)


def _flatten_strip(strip: Image.Image) -> Image.Image:
    coloured = strip.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(white, coloured).convert("RGB")


def _convert_to_eight_bits(image: Image.Image) -> Image.Image:
    """Convert to 256 shades: the upper 8 of 16 bits, or the range that occurs for floating-point pixels."""
    lowest, highest = cast(tuple[float, float], image.getextrema())
    bottom, top = (lowest, highest) if image.mode == "F" else (0.0, 65535.0 if highest > 255 else 255.0)
    scale = 255 / (top - bottom) if top > bottom else 1.0
    return _convert_by_strips(
        image, "L", lambda strip: strip.convert("F").point(lambda value: value * scale - bottom * scale).convert("L")
    )
