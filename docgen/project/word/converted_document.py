"""A document that LibreOffice converted, mended: its oddities undone, its losses named with their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from docgen.project.word.reading_state import REPEATED_CONTROL
from docgen.project.word.word_copy import LostContent, PreparedCopy
from docgen.project.word.word_document import (
    PieceKind,
    TextMark,
    UnreadContent,
    WordBlock,
    WordDocument,
    WordParagraph,
    WordPiece,
    WordPlace,
    WordTable,
    WordTextBox,
    iterate_paragraphs,
)

_CONTROL_FIELDS = ("FORMTEXT", "FILLIN")


def mend_converted(document: WordDocument, marks: int, prepared: PreparedCopy) -> WordDocument:
    """Return the document with repeated controls once, and with what the conversion lost among what is not read.

    ``marks`` is the number of what was written over fields that LibreOffice has kept; where it is too small, all that
    was written is named.
    """
    repeated: list[UnreadContent] = []
    blocks = tuple(_mend_blocks(document.blocks, repeated))
    are_kept = marks >= sum(one.is_written for one in prepared.lost)
    named = tuple(_name_lost(document, prepared.lost, are_kept))
    facts = replace(document.facts, has_macros=document.facts.has_macros or prepared.has_macros)
    return replace(document, blocks=blocks, unread=document.unread + tuple(repeated) + named, facts=facts)


def _mend_blocks(blocks: Iterable[WordBlock], repeated: list[UnreadContent]) -> Iterator[WordBlock]:
    for block in blocks:
        if isinstance(block, WordParagraph):
            yield _mend_paragraph(block, repeated)
        elif isinstance(block, WordTextBox):
            yield replace(block, blocks=tuple(_mend_blocks(block.blocks, repeated)))
        else:
            yield _mend_table(block, repeated)


def _mend_table(table: WordTable, repeated: list[UnreadContent]) -> WordTable:
    rows = (
        replace(
            row,
            cells=tuple(replace(cell, blocks=tuple(_mend_blocks(cell.blocks, repeated))) for cell in row.cells),
        )
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _mend_paragraph(paragraph: WordParagraph, repeated: list[UnreadContent]) -> WordParagraph:
    """Take the copies of a control away.

    LibreOffice 7 writes a plain-text control to .doc and .odt as a field, its text, and two more fields: the text
    four times, in three pieces.
    """
    pieces: list[WordPiece] = []
    at = 0
    while at < len(paragraph.pieces):
        piece = paragraph.pieces[at]
        pieces.append(piece)
        at += 1
        words = piece.detail if TextMark.PLACEHOLDER in piece.marks else piece.text
        if TextMark.FIELD in piece.marks and _are_copies(words, paragraph.pieces[at : at + 2]):
            repeated.append(UnreadContent(REPEATED_CONTROL, paragraph.place, words, is_seen=False))
            at += 2
    return replace(paragraph, pieces=tuple(pieces)) if len(pieces) < len(paragraph.pieces) else paragraph


def _are_copies(words: str, following: tuple[WordPiece, ...]) -> bool:
    """Return True where the last part of the words follows, and then all of them twice in fields."""
    if len(following) < 2 or not words.strip():
        return False
    plain, fields = following
    is_plain = plain.kind is PieceKind.TEXT and not plain.marks & TextMark.FIELD and bool(plain.text)
    return is_plain and words.endswith(plain.text) and fields.detail in _CONTROL_FIELDS and fields.text == words * 2


def _name_lost(document: WordDocument, lost: Iterable[LostContent], are_kept: bool) -> Iterator[UnreadContent]:
    """Yield what was lost, with the place of its words in the document where they stand in one."""
    paragraphs = [(one.text, one.place) for one in iterate_paragraphs(document.blocks)]
    for one in lost:
        place = next((place for text, place in paragraphs if one.text in text), None) if one.is_written else None
        if one.what or not are_kept:
            yield UnreadContent(one.what or "勾选（EQ 域，转换时可能丢了）", place or WordPlace(), one.text)
