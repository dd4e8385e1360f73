"""Signed and sealed pages come back: each scan takes the place of its page, or is told; nothing else moves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
import typst
from PIL import Image, ImageStat

import broken_files as files
import scanned
from conftest import Told, told
from docgen.definitions.form import Action
from docgen.definitions.notice import Printing, VolumeLimit
from docgen.package.layout.book import Book, HandPlace
from docgen.package.layout.package_layout import Layout, SealedPage
from docgen.package.merging.assembly import assemble_package
from docgen.package.proof.code_proof import check_codes
from docgen.package.proof.pdf_reader import PackageReader
from docgen.package.sealing.page_codes import PageCode, compute_page_codes
from docgen.package.sealing.qr_codes import decode_matrix
from docgen.package.sealing.scans import check_scans, inspect_scans, read_scans
from docgen.package.sealing.sealed_pages import find_open_pages
from docgen.problems.problem import Problem
from docgen.project.evidence.sealed_files import find_sealed
from docgen.runtime.checksums import Checksums
from small_book import TYPESETTER, book, item_file

pytestmark = pytest.mark.slow

ONE_SIDED = Printing(sides="one")
PLACES = (
    HandPlace("seal", "县（市、区）中小企业主管部门（盖章）：", Action.SEAL, "主管部门", 1),
    HandPlace("head", "单位负责人（签字）：", Action.SIGN, "负责人", 3),
    HandPlace("office", "县（市、区）中小企业主管部门（公章）：", Action.SEAL, "主管部门", 3),
)
FORM_TEXTS = ("Form of the county, telephone 81234567", "Part one", "Declaration of the county, output 58.20")


@dataclass(frozen=True)
class Bound:
    """A package: its file, its layout, the codes of its pages, and what was said of its scans."""

    pdf: Path
    layout: Layout
    codes: dict[int, PageCode]
    problems: tuple[Problem, ...]

    @property
    def told(self) -> list[Told]:
        return told(self.problems)


class Home:
    """An application folder with its small book, which is built as often as a test wants it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.built = 0
        self.sealed = folder / "申报" / "sealed"
        for path in (self.work, self.sealed):
            path.mkdir(parents=True)

    def build(
        self,
        texts: Sequence[str] = FORM_TEXTS,
        watermark: str = "",
        title: str = "云溪县申报材料",
        printing: Printing = ONE_SIDED,
        more_items: int = 0,
    ) -> Bound:
        self.built += 1
        form = form_of(self.work / "filled.pdf", texts)
        probed = inspect_scans(find_sealed(self.sealed.parent).files, Checksums())
        found = read_scans(probed, self.work / f"scans{self.built}", TYPESETTER)
        made = replace(self.book(watermark, printing, more_items), title=title, scans=tuple(found.scans))
        made = replace(made, form=replace(made.form, pdf=form))
        out = self.folder / f"package{self.built}.pdf"
        layout, problems, _ = assemble_package(made, out, TYPESETTER)
        codes = dict(compute_page_codes(made, layout))
        return Bound(out, layout, codes, (*found.problems, *problems))

    def book(self, watermark: str, printing: Printing, more_items: int) -> Book:
        scans = [files.scanned_pdf(self.work / f"{number}.pdf", 2) for number in range(1 + more_items)]
        evidence = {"8": [item_file(scan, self.work) for scan in scans]}
        made = book(self.work, evidence, watermark, printing)
        return replace(made, hand_places=PLACES)

    def scan(self, bound: Bound, page: int, name: str, turn: float = 0, mode: str = "RGB", dpi: int = 200) -> Path:
        """Print a page, seal it, scan it into ``sealed/``."""
        paper = scanned.sealed(scanned.page_picture(bound.pdf, page, dpi), 0.6, 0.6)
        return scanned.scan(paper, self.sealed / name, turn=turn, mode=mode, dpi=dpi)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def form_of(path: Path, texts: Sequence[str]) -> Path:
    """A form with one page for each text, and its two parts."""
    source = "#set page(width: 210mm, height: 297mm)\n#set document(date: none)\n" + "\n#pagebreak()\n".join(
        f'#text("{text}")' for text in texts
    )
    pdf = typst.Compiler(source.encode()).compile(format="pdf")
    with pikepdf.open(io.BytesIO(pdf)) as form:
        at = [pikepdf.Array([page.obj, pikepdf.Name.XYZ, 0, 800, 0]) for page in form.pages]
        form.Root.Dests = pikepdf.Dictionary(s1=at[0], s2=at[-1])
        form.save(path, deterministic_id=True)
    return path


def page_content(pdf: Path, page: int) -> bytes:
    """Everything that a page of the PDF draws, stamp and all."""
    with pikepdf.open(pdf) as opened:
        out = pikepdf.new()
        out.pages.append(opened.pages[page - 1])
        for found in out.objects:
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Page":
                for key in ("/Annots", "/StructParents", "/Tabs"):
                    if key in found:
                        del found[key]
        written = io.BytesIO()
        out.save(written, static_id=True, qdf=False)
        return written.getvalue()


def is_red(pdf: Path, page: int) -> bool:
    """Whether the page bears a red seal."""
    red, green, _ = ImageStat.Stat(scanned.page_picture(pdf, page, 50)).mean
    return red - green > 0.4


def test_the_whole_way_from_the_first_package_to_the_sealed_one(home: Home) -> None:
    first = home.build()
    cover, declaration = sorted(first.codes)
    home.scan(first, declaration, "扫描件 2022年9月.jpg", turn=1.2, mode="RGB")
    second = home.build()
    assert second.layout.sealed[0].page == declaration
    assert second.layout == replace(first.layout, sealed=second.layout.sealed)
    assert [is_red(second.pdf, page) for page in (cover, declaration)] == [False, True]
    others = [page for page in range(1, first.layout.pages + 1) if page != declaration]
    assert [page for page in others if page_content(first.pdf, page) != page_content(second.pdf, page)] == []
    assert page_content(first.pdf, declaration) != page_content(second.pdf, declaration)
    assert [one[0] for one in second.told] == ["sealed.open"]
    home.scan(first, cover, "封面.jpg", turn=180, mode="L")
    third = home.build()
    assert [page.page for page in third.layout.sealed] == [cover, declaration]
    assert third.told == []
    again = home.build()
    assert again.pdf.read_bytes() == third.pdf.read_bytes()


@pytest.mark.parametrize("turn", [0, 90, 180, -90])
def test_a_scan_stands_upright_and_fills_the_sheet_however_it_was_laid_on_the_glass(home: Home, turn: float) -> None:
    first = home.build()
    page = min(first.codes)
    home.scan(first, page, "a.jpg", turn=turn)
    second = home.build()
    assert [one.page for one in second.layout.sealed] == [page]
    was, now = (foot_of(scanned.page_picture(one.pdf, page, 60)) for one in (first, second))
    assert all(abs(before - after) <= 2 for before, after in zip(was, now, strict=True)), (was, now)


def foot_of(paper: Image.Image) -> tuple[int, int, int, int]:
    """Where anything dark stands in the last tenth of the page: the code and the number."""
    foot = paper.convert("L").crop((0, paper.height * 9 // 10, paper.width, paper.height))
    return foot.point([255 if level < 128 else 0 for level in range(256)]).getbbox() or (0, 0, 0, 0)


def test_a_name_with_page_numbers_places_any_page(home: Home) -> None:
    first = home.build()
    last = first.layout.pages
    pages = [scanned.page_picture(first.pdf, page, 150) for page in (last - 1, last)]
    pages[0].save(
        home.sealed / f"第{last - 1}—{last}页 重扫.pdf", save_all=True, append_images=pages[1:], resolution=150
    )
    second = home.build()
    assert [(one.page, one.source_page) for one in second.layout.sealed] == [(last - 1, 1), (last, 2)]
    name = f"sealed/第{last - 1}—{last}页 重扫.pdf"
    look = "请看一眼换得对不对；本来就要换的，不用处理。"
    assert [one for one in second.told if one[0] == "sealed.other-page"] == [
        ("sealed.other-page", name, f"第{last - 1}页不在要签字盖章之列，也换成了扫描件第 1 页。", look),
        ("sealed.other-page", name, f"第{last}页不在要签字盖章之列，也换成了扫描件第 2 页。", look),
    ]


def test_what_is_still_open_is_listed_with_its_places(home: Home) -> None:
    first = home.build()
    assert first.told == []
    cover, declaration = sorted(first.codes)
    assert list(find_open_pages(first.layout, home.book("", ONE_SIDED, 0))) == [cover, declaration]
    home.scan(first, cover, f"P{cover}.jpg")
    second = home.build()
    assert list(find_open_pages(second.layout, home.book("", ONE_SIDED, 0))) == [declaration]
    places = "单位负责人（签字）、县（市、区）中小企业主管部门（公章）"
    assert second.told == [
        (
            "sealed.open",
            "sealed",
            f"还有 1 页要签字盖章的没有换成扫描件：第{declaration}页（{places}）。",
            "签字盖章后扫描，放进 sealed/，再生成一次。",
        )
    ]


def only(bound: Bound, code: str) -> str:
    """What was said of the one problem there is, nothing being placed."""
    assert bound.layout.sealed == ()
    (problem,) = bound.problems
    assert problem.code == code
    assert problem.hint
    return problem.message


def test_a_page_whose_figures_changed_is_refused_and_the_others_are_not(home: Home) -> None:
    first = home.build()
    cover, declaration = sorted(first.codes)
    home.scan(first, cover, "a.jpg")
    home.scan(first, declaration, "b.jpg")
    second = home.build([*FORM_TEXTS[:2], "Declaration of the county, output 58.30"])
    assert [one.page for one in second.layout.sealed] == [cover]
    assert [(one[0], one[1]) for one in second.told] == [("sealed.outdated", "sealed/b.jpg"), ("sealed.open", "sealed")]
    assert f"第{declaration}页" in second.told[0][2] + second.told[0][3]


def test_a_name_does_not_make_an_older_state_good(home: Home) -> None:
    first = home.build()
    page = min(first.codes)
    home.scan(first, page, f"第{page}页.jpg")
    only(home.build(["Another text", *FORM_TEXTS[1:]]), "sealed.outdated")


def test_a_scan_of_another_application_is_told_from_an_older_state(home: Home) -> None:
    first = home.build(title="蓝汀县申报材料")
    home.scan(first, min(first.codes), "a.jpg")
    only(home.build(), "sealed.other-application")


def test_a_sealed_draft_is_refused_and_a_sealed_page_is_good_in_a_draft(home: Home) -> None:
    draft = home.build(watermark="草稿")
    home.scan(draft, min(draft.codes), "a.jpg")
    only(home.build(), "sealed.draft")
    final = home.build()
    home.scan(final, min(final.codes), "a.jpg")
    again = home.build(watermark="草稿")
    assert [one.page for one in again.layout.sealed] == [min(final.codes)]


def test_a_page_that_moved_is_told_unless_the_name_says_where_it_is_now(home: Home) -> None:
    first = home.build()
    page = min(first.codes)
    old = home.scan(first, page, "a.jpg")
    moved = home.build(more_items=40)  # the contents take a second page
    now = min(moved.codes)
    assert now == page + 1
    assert only(moved, "sealed.moved") == f"扫描件第 1 页上印的页码是 {page}，这一页现在是第{now}页。"
    old.rename(home.sealed / f"第{page}页.jpg")
    only(home.build(more_items=40), "sealed.moved")
    (home.sealed / f"第{page}页.jpg").rename(home.sealed / f"第{now}页.jpg")
    kept = home.build(more_items=40)
    assert [one.page for one in kept.layout.sealed] == [now]
    assert [one[0] for one in kept.told] == ["sealed.other-number", "sealed.open"]


def test_a_name_and_a_code_that_disagree_are_told(home: Home) -> None:
    first = home.build()
    cover, declaration = sorted(first.codes)
    home.scan(first, declaration, f"第{cover}页.jpg")
    message = only(home.build(), "sealed.contradicts")
    assert message == f"文件名写的是第{cover}页，扫描件第 1 页上的编码是第{declaration}页的。"


def test_of_two_scans_of_one_page_neither_is_taken(home: Home) -> None:
    first = home.build()
    page = min(first.codes)
    home.scan(first, page, "a.jpg")
    home.scan(first, page, f"第{page}页.jpg")
    message = only(home.build(), "sealed.twice")
    assert f"sealed/a.jpg第 1 页、sealed/第{page}页.jpg第 1 页" in message


def test_a_scan_that_says_nothing_is_told_and_a_blank_back_is_left_out(home: Home) -> None:
    plain = Image.new("RGB", (1240, 1754), "white")
    drawn = plain.copy()
    drawn.paste("black", (200, 200, 900, 300))
    drawn.save(home.sealed / "声明.pdf", save_all=True, append_images=[plain], resolution=150)
    bound = home.build()
    assert bound.layout.sealed == ()
    assert [one[:3] for one in bound.told] == [
        ("sealed.unknown-page", "sealed/声明.pdf", "扫描件第 1 页上没有读到编码，文件名也没有写页码，没有换进材料。"),
        ("sealed.blank", "sealed/声明.pdf", "扫描件第 2 页是空白页，没有换进材料。"),
    ]


def test_a_page_that_is_not_there_is_told(home: Home) -> None:
    first = home.build()
    for name in ("第400页.jpg", "第2册第3页.jpg"):
        scanned.scan(scanned.page_picture(first.pdf, 4, 150), home.sealed / name, dpi=150)
    bound = home.build()
    assert [(one[0], one[2]) for one in bound.told] == [
        ("sealed.no-such-page", "文件名写的是第2册第3页，申报材料没有这一页。"),
        ("sealed.no-such-page", "文件名写的是第400页，申报材料没有这一页。"),
    ]


def test_a_file_with_other_than_the_pages_its_name_tells_is_told_and_codes_still_place(home: Home) -> None:
    first = home.build()
    page = min(first.codes)
    paper = [scanned.page_picture(first.pdf, page), Image.new("RGB", (1654, 2339), "grey")]
    paper[0].save(home.sealed / f"第{page}页.pdf", save_all=True, append_images=paper[1:], resolution=200)
    bound = home.build()
    assert [one.page for one in bound.layout.sealed] == [page]
    assert bound.told[0][:3] == (
        "sealed.count",
        f"sealed/第{page}页.pdf",
        "扫描件有 2 页，文件名写了 1 个页码，没有编码的页没有换进材料。",
    )


def test_two_sheets_on_one_scan_are_told(home: Home) -> None:
    first = home.build()
    papers = [scanned.page_picture(first.pdf, page, 150) for page in sorted(first.codes)]
    both = Image.new("RGB", (papers[0].width * 2, papers[0].height), "white")
    for at, paper in enumerate(papers):
        both.paste(paper, (at * paper.width, 0))
    both.save(home.sealed / "a.jpg", dpi=(150, 150))
    only(home.build(), "sealed.several")


def test_volumes_that_are_numbered_anew_need_their_volume_in_the_name(home: Home) -> None:
    printing = Printing(sides="one", numbering="volume", volumes=VolumeLimit(pages=10))
    first = home.build(printing=printing, more_items=6)
    assert first.layout.is_split
    second_volume = first.layout.bound_volumes[1]
    page = second_volume.first + 3
    scanned.scan(scanned.page_picture(first.pdf, page, 150), home.sealed / "第4页.jpg", dpi=150)
    bound = home.build(printing=printing, more_items=6)
    assert only(bound, "sealed.which-volume").endswith("册都有第4页，文件名没有写是第几册。")
    (home.sealed / "第4页.jpg").rename(home.sealed / "第二册第4页.jpg")
    bound = home.build(printing=printing, more_items=6)
    assert [one.page for one in bound.layout.sealed] == [page]
    assert bound.layout.sealed == (SealedPage(page, "sealed/第二册第4页.jpg", bound.layout.sealed[0].sha256, 1),)


def test_what_is_wrong_with_a_file_is_told_before_anything_is_built(home: Home) -> None:
    files.protected_pdf(home.sealed / "锁.pdf", "secret", "owner")
    (home.sealed / "空.pdf").write_bytes(b"")
    files.html_named_pdf(home.sealed / "网页.pdf")
    files.truncated_jpeg(home.sealed / "断.jpg")
    found = find_sealed(home.sealed.parent)
    problems = list(check_scans(inspect_scans(found.files, Checksums())))
    assert not [one.hint for one in problems if "index.yaml" in one.hint], "of a scan no index says anything"
    codes = {one.where.path: one.code for one in problems}
    assert codes == {
        "sealed/锁.pdf": "evidence.protected",
        "sealed/空.pdf": "evidence.empty",
        "sealed/网页.pdf": "evidence.unreadable",
        "sealed/断.jpg": "evidence.unreadable",
    }
    assert {one.where.path for one in home.build().problems} == set(codes)


def test_a_coarse_scan_is_told(home: Home) -> None:
    first = home.build()
    page = min(first.codes)
    home.scan(first, page, f"第{page}页.jpg", dpi=75)
    bound = home.build()
    assert "evidence.low-resolution" in [one[0] for one in bound.told]
    assert [one.page for one in bound.layout.sealed] == [page]


def test_every_page_of_every_odd_pdf_is_placed_or_told(home: Home) -> None:
    makers = (files.annotated_pdf, files.layered_pdf, files.pdf_with_broken_content, files.live_form, files.empty_pdf)
    for number, maker in enumerate((*makers, files.pdf_with_standard_font), 1):
        maker(home.sealed / f"扫描{number}.pdf")
    files.pdf_of(home.sealed / "斜.pdf", files.marked_page((0, 0, 842, 595), Rotate=90, UserUnit=2))
    bound = home.build()
    assert bound.layout.sealed == ()
    assert {one.where.path for one in bound.problems} == {f"sealed/{path.name}" for path in home.sealed.iterdir()}


def test_the_back_that_is_blank_in_the_package_is_not_replaced(home: Home) -> None:
    printing = Printing(sides="two")
    first = home.build(printing=printing)
    blank = first.layout.blanks[-1]
    scanned.scan(scanned.page_picture(first.pdf, 3, 150), home.sealed / f"第{blank}页.jpg", dpi=150)
    message = only(home.build(printing=printing), "sealed.no-such-page")
    assert message == f"文件名写的是第{blank}页，那是空白页，没有可换的内容。"


def test_each_code_is_read_back_from_the_finished_package(home: Home) -> None:
    bound = home.build()
    cover, declaration = sorted(bound.codes)
    with bound.pdf.open("rb") as file:
        reading = PackageReader(file)
        assert list(check_codes(reading, bound.layout)) == []
        drawn = {page: decode_matrix(reading.read_stamp_modules(page)) for page in bound.codes}
    assert drawn == {page: str(code) for page, code in bound.codes.items()}
    assert drawn[cover] != drawn[declaration]


def test_a_code_on_the_wrong_page_is_found_in_the_finished_package(home: Home) -> None:
    bound = home.build()
    cover, declaration = sorted(bound.codes)
    with pikepdf.open(bound.pdf, allow_overwriting_input=True) as package:
        stamps = [package.pages[page - 1].Resources.XObject.Stamp.Resources.XObject for page in (cover, declaration)]
        (one,), (other,) = (list(stamp.keys()) for stamp in stamps)
        stamps[0][one], stamps[1][other] = stamps[1][other], package.make_stream(bytes(625), Width=25, Height=25)
        package.save(bound.pdf)
    with bound.pdf.open("rb") as file:
        found = list(check_codes(PackageReader(file), bound.layout))
    assert [code for code, _ in found] == ["verify.stamp", "verify.stamp"]
    assert found[0][1] == f"第 {cover} 页上的编码是别的页的（{bound.codes[declaration]}）"
    assert found[1][1] == f"第 {declaration} 页上的编码读不出来"


def test_a_seal_over_the_code_hides_it_neither_in_colour_nor_in_grey(home: Home) -> None:
    first = home.build()
    for page, mode in zip(sorted(first.codes), ("RGB", "L"), strict=True):
        paper = scanned.sealed(scanned.page_picture(first.pdf, page, 300), 0.19, 0.94)
        scanned.scan(paper, home.sealed / f"{mode}.jpg", turn=1, mode=mode, dpi=300)
    assert [one.page for one in home.build().layout.sealed] == sorted(first.codes)
