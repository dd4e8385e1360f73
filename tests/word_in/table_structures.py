"""Manners of changing the tables of a filled form: rows, columns, merged cells, tables joined and split."""

from __future__ import annotations

import random

from docgen.definitions.form import Series
from drawn_answers import BLANK, Truth
from filling import Filled
from form_model import Cell, Drawing, FormText, Paragraph, Piece, Row, Table, text_of_line


def list_series(filled: Filled) -> list[Series]:
    return [one for one in filled.form.fields.values() if isinstance(one, Series)]


def find_series_row(filled: Filled, one: Series) -> tuple[Table, Row] | None:
    """The row that has all years of a series, if there is one."""
    slots = [f"{one.id}.{year}" for year in filled.form.years.actual]
    table, row, _ = filled.text.find_cell(slots[0])
    has_all = all(any(cell_slot(cell) == slot for cell in row.cells) for slot in slots)
    return (table, row) if has_all else None


def cell_slot(cell: Cell) -> str:
    return next((piece.slot for line in cell.lines for piece in line if piece.slot), "")


def delete_rows(filled: Filled, lot: random.Random) -> None:
    """Some rows of series are deleted: their places are blank or told."""
    found = [(one, place) for one in list_series(filled) if (place := find_series_row(filled, one))]
    for one, (table, row) in lot.sample(found, 3):
        if all(cell.rowspan == 1 for cell in row.cells) and not is_spanned(table, row):
            table.rows.remove(row)
            for year in filled.form.years.actual:
                filled.truth[f"{one.id}.{year}"] = Truth((BLANK,), "")


def is_spanned(table: Table, row: Row) -> bool:
    at = next(number for number, one in enumerate(table.rows) if one is row)
    return any(number + cell.rowspan > at for number, one in enumerate(table.rows[:at]) for cell in one.cells)


def add_rows(filled: Filled, lot: random.Random) -> None:
    """Rows of the applicant's own: remarks over the whole width, and figures that nobody asked for."""
    for table in filled.text.tables():
        columns = sum(cell.colspan for cell in table.rows[0].cells)
        note = f"备注：以上数据由统计部门核定{lot.randint(100, 999)}号"
        table.rows.append(Row([Cell([[Piece(note)]], colspan=columns)]))
        filled.strays.append(note)
    one = lot.choice([one for one in list_series(filled) if find_series_row(filled, one)])
    table, row = find_series_row(filled, one) or (None, None)
    assert table and row
    at = next(number for number, other in enumerate(table.rows) if other is row)
    if not is_spanned(table, row):
        figures = [str(lot.randint(70_000, 99_999)) for _ in row.cells[1:]]
        cells = [Cell([[Piece("其中：规模以上企业利润总额（万元）")]], row.cells[0].colspan, is_label=True)]
        cells += [Cell([[Piece(text)]], cell.colspan) for text, cell in zip(figures, row.cells[1:], strict=True)]
        table.rows.insert(at + 1, Row(cells))
        filled.strays += figures


def empty_rows(filled: Filled, _lot: random.Random) -> None:
    """An empty row behind each third row."""
    for table in filled.text.tables():
        columns = sum(cell.colspan for cell in table.rows[0].cells)
        for at in range(len(table.rows), 0, -3):
            if at == len(table.rows) or not is_spanned(table, table.rows[at]):
                table.rows.insert(at, Row([Cell([[]]) for _ in range(columns)]))


def reverse_years(filled: Filled, _lot: random.Random) -> None:
    """The columns of the years run from the last to the first, with their headings and all below them."""
    years = [f"{year}年" for year in filled.form.years.actual]
    for table in filled.text.tables():
        head = table.rows[0]
        at = [number for number, cell in enumerate(head.cells) if text_of_line(cell.lines[0]) in years]
        if len(at) != len(years):
            continue
        span = head.cells[at[0]].colspan
        for row in table.rows:
            if len(row.cells) == len(head.cells):
                _reverse_groups(row, len(row.cells) - len(years), 1)
            elif span > 1 and len(row.cells) >= span * len(years):
                _reverse_groups(row, len(row.cells) - span * len(years), span)


def _reverse_groups(row: Row, start: int, size: int) -> None:
    """Reverse the order of the groups of so many cells from ``start`` on."""
    groups = [row.cells[at : at + size] for at in range(start, len(row.cells), size)]
    row.cells[start:] = [cell for group in reversed(groups) for cell in group]


def merge_years(filled: Filled, lot: random.Random) -> None:
    """One value over all years, as people merge cells: nobody knows which year it is of."""
    found = [(one, place) for one in list_series(filled) if (place := find_series_row(filled, one))]
    for one, (_, row) in lot.sample(found, 2):
        slots = [f"{one.id}.{year}" for year in filled.form.years.actual]
        cells = [cell for cell in row.cells if cell_slot(cell) in slots]
        words = "、".join(text_of_line(line) for line in cells[0].lines)
        cells[0].colspan = sum(cell.colspan for cell in cells)
        row.cells = [cell for cell in row.cells if cell not in cells[1:]]
        for slot in slots:
            filled.truth[slot] = Truth((), words)


def unmerge_cells(filled: Filled, lot: random.Random) -> None:
    """Cells over several rows are cells of their own, empty or with the same words again."""
    for table in filled.text.tables():
        at = 0
        while at < len(table.rows):
            for number, cell in enumerate(table.rows[at].cells):
                if cell.rowspan == 1:
                    continue
                again = lot.random() < 0.5
                for below in range(at + 1, at + cell.rowspan):
                    lines = [[*line] for line in cell.lines] if again else [[]]
                    table.rows[below].cells.insert(number, Cell(lines, cell.colspan, is_label=cell.is_label))
                cell.rowspan = 1
            at += 1


def split_tables(filled: Filled, lot: random.Random) -> None:
    """Each long table is two, the first row of it again at the head of the second."""
    for section in filled.text.sections:
        for block in list(section.blocks):
            if not isinstance(block, Table) or len(block.rows) < 6:
                continue
            cuts = [at for at in range(3, len(block.rows) - 1) if not is_spanned(block, block.rows[at])]
            if not cuts:
                continue
            cut = lot.choice(cuts)
            head = block.rows[0]
            has_years = not any(cell_slot(cell) for cell in head.cells) and all(c.rowspan == 1 for c in head.cells)
            again = [Row([Cell([[*line] for line in c.lines], c.colspan) for c in head.cells])] if has_years else []
            second = Table([*again, *block.rows[cut:]], block.shares)
            del block.rows[cut:]
            at = next(number for number, one in enumerate(section.blocks) if one is block)
            section.blocks[at + 1 : at + 1] = [
                Paragraph("p", [Piece("（续表）")] if lot.random() < 0.5 else []),
                second,
            ]


def one_table(filled: Filled, _lot: random.Random) -> None:
    """All parts with tables in one table, their headings as rows over the whole width."""
    width = 60
    for section in filled.text.sections:
        kept: list[Paragraph | Table | Drawing] = []
        for block in section.blocks:
            if not isinstance(block, Table):
                kept.append(block)
                continue
            spans = _share_columns(block.shares, width)
            for row, columns in zip(block.rows, list_columns(block), strict=True):
                for cell, column in zip(row.cells, columns, strict=True):
                    cell.colspan = sum(spans[column : column + cell.colspan])
            block.shares = [1 / width] * width
            kept.append(block)
        section.blocks = kept
    _join_sections(filled.text, width)


def list_columns(table: Table) -> list[list[int]]:
    """The column where each cell of each row begins."""
    held: dict[int, tuple[int, int]] = {}
    found = []
    for row in table.rows:
        column, places = 0, []
        cells = list(row.cells)
        while cells or column in held:
            if column in held:
                left, span = held.pop(column)
            else:
                cell = cells.pop(0)
                left, span = cell.rowspan, cell.colspan
                places.append(column)
            if left > 1:
                held[column] = (left - 1, span)
            column += span
        found.append(places)
    return found


def _share_columns(shares: list[float], width: int) -> list[int]:
    ends = [round(sum(shares[: at + 1]) * width) for at in range(len(shares))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _join_sections(text: FormText, width: int) -> None:
    """The sections that are a heading and a table become rows of the table of the first such section."""
    home: Table | None = None
    for section in list(text.sections):
        tables = [block for block in section.blocks if isinstance(block, Table)]
        if len(tables) != 1 or len(section.blocks) != 2:
            continue
        heading = section.blocks[0]
        assert isinstance(heading, Paragraph)
        title = Row([Cell([heading.line], colspan=width, is_label=True)])
        if home is None:
            home = tables[0]
            home.rows.insert(0, title)
            section.blocks.remove(heading)
        elif home is not tables[0]:
            home.rows += [title, *tables[0].rows]
            text.sections.remove(section)
