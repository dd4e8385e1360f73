"""Reader of one file returned by an enterprise: every cell becomes a value or is listed as unplaced with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.collected_rows import CollectedRow, Unplaced, ValueSource
from docgen.project.register.enterprise_index import EnterpriseIndex
from docgen.project.register.merged_rows import format_cells_apart, format_heading
from docgen.project.register.sheet_tables import (
    SheetTable,
    describe_left_out,
    describe_missing_name,
    find_line_per_year,
    find_tables,
)
from docgen.project.spreadsheets.cell_values import CellValue, convert_cells, format_raw_value, is_number
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import format_column_letters
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.values import format_number

_TITLE = re.compile(r"(附件|表)[\s\d一二三]*[:：]?\Z|(\D*\d{4}年?度?)?\D*表\s*(（[^（）]*）)?\Z")
"""A title says what the table is and has no figure but a year."""

_WIDE_COLUMNS = 200
"""表1 and its further columns are far fewer: a wider sheet is probably another table."""

_LISTED_DIFFERENCES = 3
"""The number of differing values of two sheets that a message names."""

_LISTED_CELLS = 50
"""The number of unplaced cells of a file that are listed; the others are only counted."""


@dataclass
class ReturnedFileReader:
    """Reader of the sheets of one file; the results are ``rows``, ``unplaced``, ``places`` and ``problems``.

    ``places`` are the places of the columns found; ``nameless`` are lines without a name, to be assigned at
    the end; ``left_out`` are lines that are no enterprises.
    """

    file: str
    table: EnterpriseTable
    wanted: WantedColumns
    rows: list[CollectedRow] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    nameless: list[tuple[SheetTable, int]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    left_out: list[Unplaced] = field(default_factory=list)

    def read(self, grids: Sequence[SheetGrid]) -> None:
        """Read the tables of enterprises in all sheets; other sheets with figures are listed as unplaced."""
        found = find_tables(grids, self.table, self.wanted)
        for sheet in found.tables:
            self._read_table(sheet)
        self._assign_nameless()
        self.unplaced += [Unplaced(self.file, one.sheet, "", "", one.reason) for one in found.unread]
        for remark in found.remarks:
            self._report("collect.remark", 0, f"{remark}。", "请核对是否应该计入。")
        self._report_missing(grids, found.tables)
        self._report_unplaced()
        self.unplaced += self.left_out

    def _read_table(self, sheet: SheetTable) -> None:
        by_year = find_line_per_year(sheet)
        if by_year:
            code, line, message, hint = by_year
            self._report(code, line, f"{sheet.prefix}{message}", hint)
            self.left_out.append(Unplaced(self.file, sheet.grid.sheet, "", "", message.rstrip("。")))
            return
        self._record_lines(sheet, self._find_unknown_lines_above(sheet), "在表头之上")
        self._report_header_issues(sheet)
        self.places |= {heading.place for heading in sheet.head.headings}
        before = len(self.rows)
        self.rows += [self._read_enterprise(sheet, index, CollectedRow({}, {})) for index in sheet.rows.enterprises]
        self.nameless += [(sheet, index) for index in sheet.rows.nameless]
        self._join_rows(before)
        self._record_left_out(sheet)
        for one in sheet.unused:
            cell = f"{format_column_letters(one.position)}{one.line}"
            self.unplaced.append(Unplaced(self.file, sheet.grid.sheet, cell, one.text, "旁边没有认识的栏目"))
        self._check_sheet(sheet)

    def _record_left_out(self, sheet: SheetTable) -> None:
        """List the lines that are no enterprises; they are told together, apart from what was not understood."""
        for one in sheet.rows.left_out:
            text = " ".join(format_raw_value(cell) for cell in sheet.grid.rows[one.index] if format_raw_value(cell))
            cell = sheet.format_address(one.index, one.position)
            self.left_out.append(Unplaced(self.file, sheet.grid.sheet, cell, text, f"{one.reason}，没有当作企业"))
        for code, line, message, hint in describe_left_out(sheet):
            self._report(code, line, f"{sheet.prefix}{message}", hint)

    def _join_rows(self, before: int) -> None:
        """Join the rows of one enterprise from several sheets; where values differ the first one counts and is told."""
        known = EnterpriseIndex(self.table)
        for number, row in enumerate(self.rows[:before]):
            known.add(row, number)
        rows, self.rows = self.rows, self.rows[:before]
        for row in rows[before:]:
            at = known.find(row)
            if at is None:
                self.rows.append(row)
                continue
            first = self.rows[at]
            self._report_differences(first, row)
            values, blanks = {**row.values, **first.values}, {**row.blanks, **first.blanks}
            blanks = {place: source for place, source in blanks.items() if place not in values}
            unread = (first.unread | row.unread) - values.keys()
            self.rows[at] = CollectedRow(values, {**row.sources, **first.sources}, blanks, unread)

    def _report_differences(self, first: CollectedRow, again: CollectedRow) -> None:
        kinds = {column.id: column.kind for column in self.table.columns}
        places = [
            place
            for place, cell in again.values.items()
            if first.values.get(place, cell) != cell and kinds[place.partition(".")[0]] != "text"
        ]
        if places:
            shown = "；".join(self._format_difference(first, again, place) for place in places[:_LISTED_DIFFERENCES])
            more = f"等 {len(places)} 处" if len(places) > _LISTED_DIFFERENCES else ""
            message = f"企业“{first.values[self.table.name]}”在两页里的数据不同：{shown}{more}。用了前一页的。"
            self._report("collect.differs", 0, message, "请与企业核对，只留正确的，再收一次。")

    def _format_difference(self, first: CollectedRow, again: CollectedRow, place: str) -> str:
        cells = format_cells_apart(first.values[place], again.values[place])
        both = zip((first, again), cells, strict=True)
        return format_heading(place, self.table) + "、".join(
            f"{row.sources[place].place} 是 {cell}" for row, cell in both
        )

    def _find_unknown_lines_above(self, sheet: SheetTable) -> Iterator[int]:
        """Yield the lines above the headings that are neither the title of the table nor one of its head lines."""
        official = (self.table.title, *(re.split("[:：]", words)[0] for words in self.table.head))
        for index in range(0 if sheet.origins else sheet.head.first):
            text = "".join(format_raw_value(cell) for cell in sheet.grid.rows[index])
            is_title = any(words in text for words in official) or _TITLE.match(text)
            if not is_title and index not in sheet.head.used:
                yield index

    def _assign_nameless(self) -> None:
        """Assign each line without a name to the enterprise of the file, where there is one only, on another sheet."""
        for sheet, index in self.nameless:
            line, name = sheet.grid.lines[index], self.table.name
            only = self.rows[0] if len(self.rows) == 1 else None
            if only is not None and only.sources[name].sheet != sheet.grid.sheet:
                named = CollectedRow({name: only.values[name]}, {name: only.sources[name]})
                self.rows.append(self._read_enterprise(sheet, index, named))
                self._join_rows(1)
                continue
            self._record_lines(sheet, [index], "这一行没有企业名称")
            if any(is_number(cell) for at, cell in enumerate(sheet.grid.rows[index]) if at != sheet.head.number):
                self._report("collect.no-name", line, f"{sheet.prefix}第 {line} 行没有企业名称，没有读取。", "请补上。")

    def _read_enterprise(self, sheet: SheetTable, index: int, named: CollectedRow) -> CollectedRow:
        values, sources = dict(named.values), dict(named.sources)
        blanks: dict[str, ValueSource] = {}
        unread: set[str] = set()
        for heading in sheet.head.headings:
            raw = sheet.get_cell(index, heading.position)
            line, _ = origin = sheet.locate(index, heading.position)
            source = self._build_source(sheet, index, heading.position)
            if not format_raw_value(raw):
                if origin in sheet.uncalculated:
                    unread.add(heading.place)
                else:
                    blanks[heading.place] = source
                continue
            (cell,), issues = convert_cells((raw,), heading.column, heading.unit)
            for issue in issues:
                message = f"{source.place}“{heading.words}”：{issue.message}"
                self._report(issue.code, line, message, issue.hint)
            if cell is not None:
                values[heading.place], sources[heading.place] = cell, source
            elif issues:
                unread.add(heading.place)
                self._record_cell(sheet, index, heading.position, issues[0].message)
        self._record_unknown_columns(sheet, index)
        self._check_parts(sheet, index, values)
        # A line with nothing but a name was not filled in: it is no correction of anything.
        is_filled = any(place not in (self.table.name, self.table.code) for place in values)
        return CollectedRow(values, sources, blanks if is_filled else {}, frozenset(unread))

    def _build_source(self, sheet: SheetTable, index: int, position: int) -> ValueSource:
        return ValueSource(self.file, sheet.grid.sheet, sheet.format_address(index, position))

    def _record_unknown_columns(self, sheet: SheetTable, index: int) -> None:
        """Record the cells of columns that were not read."""
        known = {heading.position for heading in sheet.head.headings} | {sheet.head.number}
        for position, cell in enumerate(sheet.grid.rows[index]):
            if cell is not None and position not in known:
                reason = sheet.head.unread.get(position, "这一列的表头不认识")
                self._record_cell(sheet, index, position, reason)

    def _check_parts(self, sheet: SheetTable, index: int, values: dict[str, CellValue]) -> None:
        for heading in sheet.head.headings:
            if not heading.column.within:
                continue
            part = values.get(heading.place)
            whole = values.get(heading.place.replace(heading.column.id, heading.column.within, 1))
            if isinstance(part, Decimal) and isinstance(whole, Decimal) and part > whole:
                at = self._build_source(sheet, index, heading.position).place
                line, _ = sheet.locate(index, heading.position)
                label = self.table.by_id[heading.column.within].label
                message = f"{at}“{heading.words}”：{format_number(part)} 多于{label}的 {format_number(whole)}。"
                self._report("enterprises.cell", line, message, "请与企业核对。")

    def _report_header_issues(self, sheet: SheetTable) -> None:
        """Report the issues of columns that were read; cells below the other columns are recorded as unplaced."""
        for issue in sheet.head.issues:
            if issue.position not in sheet.head.unread or issue.code != "enterprises.heading":
                message = f"{sheet.prefix}{issue.message}"
                self._report(issue.code, sheet.grid.lines[issue.line], message, issue.hint)

    def _check_sheet(self, sheet: SheetTable) -> None:
        width = max(map(len, sheet.grid.rows))
        if width > _WIDE_COLUMNS:
            message = f"{sheet.prefix}有 {width} 列，只读取了认识的 {len(sheet.head.headings)} 列。"
            self._report("collect.unplaced", 0, message, "请核对是不是企业的表。")
        hidden = sheet.describe_hidden()
        if hidden:
            message = f"{sheet.prefix}{hidden}是隐藏的，已照样读取。"
            self._report("collect.remark", 0, message, "请核对隐藏的内容是否还要。")
        for line, position in sheet.grid.uncalculated:
            if not sheet.origins and position == sheet.name_position:
                continue  # reported as a line without a name; docgen's own blank repeats the name by such a formula
            source = ValueSource(self.file, sheet.grid.sheet, f"{format_column_letters(position)}{line}")
            self.unplaced.append(Unplaced(*source, "公式", "公式没有算好的值"))
            message = f"{source.place}：这一格是公式，文件里没有算好的值。"
            self._report("enterprises.cell", line, message, "请用 Excel 打开并保存，或直接填数。")

    def _record_lines(self, sheet: SheetTable, indices: Iterator[int] | Sequence[int], reason: str) -> None:
        for index in indices:
            for position, cell in enumerate(sheet.grid.rows[index]):
                if cell is not None:
                    self._record_cell(sheet, index, position, reason)

    def _record_cell(self, sheet: SheetTable, index: int, position: int, reason: str) -> None:
        text = format_raw_value(sheet.get_cell(index, position))
        source = self._build_source(sheet, index, position)
        self.unplaced.append(Unplaced(*source, text, reason.rstrip("。")))

    def _report_missing(self, grids: Sequence[SheetGrid], sheets: Sequence[SheetTable]) -> None:
        name = self.table.by_id[self.table.name].label
        if not sheets:
            is_filled = any(grid.rows for grid in grids)
            missing = f"{describe_missing_name(grids, self.wanted)}，没有读取。"
            message = missing if is_filled else "文件里什么也没有填。"
            self._report("collect.no-enterprise", 0, message, f"请在表头写上“{name}”，或用 docgen 的空白表重填。")
        elif not self.rows and not any(
            one.code in ("collect.no-enterprise", "enterprises.shape") for one in self.problems
        ):
            message = f"{sheets[0].prefix}表头之下没有一家企业。"
            line = sheets[0].grid.lines[sheets[0].head.last]
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
