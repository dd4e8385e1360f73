"""Cells of a sheet (XML) whose text is longer than the room that is seen of it: the rest is not printed.

The estimate is cautious: a Chinese character is as wide as two digits, a tenth more than the room is no fault.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from xml.parsers.expat import ParserCreate

from docgen.runtime.office_relationships import UNREADABLE_XML

_TOKEN = re.compile(rb"<(/?)(?:\w{1,20}:)?(row|c|v|t|mergeCell|col|sheetFormatPr)\b([^<>]*)>([^<]*)")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]+)=["']([^"'<>]*)["']""")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?\Z")
_MOST_CELLS = 50_000
_USUAL_WIDTH, _USUAL_SIZE = 8.43, 11.0
_TOLERANCE, _SPARE = 1.1, 1.0
_LINE = 1.1
_TRUE = ("1", "true")
_TEXTS = ("s", "str", "inlineStr")
_LEFT = ("", "general", "left")
_OVERFLOWING = (*_LEFT, "right", "center")


@dataclass(frozen=True)
class CellStyle:
    """The format of a cell, as far as it matters: the alignment, and the size of its font in points."""

    horizontal: str = ""
    is_wrapped: bool = False
    is_free: bool = False
    """True where the text is shrunk or turned."""
    size: float = _USUAL_SIZE


@dataclass
class _Cell:
    row: int
    column: int
    style: CellStyle
    kind: str
    text: str = ""


def read_styles(content: bytes) -> list[CellStyle]:
    """Read the styles of cells, by their number, from the part of styles."""
    sizes: list[float] = []
    styles: list[CellStyle] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        path = "/".join([*inside[-2:], local])
        inside.append(local)
        if path.endswith("fonts/font"):
            sizes.append(_USUAL_SIZE)
        elif path == "fonts/font/sz" and sizes:
            sizes[-1] = _parse(attributes.get("val"), _USUAL_SIZE)
        elif path.endswith("cellXfs/xf"):
            number = int(_parse(attributes.get("fontId"), 0))
            styles.append(CellStyle(size=sizes[number] if number < len(sizes) else _USUAL_SIZE))
        elif path == "cellXfs/xf/alignment" and styles:
            is_free = attributes.get("shrinkToFit") in _TRUE or attributes.get("textRotation", "0") != "0"
            wrapped = attributes.get("wrapText") in _TRUE or attributes.get("horizontal") in ("justify", "distributed")
            styles[-1] = CellStyle(attributes.get("horizontal", ""), wrapped, is_free, styles[-1].size)

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: inside.pop()
    _parse_part(parser, content)
    return styles


def read_shared_texts(content: bytes) -> list[str]:
    """Read the texts that cells share, by their number; without the readings above Chinese characters."""
    texts: list[str] = []
    inside: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        inside.append(tag.rpartition(":")[2])
        if inside[-1] == "si":
            texts.append("")

    def note(text: str) -> None:
        if texts and inside[-1:] == ["t"] and "rPh" not in inside:
            texts[-1] += text

    parser = ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = start, note
    parser.EndElementHandler = lambda _: inside.pop()
    _parse_part(parser, content)
    return texts


def _parse_part(parser: object, content: bytes) -> None:
    try:
        parser.Parse(content, True)  # type: ignore[attr-defined]
    except UNREADABLE_XML:
        return  # what was read before the fault counts


def find_cut_cells(sheet: bytes, styles: Sequence[CellStyle], texts: Sequence[str]) -> list[str]:
    """Find the cells (``A3``) whose text is cut off by a neighbour, a row or a merged area that is too small."""
    reader = _RoomReader(styles, texts)
    reader.read(sheet)
    return [f"{_name_column(cell.column)}{cell.row}" for cell in reader.find_cut()]


class _RoomReader:
    def __init__(self, styles: Sequence[CellStyle], texts: Sequence[str]) -> None:
        self._styles, self._texts = styles, texts
        self._cells: dict[int, list[_Cell]] = {}
        self._row = self._column = 0
        self._widths: dict[int, float] = {}
        self._usual_width = _USUAL_WIDTH
        self._heights: dict[int, float] = {}
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}

    def read(self, sheet: bytes) -> None:
        """Read the cells, up to a number of cells that takes no second."""
        count = 0
        for closing, tag, raw, text in _TOKEN.findall(sheet):
            if closing:
                continue
            if tag in (b"v", b"t"):
                self._add_text(tag, text)
                continue
            values = {name.decode(): value.decode("utf-8", "replace") for name, value in _ATTRIBUTE.findall(raw)}
            if tag == b"c":
                self._add_cell(values)
                count += 1
                if count > _MOST_CELLS:
                    return
            else:
                self._note_layout(tag, values)

    def _note_layout(self, tag: bytes, values: Mapping[str, str]) -> None:
        if tag == b"row":
            self._row, self._column = int(_parse(values.get("r"), self._row + 1)), 0
            if values.get("customHeight") in _TRUE:
                self._heights[self._row] = _parse(values.get("ht"), 0)
        elif tag == b"col":
            self._note_columns(values)
        elif tag == b"sheetFormatPr":
            self._usual_width = _parse(values.get("defaultColWidth"), _USUAL_WIDTH)
        elif tag == b"mergeCell":
            first, top, last, bottom = _parse_place(values.get("ref", ""))
            self._merged[top, first] = (bottom, last)

    def _add_cell(self, values: Mapping[str, str]) -> None:
        self._column = _parse_place(values.get("r", ""))[0] or self._column + 1
        number = int(_parse(values.get("s"), 0))
        style = self._styles[number] if number < len(self._styles) else CellStyle()
        self._cells.setdefault(self._row, []).append(_Cell(self._row, self._column, style, values.get("t", "")))

    def _add_text(self, tag: bytes, raw: bytes) -> None:
        cells = self._cells.get(self._row)
        if not cells or (tag == b"v" and cells[-1].kind == "inlineStr"):
            return
        cell, text = cells[-1], unescape(raw.decode("utf-8", "replace"))
        if cell.kind == "s":
            number = int(_parse(text, -1))
            text = self._texts[number] if 0 <= number < len(self._texts) else ""
        cell.text += text

    def _note_columns(self, values: Mapping[str, str]) -> None:
        first, last = (int(_parse(values.get(name), 0)) for name in ("min", "max"))
        width = 0.0 if values.get("hidden") in _TRUE else _parse(values.get("width"), self._usual_width)
        self._widths.update(dict.fromkeys(range(first, min(last, first + 255) + 1), width))

    def find_cut(self) -> Iterator[_Cell]:
        for row, cells in self._cells.items():
            filled = sorted({cell.column for cell in cells if cell.text})
            for cell in cells:
                if (
                    cell.kind in _TEXTS
                    and cell.text.strip()
                    and not cell.style.is_free
                    and self._is_cut(cell, row, filled)
                ):
                    yield cell

    def _is_cut(self, cell: _Cell, row: int, filled: Sequence[int]) -> bool:
        bottom, last = self._merged.get((row, cell.column), (row, cell.column))
        width = self._measure(cell.column, last)
        if width <= _SPARE:
            return False  # a hidden column
        lines = cell.text.strip().splitlines()
        if cell.style.is_wrapped:
            return bottom == row and row in self._heights and self._is_too_low(lines, cell, width, self._heights[row])
        if cell.style.horizontal not in _OVERFLOWING:
            return False
        needed = max(_measure_text(line) for line in lines) * cell.style.size / _USUAL_SIZE
        if last == cell.column and bottom == row:
            width += self._measure_free(cell, filled)
        return needed > width * _TOLERANCE + _SPARE

    def _is_too_low(self, lines: Sequence[str], cell: _Cell, width: float, height: float) -> bool:
        scale = cell.style.size / _USUAL_SIZE
        count = sum(max(1, -int(-_measure_text(line) * scale // (width * _TOLERANCE + _SPARE))) for line in lines)
        return 0 < height < (count - 0.5) * cell.style.size * _LINE

    def _measure(self, first: int, last: int) -> float:
        return sum(self._widths.get(column, self._usual_width) for column in range(first, min(last, first + 255) + 1))

    def _measure_free(self, cell: _Cell, filled: Sequence[int]) -> float:
        """Measure the empty columns beside the cell into which its text runs; without end where nothing follows."""
        place = bisect_left(filled, cell.column)
        left = filled[place - 1] if place else 0
        right = filled[place + 1] if place + 1 < len(filled) else 0
        room = 0.0
        if cell.style.horizontal != "right":
            if not right:
                return float("inf")
            room += self._measure(cell.column + 1, right - 1)
        if cell.style.horizontal not in _LEFT:
            room += self._measure(left + 1, cell.column - 1)
        return room


def _measure_text(text: str) -> float:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _parse(text: str | None, otherwise: float) -> float:
    try:
        value = float(text) if text and len(text) < 20 else otherwise
    except ValueError:
        return otherwise
    return value if 0 <= value < 1e7 else otherwise


def _parse_place(reference: str) -> tuple[int, int, int, int]:
    """Parse ``B3`` or ``B3:D4``: first column, first row, last column, last row; zeros where it is neither."""
    found = _REFERENCE.match(reference)
    if found is None:
        return 0, 0, 0, 0
    first, top, last, bottom = found.groups()
    return _parse_column(first), int(top), _parse_column(last or first), int(bottom or top)


def _parse_column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _name_column(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
