"""Pictures on pages: which way up, how large, and without loss."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageOps

import broken_files as files
from docgen.package.evidence.image_pages import BadImage, convert_image
from docgen.package.evidence.pixels import ORIENTATION
from docgen.package.proof.pdf_reader import count_pages


def shown(pdf: Path, page: int = 1) -> Image.Image:
    """The page as poppler shows it."""
    command = ["pdftoppm", "-png", "-r", "72", "-cropbox", "-f", str(page), "-l", str(page), str(pdf)]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)).convert("RGB")


def laid(tmp_path: Path, image: Image.Image, name: str, **saving: object) -> Path:
    image.save(tmp_path / name, **saving)
    return convert_image(tmp_path / name, tmp_path / "out.pdf")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_as_its_camera_was_held(tmp_path: Path, orientation: int) -> None:
    source = files.turned_jpeg(tmp_path / "a.jpg", orientation)
    page = shown(convert_image(source, tmp_path / "a.pdf"))
    with Image.open(source) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB").resize((30, 30))
    difference = [abs(a - b) for a, b in zip(page.resize((30, 30)).tobytes(), upright.tobytes(), strict=True)]
    assert (page.width > page.height) == (orientation < 5)
    assert sum(difference) / len(difference) < 6


def test_a_jpeg_is_embedded_as_it_is(tmp_path: Path) -> None:
    data = files.jpeg_bytes()
    (tmp_path / "a.jpg").write_bytes(data)
    with pikepdf.open(convert_image(tmp_path / "a.jpg", tmp_path / "a.pdf")) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == data


def test_a_cmyk_jpeg_keeps_its_colours(tmp_path: Path) -> None:
    image = Image.new("CMYK", (400, 300), (0, 255, 255, 0))
    page = shown(laid(tmp_path, image, "a.jpg", quality=95))
    red, green, blue = page.getpixel((page.width // 2, page.height // 2))
    assert red > 180
    assert green < 90
    assert blue < 90


def test_a_transparent_png_lies_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 150, 300))
    page = shown(laid(tmp_path, image, "a.png"))
    assert page.getpixel((page.width * 3 // 4, page.height // 2)) == (255, 255, 255)
    assert page.getpixel((page.width // 4, page.height // 2)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16"])
def test_a_png_of_any_depth_is_laid_on_a_page(tmp_path: Path, mode: str) -> None:
    grey = Image.linear_gradient("L").resize((300, 300))
    image = grey.convert("I").point(lambda value: value * 256).convert("I;16") if mode == "I;16" else grey.convert(mode)
    page = shown(laid(tmp_path, image, "a.png")).convert("L").resize((3, 3))
    assert page.getpixel((1, 0)) < 90 < 160 < page.getpixel((1, 2))


def test_a_palette_png_with_a_transparent_colour_is_laid_on_a_page(tmp_path: Path) -> None:
    image = Image.new("P", (200, 200), 1)
    image.putpalette([0, 0, 0, 0, 200, 0])
    image.paste(0, (0, 0, 100, 200))
    page = shown(laid(tmp_path, image, "a.png", transparency=0))
    assert page.getpixel((page.width * 3 // 4, page.height // 2)) == (0, 200, 0)
    assert page.getpixel((page.width // 4, page.height // 2)) == (255, 255, 255)


def test_every_picture_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (300, 400), colour) for colour in ("red", "lime", "blue")]
    out = laid(tmp_path, pictures[0], "a.tif", save_all=True, append_images=pictures[1:])
    assert count_pages(out) == 3
    assert shown(out, 3).getpixel((5, 5)) == (0, 0, 255)


def test_a_fax_with_unequal_resolutions_keeps_its_proportions(tmp_path: Path) -> None:
    out = laid(tmp_path, Image.new("1", (1728, 1143), 1), "a.tif", dpi=(204, 98), compression="group4")
    page = shown(out)
    assert page.height / page.width == pytest.approx((1143 / 98) / (1728 / 204), rel=0.01)


def test_a_large_photo_fills_the_frame_and_a_small_one_keeps_a_sensible_size(tmp_path: Path) -> None:
    large = shown(laid(tmp_path, draw_photo((4000, 3000)), "large.jpg"))
    small = shown(laid(tmp_path, draw_photo((300, 200)), "small.jpg"))
    assert large.size == (pytest.approx(190 * 72 / 25.4, abs=2), pytest.approx(190 * 72 / 25.4 * 3 / 4, abs=2))
    assert small.size == (180, 120)


@pytest.mark.parametrize("name", ["map.png", "map.jpg", "map.tif"])
def test_a_wide_drawing_takes_the_sheet_lengthwise_as_a_landscape_page_does(tmp_path: Path, name: str) -> None:
    page = shown(laid(tmp_path, draw_chain_map((2400, 1200)), name))
    assert page.size == (pytest.approx(267 * 72 / 25.4, abs=2), pytest.approx(267 * 72 / 25.4 / 2, abs=2))


def test_a_wide_drawing_whose_pixels_are_stored_turned_takes_the_sheet_lengthwise(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    stored = draw_chain_map((2400, 1200)).transpose(Image.Transpose.ROTATE_90)
    page = shown(laid(tmp_path, stored, "map.jpg", exif=exif))
    assert page.size == (pytest.approx(267 * 72 / 25.4, abs=2), pytest.approx(267 * 72 / 25.4 / 2, abs=2))


def test_a_wide_scan_of_a_sheet_takes_the_sheet_lengthwise(tmp_path: Path) -> None:
    page = shown(laid(tmp_path, draw_photo((3508, 2480)), "scan.jpg"))
    assert page.size == (pytest.approx(267 * 72 / 25.4, abs=2), pytest.approx(267 * 72 / 25.4 / 2**0.5, abs=2))


def test_what_a_camera_took_is_a_photo_whatever_its_ground(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    page = shown(laid(tmp_path, draw_chain_map((2400, 1200)), "photo.jpg", exif=exif))
    assert page.size == (pytest.approx(190 * 72 / 25.4, abs=2), pytest.approx(190 * 72 / 25.4 / 2, abs=2))


def draw_photo(size: tuple[int, int]) -> Image.Image:
    """Draw a picture without any ground, as photographs are."""
    return Image.linear_gradient("L").resize(size).convert("RGB")


def draw_chain_map(size: tuple[int, int]) -> Image.Image:
    """Draw boxes joined by lines on a light ground."""
    picture = Image.new("RGB", size, (245, 248, 252))
    pen = ImageDraw.Draw(picture)
    for left in range(100, size[0] - 300, 400):
        for top in range(100, size[1] - 200, 300):
            pen.rectangle((left, top, left + 250, top + 120), fill=(30, 90, left % 256), outline=(0, 0, 0))
            pen.line((left + 250, top + 60, left + 400, top + 60), fill=(0, 0, 0), width=4)
    return picture


def test_a_photo_taken_with_the_camera_turned_fills_the_height_of_the_frame(tmp_path: Path) -> None:
    turned = Image.new("RGB", (4000, 3000))
    exif = turned.getexif()
    exif[0x0112] = 6
    page = shown(laid(tmp_path, turned, "turned.jpg", exif=exif))
    assert page.size == (pytest.approx(190 * 72 / 25.4, abs=2), pytest.approx(190 * 72 / 25.4 * 4 / 3, abs=2))


_WIDE = 13_600
"""So wide and high a picture has more pixels than Pillow opens, as those of some telephones."""


@pytest.mark.slow
def test_a_picture_of_more_pixels_than_pillow_opens_is_drawn_smaller(tmp_path: Path) -> None:
    """Pillow's limit is one for the whole process: it is neither raised, nor does it decide."""
    assert Image.MAX_IMAGE_PIXELS and _WIDE**2 > 2 * Image.MAX_IMAGE_PIXELS
    drawing = Image.new("L", (_WIDE, _WIDE), 255)
    drawing.paste(0, (0, 0, _WIDE // 2, _WIDE))
    with pikepdf.open(laid(tmp_path, drawing, "a.jpg")) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert (image.Width, image.Height) == (_WIDE // 2, _WIDE // 2)
    page = shown(tmp_path / "out.pdf").convert("L")
    assert page.getpixel((page.width // 4, 99)) < 10 and page.getpixel((page.width * 3 // 4, 99)) > 245


@pytest.mark.slow
def test_a_tiff_of_more_pixels_than_pillow_opens_is_refused_as_that(tmp_path: Path) -> None:
    with pytest.raises(BadImage, match="图片的像素太多"):
        laid(tmp_path, Image.new("1", (_WIDE, _WIDE), 1), "a.tif", compression="group4")


def test_a_picture_of_far_too_many_pixels_is_refused(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    (tmp_path / "a.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0)
        + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )
    with pytest.raises(BadImage, match="图片有 9.0 亿像素，打开要用 1800 MB 内存，太大了"):
        convert_image(tmp_path / "a.png", tmp_path / "a.pdf")


def test_a_truncated_jpeg_is_not_embedded(tmp_path: Path) -> None:
    with pytest.raises(BadImage, match="不完整"):
        convert_image(files.truncated_jpeg(tmp_path / "a.jpg"), tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    source = files.turned_jpeg(tmp_path / "a.jpg", 6)
    first = convert_image(source, tmp_path / "1.pdf").read_bytes()
    assert convert_image(source, tmp_path / "2.pdf").read_bytes() == first


# -- pictures that are drawn anew --------------------------------------------------------------------------------


SOURCES = Path(__file__).parents[2] / "sources"
RED_AND_GREEN = Image.new("RGB", (800, 600), (220, 20, 20))
RED_AND_GREEN.paste((20, 160, 40), (400, 0, 800, 600))


def packing(pdf: Path) -> pikepdf.Name:
    """How the picture of the first page is packed."""
    with pikepdf.open(pdf) as opened:
        (image,) = opened.pages[0].get_images().values()
        return image.Filter


def is_red_and_green(pdf: Path) -> bool:
    """Whether the page is red on the left and green on the right."""
    page = shown(pdf)
    left, right = (page.getpixel((page.width * part // 4, page.height // 2)) for part in (1, 3))
    return left[0] > 180 and left[1] < 70 and right[1] > 120 and right[0] < 70


@pytest.mark.parametrize(
    ("name", "saving", "packed"),
    [
        ("a.webp", {"quality": 80}, pikepdf.Name.DCTDecode),
        ("a.webp", {"lossless": True}, pikepdf.Name.FlateDecode),
        ("a.avif", {"quality": 60}, pikepdf.Name.DCTDecode),
        ("a.gif", {}, pikepdf.Name.FlateDecode),
        ("a.bmp", {}, pikepdf.Name.FlateDecode),
    ],
    ids=["WebP", "WebP without loss", "AVIF", "GIF", "BMP"],
)
def test_other_pictures_are_packed_as_they_were(
    tmp_path: Path, name: str, saving: dict[str, object], packed: pikepdf.Name
) -> None:
    out = laid(tmp_path, RED_AND_GREEN, name, **saving)
    assert is_red_and_green(out)
    assert packing(out) == packed


def test_a_photo_of_a_telephone_stands_upright_and_stays_a_photo(tmp_path: Path) -> None:
    """Taken lying on its side (EXIF 6): the red corner comes to the upper right."""
    out = convert_image(SOURCES / "telephone.heic", tmp_path / "out.pdf")
    page = shown(out)
    assert page.height > page.width
    red, green, _ = page.getpixel((page.width * 9 // 10, page.height // 10))
    assert red > 150
    assert green < 70
    assert packing(out) == pikepdf.Name.DCTDecode


def test_a_mirrored_photo_stays_a_photo(tmp_path: Path) -> None:
    out = convert_image(files.turned_jpeg(tmp_path / "a.jpg", 2), tmp_path / "out.pdf")
    assert packing(out) == pikepdf.Name.DCTDecode


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_keep_their_shades(tmp_path: Path, name: str) -> None:
    deep = Image.linear_gradient("L").resize((400, 400)).convert("I").point(lambda value: value * 257).convert("I;16")
    page = shown(laid(tmp_path, deep, name)).convert("L")
    shades = [page.getpixel((page.width // 2, page.height * part // 10)) for part in (1, 5, 9)]
    assert shades == [pytest.approx(wanted, abs=12) for wanted in (25, 127, 230)]


@pytest.mark.parametrize("mode", ["CMYK", "LAB", "YCbCr"])
def test_a_tiff_in_other_colours_keeps_them(tmp_path: Path, mode: str) -> None:
    image = RED_AND_GREEN.convert("RGB")
    if mode == "LAB":
        image = Image.merge("LAB", [Image.new("L", (800, 600), value) for value in (120, 200, 170)])
        red, green, _ = shown(laid(tmp_path, image, "a.tif")).getpixel((100, 100))
        assert red > green + 60
    else:
        assert is_red_and_green(laid(tmp_path, image.convert(mode), "a.tif"))


def test_of_a_picture_with_a_second_one_behind_it_only_the_first_is_a_page(tmp_path: Path) -> None:
    out = laid(
        tmp_path, RED_AND_GREEN, "a.jpg", format="MPO", save_all=True, append_images=[Image.new("RGB", (800, 600))]
    )
    assert count_pages(out) == 1
    assert is_red_and_green(out)


@pytest.mark.parametrize("name", ["a.webp", "a.gif", "a.bmp", "a.avif", "a.heic"])
def test_other_pictures_that_break_off_are_refused(tmp_path: Path, name: str) -> None:
    if name == "a.heic":
        whole = (SOURCES / "telephone.heic").read_bytes()
    else:
        Image.effect_noise((400, 300), 90).convert("RGB").save(tmp_path / name)
        whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadImage):
        convert_image(tmp_path / name, tmp_path / "out.pdf")
