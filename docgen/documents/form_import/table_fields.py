"""The fields of the tables of a part: each cell to fill in, with the labels beside it and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.cell_fields import CellFields
from docgen.documents.form_import.draft_fields import DraftField, Step
from docgen.documents.form_import.label_reader import LabelReader, LabelText
from docgen.documents.form_import.table_grid_view import GridCell, GridView, is_plain
from docgen.documents.templates.form_layout import LayoutTable

_ROW_NUMBER = re.compile(r"\s*(?:\d{1,2}|…+|\.{3,})\s*\Z")
DEFAULT_LIMIT = 500
"""The limit of a text whose form prints none: a person is asked."""


class TableFields:
    """Gathers the fields of one table; ``part`` is the id of its part."""

    def __init__(self, table: LayoutTable, part: str, words: FormWords) -> None:
        self.words = words
        self.part = part
        self.grid = GridView(table)
        self.labels = LabelReader(words)
        self.cells = CellFields(part, words)
        self.fields: list[DraftField] = []
        self._groups: dict[tuple[str, int, int], DraftField] = {}
        self._used: set[int] = set()
        self._by_head: dict[tuple[int, int], list[DraftField]] = {}

    def gather(self) -> list[DraftField]:
        """Return the fields in the order of the table."""
        for cell in self.grid.iterate_answers():
            before = len(self.fields)
            self._add_cell(cell)
            head = self.grid.find_head(cell.row)
            if head:
                self._by_head.setdefault((head.row, head.column), []).extend(self.fields[before:])
        return [one for field in self.fields for one in _split_irregular(field)]

    def list_unused(self) -> list[str]:
        """List the words of rows of labels that belong to no place to fill in, once all fields are gathered."""
        rows = (row for row in self.grid.rows if len(row) > 1 and all(cell.cell.is_label for cell in row))
        return [
            "｜".join(cell.words for cell in row) for row in rows if not any(id(cell) in self._used for cell in row)
        ]

    def _add_cell(self, cell: GridCell) -> None:
        beside = (*self.grid.list_left(cell), *self.grid.list_above(cell))
        self._used |= {id(one) for one in beside}
        if not cell.slots and not self.cells.has_signed_lines(cell):
            self._add_note(cell)
        elif is_plain(cell):
            self._add_plain(cell)
        else:
            left = self.grid.list_left(cell)
            label = self.labels.read(left[-1].lines) if left else LabelText("")
            found = list(self.cells.read(cell, label, self._describe_column(cell)))
            for field in found:
                self._add_group(field, left[:-1] if field.label == label.words else left)
            self.fields += found

    def _add_note(self, cell: GridCell) -> None:
        """Give the demand of a note to the fields that its row belongs to, or to the last one."""
        demands = list(self.labels.find_demands(cell.words))
        head = self.grid.find_head(cell.row)
        owners = self._by_head.get((head.row, head.column), []) if head else []
        for field in owners or self.fields[-1:]:
            field.demand(demands)

    def _add_plain(self, cell: GridCell) -> None:
        left, above = self.grid.list_left(cell), self.grid.list_above(cell)
        head = self.grid.find_head(cell.row)
        years = [one.year for one in above if one.year]
        if left and left[-1].year:
            owner = left[-2] if len(left) > 1 else head or left[-1]
            self._add_to_group("series", owner, cell, (("year", left[-1].year),), owner.column and left[:-2] or [])
        elif years and above[0].year and left and self._is_series(cell):
            self._add_to_group("series", left[-1], cell, (("year", years[0]),), left[:-1])
        elif years and left and head and head.cell.rowspan > 1 and left[-1] is not head:
            self._add_to_matrix(head, left[-1], above[0], years[0], cell)
        else:
            self._add_single(cell, left, above)

    def _is_series(self, cell: GridCell) -> bool:
        """Return True if the row of the cell has an answer under each of two or more years."""
        years = [self.grid.list_above(one)[:1] for one in self.grid.list_row_answers(cell.row)]
        return len({one[0].year for one in years if one and one[0].year}) > 1

    def _add_to_group(
        self, kind: str, owner: GridCell, cell: GridCell, steps: tuple[Step, ...], groups: Sequence[GridCell]
    ) -> None:
        row = owner.row if owner.column or owner.cell.rowspan > 1 else cell.row
        key = (kind, row, owner.column)
        number = 1
        while key in self._groups and steps in self._groups[key].slots.values():
            # Two cells under one year, with nothing printed that tells them apart.
            number += 1
            key = (f"{kind} {number}", row, owner.column)
        field = self._groups.get(key)
        if field is None:
            label = self.labels.read(owner.lines)
            field = self._build_field("series", label)
            self._set_figure(field, label, is_figure=True)
            self._add_group(field, groups)
            if number > 1:
                field.about = f"第{number}格"
                field.review.append("一年有几格，没有印各是什么，请写明")
            self._groups[key] = field
            self.fields.append(field)
        field.slots[cell.slots[0]] = steps

    def _add_to_matrix(self, head: GridCell, row: GridCell, column: GridCell, year: int, cell: GridCell) -> None:
        key = ("matrix", head.row, head.column)
        field = self._groups.get(key)
        if field is None:
            label = self.labels.read(head.lines)
            field = self._build_field("matrix", label)
            self._set_figure(field, label, is_figure=True)
            self._groups[key] = field
            self.fields.append(field)
        for names, name in ((field.rows, row.words), (field.columns, column.words)):
            if name not in names:
                names.append(name)
        step = (("year", year), ("row", field.rows.index(row.words)), ("column", field.columns.index(column.words)))
        field.slots[cell.slots[0]] = step

    def _add_single(self, cell: GridCell, left: Sequence[GridCell], above: Sequence[GridCell]) -> None:
        """Add a field of one cell: its label is beside it; a heading above tells several cells of one row apart."""
        column = self._describe_column(cell)
        own = left[-1] if left else None
        is_listed = own is None or bool(above and _ROW_NUMBER.match(own.words))
        if own and not is_listed:
            label = self.labels.read(own.lines)
            field = self._build_field("text", label)
            field.about = column
            label = self._read_under_heading(field, label, column)
        else:
            label = self.labels.read([column or "".join(one.words for one in above[:1])])
            field = self._build_field("text", label)
            field.label = label.words or f"第{cell.column + 1}列"
            field.about = f"第{cell.row}行"
            field.review.append("像是填多行的清单，每格各作了一个栏目，请核对；行数不够的，请改为另附清单")
        if field.kind == "text":
            self._set_kind(field, label, cell)
        self._add_group(field, left[:-1])
        field.slots[cell.slots[0]] = ()
        self.fields.append(field)

    def _read_under_heading(self, field: DraftField, label: LabelText, column: str) -> LabelText:
        """Return the label with the unit and limit of the heading above, which may also ask for a number."""
        if not column or label.limit:
            return label
        head = self.labels.read([column])
        unit = head.unit or label.unit
        if not self.labels.guess_figure(label.words, unit):
            self._set_figure(field, LabelText(column, unit=unit))
        return LabelText(label.words, label.hint, head.limit, unit, label.demands)

    def _describe_column(self, cell: GridCell) -> str:
        """Return the heading above a cell where its row has several answers under headings; "" otherwise."""
        above = self.grid.list_above(cell)
        beside = [one for one in self.grid.list_row_answers(cell.row) if self.grid.list_above(one)]
        return above[0].words if above and len(beside) > 1 else ""

    # -- the kind ----------------------------------------------------------------------------------------------------

    def _build_field(self, kind: str, label: LabelText) -> DraftField:
        field = DraftField(kind, label.words, self.part, hint=label.hint)  # type: ignore[arg-type]
        field.demand(list(label.demands))
        return field

    def _set_kind(self, field: DraftField, label: LabelText, cell: GridCell) -> None:
        if label.limit:
            field.kind, field.limit = "long_text", label.limit
        elif not self._set_figure(field, label) and has_any(label.words, self.words.prose):
            field.kind, field.limit = "long_text", DEFAULT_LIMIT
            field.review.append(f"申报表没有印字数，暂按{DEFAULT_LIMIT}字以内")

    def _set_figure(self, field: DraftField, label: LabelText, *, is_figure: bool = False) -> bool:
        """Make the field one of numbers where its label asks for them, or where its place shows it (``is_figure``)."""
        figure = self.labels.guess_figure(label.words, label.unit, is_figure=is_figure)
        if figure is None:
            if is_figure:
                field.unit = "个"
                field.review.append("申报表没有印单位，暂写“个”")
            return False
        if field.kind == "text":
            field.kind = "number"
        field.unit, field.whole = figure.unit, figure.whole
        field.signed, field.maximum = figure.signed, figure.maximum
        field.review += [figure.doubt] if figure.doubt else []
        return True

    def _add_group(self, field: DraftField, groups: Sequence[GridCell]) -> None:
        """Note the label of the rows that a field is in; it demands for each of them what it demands."""
        for group in groups:
            label = self.labels.read(group.lines)
            field.group = label.words
            field.demand(list(label.demands))


def _split_irregular(field: DraftField) -> Iterator[DraftField]:
    """Yield the field; a matrix that has not one cell for each year, row and column becomes a number for each cell."""
    years = {dict(steps)["year"] for steps in field.slots.values()} if field.kind == "matrix" else set()
    whole = len(years) * len(field.rows) * len(field.columns)
    if field.kind != "matrix" or len(set(field.slots.values())) == len(field.slots) == whole:
        yield field
        return
    for number, (slot, steps) in enumerate(field.slots.items(), 1):
        place = dict(steps)
        words = f"{place['year']}年{field.rows[place['row']]}{field.columns[place['column']]}"
        single = DraftField("number", field.label, field.part, f"{words}，第{number}格", field.group, field.hint)
        single.unit, single.whole, single.attach, single.slots = field.unit, field.whole, list(field.attach), {slot: ()}
        single.review = [*field.review, "表格不齐（不是每年每行每列各一格），每格各作了一个栏目"]
        yield single
