"""Neighbouring pieces of text merged: what Word splits into runs is one piece."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from docgen.project.word.word_document import PieceKind, TextMark, WordPiece


def merge_pieces(pieces: Iterable[WordPiece]) -> tuple[WordPiece, ...]:
    """Merge neighbouring texts of the same format; what Word splits into runs is one piece."""
    merged: list[WordPiece] = []
    for (kind, marks, detail), group in groupby(pieces, _get_format):
        alike = list(group)
        if kind is not PieceKind.TEXT or len(alike) == 1:
            merged += alike
        else:
            words = "".join(piece.detail for piece in alike) if TextMark.PLACEHOLDER in marks else detail
            merged.append(WordPiece("".join(piece.text for piece in alike), kind, marks, None, words))
    return tuple(merged)


def _get_format(piece: WordPiece) -> tuple[PieceKind, TextMark, str]:
    return piece.kind, piece.marks, "" if TextMark.PLACEHOLDER in piece.marks else piece.detail
