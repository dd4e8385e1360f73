"""Merging of all pages of the package into one PDF of upright A4 sheets with stamps.

Each page of the result draws two Form XObjects, the page and its stamp, so that changes of the graphics state in the
page do not affect the stamp.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from docgen.errors import DefinitionError
from docgen.package.layout.book import Book, FormPart
from docgen.package.layout.package_layout import Layout
from docgen.package.layout.page_numbers import PageCounts
from docgen.package.merging import pdf_saving as saving
from docgen.package.merging.cleaning import remove_needless
from docgen.package.merging.gather import SourcePage, gather_pages
from docgen.package.merging.geometry import (
    LEFT_HAND_FRAME,
    RIGHT_HAND_FRAME,
    SHEET,
    Box,
    TransformMatrix,
    fit_into_frame,
)
from docgen.package.merging.navigation import (
    add_bookmarks,
    add_links,
    add_page_labels,
    save_package,
    set_document_properties,
)
from docgen.package.merging.placement import PageForm, PageFormBuilder
from docgen.progress import checkpoint

NO_KNOWN_COUNTS: Mapping[Path, int] = MappingProxyType({})


class _PlacedPage(NamedTuple):
    """A page and its frame on the sheet."""

    source: SourcePage
    frame: Box


def count_pages(book: Book, known: Mapping[Path, int] = NO_KNOWN_COUNTS) -> PageCounts:
    """Count the pages of the form and the evidence files, and find the first page of each part of the form.

    PDFs with ``known`` page counts are not opened. Raises DefinitionError where the form lacks the bookmark of a part.
    """
    with pikepdf.open(book.form.pdf) as form:
        pages = [page.obj.objgen for page in form.pages]
        named = _read_named_destinations(form)
        sections = tuple((part.title, pages.index(_find_destination_page(part, named))) for part in book.form.parts)
    files = {file.sha256: file.pdf for item in book.items for file in item.files}
    return PageCounts(
        form=len(pages),
        form_sections=sections,
        files={sha256: known.get(pdf) or count_pdf_pages(pdf) for sha256, pdf in files.items()},
        form_bytes=book.form.pdf.stat().st_size,
        bytes={sha256: pdf.stat().st_size for sha256, pdf in files.items()},
    )


def count_pdf_pages(path: Path) -> int:
    """Return the number of pages of a PDF, as the library counts them that writes the package."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def merge_package(
    book: Book, layout: Layout, drawn: bytes, stamps: bytes, out: Path, work: Path, flat: Collection[Path] = ()
) -> None:
    """Write the package to ``out``; the same input gives the same bytes. ``flat`` are the PDFs known to be flat.

    ``work`` is an empty folder for what is needed on the way. Memory does not grow with the evidence: streams
    are copied from file to file on writing.
    """
    drawn_pdf, blank_pdf = work / "drawn.pdf", work / "blank.pdf"
    drawn_pdf.write_bytes(drawn)
    _write_blank_page(blank_pdf)
    pages = list(_list_placed_pages(book, layout, drawn_pdf, blank_pdf))
    with (
        gather_pages([page.source for page in pages], work, flat) as package,
        pikepdf.open(drawn_pdf) as drawn_pages,
    ):
        _make_sheets(package, pages, _import_stamp_forms(stamps, package))
        remove_needless(package)
        add_links(package, drawn_pages, _list_drawn_pages(layout))
        add_bookmarks(package, layout)
        add_page_labels(package, layout.bound_volumes)
        set_document_properties(package, book.title)
        package.trailer.ID = Array([_compute_file_id(book, drawn, stamps)] * 2)
        save_package(package, out)


def try_merging(pdf: Path, pages: int, out: Path) -> None:
    """Merge the pages of one PDF by themselves into ``out``, to find out whether it is the one that cannot be merged.

    Raises whatever the libraries do with it.
    """
    with TemporaryDirectory(prefix=".merging-", dir=out.parent, ignore_cleanup_errors=True) as folder:
        _merge_alone(pdf, pages, out, Path(folder))


def _merge_alone(pdf: Path, pages: int, out: Path, work: Path) -> None:
    """Merge the pages of one PDF; a function of its own, since Windows removes ``work`` once their PDFs are let go."""
    placed = [_PlacedPage((pdf, number), RIGHT_HAND_FRAME) for number in range(pages)]
    with gather_pages([page.source for page in placed], work) as package:
        stamp = package.make_stream(b"", Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1])))
        _make_sheets(package, placed, [stamp] * pages)
        remove_needless(package)
        save_package(package, out)


def _read_named_destinations(pdf: Pdf) -> Mapping[str, pikepdf.Object]:
    """Read the named destinations, from the name tree or from the dictionary of older PDF versions."""
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        return {str(name): found for name, found in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
    return {str(name).removeprefix("/"): found for name, found in pdf.Root.get("/Dests", Dictionary()).items()}


def _find_destination_page(part: FormPart, named: Mapping[str, pikepdf.Object]) -> tuple[int, int]:
    """Return the object number of the page on which the part begins."""
    if part.destination not in named:
        raise DefinitionError(f"申报表的 PDF 里找不到“{part.title}”的位置（书签 {part.destination}）。")
    destination = named[part.destination]
    explicit = destination.D if isinstance(destination, Dictionary) else destination
    page: tuple[int, int] = explicit[0].objgen
    return page


def _compute_file_id(book: Book, drawn: bytes, stamps: bytes) -> pikepdf.String:
    """Compute the file identifier from the input of the package.

    ``deterministic_id`` of qpdf would checksum the whole output and double the time for writing.
    """
    digest = hashlib.sha256(drawn + stamps + book.form.pdf.read_bytes())
    parts = [file.sha256 for item in book.items for file in item.files] + [scan.sha256 for scan in book.scans]
    digest.update("".join(parts).encode())
    return pikepdf.String(digest.digest()[:16])


def _write_blank_page(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(SHEET.width, SHEET.height))
        saving.save_pdf(pdf, path, static_id=True)


def _list_placed_pages(book: Book, layout: Layout, drawn: Path, blank: Path) -> Iterator[_PlacedPage]:
    """Yield every page of the package with its source and its frame on the sheet."""
    found = dict.fromkeys(layout.blanks, _PlacedPage((blank, 0), SHEET))
    of_drawn = count()
    pdfs = {file.sha256: file.pdf for item in book.items for file in item.files}  # equal files share one PDF
    for part in layout.parts:
        path, numbers = (book.form.pdf, count()) if part.role == "form" else (drawn, of_drawn)
        found |= {page: _PlacedPage((path, next(numbers)), SHEET) for page in part.own_pages}
        for file in part.files:
            frames = enumerate(_choose_frame(layout, page) for page in range(file.first, file.last + 1))
            found |= {file.first + number: _PlacedPage((pdfs[file.sha256], number), frame) for number, frame in frames}
    scans = {(scan.name, scan.index + 1): (scan.pdf, scan.index) for scan in book.scans}
    found |= {sealed.page: _PlacedPage(scans[sealed.path, sealed.source_page], SHEET) for sealed in layout.sealed}
    yield from (found[page] for page in range(1, layout.pages + 1))


def _choose_frame(layout: Layout, page: int) -> Box:
    return RIGHT_HAND_FRAME if layout.is_right_hand(page) else LEFT_HAND_FRAME


def _list_drawn_pages(layout: Layout) -> list[int]:
    return [page for part in layout.parts if part.role != "form" for page in part.own_pages]


def _import_stamp_forms(stamps: bytes, package: Pdf) -> list[pikepdf.Object]:
    with pikepdf.open(io.BytesIO(stamps)) as source:
        pictures = PageFormBuilder(source)
        return [package.copy_foreign(pictures.build(page.obj).form) for page in source.pages]


def _make_sheets(package: Pdf, pages: Sequence[_PlacedPage], stamps: Sequence[pikepdf.Object]) -> None:
    """Turn each page into the sheet that draws it and its stamp; a repeated page is stored once."""
    pictures = PageFormBuilder(package)
    known: dict[SourcePage, PageForm] = {}
    drawings: dict[TransformMatrix, pikepdf.Object] = {}
    corners = Array([round(corner, 3) for corner in SHEET.corners])
    for page, (source, frame), stamp in zip(package.pages, pages, stamps, strict=True):
        checkpoint()
        sheet = page.obj
        if source not in known:
            known[source] = pictures.build(sheet)
        matrix = fit_into_frame(known[source].visible, frame)
        if matrix not in drawings:  # pages of one size share it
            drawings[matrix] = package.make_stream(_build_page_content(matrix))
        for key in set(sheet.keys()) - {"/Type", "/Parent"}:
            del sheet[key]
        sheet.MediaBox = corners
        sheet.Resources = Dictionary(XObject=Dictionary(Page=known[source].form, Stamp=stamp))
        sheet.Contents = drawings[matrix]


def _build_page_content(matrix: TransformMatrix) -> bytes:
    numbers = " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in matrix)
    return f"q {numbers} cm /Page Do Q q /Stamp Do Q".encode("ascii")
