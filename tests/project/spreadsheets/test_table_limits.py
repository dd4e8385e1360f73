"""Tables that would swallow the machine: areas that span, merge or repeat more than any table has."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.headings import TableHeader
from docgen.project.spreadsheets.merged_cells import spread_merged_values
from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid, SpannedTable, TooManyCellsError

TOO_MANY = "文件里的格超过 150 万个"


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    ['<td colspan="1000">甲</td>' * 20_000, ('<tr><td colspan="1000" rowspan="10">甲</td></tr>' * 400)],
    ids=["wide", "spanning"],
)
def test_cells_that_span_more_than_a_table_has_are_refused(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "a.xls"
    path.write_text(f"<html><table>{cells}</table></html>", encoding="utf-8")
    with pytest.raises(InputError, match=TOO_MANY):
        read_grids(path, "a.xls")


def test_a_table_as_wide_as_excel_is_read() -> None:
    table = SpannedTable()
    table.add_row()
    for _ in range(16):
        table.add_cell("甲", 1000)
    table.add_cell("乙", 384)
    assert len(table.build("").rows[0]) == 16_001
    with pytest.raises(TooManyCellsError):
        table.add_cell("丙")


def head_of(position: int) -> TableHeader:
    """Headings in the first line, with one column of text at ``position``."""
    heading: Any = SimpleNamespace(position=position, column=SimpleNamespace(kind="text", id="district"))
    return TableHeader(0, 0, (heading,), None, (), {})


def test_merged_values_hold_for_the_lines_that_the_sheet_has() -> None:
    rows: tuple[tuple[str | None, ...], ...] = (("名称", "区"), ("甲", "东"), ("乙", None), ("丙", None), ("丁", "西"))
    grid = SheetGrid("", (1, 2, 4, 900, 901), rows, merged=(MergedArea(2, 900, 1, 1), MergedArea(901, 1048576, 1, 1)))
    assert [row[1] for row in spread_merged_values(grid, head_of(1), "name").rows[1:]] == ["东", "东", "东", "西"]


def test_merged_areas_that_overlap_are_not_spread_again_and_again() -> None:
    lines = tuple(range(1, 5001))
    area = MergedArea(2, 1048576, 1, 1)
    grid = SheetGrid("", lines, (("名称", "区"), *((str(line), "东") for line in lines[1:])), merged=(area,) * 300_000)
    begin = time.process_time()
    spread = spread_merged_values(grid, head_of(1), "name")
    assert time.process_time() - begin < 3
    assert {row[1] for row in spread.rows[1:]} == {"东"}
