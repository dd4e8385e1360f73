"""What one evidence file is, and its pages as a PDF that every reader opens.

The content decides, never the name. Office files are recognised here and looked into by
:mod:`docgen.runtime.file_sniffing`; their pages are made by :mod:`docgen.runtime.office`.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pikepdf

from docgen.package.evidence.image_pages import image_pdf
from docgen.package.evidence.inspection import Probe, refused
from docgen.package.evidence.pdf_inspection import probe_pdf
from docgen.package.evidence.picture_inspection import probe_picture
from docgen.package.merging.pdf_saving import save
from docgen.project.evidence.file_kinds import ACCEPTED, ENDINGS, HEAD, FileKind, describe_unknown, detect_kind

__all__ = ["Probe", "evidence_pdf", "looked_into", "probe"]


def probe(path: Path, shown_name: str, password: str = "") -> Probe:
    """What the file ``path`` is; problems name it ``shown_name``, its path in the application folder."""
    return looked_into(path, password).named(shown_name)


def looked_into(path: Path, password: str = "") -> Probe:
    """What the file is: the same bytes, ending and password give the same. Its problems name no file."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return refused(FileKind.UNKNOWN, "evidence.empty", "文件是空的（0 字节）")
    suffix = path.suffix.lower()
    kind = detect_kind(head, suffix)
    if kind is FileKind.PDF:
        return probe_pdf(path, password)
    if kind.is_picture:
        return probe_picture(path, kind)
    return Probe(kind) if kind is FileKind.OFFICE else _unknown(suffix, head)


def evidence_pdf(path: Path, probed: Probe, target: Path, password: str = "") -> Path:
    """A PDF with the pages of the file: itself where it is a sound PDF, otherwise ``target``, written.

    Pictures are laid on pages, damaged and protected PDFs are written anew. Office files are not for this function.
    """
    if probed.kind.is_picture:
        return image_pdf(path, target)
    if probed.kind is FileKind.PDF:
        return _sound_pdf(path, target, password)
    raise ValueError(f"{path} is not a PDF or a picture")


def _unknown(suffix: str, head: bytes) -> Probe:
    content = describe_unknown(head)
    if suffix in ENDINGS:
        return refused(FileKind.UNKNOWN, "evidence.unreadable", f"扩展名是 {suffix}，里面却是{content}")
    return refused(FileKind.UNKNOWN, "evidence.unknown-kind", f"{content}不能放进材料", f"请换成{ACCEPTED}。")


def _sound_pdf(path: Path, target: Path, password: str) -> Path:
    with pikepdf.open(path, password=password) as pdf:
        if not pdf.is_encrypted and _reads_cleanly(pdf) and _reads_elsewhere(path, len(pdf.pages)):
            return path
        with warnings.catch_warnings(action="ignore"):  # of forms whose fields nobody lists: their looks are kept
            save(pdf, target, deterministic_id=True, fix_metadata_version=False)
    return target


def _reads_cleanly(pdf: pikepdf.Pdf) -> bool:
    """Whether every page is found without a repair; damage to the page tree shows only when it is walked."""
    return len(pdf.pages) > 0 and not pdf.get_warnings()


def _reads_elsewhere(path: Path, pages: int) -> bool:
    """Whether another reader finds as many pages: what pypdf mends, and how, is not what qpdf mends."""
    from docgen.package.proof.pdf_reader import UNREADABLE, page_count

    try:
        return page_count(path) == pages
    except UNREADABLE:
        return False
