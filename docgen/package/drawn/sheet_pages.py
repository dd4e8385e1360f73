"""Drawing of printable sheets (清单, 表1) as PDF pages; ``excel_writer`` writes the same sheets as workbooks.

A sheet fills the frame that the package reserves for evidence, so that the package does not scale it. Printed by
itself, the same pages have the margins of that frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docgen.documents.sheets.sheet import (
    Band,
    PrintableSheet,
    PrintColumn,
    SheetRow,
    SheetValue,
    count_lines,
    group_columns,
)
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.merging.geometry import EVIDENCE_FRAME, MILLIMETRE, SHEET, Box

TEMPLATE = "list.typ"

_MAXIMUM_SIZE = 10.5
_MINIMUM_SIZE = 5.0
_ROOMY_SIZE = 9.0
"""Font size from which a sheet also has margins inside the frame."""

_MARGIN = 6.0
_INSET = {True: 3.0, False: 2.0}
"""Horizontal inset of a cell in pt, on a roomy sheet (True) and on a dense one."""

_LARGE_TITLE = 18.0
_ROWS_WITH_FOOT = 2
"""Minimum number of rows on the page of the foot, unless they are high."""

_LINES_OF_A_PAGE = 20
"""A row of more lines may break across pages, since it may be higher than a page."""

_FEW_LINES = 6
_LONG_CELL = 12
"""Length from which the lines of a cell are counted; shorter cells are never high."""

_UNBROKEN_RUN = re.compile(r"[!-~¡-ɏ]{5,}")
"""A run without a break opportunity; shorter ones fit any column."""

_WIDE_LETTERS = re.compile(r"[A-Z@%&mw]")
_EXTRA_WIDTH = 0.45
"""Extra width of wide letters, in digits."""


def draw_sheet(sheet: PrintableSheet, typesetter: Typesetter) -> bytes:
    """Draw ``sheet`` as PDF on A4 with every row, in the largest font its columns allow, at most 10.5 pt.

    All content lies inside :func:`calculate_drawn_box`.
    """
    pdf, _ = typesetter.draw(TEMPLATE, _build_data(sheet))
    return pdf


def calculate_drawn_box(sheet: PrintableSheet) -> Box:
    """Return the part of each page inside its margins, as large as the evidence frame of the package."""
    page, _ = _measure_page(sheet)
    left, bottom = page["left"], page["bottom"]
    width, height = page["width"] - left - page["right"], page["height"] - page["top"] - bottom
    return Box(*(side * MILLIMETRE for side in (left, bottom, width, height)))


@dataclass(frozen=True)
class _SheetSetting:
    """Dimensions of a sheet: the font size and the inset of its cells in pt, and the width of each column.

    ``weights`` divide the width of the sheet among the columns; ``rooms`` is the capacity of each column in half-width
    letters.
    """

    size: float
    inset: float
    weights: tuple[float, ...]
    rooms: tuple[float, ...]

    @classmethod
    def fit_columns(cls, sheet: PrintableSheet, width: float, inset: float) -> _SheetSetting:
        """Return the setting with the largest font with which the columns fit ``width`` pt."""
        letters = [max(column.width - 2, 1.0) for column in sheet.columns]
        free = width - 2 * inset * len(letters)
        size = max(_MINIMUM_SIZE, min(_MAXIMUM_SIZE, 2 * free / sum(letters)))
        weights = tuple(size / 2 * room + 2 * inset for room in letters)
        stretch = width / sum(weights)
        return cls(size, inset, weights, tuple((weight * stretch - 2 * inset) * 2 / size for weight in weights))


def _build_data(sheet: PrintableSheet) -> dict[str, Any]:
    page, width = _measure_page(sheet)
    setting = _SheetSetting.fit_columns(sheet, width - 2 * _MARGIN * MILLIMETRE, _INSET[True])
    if setting.size >= _ROOMY_SIZE:
        page |= {side: page[side] + _MARGIN for side in ("left", "right")}
    else:
        setting = _SheetSetting.fit_columns(sheet, width, _INSET[False])
    kept = _find_first_kept_row(sheet, setting)
    signed = tuple(line for line in sheet.foot if line.endswith(("：", ":")))
    return {
        "page": page,
        "size": setting.size,
        "title-size": max(14.0, min(_LARGE_TITLE, 1.8 * setting.size)),
        "inset": {"x": setting.inset, "y": 1.5 * setting.inset},
        "title": _build_line(sheet.title),
        "head": [_build_line(line) for line in sheet.head],
        "columns": [
            {"width": weight, "align": _choose_alignment(column)}
            for weight, column in zip(setting.weights, sheet.columns, strict=True)
        ],
        "headings": list(_list_headings(sheet, setting)),
        "cells": [cell for row in sheet.rows[:kept] for cell in _list_cells(row, sheet, setting)],
        "last": [cell for row in sheet.rows[kept:] for cell in _list_cells(row, sheet, setting)],
        "total": list(_list_total_cells(sheet, setting)) if sheet.total else [],
        "notes": [_build_line(line) for line in sheet.foot if line not in signed],
        "signed": [_build_line(line) for line in signed],
    }


def _measure_page(sheet: PrintableSheet) -> tuple[dict[str, float], float]:
    """Return the size and margins of the page in mm, and the width between the margins in pt."""
    frame = EVIDENCE_FRAME
    left, right = frame.left, SHEET.width - frame.left - frame.width
    top, bottom = SHEET.height - frame.bottom - frame.height, frame.bottom
    width, height = SHEET.width, SHEET.height
    if sheet.orientation == "landscape":  # rotated as the package rotates landscape pages
        width, height, left, right, top, bottom = height, width, bottom, top, left, right
    sides = {"width": width, "height": height, "left": left, "right": right, "top": top, "bottom": bottom}
    return {side: length / MILLIMETRE for side, length in sides.items()}, width - left - right


def _choose_alignment(column: PrintColumn) -> str:
    if column.centred:
        return "center"
    return "left" if column.decimals is None else "right"


def _list_headings(sheet: PrintableSheet, setting: _SheetSetting) -> Iterator[dict[str, Any]]:
    lines = 2 if sheet.grouped else 1
    for group in group_columns(sheet.columns):
        first, across = group.first, group.last - group.first + 1
        if not group.heading:
            text = _mark_long_runs(sheet.columns[first].heading, setting.rooms[first])
            yield {"text": text, "x": first, "y": 0, "colspan": 1, "rowspan": lines}
            continue
        text = _mark_long_runs(group.heading, sum(setting.rooms[first : group.last + 1]))
        yield {"text": text, "x": first, "y": 0, "colspan": across, "rowspan": 1}
        for at in range(first, group.last + 1):
            text = _mark_long_runs(sheet.columns[at].heading, setting.rooms[at])
            yield {"text": text, "x": at, "y": 1, "colspan": 1, "rowspan": 1}


def _find_first_kept_row(sheet: PrintableSheet, setting: _SheetSetting) -> int:
    """Return the index of the first row that stays with the foot; those rows and the foot must fit one page."""
    first = len(sheet.rows)
    for row in sheet.rows[: -_ROWS_WITH_FOOT - 1 : -1]:
        if isinstance(row, Band) or _count_row_lines(_format_row(row, sheet), setting) > _FEW_LINES:
            break
        first -= 1
    return first


def _list_cells(row: SheetRow, sheet: PrintableSheet, setting: _SheetSetting) -> Iterator[str | dict[str, Any]]:
    if isinstance(row, Band):
        yield {"band": _build_line(row.text)}
        return
    texts = _format_row(row, sheet)
    is_long = _count_row_lines(texts, setting) > _LINES_OF_A_PAGE
    for text, room in zip(texts, setting.rooms, strict=True):
        yield {"breaks": text, "long": True} if is_long else _mark_long_runs(text, room)


def _format_row(row: Sequence[SheetValue], sheet: PrintableSheet) -> list[str]:
    return [_format_value(value, column) for value, column in zip(row, sheet.columns, strict=True)]


def _count_row_lines(texts: Sequence[str], setting: _SheetSetting) -> int:
    """Estimate the lines of the highest cell; 1 where no cell is long."""
    cells = zip(texts, setting.rooms, strict=True)
    return max(
        (count_lines(text, room + 2) for text, room in cells if len(text) > _LONG_CELL or "\n" in text), default=1
    )


def _format_value(value: SheetValue, column: PrintColumn) -> str:
    if isinstance(value, Decimal | int) and column.decimals is not None:
        return format(Decimal(value), f".{column.decimals}f")
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)


def _mark_long_runs(text: str, room: float) -> str | dict[str, Any]:
    """Return the text; marked as breakable anywhere if one of its runs is wider than the column."""
    if any(_estimate_width(run) > room for run in _UNBROKEN_RUN.findall(text)):
        return {"breaks": text, "long": False}
    return text


def _estimate_width(run: str) -> float:
    return len(run) + _EXTRA_WIDTH * len(_WIDE_LETTERS.findall(run))


def _build_line(text: str) -> dict[str, Any]:
    return {"breaks": text, "long": False}


def _list_total_cells(sheet: PrintableSheet, setting: _SheetSetting) -> Iterator[dict[str, Any]]:
    """Yield the cells of the last row: its label across the columns before the first sum, then each sum."""
    sums = sheet.sums
    first = max(1, next((at for at, value in enumerate(sums) if value is not None), len(sums)))
    yield {"text": sheet.total, "colspan": first, "label": True}
    for at in range(first, len(sums)):
        text = _mark_long_runs(_format_value(sums[at], sheet.columns[at]), setting.rooms[at])
        yield {"text": text, "colspan": 1, "label": False}
