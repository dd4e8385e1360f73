"""Long screenshots are divided where nothing is drawn; a strip that cannot be divided is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from docgen.package.evidence.evidence_pdf import inspect_file
from docgen.package.evidence.long_pictures import divide, is_long
from foreign_pdfs import bind, codes, count_dark

SQUARE = (96.0, 96.0)


def draw_lines(width: int, height: int, step: int = 80) -> Image.Image:
    """A picture of lines of text: bars of a third of the step."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    for top in range(step // 2, height - step, step):
        pen.rectangle([40, top, width - 200, top + step // 3], fill="black")
    return picture


def is_row_empty(picture: Image.Image, row: int) -> bool:
    lowest, highest = picture.convert("L").crop((0, row, picture.width, row + 1)).getextrema()
    return lowest == highest


def test_parts_begin_and_end_where_nothing_is_drawn_and_nothing_is_lost() -> None:
    picture = draw_lines(1080, 12000)
    parts = divide(picture, SQUARE)
    assert len(parts) == 5
    assert parts[0][0] == 0
    assert all(end == begin for (_, end), (begin, _) in zip(parts, parts[1:], strict=False))
    assert all(is_row_empty(picture, end - 1) for _, end in parts)
    assert parts[-1][1] > 11_900  # the last line is inside


def test_without_an_empty_row_the_parts_overlap() -> None:
    picture = Image.effect_noise((500, 6000), 90)
    parts = divide(picture, SQUARE)
    assert all(begin < end for (_, end), (begin, _) in zip(parts, parts[1:], strict=False))
    assert parts[-1][1] == 6000


def test_empty_rows_at_the_end_are_no_page() -> None:
    picture = Image.new("L", (1080, 30000), 255)
    ImageDraw.Draw(picture).rectangle([60, 200, 900, 700], outline=0, width=20)
    ((top, end),) = divide(picture, SQUARE)
    assert (top, 700 < end < 1000) == (0, True)


def test_an_empty_long_picture_is_one_part() -> None:
    ((_, end),) = divide(Image.new("L", (100, 3000), 255), SQUARE)
    assert end >= 1


@pytest.mark.parametrize(
    ("width", "height", "dpi", "wanted"),
    [
        (1080, 2400, SQUARE, False),
        (1080, 4320, SQUARE, False),
        (1080, 4321, SQUARE, True),
        (1728, 4500, (204.0, 98.0), True),
        (1728, 2200, (204.0, 98.0), False),
        (100, 401, (0.0, 0.0), True),
    ],
)
def test_a_picture_is_long_from_four_times_its_width(
    width: int, height: int, dpi: tuple[float, float], wanted: bool
) -> None:
    assert is_long(width, height, dpi) is wanted


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_long_screenshot_is_printed_on_several_pages_and_said(tmp_path: Path, ending: str) -> None:
    draw_lines(540, 6000, 40).save(tmp_path / f"a.{ending}")
    path = tmp_path / f"a.{ending}"
    inspection = inspect_file(path, path.name)
    assert [one.code for one in inspection.problems] == ["evidence.split"]
    assert "5 页" in inspection.problems[0].message
    pages = bind(path)
    assert len(pages) == inspection.pages == len(inspection.facts) == 5
    assert all(count_dark(page, (0, 0, 595, 842)) > 5000 for page in pages)


def test_a_long_picture_that_exif_turns_is_divided_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    draw_lines(400, 3000, 40).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.jpg", exif=exif)
    assert "evidence.split" in codes(tmp_path / "a.jpg")
    assert len(bind(tmp_path / "a.jpg")) == inspect_file(tmp_path / "a.jpg", "a.jpg").pages > 2


def test_a_long_picture_with_little_at_its_top_is_not_blank(tmp_path: Path) -> None:
    picture = Image.new("L", (540, 9000), 255)
    ImageDraw.Draw(picture).rectangle([60, 200, 450, 700], outline=0, width=20)
    picture.save(tmp_path / "a.png")
    inspection = inspect_file(tmp_path / "a.png", "a.png")
    assert "evidence.blank-page" not in [one.code for one in inspection.problems]
    assert len(bind(tmp_path / "a.png")) == inspection.pages == 1


@pytest.mark.slow
def test_a_wide_strip_is_told_and_a_banner_is_not(tmp_path: Path) -> None:
    draw_lines(9000, 800).save(tmp_path / "strip.png")
    draw_lines(4000, 800).save(tmp_path / "banner.png")
    assert "evidence.strip" in codes(tmp_path / "strip.png")
    assert "evidence.strip" not in codes(tmp_path / "banner.png")
