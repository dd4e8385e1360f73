"""Rows of the fill-in workbook with their labels, which the writer prints and by which the reader finds them again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.definitions.form import (
    Blank,
    Choices,
    Field,
    Form,
    Goals,
    Matrix,
    NamedList,
    Narrative,
    Series,
    describe_place,
)
from docgen.definitions.notice import Notice
from docgen.project.workbook.workbook_names import BLANKS_NAME, name_answer, name_nothing, name_summary

MANUAL = "说明"
HIDDEN = "docgen"
SUMMARY = "推荐汇总表"
BLANKS_LABEL = "空着、又能由企业表算出的数字"
NOTHING_LABEL = "以上都没有"
LABELS_HEADING = "栏目"
UNITS_HEADING = "单位 / 计数"
MARKS_HEADING = "沿用上次，核对后清空"
OWN_UNIT = "自设"
"""The text in the column of units beside the rows for own indicators, which have no label of docgen's."""


@dataclass(frozen=True)
class WorkbookRow:
    """One row: the part and the group above it, its label, the option of a tick, and the names of its answers.

    The answers stand from left to right behind the label, each below its heading where there are ``headings``; those of
    ``several`` rows are one range, which begins at the label where ``width`` is more than 1. The title of a field with
    rows of its own has no names; it may have the words of another row.
    """

    part: str
    label: str
    names: tuple[str, ...]
    group: str = ""
    option: str = ""
    headings: tuple[str, ...] = ()
    several: bool = False
    width: int = 1


def list_rows(form: Form, notice: Notice) -> Iterator[WorkbookRow]:
    """Yield the rows of the workbook of an application, from top to bottom."""
    yield WorkbookRow(MANUAL, BLANKS_LABEL, (BLANKS_NAME,))
    for part in form.parts:
        for field in part.fields:
            yield from _list_field_rows(part.title, field, form)
    for column in notice.summary.iterate_questions() if notice.summary else ():
        yield WorkbookRow(SUMMARY, column.label, (name_summary(column.ask),))


def list_groups(form: Form) -> Iterator[str]:
    """Yield the labels that stand above several rows and tell them apart."""
    for field in form.fields.values():
        if isinstance(field, Matrix):
            yield field.label
        elif isinstance(field, Goals):
            yield from (direction.label for direction in field.directions)


def format_matrix_label(field: Matrix, row: str, column: str) -> str:
    """Format the label of a row and a column of the table of a field."""
    return f"{field.rows[row]} · {field.columns[column]}"


def _list_field_rows(part: str, field: Field, form: Form) -> Iterator[WorkbookRow]:
    label = describe_place(field, field.id)
    match field:
        case Blank():
            return
        case Series():
            names = {f"{year}年": name_answer(f"{field.id}.{year}") for year in form.years.actual}
            yield WorkbookRow(part, label, tuple(names.values()), headings=tuple(names))
        case Choices():
            for option, words in field.options.items():
                yield WorkbookRow(part, label, (name_answer(f"{field.id}.{option}"),), option=words)
            yield WorkbookRow(part, label, (name_nothing(field),), option=NOTHING_LABEL)
        case NamedList():
            yield WorkbookRow(part, label, (name_answer(field.id),), several=True)
        case Matrix():
            yield from _list_matrix_rows(part, field, form)
        case Goals():
            yield from _list_goal_rows(part, field)
        case Narrative():
            yield WorkbookRow(part, field.label, ())
            for section in field.sections:
                if section.text:
                    yield WorkbookRow(part, section.heading, (name_answer(f"{field.id}.{section.id}"),))
        case _:
            yield WorkbookRow(part, label, (name_answer(field.id),))


def _list_matrix_rows(part: str, field: Matrix, form: Form) -> Iterator[WorkbookRow]:
    headings = tuple(f"{year}年" for year in form.years.actual)
    yield WorkbookRow(part, field.label, ())
    for row in field.rows:
        for column in field.columns:
            names = tuple(name_answer(f"{field.id}.{year}.{row}.{column}") for year in form.years.actual)
            yield WorkbookRow(part, format_matrix_label(field, row, column), names, field.label, headings=headings)


def _list_goal_rows(part: str, field: Goals) -> Iterator[WorkbookRow]:
    yield WorkbookRow(part, field.label, ())
    for direction in field.directions:
        place = f"{field.id}.{direction.id}"
        for one in direction.indicators:
            names = tuple(name_answer(f"{place}.{one.id}.{column}") for column in field.columns)
            yield WorkbookRow(part, one.label, names, direction.label)
        if direction.own:
            width = 1 + len(field.columns)
            names = (name_answer(f"{place}.own"),)
            yield WorkbookRow(part, OWN_UNIT, names, direction.label, several=True, width=width)
