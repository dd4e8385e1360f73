"""What viewers show and other libraries do not find: damaged PDFs, rare ways of packing pictures, odd TIFFs."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

import torture_embedded
import torture_filters
import torture_forms
import torture_pictures
import torture_tiffs
from broken_files import jpeg_bytes
from docgen.package.evidence.evidence_pdf import inspect_file
from docgen.package.evidence.image_pages import convert_image
from docgen.package.evidence.page_ink import Ink
from foreign_pdfs import bind, codes, count_coloured

FILTERS = dict(torture_filters.filters())


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("said", ["对象流 数错", "目录表 全部指向零", "目录表 代号不是零"])
def test_a_pdf_that_only_a_viewer_reads_is_printed_as_it_is_shown(tmp_path: Path, said: str) -> None:
    path = write(tmp_path, "a.pdf", FILTERS[said])
    assert codes(path) == ["evidence.rendered"]
    (page,) = bind(path)
    assert count_coloured(page) > 50_000


def test_what_a_viewer_does_not_show_either_is_refused(tmp_path: Path) -> None:
    assert codes(write(tmp_path, "a.pdf", FILTERS["对象流 首字节错"])) == ["evidence.unreadable"]


@pytest.mark.parametrize("said", ["JPEG 没有结尾", "JPEG 前有垃圾", "JPEG 套 85", "传真 参数数组"])
def test_pictures_packed_in_rare_ways_are_not_called_incomplete(tmp_path: Path, said: str) -> None:
    cases = dict(torture_embedded.embedded_pictures())
    assert codes(write(tmp_path, "a.pdf", cases[said])) == ["evidence.low-resolution"]


def test_a_page_of_fax_data_of_two_dimensions_is_not_called_blank(tmp_path: Path) -> None:
    path = write(tmp_path, "a.pdf", dict(torture_embedded.embedded_pictures())["传真 三组二维"])
    assert inspect_file(path, path.name).facts[0].ink is Ink.GREY


@pytest.mark.slow
@pytest.mark.parametrize("said", ["批注标志 不可见", "批注样子 没有框"])
def test_stamps_that_viewers_show_are_printed(tmp_path: Path, said: str) -> None:
    stamp = dict(torture_forms.forms())[said]
    bare = bind(write(tmp_path, "bare.pdf", stamp.replace(b"/Annots", b"/Amnots")))[0]
    (page,) = bind(write(tmp_path, "a.pdf", stamp))
    assert count_coloured(page) > count_coloured(bare) + 5_000


@pytest.mark.slow
def test_a_mask_beside_the_page_of_a_tiff_and_odd_orientations_refuse_nothing(tmp_path: Path) -> None:
    cases = dict(torture_tiffs.tiffs())
    for said in ("TIFF 多页 蒙版", "TIFF 方向是文字", "TIFF 小端大文件"):
        found = inspect_file(write(tmp_path, f"{said}.tif", cases[f"{said}.tif"]), said)
        assert found.pages == 1, found.problems


def test_a_jpeg_without_its_end_marker_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jpg", jpeg_bytes((1240, 1754))[:-2])
    assert inspect_file(path, path.name).problems == ()
    assert convert_image(path, tmp_path / "a.pdf").exists()


@pytest.mark.slow
def test_arithmetic_coding_is_not_embedded(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jpg", dict(torture_pictures.pictures())["JPEG 算术编码.jpg"])
    assert b"\xff\xc9" not in convert_image(path, tmp_path / "a.pdf").read_bytes()


def test_a_line_of_pixels_is_one_page(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("L", (1, 900), 0).save(out, "PNG")
    path = write(tmp_path, "a.png", out.getvalue())
    assert inspect_file(path, path.name).pages == 1


def test_a_file_of_blank_backs_is_opened_in_one_viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A duplex scan has hundreds: a blank page is drawn once, to know that viewers show nothing on it either."""
    opened: list[object] = []

    class CountedDocument(pypdfium2.PdfDocument):
        def __init__(self, *arguments: object, **options: object) -> None:
            opened.append(self)
            super().__init__(*arguments, **options)

    monkeypatch.setattr("pypdfium2.PdfDocument", CountedDocument)
    path = tmp_path / "a.pdf"
    backs = [Image.new("L", (300, 400), 255) for _ in range(5)]
    backs[0].save(path, save_all=True, append_images=backs[1:])
    inspection = inspect_file(path, path.name)
    assert [page.ink for page in inspection.facts] == [Ink.BLANK] * 5
    assert (len(opened), inspection.rendered) == (1, ())
