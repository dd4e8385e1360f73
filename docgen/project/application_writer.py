"""Write single answers into the files of an application folder: application.yaml (or .json) and plan.md."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import TypeVar

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form, Narrative, describe_place
from docgen.definitions.source import clean_lines, decode_exactly, parse_text, read_data
from docgen.errors import InputError, OutputError
from docgen.project.answer_file import find_answer_file, has_answer_file, load_named_form
from docgen.project.answers.answer_difference import AnswerDifference, compare_answers, format_answer
from docgen.project.answers.answer_notation import WrittenValue
from docgen.project.answers.answer_writer import AnswerText
from docgen.project.application_loader import find_source_choice, finish_import
from docgen.project.evidence.folder_files import refuse_outside
from docgen.project.plan import parse_plan
from docgen.project.plan_writer import mark_plan_sections, replace_plan_sections
from docgen.project.scaffold import EMPTY, format_plan
from docgen.project.workbook.source_choice import SourceChoice
from docgen.project.workbook.workbook_names import find_workbook
from docgen.runtime.backup import save_backup
from docgen.runtime.file_replacement import change_folder
from docgen.runtime.folder_lock import lock_folder
from docgen.runtime.held_files import remove_file
from docgen.values import shorten_text

_MOST_TRIES = 3

_T = TypeVar("_T")


@dataclass(frozen=True)
class WrittenAnswers:
    """The result of writing: the files that changed, the backups of the old ones, and the answers that differ now."""

    files: tuple[Path, ...]
    backups: tuple[Path, ...]
    differences: tuple[AnswerDifference, ...]


@dataclass(frozen=True)
class AnswerChanges:
    """Changes of a folder's answers.

    ``values`` has the new answer of each place, also of the sections of the plan (``plan.overview``: its paragraphs);
    None is a blank. ``doubts`` has the reasons why answers get a mark that asks to compare them with the document
    ``origin``. ``known`` has the answers that whoever decided on the changes saw: one that is another by now is not
    overwritten. ``drop_marks`` removes the marks 沿用…，请核对 of answers that are changed.
    """

    values: Mapping[str, WrittenValue | None]
    doubts: Mapping[str, str] = dataclass_field(default_factory=dict)
    origin: str = ""
    known: Mapping[str, WrittenValue | None] | None = None
    drop_marks: bool = False


def write_answers(folder: Path, catalog: Catalog, changes: AnswerChanges, *, backup: bool) -> WrittenAnswers:
    """Write the changes into the files of ``folder``, all of them or none; everything else stays byte for byte.

    ``backup`` keeps a copy of each file that changes (application（上一份）.yaml); a page that saves each answer needs
    none. A file that somebody else changes at the same moment is read again, so that both changes are in it. A plan
    that is not there is begun.

    Raises InputError where the answers cannot be read or changed, where the fill-in workbook has other answers that
    count, or where a known answer is another by now; ReadBackError where the new files would not say exactly this;
    OutputError where they cannot be written. Nothing has changed then.
    """
    finish_import(folder)
    _refuse_workbook(folder, catalog)
    try:
        with lock_folder(folder):
            for _ in range(_MOST_TRIES):
                edited = _EditedFolder(folder, catalog)
                differences = edited.change(changes)
                if (written := edited.save(backup)) is not None:
                    return WrittenAnswers(*written, differences)
    except OSError as error:
        message = "写不进去：{}。原来的文件没有改动。"
        raise OutputError.of_system(error, message, "请检查磁盘和权限。", folder) from None
    message = "文件一直在被别的程序改动，没有写入。"
    raise OutputError(message, remedy="请关闭正在改它的程序再试。", path=folder)


def read_typed_folder(folder: Path, catalog: Catalog) -> tuple[Form, dict[str, WrittenValue]]:
    """Return the form of a folder, and what its application.yaml and plan say by place, as typed.

    Raises InputError where they cannot be read, or where the fill-in workbook has other answers that count.
    """
    finish_import(folder)
    _refuse_workbook(folder, catalog)
    edited = _EditedFolder(folder, catalog)
    return edited.form, edited.read_answers()


def _refuse_workbook(folder: Path, catalog: Catalog) -> None:
    """Raise InputError where answers written into application.yaml would not count, or be one version too many."""
    workbook = find_workbook(folder)
    if workbook is None:
        return
    if not has_answer_file(folder):
        message = f"答案都在 {workbook.name} 里，没有 application.yaml 可以改。"
        raise InputError(message, remedy="请先运行 docgen workbook DIR --read，写成 application.yaml。", path=folder)
    choice = find_source_choice(folder, catalog)
    if choice in (SourceChoice.WORKBOOK, SourceChoice.OPEN):
        message = f"{workbook.name} 里有还没写回的答案，现在改 application.yaml 会变成两份不同的答案，没有改动。"
        remedy = "请先运行 docgen workbook DIR --read 写回；不要工作簿里的改动，运行 --drop。"
        raise InputError(message, remedy=remedy, path=folder)


@dataclass
class _EditedFile:
    """A file of the folder: its bytes as they were read (None where it is not there), its text now, and its codec."""

    path: Path
    data: bytes | None
    text: str
    codec: str

    @staticmethod
    def read(path: Path) -> _EditedFile:
        data = read_data(path, path.name)
        return _EditedFile(path, data, *decode_exactly(data, path.name))

    @property
    def is_changed(self) -> bool:
        return self.data != self.text.encode(self.codec)

    @property
    def is_stale(self) -> bool:
        """True where the file has changed since it was read."""
        return (self.path.read_bytes() if self.path.exists() else None) != self.data


class _EditedFolder:
    """The files of answers of a folder while they are changed in memory."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder
        self.answers = _EditedFile.read(refuse_outside(find_answer_file(folder), folder))
        source = parse_text(self.answers.text, self.answers.path.name)
        self.form = load_named_form(source, catalog)
        self.typed = AnswerText(self.answers.text, self.form, source.path, source)
        self.plans = {narrative.id: self._read_plan(narrative) for narrative in self.form.narratives}

    def _read_plan(self, narrative: Narrative) -> _EditedFile:
        path = self.folder / f"{narrative.id}.md"
        if path.exists():
            return _EditedFile.read(refuse_outside(path, self.folder))
        return _EditedFile(path, None, "", "utf-8")

    def read_answers(self) -> dict[str, WrittenValue]:
        """Return what the files say by place."""
        found = self.typed.read_answers()
        for narrative in self.form.narratives:
            plan = parse_plan(clean_lines(self.plans[narrative.id].text), narrative, f"{narrative.id}.md")
            found |= {f"{narrative.id}.{name}": paragraphs for name, paragraphs in plan.paragraphs.items()}
        return found

    def change(self, changes: AnswerChanges) -> tuple[AnswerDifference, ...]:
        """Change the texts in memory; return the answers that differ."""
        before = self.read_answers()
        self._refuse_unknown(changes, before)
        plans = {narrative.id: narrative for narrative in self.form.narratives}
        values, doubts = _split(changes.values, plans), _split(changes.doubts, plans)
        if own := values.pop("", {}):
            self.typed = self.typed.replace(own, drop_marks=changes.drop_marks)
        if doubtful := doubts.pop("", {}):
            self.typed = self.typed.mark(doubtful, changes.origin)
        self.answers.text = self.typed.text
        for name, narrative in plans.items():
            self._change_plan(narrative, values.get(name, {}), doubts.get(name, {}), changes)
        return tuple(compare_answers(self.form, before, self.read_answers()))

    def _change_plan(
        self,
        narrative: Narrative,
        values: Mapping[str, WrittenValue | None],
        doubts: Mapping[str, str],
        changes: AnswerChanges,
    ) -> None:
        if not values and not doubts:
            return
        plan = self.plans[narrative.id]
        sections = {name: _list_paragraphs(value) for name, value in values.items()}
        if plan.data is None and (doubts or any(sections.values())):
            plan.text = format_plan(narrative, EMPTY)
        if plan.text:
            plan.text = replace_plan_sections(plan.text, narrative, sections, drop_marks=changes.drop_marks)
            plan.text = mark_plan_sections(plan.text, narrative, doubts, changes.origin)

    def _refuse_unknown(self, changes: AnswerChanges, before: Mapping[str, WrittenValue]) -> None:
        """Raise InputError where an answer is another than the one that was known, and than the new one."""
        for place, known in (changes.known or {}).items():
            now = before.get(place)
            if place in changes.values and now not in (known, changes.values[place]):
                field = self.form.places[place]
                shown = shorten_text(format_answer(now, field)) or "空"
                message = f"“{describe_place(field, place)}”刚才在别处改成了“{shown}”，没有改动。"
                raise InputError(message, remedy="请重新打开，看过新的答案再改。", path=self.answers.path.name)

    def save(self, backup: bool) -> tuple[tuple[Path, ...], tuple[Path, ...]] | None:
        """Put the changed texts in place; return the files and backups, None where a file has changed meanwhile."""
        changed = [file for file in (self.answers, *self.plans.values()) if file.data is not None or file.text]
        changed = [file for file in changed if file.is_changed]
        if not changed:
            return (), ()
        kept: list[Path] = []
        try:
            kept += [save_backup(file.path) for file in changed if backup and file.data is not None]
            with change_folder(self.folder) as aside:
                for file in changed:
                    (aside / file.path.name).write_bytes(file.text.encode(file.codec))
                if any(file.is_stale for file in (self.answers, *self.plans.values())):
                    raise _Stale
        except BaseException as error:
            for copy in kept:
                remove_file(copy)
            if isinstance(error, _Stale):
                return None
            raise
        return tuple(file.path for file in changed), tuple(kept)


def _split(places: Mapping[str, _T], plans: Container[str]) -> dict[str, dict[str, _T]]:
    """Return the entries of each plan by section, and under "" those of application.yaml by place."""
    parts: dict[str, dict[str, _T]] = {}
    for place, one in places.items():
        name, _, section = place.partition(".")
        if name in plans:
            parts.setdefault(name, {})[section] = one
        else:
            parts.setdefault("", {})[place] = one
    return parts


class _Stale(Exception):
    """A file has changed since it was read."""


def _list_paragraphs(value: WrittenValue | None) -> tuple[str, ...]:
    """Return the paragraphs of a section: those of a list, or the lines of a text."""
    if isinstance(value, tuple):
        return tuple(paragraph for paragraph in value if isinstance(paragraph, str))
    return tuple(line for line in str(value).split("\n") if line) if value is not None else ()
