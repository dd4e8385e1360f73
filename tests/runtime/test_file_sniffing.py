"""What an office file really is, told without LibreOffice."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

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
