"""What one evidence file is, and its pages as a PDF that every reader opens.

The content decides, never the name. Office files are recognised here and looked into by
:mod:`docgen.runtime.file_sniffing`; their pages are made by :mod:`docgen.runtime.office`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pikepdf

from docgen.package.evidence.image_pages import known_image_pdf
from docgen.package.evidence.inspection import Probe, refused
from docgen.package.evidence.pdf_inspection import probe_pdf
from docgen.package.evidence.picture_inspection import probe_picture
from docgen.package.merging.gather import is_flat
from docgen.package.merging.pdf_saving import save
from docgen.project.evidence.file_kinds import ACCEPTED, ENDINGS, HEAD, FileKind, describe_unknown, detect_kind

__all__ = ["BoundPdf", "Probe", "bound_pdf", "evidence_pdf", "looked_into", "probe"]


@dataclass(frozen=True)
class BoundPdf:
    """A PDF that every reader opens, and the pages that another library than the package's writer finds in it.

    ``is_flat`` where it is known that nothing has to be drawn into its pages before they are bound.
    """

    pdf: Path
    pages: int
    is_flat: bool


def probe(path: Path, shown_name: str, password: str = "") -> Probe:
    """What the file ``path`` is; problems name it ``shown_name``, its path in the application folder."""
    with path.open("rb") as file:
        return looked_into(file, password).named(shown_name)


def looked_into(file: BinaryIO, password: str = "") -> Probe:
    """What the open file is: the same bytes, ending and password give the same. Its problems name no file."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return refused(FileKind.UNKNOWN, "evidence.empty", "文件是空的（0 字节）")
    suffix = Path(file.name).suffix.lower()
    kind = detect_kind(head, suffix)
    if kind is FileKind.PDF:
        return probe_pdf(file, password)
    if kind.is_picture:
        return probe_picture(file, kind)
    return Probe(kind) if kind is FileKind.OFFICE else _unknown(suffix, head)


def evidence_pdf(path: Path, probed: Probe, target: Path, password: str = "") -> Path:
    """A PDF with the pages of the file: itself where it is a sound PDF, otherwise ``target``, written.

    Pictures are laid on pages, damaged and protected PDFs are written anew. Office files are not for this function.
    """
    return bound_pdf(path, probed, target, password).pdf


def bound_pdf(path: Path, probed: Probe, target: Path, password: str = "") -> BoundPdf:
    """The PDF of :func:`evidence_pdf` and its pages; the file is opened once."""
    if probed.kind.is_picture:
        return BoundPdf(known_image_pdf(path, target), _counted(target), is_flat=True)
    if probed.kind is FileKind.PDF:
        return _sound_pdf(path, target, password)
    raise ValueError(f"{path} is not a PDF or a picture")


def _unknown(suffix: str, head: bytes) -> Probe:
    content = describe_unknown(head)
    if suffix in ENDINGS:
        return refused(FileKind.UNKNOWN, "evidence.unreadable", f"扩展名是 {suffix}，里面却是{content}")
    return refused(FileKind.UNKNOWN, "evidence.unknown-kind", f"{content}不能放进材料", f"请换成{ACCEPTED}。")


def _sound_pdf(path: Path, target: Path, password: str) -> BoundPdf:
    with path.open("rb") as file, pikepdf.open(file, password=password) as pdf:
        pages = len(pdf.pages)
        if not pdf.is_encrypted and _reads_cleanly(pdf) and _reads_elsewhere(file, pages):
            return BoundPdf(path, pages, is_flat(pdf))
        save(pdf, target, deterministic_id=True, fix_metadata_version=False)
    return BoundPdf(target, _counted(target), is_flat=False)


def _reads_cleanly(pdf: pikepdf.Pdf) -> bool:
    """Whether every page is found without a repair; damage to the page tree shows only when it is walked."""
    return len(pdf.pages) > 0 and not pdf.get_warnings()


def _reads_elsewhere(file: BinaryIO, pages: int) -> bool:
    """Whether another reader finds as many pages: what pypdf mends, and how, is not what qpdf mends."""
    from docgen.package.proof.pdf_reader import UNREADABLE, pages_in

    try:
        return pages_in(file) == pages
    except UNREADABLE:
        return False


def _counted(pdf: Path) -> int:
    from docgen.package.proof.pdf_reader import page_count  # with pypdf, which takes its time

    return page_count(pdf)
