"""Import of the fill-in workbook into application.yaml and the plan; the old files are kept as backups."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.errors import InputError, OutputError, ReadBackError, describe_os_error
from docgen.problems.problem import Problem, Severity
from docgen.project.answers.answer_reader import Value
from docgen.project.application import ANSWER_FILES, Application
from docgen.project.application_loader import load, load_written
from docgen.project.scaffold import ScaffoldContent, format_files
from docgen.project.workbook.workbook_names import FILE
from docgen.runtime.backup_name import find_backup_name

_A_SECOND = 1_000_000_000
"""One second in nanoseconds."""


@dataclass(frozen=True)
class WorkbookImport:
    """The result of an import: the files written, the backups of the old ones, and the problems of the workbook.

    Nothing is written where the workbook has answers that application.yaml cannot hold.
    """

    written: tuple[Path, ...]
    backups: tuple[Path, ...]
    problems: tuple[Problem, ...]


def import_workbook(folder: Path, catalog: Catalog) -> WorkbookImport:
    """Write application.yaml and the plan of ``folder`` from its workbook.

    Raises InputError where there is no workbook or an older one than application.yaml, ReadBackError where the new
    files do not give the same answers (nothing is changed then), OutputError where they cannot be written.
    """
    if not (folder / FILE).is_file():
        raise InputError(f"文件夹里没有 {FILE}。", remedy="请先运行 docgen workbook DIR 生成它。", path=folder)
    application = load(folder, catalog)
    if application.answer_file != FILE:
        raise InputError(
            f"{FILE} 比 {application.answer_file} 或规划正文旧，没有读回，以免旧答案盖掉新答案。",
            remedy=f"要以 {FILE} 为准，请用 Excel 打开它保存一次，再运行。",
            path=folder,
        )
    problems = tuple(
        one for one in application.problems if one.where.path.startswith(FILE) and one.code != "workbook.used"
    )
    if any(one.severity is Severity.ERROR and not one.code.startswith("carry.") for one in problems):
        return WorkbookImport((), (), problems)
    new = format_files(application.form, application.notice, build_start(application))
    _verify_files(new, application, catalog)
    written, kept = _replace_files(folder, new)
    return WorkbookImport(written, kept, problems)


def build_start(application: Application) -> ScaffoldContent:
    """Build the content of a new folder from the answers of the application."""
    answers: dict[str, Value] = dict(application.answers)
    answers |= {place: source.words for place, source in application.answer_sources.items()}
    notes = {place: (found.mark.format_comment(found.origin),) for place, found in application.marks.items()}
    blanks = application.blanks.words if application.blanks else ""
    return ScaffoldContent(answers, notes, blanks, application.summary, application.profiles, application.averages)


def _verify_files(new: Mapping[str, str], application: Application, catalog: Catalog) -> None:
    """Read the new files before they replace the old ones; raise ReadBackError where the answers differ."""
    with TemporaryDirectory(prefix="docgen-") as work:
        aside = Path(work)
        for name, text in new.items():
            (aside / name).write_text(text, encoding="utf-8")
        if (application.folder / OWN_NOTICE).is_file():
            shutil.copy(application.folder / OWN_NOTICE, aside)
        again = load_written(aside, catalog)
    if collect_content(again) != collect_content(application):
        raise ReadBackError(
            f"由 {FILE} 写成的文件读回来与它不一致，没有改动任何文件。",
            remedy="请把这份工作簿发给 docgen 的维护者。",
            path=FILE,
        )


def collect_content(application: Application) -> tuple[object, ...]:
    """Return all content of the answers and the plan in a form that can be compared."""
    typed = {place: value for place, value in application.answers.items() if place not in application.answer_sources}
    beside = (application.blanks, application.summary, application.profiles, application.averages)
    return typed, application.answer_sources, *beside, set(application.marks)


def _replace_files(folder: Path, new: Mapping[str, str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Save the old files under other names and write the new ones, with a later time than the workbook."""
    try:
        kept = tuple(_save_backups(folder, new))
        written = tuple(_write_file(folder / name, text) for name, text in new.items())
    except OSError as error:
        raise OutputError(f"写不进去：{describe_os_error(error)}。", remedy="请检查磁盘和权限。", path=folder) from None
    return written, kept


def _save_backups(folder: Path, new: Mapping[str, str]) -> Iterator[Path]:
    for name in dict.fromkeys((*ANSWER_FILES, *new)):
        old = folder / name
        if old.is_file() and (name not in new or old.read_bytes() != new[name].encode("utf-8")):
            beside = find_backup_name(old)
            shutil.copy2(old, beside)
            if name not in new:
                old.unlink()
            yield beside


def _write_file(path: Path, text: str) -> Path:
    aside = path.with_name(f".{path.name}.docgen")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)  # noqa: PTH105
    saved = (path.parent / FILE).stat().st_mtime_ns
    if path.stat().st_mtime_ns <= saved:  # the workbook is from a machine whose clock is ahead
        os.utime(path, ns=(saved + _A_SECOND, saved + _A_SECOND))
    return path
