"""Carry the answers of one application to another form: answers of the same meaning are written into a new folder.

A figure of other years is not filled in but quoted in a comment, so that the blank stays a problem. A text that is
filled in has a mark (:mod:`docgen.project.carry.carry_marks`) until the applicant has renewed it. An answer with an
error is not carried. Fields are compared by id and kind; no field is named in this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import assert_never

from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    describe_place,
    iterate_places,
)
from docgen.definitions.form_difference import describe_kind
from docgen.definitions.notice import Notice
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import Value
from docgen.project.answers.untrusted_answers import UntrustedAnswers
from docgen.project.application import Application
from docgen.project.carry.carry_goals import carry_goals
from docgen.project.carry.carry_marks import CarryMark
from docgen.project.carry.carry_report import CarryOutcome, CarryReport, OutcomeKind
from docgen.project.carry.previous_answer import format_previous_answer
from docgen.project.evidence.evidence_files import FOLDER as EVIDENCE
from docgen.project.lists.list_entries import FOLDER as LISTS
from docgen.project.register.register import FILES as ENTERPRISE_FILES
from docgen.project.scaffold import ScaffoldContent, list_texts, write_scaffold

_DATE = re.compile(r"(19|20)\d\d\s*[年./-]")
_NOT_COPIED = (*ENTERPRISE_FILES, OWN_NOTICE)


def carry(old: Application, doubts: Iterable[Problem], folder: Path, form: Form, notice: Notice) -> CarryReport:
    """Write a new application for ``form`` into ``folder`` with the answers of ``old`` that still mean the same.

    ``doubts`` are all problems of ``old``: an answer with an error is not carried. Raises OutputError where
    ``folder`` has files already.
    """
    carrier = _Carrier(old, form, UntrustedAnswers(old, doubts))
    carrier.run()
    written = write_scaffold(folder, form, notice, ScaffoldContent(carrier.answers, carrier.notes))
    left = tuple(_list_not_copied(old))
    return CarryReport(old.folder, old.form.id, folder, form.id, notice.id, written, tuple(carrier.outcomes), left)


def describe_origin(form: Form) -> str:
    """Return the name of the earlier application for comments, such as 2022年申报表."""
    return f"{form.edition}{'年' * form.edition.isdecimal()}{form.package.form_name}"


def _list_not_copied(old: Application) -> Iterator[str]:
    yield from (name for name in _NOT_COPIED if (old.folder / name).exists())
    if old.lists:
        yield f"{LISTS}/（{len(old.lists)} 个文件）"
    if old.evidence.files:
        yield f"{EVIDENCE}/（{len(old.evidence.files)} 个文件）"


class _Carrier:
    """Collector of the answers and comments of the new folder, and of the outcome of each answer."""

    def __init__(self, old: Application, form: Form, doubts: UntrustedAnswers) -> None:
        self.old = old
        self.form = form
        self.doubts = doubts
        self.origin = describe_origin(old.form)
        self.old_year = old.form.years.actual[-1]
        self.is_same_year = self.old_year == form.years.actual[-1]
        # Prose and names describe a time; in a later round they are renewed, where facts are only confirmed.
        self.stale = CarryMark.CONFIRM if self.is_same_year else CarryMark.RENEW
        self.answers: dict[str, Value] = {}
        self.notes: dict[str, tuple[str, ...]] = {}
        self.outcomes: list[CarryOutcome] = []

    def run(self) -> None:
        """Carry every field of the new form, then record the fields that only the old form has."""
        for field in self.form.fields.values():
            match field:
                case Blank():
                    continue
                case Goals():
                    self._carry_goals(field)
                case Narrative():
                    self._carry_narrative(field)
                case _:
                    self._carry_field(field)
        self._report_dropped()
        for problem in self.doubts.elsewhere:
            self.outcomes.append(
                CarryOutcome(OutcomeKind.UNTRUSTED, problem.where.slot, "", str(problem.where), problem.message)
            )

    def _carry_field(self, field: Field) -> None:
        before = self.old.form.fields.get(field.id)
        if before is None or isinstance(before, Blank):
            self._record_outcome(OutcomeKind.FIRST, field, field.id)
        elif doubted := self.doubts.find_errors(before.id):
            self._reject_answer(field, field.id, doubted)
        elif not any(place in self.old.answers for place in iterate_places(before, self.old.form.years)):
            self._record_outcome(OutcomeKind.BLANK, field, field.id)
        elif type(before) is not type(field) or getattr(before, "unit", "") != getattr(field, "unit", ""):
            how = f"这里改填{describe_kind(field)}" if type(before) is not type(field) else "单位变了"
            self._note_previous_answer(field, before, how)
        else:
            self._carry_same_kind(field, before)

    def _carry_same_kind(self, field: Field, before: Field) -> None:
        match field:
            case Text():
                self._carry_text(field)
            case LongText() | NamedList():
                self._fill(field, self.old.answers[field.id], self.stale)
            case Number():
                self._carry_number(field, before)
            case Series() | Matrix():
                self._carry_years(field, before)
            case Choice() | Choices():
                self._carry_selection(field, before)
            case Goals() | Narrative() | Blank():
                raise AssertionError(f"carried elsewhere, or not at all: {field.id}")
            case _:
                assert_never(field)

    def _carry_text(self, field: Text) -> None:
        value = self.old.answers[field.id]
        # A date in a line of text is one of the earlier round, such as the day of the application.
        if isinstance(value, str) and _DATE.search(value) and not self.is_same_year:
            self._note_previous_answer(field, self.old.form.fields[field.id], "写有年份")
        else:
            self._fill(field, value, CarryMark.CONFIRM)

    def _carry_number(self, field: Number, before: Field) -> None:
        if self.is_same_year:
            self._fill(field, self.old.answers[field.id], CarryMark.CONFIRM)
        else:
            self._note_previous_answer(field, before, f"截至{self.old_year}年底")

    def _carry_years(self, field: Series | Matrix, before: Field) -> None:
        """Carry the years that both forms have; the others stay blank."""
        wanted = tuple(iterate_places(field, self.form.years))
        known = {place: self.old.answers[place] for place in wanted if place in self.old.answers}
        if not known:
            self._note_previous_answer(field, before, "年份都不相同")
        elif len(known) == len(wanted):
            self._fill_all(field, known, CarryMark.CONFIRM)
        else:
            years = dict.fromkeys(place.split(".")[1] for place in known)
            self._fill_all(field, known, CarryMark.CONFIRM, f"只有{'、'.join(years)}年的沿用了，其余请填写")

    def _carry_selection(self, field: Choice | Choices, before: Field) -> None:
        if isinstance(field, Choice) and isinstance(before, Choice):
            self._carry_choice(field, before)
        elif isinstance(field, Choices) and isinstance(before, Choices):
            self._carry_choices(field, before)

    def _carry_choice(self, field: Choice, before: Choice) -> None:
        fact = str(self.old.answers[field.id])
        was = before.options[fact]  # the id of an option is the fact; its wording may change between forms
        if fact not in field.options:
            self._note_previous_answer(field, before, "本表没有这个选项")
            return
        now = field.options[fact]
        changed = f"上次选“{was}”，本表问法不同，同样的事实选“{now}”" if was != now else ""
        self._fill(field, fact, CarryMark.CONFIRM, changed)

    def _carry_choices(self, field: Choices, before: Choices) -> None:
        chosen = list_texts(self.old.answers[field.id])
        kept = tuple(option for option in field.options if option in chosen)
        gone = [before.options[option] for option in chosen if option not in field.options]
        added = [label for option, label in field.options.items() if option not in before.options]
        if not kept and (gone or added):
            self._note_previous_answer(field, before, "本表的选项不同")
            return
        changes = [f"上次选的“{'”“'.join(gone)}”本表没有"] * bool(gone)
        changes += [f"本表新增“{'”“'.join(added)}”，请看是否也要选"] * bool(added)
        self._fill(field, kept, CarryMark.CONFIRM, "；".join(changes))

    def _carry_narrative(self, field: Narrative) -> None:
        """Carry the prose of each heading that both forms have."""
        before = self.old.form.fields.get(field.id)
        known = {section.id for section in before.sections if section.text} if isinstance(before, Narrative) else set()
        for section in (section for section in field.sections if section.text):
            place = f"{field.id}.{section.id}"
            if section.id not in known:
                self._record_outcome(OutcomeKind.FIRST, field, place)
            elif doubted := self.doubts.find_errors(place):
                self._reject_answer(field, place, doubted)
            elif place not in self.old.answers:
                self._record_outcome(OutcomeKind.BLANK, field, place)
            else:
                self._fill(field, self.old.answers[place], self.stale, place=place)

    def _carry_goals(self, field: Goals) -> None:
        carried = carry_goals(self.old, self.doubts, field)
        self.answers |= carried.answers
        self.notes |= {
            place: tuple(f"上次（{self.origin}）：{note}" for note in notes) for place, notes in carried.previous_values
        }
        if carried.answers:
            self.notes[field.id] = (CarryMark.CONFIRM.format_comment(self.origin),)
        self._record_outcome(carried.kind, field, field.id, carried.message)
        for place, problems in carried.doubted.items():
            self._reject_answer(field, place, problems)

    def _report_dropped(self) -> None:
        kept = {
            place
            for field in self.form.fields.values()
            for place in (field.id, *iterate_places(field, self.form.years))
        }
        for field in self.old.form.fields.values():
            places = iterate_places(field, self.old.form.years) if isinstance(field, Narrative) else [field.id]
            for place in places:
                if place not in kept and not isinstance(field, Blank):
                    part = self.old.form.find_part(field).title
                    self.outcomes.append(CarryOutcome(OutcomeKind.DROPPED, place, part, describe_place(field, place)))

    def _fill(self, field: Field, value: Value, mark: CarryMark, message: str = "", *, place: str = "") -> None:
        self._fill_all(field, {place or field.id: value}, mark, message, place=place)

    def _fill_all(
        self, field: Field, known: Mapping[str, Value], mark: CarryMark, message: str = "", *, place: str = ""
    ) -> None:
        self.answers |= known
        self._add_note(place or field.id, *([f"{message}。"] if message else []), mark.format_comment(self.origin))
        fate = OutcomeKind.RENEW if mark is CarryMark.RENEW else OutcomeKind.CARRIED
        self._record_outcome(fate, field, place or field.id, message)

    def _note_previous_answer(self, field: Field, before: Field, why: str) -> None:
        """Leave the field blank, with a comment that quotes the previous answer."""
        previous = tuple(format_previous_answer(before, self.old))
        self._add_note(field.id, f"上次（{self.origin}，{why}，没有填入）：{previous[0]}", *previous[1:])
        self._record_outcome(OutcomeKind.RENEW, field, field.id, f"上次 {'；'.join(previous)}（{why}，没有填入）")

    def _reject_answer(self, field: Field, place: str, problems: Sequence[Problem]) -> None:
        errors = "；".join(f"{problem.where}：{problem.message}" for problem in problems)
        self._add_note(place, f"上次的答案有错，没有采信：{errors}")
        self._record_outcome(OutcomeKind.UNTRUSTED, field, place, errors)

    def _add_note(self, place: str, *lines: str) -> None:
        self.notes[place] = (*self.notes.get(place, ()), *lines)

    def _record_outcome(self, fate: OutcomeKind, field: Field, place: str, message: str = "") -> None:
        self.outcomes.append(
            CarryOutcome(fate, place, self.form.find_part(field).title, describe_place(field, place), message)
        )
