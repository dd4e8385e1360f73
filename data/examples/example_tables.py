"""How the enterprise tables and the lists of the examples are written: .csv, .yaml, and .xlsx by docgen's own writer.

The makers keep an enterprise under short headings (产值2021（亿元）); what is written may have those of docgen itself
(2021年产值（亿元）). Both are read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.excel.excel_writer import create_workbook, lay_out_sheet, prepare_for_screen, write_workbook
from docgen.documents.sheets.sheet import PrintableSheet, PrintColumn, measure_text

Firm = Mapping[str, str]
Entry = Sequence[object]

_YEARLY = re.compile(r"(?P<label>[^\d]+)(?P<year>\d{4})(?P<unit>（.+）)?\Z")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})年(?P<label>.+?)(?P<unit>（.+）)?\Z")
_WIDEST, _MARGIN = 44, 3


@dataclass(frozen=True)
class Listed:
    """One list: its title, its headings, its entries."""

    title: str
    head: Sequence[str]
    entries: Sequence[Entry]


def number_patent(year: int, serial: int) -> str:
    """A patent number for an invention of that year: no real one has a serial number from 9900000 on."""
    digits = f"{year}1{9900000 + serial}"
    rest = sum((at % 8 + 2) * int(digit) for at, digit in enumerate(digits)) % 11
    return f"ZL{digits}.{'X' if rest == 10 else rest}"


def house_heading(heading: str) -> str:
    """The heading as docgen writes it: 2021年产值（亿元） for 产值2021（亿元）."""
    found = _YEARLY.match(heading)
    return f"{found['year']}年{found['label']}{found['unit'] or ''}" if found else heading


def write_firms_csv(path: Path, headings: Sequence[str], firms: Sequence[Firm], *, house: int = 0) -> None:
    """Write the enterprises: UTF-8 with BOM (Excel opens it as it is), with docgen's own headings if ``house``."""
    head = [house_heading(heading) for heading in headings] if house else headings
    _write_csv(path, head, [[firm[heading] for heading in headings] for firm in firms])


def write_firms_book(path: Path, title: str, headings: Sequence[str], firms: Sequence[Firm]) -> None:
    """Write the enterprises as a workbook to work in: headings and names stay in sight, the last row has the sums."""
    columns = [_column(heading, [firm[heading] for firm in firms]) for heading in headings]
    rows = [
        [_value(firm[heading], column) for heading, column in zip(headings, columns, strict=True)] for firm in firms
    ]
    content = PrintableSheet("企业表", title, (), tuple(columns), rows, (), "合计")
    with create_workbook(path, title) as book:
        page = book.add_worksheet(content.name)
        prepare_for_screen(book, page, content, lay_out_sheet(book, page, content), 1 + headings.index("企业名称"))
    verify_workbook(path, {content.name: content})


def write_list(path: Path, listed: Listed) -> None:
    """Write a list as the ending of ``path`` says: .csv, .yaml or .xlsx."""
    {".csv": _write_list_csv, ".yaml": _write_list_yaml, ".xlsx": _write_list_book}[path.suffix](path, listed)


def _write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _write_list_csv(path: Path, listed: Listed) -> None:
    _write_csv(path, listed.head, listed.entries)


def _write_list_yaml(path: Path, listed: Listed) -> None:
    """One entry after another, ``- 列名: 内容``; what begins with a quotation mark of YAML's own is none here."""
    lines = [f"# {listed.title}：每一项以“- ”开头，下面每行一个“列名: 内容”。"]
    for entry in listed.entries:
        pairs = [f"{name}: {value}" for name, value in zip(listed.head, entry, strict=True) if value != ""]
        lines += [f"{'  ' if at else '- '}{pair}" for at, pair in enumerate(pairs)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_list_book(path: Path, listed: Listed) -> None:
    """A workbook as offices make it: a title above, running numbers at the side."""
    values = [list(map(str, column)) for column in zip(*listed.entries, strict=True)]
    columns = [PrintColumn("序号", 8, centred=True)]
    columns += [PrintColumn(name, _width(name, cells)) for name, cells in zip(listed.head, values, strict=True)]
    rows = [[number, *map(str, entry)] for number, entry in enumerate(listed.entries, 1)]
    write_workbook(path, PrintableSheet(listed.title, listed.title, (), tuple(columns), rows, (), "", "portrait"))


def _column(heading: str, cells: Sequence[str]) -> PrintColumn:
    found = _YEARLY.match(heading) or _YEAR_FIRST.match(heading)
    if not found:
        return PrintColumn(heading, _width(heading, cells), centred=heading not in ("企业名称", "主营业务", "备注"))
    own = house_heading(heading)
    return PrintColumn(own, _width(own, cells), decimals=2 if found["unit"] else 0, summed=True)


def _width(heading: str, cells: Sequence[str]) -> float:
    """Wide enough for the cells, and for the heading in two lines."""
    return min(_WIDEST, max(measure_text(heading) / 2, *map(measure_text, cells)) + _MARGIN)


def _value(cell: str, column: PrintColumn) -> str | int | Decimal | None:
    if cell == "":
        return None
    if column.decimals is not None:
        return Decimal(cell)
    return int(cell) if cell.isdigit() and len(cell) < 8 else cell
