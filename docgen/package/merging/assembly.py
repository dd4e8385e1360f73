"""Assembly of the print-ready PDF from a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from docgen.package.drawn.typesetting import Typesetter, draw_book, draw_stamps
from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import Layout
from docgen.package.layout.page_numbers import DrawnCounts
from docgen.package.layout.volume_keys import compute_volume_keys
from docgen.package.merging.merge import count_pages, merge_package
from docgen.package.sealing.page_codes import compute_page_codes
from docgen.package.sealing.qr_codes import make_matrix
from docgen.package.sealing.sealed_pages import place_scans
from docgen.problems.problem import Problem
from docgen.runtime.checksums import Checksums
from docgen.runtime.isolated_calls import call_isolated, limit_by_pages


class AssembledPackage(NamedTuple):
    """Layout of the assembled package, problems of the scans of sealed pages, and the cache keys of the volumes.

    ``volume_keys`` are those of :func:`compute_volume_keys`.
    """

    layout: Layout
    problems: tuple[Problem, ...]
    volume_keys: Mapping[int, str]


@dataclass(frozen=True)
class KnownPdfs:
    """Known facts about the PDFs of a book: page counts, checksums, and the flat ones (:func:`gather.is_flat`)."""

    pages: Mapping[Path, int] = field(default_factory=dict)
    flat: frozenset[Path] = frozenset()
    checksums: Checksums = field(default_factory=Checksums)


def assemble_package(
    book: Book, out: Path, typesetter: Typesetter, likely: DrawnCounts | None = None, known: KnownPdfs | None = None
) -> AssembledPackage:
    """Write the package to ``out``; ``likely`` are the counts from :func:`estimate_drawn_counts`."""
    known = known or KnownPdfs()
    counts = count_pages(book, known.pages)
    drawn, unsealed = draw_book(book, counts, typesetter, likely)
    typesetter.release_memory()  # thousands of pages take hundreds of megabytes, which merging needs
    codes = compute_page_codes(book, unsealed)
    sealed, problems = place_scans(unsealed, book, codes)
    layout = replace(unsealed, sealed=sealed)
    modules = {page: make_matrix(str(code)) for page, code in codes.items()}
    stamps = draw_stamps(book, layout, typesetter, modules)
    typesetter.release_memory()
    # Made here, so that it goes when the child is killed.
    with TemporaryDirectory(prefix=".merging-", dir=out.parent, ignore_cleanup_errors=True) as work:
        limits = limit_by_pages(counts.form + sum(counts.files.values()))
        call_isolated(merge_package, book, layout, drawn, stamps, out, Path(work), known.flat, limits=limits)
    keys = compute_volume_keys(book, layout, drawn, modules, typesetter, known.checksums)
    return AssembledPackage(layout, problems, keys)
