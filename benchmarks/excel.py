"""The figures of the Excel side: collecting many small workbooks, reading and writing a large register.

    .venv/bin/python benchmarks/excel.py [ROUNDS]

Rounds alternate between docgen and what it is measured against, on the same files within this one process; memory is
that of a process of its own.
"""

from __future__ import annotations

import gc
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
from measure import peak_memory

from docgen.definitions.catalog import built_in
from docgen.definitions.table_columns import Column
from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.excel.excel_writer import create_workbook, lay_out_sheet, write_workbook
from docgen.documents.sheets.sheet import PrintableSheet
from docgen.documents.sheets.sheet import PrintColumn as SheetColumn
from docgen.project.register.collect import collect_sheets
from docgen.project.register.register import read_register

FORM = "2022-application"
ENTERPRISES = 5000
WORKBOOKS = 500
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

CATALOG = built_in()
TABLE = CATALOG.load_tables().enterprises
YEARS = CATALOG.load_form(FORM).years


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "read":
        read(Path(sys.argv[2]))
        return
    if len(sys.argv) > 2 and sys.argv[1] == "write":
        write_workbook(Path(sys.argv[2]) / "memory.xlsx", register_sheet())
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {rounds} rounds")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        collecting(work / "sheets", rounds)
        reading(work / "register", rounds)
        writing(work / "written", rounds)


def collecting(folder: Path, rounds: int) -> None:
    """How many one-row workbooks a second are collected."""
    folder.mkdir()
    for number in range(1, WORKBOOKS + 1):
        write_sheet(folder / f"{number:03d}.xlsx", number)
    seconds = [timed(lambda: collect_sheets(folder, TABLE, YEARS)) for _ in range(rounds)]
    found = collect_sheets(folder, TABLE, YEARS)
    assert (len(found.rows), found.unplaced, found.problems) == (WORKBOOKS, (), ())
    print(f"collect {WORKBOOKS} one-row workbooks: {WORKBOOKS / statistics.median(seconds):.0f} a second")


def reading(folder: Path, rounds: int) -> None:
    """A register of 40 columns beside plain openpyxl, read-only, of the same file."""
    folder.mkdir()
    width = write_register(folder / "enterprises.xlsx")
    pairs = []
    for _ in range(rounds):
        plain = timed(lambda: read_plainly(folder / "enterprises.xlsx"))
        pairs.append((plain, timed(lambda: read(folder))))
    plain, own = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    memory = peak_memory([sys.executable, __file__, "read", folder])
    print(
        f"read {ENTERPRISES} enterprises × {width} columns: {own:.2f} s, plain openpyxl {plain:.2f} s, "
        f"ratio {ratio:.2f}, memory {memory:.0f} MiB"
    )


def read(folder: Path) -> None:
    register = read_register(folder, TABLE, YEARS)
    assert register is not None
    assert (len(register.names), register.problems) == (ENTERPRISES, ())


def writing(folder: Path, rounds: int) -> None:
    """A register of 40 columns beside plain XlsxWriter writing the same cells; the proof is reckoned apart."""
    folder.mkdir()
    sheet = register_sheet()
    pairs = []
    for _ in range(rounds):
        plain = timed(lambda: write_plainly(folder / "plain.xlsx", sheet))
        pairs.append((plain, timed(lambda: write_unproven(folder / "own.xlsx", sheet))))
    plain, own = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    proof = statistics.median(
        timed(lambda: verify_workbook(folder / "own.xlsx", {sheet.name: sheet})) for _ in range(rounds)
    )
    memory = peak_memory([sys.executable, __file__, "write", folder])
    print(
        f"write {len(sheet.rows)} enterprises × {len(sheet.columns)} columns: {own:.2f} s, plain XlsxWriter "
        f"{plain:.2f} s, ratio {ratio:.2f}, proof {proof:.2f} s, memory with proof {memory:.0f} MiB"
    )


def register_sheet() -> PrintableSheet:
    """A register with every column that the form's years give and a row of sums."""
    chance = random.Random(1)
    places = [(column, year) for column in TABLE.columns for year in (YEARS.actual if column.yearly else (None,))]
    columns = tuple(
        SheetColumn(
            column.format_heading(year), 14, decimals=2 if column.kind == "number" else None, summed=column.yearly
        )
        for column, year in places
    )
    rows = tuple(
        tuple(cell(value(column, number, chance)) for column, _ in places) for number in range(1, ENTERPRISES + 1)
    )
    return PrintableSheet("企业表", TABLE.title, TABLE.head, columns, rows, total="合计")


def cell(content: str | float) -> str | int | Decimal:
    return Decimal(repr(content)) if isinstance(content, float) else content


def write_unproven(path: Path, sheet: PrintableSheet) -> None:
    with create_workbook(path, sheet.title) as book:
        lay_out_sheet(book, book.add_worksheet(sheet.name), sheet)


def write_plainly(path: Path, sheet: PrintableSheet) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet.name)
        text, number = (book.add_format({"border": 1, "num_format": shape}) for shape in ("@", "0.00"))
        for position, column in enumerate(sheet.columns):
            page.write_string(0, position, column.heading, text)
        for line, row in enumerate(sheet.rows, 1):
            for position, content in enumerate(row):
                if isinstance(content, str):
                    page.write_string(line, position, content, text)
                else:
                    page.write_number(line, position, content, number)


def read_plainly(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    assert len(rows) == ENTERPRISES + 1


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_sheet(path: Path, number: int) -> None:
    """One enterprise's 表1 as it comes back."""
    places = list(TABLE.iterate_sheet_places(YEARS))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表1")
        sheet.write(0, 0, TABLE.title)
        for position, (column, year) in enumerate(places):
            sheet.write(2, position, column.format_heading(year))
            sheet.write(3, position, value(column, number, random.Random(number)))


def write_register(path: Path) -> int:
    """A register with every column that the form's years give; returns how many."""
    chance = random.Random(1)
    places = [(column, year) for column in TABLE.columns for year in (YEARS.actual if column.yearly else (None,))]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for position, (column, year) in enumerate(places):
            sheet.write(0, position, column.format_heading(year))
            for number in range(1, ENTERPRISES + 1):
                sheet.write(number, position, value(column, number, chance))
    return len(places)


def value(column: Column, number: int, chance: random.Random) -> str | float:
    if column.kind == "code":
        return code(f"91440101MA5{number:06d}")
    if column.kind == "text":
        return f"云溪第{number}精密机械有限公司" if column.id == TABLE.name else "减速机、齿轮"
    if column.kind == "yes_no":
        return chance.choice("是否")
    if column.kind == "year":
        return chance.randrange(2010, 2022)
    if column.whole:
        return chance.randrange(100) if column.within else chance.randrange(100, 1000)
    return round(chance.random() * 1000, 2)


def code(body: str) -> str:
    """A 统一社会信用代码 with its check sign."""
    weighted = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + SIGNS[-weighted % 31]


if __name__ == "__main__":
    main()
