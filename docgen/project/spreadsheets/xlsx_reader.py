"""Reader of .xlsx workbooks ([ECMA-376], transitional and strict): every sheet as a grid of the values that are seen.

Only what shows a value is read - cells, texts, number formats - so that no odd style, name or drawing is in the way.
"""

from __future__ import annotations

import datetime
import io
import itertools
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from docgen.errors import InputError
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.number_formats import BUILT_IN, NumberFormat, parse_number_format
from docgen.project.spreadsheets.sheet_grid import MOST_CELLS, MergedArea, SheetGrid, TooManyCellsError, build_grid

_WIDEST, _LONGEST = 16384, 1048576
"""Columns and lines of a sheet."""
_MOST_SPREAD = 100_000
"""The largest range of an array formula whose cells are looked at one by one."""
_MOST_SPREAD_IN_SHEET = 1_000_000
"""The cells of all these ranges: ranges that overlap, which Excel never writes, could have any number of them."""
_LARGE = 16 << 20
"""From this size on, cells without content are cut out of the XML of a sheet before it is parsed."""

_BLANK_CELL = re.compile(rb'<(?:\w+:)?c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?:/>|></(?:\w+:)?c>)')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TRUE = frozenset({"1", "true", "on"})


class _LocalNames(dict[str, str]):
    """The names of elements without their namespace: strict and transitional workbooks differ in it."""

    def __missing__(self, tag: str) -> str:
        name = self[tag] = tag.rpartition("}")[2]
        return name


class _Positions(dict[str, int]):
    """The positions (from 0) of columns by their letters."""

    def __missing__(self, letters: str) -> int:
        position = 0
        for letter in letters:
            position = position * 26 + ord(letter) - ord("A") + 1
        self[letters] = position - 1
        return position - 1


_NAMES = _LocalNames()
_POSITIONS = _Positions()


def read_xlsx_workbook(path: Path, shown: str) -> list[SheetGrid]:
    """Read the sheets of the workbook. Raises InputError for a binary one, and whatever a damaged part leads to."""
    with zipfile.ZipFile(path) as archive:
        workbook = _Workbook(archive)
        if workbook.is_binary:
            raise InputError(
                "是 Excel 二进制工作簿（.xlsb），没有读取。", remedy="请用 Excel 另存为 .xlsx。", path=shown
            )
        return workbook.read()


def decode_escapes(text: str) -> str:
    """Replace the escapes of Excel (``_x000D_``) by their characters, and drop control characters."""
    text = replace_escapes(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isprintable() else _CONTROL.sub("", text)


def replace_escapes(text: str) -> str:
    """Replace the escapes of Excel by their characters, whichever they are."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Workbook:
    """The parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {_normalize_name(name): name for name in archive.namelist()}
        parts = self._list_related_parts("")
        self._main = next((target for kind, target in parts.values() if kind == "officeDocument"), "xl/workbook.xml")
        self._parts = self._list_related_parts(self._main)

    @property
    def is_binary(self) -> bool:
        """True for an .xlsb workbook, whose parts are no XML."""
        return self._main.endswith(".bin")

    def read(self) -> list[SheetGrid]:
        """Read every sheet with cells, in the order of the workbook."""
        sheets: list[tuple[str, str, bool]] = []
        date1904 = never_calculated = False
        for node in ElementTree.fromstring(self._read_part(self._main)).iter():
            match _NAMES[node.tag]:
                case "sheet":
                    link = next((value for key, value in node.items() if key.endswith("}id")), "")
                    kind, target = self._parts[link]
                    if kind == "worksheet":
                        sheets.append((node.get("name", ""), target, node.get("state", "visible") != "visible"))
                case "workbookPr":
                    date1904 = node.get("date1904") in _TRUE
                case "calcPr":
                    never_calculated = node.get("fullCalcOnLoad") in _TRUE
        if not sheets:
            raise LookupError("no sheet")
        texts = [*self._read_texts()]
        formats = [*self._read_formats()]
        grids: list[SheetGrid] = []
        cells = 0
        for name, target, is_hidden in sheets:
            reader = _SheetReader(texts, formats, date1904, never_calculated, cells)
            grids.append(reader.read(name, self._read_part(target), is_hidden))
            cells = reader.cells
        return grids

    def _list_related_parts(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the parts that ``part`` names, by the id of the relationship: its kind and the name of the part."""
        home, name = posixpath.split(part)
        relations = posixpath.join(home, "_rels", f"{name}.rels")
        if _normalize_name(relations) not in self._members:
            return {}
        found = {}
        for node in ElementTree.fromstring(self._read_part(relations)).iter():
            if _NAMES[node.tag] == "Relationship" and node.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", home, node.get("Target", "").replace("\\", "/")))
                found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def _read_part(self, name: str) -> bytes:
        return self._archive.read(self._members[_normalize_name(name)])

    def _read_kind(self, kind: str) -> bytes | None:
        """Read the one part of a kind; None where the workbook has none."""
        name = next((target for one, target in self._parts.values() if one == kind), None)
        return None if name is None or _normalize_name(name) not in self._members else self._read_part(name)

    def _read_texts(self) -> Iterator[str]:
        content, count = self._read_kind("sharedStrings"), 0
        for _, node in ElementTree.iterparse(io.BytesIO(content)) if content else ():
            if _NAMES[node.tag] == "si":
                yield _read_text(node)
                node.clear()
                count += 1
                if count > MOST_CELLS:
                    raise TooManyCellsError

    def _read_formats(self) -> Iterator[NumberFormat | None]:
        content = self._read_kind("styles")
        codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
        for node in ElementTree.fromstring(content) if content else ():
            for one in node if _NAMES[node.tag] == "numFmts" else ():
                codes[one.get("numFmtId", "")] = decode_escapes(one.get("formatCode", ""))
            for one in node if _NAMES[node.tag] == "cellXfs" else ():
                yield parse_number_format(codes.get(one.get("numFmtId", "0"), ""))


class _SheetReader:
    """Reader of one sheet: the shared texts, the formats by style, the epoch.

    ``cells`` counts those of the sheets before it and its own. ``never_calculated`` is true where the workbook asks
    Excel to compute all of it on opening: a library wrote it, and some store 0 for formulas that nobody has computed.
    The XML is read as it comes, without a tree of it.
    """

    def __init__(
        self,
        texts: Sequence[str],
        formats: Sequence[NumberFormat | None],
        date1904: bool,
        never_calculated: bool,
        cells: int,
    ) -> None:
        self.cells = cells
        self._texts, self._formats = texts, formats
        self._date1904 = date1904
        self._rows: dict[int, tuple[RawValue, ...]] = {}
        self._uncalculated: set[tuple[int, int]] = set()
        self._spread: list[MergedArea] = []
        self._zeros: list[tuple[int, int]] | None = [] if never_calculated else None
        self._merged: list[MergedArea] = []
        self._hidden_lines: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._line, self._position = 0, -1
        self._row: dict[int, RawValue] = {}
        self._cell: Mapping[str, str] = {}
        self._formula: Mapping[str, str] | None = None
        self._value: str | None = None
        self._inline: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element

    def read(self, name: str, content: bytes, is_hidden: bool) -> SheetGrid:
        """Read the XML of the sheet."""
        self._parser.Parse(_BLANK_CELL.sub(b"", content) if len(content) > _LARGE else content, True)
        self._remove_unknown_zeros()
        self._mark_spread_formulas()
        return build_grid(
            name,
            sorted(self._rows.items()),
            uncalculated=tuple(sorted(self._uncalculated)),
            hidden_lines=frozenset(self._hidden_lines),
            hidden_columns=frozenset(self._hidden_columns),
            merged=tuple(self._merged),
            is_hidden=is_hidden,
        )

    def _start_element(self, tag: str, given: Mapping[str, str]) -> None:
        match _NAMES[tag]:
            case "c":
                self.cells += 1
                if self.cells > MOST_CELLS:
                    raise TooManyCellsError
                self._cell, self._formula, self._value, self._inline = given, None, None, None
                address = given.get("r")
                self._position = _POSITIONS[address.rstrip("0123456789")] if address else self._position + 1
            case "v" | "t":
                self._value = ""
                self._parser.CharacterDataHandler = self._add_characters
            case "f":
                self._formula = given
            case "is":
                self._inline = []
            case "row":
                self._line, self._position, self._row = int(given.get("r") or self._line + 1), -1, {}
                if given.get("hidden") in _TRUE:
                    self._hidden_lines.add(self._line)
            case "col" if given.get("hidden") in _TRUE:
                self._hidden_columns.update(range(int(given["min"]) - 1, min(int(given["max"]), _WIDEST)))
            case "mergeCell":
                self._merged += _parse_area(given.get("ref", ""))

    def _end_element(self, tag: str) -> None:
        match _NAMES[tag]:
            case "c":
                value = self._read_cell()
                if value is not None:
                    self._row[self._position] = value
            case "v" | "t":
                self._parser.CharacterDataHandler = None
                if self._inline is not None and self._value:
                    self._inline.append(self._value)
            case "rPh" if self._inline:
                self._inline.pop()  # a phonetic guide is no part of the text
            case "row" if self._row and self._line <= _LONGEST and (width := max(self._row) + 1) <= _WIDEST:
                self.cells += width - len(self._row)
                self._rows[self._line] = tuple(map(self._row.get, range(width)))

    def _add_characters(self, text: str) -> None:
        self._value = f"{self._value}{text}"

    def _read_cell(self) -> RawValue:
        if self._inline is not None:
            return decode_escapes("".join(self._inline)) or None
        text, kind = self._value, self._cell.get("t", "n")
        if self._formula is not None:
            if text is None or (kind == "n" and not text):
                self._uncalculated.add((self._line, self._position))
                if self._formula.get("t") in ("array", "dataTable"):
                    self._spread += _parse_area(self._formula.get("ref", ""))
                return None
            if self._zeros is not None:
                if text == "0":
                    self._zeros.append((self._line, self._position))
                else:
                    self._zeros = None
        if not text:
            return None
        return self._convert_number(text) if kind == "n" else self._convert_text(text, kind)

    def _convert_number(self, text: str) -> RawValue:
        try:
            value = int(text) if text.isdecimal() else float(text)
        except ValueError:
            return decode_escapes(text)
        style = self._cell.get("s")
        number_format = self._formats[int(style)] if style and int(style) < len(self._formats) else None
        return value if number_format is None else number_format.show(value, self._date1904)

    def _convert_text(self, text: str, kind: str) -> RawValue:
        match kind:
            case "s":
                return self._texts[int(text)] or None
            case "b":
                return text.strip() in _TRUE
            case "d":
                return _convert_iso_date(text)
            case _:
                return decode_escapes(text) or None

    def _remove_unknown_zeros(self) -> None:
        """Remove the results of formulas where all of them are 0 and nobody has computed any."""
        for line, position in self._zeros or ():
            self._uncalculated.add((line, position))
            row = list(self._rows[line])
            row[position] = None
            self._rows[line] = tuple(row)

    def _mark_spread_formulas(self) -> None:
        """Mark the other cells of an array formula that was never computed: they have no formula of their own."""
        room = _MOST_SPREAD_IN_SHEET
        for area in self._spread:
            lines = range(area.first_line, area.last_line + 1)
            positions = range(area.first_position, area.last_position + 1)
            count = len(lines) * len(positions)
            if count <= min(_MOST_SPREAD, room):
                room -= count
                for line, position in itertools.product(lines, positions):
                    row = self._rows.get(line, ())
                    if position >= len(row) or row[position] is None:
                        self._uncalculated.add((line, position))


def _normalize_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _read_text(node: ElementTree.Element) -> str:
    """Return the text of a shared or inline string: plain or in runs, without the phonetic guides."""
    texts = []
    for child in node:
        match _NAMES[child.tag]:
            case "t":
                texts.append(child.text or "")
            case "r":
                texts += [run.text or "" for run in child if _NAMES[run.tag] == "t"]
    return decode_escapes("".join(texts))


def _parse_area(reference: str) -> Iterator[MergedArea]:
    ends = [(int(row), _POSITIONS[letters]) for letters, row in _ADDRESS.findall(reference)]
    if ends:
        yield MergedArea(ends[0][0], ends[-1][0], ends[0][1], ends[-1][1])


def _convert_iso_date(text: str) -> RawValue:
    for parse in (datetime.datetime.fromisoformat, datetime.time.fromisoformat):
        try:
            return parse(text.removesuffix("Z"))
        except ValueError:
            continue
    return text
