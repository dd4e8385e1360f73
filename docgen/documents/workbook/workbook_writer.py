"""Write the fill-in workbook (填报.xlsx): the form as Excel sheets, an alternative to application.yaml.

docgen.project.workbook.workbook_reader reads it back by the names of its cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Blank, Form, Goals, Matrix, Narrative, Part, Series
from docgen.documents.excel.excel_writer import build_sheet_names, create_workbook
from docgen.documents.workbook.workbook_fields import FieldWriter, WorkbookContent
from docgen.documents.workbook.workbook_manual import write_manual
from docgen.documents.workbook.workbook_page import COUNTED, FieldGrid, Page, Tally
from docgen.documents.workbook.workbook_rules import ValidationRules
from docgen.documents.workbook.workbook_style import Styles
from docgen.documents.workbook.workbook_summary import write_summary_sheet
from docgen.errors import OutputError
from docgen.project.answer_file import has_answer_file
from docgen.project.answers.answer_reader import Value
from docgen.project.application import Application
from docgen.project.application_loader import load, load_written
from docgen.project.lists.list_entries import compute_list_answers
from docgen.project.register.derived_answers import ComputedAnswer
from docgen.project.workbook.typed_content import TypedContent, compute_fingerprints, list_answers, map_marks
from docgen.project.workbook.workbook_import import WorkbookImport, import_workbook
from docgen.project.workbook.workbook_names import (
    BASELINE,
    FILE,
    FORM,
    NOTICE,
    STRUCTURE,
    VERSION,
    find_lock,
    find_workbook,
)
from docgen.project.workbook.workbook_rows import HIDDEN, MANUAL
from docgen.runtime.backup import save_backup
from docgen.runtime.file_replacement import replace_file
from docgen.runtime.held_files import remove_file

_LEAD = "浅黄色的格子是要填的，填好后变浅；灰字是说明。没有的填“无”，数字 0 就填 0，不要空着。"


def write_fill_in_workbook(folder: Path, catalog: Catalog) -> Path:
    """Write the workbook of the application in ``folder`` into that folder; returns its path.

    A workbook with answers of its own keeps them and stays beside the new one under another name. Raises OutputError
    if it is open in Excel, has cells that cannot be read, or differs from application.yaml where both were changed.
    """
    application = load(folder, catalog)
    if any(one.code == "workbook.differs" for one in application.problems):
        raise OutputError(
            f"{FILE} 和 application.yaml 都改过，而且不同，没有改动任何文件。",
            remedy="请用 docgen check DIR 看哪几处不同，再运行 docgen workbook DIR --read 或 --drop。",
            path=folder,
        )
    lost = [one for one in application.problems if one.code == "workbook.cell"]
    if lost:
        message = f"{FILE} 有 {len(lost)} 格读不出，重写会丢掉它们，没有改动：{lost[0].where} {lost[0].message}"
        raise OutputError(message, remedy="请改成算好的数或文字，再运行。", path=folder)
    written = load_written(folder, catalog).content if has_answer_file(folder) else {}
    _replace_workbook(application, written, keep_old=application.content != written)
    return folder / FILE


def drop_workbook(folder: Path, catalog: Catalog) -> Path | None:
    """Write the workbook anew from application.yaml and the plan; returns the backup of the old one, if there was one.

    The old workbook need not be readable. Raises OutputError if it is open in Excel.
    """
    application = load_written(folder, catalog)
    return _replace_workbook(application, application.content)


def read_workbook_back(folder: Path, catalog: Catalog) -> WorkbookImport:
    """Write application.yaml and the plan from the workbook, then the workbook anew, so that both say the same.

    The workbook stays as it is where a cell of it cannot be read, or where it is open. Raises as
    ``import_workbook``.
    """
    result = import_workbook(folder, catalog)
    workbook = find_workbook(folder)
    if workbook is None or find_lock(workbook) or any(one.code == "workbook.cell" for one in result.problems):
        return result
    application = load_written(folder, catalog)
    backup = _replace_workbook(application, application.content)
    return replace(result, backups=(*result.backups, *([backup] if backup else [])))


def _replace_workbook(application: Application, baseline: TypedContent, *, keep_old: bool = True) -> Path | None:
    """Write the workbook anew; returns the new name of the old one where it was kept."""
    path, old = application.folder / FILE, find_workbook(application.folder)
    if old and (lock := find_lock(old)):
        message = f"{old.name} 正在 Excel 或 WPS 里打开着，没有改动。"
        remedy = f"请关闭后再运行；早已关闭的，删去留下的 {lock.name}。"
        raise OutputError(message, remedy=remedy, path=application.folder)
    backup = None
    try:
        with replace_file(path) as new:
            write_application_workbook(application, new, baseline)
            backup = save_backup(old) if old and (keep_old or old != path) else None
        if old and old != path:
            remove_file(old)
    except OSError as error:
        if backup:
            remove_file(backup)
        raise OutputError.of_system(error, "写不进去：{}。", "请检查磁盘和权限。", path) from None
    return backup


def write_application_workbook(application: Application, path: Path, baseline: TypedContent | None = None) -> None:
    """Write the workbook of an application to ``path``, with the present answers.

    ``baseline`` is what application.yaml says, by default the same: the workbook remembers it. Raises OutputError if
    it cannot be written.
    """
    form = application.form
    parts = [part for part in form.parts if any(not isinstance(field, Blank) for field in part.fields)]
    content = WorkbookContent(
        list_answers(application.content, form),
        _list_computable(application),
        application.blanks is not None,
        map_marks(application.form, application.marks.values()),
    )
    rules = ValidationRules(form)
    with create_workbook(path, f"{form.title}填报工作簿") as book:
        styles = Styles(book)
        manual = book.add_worksheet(MANUAL)
        names = build_sheet_names([MANUAL, HIDDEN, *(part.title for part in parts)])[2:]
        tallies = [
            _write_part(book, name, part, form, content, rules, styles) for name, part in zip(names, parts, strict=True)
        ]
        tallies += write_summary_sheet(book, application, styles)
        # After all fields: only then the lists of the drop-downs are complete.
        _write_hidden_sheet(book, application, application.content if baseline is None else baseline, rules, styles)
        write_manual(book, manual, application, tallies, styles)


def _list_computable(application: Application) -> dict[str, Value]:
    """List the values, by place, that the enterprise table gives, or else a list."""
    follows = application.derived.items()
    computed = {place: one.value for place, one in follows if isinstance(one, ComputedAnswer)}
    return {**compute_list_answers(application.form, application.lists), **computed}


def _write_part(
    book: Any, name: str, part: Part, form: Form, content: WorkbookContent, rules: ValidationRules, styles: Styles
) -> Tally:
    grid = _build_grid(part, form)
    page = Page(book, name, grid, styles)
    page.begin(part.title, _LEAD, _list_headings(part, form), has_marks=_has_marks(part, content))
    writer = FieldWriter(page, form, content, rules)
    for field in part.fields:
        writer.write(field)
    return page.build_tally()


def _build_grid(part: Part, form: Form) -> FieldGrid:
    goals = [field for field in part.fields if isinstance(field, Goals)]
    if goals or any(isinstance(field, Narrative) for field in part.fields):
        columns = max([2, *(len(field.columns) for field in goals)])
        return FieldGrid(columns, 36.0, 96.0 / columns)
    return FieldGrid(max(3, len(form.years.actual)), 42.0, 20.0)


def _list_headings(part: Part, form: Form) -> Sequence[str]:
    if any(isinstance(field, Series | Matrix) for field in part.fields):
        return [f"{year}年" for year in form.years.actual]
    return ["填写内容"]


def _has_marks(part: Part, content: WorkbookContent) -> bool:
    ids = {field.id for field in part.fields}
    return any(place.split(".")[0] in ids for place in content.marks)


def _write_hidden_sheet(
    book: Any, application: Application, baseline: TypedContent, rules: ValidationRules, styles: Styles
) -> None:
    """Write the hidden sheet: the numbers 1, 2, 3 … for formulas, settings and baseline, lists of drop-downs."""
    sheet = book.add_worksheet(HIDDEN)
    sheet.very_hidden()
    sheet.protect()
    text = styles.get_style("setting")
    for row in range(COUNTED):
        sheet.write_number(row, 0, row + 1)
    settings = {FORM: application.form.id, NOTICE: application.notice.id, VERSION: STRUCTURE}
    for row, (name, value) in enumerate(settings.items()):
        sheet.write_string(row, 1, value, text)
        book.define_name(name, f"={HIDDEN}!$B${row + 1}")
    fingerprints = [f"{place}={digest}" for place, digest in compute_fingerprints(baseline).items()] or ["-"]
    for row, line in enumerate(fingerprints, len(settings)):
        sheet.write_string(row, 1, line, text)
    book.define_name(BASELINE, f"={HIDDEN}!$B${len(settings) + 1}:$B${len(settings) + len(fingerprints)}")
    for column, words in enumerate(rules.lists, 2):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word, text)
