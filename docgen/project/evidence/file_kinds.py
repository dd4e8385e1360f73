"""Define the kinds of evidence files, and detect them by ending and first bytes.

The ending decides whether a file is accepted, the content what it is: a web page saved as 合同.pdf is not a PDF.
"""

from __future__ import annotations

from enum import Enum
from typing import Final


class FileKind(Enum):
    """The kind of the content of a file; the value is its name for the user."""

    PDF = "PDF"
    JPEG = "JPG"
    PNG = "PNG"
    TIFF = "TIFF"
    WEBP = "WebP"
    HEIC = "HEIC"
    GIF = "GIF"
    BMP = "BMP"
    OFFICE = "Office"
    UNKNOWN = "unknown"

    @property
    def is_picture(self) -> bool:
        """True where the file is placed on a page as a picture."""
        return self not in (FileKind.PDF, FileKind.OFFICE, FileKind.UNKNOWN)


ENDINGS: Final = {
    ".pdf": FileKind.PDF,
    ".jpg": FileKind.JPEG,
    ".jpeg": FileKind.JPEG,
    ".jfif": FileKind.JPEG,
    ".png": FileKind.PNG,
    ".tif": FileKind.TIFF,
    ".tiff": FileKind.TIFF,
    ".webp": FileKind.WEBP,
    ".heic": FileKind.HEIC,
    ".heif": FileKind.HEIC,
    ".avif": FileKind.HEIC,
    ".gif": FileKind.GIF,
    ".bmp": FileKind.BMP,
    ".docx": FileKind.OFFICE,
    ".dotx": FileKind.OFFICE,
    ".doc": FileKind.OFFICE,
    ".wps": FileKind.OFFICE,
    ".xlsx": FileKind.OFFICE,
    ".xltx": FileKind.OFFICE,
    ".xls": FileKind.OFFICE,
    ".et": FileKind.OFFICE,
    ".pptx": FileKind.OFFICE,
    ".ppsx": FileKind.OFFICE,
    ".potx": FileKind.OFFICE,
    ".ppt": FileKind.OFFICE,
    ".dps": FileKind.OFFICE,
}
"""The kinds that the package accepts, by file ending in lower case."""

PICTURES: Final = "图片（JPG、PNG、TIFF、WebP、HEIC 等）"
ACCEPTED: Final = f"PDF、{PICTURES}、Word、Excel、PowerPoint 和 WPS 文件"
"""The accepted kinds for the user."""

HEAD: Final = 1024
"""Bytes from the beginning of a file by which its kind is detected."""

_SIGNATURES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
    (b"GIF8", FileKind.GIF),
    (b"PK\x03\x04", FileKind.OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OFFICE),
    (b"{\\rtf", FileKind.OFFICE),
)
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_UNKNOWN_SIGNATURES = (
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"RIFF", "视频或录音"),
    (b"<", "网页（HTML）"),
)


def detect_kind(head: bytes, suffix: str) -> FileKind:
    """Return the kind of a file that begins with ``head``; an unknown one with an office ending is an office file."""
    if b"%PDF-" in head:  # viewers accept other bytes before the header
        return FileKind.PDF
    known = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    if known is None and head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        known = FileKind.WEBP
    if known is None and head[4:8] == b"ftyp" and head[8:12] in _PHOTO_BRANDS:
        known = FileKind.HEIC
    # “BM” alone begins many texts; the reserved field after the file size is zero in a bitmap.
    if known is None and head[:2] == b"BM" and head[6:10] == bytes(4):
        known = FileKind.BMP
    if known is None and ENDINGS.get(suffix) is FileKind.OFFICE:
        known = FileKind.OFFICE
    return known or FileKind.UNKNOWN


def describe_unknown(head: bytes) -> str:
    """Return a Chinese description of a file of unknown kind."""
    if not head.strip(b"\0"):
        return "一串零（没有传完，或磁盘出错）"
    if head[4:8] == b"ftyp":
        return "视频或少见的图片"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next(
        (description for signature, description in _UNKNOWN_SIGNATURES if start.startswith(signature)), "认不出的内容"
    )
