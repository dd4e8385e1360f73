"""Inspect a PDF before it is merged; each kind of problem is reported once, with the numbers of its pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import BinaryIO

import pikepdf

from docgen.errors import raise_machine_fault
from docgen.package.annotations.notes import count_drawn_notes
from docgen.package.evidence.inspection import Inspection, refuse
from docgen.package.evidence.page_ink import Ink, PageFacts, format_page_numbers
from docgen.package.evidence.page_problems import check_blank_pages, check_resolution, report_problem
from docgen.package.evidence.page_rendering import RenderedPage, UnrenderedPage, Viewer, open_viewer
from docgen.package.evidence.pdf_file_problems import check_whole_file
from docgen.package.evidence.pdf_opening import open_pdf
from docgen.package.evidence.pixels import detect_ink
from docgen.package.evidence.preflight import MALFORMED_PDF, PageInspection, PageInspector, StreamTooLarge
from docgen.package.evidence.viewer_comparison import find_poorer_pages
from docgen.package.merging.geometry import MILLIMETRE
from docgen.problems.problem import Problem
from docgen.progress import checkpoint
from docgen.project.evidence.file_kinds import FileKind

_SHRUNK_SCALE = 0.6
"""A page that is printed at less than this scale is reported."""

_LEAST_SCAN_DPI = 100
"""Scans below this resolution at their declared size are pictures that an app stored at one point for a pixel."""
_SHOWN_FONTS = 3
_MOST_NOTES = 5_000
"""Limit of the annotations of a file that may have to be drawn; links are not counted."""
_MOST_RENDERED = 300
"""Limit of the pages of a damaged file that are all printed as pictures."""
_SMALL = 1200
"""Pixels of the longer side of a page that is drawn only to be inspected."""
_NOTE_NAMES = {"/Stamp": "图章", "/FreeText": "文字批注", "/Line": "线条", "/Ink": "手写", "/Caret": "插入符"}


def inspect_pdf(file: BinaryIO, password: str) -> Inspection:
    """Inspect the PDF, opened with the password where it needs one; problems name no file."""
    with _Renderer(file, password) as renderer:
        return _inspect_or_render(file, password, renderer)


def _inspect_or_render(file: BinaryIO, password: str, renderer: _Renderer) -> Inspection:
    try:
        with open_pdf(file, password) as (pdf, is_damaged):
            if len(pdf.pages):
                return _inspect(pdf, is_damaged, renderer)
            found = refuse(FileKind.PDF, "evidence.empty", "PDF 里没有页面")
    except pikepdf.PasswordError:
        return _refuse_locked(password)
    except pikepdf.PdfError as error:
        raise_machine_fault(error)
        found = refuse(FileKind.PDF, "evidence.unreadable", "PDF 已损坏，无法读取")
    except MALFORMED_PDF as error:
        raise_machine_fault(error)
        found = refuse(FileKind.PDF, "evidence.unreadable", "PDF 的结构已损坏，无法读取")
    return renderer.inspect_all() or found  # viewers open what qpdf does not


class _Renderer(ExitStack):
    """Renders pages that cannot be inspected, small, to know what a viewer shows; opens the PDF once, where needed."""

    def __init__(self, file: BinaryIO, password: str) -> None:
        super().__init__()
        self._file = file
        self._password = password

    @cached_property
    def viewer(self) -> Viewer | None:
        """The PDF in a viewer; None where that cannot open it."""
        try:
            return self.enter_context(open_viewer(self._file, self._password))
        except UnrenderedPage:
            return None

    def inspect(self, number: int) -> PageInspection:
        """Inspect the page, counted from 1, as pdfium draws it; raises UnrenderedPage where it cannot."""
        checkpoint()
        if self.viewer is None:
            raise UnrenderedPage
        return _inspect_rendered(self.viewer.render(number - 1, _SMALL))

    def inspect_poorer(self, pdf: pikepdf.Pdf, compared: Sequence[int]) -> dict[int, PageInspection]:
        """Inspect, by number, those of the ``compared`` pages of which pdfium shows more than ``pdf`` holds."""
        if not compared or self.viewer is None:
            return {}
        return {number: self.inspect(number) for number in find_poorer_pages(self.viewer, pdf, compared)}

    def inspect_all(self, least: int = 1) -> Inspection | None:
        """Inspect all pages as pdfium draws them; None where there are fewer than ``least``, or nothing on them."""
        try:
            count = self.viewer.count_pages() if self.viewer else 0
            if not least <= count <= _MOST_RENDERED:
                return None
            pages = [self.inspect(number) for number in range(1, count + 1)]
        except UnrenderedPage:
            return None
        if all(page.facts.ink is Ink.BLANK for page in pages):
            return None
        message = f"PDF 有损坏，阅读器显示得出 {count} 页，已照屏幕上看到的样子做成图片（300 dpi）"
        damage = report_problem("evidence.rendered", message, "请逐页与原件核对；最好重新导出或扫描后替换。")
        facts = tuple(page.facts for page in pages)
        return Inspection(FileKind.PDF, count, (damage, *_check_pages(pages, True)), facts, (*range(1, count + 1),))


def _inspect_rendered(page: RenderedPage) -> PageInspection:
    ink = detect_ink(page.picture)
    mark = hashlib.sha256(page.picture.tobytes()).hexdigest() if ink is not Ink.BLANK else ""
    width, height = (round(side / MILLIMETRE, 1) for side in (page.width, page.height))
    facts = PageFacts(width, height, ink, None, mark)
    return PageInspection(facts, False, False, False, 1.0, frozenset())


def _refuse_locked(password: str) -> Inspection:
    if password:
        message = "材料索引（evidence/index.yaml）里写的密码打不开这个 PDF"
        return refuse(FileKind.PDF, "evidence.protected", message, "请核对密码，注意大小写和全角、半角。")
    hint = "请在 evidence/index.yaml 里给这个文件写上“密码”，或用密码打开后另存为没有密码的 PDF。"
    return refuse(FileKind.PDF, "evidence.protected", "PDF 设了打开密码", hint)


def _inspect(pdf: pikepdf.Pdf, is_damaged: bool, renderer: _Renderer) -> Inspection:
    if (notes := sum(count_drawn_notes(page.obj) for page in pdf.pages)) > _MOST_NOTES:
        message = f"PDF 里有 {notes} 个批注和填写栏，超过 {_MOST_NOTES} 个，无法处理"
        return refuse(FileKind.PDF, "evidence.unreadable", message, "请打开后“打印为 PDF”，用打印出来的文件替换。")
    inspector, pages, rendered = PageInspector(pdf), [], []
    for number, page in enumerate(pdf.pages, 1):
        try:
            pages.append(inspector.inspect(page.obj))
        except StreamTooLarge as much:
            message = f"PDF 第 {number} 页画的内容展开后{much}，无法处理"
            return refuse(FileKind.PDF, "evidence.unreadable", message, much.remedy)
        except MALFORMED_PDF as error:
            raise_machine_fault(error)
            try:
                pages.append(renderer.inspect(number))
            except UnrenderedPage:
                return refuse(FileKind.PDF, "evidence.unreadable", f"PDF 第 {number} 页的结构已损坏，无法读取")
            rendered.append(number)
    if is_damaged and (shown := renderer.inspect_all(len(pages) + 1)):
        return shown  # pages that were not found would be lost
    doubtful = [number for number, page in enumerate(pages, 1) if _is_doubtful(page, is_damaged)]
    pages = [_correct_ink(page, number, renderer) for number, page in enumerate(pages, 1)]
    # A page that the viewer shows blank as well holds nothing that could be missing.
    compared = [number for number in doubtful if number not in rendered and pages[number - 1].facts.ink != Ink.BLANK]
    poorer = renderer.inspect_poorer(pdf, compared)
    pages = [poorer.get(number, page) for number, page in enumerate(pages, 1)]
    rendered = sorted((*rendered, *poorer))
    problems = (
        *_check_losses(pages, is_damaged),
        *_check_rendered(rendered),
        *_check_pages(pages, is_damaged),
        *check_whole_file(pdf),
    )
    return Inspection(FileKind.PDF, len(pages), problems, tuple(page.facts for page in pages), tuple(rendered))


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


def _check_rendered(numbers: Sequence[int]) -> Iterator[Problem]:
    if numbers:
        message = f"PDF {format_page_numbers(numbers)}的结构有错，已照屏幕上看到的样子做成图片（300 dpi）"
        yield report_problem("evidence.rendered", message, "请与原件核对这几页；最好重新导出或扫描后替换。")


def _correct_ink(page: PageInspection, number: int, renderer: _Renderer) -> PageInspection:
    """Return the page with the ink that a viewer shows where none was found: pictures may be packed in rare ways."""
    if page.facts.ink is not Ink.BLANK:
        return page
    try:
        shown = renderer.inspect(number).facts
    except UnrenderedPage:
        return page
    return replace(page, facts=replace(page.facts, ink=shown.ink, fingerprint=shown.fingerprint))


def _is_doubtful(page: PageInspection, is_damaged: bool) -> bool:
    """Return True for a page of which a viewer may show more than was found."""
    return is_damaged or page.is_lost or page.has_missing_parts or page.facts.ink is Ink.BLANK


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
    yield from _check_undrawn(pages)
    if fonts := sorted(frozenset().union(*(page.fonts for page in pages))):
        more = " 等" if len(fonts) > _SHOWN_FONTS else ""
        where = format_page_numbers(_find_page_numbers(pages, lambda page: bool(page.fonts)))
        message = f"{where}没有嵌入字体 {'、'.join(fonts[:_SHOWN_FONTS])}{more}，打印出来的字样可能不同"
        yield report_problem("evidence.font-not-embedded", message, "请用嵌入字体的方式重新导出，或打印后扫描。")


def _check_undrawn(pages: Sequence[PageInspection]) -> Iterator[Problem]:
    """Report the annotations that have no appearance, and that docgen does not draw either."""
    kinds = dict.fromkeys(kind for page in pages for kind in page.undrawn)
    if kinds:
        where = format_page_numbers(_find_page_numbers(pages, lambda page: bool(page.undrawn)))
        names = "、".join(dict.fromkeys(_NOTE_NAMES.get(kind, "其他批注") for kind in kinds))
        message = f"{where}有没有存下样子的批注（{names}），印不出来"
        yield report_problem("evidence.annotation", message, "请打开后“打印为 PDF”，用打印出来的文件替换。")


def _find_page_numbers(pages: Sequence[PageInspection], is_meant: Callable[[PageInspection], bool]) -> list[int]:
    return [number for number, page in enumerate(pages, 1) if is_meant(page)]


def _is_shrunk(page: PageInspection) -> bool:
    """Return True for a page of a large sheet; a picture stored at one point for a pixel is large in name only."""
    dpi = page.facts.dpi
    return page.scale < _SHRUNK_SCALE and (dpi is None or dpi * page.scale >= _LEAST_SCAN_DPI)
