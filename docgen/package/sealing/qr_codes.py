"""Codes that are printed on pages and read from their scans: written with segno, read with zxing-cpp.

The error level is Q: a quarter of the symbol may be lost. Level H would need a larger symbol of finer modules, and
what is lost of a code on a page that was scanned is lost to coarse dots, not to holes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import zxingcpp

from docgen.errors import ReadBackError

QUIET_ZONE = 4
"""So many modules around a symbol are kept white."""

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_PROOF_SCALE = 4
_BLACK_LEVELS = (64, 96)
"""What is darker than this is black in a grey scan; a red seal over the code is lighter."""


class DecodedCode(NamedTuple):
    """A code that was read: its text, and by how many quarter turns clockwise the page lies turned."""

    text: str
    turns: int


def make_matrix(text: str) -> tuple[str, ...]:
    """The modules of a code: rows of 0 and 1 without the quiet zone around them, read back before they are returned.

    ``text`` is of digits, capital letters, blanks and ``$%*+-./:``; ReadBackError where it does not read back.
    """
    import segno  # here: it brings half of urllib, which no check needs

    symbol = segno.make_qr(text, error="q", boost_error=False, mode="alphanumeric", encoding=None)
    rows = tuple("".join(str(int(module)) for module in row) for row in symbol.matrix)
    if decode_matrix(rows) != text:
        raise ReadBackError(f"页上的编码写出后读不回来：{text}。", remedy="请把这个错误报告给 docgen。")
    return rows


def decode_matrix(rows: Sequence[str]) -> str:
    """The text of a code from its modules, "" where they are none."""
    side = (len(rows) + 2 * QUIET_ZONE) * _PROOF_SCALE
    white = bytes([255])
    margin = white * (QUIET_ZONE * _PROOF_SCALE)
    drawn = [margin + b"".join((b"\0" if one == "1" else white) * _PROOF_SCALE for one in row) + margin for row in rows]
    blank = [white * side] * (QUIET_ZONE * _PROOF_SCALE)
    lines = [*blank, *(line for line in drawn for _ in range(_PROOF_SCALE)), *blank]
    image = memoryview(b"".join(lines)).cast("B", (side, side))
    return "".join(code.text for code in _decode_image(image))


def read_codes(picture: Any, beginning: str) -> tuple[DecodedCode, ...]:
    """The codes on a picture (of Pillow) whose text has that ``beginning``, each text once; none where none is read.

    A red seal is taken off by its colour, or in a grey scan by its lightness.
    """
    for seen in _iterate_variants(picture):
        if found := tuple(code for code in _decode_image(seen) if code.text.startswith(beginning)):
            return found
    return ()


def _iterate_variants(picture: Any) -> Iterator[Any]:
    """The picture as it is, then what is left when coloured or lighter ink is taken off."""
    grey = picture.convert("L")
    yield grey
    if picture.mode == "RGB":
        yield picture.getchannel("R")
    for ink in _BLACK_LEVELS:
        yield grey.point([0 if level < ink else 255 for level in range(256)])


def _decode_image(image: Any) -> tuple[DecodedCode, ...]:
    found = zxingcpp.read_barcodes(image, formats=_FORMATS, try_invert=False)
    codes = {one.text: DecodedCode(one.text, round(one.orientation / 90) % 4) for one in found}
    return tuple(codes[text] for text in sorted(codes))
