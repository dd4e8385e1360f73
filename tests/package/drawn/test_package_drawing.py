"""The pages docgen draws itself stay inside their sheet, whatever is written on them."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageOps

import broken_files as files
import small_book
from docgen.definitions.notice import Printing, VolumeLimit
from docgen.errors import DefinitionError, ToolMissing
from docgen.package.drawn.typesetting import Typesetter, draw_stamps
from docgen.package.layout.book import Book, Cover, CoverLine, Demand, FormPart, Proven
from docgen.package.layout.package_layout import Layout, SealedPage
from docgen.package.merging.assembly import assemble_package
from docgen.package.proof.pdf_reader import Link, PackageReader
from docgen.package.proof.verify import verify_package

_WORD = re.compile(r'<word xMin="(.+?)" yMin=".+?" xMax="(.+?)" yMax=".+?">(.+?)</word>')


def edges(pdf: Path) -> tuple[float, float]:
    """How far the words of the package reach to the left and to the right, in millimetres."""
    text = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    words = _WORD.findall(text)
    return min(float(word[0]) for word in words) / 72 * 25.4, max(float(word[1]) for word in words) / 72 * 25.4


def a_book(work: Path) -> Book:
    scan = files.pdf_of(work / "a.pdf")
    return small_book.book(work, {"8": [small_book.item_file(scan, work)]})


@pytest.mark.parametrize("label", ["集群名称", "集群运营管理机构", "县（市、区）中小企业主管部门"])
def test_the_cover_stays_inside_its_margins(tmp_path: Path, label: str) -> None:
    value = "东江省宁川市云溪县精密减速传动件中小企业特色产业集群发展促进中心"
    cover = Cover("中小企业特色产业集群申报材料", (CoverLine(label, value),), "2022年9月20日")
    book = dataclasses.replace(a_book(tmp_path), cover=cover, items=())
    assemble_package(book, tmp_path / "out.pdf", small_book.TYPESETTER)
    left, right = edges(tmp_path / "out.pdf")
    assert left > 20
    assert right < 210 - 17


@pytest.mark.parametrize(
    "lines",
    [
        ("云溪县精密减速传动件", "中小企业特色产业集群"),
        ("宁川市云溪县工业园投资", "发展运营管理有限公司"),
        ("东江省宁川市云溪县", "工业信息化和科技局"),
        ("澜汀市澜汀区一次性医用", "耗材产业集群发展服务中心"),
    ],
)
def test_the_lines_of_the_cover_are_of_about_one_length_and_end_between_words(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    cover = Cover("申报材料", (CoverLine("集群名称", "".join(lines)),), "2022年9月20日")
    book = dataclasses.replace(a_book(tmp_path), cover=cover, items=())
    assemble_package(book, tmp_path / "out.pdf", small_book.TYPESETTER)
    command = ["pdftotext", "-layout", "-l", "1", str(tmp_path / "out.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    assert [line.rpartition("：")[2].strip() for line in text.splitlines() if any(word in line for word in lines)] == [
        *lines
    ]


@pytest.mark.slow
def test_names_of_two_hundred_characters_stay_inside_the_page(tmp_path: Path) -> None:
    for number, title in enumerate(("佐" * 200, "a" * 200, "2021_" * 40, "A-B " * 50)):
        book = a_book(tmp_path)
        (item,) = book.items
        item = dataclasses.replace(item, files=(dataclasses.replace(item.files[0], title=title.strip()),))
        out = tmp_path / f"{number}.pdf"
        layout = assemble_package(dataclasses.replace(book, items=(item,)), out, small_book.TYPESETTER).layout
        verify_package(out, layout, {})
        left, right = edges(out)
        assert left > 10
        assert right < 210 - 11


def test_a_part_of_the_form_that_is_not_in_its_pdf_stops_the_build(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    form = dataclasses.replace(book.form, parts=(FormPart("九、真实性声明", "s9"),))
    with pytest.raises(DefinitionError, match="九、真实性声明"):
        assemble_package(dataclasses.replace(book, form=form), tmp_path / "out.pdf", small_book.TYPESETTER)


def test_without_a_chinese_font_nothing_is_drawn(tmp_path: Path) -> None:
    class LatinOnly:
        def families(self) -> list[str]:
            return ["Liberation Serif"]

    typesetter = Typesetter(small_book.TYPESETTER.templates, ())
    typesetter.__dict__["_fonts"] = LatinOnly()
    with pytest.raises(ToolMissing, match="中文字体"):
        assemble_package(a_book(tmp_path), tmp_path / "out.pdf", typesetter)


# -- volumes, blank pages, cross-references ---------------------------------------------------------------------------

TWENTY = VolumeLimit(pages=20)
DEMANDS = (
    Demand("一、主导产业情况", "“共享车间”", "shared", "证明", "申报表", ("8", "25"), "已备"),
    Demand("二、创新能力情况", "“碳排放监测”", "shared", "计算公式", "通知", ("16",), "缺"),
    Demand("二、创新能力情况", "“创新平台”", "shared", "清单", "申报表", (), "无处归"),
)


def in_volumes(work: Path, printing: Printing) -> tuple[Path, Layout]:
    """A package of several volumes, with item 8 in two of them."""
    one = small_book.item_file(files.scanned_pdf(work / "a.pdf", 2), work)
    eight = [dataclasses.replace(one, name=f"evidence/{n}.pdf", title=f"协议{n}") for n in range(10)]
    book = small_book.book(work, {"8": eight, "25": [one] * 5}, printing=printing)
    book = dataclasses.replace(book, demands=DEMANDS)
    layout = assemble_package(book, work / "out.pdf", small_book.TYPESETTER).layout
    assert len(layout.bound_volumes) == 3
    return work / "out.pdf", layout


def text_of(pdf: Path, page: int) -> str:
    command = ["pdftotext", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return "".join(subprocess.run(command, check=True, capture_output=True).stdout.decode().split())


def links_of(pdf: Path, page: int) -> list[Link]:
    with pdf.open("rb") as file:
        return PackageReader(file).list_links(page)


PRINTINGS = [
    Printing(sides="one", numbering="continuous", volumes=TWENTY),
    Printing(sides="one", numbering="volume", volumes=TWENTY),
    Printing(sides="two", numbering="continuous", volumes=TWENTY),
    Printing(sides="two", numbering="volume", volumes=TWENTY),
]


@pytest.fixture(scope="module", params=PRINTINGS, ids=lambda one: f"{one.sides}-{one.numbering}")
def volumes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Layout]:
    return in_volumes(tmp_path_factory.mktemp("volumes"), request.param)


def test_each_volume_has_a_cover_that_says_which_one_it_is(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    covers = [text_of(pdf, part.first) for part in layout.list_parts("cover")]
    assert [re.findall("第.册|共.册", cover) for cover in covers] == [
        [name, f"共{number}册"] for name, number in zip(("第一册", "第二册", "第三册"), "三三三", strict=True)
    ]


def test_the_contents_of_a_volume_lead_to_the_other_volumes(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    first, second, third = layout.bound_volumes
    _, contents, _ = layout.list_parts("contents")
    others = {link.text: link.target for link in links_of(pdf, contents.last)[-2:]}
    numbers = [f"第{layout.get_page_number(one.first)}—{layout.get_page_number(one.last)}页" for one in (first, third)]
    assert list(others.values()) == [first.first, third.first]
    assert [text[-len(number) :] for text, number in zip(others, numbers, strict=True)] == numbers
    assert next(iter(others)).startswith("第一册中小企业特色产业集群申报表、佐证材料清单、")


def test_the_divider_of_an_item_in_two_volumes_tells_where_the_rest_is(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    first, second = layout.list_evidence_parts("8")
    assert second.heading == "佐证材料8（续）"
    for here, there in ((first, second), (second, first)):
        links = links_of(pdf, here.own_pages[-1])
        assert Link(layout.format_reference(there.first, there.last), there.first) in links


def test_a_demand_leads_to_the_page_of_its_answer_and_to_its_items(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    part = layout.get_part("requirements")
    links = [link for page in part.own_pages for link in links_of(pdf, page)]
    answer = layout.get_part("form").first + 1  # as the book has it: page 2 of the form
    items = [one for label in ("8", "25") for one in layout.list_evidence_parts(label)]
    answers = [Link(f"（{layout.format_reference(answer, answer)}）", answer)] * 3
    expected = [*answers, *(Link(layout.format_reference(one.first, one.last), one.first) for one in items)]
    assert sorted(links) == sorted(expected)
    said = "".join(text_of(pdf, page) for page in part.own_pages)
    assert all(word in said for word in ("“碳排放监测”", "计算公式", "（通知）", "无处归", "缺"))
    assert "建立集群碳排放监测" in said and "如有" not in said, (
        "the table names an item without what stands in brackets"
    )


@pytest.mark.slow
def test_a_divider_names_the_answers_that_its_item_proves_with_their_pages(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    answer = layout.get_part("form").first + 1
    for part in layout.list_parts("evidence"):
        links = links_of(pdf, part.first)
        assert Link(f"（{layout.format_reference(answer, answer)}）", answer) in links
        assert f"五、开放合作情况：共享车间（{layout.format_reference(answer, answer)}）" in text_of(pdf, part.first)


def test_a_part_of_the_form_that_is_one_answer_is_named_once_on_the_divider(tmp_path: Path) -> None:
    scan = small_book.item_file(files.scanned_pdf(tmp_path / "a.pdf", 1), tmp_path)
    book = small_book.book(tmp_path, {"25": [scan]})
    whole = Proven("八、发展规划", "八、发展规划", "shared")
    book = dataclasses.replace(book, items=(dataclasses.replace(book.items[0], proves=(whole,)),))
    layout = assemble_package(book, tmp_path / "out.pdf", small_book.TYPESETTER).layout
    divider = layout.get_part("form").last + 2  # behind the checklist
    assert "证明事项：八、发展规划（第" in text_of(tmp_path / "out.pdf", divider)


def test_the_title_of_a_divider_breaks_where_a_phrase_ends(tmp_path: Path) -> None:
    scan = small_book.item_file(files.scanned_pdf(tmp_path / "a.pdf", 1), tmp_path)
    book = small_book.book(tmp_path, {"8": [scan]})
    title = "提供开展碳达峰碳中和相关宣传、检测等工作情况佐证材料"
    book = dataclasses.replace(book, items=(dataclasses.replace(book.items[0], title=title),))
    layout = assemble_package(book, tmp_path / "out.pdf", small_book.TYPESETTER).layout
    divider = str(layout.get_part("form").last + 2)  # behind the checklist
    command = ["pdftotext", "-layout", "-f", divider, "-l", divider, str(tmp_path / "out.pdf"), "-"]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.decode().splitlines()
    assert {"提供开展碳达峰碳中和相关宣传、", "检测等工作情况佐证材料"} <= {line.strip() for line in lines}


def test_a_blank_page_says_so_and_bears_its_number(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    assert bool(layout.blanks) == (layout.sides == "two")
    for page in layout.blanks:
        assert text_of(pdf, page) in (
            f"（此页空白）—{layout.get_page_number(page)}—",
            f"—{layout.get_page_number(page)}—（此页空白）",
        )


def test_the_number_stands_at_the_outer_side_one_character_in(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    pages = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("<page ")[1:]
    for page, words in enumerate(pages, 1):
        found = [word for word in _STAMP.findall(words) if float(word[1]) > 275 / 25.4 * 72]
        assert [word[3] for word in found] == ["—", str(layout.get_page_number(page)), "—"]
        from_left, from_right = float(found[0][0]) / 72 * 25.4, 210 - float(found[-1][2]) / 72 * 25.4
        outer, inner = (from_right, from_left) if layout.is_right_hand(page) else (from_left, from_right)
        assert outer == pytest.approx(27 + 14 / 72 * 25.4, abs=0.5)
        assert inner > 100


_STAMP = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax=".+?">(.+?)</word>')


@pytest.mark.slow
def test_drawn_pages_have_equal_margins_at_both_sides(volumes: tuple[Path, Layout]) -> None:
    pdf, layout = volumes
    for part in layout.parts:
        for page in part.own_pages if part.role != "form" else ():
            drawn = pdf.with_name(f"{page}.pdf")
            subprocess.run(["pdfseparate", "-f", str(page), "-l", str(page), str(pdf), str(drawn)], check=True)
            left, right = edges(drawn)
            assert left > 19  # the empty half of a bracket reaches out
            assert right < 210 - 19


def test_a_package_in_one_volume_says_nothing_of_volumes(tmp_path: Path) -> None:
    scan = small_book.item_file(files.scanned_pdf(tmp_path / "a.pdf", 1), tmp_path)
    package, layout = small_book.bound(tmp_path, {"8": [scan]}, printing=Printing(numbering="volume"))
    assert not any("册" in text_of(package, page) for page in range(1, layout.pages + 1))


# -- stamps -----------------------------------------------------------------------------------------------------------

MODULES = ["".join("1" if (row * column + 1) % 3 else "0" for column in range(29)) for row in range(29)]


def drawn_stamps(work: Path, layout: Layout, codes: dict[int, list[str]]) -> Path:
    (work / "stamps.pdf").write_bytes(draw_stamps(a_book(work), layout, small_book.TYPESETTER, codes))
    return work / "stamps.pdf"


@pytest.mark.slow
@pytest.mark.parametrize("page, left", [(1, True), (2, False)])
def test_a_code_stands_at_the_inner_side_white_around_it_and_module_by_module(
    tmp_path: Path, page: int, left: bool
) -> None:
    dots = 600 / 25.4
    pdf = drawn_stamps(tmp_path, Layout(2, (), sides="two"), {1: MODULES, 2: MODULES})
    picture = _rendered(pdf, page, 600)
    half = picture.width // 2
    box = ImageOps.invert(
        picture.crop((0, 0, half, picture.height) if left else (half, 0, picture.width, picture.height))
    )
    x1, y1, x2, y2 = box.getbbox() or (0, 0, 0, 0)
    assert (x2 - x1) / dots == pytest.approx(13, abs=0.1)
    assert (y2 - y1) / dots == pytest.approx(13, abs=0.1)
    inner = x1 / dots if left else (half - x2) / dots
    assert 20 < inner < 30
    assert (picture.height - y2) / dots > 5
    side = (x2 - x1) / len(MODULES)
    shown = [
        "".join(
            "1" if box.getpixel((x1 + side * (column + 0.5), y1 + side * (row + 0.5))) > 128 else "0"
            for column in range(29)
        )
        for row in range(29)
    ]
    assert shown == MODULES


def _rendered(pdf: Path, page: int, density: int) -> Image.Image:
    command = ["pdftoppm", "-r", str(density), "-gray", "-png", "-singlefile", "-f", str(page), "-l", str(page)]
    subprocess.run([*command, str(pdf), str(pdf.with_suffix(""))], check=True)
    with Image.open(pdf.with_suffix(".png")) as picture:
        return picture.convert("L")


def test_the_stamp_of_a_sealed_page_is_there_and_cannot_be_seen(tmp_path: Path) -> None:
    layout = Layout(2, (), sealed=(SealedPage(1, "sealed/第1页.pdf", "", 1),))
    pdf = drawn_stamps(tmp_path, layout, {1: MODULES})
    assert text_of(pdf, 1) == "—1—"
    assert _rendered(pdf, 1, 100).getextrema() == (255, 255)
    assert _rendered(pdf, 2, 100).getextrema()[0] < 100
