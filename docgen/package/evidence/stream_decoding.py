"""What streams of a PDF hold: unpacked within bounds, and whether all of it is there.

Where packed data break off or do not add up, qpdf reads on as other readers do, without a word; here it is found out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from enum import Enum

import pikepdf
from pikepdf import Name, StreamDecodeLevel

MOST_UNPACKED_BYTES = 256 << 20
"""Bytes that any stream may unpack to; of a larger one the rest is never made."""

MOST_OPERATOR_BYTES = 64 << 20
"""Bytes of operators on one page: more than any drawing needs, and less than other readers refuse to read."""

SPECIALIZED = StreamDecodeLevel.specialized
"""Undoes every packing but those of pictures."""

_PIECE = 1 << 20
_NOT_WRITTEN = bytes(4)
_FLUSHED = b"\0\0\xff\xff"
"""Where a writer that never came to its end had written all it had."""

pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED_BYTES, run_length_max_memory=MOST_UNPACKED_BYTES, png_max_memory=MOST_UNPACKED_BYTES
)


class StreamTooLarge(Exception):
    """What is drawn unpacks to more than anybody can handle; the message says in Chinese to how much."""


class StreamEnd(Enum):
    """How packed data come to their end."""

    WHOLE = "whole"
    EARLY = "early"
    """Before the end that they announce."""
    WRONG = "wrong"
    """What was unpacked is not what was packed."""


def read_operators(stream: pikepdf.Stream) -> tuple[bytes, bool]:
    """What the stream holds, as far as it can be unpacked, and whether that is all of it; TooMuch for a bomb."""
    try:
        found = stream.read_bytes(SPECIALIZED)
    except pikepdf.DataDecodingError as error:
        if "limit exceeded" in str(error):
            raise StreamTooLarge(f"超过 {MOST_OPERATOR_BYTES >> 20} MB") from error
        return b"", False
    except pikepdf.PdfError:
        return b"", False
    if len(found) > MOST_OPERATOR_BYTES:
        raise StreamTooLarge(f"超过 {MOST_OPERATOR_BYTES >> 20} MB")
    return found, detect_end(stream, found) is StreamEnd.WHOLE


def detect_end(stream: pikepdf.Stream, unpacked: bytes) -> StreamEnd:
    """How the packed data of a stream come to their end that was ``unpacked``; WHOLE where nothing can tell."""
    packing = list_filters(stream)
    if not packing or packing[0] not in (Name.FlateDecode, Name.Fl):
        return StreamEnd.WHOLE
    raw = stream.read_raw_bytes()
    if not raw or zlib.adler32(unpacked).to_bytes(4, "big") in raw[-16:]:
        return StreamEnd.WHOLE
    return detect_flate_end(raw)  # not as easily told where the filter is one of several, or has a predictor


def list_filters(stream: pikepdf.Stream) -> list[pikepdf.Object]:
    """How the stream is packed, what was packed last comes first."""
    found = stream.get("/Filter", ())
    return list(found) if isinstance(found, pikepdf.Array) else [found] if found else []


def detect_flate_end(packed: bytes) -> StreamEnd:
    """How data packed with zlib come to their end; a checksum that was not written or was cut off is nothing lost."""
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
    """What the data unpack to, never much of it at once."""
    while packed and not inflate.eof:
        yield inflate.decompress(packed, _PIECE)
        packed = inflate.unconsumed_tail
    if not inflate.eof:
        yield inflate.flush()
