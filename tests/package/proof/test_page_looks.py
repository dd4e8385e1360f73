"""Pages are drawn small as a viewer shows them; sound pages, however odd, look in a package as in their files."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import broken_files as files
import odd_pages
import small_book
from docgen.package.evidence.evidence_pdf import BoundPdf, inspect_file, make_bound_pdf
from docgen.package.layout.book import ItemFile
from docgen.package.proof.look_proof import LookSource, check_looks, draw_looks
from docgen.package.proof.page_looks import PageLook, SheetArea, draw_sheet_areas, draw_source_pages
from docgen.problems.problem import has_errors
from docgen.runtime.cache import NO_CACHE
from docgen.runtime.checksums import Checksums, compute_sha256
from foreign_pdfs import draw_boxes


def picture_of(look: PageLook | None) -> Image.Image:
    assert look is not None
    return Image.frombytes("L", (look.width, look.height), look.ink)


def corner_of(look: PageLook | None) -> str:
    """The corner in which there is more ink than in any other."""
    picture = picture_of(look)
    half, middle = picture.width // 2, picture.height // 2
    boxes = {
        "top left": (0, 0, half, middle),
        "top right": (half, 0, picture.width, middle),
        "bottom left": (0, middle, half, picture.height),
        "bottom right": (half, middle, picture.width, picture.height),
    }
    return max(boxes, key=lambda name: sum(picture.crop(boxes[name]).tobytes()))


@pytest.mark.slow
def test_odd_but_sound_pages_look_in_the_package_as_in_their_files(tmp_path: Path) -> None:
    given, work = tmp_path / "given", tmp_path / "work"
    given.mkdir()
    work.mkdir()
    odd_pages.write_odd_files(given)
    made: list[ItemFile] = []
    sources: dict[str, LookSource] = {}
    for number, path in enumerate(sorted(given.iterdir())):
        inspection = inspect_file(path, path.name)
        assert not has_errors(inspection.problems), path.name
        bound = make_bound_pdf(path, inspection, work / f"{number}.pdf", draw=draw_boxes)
        digest = compute_sha256(path)
        if digest not in sources:
            made.append(ItemFile(f"evidence/{path.name}", path.stem, bound.pdf, digest))
            sources[digest] = source_of(path, digest, bound)
    assert len(made) > 180
    package, layout = small_book.bound(work, {"8": made}, watermark="草稿")
    looks = draw_looks(tuple(sources.values()), 10_000, NO_CACHE, Checksums())
    assert {one.name for one in sources.values() if len(looks[one.name].pages) != one.pages} == set()
    found = list(check_looks(package, layout, looks))
    assert [f"{one.where.path} {one.message}" for one in found] == []


def source_of(path: Path, digest: str, bound: BoundPdf) -> LookSource:
    assert [one.code for one in bound.problems] == []
    return LookSource(f"evidence/{path.name}", path, "", digest, bound.pages)


def test_a_page_is_drawn_as_it_is_turned_and_cropped(tmp_path: Path) -> None:
    path = files.pdf_of(tmp_path / "a.pdf", files.marked_page(), files.marked_page(Rotate=90))
    upright, turned = draw_source_pages(path, "", [0, 1])
    assert upright is not None
    assert turned is not None
    assert (upright.width, upright.height) == (turned.height, turned.width) == (198, 280)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_a_picture_is_drawn_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    picture = Image.new("RGB", (600, 400), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 200, 100), fill="red")
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = picture.transpose(turns[orientation]) if orientation in turns else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{ending}"
    stored.save(path, **({"exif": exif} if ending == "jpg" else {"tiffinfo": {0x0112: orientation}}))
    (look,) = draw_source_pages(path, "", [0])
    assert picture_of(look).size == (280, 187)
    assert corner_of(look) == "top left"


def test_red_and_yellow_are_as_dark_as_black(tmp_path: Path) -> None:
    for number, colour in enumerate(("red", "yellow", "black", "white")):
        Image.new("RGB", (40, 30), colour).save(tmp_path / f"{number}.png")
    inks = [max(picture_of(draw_source_pages(tmp_path / f"{n}.png", "", [0])[0]).tobytes()) for n in range(4)]
    assert inks == [255, 255, 255, 0]


def test_a_locked_pdf_is_drawn_with_its_password_only(tmp_path: Path) -> None:
    path = files.protected_pdf(tmp_path / "a.pdf", user="开门", owner="o")
    assert draw_source_pages(path, "开门", [0])[0]
    assert draw_source_pages(path, "wrong", [0]) == ()


def test_pages_that_are_not_there_have_no_look(tmp_path: Path) -> None:
    path = files.pdf_of(tmp_path / "a.pdf", files.marked_page())
    assert [bool(look) for look in draw_source_pages(path, "", [0, 7])] == [True, False]
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    assert [bool(look) for look in draw_source_pages(tmp_path / "a.png", "", [0, 1])] == [True, False]
    area = SheetArea(9, 0, 0, 100, 100, 50, 50)
    assert draw_sheet_areas(path, [area, area._replace(page=0, right=0.0)]) == (None, None)


def test_what_is_beside_the_sheet_is_not_drawn(tmp_path: Path) -> None:
    path = files.drawn_pdf(tmp_path / "a.pdf", b"0 g -300 -300 2000 2000 re f")
    (look,) = draw_sheet_areas(path, [SheetArea(0, 300, 0, 895, 842, 198, 280)])
    picture = picture_of(look)
    assert min(picture.crop((0, 0, 90, 280)).tobytes()) > 250
    assert max(picture.crop((105, 0, 198, 280)).tobytes()) == 0


def test_looks_are_plain_data(tmp_path: Path) -> None:
    path = files.pdf_of(tmp_path / "a.pdf", files.marked_page())
    (look,) = draw_source_pages(path, "", [0])
    assert look is not None
    assert [type(value) for value in look] == [int, int, bytes, bool]
    assert not dataclasses.is_dataclass(look)


def test_too_little_memory_says_nothing_about_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    path = files.pdf_of(tmp_path / "a.pdf", files.marked_page())
    monkeypatch.setattr("docgen.package.proof.page_looks._draw_page", fail)
    with pytest.raises(MemoryError):
        draw_source_pages(path, "", [0])


def test_of_a_package_that_cannot_be_opened_no_page_is_called_lost(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert draw_sheet_areas(tmp_path / "a.pdf", [SheetArea(0, 0, 0, 100, 100, 50, 50)]) == ()
