"""The look of printed pages held against that of their sources, both drawn small and grey by pdfium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageSequence

LONGEST = 240
"""Pixels of the longer side of a page that is compared."""
FINENESS = 3
"""Times the size at which pages are drawn before they are reduced: pdfium widens what is thinner than a pixel."""
DEVIATION = 64
"""Shades, of 255, by which a small neighbourhood may differ: edges fall on other pixels in a scaled page."""
_PLACED = re.compile(rb"q ((?:[-\d.]+ ){6})cm /Page Do Q")


def draw_source(path: Path) -> Iterator[Image.Image]:
    """Yield the pages of a PDF or the pictures of a file as a viewer shows them; nothing where none can be drawn."""
    with suppress(pypdfium2.PdfiumError, OSError, SyntaxError, ValueError, TypeError):
        is_pdf = b"%PDF-" in path.read_bytes()[:1024]
        yield from draw_pdf_source(path) if is_pdf else draw_picture_source(path)


def draw_pdf_source(path: Path, password: str = "") -> Iterator[Image.Image]:
    """Yield each page as a viewer shows it, with its form fields."""
    with pypdfium2.PdfDocument(path.read_bytes(), password=password or None) as document:
        document.init_forms()
        for page in document:
            scale = FINENESS * LONGEST / max(*page.get_size(), 1)
            yield _reduce(page.render(scale=scale, may_draw_forms=True).to_pil().convert("L"))


def draw_picture_source(path: Path) -> Iterator[Image.Image]:
    """Yield each picture of a file upright and on white, as a viewer of pictures shows it."""
    with Image.open(path) as image:
        frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
        for frame in frames:
            yield _shrink(ImageOps.exif_transpose(frame))


def _shrink(image: Image.Image) -> Image.Image:
    across, along = (float(one) for one in image.info.get("dpi", (1, 1)))
    if min(across, along) > 0 and across != along:
        image = image.resize((round(image.width * along / across), image.height))
    if image.mode == "F":
        image = image.convert("L")
    if image.mode in ("I;16", "I;16B", "I"):
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    coloured = image.convert("RGBA")
    plain = Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured).convert("L")
    return _reduce(plain)


def _reduce(image: Image.Image) -> Image.Image:
    ratio = LONGEST / max(image.size)
    return image.resize([max(1, round(side * ratio)) for side in image.size], Image.Resampling.BOX)


def draw_printed(package: Path, numbers: range) -> Iterator[Image.Image]:
    """Yield what is placed on each of these sheets, counted from 1, without stamps and margins."""
    with pikepdf.open(package) as pdf, pypdfium2.PdfDocument(package) as document:
        for number in numbers:
            page, sheet = pdf.pages[number - 1].obj, document[number - 1]
            left, bottom, right, top = find_place(page)
            width, height = sheet.get_size()
            scale = FINENESS * LONGEST / max(right - left, top - bottom, 1)
            drawn = sheet.render(scale=scale, crop=(left, bottom, width - right, height - top))
            yield _reduce(drawn.to_pil().convert("L"))


def find_place(page: pikepdf.Object) -> tuple[float, float, float, float]:
    """Return the corners of the area of the sheet that a page takes, in points."""
    a, b, c, d, e, f = map(float, _PLACED.search(page.Contents.read_bytes())[1].split())
    left, bottom, right, top = map(float, page.Resources.XObject.Page.BBox)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    across, along = zip(*corners, strict=True)
    return max(min(across), 0), max(min(along), 0), max(across), max(along)


def measure_difference(source: Image.Image, printed: Image.Image) -> int:
    """Return the largest difference in shade, 0 to 255, of any small neighbourhood of the two looks.

    A landscape page lies on its side on the sheet, head to the left.
    """
    is_turned = (source.width > source.height) != (printed.width > printed.height)
    upright = printed.transpose(Image.Transpose.ROTATE_270) if is_turned else printed
    small = upright.resize(source.size, Image.Resampling.BOX)
    differing = ImageChops.difference(*(one.filter(ImageFilter.BoxBlur(2)) for one in (source, small)))
    return max(differing.getextrema())  # type: ignore[arg-type]
