"""A filled Word form written into a new application folder, or compared with an existing one and taken over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import (
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    Narrative,
    Text,
    describe_detail,
    describe_place,
)
from docgen.documents.filled_form.filled_form import FilledForm, FoundAnswer
from docgen.errors import InputError, suggest_nearest
from docgen.project.answers.answer_difference import AnswerDifference, compare_answers
from docgen.project.answers.answer_reader import Answers, Value
from docgen.project.application_loader import load
from docgen.project.application_writer import AnswerChanges, WrittenAnswers, write_answers
from docgen.project.carry.carry_marks import CarryMark
from docgen.project.scaffold import ScaffoldContent, write_scaffold
from docgen.values import round_to_two_places, shorten_line

ALL = "all"
"""All answers that differ and are certain, where places are named."""


@dataclass(frozen=True)
class FilledFormFolder:
    """A new application folder written from a filled form: its files, and the answers that have to be compared."""

    files: tuple[Path, ...]
    marked: tuple[FoundAnswer, ...]


@dataclass(frozen=True)
class FilledFormComparison:
    """A filled form compared with an application folder.

    ``differences`` are answers that are certain and not those of the folder, ``blank`` the places that are blank in the
    document only, ``uncertain`` what the document says there is not certain and not the same. ``written`` is what was
    taken over, None where nothing was.
    """

    filled: FilledForm
    differences: tuple[AnswerDifference, ...]
    blank: tuple[str, ...]
    uncertain: tuple[FoundAnswer, ...]
    written: WrittenAnswers | None = None

    def to_json(self) -> dict[str, Any]:
        """Convert to the object of ``--json``."""
        found = self.filled.found
        return {
            **self.filled.to_json(),
            "differences": [
                {
                    "place": one.place,
                    "label": one.label,
                    "old": one.old,
                    "new": one.new,
                    "where": found[one.place].describe_where(),
                }
                for one in self.differences
            ],
            "uncertain": [one.to_json() for one in self.uncertain],
            "blank": list(self.blank),
            "taken": [one.place for one in self.written.differences] if self.written else [],
        }

    def format_lines(self) -> Iterator[str]:
        """Yield the lines that the command shows."""
        form, found = self.filled.form, self.filled.found
        if not self.differences:
            yield f"{self.filled.name} 里读出的 {len(self.filled.answers)} 处答案与文件夹里的一样。"
        else:
            yield f"{self.filled.name} 与文件夹里的答案有 {len(self.differences)} 处不同（文件夹 → Word）："
        for one in self.differences:
            yield f"  {one.format_line().removeprefix('答案 ')}（{found[one.place].describe_where()}）"
        if self.uncertain:
            yield f"另有 {len(self.uncertain)} 处不能确定，不会自动采用："
            yield from (f"  {self.filled.describe(one)}：{one.doubt}" for one in self.uncertain)
        if self.blank:
            labels = "、".join(describe_place(form.places[place], place) for place in self.blank[:5])
            more = f"等 {len(self.blank)} 处" if len(self.blank) > 5 else ""
            yield f"Word 里空着、文件夹里有答案的不会改动：{labels}{more}。"
        if self.filled.unplaced:
            yield from self.filled.format_unplaced()


def write_form_folder(filled: FilledForm, folder: Path, catalog: Catalog, notice_id: str | None) -> FilledFormFolder:
    """Write a new application folder with the answers of a filled form; doubtful ones get a mark that check lists.

    A doubtful figure or text is written as a proposal, a doubtful tick is not. Raises InputError where the form is
    blank or has a choice of notices, OutputError where ``folder`` has files already.
    """
    if not any(one.value is not None or one.text for one in filled.found.values()):
        message = "这是一份空白的申报表，没有读到任何答案，没有新建文件夹。"
        raise InputError(message, remedy="请换成填好的文件；要从空白填起，用 docgen new。", path=filled.name)
    notice = catalog.choose_notice(filled.form, notice_id)
    notes: dict[str, list[str]] = {}
    for one in filled.uncertain:
        comment = CarryMark.COMPARE.format_comment(filled.name, _describe_doubt(filled.form, one))
        notes.setdefault(_find_note_place(filled.form.places[one.place], one.place), []).append(comment)
    answers = {
        one.place: one.value for one in filled.found.values() if one.value is not None and _is_proposed(filled, one)
    }
    start = ScaffoldContent(answers, {place: tuple(found) for place, found in notes.items()})
    return FilledFormFolder(write_scaffold(folder, filled.form, notice, start), filled.uncertain)


def _is_proposed(filled: FilledForm, one: FoundAnswer) -> bool:
    return not one.doubt or not isinstance(filled.form.places[one.place], Choice | Choices)


def _describe_doubt(form: Form, one: FoundAnswer) -> str:
    """Return the reason on one line: the year or row where several places share a note, and what was written."""
    detail = describe_detail(form.places[one.place], one.place)
    text = shorten_line(one.text, 40)
    quoted = f"；原文是“{text}”" if text and text not in one.doubt else ""
    where = f"（{one.describe_where()}）" if one.where else ""
    return f"{detail}{'：' * bool(detail)}{one.doubt}{quoted}{where}"


def _find_note_place(field: Field, place: str) -> str:
    """Return the place under which the new file has a comment on an answer: a field, row of goals, or heading."""
    if isinstance(field, Narrative):
        return place
    if isinstance(field, Goals):
        return place if place.endswith(".own") else place.rpartition(".")[0]
    return field.id


def compare_form_folder(
    filled: FilledForm, folder: Path, catalog: Catalog, take: Collection[str] = ()
) -> FilledFormComparison:
    """Compare a filled form with the answers of ``folder``, and write the places in ``take`` into its files.

    ``all`` takes every difference that is certain; a doubtful answer or a blank is only taken by its name. Raises
    InputError where the folder is one of another form, or a name is none of a place that can be taken.
    """
    application = load(folder, catalog)
    if application.form.id != filled.form.id:
        message = f"{filled.name} 是{_name(filled.form)}，这个文件夹填的是{_name(application.form)}，没有比较。"
        raise InputError(message, remedy="请核对文件和文件夹；换一张表，用 docgen carry。", path=folder)
    old = {place: _normalize(filled.form, place, value) for place, value in application.answers.items()}
    new = {place: _normalize(filled.form, place, value) for place, value in filled.answers.items()}
    differences = tuple(compare_answers(filled.form, {place: old[place] for place in new if place in old}, new))
    uncertain = tuple(one for one in filled.uncertain if not _says_same(filled.form, one, old))
    blank = tuple(
        one.place for one in filled.found.values() if one.value is None and not one.doubt and one.place in old
    )
    compared = FilledFormComparison(filled, differences, blank, uncertain)
    if not take:
        return compared
    values = {place: filled.found[place].value for place in _choose_places(compared, take)}
    written = write_answers(folder, catalog, AnswerChanges(values, drop_marks=True), backup=True)
    return FilledFormComparison(filled, differences, blank, uncertain, written)


def _choose_places(compared: FilledFormComparison, take: Collection[str]) -> Iterator[str]:
    """Yield the places to take over; raises InputError for a name that is none of them."""
    certain = [one.place for one in compared.differences]
    proposed = [one.place for one in compared.uncertain if one.value is not None]
    known = (*certain, *proposed, *compared.blank)
    for name in take:
        if name == ALL:
            yield from certain
        elif name in known:
            yield name
        else:
            message = f"“{name}”不是 Word 里与文件夹不同的位置，没有改动任何东西。"
            raise InputError(message, remedy=suggest_nearest(name, known) or "先不加 --take 运行，看有哪些不同。")


def _says_same(form: Form, one: FoundAnswer, old: Answers) -> bool:
    return one.value is not None and old.get(one.place) == _normalize(form, one.place, one.value)


def _normalize(form: Form, place: str, value: Value) -> Value:
    """Return the value as it is printed: a computed figure has more decimals, a name its suffix."""
    field = form.places.get(place)
    if isinstance(value, Decimal):
        return round_to_two_places(value)
    if isinstance(field, Text) and isinstance(value, str):
        return value.removesuffix(field.find_suffix(value))
    return value


def _name(form: Form) -> str:
    return f"{form.title}（{form.edition}）"
