"""Write the workbook of the collected tables: the register, the source of each value, and the unread content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.excel.excel_writer import create_workbook, lay_out_sheet, prepare_for_screen
from docgen.documents.sheets.enterprise_table import (
    ColumnPlace,
    build_plain_columns,
    format_cell,
    list_official_places,
    list_other_places,
)
from docgen.documents.sheets.sheet import Band, PrintableSheet, PrintColumn, SheetRow
from docgen.project.register.collected_rows import REGISTER, SOURCES, UNPLACED, WITHDRAWN, Collected, CollectedRow

_NUMBERING_WIDTH = 6.0
_SOURCE_WIDTH = 26.0
_UNPLACED_COLUMNS = (
    PrintColumn("文件", 34),
    PrintColumn("工作表", 18),
    PrintColumn("单元格", 9, centred=True),
    PrintColumn("内容", 34),
    PrintColumn("没有读取的原因", 46),
)
_WITHDRAWN_COLUMNS = (
    PrintColumn("企业", 34),
    PrintColumn("栏目", 26),
    PrintColumn("原来的值", 24),
    PrintColumn("原来的值出自", 34),
    PrintColumn("现在空着的格子", 34),
)


def write_collected_workbook(path: Path, collected: Collected, table: EnterpriseTable, years: Years) -> None:
    """Write the register with its sources to ``path``; :func:`read_register` reads the same values from it.

    Raises OutputError if the file cannot be written, ReadBackError if it reads back differently.
    """
    places = _select_places(collected, table, years)
    pages = {
        REGISTER: _build_register_sheet(collected.rows, places, table),
        SOURCES: _build_sources_sheet(collected.rows, places, table),
        UNPLACED: _build_unplaced_sheet(collected),
    }
    if collected.withdrawn:
        pages[WITHDRAWN] = _build_withdrawn_sheet(collected)
    # The running number and the columns up to the name stay in sight.
    kept = 2 + [place.name for place in places].index(table.name)
    with create_workbook(path, table.title) as book:
        for name, content in pages.items():
            page = book.add_worksheet(name)
            first = lay_out_sheet(book, page, content)
            prepare_for_screen(book, page, content, first, kept if name in (REGISTER, SOURCES) else 1)
    verify_workbook(path, pages)


def _select_places(collected: Collected, table: EnterpriseTable, years: Years) -> tuple[ColumnPlace, ...]:
    """Select the places that have a value or a heading, those of 表1 first; all of 表1 if nothing was collected."""
    official, others = list_official_places(table, years), list_other_places(table, years)
    filled = {place for row in collected.rows for place in row.values}
    filled |= collected.places
    if not filled:
        return official
    known = [place for place in (*official, *others) if place.name in filled]
    earlier = sorted(filled - {place.name for place in known}, key=lambda name: _get_sort_key(name, table))
    return (*known, *(_build_earlier_place(name, table) for name in earlier))


def _build_earlier_place(name: str, table: EnterpriseTable) -> ColumnPlace:
    """Build the place of a year before those of the form, which growth rates need."""
    column, _, year = name.partition(".")
    return ColumnPlace(name, table.by_id[column], int(year), "")


def _get_sort_key(name: str, table: EnterpriseTable) -> tuple[int, str]:
    column, _, year = name.partition(".")
    return list(table.by_id).index(column), year


def _build_register_sheet(
    rows: Sequence[CollectedRow], places: Sequence[ColumnPlace], table: EnterpriseTable
) -> PrintableSheet:
    cells = [tuple(format_cell(row.values.get(place.name), place.column) for row in rows) for place in places]
    columns = (PrintColumn(table.number, _NUMBERING_WIDTH, centred=True), *build_plain_columns(places, cells, table))
    content: tuple[SheetRow, ...] = tuple((number, *row) for number, row in enumerate(zip(*cells, strict=True), 1))
    return PrintableSheet(REGISTER, table.title, (), columns, content)


def _build_sources_sheet(
    rows: Sequence[CollectedRow], places: Sequence[ColumnPlace], table: EnterpriseTable
) -> PrintableSheet:
    """Build a sheet of the same shape with the source of each value; the column of names keeps the names."""
    headings = [place.column.format_heading(place.year) for place in places]
    columns = (
        PrintColumn(table.number, _NUMBERING_WIDTH, centred=True),
        *(PrintColumn(one, _SOURCE_WIDTH) for one in headings),
    )
    content: tuple[SheetRow, ...] = tuple(
        (number, *(_format_source(row, place, table) for place in places)) for number, row in enumerate(rows, 1)
    )
    return PrintableSheet(SOURCES, f"{table.title}各项数据的来源", (), columns, content)


def _format_source(row: CollectedRow, place: ColumnPlace, table: EnterpriseTable) -> str | None:
    if place.name == table.name:
        return str(row.values[place.name])
    return str(row.sources[place.name]) if place.name in row.sources else None


def _build_unplaced_sheet(collected: Collected) -> PrintableSheet:
    rows: tuple[SheetRow, ...] = tuple(
        (one.file, one.sheet or None, one.cell or None, one.text or None, one.reason) for one in collected.unplaced
    )
    read = f"读取了 {collected.files} 个文件、{len(collected.rows)} 家企业"
    head = (f"{read}；以下内容没有放进“{REGISTER}”，请逐处核对。",)
    return PrintableSheet(UNPLACED, UNPLACED, head, _UNPLACED_COLUMNS, rows or (Band("没有：所有内容都已读取。"),))


def _build_withdrawn_sheet(collected: Collected) -> PrintableSheet:
    head = ("这些数企业以前交过，后来交的一份里空着，按撤回处理，没有计入；不是撤回的，请填回企业表。",)
    rows: tuple[SheetRow, ...] = tuple(tuple(one) for one in collected.withdrawn)
    return PrintableSheet(WITHDRAWN, WITHDRAWN, head, _WITHDRAWN_COLUMNS, rows)
