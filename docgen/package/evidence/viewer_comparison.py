"""Doubtful pages of a PDF, as a viewer shows them, held against what the package would draw of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pikepdf
from PIL import Image, ImageChops, ImageFilter

from docgen.errors import raise_machine_fault
from docgen.package.evidence.embedded_pictures import MALFORMED_PDF
from docgen.package.evidence.page_rendering import UnrenderedPage, Viewer, open_viewer
from docgen.progress import checkpoint

_SIDE = 400
"""Pixels of the longer side of the pages that are compared."""

_DARKER = 40
"""Shades, of 255, by which a small neighbourhood of one page is darker than the other where something is missing."""

_MOST_COMPARED = 100
"""Limit of the pages of a file that are compared: a damaged file has few, a broken register thousands."""


def find_poorer_pages(viewer: Viewer, pdf: pikepdf.Pdf, numbers: Iterable[int]) -> Iterator[int]:
    """Yield those of the pages, counted from 1, of which the viewer shows more than what would be merged.

    Annotations are left out: those that are drawn are no part of the page. What the viewer cannot draw is not doubted.
    """
    for number in list(numbers)[:_MOST_COMPARED]:
        checkpoint()
        if _is_poorer(pdf, number, viewer):
            yield number


def _is_poorer(pdf: pikepdf.Pdf, number: int, viewer: Viewer) -> bool:
    try:
        shown = viewer.render(number - 1, _SIDE, has_notes=False).picture
    except UnrenderedPage:
        return False
    try:
        with pikepdf.new() as single:
            single.pages.append(pdf.pages[number - 1])
            written = io.BytesIO()
            single.save(written)
        with open_viewer(written) as rewritten:
            merged = rewritten.render(0, _SIDE, has_notes=False).picture
    except (UnrenderedPage, *MALFORMED_PDF) as error:
        raise_machine_fault(error)
        return min(shown.convert("L").getextrema()) < 255 - _DARKER  # type: ignore[operator]
    missing = ImageChops.subtract(_smooth(merged.resize(shown.size)), _smooth(shown))
    return max(missing.getextrema()) > _DARKER  # type: ignore[operator]


def _smooth(picture: Image.Image) -> Image.Image:
    return picture.convert("L").filter(ImageFilter.BoxBlur(2))
