"""Write what is handed out to be filled in: the blank 表1, one for each enterprise of a roster, and the blank lists."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.documents.sheets.enterprise_blank import write_blank_table
from docgen.documents.sheets.enterprise_sheet import build_blank_sheet_docx
from docgen.documents.sheets.list_blank import list_used_tables, write_blank_list
from docgen.errors import InputError, OutputError
from docgen.package.deliverables.disc_names import DiscNames
from docgen.problems.problem import Problem, sort_problems
from docgen.progress import SILENT, Progress, Stage
from docgen.project.register.roster import read_roster
from docgen.runtime.file_replacement import change_folder, finish_change
from docgen.runtime.output_folder import replace_filled_file

_FIXED_TIME = (2000, 1, 1, 0, 0, 0)
"""The same content gives the same archive."""


@dataclass(frozen=True)
class BlankSet:
    """The archive of blank tables, the form of their years, the names of its files, the problems of the roster."""

    archive: Path
    form: Form
    names: tuple[str, ...]
    problems: tuple[Problem, ...]


def write_blank(out: Path, form: Form, catalog: Catalog) -> None:
    """Write the blank 表1: a workbook (.xlsx), or a Word sheet to be sealed (.docx); an old file becomes a backup."""
    table = catalog.load_tables().enterprises
    if out.suffix.lower() == ".docx":
        template = catalog.find_shared_template("enterprise") / "enterprise.docx"
        data = build_blank_sheet_docx(template, table, form.years)
        with replace_filled_file(out) as new:
            new.write_bytes(data)
    elif out.suffix.lower() == ".xlsx":
        with replace_filled_file(out) as new:
            write_blank_table(new, table, form.years)
    else:
        raise InputError(f"不知道“{out.suffix}”是什么文件。", remedy="请写成 .xlsx 或 .docx。", path=out)


def write_blank_set(out: Path, roster: Path, form: Form, catalog: Catalog, progress: Progress = SILENT) -> BlankSet:
    """Write the archive ``out`` (.zip) with a blank 表1 for each enterprise of the roster, its name and code filled in.

    The files are named by the enterprises, in a way that Windows can unpack. Raises InputError where ``out`` is no .zip
    or the roster cannot be read, OutputError where the archive cannot be written.
    """
    if out.suffix.lower() != ".zip":
        raise InputError(
            f"每家一份的空白表装在一个 .zip 里，不能写成“{out.suffix}”。", remedy="请写成 .zip。", path=out
        )
    table = catalog.load_tables().enterprises
    read = read_roster(roster, table)
    names = DiscNames()
    named = {names.assign_path("", [f"{entry.name}.xlsx"]): entry for entry in read.entries}
    content: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        blank = Path(folder) / "blank.xlsx"
        for name in progress.track(Stage.DRAW, list(named), len(named), str):
            filled = {table.name: named[name].name} | ({table.code: named[name].code} if named[name].code else {})
            write_blank_table(blank, table, form.years, filled)
            content[name] = blank.read_bytes()
    problems = sort_problems(read.problems)
    progress.report_problems(problems)
    _write_archive(out, content)
    return BlankSet(out, form, tuple(named), problems)


def write_blank_lists(folder: Path, form: Form, catalog: Catalog, progress: Progress = SILENT) -> tuple[Path, ...]:
    """Write each list that the form counts as a blank workbook into ``folder``; return the files.

    Raises InputError where one of them is there already: it may be filled in.
    """
    tables = catalog.load_tables()
    wanted = {folder / f"{table.title}.xlsx": table for table in list_used_tables(form, tables)}
    try:
        finish_change(folder, ())
        there = [path.name for path in wanted if path.exists()]
        if there:
            message = f"已经有 {'、'.join(there)}，可能填过了，没有覆盖。"
            raise InputError(message, remedy="请换一个文件夹，或先移走这些文件。", path=folder)
        folder.mkdir(parents=True, exist_ok=True)
        with change_folder(folder) as aside:
            for path in progress.track(Stage.DRAW, list(wanted), len(wanted), lambda path: path.name):
                write_blank_list(aside / path.name, wanted[path], form, tables)
    except OSError as error:
        raise OutputError.of_system(error, "写不了这个文件夹：{}。", "请检查路径、磁盘和权限。", folder) from None
    return tuple(wanted)


def _write_archive(out: Path, content: dict[str, bytes]) -> None:
    with replace_filled_file(out) as new, zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data)
