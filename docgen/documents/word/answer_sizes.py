"""The sizes of the answers of a filled form: those of one part can be made smaller, so that it keeps its pages.

The template has styles of answers for each part alone (``Answer-s4``, ``Short-s4``); nothing but these is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from docgen.documents.word import wordml
from docgen.documents.word.archive import archive, parts_of

_STYLES = "word/styles.xml"
_BODY = "word/document.xml"
_SHRINKING = ("Answer", "Short")


class Size(NamedTuple):
    """The size of a character and the exact distance of two lines, in points."""

    characters: float
    line: float


SIZES = (Size(12, 17), Size(10.5, 16), Size(9, 13))
"""The steps, from what the template has to the smallest that can be read in print."""


def with_sizes(document: bytes, sizes: Mapping[str, Size]) -> bytes:
    """The .docx with the answers of some parts in other sizes, by the id of the part."""
    parts = parts_of(document)
    styles = {
        f"{style}-{part}": (round(size.characters * 2), round(size.line * 20))
        for part, size in sizes.items()
        for style in _SHRINKING
    }
    return archive({**parts, _STYLES: wordml.resized_styles(parts[_STYLES], styles)})


def bottom_of(document: bytes) -> float:
    """The margin at the foot of the pages of a .docx, in points."""
    return wordml.bottom_margin(parts_of(document)[_BODY]) / 20


def fonts_declared_in(document: bytes) -> frozenset[str]:
    """The names of the fonts that the text of a .docx asks for."""
    parts = parts_of(document)
    return wordml.declared_fonts(parts[_STYLES], parts[_BODY])
