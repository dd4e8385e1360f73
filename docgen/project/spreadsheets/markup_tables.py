"""Reader of tables in markup that systems export under the name .xls: HTML, and the XML spreadsheets of Excel 2003."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from docgen.definitions.source import read_data, read_text
from docgen.problems.problem import Problem
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.number_formats import NumberFormat, parse_number_format
from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid, SpannedTable, build_grid

_WIDEST = 16384
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED_FORMATS = {"Percent": "0.00%"}
"""The formats with a name of their own that change the value; dates have their own type of data."""


def read_html_tables(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Read each table of an HTML file as a grid of texts, with the problems of its encoding."""
    text, problems = read_text(path, shown)
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    return [table.build(f"表格{number}") for number, table in enumerate(parser.tables, 1)], problems


class _TableParser(HTMLParser):
    """Parser that collects the tables; a table inside a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[SpannedTable] = []
        self._open: list[SpannedTable] = []
        self._cells: list[tuple[list[str], int, int] | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(SpannedTable())
            self._cells.append(None)
            self.tables.append(self._open[-1])
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].add_row()
        elif tag in ("td", "th"):
            self._end_cell()
            if not self._open[-1].rows:
                self._open[-1].add_row()
            given = dict(attrs)
            self._cells[-1] = ([], _parse_span(given.get("colspan")), _parse_span(given.get("rowspan")))
        elif tag == "br" and self._cells[-1]:
            self._cells[-1][0].append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table") and self._open:
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()
            self._cells.pop()

    def handle_data(self, data: str) -> None:
        if self._cells and (cell := self._cells[-1]):
            cell[0].append(" ".join(data.split()) if data.strip() else " ")

    def _end_cell(self) -> None:
        if self._cells and (cell := self._cells[-1]):
            self._open[-1].add_cell("".join(cell[0]).strip() or None, cell[1], cell[2])
            self._cells[-1] = None


def _parse_span(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() else 1


def read_xml_spreadsheet(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Read each sheet of an XML spreadsheet of Excel 2003 as a grid."""
    root = ElementTree.fromstring(read_data(path, shown))
    formats = _read_formats(root)
    return [_read_sheet(sheet, formats) for sheet in root.iter(f"{_SS}Worksheet")], []


def _read_formats(root: ElementTree.Element) -> Mapping[str, NumberFormat | None]:
    codes: dict[str, str] = {}
    for style in root.iter(f"{_SS}Style"):
        shape = style.find(f"{_SS}NumberFormat")
        code = codes.get(style.get(f"{_SS}Parent", ""), "") if shape is None else shape.get(f"{_SS}Format", "")
        codes[style.get(f"{_SS}ID", "")] = _NAMED_FORMATS.get(code, "" if code.isalpha() else code)
    return {style: parse_number_format(code) for style, code in codes.items()}


def _read_sheet(sheet: ElementTree.Element, formats: Mapping[str, NumberFormat | None]) -> SheetGrid:
    rows: dict[int, dict[int, RawValue]] = {}
    hidden_lines, merged, uncalculated = set(), [], []
    line = 0
    for row in sheet.iter(f"{_SS}Row"):
        line = int(row.get(f"{_SS}Index", line + 1))
        if row.get(f"{_SS}Hidden") == "1":
            hidden_lines.add(line)
        for position, cell in _iterate_cells(row):
            area = MergedArea(line, line + _get_span(cell, "Down"), position, position + _get_span(cell, "Across"))
            merged += [area] if cell.get(f"{_SS}MergeDown") or cell.get(f"{_SS}MergeAcross") else []
            data = cell.find(f"{_SS}Data")
            if data is not None:
                style = cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or ""
                rows.setdefault(line, {})[position] = _convert_data(data, formats.get(style))
            elif cell.get(f"{_SS}Formula"):
                uncalculated.append((line, position))
        line += int(row.get(f"{_SS}Span", 0))
    return build_grid(
        sheet.get(f"{_SS}Name", ""),
        ((line, tuple(map(row.get, range(max(row) + 1)))) for line, row in sorted(rows.items())),
        uncalculated=tuple(uncalculated),
        hidden_lines=frozenset(hidden_lines),
        merged=tuple(merged),
    )


def _iterate_cells(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    position = 0
    for cell in row.iter(f"{_SS}Cell"):
        position = int(cell.get(f"{_SS}Index", position + 1))
        if position <= _WIDEST:
            yield position - 1, cell
        position += _get_span(cell, "Across")


def _get_span(cell: ElementTree.Element, way: str) -> int:
    return int(cell.get(f"{_SS}Merge{way}", 0))


def _convert_data(data: ElementTree.Element, number_format: NumberFormat | None) -> RawValue:
    text = "".join(data.itertext())
    match data.get(f"{_SS}Type"):
        case "Number":
            value = float(text)
            return value if number_format is None else number_format.show(value)
        case "Boolean":
            return text.strip() == "1"
        case "DateTime":
            return datetime.datetime.fromisoformat(text)
        case _:
            return text.strip() or None
