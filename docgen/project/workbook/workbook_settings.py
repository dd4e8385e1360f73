"""Read what a workbook says of itself: its form, its notice, what application.yaml said when it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.errors import InputError
from docgen.project.workbook.workbook_cells import WorkbookCells
from docgen.project.workbook.workbook_names import BASELINE, FORM, NOTICE, STRUCTURE, VERSION
from docgen.project.workbook.workbook_rows import HIDDEN, MANUAL

_ABOUT_ROW = 3
"""The row of the first sheet that names the form and the notice in words."""

_SETTINGS = (FORM, NOTICE, VERSION)
"""The settings in the first rows of the second column of the hidden sheet; the baseline follows them."""


@dataclass(frozen=True)
class WorkbookSettings:
    """The form and the notice of a workbook; ``baseline`` is None where the hidden sheet with it is lost."""

    form: Form
    notice: Notice
    baseline: Mapping[str, str] | None


def format_about(form: Form, notice: Notice) -> str:
    """Format the line of the first sheet that names the form and the notice."""
    return f"申报表：{form.edition}　　通知：{notice.title}"


def read_settings(cells: WorkbookCells, path: Path, catalog: Catalog) -> WorkbookSettings:
    """Read the settings, from the first sheet where the hidden one is lost.

    Raises InputError where the workbook is not one of docgen's, or of another structure.
    """
    settings = {name: _read_setting(cells, name, row) for row, name in enumerate(_SETTINGS, 1)}
    if settings[FORM] and settings[NOTICE]:
        form, notice = catalog.load_form(settings[FORM]), _load_notice(settings[NOTICE], path, catalog)
    else:
        form, notice = _recognize_form(cells, path, catalog)
    if settings[VERSION] not in ("", STRUCTURE):
        raise InputError(
            "这份填报工作簿是另一个版本的 docgen 生成的，格子的安排不同。",
            remedy="请把它改名留存，用 docgen workbook 重新生成，再把答案抄过去。",
            path=path.name,
        )
    return WorkbookSettings(form, notice, _read_baseline(cells))


def _read_setting(cells: WorkbookCells, name: str, row: int) -> str:
    if name in cells.names:
        sheet, (column, row, _, _) = cells.names[name]
        return cells.sheets[sheet].get_text(row, column)
    return cells.sheets[HIDDEN].get_text(row, 2) if HIDDEN in cells.sheets else ""


def _read_baseline(cells: WorkbookCells) -> Mapping[str, str] | None:
    if BASELINE in cells.names:
        sheet, (column, top, _, bottom) = cells.names[BASELINE]
    elif HIDDEN in cells.sheets:
        sheet, column, top, bottom = HIDDEN, 2, len(_SETTINGS) + 1, cells.sheets[HIDDEN].last_row
    else:
        return None
    texts = [cells.sheets[sheet].get_text(row, column) for row in range(top, bottom + 1)]
    pairs = (text.partition("=") for text in texts if text)
    return {place: fingerprint for place, _, fingerprint in pairs if fingerprint} if any(texts) else None


def _load_notice(notice_id: str, path: Path, catalog: Catalog) -> Notice:
    own = path.parent / OWN_NOTICE
    return catalog.load_own_notice(own)[0] if own.is_file() else catalog.load_notice(notice_id)


def _recognize_form(cells: WorkbookCells, path: Path, catalog: Catalog) -> tuple[Form, Notice]:
    """Recognize the form and the notice by the words of the first sheet."""
    about = {sheet.get_text(_ABOUT_ROW, 1) for name, sheet in cells.sheets.items() if name != HIDDEN}
    for form in map(catalog.load_form, catalog.list_form_ids()):
        for notice_id in catalog.list_notice_ids():
            notice = _load_notice(notice_id, path, catalog)
            if form.id in notice.forms and format_about(form, notice) in about:
                return form, notice
    raise InputError(
        f"这不是 docgen 生成的填报工作簿（“{MANUAL}”页和隐藏的页都没有了），读不出是哪一张申报表的。",
        remedy="请把它移走或改名，再用 docgen workbook 生成。",
        path=path.name,
    )
