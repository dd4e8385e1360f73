"""Any Word-like file comes in as a document, or is refused in Chinese; nothing outside it is touched."""

from __future__ import annotations

import os
import socket
import zipfile
from pathlib import Path

import pytest

from docgen.errors import InputError, ToolMissing
from docgen.project.word.word_document import BoxMark, iterate_paragraphs
from docgen.project.word.word_intake import open_word_form
from docgen.project.word.word_reader import read_word_document
from docgen.runtime.office import OVERRIDE, find_office
from docgen.runtime.office_engine import UNWATCHED, supervise
from docgen.runtime.word_sniffing import WordKind
from held_by_others import SHARED, make_windows_error
from office_samples import write_docx
from old_word import put_equations
from word_documents import NAMESPACES, field, p, r, sdt, tbl, tc, tr, write_word

PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/><a:graphic><a:graphicData uri="x/picture"><pic:pic/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
SCAN = PICTURE.format(cx=7000000, cy=9000000)


def write_flat(path: Path, content: str) -> Path:
    with zipfile.ZipFile(write_word(path, "")) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = content.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in members.items():
            archive.writestr(name, one)
    return path


def document_of(body: str) -> str:
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def test_a_document_is_read_as_it_is_and_nothing_is_written(tmp_path: Path) -> None:
    path = write_word(tmp_path / "申报表.wps", p("名称", "云溪"))
    opened = open_word_form(path, tmp_path / "work", shown="申报表.wps")
    assert opened.document == read_word_document(path)
    assert (opened.docx, opened.kind, opened.notes) == (path, WordKind.OPEN_XML, ())
    assert list(tmp_path.iterdir()) == [path]


def test_macros_are_told(tmp_path: Path) -> None:
    main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    path = write_docx(tmp_path / "a.docm", main_type=main, parts={"word/vbaProject.bin": b"Kill *.*"})
    assert [(note.code, note.where.path) for note in open_word_form(path, tmp_path, shown="a").notes] == [
        ("word.macros", "a")
    ]


@pytest.mark.parametrize(
    "body, is_photographed",
    [
        (p(SCAN), True),
        (p("集群申报表（扫描件）") + p(SCAN) + p(SCAN), True),
        (p(SCAN) + p("字" * 200), False),
        (p("字") + p(PICTURE.format(cx=900000, cy=900000)), False),
        (p("字"), False),
        (p('<w:r><w:pict><v:shape style="width:415pt;height:600pt"><v:imagedata/></v:shape></w:pict></w:r>'), True),
    ],
)
def test_a_photographed_form_is_told(tmp_path: Path, body: str, is_photographed: bool) -> None:
    opened = open_word_form(write_word(tmp_path / "a.docx", body), tmp_path)
    assert [note.code for note in opened.notes] == ["word.photographed"] * is_photographed


HOSTILE = {
    "DTD": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + document_of(p("&amp;x;")),
    "损坏|500 层": document_of("<w:sdt><w:sdtContent>" * 5000),
    "50 层": document_of("<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60),
    "损坏": "<w:document",
}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_and_damaged_documents_are_refused(tmp_path: Path, words: str) -> None:
    path = write_flat(tmp_path / "a.docx", HOSTILE[words])
    with pytest.raises(InputError, match=words) as caught:
        open_word_form(path, tmp_path, shown="申报表.docx")
    assert caught.value.path == "申报表.docx" and "请" in str(caught.value)


@pytest.mark.slow
def test_a_bomb_of_tables_is_refused_and_many_attributes_and_columns_are_read(tmp_path: Path) -> None:
    row = tr(*[tc()] * 20)
    with pytest.raises(InputError, match="内容太多"):
        open_word_form(write_flat(tmp_path / "a.docx", document_of(tbl(*[row] * 25_000))), tmp_path)
    many = " ".join(f'a{number}=""' for number in range(1_000_000))
    opened = open_word_form(write_flat(tmp_path / "b.docx", document_of(f"<w:p {many}>{r('甲')}</w:p>")), tmp_path)
    assert [paragraph.text for paragraph in iterate_paragraphs(opened.document.blocks)] == ["甲"]
    wide = tbl(tr(tc("甲", '<w:gridSpan w:val="2000000000"/>')))
    assert open_word_form(write_flat(tmp_path / "c.docx", document_of(wide)), tmp_path).document.blocks


def test_nothing_outside_is_looked_at(tmp_path: Path) -> None:
    """Links of every kind lead to a server that counts who asks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        outside = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        kinds = ("image", "aFChunk", "subDocument", "attachedTemplate", "oleObject", "hyperlink", "styles", "header")
        relations = "".join(
            f'<Relationship Id="r{kind}" Type="{R}/{kind}" Target="{outside}" TargetMode="External"/>' for kind in kinds
        )
        body = (
            p("甲", '<w:subDoc r:id="rsubDocument"/>', field(f"INCLUDETEXT {outside}"))
            + '<w:altChunk r:id="raFChunk"/>'
        )
        opened = open_word_form(write_docx(tmp_path / "a.docx", body, relations), tmp_path)
        with pytest.raises(TimeoutError):
            server.accept()
    assert [one.what for one in opened.document.unread] == [
        "插入的子文档",
        "没有结果的域（INCLUDETEXT）",
        "嵌入的另一份文档",
    ]


R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_without_libreoffice_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERRIDE, str(tmp_path / "absent"))
    (tmp_path / "a.doc").write_bytes(b"{\\rtf1 x}")
    with pytest.raises(ToolMissing, match=r"\.rtf") as caught:
        open_word_form(tmp_path / "a.doc", tmp_path / "work", shown="a.doc")
    assert "另存为 .docx" in caught.value.remedy


def test_a_file_that_word_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise make_windows_error(SHARED, path)

    path = write_word(tmp_path / "a.docx", p("甲"))
    monkeypatch.setattr("docgen.runtime.held_files.time.sleep", lambda _: None)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="正被别的程序打开") as caught:
        open_word_form(path, tmp_path, shown="a.docx")
    assert "请关闭打开着它的 Word" in caught.value.remedy


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        open_word_form(tmp_path / "a.docx", tmp_path)
    with pytest.raises(InputError, match="文件夹"):
        open_word_form(tmp_path, tmp_path)


# -- with LibreOffice ------------------------------------------------------------------------------------------------

WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
CHECKED = '<w:ffData><w:name w:val="c"/><w:enabled/><w:checkBox><w:sizeAuto/><w:checked/></w:checkBox></w:ffData>'
LEVEL = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>'
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVEL}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
BODY = (
    p(field("ADDIN a long instruction to have room", r("x")), "甲", field("ADDIN another long instruction", r("x")))
    + p("□甲 ☑乙 ■丙 √丁")
    + p(r('<w:sym w:font="Wingdings 2" w:char="F052"/>'), "甲", r("\uf0fe", WINGDINGS), "乙", r("\uf0a8", WINGDINGS))
    + p(
        field("FORMCHECKBOX", None, CHECKED),
        "甲",
        sdt(r("☐"), "<w14:checkbox><w14:checked w14:val='0'/></w14:checkbox>"),
    )
    + p("名称", r("     ", '<w:u w:val="single"/>'), sdt(r("云溪"), "<w:text/>"), r("藏", "<w:vanish/>"))
    + p("自动编号", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    + tbl(
        tr(tc("甲", '<w:gridSpan w:val="2"/>'), tc("乙", '<w:vMerge w:val="restart"/>')),
        tr(tc("丙"), tc(tbl(tr(tc("内")), widths=(900,)) + p()), tc("", "<w:vMerge/>")),
        widths=(2000, 2000, 2000),
    )
    + p()
)


def save_as_old_word(docx: Path, folder: Path) -> Path:
    """Have LibreOffice write a .doc."""
    office = find_office()
    call = [str(office.program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    folder.mkdir()
    environment = dict(os.environ)
    supervise([*call, "--convert-to", "doc", "--outdir", str(folder), str(docx)], environment, folder, 60, UNWATCHED)
    return folder / f"{docx.stem}.doc"


@pytest.mark.slow
def test_an_old_document_keeps_its_ticks_tables_and_numbers(tmp_path: Path) -> None:
    path = save_as_old_word(write_word(tmp_path / "a.docx", BODY, {"numbering": NUMBERING}), tmp_path / "old")
    put_equations(path, r" EQ \o\ac(□,√) ", r"eq \f(1,2)")
    opened = open_word_form(path, tmp_path / "work", shown="申报表.doc")
    assert opened.kind is WordKind.BINARY and opened.docx is not None and opened.docx.suffix == ".docx"
    paragraphs = [one for one in iterate_paragraphs(opened.document.blocks) if one.text]
    assert [(one.number, one.text) for one in paragraphs] == [
        ("", "☑甲(1,2)"),
        ("", "□甲 ☑乙 ■丙 √丁"),
        ("", "☑甲☑乙□"),
        ("", "☒甲☐"),
        ("", "名称     云溪"),
        ("（一）", "自动编号"),
        ("", "甲"),
        ("", "乙"),
        ("", "丙"),
        ("", "内"),
    ]
    assert paragraphs[0].boxes[0].mark is BoxMark.CHECKED
    assert [(one.what[:4], one.place.describe(), one.is_seen) for one in opened.document.unread] == [
        ("隐藏的文", "第 5 段", False),
        ("控件的文", "第 5 段", False),
        ("公式域", "第 1 段", True),
    ]
    assert [note.code for note in opened.notes] == ["word.converted"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "content, kind, text",
    [
        (rb"{\rtf1\ansi{\field{\*\fldinst INCLUDEPICTURE %s \\d}}\u30002?\par}", WordKind.RICH_TEXT, "甲"),
        (b'<html><table><tr><td>\xe7\x94\xb2<img src="%s"></table></html>', WordKind.WEB_PAGE, "甲"),
    ],
)
def test_other_kinds_are_converted_and_nothing_is_fetched(
    tmp_path: Path, content: bytes, kind: WordKind, text: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        outside = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        content = content.replace(b"<html>", b'<html><meta charset="utf-8">')
        (tmp_path / "a.doc").write_bytes(content % outside.encode())
        opened = open_word_form(tmp_path / "a.doc", tmp_path / "work")
        with pytest.raises(TimeoutError):
            server.accept()
    assert opened.kind is kind
    assert "".join(one.text for one in iterate_paragraphs(opened.document.blocks)) == text
