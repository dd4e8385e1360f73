"""The fields of a part of prose: its headings with their texts, and the tables of goals among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.blank_cells import FILLER, LIMIT
from docgen.documents.form_import.draft_fields import DraftDirection, DraftField, DraftIndicator, DraftSection
from docgen.documents.form_import.label_reader import LabelReader
from docgen.documents.form_import.table_grid_view import GridCell, GridView, is_plain
from docgen.documents.templates.form_layout import LayoutParagraph, LayoutTable

PLAN_LIMIT = 3000
"""The limit of a plan whose form prints none: a person is asked."""

_LEVELS = {"h3": 1, "h4": 2, "h5": 3}
_LABELS = 2
"""The columns of a table of goals before its figures: the direction and the indicator."""


def find_level(paragraph: LayoutParagraph) -> int:
    """Return the level of a heading of a plan; 0 where it is none."""
    return _LEVELS.get(paragraph.tag, 4 if "stage" in paragraph.classes else 0)


def read_plan(blocks: Sequence[LayoutParagraph | LayoutTable], title: str, part: str) -> DraftField | None:
    """Read the headings of a part as one field of prose; None where it has none."""
    field = DraftField("narrative", title, part)
    for block in blocks:
        if not isinstance(block, LayoutParagraph):
            continue
        if level := find_level(block):
            field.sections.append(DraftSection(block.line.words, level))
        elif "answer" in block.classes and field.sections:
            field.sections[-1].slot = block.line.slots[0]
            field.slots[block.line.slots[0]] = (("section", len(field.sections) - 1),)
        elif "limit" in block.classes and (found := LIMIT.search(block.line.words)):
            field.limit = int(found[1])
    if not field.slots:
        return None
    if not field.limit:
        texts = [title] if LIMIT.search(title) else [section.heading for section in field.sections]
        field.limit = sum(int(found[1]) for text in texts if (found := LIMIT.search(text)))
    if not field.limit:
        field.limit = PLAN_LIMIT
        field.review.append(f"申报表没有印字数，暂按{PLAN_LIMIT}字以内")
    return field


def is_goals_table(table: LayoutTable, words: FormWords) -> bool:
    """Return True for a table whose first row has a column of base values and one of targets."""
    first = [cell for cell in table.rows[0].cells if cell.is_label]
    texts = ["".join(line.words for line in cell.lines) for cell in first]
    found = {one.id for one in words.goal_columns if any(has_any(text, one.words) for text in texts[1:])}
    return len(found) > 1 and len(first) == len(table.rows[0].cells) and _is_regular(GridView(table))


def _is_regular(grid: GridView) -> bool:
    """Return True if each row of answers has one under each heading behind the labels."""
    rows = [[cell for cell in grid.rows[number] if not cell.cell.is_label] for number in range(1, len(grid.rows))]
    first = min((row[0].column for row in rows if row), default=0)
    heads = [cell.column for cell in grid.rows[0] if cell.column >= first]
    return all([cell.column for cell in row if is_plain(cell)] == heads for row in rows if row)


def read_goals(table: LayoutTable, label: str, part: str, words: FormWords) -> DraftField:
    """Read a table of goals: directions, indicators, own rows (……), and a slot for each column."""
    grid = GridView(table)
    field = DraftField("goals", label, part)
    answers = [cell for cell in grid.iterate_answers() if is_plain(cell)]
    first = min((cell.column for cell in answers), default=_LABELS)
    heads = [cell for cell in grid.rows[0] if cell.column >= first]
    field.columns = [head.words for head in heads]
    for number in range(1, len(grid.rows)):
        row = [cell for cell in answers if cell.row == number]
        if row:
            _read_goal_row(field, grid, row, words)
    return field


def _read_goal_row(field: DraftField, grid: GridView, row: Sequence[GridCell], words: FormWords) -> None:
    labels = grid.list_left(row[0])
    indicator = labels[-1].words if labels else ""
    direction = labels[0].words if len(labels) > 1 else field.label
    if not field.directions or field.directions[-1].label != direction:
        field.directions.append(DraftDirection(direction))
    last = field.directions[-1]
    if FILLER.match(indicator.strip()):
        last.own = True
        for number, cell in enumerate(row):
            field.slots[cell.slots[0]] = (("direction", len(field.directions) - 1), ("own", 0), ("column", number))
        return
    last.indicators.append(_read_indicator(indicator, words, field))
    for number, cell in enumerate(row):
        steps = (("direction", len(field.directions) - 1), ("indicator", len(last.indicators) - 1), ("column", number))
        field.slots[cell.slots[0]] = steps


def _read_indicator(label: str, words: FormWords, field: DraftField) -> DraftIndicator:
    reader = LabelReader(words)
    read = reader.read([label])
    figure = reader.guess_figure(read.words, read.unit)
    if figure is None:
        return DraftIndicator(read.words)
    if figure.doubt:
        field.review.append(figure.doubt)
    return DraftIndicator(read.words, figure.unit, figure.signed, figure.maximum, has_any(label, words.lower))


def read_remark(blocks: Sequence[LayoutParagraph | LayoutTable], table: LayoutTable) -> tuple[str, list[str]]:
    """Return the words that introduce the requirements below a table of goals, and the requirements."""
    after = blocks[blocks.index(table) + 1 :]
    notes: list[str] = []
    for block in after:
        if not isinstance(block, LayoutParagraph) or "note" not in block.classes:
            break
        notes.append(block.line.words)
    if not notes:
        return "", []
    remark = re.sub(r"\A[（(]", "", notes[0]).rstrip("：:")
    return remark, [re.sub(r"[）)]\Z", "", note) if note.count("）") > note.count("（") else note for note in notes[1:]]
