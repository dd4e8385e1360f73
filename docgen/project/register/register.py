"""Reader of the enterprise table (表1 and the columns beyond it) from Excel or CSV, by column."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.folder_files import refuse_outside
from docgen.project.register.collected_rows import SOURCES
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.register_check import RegisterCheck, report_cell_issues
from docgen.project.register.sheet_tables import (
    SheetTable,
    describe_left_out,
    describe_missing_name,
    find_line_per_year,
    find_tables,
)
from docgen.project.spreadsheets.cell_values import CellValue, RawValue, convert_cells, format_raw_value
from docgen.project.spreadsheets.grid_reader import TABLE_SUFFIXES, read_grids
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import format_column_letters
from docgen.project.spreadsheets.sheet_grid import SheetGrid

FILES = tuple(f"enterprises{suffix}" for suffix in TABLE_SUFFIXES)
"""The names of the file of the register, in the order of preference."""

RowOrigin = tuple[tuple[int, int], ...]
"""Where an enterprise stands: the number of each table that has it, and the index of its line there."""


@dataclass(frozen=True)
class Register:
    """The enterprises of the cluster, by column.

    ``rows`` are the line numbers of the enterprises in the file; ``columns`` has by place (``output.2021``, ``sme``)
    one value per enterprise in the order of the table, for the columns of the file only; ``headings`` has by place the
    position and the words of the column, as messages name it. ``tables`` are the tables of the sheets that were read,
    ``origins`` the lines of each enterprise in them. ``sources`` is the sheet of sources of a collected table.
    """

    path: str
    rows: tuple[int, ...]
    columns: Mapping[str, tuple[CellValue, ...]]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]
    name_place: str = "name"
    tables: tuple[SheetTable, ...] = ()
    origins: tuple[RowOrigin, ...] = ()
    sources: SheetGrid | None = None
    computed: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What ``measures`` computed from this table, by what it is."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the enterprises, in the order of the table."""
        return tuple(str(name) for name in self.columns.get(self.name_place, ()))

    def get_line(self, index: int, place: str) -> int:
        """Return the number of the line with a value of an enterprise."""
        table, line = self._find_line(index, place)
        return table.locate(line, table.positions.get(place, table.name_position))[0]

    def format_cell(self, index: int, place: str) -> str:
        """Format the address of a value, such as D6, with the sheet (新增!D6) where several sheets were read."""
        table, line = self._find_line(index, place)
        sheet = f"{table.grid.sheet}!" if len(self.tables) > 1 and table.grid.sheet else ""
        return f"{sheet}{table.format_address(line, table.positions.get(place, table.name_position))}"

    def is_unread(self, index: int, place: str) -> bool:
        """Return whether the cell of a missing value has something that could not be read, which is told already."""
        table, line = self._find_line(index, place)
        position = table.positions.get(place)
        if position is None:
            return False
        return (
            bool(format_raw_value(table.get_cell(line, position))) or table.locate(line, position) in table.uncalculated
        )

    def _find_line(self, index: int, place: str) -> tuple[SheetTable, int]:
        """Find the table and the index of the line that has the column; the first where none has it."""
        found = [(self.tables[number], line) for number, line in self.origins[index]]
        return next((one for one in found if place in one[0].positions), found[0])


def read_register(folder: Path, table: EnterpriseTable, years: Years) -> Register | None:
    """Read the register of ``folder``; None where there is none. Raises InputError where its file cannot be read."""
    found = [folder / name for name in FILES if (folder / name).exists()]
    if not found:
        return None
    register = read_register_file(refuse_outside(found[0], folder), table, years)
    twice = [
        Problem(
            "enterprises.shape",
            Where(other.name),
            f"文件夹里同时有 {found[0].name} 和 {other.name}，只读了前一个。",
            "请只保留一个。",
        )
        for other in found[1:]
    ]
    return replace(register, problems=(*twice, *register.problems))


def read_register_file(path: Path, table: EnterpriseTable, years: Years) -> Register:
    """Read the register from the file ``path``. Raises InputError where the file cannot be read."""
    grids, problems = read_grids(path, path.name)
    wanted = WantedColumns(table.columns, table.name, table.number, years.actual)
    found = find_tables(grids, table, wanted)
    unread = [Problem("enterprises.unread", Where(path.name), f"“{one.sheet}”{one.reason}。") for one in found.unread]
    if not found.tables:
        message = describe_missing_name(grids, wanted)
        problems.append(Problem("enterprises.shape", Where(path.name), f"{message}。", "请在表头写上这一列。"))
        return Register(path.name, (), {}, {}, (*problems, *unread), table.name)
    register = _TableJoiner(path.name, table, found.tables).join()
    checks = RegisterCheck(path.name, table, years, register.columns, register.headings, register.get_line)
    hint = "请核对是否应该计入。"
    remarks = [Problem("enterprises.reading", Where(path.name), f"{one}。", hint) for one in found.remarks]
    said = (*problems, *register.problems, *checks.find_problems(), *remarks, *unread)
    return replace(register, problems=said, sources=next((one for one in grids if one.sheet == SOURCES), None))


@dataclass
class _TableJoiner:
    """The tables of a workbook joined into one register: by name, and by code where the name is unknown."""

    path: str
    table: EnterpriseTable
    tables: Sequence[SheetTable]
    columns: dict[str, list[CellValue]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    origins: list[RowOrigin] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def join(self) -> Register:
        """Read table after table; the values of the first table that has them count."""
        for number, sheet in enumerate(self.tables):
            by_year = find_line_per_year(sheet)
            if by_year:
                code, line, message, hint = by_year
                self.problems.append(Problem(code, Where(self.path, line), message, hint))
            reader = _TableReader(self.path, self.table, sheet, sheet.prefix if len(self.tables) > 1 else "")
            columns = reader.read()
            self.problems += reader.problems
            self._add(number, sheet, columns)
        rows = tuple(self._get_line(origin) for origin in self.origins)
        columns = {place: tuple(cells) for place, cells in self.columns.items()}
        if not rows and not self.problems:
            line = self.tables[0].grid.lines[self.tables[0].head.last]
            self.problems.append(
                Problem("enterprises.shape", Where(self.path, line), "表头之下没有一家企业。", "请每家企业填一行。")
            )
        return Register(
            self.path,
            rows,
            columns,
            self.headings,
            tuple(self.problems),
            self.table.name,
            tuple(self.tables),
            tuple(self.origins),
        )

    def _get_line(self, origin: RowOrigin) -> int:
        number, index = origin[0]
        return self.tables[number].locate(index, self.tables[number].name_position)[0]

    def _add(self, number: int, sheet: SheetTable, columns: Mapping[str, Sequence[CellValue]]) -> None:
        lines = sheet.rows.enterprises
        prefix = sheet.grid.sheet if number else ""
        for heading in sheet.head.headings:
            self.headings.setdefault(heading.place, f"{prefix}!{heading}" if prefix else str(heading))
        if not number:
            self.columns = {place: list(cells) for place, cells in columns.items()}
            self.origins = [((0, index),) for index in lines]
            return
        targets = self._find_targets(columns, len(lines))
        known = len(self.origins)
        for at, index in zip(targets, lines, strict=True):
            if at < known:
                self.origins[at] = (*self.origins[at], (number, index))
            else:
                self.origins.append(((number, index),))
        for place in dict.fromkeys((*self.columns, *columns)):
            cells = self.columns.setdefault(place, [None] * known)
            cells += [None] * (len(self.origins) - len(cells))
            for row, (at, cell) in enumerate(zip(targets, columns.get(place, ()), strict=False)):
                if cells[at] is None:
                    cells[at] = cell
                elif cell is not None and cells[at] != cell and place != self.table.name:
                    self._report_difference(sheet, lines[row], place, at)

    def _find_targets(self, columns: Mapping[str, Sequence[CellValue]], count: int) -> list[int]:
        """Return for each line the number of its enterprise: of the one that is known, otherwise of a new one."""
        names = {normalize_name(str(name)): at for at, name in reversed(list(enumerate(self.columns[self.table.name])))}
        codes = {code: at for at, code in reversed(list(enumerate(self.columns.get(self.table.code, ()))))}
        targets: list[int] = []
        new = len(self.origins)
        for row in range(count):
            name = normalize_name(str(columns[self.table.name][row]))
            code = columns[self.table.code][row] if self.table.code in columns else None
            at = names.get(name)
            at = codes.get(code) if at is None and isinstance(code, str) else at
            targets.append(new if at is None else at)
            new += at is None
        return targets

    def _report_difference(self, sheet: SheetTable, index: int, place: str, at: int) -> None:
        line, _ = sheet.locate(index, sheet.positions[place])
        cell = f"{sheet.grid.sheet}!{sheet.format_address(index, sheet.positions[place])}"
        message = f"企业“{self.columns[self.table.name][at]}”的{self.headings[place]}在 {cell} 写着另一个值，"
        message += f"用了前面第 {self._get_line(self.origins[at])} 行的。"
        self.problems.append(Problem("enterprises.twice", Where(self.path, line), message, "请核对，只留正确的。"))


@dataclass
class _TableReader:
    """Reader of one table: the name of the file, the sheet, and how messages name the sheet."""

    path: str
    table: EnterpriseTable
    sheet: SheetTable
    prefix: str
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> dict[str, tuple[CellValue, ...]]:
        """Read the columns of the enterprises; what is told about the table is in ``problems``."""
        for issue in self.sheet.head.issues:
            self._report(issue.code, self.sheet.grid.lines[issue.line], issue.message, issue.hint)
        columns = self._convert_columns()
        for code, line, message, hint in describe_left_out(self.sheet):
            self._report(code, line, message, hint)
        for index in self.sheet.rows.nameless:
            self._report("enterprises.shape", self.sheet.grid.lines[index], "这一行没有企业名称。", "请补上。")
        self._check_uncalculated()
        if self.sheet.unused:
            first = self.sheet.unused[0]
            cell = f"{format_column_letters(first.position)}{first.line}“{first.text[:20]}”"
            message = f"{len(self.sheet.unused)} 格数字旁边没有认识的栏目，没有读取，第一格是 {cell}。"
            self._report("enterprises.heading", first.line, message, "如果用不着，可以不管。")
        hidden = self.sheet.describe_hidden()
        if hidden:
            self._report("enterprises.reading", 0, f"{hidden}是隐藏的，已照样读取。", "请核对隐藏的内容是否还要。")
        return columns

    def _convert_columns(self) -> dict[str, tuple[CellValue, ...]]:
        indices = self.sheet.rows.enterprises
        rows = [self.sheet.grid.rows[index] for index in indices]
        by_position = list(itertools.zip_longest(*rows))
        blank: tuple[RawValue, ...] = (None,) * len(rows)
        columns: dict[str, tuple[CellValue, ...]] = {}
        for heading in self.sheet.head.headings:
            raw = by_position[heading.position] if heading.position < len(by_position) else blank
            columns[heading.place], issues = convert_cells(raw, heading.column, heading.unit)
            if issues:
                lines = [self.sheet.locate(index, heading.position)[0] for index in indices]
                shown = f"{self.prefix}{heading}"
                self.problems += report_cell_issues(self.path, shown, issues, lines.__getitem__)
        return columns

    def _check_uncalculated(self) -> None:
        issues: dict[int, list[int]] = defaultdict(list)
        for line, position in self.sheet.iterate_uncalculated():
            issues[position].append(line)
        at = {heading.position: heading for heading in self.sheet.head.headings}
        for position, lines in issues.items():
            message = f"{at[position]}：这一格是公式，文件里没有算好的值，共 {len(lines)} 格。"
            self._report("enterprises.cell", lines[0], message, "请用 Excel 打开，保存后再用，或直接填数。")

    def _report(self, code: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self.path, line), f"{self.prefix}{message}", hint))
