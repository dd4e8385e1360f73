"""Pictures as PDF pages: JPEG, PNG and TIFF, without loss wherever the format allows it.

Every picture is decoded before it is embedded: a JPEG that breaks off half-way would otherwise become a page that
is grey from the middle on, and nobody would hear of it.
"""

from __future__ import annotations

import io
import logging
import warnings
from functools import partial
from pathlib import Path

import img2pdf
from PIL import Image, ImageOps, UnidentifiedImageError

from docgen.package.geometry import EVIDENCE_FRAME

_COARSEST_DPI = 120
_MIRRORED = (2, 4, 5, 7)
_TURNED = (5, 6, 7, 8)
_UPRIGHT = (EVIDENCE_FRAME.width, EVIDENCE_FRAME.height)
_ORIENTATION = 0x0112
_MOST_PIXELS = 400_000_000
_SMALLEST_SIDE = 3.0
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)
_UNSUPPORTED = (
    NotImplementedError,
    img2pdf.AlphaChannelError,
    img2pdf.ExifOrientationError,
    img2pdf.ImageOpenError,
    img2pdf.JpegColorspaceError,
    img2pdf.UnsupportedColorspaceError,
)

Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
logging.getLogger("img2pdf").setLevel(logging.ERROR)  # it would speak English to the user


class BadImage(Exception):
    """A picture that cannot be used; the message says in Chinese why."""


def image_pages(path: Path) -> int:
    """How many pages the picture gives (more than one only for TIFF); BadImage when it does not decode."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            if image.format == "PNG":
                image.verify()
                return 1
            return _decoded_frames(image)
    except UnidentifiedImageError as error:
        raise BadImage("不是完整的图片") from error
    except _DAMAGE as error:
        raise BadImage("图片不完整，后面的内容已经丢失" if "truncated" in str(error) else "图片数据已损坏") from error


def image_pdf(path: Path, target: Path) -> Path:
    """``target``, written: one page per picture, upright, as large as its pixels allow; BadImage as above."""
    image_pages(path)
    try:
        data = _embedded(path.read_bytes(), _room(path)) if _is_plain(path) else _embedded(_redrawn(path), _UPRIGHT)
    except _UNSUPPORTED:
        data = _embedded(_redrawn(path), _UPRIGHT)
    target.write_bytes(data)
    return target


def _decoded_frames(image: Image.Image) -> int:
    """The number of frames, each one decoded; a JPEG at an eighth of its size, which reads all of its data."""
    frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    for frame in range(frames):
        if frames > 1:
            image.seek(frame)
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
    return frames


def _is_plain(path: Path) -> bool:
    """Whether the picture can be embedded as it is: neither mirrored nor transparent.

    Turning is a matter of the page, mirroring is not; and img2pdf gives a palette picture a mask of the wrong depth.
    """
    with Image.open(path) as image:
        return not _is_transparent(image) and image.getexif().get(_ORIENTATION, 1) not in _MIRRORED


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


def _redrawn(path: Path) -> bytes:
    """The picture as PNG or TIFF of plain 8-bit colour, upright, every frame of it."""
    with Image.open(path) as image:
        frames = []
        for frame in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
            image.seek(frame)
            frames.append(_on_white(ImageOps.exif_transpose(image)))
        out = io.BytesIO()
        frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
        return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if not _is_transparent(image):
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(white, coloured).convert("RGB")


def _room(path: Path) -> tuple[float, float]:
    """The frame as the stored pixels see it: lying down where the camera says that the picture is to be turned."""
    with Image.open(path) as image:
        return _UPRIGHT[::-1] if image.getexif().get(_ORIENTATION, 1) in _TURNED else _UPRIGHT


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
