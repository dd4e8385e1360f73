"""Manners in which offices rebuild a form: columns added, rows exchanged or copied, tables turned into paragraphs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from docgen.definitions.form import Choice, Choices
from drawn_answers import Truth
from filling import Filled
from form_model import Block, Cell, Line, Paragraph, Piece, Row, Table, text_of_line
from table_structures import find_series_row, is_spanned, list_columns, list_series


def _plain(text: str, **facts: int) -> Cell:
    return Cell([[Piece(text)]], **facts)


def _add_column(table: Table, at_end: bool, share: float, fill: Callable[[int, Row], Cell]) -> None:
    """Add a column at one side: a cell of its own in each row."""
    table.shares = [one * (1 - share) for one in table.shares]
    table.shares.insert(len(table.shares) if at_end else 0, share)
    for number, row in enumerate(table.rows):
        row.cells.insert(len(row.cells) if at_end else 0, fill(number, row))


def number_rows(filled: Filled, _lot: random.Random) -> None:
    """A column 序号 before all others."""
    for table in filled.text.tables():
        _add_column(table, False, 0.08, lambda number, _row: _plain(str(number) if number else "序号"))


def remark_rows(filled: Filled, lot: random.Random) -> None:
    """A column 备注 behind all others, with a remark here and there."""
    notes: list[str] = []

    def fill(number: int, _row: Row) -> Cell:
        if not number or lot.random() > 0.2:
            return _plain("" if number else "备注")
        notes.append(f"统计局{lot.randint(100, 999)}号文")
        return _plain(notes[-1])

    for table in filled.text.tables():
        _add_column(table, True, 0.12, fill)
    filled.strays += notes


def unit_column(filled: Filled, _lot: random.Random) -> None:
    """The unit of each figure in a column of its own, taken out of the label."""
    for table in list(filled.text.tables()):
        if not any(find_series_row(filled, one) == (table, row) for one in list_series(filled) for row in table.rows):
            continue
        for row in table.rows:
            if is_spanned(table, row):
                continue
            first = row.cells[0]
            text = text_of_line(first.lines[-1])
            head, sign, unit = text.rpartition("（")
            if len(row.cells) > 3 and first.rowspan == 1 and first.colspan == 1 and sign and len(unit) < 6:
                first.lines[-1] = [Piece(head)]
                row.cells.insert(1, _plain(unit.rstrip("）")))
            elif row is table.rows[0]:
                row.cells.insert(1, _plain("单位"))
            else:
                first.colspan += 1
        table.shares[:1] = [table.shares[0] * 0.7, table.shares[0] * 0.3]


def exchange_rows(filled: Filled, lot: random.Random) -> None:
    """Neighbouring rows of series change places, labels and all."""
    for one in list_series(filled):
        found = find_series_row(filled, one)
        if found is None or lot.random() > 0.4:
            continue
        table, row = found
        at = next(number for number, other in enumerate(table.rows) if other is row)
        if at + 1 < len(table.rows) and all(
            len(both.cells) == len(row.cells) and not is_spanned(table, both) and both.cells[0].rowspan == 1
            for both in table.rows[at : at + 2]
        ):
            table.rows[at : at + 2] = reversed(table.rows[at : at + 2])


def copy_rows(filled: Filled, lot: random.Random) -> None:
    """The row of a series twice with other figures: nobody knows which is meant."""
    found = [(one, place) for one in list_series(filled) if (place := find_series_row(filled, one))]
    for one, (table, row) in lot.sample(found, 2):
        if is_spanned(table, row) or row.cells[0].rowspan > 1:
            continue
        at = next(number for number, other in enumerate(table.rows) if other is row)
        figures = [str(lot.randint(5000, 8999)) for _ in row.cells[1:]]
        again = [Cell([[*line] for line in row.cells[0].lines], row.cells[0].colspan, is_label=True)]
        again += [_plain(text, colspan=cell.colspan) for text, cell in zip(figures, row.cells[1:], strict=True)]
        table.rows.insert(at + lot.randint(0, 1), Row(again))
        for year in filled.form.years.actual:
            place = f"{one.id}.{year}"
            filled.truth[place] = replace(filled.truth[place], accepted=())
        filled.strays += figures


def reword_years(filled: Filled, lot: random.Random) -> None:
    """2022年 is 2022年度, 2022 or 2022年实际."""
    pattern = lot.choice(("{}年度", "{}", "{}年实际", "{} 年", "二〇二{}年"))
    for year in filled.form.years.actual:
        seen = pattern.format(year) if "二" not in pattern else pattern.format("〇一二三四五六七八九"[year % 10])
        for table in filled.text.tables():
            for row in table.rows:
                for cell in row.cells:
                    if not any(piece.slot for line in cell.lines for piece in line) and [
                        text_of_line(line) for line in cell.lines
                    ] == [f"{year}年"]:
                        cell.lines = [[Piece(seen if year >= 2020 or "二" not in pattern else f"{year}年")]]


def plan_in_table(filled: Filled, _lot: random.Random) -> None:
    """The whole plan in bordered cells, a cell for each run of paragraphs, as Word's own frames are."""
    for section in filled.text.sections:
        if not any(isinstance(one, Paragraph) and one.kind == "answer" for one in section.blocks):
            continue
        blocks: list[Block] = []
        lines: list[Line] = []
        for block in [*section.blocks, Table([], [])]:
            if isinstance(block, Paragraph) and block.kind != "h2":
                lines.append(block.line)
                continue
            if lines:
                blocks.append(Table([Row([Cell(lines)])], [1.0]))
                lines = []
            blocks.append(block)
        section.blocks = blocks[:-1]


def table_as_paragraphs(filled: Filled, _lot: random.Random) -> None:
    """The first table as paragraphs, label and answer on a line."""
    for section in filled.text.sections:
        for at, block in enumerate(section.blocks):
            if isinstance(block, Table):
                section.blocks[at : at + 1] = list(_list_paragraphs(block))
                return


def _list_paragraphs(table: Table) -> list[Block]:
    found: list[Block] = []
    for row in table.rows:
        line: Line = []
        for cell in row.cells:
            line += [Piece("\t")] if line and cell.is_label else []
            for number, part in enumerate(cell.lines):
                line += [*([Piece(" ")] if number else []), *part]
            line += [Piece("：")] if cell.is_label and not text_of_line(line).endswith("：") else []
        found.append(Paragraph("p", line))
    return found


# -- options ----------------------------------------------------------------------------------------------------------


def _option_cells(filled: Filled) -> list[tuple[Cell, str]]:
    """The cells of options, with the field of each."""
    found = []
    for _, row in filled.text.rows():
        for cell in row.cells:
            slots = {piece.slot.partition(".")[0] for line in cell.lines for piece in line if piece.slot}
            fields = [one for one in slots if isinstance(filled.form.fields.get(one), Choice | Choices)]
            if len(fields) == 1 and len(slots) == 1:
                found.append((cell, fields[0]))
    return found


def options_on_one_line(filled: Filled, _lot: random.Random) -> None:
    for cell, _ in _option_cells(filled):
        joined: Line = []
        for line in cell.lines:
            joined += [*([Piece("  ")] if joined else []), *line]
        cell.lines = [joined]


def options_one_a_line(filled: Filled, _lot: random.Random) -> None:
    """Options that stand side by side are one below the other."""
    for cell, _ in _option_cells(filled):
        lines: list[Line] = []
        for line in cell.lines:
            last = ""
            for piece in line:
                if not lines or piece.slot != last or not last:
                    lines.append([])
                lines[-1].append(piece)
                last = piece.slot
        cell.lines = lines


def options_in_cells(filled: Filled, _lot: random.Random) -> None:
    """Each line of options in a cell of its own, as many as there are columns."""
    options = [cell for cell, _ in _option_cells(filled)]
    for table, row in filled.text.rows():
        columns = list_columns(table)[next(number for number, one in enumerate(table.rows) if one is row)]
        for at, cell in enumerate(list(row.cells)):
            if any(cell is one for one in options) and len(cell.lines) == cell.colspan > 1 and columns:
                row.cells[at : at + 1] = [Cell([line]) for line in cell.lines]
                break


def options_with_words(filled: Filled, lot: random.Random) -> None:
    """A remark behind an option: not lost, and the tick as before."""
    for cell, _ in _option_cells(filled):
        if lot.random() < 0.4:
            note = f"（已于{lot.randint(2019, 2024)}年{lot.randint(1, 12)}月完成）"
            cell.lines[0].append(Piece(note))
            filled.strays.append(note)


def option_added(filled: Filled, lot: random.Random) -> None:
    """□其他：… below the options of fields where any number is allowed."""
    for cell, name in _option_cells(filled):
        if isinstance(filled.form.fields[name], Choices) and lot.random() < 0.5:
            text = f"组织外出考察{lot.randint(10, 99)}次"
            cell.lines.append([Piece(f"☑其他：{text}")])
            filled.strays.append(text)


# -- cover ------------------------------------------------------------------------------------------------------------


def cover_contact(filled: Filled, lot: random.Random) -> None:
    """联系人及联系电话 with other signs between name and number."""
    sign = lot.choice(("，", "/", "：", "、", "  "))
    for line in _cover_lines(filled):
        slots = [at for at, piece in enumerate(line) if piece.slot]
        if len(slots) == 2 and "联系" in line[0].text:
            line[slots[0] + 1 : slots[1]] = [Piece(sign)]


def cover_region_in_one(filled: Filled, _lot: random.Random) -> None:
    """所属地区：东江省青溪市长宁县, the printed words deleted: right or told."""
    for line in _cover_lines(filled):
        slots = [piece for piece in line if piece.slot]
        if len(slots) == 3:
            suffixes = [piece.text[:1] for piece in line if not piece.slot][1:]
            text = "".join(piece.text + suffix for piece, suffix in zip(slots, suffixes, strict=True))
            line[:] = [line[0], Piece(text, slot=slots[0].slot)]
            for piece in slots:
                truth = filled.truth[piece.slot]
                filled.truth[piece.slot] = Truth((*truth.accepted,), truth.words)


def _cover_lines(filled: Filled) -> list[Line]:
    return [block.line for block in filled.text.sections[0].blocks if isinstance(block, Paragraph)]
