"""Detection of the true format of an office file before LibreOffice or a reader of tables opens it.

LibreOffice opens an empty file as a blank page and a text file named .docx as a document, and asks for passwords, which
nobody can enter. So any file that is not a complete, unprotected Word, Excel or PowerPoint file is refused here, with a
reason. Files of WPS are such files with other extensions (.wps, .et, .dps).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field, replace
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from docgen.runtime.compound_file import SIGNATURE, CompoundFile, DamagedCompoundError
from docgen.runtime.office_relationships import read_relationships

MAX_UNPACKED = 1 << 30
"""The largest unpacked size of an office file in bytes."""

PRESENTATIONS = (".ppt", ".pptx")
"""The extensions of the formats for which LibreOffice needs Impress."""

# A zip that is both large and packed far better than documents are is a decompression bomb.
_SUSPECT_SIZE = 100 << 20
_SUSPECT_RATIO = 200
_MAIN_PART = re.compile(
    rb'ContentType=["\']application/(?:vnd\.openxmlformats-officedocument\.(wordprocessing|spreadsheet|presentation)ml'
    rb'|vnd\.ms-(word|excel|powerpoint))\.[A-Za-z.]*main(?:\+xml)?["\']'
)
_ZIP_SUFFIXES = {
    b"wordprocessing": ".docx",
    b"word": ".docx",
    b"spreadsheet": ".xlsx",
    b"excel": ".xlsx",
    b"presentation": ".pptx",
    b"powerpoint": ".pptx",
}
_PICTURE_RELATIONS = ("/image", "/oleObject", "/aFChunk", "/subDocument", "/frame")
_PRESENTATION = "ppt/presentation.xml"
_SLIDE = re.compile(rb"<(?:\w+:)?sldId\b")
_ENCRYPTED_MEMBER = 0x1
# [MS-DOC] 2.5.2: wIdent and fEncrypted of the FibBase; [MS-XLS] 2.4.117: a workbook with a password has a FilePass.
_DOC_ENCRYPTED = 0x0100
_DOC_MAGICS = frozenset({0xA59B, 0xA59C, 0xA5DB, 0xA5DC, 0xA5EC, 0xA697, 0xA698, 0xA699})
"""wIdent of Word 1, 2, 6, 95 and later, with those of East Asia."""
_BARE_DOC = (b"\xdb\xa5", b"\x9b\xa5", b"\x9c\xa5", b"\xdc\xa5", b"\x97\xa6")
"""The beginning of a .doc of Word 2 or earlier, which has no container."""
_XLS_FILEPASS, _XLS_EOF = 0x002F, 0x000A
_XLS_GLOBALS = 1 << 16
_PPT_ENCRYPTED = 0xF3D1C4DF
_PASSWORD = "文件有密码，请去掉密码后重新保存"

_OTHER_FORMATS = (
    (b"%PDF", " PDF，请把扩展名改为 .pdf"),
    (b"\xff\xd8\xff", " JPG 图片，请把扩展名改为 .jpg"),
    (b"\x89PNG", " PNG 图片，请把扩展名改为 .png"),
    (b"{\\rtf", " RTF 文本，请用 Word 打开后另存为 .docx"),
    (b"Rar!", " RAR 压缩包，请解压后放入"),
    (b"7z\xbc\xaf", " 7z 压缩包，请解压后放入"),
    (b"<", "网页或 XML 文本，请用 Word 或 Excel 打开后另存为 .docx 或 .xlsx"),
    (b"MIME-Version", "网页存档，请用 Word 或 Excel 打开后另存为 .docx 或 .xlsx"),
)

_BINARY_FORMATS = tuple(magic for magic, _ in _OTHER_FORMATS if magic not in (b"<", b"MIME-Version"))
_TEXT_SUFFIXES = frozenset({".csv", ".tsv"})
_SEARCHED = 4 << 20
"""The bytes of a text that are searched for what it is."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_XML_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_BARE_XLS = tuple(bytes((9, version, length, 0)) for version, length in ((0, 4), (2, 6), (4, 6), (8, 8), (8, 16)))
"""The first record (BOF) of an .xls of Excel 2 to 4, or of a later one without its container."""


class FileState(Enum):
    """The detected kind of a file."""

    DOCUMENT = "document"
    EMPTY = "empty"
    PROTECTED = "protected"
    OTHER = "other"
    """A format other than its extension says."""
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Sniffed:
    """The format of a file: for a document its proper extension, otherwise the reason (Chinese) of the refusal.

    ``external_links`` are the addresses of pictures and objects that the document only links to. They are
    never fetched, so they are missing in the PDF.
    """

    found: FileState
    reason: str = ""
    suffix: str = ""
    external_links: tuple[str, ...] = ()
    has_default_password: bool = False
    """True where the file is encrypted with the password that Excel and LibreOffice know."""
    decrypted: bytes = field(default=b"", repr=False)
    """The document itself, where the file is an encrypted Open XML workbook."""

    @property
    def is_document(self) -> bool:
        """True where LibreOffice can convert the file."""
        return self.found is FileState.DOCUMENT


class _RefusedFileError(Exception):
    def __init__(self, found: FileState, reason: str) -> None:
        super().__init__(reason)
        self.found = found
        self.reason = reason


def sniff(path: Path) -> Sniffed:
    """Detect the format of the file at ``path`` by its content alone; OSError where it cannot be opened."""
    with path.open("rb") as file:
        return sniff_open(file)


def sniff_open(file: BinaryIO) -> Sniffed:
    """Detect the format of an open file, as :func:`sniff`; its position afterwards is undefined."""
    file.seek(0)
    head = file.read(64)
    try:
        if head.startswith(b"PK"):
            return _sniff_zip(file)
        if head.startswith(SIGNATURE):
            return _sniff_compound(file)
        if head.startswith(_BARE_DOC):
            return Sniffed(FileState.DOCUMENT, suffix=".doc")
        raise _build_refusal(head)
    except _RefusedFileError as refusal:
        return Sniffed(refusal.found, refusal.reason)


def sniff_table(path: Path) -> Sniffed:
    """Detect the format of a table file by its content; OSError where it cannot be opened.

    Beside those of :func:`sniff`, a document is here .csv (any text in rows and columns), .html (a page with a table),
    .xml (a spreadsheet of Excel 2003) and an .xls without its container.
    """
    with path.open("rb") as file:
        head = file.read(64)
        if head.startswith((b"PK", SIGNATURE)):
            sniffed = sniff_open(file)
            return Sniffed(FileState.PROTECTED, _PASSWORD) if sniffed.has_default_password else sniffed
        if head.startswith(_BARE_XLS):
            return Sniffed(FileState.DOCUMENT, suffix=".xls")
        refusal = _build_refusal(head)
        is_text = not head.startswith(_BINARY_FORMATS)
        suffix = _determine_text_suffix(head + file.read(_SEARCHED), path.suffix.lower()) if is_text else ""
    return Sniffed(FileState.DOCUMENT, suffix=suffix) if suffix else Sniffed(refusal.found, refusal.reason)


def _determine_text_suffix(content: bytes, suffix: str) -> str:
    """Return the format of a table that is text, "" where the content is none; ``suffix`` is that of the name."""
    if content.startswith(_UTF_16):
        content = content.decode("utf-16", errors="replace").encode()
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<", b"MIME-Version")):
        if start.startswith(b"<") and _XML_SPREADSHEET in content:
            return ".xml"
        return ".html" if start.startswith(b"<") and b"<table" in content.lower() else ""
    # A text of one column has no delimiter: there, the name has to tell that it is a table.
    lines = content[: content.rfind(b"\n") + 1]
    is_text = suffix in _TEXT_SUFFIXES or (b"\0" not in content and re.search(rb"[\t,;|]", lines) is not None)
    return ".csv" if is_text else ""


def _build_refusal(head: bytes) -> _RefusedFileError:
    if not head:
        return _RefusedFileError(FileState.EMPTY, "文件是空的（0 字节）")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, what in _OTHER_FORMATS:
        if start.startswith(magic):
            return _RefusedFileError(FileState.OTHER, f"不是 Word 或 Excel 文件，而是{what}")
    return _RefusedFileError(
        FileState.OTHER, "不是 Word、Excel 或 PowerPoint 文件：内容与扩展名不符，请确认原件并重新保存"
    )


# -- .docx, .xlsx, .pptx ------------------------------------------------------------------------------------------


def _sniff_zip(file: BinaryIO) -> Sniffed:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(archive)
            _check_open(archive)
            _check_whole(archive)
            suffix = _determine_zip_suffix(archive)
            _check_slides(archive)
            return Sniffed(FileState.DOCUMENT, suffix=suffix, external_links=_list_external_links(archive))
    except zipfile.BadZipFile:
        raise _RefusedFileError(FileState.DAMAGED, "文件不完整或已损坏，请重新复制或下载") from None


def _check_size(archive: zipfile.ZipFile) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    packed = sum(member.compress_size for member in archive.infolist())
    suspect = unpacked > _SUSPECT_SIZE and unpacked > _SUSPECT_RATIO * max(packed, 1)
    if unpacked > MAX_UNPACKED or suspect:
        size = f"{unpacked / (1 << 20):.0f} MB"
        raise _RefusedFileError(FileState.DAMAGED, f"文件解压后有 {size}，不像正常的文档，没有打开")


def _check_open(archive: zipfile.ZipFile) -> None:
    if any(member.flag_bits & _ENCRYPTED_MEMBER for member in archive.infolist()):
        raise _RefusedFileError(FileState.PROTECTED, _PASSWORD)


def _check_whole(archive: zipfile.ZipFile) -> None:
    from docgen.runtime.archive_check import (
        find_member_fault,  # a check with a cache opens no file: it needs none of it
    )

    fault = find_member_fault(archive)
    if fault is not None:
        raise _RefusedFileError(FileState.DAMAGED, fault)


def _determine_zip_suffix(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        raise _RefusedFileError(FileState.OTHER, "是 OpenDocument 或其他格式的文件，请另存为 .docx 或 .xlsx")
    if "[Content_Types].xml" not in names:
        raise _RefusedFileError(FileState.OTHER, "是压缩包，里面没有 Word、Excel 或 PowerPoint 文档，请解压后放入")
    main = _MAIN_PART.search(archive.read("[Content_Types].xml"))
    if main is None:
        raise _RefusedFileError(FileState.OTHER, "里面没有 Word、Excel 或 PowerPoint 文档，请确认原件并重新保存")
    return _ZIP_SUFFIXES[main[1] or main[2]]


def _list_external_links(archive: zipfile.ZipFile) -> tuple[str, ...]:
    links: set[str] = set()
    for name in archive.namelist():
        if name.endswith(".rels"):
            links.update(_find_external_links(archive.read(name)))
    return tuple(sorted(links))


def _find_external_links(relationships: bytes) -> set[str]:
    found, _ = read_relationships(relationships)
    return {one.target for one in found if one.is_external and one.kind.endswith(_PICTURE_RELATIONS)}


def _check_slides(archive: zipfile.ZipFile) -> None:
    if _PRESENTATION in archive.namelist() and not _SLIDE.search(archive.read(_PRESENTATION)):
        raise _RefusedFileError(FileState.EMPTY, "演示文稿里没有幻灯片，请放入有内容的文件")


# -- .doc, .xls, .ppt --------------------------------------------------------------------------------------------


def _sniff_compound(file: BinaryIO) -> Sniffed:
    from docgen.runtime.old_documents import find_linked_pictures

    try:
        compound = CompoundFile(file)
        names = compound.names
        if "encryptedpackage" in names or "drmcontent" in "".join(names):
            return _sniff_encrypted(compound)
        if "worddocument" in names:
            _check_doc(compound)
            return Sniffed(FileState.DOCUMENT, suffix=".doc", external_links=find_linked_pictures(compound))
        if "powerpoint document" in names and "current user" in names:
            return Sniffed(FileState.DOCUMENT, suffix=_determine_ppt_suffix(compound))
        for book in ("Workbook", "Book"):
            if book.lower() in names:
                is_encrypted = _is_encrypted_workbook(compound, book)
                return Sniffed(FileState.DOCUMENT, suffix=".xls", has_default_password=is_encrypted)
    except DamagedCompoundError:
        raise _RefusedFileError(FileState.DAMAGED, "文件不完整或已损坏，请重新复制或下载") from None
    raise _RefusedFileError(FileState.OTHER, "里面没有 Word、Excel 或 PowerPoint 文档，请确认原件并重新保存")


def _sniff_encrypted(compound: CompoundFile) -> Sniffed:
    from docgen.runtime.default_password import decrypt_package

    content = decrypt_package(compound)
    if content is None:
        raise _RefusedFileError(FileState.PROTECTED, _PASSWORD)
    return replace(_sniff_zip(BytesIO(content)), has_default_password=True, decrypted=content)


def _check_doc(compound: CompoundFile) -> None:
    head = compound.read_beginning("WordDocument", 12)
    if len(head) < 12 or int.from_bytes(head[:2], "little") not in _DOC_MAGICS:
        raise _RefusedFileError(FileState.DAMAGED, "不是可识别的 Word 文档，请用 Word 打开后另存为 .docx")
    if int.from_bytes(head[10:12], "little") & _DOC_ENCRYPTED:
        raise _RefusedFileError(FileState.PROTECTED, _PASSWORD)


def _is_encrypted_workbook(compound: CompoundFile, book: str) -> bool:
    """Return True where the workbook is encrypted with the default password; refuse it with any other."""
    from docgen.runtime.default_password import has_default_password, list_records

    head = compound.read_beginning(book, _XLS_GLOBALS)
    for kind, at, length in list_records(head):
        if kind == _XLS_FILEPASS:
            if not has_default_password(head[at : at + length]):
                raise _RefusedFileError(FileState.PROTECTED, _PASSWORD)
            return True
        if kind == _XLS_EOF:
            break
    return False


def _determine_ppt_suffix(compound: CompoundFile) -> str:
    # [MS-PPT] 2.3.2: after a record header of 8 bytes and a size, the token that tells whether it is encrypted.
    head = compound.read_beginning("Current User", 16)
    if len(head) < 16:
        raise _RefusedFileError(FileState.DAMAGED, "文件不完整或已损坏，请重新复制或下载")
    if int.from_bytes(head[12:16], "little") == _PPT_ENCRYPTED:
        raise _RefusedFileError(FileState.PROTECTED, _PASSWORD)
    return ".ppt"
