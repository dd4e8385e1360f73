"""The workbook of what was collected: the register, the source of every value in it, and what has no place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.excel.excel_proof import prove
from docgen.documents.excel.excel_writer import for_the_screen, lay_out, new_book
from docgen.documents.sheets.enterprise_table import Place, official_places, other_places, plain_columns, shown
from docgen.documents.sheets.sheet import Band, Column, Row, Sheet
from docgen.project.register.collected_rows import Collected, CollectedRow

REGISTER = "企业表"
SOURCES = "来源"
UNPLACED = "未读取的内容"

_NUMBERING_WIDTH = 6.0
_SOURCE_WIDTH = 26.0
_UNPLACED_COLUMNS = (
    Column("文件", 34),
    Column("工作表", 18),
    Column("单元格", 9, centred=True),
    Column("内容", 34),
    Column("没有读取的原因", 46),
)


def write_collected(path: Path, collected: Collected, table: EnterpriseTable, years: Years) -> None:
    """Write the register with its sources to ``path``; :func:`read_register` reads the same values from it.

    Raises OutputError where the file cannot be written, ReadBackError where it does not say what it should.
    """
    places = _places(collected, table, years)
    pages = {
        REGISTER: _register(collected.rows, places, table),
        SOURCES: _sources(collected.rows, places, table),
        UNPLACED: _unplaced(collected),
    }
    kept = 2 + [place.name for place in places].index(table.name)
    with new_book(path, table.title) as book:
        for name, content in pages.items():
            page = book.add_worksheet(name)
            for_the_screen(book, page, content, lay_out(book, page, content), 1 if name == UNPLACED else kept)
    prove(path, pages)


def _places(collected: Collected, table: EnterpriseTable, years: Years) -> tuple[Place, ...]:
    """The places that have a value or were asked for, those of 表1 first; all of 表1 where there is nothing."""
    official, others = official_places(table, years), other_places(table, years)
    filled = {place for row in collected.rows for place in row.values}
    filled |= collected.places
    if not filled:
        return official
    known = [place for place in (*official, *others) if place.name in filled]
    earlier = sorted(filled - {place.name for place in known}, key=lambda name: _order(name, table))
    return (*known, *(_earlier(name, table) for name in earlier))


def _earlier(name: str, table: EnterpriseTable) -> Place:
    """The place of a year before those of the form, from which growth is reckoned."""
    column, _, year = name.partition(".")
    return Place(name, table.by_id[column], int(year), "")


def _order(name: str, table: EnterpriseTable) -> tuple[int, str]:
    column, _, year = name.partition(".")
    return list(table.by_id).index(column), year


def _register(rows: Sequence[CollectedRow], places: Sequence[Place], table: EnterpriseTable) -> Sheet:
    cells = [tuple(shown(row.values.get(place.name), place.column) for row in rows) for place in places]
    columns = (Column(table.number, _NUMBERING_WIDTH, centred=True), *plain_columns(places, cells, table))
    content: tuple[Row, ...] = tuple((number, *row) for number, row in enumerate(zip(*cells, strict=True), 1))
    return Sheet(REGISTER, table.title, (), columns, content)


def _sources(rows: Sequence[CollectedRow], places: Sequence[Place], table: EnterpriseTable) -> Sheet:
    """The same shape with the source of each value; the name stays, so that one sees whose they are."""
    headings = [place.column.heading(place.year) for place in places]
    columns = (Column(table.number, _NUMBERING_WIDTH, centred=True), *(Column(one, _SOURCE_WIDTH) for one in headings))
    content: tuple[Row, ...] = tuple(
        (number, *(_source(row, place, table) for place in places)) for number, row in enumerate(rows, 1)
    )
    return Sheet(SOURCES, f"{table.title}各项数据的来源", (), columns, content)


def _source(row: CollectedRow, place: Place, table: EnterpriseTable) -> str | None:
    if place.name == table.name:
        return str(row.values[place.name])
    return str(row.sources[place.name]) if place.name in row.sources else None


def _unplaced(collected: Collected) -> Sheet:
    rows: tuple[Row, ...] = tuple(
        (one.file, one.sheet or None, one.cell or None, one.text or None, one.reason) for one in collected.unplaced
    )
    read = f"读取了 {collected.files} 个文件、{len(collected.rows)} 家企业"
    head = (f"{read}；以下内容没有放进“{REGISTER}”，请逐处核对。",)
    return Sheet(UNPLACED, UNPLACED, head, _UNPLACED_COLUMNS, rows or (Band("没有：所有内容都已读取。"),))
