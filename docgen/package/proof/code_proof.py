"""Check of the page codes of a finished package: each names its own page and the number printed there.

zxing-cpp reads the codes from the images in the stamps, which pypdf extracts.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.package.layout.package_layout import Layout
from docgen.package.proof.pdf_reader import PackageReader
from docgen.package.sealing.page_codes import PageCode
from docgen.package.sealing.qr_codes import decode_matrix


def check_codes(reading: PackageReader, layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield each code that cannot be read or names another page: the code of a problem, and a message in Chinese."""
    form = layout.get_part("form")
    for page in range(form.first, form.last + 1):
        rows = reading.read_stamp_modules(page)
        text = decode_matrix(rows) if rows else ""
        code = PageCode.parse(text)
        if rows and code is None:
            yield "verify.stamp", f"第 {page} 页上的编码读不出来"
        elif code and (code.form_page, code.number) != (page - form.first + 1, layout.get_page_number(page)):
            yield "verify.stamp", f"第 {page} 页上的编码是别的页的（{text}）"
