"""Values of merged cells that hold for every line they span: a district, a kind, an owner, but no figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from docgen.project.spreadsheets.headings import TableHeader
from docgen.project.spreadsheets.sheet_grid import SheetGrid

_SHARED_KINDS = frozenset({"text", "yes_no", "year", "option"})


def spread_merged_values(grid: SheetGrid, head: TableHeader, name: str) -> SheetGrid:
    """Return the grid with each merged value below the headings in all lines that it spans.

    Figures and codes stay in the first line: spread, they would count twice. So do names, of the column ``name``: the
    lines beside a merged name are one enterprise or one entry.
    """
    shared = {
        heading.position
        for heading in head.headings
        if heading.column.kind in _SHARED_KINDS and heading.column.id != name
    }
    first = grid.lines[head.last] + 1
    areas = [area for area in grid.merged if area.first_line >= first and area.first_position in shared]
    if not areas:
        return grid
    rows = [list(row) for row in grid.rows]
    room = len(rows) * len(shared)
    for area in areas:
        found = range(bisect_left(grid.lines, area.first_line), bisect_right(grid.lines, area.last_line))
        room -= len(found)
        if room < 0:
            break  # only areas that overlap take more, and no program makes those
        position = area.first_position
        if found and grid.lines[found[0]] == area.first_line and position < len(rows[found[0]]):
            for index in found[1:]:
                rows[index] += [None] * (position + 1 - len(rows[index]))
                rows[index][position] = rows[found[0]][position]
    return replace(grid, rows=tuple(map(tuple, rows)))
