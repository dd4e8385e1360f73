"""Reads the fill-in workbook (填报.xlsx) as the same located tree that application.yaml gives.

The cells are found by their names (:mod:`docgen.project.workbook.workbook_names`); typing and judging are
left to those who do it for the YAML file: what is an answer there is the same answer here.
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
    Form,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    name_of,
)
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, cleaned
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.summary_answers import SECTION
from docgen.project.carry.carry_marks import FoundMark, find_cell_marks
from docgen.project.plan import Plan, parse_lines
from docgen.project.workbook.workbook_cells import Cell, Patch, read_named
from docgen.project.workbook.workbook_names import (
    BLANKS_NAME,
    FILE,
    FORM,
    NOTICE,
    STRUCTURE,
    VERSION,
    answer_name,
    names_of,
    nothing_name,
    shown_path,
)
from docgen.values import NOTHING

_NOT_TICKED = frozenset({"", "否", "×", "✗", "☐", "□", "0", "n", "no", "false", str(NOTHING)})
_TICKED = frozenset({"✓", "✔", "√", "☑", "■", "是", "1", "y", "yes", "true", "x", "v"})


@dataclass(frozen=True)
class Filled:
    """What a workbook says: the tree of answers, the plans, and on which sheet each field and heading stands."""

    source: Source
    plans: Mapping[str, Plan]
    marks: tuple[FoundMark, ...]
    sheets: Mapping[str, str]
    problems: tuple[Problem, ...]

    def located(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems, each with the name of the sheet behind that of the file."""
        for problem in problems:
            where = problem.where
            sheet = self.sheets.get(where.slot.split(".")[0], "")
            yield replace(problem, where=replace(where, path=shown_path(where.path, sheet)))


def read_filled(folder: Path, catalog: Catalog) -> Filled:
    """The answers of the workbook in ``folder``.

    Raises InputError where it cannot be read, is of another form or its cells are gone.
    """
    patches = read_named(folder / FILE, FILE)
    form = catalog.form(_setting(patches, FORM))
    _refuse_other_structure(patches, form)
    return _Reader(form, patches).filled(_setting(patches, NOTICE))


def _setting(patches: Mapping[str, Patch], name: str) -> str:
    if name not in patches or patches[name].cell.is_blank:
        raise InputError(
            "这不是 docgen 生成的填报工作簿，读不出是哪一张申报表的。",
            remedy="请把它移走或改名，再用 docgen workbook 生成。",
            path=FILE,
        )
    return patches[name].cell.text.strip()


def _refuse_other_structure(patches: Mapping[str, Patch], form: Form) -> None:
    if _setting(patches, VERSION) != STRUCTURE:
        raise InputError(
            "这份填报工作簿是另一个版本的 docgen 生成的，格子的安排不同。",
            remedy="请把它改名留存，用 docgen workbook 重新生成，再把答案抄过去。",
            path=FILE,
        )
    missing = [name for name in names_of(form) if name not in patches]
    if missing:
        words = "、".join(f"“{_called(name, form)}”" for name in missing[:3])
        raise InputError(
            f"工作簿的结构被改动了：找不到 {words}{f' 等 {len(missing)} 处' if len(missing) > 3 else ''}的格子。",
            remedy="多半是删了行、列或整张表：请撤销，或把它改名留存，用 docgen workbook 重新生成，再把答案抄过去。",
            path=FILE,
        )


def _called(name: str, form: Form) -> str:
    place = name.partition(".")[2]
    field = form.fields.get(place.split(".")[0])
    if field is None:
        return place
    return field.label if isinstance(field, Choice | Choices) else name_of(field, place)


class _Reader:
    def __init__(self, form: Form, patches: Mapping[str, Patch]) -> None:
        self.form = form
        self.patches = patches
        self.problems: list[Problem] = []

    def filled(self, notice: str) -> Filled:
        fields = [field for field in self.form.fields.values() if not isinstance(field, Narrative | Blank)]
        top = {
            "form": Scalar(self.form.id, 0),
            "notice": Scalar(notice, 0),
            **self._blanks(),
            "answers": _table({field.id: self._node(field) for field in fields}),
            **self._summary(),
        }
        plans = {field.id: self._plan(field) for field in self.form.fields.values() if isinstance(field, Narrative)}
        marks = tuple(find_cell_marks(self._marks()))
        return Filled(Source(FILE, _table(top)), plans, marks, self._sheets(), tuple(self.problems))

    def _sheets(self) -> dict[str, str]:
        steps = ((name.split("."), patch.sheet) for name, patch in self.patches.items())
        found = {parts[1]: sheet for parts, sheet in steps if parts[0] in ("answer", "nothing")}
        return found | {
            parts[0]: patch.sheet for name, patch in self.patches.items() if (parts := name.split("."))[0] == SECTION
        }

    def _marks(self) -> Iterator[tuple[str, Where]]:
        for name, patch in self.patches.items():
            kind, _, place = name.partition(".")
            if kind == "mark":
                yield patch.cell.text, Where(FILE, patch.cell.row, place)

    def _blanks(self) -> dict[str, Node]:
        """What is to be done about blanks, where the cell that says so is there and filled."""
        if BLANKS_NAME not in self.patches or self.patches[BLANKS_NAME].cell.is_blank:
            return {}
        return {BLANKS: self._scalar(BLANKS_NAME)}

    def _summary(self) -> dict[str, Node]:
        names = [name for name in self.patches if name.startswith(f"{SECTION}.")]
        if not names:
            return {}
        return {SECTION: _table({name.partition(".")[2]: self._scalar(name) for name in names})}

    def _node(self, field: Field) -> Node:
        match field:
            case Text() | LongText() | Number() | Choice():
                return self._answer(field.id)
            case Series():
                years = self.form.years.actual
                return _table({str(year): self._answer(f"{field.id}.{year}") for year in years})
            case Choices():
                return self._ticks(field)
            case Matrix():
                return self._matrix(field)
            case NamedList():
                return self._names(field)
            case Goals():
                return self._goals(field)
            case Narrative() | Blank():
                raise AssertionError(f"{field.id} has no node")
            case _:
                assert_never(field)

    def _answer(self, place: str) -> Scalar:
        return self._scalar(answer_name(place))

    def _scalar(self, name: str) -> Scalar:
        return self._said(name, self.patches[name].cell)

    def _said(self, name: str, cell: Cell) -> Scalar:
        """What was typed into a cell, without characters that nobody sees; what is odd about it is a problem."""
        where = Where(FILE, cell.row, name.partition(".")[2])
        if cell.odd:
            hint = "请改填算好的数或文字。"
            self.problems.append(Problem("workbook.cell", where, f"{cell.odd}。", hint))
        text, problems = cleaned(cell.text, where)
        self.problems += problems
        return Scalar(text, cell.row, quoted=True)

    def _ticks(self, field: Choices) -> Node:
        """The ticked options; a word that is neither tick nor blank stands for itself and is judged as an option."""
        cells = [(option, self._answer(f"{field.id}.{option}")) for option in field.options]
        items = [replace(cell, text=_option(option, cell.text)) for option, cell in cells if not _is_unticked(cell)]
        nothing = self._scalar(nothing_name(field))
        if not _is_unticked(nothing):
            items.append(replace(nothing, text=str(NOTHING)))
            if len(items) == 1:
                return items[0]
        return Listing(tuple(items), cells[0][1].line)

    def _names(self, field: NamedList) -> Node:
        name = answer_name(field.id)
        rows = self.patches[name].rows
        said = [self._said(name, row[0]) for row in rows]
        items = [one for one in said if not one.is_blank]
        if len(items) == 1 and (items[0].text.strip() == str(NOTHING) or AnswerSource.parse(items[0].text)):
            return items[0]
        return Listing(tuple(items), rows[0][0].row)

    def _matrix(self, field: Matrix) -> Node:
        return _table(
            {
                str(year): _table(
                    {
                        row: _table(
                            {column: self._answer(f"{field.id}.{year}.{row}.{column}") for column in field.columns}
                        )
                        for row in field.rows
                    }
                )
                for year in self.form.years.actual
            }
        )

    def _goals(self, field: Goals) -> Node:
        directions: dict[str, Node] = {}
        for direction in field.directions:
            place = f"{field.id}.{direction.id}"
            rows: dict[str, Node] = {
                one.id: _table({column: self._answer(f"{place}.{one.id}.{column}") for column in field.columns})
                for one in direction.indicators
            }
            if direction.own:
                rows["own"] = self._own(field, answer_name(f"{place}.own"))
            directions[direction.id] = _table(rows)
        return _table(directions)

    def _own(self, field: Goals, name: str) -> Node:
        patch = self.patches[name]
        rows = [[self._said(name, cell) for cell in row] for row in patch.rows]
        filled = [row for row in rows if any(not cell.is_blank for cell in row)]
        if len(filled) == 1 and [cell.text.strip() for cell in filled[0] if not cell.is_blank] == [str(NOTHING)]:
            return next(cell for cell in filled[0] if not cell.is_blank)
        columns = ("label", *field.columns)
        return Listing(tuple(_table(dict(zip(columns, row, strict=True))) for row in filled), patch.rows[0][0].row)

    def _plan(self, field: Narrative) -> Plan:
        """The plan, judged as plan.md is: a line for each heading, and the lines typed beside it."""
        lines: list[tuple[int, str]] = []
        row = 0
        for section in field.sections:
            typed = self._answer(f"{field.id}.{section.id}") if section.text else Scalar("", row)
            row = typed.line
            lines.append((row, f"{'#' * section.level} {section.heading}"))
            lines += ((row, line) for line in typed.text.split("\n"))
        return parse_lines(lines, field, FILE)


def _table(entries: Mapping[str, Node]) -> Table:
    return Table(entries, {name: _line(node) for name, node in entries.items()}, _first_line(entries.values()))


def _line(node: Node) -> int:
    return node.line


def _first_line(nodes: Iterable[Node]) -> int:
    return min((node.line for node in nodes if node.line), default=0)


def _is_unticked(cell: Scalar) -> bool:
    return cell.text.strip().lower() in _NOT_TICKED


def _option(option: str, text: str) -> str:
    return option if re.sub(r"\ufe0f|\s", "", text).lower() in _TICKED else text
