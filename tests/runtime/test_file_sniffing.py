"""What an office file really is, told without LibreOffice."""

from __future__ import annotations

import errno
import os
import struct
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest

from docgen.runtime.compound_file import CompoundFile
from docgen.runtime.file_sniffing import FileState, sniff
from office_samples import (
    current_user,
    excel_stream,
    field,
    relation,
    relationships,
    word_stream,
    write_compound,
    write_docx,
    write_pptx,
    write_sheet,
)


def test_word_and_excel_files_are_documents_with_their_true_ending(tmp_path: Path) -> None:
    assert sniff(write_docx(tmp_path / "a.docx")).suffix == ".docx"
    assert sniff(write_sheet(tmp_path / "a.xlsx")).suffix == ".xlsx"
    assert sniff(write_compound(tmp_path / "a.doc", {"WordDocument": word_stream()})).suffix == ".doc"
    assert sniff(write_compound(tmp_path / "a.xls", {"Workbook": excel_stream()})).suffix == ".xls"


def test_presentations_are_documents_and_files_of_wps_are_what_they_hold(tmp_path: Path) -> None:
    slides = {"PowerPoint Document": b"", "Current User": current_user()}
    assert sniff(write_pptx(tmp_path / "a.pptx", "text")).suffix == ".pptx"
    assert sniff(write_compound(tmp_path / "a.ppt", slides)).suffix == ".ppt"
    assert sniff(write_compound(tmp_path / "a.dps", slides)).suffix == ".ppt"
    assert sniff(write_compound(tmp_path / "a.wps", {"WordDocument": word_stream()})).suffix == ".doc"
    assert sniff(write_compound(tmp_path / "a.et", {"Workbook": excel_stream()})).suffix == ".xls"


def test_pictures_that_a_presentation_only_links_to_are_named(tmp_path: Path) -> None:
    path = write_pptx(tmp_path / "a.pptx", "text", relations=relation("image", "http://example.invalid/seal.png"))
    assert sniff(path).external_links == ("http://example.invalid/seal.png",)


def test_an_old_word_file_named_docx_is_a_document_under_its_true_ending(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "renamed.docx", {"WordDocument": word_stream()})
    assert sniff(path).is_document
    assert sniff(path).suffix == ".doc"


def test_a_macro_document_named_docx_is_a_document(tmp_path: Path) -> None:
    macro_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert sniff(write_docx(tmp_path / "m.docx", main_type=macro_type)).suffix == ".docx"


def test_a_file_of_zero_bytes_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.docx").touch()
    assert sniff(tmp_path / "a.docx").found is FileState.EMPTY


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"just text", "不是 Word、Excel 或 PowerPoint 文件"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xff\xd8\xff\xe0", "JPG"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\xef\xbb\xbf\r\n<html><body>exported</body></html>", "网页"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_with_what_it_is(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    sniffed = sniff(tmp_path / "a.docx")
    assert sniffed.found is FileState.OTHER
    assert said in sniffed.reason


def test_a_zip_without_a_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("photo.jpg", b"...")
    assert sniff(tmp_path / "a.docx").found is FileState.OTHER


def test_an_opendocument_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert "OpenDocument" in sniff(tmp_path / "a.docx").reason


@pytest.mark.parametrize(
    "streams",
    [
        {"EncryptionInfo": b"", "EncryptedPackage": b""},
        {"WordDocument": word_stream(flags=0x0100)},
        {"Workbook": excel_stream((0x002F, b"\1\0"))},
        {"PowerPoint Document": b"", "Current User": current_user(0xF3D1C4DF)},
    ],
    ids=["docx, xlsx or pptx", "doc", "xls", "ppt"],
)
def test_a_password_is_recognised(tmp_path: Path, streams: dict[str, bytes]) -> None:
    sniffed = sniff(write_compound(tmp_path / "a", streams))
    assert sniffed.found is FileState.PROTECTED
    assert "密码" in sniffed.reason


def test_a_compound_file_without_a_document_is_refused(tmp_path: Path) -> None:
    assert sniff(write_compound(tmp_path / "a.doc", {"Thumbs": b""})).found is FileState.OTHER


def test_every_truncation_of_a_word_file_is_recognised(tmp_path: Path) -> None:
    whole = write_docx(tmp_path / "whole.docx").read_bytes()
    for length in range(4, len(whole) - 22, 97):
        (tmp_path / "cut.docx").write_bytes(whole[:length])
        assert sniff(tmp_path / "cut.docx").found is FileState.DAMAGED, length


def test_every_truncation_of_an_old_word_file_is_recognised(tmp_path: Path) -> None:
    whole = write_compound(tmp_path / "whole.doc", {"WordDocument": word_stream()}).read_bytes()
    for length in range(8, len(whole) - 512, 131):
        (tmp_path / "cut.doc").write_bytes(whole[:length])
        assert sniff(tmp_path / "cut.doc").found is FileState.DAMAGED, length


def test_a_compound_file_whose_sectors_run_in_circles_is_damaged(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "a.doc", {"WordDocument": word_stream()})
    content = bytearray(path.read_bytes())
    directory = int.from_bytes(content[48:52], "little")
    table = int.from_bytes(content[76:80], "little")
    place = (table + 1) * 512 + 4 * directory
    content[place : place + 4] = directory.to_bytes(4, "little")
    path.write_bytes(content)
    assert sniff(path).found is FileState.DAMAGED


def test_a_changed_byte_inside_a_word_file_is_recognised(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"<w:t>text", b"<w:t>tex!"))
    assert sniff(path).found is FileState.DAMAGED
    assert "word/document.xml" in sniff(path).reason


@pytest.mark.slow
def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(101 << 20))
    assert "解压后" in sniff(tmp_path / "a.docx").reason


def test_pictures_that_are_only_linked_are_named(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", relations=relation("image", "http://example.invalid/seal.png"))
    assert sniff(path).external_links == ("http://example.invalid/seal.png",)


def test_a_hyperlink_or_a_template_is_not_taken_for_a_missing_picture(tmp_path: Path) -> None:
    path = write_docx(
        tmp_path / "a.docx",
        body=field("PAGE"),
        relations=relation("hyperlink", "http://example.invalid/"),
        parts={"word/_rels/settings.xml.rels": relationships(relation("attachedTemplate", "http://x/t.dot")).encode()},
    )
    assert sniff(path).external_links == ()


@pytest.mark.parametrize("magic", [0xA59C, 0xA5DB, 0xA5DC, 0xA697, 0xA699])
def test_old_words_are_documents(tmp_path: Path, magic: int) -> None:
    """Word 2, 6 and 95, also those of East Asia, with a container and without one."""
    stream = struct.pack("<HHHHHH", magic, 0x65, 0, 0x804, 0, 0)
    assert sniff(write_compound(tmp_path / "a.doc", {"WordDocument": stream})).suffix == ".doc"
    (tmp_path / "b.doc").write_bytes(b"\xdb\xa5\x2d\0" + bytes(600))
    assert sniff(tmp_path / "b.doc").suffix == ".doc"


def test_damage_outside_the_streams_of_a_document_costs_nothing(tmp_path: Path) -> None:
    """Marks for sectors beyond the end, a circle in a stream of properties, a table of small sectors that is none."""
    path = write_compound(tmp_path / "a.doc", {"WordDocument": word_stream(), "\5SummaryInformation": b""})
    content = bytearray(path.read_bytes())
    table = (int.from_bytes(content[76:80], "little") + 1) * 512
    first_property = 8
    struct.pack_into("<I", content, table + 4 * first_property, first_property)
    struct.pack_into("<I", content, table + 4 * 100, 0)
    struct.pack_into("<I", content, 60, 0x00FFFFFF)
    path.write_bytes(content)
    assert sniff(path).suffix == ".doc"


def test_a_document_inside_a_document_is_not_the_document(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "a.doc", {"ObjectPool": b"", "Workbook": excel_stream(), "WordDocument": b"none"})
    content = bytearray(path.read_bytes())
    directory = (int.from_bytes(content[48:52], "little") + 1) * 512
    content[directory + 128 + 66] = 1  # a storage, with the workbook in it
    struct.pack_into("<I", content, directory + 128 + 76, 2)
    path.write_bytes(content)
    assert sniff(path).found is FileState.DAMAGED  # the stream of Word is none; the workbook is not taken instead
    assert CompoundFile(path.open("rb")).names == {"worddocument"}


def test_a_presentation_without_slides_is_empty(tmp_path: Path) -> None:
    sniffed = sniff(write_pptx(tmp_path / "a.pptx"))
    assert sniffed.found is FileState.EMPTY and "幻灯片" in sniffed.reason


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document/>", "DTD"),
        ("\ufeff<!DOCTYPE x><w:document/>".encode("utf-16-le"), "DTD"),
        (b"<w:tbl>" * 60, "表格里套表格"),
        (b"<w:p/>" * 600_000, "内容太多"),
        (b"<a><b></b></a>" * 800_000, "内容太多"),
    ],
)
def test_what_no_office_writes_is_refused_before_anything_parses_it(tmp_path: Path, part: bytes, said: str) -> None:
    sniffed = sniff(write_docx(tmp_path / "a.docx", parts={"word/more.xml": part}))
    assert sniffed.found is FileState.DAMAGED and said in sniffed.reason


def test_many_tables_after_each_other_are_no_tables_in_tables(tmp_path: Path) -> None:
    tables = b"<x>" + b"<w:tbl></w:tbl>" * 100_000 + b"</x>"
    assert sniff(write_docx(tmp_path / "a.docx", parts={"word/more.xml": tables})).is_document


@pytest.mark.slow
def test_a_table_that_ends_where_a_chunk_does_is_counted_once(tmp_path: Path) -> None:
    filled = (b"<w:tbl></w:tbl>" + b" " * ((1 << 20) - 15)) * 60
    for shift in (0, 8, 16):
        part = b" " * shift + filled
        assert sniff(write_docx(tmp_path / "a.docx", parts={"word/more.xml": part})).is_document


def test_a_file_of_very_many_parts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_docx(tmp_path / "a.docx", parts={f"word/{number}.xml": b"<a/>" for number in range(30)})
    assert sniff(path).is_document
    monkeypatch.setattr("docgen.runtime.archive_check._MOST_MEMBERS", 30)
    assert "个部件，不像正常的文档" in sniff(path).reason


@pytest.mark.parametrize(
    ("cells", "is_refused"),
    [
        ((b"A1", b"XFD1048576"), True),
        ((b"AAA1", b"A100000"), True),
        ((b"A1", b"A1048576"), False),
        ((b"A1", b"XFD1"), False),
        ((b"ZZ1", b"ZZ99999"), False),
    ],
)
@pytest.mark.parametrize("blanks", [0, (1 << 20) - 30])
def test_a_sheet_that_reaches_to_its_far_corner_is_refused(
    tmp_path: Path, cells: tuple[bytes, bytes], is_refused: bool, blanks: int
) -> None:
    content = b"<s>" + b" " * blanks + b"".join(b'<c r="%s"><v>1</v></c>' % cell for cell in cells) + b"</s>"
    sniffed = sniff(write_docx(tmp_path / "a.docx", parts={"xl/worksheets/sheet1.xml": content}))
    assert sniffed.is_document is not is_refused
    assert not is_refused or "那么远，印出来有几十万页，没有打开，请确认原件" in sniffed.reason


def test_a_cursor_in_the_far_corner_is_no_cell(tmp_path: Path) -> None:
    view = b'<sheetView topLeftCell="XFD1048576"><selection activeCell="XFD1048576" sqref="XFD1048576"/></sheetView>'
    content = b'<s>%s<row r="1048576" hidden="1"/><c r="A1"><v>1</v></c></s>' % view
    assert sniff(write_docx(tmp_path / "a.docx", parts={"xl/worksheets/sheet1.xml": content})).is_document
    content = b'<s><c r="A1"><v>1</v></c><c r="XFD1048576" s="1"/></s>'  # a look without content is not printed
    assert sniff(write_docx(tmp_path / "a.docx", parts={"xl/worksheets/sheet1.xml": content})).is_document
    content = "<s><c r='XFD1048576' s='1'><v>1</v></c></s>".encode("utf-16")
    assert not sniff(write_docx(tmp_path / "a.docx", parts={"xl/worksheets/sheet1.xml": content})).is_document


def fail(error: Exception) -> NoReturn:
    raise error


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE])
def test_a_disk_that_fails_is_no_damage_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = write_docx(tmp_path / "a.docx")
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *_: fail(OSError(number, os.strerror(number))))
    with pytest.raises(OSError, match=os.strerror(number)):
        sniff(path)
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *_: fail(OSError(errno.EINVAL, "seek")))
    assert "已损坏" in sniff(path).reason
