"""Defined names of the fill-in workbook, and the choice between it and application.yaml.

Each blank has the name of its place and is found wherever it is moved. Of the two files the one saved last counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.definitions.form import Blank, Choices, Field, Form, iterate_places
from docgen.problems.problem import Problem, Where

FILE = "填报.xlsx"
LOCK = f"~${FILE}"
"""The lock file of Excel while the workbook is open."""

STRUCTURE = "1"
"""The version of the naming scheme; a workbook of another version is refused."""

FORM = "docgen.form"
NOTICE = "docgen.notice"
VERSION = "docgen.structure"
BLANKS_NAME = "docgen.blanks"
TICK = "✓"


def name_answer(place: str) -> str:
    """Return the name of the cell or rows of a place, an option or a heading of the plan."""
    return f"answer.{place}"


def name_nothing(field: Field) -> str:
    """Return the name of the cell for 无 below the options of a field."""
    return f"nothing.{field.id}"


def name_summary(question: str) -> str:
    """Return the name of the cell of a question of the summary table."""
    return f"summary.{question}"


def name_mark(place: str) -> str:
    """Return the name of the cell with the mark of an answer that was carried over and needs review."""
    return f"mark.{place}"


def list_names(form: Form) -> Iterator[str]:
    """Yield every name that a workbook of this form must have."""
    yield from (FORM, NOTICE, VERSION)
    for field in form.fields.values():
        match field:
            case Blank():
                continue
            case Choices():
                yield from (name_answer(f"{field.id}.{option}") for option in field.options)
                yield name_nothing(field)
            case _:
                yield from (name_answer(place) for place in iterate_places(field, form.years))


def format_sheet_path(path: str, sheet: str) -> str:
    """Format the path of a message with the sheet behind the name of the workbook."""
    return f"{path} {sheet}" if path == FILE and sheet else path


def is_in_use(folder: Path, others: Sequence[Path]) -> bool:
    """Return True where the workbook in ``folder`` is newer than each existing one of the ``others``.

    A name that is too long counts as missing (Path.is_file would raise).
    """
    workbook = folder / FILE
    there = [one for one in others if os.path.isfile(one)]  # noqa: PTH113
    return os.path.isfile(workbook) and all(_get_modified_time(one) < _get_modified_time(workbook) for one in there)  # noqa: PTH113


def check_workbook_choice(folder: Path, others: Sequence[Path]) -> list[Problem]:
    """Check which of the files is read, and return the problems and notes that tell the user."""
    workbook = folder / FILE
    problems = []
    if (folder / LOCK).exists():
        message = f"{FILE} 正在 Excel 里打开着，读到的是上次保存的内容。"
        problems.append(Problem("workbook.open", Where(FILE), message, "请保存并关闭后再运行一次。"))
    if not workbook.is_file():
        return problems
    newer = [one.name for one in others if _get_modified_time(one) >= _get_modified_time(workbook)]
    if newer:
        message = f"{FILE} 比 {'、'.join(newer)} 旧，没有采用；以 {'、'.join(one.name for one in others)} 为准。"
        hint = f"要以 {FILE} 为准，请打开它保存一次；不再用它，可以删去。"
        return [*problems, Problem("workbook.older", Where(FILE), message, hint)]
    named = "、".join(one.name for one in others)
    message = f"以 {FILE} 的答案为准{f'，它比 {named} 新' if named else ''}。"
    hint = f"要写回 {named}，运行 docgen workbook DIR --read。" if named else ""
    return [*problems, Problem("workbook.used", Where(FILE), message, hint)]


def _get_modified_time(path: Path) -> int:
    return path.stat().st_mtime_ns
