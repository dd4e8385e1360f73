"""Problems of a filled Word form as a document: official texts that were changed, rows that are missing, and others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from docgen.definitions.form import Form
from docgen.documents.alignment.form_alignment import FormAlignment
from docgen.documents.filled_form.filled_form import FoundAnswer
from docgen.problems.problem import Problem, Where
from docgen.project.word.word_document import WordDocument, iterate_paragraphs

_YEAR = re.compile(r"(20\d\d)年(?:度)?")
_MOST = 20
"""Changes that are listed one by one."""


def find_form_problems(
    document: WordDocument, form: Form, alignment: FormAlignment, found: Mapping[str, FoundAnswer], name: str
) -> Iterator[Problem]:
    """Yield the problems of the document; ``name`` is that of its file."""
    where = Where(name)
    for edit in alignment.edited[:_MOST]:
        message = f"改动了申报表的文字：{edit.place.describe()}应是“{edit.official}”，现在是“{edit.seen}”。"
        hint = "填报说明要求不得改变表格；请恢复原文。按位置读出的答案请核对。"
        yield Problem("word.edited-text", where, message, hint, form.rules.pages)
    if len(alignment.edited) > _MOST:
        yield Problem("word.edited-text", where, f"另有 {len(alignment.edited) - _MOST} 处改动了申报表的文字。", "")
    missing = list(dict.fromkeys(row.text or row.slots[0] for row in alignment.missing if row.slots))
    for text in missing[:_MOST]:
        message = f"申报表的这一行在文件里没有找到：“{text}”。"
        yield Problem("word.missing-row", where, message, "请在原件里找到这一行，手工填写。", form.rules.pages)
    if len(missing) > _MOST:
        yield Problem("word.missing-row", where, f"另有 {len(missing) - _MOST} 行没有找到。", "")
    years = _list_heading_years(document)
    if len(years) >= len(form.years.actual) and not years >= set(form.years.actual):
        wanted = _format_years(form.years.actual)
        message = f"文件里的年度是 {_format_years(years)}，{form.title}（{form.edition}）填的是 {wanted}。"
        yield Problem("word.other-years", where, message, "多半是另一轮的申报表；年度对不上的栏目没有读入。")
    if document.changes:
        message = f"文件里有 {len(document.changes)} 处没有接受的修订，按全部接受读入。"
        yield Problem("word.tracked-changes", where, message, "请核对；不同意的修订，请先在 Word 里拒绝，再读入。")
    if not any(one.value is not None or one.text for one in found.values()):
        yield Problem("word.blank-form", where, "这是一份空白的申报表，没有读到任何答案。", "请换成填好的文件。")


def _list_heading_years(document: WordDocument) -> set[int]:
    """List the years that stand alone in cells or paragraphs: the headings of columns and rows."""
    matches = (_YEAR.fullmatch(paragraph.text.strip()) for paragraph in iterate_paragraphs(document.blocks))
    return {int(match[1]) for match in matches if match}


def _format_years(years: Iterable[int]) -> str:
    return "、".join(map(str, sorted(years)))
