"""Inspect the pictures of a PDF: their ink and their completeness."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import pikepdf
from pikepdf import Name

from docgen.errors import raise_machine_fault
from docgen.package.evidence.colour_spaces import count_channels, is_grey_space
from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.pixels import JPEG_BEGINS, BadImage, TooLargeImage, detect_ink, inspect_picture_data
from docgen.package.evidence.stream_decoding import (
    MOST_UNPACKED_BYTES,
    SPECIALIZED,
    StreamEnd,
    detect_end,
    list_filters,
)

MALFORMED_PDF = (
    pikepdf.PdfError,
    pikepdf.PikepdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Exceptions that pikepdf raises on objects of a PDF that are not as the standard wants them."""

_MOST_PIXELS = 45_000_000
"""Pictures with more pixels are not decoded, except JPEG, which decodes at a fraction of its size."""
_JPEG = (Name.DCTDecode, Name.DCT)
_PICTURE_FILTERS = (*_JPEG, Name.JPXDecode, Name.CCITTFaxDecode, Name.CCF, Name.JBIG2Decode)


@dataclass(frozen=True)
class EmbeddedPicture:
    """A picture of a PDF: its size in pixels, its ink, whether data are lost, the SHA-256 of its packed data."""

    width: int
    height: int
    ink: Ink
    is_lost: bool
    digest: bytes


def inspect_embedded_picture(picture: pikepdf.Stream) -> EmbeddedPicture:
    """Inspect one picture; raises one of :data:`MALFORMED_PDF` where the object is no picture."""
    width, height = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
    digest = hashlib.sha256(picture.read_raw_bytes()).digest()
    assumed = Ink.GREY if _has_grey_pixels(picture) else Ink.COLOUR
    try:
        with _unpack_outer_filters(picture) as inner:
            ink, is_lost = _decode(inner, inner.read_raw_bytes(), width * height, assumed)
    except TooLargeImage:
        ink, is_lost = assumed, False
    except (BadImage, pikepdf.PdfError, OSError) as error:
        raise_machine_fault(error)
        ink, is_lost = assumed, True
    except MALFORMED_PDF as error:  # a way of packing pictures that nothing here can unpack
        raise_machine_fault(error)
        ink, is_lost = assumed, False
    return EmbeddedPicture(width, height, ink, is_lost, digest)


def _has_grey_pixels(picture: pikepdf.Object) -> bool:
    return bool(picture.get("/ImageMask", False)) or is_grey_space(picture.get("/ColorSpace"))


@contextmanager
def _unpack_outer_filters(picture: pikepdf.Stream) -> Iterator[pikepdf.Stream]:
    """Yield the picture with the filter of pictures alone, without those around it; itself where it has no other.

    Neither qpdf nor pikepdf unpacks a JPEG inside ASCII85, for example, or reads parameters that are an array of one;
    nor do they know the short name of fax data.
    """
    packing, parameters = list_filters(picture), picture.get("/DecodeParms")
    is_unusual = len(packing) > 1 or isinstance(parameters, pikepdf.Array) or Name.CCF in packing
    if not is_unusual or packing[-1] not in _PICTURE_FILTERS:
        yield picture
        return
    with pikepdf.new() as scratch:
        inner = cast(pikepdf.Stream, scratch.copy_foreign(picture))
        *outer, last = (Name(str(one)) for one in packing)
        raw = scratch.make_stream(picture.read_raw_bytes(), Filter=pikepdf.Array(outer)).read_bytes(SPECIALIZED)
        listed = inner.get("/DecodeParms")
        own = listed[len(outer)] if isinstance(listed, pikepdf.Array) and len(listed) > len(outer) else listed
        inner.write(
            raw,
            filter=Name.CCITTFaxDecode if last == Name.CCF else last,
            decode_parms=own if isinstance(own, pikepdf.Dictionary) else None,
        )
        yield inner


def _decode(picture: pikepdf.Stream, raw: bytes, pixels: int, assumed: Ink) -> tuple[Ink, bool]:
    """Return the ink of the picture, and whether data are lost."""
    packing = list_filters(picture)
    if len(packing) == 1 and packing[0] in _JPEG:
        return inspect_picture_data(raw[max(raw.find(JPEG_BEGINS), 0) :])  # viewers skip what is before it
    is_large = pixels > _MOST_PIXELS
    if len(packing) == 1 and packing[0] == Name.JPXDecode and not is_large:
        return inspect_picture_data(raw)
    if (not packing or packing[-1] not in _PICTURE_FILTERS) and _is_cut_off(picture):
        return assumed, True
    if is_large or bool(picture.get("/ImageMask", False)):
        return assumed, False
    return detect_ink(pikepdf.PdfImage(picture).as_pil_image()), False


def _is_cut_off(picture: pikepdf.Stream) -> bool:
    """Return True where rows are missing: qpdf unpacks a truncated stream without an error, and it is filled up."""
    needed = _count_needed_bytes(picture)
    unpacked = picture.read_bytes(SPECIALIZED) if 0 < needed <= MOST_UNPACKED_BYTES else b""
    return bool(unpacked) and (len(unpacked) < needed or detect_end(picture, unpacked) is StreamEnd.WRONG)


def _count_needed_bytes(picture: pikepdf.Stream) -> int:
    """Count the bytes that the rows of the picture take; 0 where the colour space or the depth is unknown."""
    is_mask = bool(picture.get("/ImageMask", False))
    bits = 1 if is_mask else int(picture.get("/BitsPerComponent", 0)) * count_channels(picture.get("/ColorSpace"))
    return -(-int(picture.get("/Width", 0)) * bits // 8) * int(picture.get("/Height", 0))
