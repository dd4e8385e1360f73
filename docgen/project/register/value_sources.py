"""Reader of the sheet of sources in the table of a collection: which file and cell each value came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.collected_rows import ValueSource
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.spreadsheets.cell_values import RawValue, format_raw_value
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import find_header
from docgen.project.spreadsheets.sheet_grid import SheetGrid

Sources = Mapping[str, Mapping[str, ValueSource]]
"""The source of each value, by the normalized name of the enterprise and by place."""


def read_sources(grid: SheetGrid, table: EnterpriseTable, years: Years) -> Sources:
    """Read the sources of the values; nothing where the sheet has no headings."""
    wanted = WantedColumns(table.columns, table.name, table.number, years.actual)
    head = find_header(grid.rows, wanted)
    if head is None:
        return {}
    found: dict[str, dict[str, ValueSource]] = {}
    for row in grid.rows[head.last + 1 :]:
        texts = {heading.place: get_text(row, heading.position) for heading in head.headings}
        name = texts.pop(wanted.name)
        sources = {place: ValueSource(text) for place, text in texts.items() if text}
        found.setdefault(normalize_name(name), sources)
    return found


def get_text(row: Sequence[RawValue], position: int) -> str:
    """Return the text of a cell, "" beyond the end of the line."""
    return format_raw_value(row[position]) if position < len(row) else ""
