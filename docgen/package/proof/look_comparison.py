"""Comparison of two looks of one page: ink that was lost or added, or a page that is turned over or mirrored.

Both looks have the same size. Edges differ by less than a pixel where the same drawing is drawn twice, and shades a
little where a picture was coded anew, so that only ink counts that has none beside it in the other look.
"""

from __future__ import annotations

from enum import Enum

from PIL import Image, ImageChops, ImageFilter

from docgen.package.proof.page_looks import PageLook

_CLEAR = 32
"""Ink, from 0 to 255, that one pixel has more than any of its neighbours in the other look."""
_FEWEST_PIXELS = 12
"""Such pixels that are a loss: two characters of a filled field, the ring of a seal is a hundred."""
_BLOCK = 8
"""Pixels a side of the blocks in which less ink counts as well, where it is missing all over."""
_FAINT = 14
"""Mean ink that is missing in a block: a light ground, a shaded row of a table."""
_FEWEST_BLOCKS = 4
_NARROWEST = 16
"""Pixels of the shorter side of a look that can be compared: a strip is all edges, and another problem names it."""
_GROSS = 96
_MOST_ADDED = 0.02
"""Share of the pixels that may have that much more ink: viewers differ in how thick and dark they draw."""


class LookDifference(Enum):
    """The kind of a difference between the page of a file and the printed page."""

    LOST = "lost"
    ADDED = "added"
    TURNED = "turned"


_TURNS = (Image.Transpose.ROTATE_180, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)


def compare_looks(source: PageLook, printed: PageLook) -> LookDifference | None:
    """Compare the look of a page of a file with that of the printed page; None where they show the same."""
    if source.ink == printed.ink or min(source.width, source.height) < _NARROWEST:
        return None
    wanted, found = _open_look(source), _open_look(printed)
    if _is_ink_lost(wanted, found):
        turned = (wanted.transpose(turn) for turn in _TURNS)
        is_turned = any(not _is_ink_lost(one, found) and not _is_ink_lost(found, one) for one in turned)
        return LookDifference.TURNED if is_turned else LookDifference.LOST
    if not source.is_whole or wanted.getbbox() is None:  # a viewer that shows nothing may have failed
        return None
    is_added = sum(_subtract_ink(found, wanted).histogram()[_GROSS:]) > _MOST_ADDED * len(source.ink)
    return LookDifference.ADDED if is_added else None


def _open_look(look: PageLook) -> Image.Image:
    return Image.frombytes("L", (look.width, look.height), look.ink).filter(ImageFilter.BoxBlur(1))


def _is_ink_lost(wanted: Image.Image, found: Image.Image) -> bool:
    lost = _subtract_ink(wanted, found)
    return sum(lost.histogram()[_CLEAR:]) >= _FEWEST_PIXELS or (
        sum(lost.reduce(_BLOCK).histogram()[_FAINT:]) >= _FEWEST_BLOCKS
    )


def _subtract_ink(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return the ink that each pixel has more than any of its neighbours in the other look."""
    return ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
