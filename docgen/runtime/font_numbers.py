"""Renumber the fonts of PDFs as a newly started LibreOffice numbers them, so that the bytes are the same.

LibreOffice converts CFF fonts to Type 1 fonts and numbers them (``/UniqueID``) consecutively while it runs. The number
is in the clear part of a font and in the encrypted part (Adobe Type 1 Font Format, chapter 7), in which every byte
depends on the bytes before it; and the font is compressed.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

_FIRST = 4100001
_NUMBER = re.compile(rb"/UniqueID (41\d{5}) def")
_CLEAR_HEAD = 2048
_PRIVATE_HEAD = 2048
# Adobe Type 1 Font Format, 7.1 and 7.3: the initial key of eexec encryption and its two constants.
_KEY = 55665
_NEXT = [(value * 52845 + 22719) & 0xFFFF for value in range(0x10000 + 0x100)]
"""The key after a byte of ciphertext, by the sum of the byte and the key before it."""


_LENGTH = re.compile(rb"\s*endstream\s+endobj\s+\d+ 0 obj\s+(\d+)\s+endobj")
_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_PLACE = re.compile(rb"(\d{10}) (\d{5} n)")


@dataclass(frozen=True)
class _Type1Font:
    raw: bytes
    content: bytes
    clear: int
    private: int


def renumber_fonts(documents: Iterable[Path]) -> None:
    """Renumber the fonts of PDFs that one LibreOffice made in this order, starting with the first number.

    A PDF with an unknown structure is removed, so that it is converted by a cold call.
    """
    fonts = {document: _read_fonts(document) for document in documents}
    numbers = [number for each in fonts.values() for font in each for number in _read_numbers(font)]
    shift = min(numbers, default=_FIRST) - _FIRST
    for document, each in fonts.items():
        if each and shift:
            _shift_numbers(document, each, shift)


def _read_fonts(document: Path) -> list[_Type1Font]:
    with pikepdf.open(document) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Length2" in one]
        return [
            _Type1Font(one.read_raw_bytes(), one.read_bytes(), int(one["/Length1"]), int(one["/Length2"]))
            for one in streams
        ]


def _read_numbers(font: _Type1Font) -> Iterator[int]:
    found = _NUMBER.search(font.content, 0, _CLEAR_HEAD)
    if found:
        yield int(found[1])


def _shift_numbers(document: Path, fonts: Iterable[_Type1Font], shift: int) -> None:
    content = document.read_bytes()
    try:
        for font in fonts:
            content = _exchange_stream(content, font.raw, _compress(_renumber_font(font, shift)))
    except ValueError:
        document.unlink()
    else:
        document.write_bytes(content)


def _exchange_stream(content: bytes, old: bytes, new: bytes) -> bytes:
    """Exchange a stream of the PDF, and correct its length and the offsets of all later objects.

    Raises ValueError where the structure is not the one that LibreOffice writes.
    """
    start = content.index(old)
    length, table = _LENGTH.match(content, start + len(old)), _TABLE.search(content)
    if length is None or table is None or int(length[1]) != len(old) or content[int(table[1]) :][:4] != b"xref":
        raise ValueError
    size = b"%d" % len(new)
    moved = len(new) - len(old) + len(size) - len(length[1])

    def move(place: re.Match[bytes]) -> bytes:
        offset = int(place[1])
        later = moved if offset > length.start(1) else len(new) - len(old) if offset > start else 0
        return b"%010d %s" % (offset + later, place[2])

    between = content[start + len(old) : length.start(1)]
    body = content[:start] + new + between + size + content[length.end(1) : int(table[1])]
    places = _PLACE.sub(move, content[int(table[1]) : table.start()])
    return body + places + b"startxref\n%d\n%%%%EOF\n" % (int(table[1]) + moved)


def _compress(content: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS, 9)  # as LibreOffice sets it
    return compressor.compress(content) + compressor.flush()


def _renumber_font(font: _Type1Font, shift: int) -> bytes:
    def lower(found: re.Match[bytes]) -> bytes:
        return b"/UniqueID %d def" % (int(found[1]) - shift)

    head = _NUMBER.sub(lower, font.content[: font.clear], 1)
    end = font.clear + font.private
    cipher = font.content[font.clear : end]
    found = _NUMBER.search(_decrypt(cipher[:_PRIVATE_HEAD]))
    return head + (_exchange(cipher, found.start(), lower(found)) if found else cipher) + font.content[end:]


def _exchange(cipher: bytes, start: int, new: bytes) -> bytes:
    """Return the ciphertext of the same text with ``new`` at ``start``."""
    plain = _decrypt(cipher)
    return _encrypt(plain[:start] + new + plain[start + len(new) :])


# Optimized for the time per byte: a filled form has 700,000 bytes of encrypted fonts.


def _decrypt(cipher: bytes) -> bytes:
    key, following = _KEY, _NEXT
    return _combine(cipher, [key := following[byte + key] for byte in cipher])


def _encrypt(plain: bytes) -> bytes:
    key, following = _KEY, _NEXT
    return _combine(plain, [key := following[(byte ^ (key >> 8)) + key] for byte in plain])


def _combine(content: bytes, keys: list[int]) -> bytes:
    """XOR each byte with the upper byte of the key before it."""
    upper = array("H", keys)
    if sys.byteorder == "big":
        upper.byteswap()
    mask = bytes([_KEY >> 8]) + upper.tobytes()[1:-1:2]
    return (int.from_bytes(content, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(content), "big")
