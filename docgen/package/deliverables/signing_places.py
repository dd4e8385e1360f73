"""Places of the package that are signed or sealed by hand: their pages, and their state by the returned scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docgen.definitions.form import Action
from docgen.definitions.item_numbers import name_item
from docgen.definitions.notice import Notice
from docgen.documents.printed_answers import PARAGRAPH
from docgen.documents.sheets.list_sheets import SIGNATURES
from docgen.documents.sheets.summary_sheet import NAME as SUMMARY
from docgen.documents.word.hand_places import ListedPlace, SigningState
from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import Layout, SealedPage
from docgen.project.application import Application
from docgen.project.evidence.evidence_index import EvidenceKind
from docgen.rules.evidence.evidence_checklist import CheckedItem

_SEAL = Action.SEAL.label
_ACROSS = "骑缝章"
_APPLICANT = "申报主体"
"""Issuer of declarations without a named one (填报说明: 申报主体自我声明)."""


def list_signing_places(
    application: Application, items: Iterable[CheckedItem], book: Book, layout: Layout
) -> tuple[ListedPlace, ...]:
    """List every place to sign or seal: form, 汇总表, 表1, lists, declarations, and across pages if required."""
    checked = tuple(items)
    return (
        *_list_form_places(book, layout),
        *_list_summary_places(application.notice),
        *_list_enterprise_places(application, checked, layout),
        *_list_table_places(application, checked, layout),
        *_list_declaration_places(application, checked, layout),
        *_list_places_across_pages(application.notice, layout),
    )


def _list_form_places(book: Book, layout: Layout) -> Iterator[ListedPlace]:
    form = layout.get_part("form")
    for place in book.hand_places:
        page = form.first + place.form_page - 1
        done, scans = _determine_state(layout, range(page, page + 1))
        reference = _format_reference(layout, page, page)
        yield ListedPlace(book.form.title, reference, place.label, place.action.label, place.by, done, scans)


def _list_enterprise_places(
    application: Application, items: Sequence[CheckedItem], layout: Layout
) -> Iterator[ListedPlace]:
    """Yield the sheets that every enterprise seals; people must check that all of them are there."""
    names = application.register.names if application.register else ()
    by = f"集群内每个企业，应有 {len(names)} 份" if names else "集群内每个企业"
    for checked in items:
        if checked.item.per == "enterprise":
            parts = layout.list_evidence_parts(checked.item.number)
            pages = PARAGRAPH.join(_format_reference(layout, part.first, part.last) for part in parts)
            own = {file.name for file in checked.files}  # generated tables are not sealed sheets
            sheets = sum(file.last - file.first + 1 for part in parts for file in part.files if file.path in own)
            place = checked.item.note or checked.item.title.rstrip("；。")
            done, scans = (
                (SigningState.TO_LOOK_AT, f"已放入 {sheets} 页") if sheets else (SigningState.TO_DO, "还没有文件")
            )
            yield ListedPlace(name_item(checked.item.number), pages or "—", place, _SEAL, by, done, scans)


def _list_table_places(application: Application, items: Sequence[CheckedItem], layout: Layout) -> Iterator[ListedPlace]:
    """Yield the printed 填报单位（盖章） of each table that docgen made: below the last row of a list, above 表1."""
    files = {file.name for file in application.evidence.files}
    for checked in items:
        for part in layout.list_evidence_parts(checked.item.number):
            for file in part.files:
                if file.path in files:
                    continue
                is_table = file.title == application.tables.enterprises.title
                words = application.tables.enterprises.head[0] if is_table else SIGNATURES[0]
                page = file.first if is_table else file.last
                done, scans = _determine_state(layout, range(page, page + 1))
                material = f"{part.heading} {file.title}"
                place = words.replace("：", "")
                yield ListedPlace(
                    material, _format_reference(layout, page, page), place, _SEAL, _APPLICANT, done, scans
                )


def _list_declaration_places(
    application: Application, items: Sequence[CheckedItem], layout: Layout
) -> Iterator[ListedPlace]:
    """Yield the declarations of the applicant; people must check if a scan is sealed already."""
    listed = {checked.item.number for checked in items if checked.item.per == "enterprise"}
    for part in layout.parts:
        for file in part.files if part.item not in listed else ():
            declared = application.evidence.declared.get(file.path)
            if declared and declared.kind is EvidenceKind.SELF:
                done, scans = _determine_state(layout, range(file.first, file.last + 1))
                done = SigningState.TO_LOOK_AT if done is SigningState.TO_DO else done
                pages = _format_reference(layout, file.first, file.last)
                material = f"{part.heading} {file.title}"
                yield ListedPlace(
                    material, pages, EvidenceKind.SELF.value, _SEAL, declared.issuer or _APPLICANT, done, scans
                )


def _list_summary_places(notice: Notice) -> Iterator[ListedPlace]:
    """Yield the lines of the 推荐汇总表 for seals or signatures; it is printed separately."""
    for place in notice.summary.by_hand if notice.summary else ():
        yield ListedPlace(SUMMARY, "另印", place.line, place.action.label, place.by)


def _list_places_across_pages(notice: Notice, layout: Layout) -> Iterator[ListedPlace]:
    """Yield the seal across the edges of all pages, where the notice requires it."""
    if words := notice.printing.across:
        yield ListedPlace("整册", f"全部 {layout.pages} 页", words, _ACROSS, _APPLICANT)


def _determine_state(layout: Layout, pages: range) -> tuple[SigningState, str]:
    """Return the state of the pages and the names of their scans: BACK where a scan replaces one of them."""
    back = [sealed for sealed in layout.sealed if sealed.page in pages]
    return (SigningState.BACK, "、".join(map(_format_scan, back))) if back else (SigningState.TO_DO, "")


def _format_scan(sealed: SealedPage) -> str:
    return f"{sealed.path.rpartition('/')[2]} 第{sealed.source_page}页"


def _format_reference(layout: Layout, first: int, last: int) -> str:
    """Format the pages for print, always with the volume where there are several."""
    reference = layout.format_reference(first, last)
    volume = layout.find_volume(first)
    return f"{volume.name}{reference}" if layout.is_split and "册" not in reference else reference
