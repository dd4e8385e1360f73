"""不得串页: answers that are too long for their part are set smaller, part by part, or are refused by name."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import docx
import msgspec
import pytest
from docx.enum.style import WD_STYLE_TYPE

from docgen import Mode, build, built_in
from docgen.definitions.blank_pages import list_fixed_parts, read_pages
from docgen.documents.printed_answers import format_answers
from docgen.documents.word.answer_sizes import ANSWER_SIZES, AnswerSize, apply_sizes, list_declared_fonts
from docgen.documents.word.word_filler import fill_template
from docgen.package.form.fitting import FittedForm, check_fitting
from docgen.package.form.form_fonts import PdfFont, check_fonts, list_fonts
from docgen.package.form.form_pages import fit_filled_form, get_form_pdf
from docgen.package.form.page_map import PartMap, Spot, TableEdges
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import Value
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.runtime.fonts import Drawn, StandIn
from docgen.runtime.office import convert, find_office, find_stand_ins

pytestmark = pytest.mark.slow

CATALOG = built_in()
FORM = CATALOG.load_form("2022-application")
TEMPLATE = CATALOG.find_template(FORM.id)
EXAMPLE = Path(__file__).parents[3] / "data" / "examples" / "yunxi-2022"
RULE = "填报说明11：为确保文件信息的正确采集，填表时不得改变表格样式，其中一至七部分不得串页。"
PART_FOUR = ("digital_services", "new_models")
PAGES = read_pages(TEMPLATE)
assert PAGES, "run: docgen template build"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Application:
    folder = tmp_path_factory.mktemp("example") / "云溪"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("evidence"))
    return load(folder, CATALOG)


def prose(length: int) -> str:
    """So many 字 of prose as it is written: sentences, and no figures."""
    sentence = "围绕产业链协同发展，建立健全工作机制，形成合力。"
    return (sentence * (length // len(sentence) + 1))[:length]


def fitted(example: Application, folder: Path, answers: Mapping[str, Value]) -> tuple[FittedForm, list[Problem], bytes]:
    """The example with other answers, fitted; the problems of that; and the form as it was before."""
    application = replace(example, answers={**example.answers, **answers})
    shown = format_answers(FORM, application.answers)
    document = folder / "form.docx"
    document.write_bytes(fill_template(TEMPLATE / "form.docx", {**shown, "draft_mark": ""}))
    before = document.read_bytes()
    office = find_office()
    pdf = get_form_pdf(convert(office, [document], folder / "office")[document])
    result = fit_filled_form(document, pdf, PAGES, application, office)
    assert document.read_bytes() == result.document
    return result, list(check_fitting(result, application, PAGES, shown)), before


def keeping(result: FittedForm) -> set[str]:
    return {
        part.id for part in list_fixed_parts(FORM, PAGES) if result.parts[part.id].has_pages_of(PAGES.parts[part.id])
    }


def told(problems: list[Problem], code: str) -> list[tuple[str, str]]:
    return [(problem.where.slot, problem.message) for problem in problems if problem.code == code]


# -- the ladder -------------------------------------------------------------------------------------------------------


def test_the_example_keeps_its_pages_without_another_call_of_libreoffice(
    example: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.package.form.form_pages.convert", lambda *_: pytest.fail("printed again"))
    result, problems, before = fitted(example, tmp_path, {})
    assert keeping(result) == {f"s{number}" for number in range(1, 8)}
    assert not result.sizes and result.document == before
    assert not told(problems, "package.shrunk") and not told(problems, "package.part-pages")


def test_answers_of_320_in_part_five_are_set_smaller_and_fit(example: Application, tmp_path: Path) -> None:
    answers = {slot: prose(320) for slot in ("conservation", "green_services", "dual_carbon")}
    result, problems, _ = fitted(example, tmp_path, answers)
    assert keeping(result) == {f"s{number}" for number in range(1, 8)}
    assert told(problems, "package.shrunk") == [
        ("s5", "“五、绿色化转型情况”的答案较长，已改用 10.5 磅（行距 16 磅）的字，各行都在原来的页上。")
    ]
    assert result.sizes == {"s5": ANSWER_SIZES[1]}


def test_two_answers_of_400_in_part_four_have_room_as_they_are(example: Application, tmp_path: Path) -> None:
    result, problems, _ = fitted(example, tmp_path, dict.fromkeys(PART_FOUR, prose(400)))
    assert keeping(result) == {f"s{number}" for number in range(1, 8)}
    assert not result.sizes and not told(problems, "package.shrunk")


def test_two_answers_of_800_in_part_four_take_two_steps_and_no_other_part_is_touched(
    example: Application, tmp_path: Path
) -> None:
    result, problems, before = fitted(example, tmp_path, dict.fromkeys(PART_FOUR, prose(800)))
    assert keeping(result) == {f"s{number}" for number in range(1, 8)}
    assert result.sizes == {"s4": AnswerSize(9, 13)}
    assert [slot for slot, _ in told(problems, "package.shrunk")] == ["s4"]
    sizes, old = sizes_in(result.document), sizes_in(before)
    assert {name: sizes[name] for name in sizes if sizes[name] != old[name]} == {
        "Answer-s4": (9, 13, 18),
        "Short-s4": (9, 13, None),
    }


def sizes_in(document: bytes) -> dict[str, tuple[float, ...]]:
    """The size, line spacing and indent of every paragraph style, read by python-docx."""
    found = {}
    for style in docx.Document(io.BytesIO(document)).styles:
        if style.type is WD_STYLE_TYPE.PARAGRAPH and style.font.size:
            spacing, indent = style.paragraph_format.line_spacing, style.paragraph_format.first_line_indent
            found[style.style_id] = (style.font.size.pt, spacing and spacing.pt, indent and indent.pt)
    return found


def test_a_part_that_is_set_smaller_says_the_same_words(example: Application, tmp_path: Path) -> None:
    document = fill_template(TEMPLATE / "form.docx", {**format_answers(FORM, example.answers), "draft_mark": ""})
    smaller = apply_sizes(document, {"s4": ANSWER_SIZES[2], "s5": ANSWER_SIZES[1]})
    assert smaller == apply_sizes(document, {"s5": ANSWER_SIZES[1], "s4": ANSWER_SIZES[2]})
    with zipfile.ZipFile(io.BytesIO(document)) as one, zipfile.ZipFile(io.BytesIO(smaller)) as other:
        assert one.namelist() == other.namelist()
        assert [name for name in one.namelist() if one.read(name) != other.read(name)] == ["word/styles.xml"]


def test_1200_in_part_seven_is_refused_with_the_answer_to_shorten(example: Application, tmp_path: Path) -> None:
    result, problems, _ = fitted(example, tmp_path, {"governance": prose(1200)})
    assert keeping(result) == {f"s{number}" for number in range(1, 7)}
    (problem,) = [one for one in problems if one.code == "package.part-pages"]
    assert problem.message == (
        "“七、治理和服务水平”在空白表上占 1 页，答案缩小到 9 磅（行距 13 磅）仍放不下，超出约 8 行。"
    )
    assert problem.hint == "请删减“治理和服务水平情况”（1200 字）。"
    assert problem.rule == RULE
    assert problem.where == example.locate("governance")
    assert problem.where.line > 0


# -- what is judged by measure ----------------------------------------------------------------------------------------


def test_a_page_with_too_little_room_for_the_rows_of_word_is_a_warning(example: Application) -> None:
    rows = {name: Spot(page, 100) for name, page in PAGES.parts["s7"].rows.items()}
    for free, count in ((18.9, 1), (19.0, 0)):
        close = PartMap(14, 762.5, rows, (TableEdges((730.0, PAGES.bottom + free)),))
        parts = {part.id: roomy(part.id) for part in list_fixed_parts(FORM, PAGES)} | {"s7": close}
        problems = list(check_fitting(FittedForm(b"", Path(), parts), example, PAGES, {}))
        assert len(problems) == count
    problems = list(
        check_fitting(
            FittedForm(b"", Path(), {**parts, "s7": replace(close, sheets=(TableEdges((82.9,)),))}), example, PAGES, {}
        )
    )
    assert told(problems, "package.tight") == [
        ("s7", "“七、治理和服务水平”第 1 页只余 12 磅；Word 的表格行略高，余 19 磅以上才稳妥，否则可能串页。")
    ]


def test_a_template_without_bookmarks_is_said_not_to_be_judged(example: Application) -> None:
    blank = msgspec.structs.replace(PAGES, parts={})
    (problem,) = check_fitting(FittedForm(b"", Path(), {}), example, blank, {})
    assert (problem.code, problem.message) == (
        "package.unmapped",
        "模板里没有各部分的书签（如 s1、s1r01），没有核对一至七部分是否串页。",
    )


def roomy(part: str) -> PartMap:
    pages = PAGES.parts[part]
    rows = {name: Spot(page, 100) for name, page in pages.rows.items()}
    return PartMap(1, 762.5, rows, (TableEdges((400.0,)),) * pages.pages)


# -- fonts ------------------------------------------------------------------------------------------------------------

HOUSE = [PdfFont("fandolfang", True), PdfFont("liberationserif", True)]
WHERE = Where("pdf/申报表.pdf")


def test_fonts_that_stand_in_as_they_should_are_not_told() -> None:
    faces = [StandIn("仿宋_GB2312", "FandolFang", Drawn.STAND_IN)]
    assert list(check_fonts(HOUSE, ["仿宋_GB2312"], faces, WHERE)) == []


def test_a_face_that_is_drawn_by_accident_is_told_once_if_the_form_asks_for_it() -> None:
    faces = [StandIn("仿宋_GB2312", "DejaVu Sans", Drawn.MISSING), StandIn("宋体", "DejaVu Sans", Drawn.MISSING)]
    held = [*HOUSE, PdfFont("dejavusans", True), PdfFont("dejavusans", True)]
    messages = [problem.message for problem in check_fonts(held, ["仿宋_GB2312"], faces, WHERE)]
    assert messages == ["没有 仿宋_GB2312 的替代字体，PDF 里用了 DejaVu Sans，字形可能不合公文习惯（分页不受影响）。"]


def test_a_missing_face_that_no_page_uses_is_not_told() -> None:
    faces = [StandIn("黑体", "WenQuanYi Zen Hei", Drawn.MISSING)]
    assert list(check_fonts(HOUSE, ["黑体"], faces, WHERE)) == []


def test_a_font_that_nobody_declared_and_one_that_is_not_embedded_are_told() -> None:
    held = [*HOUSE, PdfFont("opensymbol", True), PdfFont("fandolkai", False)]
    messages = [problem.message for problem in check_fonts(held, [], [], WHERE)]
    assert messages == [
        "PDF 里没有嵌入字体 fandolkai，换一台电脑字样会不同。",
        "有的字公文字体里没有，PDF 里用了 opensymbol，字形可能不合公文习惯。",
    ]


def test_the_fonts_of_the_form_are_those_of_the_house_and_embedded(example: Application, tmp_path: Path) -> None:
    result, _, _ = fitted(example, tmp_path, {})
    held = list_fonts(result.pdf)
    assert all(font.is_embedded for font in held)
    declared = list_declared_fonts(result.document)
    assert {"仿宋_GB2312", "黑体", "楷体_GB2312", "Times New Roman"} <= declared
    assert "宋体" not in declared
    assert list(check_fonts(held, declared, find_stand_ins(), WHERE)) == []


# -- the whole road ---------------------------------------------------------------------------------------------------


def test_a_build_tells_what_was_set_smaller_and_is_the_same_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "云溪"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("evidence"))
    answers = (folder / "application.yaml").read_text("utf-8")
    line = next(line for line in answers.splitlines() if line.startswith("  governance: 2018"))
    (folder / "application.yaml").write_text(answers.replace(line, f"  governance: {prose(800)}"), "utf-8")
    outs = [tmp_path / "one", tmp_path / "two"]
    built = [build(folder, out, CATALOG, Mode.DRAFT) for out in outs]
    assert told(list(built[0].problems), "package.shrunk")
    assert not told(list(built[0].problems), "package.part-pages")
    documents = [(out / "word" / "申报表.docx").read_bytes() for out in outs]
    assert documents[0] == documents[1]
    assert sizes_in(documents[0])["Answer-s7"][0] < 12
    assert (outs[0] / "申报材料.pdf").read_bytes() == (outs[1] / "申报材料.pdf").read_bytes()


def test_a_final_build_refuses_a_part_that_does_not_fit_and_leaves_the_last_output(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "云溪"))
    names = (f"云溪县精密传动件产业公共技术服务与质量检测平台第{number}分中心" for number in range(40))
    with (folder / "lists" / "platforms.yaml").open("a", encoding="utf-8") as platforms:
        platforms.writelines(f"- {{平台名称: {name}, 级别: 其他}}\n" for name in names)
    result = build(folder, tmp_path / "out", CATALOG)
    assert result.out is None and not (tmp_path / "out").exists()
    ((slot, message),) = told(list(result.problems), "package.part-pages")
    assert slot == "other_platforms"
    assert message.startswith("“三、创新能力情况”在空白表上占 2 页，答案缩小到 9 磅（行距 13 磅）仍放不下，超出约 ")
    assert [slot for slot, _ in told(list(result.problems), "answer.long-for-cell")] == ["other_platforms"]


def test_a_template_without_a_map_is_measured_during_the_build(tmp_path: Path) -> None:
    for name in ("data", "templates"):
        shutil.copytree(CATALOG.roots[0] / name, tmp_path / name, ignore=shutil.ignore_patterns("examples"))
    (tmp_path / "templates" / FORM.id / "pages.json").unlink()
    shutil.copytree(EXAMPLE, tmp_path / "云溪", ignore=shutil.ignore_patterns("evidence"))
    out = tmp_path / "out"
    codes = {one.code for one in build(tmp_path / "云溪", out, type(CATALOG)((tmp_path,)), Mode.DRAFT).problems}
    known = {one.code for one in build(tmp_path / "云溪", tmp_path / "known", CATALOG, Mode.DRAFT).problems}
    assert codes == known
    assert (out / "pdf" / "申报表.pdf").read_bytes() == (tmp_path / "known" / "pdf" / "申报表.pdf").read_bytes()
