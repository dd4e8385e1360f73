"""Looks at the pixels of pictures: whether they are whole, in colour, or white all over.

Pictures are decoded at a fraction of their size where the format allows it: all of the data is read, so that a
picture which breaks off half-way is noticed, but little of the work of unpacking it is done.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PIL import Image, ImageChops, Jpeg2KImagePlugin, UnidentifiedImageError

from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.picture_completeness import is_whole

ORIENTATION = 0x0112
MOST_PIXELS = 400_000_000

_GLANCE = 310
_PAPER_TINT = 20
_CHROMA = 18
_COLOURED_SHARE = 0.0002
_WHITE = 200
_DARKER = 40
_INKED_SHARE = 0.0002
_EDGE = 0.04
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, Image.DecompressionBombError)
_PLAIN = ("L", "RGB")
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("ignore", module=r"PIL\.")  # they would speak English to the user


class BadImage(Exception):
    """A picture that cannot be used; the message says in Chinese why."""


@dataclass(frozen=True)
class Frame:
    """One picture of a file: its size in pixels as it is stored, its resolution as it is declared, its ink.

    ``is_whole`` tells whether all of its data are there and can be read.
    """

    width: int
    height: int
    dpi: tuple[float, float]
    ink: Ink
    is_whole: bool


@contextmanager
def opened(source: Path | bytes) -> Iterator[Image.Image]:
    """The picture, nothing of it decoded yet; BadImage for all that goes wrong with it while it is open."""
    try:
        with _open(source) as image:
            yield image
    except UnidentifiedImageError as error:
        raise BadImage("图片的开头已损坏") from error
    except _DAMAGE as error:
        raise BadImage("图片不完整，后面的内容已经丢失" if "truncated" in str(error) else "图片数据已损坏") from error


def frames_of(path: Path) -> tuple[Frame, ...]:
    """Every picture of the file that becomes a page, each one decoded; more than one only for TIFF."""
    with opened(path) as image:
        data = path.read_bytes() if image.format != "TIFF" else b""
        return tuple(_frame(image, data) for _ in each_page(image))


def each_page(image: Image.Image) -> Iterator[Image.Image]:
    """The picture at each of its pages: all frames of a TIFF, the first one of anything else that has several."""
    for number in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
        if number:
            image.seek(number)
        yield image


def ink_of_data(data: bytes) -> tuple[Ink, bool]:
    """The ink of a JPEG or JPEG 2000 picture as a PDF holds it, and whether some of it is lost; BadImage as above."""
    with opened(data) as image:
        return _glanced(image), not is_whole(image, data)


def ink_of(image: Image.Image) -> Ink:
    """The ink of a decoded picture; white paper without anything on it is blank, whatever its tint."""
    small = plain(_smaller(image) if image.mode in _PLAIN else image)
    grey, *chroma = _smaller(small).convert("YCbCr").split()
    if _is_coloured(*chroma):
        return Ink.COLOUR
    return Ink.BLANK if _is_white(grey) else Ink.GREY


def plain(image: Image.Image) -> Image.Image:
    """The picture in 8 bits of grey or RGB, on white where it is transparent."""
    if image.mode in _PLAIN:
        return image if "transparency" not in image.info else _on_white(image)
    if image.mode in _DEEP:
        return _in_eight_bits(image)
    if is_transparent(image):
        return _on_white(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def is_transparent(image: Image.Image) -> bool:
    """Whether something of the picture can be seen through."""
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


def _open(source: Path | bytes) -> Image.Image:
    opening: Path | io.BytesIO = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        return Image.open(opening)
    except UnidentifiedImageError:
        if isinstance(source, bytes):
            raise
    _learn_photos_of_telephones()
    return Image.open(source)


def _learn_photos_of_telephones() -> None:
    import pi_heif  # type: ignore[import-untyped]  # only for the few who have such photos: it takes its time

    pi_heif.register_heif_opener()


def _frame(image: Image.Image, data: bytes) -> Frame:
    across, along = image.info.get("dpi", (0, 0))
    width, height = image.size
    return Frame(width, height, (float(across), float(along)), _glanced(image), is_whole(image, data))


def _glanced(image: Image.Image) -> Ink:
    if isinstance(image, Jpeg2KImagePlugin.Jpeg2KImageFile):
        image.reduce = 3
    else:
        image.draft(None, (_GLANCE, _GLANCE))
    image.load()
    return ink_of(image)


def _smaller(image: Image.Image) -> Image.Image:
    return Image.Image.reduce(image, max(1, min(image.size) // _GLANCE))


def _is_coloured(blue: Image.Image, red: Image.Image) -> bool:
    """Whether more than a trace differs from the tint of the paper, or the paper itself is coloured."""
    tints = [_commonest(channel) for channel in (blue, red)]
    if max(abs(tint - 128) for tint in tints) > _PAPER_TINT:
        return True
    differing = [
        channel.point([abs(value - tint) for value in range(256)])
        for channel, tint in zip((blue, red), tints, strict=True)
    ]
    shares = ImageChops.lighter(*differing).histogram()
    return sum(shares[_CHROMA:]) > _COLOURED_SHARE * sum(shares)


def _is_white(grey: Image.Image) -> bool:
    """Whether nothing is darker than the paper; shadows along the edges are those of the scanner."""
    width, height = grey.size
    inner = grey.crop(
        (int(width * _EDGE), int(height * _EDGE), width - int(width * _EDGE), height - int(height * _EDGE))
    )
    paper, shades = _commonest(inner), inner.histogram()
    return paper >= _WHITE and sum(shades[: paper - _DARKER]) <= _INKED_SHARE * sum(shades)


def _commonest(channel: Image.Image) -> int:
    shades = channel.histogram()
    return max(range(256), key=shades.__getitem__)


def _on_white(image: Image.Image) -> Image.Image:
    coloured = image.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(white, coloured).convert("RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """The picture in 256 shades: of 16 bits the upper half, of numbers without a range of their own all that occur."""
    numbers = image.convert("F")
    lowest, highest = cast(tuple[float, float], numbers.getextrema())
    bottom, top = (lowest, highest) if image.mode == "F" else (0.0, 65535.0 if highest > 255 else 255.0)
    scale = 255 / (top - bottom) if top > bottom else 1.0
    return numbers.point(lambda value: value * scale - bottom * scale).convert("L")
