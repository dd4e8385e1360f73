"""Convert pictures to PDF pages: JPEG, PNG and TIFF are embedded unchanged where PDF allows it, others are redrawn.

Every picture is decoded before it is embedded. img2pdf embeds a truncated JPEG without an error, and its page would
be grey below the break.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, sqrt
from pathlib import Path
from typing import Any, BinaryIO

import img2pdf
from PIL import Image, ImageOps

from docgen.package.evidence.long_pictures import crop_part, divide, is_long
from docgen.package.evidence.picture_completeness import is_huffman_coded
from docgen.package.evidence.pixels import (
    QUARTER_TURNED,
    BadImage,
    Frame,
    get_orientation,
    get_resolution,
    get_stored_orientation,
    has_flat_ground,
    has_sheet_proportions,
    iterate_pages,
    open_picture,
    read_all,
    read_frames,
)
from docgen.package.evidence.plain_pictures import convert_to_plain, is_transparent
from docgen.package.merging.geometry import EVIDENCE_FRAME

__all__ = ["BadImage", "convert_image", "convert_inspected_image", "lay_out_frames"]

_COARSEST_DPI = 120
_MIRRORED = (2, 4, 5, 7)
_TURNED = (3, 6, 8)
_SMALLEST_SIDE = 3.0
_CAMERA = 0x010F
"""The EXIF tag of the maker of the camera."""

_EMBEDDABLE_FORMATS = ("JPEG", "PNG", "TIFF")
_EMBEDDABLE_MODES = ("1", "L", "P", "RGB", "CMYK")
_PHOTOGRAPHS = ("JPEG", "MPO", "WEBP", "HEIF", "AVIF")
_LOSSLESS_WEBP = b"VP8L"
_PHOTOGRAPH_QUALITY = 92
_MOST_EMBEDDABLE_PIXELS = 170_000_000
"""img2pdf refuses pictures with more pixels. They are reduced, and still have more dots than any printer."""


@dataclass(frozen=True)
class _Room:
    """The room for the stored pixels of a picture on its page.

    ``is_landscape`` where EXIF asks for a quarter turn. A wide document takes the sheet lengthwise, as a
    landscape page does; a photograph does not, because it is viewed on the screen as well.
    """

    is_landscape: bool = False
    is_document: bool = False

    def get_size(self, *, is_wide: bool) -> tuple[float, float]:
        """Return width and height in points for a picture whose stored pixels are wide or not."""
        upright = (EVIDENCE_FRAME.width, EVIDENCE_FRAME.height)
        return upright[::-1] if (is_wide if self.is_document else self.is_landscape) else upright


def lay_out_frames(file: BinaryIO) -> tuple[tuple[Frame, float, float], ...]:
    """Return each picture of the open file with the width and height of its page in points, as a reader shows it.

    A long picture is several. Raises BadImage when one of them does not decode.
    """
    frames = read_frames(file)
    with open_picture(file) as image:
        is_turned = get_orientation(image) in QUARTER_TURNED
    room = _choose_room(file)
    placed = []
    for frame in frames:
        upright = replace(room, is_landscape=False) if frame.is_part else room
        width, height = _lay_out(upright, frame.width, frame.height, frame.dpi)[:2]
        placed.append((frame, height, width) if is_turned and not frame.is_part else (frame, width, height))
    return tuple(placed)


def convert_image(path: Path, target: Path) -> Path:
    """Write ``target``: one upright page per picture, as large as its pixels allow. BadImage as above."""
    with path.open("rb") as file:
        read_frames(file)
    return convert_inspected_image(path, target)


def convert_inspected_image(path: Path, target: Path) -> Path:
    """Convert a picture that was inspected before, as :func:`convert_image` does, without decoding it to check it."""
    with path.open("rb") as file:
        target.write_bytes(_make_pdf(file))
    return target


def _make_pdf(file: BinaryIO) -> bytes:
    """Return the PDF of the pictures of the file."""
    room = _choose_room(file)
    with suppress(Exception):  # img2pdf raises Exception itself, among others; a picture that it refuses is redrawn
        if _is_plain(file):
            return _embed([read_all(file)], room)
    return _embed(list(_redraw_file(file)), replace(room, is_landscape=False))


def _is_plain(file: BinaryIO) -> bool:
    """Return True for a picture that can be embedded unchanged: not mirrored, not transparent, of at most 8 bits.

    A page can be rotated, but not mirrored; and img2pdf gives a palette picture a mask of the wrong depth, and one of a
    TIFF shades that it has not. All frames
    of a TIFF would be embedded, so that each has to be a page, and one whose pixels are stored turned would be turned
    twice: Pillow does it for img2pdf.
    """
    with open_picture(file) as image:
        if image.format not in _EMBEDDABLE_FORMATS or (image.format == "JPEG" and not is_huffman_coded(read_all(file))):
            return False
        pages = 0
        for page in iterate_pages(image):
            pages += 1
            if not _is_plain_page(page):
                return False
        return image.format != "TIFF" or pages == getattr(image, "n_frames", 1)


def _is_plain_page(page: Image.Image) -> bool:
    orientation = get_stored_orientation(page)
    is_turned = orientation in (*_MIRRORED, *_TURNED) if page.format == "TIFF" else orientation in _MIRRORED
    size, dpi = page.size, get_resolution(page)
    is_quarter_turned = get_orientation(page) in QUARTER_TURNED
    return (
        page.width * page.height <= _MOST_EMBEDDABLE_PIXELS
        and page.mode in _EMBEDDABLE_MODES
        and not (page.format == "TIFF" and page.mode == "P")
        and not is_transparent(page)
        and not is_turned
        and not (is_long(*size[::-1], dpi[::-1]) if is_quarter_turned else is_long(*size, dpi))
    )


def _redraw_file(file: BinaryIO) -> Iterator[bytes]:
    """Yield every page of the picture in plain 8-bit colour, upright: photographs as JPEG, the rest as TIFF."""
    with open_picture(file) as image:
        is_photograph = image.format in _PHOTOGRAPHS and not _is_lossless(file)
        for page in iterate_pages(image):
            known = _get_colour_profile(page) | _get_declared_resolution(page)
            for drawn in _redraw_page(page):
                out = io.BytesIO()
                if is_photograph:
                    drawn.save(out, "JPEG", quality=_PHOTOGRAPH_QUALITY, **known)
                else:  # raw: the packing of the original may not suit the plain picture
                    drawn.save(out, "TIFF", compression="raw", **known)
                yield out.getvalue()


def _redraw_page(page: Image.Image) -> Iterator[Image.Image]:
    """Yield the page upright, in plain colours, of a size that img2pdf accepts; a long picture in parts."""
    dpi = get_resolution(page)
    if get_orientation(page) in QUARTER_TURNED:
        dpi = dpi[::-1]
    if (times := _compute_reduction(page)) > 1:
        page.draft(None, (page.width // times, page.height // times))  # a JPEG is decoded at a fraction of its size
    upright = ImageOps.exif_transpose(page)
    parts = divide(upright, dpi) if is_long(*upright.size, dpi) else [(0, upright.height)]
    for part in parts:
        cut = crop_part(upright, part) if len(parts) > 1 or part[1] < upright.height else upright
        drawn = cut if cut.mode == "1" else convert_to_plain(cut)
        yield drawn.reduce(times) if (times := _compute_reduction(drawn)) > 1 else drawn


def _get_declared_resolution(page: Image.Image) -> dict[str, Any]:
    """Return the resolution of the upright page as an argument for saving; none where none is declared."""
    dpi = get_resolution(page)
    if get_orientation(page) in QUARTER_TURNED:
        dpi = dpi[::-1]
    return {"dpi": dpi} if min(dpi) > 0 else {}


def _compute_reduction(page: Image.Image) -> int:
    """Return the factor by which both sides have to shrink for img2pdf."""
    return ceil(sqrt(page.width * page.height / _MOST_EMBEDDABLE_PIXELS))


def _get_colour_profile(image: Image.Image) -> dict[str, Any]:
    """Return the colour profile of an RGB picture as an argument for saving; none for other colour models."""
    profile = image.info.get("icc_profile")
    return {"icc_profile": profile} if profile and image.mode in ("RGB", "RGBA") else {}


def _is_lossless(file: BinaryIO) -> bool:
    return _LOSSLESS_WEBP in read_all(file)[:64]


def _choose_room(file: BinaryIO) -> _Room:
    """Choose the room for the stored pixels of the file."""
    with open_picture(file) as image:
        is_landscape = get_orientation(image) in QUARTER_TURNED
        return _Room(is_landscape=is_landscape, is_document=_is_document(image))


def _is_document(image: Image.Image) -> bool:
    """Return True for a scan, a drawing or a picture of the screen; what a camera took is a photograph.

    A camera also takes pictures of papers: those have the proportions of a sheet.
    """
    if has_sheet_proportions(image.width, image.height, get_resolution(image)):
        return True
    return not image.getexif().get(_CAMERA) and image.width != image.height and has_flat_ground(image)


def _embed(pictures: Sequence[bytes], room: _Room) -> bytes:
    pdf = img2pdf.convert(
        pictures,
        layout_fun=partial(_lay_out, room),
        rotation=img2pdf.Rotation.ifvalid,  # an orientation that EXIF does not define is ignored, not an error
        nodate=True,  # the same input gives the same bytes
        engine=img2pdf.Engine.internal,
    )
    return bytes(pdf)


def _lay_out(room: _Room, width: int, height: int, dpi: tuple[float, float]) -> tuple[float, float, float, float]:
    """Compute page and picture size in points: as large as the room allows, but no coarser than 120 dots per inch."""
    across, along = (dpi[0], dpi[1]) if dpi[0] > 0 and dpi[1] > 0 else (1.0, 1.0)
    aspect_width, aspect_height = width / across, height / along
    room_width, room_height = room.get_size(is_wide=aspect_width > aspect_height)
    fit = min(
        room_width / aspect_width,
        room_height / aspect_height,
        72 / _COARSEST_DPI * max(across, along),
    )
    page = (max(aspect_width * fit, _SMALLEST_SIDE), max(aspect_height * fit, _SMALLEST_SIDE))
    return *page, *page
