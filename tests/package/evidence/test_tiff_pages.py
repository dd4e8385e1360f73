"""TIFF and HEIC with several pictures, turned ones, and what lies beside their pages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps, TiffImagePlugin

from docgen.package.evidence.evidence_pdf import inspect_file
from docgen.package.evidence.pixels import iterate_pages
from foreign_pdfs import bind

SUBFILE, ORIENTATION = 254, 274


def draw_sheet(mode: str = "1") -> Image.Image:
    """An upright sheet: a frame, a bar at the top left, a dot at the bottom right."""
    sheet = Image.new("L", (850, 1202), 255)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle([20, 20, 830, 1180], outline=0, width=6)
    pen.rectangle([60, 60, 500, 140], fill=0)
    pen.ellipse([600, 950, 760, 1110], fill=0)
    return sheet.convert(mode) if mode != "1" else sheet.point(lambda value: 255 * (value > 128)).convert("1")


def save_frames(path: Path, *frames: tuple[Image.Image, str, dict[int, int]]) -> Path:
    """Write frames, each with its compression and its tags."""
    out = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(out) as writer:
        for frame, compression, tags in frames:
            frame.save(writer, format="TIFF", compression=compression, tiffinfo=tags, dpi=(100, 100))
            writer.newFrame()
    path.write_bytes(out.getvalue())
    return path


def printed_like(picture: Image.Image, wanted: Image.Image) -> bool:
    """Compare what is printed with a sheet, both cut to what is drawn and made small."""
    looks = []
    for one in (picture, wanted):
        grey = one.convert("L")
        box = ImageOps.invert(grey).point(lambda value: 255 * (value > 60)).getbbox()
        looks.append(grey.crop(box).resize((40, 56), Image.Resampling.BOX))
    difference = ImageChops.difference(*looks).histogram()
    return sum(difference[128:]) <= 12


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_is_turned_once_as_its_tag_says(tmp_path: Path, orientation: int, mode: str) -> None:
    stored = draw_sheet(mode)
    packing = "group4" if mode == "1" else "tiff_lzw"
    path = save_frames(tmp_path / "a.tif", (stored, packing, {ORIENTATION: orientation}))
    with Image.open(path) as opened:
        opened.load()  # Pillow turns it
        shown = opened.convert("L")
    (picture,) = bind(path)
    # A sheet that lies across is bound with its head to the left.
    assert printed_like(picture, shown.transpose(Image.Transpose.ROTATE_90) if orientation > 4 else shown)
    assert not printed_like(picture, ImageOps.flip(shown)) or orientation > 4


def test_a_page_of_sixteen_bits_after_a_fax_is_a_page(tmp_path: Path) -> None:
    deep = draw_sheet("L").convert("I").point(lambda value: value * 257).convert("I;16")
    path = save_frames(tmp_path / "a.tif", (draw_sheet(), "group4", {}), (deep, "tiff_lzw", {}))
    pages = bind(path)
    assert len(pages) == inspect_file(path, "a.tif").pages == 2
    assert all(printed_like(page, draw_sheet()) for page in pages)


def test_each_page_is_turned_by_its_own_tag(tmp_path: Path) -> None:
    sheet = draw_sheet()
    path = save_frames(tmp_path / "a.tif", (sheet, "group4", {}), (sheet, "group4", {ORIENTATION: 3}))
    first, second = bind(path)
    assert printed_like(first, sheet)
    assert printed_like(second, sheet.rotate(180))


@pytest.mark.parametrize("tags", [{SUBFILE: 1}, {SUBFILE: 4}, {SUBFILE: 5}, {255: 2}])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_thumbnail_or_a_mask_is_no_page(tmp_path: Path, tags: dict[int, int], is_first: bool) -> None:
    page, beside = (draw_sheet(), "group4", {}), (draw_sheet().resize((85, 120)), "raw", tags)
    path = save_frames(tmp_path / "a.tif", *((beside, page) if is_first else (page, beside)))
    (picture,) = bind(path)
    assert inspect_file(path, "a.tif").pages == 1
    assert printed_like(picture, draw_sheet())


def test_a_tiff_of_nothing_but_a_thumbnail_is_that(tmp_path: Path) -> None:
    path = save_frames(tmp_path / "a.tif", (draw_sheet(), "group4", {SUBFILE: 1}))
    assert len(bind(path)) == inspect_file(path, "a.tif").pages == 1


def test_a_mirrored_fax_keeps_its_unequal_resolution(tmp_path: Path) -> None:
    sheet = draw_sheet().resize((1728, 1100))
    path = tmp_path / "a.tif"
    sheet.save(path, compression="group4", tiffinfo={ORIENTATION: 2}, dpi=(204, 98))
    (facts,) = inspect_file(path, "a.tif").facts
    assert facts.height / facts.width == pytest.approx(1100 / 98 / (1728 / 204), rel=0.01)
    (picture,) = bind(path)
    box = ImageOps.invert(picture.convert("L")).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert (bottom - top) / (right - left) == pytest.approx(facts.height / facts.width, rel=0.05)


class _Heic(Image.Image):
    """A picture like those of pi-heif, which cannot write any."""

    format = "HEIF"
    n_frames = 3

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[int] = [0]

    def seek(self, frame: int) -> None:
        self.shown.append(frame)


def test_every_picture_of_a_heic_is_a_page() -> None:
    picture = _Heic()
    assert len(list(iterate_pages(picture))) == 3
    assert picture.shown == [0, 1, 2]


def test_of_an_animation_the_first_picture_is_printed_and_the_others_are_said(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (900, 900), shade) for shade in ("red", "green", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "b.gif")
    found = {name: [one.code for one in inspect_file(tmp_path / name, name).problems] for name in ("a.gif", "b.gif")}
    assert ("evidence.more-pictures" in found["a.gif"], "evidence.more-pictures" in found["b.gif"]) == (True, False)
