"""Read the file of answers, application.yaml or the fill-in workbook, and type what it holds by the form."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import Choices, Form
from docgen.definitions.notice import Notice
from docgen.definitions.source import Node, Scalar, Source, Table, read_source
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import AnswerReader
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.criteria_profiles import SECTION as PROFILES
from docgen.project.answers.criteria_profiles import CriteriaProfiles, read_profiles
from docgen.project.answers.industry_averages import SECTION as AVERAGES
from docgen.project.answers.industry_averages import IndustryAverages, read_averages
from docgen.project.answers.summary_answers import SECTION, SummaryAnswers, read_summary
from docgen.project.application import ANSWER_FILES
from docgen.project.carry.carry_marks import FoundMark, find_marks
from docgen.project.evidence.folder_files import DOWNLOAD, refuse_outside
from docgen.project.plan import Plan, read_plan
from docgen.project.unused_files import find_similar_answer_files
from docgen.project.workbook.typed_content import TypedContent, collect_content, find_answer_place
from docgen.runtime.file_names import escape_invisible, is_printable

if TYPE_CHECKING:
    from docgen.project.workbook.workbook_reader import FilledWorkbook

_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class AnswerFile:
    """The file that holds the answers, application.yaml or the fill-in workbook, and the definitions that it names."""

    folder: Path
    filled: FilledWorkbook | None
    source: Source
    sections: Mapping[str, Node]
    form: Form
    notice: Notice


@dataclass(frozen=True)
class TypedAnswers:
    """The answers as they were typed, section by section, and the marks beside carried ones."""

    reader: AnswerReader
    summary: SummaryAnswers
    profiles: CriteriaProfiles
    averages: IndustryAverages
    plan: Plan
    marks: tuple[FoundMark, ...]
    blanks: AnswerSource | None
    content: TypedContent


def read_answer_file(folder: Path, catalog: Catalog, filled: FilledWorkbook | None) -> AnswerFile:
    """Read the fill-in workbook that is given, otherwise application.yaml, and load the form and notice it names.

    Raises InputError where the file cannot be read, DefinitionError where the form or notice does not exist.
    """
    if filled:
        source = filled.source
    else:
        path = refuse_outside(find_answer_file(folder), folder)
        source = read_source(path, path.name)
    sections = _read_top_level(source)
    form = load_named_form(source, catalog)
    notice = _read_notice(folder, source, sections, catalog)
    return AnswerFile(folder, filled, source, sections, form, notice)


def load_named_form(source: Source, catalog: Catalog) -> Form:
    """Load the form that a file of answers names; InputError where it names none, DefinitionError for another."""
    return catalog.load_form(_read_id(source, _read_top_level(source), "form", catalog.list_form_ids()))


def read_typed_answers(file: AnswerFile) -> TypedAnswers:
    """Type the answers of the file, section by section, with the plan and the marks that belong to it."""
    source, form, filled = file.source, file.form, file.filled
    reader = AnswerReader(form, source.path)
    reader.read(file.sections.get("answers", Scalar("", source.root.line)))
    summary = read_summary(file.sections.get(SECTION), file.notice.summary, source.path)
    settings, path = _read_settings(file)
    profiles = read_profiles(settings.get(PROFILES), path)
    averages = read_averages(settings.get(AVERAGES), form, path)
    plan = _merge_plans(filled.plans if filled else _read_plans(file.folder, form))
    marks = filled.marks if filled else tuple(_find_marks(file, reader.lines, plan.lines))
    blanks = _read_blanks(source, file.sections)
    content = collect_content(file.notice.id, reader, plan, summary, marks, blanks)
    return TypedAnswers(reader, summary, profiles, averages, plan, marks, blanks, content)


def keep_unread_answers(file: AnswerFile, typed: TypedAnswers, written: TypedAnswers) -> TypedAnswers:
    """Return the answers of a workbook with those of application.yaml where its cells are lost or cannot be read."""
    unread = file.filled.unread if file.filled else frozenset()
    reader, other, form = typed.reader, written.reader, file.form
    for place in {find_answer_place(form, slot) for slot in unread}:
        if place not in {**other.values, **other.sources, **other.unread}:
            continue
        field = form.places.get(place)
        if isinstance(field, Choices) and isinstance(old := other.values.get(place), tuple):
            now = reader.values.get(place)
            lost = [option for option in field.options if f"{place}.{option}" in unread and option in old]
            ticked = {*(now if isinstance(now, tuple) else ()), *lost}
            if ticked or (now is None and old == () and place in unread):
                reader.values[place] = tuple(option for option in field.options if option in ticked)
            continue
        _take_over(reader.values, other.values, place)
        _take_over(reader.sources, other.sources, place)
        _take_over(reader.unread, other.unread, place)
    old_plan = {place: text for place, text in written.plan.paragraphs.items() if place in unread}
    plan = replace(typed.plan, paragraphs={**typed.plan.paragraphs, **old_plan})
    asked = {name: text for name, text in written.summary.values.items() if f"{SECTION}.{name}" in unread}
    summary = replace(typed.summary, values={**typed.summary.values, **asked})
    blanks = written.blanks if BLANKS in unread else typed.blanks
    content = collect_content(file.notice.id, reader, plan, summary, typed.marks, blanks)
    return replace(typed, plan=plan, summary=summary, blanks=blanks, content=content)


def _take_over(ours: dict[str, _Entry], theirs: Mapping[str, _Entry], place: str) -> None:
    ours.pop(place, None)
    if place in theirs:
        ours[place] = theirs[place]


def has_answer_file(folder: Path) -> bool:
    """Return True where ``folder`` has application.yaml, under any of its endings."""
    return any((folder / name).exists() for name in ANSWER_FILES)


def find_answer_file(folder: Path) -> Path:
    """Return the file of answers in ``folder``; raises InputError where there is none, or more than one."""
    if not os.path.isdir(folder):  # noqa: PTH112  (Path.is_dir raises where a name is too long)
        raise InputError("没有这个文件夹。", remedy="请检查路径，或用 docgen new 新建。", path=folder)
    if not is_printable(str(folder)):  # neither LibreOffice nor the libraries open such a path
        remedy = "多半是压缩包解压时变成了乱码，请改成看得清的名称。"
        raise InputError("文件夹的路径里有无法显示的字符。", remedy=remedy, path=escape_invisible(str(folder)))
    found = [folder / name for name in ANSWER_FILES if (folder / name).exists()]
    if not found:
        message = "文件夹里没有 application.yaml（或 application.json）。"
        away = next((name for name in ANSWER_FILES if os.path.lexists(folder / f".{name}.icloud")), None)
        if away:
            raise InputError(f"{away} 还在 iCloud 里，没有下载到本机。", remedy=DOWNLOAD, path=folder)
        similar = find_similar_answer_files(folder)
        remedy = f"请把 {similar[0]} 改名为 application.yaml。" if similar else "请用 docgen new 新建。"
        raise InputError(message, remedy=remedy, path=folder)
    if len(found) > 1:
        names = " 和 ".join(path.name for path in found)
        raise InputError(f"文件夹里同时有 {names}，不知道以哪个为准。", remedy="请只保留一个。", path=folder)
    return found[0]


def _read_settings(file: AnswerFile) -> tuple[Mapping[str, Node], str]:
    """Return the sections of application.yaml beside the answers, which the workbook does not ask for, and its name."""
    there = [file.folder / name for name in ANSWER_FILES if (file.folder / name).is_file()]
    if not file.filled or not there:
        return file.sections, file.source.path
    written = read_source(refuse_outside(there[0], file.folder), there[0].name)
    return _read_top_level(written), written.path


def _read_top_level(source: Source) -> Mapping[str, Node]:
    if not isinstance(source.root, Table):
        message, remedy = "文件应以 form:、notice:、answers: 开头。", "可用 docgen new 生成一份样子。"
        raise InputError(message, remedy=remedy, path=source.path, line=1)
    return source.root.entries


def _read_id(source: Source, top: Mapping[str, Node], key: str, known: tuple[str, ...]) -> str:
    node = top.get(key)
    if not isinstance(node, Scalar) or node.is_blank:
        line = node.line if node else source.root.line
        remedy = f"请写 {key}: 加上其中一个：{'、'.join(known)}。"
        raise InputError(f"没有写明 {key}。", remedy=remedy, path=source.path, line=line)
    return node.text.strip()


def _read_notice(folder: Path, source: Source, top: Mapping[str, Node], catalog: Catalog) -> Notice:
    """Return the notice in the folder where there is one, otherwise the one that the answer file names."""
    path = folder / OWN_NOTICE
    if not path.exists():
        return catalog.load_notice(_read_id(source, top, "notice", catalog.list_notice_ids()))
    notice, base_id = catalog.load_own_notice(refuse_outside(path, folder))
    named = top.get("notice")
    agreed = (notice.id, base_id)
    if named is None or (isinstance(named, Scalar) and named.text.strip() in agreed):
        return notice
    other = named.text.strip() if isinstance(named, Scalar) else ""
    message = f"这里写的通知是“{other}”，文件夹里的 {OWN_NOTICE} 改自“{base_id}”，不知道以哪个为准。"
    remedy = f"请改成 {base_id}，或删去 notice: 这一行。"
    raise InputError(message, remedy=remedy, path=source.path, line=named.line)


def _read_blanks(source: Source, top: Mapping[str, Node]) -> AnswerSource | None:
    """Return the source of all blanks, None where the file names none; raises InputError for any other text."""
    node = top.get(BLANKS)
    if node is None:
        return None
    if isinstance(node, Scalar) and AnswerSource.parse(node.text) is AnswerSource.ENTERPRISES:
        return AnswerSource.ENTERPRISES
    message = f"{BLANKS} 这一项只能写“{AnswerSource.ENTERPRISES.value}”（{AnswerSource.ENTERPRISES.words}）。"
    raise InputError(message, remedy="请改正，或删去这一行。", path=source.path, line=node.line)


def _read_plans(folder: Path, form: Form) -> dict[str, Plan]:
    return {field.id: read_plan(refuse_outside(folder / f"{field.id}.md", folder), field) for field in form.narratives}


def _merge_plans(plans: Mapping[str, Plan]) -> Plan:
    """Return all plans as one, by place (``plan.<section>``) instead of by section."""
    paragraphs: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for name, plan in plans.items():
        paragraphs |= {f"{name}.{section}": text for section, text in plan.paragraphs.items()}
        lines |= {f"{name}.{section}": line for section, line in plan.lines.items()}
        problems += plan.problems
    return Plan(paragraphs, lines, tuple(problems))


def _find_marks(file: AnswerFile, lines: Mapping[str, int], prose: Mapping[str, int]) -> Iterator[FoundMark]:
    yield from find_marks(file.folder / file.source.path, file.form, lines)
    for field in file.form.narratives:
        own = {place: line for place, line in prose.items() if place.startswith(f"{field.id}.")}
        yield from find_marks(file.folder / f"{field.id}.md", file.form, own)
