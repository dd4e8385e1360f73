"""Every page of the evidence on its A4 sheet, as a reader shows it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary
from PIL import Image, ImageChops, ImageStat

import broken_files as files
from docgen.package.merging.gather import gather_pages
from docgen.package.merging.geometry import EVIDENCE_FRAME, SHEET, Box, VisibleArea, fit_into_frame
from docgen.package.merging.merge import _make_sheets, _PlacedPage
from docgen.package.merging.placement import read_visible_area

DPI = 48
PIXEL = DPI / 72


def on_sheets(source: Path, out: Path) -> Path:
    """The pages of ``source`` as evidence pages, with blank stamps."""
    (out.parent / "work").mkdir(exist_ok=True)
    with pikepdf.open(source) as pdf:
        pages = [_PlacedPage((source, number), EVIDENCE_FRAME) for number in range(len(pdf.pages))]
    with gather_pages([page.source for page in pages], out.parent / "work") as package:
        blank = package.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
        _make_sheets(package, pages, [blank] * len(pages))
        package.save(out)
    return out


def rendered(pdf: Path, *options: str) -> Image.Image:
    command = ["pdftoppm", "-png", "-cropbox", *options, str(pdf)]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)).convert("RGB")


def frame_of(sheet: Image.Image, width: float, height: float) -> tuple[int, int, int, int]:
    """Where a picture of that size in points lies, in pixels, when it is centred in the frame."""
    left = EVIDENCE_FRAME.left + (EVIDENCE_FRAME.width - width) / 2
    top = SHEET.height - EVIDENCE_FRAME.bottom - (EVIDENCE_FRAME.height + height) / 2
    return (
        round(left * PIXEL),
        round(top * PIXEL),
        round((left + width) * PIXEL),
        round((top + height) * PIXEL),
    )


def assert_lies(source: Path, tmp_path: Path, width: float, height: float, turn: int) -> None:
    """The first page of ``source`` lies centred in the frame in that size, turned anticlockwise by ``turn``."""
    sheet = rendered(on_sheets(source, tmp_path / "sheets.pdf"), "-r", str(DPI))
    box = frame_of(sheet, width, height)
    shown = rendered(source, "-r", "96").rotate(turn, expand=True).resize((box[2] - box[0], box[3] - box[1]))
    expected = Image.new("RGB", sheet.size, "white")
    expected.paste(shown, box[:2])
    difference = ImageStat.Stat(ImageChops.difference(sheet, expected)).mean
    assert max(difference) < 4, difference


FULL = (267 / 297 * 595, 267 * 72 / 25.4)  # an A4 page at its largest in the frame, by height


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
def test_a_turned_page_stands_as_a_reader_shows_it(tmp_path: Path, rotate: int) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page(Rotate=rotate))
    width = FULL[1] / 842 * 595
    assert_lies(source, tmp_path, width, FULL[1], turn=90 if rotate % 180 else 0)


def test_a_landscape_page_is_turned_with_its_head_to_the_binding_edge(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page((0, 0, 842, 595)))
    assert_lies(source, tmp_path, FULL[1] / 842 * 595, FULL[1], turn=90)


def test_an_odd_origin_does_not_move_a_page(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page((-300, 1000, 295, 1842), Rotate=90))
    assert_lies(source, tmp_path, FULL[1] / 842 * 595, FULL[1], turn=90)


def test_only_what_the_crop_box_shows_is_printed(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page(CropBox=(100, 100, 300, 400)))
    assert_lies(source, tmp_path, 200, 300, turn=0)


def test_a_crop_box_larger_than_the_page_is_cut_to_it(tmp_path: Path) -> None:
    page = files.marked_page((0, 0, 200, 300))
    page.CropBox = pikepdf.Array([-50, -50, 400, 400])
    assert_lies(files.pdf_of(tmp_path / "a.pdf", page), tmp_path, 200, 300, turn=0)


def test_an_a3_drawing_is_scaled_into_the_frame(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page((0, 0, 1191, 842)))
    assert_lies(source, tmp_path, FULL[1] / 1191 * 842, FULL[1], turn=90)


def test_a_small_page_keeps_its_size_and_its_stand(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page((0, 0, 300, 200)))
    assert_lies(source, tmp_path, 300, 200, turn=0)


def test_a_user_unit_counts(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page((0, 0, 100, 150), UserUnit=2))
    assert_lies(source, tmp_path, 200, 300, turn=0)


def test_every_sheet_is_plain_a4(tmp_path: Path) -> None:
    source = files.pdf_of(tmp_path / "a.pdf", files.marked_page(Rotate=90, UserUnit=2, CropBox=(1, 1, 90, 90)))
    (page,) = pypdf.PdfReader(on_sheets(source, tmp_path / "b.pdf")).pages
    assert [float(corner) for corner in page.mediabox] == pytest.approx([0, 0, 595.276, 841.89], abs=0.001)
    assert not {"/Rotate", "/CropBox", "/UserUnit"} & set(page)


def test_a_seal_set_as_an_annotation_is_printed_and_links_and_scripts_are_not(tmp_path: Path) -> None:
    out = on_sheets(files.annotated_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf")
    sheet = rendered(out, "-r", str(DPI))
    scale = 267 / 297
    seal = (round((28.35 + 9 + 450 * scale) * PIXEL), round((SHEET.height - 51 - 150 * scale) * PIXEL))
    assert sheet.getpixel(seal) == (255, 0, 0)
    content = out.read_bytes()
    for trace in (b"example.invalid", b"JavaScript", b"EmbeddedFile", b"/Annot"):
        assert trace not in content


def test_a_layer_that_is_switched_off_stays_off(tmp_path: Path) -> None:
    sheet = rendered(on_sheets(files.layered_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf"), "-r", str(DPI))
    assert (0, 0, 0) not in {colour for _, colour in sheet.getcolors(1 << 20)}
    assert (255, 0, 0) in {colour for _, colour in sheet.getcolors(1 << 20)}


def test_a_page_drawn_in_several_streams_is_whole(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        page.Contents = pikepdf.Array([pdf.make_stream(part) for part in (b"1 0 0", b"rg 0 0 300", b"200 re f")])
        pdf.save(tmp_path / "a.pdf")
    sheet = rendered(on_sheets(tmp_path / "a.pdf", tmp_path / "b.pdf"), "-r", str(DPI))
    assert sheet.getpixel((sheet.width // 2, sheet.height // 2)) == (255, 0, 0)


def test_a_blank_page_is_a_blank_sheet(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    sheet = rendered(on_sheets(tmp_path / "a.pdf", tmp_path / "b.pdf"), "-r", str(DPI))
    assert sheet.getcolors(10) == [(sheet.width * sheet.height, (255, 255, 255))]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [Box(0, 0, 595, 842), Box(-50, 70, 2000, 300), Box(3, 3, 40, 50)])
def test_no_corner_of_a_page_leaves_the_frame(box: Box, rotate: int) -> None:
    matrix = fit_into_frame(VisibleArea(box, rotate, 1.5), EVIDENCE_FRAME)
    left, bottom, right, top = EVIDENCE_FRAME.corners
    x1, y1, x2, y2 = box.corners
    for x, y in ((x1, y1), (x1, y2), (x2, y1), (x2, y2)):
        assert left - 0.01 <= matrix.a * x + matrix.c * y + matrix.e <= right + 0.01
        assert bottom - 0.01 <= matrix.b * x + matrix.d * y + matrix.f <= top + 0.01


def test_what_is_left_of_a_broken_page_is_printed(tmp_path: Path) -> None:
    source = files.pdf_with_broken_content(tmp_path / "a.pdf")
    assert len(pypdf.PdfReader(on_sheets(source, tmp_path / "b.pdf")).pages) == 2


def test_a_form_with_answers_that_only_a_reader_can_draw_is_printed(tmp_path: Path) -> None:
    assert on_sheets(files.live_form(tmp_path / "a.pdf"), tmp_path / "b.pdf").exists()


@pytest.mark.parametrize("unit", [0, -1, -0.5])
def test_a_unit_that_is_no_size_counts_as_none(unit: float) -> None:
    page = Dictionary(MediaBox=Array([0, 0, 200, 300]), UserUnit=unit)
    assert read_visible_area(page).size == (200, 300)
