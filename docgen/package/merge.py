"""The pages of the package in one PDF, every one an upright A4 sheet with its stamp.

Each page of the result draws two things, the page and its stamp; both are Form XObjects, so that nothing a page
does to its graphics state reaches the stamp.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from docgen.errors import DefinitionError
from docgen.package.book import Book, FormPart, Layout
from docgen.package.gather import gathered
from docgen.package.geometry import LEFT_HAND_FRAME, RIGHT_HAND_FRAME, SHEET, Box, Shown, placed
from docgen.package.layout import PageCounts
from docgen.package.navigation import add_bookmarks, add_links, add_page_labels, describe
from docgen.package.placement import Picture

Placed = tuple[Picture, Box]
"""A page and the frame of the sheet that it is placed in."""

def count_pages(book: Book) -> PageCounts:
    """How many pages the form and the evidence files have, and on which page of the form each part begins."""
    with pikepdf.open(book.form.pdf) as form:
        pages = [page.obj.objgen for page in form.pages]
        named = _named_destinations(form)
        sections = tuple((part.title, pages.index(_page_of(part, named))) for part in book.form.parts)
    files = {file.sha256: file.pdf for item in book.items for file in item.files}
    return PageCounts(
        form=len(pages),
        form_sections=sections,
        files={sha256: _page_count(pdf) for sha256, pdf in files.items()},
        form_bytes=book.form.pdf.stat().st_size,
        bytes={sha256: pdf.stat().st_size for sha256, pdf in files.items()},
    )


def merge(book: Book, layout: Layout, drawn: bytes, stamps: bytes, out: Path) -> None:
    """Write the package to ``out``: the same input gives the same bytes.

    Memory does not grow with the megabytes of the evidence: they go from file to file while the package is written.
    """
    with TemporaryDirectory(prefix=".merging-", dir=out.parent) as folder:
        work = Path(folder)
        drawn_pdf, stamps_pdf = _written(work / "drawn.pdf", drawn), _written(work / "stamps.pdf", stamps)
        package, pictures = gathered([drawn_pdf, stamps_pdf, *_sources(book, layout)], work)
        pages = _in_order(book, layout, iter(pictures[drawn_pdf]), pictures, _empty(package))
        _add_sheets(package, pages, [stamp.form for stamp in pictures[stamps_pdf]])
        with pikepdf.open(drawn_pdf) as drawn_pages:
            add_links(package, drawn_pages, _drawn_page_numbers(layout))
        add_bookmarks(package, layout)
        add_page_labels(package, layout.bound)
        describe(package, book.title)
        package.trailer.ID = Array([_identity(book, drawn, stamps)] * 2)
        save(package, out)
        package.close()


def save(package: Pdf, out: Path) -> None:
    """Write the PDF to ``out``; what its pages draw is not looked into."""
    package.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        static_id=True,
    )


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _sources(book: Book, layout: Layout) -> Iterator[Path]:
    """The PDFs that the package draws pages of, in the order of its pages; of equal files one."""
    yield book.form.pdf
    pdfs = _evidence_pdfs(book)
    yield from (pdfs[file.sha256] for part in layout.parts for file in part.files)
    yield from (scan.pdf for scan in book.scans)


def _evidence_pdfs(book: Book) -> dict[str, Path]:
    """The PDF of each evidence file, one for all files that are equal."""
    return {file.sha256: file.pdf for item in book.items for file in item.files}


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
    parts = [file.sha256 for item in book.items for file in item.files] + [scan.sha256 for scan in book.scans]
    digest.update("".join(parts).encode())
    return pikepdf.String(digest.digest()[:16])


def _in_order(
    book: Book, layout: Layout, drawn: Iterator[Picture], pictures: Mapping[Path, Sequence[Picture]], empty: Picture
) -> Iterator[Placed]:
    """Every page of the package with its place on the sheet; of equal files each page is stored once."""
    found = dict.fromkeys(layout.blanks, (empty, SHEET))
    pdfs = _evidence_pdfs(book)
    for part in layout.parts:
        source = iter(pictures[book.form.pdf]) if part.role == "form" else drawn
        found |= {page: (next(source), SHEET) for page in part.own_pages()}
        for file in part.files:
            pages = range(file.first, file.last + 1)
            drawn_by = zip(pages, pictures[pdfs[file.sha256]], strict=True)
            found |= {page: (picture, _frame(layout, page)) for page, picture in drawn_by}
    scans = {(scan.name, scan.index + 1): pictures[scan.pdf][scan.index] for scan in book.scans}
    found |= {sealed.page: (scans[sealed.path, sealed.source_page], SHEET) for sealed in layout.sealed}
    yield from (found[page] for page in range(1, layout.pages + 1))


def _frame(layout: Layout, page: int) -> Box:
    return RIGHT_HAND_FRAME if layout.is_right_hand(page) else LEFT_HAND_FRAME


def _drawn_page_numbers(layout: Layout) -> list[int]:
    return [page for part in layout.parts if part.role != "form" for page in part.own_pages()]


def _empty(package: Pdf) -> Picture:
    """A page that draws nothing."""
    form = Dictionary(Type=Name.XObject, Subtype=Name.Form, FormType=1, BBox=_rounded(SHEET), Resources=Dictionary())
    return Picture(package.make_stream(b"", form), Shown(SHEET, 0, 1))


def _add_sheets(package: Pdf, pages: Iterable[Placed], stamps: Sequence[pikepdf.Object]) -> None:
    for (picture, frame), stamp in zip(pages, stamps, strict=True):
        matrix = placed(picture.shown, frame)
        numbers = " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in matrix)
        drawing = f"q {numbers} cm /Page Do Q q /Stamp Do Q"
        sheet = Dictionary(
            Type=Name.Page,
            MediaBox=_rounded(SHEET),
            Resources=Dictionary(XObject=Dictionary(Page=picture.form, Stamp=stamp)),
            Contents=package.make_stream(drawing.encode("ascii")),
        )
        package.pages.append(pikepdf.Page(package.make_indirect(sheet)))


def _rounded(box: Box) -> Array:
    return Array([round(corner, 3) for corner in box.corners()])
