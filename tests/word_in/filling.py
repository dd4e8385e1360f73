"""A form filled with drawn answers: each slot becomes what is typed, each box what is ticked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

import ticks
from docgen.definitions.form import Choice, Choices, Form
from drawn_answers import BLANK, Drawn, Truth
from form_model import Cell, FormText, Line, Paragraph, Piece, Row, Table, text_of_line
from ticks import Option


@dataclass
class Filled:
    """A filled form: its text, the truth by place, and words elsewhere in the document that may not be lost."""

    form: Form
    text: FormText
    truth: dict[str, Truth]
    strays: list[str] = field(default_factory=list)


class Filler:
    """Fills lines, cells and rows of one form with one set of answers."""

    def __init__(self, form: Form, drawn: Drawn, manners: Sequence[str], lot: random.Random) -> None:
        self.form = form
        self.drawn = drawn
        self.manners = manners
        self.lot = lot

    def fill(self, text: FormText) -> Filled:
        """Fill a whole form; ``text`` is changed."""
        for section in text.sections:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    block.line = self.fill_line(block.line)
                elif isinstance(block, Table):
                    self._fill_table(block)
        return Filled(self.form, text, self.drawn.truth)

    def _fill_table(self, table: Table) -> None:
        at = 0
        while at < len(table.rows):
            row = table.rows[at]
            rows = self.repeat_row(row) if row.each else [row]
            table.rows[at : at + 1] = rows
            stretch_rows(table, at, len(rows) - 1)
            for one in rows:
                for cell in one.cells:
                    self.fill_cell(cell)
            at += len(rows)

    def repeat_row(self, row: Row) -> list[Row]:
        """A row for each indicator that the applicant added; one with …… where there are none."""
        found = []
        for number in range(max(1, len(self.drawn.rows[row.each]))):
            one = deepcopy(row)
            for cell in one.cells:
                cell.lines = [
                    [replace(piece, slot=name_own_slot(row.each, number, piece.slot)) for piece in line]
                    for line in cell.lines
                ]
            found.append(one)
        return found

    def fill_cell(self, cell: Cell) -> None:
        """Fill the lines of a cell; more or fewer may be left."""
        fields = {self._field_id(piece.slot) for line in cell.lines for piece in line if piece.slot}
        whole = next((self.drawn.wholes[one] for one in sorted(fields) if one in self.drawn.wholes), None)
        if whole is not None:
            slot = next(piece.slot for line in cell.lines for piece in line if piece.slot)
            cell.lines = [[Piece(text, slot=slot)] for text in whole.split("\n")]
            return
        for one in [self.form.fields[name] for name in sorted(fields) if name in self.form.fields]:
            if isinstance(one, Choice | Choices):
                self._tick(cell, one)
        cell.lines = [self.fill_line(line) for line in cell.lines]

    def fill_line(self, line: Line) -> Line:
        return [self._fill_piece(piece) if piece.slot and not piece.text else piece for piece in line]

    def _fill_piece(self, piece: Piece) -> Piece:
        return replace(piece, text=self._find_text(piece.slot))

    def _find_text(self, slot: str) -> str:
        table, _, rest = slot.rpartition(".own.")
        if not table:
            return self.drawn.texts.get(slot, "")
        number, _, name = rest.partition(".")
        rows = self.drawn.rows[f"{table}.own"]
        if not rows:
            return "……" if name == "label" else ""
        return rows[int(number)][name]

    def _field_id(self, slot: str) -> str:
        return slot.partition(".")[0]

    def _tick(self, cell: Cell, one: Choice | Choices) -> None:
        places = [
            (line, at) for line in cell.lines for at, piece in enumerate(line) if self._field_id(piece.slot) == one.id
        ]
        chosen = self.drawn.ticked[one.id]
        options = [self._read_option(line, at, one, chosen) for line, at in places]
        name = self.lot.choice(list(self.manners))
        if name in ticks.SINGLE_ONLY and isinstance(one, Choices):
            name = "☑□"
        ticking = ticks.MANNERS[name](options)
        is_one_line = len({id(line) for line, _ in places}) == 1
        self.drawn.truth[one.id] = _judge(ticking, one, chosen, options, is_one_line)
        _put_options(cell, places, ticking, options)

    def _read_option(self, line: Line, at: int, one: Choice | Choices, chosen: Sequence[str]) -> Option:
        option = line[at].slot.partition(".")[2]
        text = line[at + 1].text
        label = one.options[option]
        if not text.startswith(label):
            label = text.partition("（")[0].strip()
        return Option(option, label, text[len(label) :], option in chosen)


def _judge(
    ticking: ticks.Ticking, one: Choice | Choices, chosen: Sequence[str], options: Sequence[Option], is_one_line: bool
) -> Truth:
    if ticking.chosen:
        chosen = (ticking.chosen,)
    is_read = ticking.is_read and not (ticking.chosen and is_one_line)
    accepted = [",".join(sorted(chosen))] if is_read else []
    if ticking.is_blank:
        accepted.append(BLANK)
    words = "、".join(option.label for option in options if option.id in chosen)
    return Truth(tuple(accepted), "" if isinstance(one, Choice) else words)


def _put_options(
    cell: Cell, places: Sequence[tuple[Line, int]], ticking: ticks.Ticking, options: Sequence[Option]
) -> None:
    slots = [line[at].slot for line, at in places]
    if ticking.whole:
        first = places[0][0]
        kept = [line for line in cell.lines if line is first or all(line is not other for other, _ in places)]
        at = next(number for number, line in enumerate(kept) if line is first)
        before = first[: places[0][1]]
        kept[at : at + 1] = [[*before, Piece(text, slot=slots[0])] for text in ticking.whole.split("\n")]
        cell.lines = kept
        return
    emptied = []
    for (line, at), pieces, slot in reversed(list(zip(places, ticking.options, slots, strict=True))):
        line[at : at + 2] = [replace(piece, slot=slot) for piece in pieces]
        if not text_of_line(line).strip() and not any(piece.xml for piece in line):
            emptied.append(line)
    cell.lines = [line for line in cell.lines if all(line is not other for other in emptied)] or [[]]


def name_own_slot(each: str, number: int, slot: str) -> str:
    """``row.base`` in the second row of ``goals.green.own`` is ``goals.green.own.1.base``."""
    return f"{each}.{number}.{slot.removeprefix('row.')}" if slot else slot


def stretch_rows(table: Table, at: int, more: int) -> None:
    """Let the cells that span the row at ``at`` from above span so many rows more."""
    for number, row in enumerate(table.rows[:at]):
        for cell in row.cells:
            if number + cell.rowspan > at:
                cell.rowspan += more
