"""Paragraphs of a cell from a short notation: <u>underlined</u>, <s>struck</s>, <b>bold</b>, <sup>raised</sup>."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.documents.alignment.slot_texts import TextSpan
from docgen.project.word.symbol_fonts import BOX_MARKS
from docgen.project.word.word_document import (
    BoxKind,
    PieceKind,
    TextMark,
    WordBox,
    WordParagraph,
    WordPiece,
    WordPlace,
)

_MARKS = {"u": TextMark.UNDERLINED, "s": TextMark.STRUCK, "b": TextMark.BOLD, "sup": TextMark.RAISED}
_PART = re.compile(rf"(</?(?:u|s|b|sup)>)|([{''.join(map(re.escape, BOX_MARKS))}])|(<object>)|(\v)")


def make_cell(text: str) -> tuple[WordParagraph, ...]:
    """Make a paragraph of each line; \v is a line break."""
    return tuple(
        WordParagraph(tuple(_make_pieces(line)), WordPlace("", ((1, 1, 1),), number))
        for number, line in enumerate(text.split("\n"), 1)
    )


def make_spans(text: str) -> tuple[TextSpan, ...]:
    """Make a span of each whole paragraph."""
    return tuple(TextSpan(paragraph, 0, len(paragraph.text)) for paragraph in make_cell(text))


def _make_pieces(line: str) -> Iterator[WordPiece]:
    marks = TextMark.NONE
    for part in (part for part in _PART.split(line) if part):
        if part == "<object>":
            yield WordPiece("", PieceKind.OBJECT, marks, None, "图片")
        elif part == "\v":
            yield WordPiece("\n", PieceKind.LINE_BREAK, marks)
        elif part in BOX_MARKS:
            yield WordPiece(part, PieceKind.BOX, marks, WordBox(BOX_MARKS[part], BoxKind.GLYPH))
        elif part.startswith("</"):
            marks &= ~_MARKS[part[2:-1]]
        elif part.startswith("<") and part[1:-1] in _MARKS:
            marks |= _MARKS[part[1:-1]]
        else:
            yield WordPiece(part, PieceKind.TEXT, marks)
