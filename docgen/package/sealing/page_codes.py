"""What the code on a page of the form says: which page it is, the number printed on it, and in which state it was.

    DG1 F21 25 9C0417A2B6E4

F21 is page 21 of the form (D21 in a draft), 25 the number at its foot; then four digits of the application (its title
with the cluster's name) and eight of the text of the page. Two states of a page differ in what a reader can read, and
in nothing else: fonts and the numbers of glyphs do not matter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import Layout

CODE_PREFIX = "DG1 "
"""How every code of docgen begins; the digit changes with what a code says."""

_CODE = re.compile(r"DG1 ([FD])(\d+) (\d+) ([0-9A-F]{4})([0-9A-F]{8})\Z")
_STATE_LETTERS = {True: "D", False: "F"}


@dataclass(frozen=True)
class PageCode:
    """One code: the page of the form, the printed number, whether it is a draft, the application, the text."""

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
        """What the code says, None where it is none of docgen's."""
        said = _CODE.match(code)
        if said is None:
            return None
        state, form_page, number, application, text = said.groups()
        return PageCode(int(form_page), int(number), state == "D", application, text)


def compute_page_codes(book: Book, layout: Layout) -> Mapping[int, PageCode]:
    """The code of each page on which somebody signs or seals, by the page of the package."""
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
    """The digits of what the page says; the mark that a draft bears at its head is no part of it."""
    return _hash_text(text.removeprefix(book.watermark).removesuffix(book.watermark), 8)


def _hash_text(text: str, count: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:count].upper()
