"""Two looks of one page: small differences of drawing are none, lost ink is, wherever it was."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFilter

from docgen.package.proof.look_comparison import LookDifference, compare_looks
from docgen.package.proof.page_looks import PageLook

SIZE = (198, 280)


def page(*, is_dense: bool = False) -> Image.Image:
    """A page as ink: lines of grey text, a rule."""
    picture = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(picture)
    for top in range(20, 260, 4 if is_dense else 8):
        for left in range(20, 170, 3):
            draw.rectangle((left, top, left + 1, top + 2), fill=60 + (left * 7 + top * 13) % 90)
    draw.line((20, 14, 178, 14), fill=200)
    return picture


def look(picture: Image.Image, *, is_whole: bool = True) -> PageLook:
    return PageLook(*picture.size, picture.tobytes(), is_whole)


def draw_on(picture: Image.Image, shape: str, box: tuple[int, int, int, int], **settings: int) -> Image.Image:
    drawn = picture.copy()
    getattr(ImageDraw.Draw(drawn), shape)(box, **settings)
    return drawn


def test_the_same_look_is_no_difference() -> None:
    assert compare_looks(look(page()), look(page())) is None


@pytest.mark.parametrize("across", [-1, 0, 1])
@pytest.mark.parametrize("along", [-1, 0, 1])
def test_a_shift_of_one_pixel_is_no_difference(across: int, along: int) -> None:
    shifted = page().transform(SIZE, Image.Transform.AFFINE, (1, 0, across, 0, 1, along))
    assert compare_looks(look(page()), look(shifted)) is None


def test_softer_and_somewhat_lighter_pictures_are_no_difference() -> None:
    soft = page().filter(ImageFilter.GaussianBlur(0.7))
    assert compare_looks(look(page()), look(soft)) is None
    assert compare_looks(look(page()), look(page().point(lambda ink: ink * 0.85))) is None


@pytest.mark.parametrize("is_dense", [False, True])
def test_a_ring_of_forty_millimetres_is_missed_on_a_page_full_of_text(is_dense: bool) -> None:
    sealed = draw_on(page(is_dense=is_dense), "ellipse", (90, 180, 130, 220), outline=220)
    assert compare_looks(look(sealed), look(page(is_dense=is_dense))) is LookDifference.LOST


def test_a_light_ground_is_missed_where_it_is_missing_all_over() -> None:
    shaded = draw_on(Image.new("L", SIZE, 0), "rectangle", (20, 100, 178, 124), fill=25)
    assert compare_looks(look(shaded), look(Image.new("L", SIZE, 0))) is LookDifference.LOST
    faint = draw_on(Image.new("L", SIZE, 0), "rectangle", (20, 100, 178, 124), fill=8)
    assert compare_looks(look(faint), look(Image.new("L", SIZE, 0))) is None


@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_180, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM]
)
def test_a_page_that_is_turned_is_not_said_to_have_lost_something(turn: Image.Transpose) -> None:
    sealed = draw_on(page(), "ellipse", (90, 180, 150, 240), outline=220, width=3)
    assert compare_looks(look(sealed), look(sealed.transpose(turn))) is LookDifference.TURNED


def test_another_page_is_a_loss() -> None:
    other = page().transform(SIZE, Image.Transform.AFFINE, (1.1, 0, -9, 0, 1.1, 5))
    assert compare_looks(look(page()), look(other)) is LookDifference.LOST


def test_much_more_ink_is_told_where_all_of_the_source_was_drawn() -> None:
    covered = draw_on(page(), "rectangle", (30, 60, 100, 130), fill=255)
    assert compare_looks(look(page()), look(covered)) is LookDifference.ADDED
    assert compare_looks(look(page(), is_whole=False), look(covered)) is None
    assert compare_looks(look(page()), look(draw_on(page(), "line", (20, 270, 120, 270), fill=255))) is None


def test_more_ink_than_on_a_page_of_which_the_viewer_shows_nothing_is_not_told() -> None:
    assert compare_looks(look(Image.new("L", SIZE, 0)), look(page())) is None


@pytest.mark.parametrize("size", [(1, 280), (280, 15), (1, 1)])
def test_strips_are_not_compared(size: tuple[int, int]) -> None:
    assert compare_looks(look(Image.new("L", size, 255)), look(Image.new("L", size, 0))) is None


def test_a_low_picture_is_compared() -> None:
    black, white = Image.new("L", (280, 16), 255), Image.new("L", (280, 16), 0)
    assert compare_looks(look(black), look(white)) is LookDifference.LOST
