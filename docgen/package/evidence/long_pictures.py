"""Long pictures, such as a conversation on the screen of a telephone: divided where nothing is drawn.

On one page such a picture would be a strip that nobody can read.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from docgen.package.merging.geometry import EVIDENCE_FRAME

_LONG = 4.0
"""Height to width from which a picture is divided: on one page it would be less than 67 mm wide."""
_PART = 2.2
"""Height to width of a part, as of the screen of a telephone."""
_NARROWEST = 60
"""Pixels across from which on a picture can have text on it."""
_MOST_PARTS = 100
"""Limit of the parts: no telephone joins so many screens."""
_STRIP = 8.0
"""Width to height from which a picture is a strip even lengthwise: less than 34 mm high."""
_SEARCHED = 0.2
"""Share of a part above its end in which an empty row is looked for."""
_OVERLAP = 0.02
"""Share of a part that is printed twice where there is no empty row: no line of text may be lost."""
_EVEN = 24
"""Difference of the shades in a row, from 0 to 255, that still counts as empty."""
_MARGIN = 0.05
"""Width of the margin below the last row that is not empty, to the width of the picture."""

Resolution = tuple[float, float]


def is_long(width: int, height: int, dpi: Resolution) -> bool:
    """Return True for an upright picture of this size in pixels that has to be divided."""
    scaled = _scale_width(width, dpi)
    return width >= _NARROWEST and _LONG * scaled < height < _MOST_PARTS * _PART * scaled


def is_strip(width: float, height: float) -> bool:
    """Return True for a picture so wide that it is hard to read on any page; the sides in points."""
    return width > _STRIP * height and max(width, height) > EVIDENCE_FRAME.width / 2


def divide(picture: Image.Image, dpi: Resolution) -> list[tuple[int, int]]:
    """Divide a long upright picture; return the first row of each part, and the one after its last.

    Empty rows at the end of the picture belong to no part.
    """
    grey = picture.convert("L")
    width = _scale_width(grey.width, dpi)
    end = _find_last_row(grey) + 1
    end = min(grey.height, end + round(width * _MARGIN))
    if not is_long(grey.width, end, dpi):
        return [(0, end)]
    parts, top, longest = [], 0, round(width * _PART)
    while end - top > longest * (1 + _SEARCHED):
        cut = _find_empty_row(grey, top + longest, round(longest * _SEARCHED))
        parts.append((top, cut or top + longest))
        top = cut or top + longest - round(longest * _OVERLAP)
    return [*parts, (top, end)]


def crop_part(picture: Image.Image, part: Sequence[int]) -> Image.Image:
    """Return the rows of one part."""
    return picture.crop((0, part[0], picture.width, part[1]))


def _scale_width(width: int, dpi: Resolution) -> float:
    """Return the width in pixels as high as they are."""
    across, along = dpi if min(dpi) > 0 else (1.0, 1.0)
    return width * along / across


def _find_last_row(grey: Image.Image) -> int:
    """Return the last row that is not of the shade of the ground; the first row of an empty picture."""
    shades = grey.histogram()
    ground = max(range(256), key=shades.__getitem__)
    box = grey.point([255 * (abs(shade - ground) > _EVEN) for shade in range(256)]).getbbox()
    return box[3] - 1 if box else 0


def _find_empty_row(grey: Image.Image, before: int, height: int) -> int:
    """Return the middle of the last run of empty rows among those above ``before``; 0 where there is none."""
    lowest = 0
    for row in range(before, before - height, -1):
        if _is_empty(grey, row):
            lowest = lowest or row
        elif lowest:
            return (lowest + row + 1) // 2
    return (lowest + before - height) // 2 if lowest else 0


def _is_empty(grey: Image.Image, row: int) -> bool:
    lowest, highest = grey.crop((0, row, grey.width, row + 1)).getextrema()
    return int(str(highest)) - int(str(lowest)) <= _EVEN
