"""Memory and work that a picture may take, weighed by what it declares, before anything of it is decoded."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

MOST_BYTES = 600_000_000
"""Limit of the memory for one picture: a sheet of A0 at 300 dots per inch, in colour."""
MOST_BYTES_OF_PAGES = 8_000_000_000
"""Limit of the memory for all pages of a file, one after the other: 450 sheets of A4 at 300 dpi, black and white."""
MOST_PAGES = 2_000

_BYTES_PER_PIXEL = {"1": 2, "L": 1, "P": 5, "RGB": 4, "I;16": 3, "I;16B": 3, "I;16L": 3, "I;16N": 3, "I": 5, "F": 5}
"""The bytes of a pixel by its mode in Pillow: decoded, and converted to grey or colours of 8 bits where it has to be.

An RGB pixel takes four."""
_OTHER = 8
"""Transparent pixels, CMYK and the rest: four bytes, and four more once they are converted."""
_COEFFICIENTS = 6
"""The bytes of a pixel of a progressive JPEG: all coefficients are held until its last scan."""
_REDUCED = 1
"""Of any other JPEG, which is decoded at a fraction of its size."""


def describe_excess(image: Image.Image) -> str:
    """Describe (Chinese) that a picture needs more memory than the limit; "" where it does not."""
    needed = _count_bytes(image)
    if needed <= MOST_BYTES:
        return ""
    return f"图片有 {image.width * image.height / 1e8:.1f} 亿像素，打开要用 {needed // 1_000_000} MB 内存，太大了"


def describe_excess_of_pages(pages: Iterator[Image.Image]) -> str:
    """Describe (Chinese) the pages of a file that are too many, or too large by themselves or together; "" otherwise.

    ``pages`` yields the same picture at each of its pages.
    """
    total = 0
    for number, page in enumerate(pages, 1):
        if number > MOST_PAGES:
            return f"图片超过 {MOST_PAGES} 张，太多了"
        if reason := describe_excess(page):
            return f"图片的第 {number} 张太大了：{reason}" if number > 1 else reason
        total += _count_bytes(page)
        if total > MOST_BYTES_OF_PAGES:
            return f"图片的张数太多：到第 {number} 张，打开已要用 {MOST_BYTES_OF_PAGES // 1_000_000_000} GB 以上"
    return ""


def _count_bytes(image: Image.Image) -> int:
    if image.format in ("JPEG", "MPO"):
        each = _COEFFICIENTS if image.info.get("progressive") else _REDUCED
    else:
        each = _BYTES_PER_PIXEL.get(image.mode, _OTHER)
    return image.width * image.height * each
