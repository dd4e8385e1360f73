"""The print set: how many sheets and how thick, which pages in colour, covers, spine labels, volumes, the 印制单."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import msgspec
import pypdf
import pytest

import broken_files as files
from conftest import Factory
from docgen.definitions.catalog import Catalog
from docgen.definitions.notice import Copies, Notice, Printing, VolumeLimit
from docgen.documents.word.print_order import calculate_thickness
from docgen.package.deliverables import print_set, volume_files
from docgen.package.deliverables.binding import build_volume_orders, get_paper_weight, map_page_inks
from docgen.package.deliverables.print_set import PrintSet, write_print_set
from docgen.package.deliverables.volume_files import VolumeWriter
from docgen.package.evidence.page_ink import Ink
from docgen.package.layout.book import Book, Cover, CoverLine, FormPdf, Item
from docgen.package.layout.package_layout import FilePages, Layout, PackagePart, SealedPage, Volume
from docgen.package.merging.assembly import assemble_package
from docgen.problems.problem import Problem
from small_book import TYPESETTER, book, item_file

PAGE = Path(__file__).parents[3] / "docs" / "print.md"
ORDER = Path(__file__).parents[3] / "templates" / "shared" / "print_order" / "print_order.docx"
CLUSTER = "东江省云溪县精密减速传动件产业集群"
LONG = "东江省宁川市云溪县𬭊基高强韧LED封装材料与精密减速传动件、5G通信电子元器件（特色）产业集群"
UNSAID = Printing()
ONE_OF_EACH = Copies(total=3, originals=1, duplicates=2)

Made = Callable[..., tuple[Path, tuple[Problem, ...]]]


def layout_of(sizes: list[int], printing: Printing = UNSAID) -> Layout:
    """Volumes of those sizes: a cover, then one item of one file that fills the volume."""
    volumes, parts, first = [], [], 1
    for number, size in enumerate(sizes, 1):
        last = first + size - 1
        volumes.append(Volume(number, first, last, 1 if printing.numbers_each_volume else first))
        file = FilePages(f"evidence/{number}.pdf", f"材料{number}", "x", first + 3, last)
        parts += [
            PackagePart("cover", "封面", first, first),
            PackagePart("evidence", "材料", first + 2, last, str(number), f"佐证材料{number}", files=(file,)),
        ]
        first = last + 1
    sides = "two" if printing.is_two_sided else "one"
    return Layout(first - 1, tuple(parts), (2,), tuple(volumes) if len(sizes) > 1 else (), sides=sides)


def grey(layout: Layout) -> dict[int, Ink]:
    return dict.fromkeys(range(1, layout.pages + 1), Ink.GREY)


@pytest.fixture
def made(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Writes a print set for volumes of some sizes; yields its folder and the problems."""

    def cut(package: Path, layout: Layout, volume: Volume, out: Path) -> None:
        out.write_bytes(b"x" * 1000 * (volume.last - volume.first + 1))

    monkeypatch.setattr(volume_files, "write_volume", cut)

    def write(
        sizes: list[int],
        copies: Copies = ONE_OF_EACH,
        printing: Printing = UNSAID,
        *,
        cluster: str = CLUSTER,
        date: str = "2022年9月20日",
        watermark: str = "",
        colour: Mapping[int, Ink] | None = None,
        **said: object,
    ) -> tuple[Path, tuple[Problem, ...]]:
        notice = msgspec.structs.replace(catalog.load_notice("national-2022"), copies=copies, printing=printing, **said)
        layout = layout_of(sizes, printing)
        cover = Cover("中小企业特色产业集群申报材料", (CoverLine("集群名称", cluster),), date)
        form = FormPdf("申报表", Path(), ())
        book = Book("申报材料", cover, form, (), (), watermark=watermark, printing=printing)
        package = tmp_path / "申报材料.pdf"
        package.write_bytes(b"x" * 12_345_678)
        inks = grey(layout) | dict(colour or {})
        (tmp_path / "print").mkdir(exist_ok=True)
        content = PrintSet(_with_items(book, layout), layout, inks, VolumeWriter(package), notice, cluster)
        return tmp_path, write_print_set(content, lambda _, name: tmp_path / name, TYPESETTER, ORDER)

    return write


def _with_items(book: Book, layout: Layout) -> Book:
    items = tuple(Item(p.item, p.heading, p.title, "", (), ()) for p in layout.parts if p.item)
    return replace(book, items=items)


def text_of(pdf: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(pdf).pages]


def order_of(folder: Path) -> list[list[str]]:
    """The rows of the tables of the 印制单."""
    document = docx.Document(io.BytesIO((folder / "print" / "印制单.docx").read_bytes()))
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for table in document.tables for row in table.rows]


def row_of(folder: Path, name: str) -> list[str]:
    (found,) = (row for row in order_of(folder) if row[0] == name)
    return found[1:]


@pytest.mark.parametrize(
    ("sides", "weight", "pages", "sheets", "thick"),
    [
        ("two", None, 600, 300, "31.2"),
        ("two", None, 601, 301, "31.3"),
        ("two", None, 1, 1, "0.1"),
        ("one", None, 600, 600, "62.4"),
        (None, None, 600, 300, "31.2"),
        ("two", 70, 600, 300, "27.3"),
        ("two", 100, 600, 300, "39.0"),
    ],
)
def test_sheets_and_thickness_follow_from_pages_sides_and_paper(
    sides: str | None, weight: int | None, pages: int, sheets: int, thick: str
) -> None:
    printing = msgspec.convert({"sides": sides, "weight": weight}, Printing)
    layout = layout_of([pages], printing) if pages > 3 else Layout(pages, ())
    (order,) = build_volume_orders(layout, grey(layout), ["申报材料.pdf"], printing)
    assert (order.sheets, f"{order.thick:.1f}") == (sheets, thick)


def test_a_sheet_of_copy_paper_is_a_tenth_of_a_millimetre_thick() -> None:
    assert calculate_thickness(1, get_paper_weight(Printing())) == Decimal("0.1040")


def test_colour_pages_are_told_as_ranges_of_printed_numbers_in_each_volume() -> None:
    printing = Printing(numbering="volume")
    layout = layout_of([10, 10], printing)
    inks = grey(layout) | dict.fromkeys((3, 4, 5, 9, 11, 20), Ink.COLOUR) | {2: Ink.BLANK}
    first, second = build_volume_orders(layout, inks, ["a", "b"], printing)
    assert (first.colour, first.grey, first.colour_pages) == (((3, 5), (9, 9)), 6, 4)
    assert (second.first, second.last, second.colour, second.grey) == (1, 10, ((1, 1), (10, 10)), 8)
    running = build_volume_orders(layout_of([10, 10]), inks, ["a", "b"], Printing())
    assert running[1].colour == ((11, 11), (20, 20))
    with pytest.raises(KeyError):
        build_volume_orders(layout, {}, ["a", "b"], printing)


def test_the_ink_of_a_page_is_that_of_its_file_and_a_seal_is_red() -> None:
    layout = layout_of([6])
    sealed = Layout(layout.pages, layout.parts, layout.blanks, sealed=(SealedPage(1, "sealed/a.pdf", "x", 1),))
    inks = map_page_inks(sealed, {"evidence/1.pdf": (Ink.COLOUR, Ink.GREY, Ink.BLANK)})
    assert [inks[page].name for page in range(1, 7)] == ["COLOUR", "BLANK", "GREY", "COLOUR", "GREY", "BLANK"]
    with pytest.raises(ValueError, match="argument 2"):
        map_page_inks(sealed, {"evidence/1.pdf": (Ink.GREY,)})


def test_covers_have_one_page_a_volume_and_bear_their_mark(made: Made) -> None:
    folder, problems = made([398, 420, 300])
    assert problems == ()
    assert sorted(path.name for path in (folder / "print").iterdir()) == [
        "书脊.pdf",
        "印制单.docx",
        "封面（副本）.pdf",
        "封面（正本）.pdf",
        "第1册.pdf",
        "第2册.pdf",
        "第3册.pdf",
    ]
    for mark, other in (("正本", "副本"), ("副本", "正本")):
        pages = text_of(folder / "print" / f"封面（{mark}）.pdf")
        assert len(pages) == 3
        assert all(mark in page and other not in page and CLUSTER in page for page in pages)
        assert [volume in page for volume, page in zip("一二三", pages, strict=True)] == [True] * 3
        assert "第二册共三册" in pages[1]


def test_without_originals_and_duplicates_there_is_one_cover_without_a_mark(made: Made) -> None:
    folder, _ = made([100], Copies(total=4))
    (page,) = text_of(folder / "print" / "封面.pdf")
    assert "本" not in page.replace("申报材料", "")
    assert "册" not in page
    assert not list((folder / "print").glob("第*册.pdf"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("copies", "strips"),
    [
        (Copies(), 1),
        (Copies(total=1), 1),
        (ONE_OF_EACH, 3),
        (Copies(total=5, originals=1), 5),
        (Copies(originals=1), 2),
    ],
)
def test_every_book_has_a_spine_label_that_says_what_it_is(made: Made, copies: Copies, strips: int) -> None:
    folder, _ = made([200, 300], copies)
    text = "".join(text_of(folder / "print" / "书脊.pdf"))
    assert text.count("沿四角的线裁下") == strips * 2
    assert text.count("二〇二二年九月") == strips * 2
    assert text.count("中小企业特色产业集群申报材料") == strips * 2


def test_spine_labels_stand_on_whole_a4_sheets_side_by_side(made: Made) -> None:
    folder, _ = made([400] * 3, Copies(total=5, originals=1))
    pages = pypdf.PdfReader(folder / "print" / "书脊.pdf").pages
    assert len(pages) == 3
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} == {(595, 842)}
    assert row_of(folder, "合计") == ["5 份，每份 3 册，共 15 本", "书脊.pdf，3 页，每本一条"]


def test_a_spine_too_thin_for_letters_becomes_the_label_of_a_box(made: Made) -> None:
    folder, _ = made([60], Copies(total=1))
    (page,) = text_of(folder / "print" / "书脊.pdf")
    assert "约厚3.1毫米" in page and "贴在档案盒或文件夹的脊上" in page
    thick, _ = made([600], Copies(total=1))
    assert "档案盒" not in text_of(thick / "print" / "书脊.pdf")[0]


def test_long_names_and_rare_characters_are_all_on_cover_and_spine(made: Made) -> None:
    folder, _ = made([200], Copies(total=1), cluster=LONG)
    spine = text_of(folder / "print" / "书脊.pdf")[0]
    assert set(LONG) <= set(spine + "（）")
    assert "LED" in spine and "5G" in spine
    assert LONG in text_of(folder / "print" / "封面.pdf")[0]


def test_nothing_of_a_name_is_taken_for_markup(made: Made) -> None:
    folder, _ = made([200], Copies(total=1), cluster="甲&<b>{{ x }}#let $y$ \\乙集群")
    assert "{{x}}#let$y$\\乙集群" in text_of(folder / "print" / "封面.pdf")[0]
    document = docx.Document(str(folder / "print" / "印制单.docx"))
    assert any("甲&<b>{{ x }}#let $y$ \\乙集群" in paragraph.text for paragraph in document.paragraphs)


def test_a_draft_says_so_on_every_page(made: Made) -> None:
    folder, _ = made([200, 200], watermark="草稿")
    for pdf in sorted((folder / "print").glob("[封书]*.pdf")):
        assert all("草" in page and "稿" in page for page in text_of(pdf)), pdf.name
    header = docx.Document(str(folder / "print" / "印制单.docx")).sections[0].header
    assert "草稿" in "".join(paragraph.text for paragraph in header.paragraphs)


def test_the_order_says_what_the_notice_says_and_whose_word_the_rest_is(made: Made) -> None:
    folder, _ = made([120], colour=dict.fromkeys((4, 5, 9), Ink.COLOUR))
    assert row_of(folder, "全一册") == ["申报材料.pdf", "1—120", "120", "60", "117", "3", "6.2 毫米"]
    assert row_of(folder, "彩色页码") == ["4—5、9"]
    assert row_of(folder, "正本") == ["1 份", "封面（正本）.pdf"]
    assert row_of(folder, "副本") == ["2 份", "封面（副本）.pdf"]
    assert row_of(folder, "单双面") == ["双面印刷，长边翻转，正反面套正", "通知没有规定，照 GB/T 9704"]
    assert row_of(folder, "空白页")[0] == "已按双面排版插入空白页 1 页，请勿删除"
    assert row_of(folder, "装订") == ["左侧装订，胶装成册，书脊贴书脊条", "通知没有规定，docgen 建议"]
    assert row_of(folder, "光盘") == ["1 张；申报材料.pdf 为 12.35 MB", "通知没有规定光盘种类"]


def test_the_order_of_a_notice_that_says_all_of_it(made: Made) -> None:
    printing = Printing(sides="one", paper="A4，80克复印纸", cover="白色铜版纸", disc="CD")
    folder, _ = made([120], Copies(), printing, binding="胶装成册", discs=2)
    assert row_of(folder, "单双面") == ["单面印刷", "通知写明"]
    assert row_of(folder, "内页用纸") == ["A4，80克复印纸", "通知写明"]
    assert row_of(folder, "封面用纸") == ["白色铜版纸", "通知写明"]
    assert row_of(folder, "装订") == ["胶装成册", "通知写明"]
    assert row_of(folder, "光盘") == ["2 张，CD；申报材料.pdf 为 12.35 MB", "通知写明"]
    assert row_of(folder, "合计")[0] == "通知没有写明份数"
    assert row_of(folder, "彩色页码") == ["没有，全部黑白印刷"]
    assert not [row for row in order_of(folder) if row[0] == "空白页"]


def test_the_same_print_set_has_the_same_bytes(made: Made) -> None:
    folder, _ = made([398, 420])
    before = {path.name: path.read_bytes() for path in (folder / "print").iterdir()}
    made([398, 420])
    assert before == {path.name: path.read_bytes() for path in (folder / "print").iterdir()}


@pytest.mark.slow
def test_each_volume_of_a_real_package_is_a_file_with_its_own_cover(tmp_path: Path, notice: Notice) -> None:
    evidence = {}
    for number, pages in {"8": 14, "16": 9, "25": 22}.items():
        path = files.pdf_of(tmp_path / f"{number}.pdf", *(files.marked_page() for _ in range(pages)))
        evidence[number] = [item_file(path, tmp_path)]
    printing = Printing(volumes=VolumeLimit(pages=30), numbering="volume")
    content = book(tmp_path, evidence, printing=printing)
    package = tmp_path / "申报材料.pdf"
    layout = assemble_package(content, package, TYPESETTER).layout
    asked = msgspec.structs.replace(notice, printing=printing, copies=Copies(total=2))
    (tmp_path / "print").mkdir()
    made = PrintSet(content, layout, grey(layout), VolumeWriter(package), asked, CLUSTER)
    assert write_print_set(made, lambda _, name: tmp_path / name, TYPESETTER, ORDER) == ()
    volumes = [pypdf.PdfReader(tmp_path / "print" / f"第{number}册.pdf") for number in (1, 2, 3)]
    assert [len(volume.pages) for volume in volumes] == [last - first + 1 for _, first, last in bounds(layout)]
    assert sum(len(volume.pages) for volume in volumes) == layout.pages
    assert all(f"第{name}册" in volume.pages[0].extract_text() for name, volume in zip("一二三", volumes, strict=True))
    assert [row_of(tmp_path, f"第{name}册")[:2] for name in "一二三"] == [
        [f"第{number}册.pdf", f"1—{last - first + 1}"] for number, first, last in bounds(layout)
    ]


def bounds(layout: Layout) -> list[tuple[int, int, int]]:
    return [(volume.number, volume.first, volume.last) for volume in layout.bound_volumes]


def test_a_book_that_is_too_thick_is_told_with_the_pages_that_would_do(made: Made) -> None:
    _, problems = made([600], Copies(total=1), Printing(sides="one"))
    assert [(one.code, one.where.path, one.message, one.hint) for one in problems] == [
        (
            "print.thick",
            "申报材料.pdf",
            "全一册有 600 张，约厚 62.4 毫米，一般胶装不超过 50 毫米。",
            "请在 notice.yaml 里写 printing: {volumes: {pages: 480}}，分册装订。",
        )
    ]
    assert made([480], Copies(total=1), Printing(sides="one"))[1] == ()


def test_a_volume_larger_than_the_limit_is_told_with_its_longest_file(made: Made) -> None:
    limit = VolumeLimit(pages=100, megabytes=1)
    _, problems = made([100, 1002], Copies(total=1), Printing(volumes=limit))
    thick, over = sorted(problems, key=lambda one: one.code, reverse=True)
    assert (thick.code, over.code, over.where.path) == ("print.thick", "print.over-limit", "print/第2册.pdf")
    assert over.message == (
        "第二册有 1002 页，超过每册 100 页；文件有 1.0 MB，超过每册 1 MB。"
        "一个文件不拆到两册里。最长的文件是“evidence/2.pdf”，999 页。"
    )


def test_a_volume_that_the_form_alone_makes_too_large_names_no_file(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_set, "_list_files", lambda *_: [])
    _, (over,) = made([100], Copies(total=1), Printing(volumes=VolumeLimit(pages=20)))
    assert over.message == "全一册有 100 页，超过每册 20 页。申报表和清单不拆到两册里。"
    assert over.hint == "请把每册的限度放宽。"


def test_the_page_about_printing_shows_a_notice_that_can_be_read(folder: Factory, catalog: Catalog) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    home = folder()
    (home / "notice.yaml").write_text(example, encoding="utf-8")
    notice, _ = catalog.load_own_notice(home / "notice.yaml")
    assert notice.copies.marked == (("正本", 1), ("副本", 4))
    assert notice.printing.volumes == VolumeLimit(pages=400)
    assert notice.printing.numbers_each_volume and notice.printing.is_two_sided


def test_what_the_notices_say_of_copies_makes_the_covers(catalog: Catalog) -> None:
    marked = {name: catalog.load_notice(name).copies.marked for name in catalog.list_notice_ids()}
    assert marked == {
        "guangdong-2022": (("", 4),),
        "national-2022": (("正本", 1), ("副本", 2)),
        "national-2025": (("", None),),
        "ningxia-2022": (("", 4),),
    }
    assert all(isinstance(catalog.load_notice(name), Notice) for name in marked)
