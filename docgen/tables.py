"""The flow of the Excel side: from enterprises to their register, from applications to the summary table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docgen.application.application import ANSWER_FILES
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.definitions.source import Scalar, Table, read_source
from docgen.documents.excel import write_workbook
from docgen.documents.summary import summary
from docgen.problems import Problem


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


def write_summary(folders: Iterable[Path], out: Path, catalog: Catalog) -> tuple[int, tuple[Problem, ...]]:
    """Write the summary table of the applications in ``folders``; returns how many it has, and every problem."""
    sheet, problems = summary(folders, catalog)
    write_workbook(out, sheet)
    return len(sheet.rows), problems


def _named_form(folder: Path) -> str:
    """The form that the application in ``folder`` names; nothing where there is no application."""
    for path in (folder / name for name in ANSWER_FILES):
        if path.is_file():
            root = read_source(path, path.name).root
            node = root.entries.get("form") if isinstance(root, Table) else None
            return node.text.strip() if isinstance(node, Scalar) else ""
    return ""
