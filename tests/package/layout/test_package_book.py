"""The whole package: numbered, linked, bookmarked, and proven."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdf
import pytest
from PIL import Image

import broken_files as files
import small_book
from docgen.errors import ReadBackError
from docgen.package.layout.package_layout import Layout
from docgen.package.proof.pdf_reader import PackageReader, count_pages
from docgen.package.proof.verify import verify_package

NASTY = (
    '协议 & <甲> # * _ $ @ \\ [x] {y} `z` #import "a" //c 𬭚㛃 '
    + "关于共建中小企业特色产业集群公共服务平台的合作协议" * 3
)
LONG_NAME = "2021_" + "equipment_inventory_" * 6 + "signed"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("package")


@pytest.fixture
def reading(bound: tuple[Path, Layout]) -> Iterator[PackageReader]:
    with bound[0].open("rb") as file:
        yield PackageReader(file)


@pytest.fixture(scope="module")
def bound(folder: Path) -> tuple[Path, Layout]:
    scan = files.scanned_pdf(folder / "scan.pdf", pages=4)
    (folder / "photo.jpg").write_bytes(files.jpeg_bytes((1600, 1200)))
    turned = files.pdf_of(folder / "turned.pdf", files.marked_page(Rotate=90), files.marked_page((9, 9, 800, 400)))
    evidence = {
        "8": [
            small_book.item_file(scan, folder, NASTY),
            small_book.item_file(folder / "photo.jpg", folder, LONG_NAME),
        ],
        "25": [small_book.item_file(turned, folder)],
    }
    return small_book.bound(folder, evidence)


def text_of(pdf: Path, page: int) -> str:
    command = ["pdftotext", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_the_package_proves_itself(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    counts = {"evidence/scan.pdf": 4, "evidence/photo.jpg": 1, "evidence/turned.pdf": 2}
    assert verify_package(package, layout, counts) == ()


def test_the_parts_follow_one_another_in_the_order_of_the_book(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    assert [part.role for part in layout.parts] == ["cover", "contents", "form", "checklist", "evidence", "evidence"]
    assert [part.first for part in layout.parts] == [1, 2, 3, 6, 7, 13]
    assert [(file.first, file.last) for part in layout.parts for file in part.files] == [(8, 11), (12, 12), (14, 15)]
    assert layout.pages == 15 == count_pages(package)


def test_the_manifest_entry_reads_back_as_the_layout(bound: tuple[Path, Layout]) -> None:
    _, layout = bound
    entry = layout.to_json()
    assert entry["parts"][4]["item"] == 8
    assert set(entry["parts"][4]["files"][0]) >= {"path", "sha256", "first", "last"}
    assert Layout.from_json(entry) == layout


def test_each_page_is_stamped_at_the_outer_side_as_the_standard_wants(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    command = ["pdftotext", "-bbox", str(package), "-"]
    boxes = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("<page ")[1:]
    word = r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax=".+?">(.+?)</word>'
    for number, words in enumerate(boxes, 1):
        dash, printed, end = (found for found in re.findall(word, words) if float(found[1]) > 275 / 25.4 * 72)
        assert (dash[3], printed[3], end[3]) == ("—", str(number), "—")
        left, top, right = (float(edge) / 72 * 25.4 for edge in (dash[0], printed[1], end[2]))
        assert top < 290
        one_character = 14 / 72 * 25.4
        assert left < right == pytest.approx(210 - 27 - one_character, abs=1)


def test_evidence_pages_name_their_item(bound: tuple[Path, Layout]) -> None:
    package, _ = bound
    assert "佐证材料8" in text_of(package, 8)
    assert "佐证材料25" in text_of(package, 15)
    assert "佐证材料" not in text_of(package, 4)


@pytest.mark.slow
def test_every_character_of_a_title_is_printed_as_it_is(bound: tuple[Path, Layout]) -> None:
    package, _ = bound
    words = "".join(NASTY.split())
    for page in (2, 6, 7):
        assert words in "".join(pypdf.PdfReader(package).pages[page - 1].extract_text().split())
        assert LONG_NAME in "".join(pypdf.PdfReader(package).pages[page - 1].extract_text().split())


def test_the_fonts_of_drawn_pages_are_embedded_and_searchable(reading: PackageReader) -> None:
    for number in (1, 2, 6, 7):
        assert reading.list_fonts(number)
        assert all(font.is_embedded and font.is_searchable for font in reading.list_fonts(number))


def test_the_parts_of_the_form_are_bookmarked_where_they_begin(reading: PackageReader) -> None:
    titles = {bookmark.title: bookmark.page for bookmark in reading.list_bookmarks()}
    assert titles["一、主导产业情况"] == 3
    assert titles["二、创新能力情况"] == 5
    assert titles["佐证材料25 提供中小企业特色产业集群发展规划（2023—2025年）。"] == 13


def test_two_runs_give_the_same_bytes(bound: tuple[Path, Layout], tmp_path: Path, folder: Path) -> None:
    evidence = {"8": [small_book.item_file(folder / "scan.pdf", tmp_path)]}
    first, _ = small_book.bound(tmp_path, evidence)
    before = first.read_bytes()
    again, _ = small_book.bound(tmp_path, evidence)
    assert again.read_bytes() == before


def test_packages_of_different_evidence_have_different_identities(tmp_path: Path) -> None:
    identities = set()
    for rotate in (0, 90):
        paper = files.pdf_of(tmp_path / f"{rotate}.pdf", files.marked_page(Rotate=rotate))
        one = dataclasses.replace(small_book.item_file(paper, tmp_path), name="evidence/a.pdf", title="协议")
        package, _ = small_book.bound(tmp_path, {"8": [one]})
        with pikepdf.open(package) as opened:
            identities.add(bytes(opened.trailer.ID[0]))
    assert len(identities) == 2


@pytest.mark.slow
def test_equal_files_are_stored_once(tmp_path: Path) -> None:
    noise = Image.effect_noise((900, 900), 90)
    for name in ("a.png", "b.png"):
        noise.save(tmp_path / name)
    of_item = [small_book.item_file(tmp_path / name, tmp_path) for name in ("a.png", "b.png")]
    once, _ = small_book.bound(tmp_path, {"8": of_item[:1]})
    size = once.stat().st_size
    twice, layout = small_book.bound(tmp_path, {"8": of_item})
    assert twice.stat().st_size < size + 30_000
    assert verify_package(twice, layout, {}) == ()


def test_a_draft_says_so_on_every_page(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", 1)
    package, layout = small_book.bound(tmp_path, {"8": [small_book.item_file(scan, tmp_path)]}, watermark="草稿")
    for number in range(1, layout.pages + 1):
        assert "草稿" in "".join(pypdf.PdfReader(package).pages[number - 1].extract_text().split())
    assert verify_package(package, layout, {}) == ()


@pytest.mark.slow
def test_contents_of_several_pages_still_name_the_right_pages(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", 1)
    one = small_book.item_file(scan, tmp_path)
    many = [dataclasses.replace(one, name=f"evidence/{n}.pdf", title=f"第{n}家企业发展情况表") for n in range(90)]
    package, layout = small_book.bound(tmp_path, {"8": many})
    contents = layout.get_part("contents")
    assert contents.last > contents.first + 1
    assert verify_package(package, layout, {}) == ()


def test_an_item_without_files_is_in_the_checklist_and_has_no_divider(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    assert layout.list_evidence_parts("16") == ()
    assert small_book.TITLES["16"] in "".join(pypdf.PdfReader(package).pages[5].extract_text().split())


def test_a_font_that_a_conversion_left_out_is_told(tmp_path: Path) -> None:
    path = files.pdf_with_standard_font(tmp_path / "a.pdf")
    one = dataclasses.replace(small_book.item_file(path, tmp_path), name="evidence/a.docx")
    package, layout = small_book.bound(tmp_path, {"8": [one]})
    (problem,) = verify_package(package, layout, {})
    assert problem.code == "evidence.font-not-embedded"
    assert problem.where.path == "evidence/a.docx"
    assert "Helvetica" in problem.message


def test_evidence_with_fewer_pages_than_its_file_is_found_out(bound: tuple[Path, Layout]) -> None:
    with pytest.raises(ReadBackError, match="scan.pdf”有 5 页"):
        verify_package(*bound, {"evidence/scan.pdf": 5})


def _lose_a_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[9]


def _swap_pages(pdf: pikepdf.Pdf) -> None:
    tenth = pdf.pages[9].obj
    del pdf.pages[9]
    pdf.pages.insert(10, pikepdf.Page(tenth))


def _turn_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[9].rotate(90, relative=False)


def _lose_a_bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.pop()


def _label_in_roman(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].S = pikepdf.Name.r


def _link_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Annots[3].Dest[0] = pdf.pages[8].obj


def _unlink_the_divider(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[6].obj.Annots


def _run_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))


@pytest.mark.parametrize(
    "spoil, said",
    [
        (_lose_a_page, "应有 15 页，实有 14 页"),
        (_swap_pages, "第 10 页印的页码应是 10"),
        (_turn_a_page, "第 10 页不是竖排的 A4"),
        (_lose_a_bookmark, "书签应为“佐证材料25"),
        (_label_in_roman, "第 1 页的页签应是“1”，实为“i”"),
        (_link_elsewhere, "目录应为"),
        (_unlink_the_divider, "没有印“第8—11页”"),
        (_run_a_script, "OpenAction"),
    ],
)
def test_a_spoilt_package_is_found_out(
    bound: tuple[Path, Layout], tmp_path: Path, spoil: Callable[[pikepdf.Pdf], None], said: str
) -> None:
    package, layout = bound
    with pikepdf.open(package) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "spoilt.pdf")
    with pytest.raises(ReadBackError, match=said):
        verify_package(tmp_path / "spoilt.pdf", layout, {})


def test_a_layout_with_a_gap_is_found_out(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    form = dataclasses.replace(layout.parts[2], last=4, sections=())
    gap = dataclasses.replace(layout, parts=(*layout.parts[:2], form, *layout.parts[3:]))
    with pytest.raises(ReadBackError, match="应从第 5 页开始"):
        verify_package(package, gap, {})
