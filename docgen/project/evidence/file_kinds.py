"""What an evidence file can be: the one list of its kinds, by ending and by the bytes it begins with.

The ending says what can be filed, the content decides what it is: a web page saved as 合同.pdf is not a PDF.
"""

from __future__ import annotations

from enum import Enum
from typing import Final


class Kind(Enum):
    """What the content of a file is; the value is what a user calls it."""

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
        """Whether it is laid on a page as a picture."""
        return self not in (Kind.PDF, Kind.OFFICE, Kind.UNKNOWN)


ENDINGS: Final = {
    ".pdf": Kind.PDF,
    ".jpg": Kind.JPEG,
    ".jpeg": Kind.JPEG,
    ".png": Kind.PNG,
    ".tif": Kind.TIFF,
    ".tiff": Kind.TIFF,
    ".webp": Kind.WEBP,
    ".heic": Kind.HEIC,
    ".heif": Kind.HEIC,
    ".avif": Kind.HEIC,
    ".gif": Kind.GIF,
    ".bmp": Kind.BMP,
    ".docx": Kind.OFFICE,
    ".doc": Kind.OFFICE,
    ".wps": Kind.OFFICE,
    ".xlsx": Kind.OFFICE,
    ".xls": Kind.OFFICE,
    ".et": Kind.OFFICE,
    ".pptx": Kind.OFFICE,
    ".ppt": Kind.OFFICE,
    ".dps": Kind.OFFICE,
}
"""What can be put into the package, by file ending in lower case."""

PICTURES: Final = "图片（JPG、PNG、TIFF、WebP、HEIC 等）"
ACCEPTED: Final = f"PDF、{PICTURES}、Word、Excel、PowerPoint 和 WPS 文件"
"""The same for the user."""

HEAD: Final = 1024
"""Bytes from the beginning of a file that tell its kind."""

_SIGNATURES = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"GIF8", Kind.GIF),
    (b"PK\x03\x04", Kind.OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OFFICE),
    (b"{\\rtf", Kind.OFFICE),
)
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_STRANGERS = (
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"RIFF", "视频或录音"),
    (b"<", "网页（HTML）"),
)


def kind_of(head: bytes, suffix: str) -> Kind:
    """What a file is that begins with ``head``; where nothing tells, one named as an office file is taken for it."""
    if b"%PDF-" in head:
        return Kind.PDF
    known = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    if known is None and head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        known = Kind.WEBP
    if known is None and head[4:8] == b"ftyp" and head[8:12] in _PHOTO_BRANDS:
        known = Kind.HEIC
    if known is None and head[:2] == b"BM" and head[6:10] == bytes(4):
        known = Kind.BMP
    if known is None and ENDINGS.get(suffix) is Kind.OFFICE:
        known = Kind.OFFICE
    return known or Kind.UNKNOWN


def stranger(head: bytes) -> str:
    """What a file of no known kind seems to be, in Chinese."""
    if not head.strip(b"\0"):
        return "一串零（没有传完，或磁盘出错）"
    if head[4:8] == b"ftyp":
        return "视频或少见的图片"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((said for signature, said in _STRANGERS if start.startswith(signature)), "认不出的内容")
