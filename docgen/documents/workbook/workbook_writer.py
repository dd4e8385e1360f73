"""Write the fill-in workbook (填报.xlsx): the form as Excel sheets, an alternative to application.yaml.

docgen.project.workbook.workbook_reader reads it back by the names of its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Blank, Form, Goals, Matrix, Narrative, Part, Series
from docgen.documents.excel.excel_writer import build_sheet_names, create_workbook
from docgen.documents.workbook.workbook_fields import FieldWriter, WorkbookContent
from docgen.documents.workbook.workbook_manual import write_manual
from docgen.documents.workbook.workbook_page import COUNTED, HIDDEN, MANUAL, FieldGrid, Page, Tally
from docgen.documents.workbook.workbook_rules import ValidationRules
from docgen.documents.workbook.workbook_style import Styles
from docgen.documents.workbook.workbook_summary import write_summary_sheet
from docgen.errors import OutputError, describe_os_error
from docgen.problems.problem import Severity
from docgen.project.application import ANSWER_FILES, Application
from docgen.project.application_loader import load, load_written
from docgen.project.carry.carry_marks import FoundMark
from docgen.project.workbook.workbook_import import collect_content
from docgen.project.workbook.workbook_names import FILE, FORM, LOCK, NOTICE, STRUCTURE, VERSION
from docgen.runtime.file_replacement import replace_file

_LEAD = "浅黄色的格子是要填的，填好后变浅；灰字是说明。没有的填“无”，数字 0 就填 0，不要空着。"


def write_fill_in_workbook(folder: Path, catalog: Catalog) -> Path:
    """Write the workbook of the application in ``folder`` into that folder; returns its path.

    Raises OutputError if the present workbook is open in Excel, or has answers that are in no other file.
    """
    path = folder / FILE
    application = load(folder, catalog)
    if (folder / LOCK).exists():
        raise OutputError(f"{FILE} 正在 Excel 里打开着，没有改动。", remedy="请关闭后再运行。", path=folder)
    if application.answer_file == FILE and _has_new_answers(application, catalog):
        raise OutputError(
            f"{FILE} 里有 application.yaml 没有的答案，没有改动。",
            remedy="请先运行 docgen workbook DIR --read 把它读回，或把它改名留存。",
            path=folder,
        )
    try:
        with replace_file(path) as new:
            write_application_workbook(application, new)
    except OSError as error:
        raise OutputError(f"写不进去：{describe_os_error(error)}。", remedy="请检查磁盘和权限。", path=path) from None
    return path


def _has_new_answers(application: Application, catalog: Catalog) -> bool:
    """Return True if the workbook has answers that application.yaml and the plan do not have."""
    # Without answer files the workbook is the only place of the answers.
    if not any((application.folder / name).is_file() for name in ANSWER_FILES):
        return True
    found = [one for one in application.problems if one.where.path.startswith(FILE)]
    if any(one.severity is Severity.ERROR and not one.code.startswith("carry.") for one in found):
        return True
    written = load_written(application.folder, catalog)
    return collect_content(written) != collect_content(application)


def write_application_workbook(application: Application, path: Path) -> None:
    """Write the workbook of an application to ``path``, with the present answers.

    Raises OutputError if it cannot be written.
    """
    form = application.form
    parts = [part for part in form.parts if any(not isinstance(field, Blank) for field in part.fields)]
    content = WorkbookContent(application.answers, application.answer_sources, _map_marks(application))
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
        _write_hidden_sheet(book, application, rules, styles)
        write_manual(book, manual, application, tallies, styles)


def _map_marks(application: Application) -> dict[str, FoundMark]:
    """Map the marks to the rows of the workbook: a field, a row of goals, a section of the plan."""
    fields = application.form.fields
    rows: dict[str, FoundMark] = {}
    for place, found in application.marks.items():
        steps = place.split(".")
        field = fields.get(steps[0])
        deep = 3 if isinstance(field, Goals) else 2 if isinstance(field, Narrative) else 1
        row = ".".join(steps[:deep]) if len(steps) >= deep else steps[0]
        rows.setdefault(row if field else next(iter(fields)), found)
    return rows


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


def _write_hidden_sheet(book: Any, application: Application, rules: ValidationRules, styles: Styles) -> None:
    """Write the hidden sheet: settings of the workbook, the numbers 1, 2, 3 … for formulas, lists of drop-downs."""
    sheet = book.add_worksheet(HIDDEN)
    sheet.very_hidden()
    sheet.protect()
    text = styles.get_style("setting")
    for row in range(COUNTED):
        sheet.write_number(row, 0, row + 1)
    for row, (name, value) in enumerate(_list_settings(application)):
        sheet.write_string(row, 1, value, text)
        book.define_name(name, f"={HIDDEN}!$B${row + 1}")
    for column, words in enumerate(rules.lists, 2):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word, text)


def _list_settings(application: Application) -> Iterator[tuple[str, str]]:
    yield FORM, application.form.id
    yield NOTICE, application.notice.id
    yield VERSION, STRUCTURE
