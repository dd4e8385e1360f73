"""The kind of what is said to be a Word document; each other file is refused with what it is and what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.runtime.word_sniffing import WordKind, sniff_word
from office_encryption import write_agile
from office_samples import excel_stream, word_stream, write_compound, write_docx, write_sheet

PAGE = b"<html><body><table><tr><td>x</td></tr></table></body></html>"
LOGIN = b'<!DOCTYPE html><html><body><table><form><input type="password"></form></table></body></html>'
WORD_PAGE = b'<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p>x</p><script>1</script></body></html>'


def archive(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in names.items():
            file.writestr(name, content)
    return path


def odt(path: Path, manifest: bytes = b"<manifest/>", mime: bytes = b"application/vnd.oasis.opendocument.text") -> Path:
    return archive(path, {"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    "content, kind",
    [
        (b"{\\rtf1 x}", WordKind.RICH_TEXT),
        (b"\xef\xbb\xbf  {\\rtf1 x}", WordKind.RICH_TEXT),
        (PAGE, WordKind.WEB_PAGE),
        (WORD_PAGE, WordKind.WEB_PAGE),
        (PAGE.decode().encode("utf-16"), WordKind.WEB_PAGE),
        (
            b'<?xml version="1.0"?><w:x xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            WordKind.FLAT_XML,
        ),
        (b"\xdb\xa5" + bytes(100), WordKind.BINARY),
    ],
)
@pytest.mark.parametrize("name", ["申报表.doc", "申报表.docx", "申报表.wps", "申报表"])
def test_the_kind_is_told_by_the_bytes(tmp_path: Path, content: bytes, kind: WordKind, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert sniff_word(path, name) is kind


def test_containers(tmp_path: Path) -> None:
    assert sniff_word(write_docx(tmp_path / "a.wps"), "") is WordKind.OPEN_XML
    macros = write_docx(tmp_path / "a.docm", main_type="application/vnd.ms-word.document.macroEnabled.main+xml")
    assert sniff_word(macros, "") is WordKind.OPEN_XML
    assert sniff_word(write_compound(tmp_path / "b.wps", {"WordDocument": word_stream()}), "") is WordKind.BINARY
    assert sniff_word(odt(tmp_path / "c.doc"), "") is WordKind.OPEN_DOCUMENT


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("a.docx", b"", "0 字节"),
        ("a.docx", bytes(5000), "全是空字节"),
        ("a.docx", b"%PDF-1.7 x", "PDF 里没有表格结构"),
        ("a.docx", b"\xff\xd8\xff\xe0x", "图片（JPG）"),
        ("a.docx", b"\x89PNG\r\n", "图片（PNG）"),
        ("a.docx", b"\0\0\0\x18ftypheic", "照片或图片"),
        ("a.docx", b"Rar!x", "压缩包（RAR）"),
        ("a.docx", b"bplist00x", "云盘占位文件"),
        ("a.docx", b"MIME-Version: 1.0", "单个文件网页"),
        ("a.docx", b"\x01\xfex", "Works"),
        ("a.docx", "只是文字".encode(), "认不出来"),
        ("a.docx", b"PK\3\4 cut off", "没有下载完"),
        ("a.docx", LOGIN, "登录页"),
        ("a.docx", b"<root><a/></root>", "XML 文件"),
        ("~$申报表.docx", b"x" * 162, "临时文件"),
        (".~申报表.wps", b"x", "临时文件"),
        (".申报表.docx.icloud", b"bplist00", "iCloud"),
        ("申报表.docx.crdownload", b"PK\3\4", "没有下载完"),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        sniff_word(path, "申报表.docx")
    assert caught.value.remedy.endswith("。") and caught.value.path == "申报表.docx"


def test_containers_that_are_no_document_are_named(tmp_path: Path) -> None:
    files = {
        "打开密码": write_agile(tmp_path / "a.docx", b"x" * 5000, "secret"),
        "有打开密码，读": write_compound(tmp_path / "b.doc", {"WordDocument": word_stream(0x0100)}),
        "Excel 工作簿，不是": write_compound(tmp_path / "c.doc", {"Workbook": excel_stream()}),
        "Excel 工作簿": write_sheet(tmp_path / "d.docx"),
        "Microsoft Works": write_compound(tmp_path / "e.wps", {"CONTENTS": b"x"}),
        "有打开密码": odt(tmp_path / "f.odt", b"<manifest:encryption-data/>"),
        "OpenDocument 表格": odt(tmp_path / "g.odt", mime=b"application/vnd.oasis.opendocument.spreadsheet"),
        "Pages": archive(tmp_path / "h.docx", {"Index/Document.iwa": b"x"}),
        "OFD": archive(tmp_path / "i.docx", {"OFD.xml": b"x"}),
        "里面有 申报表.docx、附件.pdf": archive(tmp_path / "j.docx", {"材料/申报表.docx": b"x", "附件.pdf": b"x"}),
        "里面没有 Word 文件": archive(tmp_path / "k.docx", {"a.txt": b"x"}),
    }
    for words, path in files.items():
        with pytest.raises(InputError, match=words):
            sniff_word(path, path.name)
    (tmp_path / "l.pages").mkdir()
    with pytest.raises(InputError, match="文件夹"):
        sniff_word(tmp_path / "l.pages", "l.pages")
