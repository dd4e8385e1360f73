"""Every shape in which tables come back gives the values that a person reads in it, on both roads, or says why not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from docgen.definitions.catalog import built_in
from docgen.problems.problem import Problem, Where
from docgen.project.register.collect import collect_sheets
from docgen.project.register.register import read_register_file
from docgen.project.spreadsheets.cell_values import CellValue
from sheet_shapes import Shape, Truth, iterate_shapes

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
SHAPES = iterate_shapes()


def write(path: Path, shape: Shape) -> None:
    path.parent.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in shape.sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in shape.hidden else "visible"
    book.save(path)


def simplify(cell: CellValue) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell


def read_register(path: Path) -> tuple[Truth, tuple[Problem, ...]]:
    register = read_register_file(path, TABLE, YEARS)
    values: Truth = {}
    for index, name in enumerate(register.names):
        cells = {place: cells[index] for place, cells in register.columns.items() if place != "name"}
        values[name] = {place: simplify(cell) for place, cell in cells.items() if cell is not None}
    return values, register.problems


def read_collected(path: Path) -> tuple[Truth, tuple[Problem, ...]]:
    found = collect_sheets(path.parent, TABLE, YEARS)
    values: Truth = {}
    for row in found.rows:
        cells = {place: simplify(cell) for place, cell in row.values.items() if place != "name"}
        values[str(row.values["name"])] = cells
    listed = [Problem("collect.remark", Where(one.file), f"{one.sheet} {one.reason}") for one in found.unplaced]
    return values, (*found.problems, *listed)


def test_there_are_more_than_a_hundred_shapes_of_different_names() -> None:
    assert len({shape.name for shape in SHAPES}) == len(SHAPES) > 100


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_both_roads_read_what_a_person_reads(tmp_path: Path, shape: Shape) -> None:
    path = tmp_path / "回收" / "enterprises.xlsx"
    write(path, shape)
    for read in (read_register, read_collected):
        values, problems = read(path)
        assert values == shape.truth, read.__name__
        messages = " ".join(problem.message for problem in problems)
        assert not [words for words in shape.told if words not in messages], messages
