"""Decode streams of a PDF within bounds, and detect incomplete ones.

qpdf, like other readers, accepts truncated or damaged compressed data without an error; this module detects them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from enum import Enum

import pikepdf
from pikepdf import Name, StreamDecodeLevel

from docgen.errors import raise_machine_fault

MOST_UNPACKED_BYTES = 256 << 20
"""Limit of the decoded size of any stream; qpdf stops there."""

MOST_OPERATOR_BYTES = 64 << 20
"""Limit of the operators of one page: more than any drawing needs, less than other readers refuse."""

SPECIALIZED = StreamDecodeLevel.specialized
"""Decode every filter but those of pictures."""

_PIECE = 1 << 20
_NOT_WRITTEN = bytes(4)
"""A checksum of zeros: the writer did not fill it in."""

_FLUSHED = b"\0\0\xff\xff"
"""Marker of zlib's sync flush: a writer that did not finish its stream had still written all of its data."""

_SIMPLIFY = "请把这一页打印成图片，或另存为较简单的 PDF 后替换。"

# qpdf has these limits for the whole process, not for each PDF.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED_BYTES, run_length_max_memory=MOST_UNPACKED_BYTES, png_max_memory=MOST_UNPACKED_BYTES
)


class StreamTooLarge(Exception):
    """Operators that unpack to more than the limits; the message names the limit in Chinese, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str = _SIMPLIFY) -> None:
        super().__init__(message)
        self.remedy = remedy


class StreamEnd(Enum):
    """End of compressed data: whole, early or wrong."""

    WHOLE = "whole"
    EARLY = "early"
    """The data stop before the end of the compressed stream."""
    WRONG = "wrong"
    """The data are invalid, or their checksum differs."""


def read_operators(stream: pikepdf.Stream) -> tuple[bytes, bool]:
    """Decode the stream as far as possible; return the bytes, and True where they are complete.

    Raises StreamTooLarge beyond the limits.
    """
    try:
        found = stream.read_bytes(SPECIALIZED)
    except pikepdf.DataDecodingError as error:
        if "limit exceeded" in str(error):
            raise StreamTooLarge(f"超过 {MOST_OPERATOR_BYTES >> 20} MB") from error
        raise_machine_fault(error)
        return b"", False
    except pikepdf.PdfError as error:
        raise_machine_fault(error)
        return b"", False
    if len(found) > MOST_OPERATOR_BYTES:
        raise StreamTooLarge(f"超过 {MOST_OPERATOR_BYTES >> 20} MB")
    return found, detect_end(stream, found) is StreamEnd.WHOLE


def detect_end(stream: pikepdf.Stream, unpacked: bytes) -> StreamEnd:
    """Detect the end of the compressed data of a stream that decodes to ``unpacked``; WHOLE for other filters."""
    packing = list_filters(stream)
    if not packing or packing[0] not in (Name.FlateDecode, Name.Fl):
        return StreamEnd.WHOLE
    raw = stream.read_raw_bytes()
    # The checksum near the end proves the data without decompressing them again; stray bytes may follow it.
    if not raw or zlib.adler32(unpacked).to_bytes(4, "big") in raw[-16:]:
        return StreamEnd.WHOLE
    return detect_flate_end(raw)  # the checksum is of other bytes where there are more filters or a predictor


def list_filters(stream: pikepdf.Stream) -> list[pikepdf.Object]:
    """List the filters of the stream in the order of decoding."""
    found = stream.get("/Filter", ())
    return list(found) if isinstance(found, pikepdf.Array) else [found] if found else []


def detect_flate_end(packed: bytes) -> StreamEnd:
    """Detect the end of data compressed with zlib; a checksum that is missing or cut off is no loss."""
    # Raw data after the header of two bytes: zlib itself reports a wrong checksum and invalid data as the same error.
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum = 1
    try:
        for piece in decompress_pieces(inflate, packed[2:]):
            checksum = zlib.adler32(piece, checksum)
    except zlib.error:
        return StreamEnd.WRONG
    if not inflate.eof:
        return StreamEnd.WHOLE if packed.rstrip(b"\r\n").endswith(_FLUSHED) else StreamEnd.EARLY
    stored = inflate.unused_data[:4]
    is_known = len(stored) == len(_NOT_WRITTEN) and stored != _NOT_WRITTEN
    return StreamEnd.WRONG if is_known and stored != checksum.to_bytes(4, "big") else StreamEnd.WHOLE


def decompress_pieces(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Yield the decompressed data in pieces of at most 1 MB."""
    while packed and not inflate.eof:
        yield inflate.decompress(packed, _PIECE)
        packed = inflate.unconsumed_tail
    if not inflate.eof:
        yield inflate.flush()
