"""Inspect one evidence file, and make a PDF of it that every reader opens.

The content decides, never the name. Office files are recognised here and inspected by
:mod:`docgen.runtime.file_sniffing`; :mod:`docgen.runtime.office` converts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pikepdf

from docgen.package.evidence.image_pages import convert_inspected_image
from docgen.package.evidence.inspection import Inspection, refuse
from docgen.package.evidence.pdf_inspection import inspect_pdf
from docgen.package.evidence.picture_inspection import inspect_picture
from docgen.package.merging.gather import is_flat
from docgen.package.merging.pdf_saving import save_pdf
from docgen.project.evidence.file_kinds import ACCEPTED, ENDINGS, HEAD, FileKind, describe_unknown, detect_kind

__all__ = ["BoundPdf", "Inspection", "inspect_file", "inspect_open_file", "make_bound_pdf", "make_evidence_pdf"]


@dataclass(frozen=True)
class BoundPdf:
    """A PDF that every reader opens, and its number of pages as pypdf counts them.

    ``is_flat`` tells that no annotation has to be drawn into its pages before they are merged.
    """

    pdf: Path
    pages: int
    is_flat: bool


def inspect_file(path: Path, shown_name: str, password: str = "") -> Inspection:
    """Inspect the file ``path``; problems name it ``shown_name``, its path in the application folder."""
    with path.open("rb") as file:
        return inspect_open_file(file, password).locate_problems(shown_name)


def inspect_open_file(file: BinaryIO, password: str = "") -> Inspection:
    """Inspect the open file. The result depends on its bytes, ending and password only; problems name no file."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return refuse(FileKind.UNKNOWN, "evidence.empty", "文件是空的（0 字节）")
    suffix = Path(file.name).suffix.lower()
    kind = detect_kind(head, suffix)
    if kind is FileKind.PDF:
        return inspect_pdf(file, password)
    if kind.is_picture:
        return inspect_picture(file, kind)
    return Inspection(kind) if kind is FileKind.OFFICE else _refuse_unknown(suffix, head)


def make_evidence_pdf(path: Path, inspection: Inspection, target: Path, password: str = "") -> Path:
    """Return a PDF with the pages of the file: the file itself where it is a sound PDF, otherwise ``target``.

    Pictures are laid on pages, damaged and protected PDFs are rewritten. ValueError for any other kind of file.
    """
    return make_bound_pdf(path, inspection, target, password).pdf


def make_bound_pdf(path: Path, inspection: Inspection, target: Path, password: str = "") -> BoundPdf:
    """Return the PDF of :func:`make_evidence_pdf` with its number of pages; the file is opened once."""
    if inspection.kind.is_picture:
        return BoundPdf(convert_inspected_image(path, target), _count_pages(target), is_flat=True)
    if inspection.kind is FileKind.PDF:
        return _make_sound_pdf(path, target, password)
    raise ValueError(f"{path} is not a PDF or a picture")


def _refuse_unknown(suffix: str, head: bytes) -> Inspection:
    content = describe_unknown(head)
    if suffix in ENDINGS:
        return refuse(FileKind.UNKNOWN, "evidence.unreadable", f"扩展名是 {suffix}，里面却是{content}")
    return refuse(FileKind.UNKNOWN, "evidence.unknown-kind", f"{content}不能放进材料", f"请换成{ACCEPTED}。")


def _make_sound_pdf(path: Path, target: Path, password: str) -> BoundPdf:
    with path.open("rb") as file, pikepdf.open(file, password=password) as pdf:
        pages = len(pdf.pages)
        if not pdf.is_encrypted and _is_clean(pdf) and _is_confirmed_by_pypdf(file, pages):
            return BoundPdf(path, pages, is_flat(pdf))
        save_pdf(pdf, target, deterministic_id=True, fix_metadata_version=False)  # the same input gives the same bytes
    return BoundPdf(target, _count_pages(target), is_flat=False)


def _is_clean(pdf: pikepdf.Pdf) -> bool:
    """Return True where qpdf finds every page without a repair; it detects a damaged page tree on walking it."""
    return len(pdf.pages) > 0 and not pdf.get_warnings()


def _is_confirmed_by_pypdf(file: BinaryIO, pages: int) -> bool:
    """Return True where pypdf finds as many pages; it repairs other damage than qpdf does."""
    from docgen.package.proof.pdf_reader import UNREADABLE, count_pages_of_open_file

    try:
        return count_pages_of_open_file(file) == pages
    except UNREADABLE:
        return False


def _count_pages(pdf: Path) -> int:
    from docgen.package.proof.pdf_reader import count_pages  # with pypdf, which takes its time

    return count_pages(pdf)
