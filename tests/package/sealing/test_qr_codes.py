"""Codes on paper: what is written is read again from scans as bad as offices make them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

import scanned
from docgen.package.sealing.qr_codes import DecodedCode, make_matrix, read_codes

TEXT = "DG1 F123 1234 9C0417A2B6E4"
"""As long as a code gets."""
DPI = 300
MILLIMETRE = DPI / 25.4
CORNER = (25 * MILLIMETRE, 270 * MILLIMETRE)
SIDE = 13 * MILLIMETRE
OVER_THE_CODE = ((CORNER[0] + SIDE) / (210 * MILLIMETRE), CORNER[1] / (297 * MILLIMETRE))


def paper(*texts: str) -> Image.Image:
    """A sheet with a code of 13 mm for each text, from the lower left corner to the right, and lines of print."""
    sheet = Image.new("RGB", (round(210 * MILLIMETRE), round(297 * MILLIMETRE)), "white")
    for line in range(30, 260, 8):
        sheet.paste((60, 60, 60), tuple(round(side * MILLIMETRE) for side in (28, line, 180, line + 2)))  # type: ignore[arg-type]
    for at, text in enumerate(texts):
        rows = make_matrix(text)
        symbol = Image.new("RGB", (len(rows), len(rows)), "white")
        symbol.putdata([(0, 0, 0) if one == "1" else (255, 255, 255) for row in rows for one in row])
        corner = (round(CORNER[0] + at * 20 * MILLIMETRE), round(CORNER[1]))
        sheet.paste(symbol.resize((round(SIDE), round(SIDE)), Image.Resampling.NEAREST), corner)
    return sheet


def read(path: Path) -> tuple[DecodedCode, ...]:
    with Image.open(path) as picture:
        return read_codes(picture.convert("RGB"), "DG1 ")


def at(sheet: Image.Image, dpi: int) -> Image.Image:
    return sheet.resize((round(210 * dpi / 25.4), round(297 * dpi / 25.4)), Image.Resampling.BICUBIC)


def test_a_code_takes_25_rows_of_25_modules_however_long_its_numbers_are() -> None:
    for text in (TEXT, "DG1 D1 1 000000000000"):
        rows = make_matrix(text)
        assert len(rows) == 25
        assert all(len(row) == 25 and set(row) == {"0", "1"} for row in rows)


def test_what_is_no_plain_text_is_refused() -> None:
    for text in ("dg1", "第21页", "DG1\n"):
        with pytest.raises(ValueError):
            make_matrix(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dpi", "mode", "turn"),
    [(150, "RGB", 0), (150, "L", 2), (150, "RGB", 181.5), (200, "L", -3), (200, "RGB", 180), (300, "L", 181.5)],
)
def test_a_code_is_read_from_scans_of_every_kind(tmp_path: Path, dpi: int, mode: str, turn: float) -> None:
    path = scanned.scan(at(paper(TEXT), dpi), tmp_path / "x.jpg", turn=turn, mode=mode, quality=35, dpi=dpi)
    assert read(path) == (DecodedCode(TEXT, 2 if turn >= 180 else 0),)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dpi", "mode", "turn"), [(200, "RGB", 2), (200, "L", 0), (200, "L", 180), (300, "RGB", 180), (300, "L", 2)]
)
def test_a_red_seal_over_the_code_is_read_through(tmp_path: Path, dpi: int, mode: str, turn: float) -> None:
    sheet = scanned.sealed(at(paper(TEXT), dpi), *OVER_THE_CODE)
    assert [code.text for code in read(scanned.scan(sheet, tmp_path / "x.jpg", turn=turn, mode=mode, dpi=dpi))] == [
        TEXT
    ]


@pytest.mark.parametrize(("turn", "turns"), [(0, 0), (-90, 1), (180, 2), (90, 3)])
def test_a_code_says_how_the_page_lies(tmp_path: Path, turn: float, turns: int) -> None:
    assert read(scanned.scan(at(paper(TEXT), 200), tmp_path / "x.jpg", turn=turn)) == (DecodedCode(TEXT, turns),)


@pytest.mark.slow
def test_codes_of_others_are_not_ours_and_do_not_hide_ours(tmp_path: Path) -> None:
    assert read(scanned.scan(at(paper("HTTP://EXAMPLE.COM/1"), 200), tmp_path / "a.jpg")) == ()
    both = scanned.scan(at(paper("HTTP://EXAMPLE.COM/1", TEXT), 200), tmp_path / "b.jpg")
    assert [code.text for code in read(both)] == [TEXT]


@pytest.mark.slow
def test_nothing_is_read_where_there_is_nothing(tmp_path: Path) -> None:
    assert read(scanned.scan(at(paper(), 150), tmp_path / "x.jpg")) == ()
    torn = at(paper(TEXT), 200)
    torn.paste("white", (0, round(270 * 200 / 25.4), torn.width, round(277 * 200 / 25.4)))
    assert read(scanned.scan(torn, tmp_path / "y.jpg")) == ()
