"""Neighbouring pieces of text merged: what Word splits into runs is one piece."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from docgen.project.word.word_document import PieceKind, TextMark, WordPiece

_PLACEHOLDER = re.compile(
    r"(?:请|单击|点击|点按|轻触|或){1,4}此处(?:以|来)?(?:输入|键入|添加|选择)?(?:文字|文本|内容|日期)?[。.]?|选择一项[。.]?"
    r"|Click (?:or tap )?(?:here )?to enter (?:text|a date)\.?|Click here to enter (?:text|a date)\.?|Choose an item\.?"
)


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
    return tuple(map(_mark_placeholder, merged))


def _mark_placeholder(piece: WordPiece) -> WordPiece:
    """Return the words that Word shows in an empty control as a placeholder: LibreOffice keeps them as text."""
    if piece.marks & (TextMark.CONTROL | TextMark.FIELD) and piece.text and _PLACEHOLDER.fullmatch(piece.text.strip()):
        return WordPiece("", piece.kind, piece.marks | TextMark.PLACEHOLDER, None, piece.text)
    return piece


def _get_format(piece: WordPiece) -> tuple[PieceKind, TextMark, str]:
    return piece.kind, piece.marks, "" if TextMark.PLACEHOLDER in piece.marks else piece.detail
