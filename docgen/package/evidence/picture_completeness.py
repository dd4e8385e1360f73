"""Check that a decoded picture is complete; libjpeg and Pillow fill up missing data without an error."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, StreamDecodeLevel
from PIL import Image

from docgen.errors import raise_machine_fault
from docgen.package.evidence.stream_decoding import decompress_pieces

_MOST_PIXELS = 60_000_000
_RESTARTS = b"\xff\xdd\x00\x04"
JPEG_END = b"\xff\xd9"
"""Added before decoding: a JPEG that has all its rows but no end marker counts as complete."""
_MARKER = 0xFF
_FRAMES = (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_FRAMES_OF_PDF = (0xC0, 0xC1, 0xC2)
"""The markers of the start of a frame (ITU-T T.81, table B.1)."""
_PNG_HEADER = struct.Struct(">IIBBxxB")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ONE_PASS = ((0, 0, 1, 1),)
_SEVEN_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""The seven passes of Adam7 in the PNG standard: the first column and row of each, and the steps to the next ones."""


def is_whole(image: Image.Image, data: bytes) -> bool:
    """Return True where the data reach the last pixel; ``image`` is decoded, perhaps at a fraction of its size."""
    if image.format in ("JPEG", "MPO"):
        return not _is_suspect(image, data) or is_decodable(data)
    return _has_all_rows(data) if image.format == "PNG" else True


def describe_damage(message: str) -> str:
    """Return the Chinese for what a reader of Pillow says of a picture."""
    if "truncated" in message:
        return "图片不完整，后面的内容已经丢失"
    is_rare = any(word in message.lower() for word in ("unsupported", "not supported", "not available", "unknown"))
    return "是很少见的格式，读不了" if is_rare else "图片数据已损坏"


def is_huffman_coded(data: bytes) -> bool:
    """Return True for a JPEG of a process that PDF has (ISO 32000-1, 7.4.8): baseline, extended or progressive.

    libjpeg also reads arithmetic coding, which viewers of PDF do not.
    """
    at = 2
    while at + 4 <= len(data) and data[at] == _MARKER:
        kind = data[at + 1]
        if kind in _FRAMES:
            return kind in _FRAMES_OF_PDF
        at += 1 if kind == _MARKER else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return True


def _is_suspect(image: Image.Image, data: bytes) -> bool:
    """Return True for a JPEG that has to be decoded in full, which takes three times as long as at a fraction.

    Missing or damaged data shift the rest, and the last rows are filled with one shade. Only progressive pictures and
    those with restart markers can be damaged without that.
    """
    if image.width * image.height > _MOST_PIXELS:
        return False
    last = image.crop((0, image.height - 1, image.width, image.height))
    return bool(image.info.get("progressive")) or _RESTARTS in data or len(last.getcolors(1) or ()) == 1


def is_decodable(data: bytes) -> bool:
    """Return True where libjpeg decodes all of a JPEG without a warning; qpdf checks its warnings, Pillow does not.

    Raises MemoryError where memory is short.
    """
    with pikepdf.new() as pdf:
        try:
            pdf.make_stream(data + JPEG_END, Dictionary(Filter=Name.DCTDecode)).read_bytes(StreamDecodeLevel.all)
        except (pikepdf.PikepdfError, RuntimeError) as error:
            raise_machine_fault(error)
            return False
    return True


def _has_all_rows(data: bytes) -> bool:
    """Return True where the PNG unpacks to as many rows as its header declares."""
    width, height, depth, colour, interlaced = _PNG_HEADER.unpack_from(data, 16)
    bits, needed = depth * _CHANNELS[colour], 0
    for left, top, across, along in _SEVEN_PASSES if interlaced else _ONE_PASS:
        columns, rows = -((left - width) // across), -((top - height) // along)
        if columns > 0 and rows > 0:
            needed += rows * (1 + -(-columns * bits // 8))
    found = 0
    try:
        for piece in decompress_pieces(zlib.decompressobj(), b"".join(_find_packed_rows(data))):
            found += len(piece)
            if found >= needed:
                return True
    except zlib.error:
        return found >= needed
    return False


def _find_packed_rows(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += length + 12
