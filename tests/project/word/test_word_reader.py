"""Whole Word documents: text boxes, headers, notes, comments, dialects, and files that are refused."""

from __future__ import annotations

import pickle
import sys
import zipfile
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.project.word.word_document import WordTextBox, iterate_paragraphs
from docgen.project.word.word_reader import read_word_document
from docgen.runtime.isolated_calls import call_isolated
from word_documents import (
    CONTENT_TYPES,
    NAMESPACES,
    field,
    first_table,
    grid,
    p,
    r,
    read_body,
    sdt,
    tbl,
    tc,
    texts,
    tr,
    write_word,
)


def all_texts(blocks: tuple) -> list[str]:
    return [paragraph.text for paragraph in iterate_paragraphs(blocks) if paragraph.text]


# -- text boxes -----------------------------------------------------------------------------------------------------


def text_box(*paragraphs: str) -> str:
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    shape = f"<a:graphic><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphic>"
    choice = f"<w:drawing><wp:anchor>{shape}</wp:anchor></w:drawing>"
    fallback = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    return r(
        f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    read = read_body(tmp_path, p("锚", text_box(p("框一"), p("框二"))) + p("后"))
    anchor, box, after = read.blocks
    assert isinstance(box, WordTextBox)
    assert all_texts((anchor, box, after)) == ["锚", "框一", "框二", "后"]
    assert box.blocks[1].place.describe() == "第 1 段的文本框第 2 段"
    assert read.unread == ()


def test_old_text_boxes_and_tables_in_boxes_in_cells(tmp_path: Path) -> None:
    content = f"<w:txbxContent>{tbl(tr(tc('内')))}</w:txbxContent>"
    old = r(f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>")
    read = read_body(tmp_path, tbl(tr(tc(p("格", old)))))
    cell = first_table(read).rows[0].cells[0]
    assert all_texts(cell.blocks) == ["格", "内"]
    inner = next(iterate_paragraphs(cell.blocks[1:]))
    assert inner.place.describe() == "第 1 个表第 1 行第 1 格的文本框第 1 个表第 1 行第 1 格"


def test_a_drawing_without_first_form_is_read_from_the_second(tmp_path: Path) -> None:
    pict = f"<w:pict><v:shape><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    body = p(r(f"<mc:AlternateContent><mc:Fallback>{pict}</mc:Fallback></mc:AlternateContent>"))
    assert all_texts(read_body(tmp_path, body).blocks) == ["框"]


# -- headers, footers, notes, comments ------------------------------------------------------------------------------


def test_headers_and_footers_that_are_shown(tmp_path: Path) -> None:
    references = (
        '<w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="first" r:id="header2"/>'
        '<w:headerReference w:type="even" r:id="header3"/><w:footerReference w:type="default" r:id="footer1"/>'
    )
    parts = {
        "header1": p("眉"),
        "header2": p("首"),
        "header3": p("偶"),
        "footer1": p("第", field("PAGE", r("1")), "页"),
    }
    body = p("文", properties=f"<w:sectPr>{references}</w:sectPr>") + f"<w:sectPr>{references}<w:titlePg/></w:sectPr>"
    read = read_body(tmp_path, body, parts)
    assert [(margin.kind, all_texts(margin.blocks)) for margin in read.headers] == [
        ("页眉", ["眉"]),
        ("首页页眉", ["首"]),
    ]
    assert [(margin.kind, all_texts(margin.blocks)) for margin in read.footers] == [("页脚", ["第1页"])]
    assert texts(read) == ["文"] and read.facts.sections == 2
    even = read_body(tmp_path, body, {**parts, "settings": "<w:evenAndOddHeaders/>"})
    assert [margin.kind for margin in even.headers] == ["页眉", "偶数页页眉", "首页页眉"]


def test_a_watermark_is_told(tmp_path: Path) -> None:
    mark = p(r('<w:pict><v:shape><v:textpath string="草稿"/></v:shape></w:pict>'))
    read = read_body(tmp_path, p("文") + '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>', {"header1": mark})
    assert [(one.what, one.text, one.place.describe()) for one in read.unread] == [("艺术字", "草稿", "页眉第 1 段")]


def test_notes_are_apart_with_their_numbers(tmp_path: Path) -> None:
    body = p(
        "甲",
        r('<w:footnoteReference w:id="5"/>'),
        "乙",
        r('<w:footnoteReference w:id="3"/>'),
        r('<w:endnoteReference w:id="2"/>'),
    )
    notes = '<w:footnote w:id="-1"><w:p/></w:footnote>'
    notes += "".join(
        f'<w:footnote w:id="{number}">{p(r("<w:footnoteRef/>"), text)}</w:footnote>'
        for number, text in ((3, "二"), (5, "一"))
    )
    read = read_body(tmp_path, body, {"footnotes": notes, "endnotes": f'<w:endnote w:id="2">{p("尾")}</w:endnote>'})
    assert texts(read) == ["甲乙"]
    assert [(note.kind, note.number, all_texts(note.blocks)) for note in read.notes] == [
        ("脚注", "1", ["一"]),
        ("脚注", "2", ["二"]),
        ("尾注", "1", ["尾"]),
    ]
    assert read.notes[0].place.describe() == "第 1 段"


def test_comments_are_apart_with_their_places(tmp_path: Path) -> None:
    body = tbl(
        tr(
            tc(
                p(
                    '<w:commentRangeStart w:id="1"/>',
                    "产值",
                    '<w:commentRangeEnd w:id="1"/>',
                    r('<w:commentReference w:id="1"/>'),
                )
            )
        )
    )
    comments = f'<w:comment w:id="1" w:author="李四">{p("请核对")}{p("谢谢")}</w:comment>'
    (comment,) = read_body(tmp_path, body, {"comments": comments}).comments
    assert (comment.author, comment.text) == ("李四", "请核对\n谢谢")
    assert comment.place and comment.place.describe() == "第 1 个表第 1 行第 1 格"


# -- dialects -------------------------------------------------------------------------------------------------------


BODY = p("题", field("PAGE", r("1"))) + tbl(
    tr(tc("a", '<w:vMerge w:val="restart"/>'), tc("b")), tr(tc("", "<w:vMerge/>"), tc("c"))
)


def test_strict_files_and_other_places_of_the_main_part(tmp_path: Path) -> None:
    usual = read_word_document(write_word(tmp_path / "a.docx", BODY))
    strict = read_word_document(write_word(tmp_path / "b.docx", BODY, strict=True))
    moved = read_word_document(write_word(tmp_path / "c.docx", BODY, {"styles": ""}, main="word/document2.xml"))
    assert usual.blocks == strict.blocks == moved.blocks
    assert (usual.facts.dialect, strict.facts.dialect) == ("transitional", "strict")


def test_flat_xml_of_word(tmp_path: Path) -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "/_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{kinds}/officeDocument" Target="word/document.xml"/></Relationships>',
        "/word/document.xml": f"<w:document {NAMESPACES}><w:body>{BODY}</w:body></w:document>",
    }
    inside = "".join(
        f'<pkg:part pkg:name="{name}"><pkg:xmlData>{text}</pkg:xmlData></pkg:part>' for name, text in parts.items()
    )
    space = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    path = tmp_path / "flat.xml"
    path.write_text(f'<?xml version="1.0"?><pkg:package {space}>{inside}</pkg:package>', "utf-8", newline="\n")
    assert read_word_document(path).blocks == read_word_document(write_word(tmp_path / "a.docx", BODY)).blocks


def test_xml_of_word_2003(tmp_path: Path) -> None:
    number = "<w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='1'/><wx:t wx:val='一、'/></w:listPr>"
    inserted, deleted = (
        f"<aml:annotation w:type='Word.{kind}'><aml:content><w:r>{text}</w:r></aml:content></aml:annotation>"
        for kind, text in (("Insertion", "<w:t>新</w:t>"), ("Deletion", "<w:delText>旧</w:delText>"))
    )
    tick = "<w:sym w:font='Wingdings' w:char='F0FE'/>"
    note = f"<w:footnote>{p('注')}</w:footnote>"
    table = tbl(tr(tc("a", "<w:vmerge w:val='restart'/>")), tr(tc("", "<w:vmerge/>")))
    section = f"<w:sectPr><w:hdr w:type='odd'>{p('眉')}</w:hdr></w:sectPr>"
    body = f"<wx:sect>{p(inserted, deleted, r(tick), r(note), properties=number)}{table}{section}</wx:sect>"
    word = "http://schemas.microsoft.com/office/word/2003"
    spaces = f"xmlns:w='{word}/wordml' xmlns:wx='{word}/auxHint' xmlns:aml='http://schemas.microsoft.com/aml/2001/core'"
    path = tmp_path / "old.xml"
    path.write_text(f"<w:wordDocument {spaces}><w:body>{body}</w:body></w:wordDocument>", "utf-8", newline="\n")
    read = read_word_document(path)
    assert read.facts.dialect == "2003" and texts(read) == ["新☑"]
    assert read.blocks[0].number == "一、"  # type: ignore[union-attr]
    assert grid(first_table(read)) == [[(1, 1, 2, "a")], []]
    assert [change.text for change in read.changes] == ["新", "旧"]
    assert all_texts(read.headers[0].blocks) == ["眉"] and all_texts(read.notes[0].blocks) == ["注"]


# -- facts, limits, hostile files -----------------------------------------------------------------------------------


def test_facts_of_a_file(tmp_path: Path) -> None:
    path = write_word(
        tmp_path / "a.docm", BODY, {"settings": '<w:documentProtection w:edit="forms" w:enforcement="1"/>'}
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
        archive.writestr(
            "docProps/app.xml", "<Properties><Application>WPS 表格</Application><Pages>7</Pages></Properties>"
        )
    facts = read_word_document(path).facts
    assert (facts.program, facts.pages, facts.has_macros, facts.is_protected) == ("WPS 表格", 7, True, True)


def test_the_result_comes_back_from_a_child_process(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx", BODY + p("锚", text_box(p("框"))))
    assert call_isolated(read_word_document, path) == read_word_document(path)


def test_an_empty_document(tmp_path: Path) -> None:
    assert read_body(tmp_path, "").blocks == ()
    assert read_body(tmp_path, "<w:sectPr/><w:tbl/><w:sdt/><w:p/>" + tbl(tr())).facts.sections == 1


@pytest.mark.parametrize(
    "inside, reason",
    [
        ('<!DOCTYPE a [<!ENTITY b "x">]><w:document/>', "DTD"),
        ("<w:document", "损坏"),
        ("", "损坏"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "损坏"),
        (f"<w:document {NAMESPACES}>{'<w:smartTag>' * 3000}{'</w:smartTag>' * 3000}</w:document>", "层"),
        (f"<w:document {NAMESPACES}><w:body>{'<w:tbl>' * 60}{'</w:tbl>' * 60}</w:body></w:document>", "表格里套表格"),
    ],
)
def test_hostile_and_damaged_parts_are_refused(tmp_path: Path, inside: str, reason: str) -> None:
    with zipfile.ZipFile(tmp_path / "bad.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", inside)
    with pytest.raises(InputError, match=reason):
        read_word_document(tmp_path / "bad.docx")


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"PK\x03\x04 cut", "损坏"),
        (b"", "空"),
        (b"%PDF-1.4", "PDF"),
        (b"<html><body/></html>", "网页"),
        (b"<html><table></table></html>", "不是 Word 文件"),
        (b"a,b\n1,2\n", "不是 Word 文件"),
        (b'<!DOCTYPE a><a x="http://schemas.microsoft.com/office/word/2003/wordml"/>', "DTD"),
        (b'<a x="http://schemas.microsoft.com/office/2006/xmlPackage"/>', "没有 Word 正文"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "bad.docx").write_bytes(content)
    with pytest.raises(InputError, match=reason) as raised:
        read_word_document(tmp_path / "bad.docx", "表.docx")
    assert raised.value.path == "表.docx"


def test_an_archive_without_text_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
    with pytest.raises(InputError, match="没有 Word 正文"):
        read_word_document(tmp_path / "bad.docx")


def test_odd_values_do_no_harm(tmp_path: Path) -> None:
    body = tbl(
        tr(
            tc("a", '<w:gridSpan w:val="-5"/>'),
            tc("b", '<w:gridSpan w:val="999999999999"/>'),
            properties='<w:gridBefore w:val="x"/>',
        ),
        tr(tc("c", '<w:gridSpan w:val="٣"/>')),
    )
    body += p(
        r('<w:sym w:font="Wingdings"/>'), r('<w:sym w:char="FFFFFFFFFF"/>'), r('<w:fldChar w:fldCharType="end"/>')
    )
    body += p(r('<w:fldChar w:fldCharType="separate"/>'), r('<w:fldChar w:fldCharType="begin"/>'))
    body += p(
        "尾",
        sdt(""),
        properties='<w:numPr><w:ilvl w:val="77"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="-1"/>',
    )
    read = read_body(tmp_path, body)
    assert grid(first_table(read)) == [[(1, 1, 1, "a"), (2, 1, 1, "b")], [(1, 1, 1, "c")]]


def test_nesting_up_to_the_limit_is_read(tmp_path: Path) -> None:
    body = p("底")
    for _ in range(49):
        body = tbl(tr(f"<w:tc>{body}</w:tc>"))
    read = read_body(tmp_path, body)
    assert all_texts(read.blocks) == ["底"]
    assert sys.getrecursionlimit() <= 3000
    assert pickle.loads(pickle.dumps(read)) == read


def test_nothing_outside_is_opened(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx", p("文") + '<w:sectPr><w:headerReference r:id="rId1"/></w:sectPr>')
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="x/header" Target="file:///etc/hostname" TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["word/_rels/document.xml.rels"] = outside.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    assert read_word_document(path).headers == ()
