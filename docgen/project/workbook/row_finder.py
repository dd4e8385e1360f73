"""Find the answers in the cells of a workbook: by their names, and by the labels of their rows where a name is lost.

Rows that were sorted keep their names at the old place, and other formats keep no names at all; so a name counts only
where the label beside it is that of its question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.problems.problem import Problem, Where
from docgen.project.workbook.typed_content import find_row_place
from docgen.project.workbook.workbook_cells import NamedRange, WorkbookCell, WorkbookCells, WorkbookSheet
from docgen.project.workbook.workbook_names import find_named_place, name_mark
from docgen.project.workbook.workbook_rows import (
    HIDDEN,
    LABELS_HEADING,
    MARKS_HEADING,
    OWN_UNIT,
    UNITS_HEADING,
    WorkbookRow,
    list_groups,
    list_rows,
)

_HEADING_ROWS = 8
_COLUMNS = 16
"""The rows and columns in which headings are looked for."""


@dataclass(frozen=True)
class FoundRanges:
    """The ranges of the answers by name, blank where ``problems`` say that one is lost; ``lost`` are their places."""

    ranges: Mapping[str, NamedRange]
    lost: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Block:
    """Consecutive rows below one label, from ``first`` to ``last``, and the columns of their sheet by heading."""

    sheet: WorkbookSheet
    part: str
    group: str
    label: str
    option: str
    first: int
    last: int
    label_column: int
    headings: Mapping[str, int]


def find_ranges(cells: WorkbookCells, form: Form, notice: Notice, shown: str) -> FoundRanges:
    """Find the cells of each answer of the form; what is not found, or at several places, is a problem."""
    return _RowFinder(cells, form, notice, shown).find()


class _RowFinder:
    def __init__(self, cells: WorkbookCells, form: Form, notice: Notice, shown: str) -> None:
        self.cells = cells
        self.form = form
        self.shown = shown
        self.rows = list(list_rows(form, notice))
        self.parts = {_squeeze(row.part) for row in self.rows}
        self.groups = {_squeeze(group) for group in list_groups(form)}
        self.with_options = {_squeeze(row.label) for row in self.rows if row.option}
        self.owners: dict[str, set[str]] = defaultdict(set)
        """The labels of each option."""
        for row in self.rows:
            if row.option:
                self.owners[_squeeze(row.option)].add(_squeeze(row.label))
        self.with_several = {_squeeze(row.label) for row in self.rows if row.several}
        titles = (field.label for field in form.fields.values())
        self.known = self.groups | {_squeeze(words) for words in (*titles, *(row.label for row in self.rows))}
        self.ranges: dict[str, NamedRange] = {}
        self.lost: list[str] = []
        self.problems: list[Problem] = []
        self.by_label: dict[tuple[str, str], list[_Block]] = defaultdict(list)
        self.at: dict[tuple[str, int], _Block] = {}

    def find(self) -> FoundRanges:
        for sheet in self.cells.sheets.values():
            if sheet.name != HIDDEN:
                for block in self._scan(sheet):
                    self.by_label[block.label, block.option].append(block)
                    self.at |= {(sheet.name, row): block for row in range(block.first, block.last + 1)}
        alike: dict[tuple[str, str, str, str], list[WorkbookRow]] = defaultdict(list)
        for row in self.rows:
            alike[row.part, row.group, row.label, row.option].append(row)
        for rows in alike.values():
            self._find_alike(rows)
        for name in self.cells.names:
            if name.startswith("mark."):
                self._take_name(name)
        return FoundRanges(self.ranges, frozenset(self.lost), tuple(self.problems))

    def _scan(self, sheet: WorkbookSheet) -> Iterator[_Block]:
        """Yield the blocks of a sheet from top to bottom."""
        top, headings = _find_headings(sheet)
        label_column = headings.get(_squeeze(LABELS_HEADING), 1)
        units = headings.get(_squeeze(UNITS_HEADING))
        title = _squeeze(sheet.get_text(1, label_column))
        part = title if title in self.parts else _squeeze(sheet.name)
        group = label = option = ""
        first = 0
        for row in range(top + 1, sheet.last_row + 2):
            text = _squeeze(sheet.get_text(row, label_column))
            is_own = units is not None and sheet.get_text(row, units) == OWN_UNIT
            if is_own:
                now = OWN_UNIT
            elif label == OWN_UNIT and text not in self.known:
                now = label  # the label column of own indicators holds what the applicant typed
            else:
                now = text or label
            now, here = self._find_option(_squeeze(sheet.get_text(row, label_column + 2)), now)
            is_again = text not in ("", *self.with_several) and now == text
            if first and (now != label or here != option or is_again or row > sheet.last_row):
                yield _Block(sheet, part, group, label, option, first, row - 1, label_column, headings)
                first = 0
            if now in self.groups:
                group = now
            label, option = now, here
            first = first or (row if now else 0)

    def _find_option(self, option: str, label: str) -> tuple[str, str]:
        """Return the label that has the option, and the option: a merged label is lost where rows are moved."""
        owners = self.owners.get(option, set())
        if label not in owners and len(owners) == 1:
            (label,) = owners
        return label, option if label in self.with_options else ""

    def _find_alike(self, rows: Sequence[WorkbookRow]) -> None:
        """Find rows that have the same labels: as many as there should be are taken in their order."""
        found = self._look_up(rows[0])
        in_order = found if len(found) == len(rows) else None
        for number, row in enumerate(rows):
            if not row.names or self._take_names(row, found):
                continue
            if in_order:
                self._take_block(row, in_order[number])
            elif not found and self._is_reworded(row):
                for name in row.names:  # the label was changed, not the place
                    self._take_name(name)
            else:
                self._report_lost(row, row.names, found)

    def _look_up(self, row: WorkbookRow) -> list[_Block]:
        found = self.by_label.get((_squeeze(row.label), _squeeze(row.option)), [])
        for kind, wanted in (("part", row.part), ("group", row.group)):
            narrowed = [block for block in found if getattr(block, kind) == _squeeze(wanted)]
            found = narrowed if wanted and narrowed else found
        return found

    def _take_names(self, row: WorkbookRow, found: Sequence[_Block]) -> bool:
        """Take the ranges of the names of a row where the label beside them is right; False where none is."""
        sure = [name for name in row.names if name in self.cells.names and self._is_beside_label(row, name, found)]
        for name in sure:
            self._take_name(name)
        missing = [name for name in row.names if name not in sure]
        if sure and missing:
            self._report_lost(row, missing, ())
        return bool(sure)

    def _is_beside_label(self, row: WorkbookRow, name: str, found: Sequence[_Block]) -> bool:
        if row.several and row.width > 1 and not found:
            return True
        sheet, bounds = self.cells.names[name]
        block = self.at.get((sheet, bounds[1]))
        is_whole = not row.several or row.width > 1 or (block is not None and block.first == bounds[1])
        return block in found and is_whole

    def _is_reworded(self, row: WorkbookRow) -> bool:
        """Return True where the names of a row are in place beside a label that nobody knows.

        The words of an option are all that tells its box from the next one, so it is not found without them.
        """
        places = [self.cells.names.get(name) for name in row.names]
        labels = {block.label for place in places if place and (block := self.at.get((place[0], place[1][1])))}
        return not row.option and all(places) and not labels & (self.known - {_squeeze(row.label)})

    def _take_name(self, name: str) -> None:
        sheet, bounds = self.cells.names[name]
        self.ranges[name] = self.cells.sheets[sheet].read_range(bounds)

    def _take_block(self, row: WorkbookRow, block: _Block) -> None:
        left = block.label_column if row.width > 1 else block.label_column + 1
        last = block.last if row.several else block.first
        for number, name in enumerate(row.names):
            heading = _squeeze(row.headings[number]) if row.headings else ""
            column = block.headings.get(heading, left + number)
            self.ranges[name] = block.sheet.read_range((column, block.first, column + row.width - 1, last))
        if marks := block.headings.get(_squeeze(MARKS_HEADING)):
            place = find_row_place(self.form, row.names[0].partition(".")[2])
            self.ranges[name_mark(place)] = block.sheet.read_range((marks, block.first, marks, block.first))

    def _report_lost(self, row: WorkbookRow, names: Sequence[str], found: Sequence[_Block]) -> None:
        places = [find_named_place(name) for name in names]
        self.lost += places
        self.ranges |= {name: NamedRange("", ((WorkbookCell(""),) * row.width,)) for name in names}
        words = "，".join(text for text in (row.group, row.label, row.option) if text)
        if found:
            at = "、".join(f"“{block.sheet.name}”第 {block.first} 行" for block in found[:5])
            message = f"有 {len(found)} 行都是“{words}”（{at}），不知道哪一行是，没有读。"
        else:
            message = f"找不到“{words}”的格子：那一行（列）被删掉，或栏目的文字被改了。"
        hint = "请撤销改动；或运行 docgen workbook DIR --read 读回其余的，工作簿会补齐。"
        self.problems.append(Problem("workbook.lost", Where(self.shown, 0, places[0]), message, hint))


def _find_headings(sheet: WorkbookSheet) -> tuple[int, dict[str, int]]:
    """Return the row of the headings and the columns by heading; row 0 and no columns where there is none."""
    for row in range(1, _HEADING_ROWS + 1):
        texts = {column: _squeeze(sheet.get_text(row, column)) for column in range(_COLUMNS, 0, -1)}
        columns = {text: column for column, text in texts.items() if text}
        if _squeeze(LABELS_HEADING) in columns:
            return row, columns
    return 0, {}


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)
