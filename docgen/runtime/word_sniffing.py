"""The kind of a file that is said to be a Word document, by its bytes; the reason (Chinese) why another is refused."""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from docgen.errors import InputError
from docgen.runtime.compound_file import SIGNATURE
from docgen.runtime.file_sniffing import FileState, sniff_open


class WordKind(Enum):
    """A kind of document that is read as Word; the value is its proper ending."""

    OPEN_XML = ".docx"
    FLAT_XML = ".xml"
    """One XML file of Word 2007 or 2003."""
    BINARY = ".doc"
    RICH_TEXT = ".rtf"
    OPEN_DOCUMENT = ".odt"
    WEB_PAGE = ".html"

    @property
    def is_read_directly(self) -> bool:
        """True where the reader needs no conversion."""
        return self in (WordKind.OPEN_XML, WordKind.FLAT_XML)


class _RefusedError(Exception):
    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


_HEAD = 1 << 16
_MOST_TYPES = 1 << 20
_LEAST = 4096
_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 再用。"
_ASK_AGAIN = "请重新下载，或请对方重新发一份。"
_PASSWORD = "请用 Word 或 WPS 输密码打开，在“文件 → 文档加密（用密码进行加密）”里清空密码，另存后再用。"
_PAGES_REMEDY = "请向发文或填表的单位要可编辑的 Word 文件（.docx、.doc、.wps）。"

_FLAT = (
    b"http://schemas.microsoft.com/office/word/2003/wordml",
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
)
_HALF_NAMES = (
    ".crdownload",
    ".part",
    ".partial",
    ".download",
    ".opdownload",
    ".xltd",
    ".td",
    ".baiduyun.p.downloading",
)
_LOCK_NAME = re.compile(r"~\$|\.~|\.~lock\.")
_ICLOUD_NAME = re.compile(r"\.(.+)\.icloud\Z", re.IGNORECASE)
_MAGIC = (
    (b"%PDF", "这是 PDF。PDF 里没有表格结构，哪一格填了什么读不准。", _PAGES_REMEDY),
    (b"\xff\xd8\xff", "这是照片或图片（JPG），里面没有文字。", _PAGES_REMEDY),
    (b"\x89PNG", "这是图片（PNG），里面没有文字。", _PAGES_REMEDY),
    (b"GIF8", "这是图片（GIF），里面没有文字。", _PAGES_REMEDY),
    (b"BM", "这是图片（BMP），里面没有文字。", _PAGES_REMEDY),
    (b"II*\0", "这是图片（TIFF），里面没有文字。", _PAGES_REMEDY),
    (b"MM\0*", "这是图片（TIFF），里面没有文字。", _PAGES_REMEDY),
    (b"Rar!", "这是压缩包（RAR）。", "请解压，选里面的 Word 文件。"),
    (b"7z\xbc\xaf\x27\x1c", "这是压缩包（7z）。", "请解压，选里面的 Word 文件。"),
    (b"\x1f\x8b", "这是压缩包（gzip）。", "请解压，选里面的 Word 文件。"),
    (b"bplist00", "这是苹果电脑的云盘占位文件，内容还没有下载到本机。", "请在访达里点开它，下载完再用。"),
    (b"MIME-Version", "这是网页存档（单个文件网页，MHTML）。", _SAVE_AS),
    (b"\x01\xfe", "这是 Microsoft Works 的旧文件。", "请用能打开它的软件另存为 .docx 再用。"),
)
_MAIN = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.(?P<new>wordprocessing|spreadsheet|presentation)ml"
    rb"|ms-(?P<old>word|excel|powerpoint))\.[A-Za-z.]*main"
)
_OTHER_PROGRAMS = {b"spreadsheet": "Excel 工作簿", b"excel": "Excel 工作簿"}
_DOCUMENT_NAMES = (".docx", ".doc", ".wps", ".docm", ".rtf", ".odt", ".pdf", ".xlsx", ".xls", ".et")
_SCRIPT = re.compile(rb"<input\b[^<>]*password|<script\b[^<>]*>", re.IGNORECASE)
_WORD_PAGE = re.compile(
    rb"urn:schemas-microsoft-com:office:word|Word\.Document|content=[\"']?Microsoft Word", re.IGNORECASE
)
_TABLE = re.compile(rb"<table\b", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|script)\b", re.IGNORECASE)


def sniff_word(path: Path, shown: str) -> WordKind:
    """Return the kind of the file; ``shown`` is its name in messages.

    Raises InputError, in Chinese, for anything else than a whole and open document; OSError where it cannot be opened.
    The members of a .docx are not read: its reader does that.
    """
    try:
        _refuse_by_name(path.name)
        if path.is_dir():
            raise _RefusedError("这是文件夹，不是文件。", "请选里面的 Word 文件；苹果的文件包请先导出为 Word。")
        with path.open("rb") as file:
            return _sniff(file)
    except _RefusedError as refusal:
        raise InputError(refusal.reason, remedy=refusal.remedy, path=shown) from None


def _refuse_by_name(name: str) -> None:
    if _LOCK_NAME.match(name):
        words = "这是 Word 或 WPS 打开文件时留下的临时文件，不是文档。"
        raise _RefusedError(words, "请选旁边那个名称里没有“~”的文件。")
    if _ICLOUD_NAME.match(name):
        raise _RefusedError("文件还在 iCloud 里，没有下载到本机。", "请在访达里点开它，下载完再用。")
    if name.lower().endswith(_HALF_NAMES):
        raise _RefusedError("文件还没有下载完。", "请等下载完成，或重新下载。")


def _sniff(file: BinaryIO) -> WordKind:
    head = file.read(_HEAD)
    if not head:
        raise _RefusedError("文件是空的（0 字节）。", _ASK_AGAIN)
    if head.startswith(b"PK"):
        return _sniff_zip(file)
    if head.startswith(SIGNATURE):
        return _sniff_compound(file)
    if not head.strip(b"\0"):
        raise _RefusedError("文件里全是空字节，没有下载完，或磁盘上的内容丢了。", _ASK_AGAIN)
    start = _decode_wide(head).lstrip()
    if start.startswith(b"{\\rtf"):
        return WordKind.RICH_TEXT
    if any(name in start for name in _FLAT) and start.startswith(b"<"):
        return WordKind.FLAT_XML
    if start.startswith(b"<"):
        return _sniff_page(start + _decode_wide(head[:2] + file.read(_MOST_TYPES)))
    for magic, reason, remedy in _MAGIC:
        if head.startswith(magic):
            raise _RefusedError(reason, remedy)
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise _RefusedError("这是照片或图片，里面没有文字。", _PAGES_REMEDY)
    sniffed = sniff_open(file)  # a .doc of Word 2 or earlier
    if sniffed.is_document:
        return WordKind.BINARY
    raise _RefusedError("不是 Word 文件，内容认不出来：可能已损坏，或没有下载完。", _ASK_AGAIN)


def _decode_wide(content: bytes) -> bytes:
    """Return text in UTF-16 as UTF-8, any other as it is, without a byte order mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return content.removeprefix(b"\xef\xbb\xbf")


def _sniff_page(text: bytes) -> WordKind:
    """Tell a page that is a document from one that came instead of it, such as a login page."""
    if not _PAGE.search(text[:_LEAST]):
        raise _RefusedError("这是 XML 文件，不是 Word 写出来的。", _SAVE_AS)
    if _WORD_PAGE.search(text) or (_TABLE.search(text) and not _SCRIPT.search(text)):
        return WordKind.WEB_PAGE
    reason = "这是网页，不是申报表：下载时多半没有登录，存下来的是登录页或提示页。"
    raise _RefusedError(reason, "请登录后重新下载，用 Word 或 WPS 打开看一眼再用。")


def _sniff_zip(file: BinaryIO) -> WordKind:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            mime = _read_start(archive, "mimetype", 100) if "mimetype" in names else b""
            if mime:
                return _sniff_open_document(archive, names, mime)
            if "[Content_Types].xml" in names:
                return _sniff_open_xml(_read_start(archive, "[Content_Types].xml", _MOST_TYPES))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, RuntimeError):
        raise _RefusedError("文件不完整或已损坏：没有下载完，或复制时断了。", _ASK_AGAIN) from None
    raise _describe_archive(names)


def _read_start(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    with archive.open(name) as member:
        return member.read(length)


def _sniff_open_xml(types: bytes) -> WordKind:
    main = _MAIN.search(types)
    if main is None:
        raise _RefusedError("里面没有 Word 正文。", _SAVE_AS)
    kind = main["new"] or main["old"]
    if kind in (b"wordprocessing", b"word"):
        return WordKind.OPEN_XML
    what = _OTHER_PROGRAMS.get(kind, "演示文稿")
    raise _RefusedError(f"这是{what}，不是 Word 文件。", "请选申报表的 Word 文件。")


def _sniff_open_document(archive: zipfile.ZipFile, names: set[str], mime: bytes) -> WordKind:
    if not mime.startswith(b"application/vnd.oasis.opendocument.text"):
        what = "OpenDocument 表格" if b"spreadsheet" in mime else "别的软件的文件"
        raise _RefusedError(f"这是{what}，不是 Word 文件。", "请选申报表的 Word 文件。")
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in _read_start(archive, manifest, _MOST_TYPES):
        raise _RefusedError("文件有打开密码，读不了。", _PASSWORD)
    return WordKind.OPEN_DOCUMENT


def _describe_archive(names: set[str]) -> _RefusedError:
    if "OFD.xml" in names:
        return _RefusedError("这是 OFD 版式文件。OFD 里没有表格结构，哪一格填了什么读不准。", _PAGES_REMEDY)
    if any(name.endswith(".iwa") for name in names) or "index.xml.gz" in names:
        return _RefusedError("这是苹果 Pages 的文件。", "请在 Pages 里“文件 → 导出为 → Word”，用导出的 .docx。")
    inside = sorted(name for name in names if name.lower().endswith(_DOCUMENT_NAMES))
    if inside:
        shown = "、".join(name.rpartition("/")[2][:40] for name in inside[:3])
        many = f"等 {len(inside)} 个文件" if len(inside) > 3 else ""
        return _RefusedError(f"这是压缩包，里面有 {shown}{many}。", "请解压，选里面的申报表。")
    return _RefusedError("这是压缩包，里面没有 Word 文件。", "请选申报表的 Word 文件。")


def _sniff_compound(file: BinaryIO) -> WordKind:
    sniffed = sniff_open(file)
    if sniffed.is_document and not sniffed.has_default_password and sniffed.suffix == ".doc":
        return WordKind.BINARY
    if sniffed.found is FileState.PROTECTED or sniffed.decrypted:
        raise _RefusedError("文件有打开密码，读不了。", _PASSWORD)
    if sniffed.is_document:
        what = "Excel 工作簿" if sniffed.suffix == ".xls" else "演示文稿"
        raise _RefusedError(f"这是{what}，不是 Word 文件。", "请选申报表的 Word 文件。")
    if sniffed.found is FileState.DAMAGED:
        raise _RefusedError("文件不完整或已损坏：没有下载完，或复制时断了。", _ASK_AGAIN)
    reason = "里面没有 Word 正文：可能是 Microsoft Works 或别的软件的旧文件。"
    raise _RefusedError(reason, _SAVE_AS)
