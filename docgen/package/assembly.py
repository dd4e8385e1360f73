"""From a book to the print-ready PDF."""

from __future__ import annotations

from pathlib import Path

from docgen.package.book import Book, Layout
from docgen.package.drawing import Typesetter, draw_book, draw_stamps
from docgen.package.layout import DrawnCounts
from docgen.package.merge import count_pages, merge


def assemble(book: Book, out: Path, typesetter: Typesetter, likely: DrawnCounts | None = None) -> Layout:
    """Write the package to ``out`` and return which page of it holds what; ``likely`` is what a rehearsal found."""
    counts = count_pages(book)
    drawn, layout = draw_book(book, counts, typesetter, likely)
    stamps = draw_stamps(book, layout, typesetter)
    merge(book, layout, drawn, stamps, out)
    return layout
