"""Pictures that would take more memory or work than the limits: weighed before anything of them is decoded."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from docgen.package.evidence import picture_budget
from docgen.package.evidence.evidence_pdf import inspect_file
from docgen.package.evidence.picture_budget import describe_excess, describe_excess_of_pages
from docgen.package.evidence.plain_pictures import convert_to_plain

A0 = (9933, 14043)


def declare(size: tuple[int, int], mode: str = "L", kind: str = "PNG", **info: bool) -> Image.Image:
    """A picture that only declares its size."""
    picture = Image.new(mode, (1, 1))
    picture._size = size
    picture.format = kind
    picture.info.update(info)
    return picture


def make_png(size: tuple[int, int], depth: int, colour: int) -> bytes:
    """A PNG of a header alone."""
    head = b"IHDR" + struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    end = b"IDAT"
    chunks = ((head, len(head) - 4), (end, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", length) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk, length in chunks
    )


@pytest.mark.parametrize(
    "picture",
    [
        declare(A0, "1", "TIFF"),
        declare(A0, "L"),
        declare(A0, "RGB"),
        declare((8064, 6048), "RGBA"),
        declare((8064, 6048), "I;16"),
        declare((8064, 6048), "RGB", "JPEG", progressive=True),
        declare((16320, 12240), "RGB", "JPEG"),
        declare((1290, 40_000), "RGBA"),
    ],
    ids=lambda picture: f"{picture.format} {picture.mode} {picture.width}",
)
def test_what_people_scan_draw_and_photograph_is_within_the_limits(picture: Image.Image) -> None:
    assert describe_excess(picture) == ""


@pytest.mark.parametrize(
    ("picture", "megabytes"),
    [
        (declare((19900, 19900), "I;16"), 1188),
        (declare((20000, 20000), "P", "GIF"), 2000),
        (declare((19000, 19000), "1", "TIFF"), 722),
        (declare((16383, 16383), "RGB", "WEBP"), 1073),
        (declare((12000, 12000), "RGB", "JPEG", progressive=True), 864),
        (declare((10000, 10000), "CMYK", "TIFF"), 800),
    ],
    ids=lambda value: f"{value.format} {value.mode}" if isinstance(value, Image.Image) else "",
)
def test_a_picture_that_takes_too_much_memory_is_refused(picture: Image.Image, megabytes: int) -> None:
    pixels = picture.width * picture.height / 1e8
    assert describe_excess(picture) == f"图片有 {pixels:.1f} 亿像素，打开要用 {megabytes} MB 内存，太大了"


def test_a_fax_of_sixty_pages_and_a_report_of_four_hundred_are_within_the_limits() -> None:
    assert describe_excess_of_pages(declare((1728, 2200), "1", "TIFF") for _ in range(60)) == ""
    assert describe_excess_of_pages(declare((2480, 3508), "1", "TIFF") for _ in range(400)) == ""
    assert describe_excess_of_pages(declare((2480, 3508), "RGB", "TIFF") for _ in range(200)) == ""


def test_frames_that_are_too_many_or_too_large_together_are_refused() -> None:
    many = describe_excess_of_pages(declare((10, 10), "1", "TIFF") for _ in range(2001))
    assert many == "图片超过 2000 张，太多了"
    together = describe_excess_of_pages(declare((12_000, 12_000), "1", "TIFF") for _ in range(100))
    assert together == "图片的张数太多：到第 28 张，打开已要用 8 GB 以上"
    sizes = [(10, 10), (19_000, 19_000)]
    assert describe_excess_of_pages(declare(size, "1", "TIFF") for size in sizes).startswith("图片的第 2 张太大了：")


def test_a_large_png_costs_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(make_png((19900, 19900), 16, 0))
    (problem,) = inspect_file(path, "a.png").problems
    assert problem.message == "PNG 图片有 4.0 亿像素，打开要用 1188 MB 内存，太大了。"
    assert problem.hint == "请缩小后另存（A4 纸 300 dpi 就够清楚），张数很多的分成几个文件。"


def test_all_frames_of_a_tiff_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tif"
    frames = [Image.new("1", (100, 100), 1) for _ in range(12)]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="group4")
    monkeypatch.setattr(picture_budget, "MOST_PAGES", 12)
    assert inspect_file(path, "a.tif").pages == 12
    monkeypatch.setattr(picture_budget, "MOST_PAGES", 11)
    (problem,) = inspect_file(path, "a.tif").problems
    assert problem.message == "TIFF 图片超过 11 张，太多了。"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16", "F"])
def test_strips_give_the_same_as_the_whole(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grey = Image.linear_gradient("L")
    picture = {
        "RGBA": lambda: Image.merge("RGBA", (grey, grey.rotate(90), grey.rotate(180), grey.rotate(270))),
        "LA": lambda: Image.merge("LA", (grey, grey.rotate(90))),
        "P": lambda: Image.merge("RGB", (grey, grey.rotate(90), grey)).quantize(64),
        "I;16": lambda: grey.convert("I").point(lambda value: value * 200).convert("I;16"),
        "F": lambda: grey.convert("F").point(lambda value: value * 0.01 - 1),
    }[mode]()
    if mode == "P":
        picture.info["transparency"] = 3
    whole = convert_to_plain(picture)
    monkeypatch.setattr("docgen.package.evidence.plain_pictures._STRIP_PIXELS", 1000)
    strips = convert_to_plain(picture)
    assert (strips.mode, strips.tobytes()) == (whole.mode, whole.tobytes())
