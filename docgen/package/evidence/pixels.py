"""Open pictures with Pillow and inspect their pixels: complete or not, in colour, grey or blank.

Pictures are decoded at a fraction of their size where the format allows it. All of the data are read, so that a
truncated picture is detected, but little of the work of decoding is done.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from os import SEEK_END
from typing import BinaryIO

from PIL import Image, ImageChops, ImageOps, Jpeg2KImagePlugin, TiffImagePlugin, UnidentifiedImageError

from docgen.errors import raise_machine_fault
from docgen.package.evidence.long_pictures import crop_part, divide, is_long
from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.picture_budget import describe_excess, describe_excess_of_pages
from docgen.package.evidence.picture_completeness import JPEG_END, describe_damage, is_decodable, is_whole
from docgen.package.evidence.plain_pictures import PLAIN, convert_to_plain

ORIENTATION = 0x0112
"""The EXIF tag of the orientation."""

QUARTER_TURNED = (5, 6, 7, 8)
"""The orientations that exchange width and height."""

_SEVERAL_PAGES = ("TIFF", "HEIF")
_ANIMATED = ("GIF", "WEBP", "AVIF", "PNG")
_MOST_FRAMES = 65_536
_KIND_OF_FRAME, _OLD_KIND_OF_FRAME = 254, 255
"""The tags of a TIFF that say of a frame that it is a thumbnail or a mask."""
_THUMBNAIL, _MASK, _OLD_THUMBNAIL = 1, 4, 2

_HEAD, JPEG_BEGINS = 16, b"\xff\xd8\xff"
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

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


class BadImage(Exception):
    """A picture that cannot be used; the message says in Chinese why."""


class TooLargeImage(BadImage):
    """A picture that would take more memory or work than the limits; nothing of it is decoded."""


@dataclass(frozen=True)
class Frame:
    """One picture of a file: its stored size in pixels, its declared resolution in dots per inch, its ink.

    ``is_whole`` is False where data are missing or cannot be read; ``is_part`` is True for a part of a long picture.
    """

    width: int
    height: int
    dpi: tuple[float, float]
    ink: Ink
    is_whole: bool
    is_part: bool = False

    @property
    def is_sheet(self) -> bool:
        """Return True for the proportions of a sheet of paper, which scans have and photographs do not."""
        return has_sheet_proportions(self.width, self.height, self.dpi)


@contextmanager
def open_picture(source: BinaryIO | bytes) -> Iterator[Image.Image]:
    """Open the picture without decoding it; every failure while it is open is raised as BadImage.

    An open file given as ``source`` stays open. Failures of the disk and too little memory are raised as they are.
    """
    try:
        with _rewind(source) as file, _open_image(file) as image:
            yield image
    except UnidentifiedImageError as error:
        raise BadImage("图片读不了：开头已损坏，或是很少见的格式") from error
    except Image.DecompressionBombError as error:  # only the TIFF reader checks Pillow's own limit by itself
        raise TooLargeImage("图片的像素太多，读不了") from error
    except _DAMAGE as error:
        raise_machine_fault(error)
        raise BadImage(describe_damage(str(error))) from error


def read_frames(file: BinaryIO) -> tuple[Frame, ...]:
    """Decode every picture of the open file that becomes a page, or several pages where it is long."""
    with open_picture(file) as image:
        if reason := describe_excess_of_pages(iterate_pages(image)):
            raise TooLargeImage(reason)
        data = read_all(file) if image.format != "TIFF" else b""
        return tuple(frame for _ in iterate_pages(image) for frame in _read_frames_of_page(image, data))


def read_all(file: BinaryIO) -> bytes:
    """Read all bytes of an open file and restore its position."""
    place = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(place)
    return data


def iterate_pages(image: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture at each of its pages: all frames of a TIFF or HEIC, the first frame of any other format.

    Thumbnails and masks, which a TIFF has beside its pages, are none.
    """
    has_page = False
    for number in _list_frames(image):
        try:
            if image.tell() != number:
                image.seek(number)
        except EOFError:
            break
        except _DAMAGE:
            if _is_beside_pages(image):  # Pillow does not know how the pixels of a mask are meant
                continue
            raise
        if not _is_beside_pages(image):
            has_page = True
            yield image
    if not has_page:
        image.seek(0)
        yield image


def _list_frames(image: Image.Image) -> Iterable[int]:
    """Return the numbers of the frames that may be pages; those of a TIFF are counted on seeking them.

    Counting them at once fails where one of them is a mask.
    """
    if image.format == "TIFF":
        return range(_MOST_FRAMES)
    return range(getattr(image, "n_frames", 1) if image.format in _SEVERAL_PAGES else 1)


def has_more_pictures(image: Image.Image) -> bool:
    """Return True for an animation, of which only the first picture becomes a page."""
    if image.format not in _ANIMATED:
        return False
    try:
        image.seek(1)
    except (EOFError, *_DAMAGE):
        return False
    finally:
        image.seek(0)
    return True


def get_orientation(image: Image.Image) -> int:
    """Return the orientation of EXIF in which the stored pixels have to be turned; Pillow turns a TIFF by itself."""
    return 1 if image.format == "TIFF" else _read_orientation(image.getexif().get(ORIENTATION))


def get_stored_orientation(image: Image.Image) -> int:
    """Return the orientation that a picture declares; of a TIFF only as long as it is not decoded."""
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else image.getexif()
    return _read_orientation(tags.get(ORIENTATION))


def _read_orientation(found: object) -> int:
    """Return the orientation, 1 where the tag has a value of another type: Pillow and viewers ignore it."""
    return found if isinstance(found, int) else 1


def has_sheet_proportions(width: int, height: int, dpi: tuple[float, float]) -> bool:
    """Return True where a picture of this size in pixels has the proportions of a sheet of paper (ISO 216)."""
    across, along = dpi if min(dpi) > 0 else (1.0, 1.0)
    longer, shorter = sorted((width / across, height / along), reverse=True)
    return abs(longer / shorter / _SHEET - 1) < _SHEET_TOLERANCE


def get_resolution(image: Image.Image) -> tuple[float, float]:
    """Return the declared resolution in dots per inch across and along, 0 where there is none.

    A TIFF that is not decoded yet already has its upright size, but the resolution of its stored pixels.
    """
    across, along = (float(one) for one in image.info.get("dpi", (0, 0)))
    is_turned = image.format == "TIFF" and get_stored_orientation(image) in QUARTER_TURNED
    return (along, across) if is_turned else (across, along)


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
    small = convert_to_plain(_reduce(image) if image.mode in PLAIN else image)
    grey, *chroma = _reduce(small).convert("YCbCr").split()
    if _is_coloured(*chroma):
        return Ink.COLOUR
    return Ink.BLANK if _is_white(grey) else Ink.GREY


@contextmanager
def _rewind(source: BinaryIO | bytes) -> Iterator[BinaryIO]:
    """Yield the file at its beginning, a whole JPEG with its end; an open file stays open."""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    if file.read(len(JPEG_BEGINS)) == JPEG_BEGINS:
        file.seek(-len(JPEG_END), SEEK_END)
        if file.read() != JPEG_END and _is_decodable_within_limits(data := read_all(file)):
            file = io.BytesIO(data + JPEG_END)  # viewers do without the end marker, Pillow does not
    file.seek(0)
    yield file


def _is_decodable_within_limits(data: bytes) -> bool:
    """Return :func:`is_decodable`; where that takes too much memory, TooLargeImage for a JPEG beyond the limits."""
    try:
        return is_decodable(data)
    except MemoryError:
        _open_image(io.BytesIO(data)).close()
        raise


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
    if reason := describe_excess(image):
        raise TooLargeImage(reason)
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


def _is_beside_pages(image: Image.Image) -> bool:
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return False
    kind, old = image.tag_v2.get(_KIND_OF_FRAME, 0), image.tag_v2.get(_OLD_KIND_OF_FRAME, 0)
    return bool(kind & (_THUMBNAIL | _MASK)) or old == _OLD_THUMBNAIL


def _read_frames_of_page(image: Image.Image, data: bytes) -> Iterator[Frame]:
    size, dpi = image.size, get_resolution(image)
    if get_orientation(image) in QUARTER_TURNED:
        size, dpi = size[::-1], dpi[::-1]
    if not is_long(*size, dpi):
        yield _read_frame(image, data)
        return
    upright = ImageOps.exif_transpose(image)
    is_complete = is_whole(image, data)
    for top, end in divide(upright, dpi):
        yield Frame(upright.width, end - top, dpi, detect_ink(crop_part(upright, (top, end))), is_complete, True)


def _read_frame(image: Image.Image, data: bytes) -> Frame:
    return Frame(*image.size, get_resolution(image), _detect_ink_coarsely(image), is_whole(image, data))


def _detect_ink_coarsely(image: Image.Image) -> Ink:
    _load_coarsely(image, _COARSE_SIDE)
    return detect_ink(image)


def _load_coarsely(image: Image.Image, side: int) -> None:
    """Decode the picture at a fraction of its size where its format allows it, with at least ``side`` pixels a side."""
    if isinstance(image, Jpeg2KImagePlugin.Jpeg2KImageFile):
        image.reduce = _find_jpeg2000_reduction(*image.size)  # draft() works for JPEG only
    else:
        image.draft(None, (side, side))
    image.load()


def _find_jpeg2000_reduction(width: int, height: int) -> int:
    """Return the number of halvings at which a JPEG 2000 picture is decoded, at most three.

    Pillow counts the pixels of a side that cannot be halved wrongly and reports the data as broken.
    """
    return next(halvings for halvings in (3, 2, 1, 0) if not (width | height) % (1 << halvings))


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
