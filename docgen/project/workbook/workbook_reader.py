"""Reader of the fill-in workbook (填报.xlsx); the result is the same tree of nodes as from application.yaml.

The cells are found by their names (:mod:`docgen.project.workbook.workbook_names`); typing and judging are
left to the readers of the YAML file, so that both inputs accept the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
)
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, clean_text
from docgen.errors import InputError
from docgen.problems.problem import Problem, SheetCell, Where
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.summary_answers import SECTION
from docgen.project.carry.carry_marks import FoundMark, find_cell_marks
from docgen.project.plan import Plan, parse_lines
from docgen.project.workbook.row_finder import find_ranges
from docgen.project.workbook.workbook_cells import WorkbookCell, WorkbookCells, format_column, read_workbook_cells
from docgen.project.workbook.workbook_names import BLANKS_NAME, find_named_place, name_answer, name_nothing
from docgen.project.workbook.workbook_rows import BLANKS_LABEL
from docgen.project.workbook.workbook_settings import WorkbookSettings, read_settings
from docgen.values import NOTHING

_NOT_TICKED = frozenset({"", "否", "×", "✗", "☐", "□", "0", "n", "no", "false", str(NOTHING)})
_TICKED = frozenset({"✓", "✔", "√", "☑", "■", "是", "1", "y", "yes", "true", "x", "v"})


@dataclass(frozen=True)
class FilledWorkbook:
    """The content of a workbook: the tree of answers, the plans, the carry marks, and the cell of each place.

    ``baseline`` has the fingerprints of what was typed when the workbook was written; None where they are lost.
    ``lost`` are the places whose cells are no longer there.
    """

    source: Source
    plans: Mapping[str, Plan]
    marks: tuple[FoundMark, ...]
    cells: Mapping[str, SheetCell]
    problems: tuple[Problem, ...]
    baseline: Mapping[str, str] | None
    lost: frozenset[str]

    @property
    def unread(self) -> frozenset[str]:
        """The places, and options, whose cells are lost or cannot be read."""
        return self.lost | {one.where.slot for one in self.problems if one.code == "workbook.cell"}

    def report_unread(self) -> Iterator[Problem]:
        """Yield the problems of the cells that are lost or cannot be read."""
        return (one for one in self.problems if one.code in ("workbook.cell", "workbook.lost"))

    def locate_problems(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems with the cells of their places."""
        for problem in problems:
            where = problem.where
            is_ours = where.path == self.source.path and where.slot
            yield replace(problem, where=replace(where, cell=self._find_cell(where))) if is_ours else problem

    def _find_cell(self, where: Where) -> SheetCell:
        """Find the cell of the nearest place, in the row of the problem; no cell for a place that was lost."""
        steps = where.slot.split(".")
        around = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
        cell = next((self.cells[place] for place in around if place in self.cells), SheetCell("", 0, ""))
        column = cell.name.rstrip("0123456789")
        return replace(cell, name=f"{column}{where.line}") if column and where.line else cell


def read_filled_workbook(path: Path, catalog: Catalog) -> FilledWorkbook:
    """Read the workbook at ``path``.

    Raises InputError where it cannot be read or is none of docgen's.
    """
    cells = read_workbook_cells(path, path.name)
    settings = read_settings(cells, path, catalog)
    return _WorkbookReader(cells, settings, path.name).read()


class _WorkbookReader:
    def __init__(self, cells: WorkbookCells, settings: WorkbookSettings, shown: str) -> None:
        self.settings = settings
        self.sheets = list(cells.sheets)
        self.form = settings.form
        self.shown = shown
        self.found = find_ranges(cells, settings.form, settings.notice, shown)
        self.ranges = self.found.ranges
        self.problems = list(self.found.problems)

    def read(self) -> FilledWorkbook:
        fields = [field for field in self.form.fields.values() if not isinstance(field, Narrative | Blank)]
        top = {
            "form": Scalar(self.form.id, 0),
            "notice": Scalar(self.settings.notice.id, 0),
            **self._read_blanks(),
            "answers": _build_table({field.id: self._read_node(field) for field in fields}),
            **self._read_summary(),
        }
        return FilledWorkbook(
            source=Source(self.shown, _build_table(top)),
            plans={field.id: self._read_plan(field) for field in self.form.narratives},
            marks=tuple(find_cell_marks(self._read_marks())),
            cells=self._map_cells(),
            problems=tuple(self.problems),
            baseline=self.settings.baseline,
            lost=self.found.lost,
        )

    def _map_cells(self) -> dict[str, SheetCell]:
        """Map each place, and each step of its name, to its first cell."""
        cells: dict[str, SheetCell] = {}
        for name, named in self.ranges.items():
            kind, _, place = name.partition(".")
            steps = (name if kind == SECTION else place).split(".")
            if kind in ("answer", "nothing", SECTION) and named.sheet in self.sheets:
                first = named.cell
                letters = f"{format_column(first.column)}{first.row}"
                cell = SheetCell(named.sheet, self.sheets.index(named.sheet) + 1, letters)
                for count in range(1, len(steps) + 1):
                    cells.setdefault(".".join(steps[:count]), cell)
        return cells

    def _read_marks(self) -> Iterator[tuple[str, Where]]:
        for name, named in self.ranges.items():
            kind, _, place = name.partition(".")
            if kind == "mark":
                yield named.cell.text, Where(self.shown, named.cell.row, place)

    def _read_blanks(self) -> dict[str, Node]:
        """Read the setting for blank answers, where its cell is filled; raises InputError for another text."""
        if BLANKS_NAME not in self.ranges or self.ranges[BLANKS_NAME].cell.is_blank:
            return {}
        setting = self._read_scalar(BLANKS_NAME)
        if AnswerSource.parse(setting.text) is not AnswerSource.ENTERPRISES:
            place = f"{self.ranges[BLANKS_NAME].sheet} 第{setting.line}行"
            message = f"{place}“{BLANKS_LABEL}”只能选“{AnswerSource.ENTERPRISES.words}”，现在是“{setting.text[:20]}”。"
            raise InputError(message, remedy="请在这一格里选，或清空这一格。", path=self.shown)
        return {BLANKS: setting}

    def _read_summary(self) -> dict[str, Node]:
        names = [name for name in self.ranges if name.startswith(f"{SECTION}.")]
        if not names:
            return {}
        return {SECTION: _build_table({name.partition(".")[2]: self._read_scalar(name) for name in names})}

    def _read_node(self, field: Field) -> Node:
        match field:
            case Text() | LongText() | Number() | Choice():
                return self._read_answer(field.id)
            case Series():
                years = self.form.years.actual
                return _build_table({str(year): self._read_answer(f"{field.id}.{year}") for year in years})
            case Choices():
                return self._read_ticks(field)
            case Matrix():
                return self._read_matrix(field)
            case NamedList():
                return self._read_names(field)
            case Goals():
                return self._read_goals(field)
            case Narrative() | Blank():
                raise AssertionError(f"{field.id} has no node")
            case _:
                assert_never(field)

    def _read_answer(self, place: str) -> Scalar:
        return self._read_scalar(name_answer(place))

    def _read_scalar(self, name: str) -> Scalar:
        return self._convert_cell(name, self.ranges[name].cell)

    def _convert_cell(self, name: str, cell: WorkbookCell) -> Scalar:
        """Convert a cell to a scalar without invisible characters; an odd text or formula becomes a problem."""
        where = Where(self.shown, cell.row, find_named_place(name))
        if cell.odd:
            hint = "请改填算好的数或文字。改好以前，application.yaml 里原有的答案不变。"
            self.problems.append(Problem("workbook.cell", where, f"{cell.odd}。", hint))
        text, problems = clean_text(cell.text, where)
        self.problems += problems
        return Scalar(text, cell.row, quoted=True)

    def _read_ticks(self, field: Choices) -> Node:
        """Read the ticked options; text that is neither tick nor blank is passed on and judged as an option."""
        cells = [(option, self._read_answer(f"{field.id}.{option}")) for option in field.options]
        items = [
            replace(cell, text=_read_option(option, cell.text)) for option, cell in cells if not _is_unticked(cell)
        ]
        nothing = self._read_scalar(name_nothing(field))
        if not _is_unticked(nothing):
            items.append(replace(nothing, text=str(NOTHING)))
            if len(items) == 1:
                return items[0]
        return Listing(tuple(items), cells[0][1].line)

    def _read_names(self, field: NamedList) -> Node:
        name = name_answer(field.id)
        rows = self.ranges[name].rows
        scalars = [self._convert_cell(name, row[0]) for row in rows]
        items = [one for one in scalars if not one.is_blank]
        if len(items) == 1 and (items[0].text.strip() == str(NOTHING) or AnswerSource.parse(items[0].text)):
            return items[0]
        return Listing(tuple(items), rows[0][0].row)

    def _read_matrix(self, field: Matrix) -> Node:
        return _build_table(
            {
                str(year): _build_table(
                    {
                        row: _build_table(
                            {column: self._read_answer(f"{field.id}.{year}.{row}.{column}") for column in field.columns}
                        )
                        for row in field.rows
                    }
                )
                for year in self.form.years.actual
            }
        )

    def _read_goals(self, field: Goals) -> Node:
        directions: dict[str, Node] = {}
        for direction in field.directions:
            place = f"{field.id}.{direction.id}"
            rows: dict[str, Node] = {
                one.id: _build_table(
                    {column: self._read_answer(f"{place}.{one.id}.{column}") for column in field.columns}
                )
                for one in direction.indicators
            }
            if direction.own:
                rows["own"] = self._read_own_goals(field, name_answer(f"{place}.own"))
            directions[direction.id] = _build_table(rows)
        return _build_table(directions)

    def _read_own_goals(self, field: Goals, name: str) -> Node:
        named = self.ranges[name]
        rows = [[self._convert_cell(name, cell) for cell in row] for row in named.rows]
        filled = [row for row in rows if any(not cell.is_blank for cell in row)]
        if len(filled) == 1 and [cell.text.strip() for cell in filled[0] if not cell.is_blank] == [str(NOTHING)]:
            return next(cell for cell in filled[0] if not cell.is_blank)
        columns = ("label", *field.columns)
        return Listing(
            tuple(_build_table(dict(zip(columns, row, strict=True))) for row in filled), named.rows[0][0].row
        )

    def _read_plan(self, field: Narrative) -> Plan:
        """Read the plan as the lines of plan.md: each heading, then the text of its cell."""
        lines: list[tuple[int, str]] = []
        row = 0
        for section in field.sections:
            typed = self._read_answer(f"{field.id}.{section.id}") if section.text else Scalar("", row)
            row = typed.line
            lines.append((row, f"{'#' * section.level} {section.heading}"))
            lines += ((row, line) for line in typed.text.split("\n"))
        return parse_lines(lines, field, self.shown)


def _build_table(entries: Mapping[str, Node]) -> Table:
    return Table(entries, {name: node.line for name, node in entries.items()}, _find_first_line(entries.values()))


def _find_first_line(nodes: Iterable[Node]) -> int:
    return min((node.line for node in nodes if node.line), default=0)


def _is_unticked(cell: Scalar) -> bool:
    return cell.text.strip().lower() in _NOT_TICKED


def _read_option(option: str, text: str) -> str:
    # A tick typed as an emoji is followed by the variation selector U+FE0F.
    return option if re.sub(r"\ufe0f|\s", "", text).lower() in _TICKED else text
