"""Load one application folder: its answers typed by the form, its tables and files, and the problems of reading."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.definitions.source import Node, Scalar, Source, Table, read_source
from docgen.definitions.table_columns import Tables
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import AnswerReader, Answers
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.computed_answers import check_computed_answers, compute_answers, find_computable_blanks
from docgen.project.answers.criteria_profiles import SECTION as PROFILES
from docgen.project.answers.criteria_profiles import CriteriaProfiles, read_profiles
from docgen.project.answers.industry_averages import SECTION as AVERAGES
from docgen.project.answers.industry_averages import IndustryAverages, read_averages
from docgen.project.answers.summary_answers import SECTION, SummaryAnswers, read_summary
from docgen.project.application import ANSWER_FILES, Application
from docgen.project.carry.carry_marks import FoundMark, find_marks, report_mark
from docgen.project.evidence.evidence_files import Evidence, find_evidence
from docgen.project.evidence.evidence_index import read_index
from docgen.project.evidence.folder_files import escape_unprintable
from docgen.project.evidence.sealed_files import find_sealed
from docgen.project.lists.list_entries import ListEntries, compute_list_answers, find_stray_files, read_lists
from docgen.project.plan import Plan, read_plan
from docgen.project.register.derived_answers import DerivedAnswers, derive_answers
from docgen.project.register.register import Register, read_register
from docgen.project.workbook.workbook_names import check_workbook_choice, is_in_use

if TYPE_CHECKING:
    from docgen.project.workbook.workbook_reader import FilledWorkbook

_KEYS = ("form", "notice", PROFILES, BLANKS, "answers", SECTION, AVERAGES)


def load(folder: Path, catalog: Catalog) -> Application:
    """Load the application in ``folder``, from the fill-in workbook where that was saved last.

    Raises InputError where the folder or its answer file cannot be read, DefinitionError where the form or
    notice that it names does not exist.
    """
    return _load(folder, catalog, _read_workbook(folder, catalog))


def load_written(folder: Path, catalog: Catalog) -> Application:
    """Load the application from application.yaml and plan.md, without the fill-in workbook; raises as ``load``."""
    return _load(folder, catalog, None)


@dataclass(frozen=True)
class _AnswerFile:
    """The file that holds the answers, application.yaml or the fill-in workbook, and the definitions that it names."""

    folder: Path
    filled: FilledWorkbook | None
    source: Source
    sections: Mapping[str, Node]
    form: Form
    notice: Notice


@dataclass(frozen=True)
class _TypedAnswers:
    """The answers as they were typed, section by section, and the marks beside carried ones."""

    reader: AnswerReader
    summary: SummaryAnswers
    profiles: CriteriaProfiles
    averages: IndustryAverages
    plan: Plan
    marks: tuple[FoundMark, ...]


@dataclass(frozen=True)
class _TableFiles:
    """The enterprise table and the lists of a folder."""

    tables: Tables
    register: Register | None
    lists: Mapping[str, ListEntries]


@dataclass(frozen=True)
class _ComputedAnswers:
    """The answers that follow from the tables, and the values and sources of those that are used."""

    derived: DerivedAnswers
    blanks: AnswerSource | None
    sources: Mapping[str, AnswerSource]
    values: Answers


def _load(folder: Path, catalog: Catalog, filled: FilledWorkbook | None) -> Application:
    # The order of the steps decides which of several unreadable files is reported.
    file = _read_answer_file(folder, catalog, filled)
    typed = _read_typed_answers(file)
    tables = _read_tables(file, catalog.load_tables())
    computed = _compute_answers(file, typed.reader, tables)
    evidence = _read_evidence(folder, file.form, file.notice)
    sealed = find_sealed(folder)
    problems = (
        *check_workbook_choice(folder, _list_text_files(folder, file.form)),
        *_check_answers(file, typed, tables, computed),
        *_check_tables(file, tables),
        *evidence.problems,
        *sealed.problems,
    )
    return Application(
        folder=folder,
        form=file.form,
        notice=file.notice,
        tables=tables.tables,
        answers={**typed.reader.values, **computed.values, **typed.plan.paragraphs},
        answer_sources=computed.sources,
        derived=computed.derived,
        answer_file=file.source.path,
        lines={**typed.reader.lines, **typed.summary.lines, **typed.averages.lines, **typed.plan.lines},
        sheets=filled.sheets if filled else {},
        marks={mark.where.slot: mark for mark in typed.marks},
        blanks=computed.blanks,
        summary=typed.summary.values,
        profiles=typed.profiles.names,
        averages=typed.averages.values,
        register=tables.register,
        lists=tables.lists,
        evidence=evidence,
        sealed=sealed,
        problems=problems,
    )


def _read_answer_file(folder: Path, catalog: Catalog, filled: FilledWorkbook | None) -> _AnswerFile:
    source = filled.source if filled else read_source(_find_answer_file(folder), _find_answer_file(folder).name)
    sections = _read_top_level(source)
    form = catalog.load_form(_read_id(source, sections, "form", catalog.list_form_ids()))
    notice = _read_notice(folder, source, sections, catalog)
    return _AnswerFile(folder, filled, source, sections, form, notice)


def _read_typed_answers(file: _AnswerFile) -> _TypedAnswers:
    source, form, filled = file.source, file.form, file.filled
    reader = AnswerReader(form, source.path)
    reader.read(file.sections.get("answers", Scalar("", source.root.line)))
    summary = read_summary(file.sections.get(SECTION), file.notice.summary, source.path)
    settings, path = _read_settings(file)
    profiles = read_profiles(settings.get(PROFILES), path)
    averages = read_averages(settings.get(AVERAGES), form, path)
    plan = _merge_plans(filled.plans if filled else _read_plans(file.folder, form))
    marks = filled.marks if filled else _find_marks(file, reader.lines, plan.lines)
    return _TypedAnswers(reader, summary, profiles, averages, plan, tuple(marks))


def _read_tables(file: _AnswerFile, tables: Tables) -> _TableFiles:
    register = read_register(file.folder, tables.enterprises, file.form.years)
    return _TableFiles(tables, register, read_lists(file.folder, tables))


def _compute_answers(file: _AnswerFile, reader: AnswerReader, tables: _TableFiles) -> _ComputedAnswers:
    derived = derive_answers(file.form, tables.tables.enterprises, tables.register, reader.values)
    listed = compute_list_answers(file.form, tables.lists)
    blanks = _read_blanks(file.source, file.sections)
    sources = (find_computable_blanks(reader.values, derived, listed) if blanks else {}) | reader.sources
    return _ComputedAnswers(derived, blanks, sources, compute_answers(sources, derived, listed))


def _check_answers(
    file: _AnswerFile, typed: _TypedAnswers, tables: _TableFiles, computed: _ComputedAnswers
) -> Iterator[Problem]:
    yield from _locate_problems(
        file.filled,
        *file.source.problems,
        *_check_keys(file.source, file.sections),
        *_check_notice(file.form, file.notice, file.source.path),
        *typed.reader.problems,
        *check_computed_answers(
            file.form, tables.tables, computed.sources, computed.values, computed.derived, typed.reader
        ),
        *typed.summary.problems,
        *(report_mark(mark, file.form) for mark in typed.marks),
        *typed.plan.problems,
    )
    # These two are read from application.yaml in any case, so they have no sheet of the workbook.
    yield from typed.profiles.problems
    yield from typed.averages.problems


def _check_tables(file: _AnswerFile, tables: _TableFiles) -> Iterator[Problem]:
    yield from tables.register.problems if tables.register else ()
    for entries in tables.lists.values():
        yield from entries.problems
    yield from find_stray_files(file.folder, tables.tables)


def _find_answer_file(folder: Path) -> Path:
    if not os.path.isdir(folder):  # noqa: PTH112  (Path.is_dir raises where a name is too long)
        raise InputError("没有这个文件夹。", remedy="请检查路径，或用 docgen new 新建。", path=folder)
    shown = escape_unprintable(str(folder))
    if shown != str(folder):  # neither LibreOffice nor the libraries open such a path
        remedy = "多半是压缩包解压时变成了乱码，请改成看得清的名称。"
        raise InputError("文件夹的路径里有无法显示的字符。", remedy=remedy, path=shown)
    found = [folder / name for name in ANSWER_FILES if (folder / name).exists()]
    if not found:
        message = "文件夹里没有 application.yaml（或 application.json）。"
        raise InputError(message, remedy="请用 docgen new 新建。", path=folder)
    if len(found) > 1:
        names = " 和 ".join(path.name for path in found)
        raise InputError(f"文件夹里同时有 {names}，不知道以哪个为准。", remedy="请只保留一个。", path=folder)
    return found[0]


def _list_text_files(folder: Path, form: Form) -> list[Path]:
    """Return the files of ``folder`` that hold the same as the fill-in workbook: the answers and the plan."""
    narratives = (f"{field.id}.md" for field in form.narratives)
    return [folder / name for name in (*ANSWER_FILES, *narratives) if (folder / name).is_file()]


def _read_workbook(folder: Path, catalog: Catalog) -> FilledWorkbook | None:
    """Read the fill-in workbook where it was saved after application.yaml and plan.md; otherwise None."""
    if not is_in_use(folder, [folder / name for name in ANSWER_FILES]):
        return None
    from docgen.project.workbook.workbook_reader import read_filled_workbook  # openpyxl is slow to import

    filled = read_filled_workbook(folder, catalog)
    return filled if is_in_use(folder, [folder / f"{name}.md" for name in filled.plans]) else None


def _read_settings(file: _AnswerFile) -> tuple[Mapping[str, Node], str]:
    """Return the sections of application.yaml beside the answers, which the workbook does not ask for, and its name."""
    there = [file.folder / name for name in ANSWER_FILES if (file.folder / name).is_file()]
    written = read_source(there[0], there[0].name) if file.filled and there else file.source
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
    notice, base_id = catalog.load_own_notice(path)
    named = top.get("notice")
    agreed = (notice.id, base_id)
    if named is None or (isinstance(named, Scalar) and named.text.strip() in agreed):
        return notice
    other = named.text.strip() if isinstance(named, Scalar) else ""
    message = f"这里写的通知是“{other}”，文件夹里的 {OWN_NOTICE} 改自“{base_id}”，不知道以哪个为准。"
    remedy = f"请改成 {base_id}，或删去 notice: 这一行。"
    raise InputError(message, remedy=remedy, path=source.path, line=named.line)


def _read_evidence(folder: Path, form: Form, notice: Notice) -> Evidence:
    """Find the evidence files, and read the metadata that the index has of them."""
    evidence = find_evidence(folder, [item.number for item in notice.iterate_items()])
    index = read_index(folder, {file.name: file.item for file in evidence.files}, form, notice)
    if index is None:
        return evidence
    problems = (*evidence.problems, *index.problems)
    return replace(evidence, problems=problems, declared=index.declared, index=index.path)


def _read_blanks(source: Source, top: Mapping[str, Node]) -> AnswerSource | None:
    """Return the source of all blanks, None where the file names none; raises InputError for any other text."""
    node = top.get(BLANKS)
    if node is None:
        return None
    if isinstance(node, Scalar) and AnswerSource.parse(node.text) is AnswerSource.ENTERPRISES:
        return AnswerSource.ENTERPRISES
    message = f"{BLANKS} 这一项只能写“{AnswerSource.ENTERPRISES.value}”（{AnswerSource.ENTERPRISES.words}）。"
    raise InputError(message, remedy="请改正，或删去这一行。", path=source.path, line=node.line)


def _check_keys(source: Source, top: Mapping[str, Node]) -> list[Problem]:
    hint = f"最外层只有 {'、'.join(_KEYS)}；栏目都写在 answers: 之下。"
    return [
        Problem("answer.unknown-field", Where(source.path, node.line, key), f"最外层没有“{key}”这一项。", hint)
        for key, node in top.items()
        if key not in _KEYS
    ]


def _check_notice(form: Form, notice: Notice, shown: str) -> list[Problem]:
    if form.id in notice.forms:
        return []
    message = f"通知 {notice.id} 用的不是申报表 {form.id}，而是 {'、'.join(notice.forms)}。"
    return [Problem("notice.other-form", Where(shown, 0, "notice"), message, "请改 form 或 notice，使两者相配。")]


def _read_plans(folder: Path, form: Form) -> dict[str, Plan]:
    return {field.id: read_plan(folder / f"{field.id}.md", field) for field in form.narratives}


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


def _find_marks(file: _AnswerFile, lines: Mapping[str, int], prose: Mapping[str, int]) -> Iterator[FoundMark]:
    yield from find_marks(file.folder / file.source.path, file.form, lines)
    for field in file.form.narratives:
        own = {place: line for place, line in prose.items() if place.startswith(f"{field.id}.")}
        yield from find_marks(file.folder / f"{field.id}.md", file.form, own)


def _locate_problems(filled: FilledWorkbook | None, *problems: Problem) -> Iterable[Problem]:
    """Return the problems; those of the workbook with the sheet of each."""
    return filled.locate_problems((*filled.problems, *problems)) if filled else problems
