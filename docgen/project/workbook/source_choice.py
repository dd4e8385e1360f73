"""The choice between the fill-in workbook and application.yaml, by what each holds, not by the times of the files.

The workbook remembers what was in application.yaml when it was written (its baseline). The one of the two that has been
changed since then counts; where both were and differ, the applicant chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from docgen.definitions.form import Form, describe_place
from docgen.definitions.notice import Notice
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_difference import format_answer
from docgen.project.answers.answer_source import BLANKS
from docgen.project.answers.summary_answers import SECTION
from docgen.project.workbook.typed_content import NOTICE_PLACE, TypedContent, compute_fingerprints, has_answers
from docgen.project.workbook.workbook_rows import BLANKS_LABEL
from docgen.values import shorten_text

_NAMED = 3
"""The number of differences that a note names."""

_AROUND = 12
"""The number of characters shown on each side of the place where two texts begin to differ."""


class SourceChoice(Enum):
    """The file whose answers count, and why."""

    AGREED = "both say the same"
    WORKBOOK = "only the workbook has answers, or only it was changed"
    WRITTEN = "only application.yaml has answers, or only it was changed"
    OPEN = "both were changed, and differ"


@dataclass(frozen=True)
class SourceComparison:
    """The contents of the workbook and of application.yaml side by side; ``files`` has their names in this order."""

    form: Form
    notice: Notice
    workbook: TypedContent
    written: TypedContent
    baseline: Mapping[str, str] | None
    files: tuple[str, str]

    @cached_property
    def differences(self) -> list[str]:
        """The places whose content differs, in the order of the form."""
        places = {*self.workbook, *self.written}
        order = {place: position for position, place in enumerate(self.form.places)}
        differing = [place for place in places if self.workbook.get(place) != self.written.get(place)]
        return sorted(differing, key=lambda place: (order.get(place, len(order)), place))

    @cached_property
    def choice(self) -> SourceChoice:
        """The file whose answers count."""
        if not self.differences:
            return SourceChoice.AGREED
        if self.baseline is not None:
            if compute_fingerprints(self.workbook) == self.baseline:
                return SourceChoice.WRITTEN
            if compute_fingerprints(self.written) == self.baseline:
                return SourceChoice.WORKBOOK
        if not has_answers(self.written, self.form):
            return SourceChoice.WORKBOOK
        if not has_answers(self.workbook, self.form):
            return SourceChoice.WRITTEN
        return SourceChoice.OPEN

    def find_problems(self) -> Iterator[Problem]:
        """Yield a note that says which file counts, or an error for each place where the applicant must choose."""
        workbook, written = self.files
        match self.choice:
            case SourceChoice.AGREED:
                return
            case SourceChoice.WORKBOOK:
                hint = f"要写回 {written}，运行 docgen workbook DIR --read；不要这些改动，运行 --drop。"
                message = f"以 {workbook} 的答案为准，它改过、{written} 没有改：{self._list_some()}。"
                yield Problem("workbook.used", Where(workbook), message, hint)
            case SourceChoice.WRITTEN:
                message = f"以 {written} 的答案为准，{workbook} 里没有新的答案：{self._list_some()}。"
                hint = f"要在 Excel 里接着填，先运行 docgen workbook DIR 更新它；不再用它，可以删去 {workbook}。"
                yield Problem("workbook.outdated", Where(workbook), message, hint)
            case SourceChoice.OPEN:
                for place in self.differences:
                    yield self._report_difference(place)

    def _report_difference(self, place: str) -> Problem:
        workbook, written = self.files
        hint = (
            f"以 {workbook} 为准，运行 docgen workbook DIR --read；以 {written} 为准，运行 docgen workbook DIR --drop。"
            "不采用的一份会另存。选定之前不生成材料。"
        )
        ours, theirs = self._format_both(place)
        message = f"“{self._describe(place)}”两处不同：{workbook} 里{ours}，{written} 里{theirs}。"
        return Problem("workbook.differs", Where(workbook, 0, place), message, hint)

    def _list_some(self) -> str:
        found = self.differences
        both = ((self._describe(place), *self._format_both(place)) for place in found[:_NAMED])
        words = "；".join(f"“{name}” {ours}，{self.files[1]} 里{theirs}" for name, ours, theirs in both)
        return f"{words}{f'；等 {len(found)} 处' if len(found) > _NAMED else ''}"

    def _format_both(self, place: str) -> tuple[str, str]:
        field = self.form.places.get(place)
        ours, theirs = (
            format_answer(content.get(place), field).replace("\n", "") for content in (self.workbook, self.written)
        )
        start = next((at for at, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), 0)
        start = min(start, len(ours), len(theirs))
        return _quote_around(ours, start), _quote_around(theirs, start)

    def _describe(self, place: str) -> str:
        head, _, rest = place.partition(".")
        if field := self.form.fields.get(head):
            return describe_place(field, place)
        if head == SECTION and self.notice.summary:
            asked = {column.ask: column.label for column in self.notice.summary.iterate_questions()}
            return f"推荐汇总表 {asked.get(rest, rest)}"
        if head == "mark" and (field := self.form.fields.get(rest.split(".")[0])):
            return f"{describe_place(field, rest)}（沿用的记号）"
        return {NOTICE_PLACE: "通知", BLANKS: BLANKS_LABEL}.get(head, place)


def _quote_around(text: str, start: int) -> str:
    """Quote the part of a text around ``start``; 空着 for no text."""
    if not text:
        return "空着"
    first = max(0, start - _AROUND) if len(text) > 2 * _AROUND else 0
    return f"“{'…' if first else ''}{shorten_text(text[first:], 2 * _AROUND)}”"
