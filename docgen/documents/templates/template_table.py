"""Build the tables of a template: grid, merged cells, room for answers, repeated rows, cover lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from docgen.definitions.blank_pages import Room
from docgen.definitions.form import Choice, Choices, Field, Form, LongText, NamedList, Text
from docgen.documents.templates.form_layout import LayoutCell, LayoutLine, LayoutRow, LayoutTable, OfficialText, Slot
from docgen.documents.word import wordml
from docgen.documents.word.wordml import CELL_MARGIN_SIDE, CELL_MARGIN_TOP, Element, WordCell, w
from docgen.errors import DefinitionError
from docgen.rules.room_check import count_lines

PER_PART = ("Answer", "Short", "Plan")
"""The answer styles; each part has its own copy, such as ``Answer-s4``."""

_STYLE_OF_CLASS = {
    "lead": "Lead",
    "limit": "PlanLimit",
    "hint": "PlanHint",
    "note": "PlanNote",
    "stage": "PlanHeading4",
    "answer": "Plan",
    "statement": "Statement",
    "sign": "Sign",
    "date": "Date",
    "band": "Band",
}
_ALIGNMENTS = {"left": "left", "center": "center"}
LINE = 340
EM = 240
"""The line spacing and the character size of the style Answer, in twentieths of a point."""

_LEAST_ROW = 560
_LEAST_CLOSE_ROW = 400
_SLACK = 1.08
"""A text at its limit needs more room than its count: paragraphs end early, a Latin word counts as one 字."""

_COVER_LINE = 760
_COVER_EM = 280
_COVER_GAP = 60


def get_class_style(name: str, section: str) -> str:
    """Get the paragraph style of a class of the layout, or the part's own copy of it."""
    return get_part_style(_STYLE_OF_CLASS[name], section)


def get_part_style(style: str, section: str) -> str:
    """Get the part's own copy of ``style``, or ``style`` itself if there is no copy."""
    return f"{style}-{section}" if style in PER_PART else style


def format_row_name(section: str, number: int) -> str:
    """Format the bookmark of a row, such as ``s4r07``: rows count from 1 through all tables of their section."""
    return f"{section}r{number:02}"


@dataclass(frozen=True)
class SlotKinds:
    """The kinds of the slots of a form."""

    fields: Mapping[str, Field]

    @classmethod
    def build(cls, form: Form | None) -> SlotKinds:
        """Build the kinds of the slots of ``form``; without a form all slots are short texts."""
        return cls(form.slots if form else {})

    def is_box(self, piece: object) -> bool:
        """Return True if a piece of a line is a tick box."""
        return isinstance(piece, Slot) and isinstance(self.fields.get(piece.name), Choice | Choices)

    def get_limit(self, line: LayoutLine) -> int:
        """Get the limit in 字 of the long text in a line, or 0."""
        fields = [self.fields.get(name) for name in line.slots]
        return sum(field.limit for field in fields if isinstance(field, LongText))

    def find_text_slot(self, line: LayoutLine) -> str:
        """Find the slot of a line that prints text of any length; empty if there is none."""
        for name in line.slots:
            field = self.fields.get(name)
            if isinstance(field, Text | LongText) or (isinstance(field, NamedList) and name == f"{field.id}.names"):
                return name
        return ""

    def build_runs(self, line: LayoutLine) -> list[Element]:
        """Build the runs of a line; options on one line are separated by tabs."""
        pieces = line.pieces
        runs = []
        for piece, following in zip(pieces, (*pieces[1:], None), strict=True):
            if isinstance(piece, OfficialText):
                text = piece.text
                runs.append(wordml.build_run(text[:-1] + "\t" if text[-1] == " " and self.is_box(following) else text))
            else:
                runs.append(wordml.build_run(f"{{{{ {piece.name} }}}}", "Box" if self.is_box(piece) else ""))
        return runs


@dataclass(frozen=True)
class _PlacedCell:
    """A cell in its grid column; ``cell`` is None if the cell above continues."""

    column: int
    span: int
    cell: LayoutCell | None
    merge: str = ""


class TableWriter:
    """Builds one table of a part; ``after`` is the part and the number of rows in its tables before this one."""

    def __init__(
        self, table: LayoutTable, after: tuple[str, int], width: int, kinds: SlotKinds, bookmarks: wordml.Bookmarks
    ) -> None:
        self.table = table
        self.section, self.rows_before = after
        self.least_row = _LEAST_CLOSE_ROW if "close" in table.classes else _LEAST_ROW
        self.kinds = kinds
        self.list_bookmarks = bookmarks
        # Edges are rounded, not widths: the widths then add up to the width of the table.
        edges = [round(width * share) for share in accumulate(table.shares)]
        self.widths = [right - left for left, right in zip([0, *edges[:-1]], edges, strict=True)]
        self.held: dict[int, tuple[int, int]] = {}

    def build_elements(self) -> Iterator[Element]:
        """Build the table, and the paragraph that separates it from the next block (Word joins adjacent tables)."""
        yield wordml.build_table("FormTable", self.widths, self._build_rows())
        yield wordml.build_paragraph("AfterTable", [])

    def measure_rooms(self) -> Iterator[tuple[str, Room]]:
        """Measure the room of each text of the table, by slot; repeated rows are left out."""
        number = self.rows_before
        for group in self.table.groups:
            for row in group.rows:
                number += 1
                placed = list(self._place_cells(row))
                if not (group.each or row.each):
                    yield from self._measure_row_rooms(placed, self._format_row_name(number))

    def _measure_row_rooms(self, placed: Sequence[_PlacedCell], row: str) -> Iterator[tuple[str, Room]]:
        height = max(
            max(self._calculate_least_height(place), _calculate_height(self._count_printed_lines(place)))
            for place in placed
        )
        lines = (height - 2 * CELL_MARGIN_TOP) // LINE
        for place in placed:
            for line in place.cell.lines if place.cell else ():
                if slot := self.kinds.find_text_slot(line):
                    others = self._count_printed_lines(place) - self._count_wrapped_lines(line, place)
                    indent = 2 * EM / 20 if self.kinds.get_limit(line) else 0.0
                    yield (
                        slot,
                        Room(
                            row=row,
                            width=self._measure_line_width(place),
                            lines=lines - others,
                            indent=indent,
                            words=line.words,
                        ),
                    )

    def _count_printed_lines(self, place: _PlacedCell) -> int:
        """Count the lines that the blank form prints in a cell."""
        if place.cell is None or place.cell.rowspan > 1:
            return 0
        return sum(self._count_wrapped_lines(line, place) for line in place.cell.lines)

    def _count_wrapped_lines(self, line: LayoutLine, place: _PlacedCell) -> int:
        return count_lines(line.words, self._measure_line_width(place), EM / 20)

    def _measure_line_width(self, place: _PlacedCell) -> float:
        """Measure the width of the lines in a cell, in points."""
        return round((self._measure_cell_width(place) - 2 * CELL_MARGIN_SIDE) / 20, 2)

    def _measure_cell_width(self, place: _PlacedCell) -> int:
        return sum(self.widths[place.column : place.column + place.span])

    def _format_row_name(self, number: int) -> str:
        return format_row_name(self.section, number)

    def _build_rows(self) -> Iterator[Element]:
        number = self.rows_before
        for group in self.table.groups:
            yield from self._build_loop_row("for", group.each)
            for row in group.rows:
                number += 1
                repeats = bool(group.each or row.each)
                # A repeated row would give the same bookmark several times.
                mark = [] if repeats else self.list_bookmarks.create(self._format_row_name(number))
                yield from self._build_loop_row("for", row.each)
                yield self._build_row(row, mark)
                yield from self._build_loop_row("endfor", row.each)
            yield from self._build_loop_row("endfor", group.each)
        if self.held:
            raise self._build_fault("最后有格子的 rowspan 超出了表格")

    def _build_loop_row(self, word: str, each: str) -> Iterator[Element]:
        """Build the row that docxtpl replaces by the beginning or the end of a loop."""
        if not each:
            return
        text = f"{{%tr for {each} %}}" if word == "for" else "{%tr endfor %}"
        cell = WordCell(sum(self.widths), [wordml.build_paragraph("Item", [wordml.build_run(text)])], len(self.widths))
        yield wordml.build_row([cell], self.least_row)

    def _build_row(self, row: LayoutRow, mark: list[Element]) -> Element:
        placed = list(self._place_cells(row))
        properties = [wordml.build_header_property()] if "head" in row.classes else []
        cells = []
        for place in placed:
            cells.append(self._build_cell(place, row, mark))
            mark = [] if place.cell else mark  # a continued cell is empty and cannot bear the bookmark
        return wordml.build_row(cells, max(self._calculate_least_height(place) for place in placed), *properties)

    def _place_cells(self, row: LayoutRow) -> Iterator[_PlacedCell]:
        cells = iter(row.cells)
        column = 0
        while column < len(self.widths):
            left, span = self.held.pop(column, (0, 0))
            cell = None if left else next(cells, None)
            if cell:
                left, span = cell.rowspan, cell.colspan
            elif not left:
                raise self._build_fault("有一行的格数不够")
            # A rowspan occupies its columns in the rows below: remember how many rows are left.
            if left > 1:
                self.held[column] = (left - 1, span)
            merge = "continue" if cell is None else "restart" if left > 1 else ""
            yield _PlacedCell(column, span, cell, merge)
            column += span

    def _build_fault(self, message: str) -> DefinitionError:
        return DefinitionError(f"{self.section} 的表格里{message}。", remedy="请检查版式文件的 colspan 和 rowspan。")

    def _build_cell(self, place: _PlacedCell, row: LayoutRow, mark: list[Element]) -> WordCell:
        width = self._measure_cell_width(place)
        if place.cell is None:
            return WordCell(width, [wordml.build_paragraph("Label", [])], place.span, place.merge)
        if row.each and not any(line.slots for line in place.cell.lines):
            return WordCell(width, [self._build_loop_label(place.cell)], place.span)
        paragraphs = [self._build_paragraph(line, place.cell) for line in place.cell.lines]
        paragraphs[0][1:1] = mark
        vertical = "bottom" if "bottom" in place.cell.classes else "center"
        return WordCell(width, paragraphs, place.span, place.merge, vertical)

    def _build_loop_label(self, cell: LayoutCell) -> Element:
        """Build the label of a repeated row, which docxtpl merges over all rows.

        docxtpl writes ``w:vMerge`` last in the properties of the cell. The schema allows this only if there is no
        ``w:vAlign``; the table style centres the label instead.
        """
        words = "".join(line.words for line in cell.lines)
        return wordml.build_paragraph("Label", [wordml.build_run("{% vm %}" + words)])

    def _build_paragraph(self, line: LayoutLine, cell: LayoutCell) -> Element:
        style, alignment = self._select_style(line, cell)
        asked = [_ALIGNMENTS[name] for name in cell.classes if name in _ALIGNMENTS]
        properties = [w("jc", val=value) for value in (asked or alignment)[:1]]
        runs = self.kinds.build_runs(line) if style != "Date" else [wordml.build_run(line.words.replace(" ", "　　"))]
        return wordml.build_paragraph(style, runs, *properties)

    def _select_style(self, line: LayoutLine, cell: LayoutCell) -> tuple[str, list[str]]:
        """Select the style of a line in a cell, and the alignment if it differs from that of the style."""
        known = [name for span in line.spans for name in span.classes if name in _STYLE_OF_CLASS]
        if known:
            return get_class_style(known[0], self.section), []
        if cell.is_label:
            return "Label", []
        if self.kinds.get_limit(line):
            return get_part_style("Answer", self.section), []
        if line.pieces and self.kinds.is_box(line.pieces[0]):
            return "Option", []
        if line.slots:
            return get_part_style("Short", self.section), ["left"] if line.words else []
        return "Item", []

    def _calculate_least_height(self, place: _PlacedCell) -> int:
        if place.cell is None or place.cell.rowspan > 1:
            return self.least_row
        in_a_line = (self._measure_cell_width(place) - 2 * CELL_MARGIN_SIDE) // EM
        lines = place.cell.least_lines
        if any(self.kinds.get_limit(line) for line in place.cell.lines):
            lines = max(lines, sum(self._estimate_lines(line, in_a_line) for line in place.cell.lines))
        return max(self.least_row, _calculate_height(lines))

    def _estimate_lines(self, line: LayoutLine, in_a_line: int) -> int:
        limit = self.kinds.get_limit(line)
        length = limit * _SLACK + 2 if limit else len(line.words)
        return math.ceil(length / in_a_line)


def _calculate_height(lines: int) -> int:
    return lines * LINE + 2 * CELL_MARGIN_TOP


def build_cover_table(lines: Sequence[LayoutLine], width: int) -> Iterator[Element]:
    """Build the lines of a cover as a table without borders; a long value wraps in its underlined cell."""
    rows = [_calculate_cover_edges(line, width) for line in lines]
    grid = sorted({edge for edges in rows for edge in edges})
    cells = [_build_cover_cells(line, edges, grid) for line, edges in zip(lines, rows, strict=True)]
    widths = [right - left for left, right in zip([0, *grid[:-1]], grid, strict=True)]
    yield wordml.build_table("CoverTable", widths, [wordml.build_row(row, _COVER_LINE) for row in cells])
    yield wordml.build_paragraph("AfterTable", [])


def _calculate_cover_edges(line: LayoutLine, width: int) -> list[int]:
    """Calculate the right edges of the spans of a line: printed text has its own width, blanks share the rest."""
    taken = [
        0 if "v" in span.classes else len(_join_words(span.pieces)) * _COVER_EM + _COVER_GAP for span in line.spans
    ]
    blanks = sum("v" in span.classes for span in line.spans)
    if not blanks:
        return [width]
    room = (width - sum(taken)) // blanks
    edges = list(accumulate(words or room for words in taken))
    return [*edges[:-1], width]


def _join_words(pieces: Sequence[object]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, OfficialText))


def _build_cover_cells(line: LayoutLine, edges: Sequence[int], grid: Sequence[int]) -> list[WordCell]:
    cells = []
    left = 0
    for span, right in zip(line.spans, edges, strict=True):
        is_blank = "v" in span.classes
        style = "CoverValue" if is_blank else "CoverLabel" if len(edges) > 1 else "CoverHint"
        paragraph = wordml.build_paragraph(style, SlotKinds({}).build_runs(LayoutLine((span,))))
        columns = sum(left < edge <= right for edge in grid)
        underlined = "underlined" if is_blank else ""
        vertical = "top" if style == "CoverHint" else "bottom"
        cells.append(WordCell(right - left, [paragraph], columns, "", vertical, underlined))
        left = right
    return cells
