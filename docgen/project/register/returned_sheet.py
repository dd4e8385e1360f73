"""Reads what one enterprise sent: finds its table, places every cell or says which it could not place, and why."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.collected_rows import CollectedRow, Source, Unplaced
from docgen.project.register.register import is_note, is_total, same_name, sums_above
from docgen.project.spreadsheets.cell_values import Cell, Raw, show_raw, typed
from docgen.project.spreadsheets.grid_reader import Grid
from docgen.project.spreadsheets.headings import Head, Wanted, find_head, letters
from docgen.values import parse_number, show_number

_WIDE = 200
"""So many columns no 表1 has."""

_LISTED = 50
"""So many cells without a place are listed one by one for each file; the others are counted."""


@dataclass
class FileReading:
    """Reads the sheets of one file; what it finds is in ``rows``, ``unplaced`` and ``problems``.

    ``places`` are those that its headings ask for, ``nameless`` are lines of which it is still open whose they are.
    """

    file: str
    table: EnterpriseTable
    wanted: Wanted
    rows: list[CollectedRow] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    nameless: list[tuple[_Table, int]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def read(self, grids: Sequence[Grid]) -> None:
        """Reads the sheet that has the most of the known columns, and those that have others of the same enterprises.

        Further sheets are told where they hold figures.
        """
        heads = [find_head(grid.rows, self.wanted) for grid in grids]
        found = [_Table(grid, head) for grid, head in zip(grids, heads, strict=True) if head is not None]
        chosen = self._belonging_together(found)
        for sheet in chosen:
            self._table(sheet)
        self._nameless()
        for grid in grids:
            if not any(grid is sheet.grid for sheet in chosen):
                self._other_sheet(grid)
        self._say_what_is_missing(grids, chosen)
        self._say_what_is_unplaced()

    def _belonging_together(self, found: Sequence[_Table]) -> list[_Table]:
        """The sheet with the most of the known columns, and those that have none of them but the name; in order."""
        chosen: list[_Table] = []
        places: set[str] = set()
        for sheet in sorted(found, key=lambda sheet: -len(sheet.head.headings)):
            own = {heading.place for heading in sheet.head.headings} - {self.table.name}
            if not chosen or (own and not own & places):
                chosen.append(sheet)
                places |= own
        return [sheet for sheet in found if any(sheet is one for one in chosen)]

    def _table(self, sheet: _Table) -> None:
        if sheet.is_upright(self.wanted, self.table.name):
            message = f"{sheet.shown}像是竖排的表（栏目写在行首），没有读取。"
            self._tell("collect.no-enterprise", sheet.line(sheet.head.last), message, "请改成一行一家，栏目写在表头。")
            self._leave_lines(sheet, range(len(sheet.grid.rows)), "竖排的表没有读取")
            return
        self._leave_lines(sheet, self._strange_lines_above(sheet), "在表头之上")
        self._about_head(sheet)
        self.places |= {heading.place for heading in sheet.head.headings}
        before = len(self.rows)
        for index in range(sheet.head.last + 1, len(sheet.grid.rows)):
            self._line(sheet, index)
        self._leave_sums(sheet, self.rows[before:])
        self._join(before)
        self._about_sheet(sheet)

    def _leave_sums(self, sheet: _Table, rows: Sequence[CollectedRow]) -> None:
        """A last line whose figures are the sums of those above is no enterprise, whatever its name."""
        places = dict.fromkeys(place for row in rows for place in row.values)
        columns = [[row.values.get(place) for row in rows] for place in places]
        if rows and sums_above(columns, len(rows) - 1):
            last = self.rows.pop()
            cell = last.sources[self.table.name].cell
            reason = "这一行的数字是上面各行的合计，没有当作企业"
            self.unplaced.append(Unplaced(self.file, sheet.grid.sheet, cell, str(last.values[self.table.name]), reason))

    def _join(self, before: int) -> None:
        """Puts what one sheet says of an enterprise together with what another said, where they do not differ."""
        known = {same_name(str(row.values[self.table.name])): at for at, row in enumerate(self.rows[:before])}
        rows, self.rows = self.rows, self.rows[:before]
        for row in rows[before:]:
            at = known.get(same_name(str(row.values[self.table.name])))
            first = self.rows[at] if at is not None else row
            if at is None or any(first.values.get(place, cell) != cell for place, cell in row.values.items()):
                self.rows.append(row)
            else:
                self.rows[at] = CollectedRow({**row.values, **first.values}, {**row.sources, **first.sources})

    def _strange_lines_above(self, sheet: _Table) -> Iterator[int]:
        """The lines above the headings that are neither the title of the table nor one of its head lines."""
        official = (self.table.title, *(re.split("[:：]", words)[0] for words in self.table.head))
        for index in range(sheet.head.first):
            told = "".join(show_raw(cell) for cell in sheet.grid.rows[index])
            if not any(words in told for words in official) and not re.match(r"(附件|表)[\s\d一二三]*[:：]?\Z", told):
                yield index

    def _line(self, sheet: _Table, index: int) -> None:
        row = sheet.grid.rows[index]
        name, number = _at(row, sheet.name_at(self.table.name)), _at(row, sheet.head.number)
        filled = {at for at, cell in enumerate(row) if show_raw(cell)} - {sheet.head.number}
        if is_total([name, number]) or self._is_hints(sheet, row) or (not filled and not _is_words(number)):
            return
        (cell,), _odd = typed((name,), self.table.by_id[self.table.name])
        if is_note(cell) if isinstance(cell, str) else _is_words(number):
            self._leave_lines(sheet, [index], "这一行不是企业")
        elif not isinstance(cell, str):
            self.nameless.append((sheet, index))
        else:
            self.rows.append(self._enterprise(sheet, index, CollectedRow({}, {})))

    def _nameless(self) -> None:
        """A line without a name is of the enterprise of its file, where that is only one and on another sheet."""
        for sheet, index in self.nameless:
            line, name = sheet.line(index), self.table.name
            only = self.rows[0] if len(self.rows) == 1 else None
            if only is not None and only.sources[name].sheet != sheet.grid.sheet:
                named = CollectedRow({name: only.values[name]}, {name: only.sources[name]})
                self.rows.append(self._enterprise(sheet, index, named))
                self._join(1)
                continue
            self._leave_lines(sheet, [index], "这一行没有企业名称")
            if any(_is_figure(cell) for at, cell in enumerate(sheet.grid.rows[index]) if at != sheet.head.number):
                self._tell("collect.no-name", line, f"{sheet.shown}第 {line} 行没有企业名称，没有读取。", "请补上。")

    def _is_hints(self, sheet: _Table, row: Sequence[Raw]) -> bool:
        """Whether the line only says what to fill in, as in the blank table."""
        said = [heading for heading in sheet.head.headings if _at(row, heading.position) is not None]
        hints = [heading for heading in said if show_raw(_at(row, heading.position)) == heading.column.hint]
        return len(hints) > 1 or (bool(hints) and len(said) == 1)

    def _enterprise(self, sheet: _Table, index: int, named: CollectedRow) -> CollectedRow:
        row, line = sheet.grid.rows[index], sheet.line(index)
        values, sources = dict(named.values), dict(named.sources)
        for heading in sheet.head.headings:
            raw = _at(row, heading.position)
            if raw is None:
                continue
            (cell,), complaints = typed((raw,), heading.column, heading.unit)
            at = sheet.address(line, heading.position)
            for complaint in complaints:
                message = f"{at}“{heading.words}”：{complaint.message}"
                self._tell(complaint.code, line, message, complaint.hint)
            if cell is not None:
                values[heading.place], sources[heading.place] = cell, sheet.source(self.file, line, heading.position)
            elif complaints:
                self._leave(sheet, index, heading.position, complaints[0].message)
        self._leave_unknown(sheet, index)
        self._parts_above_whole(sheet, line, values)
        return CollectedRow(values, sources)

    def _leave_unknown(self, sheet: _Table, index: int) -> None:
        """What stands in columns that were not read."""
        known = {heading.position for heading in sheet.head.headings} | {sheet.head.number}
        for position, cell in enumerate(sheet.grid.rows[index]):
            if cell is not None and position not in known:
                reason = sheet.reasons.get(position, "这一列的表头不认识")
                self._leave(sheet, index, position, reason)

    def _parts_above_whole(self, sheet: _Table, line: int, values: dict[str, Cell]) -> None:
        for heading in sheet.head.headings:
            if not heading.column.within:
                continue
            part = values.get(heading.place)
            whole = values.get(heading.place.replace(heading.column.id, heading.column.within, 1))
            if isinstance(part, Decimal) and isinstance(whole, Decimal) and part > whole:
                at = sheet.address(line, heading.position)
                label = self.table.by_id[heading.column.within].label
                message = f"{at}“{heading.words}”：{show_number(part)} 多于{label}的 {show_number(whole)}。"
                self._tell("enterprises.cell", line, message, "请与企业核对。")

    def _about_head(self, sheet: _Table) -> None:
        """Complaints about headings: of those that are read; the others matter where something stands below them."""
        read = {heading.position for heading in sheet.head.headings}
        for complaint in sheet.head.complaints:
            if complaint.position in read or complaint.code != "enterprises.heading":
                message = f"{sheet.shown}{complaint.message}"
                self._tell(complaint.code, sheet.line(complaint.line), message, complaint.hint)

    def _about_sheet(self, sheet: _Table) -> None:
        width = max(map(len, sheet.grid.rows))
        if width > _WIDE:
            message = f"{sheet.shown}有 {width} 列，只读取了认识的 {len(sheet.head.headings)} 列。"
            self._tell("collect.unplaced", 0, message, "请核对是不是企业的表。")
        lines = [line for line in sheet.grid.lines if line in sheet.grid.hidden_lines]
        columns = sorted(one.position for one in sheet.head.headings if one.position in sheet.grid.hidden_columns)
        hidden = [f"第 {line} 行" for line in lines] + [f"{letters(position)}列" for position in columns]
        if hidden:
            message = f"{sheet.shown}{'、'.join(hidden[:10])}{'等' * (len(hidden) > 10)}是隐藏的，已照样读取。"
            self._tell("collect.remark", 0, message, "请核对隐藏的内容是否还要。")
        for line, position in sheet.grid.uncalculated:
            if position == sheet.name_at(self.table.name):
                continue  # then the line has no name, and that is told; docgen's own blank repeats the name so
            self.unplaced.append(self._unplaced(sheet, line, position, "公式", "公式没有算好的值"))
            message = f"{sheet.address(line, position)}：这一格是公式，文件里没有算好的值。"
            self._tell("enterprises.cell", line, message, "请用 Excel 打开并保存，或直接填数。")

    def _other_sheet(self, grid: Grid) -> None:
        figures = sum(_is_figure(cell) for cell in itertools.chain.from_iterable(grid.rows))
        if figures:
            reason = f"这一页没有读取，里面有 {figures} 个数字"
            self.unplaced.append(Unplaced(self.file, grid.sheet, "", "", reason))

    def _leave_lines(self, sheet: _Table, indices: Iterator[int] | Sequence[int], reason: str) -> None:
        for index in indices:
            for position, cell in enumerate(sheet.grid.rows[index]):
                if cell is not None:
                    self._leave(sheet, index, position, reason)

    def _leave(self, sheet: _Table, index: int, position: int, reason: str) -> None:
        text = show_raw(_at(sheet.grid.rows[index], position))
        self.unplaced.append(self._unplaced(sheet, sheet.line(index), position, text, reason))

    def _unplaced(self, sheet: _Table, line: int, position: int, text: str, reason: str) -> Unplaced:
        return Unplaced(self.file, sheet.grid.sheet, f"{letters(position)}{line}", text, reason.rstrip("。"))

    def _say_what_is_missing(self, grids: Sequence[Grid], sheets: Sequence[_Table]) -> None:
        name = self.table.by_id[self.table.name].label
        if not sheets:
            is_filled = any(grid.rows for grid in grids)
            message = f"找不到“{name}”这一列，没有读取。" if is_filled else "文件里什么也没有填。"
            self._tell("collect.no-enterprise", 0, message, f"请在表头写上“{name}”，或用 docgen 的空白表重填。")
        elif not self.rows and not any(problem.code == "collect.no-enterprise" for problem in self.problems):
            message = f"{sheets[0].shown}表头之下没有一家企业。"
            line = sheets[0].line(sheets[0].head.last)
            self._tell("collect.no-enterprise", line, message, "请与企业核对是否发错了文件。")

    def _say_what_is_unplaced(self) -> None:
        count = len(self.unplaced)
        if not count:
            return
        first = self.unplaced[0]
        place = "!".join(part for part in (first.sheet, first.cell) if part)
        text = f"“{first.text[:20]}”" if first.text else ""
        message = f"有 {count} 处没有放进企业表，第一处是 {place}{text}：{first.reason}。"
        self._tell("collect.unplaced", 0, message, "没有放进的都列在结果的“未读取的内容”里，请逐处核对。")
        if count > _LISTED:
            rest = Unplaced(self.file, "", "", "", f"这个文件还有 {count - _LISTED} 处没有读取")
            self.unplaced[_LISTED:] = [rest]

    def _tell(self, code: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self.file, line), message, hint))


@dataclass(frozen=True)
class _Table:
    """A sheet and its heading lines."""

    grid: Grid
    head: Head

    @property
    def shown(self) -> str:
        return f"{self.grid.sheet}：" if self.grid.sheet else ""

    @property
    def reasons(self) -> dict[int, str]:
        """Why a column is not read, by position."""
        return {complaint.position: complaint.message for complaint in self.head.complaints}

    def name_at(self, name: str) -> int:
        return next(heading.position for heading in self.head.headings if heading.column.id == name)

    def line(self, index: int) -> int:
        return self.grid.lines[index]

    def address(self, line: int, position: int) -> str:
        return self.source("", line, position).place

    def source(self, file: str, line: int, position: int) -> Source:
        return Source(file, self.grid.sheet, f"{letters(position)}{line}")

    def is_upright(self, wanted: Wanted, name: str) -> bool:
        """Whether the headings stand below one another: then what stands below the name are other headings."""
        below = [_at(row, self.name_at(name)) for row in self.grid.rows[self.head.last + 1 :]]
        return sum(wanted.is_heading(cell) for cell in below if isinstance(cell, str)) > 1


def _at(row: Sequence[Raw], position: int | None) -> Raw:
    return row[position] if position is not None and position < len(row) else None


def _is_words(cell: Raw) -> bool:
    return isinstance(cell, str) and parse_number(cell) is None


def _is_figure(cell: Raw) -> bool:
    if isinstance(cell, str):
        return parse_number(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)
