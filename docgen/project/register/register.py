"""The register: the enterprise table (表1 and the columns beyond it), column by column, from Excel or CSV."""

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
from docgen.project.spreadsheets.cell_values import Cell, Complaint, Raw, typed
from docgen.project.spreadsheets.grid_reader import Grid, read_grids
from docgen.project.spreadsheets.headings import Head, Heading, Wanted, find_head
from docgen.values import half_width, show_number

FILES = ("enterprises.xlsx", "enterprises.csv")

_TOTALS = re.compile(r"(合计|总计|小计|共计|累计)(数|行)?[:：]?\Z")
_NOTE = re.compile(r"[:：。；;]|盖章|[12][0-9]{3}年[0-9]{1,2}月")
_SHOWN = 5
"""So many cells of a column with the same fault are told one by one, the others together."""

_SUMS = 3
"""In so many columns must a line be the sum of those above to be taken for a total."""

_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH = 18
_SIGN_VALUES = {sign: value for value, sign in enumerate(_CODE_SIGNS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(_CODE_LENGTH - 1))
_BRACKETS = str.maketrans("〔〕【】[]{}《》<>", "()()()()()()")


@dataclass(frozen=True)
class Register:
    """The enterprises of the cluster, by column.

    ``rows`` has the line of each enterprise in the file; ``columns`` has by place (``output.2021``, ``sme``) one value
    per enterprise, in the order of the table, and only the columns that are there; ``headings`` says by place where
    the column stands, in words.
    """

    path: str
    rows: tuple[int, ...]
    columns: Mapping[str, tuple[Cell, ...]]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]
    name_place: str = "name"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the enterprises, in the order of the table."""
        return tuple(str(name) for name in self.columns.get(self.name_place, ()))


def read_register(folder: Path, table: EnterpriseTable, years: Years) -> Register | None:
    """The register in ``folder``, or None where there is none; InputError where its file cannot be read."""
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
    """The register in the file at ``path``; InputError where it cannot be read."""
    grids, problems = read_grids(path, path.name)
    wanted = Wanted(table.columns, table.name, table.number, years.actual)
    for grid in grids:
        head = find_head(grid.rows, wanted)
        if head is not None:
            return _Reading(path.name, table, years, grid, head).register(problems)
    message = f"找不到“{table.by_id[table.name].label}”这一列。"
    problems.append(Problem("enterprises.shape", Where(path.name), message, "请在表头写上这一列。"))
    return Register(path.name, (), {}, {}, tuple(problems), table.name)


def same_name(name: str) -> str:
    """What two spellings of one name have in common: brackets and letters of either width, spaces or none."""
    return re.sub(r"\s+", "", half_width(name).translate(_BRACKETS)).casefold()


def code_fault(code: str) -> str:
    """What is wrong with a 统一社会信用代码 (GB 32100-2015), in words; "" if nothing."""
    if len(code) != _CODE_LENGTH:
        return f"应是{_CODE_LENGTH}位，这里是{len(code)}位"
    values = [_SIGN_VALUES.get(sign, -1) for sign in code]
    if -1 in values:
        return f"不会有“{code[values.index(-1)]}”"
    expected = _CODE_SIGNS[-sum(map(mul, values, _WEIGHTS)) % 31]
    return "" if code[-1] == expected else f"最后一位校验码应是“{expected}”，这里是“{code[-1]}”"


def is_total(cells: Iterable[Raw]) -> bool:
    """Whether one of the cells says that its line is a total."""
    return any(_TOTALS.match(re.sub(r"\s+", "", cell)) for cell in cells if isinstance(cell, str))


def is_note(name: str) -> bool:
    """Whether what stands in the place of a name is a note or a line to be signed, as no name of an enterprise is."""
    return _NOTE.search(name) is not None


def sums_above(columns: Sequence[Sequence[Cell]], index: int) -> bool:
    """Whether the figures of the line at ``index`` are the sums of those above it, in several columns at least."""
    matching = 0
    for column in columns:
        here = column[index]
        if not isinstance(here, Decimal) or not here:
            continue
        if index < 2 or here != sum(cell for cell in column[:index] if isinstance(cell, Decimal)):
            return False
        matching += 1
    return matching >= _SUMS


@dataclass(frozen=True)
class _Reading:
    """Reads one table: the file's name, what is wanted, the sheet and its heading lines."""

    path: str
    table: EnterpriseTable
    years: Years
    grid: Grid
    head: Head

    def register(self, problems: list[Problem]) -> Register:
        """The register, with ``problems`` before those of the table."""
        headings = {heading.place: heading for heading in self.head.headings}
        lines, rows = self._candidates(headings[self.table.name].position)
        columns, found = self._typed(headings, rows, lines)
        kept, left_out = self._enterprises(columns, headings, lines)
        if not any(kept) and not left_out:
            line = self.grid.lines[self.head.last]
            left_out.append(self._problem("enterprises.shape", line, "表头之下没有一家企业。", "请每家企业填一行。"))
        if not all(kept):
            columns = {place: tuple(itertools.compress(cells, kept)) for place, cells in columns.items()}
            lines = tuple(itertools.compress(lines, kept))
        found += [*left_out, *self._uncalculated(headings), *self._repeated(columns, headings, lines)]
        found += [*self._codes(columns, headings, lines), *self._parts_above_whole(columns, headings, lines)]
        found += self._late_years(columns, headings, lines)
        shown = {place: str(heading) for place, heading in headings.items()}
        told = (*problems, *self._about_head(), *found)
        return Register(self.path, lines, columns, shown, told, self.table.name)

    def _candidates(self, name: int) -> tuple[tuple[int, ...], list[tuple[Raw, ...]]]:
        """The lines below the headings that may be enterprises, with their numbers: no totals, no hints."""
        watched = {name, *([] if self.head.number is None else [self.head.number])}
        hint = self.table.by_id[self.table.name].hint
        number = -1 if self.head.number is None else self.head.number
        lines, rows = [], []
        below = self.head.last + 1
        for line, row in zip(self.grid.lines[below:], self.grid.rows[below:], strict=True):
            told = [row[position] for position in watched if position < len(row)]
            if is_total(told) or (hint and hint in told):
                continue
            is_numbered = 0 <= number < len(row) and row[number] is not None
            if len(row) - row.count(None) > is_numbered:
                lines.append(line)
                rows.append(row)
        return tuple(lines), rows

    def _typed(
        self, headings: Mapping[str, Heading], rows: Sequence[tuple[Raw, ...]], lines: Sequence[int]
    ) -> tuple[dict[str, tuple[Cell, ...]], list[Problem]]:
        by_position = list(itertools.zip_longest(*rows))
        blank = (None,) * len(rows)
        columns: dict[str, tuple[Cell, ...]] = {}
        problems: list[Problem] = []
        for place, heading in headings.items():
            raw = by_position[heading.position] if heading.position < len(by_position) else blank
            columns[place], complaints = typed(raw, heading.column, heading.unit)
            problems += self._complaints(heading, complaints, lines)
        return columns, problems

    def _enterprises(
        self, columns: Mapping[str, Sequence[Cell]], headings: Mapping[str, Heading], lines: Sequence[int]
    ) -> tuple[list[bool], list[Problem]]:
        """Which lines are enterprises, and what is to say about the others: those without a name, a total."""
        names = columns[self.table.name]
        kept = [isinstance(name, str) for name in names]
        problems: list[Problem] = []
        numbers = [cells for place, cells in columns.items() if headings[place].column.kind == "number"]
        if kept and sums_above(numbers, len(kept) - 1):
            kept[-1] = False
            message = "这一行的数字是上面各行的合计，没有当作企业。"
            hint = "如果确是一家企业，请核对数字；合计行请在企业名称处写“合计”。"
            problems.append(self._problem("enterprises.total", lines[-1], message, hint))
        for index, (line, name) in enumerate(zip(lines, names, strict=True)):
            if isinstance(name, str) and is_note(name):
                kept[index] = False
                message = f"“{name[:30]}”不像企业名称，没有当作企业。"
                problems.append(self._problem("enterprises.doubt", line, message, "表下的说明可以不管。"))
            if not isinstance(name, str) and not (problems and line == lines[-1] and problems[0].where.line == line):
                problems.append(self._problem("enterprises.shape", line, "这一行没有企业名称。", "请补上。"))
        return kept, problems

    def _complaints(self, heading: Heading, complaints: Iterable[Complaint], lines: Sequence[int]) -> Iterator[Problem]:
        by_code: dict[str, list[Complaint]] = defaultdict(list)
        for complaint in complaints:
            by_code[complaint.code].append(complaint)
        for code, found in by_code.items():
            for complaint in found[:_SHOWN]:
                message = f"{heading}：{complaint.message}"
                yield self._problem(code, lines[complaint.index], message, complaint.hint)
            if len(found) > _SHOWN:
                rest = [lines[complaint.index] for complaint in found[_SHOWN:]]
                message = f"{heading}：还有 {len(rest)} 格也有这样的情形，到第 {rest[-1]} 行为止。"
                yield self._problem(code, rest[0], message, found[_SHOWN].hint)

    def _about_head(self) -> Iterator[Problem]:
        for complaint in self.head.complaints:
            yield self._problem(complaint.code, self.grid.lines[complaint.line], complaint.message, complaint.hint)

    def _uncalculated(self, headings: Mapping[str, Heading]) -> Iterator[Problem]:
        at = {heading.position: heading for heading in headings.values()}
        complaints: dict[int, list[int]] = defaultdict(list)
        for line, position in self.grid.uncalculated:
            if position in at and line > self.grid.lines[self.head.last]:
                complaints[position].append(line)
        for position, lines in complaints.items():
            message = f"{at[position]}：这一格是公式，文件里没有算好的值，共 {len(lines)} 格。"
            yield self._problem("enterprises.cell", lines[0], message, "请用 Excel 打开，保存后再用，或直接填数。")

    def _repeated(
        self, columns: Mapping[str, Sequence[Cell]], headings: Mapping[str, Heading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for index, name in enumerate(map(str, columns[self.table.name])):
            before = first.setdefault(same_name(name), index)
            if before != index:
                known = str(columns[self.table.name][before])
                spelt = "" if known == name else f"，那里写作“{known}”"
                message = f"企业“{name}”出现了两次，第一次在第 {lines[before]} 行{spelt}。"
                yield self._problem("enterprises.twice", lines[index], message, "请只保留一行。")
        codes: dict[str, int] = {}
        for index, code in enumerate(columns.get(self.table.code, ())):
            before = codes.setdefault(code, index) if isinstance(code, str) else index
            if before != index:
                message = f"{headings[self.table.code]}：{code} 与第 {lines[before]} 行的相同。"
                yield self._problem("enterprises.twice", lines[index], message, "一家企业只有一个代码，请核对。")

    def _codes(
        self, columns: Mapping[str, Sequence[Cell]], headings: Mapping[str, Heading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        cells = columns.get(self.table.code, ())
        faults = ((index, code_fault(code)) for index, code in enumerate(cells) if isinstance(code, str))
        complaints = [
            Complaint(index, "enterprises.doubt", f"“{cells[index]}”{fault}。", "请按营业执照核对，并按文本填写。")
            for index, fault in faults
            if fault
        ]
        yield from self._complaints(headings[self.table.code], complaints, lines) if complaints else ()

    def _parts_above_whole(
        self, columns: Mapping[str, Sequence[Cell]], headings: Mapping[str, Heading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        """A part of something that is more than the whole, such as more R&D staff than staff."""
        for column in self.table.columns:
            for place in columns if column.within else ():
                whole = place.replace(column.id, column.within, 1)
                if headings[place].column is not column or whole not in columns:
                    continue
                complaints = [
                    Complaint(index, "enterprises.cell", _above(part, all_, headings[whole]), "请核对。")
                    for index, (part, all_) in enumerate(zip(columns[place], columns[whole], strict=True))
                    if isinstance(part, Decimal) and isinstance(all_, Decimal) and part > all_
                ]
                yield from self._complaints(headings[place], complaints, lines)

    def _late_years(
        self, columns: Mapping[str, Sequence[Cell]], headings: Mapping[str, Heading], lines: Sequence[int]
    ) -> Iterator[Problem]:
        """Recognitions later than the year in which the application is written."""
        last = self.years.actual[-1] + 1
        for place, heading in headings.items():
            if heading.column.kind != "year":
                continue
            late = [(at, year) for at, year in enumerate(columns[place]) if isinstance(year, int) and year > last]
            message = f"年，申报表的数据只到 {self.years.actual[-1]} 年。"
            complaints = [Complaint(at, "enterprises.doubt", f"{year}{message}", "请核对年份。") for at, year in late]
            yield from self._complaints(heading, complaints, lines)

    def _problem(self, code: str, line: int, message: str, hint: str) -> Problem:
        return Problem(code, Where(self.path, line), message, hint)


def _above(part: Decimal, whole: Decimal, heading: Heading) -> str:
    return f"{show_number(part)} 多于{heading}的 {show_number(whole)}。"
