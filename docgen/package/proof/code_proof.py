"""Proof that the codes of a finished package read as what they are: each on its page, with the number printed there.

They are read by zxing-cpp from what is drawn in the stamps, as pypdf finds it.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.package.layout.book import Layout
from docgen.package.proof.pdf_reader import Reading
from docgen.package.sealing.page_codes import PageCode
from docgen.package.sealing.qr_codes import text_of


def code_disagreements(reading: Reading, layout: Layout) -> Iterator[tuple[str, str]]:
    """The codes that say another page or number than the one they stand on: the code of a problem, and what it is."""
    form = layout.get_part("form")
    for page in range(form.first, form.last + 1):
        rows = reading.stamp_modules(page)
        text = text_of(rows) if rows else ""
        code = PageCode.read(text)
        if rows and code is None:
            yield "verify.stamp", f"第 {page} 页上的编码读不出来"
        elif code and (code.form_page, code.number) != (page - form.first + 1, layout.get_page_number(page)):
            yield "verify.stamp", f"第 {page} 页上的编码是别的页的（{text}）"
