"""The pages of the package in one PDF, every one an upright A4 sheet with its stamp.

Each page of the result draws two things, the page and its stamp; both are Form XObjects, so that nothing a page
does to its graphics state reaches the stamp.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from docgen.errors import DefinitionError
from docgen.package.book import Book, FormPart, Layout
from docgen.package.geometry import EVIDENCE_FRAME, SHEET
from docgen.package.layout import PageCounts
from docgen.package.navigation import add_bookmarks, add_links, add_page_labels, describe
from docgen.package.placement import Picture, imported, pictures_of


def count_pages(book: Book) -> PageCounts:
    """How many pages the form and the evidence files have, and on which page of the form each part begins."""
    with pikepdf.open(book.form.pdf) as form:
        pages = [page.obj.objgen for page in form.pages]
        named = _named_destinations(form)
        sections = tuple((part.title, pages.index(_page_of(part, named))) for part in book.form.parts)
    return PageCounts(len(pages), sections, _file_pages(book))


def merge(book: Book, layout: Layout, drawn: bytes, stamps: bytes, out: Path) -> None:
    """Write the package to ``out``: the same input gives the same bytes."""
    with Pdf.new() as package, pikepdf.open(io.BytesIO(drawn)) as drawn_pages:
        pictures = list(_in_order(book, layout, drawn_pages, package))
        _add_sheets(package, pictures, _stamp_forms(stamps, package))
        add_links(package, drawn_pages, _drawn_page_numbers(layout))
        add_bookmarks(package, layout)
        add_page_labels(package)
        describe(package, book.title)
        package.trailer.ID = Array([_identity(book, drawn, stamps)] * 2)
        package.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            static_id=True,
        )


def _file_pages(book: Book) -> dict[str, int]:
    files = {file.sha256: file.pdf for item in book.items for file in item.files}
    return {sha256: _page_count(pdf) for sha256, pdf in files.items()}


def _page_count(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _named_destinations(pdf: Pdf) -> Mapping[str, pikepdf.Object]:
    """The named destinations by name, from the name tree or from the dictionary of older PDF versions."""
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        return {str(name): found for name, found in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
    return {str(name).removeprefix("/"): found for name, found in pdf.Root.get("/Dests", Dictionary()).items()}


def _page_of(part: FormPart, named: Mapping[str, pikepdf.Object]) -> tuple[int, int]:
    """The page on which the part begins, as the number of its object."""
    if part.destination not in named:
        raise DefinitionError(f"申报表的 PDF 里找不到“{part.title}”的位置（书签 {part.destination}）。")
    destination = named[part.destination]
    explicit = destination.D if isinstance(destination, Dictionary) else destination
    page: tuple[int, int] = explicit[0].objgen
    return page


def _identity(book: Book, drawn: bytes, stamps: bytes) -> pikepdf.String:
    """What tells this package from any other, from what goes into it.

    ``deterministic_id`` would be a checksum of all that is written: as long again as the writing itself.
    """
    digest = hashlib.sha256(drawn + stamps + book.form.pdf.read_bytes())
    for item in book.items:
        digest.update("".join(file.sha256 for file in item.files).encode())
    return pikepdf.String(digest.digest()[:16])


def _in_order(book: Book, layout: Layout, drawn_pages: Pdf, package: Pdf) -> Iterator[Picture]:
    """Every page of the package; files that are equal are stored once."""
    drawn = iter(imported(drawn_pages, package, SHEET))
    stored: dict[str, list[Picture]] = {}
    pdfs = {file.sha256: file.pdf for item in book.items for file in item.files}
    for part in layout.parts:
        if part.role == "form":
            yield from pictures_of(book.form.pdf, package, SHEET)
            continue
        yield from _next(drawn, len(part.own_pages()))
        for file in part.files:
            if file.sha256 not in stored:
                stored[file.sha256] = pictures_of(pdfs[file.sha256], package, EVIDENCE_FRAME)
            yield from stored[file.sha256]


def _next(pictures: Iterator[Picture], count: int) -> Iterator[Picture]:
    for _ in range(count):
        yield next(pictures)


def _drawn_page_numbers(layout: Layout) -> list[int]:
    return [page for part in layout.parts if part.role != "form" for page in part.own_pages()]


def _stamp_forms(stamps: bytes, package: Pdf) -> list[pikepdf.Object]:
    with pikepdf.open(io.BytesIO(stamps)) as source:
        return [picture.form for picture in imported(source, package, SHEET)]


def _add_sheets(package: Pdf, pictures: Iterable[Picture], stamps: list[pikepdf.Object]) -> None:
    media_box = Array([round(corner, 3) for corner in SHEET.corners()])
    for picture, stamp in zip(pictures, stamps, strict=True):
        numbers = " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in picture.matrix)
        drawing = f"q {numbers} cm /Page Do Q q /Stamp Do Q"
        sheet = Dictionary(
            Type=Name.Page,
            MediaBox=media_box,
            Resources=Dictionary(XObject=Dictionary(Page=picture.form, Stamp=stamp)),
            Contents=package.make_stream(drawing.encode("ascii")),
        )
        package.pages.append(pikepdf.Page(package.make_indirect(sheet)))
