"""Automatic numbers of Word documents, counted and written as they are seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.project.word.word_document import WordDocument, iterate_paragraphs
from docgen.project.word.word_numbering import write_number
from word_documents import p, read_body, tbl, tc, tr


def level(number: int, text: str, kind: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, to: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{to}"/>{more}</w:num>'


def numbered(text: str, number: int = 1, depth: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def numbers(read: WordDocument) -> list[str]:
    return [paragraph.number for paragraph in iterate_paragraphs(read.blocks)]


CHAPTERS = abstract(
    0,
    level(0, "%1、", "chineseCountingThousand"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%1.%2.%3", more="<w:isLgl/>"),
)


def test_chapters_of_several_levels(tmp_path: Path) -> None:
    body = "".join(numbered("x", depth=depth) for depth in (0, 1, 1, 2, 0, 1, 2, 2))
    read = read_body(tmp_path, body + p("正文"), {"numbering": CHAPTERS + num(1, 0)})
    assert numbers(read) == ["一、", "（一）", "（二）", "1.2.1", "二、", "（一）", "2.1.1", "2.1.2", ""]
    assert next(iterate_paragraphs(read.blocks)).numbered_text == "一、x"


def test_numbers_go_on_in_tables_and_begin_again_where_told(tmp_path: Path) -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = numbered("a") + tbl(tr(tc(numbered("b", 2)))) + numbered("c", 3) + numbered("d", 3) + numbered("e")
    parts = {"numbering": abstract(0, level(0, "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, start)}
    assert numbers(read_body(tmp_path, body, parts)) == ["1.", "2.", "1.", "2.", "3."]


def test_numbers_of_styles(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="none"><w:basedOn w:val="h"/>'
        '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    body = p("甲", properties='<w:pStyle w:val="h"/>') + p("乙", properties='<w:pStyle w:val="none"/>')
    read = read_body(tmp_path, body, {"styles": styles, "numbering": CHAPTERS + num(1, 0)})
    first, second = iterate_paragraphs(read.blocks)
    assert (first.number, first.is_numbered, first.level) == ("（一）", True, 2)
    assert (second.number, second.is_numbered, second.level) == ("", False, 2)


def test_a_numbering_that_refers_to_a_style(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="n"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    link = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="n"/></w:abstractNum>'
    parts = {"styles": styles, "numbering": link + abstract(8, level(0, "%1)")) + num(1, 7) + num(2, 8)}
    assert numbers(read_body(tmp_path, numbered("a") + numbered("b"), parts)) == ["1)", "2)"]


def test_deleted_paragraphs_do_not_count(tmp_path: Path) -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
    )
    read = read_body(tmp_path, numbered("a") + gone + numbered("b"), {"numbering": CHAPTERS + num(1, 0)})
    assert numbers(read) == ["一、", "二、"]


def test_bullets_and_unknown_numberings(tmp_path: Path) -> None:
    bullets = abstract(0, level(0, "\uf0b7", "bullet"), level(1, "—", "bullet"))
    read = read_body(
        tmp_path, numbered("a") + numbered("b", 1, 1) + numbered("c", 9), {"numbering": bullets + num(1, 0)}
    )
    assert numbers(read) == ["•", "—", ""]
    assert [paragraph.is_numbered for paragraph in iterate_paragraphs(read.blocks)] == [True] * 3


@pytest.mark.parametrize(
    "kind, number, written",
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 210, "二百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("chineseCountingThousand", 9010, "九千零一十"),
        ("chineseCountingThousand", 10_010, "10010"),
        ("chineseLegalSimplified", 23, "贰拾叁"),
        ("ideographDigital", 25, "二五"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 7, "07"),
        ("lowerLetter", 27, "aa"),
        ("upperLetter", 52, "ZZ"),
        ("lowerRoman", 49, "xlix"),
        ("upperRoman", 2024, "MMXXIV"),
        ("none", 5, ""),
        ("hebrew1", 5, "5"),
        ("lowerLetter", 10**9, "1000000000"),
    ],
)
def test_kinds_of_numbers(kind: str, number: int, written: str) -> None:
    assert write_number(number, kind) == written
