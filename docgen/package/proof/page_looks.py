"""Small pictures of pages, drawn by libraries that write no page of a package: pdfium draws PDFs, Pillow pictures.

The arguments and results of the functions are plain data, so that child processes can run them; pdfium works for one
thread of a process at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import log
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from PIL import Image, ImageChops, ImageOps

from docgen.package.evidence.long_pictures import crop_part, divide, is_long
from docgen.package.evidence.pixels import (
    QUARTER_TURNED,
    get_orientation,
    get_resolution,
    iterate_pages,
    open_picture,
)
from docgen.package.evidence.plain_pictures import convert_to_plain
from docgen.progress import checkpoint
from docgen.project.evidence.file_kinds import HEAD, detect_kind

_LONGER_SIDE = 280
"""Pixels of the longer side: about one to a millimetre of a sheet of A4."""
_DECODED_SIDE = 3 * _LONGER_SIDE
"""Pixels of the shorter side, at least, at which a JPEG is decoded."""
_WHITE = 0xFFFFFFFF
_LIGHTER_INK = [round(255 - (255 - value) * 0.75) for value in range(256)] * 3
"""Pillow makes the full ink of a CMYK picture black; in print and in viewers it is lighter."""
_PAGE_AND_STAMP = 2
"""Objects that a sheet of a package draws."""


class PageLook(NamedTuple):
    """A page as a viewer shows it: size in pixels, and row by row the ink of each from 0 (white) to 255.

    The ink of a colour is that of its strongest component, so that red and yellow are as dark as black. ``is_whole`` is
    False where annotations are left out, or fields drawn with half of their ink.
    """

    width: int
    height: int
    ink: bytes
    is_whole: bool = True


class SheetArea(NamedTuple):
    """The area of a sheet that shows a page of a file: 0-based page of the package, corners in points, size in pixels.

    The size is that of the upright page; the sheet may show it head to the left.
    """

    page: int
    left: float
    bottom: float
    right: float
    top: float
    width: int
    height: int


def draw_source_pages(path: Path, password: str, numbers: Sequence[int]) -> tuple[PageLook | None, ...]:
    """Draw these pages of a PDF or picture, counted from 0, as a viewer shows them; None for one that it cannot.

    Empty where the PDF cannot be opened.
    """
    with path.open("rb") as file:
        if detect_kind(file.read(HEAD), path.suffix.lower()).is_picture:
            return _draw_pictures(file, numbers)
        return _draw_with_pdfium(file, password, [partial(_draw_page, number=number) for number in numbers])


def draw_sheet_areas(package: Path, areas: Sequence[SheetArea]) -> tuple[PageLook | None, ...]:
    """Draw these areas of the sheets without their stamps, each page upright; None for one that cannot be drawn.

    Empty where the package cannot be opened.
    """
    with package.open("rb") as file:
        return _draw_with_pdfium(file, "", [partial(_draw_area, area=area) for area in areas])


def _draw_pictures(file: BinaryIO, numbers: Sequence[int]) -> tuple[PageLook | None, ...]:
    """Draw pages of a picture file; what cannot be decoded ends the pages."""
    checkpoint()
    looks: list[PageLook | None] = []
    try:
        with open_picture(file) as image:
            for look in _iterate_picture_pages(image):
                looks.append(look)
                if len(looks) > max(numbers, default=0):
                    break
    except Exception:  # whatever the data do to a decoder: the inspection of the file reports it
        looks.append(None)
    return tuple(looks[number] if number < len(looks) else None for number in numbers)


def _iterate_picture_pages(image: Image.Image) -> Iterator[PageLook]:
    for page in iterate_pages(image):
        size, dpi = page.size, get_resolution(page)
        if get_orientation(page) in QUARTER_TURNED:
            size, dpi = size[::-1], dpi[::-1]
        is_divided = is_long(*size, dpi)
        if not is_divided:
            page.draft(None, (_DECODED_SIDE, _DECODED_SIDE))  # a JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(page)
        for part in divide(upright, dpi) if is_divided else [(0, upright.height)]:
            yield _look_at_picture(crop_part(upright, part) if is_divided else upright, dpi)


def _look_at_picture(picture: Image.Image, dpi: tuple[float, float]) -> PageLook:
    across, along = dpi if min(dpi) > 0 else (1.0, 1.0)
    size = _choose_size(picture.width / across, picture.height / along)
    # Enlarged pixels stay squares, as printers show them.
    is_enlarged = picture.width <= size[0] or picture.height <= size[1]
    resampling = Image.Resampling.BOX if is_enlarged else Image.Resampling.BILINEAR
    shown = convert_to_plain(picture).convert("RGB").resize(size, resampling, reducing_gap=2.0)
    return _collect_ink(shown.point(_LIGHTER_INK) if picture.mode == "CMYK" else shown)


def _draw_with_pdfium(
    file: BinaryIO, password: str, draws: Sequence[Callable[[Any], PageLook | None]]
) -> tuple[PageLook | None, ...]:
    """Open the PDF once and call each of ``draws`` with it; None for each that fails.

    Nothing at all where the PDF cannot be opened. Raises MemoryError, which says nothing about the pages.
    """
    from pypdfium2 import PdfDocument  # here: slow to import

    looks: list[PageLook | None] = []
    try:
        document = PdfDocument(file, password=password or None)
    except MemoryError:
        raise
    except Exception:  # whatever the bytes do to it: a file that is not shown cannot be compared
        return ()
    try:
        for draw in draws:
            checkpoint()
            try:
                looks.append(draw(document))
            except MemoryError:
                raise
            except Exception:
                looks.append(None)
    finally:
        document.close()
    return tuple(looks)


def _draw_page(document: Any, number: int) -> PageLook:
    """Draw the page without what each program draws in its own way; the values of fields count half.

    Programs draw those anew where the form asks for it, with a font of their own, thin or bold.
    """
    if document.get_formtype() and document.formenv is None:
        document.init_forms()
    fields, is_whole = _prepare_notes(document, number)
    shown = _render(document, number)
    if fields:
        _remove_notes(document, number, fields)
        shown = Image.blend(_render(document, number), shown, 0.5)
    return _collect_ink(shown, is_whole=is_whole and not fields)


def _render(document: Any, number: int) -> Image.Image:
    from pypdfium2 import raw

    page = document[number]
    bitmap = _make_bitmap(_choose_size(*page.get_size()))
    frame = (0, 0, bitmap.width, bitmap.height, 0, raw.FPDF_ANNOT)
    raw.FPDF_RenderPageBitmap(bitmap, page, *frame)
    if document.formenv is not None:
        raw.FPDF_FFLDraw(document.formenv, bitmap, page, *frame)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return picture


def _prepare_notes(document: Any, number: int) -> tuple[list[int], bool]:
    """Remove the annotations of the page that cannot be compared; return the fields among the others.

    The second result is True where none was removed. Without a look of its own an annotation looks different in each
    program; pdfium shows one on a hidden layer as well, and draws the choices of a list beside its value.
    """
    from pypdfium2 import raw

    choices = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
    kept, removed = [], []
    page = raw.FPDF_LoadPage(document, number)  # pdfium would make looks for fields where it loads it with the form
    try:
        for place in range(raw.FPDFPage_GetAnnotCount(page)):
            note = raw.FPDFPage_GetAnnot(page, place)
            kind = raw.FPDFAnnot_GetSubtype(note)
            is_field = kind == raw.FPDF_ANNOT_WIDGET
            is_choice = is_field and raw.FPDFAnnot_GetFormFieldType(document.formenv, note) in choices
            if is_choice or raw.FPDFAnnot_HasKey(note, b"OC") or not raw.FPDFAnnot_HasKey(note, b"AP"):
                removed += [place] if kind != raw.FPDF_ANNOT_LINK else []
            elif is_field:
                kept.append(place - len(removed))
            raw.FPDFPage_CloseAnnot(note)
        for place in reversed(removed):
            raw.FPDFPage_RemoveAnnot(page, place)
    finally:
        raw.FPDF_ClosePage(page)
    return kept, not removed


def _remove_notes(document: Any, number: int, places: Sequence[int]) -> None:
    from pypdfium2 import raw

    page = raw.FPDF_LoadPage(document, number)
    for place in reversed(places):
        raw.FPDFPage_RemoveAnnot(page, place)
    raw.FPDF_ClosePage(page)


def _draw_area(document: Any, area: SheetArea) -> PageLook:
    from pypdfium2 import raw

    page = document[area.page]
    if raw.FPDFPage_CountObjects(page) == _PAGE_AND_STAMP:
        stamp = raw.FPDFPage_GetObject(page, 1)
        raw.FPDFPage_RemoveObject(page, stamp)
        raw.FPDFPageObj_Destroy(stamp)
    bitmap = _make_bitmap((area.width, area.height))
    matrix = _map_to_pixels(area, page.get_height())
    clip = _clip_to_sheet(matrix, page.get_size(), (area.width, area.height))
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, raw.FS_MATRIX(*matrix), raw.FS_RECTF(*clip), raw.FPDF_ANNOT)
    return _collect_ink(bitmap.to_pil())


def _clip_to_sheet(
    matrix: tuple[float, ...], sheet: tuple[float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return the part of the pixels that lies on the sheet: what is beside it is not printed."""
    a, b, c, d, e, f = matrix
    across = sorted((e, a * sheet[0] + c * sheet[1] + e))
    along = sorted((f, b * sheet[0] + d * sheet[1] + f))
    return max(0, across[0]), max(0, along[0]), min(size[0], across[1]), min(size[1], along[1])


def _make_bitmap(size: tuple[int, int]) -> Any:
    from pypdfium2 import PdfBitmap, raw

    bitmap = PdfBitmap.new_native(*size, raw.FPDFBitmap_BGR)
    raw.FPDFBitmap_FillRect(bitmap, 0, 0, bitmap.width, bitmap.height, _WHITE)
    return bitmap


def _map_to_pixels(area: SheetArea, sheet: float) -> tuple[float, ...]:
    """Return the matrix from points of a sheet of that height, counted from its top, to pixels of the upright page."""
    width, height = area.right - area.left, area.top - area.bottom
    shape = log(area.width / area.height)
    if abs(log(width / height) - shape) <= abs(log(width / height) + shape):
        across, along = area.width / width, area.height / height
        return across, 0, 0, along, -area.left * across, -(sheet - area.top) * along
    across, along = area.width / height, area.height / width  # head to the left
    return 0, along, -across, 0, (sheet - area.bottom) * across, -area.left * along


def _choose_size(width: float, height: float) -> tuple[int, int]:
    """Return the size in pixels of the look of a page with these sides."""
    scale = _LONGER_SIDE / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _collect_ink(picture: Image.Image, *, is_whole: bool = True) -> PageLook:
    first, second, third = picture.convert("RGB").split()
    lightest = ImageChops.darker(ImageChops.darker(first, second), third)
    return PageLook(*picture.size, ImageChops.invert(lightest).tobytes(), is_whole)
