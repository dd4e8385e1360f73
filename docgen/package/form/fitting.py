"""Keeps parts 一 to 七 on their pages (不得串页): the answers of a part that does not fit are set smaller.

The pages of the blank form are the measure. What does not fit at the smallest size is an error that says which
answers to shorten; what fits so closely that Word, whose rows are a little higher, may not agree is a warning.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.definitions.blank_pages import FormPages, kept_parts
from docgen.definitions.form import Field, LongText, NamedList, Part, Text, name_of
from docgen.documents.printed_answers import PARAGRAPH, SlotValue
from docgen.documents.word.answer_sizes import ANSWER_SIZES, AnswerSize, apply_sizes
from docgen.package.form.page_map import PartMap, read_page_map
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application
from docgen.values import count_zi

_HIGHER_ROW = 0.5
"""By how much a row is higher in Word, which puts the border on top of the height."""

_MOST_NAMES = 3


@dataclass(frozen=True)
class Fitted:
    """A form after fitting: the .docx, its PDF, its parts by id, and the parts that are set smaller."""

    document: bytes
    pdf: Path
    parts: Mapping[str, PartMap]
    sizes: Mapping[str, AnswerSize] = field(default_factory=dict)


def fit(
    document: bytes, pdf: Path, blank: FormPages, kept: Sequence[str], print_again: Callable[[bytes], Path]
) -> Fitted:
    """The form with the answers of each part in ``kept`` as small as needed to keep its pages, but no smaller.

    ``print_again`` makes the PDF of a changed .docx; it is not called where everything fits as it is.
    """
    fitted = Fitted(document, pdf, read_page_map(pdf))
    while smaller := _smaller(fitted, blank, kept):
        sizes = {**fitted.sizes, **smaller}
        changed = apply_sizes(document, sizes)
        printed = print_again(changed)
        fitted = Fitted(changed, printed, read_page_map(printed), sizes)
    return fitted


def fitting_problems(
    fitted: Fitted, application: Application, blank: FormPages, shown: Mapping[str, SlotValue]
) -> Iterator[Problem]:
    """What the fitting did to each part, what still does not fit, and where the room is scarce."""
    kept = kept_parts(application.form, blank)
    if not kept:
        yield _not_judged(application)
    for part in kept:
        found, size = fitted.parts[part.id], fitted.sizes.get(part.id, ANSWER_SIZES[0])
        if not found.keeps(blank.parts[part.id]):
            yield _does_not_fit(part, found, size, application, blank, shown)
            continue
        if size != ANSWER_SIZES[0]:
            yield _set_smaller(part, size, application)
        yield from _tight(part, found, size, application, blank)


def _smaller(fitted: Fitted, blank: FormPages, kept: Sequence[str]) -> dict[str, AnswerSize]:
    """The next size of each part that does not keep its pages; nothing where there is none."""
    steps = dict(zip(ANSWER_SIZES, ANSWER_SIZES[1:], strict=False))
    now = {
        part: fitted.sizes.get(part, ANSWER_SIZES[0])
        for part in kept
        if not fitted.parts[part].keeps(blank.parts[part])
    }
    return {part: steps[size] for part, size in now.items() if size in steps}


def _not_judged(application: Application) -> Problem:
    message = "模板里没有各部分的书签（如 s1、s1r01），没有核对一至七部分是否串页。"
    hint = "请在 Word 里打开申报表，与空白表逐页核对；或用 docgen template build 生成的模板。"
    return Problem("package.unmapped", Where(), message, hint, application.form.rules.pages)


def _does_not_fit(
    part: Part,
    found: PartMap,
    size: AnswerSize,
    application: Application,
    blank: FormPages,
    shown: Mapping[str, SlotValue],
) -> Problem:
    before = blank.parts[part.id]
    over = found.over(before, blank.bottom)
    lines = max(math.ceil(over / size.line), 1)
    longest = _longest(part, application, shown)
    message = f"“{part.title}”在空白表上占 {before.pages} 页，答案缩小到 {_points(size)}仍放不下，超出约 {lines} 行。"
    names = "、".join(f"“{name}”（{length} 字）" for name, _, length in longest)
    where = application.locate(longest[0][1] if longest else part.id)
    return Problem("package.part-pages", where, message, f"请删减{names}。", application.form.rules.pages)


def _points(size: AnswerSize) -> str:
    return f"{size.characters:g} 磅（行距 {size.line:g} 磅）"


def _longest(part: Part, application: Application, shown: Mapping[str, SlotValue]) -> list[tuple[str, str, int]]:
    """The longest answers of a part, at most three and none that is much shorter: name, place, length in 字."""
    form = application.form
    texts = {slot: _place(form.slots[slot], slot) for slot in form.slots_in(part) if _is_text(form.slots[slot], slot)}
    found = [
        (name_of(form.slots[slot], place), place, count_zi(str(shown[slot]).replace(PARAGRAPH, "\n")).words)
        for slot, place in texts.items()
    ]
    longest = sorted(found, key=lambda one: -one[2])[:_MOST_NAMES]
    return [one for one in longest if one[2] * 2 > longest[0][2]]


def _is_text(field: Field, slot: str) -> bool:
    return isinstance(field, LongText | Text) or (isinstance(field, NamedList) and slot == f"{field.id}.names")


def _place(field: Field, slot: str) -> str:
    return field.id if isinstance(field, NamedList) else slot


def _set_smaller(part: Part, size: AnswerSize, application: Application) -> Problem:
    message = f"“{part.title}”的答案较长，已改用 {_points(size)}的字，各行都在原来的页上。"
    hint = f"想保持 {ANSWER_SIZES[0].characters:g} 磅，请删减这一部分的文字。"
    return Problem("package.shrunk", application.locate(part.id), message, hint, application.form.rules.pages)


def _tight(
    part: Part, found: PartMap, size: AnswerSize, application: Application, blank: FormPages
) -> Iterator[Problem]:
    for page, free in enumerate(found.free(blank.bottom), 1):
        rows = sum(spot.page == page for spot in found.rows.values())
        wanted = _HIGHER_ROW * rows + size.line
        if free < wanted:
            message = (
                f"“{part.title}”第 {page} 页只余 {free:g} 磅；Word 的表格行略高，"
                f"余 {wanted:g} 磅以上才稳妥，否则可能串页。"
            )
            hint = "请在 Word 里打开申报表核对这一页，或删减这一页上的文字。"
            yield Problem("package.tight", application.locate(part.id), message, hint, application.form.rules.pages)
