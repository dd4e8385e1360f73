"""Writes the fill-in workbook (填报.xlsx): the form as sheets to fill in, for those who never open application.yaml.

docgen.application.workbook reads it back by the names of its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docgen.application.application import Application
from docgen.application.workbook_names import FORM, NOTICE, STRUCTURE, VERSION
from docgen.definitions.form import Blank, Form, Goals, Matrix, Narrative, Part, Series
from docgen.documents.excel import new_book, sheet_names
from docgen.documents.workbook_fields import Content, FieldWriter
from docgen.documents.workbook_manual import write_manual
from docgen.documents.workbook_page import COUNTED, HIDDEN, MANUAL, Grid, Page, Tally
from docgen.documents.workbook_rules import Rules
from docgen.documents.workbook_style import Styles
from docgen.documents.workbook_summary import write_summary

_LEAD = "浅黄色的格子是要填的，填好后变浅；灰字是说明。没有的填“无”，数字 0 就填 0，不要空着。"


def write_workbook_of(application: Application, path: Path) -> None:
    """Write the workbook of an application to ``path``, filled with what is answered already.

    Raises OutputError where it cannot be written.
    """
    form = application.form
    parts = [part for part in form.parts if any(not isinstance(field, Blank) for field in part.fields)]
    content = Content(application.answers, application.taken, application.marks)
    rules = Rules(form)
    with new_book(path, f"{form.title}填报工作簿") as book:
        styles = Styles(book)
        manual = book.add_worksheet(MANUAL)
        names = sheet_names([MANUAL, HIDDEN, *(part.title for part in parts)])[2:]
        tallies = [
            _part(book, name, part, form, content, rules, styles) for name, part in zip(names, parts, strict=True)
        ]
        tallies += write_summary(book, application, styles)
        _hidden(book, application, rules, styles)
        write_manual(manual, application, tallies, styles)


def _part(book: Any, name: str, part: Part, form: Form, content: Content, rules: Rules, styles: Styles) -> Tally:
    grid = _grid(part, form)
    page = Page(book, name, grid, styles)
    page.begin(part.title, _LEAD, _headings(part, form), has_marks=_has_marks(part, content))
    writer = FieldWriter(page, form, content, rules)
    for field in part.fields:
        writer.write(field)
    return page.tally()


def _grid(part: Part, form: Form) -> Grid:
    goals = [field for field in part.fields if isinstance(field, Goals)]
    if goals or any(isinstance(field, Narrative) for field in part.fields):
        return Grid(max([2, *(len(field.columns) for field in goals)]), 34.0, 44.0)
    return Grid(max(3, len(form.years.actual)), 40.0, 17.0)


def _headings(part: Part, form: Form) -> Sequence[str]:
    if any(isinstance(field, Series | Matrix) for field in part.fields):
        return [f"{year}年" for year in form.years.actual]
    return ["填写内容"]


def _has_marks(part: Part, content: Content) -> bool:
    ids = {field.id for field in part.fields}
    return any(place.split(".")[0] in ids for place in content.marks)


def _hidden(book: Any, application: Application, rules: Rules, styles: Styles) -> None:
    """The sheet that nobody sees: what the workbook is, the numbers that formulas count by, the words of drop-downs."""
    sheet = book.add_worksheet(HIDDEN)
    sheet.very_hidden()
    sheet.protect()
    text = styles.of("setting")
    for row in range(COUNTED):
        sheet.write_number(row, 0, row + 1)
    for row, (name, value) in enumerate(_settings(application)):
        sheet.write_string(row, 1, value, text)
        book.define_name(name, f"={HIDDEN}!$B${row + 1}")
    for column, words in enumerate(rules.lists, 2):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word, text)


def _settings(application: Application) -> Iterator[tuple[str, str]]:
    yield FORM, application.form.id
    yield NOTICE, application.notice.id
    yield VERSION, STRUCTURE
