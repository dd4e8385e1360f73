"""The oddities of LibreOffice in what it converted, undone; its losses with their place."""

from __future__ import annotations

from pathlib import Path

from docgen.project.word.converted_document import mend_converted
from docgen.project.word.word_copy import LostContent
from docgen.project.word.word_document import WordDocument, iterate_paragraphs
from word_documents import field, p, r, read_body, tbl, tc, tr


def repeat(text: str, kind: str = "FORMTEXT") -> str:
    """A plain-text control as LibreOffice 7 writes it to .doc."""
    one = field(kind, r(text))
    return one + r(text) + one + one


def shown(document: WordDocument) -> list[str]:
    return [paragraph.text for paragraph in iterate_paragraphs(document.blocks)]


def test_a_repeated_control_is_read_once(tmp_path: Path) -> None:
    body = p("名称", repeat("云溪集群"), "后") + tbl(tr(tc(p(repeat("86.40", "FILLIN")))))
    document = mend_converted(read_body(tmp_path, body), 0, ())
    assert shown(document) == ["名称云溪集群后", "86.40"]
    assert [(one.text, one.place.describe()) for one in document.unread] == [
        ("云溪集群", "第 1 段"),
        ("86.40", "第 1 个表第 1 行第 1 格"),
    ]


def test_what_is_written_twice_stays(tmp_path: Path) -> None:
    body = p(field("FORMTEXT", r("是")), "是") + p(field("FORMTEXT", r("是")), "是", field("FORMTEXT", r("是")))
    document = read_body(tmp_path, body)
    assert mend_converted(document, 0, ()) == document


def test_losses_are_named_with_their_place(tmp_path: Path) -> None:
    document = read_body(tmp_path, p("甲") + p("面积(12,34)亩 ☑"))
    lost = (LostContent("公式域", "(12,34)", is_written=True), LostContent("", "☑", is_written=True))
    found = mend_converted(document, 2, (*lost, LostContent("网页里的图片（1 张）"))).unread
    assert [(one.what, one.place.paragraph) for one in found] == [("公式域", 2), ("网页里的图片（1 张）", 0)]
    all_named = mend_converted(document, 1, lost).unread
    assert [one.what for one in all_named] == ["公式域", "勾选（EQ 域，转换时可能丢了）"]
