"""Pages of a PDF as pictures, drawn by pdfium: for pages that the other libraries cannot read, but viewers show.

pdfium works for one thread of a process at a time: inspection and the making of pages run in child processes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from docgen.package.evidence.pixels import read_all

__all__ = ["RenderedPage", "UnrenderedPage", "Viewer", "make_picture_page", "open_viewer"]

_DENSITY = 300
"""Dots per inch of the printed page."""
_LONGEST_SIDE = 3508
"""Pixels of the longer side of a sheet of A4 at that density: no page is printed larger."""


class UnrenderedPage(Exception):
    """A page that pdfium cannot draw either."""


class RenderedPage(NamedTuple):
    """A page as a picture, with the size at which a viewer shows it, in points."""

    picture: Image.Image
    width: float
    height: float


class Viewer:
    """One PDF as pdfium opens it; pages are counted from 0."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def count_pages(self) -> int:
        """Count the pages that the PDF declares."""
        return len(self._document)

    def render(self, number: int, longest_side: int = _LONGEST_SIDE, *, has_notes: bool = True) -> RenderedPage:
        """Draw one page as it is shown, with its annotations or without; UnrenderedPage where pdfium cannot."""
        with _refuse_unrendered():
            page = self._document[number]
            try:
                width, height = page.get_size()
                scale = min(_DENSITY / 72, longest_side / max(width, height, 1))
                drawn = page.render(scale=scale, draw_annots=has_notes, may_draw_forms=has_notes)
                picture: Image.Image = drawn.to_pil().convert("RGB")
            finally:
                page.close()
            return RenderedPage(picture, width, height)


@contextmanager
def open_viewer(file: BinaryIO, password: str = "") -> Iterator[Viewer]:
    """Open the PDF with pdfium; raises UnrenderedPage where it cannot."""
    from pypdfium2 import PdfDocument, PdfiumError  # here: slow to import, rarely needed

    with _refuse_unrendered():
        document = PdfDocument(read_all(file), password=password or None)
        with suppress(PdfiumError):
            document.init_forms()
    try:
        yield Viewer(document)
    finally:
        document.close()


@contextmanager
def _refuse_unrendered() -> Iterator[None]:
    from pypdfium2 import PdfiumError

    try:
        yield
    except (PdfiumError, IndexError, ValueError) as error:
        raise UnrenderedPage(str(error)) from error


def make_picture_page(pdf: pikepdf.Pdf, page: RenderedPage) -> pikepdf.Page:
    """Make a page of the PDF that shows the picture."""
    picture = page.picture
    is_grey = _is_grey(picture)
    shown = picture.convert("L") if is_grey else picture
    stream = pdf.make_stream(
        zlib.compress(shown.tobytes()),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=shown.width,
            Height=shown.height,
            ColorSpace=Name.DeviceGray if is_grey else Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.FlateDecode,
        ),
    )
    content = f"q {page.width:.4f} 0 0 {page.height:.4f} 0 0 cm /Picture Do Q".encode("ascii")
    drawn = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(page.width, 4), round(page.height, 4)]),
        Resources=Dictionary(XObject=Dictionary(Picture=stream)),
        Contents=pdf.make_stream(content),
    )
    return pikepdf.Page(pdf.make_indirect(drawn))


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = (channel.tobytes() for channel in picture.split())
    return red == green == blue
