"""Write the workbook of the collected tables: the register, the source of each value, doubtful and unread content."""

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
from docgen.project.register.collected_rows import (
    DOUBTFUL,
    REGISTER,
    ROSTER,
    SOURCES,
    UNPLACED,
    WITHDRAWN,
    Collected,
    CollectedRow,
)
from docgen.project.register.roster_check import RosterComparison
from docgen.project.spreadsheets.headings import format_column_letters
from docgen.rules.enterprises.enterprise_check import describe_cells
from docgen.rules.enterprises.enterprise_figures import Doubt

_NUMBERING_WIDTH = 6.0
_SOURCE_WIDTH = 26.0
_UNPLACED_COLUMNS = (
    PrintColumn("文件", 34),
    PrintColumn("工作表", 18),
    PrintColumn("单元格", 9, centred=True),
    PrintColumn("内容", 34),
    PrintColumn("没有读取的原因", 46),
)
_DOUBTFUL_COLUMNS = (
    PrintColumn("企业", 30),
    PrintColumn("单元格", 12, centred=True),
    PrintColumn("所填的数", 34),
    PrintColumn("出自", 26),
    PrintColumn("存疑的原因", 56),
    PrintColumn("怎样核对", 30),
)
_WITHDRAWN_COLUMNS = (
    PrintColumn("企业", 34),
    PrintColumn("栏目", 26),
    PrintColumn("原来的值", 24),
    PrintColumn("原来的值出自", 34),
    PrintColumn("现在空着的格子", 34),
)


def write_collected_workbook(
    path: Path,
    collected: Collected,
    doubts: Sequence[Doubt],
    table: EnterpriseTable,
    years: Years,
    roster: RosterComparison | None = None,
) -> None:
    """Write the register with its sources to ``path``; :func:`read_register` reads the same values from it.

    The cells with a doubt are coloured, and listed with the reason on a sheet of their own. With a ``roster`` there is
    a sheet of who returned a table, those to be asked first.

    Raises OutputError if the file cannot be written, ReadBackError if it reads back differently.
    """
    places = _select_places(collected, table, years)
    register = _build_register_sheet(collected.rows, doubts, places, table)
    pages = {REGISTER: register}
    if doubts:
        pages[DOUBTFUL] = _build_doubtful_sheet(register, collected.rows, doubts, places, table)
    pages[SOURCES] = _build_sources_sheet(collected.rows, places, table)
    pages[UNPLACED] = _build_unplaced_sheet(collected)
    if collected.withdrawn:
        pages[WITHDRAWN] = _build_withdrawn_sheet(collected)
    if roster:
        pages[ROSTER] = _build_roster_sheet(roster, table)
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
    rows: Sequence[CollectedRow], doubts: Sequence[Doubt], places: Sequence[ColumnPlace], table: EnterpriseTable
) -> PrintableSheet:
    cells = [tuple(format_cell(row.values.get(place.name), place.column) for row in rows) for place in places]
    columns = (PrintColumn(table.number, _NUMBERING_WIDTH, centred=True), *build_plain_columns(places, cells, table))
    content: tuple[SheetRow, ...] = tuple((number, *row) for number, row in enumerate(zip(*cells, strict=True), 1))
    positions = _find_positions(places)
    marked = frozenset((one.index, positions[place]) for one in doubts for place in one.places if place in positions)
    return PrintableSheet(REGISTER, table.title, (), columns, content, marked=marked)


def _find_positions(places: Sequence[ColumnPlace]) -> dict[str, int]:
    """Return the position of the column of each place; the running number is the first column."""
    return {place.name: position for position, place in enumerate(places, 1)}


def _build_doubtful_sheet(
    register: PrintableSheet,
    rows: Sequence[CollectedRow],
    doubts: Sequence[Doubt],
    places: Sequence[ColumnPlace],
    table: EnterpriseTable,
) -> PrintableSheet:
    """Build the list of doubts; cells are named as they stand in the sheet of the register."""
    positions, above = _find_positions(places), 2 + len(register.head) + register.grouped
    content: list[SheetRow] = []
    for doubt in doubts:
        row, known = rows[doubt.index], [place for place in doubt.places if place in positions]
        cells = "、".join(f"{format_column_letters(positions[place])}{above + 1 + doubt.index}" for place in known)
        sources = dict.fromkeys(str(row.sources[place]) for place in known if place in row.sources)
        held = describe_cells(table, {place: row.values.get(place) for place in known})
        name = str(row.values[table.name])
        content.append((name, cells, held, "、".join(sources) or None, f"{doubt.reason}。", doubt.hint))
    head = (f"以下各格在“{REGISTER}”里涂了黄色。请与企业核对；改正企业的表再收一次，或直接在“{REGISTER}”里改。",)
    return PrintableSheet(DOUBTFUL, DOUBTFUL, head, _DOUBTFUL_COLUMNS, tuple(content))


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


def _build_roster_sheet(roster: RosterComparison, table: EnterpriseTable) -> PrintableSheet:
    columns = (
        PrintColumn(table.number, _NUMBERING_WIDTH, centred=True),
        PrintColumn("名称", 34),
        PrintColumn(table.by_id[table.code].label, 22),
        *(PrintColumn(column.label, 16) for column in table.roster),
        PrintColumn("情况", 12, centred=True),
        PrintColumn("文件", 30),
        PrintColumn("说明", 34),
    )
    rows: tuple[SheetRow, ...] = tuple(
        (number, line.name, line.code or None, *(text or None for text in line.contacts), line.state.value)
        + (line.file or None, line.note or None)
        for number, line in enumerate(roster.lines, 1)
    )
    return PrintableSheet(ROSTER, ROSTER, (f"按 {roster.path}：{roster.summary}。",), columns, rows)
