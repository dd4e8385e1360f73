"""Carries the answers of one application to another form: what means the same is written into a new folder.

Nothing that is out of date gets through unseen: a figure of other years is not filled in but told in a comment, so
that the blank stays a problem; a text that is filled in bears a mark (:mod:`docgen.project.carry.carry_marks`)
until someone has renewed it. An answer with an error is not trusted, and no field is known by its name here.
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
    name_of,
    places_of,
)
from docgen.definitions.form_difference import kind_name
from docgen.definitions.notice import Notice
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import Value
from docgen.project.answers.untrusted_answers import UntrustedAnswers
from docgen.project.application import Application
from docgen.project.carry.carry_goals import carry_goals
from docgen.project.carry.carry_marks import Mark
from docgen.project.carry.carry_report import Fate, Outcome, Report
from docgen.project.carry.previous_answer import last_answer
from docgen.project.evidence.evidence_files import FOLDER as EVIDENCE
from docgen.project.lists.list_entries import FOLDER as LISTS
from docgen.project.register.register import FILES as ENTERPRISE_FILES
from docgen.project.scaffold import Start, texts_of, write_scaffold

_DATE = re.compile(r"(19|20)\d\d\s*[年./-]")
_LEFT = (*ENTERPRISE_FILES, OWN_NOTICE)


def carry(old: Application, doubts: Iterable[Problem], folder: Path, form: Form, notice: Notice) -> Report:
    """Write a new application for ``form`` into ``folder`` with the answers of ``old`` that still mean the same.

    ``doubts`` are all problems of ``old``: an answer with an error is not carried. Raises OutputError where
    ``folder`` has files already.
    """
    carrier = _Carrier(old, form, UntrustedAnswers(old, doubts))
    carrier.run()
    written = write_scaffold(folder, form, notice, Start(carrier.answers, carrier.notes))
    left = tuple(_left_behind(old))
    return Report(old.folder, old.form.id, folder, form.id, notice.id, written, tuple(carrier.outcomes), left)


def origin(form: Form) -> str:
    """What a comment calls the application that an answer was taken from, such as 2022年申报表."""
    return f"{form.edition}{'年' * form.edition.isdecimal()}{form.package.form_name}"


def _left_behind(old: Application) -> Iterator[str]:
    yield from (name for name in _LEFT if (old.folder / name).exists())
    if old.lists:
        yield f"{LISTS}/（{len(old.lists)} 个文件）"
    if old.evidence.files:
        yield f"{EVIDENCE}/（{len(old.evidence.files)} 个文件）"


class _Carrier:
    """Collects the answers and comments of the new folder, and what became of each answer."""

    def __init__(self, old: Application, form: Form, doubts: UntrustedAnswers) -> None:
        self.old = old
        self.form = form
        self.doubts = doubts
        self.origin = origin(old.form)
        self.last_year = old.form.years.actual[-1]
        self.is_same_year = self.last_year == form.years.actual[-1]
        self.stale = Mark.CONFIRM if self.is_same_year else Mark.RENEW
        self.answers: dict[str, Value] = {}
        self.notes: dict[str, tuple[str, ...]] = {}
        self.outcomes: list[Outcome] = []

    def run(self) -> None:
        """Decide on every field of the new form, then on what the old one has besides."""
        for field in self.form.fields.values():
            match field:
                case Blank():
                    continue
                case Goals():
                    self._goals(field)
                case Narrative():
                    self._narrative(field)
                case _:
                    self._field(field)
        self._dropped()
        for problem in self.doubts.elsewhere:
            self.outcomes.append(Outcome(Fate.UNTRUSTED, problem.where.slot, "", str(problem.where), problem.message))

    def _field(self, field: Field) -> None:
        before = self.old.form.fields.get(field.id)
        if before is None or isinstance(before, Blank):
            self._tell(Fate.FIRST, field, field.id)
        elif doubted := self.doubts.of(before.id):
            self._doubted(field, field.id, doubted)
        elif not any(place in self.old.answers for place in places_of(before, self.old.form.years)):
            self._tell(Fate.BLANK, field, field.id)
        elif type(before) is not type(field) or getattr(before, "unit", "") != getattr(field, "unit", ""):
            how = f"这里改填{kind_name(field)}" if type(before) is not type(field) else "单位变了"
            self._last_time(field, before, how)
        else:
            self._same_kind(field, before)

    def _same_kind(self, field: Field, before: Field) -> None:
        match field:
            case Text():
                self._text(field)
            case LongText() | NamedList():
                self._fill(field, self.old.answers[field.id], self.stale)
            case Number():
                self._number(field, before)
            case Series() | Matrix():
                self._by_year(field, before)
            case Choice() | Choices():
                self._chosen(field, before)
            case Goals() | Narrative() | Blank():
                raise AssertionError(f"carried elsewhere, or not at all: {field.id}")
            case _:
                assert_never(field)

    def _text(self, field: Text) -> None:
        value = self.old.answers[field.id]
        if isinstance(value, str) and _DATE.search(value) and not self.is_same_year:
            self._last_time(field, self.old.form.fields[field.id], "写有年份")
        else:
            self._fill(field, value, Mark.CONFIRM)

    def _number(self, field: Number, before: Field) -> None:
        if self.is_same_year:
            self._fill(field, self.old.answers[field.id], Mark.CONFIRM)
        else:
            self._last_time(field, before, f"截至{self.last_year}年底")

    def _by_year(self, field: Series | Matrix, before: Field) -> None:
        """The years that both forms have; the others stay blank."""
        wanted = tuple(places_of(field, self.form.years))
        known = {place: self.old.answers[place] for place in wanted if place in self.old.answers}
        if not known:
            self._last_time(field, before, "年份都不相同")
        elif len(known) == len(wanted):
            self._fill_all(field, known, Mark.CONFIRM)
        else:
            years = dict.fromkeys(place.split(".")[1] for place in known)
            self._fill_all(field, known, Mark.CONFIRM, f"只有{'、'.join(years)}年的沿用了，其余请填写")

    def _chosen(self, field: Choice | Choices, before: Field) -> None:
        if isinstance(field, Choice) and isinstance(before, Choice):
            self._choice(field, before)
        elif isinstance(field, Choices) and isinstance(before, Choices):
            self._choices(field, before)

    def _choice(self, field: Choice, before: Choice) -> None:
        fact = str(self.old.answers[field.id])
        was = before.options[fact]
        if fact not in field.options:
            self._last_time(field, before, "本表没有这个选项")
            return
        now = field.options[fact]
        changed = f"上次选“{was}”，本表问法不同，同样的事实选“{now}”" if was != now else ""
        self._fill(field, fact, Mark.CONFIRM, changed)

    def _choices(self, field: Choices, before: Choices) -> None:
        chosen = texts_of(self.old.answers[field.id])
        kept = tuple(option for option in field.options if option in chosen)
        gone = [before.options[option] for option in chosen if option not in field.options]
        added = [label for option, label in field.options.items() if option not in before.options]
        if not kept and (gone or added):
            self._last_time(field, before, "本表的选项不同")
            return
        changes = [f"上次选的“{'”“'.join(gone)}”本表没有"] * bool(gone)
        changes += [f"本表新增“{'”“'.join(added)}”，请看是否也要选"] * bool(added)
        self._fill(field, kept, Mark.CONFIRM, "；".join(changes))

    def _narrative(self, field: Narrative) -> None:
        """The prose of each heading that both forms have."""
        before = self.old.form.fields.get(field.id)
        known = {section.id for section in before.sections if section.text} if isinstance(before, Narrative) else set()
        for section in (section for section in field.sections if section.text):
            place = f"{field.id}.{section.id}"
            if section.id not in known:
                self._tell(Fate.FIRST, field, place)
            elif doubted := self.doubts.of(place):
                self._doubted(field, place, doubted)
            elif place not in self.old.answers:
                self._tell(Fate.BLANK, field, place)
            else:
                self._fill(field, self.old.answers[place], self.stale, place=place)

    def _goals(self, field: Goals) -> None:
        carried = carry_goals(self.old, self.doubts, field)
        self.answers |= carried.answers
        self.notes |= {
            place: tuple(f"上次（{self.origin}）：{told}" for told in notes) for place, notes in carried.told
        }
        if carried.answers:
            self.notes[field.id] = (Mark.CONFIRM.comment(self.origin),)
        self._tell(carried.fate, field, field.id, carried.message)
        for place, problems in carried.doubted.items():
            self._doubted(field, place, problems)

    def _dropped(self) -> None:
        kept = {
            place for field in self.form.fields.values() for place in (field.id, *places_of(field, self.form.years))
        }
        for field in self.old.form.fields.values():
            places = places_of(field, self.old.form.years) if isinstance(field, Narrative) else [field.id]
            for place in places:
                if place not in kept and not isinstance(field, Blank):
                    part = self.old.form.part_of(field).title
                    self.outcomes.append(Outcome(Fate.DROPPED, place, part, name_of(field, place)))

    def _fill(self, field: Field, value: Value, mark: Mark, message: str = "", *, place: str = "") -> None:
        self._fill_all(field, {place or field.id: value}, mark, message, place=place)

    def _fill_all(
        self, field: Field, known: Mapping[str, Value], mark: Mark, message: str = "", *, place: str = ""
    ) -> None:
        self.answers |= known
        self._note(place or field.id, *([f"{message}。"] if message else []), mark.comment(self.origin))
        fate = Fate.RENEW if mark is Mark.RENEW else Fate.CARRIED
        self._tell(fate, field, place or field.id, message)

    def _last_time(self, field: Field, before: Field, why: str) -> None:
        """Fill in nothing; say in a comment what the answer was."""
        told = tuple(last_answer(before, self.old))
        self._note(field.id, f"上次（{self.origin}，{why}，没有填入）：{told[0]}", *told[1:])
        self._tell(Fate.RENEW, field, field.id, f"上次 {'；'.join(told)}（{why}，没有填入）")

    def _doubted(self, field: Field, place: str, problems: Sequence[Problem]) -> None:
        told = "；".join(f"{problem.where}：{problem.message}" for problem in problems)
        self._note(place, f"上次的答案有错，没有采信：{told}")
        self._tell(Fate.UNTRUSTED, field, place, told)

    def _note(self, place: str, *lines: str) -> None:
        self.notes[place] = (*self.notes.get(place, ()), *lines)

    def _tell(self, fate: Fate, field: Field, place: str, message: str = "") -> None:
        self.outcomes.append(Outcome(fate, place, self.form.part_of(field).title, name_of(field, place), message))
