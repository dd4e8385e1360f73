"""Set the answers of single parts of a filled form in a smaller size, so that a part keeps its pages.

The template has answer styles for each part (``Answer-s4``, ``Short-s4``); only these styles are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from docgen.documents.word import wordml
from docgen.documents.word.archive import build_archive, read_parts

_STYLES = "word/styles.xml"
_BODY = "word/document.xml"
_NO_STYLES = b"<styles/>"
_SHRINKING = ("Answer", "Short")


class AnswerSize(NamedTuple):
    """A character size and an exact line spacing, both in points."""

    characters: float
    line: float


ANSWER_SIZES = (AnswerSize(12, 17), AnswerSize(10.5, 16), AnswerSize(9, 13))
"""The steps, from the size of the template to the smallest size that is legible in print."""


def apply_sizes(document: bytes, sizes: Mapping[str, AnswerSize]) -> bytes:
    """Return the .docx with the answers of some parts in other sizes; ``sizes`` is keyed by the id of the part."""
    parts = read_parts(document)
    styles = {
        # WordprocessingML counts characters in half points and line spacing in twentieths of a point.
        f"{style}-{part}": (round(size.characters * 2), round(size.line * 20))
        for part, size in sizes.items()
        for style in _SHRINKING
    }
    return build_archive({**parts, _STYLES: wordml.resize_styles(parts[_STYLES], styles)})


def read_bottom_margin(document: bytes) -> float:
    """Read the bottom page margin of a .docx, in points."""
    return wordml.read_bottom_margin(read_parts(document)[_BODY]) / 20


def list_declared_fonts(document: bytes) -> frozenset[str]:
    """List the fonts that the used styles of a .docx declare."""
    parts = read_parts(document)
    return wordml.list_declared_fonts(parts.get(_STYLES, _NO_STYLES), parts[_BODY])
