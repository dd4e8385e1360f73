"""Open pictures with Pillow and inspect their pixels: complete or not, in colour, grey or blank.

Pictures are decoded at a fraction of their size where the format allows it. All of the data are read, so that a
truncated picture is detected, but little of the work of decoding is done.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from PIL import Image, ImageChops, Jpeg2KImagePlugin, UnidentifiedImageError

from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.picture_completeness import is_whole

ORIENTATION = 0x0112
"""The EXIF tag of the orientation."""

MOST_PIXELS = 800_000_000
"""Pictures with more pixels are refused."""

_HEAD = 16
_COARSE_SIDE = 310
"""Pixels of the shorter side to which pictures are reduced before their ink is detected."""

# Shades and chroma from 0 to 255, shares of the pixels. A page is in colour when more than 0.02 % of a picture differs
# from the tint of its paper; it is blank when no more than that is darker than the paper.
_PAPER_TINT = 20
_CHROMA = 18
_COLOURED_SHARE = 0.0002
_WHITE = 200
_DARKER = 40
_INKED_SHARE = 0.0002
_EDGE = 0.04
"""Share of each side that is cut off before a page counts as blank: scanners leave shadows there."""
_SHEET = 2**0.5
"""Longer side to shorter side of a sheet of paper (ISO 216)."""

_SHEET_TOLERANCE = 0.03
_SAMPLED_SIDE = 192
"""Pixels across and along at which the colours of a picture are counted."""

_SHADE = 16
"""Shades of a colour that are counted as one."""

_GROUND_SHARE = 0.3
"""Share of a picture from which on one colour is its ground."""

_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)
_REJECTION = (SyntaxError, IndexError, TypeError, struct.error)
"""Exceptions that a reader of Pillow raises on a picture of another format; Image.open ignores the same ones."""

_PLAIN = ("L", "RGB")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


class BadImage(Exception):
    """A picture that cannot be used; the message says in Chinese why."""


@dataclass(frozen=True)
class Frame:
    """One picture of a file: its stored size in pixels, its declared resolution in dots per inch, its ink.

    ``is_whole`` is False where data are missing or cannot be read.
    """

    width: int
    height: int
    dpi: tuple[float, float]
    ink: Ink
    is_whole: bool

    @property
    def is_sheet(self) -> bool:
        """Return True for the proportions of a sheet of paper, which scans have and photographs do not."""
        return has_sheet_proportions(self.width, self.height, self.dpi)


@contextmanager
def open_picture(source: BinaryIO | bytes) -> Iterator[Image.Image]:
    """Open the picture without decoding it; every failure while it is open is raised as BadImage.

    An open file given as ``source`` stays open.
    """
    try:
        with _rewind(source) as file, _open_image(file) as image:
            yield image
    except UnidentifiedImageError as error:
        raise BadImage("图片的开头已损坏") from error
    except Image.DecompressionBombError as error:  # only the TIFF reader checks Pillow's own limit by itself
        raise BadImage("图片的像素太多，读不了") from error
    except _DAMAGE as error:
        raise BadImage("图片不完整，后面的内容已经丢失" if "truncated" in str(error) else "图片数据已损坏") from error


def read_frames(file: BinaryIO) -> tuple[Frame, ...]:
    """Decode every picture of the open file that becomes a page; only a TIFF has more than one."""
    with open_picture(file) as image:
        data = read_all(file) if image.format != "TIFF" else b""
        return tuple(_read_frame(image, data) for _ in iterate_pages(image))


def read_all(file: BinaryIO) -> bytes:
    """Read all bytes of an open file and restore its position."""
    place = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(place)
    return data


def iterate_pages(image: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture at each of its pages: all frames of a TIFF, the first frame of any other format."""
    for number in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
        if number:
            image.seek(number)
        yield image


def has_sheet_proportions(width: int, height: int, dpi: tuple[float, float]) -> bool:
    """Return True where a picture of this size in pixels has the proportions of a sheet of paper (ISO 216)."""
    across, along = dpi if min(dpi) > 0 else (1.0, 1.0)
    longer, shorter = sorted((width / across, height / along), reverse=True)
    return abs(longer / shorter / _SHEET - 1) < _SHEET_TOLERANCE


def get_resolution(image: Image.Image) -> tuple[float, float]:
    """Return the declared resolution in dots per inch across and along, 0 where there is none."""
    across, along = image.info.get("dpi", (0, 0))
    return float(across), float(along)


def has_flat_ground(image: Image.Image) -> bool:
    """Return True for a drawing, a table or a picture of the screen: one colour covers much of it.

    The colours of a photograph run into one another. ``image`` is decoded, a JPEG at a fraction of its size.
    """
    _load_coarsely(image, _SAMPLED_SIDE)
    sample = convert_to_plain(image).convert("RGB").resize((_SAMPLED_SIDE, _SAMPLED_SIDE), Image.Resampling.NEAREST)
    counts = sample.point([value // _SHADE for value in range(256)] * 3).getcolors(_SAMPLED_SIDE**2) or []
    return max((int(count) for count, _ in counts), default=0) >= _GROUND_SHARE * _SAMPLED_SIDE**2


def inspect_picture_data(data: bytes) -> tuple[Ink, bool]:
    """Return the ink of a JPEG or JPEG 2000 picture of a PDF, and whether data are lost; BadImage as above."""
    with open_picture(data) as image:
        return _detect_ink_coarsely(image), not is_whole(image, data)


def detect_ink(image: Image.Image) -> Ink:
    """Detect the ink of a decoded picture; empty light paper is blank, whatever its tint."""
    # Only plain pictures are reduced at once: neighbouring palette entries, for example, have no mean.
    small = convert_to_plain(_reduce(image) if image.mode in _PLAIN else image)
    grey, *chroma = _reduce(small).convert("YCbCr").split()
    if _is_coloured(*chroma):
        return Ink.COLOUR
    return Ink.BLANK if _is_white(grey) else Ink.GREY


def convert_to_plain(image: Image.Image) -> Image.Image:
    """Convert the picture to 8 bits of grey or RGB, on white where it is transparent."""
    if image.mode in _PLAIN:
        return image if "transparency" not in image.info else _flatten_on_white(image)
    if image.mode in _DEEP:
        return _convert_to_eight_bits(image)
    if is_transparent(image):
        return _flatten_on_white(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def is_transparent(image: Image.Image) -> bool:
    """Return True for a picture that can have transparent pixels."""
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


@contextmanager
def _rewind(source: BinaryIO | bytes) -> Iterator[BinaryIO]:
    """Yield the file at its beginning; an open file stays open."""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    yield file


def _open_image(file: BinaryIO) -> Image.Image:
    """Open the picture with the first reader of Pillow that accepts it, otherwise as HEIC.

    Image.open does the same, but checks a limit of pixels that belongs to the whole process, which docgen leaves
    alone. Some phones take pictures beyond it.
    """
    head = file.read(_HEAD)
    Image.preinit()
    image = _identify(file, head)
    if image is None:
        Image.init()
        image = _identify(file, head) or _open_heic(file, head)
    if image.width * image.height > MOST_PIXELS:
        raise BadImage(f"图片有 {image.width * image.height / 1e8:.1f} 亿像素，太大了")
    return image


def _identify(file: BinaryIO, head: bytes) -> Image.Image | None:
    for name in tuple(Image.ID):
        read, accepts = Image.OPEN[name]
        accepted = accepts is None or accepts(head)
        if accepted and not isinstance(accepted, str):  # a string is the reason why it cannot be read
            file.seek(0)
            with suppress(*_REJECTION):
                return read(file, "")
    return None


def _open_heic(file: BinaryIO, head: bytes) -> Image.Image:
    """Open a HEIC picture. The reader is not registered with Pillow, which other code of the process uses as well."""
    if head[4:8] != b"ftyp" or head[8:12] not in _HEIC_BRANDS:
        raise UnidentifiedImageError
    from pi_heif.as_plugin import HeifImageFile  # type: ignore[import-untyped]  # here: slow to import, rarely needed

    file.seek(0)
    try:
        photo: Image.Image = HeifImageFile(file)
    except SyntaxError:
        raise UnidentifiedImageError from None
    return photo


def _read_frame(image: Image.Image, data: bytes) -> Frame:
    return Frame(*image.size, get_resolution(image), _detect_ink_coarsely(image), is_whole(image, data))


def _detect_ink_coarsely(image: Image.Image) -> Ink:
    _load_coarsely(image, _COARSE_SIDE)
    return detect_ink(image)


def _load_coarsely(image: Image.Image, side: int) -> None:
    """Decode the picture at a fraction of its size where its format allows it, with at least ``side`` pixels a side."""
    if isinstance(image, Jpeg2KImagePlugin.Jpeg2KImageFile):
        image.reduce = 3  # JPEG 2000 is decoded at an eighth of its size; draft() works for JPEG only
    else:
        image.draft(None, (side, side))
    image.load()


def _reduce(image: Image.Image) -> Image.Image:
    return Image.Image.reduce(image, max(1, min(image.size) // _COARSE_SIDE))


def _is_coloured(blue: Image.Image, red: Image.Image) -> bool:
    """Return True where more than a trace differs from the tint of the paper, or the paper itself is coloured."""
    tints = [_find_commonest(channel) for channel in (blue, red)]
    if max(abs(tint - 128) for tint in tints) > _PAPER_TINT:
        return True
    differing = [
        channel.point([abs(value - tint) for value in range(256)])
        for channel, tint in zip((blue, red), tints, strict=True)
    ]
    shares = ImageChops.lighter(*differing).histogram()
    return sum(shares[_CHROMA:]) > _COLOURED_SHARE * sum(shares)


def _is_white(grey: Image.Image) -> bool:
    """Return True where nothing is darker than light paper; the edges, with shadows of the scanner, are ignored."""
    width, height = grey.size
    inner = grey.crop(
        (int(width * _EDGE), int(height * _EDGE), width - int(width * _EDGE), height - int(height * _EDGE))
    )
    paper, shades = _find_commonest(inner), inner.histogram()
    return paper >= _WHITE and sum(shades[: paper - _DARKER]) <= _INKED_SHARE * sum(shades)


def _find_commonest(channel: Image.Image) -> int:
    shades = channel.histogram()
    return max(range(256), key=shades.__getitem__)


def _flatten_on_white(image: Image.Image) -> Image.Image:
    coloured = image.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(white, coloured).convert("RGB")


def _convert_to_eight_bits(image: Image.Image) -> Image.Image:
    """Convert to 256 shades: the upper 8 of 16 bits, or the range that occurs for floating-point pixels."""
    numbers = image.convert("F")
    lowest, highest = cast(tuple[float, float], numbers.getextrema())
    bottom, top = (lowest, highest) if image.mode == "F" else (0.0, 65535.0 if highest > 255 else 255.0)
    scale = 255 / (top - bottom) if top > bottom else 1.0
    return numbers.point(lambda value: value * scale - bottom * scale).convert("L")
