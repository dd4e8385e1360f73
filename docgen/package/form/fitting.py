"""Fit the form: keep parts 一 to 七 on their pages (不得串页) by setting long answers in smaller type.

The pages of the blank form are the measure. A part that does not fit at the smallest size is an error that names the
answers to shorten. A part that fits too closely for Word, whose rows are a little higher, is a warning.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.definitions.blank_pages import FormPages, list_fixed_parts, list_mapped_parts
from docgen.definitions.form import Field, LongText, NamedList, Part, Text, describe_place
from docgen.documents.printed_answers import PARAGRAPH, SlotValue
from docgen.documents.word.answer_sizes import ANSWER_SIZES, AnswerSize
from docgen.package.form.page_map import PartMap, read_page_map
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application
from docgen.values import count_zi

_WORD_BORDER = 0.5
"""Points by which a row is higher in Word than in LibreOffice: Word adds the border to the height."""

_SHOWN_NAMES = 3


@dataclass(frozen=True)
class FittedForm:
    """Fitted form: the .docx, its PDF, its parts by id, and the sizes of the parts in smaller type."""

    document: bytes
    pdf: Path
    parts: Mapping[str, PartMap]
    sizes: Mapping[str, AnswerSize] = field(default_factory=dict)


def fit_form(
    document: bytes,
    pdf: Path,
    blank: FormPages,
    fixed_parts: Sequence[str],
    resize: Callable[[Mapping[str, AnswerSize]], bytes],
    print_again: Callable[[bytes], Path],
) -> FittedForm:
    """Set the answers of each part in ``fixed_parts`` as small as its pages need, but no smaller.

    ``resize`` makes the .docx with parts in other sizes, ``print_again`` the PDF of one. They are not called where
    everything fits at once.
    """
    fitted = FittedForm(document, pdf, read_page_map(pdf, blank.parts))
    # One step for all parts at a time: every step costs a conversion by LibreOffice.
    while smaller := _choose_smaller_sizes(fitted, blank, fixed_parts):
        sizes = {**fitted.sizes, **smaller}
        changed = resize(sizes)
        printed = print_again(changed)
        fitted = FittedForm(changed, printed, read_page_map(printed, blank.parts), sizes)
    return fitted


def check_fitting(
    fitted: FittedForm, application: Application, blank: FormPages, shown: Mapping[str, SlotValue]
) -> Iterator[Problem]:
    """Yield the problems of the fitting: parts in smaller type, parts that do not fit, pages with little room."""
    mapped, fixed_parts = list_mapped_parts(application.form, blank), list_fixed_parts(application.form, blank)
    if not mapped:
        yield _report_unmapped(application)
    for part in (part for part in mapped if part not in fixed_parts):
        if not fitted.parts[part.id].has_pages_of(blank.parts[part.id]):
            yield _report_moved(part, application, blank, shown)
            break  # all that follows has moved with it
    for part in fixed_parts:
        found, size = fitted.parts[part.id], fitted.sizes.get(part.id, ANSWER_SIZES[0])
        if not found.has_pages_of(blank.parts[part.id]):
            yield _report_overflow(part, found, size, application, blank, shown)
            continue
        if size != ANSWER_SIZES[0]:
            yield _report_smaller(part, size, blank, application)
        yield from _check_room(part, found, size, application, blank)


def _choose_smaller_sizes(fitted: FittedForm, blank: FormPages, fixed_parts: Sequence[str]) -> dict[str, AnswerSize]:
    """Return the next smaller size of each part that does not keep its pages; a part at the smallest has none."""
    steps = dict(zip(ANSWER_SIZES, ANSWER_SIZES[1:], strict=False))
    now = {
        part: fitted.sizes.get(part, ANSWER_SIZES[0])
        for part in fixed_parts
        if not fitted.parts[part].has_pages_of(blank.parts[part])
    }
    return {part: steps[size] for part, size in now.items() if size in steps}


def _report_unmapped(application: Application) -> Problem:
    message = "模板里没有各部分的书签（如 s1、s1r01），没有核对一至七部分是否串页。"
    hint = "请在 Word 里打开申报表，与空白表逐页核对；或用 docgen template build 生成的模板。"
    return Problem("package.unmapped", Where(), message, hint, application.form.rules.pages)


def _report_overflow(
    part: Part,
    found: PartMap,
    size: AnswerSize,
    application: Application,
    blank: FormPages,
    shown: Mapping[str, SlotValue],
) -> Problem:
    before = blank.parts[part.id]
    over = found.measure_overflow(before, blank.bottom)
    lines, pages = max(math.ceil(over / size.line), 1), len(before.free)
    longest = _find_longest(part, application, shown)
    message = f"“{part.title}”在空白表上占 {pages} 页，答案缩小到 {_format_size(size)}仍放不下，超出约 {lines} 行。"
    names = "、".join(f"“{name}”（{length} 字）" for name, _, length in longest)
    where = application.locate(longest[0][1] if longest else part.id)
    return Problem("package.part-pages", where, message, f"请删减{names}。", application.form.rules.pages)


def _report_moved(part: Part, application: Application, blank: FormPages, shown: Mapping[str, SlotValue]) -> Problem:
    pages = len(blank.parts[part.id].free)
    message = (
        f"“{part.title}”有的行、或它后面的部分不在空白表的那一页上：这份模板的各部分接着印在同一页，"
        f"没有各占一页（空白时这一部分占 {pages} 页），答案的字号没有缩小。"
    )
    hint = "请在 Word 里核对各页；要各部分不串页，请在模板里给各部分标题设“段前分页”。"
    return Problem("package.rows-moved", application.locate(part.id), message, hint, application.form.rules.pages)


def _format_size(size: AnswerSize) -> str:
    return f"{size.characters:g} 磅（行距 {size.line:g} 磅）"


def _find_longest(part: Part, application: Application, shown: Mapping[str, SlotValue]) -> list[tuple[str, str, int]]:
    """Find the longest answers of a part: name, place, length in 字; at most three, none under half the longest."""
    form = application.form
    texts = {
        slot: _get_place(form.slots[slot], slot) for slot in form.list_slots(part) if _is_text(form.slots[slot], slot)
    }
    found = [
        (describe_place(form.slots[slot], place), place, count_zi(str(shown[slot]).replace(PARAGRAPH, "\n")).words)
        for slot, place in texts.items()
    ]
    longest = sorted(found, key=lambda one: -one[2])[:_SHOWN_NAMES]
    return [one for one in longest if one[2] * 2 > longest[0][2]]


def _is_text(field: Field, slot: str) -> bool:
    return isinstance(field, LongText | Text) or (isinstance(field, NamedList) and slot == f"{field.id}.names")


def _get_place(field: Field, slot: str) -> str:
    return field.id if isinstance(field, NamedList) else slot


def _report_smaller(part: Part, size: AnswerSize, blank: FormPages, application: Application) -> Problem:
    message = f"“{part.title}”的答案较长，已改用 {_format_size(size)}的字，各行都在原来的页上。"
    hint = f"想保持 {blank.size:g} 磅，请删减这一部分的文字。"
    return Problem("package.shrunk", application.locate(part.id), message, hint, application.form.rules.pages)


def _check_room(
    part: Part, found: PartMap, size: AnswerSize, application: Application, blank: FormPages
) -> Iterator[Problem]:
    for page, free in enumerate(found.measure_free_space(blank.bottom), 1):
        rows = sum(spot.page == page for spot in found.rows.values())
        wanted = _WORD_BORDER * rows + size.line
        if free < wanted:
            message = (
                f"“{part.title}”第 {page} 页只余 {free:g} 磅；Word 的表格行略高，"
                f"余 {wanted:g} 磅以上才稳妥，否则可能串页。"
            )
            hint = "请在 Word 里打开申报表核对这一页，或删减这一页上的文字。"
            yield Problem("package.tight", application.locate(part.id), message, hint, application.form.rules.pages)
