"""Inspect a PDF before it is merged; each kind of problem is reported once, with the numbers of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import pikepdf
from pikepdf import Dictionary, Name

from docgen.package.evidence.inspection import Inspection, refuse
from docgen.package.evidence.page_ink import Ink, format_page_numbers
from docgen.package.evidence.page_problems import check_blank_pages, check_resolution, report_problem
from docgen.package.evidence.preflight import MALFORMED_PDF, PageInspection, PageInspector, StreamTooLarge
from docgen.problems.problem import Problem
from docgen.project.evidence.file_kinds import FileKind

_SHRUNK_SCALE = 0.6
"""A page that is printed at less than this scale is reported."""

_LEAST_SCAN_DPI = 100
"""Scans below this resolution at their declared size are pictures that an app stored at one point for a pixel."""
_SHOWN_FONTS = 3
_EXTERNAL_ACTIONS = (Name.URI, Name.GoToR, Name.GoToE, Name.Launch, Name.SubmitForm, Name.ImportData)


def inspect_pdf(file: BinaryIO, password: str) -> Inspection:
    """Inspect the PDF, opened with the password where it needs one; problems name no file."""
    try:
        with pikepdf.open(file, password=password) as pdf:
            return _inspect(pdf)
    except pikepdf.PasswordError:
        return _refuse_locked(password)
    except pikepdf.PdfError:
        return refuse(FileKind.PDF, "evidence.unreadable", "PDF 已损坏，无法读取")
    except MALFORMED_PDF:
        return refuse(FileKind.PDF, "evidence.unreadable", "PDF 的结构已损坏，无法读取")


def _refuse_locked(password: str) -> Inspection:
    if password:
        message = "材料索引（evidence/index.yaml）里写的密码打不开这个 PDF"
        return refuse(FileKind.PDF, "evidence.protected", message, "请核对密码，注意大小写和全角、半角。")
    hint = "请在 evidence/index.yaml 里给这个文件写上“密码”，或用密码打开后另存为没有密码的 PDF。"
    return refuse(FileKind.PDF, "evidence.protected", "PDF 设了打开密码", hint)


def _inspect(pdf: pikepdf.Pdf) -> Inspection:
    if not len(pdf.pages):
        return refuse(FileKind.PDF, "evidence.empty", "PDF 里没有页面")
    is_damaged = bool(pdf.get_warnings())
    inspector, pages = PageInspector(pdf), []
    for number, page in enumerate(pdf.pages, 1):
        try:
            pages.append(inspector.inspect(page.obj))
        except StreamTooLarge as much:
            message = f"PDF 第 {number} 页画的内容展开后{much}，无法处理"
            return refuse(
                FileKind.PDF, "evidence.unreadable", message, "请把这一页打印成图片，或另存为较简单的 PDF 后替换。"
            )
        except MALFORMED_PDF:
            return refuse(FileKind.PDF, "evidence.unreadable", f"PDF 第 {number} 页的结构已损坏，无法读取")
    problems = (*_check_losses(pages, is_damaged), *_check_pages(pages, is_damaged), *_check_file(pdf))
    return Inspection(FileKind.PDF, len(pages), problems, tuple(page.facts for page in pages))


# -- pages -------------------------------------------------------------------------------------------------------


def _check_losses(pages: Sequence[PageInspection], is_damaged: bool) -> Iterator[Problem]:
    lost = _find_page_numbers(pages, lambda page: _is_lost(page, is_damaged))
    if is_damaged:
        found = f"其中{format_page_numbers(lost)}的内容不全" if lost else "各页内容看来完整"
        message = f"PDF 有损坏，修复后读出 {len(pages)} 页，{found}"
        yield report_problem("evidence.repaired", message, "请逐页核对；最好重新导出或扫描后替换。")
    elif lost:
        message = f"PDF {format_page_numbers(lost)}的内容不全：有一部分数据丢失或损坏"
        yield report_problem("evidence.repaired", message, "请与原件核对这几页；最好重新导出或扫描后替换。")


def _is_lost(page: PageInspection, is_damaged: bool) -> bool:
    return page.is_lost or (is_damaged and page.has_missing_parts)


def _check_pages(pages: Sequence[PageInspection], is_damaged: bool) -> Iterator[Problem]:
    yield from check_blank_pages(
        _find_page_numbers(pages, lambda page: page.facts.ink is Ink.BLANK and not _is_lost(page, is_damaged))
    )
    yield from check_resolution({number: page.facts.dpi for number, page in enumerate(pages, 1)})
    if shrunk := _find_page_numbers(pages, _is_shrunk):
        width, height = max((pages[number - 1].facts.width, pages[number - 1].facts.height) for number in shrunk)
        message = (
            f"{format_page_numbers(shrunk)}比 A4 大得多（最大 {width:.0f}×{height:.0f} 毫米），已整页缩小，没有裁切"
        )
        yield report_problem("evidence.shrunk", message, "请看一眼缩小后的字是否还看得清。")
    if cropped := _find_page_numbers(pages, lambda page: page.is_cropped):
        message = f"{format_page_numbers(cropped)}有一部分被裁剪框遮住，印出来的是屏幕上看得见的部分"
        yield report_problem("evidence.cropped", message, "遮住的部分也要交的，请取消裁剪后重新导出。")
    if fonts := sorted(frozenset().union(*(page.fonts for page in pages))):
        more = " 等" if len(fonts) > _SHOWN_FONTS else ""
        where = format_page_numbers(_find_page_numbers(pages, lambda page: bool(page.fonts)))
        message = f"{where}没有嵌入字体 {'、'.join(fonts[:_SHOWN_FONTS])}{more}，打印出来的字样可能不同"
        yield report_problem("evidence.font-not-embedded", message, "请用嵌入字体的方式重新导出，或打印后扫描。")


def _find_page_numbers(pages: Sequence[PageInspection], is_meant: Callable[[PageInspection], bool]) -> list[int]:
    return [number for number, page in enumerate(pages, 1) if is_meant(page)]


def _is_shrunk(page: PageInspection) -> bool:
    """Return True for a page of a large sheet; a picture stored at one point for a pixel is large in name only."""
    dpi = page.facts.dpi
    return page.scale < _SHRUNK_SCALE and (dpi is None or dpi * page.scale >= _LEAST_SCAN_DPI)


# -- the file ----------------------------------------------------------------------------------------------------


def _check_file(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    if pdf.is_encrypted:
        yield report_problem("evidence.unlocked", "PDF 设了密码保护，已打开，放进材料的是没有保护的页面", "不用处理。")
    if "/Collection" in pdf.Root:
        message = f"这是 PDF 包，里面装着 {len(pdf.attachments)} 个文件，印出来的只有封面"
        yield report_problem("evidence.portfolio", message, "请把里面的文件另存出来，一个一个放进文件夹。")
    if _has_unprintable_fields(pdf):
        message = "PDF 是没有定稿的电子表单，填在里面的内容可能印不出来"
        yield report_problem("evidence.live-form", message, "请打开后“打印为 PDF”，用打印出来的文件替换。")
    if _is_signed(pdf):
        message = "PDF 有电子签名或电子印章：印出来的是它的样子，合并后不能再在电脑上验证"
        yield report_problem("evidence.signed", message, "要验证电子签名的，请把这个原文件一并交上（随光盘）。")
    if removed := list(_list_removed(pdf)):
        message = f"PDF 里有些东西没有放进材料：{'、'.join(removed)}；页面照看到的样子印"
        hint = "附件也是材料的，请另存出来，作为文件放进文件夹。" if len(pdf.attachments) else "不用处理。"
        yield report_problem("evidence.removed", message, hint)


def _has_unprintable_fields(pdf: pikepdf.Pdf) -> bool:
    """Return True for a form whose answers a reader has to draw: XFA, or filled fields without an appearance."""
    form = pdf.Root.get("/AcroForm", Dictionary())
    if "/XFA" in form:
        return True
    if not form.get("/NeedAppearances", False):
        return False
    return any("/V" in note and "/AP" not in note for note in _list_annotations(pdf))


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    fields = [one for one in pdf.Root.get("/AcroForm", Dictionary()).get("/Fields", ()) if isinstance(one, Dictionary)]
    return any(note.get("/FT") == Name.Sig and "/V" in note for note in (*fields, *_list_annotations(pdf)))


def _list_removed(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the names of the parts that are not merged: scripts, attachments, links, form fields."""
    notes = list(_list_annotations(pdf))
    actions = [pdf.Root.get("/OpenAction"), *(note.get("/A") for note in notes)]
    kinds = [action.get("/S") for action in actions if isinstance(action, Dictionary)]
    has_scripts = "/JavaScript" in pdf.Root.get("/Names", Dictionary()) or Name.JavaScript in kinds
    has_actions = any("/AA" in one for one in (pdf.Root, *(page.obj for page in pdf.pages), *notes))
    if has_scripts or has_actions:
        yield "脚本"
    if len(pdf.attachments):
        yield f"{len(pdf.attachments)} 个附件"
    if outside := sum(kind in _EXTERNAL_ACTIONS for kind in kinds):
        yield f"{outside} 处外部链接"
    is_form = any(note.get("/Subtype") == Name.Widget and note.get("/FT") != Name.Sig for note in notes)
    if is_form and not _has_unprintable_fields(pdf):
        yield "可填写的栏目"


def _list_annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the annotations of all pages."""
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            if isinstance(note, Dictionary):
                yield note
