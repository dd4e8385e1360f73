"""Pictures as PDF pages: JPEG, PNG and TIFF as they are wherever PDF allows it, everything else drawn anew.

Every picture is decoded before it is embedded: a JPEG that breaks off half-way would otherwise become a page that
is grey from the middle on, and nobody would hear of it.
"""

from __future__ import annotations

import io
from functools import partial
from math import ceil, sqrt
from pathlib import Path
from typing import Any, BinaryIO

import img2pdf
from PIL import Image, ImageOps

from docgen.package.evidence.pixels import (
    ORIENTATION,
    BadImage,
    Frame,
    all_of,
    each_page,
    frames_of,
    is_transparent,
    opened,
)
from docgen.package.evidence.pixels import plain as plainly
from docgen.package.merging.geometry import EVIDENCE_FRAME

__all__ = ["BadImage", "image_pdf", "known_image_pdf", "placed_frames"]

_COARSEST_DPI = 120
_MIRRORED = (2, 4, 5, 7)
_TURNED = (5, 6, 7, 8)
_UPRIGHT = (EVIDENCE_FRAME.width, EVIDENCE_FRAME.height)
_SMALLEST_SIDE = 3.0
_AS_IT_IS = ("JPEG", "PNG", "TIFF")
_MODES = ("1", "L", "P", "RGB", "CMYK")
_PHOTOGRAPHS = ("JPEG", "MPO", "WEBP", "HEIF", "AVIF")
_LOSSLESS_WEBP = b"VP8L"
_PHOTOGRAPH_QUALITY = 92
_MOST_AS_IT_IS = 170_000_000
"""img2pdf takes no picture of more pixels; such a one is drawn smaller, with more dots than any printer has."""


def placed_frames(file: BinaryIO) -> tuple[tuple[Frame, float, float], ...]:
    """Each picture of the open file that becomes a page, with the width and height of that page in points, as shown.

    BadImage when one of them does not decode.
    """
    frames = frames_of(file)
    room = _room(file)
    placed = []
    for frame in frames:
        width, height = _layout(room, frame.width, frame.height, frame.dpi)[:2]
        placed.append((frame, width, height) if room == _UPRIGHT else (frame, height, width))
    return tuple(placed)


def image_pdf(path: Path, target: Path) -> Path:
    """``target``, written: one page per picture, upright, as large as its pixels allow; BadImage as above."""
    with path.open("rb") as file:
        frames_of(file)
    return known_image_pdf(path, target)


def known_image_pdf(path: Path, target: Path) -> Path:
    """As :func:`image_pdf`, of a picture that was looked into: it is not decoded once more to see that it can be."""
    with path.open("rb") as file:
        target.write_bytes(_pages_of(file))
    return target


def _pages_of(file: BinaryIO) -> bytes:
    """The PDF of the pictures of the file."""
    try:
        return _embedded(all_of(file), _room(file)) if _is_plain(file) else _embedded(_redrawn(file), _UPRIGHT)
    except Exception:  # img2pdf raises whatever it likes, Exception itself too: what it cannot take is drawn anew
        return _embedded(_redrawn(file), _UPRIGHT)


def _is_plain(file: BinaryIO) -> bool:
    """Whether the picture can be embedded as it is: neither mirrored nor transparent nor of more than 8 bits.

    Turning is a matter of the page, mirroring is not; and img2pdf gives a palette picture a mask of the wrong depth.
    """
    with opened(file) as image:
        return (
            image.format in _AS_IT_IS
            and image.width * image.height <= _MOST_AS_IT_IS
            and image.mode in _MODES
            and not is_transparent(image)
            and image.getexif().get(ORIENTATION, 1) not in _MIRRORED
        )


def _redrawn(file: BinaryIO) -> bytes:
    """The picture in plain 8-bit colour, upright, every page of it: photographs as JPEG, the rest as TIFF."""
    out = io.BytesIO()
    with opened(file) as image:
        known = _kept(image)
        frames = [_drawn_anew(page) for page in each_page(image)]
        if image.format in _PHOTOGRAPHS and not _is_lossless(file):
            frames[0].save(out, "JPEG", quality=_PHOTOGRAPH_QUALITY, **known)
        else:
            frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], **known)
    return out.getvalue()


def _drawn_anew(page: Image.Image) -> Image.Image:
    """The page upright, in plain colours, of a size that img2pdf takes."""
    if (times := _times_too_large(page)) > 1:
        page.draft(None, (page.width // times, page.height // times))  # what is a JPEG need not be unpacked whole
    drawn = plainly(ImageOps.exif_transpose(page))
    return drawn.reduce(times) if (times := _times_too_large(drawn)) > 1 else drawn


def _times_too_large(page: Image.Image) -> int:
    return ceil(sqrt(page.width * page.height / _MOST_AS_IT_IS))


def _kept(image: Image.Image) -> dict[str, Any]:
    """What is to be said of the pixels of the new picture as of those of the old one: what its colours mean."""
    profile = image.info.get("icc_profile")
    return {"icc_profile": profile} if profile and image.mode in ("RGB", "RGBA") else {}


def _is_lossless(file: BinaryIO) -> bool:
    return _LOSSLESS_WEBP in all_of(file)[:64]


def _room(file: BinaryIO) -> tuple[float, float]:
    """The frame as the stored pixels see it: lying down where the camera says that the picture is to be turned."""
    with opened(file) as image:
        return _UPRIGHT[::-1] if image.getexif().get(ORIENTATION, 1) in _TURNED else _UPRIGHT


def _embedded(data: bytes, room: tuple[float, float]) -> bytes:
    pdf = img2pdf.convert(
        data,
        layout_fun=partial(_layout, room),
        rotation=img2pdf.Rotation.ifvalid,
        nodate=True,
        engine=img2pdf.Engine.internal,
    )
    return bytes(pdf)


def _layout(
    room: tuple[float, float], width: int, height: int, dpi: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Page and picture size in points: as large as the frame without turning, but no coarser than 120 dots per inch.

    A photograph lies across the sheet as it was taken; only pages of documents are turned to be larger.
    """
    across, along = (dpi[0], dpi[1]) if dpi[0] > 0 and dpi[1] > 0 else (1.0, 1.0)
    aspect_width, aspect_height = width / across, height / along
    fit = min(
        room[0] / aspect_width,
        room[1] / aspect_height,
        72 / _COARSEST_DPI * max(across, along),
    )
    page = (max(aspect_width * fit, _SMALLEST_SIDE), max(aspect_height * fit, _SMALLEST_SIDE))
    return *page, *page
