"""Drawing of the 企业发展情况表 of all enterprises as one PDF for sealing, with a bookmark for each enterprise."""

from __future__ import annotations

from typing import Any

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.sheets.enterprise_sheet import build_enterprise_sheets
from docgen.documents.sheets.enterprise_table import ColumnPlace, list_official_places
from docgen.package.drawn.typesetting import Typesetter
from docgen.project.register.register import Register

_TEMPLATE = "enterprise.typ"
_NUMBERING = {"heading": "", "group": "", "number": False, "width": 3.4}
_WIDTHS = {"text": 7.6, "code": 9.0, "yes_no": 4.0, "year": 4.0, "option": 5.0, "number": 5.6}
_NAME_WIDTH = 10.0
_COUNT_WIDTH = 5.0


def draw_enterprise_sheets(register: Register, table: EnterpriseTable, years: Years, typesetter: Typesetter) -> bytes:
    """Draw the PDF in the order of the register, one A4 sheet per enterprise unless a text needs more.

    Raises InputError where the register has no enterprise.
    """
    sheets = build_enterprise_sheets(register, table, years)
    columns = [_NUMBERING | {"heading": table.number}]
    columns += [_build_column(place, table) for place in list_official_places(table, years)]
    content = [{"name": one.name, "head": one.head, "cells": ("1", *one.cells)} for one in sheets]
    pdf, _ = typesetter.draw(_TEMPLATE, {"title": table.printed_title, "columns": columns, "sheets": content})
    return pdf


def _build_column(place: ColumnPlace, table: EnterpriseTable) -> dict[str, Any]:
    column = place.column
    width = _NAME_WIDTH if column.id == table.name else _COUNT_WIDTH if column.whole else _WIDTHS[column.kind]
    return {"heading": place.heading, "group": place.group, "number": column.kind == "number", "width": width}
