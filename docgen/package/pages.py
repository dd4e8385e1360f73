"""What one evidence file is, and its pages as a PDF that every reader opens.

The content decides, never the name: a web page saved as 合同.pdf is not a PDF. Office files are recognised here and
looked into by :mod:`docgen.package.office`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pikepdf

from docgen.package.images import BadImage, image_pages, image_pdf
from docgen.problems import Problem, Where


class Kind(Enum):
    """What the content of a file is."""

    PDF = "PDF"
    JPEG = "JPG"
    PNG = "PNG"
    TIFF = "TIFF"
    OFFICE = "Office"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Probe:
    """What a file is, how many pages it has (0 when that is not known), and what is wrong with it."""

    kind: Kind
    pages: int = 0
    problems: tuple[Problem, ...] = ()


ACCEPTED = "PDF、JPG、PNG、TIFF、Word 或 Excel 文件"

_HEAD = 1024
_SIGNATURES = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"PK\x03\x04", Kind.OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OFFICE),
    (b"{\\rtf", Kind.OFFICE),
)
_SUFFIXES = {
    Kind.PDF: {".pdf"},
    Kind.JPEG: {".jpg", ".jpeg"},
    Kind.PNG: {".png"},
    Kind.TIFF: {".tif", ".tiff"},
    Kind.OFFICE: {".doc", ".docx", ".wps", ".rtf", ".odt", ".xls", ".xlsx", ".et", ".ods", ".csv", ".txt"},
}
_FOREIGN = (
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"RIFF", "WebP 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\0\0\0", "手机的 HEIC 照片或视频"),
    (b"<", "网页（HTML）"),
)


def probe(path: Path, shown_name: str) -> Probe:
    """What the file ``path`` is; problems name it ``shown_name``, its path in the application folder."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        return _refused(Kind.UNKNOWN, shown_name, "evidence.empty", "文件是空的（0 字节）")
    kind = _kind(head, path.suffix.lower())
    match kind:
        case Kind.PDF:
            return _probe_pdf(path, shown_name)
        case Kind.JPEG | Kind.PNG | Kind.TIFF:
            return _probe_image(path, shown_name, kind)
        case Kind.OFFICE:
            return Probe(kind)
        case Kind.UNKNOWN:
            return _probe_unknown(path.suffix.lower(), head, shown_name)


def evidence_pdf(path: Path, probed: Probe, target: Path) -> Path:
    """A PDF with the pages of the file: itself where it is a sound PDF, otherwise ``target``, written.

    Pictures are laid on pages, damaged and protected PDFs are written anew. Office files are not for this function.
    """
    match probed.kind:
        case Kind.JPEG | Kind.PNG | Kind.TIFF:
            return image_pdf(path, target)
        case Kind.PDF:
            return _sound_pdf(path, target)
        case _:
            raise ValueError(f"{path} is not a PDF or a picture")


def _kind(head: bytes, suffix: str) -> Kind:
    if b"%PDF-" in head:
        return Kind.PDF
    known = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), Kind.UNKNOWN)
    named_office = known is Kind.UNKNOWN and suffix in _SUFFIXES[Kind.OFFICE]
    return Kind.OFFICE if named_office else known


def _probe_pdf(path: Path, name: str) -> Probe:
    try:
        with pikepdf.open(path) as pdf:
            return _probe_pages(pdf, name)
    except pikepdf.PasswordError:
        hint = "请用密码打开后另存为没有密码的 PDF，或重新扫描。"
        return _refused(Kind.PDF, name, "evidence.protected", "PDF 设了打开密码", hint)
    except pikepdf.PdfError:
        return _refused(Kind.PDF, name, "evidence.unreadable", "PDF 已损坏，无法读取")


def _probe_pages(pdf: pikepdf.Pdf, name: str) -> Probe:
    pages = len(pdf.pages)
    if not pages:
        return _refused(Kind.PDF, name, "evidence.empty", "PDF 里没有页面")
    damaged = bool(pdf.get_warnings())
    lost = [
        number for number, page in enumerate(pdf.pages, 1) if _breaks_off(page) or (damaged and _lacks_content(page))
    ]
    problems = [_repaired(name, pages, lost)] if damaged or lost else []
    if _has_unprintable_fields(pdf):
        message = "PDF 是没有定稿的电子表单，填在里面的内容可能印不出来"
        hint = "请打开后“打印为 PDF”，用打印出来的文件替换。"
        problems.append(Problem("evidence.live-form", Where(name), message, hint))
    return Probe(Kind.PDF, pages, tuple(problems))


def _breaks_off(page: pikepdf.Page) -> bool:
    """Whether what the page draws cannot be unpacked to its end."""
    contents = page.obj.get("/Contents", ())
    streams = [contents] if isinstance(contents, pikepdf.Stream) else contents
    try:
        for stream in streams:
            stream.read_bytes()
    except (pikepdf.PdfError, AttributeError):
        return True
    return False


def _lacks_content(page: pikepdf.Page) -> bool:
    """Whether the page, or a picture on it, could not be recovered."""
    if not isinstance(page.obj.get("/Contents"), pikepdf.Stream | pikepdf.Array):
        return True
    drawn = page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    return any(not _is_whole(stream) for stream in drawn.as_dict().values())


def _has_unprintable_fields(pdf: pikepdf.Pdf) -> bool:
    """Whether a reader would have to draw answers itself: an XFA form, or fields that bring no appearance along."""
    form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    if "/XFA" in form:
        return True
    if not form.get("/NeedAppearances", False):
        return False
    notes = (note for page in pdf.pages for note in page.obj.get("/Annots", ()))
    return any("/V" in note and "/AP" not in note for note in notes)


def _is_whole(stream: pikepdf.Object) -> bool:
    if not isinstance(stream, pikepdf.Stream):
        return False
    data = stream.read_raw_bytes()
    return stream.get("/Filter") != pikepdf.Name.DCTDecode or data.rstrip().endswith(b"\xff\xd9")


def _repaired(name: str, pages: int, lost: list[int]) -> Problem:
    numbers = "、".join(str(number) for number in lost)
    found = f"其中第 {numbers} 页的内容已经丢失" if lost else "各页内容看来完整"
    message = f"PDF 有损坏，修复后读出 {pages} 页，{found}"
    return Problem("evidence.repaired", Where(name), message, "请逐页核对；最好重新导出或扫描后替换。")


def _probe_image(path: Path, name: str, kind: Kind) -> Probe:
    try:
        return Probe(kind, image_pages(path))
    except BadImage as error:
        return _refused(kind, name, "evidence.unreadable", f"{kind.value} {error}")


def _probe_unknown(suffix: str, head: bytes, name: str) -> Probe:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    content = next((said for signature, said in _FOREIGN if start.startswith(signature)), "认不出的内容")
    if any(suffix in suffixes for suffixes in _SUFFIXES.values()):
        message = f"扩展名是 {suffix}，内容却是{content}"
        return _refused(Kind.UNKNOWN, name, "evidence.unreadable", message)
    message = f"{content}不能放进材料"
    return _refused(Kind.UNKNOWN, name, "evidence.unknown-kind", message, f"请换成{ACCEPTED}。")


def _refused(kind: Kind, name: str, code: str, message: str, hint: str = "请重新导出或扫描后替换。") -> Probe:
    return Probe(kind, 0, (Problem(code, Where(name), message, hint),))


def _sound_pdf(path: Path, target: Path) -> Path:
    with pikepdf.open(path) as pdf:
        if not pdf.is_encrypted and _reads_cleanly(pdf):
            return path
        pdf.save(target, deterministic_id=True)
    return target


def _reads_cleanly(pdf: pikepdf.Pdf) -> bool:
    """Whether every page is found without a repair; damage to the page tree shows only when it is walked."""
    return len(pdf.pages) > 0 and not pdf.get_warnings()
