"""QR codes that are printed on pages and read from scans: written with segno, read with zxing-cpp.

The error correction level is Q (25 %). Level H would need more and finer modules, and a scan damages a code by its
coarse resolution rather than by holes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import zxingcpp

from docgen.errors import ReadBackError

QUIET_ZONE = 4
"""Width of the white margin around a symbol in modules, as the standard of QR codes wants it."""

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_PROOF_SCALE = 4
_BLACK_LEVELS = (64, 96)
"""Levels below which a grey scan counts as black; a red seal over the code is lighter."""


class DecodedCode(NamedTuple):
    """A decoded code: its text, and the quarter turns clockwise by which the page is rotated."""

    text: str
    turns: int


def make_matrix(text: str) -> tuple[str, ...]:
    """Return the modules of a code as rows of 0 and 1 without the quiet zone; they are decoded once as a proof.

    ``text`` has digits, capital letters, blanks and ``$%*+-./:`` only. Raises ReadBackError where it does not decode.
    """
    import segno  # here: it imports half of urllib, which no check needs

    symbol = segno.make_qr(text, error="q", boost_error=False, mode="alphanumeric", encoding=None)
    rows = tuple("".join(str(int(module)) for module in row) for row in symbol.matrix)
    if decode_matrix(rows) != text:
        raise ReadBackError(f"页上的编码写出后读不回来：{text}。", remedy="请把这个错误报告给 docgen。")
    return rows


def decode_matrix(rows: Sequence[str]) -> str:
    """Decode the text of a code from its modules; "" where they are no code."""
    side = (len(rows) + 2 * QUIET_ZONE) * _PROOF_SCALE
    white = bytes([255])
    margin = white * (QUIET_ZONE * _PROOF_SCALE)
    drawn = [margin + b"".join((b"\0" if one == "1" else white) * _PROOF_SCALE for one in row) + margin for row in rows]
    blank = [white * side] * (QUIET_ZONE * _PROOF_SCALE)
    lines = [*blank, *(line for line in drawn for _ in range(_PROOF_SCALE)), *blank]
    image = memoryview(b"".join(lines)).cast("B", (side, side))
    return "".join(code.text for code in _decode_image(image))


def read_codes(picture: Any, beginning: str) -> tuple[DecodedCode, ...]:
    """Read the codes on a picture (of Pillow) whose text has that ``beginning``, each text once.

    A red seal over a code is removed by its colour, or in a grey scan by its lightness.
    """
    for seen in _iterate_variants(picture):
        if found := tuple(code for code in _decode_image(seen) if code.text.startswith(beginning)):
            return found
    return ()


def _iterate_variants(picture: Any) -> Iterator[Any]:
    """Yield the picture in grey, then without coloured ink, then without lighter ink."""
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
