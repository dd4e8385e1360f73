"""Code on a page of the form: the page, its printed number, and a digest of its state.

    DG1 F21 25 9C0417A2B6E4

F21 is page 21 of the form (D21 in a draft), 25 the number at its foot. Four digits of the application (its title with
the cluster's name) and eight of the text of the page follow. Only readable text makes two states of a page differ:
fonts and glyph numbers do not count.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import Layout

CODE_PREFIX = "DG1 "
"""Beginning of every code of docgen; its digit is the version of the format."""

_CODE = re.compile(r"DG1 ([FD])(\d+) (\d+) ([0-9A-F]{4})([0-9A-F]{8})\Z")
_STATE_LETTERS = {True: "D", False: "F"}


@dataclass(frozen=True)
class PageCode:
    """One code: page of the form, printed number, draft or final, digests of the application and of the text."""

    form_page: int
    number: int
    is_draft: bool
    application: str
    text: str

    def __str__(self) -> str:
        return (
            f"{CODE_PREFIX}{_STATE_LETTERS[self.is_draft]}{self.form_page} {self.number} {self.application}{self.text}"
        )

    @staticmethod
    def parse(code: str) -> PageCode | None:
        """Parse a code; None for a code that docgen did not print."""
        match = _CODE.match(code)
        if match is None:
            return None
        state, form_page, number, application, text = match.groups()
        return PageCode(int(form_page), int(number), state == "D", application, text)


def compute_page_codes(book: Book, layout: Layout) -> Mapping[int, PageCode]:
    """Compute the code of each page with a place for a signature or seal, by the page of the package."""
    form_pages = sorted({place.form_page for place in book.hand_places})
    if not form_pages:
        return {}
    from docgen.package.proof.pdf_reader import read_page_texts  # reads with pypdf, which takes long to import

    texts = read_page_texts(book.form.pdf, form_pages)
    first = layout.get_part("form").first
    application = _hash_text(book.title, 4)
    return {
        first + page - 1: PageCode(
            page,
            layout.get_page_number(first + page - 1),
            bool(book.watermark),
            application,
            _hash_page_text(texts[page], book),
        )
        for page in form_pages
    }


def _hash_page_text(text: str, book: Book) -> str:
    """Hash the text of the page; the watermark of a draft at its head is left out."""
    return _hash_text(text.removeprefix(book.watermark).removesuffix(book.watermark), 8)


def _hash_text(text: str, count: int) -> str:
    # Upper case: QR codes hold digits and capital letters in fewer modules than other text.
    return hashlib.sha256(text.encode()).hexdigest()[:count].upper()
