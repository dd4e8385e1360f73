"""A plan written in Word becomes plan.md: headings in every guise, and nothing lost in silence."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from PIL import Image

from conftest import whole_plan
from docgen.cli import main
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form, Narrative
from docgen.errors import InputError
from docgen.project.application_loader import load
from docgen.project.plan import read_plan
from docgen.project.plan_import import PlanImport, import_plan

SPACES = f'{nsdecls("w", "m")} xmlns:v="urn:schemas-microsoft-com:vml"'

Factory = Callable[..., Path]
Fill = Callable[[Document], object]
Import = Callable[[Fill], PlanImport]


@pytest.fixture
def narrative(form: Form) -> Narrative:
    return form.narratives[0]


@pytest.fixture
def home(folder: Factory) -> Path:
    return folder("area: 1")


@pytest.fixture
def take(home: Path, catalog: Catalog) -> Import:
    """Writes 规划.docx into the application folder and reads it as plan.md."""

    def write_and_take(fill: Fill) -> PlanImport:
        document = docx.Document()
        fill(document)
        document.save(str(home / "规划.docx"))
        return import_plan(home, Path("规划.docx"), catalog)

    return write_and_take


def read(result: PlanImport, narrative: Narrative) -> dict[str, tuple[str, ...]]:
    plan = read_plan(result.written, narrative)
    assert plan.problems == ()
    return plan.paragraphs


def list_told(result: PlanImport) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in result.problems if one.code != "plan.word-heading"]


def add_texts(*texts: str) -> Fill:
    def fill(document: Document) -> None:
        for text in texts:
            document.add_paragraph(text)

    return fill


def remove_number(heading: str) -> str:
    return re.sub(r"\A([一二三四]、|（[一二三四123]）|\d\.)", "", heading)


def list_headings(narrative: Narrative) -> Iterator[tuple[int, str, str]]:
    yield from ((one.level, one.heading, f"{one.heading}的正文。" if one.text else "") for one in narrative.sections)


GUISES = {
    "styled": lambda heading: heading,
    "half width": lambda heading: heading.replace("（", "(").replace("）", ")"),
    "spaced": lambda heading: f" {heading[:2]}　{heading[2:]}：",
    "numbered by Word": remove_number,
    "numbered otherwise": lambda heading: f"九、{remove_number(heading)}",
}


@pytest.mark.parametrize("is_styled", [True, False])
@pytest.mark.parametrize("guise", GUISES)
def test_headings_are_known_in_every_guise(guise: str, is_styled: bool, take: Import, narrative: Narrative) -> None:
    def fill(document: Document) -> None:
        for level, heading, text in list_headings(narrative):
            document.add_paragraph(GUISES[guise](heading), style=f"Heading {level}" if is_styled else None)
            document.add_paragraph("")
            if text:
                document.add_paragraph(text)

    result = take(fill)
    assert result.problems == ()
    assert (result.sections, result.paragraphs) == (
        len(narrative.sections),
        sum(one.text for one in narrative.sections),
    )
    assert read(result, narrative) == {one.id: (f"{one.heading}的正文。",) for one in narrative.sections if one.text}


def test_what_belongs_to_no_section_is_kept_under_the_nearest_and_told(take: Import, narrative: Narrative) -> None:
    first, last = narrative.sections[0], narrative.sections[-1]
    bare = next(one for one in narrative.sections if not one.text)
    after = next(one for one in narrative.sections[narrative.sections.index(bare) :] if one.text)
    result = take(
        add_texts(
            "某某集群规划",
            "前言。",
            first.heading,
            "简介。",
            "（一）产业规模",
            "规模。",
            bare.heading,
            "引言。",
            after.heading,
            "思路。",
            last.heading,
            "措施。",
            "五、附件",
            "附件一。",
        )
    )
    paragraphs = read(result, narrative)
    assert paragraphs[first.id] == ("某某集群规划", "前言。", "简介。", "（一）产业规模", "规模。")
    assert paragraphs[after.id] == ("引言。", "思路。")
    assert paragraphs[last.id] == ("措施。", "五、附件", "附件一。")
    assert list_told(result) == [
        ("plan.word-moved", f"在第一个规定的标题之前：“某某集群规划”等2段，放在“{first.heading}”之下。"),
        ("plan.word-moved", f"“{bare.heading}”之下不写正文：“引言。”，放在“{after.heading}”之下。"),
        ("plan.word-moved", f"不是申报表规定的标题：“五、附件”等2段，放在“{last.heading}”之下。"),
    ]
    missing = [one.where.slot for one in result.problems if one.code == "plan.word-heading"]
    assert missing == [f"plan.{one.id}" for one in narrative.sections if one not in (first, bare, after, last)]


def test_a_heading_that_nearly_is_the_official_one_is_named(take: Import, narrative: Narrative) -> None:
    first, second = narrative.sections[:2]
    result = take(add_texts(first.heading, "简介。", f"{second.heading}情况", "成效。"))
    hint = next(one.hint for one in result.problems if one.code == "plan.word-moved")
    assert hint.startswith(f"是不是“{second.heading}”？")


def test_a_heading_given_twice_keeps_both_texts(take: Import, narrative: Narrative) -> None:
    first, second = narrative.sections[:2]
    result = take(add_texts(first.heading, "甲。", second.heading, "乙。", first.heading, "丙。"))
    assert read(result, narrative) == {first.id: ("甲。", "丙。"), second.id: ("乙。",)}
    assert list_told(result) == [
        ("plan.word-moved", f"标题“{first.heading}”出现了不止一次，各处的文字都放在这个标题之下。")
    ]


@pytest.mark.parametrize("line", ["{heading}\t3", "{heading}……………12", "{heading}"])
def test_a_table_of_contents_is_passed_over(line: str, take: Import, narrative: Narrative) -> None:
    contents = [line.format(heading=one.heading) for one in narrative.sections]
    body = [words for _, heading, text in list_headings(narrative) for words in (remove_number(heading), text) if words]
    exact = [words for _, heading, text in list_headings(narrative) for words in (heading, text) if words]
    result = take(add_texts(*contents, *(exact if line == "{heading}" else body)))
    assert result.problems == ()
    assert all(len(texts) == 1 for texts in read(result, narrative).values())


def number(document: Document, text: str) -> None:
    paragraph = document.add_paragraph(text)
    numbering = OxmlElement("w:numPr")
    identity = OxmlElement("w:numId")
    identity.set(qn("w:val"), "1")
    numbering.append(identity)
    paragraph._p.get_or_add_pPr().append(numbering)


def test_tables_pictures_and_automatic_numbers_are_told(take: Import, narrative: Narrative) -> None:
    first, second = narrative.sections[:2]
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")

    def fill(document: Document) -> None:
        number(document, first.heading)  # a heading is known without its number, so nothing is lost
        document.add_paragraph("简介。")
        document.add_table(2, 3).cell(0, 0).text = "表里的字"
        document.add_paragraph(second.heading)
        document.add_picture(picture, Cm(1))
        document.add_picture(picture, Cm(1))
        number(document, "第一项成效。")
        document.add_paragraph("第二项成效。", style="List Number")

    result = take(fill)
    assert read(result, narrative) == {first.id: ("简介。",), second.id: ("第一项成效。", "第二项成效。")}
    assert list_told(result) == [
        ("plan.word-left", f"“{first.heading}”之下的表格（1 处）没有读入，规划正文只有文字。"),
        ("plan.word-left", f"“{second.heading}”之下的图片（2 处）没有读入，规划正文只有文字。"),
        (
            "plan.word-left",
            f"“{second.heading}”之下有 2 段的编号或项目符号是 Word 自动加的，没有读入，如“第一项成效。”。",
        ),
    ]


def test_symbols_are_read_and_boxes_notes_and_equations_are_told(take: Import, narrative: Narrative) -> None:
    first = narrative.sections[0]
    box = "<v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    contents = (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        f"<w:r><w:pict><v:shape>{box}</v:shape></w:pict></w:r>",
        "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
        '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
    )

    def fill(document: Document) -> None:
        document.add_paragraph(first.heading)
        for content in contents:
            xml = f"<w:p {SPACES}><w:r><w:t>文</w:t></w:r>{content}</w:p>"
            document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")

    result = take(fill)
    assert read(result, narrative) == {first.id: ("文☑", "文", "文x", "文")}
    assert [words for _, words in list_told(result)] == [
        f"“{first.heading}”之下的{kind}（1 处）没有读入，规划正文只有文字。"
        for kind in ("文本框", "公式的排版", "特殊符号（Wingdings F04A）")
    ]


def test_a_frame_and_line_breaks_are_looked_through(take: Import, narrative: Narrative) -> None:
    first, second = narrative.sections[:2]

    def fill(document: Document) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = f"{first.heading}\n甲。\n乙。"
        cell.add_paragraph(f"{second.heading[:4]}\n{second.heading[4:]}")
        cell.add_paragraph("成\t效。")

    result = take(fill)
    assert read(result, narrative) == {first.id: ("甲。", "乙。"), second.id: ("成 效。",)}
    assert list_told(result) == []


def test_a_plan_that_is_replaced_is_kept(take: Import, home: Path, form: Form, narrative: Narrative) -> None:
    old = whole_plan(form)
    (home / "plan.md").write_text(old, encoding="utf-8")
    fill = add_texts(narrative.sections[0].heading, "新的简介。")
    first = take(fill)
    assert first.backup and first.backup.name == "plan（上一份）.md"
    assert first.backup.read_text("utf-8") == old
    assert take(fill).backup is None  # nothing new: nothing to keep
    assert sorted(path.name for path in home.glob("plan*")) == ["plan.md", "plan（上一份）.md"]


@pytest.mark.parametrize("words", ["#1 厂房已投产。", "产值<!-- 待核 -->一亿元。"])
def test_what_plan_md_cannot_hold_changes_nothing(words: str, take: Import, home: Path, narrative: Narrative) -> None:
    (home / "plan.md").write_text("原来的。", encoding="utf-8")
    with pytest.raises(InputError, match="写不进规划正文，没有改动任何文件"):
        take(add_texts(narrative.sections[0].heading, words))
    assert [(path.name, path.read_text("utf-8")) for path in home.glob("plan*")] == [("plan.md", "原来的。")]


def test_a_document_without_the_headings_changes_nothing(take: Import, home: Path) -> None:
    with pytest.raises(InputError, match="没有认出申报表规定的标题"):
        take(add_texts("会议记录", "今天开会。"))
    assert not (home / "plan.md").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("没有.docx", None, "没有这个文件"),
        ("规划.docx", b"", "空"),
        ("规划.docx", "一、集群基本情况简介\n".encode(), "不是"),
        ("规划.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""),
    ],
)
def test_what_is_no_word_document_is_refused(
    name: str, content: bytes | None, message: str, home: Path, catalog: Catalog
) -> None:
    if content is not None:
        (home / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        import_plan(home, Path(name), catalog)


def test_a_damaged_document_is_refused(home: Path, catalog: Catalog, take: Import, narrative: Narrative) -> None:
    take(add_texts(narrative.sections[0].heading))
    whole = zipfile.ZipFile(home / "规划.docx")
    with zipfile.ZipFile(home / "坏.docx", "w") as damaged:
        for member in whole.namelist():
            damaged.writestr(member, whole.read(member)[: -20 if member == "word/document.xml" else None])
    with pytest.raises(InputError, match="读不出来"):
        import_plan(home, Path("坏.docx"), catalog)


def test_the_command_does_what_the_check_offers(
    home: Path, catalog: Catalog, narrative: Narrative, capsys: pytest.CaptureFixture[str]
) -> None:
    document = docx.Document()
    add_texts(narrative.sections[0].heading, "简介。")(document)
    document.save(str(home / "规划 终稿.docx"))
    offered = next(one.hint for one in load(home, catalog).problems if one.where.path == "规划 终稿.docx")
    assert offered.startswith('运行 docgen plan DIR "规划 终稿.docx" ')
    assert main(["plan", str(home), "规划 终稿.docx"]) == 0
    shown = capsys.readouterr()
    assert "认出 1 个标题，读入 1 段" in shown.out
    assert f"没有找到标题“{narrative.sections[1].heading}”" in shown.err
    assert load(home, catalog).answers[f"plan.{narrative.sections[0].id}"] == ("简介。",)
