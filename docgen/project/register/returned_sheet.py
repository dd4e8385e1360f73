"""Reader of one file returned by an enterprise: every cell becomes a value or is listed as unplaced with a reason."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.collected_rows import CollectedRow, Unplaced, ValueSource
from docgen.project.register.register import is_note, is_sum_of_above, is_total, normalize_name
from docgen.project.spreadsheets.cell_values import CellValue, RawValue, convert_cells, format_raw_value
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import TableHeader, find_header, format_column_letters
from docgen.project.spreadsheets.merged_cells import spread_merged_values
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.values import format_number, parse_number

_TITLE = re.compile(r"(附件|表)[\s\d一二三]*[:：]?\Z|\D*(\d{4}年?度?)?\D*表\s*(（[^（）]*）)?\Z")
"""A title says what the table is and has no figure but a year."""

_WIDE_COLUMNS = 200
"""表1 and its further columns are far fewer: a wider sheet is probably another table."""

_LISTED_CELLS = 50
"""The number of unplaced cells of a file that are listed; the others are only counted."""


@dataclass
class ReturnedFileReader:
    """Reader of the sheets of one file; the results are ``rows``, ``unplaced``, ``places`` and ``problems``.

    ``places`` are the places of the columns found; ``nameless`` are lines without a name, to be assigned at the end.
    """

    file: str
    table: EnterpriseTable
    wanted: WantedColumns
    rows: list[CollectedRow] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    nameless: list[tuple[_SheetTable, int]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def read(self, grids: Sequence[SheetGrid]) -> None:
        """Read the sheet with the most known columns and the sheets with further columns of the same enterprises.

        Other sheets with figures are listed as unplaced.
        """
        heads = [find_header(grid.rows, self.wanted) for grid in grids]
        grids = [
            spread_merged_values(grid, head, self.table.name) if head else grid
            for grid, head in zip(grids, heads, strict=True)
        ]
        found = [_SheetTable(grid, head) for grid, head in zip(grids, heads, strict=True) if head is not None]
        chosen = self._select_sheets(found)
        for sheet in chosen:
            self._read_table(sheet)
        self._assign_nameless()
        for grid in grids:
            if not any(grid is sheet.grid for sheet in chosen):
                self._record_other_sheet(grid)
        self._report_missing(grids, chosen)
        self._report_unplaced()

    def _select_sheets(self, found: Sequence[_SheetTable]) -> list[_SheetTable]:
        """Select the sheet with the most known columns, and those that share only the name with it, in order."""
        chosen: list[_SheetTable] = []
        places: set[str] = set()
        for sheet in sorted(found, key=lambda sheet: -len(sheet.head.headings)):
            own = {heading.place for heading in sheet.head.headings} - {self.table.name}
            if not chosen or (own and not own & places):
                chosen.append(sheet)
                places |= own
        return [sheet for sheet in found if any(sheet is one for one in chosen)]

    def _read_table(self, sheet: _SheetTable) -> None:
        if sheet.is_transposed(self.wanted, self.table.name):
            message = f"{sheet.prefix}像是竖排的表（栏目写在行首），没有读取。"
            self._report(
                "collect.no-enterprise", sheet.get_line(sheet.head.last), message, "请改成一行一家，栏目写在表头。"
            )
            self._record_lines(sheet, range(len(sheet.grid.rows)), "竖排的表没有读取")
            return
        self._record_lines(sheet, self._find_unknown_lines_above(sheet), "在表头之上")
        self._report_header_issues(sheet)
        self.places |= {heading.place for heading in sheet.head.headings}
        before = len(self.rows)
        for index in range(sheet.head.last + 1, len(sheet.grid.rows)):
            self._read_line(sheet, index)
        self._remove_total_line(sheet, self.rows[before:])
        self._join_rows(before)
        self._check_sheet(sheet)

    def _remove_total_line(self, sheet: _SheetTable, rows: Sequence[CollectedRow]) -> None:
        """Remove a last line whose figures are the sums of those above, whatever its name."""
        places = dict.fromkeys(place for row in rows for place in row.values)
        columns = [[row.values.get(place) for row in rows] for place in places]
        if rows and is_sum_of_above(columns, len(rows) - 1):
            last = self.rows.pop()
            cell = last.sources[self.table.name].cell
            reason = "这一行的数字是上面各行的合计，没有当作企业"
            self.unplaced.append(Unplaced(self.file, sheet.grid.sheet, cell, str(last.values[self.table.name]), reason))

    def _join_rows(self, before: int) -> None:
        """Join the rows of one enterprise from several sheets where no value differs."""
        known = {normalize_name(str(row.values[self.table.name])): at for at, row in enumerate(self.rows[:before])}
        rows, self.rows = self.rows, self.rows[:before]
        for row in rows[before:]:
            at = known.get(normalize_name(str(row.values[self.table.name])))
            first = self.rows[at] if at is not None else row
            if at is None or any(first.values.get(place, cell) != cell for place, cell in row.values.items()):
                self.rows.append(row)
            else:
                values, blanks = {**row.values, **first.values}, {**row.blanks, **first.blanks}
                blanks = {place: source for place, source in blanks.items() if place not in values}
                self.rows[at] = CollectedRow(values, {**row.sources, **first.sources}, blanks)

    def _find_unknown_lines_above(self, sheet: _SheetTable) -> Iterator[int]:
        """Yield the lines above the headings that are neither the title of the table nor one of its head lines."""
        official = (self.table.title, *(re.split("[:：]", words)[0] for words in self.table.head))
        for index in range(sheet.head.first):
            text = "".join(format_raw_value(cell) for cell in sheet.grid.rows[index])
            is_title = any(words in text for words in official) or _TITLE.match(text)
            if not is_title and index not in sheet.head.used:
                yield index

    def _read_line(self, sheet: _SheetTable, index: int) -> None:
        row = sheet.grid.rows[index]
        name, number = _get_cell(row, sheet.find_name_position(self.table.name)), _get_cell(row, sheet.head.number)
        filled = {at for at, cell in enumerate(row) if format_raw_value(cell)} - {sheet.head.number}
        if is_total([name, number]) or self._is_hint_line(sheet, row) or (not filled and not _is_text(number)):
            return
        (cell,), _odd = convert_cells((name,), self.table.by_id[self.table.name])
        if is_note(cell) if isinstance(cell, str) else _is_text(number):
            self._record_lines(sheet, [index], "这一行不是企业")
        elif not isinstance(cell, str):
            self.nameless.append((sheet, index))
        else:
            self.rows.append(self._read_enterprise(sheet, index, CollectedRow({}, {})))

    def _assign_nameless(self) -> None:
        """Assign each line without a name to the enterprise of the file, where there is one only, on another sheet."""
        for sheet, index in self.nameless:
            line, name = sheet.get_line(index), self.table.name
            only = self.rows[0] if len(self.rows) == 1 else None
            if only is not None and only.sources[name].sheet != sheet.grid.sheet:
                named = CollectedRow({name: only.values[name]}, {name: only.sources[name]})
                self.rows.append(self._read_enterprise(sheet, index, named))
                self._join_rows(1)
                continue
            self._record_lines(sheet, [index], "这一行没有企业名称")
            if any(_is_number(cell) for at, cell in enumerate(sheet.grid.rows[index]) if at != sheet.head.number):
                self._report("collect.no-name", line, f"{sheet.prefix}第 {line} 行没有企业名称，没有读取。", "请补上。")

    def _is_hint_line(self, sheet: _SheetTable, row: Sequence[RawValue]) -> bool:
        """Return whether the line holds only the hints of the blank table."""
        filled = [heading for heading in sheet.head.headings if _get_cell(row, heading.position) is not None]
        hints = [
            heading for heading in filled if format_raw_value(_get_cell(row, heading.position)) == heading.column.hint
        ]
        return len(hints) > 1 or (bool(hints) and len(filled) == 1)

    def _read_enterprise(self, sheet: _SheetTable, index: int, named: CollectedRow) -> CollectedRow:
        row, line = sheet.grid.rows[index], sheet.get_line(index)
        values, sources = dict(named.values), dict(named.sources)
        blanks: dict[str, ValueSource] = {}
        for heading in sheet.head.headings:
            raw = _get_cell(row, heading.position)
            if not format_raw_value(raw):
                if (line, heading.position) not in sheet.uncalculated:
                    blanks[heading.place] = sheet.build_source(self.file, line, heading.position)
                continue
            (cell,), issues = convert_cells((raw,), heading.column, heading.unit)
            at = sheet.format_address(line, heading.position)
            for issue in issues:
                message = f"{at}“{heading.words}”：{issue.message}"
                self._report(issue.code, line, message, issue.hint)
            if cell is not None:
                values[heading.place], sources[heading.place] = (
                    cell,
                    sheet.build_source(self.file, line, heading.position),
                )
            elif issues:
                self._record_cell(sheet, index, heading.position, issues[0].message)
        self._record_unknown_columns(sheet, index)
        self._check_parts(sheet, line, values)
        # A line with nothing but a name was not filled in: it is no correction of anything.
        is_filled = any(place not in (self.table.name, self.table.code) for place in values)
        return CollectedRow(values, sources, blanks if is_filled else {})

    def _record_unknown_columns(self, sheet: _SheetTable, index: int) -> None:
        """Record the cells of columns that were not read."""
        known = {heading.position for heading in sheet.head.headings} | {sheet.head.number}
        for position, cell in enumerate(sheet.grid.rows[index]):
            if cell is not None and position not in known:
                reason = sheet.head.unread.get(position, "这一列的表头不认识")
                self._record_cell(sheet, index, position, reason)

    def _check_parts(self, sheet: _SheetTable, line: int, values: dict[str, CellValue]) -> None:
        for heading in sheet.head.headings:
            if not heading.column.within:
                continue
            part = values.get(heading.place)
            whole = values.get(heading.place.replace(heading.column.id, heading.column.within, 1))
            if isinstance(part, Decimal) and isinstance(whole, Decimal) and part > whole:
                at = sheet.format_address(line, heading.position)
                label = self.table.by_id[heading.column.within].label
                message = f"{at}“{heading.words}”：{format_number(part)} 多于{label}的 {format_number(whole)}。"
                self._report("enterprises.cell", line, message, "请与企业核对。")

    def _report_header_issues(self, sheet: _SheetTable) -> None:
        """Report the issues of columns that were read; cells below the other columns are recorded as unplaced."""
        for issue in sheet.head.issues:
            if issue.position not in sheet.head.unread or issue.code != "enterprises.heading":
                message = f"{sheet.prefix}{issue.message}"
                self._report(issue.code, sheet.get_line(issue.line), message, issue.hint)

    def _check_sheet(self, sheet: _SheetTable) -> None:
        width = max(map(len, sheet.grid.rows))
        if width > _WIDE_COLUMNS:
            message = f"{sheet.prefix}有 {width} 列，只读取了认识的 {len(sheet.head.headings)} 列。"
            self._report("collect.unplaced", 0, message, "请核对是不是企业的表。")
        lines = [line for line in sheet.grid.lines if line in sheet.grid.hidden_lines]
        columns = sorted(one.position for one in sheet.head.headings if one.position in sheet.grid.hidden_columns)
        hidden = [f"第 {line} 行" for line in lines] + [f"{format_column_letters(position)}列" for position in columns]
        if hidden:
            message = f"{sheet.prefix}{'、'.join(hidden[:10])}{'等' * (len(hidden) > 10)}是隐藏的，已照样读取。"
            self._report("collect.remark", 0, message, "请核对隐藏的内容是否还要。")
        for line, position in sheet.grid.uncalculated:
            if position == sheet.find_name_position(self.table.name):
                continue  # reported as a line without a name; docgen's own blank repeats the name by such a formula
            self.unplaced.append(self._build_unplaced(sheet, line, position, "公式", "公式没有算好的值"))
            message = f"{sheet.format_address(line, position)}：这一格是公式，文件里没有算好的值。"
            self._report("enterprises.cell", line, message, "请用 Excel 打开并保存，或直接填数。")

    def _record_other_sheet(self, grid: SheetGrid) -> None:
        figures = sum(_is_number(cell) for cell in itertools.chain.from_iterable(grid.rows))
        if figures:
            reason = f"这一页没有读取，里面有 {figures} 个数字"
            self.unplaced.append(Unplaced(self.file, grid.sheet, "", "", reason))

    def _record_lines(self, sheet: _SheetTable, indices: Iterator[int] | Sequence[int], reason: str) -> None:
        for index in indices:
            for position, cell in enumerate(sheet.grid.rows[index]):
                if cell is not None:
                    self._record_cell(sheet, index, position, reason)

    def _record_cell(self, sheet: _SheetTable, index: int, position: int, reason: str) -> None:
        text = format_raw_value(_get_cell(sheet.grid.rows[index], position))
        self.unplaced.append(self._build_unplaced(sheet, sheet.get_line(index), position, text, reason))

    def _build_unplaced(self, sheet: _SheetTable, line: int, position: int, text: str, reason: str) -> Unplaced:
        return Unplaced(
            self.file, sheet.grid.sheet, f"{format_column_letters(position)}{line}", text, reason.rstrip("。")
        )

    def _report_missing(self, grids: Sequence[SheetGrid], sheets: Sequence[_SheetTable]) -> None:
        name = self.table.by_id[self.table.name].label
        if not sheets:
            is_filled = any(grid.rows for grid in grids)
            message = f"找不到“{name}”这一列，没有读取。" if is_filled else "文件里什么也没有填。"
            self._report("collect.no-enterprise", 0, message, f"请在表头写上“{name}”，或用 docgen 的空白表重填。")
        elif not self.rows and not any(problem.code == "collect.no-enterprise" for problem in self.problems):
            message = f"{sheets[0].prefix}表头之下没有一家企业。"
            line = sheets[0].get_line(sheets[0].head.last)
            self._report("collect.no-enterprise", line, message, "请与企业核对是否发错了文件。")

    def _report_unplaced(self) -> None:
        count = len(self.unplaced)
        if not count:
            return
        first = self.unplaced[0]
        place = "!".join(part for part in (first.sheet, first.cell) if part)
        text = f"“{first.text[:20]}”" if first.text else ""
        message = f"有 {count} 处没有放进企业表，第一处是 {place}{text}：{first.reason}。"
        self._report("collect.unplaced", 0, message, "没有放进的都列在结果的“未读取的内容”里，请逐处核对。")
        if count > _LISTED_CELLS:
            rest = Unplaced(self.file, "", "", "", f"这个文件还有 {count - _LISTED_CELLS} 处没有读取")
            self.unplaced[_LISTED_CELLS:] = [rest]

    def _report(self, code: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self.file, line), message, hint))


@dataclass(frozen=True)
class _SheetTable:
    """A sheet with its heading lines."""

    grid: SheetGrid
    head: TableHeader

    @property
    def prefix(self) -> str:
        return f"{self.grid.sheet}：" if self.grid.sheet else ""

    @cached_property
    def uncalculated(self) -> frozenset[tuple[int, int]]:
        """The cells (line, position) with a formula whose value is not known: neither filled in nor blank."""
        return frozenset(self.grid.uncalculated)

    def find_name_position(self, name: str) -> int:
        return next(heading.position for heading in self.head.headings if heading.column.id == name)

    def get_line(self, index: int) -> int:
        return self.grid.lines[index]

    def format_address(self, line: int, position: int) -> str:
        return self.build_source("", line, position).place

    def build_source(self, file: str, line: int, position: int) -> ValueSource:
        return ValueSource(file, self.grid.sheet, f"{format_column_letters(position)}{line}")

    def is_transposed(self, wanted: WantedColumns, name: str) -> bool:
        """Return whether the headings stand below one another: then the cells below the name are headings too."""
        below = [_get_cell(row, self.find_name_position(name)) for row in self.grid.rows[self.head.last + 1 :]]
        return sum(wanted.is_heading(cell) for cell in below if isinstance(cell, str)) > 1


def _get_cell(row: Sequence[RawValue], position: int | None) -> RawValue:
    return row[position] if position is not None and position < len(row) else None


def _is_text(cell: RawValue) -> bool:
    return isinstance(cell, str) and parse_number(cell) is None


def _is_number(cell: RawValue) -> bool:
    if isinstance(cell, str):
        return parse_number(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)
