"""Texts of a document outside of its main text: headers, notes, comments, and what is seen and no text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.documents.alignment.form_alignment import UnplacedText
from docgen.project.word.word_document import WordDocument, iterate_paragraphs

_PAGE_NUMBER = re.compile(r"[\s\-—–第页共/\d]*\Z")


def is_page_number(text: str) -> bool:
    """Return True for a page number of a header or footer, and for a blank."""
    return bool(_PAGE_NUMBER.match(text))


def list_outside_texts(document: WordDocument) -> Iterator[UnplacedText]:
    """Yield what stands outside of the main text, or in it and cannot be read; page numbers are left out."""
    for margin in (*document.headers, *document.footers):
        for paragraph in iterate_paragraphs(margin.blocks):
            if not is_page_number(paragraph.text):
                yield UnplacedText(paragraph.text.strip(), paragraph.place, margin.kind)
    for note in document.notes:
        text = "\n".join(paragraph.text for paragraph in iterate_paragraphs(note.blocks)).strip()
        yield UnplacedText(text, note.place, note.kind)
    for comment in document.comments:
        yield UnplacedText(comment.text, comment.place, f"批注（{comment.author}）")
    for unread in document.unread:
        if unread.is_seen:
            yield UnplacedText(unread.text, unread.place, unread.what)
