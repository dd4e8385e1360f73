"""Reader of the table of an earlier collection, with the sources of its values and what was withdrawn from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.collected_rows import OLD_TABLE, SOURCES, WITHDRAWN, CollectedRow, ValueSource, Withdrawn
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.register import Register, read_register_file
from docgen.project.register.value_sources import get_text, read_sources
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.sheet_grid import SheetGrid


@dataclass(frozen=True)
class EarlierTable:
    """The enterprises of a table that is there, the places of its columns, and the values withdrawn from it before.

    The source of a value that no return is known for is ``OLD_TABLE``.
    """

    path: str
    rows: tuple[CollectedRow, ...]
    places: frozenset[str]
    withdrawn: tuple[Withdrawn, ...] = ()


def read_earlier_table(path: Path, table: EnterpriseTable, years: Years) -> EarlierTable:
    """Read the table with its sheets of sources and withdrawn values, where it has them.

    Raises InputError where the file cannot be read.
    """
    register = read_register_file(path, table, years)
    grids = {grid.sheet: grid for grid in read_grids(path, path.name)[0]}
    sources = read_sources(grids[SOURCES], table, years) if SOURCES in grids else {}
    withdrawn = tuple(_iterate_withdrawn(grids[WITHDRAWN])) if WITHDRAWN in grids else ()
    rows = tuple(_build_row(register, index, sources) for index in range(len(register.rows)))
    return EarlierTable(register.path, rows, frozenset(register.columns), withdrawn)


def _build_row(register: Register, index: int, sources: Mapping[str, Mapping[str, ValueSource]]) -> CollectedRow:
    values = {place: cells[index] for place, cells in register.columns.items() if cells[index] is not None}
    known = sources.get(normalize_name(register.names[index]), {})
    return CollectedRow(values, {place: known.get(place, ValueSource(OLD_TABLE)) for place in values})


def _iterate_withdrawn(grid: SheetGrid) -> Iterator[Withdrawn]:
    """Yield the rows below the headings: the rows with a text in each column of :class:`Withdrawn`."""
    width = len(Withdrawn._fields)
    rows = [[get_text(row, position) for position in range(width)] for row in grid.rows]
    full = [row for row in rows if all(row)]
    yield from (Withdrawn(*row) for row in full[1:])
