"""Slots of 数据计算说明: for each computed answer its formula, and its inputs with their cells in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from docgen.definitions import document_names
from docgen.definitions.form import describe_place, shorten_label
from docgen.documents.contribution_rows import build_contribution_groups
from docgen.documents.printed_answers import PARAGRAPH, SlotValue, format_value
from docgen.project.application import Application
from docgen.project.register.derived_answers import ComputedAnswer
from docgen.rules.derived_check import find_other_reading
from docgen.values import format_number

NAME = document_names.CALCULATION
_LEAD = "附：各项合计由哪些企业构成（最大的十家；增减最大的三家不在其中的，列在后面）"


def build_calculation_slots(application: Application) -> dict[str, SlotValue]:
    """Build the slots of the Word template of 数据计算说明; ``groups`` is empty if no answer is computed."""
    cluster = format_value(application.answers.get(application.form.package.cluster))
    source = application.register.path if application.register else ""
    return {
        "cluster": cluster,
        "source": source,
        "groups": tuple(_build_groups(application)),
        "contributions_lead": _LEAD,
        "contributions": tuple(_build_contributions(application)),
    }


def _build_groups(application: Application) -> Iterator[Any]:
    form = application.form
    found = ((place, one) for place, one in application.derived.items() if isinstance(one, ComputedAnswer))
    for field_id, places in groupby(found, key=lambda pair: form.places[pair[0]].id):
        field = form.fields[field_id]
        rows = tuple(_build_row(application, place, one) for place, one in places)
        yield {"heading": f"{form.find_part(field).title} {shorten_label(field)}", "rows": rows}


def _build_contributions(application: Application) -> Iterator[Any]:
    for heading, rows in build_contribution_groups(application):
        yield {"heading": heading, "rows": tuple(dict(zip("abcde", row, strict=True)) for row in rows)}


def _build_row(application: Application, place: str, plain: ComputedAnswer) -> dict[str, str]:
    """Build the row of an answer by the reading of its label that it follows; the answer may have been typed."""
    field = application.form.places[place]
    answer = application.answers.get(place)
    one, notes = plain, []
    if isinstance(answer, Decimal) and place not in application.answer_sources and not plain.gives(answer):
        one = find_other_reading(application, place, answer) or plain
        if one.open:
            notes.append(f"企业表没有{one.open.year - 1}年的数，填报数含{one.open.year}年的增速，由申报单位另行计算。")
    if one.reading:
        notes.append(f"口径：{one.reading}。")
    year = describe_place(field, place).removeprefix(field.label).strip()
    inputs = [f"{figure}（{_shorten_source(application, figure.where)}）" for figure in one.inputs]
    others = [f"另一种算法：{name}，得 {format_number(value)}{one.unit}" for name, value in one.others.items()]
    return {
        "year": year or f"{application.form.years.actual[-1]}年",
        "value": f"{format_value(answer)} {one.unit}".replace(" %", "%"),
        "formula": PARAGRAPH.join([*notes, one.formula, *others]),
        "inputs": PARAGRAPH.join(inputs),
    }


def _shorten_source(application: Application, where: str) -> str:
    """Shorten the source of a figure to its column letters: file and headings are printed elsewhere on the page."""
    path = application.register.path if application.register else ""
    return re.sub(r"“[^“”]*”", "", where.removeprefix(path).strip())
