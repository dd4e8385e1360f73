"""Import of the fill-in workbook into application.yaml and the plan; the old files are kept as backups."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.errors import InputError, OutputError, ReadBackError
from docgen.problems.problem import Problem
from docgen.project.answer_file import has_answer_file
from docgen.project.application import ANSWER_FILES, Application
from docgen.project.application_loader import load, load_filled, load_written
from docgen.project.scaffold import ScaffoldContent, format_files
from docgen.project.workbook.typed_content import list_answers
from docgen.runtime.backup import save_backup
from docgen.runtime.file_replacement import change_folder
from docgen.runtime.held_files import remove_file

_A_SECOND = 1_000_000_000
"""One second in nanoseconds."""


@dataclass(frozen=True)
class WorkbookImport:
    """The result of an import: the files written, the backups of the old ones, and the problems of the workbook.

    A cell that cannot be read at all is among the problems (``workbook.cell``); its answer is the old one of
    application.yaml.
    """

    written: tuple[Path, ...]
    backups: tuple[Path, ...]
    problems: tuple[Problem, ...]


def import_workbook(folder: Path, catalog: Catalog) -> WorkbookImport:
    """Write application.yaml and the plan of ``folder`` from its workbook, with all that can be read.

    Raises InputError where there is no workbook, or only application.yaml was changed since it was written;
    ReadBackError where the new files do not give the same answers (nothing is changed then), OutputError where they
    cannot be written.
    """
    application = load_filled(folder, catalog)
    if has_answer_file(folder):
        _reject_old_workbook(folder, catalog)
    workbook = application.answer_file
    problems = tuple(one for one in application.problems if one.where.path.startswith(workbook))
    new = format_files(application.form, application.notice, build_start(application))
    _verify_files(new, application, catalog)
    written, kept = _replace_files(folder, new, workbook)
    return WorkbookImport(written, kept, problems)


def _reject_old_workbook(folder: Path, catalog: Catalog) -> None:
    """Raise InputError where the workbook has nothing new: reading it would undo what was changed elsewhere."""
    outdated = [one for one in load(folder, catalog).problems if one.code == "workbook.outdated"]
    if outdated:
        remedy = "要以填报工作簿的旧答案为准，请先把 application.yaml 改名留存，再运行。"
        raise InputError(f"没有读回，以免旧答案盖掉新答案：{outdated[0].message}", remedy=remedy, path=folder)


def build_start(application: Application) -> ScaffoldContent:
    """Build the content of a new folder from all that was typed into the application."""
    notes = {place: (found.format_comment(),) for place, found in application.marks.items()}
    blanks = application.blanks.words if application.blanks else ""
    answers = list_answers(application.content, application.form)
    return ScaffoldContent(answers, notes, blanks, application.summary, application.profiles, application.averages)


def _verify_files(new: Mapping[str, str], application: Application, catalog: Catalog) -> None:
    """Read the new files before they replace the old ones; raise ReadBackError where the answers differ."""
    with TemporaryDirectory(prefix="docgen-", ignore_cleanup_errors=True) as work:
        aside = Path(work)
        for name, text in new.items():
            (aside / name).write_text(text, encoding="utf-8", newline="\n")
        if (application.folder / OWN_NOTICE).is_file():
            shutil.copy(application.folder / OWN_NOTICE, aside)
        again = load_written(aside, catalog)
    if _list_typed(again) != _list_typed(application):
        raise ReadBackError(
            f"由 {application.answer_file} 写成的文件读回来与它不一致，没有改动任何文件。",
            remedy="请把这份工作簿发给 docgen 的维护者。",
            path=application.answer_file,
        )


def _list_typed(application: Application) -> tuple[object, ...]:
    return application.content, application.profiles, application.averages


def _replace_files(folder: Path, new: Mapping[str, str], workbook: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Save the old files under other names and put the new ones in their place, all of them or none.

    The new files have a later time than the workbook. Returns them and the backups.
    """
    gone = [name for name in ANSWER_FILES if name not in new and (folder / name).is_file()]
    kept: list[Path] = []
    try:
        kept += (save_backup(folder / name) for name in (*gone, *new) if _is_changed(folder / name, new.get(name)))
        with change_folder(folder, gone) as aside:
            for name, text in new.items():
                (aside / name).write_bytes(text.encode("utf-8"))
                _set_later(aside / name, folder / workbook)
    except OSError as error:
        for backup in kept:
            remove_file(backup)
        message = "写不进去：{}。原来的文件没有改动。"
        raise OutputError.of_system(error, message, "请检查磁盘和权限。", folder) from None
    return tuple(folder / name for name in new), tuple(kept)


def _is_changed(old: Path, text: str | None) -> bool:
    """Return True where the old file is there and differs from the text of the new one."""
    return old.is_file() and (text is None or old.read_bytes() != text.encode("utf-8"))


def _set_later(path: Path, workbook: Path) -> None:
    saved = workbook.stat().st_mtime_ns
    if path.stat().st_mtime_ns <= saved:  # the workbook is from a machine whose clock is ahead
        os.utime(path, ns=(saved + _A_SECOND, saved + _A_SECOND))
