"""From a book to the print-ready PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from docgen.package.drawn.typesetting import Typesetter, draw_book, draw_stamps
from docgen.package.layout.book import Book, Layout
from docgen.package.layout.page_numbers import DrawnCounts
from docgen.package.merging.merge import count_pages, merge
from docgen.package.sealing.page_codes import page_codes
from docgen.package.sealing.qr_codes import matrix
from docgen.package.sealing.sealed_pages import placed_scans
from docgen.problems.problem import Problem


class Assembled(NamedTuple):
    """Which page of the package holds what, and what is to be said of the scans of sealed pages."""

    layout: Layout
    problems: tuple[Problem, ...]


def assemble(book: Book, out: Path, typesetter: Typesetter, likely: DrawnCounts | None = None) -> Assembled:
    """Write the package to ``out``; ``likely`` is what a rehearsal found."""
    counts = count_pages(book)
    drawn, unsealed = draw_book(book, counts, typesetter, likely)
    typesetter.forget()  # of thousands of pages, hundreds of megabytes that the merging needs
    codes = page_codes(book, unsealed)
    sealed, problems = placed_scans(unsealed, book, codes)
    layout = replace(unsealed, sealed=sealed)
    modules = {page: matrix(str(code)) for page, code in codes.items()}
    merge(book, layout, drawn, draw_stamps(book, layout, typesetter, modules), out)
    return Assembled(layout, problems)
