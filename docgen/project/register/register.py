"""Reader of the enterprise table (表1 and the columns beyond it) from Excel or CSV, by column."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import mul
from pathlib import Path

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.spreadsheets.cell_values import CellIssue, CellValue, RawValue, convert_cells
from docgen.project.spreadsheets.grid_reader import TABLE_SUFFIXES, read_grids
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import ColumnHeading, TableHeader, find_header
from docgen.project.spreadsheets.merged_cells import spread_merged_values
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.values import convert_to_half_width, format_number

FILES = tuple(f"enterprises{suffix}" for suffix in TABLE_SUFFIXES)
"""The names of the file of the register, in the order of preference."""

_TOTALS = re.compile(r"(合计|总计|小计|共计|累计)(数|行)?[:：]?\Z")
_NOTE = re.compile(r"[:：。；;]|盖章|[12][0-9]{3}年[0-9]{1,2}月")
_LISTED_CELLS = 5
"""The number of cells of a column that get a problem each for the same fault; one problem covers the others."""

_LEAST_SUMS = 3
"""A line is a total where it is the sum of the lines above in at least this many columns: fewer may be chance."""

# GB 32100-2015: letters without I, O, S, V and Z; the last of 18 signs is a check sign modulo 31 with weights 3^i.
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH = 18
_SIGN_VALUES = {sign: value for value, sign in enumerate(_CODE_SIGNS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(_CODE_LENGTH - 1))
_BRACKETS = str.maketrans("〔〕【】[]{}《》<>", "()()()()()()")


@dataclass(frozen=True)
class Register:
    """The enterprises of the cluster, by column.

    ``rows`` are the line numbers of the enterprises in the file; ``columns`` has by place (``output.2021``, ``sme``)
    one value per enterprise in the order of the table, for the columns of the file only; ``headings`` has by place the
    position and the words of the column, as messages name it.
    """

    path: str
    rows: tuple[int, ...]
    columns: Mapping[str, tuple[CellValue, ...]]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]
    name_place: str = "name"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the enterprises, in the order of the table."""
        return tuple(str(name) for name in self.columns.get(self.name_place, ()))


def read_register(folder: Path, table: EnterpriseTable, years: Years) -> Register | None:
    """Read the register of ``folder``; None where there is none. Raises InputError where its file cannot be read."""
    found = [folder / name for name in FILES if (folder / name).exists()]
    if not found:
        return None
    register = read_register_file(found[0], table, years)
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
    for grid in grids:
        head = find_header(grid.rows, wanted)
        if head is not None:
            spread = spread_merged_values(grid, head, table.name)
            return _RegisterReader(path.name, table, years, spread, head).read(problems)
    message = f"找不到“{table.by_id[table.name].label}”这一列。"
    problems.append(Problem("enterprises.shape", Where(path.name), message, "请在表头写上这一列。"))
    return Register(path.name, (), {}, {}, tuple(problems), table.name)


def normalize_name(name: str) -> str:
    """Normalize a name for comparison: width and kind of brackets, width and case of letters, spaces."""
    return re.sub(r"\s+", "", convert_to_half_width(name).translate(_BRACKETS)).casefold()


def find_credit_code_fault(code: str) -> str:
    """Return the fault of a 统一社会信用代码 (GB 32100-2015) in Chinese, "" where it is valid."""
    if len(code) != _CODE_LENGTH:
        return f"应是{_CODE_LENGTH}位，这里是{len(code)}位"
    values = [_SIGN_VALUES.get(sign, -1) for sign in code]
    if -1 in values:
        return f"不会有“{code[values.index(-1)]}”"
    expected = _CODE_SIGNS[-sum(map(mul, values, _WEIGHTS)) % 31]
    return "" if code[-1] == expected else f"最后一位校验码应是“{expected}”，这里是“{code[-1]}”"


def is_total(cells: Iterable[RawValue]) -> bool:
    """Return whether one of the cells marks its line as a total (合计, 小计 …)."""
    return any(_TOTALS.match(re.sub(r"\s+", "", cell)) for cell in cells if isinstance(cell, str))


def is_note(name: str) -> bool:
    """Return whether the text in the column of names is a note or a signature line below the table."""
    return _NOTE.search(name) is not None


def is_sum_of_above(columns: Sequence[Sequence[CellValue]], index: int) -> bool:
    """Return whether the figures of the line ``index`` are the sums of the lines above it."""
    matching = 0
    for column in columns:
        here = column[index]
        if not isinstance(here, Decimal) or not here:
            continue
        # Below a single enterprise every equal line would be a "sum".
        if index < 2 or here != sum(cell for cell in column[:index] if isinstance(cell, Decimal)):
            return False
        matching += 1
    return matching >= _LEAST_SUMS


@dataclass(frozen=True)
class _RegisterReader:
    """Reader of one enterprise table: the name of the file, the sheet and its heading lines."""

    path: str
    table: EnterpriseTable
    years: Years
    grid: SheetGrid
    head: TableHeader

    def read(self, problems: list[Problem]) -> Register:
        """Read the register; ``problems`` of the file come before those of the table."""
        headings = {heading.place: heading for heading in self.head.headings}
        lines, rows = self._select_candidates(headings[self.table.name].position)
        columns, found = self._convert_columns(headings, rows, lines)
        kept, left_out = self._select_enterprises(columns, headings, lines)
        if not any(kept) and not left_out:
            line = self.grid.lines[self.head.last]
            left_out.append(
                self._build_problem("enterprises.shape", line, "表头之下没有一家企业。", "请每家企业填一行。")
            )
        if not all(kept):
            columns = {place: tuple(itertools.compress(cells, kept)) for place, cells in columns.items()}
            lines = tuple(itertools.compress(lines, kept))
        found += [*left_out, *self._check_uncalculated(headings), *self._check_duplicates(columns, headings, lines)]
        found += [*self._check_codes(columns, headings, lines), *self._check_parts(columns, headings, lines)]
        found += self._check_years(columns, headings, lines)
        shown = {place: str(heading) for place, heading in headings.items()}
        problems = [*problems, *self._report_header_issues(), *found]
        return Register(self.path, lines, columns, shown, tuple(problems), self.table.name)

    def _select_candidates(self, name: int) -> tuple[tuple[int, ...], list[tuple[RawValue, ...]]]:
        """Select the lines below the headings without totals and hints; return their numbers and their cells."""
        watched = {name, *([] if self.head.number is None else [self.head.number])}
        hint = self.table.by_id[self.table.name].hint
        number = -1 if self.head.number is None else self.head.number
        lines, rows = [], []
        below = self.head.last + 1
        for line, row in zip(self.grid.lines[below:], self.grid.rows[below:], strict=True):
            labels = [row[position] for position in watched if position < len(row)]
            if is_total(labels) or (hint and hint in labels):
                continue
            is_numbered = 0 <= number < len(row) and row[number] is not None
            if len(row) - row.count(None) > is_numbered:
                lines.append(line)
                rows.append(row)
        return tuple(lines), rows

    def _convert_columns(
        self, headings: Mapping[str, ColumnHeading], rows: Sequence[tuple[RawValue, ...]], lines: Sequence[int]
    ) -> tuple[dict[str, tuple[CellValue, ...]], list[Problem]]:
        by_position = list(itertools.zip_longest(*rows))
        blank = (None,) * len(rows)
        columns: dict[str, tuple[CellValue, ...]] = {}
        problems: list[Problem] = []
        for place, heading in headings.items():
            raw = by_position[heading.position] if heading.position < len(by_position) else blank
            columns[place], issues = convert_cells(raw, heading.column, heading.unit)
            problems += self._report_issues(heading, issues, lines)
        return columns, problems

    def _select_enterprises(
        self, columns: Mapping[str, Sequence[CellValue]], headings: Mapping[str, ColumnHeading], lines: Sequence[int]
    ) -> tuple[list[bool], list[Problem]]:
        """Return for each line whether it is an enterprise, and the problems of the others (no name, total, note)."""
        names = columns[self.table.name]
        kept = [isinstance(name, str) for name in names]
        problems: list[Problem] = []
        numbers = [cells for place, cells in columns.items() if headings[place].column.kind == "number"]
        if kept and is_sum_of_above(numbers, len(kept) - 1):
            kept[-1] = False
            message = "这一行的数字是上面各行的合计，没有当作企业。"
            hint = "如果确是一家企业，请核对数字；合计行请在企业名称处写“合计”。"
            problems.append(self._build_problem("enterprises.total", lines[-1], message, hint))
        for index, (line, name) in enumerate(zip(lines, names, strict=True)):
            if isinstance(name, str) and is_note(name):
                kept[index] = False
                message = f"“{name[:30]}”不像企业名称，没有当作企业。"
                problems.append(self._build_problem("enterprises.doubt", line, message, "表下的说明可以不管。"))
            if not isinstance(name, str) and not (problems and line == lines[-1] and problems[0].where.line == line):
                problems.append(self._build_problem("enterprises.shape", line, "这一行没有企业名称。", "请补上。"))
        return kept, problems

    def _report_issues(
        self, heading: ColumnHeading, issues: Iterable[CellIssue], lines: Sequence[int]
    ) -> Iterator[Problem]:
        by_code: dict[str, list[CellIssue]] = defaultdict(list)
        for issue in issues:
            by_code[issue.code].append(issue)
        for code, found in by_code.items():
            for issue in found[:_LISTED_CELLS]:
                message = f"{heading}：{issue.message}"
                yield self._build_problem(code, lines[issue.index], message, issue.hint)
            if len(found) > _LISTED_CELLS:
                rest = [lines[issue.index] for issue in found[_LISTED_CELLS:]]
                message = f"{heading}：还有 {len(rest)} 格也有这样的情形，到第 {rest[-1]} 行为止。"
                yield self._build_problem(code, rest[0], message, found[_LISTED_CELLS].hint)

    def _report_header_issues(self) -> Iterator[Problem]:
        for issue in self.head.issues:
            yield self._build_problem(issue.code, self.grid.lines[issue.line], issue.message, issue.hint)

    def _check_uncalculated(self, headings: Mapping[str, ColumnHeading]) -> Iterator[Problem]:
        at = {heading.position: heading for heading in headings.values()}
        issues: dict[int, list[int]] = defaultdict(list)
        for line, position in self.grid.uncalculated:
            if position in at and line > self.grid.lines[self.head.last]:
                issues[position].append(line)
        for position, lines in issues.items():
            message = f"{at[position]}：这一格是公式，文件里没有算好的值，共 {len(lines)} 格。"
            yield self._build_problem(
                "enterprises.cell", lines[0], message, "请用 Excel 打开，保存后再用，或直接填数。"
            )

    def _check_duplicates(
        self, columns: Mapping[str, Sequence[CellValue]], headings: Mapping[str, ColumnHeading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for index, name in enumerate(map(str, columns[self.table.name])):
            before = first.setdefault(normalize_name(name), index)
            if before != index:
                known = str(columns[self.table.name][before])
                spelt = "" if known == name else f"，那里写作“{known}”"
                message = f"企业“{name}”出现了两次，第一次在第 {lines[before]} 行{spelt}。"
                yield self._build_problem("enterprises.twice", lines[index], message, "请只保留一行。")
        codes: dict[str, int] = {}
        for index, code in enumerate(columns.get(self.table.code, ())):
            before = codes.setdefault(code, index) if isinstance(code, str) else index
            if before != index:
                message = f"{headings[self.table.code]}：{code} 与第 {lines[before]} 行的相同。"
                yield self._build_problem("enterprises.twice", lines[index], message, "一家企业只有一个代码，请核对。")

    def _check_codes(
        self, columns: Mapping[str, Sequence[CellValue]], headings: Mapping[str, ColumnHeading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        cells = columns.get(self.table.code, ())
        faults = ((index, find_credit_code_fault(code)) for index, code in enumerate(cells) if isinstance(code, str))
        issues = [
            CellIssue(index, "enterprises.doubt", f"“{cells[index]}”{fault}。", "请按营业执照核对，并按文本填写。")
            for index, fault in faults
            if fault
        ]
        yield from self._report_issues(headings[self.table.code], issues, lines) if issues else ()

    def _check_parts(
        self, columns: Mapping[str, Sequence[CellValue]], headings: Mapping[str, ColumnHeading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        """Yield a problem for each part that exceeds its whole, such as more R&D staff than staff."""
        for column in self.table.columns:
            for place in columns if column.within else ():
                whole = place.replace(column.id, column.within, 1)
                if headings[place].column is not column or whole not in columns:
                    continue
                issues = [
                    CellIssue(index, "enterprises.cell", _format_excess(part, all_, headings[whole]), "请核对。")
                    for index, (part, all_) in enumerate(zip(columns[place], columns[whole], strict=True))
                    if isinstance(part, Decimal) and isinstance(all_, Decimal) and part > all_
                ]
                yield from self._report_issues(headings[place], issues, lines)

    def _check_years(
        self, columns: Mapping[str, Sequence[CellValue]], headings: Mapping[str, ColumnHeading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        """Yield a problem for each recognition later than the year of the application."""
        last = self.years.actual[-1] + 1
        for place, heading in headings.items():
            if heading.column.kind != "year":
                continue
            late = [(at, year) for at, year in enumerate(columns[place]) if isinstance(year, int) and year > last]
            message = f"年，申报表的数据只到 {self.years.actual[-1]} 年。"
            issues = [CellIssue(at, "enterprises.doubt", f"{year}{message}", "请核对年份。") for at, year in late]
            yield from self._report_issues(heading, issues, lines)

    def _build_problem(self, code: str, line: int, message: str, hint: str) -> Problem:
        return Problem(code, Where(self.path, line), message, hint)


def _format_excess(part: Decimal, whole: Decimal, heading: ColumnHeading) -> str:
    return f"{format_number(part)} 多于{heading}的 {format_number(whole)}。"
