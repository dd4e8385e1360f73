"""Collect, print and summarise enterprise tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.definitions.source import Scalar, Table, read_source
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.sheets.collected_workbook import write_collected_workbook
from docgen.documents.sheets.enterprise_sheet import build_enterprise_sheets_docx
from docgen.documents.sheets.enterprise_table import build_enterprise_table
from docgen.documents.sheets.summary_sheet import build_summary
from docgen.errors import InputError, OutputError
from docgen.package.drawn.enterprise_pages import draw_enterprise_sheets
from docgen.package.drawn.sheet_pages import draw_sheet
from docgen.package.drawn.typesetting import Typesetter
from docgen.problems.problem import Problem, sort_problems
from docgen.progress import SILENT, Progress, Stage
from docgen.project.application import ANSWER_FILES
from docgen.project.application_loader import load
from docgen.project.evidence.folder_files import refuse_outside
from docgen.project.register.collect import collect_sheets
from docgen.project.register.earlier_table import read_earlier_table
from docgen.project.register.merged_rows import merge_into
from docgen.project.register.roster import read_roster
from docgen.project.register.roster_check import RosterComparison, compare_with_roster
from docgen.rules.enterprises.enterprise_check import check_collected
from docgen.runtime.backup import save_backup
from docgen.runtime.file_replacement import replace_file
from docgen.runtime.fonts import list_font_folders
from docgen.runtime.held_files import remove_file
from docgen.runtime.output_folder import replace_filled_file, replace_output, write_file

_FIRST = frozenset({"enterprises.years"})
"""The codes of the problems that a collection tells before all others."""


def choose_form(target: Path, form_id: str | None, catalog: Catalog) -> Form:
    """Return the form that gives a table its years: by id, by the application folder around ``target``, or the latest.

    Raises DefinitionError where the named form is not there.
    """
    if form_id:
        return catalog.load_form(form_id)
    named = _read_named_form(target.parent)
    if named in catalog.list_form_ids():
        return catalog.load_form(named)
    return max((catalog.load_form(known) for known in catalog.list_form_ids()), key=lambda form: form.years.actual)


@dataclass(frozen=True)
class CollectResult:
    """The result of collecting: the table and its form, the numbers of files read, of enterprises, and of cells without
    a place, the backup of the old table, all problems, and the roster against the returns where there was one."""

    table: Path
    form: Form
    files: int
    enterprises: int
    unplaced: int
    backup: Path | None
    problems: tuple[Problem, ...]
    roster: RosterComparison | None = None

    def to_json(self) -> dict[str, object]:
        """Return the result as ``docgen enterprises collect --json`` prints it."""
        counts: dict[str, object] = {
            "files": self.files,
            "enterprises": self.enterprises,
            "unplaced": self.unplaced,
        }
        if self.roster:
            counts["roster"] = self.roster.to_json()
        problems = [problem.to_json() for problem in self.problems]
        return {"output": str(self.table), "form": self.form.id, **counts, "problems": problems}


@dataclass(frozen=True)
class PrintResult:
    """The files that were printed of an enterprise table, and the number of its enterprises."""

    files: tuple[Path, ...]
    enterprises: int


@dataclass(frozen=True)
class SummaryResult:
    """The 推荐汇总表 that was written, the number of its clusters, and all problems."""

    table: Path
    clusters: int
    problems: tuple[Problem, ...]

    def to_json(self) -> dict[str, object]:
        """Return the result as ``docgen summary --json`` prints it."""
        problems = [problem.to_json() for problem in self.problems]
        return {"output": str(self.table), "clusters": self.clusters, "problems": problems}


def collect_into(
    out: Path, folder: Path, form: Form, catalog: Catalog, roster: Path | None = None, progress: Progress = SILENT
) -> CollectResult:
    """Collect the sheets in ``folder`` into the table ``out``; rows that only the old table has stay.

    The old table is kept as a backup. With a ``roster`` the result says who is missing. Raises InputError where the
    folder, the old table or the roster cannot be read, OutputError where the new table cannot be written.
    """
    table = catalog.load_tables().enterprises
    wanted = read_roster(roster, table) if roster else None
    earlier = read_earlier_table(out, table, form.years) if os.path.exists(out) else None  # noqa: PTH110  # a name may be too long
    collected = merge_into(collect_sheets(folder, table, form.years, progress, out, roster), earlier, table)
    comparison = compare_with_roster(wanted, collected, table) if wanted else None
    progress.raise_if_cancelled()
    doubts, doubtful = check_collected(collected, table, form.years, out.name)
    asked = comparison.problems if comparison else ()
    # A sheet of another round says nothing else that is worth reading.
    problems = tuple(
        sorted(sort_problems((*collected.problems, *doubtful, *asked)), key=lambda problem: problem.code not in _FIRST)
    )
    progress.report_problems(problems)
    backup = _replace_table(
        out, lambda new: write_collected_workbook(new, collected, doubts, table, form.years, comparison)
    )
    counts = (collected.files, len(collected.rows), len(collected.unplaced))
    return CollectResult(out, form, *counts, backup, problems, comparison)


def print_tables(folder: Path, out: Path, catalog: Catalog, progress: Progress = SILENT) -> PrintResult:
    """Write the sheet of each enterprise of an application and its whole table, as Word, PDF and Excel, into ``out``.

    Raises InputError where the folder has no enterprise table.
    """
    application = load(folder, catalog)
    register, table, years = application.register, application.tables.enterprises, application.form.years
    if register is None:
        message = "文件夹里没有企业表（enterprises.xlsx 或 enterprises.csv）。"
        raise InputError(message, remedy="请先用 docgen enterprises collect 汇总，或自己填写。", path=folder)
    typesetter = Typesetter(catalog.find_shared_template("package"), list_font_folders())
    template = catalog.find_shared_template("enterprise") / "enterprise.docx"
    whole = build_enterprise_table(register, table, years)
    makers: dict[str, Callable[[], bytes]] = {
        f"{table.title}（逐户）.docx": lambda: build_enterprise_sheets_docx(template, register, table, years),
        f"{table.title}（逐户）.pdf": lambda: draw_enterprise_sheets(register, table, years, typesetter),
        f"{table.title}（汇总）.pdf": lambda: draw_sheet(whole, typesetter),
    }
    workbook = out / f"{table.title}（汇总）.xlsx"
    with progress.run_stage(Stage.DRAW, len(makers) + 1) as steps:
        made = {}
        for name, make in makers.items():
            made[name] = make()
            steps.advance(name)
        steps.advance(workbook.name)
    # Nothing is written before everything is made: a cancelled call leaves what was there.
    paths = [write_file(out / name, data) for name, data in made.items()]
    with replace_output(workbook) as new:
        write_workbook(new, whole)
    return PrintResult((*paths, workbook), len(register.rows))


def write_summary(folders: Iterable[Path], out: Path, catalog: Catalog, progress: Progress = SILENT) -> SummaryResult:
    """Write the 推荐汇总表 of the applications in ``folders``, or inside them, to ``out``."""
    sheet, problems = build_summary(folders, catalog, progress)
    progress.report_problems(problems)
    with replace_filled_file(out) as new:
        write_workbook(new, sheet)
    return SummaryResult(out, len(sheet.rows), problems)


def _replace_table(out: Path, write: Callable[[Path], None]) -> Path | None:
    """Write the new table and put it in place; return the backup of the old one, None without one."""
    backup = None
    try:
        with replace_file(out) as new:
            write(new)
            backup = save_backup(out) if os.path.exists(out) else None  # noqa: PTH110  # a name may be too long
    except OSError as error:
        if backup:
            remove_file(backup)
        raise OutputError.of_system(error, "写不进去：{}。", "请关闭正在打开它的 Excel 或 WPS 后重试。", out) from None
    return backup


def _read_named_form(folder: Path) -> str:
    """Read the form id of the application in ``folder``; "" where there is no application."""
    for path in (folder / name for name in ANSWER_FILES):
        if path.is_file():
            root = read_source(refuse_outside(path, folder), path.name).root
            node = root.entries.get("form") if isinstance(root, Table) else None
            return node.text.strip() if isinstance(node, Scalar) else ""
    return ""
