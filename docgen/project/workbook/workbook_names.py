"""Names of the fill-in workbook: of its file, and of its cells, so that each blank is found wherever it is moved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from docgen.definitions.form import Field
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.folder_files import refuse_outside

STEM = "填报"
FILE = f"{STEM}.xlsx"
ENDINGS = (".xlsx", ".xls", ".et", ".xlsm")
"""The endings of a workbook that is read; docgen writes the first, a person may save it as another."""

STRUCTURE = "1"
"""The version of the naming scheme; a workbook of another version is refused."""

FORM = "docgen.form"
NOTICE = "docgen.notice"
VERSION = "docgen.structure"
BLANKS_NAME = "docgen.blanks"
BASELINE = "docgen.baseline"
TICK = "✓"


def name_answer(place: str) -> str:
    """Return the name of the cell or rows of a place, an option or a heading of the plan."""
    return f"answer.{place}"


def name_nothing(field: Field) -> str:
    """Return the name of the cell for 无 below the options of a field."""
    return f"nothing.{field.id}"


def find_named_place(name: str) -> str:
    """Return the place whose cell has ``name``: what ``name_answer`` and the others were given."""
    return name if name.startswith(f"{name_summary('')}") else name.partition(".")[2]


def name_summary(question: str) -> str:
    """Return the name of the cell of a question of the summary table."""
    return f"summary.{question}"


def name_mark(place: str) -> str:
    """Return the name of the cell with the mark of an answer that was carried over and needs review."""
    return f"mark.{place}"


def find_workbook(folder: Path) -> Path | None:
    """Return the fill-in workbook in ``folder``, as .xlsx before a copy in another format; None without one.

    Raises InputError where it is a link that leads out of ``folder``.
    """
    there = [folder / f"{STEM}{ending}" for ending in ENDINGS]
    found = next((path for path in there if os.path.isfile(path)), None)  # noqa: PTH113  (is_file raises on long names)
    return refuse_outside(found, folder) if found else None


def check_open_workbook(workbook: Path) -> Iterator[Problem]:
    """Yield a warning where the workbook is open in Excel and the like: what was not saved cannot be read."""
    if lock := find_lock(workbook):
        message = f"{workbook.name} 正在 Excel 或 WPS 里打开着，读到的是上次保存的内容。"
        hint = f"请保存并关闭后再运行一次；早已关闭的，删去留下的 {lock.name}。"
        yield Problem("workbook.open", Where(workbook.name), message, hint)


def find_lock(workbook: Path) -> Path | None:
    """Find the lock file that Excel, WPS or LibreOffice keeps beside an open workbook; None where it is not open."""
    names = (f"~${workbook.name}", f".~{workbook.name}", f".~lock.{workbook.name}#")
    return next((lock for lock in map(workbook.with_name, names) if lock.exists()), None)
