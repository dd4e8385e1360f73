"""Inspect one evidence file, and make a PDF of it that every reader opens.

The content decides, never the name. Office files are recognised here and inspected by
:mod:`docgen.runtime.file_sniffing`; :mod:`docgen.runtime.office` converts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pikepdf

from docgen.errors import Cancelled
from docgen.package.annotations.appearances import Draw, complete_appearances
from docgen.package.evidence.image_pages import convert_inspected_image
from docgen.package.evidence.inspection import Inspection, refuse
from docgen.package.evidence.page_problems import report_problem
from docgen.package.evidence.page_rendering import make_picture_page, open_viewer
from docgen.package.evidence.pdf_inspection import inspect_pdf
from docgen.package.evidence.pdf_opening import open_pdf
from docgen.package.evidence.picture_inspection import inspect_picture
from docgen.package.merging.gather import is_flat, list_marked_pages
from docgen.package.merging.pdf_saving import save_pdf
from docgen.problems.problem import Problem
from docgen.project.evidence.file_kinds import ACCEPTED, ENDINGS, HEAD, FileKind, describe_unknown, detect_kind

__all__ = ["BoundPdf", "Inspection", "inspect_file", "inspect_open_file", "make_bound_pdf", "make_evidence_pdf"]

_MOST_OBJECTS = 20_000


@dataclass(frozen=True)
class BoundPdf:
    """A PDF that every reader opens, and its number of pages as pypdf counts them.

    ``is_flat`` tells that no annotation has to be drawn into its pages before they are merged. ``marked`` are the
    pages, counted from 0, with annotations or layers. ``problems`` were found only on making the pages, and name no
    file.
    """

    pdf: Path
    pages: int
    is_flat: bool
    problems: tuple[Problem, ...] = ()
    marked: tuple[int, ...] = ()


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
    if kind is FileKind.UNKNOWN and ENDINGS.get(suffix) is FileKind.PDF and (pdf := inspect_pdf(file, password)).pages:
        return pdf  # viewers do without the header
    if kind.is_picture:
        return inspect_picture(file, kind)
    return Inspection(kind) if kind is FileKind.OFFICE else _refuse_unknown(suffix, head)


def make_evidence_pdf(
    path: Path, inspection: Inspection, target: Path, password: str = "", draw: Draw | None = None
) -> Path:
    """Return a PDF with the pages of the file: the file itself where it is a sound PDF, otherwise ``target``.

    Pictures are laid on pages; damaged and protected PDFs are rewritten, and those with annotations and form fields
    that viewers draw by themselves: ``draw`` sets their texts, which are left out without it. ValueError for any other
    kind of file.
    """
    return make_bound_pdf(path, inspection, target, password, draw).pdf


def make_bound_pdf(
    path: Path, inspection: Inspection, target: Path, password: str = "", draw: Draw | None = None
) -> BoundPdf:
    """Return the PDF of :func:`make_evidence_pdf` with its number of pages; the file is opened once."""
    if inspection.kind.is_picture:
        return BoundPdf(convert_inspected_image(path, target), _count_pages(target), is_flat=True)
    if inspection.kind is FileKind.PDF and len(inspection.rendered) == inspection.pages:
        with path.open("rb") as file:
            return replace(make_picture_pdf(file, inspection.pages, target, password), problems=())
    if inspection.kind is FileKind.PDF:
        return _make_sound_pdf(path, target, password, draw, inspection.rendered)
    raise ValueError(f"{path} is not a PDF or a picture")


def _refuse_unknown(suffix: str, head: bytes) -> Inspection:
    content = describe_unknown(head)
    if suffix in ENDINGS:
        return refuse(FileKind.UNKNOWN, "evidence.unreadable", f"扩展名是 {suffix}，里面却是{content}")
    return refuse(FileKind.UNKNOWN, "evidence.unknown-kind", f"{content}不能放进材料", f"请换成{ACCEPTED}。")


def _make_sound_pdf(path: Path, target: Path, password: str, draw: Draw | None, rendered: Sequence[int]) -> BoundPdf:
    with path.open("rb") as file, open_pdf(file, password) as (pdf, is_damaged):
        pages, marked = len(pdf.pages), list_marked_pages(pdf)
        if rendered:
            with open_viewer(file, password) as viewer:
                for number in rendered:
                    pdf.pages[number - 1] = make_picture_page(pdf, viewer.render(number - 1))
        is_changed = complete_appearances(pdf, draw) or bool(rendered) or is_damaged or pdf.is_encrypted
        # pypdf takes seconds for files with very many objects; rewritten ones hold only what the pages need.
        if not is_changed and _count_objects(pdf) <= _MOST_OBJECTS and _is_confirmed_by_pypdf(file, pages):
            return BoundPdf(path, pages, is_flat(pdf), marked=marked)
        save_pdf(pdf, target, deterministic_id=True)  # the same input gives the same bytes
        with target.open("rb") as made:
            if _is_confirmed_by_pypdf(made, pages):
                return BoundPdf(target, pages, is_flat=False, marked=marked)
        return make_picture_pdf(file, pages, target, password)


def make_picture_pdf(file: BinaryIO, pages: int, target: Path, password: str = "") -> BoundPdf:
    """Write ``target``: each of the pages of the PDF as a picture of what a viewer shows.

    Raises UnrenderedPage where pdfium cannot draw one of them.
    """
    with pikepdf.new() as pdf, open_viewer(file, password) as viewer:
        for number in range(pages):
            pdf.pages.append(make_picture_page(pdf, viewer.render(number)))
        save_pdf(pdf, target, deterministic_id=True)
    message = "PDF 的结构有错，合并不了，已照屏幕上看到的样子做成图片（300 dpi）"
    problem = report_problem("evidence.rendered", message, "请与原件核对；最好重新导出或扫描后替换。")
    return BoundPdf(target, pages, is_flat=True, problems=(problem,))


def _count_objects(pdf: pikepdf.Pdf) -> int:
    return int(pdf.trailer.get("/Size", 0))


def _is_confirmed_by_pypdf(file: BinaryIO, pages: int) -> bool:
    """Return True where pypdf reads as many pages; it repairs other damage than qpdf does."""
    from docgen.package.proof.pdf_reader import confirm_pages  # with pypdf, which takes its time

    try:
        return confirm_pages(file) == pages
    except (Cancelled, OSError, MemoryError):
        raise
    except Exception:  # whatever a damaged file makes of pypdf, the file is rewritten
        return False


def _count_pages(pdf: Path) -> int:
    from docgen.package.proof.pdf_reader import count_pages

    return count_pages(pdf)
