"""What is said of a PDF before it is bound: once for each file, with the numbers of its pages."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image

import broken_files as files
from docgen.package.evidence.evidence_pages import FilePdf, collect_converted_pages, make_evidence_pages
from docgen.package.evidence.evidence_pdf import Inspection, inspect_file
from docgen.package.evidence.intake import InspectedFile, inspect_content, inspect_evidence
from docgen.package.evidence.page_content import find_placed_names, read_content
from docgen.package.evidence.page_ink import format_page_numbers
from docgen.package.evidence.preflight import Ink, read_page_facts
from docgen.package.proof.pdf_reader import count_pages
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import EvidenceMetadata
from docgen.project.evidence.file_kinds import FileKind
from docgen.runtime.office import Converted
from foreign_pdfs import draw_boxes

BAR = b"0 g 100 700 200 20 re f"


def told(path: Path) -> dict[str, str]:
    """What is said of the file, by its code."""
    return {problem.code: problem.message for problem in inspect_file(path, path.name).problems}


def inks(path: Path) -> list[Ink]:
    return [page.ink for page in read_page_facts(path)]


def taken(path: Path, password: str = "", item: str = "8") -> InspectedFile:
    """The file as the flow takes it in, with what the index says of it."""
    file = EvidenceFile(item, path, f"evidence/{path.name}", path.stem)
    declared = {file.name: EvidenceMetadata("evidence/index.yaml", {}, password=password)} if password else {}
    (examined,) = inspect_evidence([file], declared)
    return examined


# -- passwords ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_password_of_the_index_opens_the_pdf_and_its_pages_are_bound(tmp_path: Path, revision: int) -> None:
    path = files.protected_pdf(tmp_path / "a.pdf", user="s3cret-pass", owner="owner", revision=revision)
    examined = taken(path, "s3cret-pass")
    assert [problem.code for problem in examined.inspection.problems] == ["evidence.unlocked"]
    (bound,) = make_evidence_pages([examined], tmp_path / "work", draw_boxes).files.values()
    assert count_pages(bound.pdf) == 1
    assert b"/Encrypt" not in bound.pdf.read_bytes()
    assert "s3cret-pass" not in repr(examined)


def test_without_its_password_a_pdf_is_refused_and_told_where_to_write_it(tmp_path: Path) -> None:
    (problem,) = taken(files.protected_pdf(tmp_path / "a.pdf", user="s3cret", owner="o")).inspection.problems
    assert problem.code == "evidence.protected"
    assert "evidence/index.yaml" in problem.hint
    assert "密码" in problem.hint


def test_a_wrong_password_is_said_to_be_wrong_and_never_shown(tmp_path: Path) -> None:
    examined = taken(files.protected_pdf(tmp_path / "a.pdf", user="s3cret", owner="o"), "gu3ss")
    (problem,) = examined.inspection.problems
    assert (problem.code, problem.where.path) == ("evidence.protected", "evidence/a.pdf")
    assert "打不开" in problem.message
    assert "gu3ss" not in repr(examined) + problem.message + problem.hint


def test_a_look_that_is_remembered_is_told_at_the_file_it_is_about(tmp_path: Path) -> None:
    path = files.drawn_pdf(tmp_path / "a.pdf", BAR, b"")
    with path.open("rb") as opened:
        found = inspect_content(opened, "")
    kept = msgspec.json.decode(msgspec.json.encode(found), type=Inspection)
    assert kept == found
    file = EvidenceFile("8", path, "evidence/08/b.pdf", "b")
    (examined,) = inspect_evidence([file], inspector=lambda _file, _password: kept)
    assert [(problem.where.path, problem.code) for problem in examined.inspection.problems] == [
        ("evidence/08/b.pdf", "evidence.blank-page")
    ]


# -- blank pages -------------------------------------------------------------------------------------------------


def test_pages_without_anything_on_them_are_told_and_stay(tmp_path: Path) -> None:
    path = files.drawn_pdf(tmp_path / "a.pdf", BAR, b"", b"0.1 w q 0 0 595 842 re W* n Q", BAR, b"1 g 0 0 595 842 re f")
    assert told(path) == {"evidence.blank-page": "第 2—3、5 页是空白页。"}
    assert inks(path) == [Ink.GREY, Ink.BLANK, Ink.BLANK, Ink.GREY, Ink.BLANK]
    (bound,) = make_evidence_pages([taken(path)], tmp_path / "work", draw_boxes).files.values()
    assert count_pages(bound.pdf) == 5
    assert bound.inks == tuple(inks(path))


def test_a_page_whose_text_is_only_spaces_is_blank(tmp_path: Path) -> None:
    path = files.drawn_pdf(tmp_path / "a.pdf", b"BT /F1 12 Tf 50 700 Td ( ) Tj [( ) -20 (  )] TJ ET", b"BT (a) Tj ET")
    assert told(path)["evidence.blank-page"] == "第 1 页是空白页。"


def test_a_scan_of_the_back_of_a_sheet_is_blank_and_one_with_a_line_is_not(tmp_path: Path) -> None:
    back = files.sheet(marks="", paper="#f4f1e6", mode="RGB")
    back.paste("#808080", (0, 0, 12, back.height))  # the shadow of the lid
    line = files.sheet(marks="", mode="RGB")
    line.paste("#303030", (500, 800, 700, 812))
    black = Image.new("L", (1240, 1754), 20)
    path = files.scan_of(tmp_path / "a.pdf", back, line, black)
    assert inks(path) == [Ink.BLANK, Ink.GREY, Ink.GREY]
    assert told(path) == {"evidence.blank-page": "第 1 页是空白页。"}


def test_a_page_with_only_a_seal_that_was_put_on_it_is_not_blank(tmp_path: Path) -> None:
    assert inks(files.annotated_pdf(tmp_path / "a.pdf")) == [Ink.COLOUR]


def test_blank_pages_of_an_office_file_are_told_after_the_conversion(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    examined = InspectedFile(EvidenceFile("8", source, "evidence/a.docx", "a"), Inspection(FileKind.OFFICE))
    pdf = files.drawn_pdf(tmp_path / "a.pdf", BAR, b"")
    pages, (problem,) = collect_converted_pages([examined], {source: Converted(pdf)})
    assert pages == {"evidence/a.docx": FilePdf(pdf, (Ink.GREY, Ink.BLANK), 2)}
    assert (problem.code, problem.where.path) == ("evidence.blank-page", "evidence/a.docx")
    assert "第 2 页" in problem.message


# -- resolution --------------------------------------------------------------------------------------------------


def test_coarse_scans_are_told_once_with_all_their_pages(tmp_path: Path) -> None:
    fine, coarse, coarser = (files.sheet(dpi) for dpi in (150, 110, 96))
    path = files.scan_of(tmp_path / "a.pdf", fine, coarse, coarser, coarse, fine, coarse)
    message = told(path)["evidence.low-resolution"]
    assert message.startswith("第 2—4、6 页的扫描不够清晰")
    assert "印出来最低的只有 107 dpi，" in message


def test_a_scan_is_as_fine_as_it_is_printed(tmp_path: Path) -> None:
    by_telephone = files.scan_of(tmp_path / "a.pdf", files.sheet(150), page_size=(1240, 1754))  # a point for a pixel
    (page,) = read_page_facts(by_telephone)
    assert page.dpi == pytest.approx(166, abs=2)
    assert told(by_telephone) == {}


def test_a_searchable_scan_is_a_scan_and_its_hidden_letters_need_no_font(tmp_path: Path) -> None:
    hidden = b"BT 3 Tr /F1 12 Tf 100 700 Td (hidden) Tj ET"
    assert set(told(files.scan_of(tmp_path / "a.pdf", files.sheet(90), more=hidden))) == {"evidence.low-resolution"}


def test_a_page_of_text_with_a_picture_behind_it_is_no_scan(tmp_path: Path) -> None:
    shown = b"BT /F1 12 Tf 100 700 Td (shown) Tj ET"
    path = files.scan_of(tmp_path / "a.pdf", files.sheet(72), more=shown)
    assert read_page_facts(path)[0].dpi is None
    assert set(told(path)) == {"evidence.font-not-embedded"}


def test_of_paper_and_letters_in_two_pictures_the_finer_one_counts(tmp_path: Path) -> None:
    path = files.scan_of(tmp_path / "a.pdf", files.sheet(72), files.sheet(200, "1"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first, second = pdf.pages
        first.Resources.XObject["/Im1"] = second.Resources.XObject["/Im0"]
        first.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do /Im1 Do Q")
        del pdf.pages[1]
        pdf.save(path)
    assert read_page_facts(path)[0].dpi == pytest.approx(222, abs=2)


def test_strips_of_a_scan_are_taken_together(tmp_path: Path) -> None:
    path = files.scan_of(tmp_path / "a.pdf", files.sheet(100))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        quarters = b" ".join(b"q 595 0 0 210.5 0 %f cm /Im0 Do Q" % (210.5 * n) for n in range(4))
        page.Contents = pdf.make_stream(quarters)
        pdf.save(path)
    assert read_page_facts(path)[0].dpi == pytest.approx(111, abs=2)


# -- colour ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawing", "ink"),
    [
        (b"1 0 0 rg 9 9 90 90 re f", Ink.COLOUR),
        (b"0.2 0.2 0.2 rg 9 9 90 90 re f", Ink.GREY),
        (b"0 0 0 1 k 9 9 90 90 re f", Ink.GREY),
        (b"0.75 0.68 0.67 0.9 K 9 9 90 90 re S", Ink.GREY),
        (b"0 1 1 0 k 9 9 90 90 re f", Ink.COLOUR),
        (b"/DeviceRGB cs .1 .9 .1 scn 9 9 90 90 re f", Ink.COLOUR),
        (b"/DeviceGray cs .4 scn 9 9 90 90 re f", Ink.GREY),
        (b"BT (1 0 0 rg) Tj ET", Ink.GREY),
        (b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI", Ink.COLOUR),
        (b"BI /W 1 /H 1 /CS /G /BPC 8 ID a EI", Ink.GREY),
    ],
)
def test_what_is_drawn_is_in_colour_or_grey(tmp_path: Path, drawing: bytes, ink: Ink) -> None:
    assert inks(files.drawn_pdf(tmp_path / "a.pdf", drawing)) == [ink]


@pytest.mark.parametrize(
    ("image", "ink"),
    [
        (files.sheet(paper="#f3eee0", mode="RGB"), Ink.GREY),
        (files.sheet(mode="RGB", seal="#d02030"), Ink.COLOUR),
        (files.sheet(mode="RGB", marks="#2030a0"), Ink.COLOUR),
        (files.sheet(mode="1"), Ink.GREY),
        (Image.new("RGB", (1240, 1754), "#c01818"), Ink.COLOUR),
    ],
    ids=["tinted paper", "red seal", "blue ink", "black and white", "red all over"],
)
def test_a_scan_is_in_colour_when_something_on_it_is(tmp_path: Path, image: Image.Image, ink: Ink) -> None:
    assert inks(files.scan_of(tmp_path / "a.pdf", image)) == [ink]


def test_colour_inside_a_form_a_pattern_or_a_spot_colour_is_found(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        red = pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        outer = pdf.make_stream(b"/F0 Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        outer.Resources = Dictionary(XObject=Dictionary(F0=red))
        spot = Array([Name.Separation, Name("/PANTONE 485"), Name.DeviceCMYK, Dictionary(FunctionType=2)])
        black = Array([Name.Separation, Name.Black, Name.DeviceCMYK, Dictionary(FunctionType=2)])
        resources = Dictionary(
            XObject=Dictionary(F1=outer), Pattern=Dictionary(P1=red), ColorSpace=Dictionary(S1=spot, S2=black)
        )
        for drawing in (
            b"/F1 Do",
            b"/Pattern cs /P1 scn 0 0 9 9 re f",
            b"/S1 cs 1 scn 0 0 9 9 re f",
            b"/S2 cs 1 scn f",
        ):
            page = pdf.add_blank_page()
            page.Resources, page.Contents = resources, pdf.make_stream(drawing)
        pdf.save(tmp_path / "a.pdf")
    assert inks(tmp_path / "a.pdf") == [Ink.COLOUR] * 3 + [Ink.GREY]


# -- sizes -------------------------------------------------------------------------------------------------------


def test_pages_have_the_size_that_a_reader_shows(tmp_path: Path) -> None:
    pages = (
        files.marked_page(Rotate=90),
        files.marked_page((0, 0, 297.5, 421), UserUnit=2),
        files.marked_page((0, 0, 595, 842), CropBox=(0, 442, 595, 842)),
    )
    facts = read_page_facts(files.pdf_of(tmp_path / "a.pdf", *pages))
    assert [(round(page.width), round(page.height)) for page in facts] == [(297, 210), (210, 297), (210, 141)]


def test_what_a_crop_box_hides_is_told(tmp_path: Path) -> None:
    pages = (files.marked_page(), files.marked_page(CropBox=(50, 50, 400, 500)))
    assert told(files.pdf_of(tmp_path / "a.pdf", *pages)).keys() == {"evidence.cropped"}


def test_a_drawing_far_larger_than_a4_is_told_and_ordinary_sheets_are_not(tmp_path: Path) -> None:
    large = files.marked_page((0, 0, 2384, 3370))
    ordinary = [files.marked_page((0, 0, *size)) for size in ((612, 792), (842, 1191), (842, 595), (420, 595))]
    assert told(files.pdf_of(tmp_path / "a.pdf", *ordinary)) == {}
    message = told(files.pdf_of(tmp_path / "b.pdf", files.marked_page(), large))["evidence.shrunk"]
    assert "第 2 页" in message
    assert "841×1189 毫米" in message


def test_size_and_resources_may_stand_above_the_pages(tmp_path: Path) -> None:
    path = files.scan_of(tmp_path / "a.pdf", files.sheet(100, "RGB", seal="#d02030"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page, above = pdf.pages[0].obj, pdf.Root.Pages
        above.MediaBox, above.Resources = Array([0, 0, 595, 842]), page.Resources
        del page["/MediaBox"], page["/Resources"]
        pdf.save(path)
    (facts,) = read_page_facts(path)
    assert (round(facts.width), facts.ink, facts.dpi) == (210, Ink.COLOUR, 111)


# -- what does not go along --------------------------------------------------------------------------------------


def test_a_signature_that_cannot_be_verified_any_more_is_told(tmp_path: Path) -> None:
    assert told(files.signed_pdf(tmp_path / "a.pdf")).keys() == {"evidence.signed"}


def test_scripts_attachments_and_links_are_told_in_one_line(tmp_path: Path) -> None:
    message = told(files.annotated_pdf(tmp_path / "a.pdf"))["evidence.removed"]
    assert message == "PDF 里有些东西没有放进材料：脚本、1 个附件、1 处外部链接；页面照看到的样子印。"


def test_a_package_of_files_is_told_to_print_its_cover_only(tmp_path: Path) -> None:
    assert "2 个文件" in told(files.portfolio(tmp_path / "a.pdf"))["evidence.portfolio"]


def test_fonts_that_are_not_in_the_file_are_told_with_their_pages(tmp_path: Path) -> None:
    message = told(files.pdf_with_standard_font(tmp_path / "a.pdf"))["evidence.font-not-embedded"]
    assert message == "第 1 页没有嵌入字体 Helvetica，打印出来的字样可能不同。"


# -- damage ------------------------------------------------------------------------------------------------------


def test_a_picture_that_breaks_off_inside_a_sound_pdf_is_told_with_its_page(tmp_path: Path) -> None:
    path = files.scan_of(tmp_path / "a.pdf", files.sheet(), files.sheet(marks="#101010"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[1].Resources.XObject.Im0
        image.write(image.read_raw_bytes()[:9000], filter=Name.DCTDecode)
        pdf.save(path)
    assert told(path)["evidence.repaired"] == "PDF 第 2 页的内容不全：有一部分数据丢失或损坏。"


def test_a_page_that_is_no_page_is_rendered_and_said_with_its_number(tmp_path: Path) -> None:
    path = files.drawn_pdf(tmp_path / "a.pdf", BAR, BAR, Rotate=90)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[1].obj["/Rotate"] = Name.Sideways
        pdf.save(path)
    assert told(path) == {"evidence.rendered": "PDF 第 2 页的结构有错，已照屏幕上看到的样子做成图片（300 dpi）。"}


def test_a_form_that_draws_itself_comes_to_an_end(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        form = pdf.make_stream(b"/F0 Do 0 g 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        form.Resources = Dictionary(XObject=Dictionary(F0=form))
        page = pdf.add_blank_page()
        page.Resources, page.Contents = Dictionary(XObject=Dictionary(F0=form)), pdf.make_stream(b"/F0 Do")
        pdf.save(tmp_path / "a.pdf")
    assert inks(tmp_path / "a.pdf") == [Ink.GREY]


def nest_tenfold(path: Path, levels: int, kind: str) -> Path:
    """Write a scan whose picture is drawn ten times by a form or pattern, that again ten times, and so on."""
    files.scan_of(path, files.sheet(100))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        drawn = pdf.pages[0].Resources.XObject.Im0
        for level in range(levels):
            entry = "XObject" if kind == "form" or not level else "Pattern"
            once = b"/X Do " if entry == "XObject" else b"/Pattern cs /X scn 0 0 9 9 re f "
            form = pdf.make_stream(once * 10, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
            form.Resources = Dictionary({f"/{entry}": Dictionary(X=drawn)})
            drawn = form
        content = b"/Im0 Do" if kind == "form" else b"/Pattern cs /Im0 scn 0 0 9 9 re f"
        pdf.pages[0].Contents = pdf.make_stream(content)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=drawn), Pattern=Dictionary(Im0=drawn))
        pdf.save(path)
    return path


@pytest.mark.parametrize("kind", ["form", "pattern"])
def test_forms_and_patterns_that_draw_one_another_ten_times_each_are_refused(tmp_path: Path, kind: str) -> None:
    begun = time.process_time()
    assert inks(nest_tenfold(tmp_path / "few.pdf", 4, kind)) == [Ink.GREY]
    found = inspect_file(nest_tenfold(tmp_path / "many.pdf", 30, kind), "many.pdf")
    message = "PDF 第 1 页画的内容展开后（图形里一再套用图形）超过 1024 MB，无法处理。"
    assert [problem.message for problem in found.problems] == [message]
    assert time.process_time() - begun < 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        b"(\\",
        b"(",
        b"( ",
        b"(a\\)",
        b"1 ",
        b"1",
        b".",
        b"/a",
        b"/a ",
        b"> ",
        b"()",
        b"(a)",
        b"BI ",
        b"BI ID ",
        b"ID ",
        b"1 cm ",
        b"q ",
        b"rg ",
        b" ",
        b"1 0 0 1 0 0 ",
    ],
)
def test_no_stream_keeps_the_search_busy(piece: bytes) -> None:
    begun = time.process_time()
    for stream in (piece * (600_000 // len(piece)), b"BI (" + piece * (600_000 // len(piece))):
        read_content(stream)
        assert len(list(find_placed_names(stream))) == 0
    assert time.process_time() - begun < 3


# -- words -------------------------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 400), min_size=1))
def test_page_numbers_in_words_name_exactly_those_pages(numbers: set[int]) -> None:
    words = format_page_numbers(sorted(numbers)).removeprefix("第 ").removesuffix(" 页").split("、")
    runs = [[int(end) for end in run.split("—")] for run in words]
    assert {page for run in runs for page in range(run[0], run[-1] + 1)} == numbers
    assert all(later[0] > earlier[-1] + 1 for earlier, later in zip(runs, runs[1:], strict=False))
