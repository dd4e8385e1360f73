"""The oddities of LibreOffice in what it converted, undone; its losses with their place."""

from __future__ import annotations

from pathlib import Path

from docgen.project.word.converted_document import mend_converted
from docgen.project.word.word_copy import LostContent, PreparedCopy
from docgen.project.word.word_document import WordDocument, iterate_paragraphs
from word_documents import field, p, r, read_body, sdt, tbl, tc, tr


def repeat(text: str, kind: str = "FORMTEXT") -> str:
    """A plain-text control as LibreOffice 7 writes it to .doc."""
    one = field(kind, r(text))
    return one + r(text) + one + one


def shown(document: WordDocument) -> list[str]:
    return [paragraph.text for paragraph in iterate_paragraphs(document.blocks)]


def test_a_repeated_control_is_read_once(tmp_path: Path) -> None:
    body = p("名称", repeat("云溪集群"), "后") + tbl(tr(tc(p(repeat("86.40", "FILLIN")))))
    document = mend_converted(read_body(tmp_path, body), 0, PreparedCopy())
    assert shown(document) == ["名称云溪集群后", "86.40"]
    assert [(one.text, one.place.describe()) for one in document.unread] == [
        ("云溪集群", "第 1 段"),
        ("86.40", "第 1 个表第 1 行第 1 格"),
    ]


def test_what_is_written_twice_stays(tmp_path: Path) -> None:
    body = p(field("FORMTEXT", r("是")), "是") + p(field("FORMTEXT", r("是")), "是", field("FORMTEXT", r("是")))
    document = read_body(tmp_path, body)
    assert mend_converted(document, 0, PreparedCopy()) == document


def test_losses_are_named_with_their_place(tmp_path: Path) -> None:
    document = read_body(tmp_path, p("甲") + p("面积(12,34)亩 ☑"))
    lost = (LostContent("公式域", "(12,34)", is_written=True), LostContent("", "☑", is_written=True))
    found = mend_converted(document, 2, PreparedCopy((*lost, LostContent("网页里的图片（1 张）")))).unread
    assert [(one.what, one.place.paragraph) for one in found] == [("公式域", 2), ("网页里的图片（1 张）", 0)]
    all_named = mend_converted(document, 1, PreparedCopy(lost)).unread
    assert [one.what for one in all_named] == ["公式域", "勾选（EQ 域，转换时可能丢了）"]


def copy_control(words: str, end: str) -> str:
    """A plain-text control as LibreOffice 7 saves it to .docx."""
    twice = f"<w:r><w:t>{end}</w:t><w:t>{words}</w:t></w:r>"
    return "".join(sdt(content, "<w:text/>") for content in (r(words), twice, r(words)))


def test_a_repeated_control_of_a_saved_docx_is_read_once(tmp_path: Path) -> None:
    body = p("甲", copy_control("11", "11"), "后") + p(copy_control("E 块", "块"), copy_control("2", "2"))
    document = read_body(tmp_path, body)
    assert shown(document) == ["甲11后", "E 块2"]
    assert [one.text for one in document.unread] == ["11", "E 块", "2"]


def test_controls_with_the_same_text_stay(tmp_path: Path) -> None:
    three = "".join(sdt(r("是"), "<w:text/>") for _ in range(3))
    twice = "<w:r><w:t>是</w:t><w:t>是</w:t></w:r>"
    others = "".join(sdt(content) for content in (r("是"), twice, r("是")))
    assert shown(read_body(tmp_path, p(three) + p(others))) == ["是是是", "是是是是"]


def test_the_words_of_an_empty_control_are_a_placeholder(tmp_path: Path) -> None:
    for words in ("单击此处输入文字。", "单击或点击此处输入文字。", "选择一项。", "Click or tap here to enter text."):
        body = p("甲", sdt(r(words), "<w:text/>")) + p(field("FORMTEXT", r(words), "<w:ffData/>"))
        assert shown(read_body(tmp_path, body)) == ["甲", ""]
    body = p("甲", sdt(r("此处输入"), "<w:text/>"), "单击此处输入文字。") + p(repeat("单击此处输入文字。"))
    document = mend_converted(read_body(tmp_path, body), 0, PreparedCopy())
    assert shown(document)[0] == "甲此处输入单击此处输入文字。"
