"""Checks of the dates that the evidence index declares: expired, not yet valid, too late or too old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docgen.dates import Days, format_date, read_days
from docgen.definitions.form import Choice, Choices, Field, Matrix, NamedList, Number, Series
from docgen.definitions.notice import EvidenceItem
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import EvidenceMetadata

_RECENT = "近三年"
"""The words that limit an item or a field to the years of the form."""


def check_evidence_dates(application: Application) -> Iterator[Problem]:
    """Yield a problem for each file whose declared dates do not fit the application; undated files are not judged."""
    applied = _read_application_date(application)
    items = {item.number: item for item in application.notice.iterate_items()}
    for file in application.evidence.files:
        declared = application.evidence.declared.get(file.name)
        if declared:
            yield from _DatedFile(application, file, declared, items[file.item], applied).check()


def _read_application_date(application: Application) -> Days | None:
    """Return the date of the application; None where it is blank or cannot be read."""
    answer = application.answers.get(application.form.package.date)
    return read_days(answer) if isinstance(answer, str) else None


@dataclass(frozen=True)
class _DatedFile:
    """One file with its declaration in the index, its item and the date of the application."""

    application: Application
    file: EvidenceFile
    declared: EvidenceMetadata
    item: EvidenceItem
    applied: Days | None

    def check(self) -> Iterator[Problem]:
        if until := self.declared.valid_until:
            yield from self._check_expired(until)
        if start := self.declared.valid_from:
            yield from self._check_not_yet_valid(start)
        if issued := self.declared.date:
            yield from self._check_too_late(issued)
            yield from self._check_too_old(issued)

    def _check_expired(self, until: Days) -> Iterator[Problem]:
        """Yield a problem where it expires before the end of the last year of figures or the day of application."""
        limit, words = self._end_of_figures, "填报年度末"
        if self.applied and self.applied.first > limit:
            limit, words = self.applied.first, self._applied_label
        if until.last < limit:
            message = f"“{self.file.title}”有效期至 {until.text}，到{words}（{format_date(limit)}）已经过期。"
            hint = "请换成有效的证明；已续期或复核通过的，请放入新的证明，并更正 valid_until。"
            yield self._build_problem("evidence.expired", "valid_until", message, hint)

    def _check_not_yet_valid(self, start: Days) -> Iterator[Problem]:
        """Yield a problem where it is not yet valid.

        Evidence of a count must be valid by the end of the last year, other evidence by the day of application.
        """
        fields = [field for _, field in self._proven]
        counts = bool(fields) and all(isinstance(field, Number | Series | Matrix | NamedList) for field in fields)
        limit, words = (self.applied.last, self._applied_label) if self.applied else (None, "")
        if counts:
            limit, words = self._end_of_figures, "填报年度末"
        if limit and start.first > limit:
            message = f"“{self.file.title}”从 {start.text} 起有效，到{words}（{format_date(limit)}）还没有生效。"
            hint = "请核对日期；没有更早的证明的，这一项不应计入。"
            yield self._build_problem("evidence.not-yet-valid", "valid_from", message, hint)

    def _check_too_late(self, issued: Days) -> Iterator[Problem]:
        if self.applied and issued.first > self.applied.last:
            applied = f"{self._applied_label}（{format_date(self.applied.last)}）"
            message = f"“{self.file.title}”的日期是 {issued.text}，晚于{applied}。"
            yield self._build_problem("evidence.too-late", "date", message, "请核对两个日期，或换成申报之前的材料。")

    def _check_too_old(self, issued: Days) -> Iterator[Problem]:
        first = self.application.form.years.actual[0]
        if self._is_of_recent_years and issued.last < date(first, 1, 1):
            years = f"{first}—{self.application.form.years.actual[-1]}年"
            message = f"“{self.file.title}”的日期是 {issued.text}，它证明的是{_RECENT}（{years}）的情况。"
            yield self._build_problem("evidence.too-old", "date", message, f"请换成{years}的材料，或核对日期。")

    @property
    def _applied_label(self) -> str:
        return self.application.form.fields[self.application.form.package.date].label

    @property
    def _end_of_figures(self) -> date:
        return date(self.application.form.years.actual[-1], 12, 31)

    @property
    def _proven(self) -> list[tuple[str, Field]]:
        """The fields of this form that the file proves, by name: those it declares, by default all of its item."""
        form = self.application.form
        names = self.declared.proves or self.item.proves
        return [(name, field) for name in names if (field := form.find_field(name))]

    @property
    def _is_of_recent_years(self) -> bool:
        """Return whether the item, or every field that the file proves, is about the last three years."""
        words = [_format_label(name, field) for name, field in self._proven]
        return _RECENT in self.item.title or (bool(words) and all(_RECENT in one for one in words))

    def _build_problem(self, code: str, key: str, message: str, hint: str) -> Problem:
        where = Where(self.declared.path, self.declared.lines[key], f"evidence.{self.item.number}")
        return Problem(code, where, message, hint, self.item.title)


def _format_label(name: str, field: Field) -> str:
    """Format the label of the field, with the text of the option where one is named."""
    options = field.options if isinstance(field, Choice | Choices) else {}
    return field.label + options.get(name.removeprefix(f"{field.id}."), "")
