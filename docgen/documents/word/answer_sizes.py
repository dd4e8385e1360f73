"""The sizes of the answers of a filled form: those of one part can be made smaller, so that it keeps its pages.

The template has styles of answers for each part alone (``Answer-s4``, ``Short-s4``); nothing but these is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from docgen.documents.word import wordml
from docgen.documents.word.archive import build_archive, read_parts

_STYLES = "word/styles.xml"
_BODY = "word/document.xml"
_SHRINKING = ("Answer", "Short")


class AnswerSize(NamedTuple):
    """The size of a character and the exact distance of two lines, in points."""

    characters: float
    line: float


ANSWER_SIZES = (AnswerSize(12, 17), AnswerSize(10.5, 16), AnswerSize(9, 13))
"""The steps, from what the template has to the smallest that can be read in print."""


def apply_sizes(document: bytes, sizes: Mapping[str, AnswerSize]) -> bytes:
    """The .docx with the answers of some parts in other sizes, by the id of the part."""
    parts = read_parts(document)
    styles = {
        f"{style}-{part}": (round(size.characters * 2), round(size.line * 20))
        for part, size in sizes.items()
        for style in _SHRINKING
    }
    return build_archive({**parts, _STYLES: wordml.resize_styles(parts[_STYLES], styles)})


def read_bottom_margin(document: bytes) -> float:
    """The margin at the foot of the pages of a .docx, in points."""
    return wordml.read_bottom_margin(read_parts(document)[_BODY]) / 20


def list_declared_fonts(document: bytes) -> frozenset[str]:
    """The names of the fonts that the text of a .docx asks for."""
    parts = read_parts(document)
    return wordml.list_declared_fonts(parts[_STYLES], parts[_BODY])
