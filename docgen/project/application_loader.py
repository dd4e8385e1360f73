"""Load one application folder: its answers typed by the form, its tables and files, and the problems of reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.definitions.source import Node, Source
from docgen.definitions.table_columns import Tables
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.answer_file import (
    AnswerFile,
    TypedAnswers,
    has_answer_file,
    keep_unread_answers,
    read_answer_file,
    read_typed_answers,
)
from docgen.project.answers.answer_reader import Answers
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.computed_answers import check_computed_answers, compute_answers, find_computable_blanks
from docgen.project.answers.criteria_profiles import OWN as OWN_CRITERIA
from docgen.project.answers.criteria_profiles import SECTION as PROFILES
from docgen.project.answers.industry_averages import SECTION as AVERAGES
from docgen.project.answers.summary_answers import SECTION
from docgen.project.application import ANSWER_FILES, FORM_TEMPLATE, Application
from docgen.project.carry.carry_marks import report_mark
from docgen.project.evidence.evidence_files import Evidence, find_evidence
from docgen.project.evidence.evidence_index import FOLDER as EVIDENCE_FOLDER
from docgen.project.evidence.evidence_index import read_index
from docgen.project.evidence.sealed_files import FOLDER as SEALED_FOLDER
from docgen.project.evidence.sealed_files import find_sealed
from docgen.project.lists.list_entries import FOLDER as LISTS_FOLDER
from docgen.project.lists.list_entries import ListEntries, compute_list_answers, find_stray_files, read_lists
from docgen.project.register.derived_answers import DerivedAnswers, derive_answers
from docgen.project.register.register import FILES as ENTERPRISE_FILES
from docgen.project.register.register import Register, read_register
from docgen.project.unused_files import check_unused_files
from docgen.project.workbook.source_choice import SourceChoice, SourceComparison
from docgen.project.workbook.workbook_names import check_open_workbook, find_workbook
from docgen.runtime.checksums import compute_sha256
from docgen.runtime.file_replacement import finish_change

if TYPE_CHECKING:
    from docgen.project.workbook.workbook_reader import FilledWorkbook

_KEYS = ("form", "notice", PROFILES, BLANKS, "answers", SECTION, AVERAGES)


def load(folder: Path, catalog: Catalog) -> Application:
    """Load the application in ``folder``, from the fill-in workbook or application.yaml, whichever has the news.

    Raises InputError where the folder or its answer file cannot be read, DefinitionError where the form or
    notice that it names does not exist.
    """
    finish_import(folder)
    return _load(_choose_answers(folder, catalog), catalog)


def load_written(folder: Path, catalog: Catalog) -> Application:
    """Load the application from application.yaml and plan.md, without the fill-in workbook; raises as ``load``."""
    finish_import(folder)
    return _load(_type_answers(folder, catalog, None), catalog)


def load_filled(folder: Path, catalog: Catalog) -> Application:
    """Load the application from its fill-in workbook, whatever application.yaml says; raises as ``load``.

    Raises InputError where there is no workbook.
    """
    finish_import(folder)
    workbook = find_workbook(folder)
    if workbook is None:
        raise InputError("文件夹里没有 填报.xlsx。", remedy="请先运行 docgen workbook DIR 生成它。", path=folder)
    return _load(_type_answers(folder, catalog, _read_workbook(workbook, catalog)), catalog)


def finish_import(folder: Path) -> None:
    """Complete an import of the fill-in workbook that was killed on the way: half of it is no application."""
    try:
        finish_change(folder, ANSWER_FILES)
    except OSError as error:
        message, remedy = "上次写到一半的文件放不进来：{}。", "请关闭正在打开它们的程序，检查权限后重试。"
        raise InputError.of_system(error, message, remedy, folder) from None


@dataclass(frozen=True)
class _ChosenAnswers:
    """The file that counts and its answers, and the problems of choosing it."""

    file: AnswerFile
    typed: TypedAnswers
    problems: tuple[Problem, ...] = ()


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
    sources: Mapping[str, AnswerSource]
    values: Answers


def find_source_choice(folder: Path, catalog: Catalog) -> SourceChoice | None:
    """Return whose answers count, those of the fill-in workbook or of application.yaml; None without a workbook.

    Raises InputError and DefinitionError as :func:`load` does.
    """
    workbook = find_workbook(folder)
    if workbook is None:
        return None
    if not has_answer_file(folder):
        return SourceChoice.WORKBOOK
    filled = _keep_workbook(workbook, compute_sha256(workbook), catalog)
    ours = _type_answers(folder, catalog, filled)
    return _compare_sources(filled, workbook.name, ours, _type_answers(folder, catalog, None)).choice


def _choose_answers(folder: Path, catalog: Catalog) -> _ChosenAnswers:
    """Read the answers of the file that counts; where nothing tells which, of the newer one, with errors."""
    workbook = find_workbook(folder)
    if workbook is None:
        return _type_answers(folder, catalog, None)
    warned = tuple(check_open_workbook(workbook))
    filled = _read_workbook(workbook, catalog)
    ours = _type_answers(folder, catalog, filled)
    if not has_answer_file(folder):
        return replace(ours, problems=warned)
    theirs = _type_answers(folder, catalog, None)
    compared = _compare_sources(filled, workbook.name, ours, theirs)
    # Where both say the same, or wait for a choice, the newer one only gives the lines or cells of messages.
    is_newer = _get_modified_time(workbook) > _get_modified_time(folder / theirs.file.source.path)
    is_used = compared.choice is SourceChoice.WORKBOOK or (compared.choice is not SourceChoice.WRITTEN and is_newer)
    # The problems of the workbook are among those of its answers; what was not read is told where they do not count.
    untold = () if is_used else filled.report_unread()
    problems = (*warned, *filled.locate_problems((*untold, *compared.find_problems())))
    return replace(ours if is_used else theirs, problems=problems)


def _compare_sources(
    filled: FilledWorkbook, workbook: str, ours: _ChosenAnswers, theirs: _ChosenAnswers
) -> SourceComparison:
    """Compare the workbook with application.yaml; raises InputError where they are of different forms."""
    files = (workbook, theirs.file.source.path)
    if ours.file.form.id != theirs.file.form.id:
        message = f"{files[0]} 是“{ours.file.form.id}”的，{files[1]} 写的是“{theirs.file.form.id}”，不知道以哪个为准。"
        remedy = f"请把 {files[0]} 移走，或改 {files[1]} 里的 form。"
        raise InputError(message, remedy=remedy, path=ours.file.folder)
    return SourceComparison(
        theirs.file.form,
        theirs.file.notice,
        ours.typed.content,
        theirs.typed.content,
        filled.baseline,
        files,
    )


def _type_answers(folder: Path, catalog: Catalog, filled: FilledWorkbook | None) -> _ChosenAnswers:
    file = read_answer_file(folder, catalog, filled)
    typed = read_typed_answers(file)
    if filled and filled.unread and has_answer_file(folder):
        written = read_answer_file(folder, catalog, None)
        if written.form.id == file.form.id:
            typed = keep_unread_answers(file, typed, read_typed_answers(written))
    return _ChosenAnswers(file, typed)


def _read_workbook(workbook: Path, catalog: Catalog) -> FilledWorkbook:
    from docgen.project.workbook.workbook_reader import read_filled_workbook  # openpyxl is slow to import

    return read_filled_workbook(workbook, catalog)


@lru_cache(maxsize=4)
def _keep_workbook(workbook: Path, digest: str, catalog: Catalog) -> FilledWorkbook:
    """Read a workbook, or return what was read of the same bytes: a page that saves each answer asks every second."""
    return _read_workbook(workbook, catalog)


def _get_modified_time(path: Path) -> int:
    return path.stat().st_mtime_ns


def _load(chosen: _ChosenAnswers, catalog: Catalog) -> Application:
    # The order of the steps decides which of several unreadable files is reported.
    file, typed, folder = chosen.file, chosen.typed, chosen.file.folder
    tables = _read_tables(file, catalog.load_tables())
    computed = _compute_answers(file, typed, tables)
    evidence = _read_evidence(folder, file.form, file.notice)
    sealed = find_sealed(folder)
    problems = (
        *chosen.problems,
        *_check_answers(file, typed, tables, computed),
        *_check_tables(file, tables),
        *check_unused_files(folder, _list_used_names(file, typed)),
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
        cells=file.filled.cells if file.filled else {},
        unread_places=file.filled.unread if file.filled else frozenset(),
        marks={mark.where.slot: mark for mark in typed.marks},
        blanks=typed.blanks,
        content=typed.content,
        summary=typed.summary.values,
        profiles=typed.profiles.names,
        averages=typed.averages.values,
        register=tables.register,
        lists=tables.lists,
        evidence=evidence,
        sealed=sealed,
        problems=problems,
    )


def _read_tables(file: AnswerFile, tables: Tables) -> _TableFiles:
    register = read_register(file.folder, tables.enterprises, file.form.years)
    return _TableFiles(tables, register, read_lists(file.folder, tables))


def _compute_answers(file: AnswerFile, typed: TypedAnswers, tables: _TableFiles) -> _ComputedAnswers:
    reader = typed.reader
    derived = derive_answers(file.form, tables.tables.enterprises, tables.register, reader.values)
    listed = compute_list_answers(file.form, tables.lists)
    given = {**reader.values, **reader.unread}
    sources = (find_computable_blanks(given, derived, listed) if typed.blanks else {}) | reader.sources
    return _ComputedAnswers(derived, sources, compute_answers(sources, derived, listed))


def _check_answers(
    file: AnswerFile, typed: TypedAnswers, tables: _TableFiles, computed: _ComputedAnswers
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


def _check_tables(file: AnswerFile, tables: _TableFiles) -> Iterator[Problem]:
    yield from tables.register.problems if tables.register else ()
    for entries in tables.lists.values():
        yield from entries.problems
    yield from find_stray_files(file.folder, tables.tables)


def _list_used_names(file: AnswerFile, typed: TypedAnswers) -> Iterator[str]:
    yield from (file.source.path, *ANSWER_FILES, *(f"{field.id}.md" for field in file.form.narratives))
    yield from (OWN_NOTICE, FORM_TEMPLATE, OWN_CRITERIA, *typed.profiles.names, *ENTERPRISE_FILES)
    yield from (EVIDENCE_FOLDER, LISTS_FOLDER, SEALED_FOLDER)


def _read_evidence(folder: Path, form: Form, notice: Notice) -> Evidence:
    """Find the evidence files, and read the metadata that the index has of them."""
    evidence = find_evidence(folder, [item.number for item in notice.iterate_items()])
    index = read_index(folder, {file.name: file.item for file in evidence.files}, form, notice)
    if index is None:
        return evidence
    problems = (*evidence.problems, *index.problems)
    return replace(evidence, problems=problems, declared=index.declared, index=index.path)


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


def _locate_problems(filled: FilledWorkbook | None, *problems: Problem) -> Iterable[Problem]:
    """Return the problems; those of the workbook with the sheet of each."""
    return filled.locate_problems((*filled.problems, *problems)) if filled else problems
