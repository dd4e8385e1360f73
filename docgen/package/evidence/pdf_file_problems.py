"""Problems of a PDF as a whole: protection, forms, signatures, and what is not merged; the problems name no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from docgen.package.annotations.appearances import COMMENT, FILE, MEDIA, read_kind
from docgen.package.annotations.notes import list_notes
from docgen.package.evidence.embedded_pictures import MALFORMED_PDF
from docgen.package.evidence.page_problems import report_problem
from docgen.problems.problem import Problem

_EXTERNAL_ACTIONS = (Name.URI, Name.GoToR, Name.GoToE, Name.Launch, Name.SubmitForm, Name.ImportData)


def check_whole_file(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    """Yield the problems that belong to no page; a part of the file that is malformed has none."""
    for check in (_check_protection, _check_portfolio, _check_form, _check_signature, _check_removed):
        yield from _try(check, pdf)


def _try(check: Callable[[pikepdf.Pdf], Iterator[Problem]], pdf: pikepdf.Pdf) -> list[Problem]:
    try:
        return list(check(pdf))
    except MALFORMED_PDF:
        return []


def _check_protection(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if pdf.is_encrypted:
        yield report_problem("evidence.unlocked", "PDF 设了密码保护，已打开，放进材料的是没有保护的页面", "不用处理。")


def _check_portfolio(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if "/Collection" in pdf.Root:
        message = f"这是 PDF 包，里面装着 {len(pdf.attachments)} 个文件，印出来的只有封面"
        yield report_problem("evidence.portfolio", message, "请把里面的文件另存出来，一个一个放进文件夹。")


def _check_form(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if _is_dynamic_form(pdf):
        message = "PDF 是没有定稿的电子表单（XFA），填在里面的内容可能印不出来"
        yield report_problem("evidence.live-form", message, "请打开后“打印为 PDF”，用打印出来的文件替换。")


def _check_signature(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if _is_signed(pdf):
        message = "PDF 有电子签名或电子印章：印出来的是它的样子，合并后不能再在电脑上验证"
        yield report_problem("evidence.signed", message, "要验证电子签名的，请把这个原文件一并交上（随光盘）。")


def _check_removed(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if removed := list(_list_removed(pdf)):
        message = f"PDF 里有些东西没有放进材料：{'、'.join(removed)}；页面照看到的样子印"
        hint = "附件也是材料的，请另存出来，作为文件放进文件夹。" if _count_attachments(pdf) else "不用处理。"
        yield report_problem("evidence.removed", message, hint)


def _get_form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    form = pdf.Root.get("/AcroForm")
    return form if isinstance(form, Dictionary) else Dictionary()


def _is_dynamic_form(pdf: pikepdf.Pdf) -> bool:
    """Return True for an XFA form, whose answers only its own reader draws."""
    return "/XFA" in _get_form(pdf)


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    found = _get_form(pdf).get("/Fields")
    fields = [one for one in found if isinstance(one, Dictionary)] if isinstance(found, Array) else []
    return any(note.get("/FT") == Name.Sig and "/V" in note for note in (*fields, *_list_notes(pdf)))


def _list_removed(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the names of the parts that are not merged: scripts, attachments, links, comments, form fields."""
    notes = list(_list_notes(pdf))
    actions = [pdf.Root.get("/OpenAction"), *(note.get("/A") for note in notes)]
    kinds = [action.get("/S") for action in actions if isinstance(action, Dictionary)]
    names = pdf.Root.get("/Names")
    has_scripts = (isinstance(names, Dictionary) and "/JavaScript" in names) or Name.JavaScript in kinds
    has_actions = any("/AA" in one for one in (pdf.Root, *(page.obj for page in pdf.pages), *notes))
    if has_scripts or has_actions:
        yield "脚本"
    if attached := _count_attachments(pdf):
        yield f"{attached} 个附件"
    if outside := sum(kind in _EXTERNAL_ACTIONS for kind in kinds):
        yield f"{outside} 处外部链接"
    if comments := sum(read_kind(note) == COMMENT and "/Contents" in note for note in notes):
        yield f"{comments} 条批注里的话"
    if media := sum(read_kind(note) in MEDIA for note in notes):
        yield f"{media} 处音像"
    is_form = any(note.get("/Subtype") == Name.Widget and note.get("/FT") != Name.Sig for note in notes)
    if is_form and not _is_dynamic_form(pdf):
        yield "可填写的栏目"


def _count_attachments(pdf: pikepdf.Pdf) -> int:
    """Count the files inside the PDF, those behind annotations included."""
    return len(pdf.attachments) + sum(read_kind(note) == FILE for note in _list_notes(pdf))


def _list_notes(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the annotations of all pages."""
    for page in pdf.pages:
        yield from list_notes(page.obj)
