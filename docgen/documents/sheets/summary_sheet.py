"""The 推荐汇总表 as a sheet: one row for each application, in the columns of the notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from docgen.definitions import document_names
from docgen.definitions.catalog import Catalog
from docgen.definitions.notice import SummaryColumn
from docgen.documents.sheets.sheet import PrintableSheet, PrintColumn, measure_text
from docgen.errors import DocgenError
from docgen.problems.problem import Problem, sort_problems
from docgen.progress import SILENT, Progress, Stage
from docgen.project.application import ANSWER_FILES, Application
from docgen.project.application_folders import find_application_folders
from docgen.project.application_loader import load
from docgen.project.workbook.workbook_names import FILE
from docgen.rules.projection_check import check_projection
from docgen.rules.summary_check import check_summary, find_shared_table, format_summary_value

NAME = document_names.SUMMARY

_PAPER = 136
"""The characters across A4 landscape without reduction."""

_NUMBER = 6
_NARROW, _WIDE = 12, 26
_HEADING_IN_ONE_LINE = 20
_PROSE_FROM = 50
_LEAST_PROSE = 46


def build_summary(
    given: Iterable[Path], catalog: Catalog, progress: Progress = SILENT
) -> tuple[PrintableSheet, tuple[Problem, ...]]:
    """Build the summary table of the applications in (or below) these folders, and list the problems in order.

    Raises DocgenError if a folder cannot be read, or if the applications do not fit one table.
    """
    found = find_application_folders(given, (*ANSWER_FILES, FILE))
    folders = progress.track(Stage.READ, found.folders, len(found.folders), str)
    applications = [_load_application(folder, catalog) for folder in folders]
    projected = (problem for application in applications for problem in check_projection(application, catalog))
    problems = sort_problems((*found.problems, *projected, *check_summary(applications)))
    return build_summary_sheet(applications), problems


def build_summary_sheet(applications: Sequence[Application]) -> PrintableSheet:
    """Build the table for A4 landscape in the order of ``applications``; raises InputError if they share no table."""
    notice, table = find_shared_table(applications)
    title = f"{table.title}{'（推算稿）' * bool(notice.projected)}"
    rows = tuple(
        tuple(_format_cell(application, column, number) for column in table.columns)
        for number, application in enumerate(applications, 1)
    )
    texts = [[str(row[at] or "") for row in rows] for at in range(len(table.columns))]
    return PrintableSheet(NAME, title, table.head, _build_columns(table.columns, texts), rows)


def _load_application(folder: Path, catalog: Catalog) -> Application:
    """Load an application; the path of an error includes the folder."""
    try:
        return load(folder, catalog)
    except DocgenError as error:
        if error.path and (folder / error.path).is_file():
            error.path = (folder / error.path).as_posix()
        raise


def _format_cell(application: Application, column: SummaryColumn, number: int) -> str | int | None:
    return number if column.fill == "number" else format_summary_value(application, column) or None


def _build_columns(columns: Sequence[SummaryColumn], texts: Sequence[Sequence[str]]) -> tuple[PrintColumn, ...]:
    """Build the columns; those of long prose share the room that the others leave."""
    prose = [_is_prose(column) for column in columns]
    widths = [_calculate_width(column, cells) for column, cells in zip(columns, texts, strict=True)]
    taken = sum(width for width, is_prose in zip(widths, prose, strict=True) if not is_prose)
    room = max(_LEAST_PROSE, (_PAPER - taken) // max(1, sum(prose)))
    return tuple(
        PrintColumn(column.label, room if is_prose else width, centred=not is_prose)
        for column, width, is_prose in zip(columns, widths, prose, strict=True)
    )


def _is_prose(column: SummaryColumn) -> bool:
    return (column.limit or 0) >= _PROSE_FROM


def _calculate_width(column: SummaryColumn, cells: Sequence[str]) -> int:
    """Calculate a width for a short heading in one line and the longest text in three."""
    if column.fill == "number":
        return _NUMBER
    longest = max((measure_text(cell) for cell in cells), default=0)
    heading = measure_text(column.label)
    heading = heading if heading <= _HEADING_IN_ONE_LINE else heading // 2
    return min(_WIDE, max(_NARROW, heading + 2, longest // 3 + 4))
