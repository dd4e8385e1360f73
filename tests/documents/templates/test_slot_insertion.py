"""Slots put into the XML of a file: what gives way, what stays, and in which format the answer will be printed."""

from __future__ import annotations

import zipfile
from functools import cached_property
from pathlib import Path

import pytest
from lxml import etree

from docgen.documents.templates.slot_insertion import SlotInserter
from docgen.project.word.word_document import WordParagraph, iterate_paragraphs
from docgen.project.word.word_reader import trace_word_document
from word_documents import write_word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNDERLINED = '<w:rPr><w:u w:val="single"/></w:rPr>'
BOLD = "<w:rPr><w:b/></w:rPr>"
BOX_FONT = "Segoe UI Symbol"


class File:
    """A small file, its paragraphs, and the inserter of slots into it."""

    def __init__(self, folder: Path, body: str) -> None:
        path = write_word(folder / "official.docx", body)
        traced = trace_word_document(path)
        with zipfile.ZipFile(path) as archive:
            self.inserter = SlotInserter(traced, archive.read("word/document.xml"))
        self.paragraphs: list[WordParagraph] = list(iterate_paragraphs(traced.document.blocks))

    def put(self, slot: str, start: int, end: int | None = None, paragraph: int = 0, *, is_box: bool = False) -> None:
        assert self.inserter.can_insert(self.paragraphs[paragraph])
        self.inserter.insert(self.paragraphs[paragraph], start, start if end is None else end, slot, is_box=is_box)

    @cached_property
    def root(self) -> etree._Element:
        return etree.fromstring(self.inserter.serialize())

    @property
    def runs(self) -> list[tuple[str, str]]:
        """The text of each run with text, and the names of its properties."""
        found = []
        for run in self.root.iter(f"{W}r"):
            text = "".join(node.text or "" for node in run if node.tag == f"{W}t")
            names = [child.tag.removeprefix(W) for properties in run.findall(f"{W}rPr") for child in properties]
            found += [(text, " ".join(names))] if text else []
        return found


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_blank_of_underlined_spaces_becomes_an_underlined_slot(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('集群名称：', BOLD)}{run('      ', UNDERLINED)}{run('（盖章）')}</w:p>")
    file.put("name", 5)
    assert file.runs == [("集群名称：", "b"), ("{{ name }}", "u"), ("（盖章）", "")]


def test_a_blank_of_tabs_and_one_of_signs_are_taken_whole(tmp_path: Path) -> None:
    tabs = f"<w:r>{UNDERLINED}<w:tab/><w:tab/></w:r>"
    file = File(tmp_path, f"<w:p>{run('省：')}{tabs}{run('市：____县')}</w:p>")
    file.put("province", 2)
    file.put("city", 6)
    assert file.runs == [("省：", ""), ("{{ province }}", "u"), ("市：", ""), ("{{ city }}", ""), ("县", "")]


def test_a_blank_of_spaces_gives_way_and_a_single_space_stays(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('数量：    个，名称： 。')}</w:p>")
    file.put("count", 4)
    file.put("names", 12)
    assert "".join(text for text, _ in file.runs) == "数量：{{ count }}个，名称：{{ names }} 。"


def test_an_empty_cell_gets_the_format_of_its_paragraph_mark(tmp_path: Path) -> None:
    mark = '<w:pPr><w:jc w:val="center"/><w:rPr><w:ins w:id="1" w:author="a"/><w:sz w:val="21"/></w:rPr></w:pPr>'
    file = File(tmp_path, f"<w:tbl><w:tr><w:tc><w:p>{mark}</w:p></w:tc></w:tr></w:tbl>")
    file.put("area", 0)
    assert file.runs == [("{{ area }}", "sz")]


def test_an_empty_cell_whose_mark_is_too_small_to_read_gets_the_usual_size(tmp_path: Path) -> None:
    mark = '<w:pPr><w:rPr><w:b/><w:sz w:val="4"/><w:szCs w:val="4"/></w:rPr></w:pPr>'
    file = File(tmp_path, f"<w:p>{mark}</w:p>")
    file.put("area", 0)
    assert file.runs == [("{{ area }}", "b")]


def test_a_slot_between_words_takes_the_format_of_the_word_before_and_splits_its_run(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('数量：个', BOLD)}</w:p>")
    file.put("count", 3)
    assert file.runs == [("数量：", "b"), ("{{ count }}", "b"), ("个", "b")]
    assert "".join(text for text, _ in file.runs) == "数量：{{ count }}个"


def test_an_answer_split_over_runs_gives_way_whole(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('面积：1')}{run('2.', BOLD)}{run('5平方公里')}</w:p>")
    file.put("area", 3, 7)
    assert file.runs == [("面积：", ""), ("{{ area }}", ""), ("平方公里", "")]


def test_two_slots_share_one_blank_with_a_space_between_them(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('联系人及电话：')}{run('      ', UNDERLINED)}</w:p>")
    file.put("contact", 7, 13)
    file.put("phone", 13)
    assert file.runs == [("联系人及电话：", ""), ("{{ contact }} {{ phone }}", "u")]


def test_slots_of_one_paragraph_keep_their_order_at_the_same_place(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('甲乙')}</w:p>")
    for slot in ("a", "b"):
        file.put(slot, 1)
    file.put("c", 0)
    file.put("d", 2)
    assert "".join(text for text, _ in file.runs) == "{{ c }}甲{{ a }} {{ b }}乙{{ d }}"


def test_letters_that_nobody_sees_do_not_move_a_slot(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('数​量：﻿个')}</w:p>")
    file.put("count", 3)
    assert "".join(text for text, _ in file.runs).replace("​", "").replace("﻿", "") == "数量：{{ count }}个"


SYMBOL = '<w:r><w:rPr><w:b/></w:rPr><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
WINGDINGS = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
CHECKBOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
)
FORM_CHECKBOX = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
    "</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
EQUATION = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ \\o\\ac(□,√)</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
BORDERED = '<w:r><w:rPr><w:bdr w:val="single" w:sz="4"/></w:rPr><w:t xml:space="preserve"> </w:t></w:r>'


@pytest.mark.parametrize(
    "box",
    [run("□"), SYMBOL, run("\uf0a8", WINGDINGS), run("o", WINGDINGS), CHECKBOX, FORM_CHECKBOX, EQUATION, BORDERED],
    ids=["glyph", "symbol", "private", "letter", "control", "form field", "equation", "border"],
)
def test_a_box_of_any_kind_becomes_a_slot_in_a_font_that_has_boxes(tmp_path: Path, box: str) -> None:
    file = File(tmp_path, f"<w:p>{box}{run('第一产业')}</w:p>")
    file.put("industry.primary", 0, 1, is_box=True)
    root = file.root
    (slot,) = [one for one in root.iter(f"{W}r") if "".join(one.itertext()) == "{{ industry.primary }}"]
    fonts = slot.find(f"{W}rPr/{W}rFonts")
    assert fonts is not None and {fonts.get(f"{W}{name}") for name in ("ascii", "hAnsi", "eastAsia")} == {BOX_FONT}
    for name in ("sym", "sdt", "fldChar", "instrText", "bdr"):
        assert root.find(f".//{W}{name}") is None
    assert "".join(root.itertext()) == "{{ industry.primary }}第一产业"


def test_two_boxes_in_one_text_become_two_slots(tmp_path: Path) -> None:
    file = File(tmp_path, f"<w:p>{run('□是　□否')}</w:p>")
    file.put("a.yes", 0, 1, is_box=True)
    file.put("a.no", 3, 4, is_box=True)
    assert [text for text, _ in file.runs] == ["{{ a.yes }}", "是　", "{{ a.no }}", "否"]


def test_the_words_of_an_empty_control_give_way_and_the_control_with_them(tmp_path: Path) -> None:
    control = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>"
        '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>单击此处输入文字。</w:t></w:r>'
        "</w:sdtContent></w:sdt>"
    )
    file = File(tmp_path, f"<w:p>{run('名称：')}{control}{run('。')}</w:p>")
    file.put("name", 3)
    assert file.runs == [("名称：", ""), ("{{ name }}", ""), ("。", "")]
    assert file.root.find(f".//{W}sdt") is None


def test_a_text_field_of_a_form_gives_way_with_its_instruction(tmp_path: Path) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput/></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run("     ")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    file = File(tmp_path, f"<w:p>{run('名称：')}{field}{run('。')}</w:p>")
    file.put("name", 3)
    assert file.runs == [("名称：", ""), ("{{ name }}", ""), ("。", "")]
    assert file.root.find(f".//{W}fldChar") is None


def test_prose_gets_a_paragraph_of_its_own_in_the_letters_of_the_heading_without_its_bold(tmp_path: Path) -> None:
    heading = '<w:rPr><w:rFonts w:eastAsia="仿宋"/><w:b/><w:sz w:val="32"/></w:rPr>'
    file = File(tmp_path, f"<w:p>{run('一、基础', heading)}</w:p><w:p>{run('二、成效')}</w:p>")
    file.inserter.add_prose(file.paragraphs[0], "plan.base")
    assert file.runs == [("一、基础", "rFonts b sz"), ("{{ plan.base }}", "rFonts sz"), ("二、成效", "")]


def test_prose_is_written_into_the_blank_paragraph_under_its_heading(tmp_path: Path) -> None:
    blank = '<w:p><w:pPr><w:pStyle w:val="Body"/><w:rPr><w:sz w:val="24"/></w:rPr></w:pPr></w:p>'
    page_break = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    heading = f"<w:p>{run('一、基础', BOLD)}</w:p>"
    file = File(tmp_path, f"{heading}{blank}{heading}{page_break}")
    file.inserter.add_prose(file.paragraphs[0], "plan.base")
    file.inserter.add_prose(file.paragraphs[2], "plan.more")
    assert file.runs == [("一、基础", "b"), ("{{ plan.base }}", "sz"), ("一、基础", "b"), ("{{ plan.more }}", "")]
    texts = ["".join(one.itertext()) for one in file.root.iter(f"{W}p")]
    assert texts == ["一、基础", "{{ plan.base }}", "一、基础", "{{ plan.more }}", ""]


def test_a_loop_gets_rows_before_and_behind_its_row(tmp_path: Path) -> None:
    cells = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>{run("……")}</w:p></w:tc><w:tc><w:p/></w:tc>'
    file = File(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p/>")
    assert file.inserter.add_loop(file.paragraphs[0], "row in goals.own")
    file.put("row.label", 0, 2)
    file.put("row.base", 0, paragraph=1)
    rows = ["".join(row.itertext()) for row in file.root.iter(f"{W}tr")]
    assert rows == ["{%tr for row in goals.own %}", "{{ row.label }}{{ row.base }}", "{%tr endfor %}"]
    assert [span.get(f"{W}val") for span in file.root.iter(f"{W}gridSpan")] == ["3", "2", "3"]
    assert not file.inserter.add_loop(file.paragraphs[2], "row in goals.own")


def test_a_text_that_the_reader_put_together_from_elsewhere_is_not_written_into(tmp_path: Path) -> None:
    drawing = (
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"<w:p>{run('框里')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    file = File(tmp_path, f"{drawing}<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>")
    texts = {paragraph.text: file.inserter.can_insert(paragraph) for paragraph in file.paragraphs}
    assert texts == {"": True, "框里": True, "x": False}
