"""The copy that LibreOffice converts: no ticks lost, no place outside named."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.project.word.word_copy import LostContent, write_word_copy
from docgen.runtime.old_word_text import WRITTEN_MARK
from docgen.runtime.word_sniffing import WordKind
from office_samples import word_stream, write_compound
from old_word import read_old_text, write_old_word

OUTSIDE = "http://example.invalid/x"


def copy(folder: Path, content: bytes, kind: WordKind) -> tuple[bytes, tuple[LostContent, ...]]:
    (folder / "source").write_bytes(content)
    prepared = write_word_copy(folder / "source", folder / "copy", kind, "申报表")
    return (folder / "copy").read_bytes(), prepared.lost


def test_macros_of_an_old_document_are_told(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "a.doc", {"WordDocument": word_stream(), "_VBA_PROJECT": b"x"})
    assert write_word_copy(path, tmp_path / "copy.doc", WordKind.BINARY, "").has_macros
    path = write_compound(tmp_path / "b.doc", {"WordDocument": word_stream()})
    assert not write_word_copy(path, tmp_path / "copy.doc", WordKind.BINARY, "").has_macros


@pytest.mark.parametrize(
    "instruction, shown",
    [
        (" EQ \\o\\ac(□,√) ", "☑"),
        ("eq \\o\\ac(□，√)", "☑"),
        (" EQ \\o(○,√)", "☑"),
        (" EQ \\o\\ac(□,×) ", "☒"),
        (" EQ \\o\\ac(□, ) ", "□"),
        (" EQ \\o(□,\\s\\up2(√)) ", "☑"),
        (" EQ \\o\\ac(○,1) ", "①"),
    ],
)
def test_overstruck_ticks_of_an_old_document_are_text(tmp_path: Path, instruction: str, shown: str) -> None:
    text = f"甲\x13{instruction}\x15乙"
    content, lost = copy(tmp_path, write_old_word(tmp_path / "a.doc", text).read_bytes(), WordKind.BINARY)
    assert read_old_text(content, len(text)).replace("\u200b", "") == f"甲{shown}{WRITTEN_MARK}乙"
    assert lost == (LostContent("", shown, is_written=True),)


def test_equations_that_cannot_be_told_are_named(tmp_path: Path) -> None:
    text = "\x13 EQ \\f(12,34) \x15\x13 EQ \\* jc2 \\o\\ad(\\s\\up 9(han),汉) \x15\x13 EQ \\o(甲,乙)\x14甲\x15"
    content, lost = copy(tmp_path, write_old_word(tmp_path / "a.doc", text).read_bytes(), WordKind.BINARY)
    assert [(one.what, one.is_written) for one in lost] == [("公式域", True)]
    shown = read_old_text(content, len(text)).replace("\u200b", "").replace(WRITTEN_MARK, "")
    assert shown.startswith("(12,34)\x13 EQ \\* jc2"), "pinyin and stored results stay as they are"


def test_an_equation_in_narrow_letters_is_named(tmp_path: Path) -> None:
    path = write_old_word(tmp_path / "a.doc", "\x13 EQ \\f(1,2) \x15", compressed=True)
    content, lost = copy(tmp_path, path.read_bytes(), WordKind.BINARY)
    assert content == path.read_bytes()
    assert [(one.what, one.is_written) for one in lost] == [("公式域", False)]


def test_damaged_documents_are_left_to_libreoffice(tmp_path: Path) -> None:
    whole = write_old_word(tmp_path / "a.doc", "\x13 EQ \\f(1,2) \x15").read_bytes()
    for content in (whole[:3000], b"\xdb\xa5" + bytes(99)):
        assert copy(tmp_path, content, WordKind.BINARY) == (content, ())


def test_rich_text_names_no_place_outside(tmp_path: Path) -> None:
    box = rb"{\field{\*\fldinst FORMCHECKBOX{\*\formfield\ffres1}}}{\field{\*\fldinst FORMCHECKBOX}}"
    source = rb"{\rtf1 \nestrow{\field{\*\fldinst INCLUDEPICTURE %s}}{\field{\*\fldinst  EQ \\o\\ac(a,b)}}%s}"
    content, lost = copy(tmp_path, source % (OUTSIDE.encode(), box), WordKind.RICH_TEXT)
    assert b"INCLUDE" not in content and content.count(b"FORMCHECKBOX") == 2
    assert [one.what for one in lost] == [
        "公式域（1 处）",
        "没有存下勾选的复选框（1 个）",
        "格里套的表格（转换后，周围的格可能错位）",
    ]


def test_a_page_names_no_place_outside(tmp_path: Path) -> None:
    source = (
        f'<link href="{OUTSIDE}"><base href={OUTSIDE}>'
        f'<style>@import "{OUTSIDE}"; p {{background: url({OUTSIDE})}}</style>'
        f"<body background='{OUTSIDE}'><iframe src={OUTSIDE}></iframe><img alt='>' src=\"{OUTSIDE}\">"
        f"<p>数据 data = 5，source=甲</p>"
    )
    for encoding in ("utf-8", "utf-16"):
        content, lost = copy(tmp_path, source.encode(encoding), WordKind.WEB_PAGE)
        assert b"example" not in content
        assert "<p>数据 data = 5，source=甲</p>" in content.decode("utf-8-sig")
        assert [one.what for one in lost] == ["网页里的图片（1 张）"]


def test_an_open_document_names_no_place_outside(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<x><draw:image a:href="{OUTSIDE}"/><y a:href=\'{OUTSIDE}\'/><z a:href="Pictures/1.png"/></x>',
        )
    content, lost = copy(tmp_path, path.read_bytes(), WordKind.OPEN_DOCUMENT)
    (tmp_path / "b.odt").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "b.odt") as archive:
        assert archive.namelist() == ["mimetype", "content.xml"]
        assert (
            archive.read("content.xml") == b'<x><draw:image a:href=""/><y a:href=""/><z a:href="Pictures/1.png"/></x>'
        )
    assert [one.what for one in lost] == ["链接到文件外的图片（1 张）"]
    with pytest.raises(InputError, match="损坏"):
        copy(tmp_path, path.read_bytes()[:-30], WordKind.OPEN_DOCUMENT)
