"""A page that lost something on its way into the package is found by its look, whatever it lost; a sound one never is.

The package of a few pages is broken on purpose, in many ways, and compared again with the files that it is made of.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageDraw

import broken_files as files
import small_book
from docgen.package.layout.package_layout import Layout
from docgen.package.proof.look_proof import Looks, LookSource, check_looks, choose_pages, draw_looks
from docgen.package.proof.page_looks import SheetArea, draw_sheet_areas
from docgen.problems.problem import Problem
from docgen.runtime.cache import NO_CACHE, Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.isolated_calls import BrokenCall, CallLimits

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
CONTRACT = EXAMPLES / "yunxi-2022/evidence/08 制造资源共享/1 共享中心租赁协议.pdf"
"""Two pages of Chinese text with fonts of its own."""
MILLIMETRE = 72 / 25.4
RADIUS = 20 * MILLIMETRE
SEALED, PICTURED, LAYERED, DENSE, FILLED = 1, 2, 3, 4, 5
"""Pages of the PDF: a seal as annotation over text; a photo; a layer; the seal over as much text as a page holds;
a filled field."""


class Bound(NamedTuple):
    """A package, with the files that it is made of, the first page of each in it, and the looks of all pages."""

    package: Path
    layout: Layout
    sources: tuple[LookSource, ...]
    first: dict[str, int]
    looks: Looks


def seal(pdf: Pdf) -> Any:
    """A round red seal of 4 cm with a star, as its lines are: a ring of 1.2 mm and a block in the middle."""
    arc = 0.5523 * RADIUS
    r = RADIUS
    curves = (
        f"{r} 0 m {r} {arc} {arc} {r} 0 {r} c {-arc} {r} {-r} {arc} {-r} 0 c "
        f"{-r} {-arc} {-arc} {-r} 0 {-r} c {arc} {-r} {r} {-arc} {r} 0 c s"
    )
    content = f"0.85 0.1 0.1 RG 0.85 0.1 0.1 rg {1.2 * MILLIMETRE} w {curves} -8 -8 16 16 re f"
    box = Array([-r - 3, -r - 3, r + 3, r + 3])
    return pdf.make_stream(content.encode(), Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=box))


def photo(size: tuple[int, int] = (800, 600)) -> Image.Image:
    picture = Image.new("RGB", size, "#7a8fa0")
    draw = ImageDraw.Draw(picture)
    for step in range(12):
        draw.ellipse((step * 60, step * 40, step * 60 + 90, step * 40 + 120), fill=(20 * step, 90, 200 - 12 * step))
    return picture


def write_pdf(path: Path) -> None:
    with pikepdf.open(CONTRACT) as pdf:
        for _ in range(3):
            pdf.pages.append(pdf.pages[0])
        for page in (pdf.pages[SEALED - 1], pdf.pages[DENSE - 1]):
            rect = Array([300 - RADIUS, 500 - RADIUS, 300 + RADIUS, 500 + RADIUS])
            look = Dictionary(N=seal(pdf))
            page.obj.Annots = Array(
                [pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=rect, AP=look, F=4))]
            )
        lines = b"".join(
            b"BT /Fd 10 Tf 40 %d Td (%s) Tj ET " % (top, b"every line is full of it " * 5) for top in range(40, 810, 12)
        )
        dense = pdf.pages[DENSE - 1]
        dense.Contents = pdf.make_stream(lines)
        dense.Resources = Dictionary(
            Font=Dictionary(Fd=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )
        pictured = pdf.pages[PICTURED - 1]
        pictured.Resources.XObject = Dictionary(Im0=files._image_stream(pdf, photo()))
        pictured.contents_add(pdf.make_stream(b" q 200 0 0 150 300 60 cm /Im0 Do Q"))
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="章"))
        layered = pdf.pages[LAYERED - 1]
        layered.Resources.Properties = Dictionary(OC0=layer)
        layered.contents_add(pdf.make_stream(b" /OC /OC0 BDC 0 0 1 rg 100 60 90 40 re f EMC"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))
        _add_field(pdf, pdf.pages[FILLED - 1].obj)
        pdf.save(path, deterministic_id=True)


def _add_field(pdf: Pdf, page: Any) -> None:
    font = Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    box = Array([0, 0, 120, 14])
    drawn = b"/Tx BMC BT /Helv 10.5 Tf 2 3 Td (2022.09.30) Tj ET EMC"
    entries = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary(Font=font))
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="a", V="2022.09.30", F=4)
    field.Rect, field.DA = Array([300, 40, 420, 54]), String("/Helv 10.5 Tf 0 g")
    field.AP = Dictionary(N=pdf.make_stream(drawn, entries))
    page.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=page.Annots, DR=Dictionary(Font=font))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Bound:
    folder = tmp_path_factory.mktemp("looks")
    (folder / "work").mkdir()
    write_pdf(folder / "a.pdf")
    photo().save(folder / "b.jpg", quality=90)
    photo((600, 800)).save(folder / "c.png")
    files.scan_of(folder / "d.pdf", files.sheet(seal="#c02020", mode="RGB"), page_size=(842, 595))
    names = ["a.pdf", "b.jpg", "c.png", "d.pdf"]
    made = [small_book.item_file(folder / name, folder / "work") for name in names]
    package, layout = small_book.bound(folder / "work", {"8": made}, watermark="草稿")
    placed = {file.path: file for part in layout.parts for file in part.files}
    sources = tuple(
        LookSource(one.name, folder / name, "", one.sha256, placed[one.name].last - placed[one.name].first + 1)
        for name, one in zip(names, made, strict=True)
    )
    looks = draw_looks(sources, 100, NO_CACHE, Checksums())
    return Bound(package, layout, sources, {Path(name).name: file.first for name, file in placed.items()}, looks)


def compare(bound: Bound, package: Path, cache: Cache | None = None) -> list[Problem]:
    looks = draw_looks(bound.sources, 100, cache, Checksums()) if cache else bound.looks
    return list(check_looks(package, bound.layout, looks))


def break_page(bound: Bound, path: Path, name: str, number: int, spoil: Callable[[Pdf, Any], None]) -> list[Problem]:
    """Spoil one page of the package; return what is found."""
    with pikepdf.open(bound.package) as pdf:
        spoil(pdf, pdf.pages[bound.first[name] + number - 2].obj)
        pdf.save(path)
    return compare(bound, path)


# -- silence -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_sound_package_shows_what_its_files_show_under_stamps_and_watermark(whole: Bound) -> None:
    assert compare(whole, whole.package) == []
    assert len(whole.looks["evidence/a.pdf"].pages) == 5


# -- losses --------------------------------------------------------------------------------------------------------


def _drop_annotation(pdf: Pdf, page: Any) -> None:
    drawn = page.Resources.XObject.Page
    names = [name for name in drawn.Resources.XObject.keys() if "Fx" in name]  # noqa: SIM118 - those of qpdf
    assert names
    for name in names:
        form = drawn.Resources.XObject[name]
        form.write(b"")


def _drop_picture(pdf: Pdf, page: Any) -> None:
    del page.Resources.XObject.Page.Resources.XObject["/Im0"]


def _hide_layers(pdf: Pdf, page: Any) -> None:
    pdf.Root.OCProperties.D = Dictionary(OFF=pdf.Root.OCProperties.OCGs)


def _drop_fonts(pdf: Pdf, page: Any) -> None:
    del page.Resources.XObject.Page.Resources["/Font"]


def _drop_font_files(pdf: Pdf, page: Any) -> None:
    for found in pdf.objects:
        if isinstance(found, Dictionary):
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in found:
                    del found[key]


def _show_the_page_before(pdf: Pdf, page: Any) -> None:
    pages = [one.obj for one in pdf.pages]
    page.Resources.XObject.Page = pages[pages.index(page) - 1].Resources.XObject.Page


def _empty_page(pdf: Pdf, page: Any) -> None:
    page.Resources.XObject.Page = pdf.make_stream(
        b"", Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=page.Resources.XObject.Page.BBox)
    )


def _clip(pdf: Pdf, page: Any) -> None:
    page.Resources.XObject.Page.BBox = Array([0, 0, 300, 842])


def _lose_the_end(pdf: Pdf, page: Any) -> None:
    form = page.Resources.XObject.Page
    data = form.read_bytes()
    form.write(data[: len(data) * 3 // 4])


def _shift(pdf: Pdf, page: Any) -> None:
    page.Contents = pdf.make_stream(b"q 0.9 0 0 0.9 300 40 cm /Page Do Q q /Stamp Do Q")


def _cover(pdf: Pdf, page: Any) -> None:
    form = page.Resources.XObject.Page
    form.write(form.read_bytes() + b" Q Q 1 g 100 600 200 60 re f")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "spoil"),
    [
        (SEALED, _drop_annotation),
        (DENSE, _drop_annotation),
        (FILLED, _drop_annotation),
        (PICTURED, _drop_picture),
        (LAYERED, _hide_layers),
        (SEALED, _drop_fonts),
        (SEALED, _drop_font_files),
        (PICTURED, _show_the_page_before),
        (SEALED, _empty_page),
        (SEALED, _clip),
        (SEALED, _lose_the_end),
        (SEALED, _shift),
        (SEALED, _cover),
    ],
)
def test_whatever_a_page_loses_is_told_with_its_number(
    whole: Bound, tmp_path: Path, number: int, spoil: Callable[[Pdf, Any], None]
) -> None:
    found = break_page(whole, tmp_path / "spoilt.pdf", "a.pdf", number, spoil)
    (problem,) = [one for one in found if "少了" in one.message]
    printed = whole.layout.format_reference(whole.first["a.pdf"] + number - 1, whole.first["a.pdf"] + number - 1)
    assert problem.code == "evidence.differs"
    assert problem.where.path == "evidence/a.pdf"
    if spoil is not _drop_font_files:
        assert problem.message == f"第 {number} 页（材料{printed}）印出来比原文件少了内容。"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["b.jpg", "c.png", "d.pdf"])
def test_a_picture_that_vanishes_is_told(whole: Bound, tmp_path: Path, name: str) -> None:
    (problem,) = break_page(whole, tmp_path / "spoilt.pdf", name, 1, _empty_page)
    assert problem.where.path == f"evidence/{name}"


@pytest.mark.slow
@pytest.mark.parametrize("turn", ["-1 0 0 -1 {right} {top}", "-1 0 0 1 {right} 0"])
@pytest.mark.parametrize(("name", "number"), [("a.pdf", SEALED), ("b.jpg", 1), ("d.pdf", 1)])
def test_a_page_that_is_turned_over_or_mirrored_is_told(
    whole: Bound, tmp_path: Path, turn: str, name: str, number: int
) -> None:
    def spoil(pdf: Pdf, page: Any) -> None:
        form = page.Resources.XObject.Page
        left, bottom, right, top = (float(corner) for corner in form.BBox)
        assert (left, bottom) == (0, 0)
        form.Matrix = Array([float(one) for one in turn.format(right=right, top=top).split()])

    (problem,) = break_page(whole, tmp_path / "spoilt.pdf", name, number, spoil)
    assert "方向与原文件不同" in problem.message


@pytest.mark.slow
def test_content_that_only_the_package_shows_is_told_but_not_of_repaired_files(whole: Bound, tmp_path: Path) -> None:
    def spoil(pdf: Pdf, page: Any) -> None:
        form = page.Resources.XObject.Page
        form.write(form.read_bytes() + b" Q Q 0 g 50 650 500 100 re f")

    (problem,) = break_page(whole, tmp_path / "spoilt.pdf", "a.pdf", LAYERED, spoil)
    assert "多了内容" in problem.message
    lenient = whole._replace(looks={name: one._replace(is_repaired=True) for name, one in whole.looks.items()})
    assert compare(lenient, tmp_path / "spoilt.pdf") == []


# -- the end of a process --------------------------------------------------------------------------------------------


def draw_or_crash(package: Path, areas: Sequence[SheetArea]) -> object:
    if any(area.width > area.height for area in areas):
        os.kill(os.getpid(), signal.SIGSEGV)
    return draw_sheet_areas(package, areas)


def crash(path: Path, *_: object) -> None:
    if path.name == "b.jpg":
        os.kill(os.getpid(), signal.SIGSEGV)
    raise OSError("gone")


@pytest.mark.slow
def test_a_page_on_which_the_process_crashes_is_left_out_and_the_others_are_compared(
    whole: Bound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.package.proof.look_proof.draw_sheet_areas", draw_or_crash)
    assert compare(whole, whole.package) == []
    assert break_page(whole, tmp_path / "spoilt.pdf", "b.jpg", 1, _empty_page) == []
    (problem,) = break_page(whole, tmp_path / "spoilt.pdf", "c.png", 1, _empty_page)
    assert problem.where.path == "evidence/c.png"


@pytest.mark.slow
def test_where_every_sheet_takes_too_long_the_comparison_is_given_up(
    whole: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four files: all at once, then the first two of them within some seconds each."""
    seconds: list[float] = []

    def give_up(*_: object, limits: CallLimits) -> object:
        seconds.append(limits.seconds)
        raise BrokenCall("takes too long")

    monkeypatch.setattr("docgen.package.proof.look_proof.call_isolated", give_up)
    assert compare(whole, whole.package) == []
    assert len(seconds) == 3
    assert max(seconds[1:]) < 10


@pytest.mark.slow
def test_a_file_on_which_the_process_crashes_has_no_looks(whole: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.package.proof.look_proof.draw_source_pages", crash)
    looks = draw_looks(whole.sources, 100, NO_CACHE, Checksums())
    assert [dict(one.pages) for one in looks.values()] == [{}] * 4


# -- the sample ----------------------------------------------------------------------------------------------------


def chosen(folder: Path, most: int, *pages: int, marked: tuple[int, ...] = (), size: int = 100) -> list[list[int]]:
    sources = []
    for number, count in enumerate(pages):
        path = folder / f"{number}.pdf"
        path.touch()
        os.truncate(path, size)
        sources.append(LookSource(path.name, path, "", "", count, marked))
    return choose_pages(sources, most)


def test_few_pages_are_all_compared(tmp_path: Path) -> None:
    assert chosen(tmp_path, 40, 3, 1, 20) == [[0, 1, 2], [0], list(range(20))]


def test_of_many_pages_the_first_the_last_and_the_marked_ones_come_first(tmp_path: Path) -> None:
    (numbers,) = chosen(tmp_path, 10, 500, marked=(250,))
    assert {0, 250, 499} <= set(numbers)
    assert 9 <= len(numbers) <= 11
    assert max(after - before for before, after in zip(numbers, numbers[1:], strict=False)) < 120


def test_of_more_files_than_are_compared_some_of_all_are(tmp_path: Path) -> None:
    numbers = chosen(tmp_path, 20, *[1] * 100)
    assert sum(map(len, numbers)) in (19, 20)
    assert all(any(numbers[at : at + 10]) for at in range(0, 100, 10))


def test_large_pages_count_more(tmp_path: Path) -> None:
    (numbers,) = chosen(tmp_path, 20, 100, size=100 * 512 * 1024)
    assert 3 <= len(numbers) <= 4


# -- the cache -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_looks_of_sources_are_remembered_by_content(
    whole: Bound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    assert compare(whole, whole.package, cache=cache) == []

    def refuse(*_: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr("docgen.package.proof.look_proof.draw_source_pages", refuse)
    assert compare(whole, whole.package, cache=cache) == []


@pytest.mark.slow
def test_a_wrong_entry_of_the_cache_is_thrown_away(whole: Bound, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    compare(whole, whole.package, cache=cache)
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert compare(whole, whole.package, cache=cache) == []
    assert cache.discarded == 8


@pytest.mark.slow
def test_nothing_is_remembered_of_files_with_a_password(whole: Bound, tmp_path: Path) -> None:
    sources = tuple(one._replace(password="秘密") for one in whole.sources)
    draw_looks(sources, 100, Cache(tmp_path / "cache"), Checksums())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_a_file_that_vanished_or_cannot_be_shown_is_left_out(whole: Bound, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    sources = [
        LookSource("evidence/gone.pdf", tmp_path / "gone.pdf", "", "", 2),
        LookSource("evidence/bad.pdf", tmp_path / "bad.pdf", "", "", 2),
    ]
    looks = draw_looks(sources, 10, NO_CACHE, Checksums())
    assert [dict(one.pages) for one in looks.values()] == [{}, {}]


@pytest.mark.slow
def test_the_sample_is_the_same_every_time(whole: Bound) -> None:
    first, again = (draw_looks(whole.sources, 4, NO_CACHE, Checksums()) for _ in range(2))
    assert first == again
    assert 2 <= sum(len(one.pages) for one in first.values()) <= 4


@pytest.mark.slow
def test_a_package_is_not_changed_by_the_comparison(whole: Bound, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(whole.package, tmp_path / "copy.pdf"))
    compare(whole, copy)
    assert copy.read_bytes() == whole.package.read_bytes()
