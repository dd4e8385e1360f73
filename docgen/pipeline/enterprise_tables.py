"""The flow of the Excel side: from enterprises to their register, from applications to the summary table."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.definitions.source import Scalar, Table, read_source
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.sheets.collected_workbook import write_collected_workbook
from docgen.documents.sheets.enterprise_blank import write_blank_table
from docgen.documents.sheets.enterprise_sheet import build_blank_sheet_docx, build_enterprise_sheets_docx
from docgen.documents.sheets.enterprise_table import build_enterprise_table
from docgen.documents.sheets.summary_sheet import build_summary
from docgen.errors import InputError, OutputError, reason
from docgen.package.drawn.enterprise_pages import draw_enterprise_sheets
from docgen.package.drawn.sheet_pages import draw_sheet
from docgen.package.drawn.typesetting import Typesetter
from docgen.problems.problem import Problem, in_order
from docgen.project.application import ANSWER_FILES, load
from docgen.project.register.collect import collect_sheets, merge_into
from docgen.project.register.register import read_register_file
from docgen.runtime.backup_name import kept_name
from docgen.runtime.fonts import font_folders
from docgen.runtime.output_folder import write_file


def form_for(target: Path, form_id: str | None, catalog: Catalog) -> Form:
    """The form whose years a table has: the one named, that of the application folder around ``target``, or the latest.

    Raises DefinitionError where the named form is not there.
    """
    if form_id:
        return catalog.form(form_id)
    named = _named_form(target.parent)
    if named in catalog.form_ids():
        return catalog.form(named)
    return max((catalog.form(known) for known in catalog.form_ids()), key=lambda form: form.years.actual)


@dataclass(frozen=True)
class CollectedInto:
    """What collecting did: how many files were read, the rows and the loose ends, what was kept, every problem."""

    files: int
    enterprises: int
    unplaced: int
    kept: Path | None
    problems: tuple[Problem, ...]


def collect_into(
    out: Path, folder: Path, form: Form, catalog: Catalog, on_file: Callable[[int, int], None]
) -> CollectedInto:
    """Collect the sheets in ``folder`` into the table ``out``; what only stands there already is not lost.

    The table that was there stays under another name. Raises InputError where the folder, or that table, cannot be
    read, OutputError where the new one cannot be written.
    """
    table = catalog.tables().enterprises
    existing = read_register_file(out, table, form.years) if out.exists() else None
    collected = merge_into(collect_sheets(folder, table, form.years, on_file, out), existing, table)
    aside = out.with_name(f".{out.name}.docgen.xlsx")
    write_collected_workbook(aside, collected, table, form.years)
    kept = _replaced(out, aside)
    problems = in_order(collected.problems)
    return CollectedInto(collected.files, len(collected.rows), len(collected.unplaced), kept, problems)


def write_blank(out: Path, form: Form, catalog: Catalog) -> None:
    """Write 表1 to hand out: a workbook, or a Word sheet to be sealed, as the name of ``out`` ends."""
    table = catalog.tables().enterprises
    if out.suffix.lower() == ".docx":
        template = catalog.shared_template("enterprise") / "enterprise.docx"
        write_file(out, build_blank_sheet_docx(template, table, form.years))
    elif out.suffix.lower() == ".xlsx":
        write_blank_table(out, table, form.years)
    else:
        raise InputError(f"不知道“{out.suffix}”是什么文件。", remedy="请写成 .xlsx 或 .docx。", path=out)


def print_tables(folder: Path, out: Path, catalog: Catalog) -> tuple[tuple[Path, ...], int]:
    """Write what is printed of the enterprise table of an application: each enterprise's sheet, and the whole.

    Returns the files and how many enterprises there are. Raises InputError where the folder has no such table.
    """
    application = load(folder, catalog)
    register, table, years = application.register, application.tables.enterprises, application.form.years
    if register is None:
        message = "文件夹里没有企业表（enterprises.xlsx 或 enterprises.csv）。"
        raise InputError(message, remedy="请先用 docgen enterprises collect 汇总，或自己填写。", path=folder)
    typesetter = Typesetter(catalog.shared_template("package"), font_folders())
    template = catalog.shared_template("enterprise") / "enterprise.docx"
    whole = build_enterprise_table(register, table, years)
    files = {
        f"{table.title}（逐户）.docx": build_enterprise_sheets_docx(template, register, table, years),
        f"{table.title}（逐户）.pdf": draw_enterprise_sheets(register, table, years, typesetter),
        f"{table.title}（汇总）.pdf": draw_sheet(whole, typesetter),
    }
    paths = [write_file(out / name, data) for name, data in files.items()]
    write_workbook(out / f"{table.title}（汇总）.xlsx", whole)
    return (*paths, out / f"{table.title}（汇总）.xlsx"), len(register.rows)


def write_summary(folders: Iterable[Path], out: Path, catalog: Catalog) -> tuple[int, tuple[Problem, ...]]:
    """Write the summary table of the applications in ``folders``; returns how many it has, and every problem."""
    sheet, problems = build_summary(folders, catalog)
    write_workbook(out, sheet)
    return len(sheet.rows), problems


def _replaced(out: Path, aside: Path) -> Path | None:
    """Put the new file in place; the one that was there is kept, and its new name returned."""
    try:
        kept = kept_name(out) if out.exists() else None
        if kept:
            shutil.copy2(out, kept)
        os.replace(aside, out)  # noqa: PTH105
    except OSError as error:
        remedy = "请关闭正在打开它的 Excel 或 WPS 后重试。"
        raise OutputError(f"写不进去：{reason(error)}。", remedy=remedy, path=out) from None
    return kept


def _named_form(folder: Path) -> str:
    """The form that the application in ``folder`` names; nothing where there is no application."""
    for path in (folder / name for name in ANSWER_FILES):
        if path.is_file():
            root = read_source(path, path.name).root
            node = root.entries.get("form") if isinstance(root, Table) else None
            return node.text.strip() if isinstance(node, Scalar) else ""
    return ""
