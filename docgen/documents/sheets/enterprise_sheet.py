"""表1 for sealing: one sheet for each enterprise, and the blank one, as template slots and as Word files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.sheets.enterprise_table import format_cell_text, list_official_places
from docgen.documents.word.answer_sizes import AnswerSize, apply_sizes
from docgen.documents.word.word_filler import fill_copies, fill_template
from docgen.errors import InputError
from docgen.project.register.register import Register

_SECTION = "enterprise"
"""The section of the template, which names its answer styles."""

_SIZE = AnswerSize(8.5, 12)
"""The size at which numbers such as 12345.67 fit one line in eighteen columns."""

_COLON = "："
_HEAD_SLOTS = ("unit", "contact")


@dataclass(frozen=True)
class EnterpriseSheet:
    """The content of one 企业发展情况表: the enterprise, the lines above the table, and its one row by place."""

    name: str
    head: tuple[str, ...]
    cells: tuple[str, ...]


def build_enterprise_sheets(register: Register, table: EnterpriseTable, years: Years) -> tuple[EnterpriseSheet, ...]:
    """Build the sheet of each enterprise, in the order of the register.

    Raises InputError if the register has no enterprise.
    """
    if not register.rows:
        raise InputError("企业表里没有企业，没有可以打印的。", remedy="请先填写企业。", path=register.path)
    blank = (None,) * len(register.rows)
    columns = [
        [format_cell_text(cell, place.column) for cell in register.columns.get(place.name, blank)]
        for place in list_official_places(table, years)
    ]
    named = zip(register.names, zip(*columns, strict=True), strict=True)
    return tuple(EnterpriseSheet(name, _build_head(table, name), cells) for name, cells in named)


def build_enterprise_sheets_docx(template: Path, register: Register, table: EnterpriseTable, years: Years) -> bytes:
    """Build a .docx with one 企业发展情况表 for each enterprise, in the order of the register, one on each page.

    Raises InputError if the register has no enterprise.
    """
    copies = [build_sheet_slots(one, table, years) for one in build_enterprise_sheets(register, table, years)]
    return apply_sizes(fill_copies(template, copies), {_SECTION: _SIZE})


def build_blank_sheet_docx(template: Path, table: EnterpriseTable, years: Years) -> bytes:
    """Build the blank 企业发展情况表 as a .docx."""
    nothing = EnterpriseSheet("", table.head, ("",) * len(list_official_places(table, years)))
    return apply_sizes(fill_template(template, build_sheet_slots(nothing, table, years)), {_SECTION: _SIZE})


def build_sheet_slots(one: EnterpriseSheet, table: EnterpriseTable, years: Years) -> dict[str, str]:
    """Build the slots of a sheet.

    The slot of a value is its column, with the number of its year among the years of the form if it has one:
    ``name``, ``output.1``. The slot of a heading has the prefix ``heading.``; a shared heading has no number.
    """
    slots = {
        "draft_mark": "",
        "title": table.printed_title,
        "heading.number": table.number,
        "number": "1" if one.name else "",
    }
    slots |= zip(_HEAD_SLOTS, one.head, strict=True)
    for place, text in zip(list_official_places(table, years), one.cells, strict=True):
        slot = f"{place.column.id}.{years.actual.index(place.year) + 1}" if place.year else place.column.id
        slots[slot] = text
        slots[f"heading.{slot}"] = place.heading
        if place.group:
            slots[f"heading.{place.column.id}"] = place.group
    return slots


def _build_head(table: EnterpriseTable, name: str) -> tuple[str, ...]:
    """Build the lines above the table; the first has the name of the enterprise: 填表单位：…（盖章）."""
    first, *others = table.head
    return (first.replace(_COLON, f"{_COLON}{name}", 1), *others)
