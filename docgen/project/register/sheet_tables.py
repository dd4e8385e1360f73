"""The tables of enterprises in the sheets of a workbook: which are read, in what order, and what the others hold."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.collected_rows import ABOUT_REGISTER, REGISTER
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.row_selection import SelectedRows, select_rows
from docgen.project.register.row_words import is_company_name
from docgen.project.register.vertical_sheet import UnusedCell, turn_vertical_sheet
from docgen.project.spreadsheets.cell_values import RawValue, format_raw_value, is_number
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.heading_words import normalize_words
from docgen.project.spreadsheets.headings import TableHeader, find_header, format_column_letters
from docgen.project.spreadsheets.merged_cells import spread_merged_values
from docgen.project.spreadsheets.sheet_grid import SheetGrid

_LONGEST_HEADING = 20
_LISTED_LINES = 10
"""The number of lines left out that a message names."""

_SEARCHED_LINES = 60
_LEAST_LIKENESS = 0.55
"""The least similarity of a cell to a heading of names that is named as the nearest one."""

_DRAFTS = re.compile(
    r"作废|删除|退出|注销|清退|剔除|旧|历史|备份|草稿|底稿|示例|样表|样例|模板|范例|参考|副本|对标|县外|区外|上游|说明"
)
"""Sheets of such names are no part of the table, whatever is in them."""

_LINES_PER_YEAR = 1.5
"""The least lines an enterprise has, on average, in a table with a line for each year: one twice is an oversight."""

_YEAR = re.compile(r"(19|20)\d\d\s*年?度?(\.0)?\Z")
_MOST_REPEATED = 0.2
"""The largest share of lines with a name that occurred before: a list of patents has one enterprise many times."""


@dataclass(frozen=True)
class SheetTable:
    """A table of a sheet: its lines, its headings, the lines that are enterprises.

    ``origins`` has for a sheet with its headings below one another the true place (line, position) of each cell by
    index and position; empty where the cells stand where they are read.
    """

    grid: SheetGrid
    head: TableHeader
    rows: SelectedRows
    name: str
    origins: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    unused: tuple[UnusedCell, ...] = ()

    @property
    def prefix(self) -> str:
        """The name of the sheet as messages begin with it."""
        return f"{self.grid.sheet}：" if self.grid.sheet else ""

    @cached_property
    def positions(self) -> dict[str, int]:
        """The positions of the columns, by place."""
        return {heading.place: heading.position for heading in self.head.headings}

    @property
    def name_position(self) -> int:
        """The position of the column of names."""
        return self.positions[self.name]

    @property
    def own_places(self) -> set[str]:
        """The places of the other columns."""
        return self.positions.keys() - {self.name}

    @property
    def own_columns(self) -> set[str]:
        """The ids of the other columns, without their years."""
        return {heading.column.id for heading in self.head.headings} - {self.name}

    @cached_property
    def names(self) -> list[str]:
        """The normalized names of the enterprises."""
        return [normalize_name(format_raw_value(self.get_cell(at, self.name_position))) for at in self.rows.enterprises]

    def get_cell(self, index: int, position: int) -> RawValue:
        """Return a cell by the index of its line; None beyond the end of the line."""
        row = self.grid.rows[index]
        return row[position] if 0 <= position < len(row) else None

    def locate(self, index: int, position: int) -> tuple[int, int]:
        """Return the number of the line and the position of a cell in the file."""
        return self.origins.get((index, position), (self.grid.lines[index], position))

    def format_address(self, index: int, position: int) -> str:
        """Format the address of a cell, such as D6."""
        line, position = self.locate(index, position)
        return f"{format_column_letters(position)}{line}"

    @cached_property
    def uncalculated(self) -> frozenset[tuple[int, int]]:
        """The cells (line, position) of the file with a formula without a value: neither filled in nor blank."""
        return frozenset(self.grid.uncalculated)

    def iterate_uncalculated(self) -> Iterator[tuple[int, int]]:
        """Yield the cells of known columns with a formula without a value: the line and the position of the column."""
        columns = set(self.positions.values())
        by_origin = {origin: position for (_, position), origin in self.origins.items()}
        for line, position in self.grid.uncalculated:
            column = by_origin.get((line, position)) if self.origins else position
            if column in columns and (self.origins or line > self.grid.lines[self.head.last]):
                yield line, column

    def describe_hidden(self) -> str:
        """Describe the hidden lines and columns of enterprises, "" where there are none."""
        lines = [line for line in self.grid.lines if line in self.grid.hidden_lines]
        columns = sorted(one.position for one in self.head.headings if one.position in self.grid.hidden_columns)
        hidden = [f"第 {line} 行" for line in lines] + [f"{format_column_letters(position)}列" for position in columns]
        whole = ["整页"] if self.grid.is_hidden else []
        return "、".join([*whole, *hidden[:10]]) + "等" * (len(hidden) > 10)


@dataclass(frozen=True)
class UnreadSheet:
    """A sheet, or a table of it, that is not read, with what it holds in words."""

    sheet: str
    reason: str


@dataclass(frozen=True)
class WorkbookTables:
    """The tables of a workbook that are read, in order, remarks about how, and the sheets that are not read."""

    tables: tuple[SheetTable, ...]
    remarks: tuple[str, ...]
    unread: tuple[UnreadSheet, ...]


def find_tables(grids: Sequence[SheetGrid], table: EnterpriseTable, wanted: WantedColumns) -> WorkbookTables:
    """Find the tables of the workbook: the main one, those that continue it, those with more columns of its rows."""
    own = ABOUT_REGISTER if any(grid.sheet == REGISTER for grid in grids) else frozenset()
    found: list[SheetTable] = []
    unread: list[UnreadSheet] = []
    for grid in grids:
        if grid.sheet in own:
            continue
        tables = list(_find_sheet_tables(grid, table, wanted))
        found += tables
        if not tables and (figures := _count_figures(grid)):
            unread.append(UnreadSheet(grid.sheet, f"这一页没有读取，里面有 {figures} 个数字{_describe_headless(grid)}"))
    if not found:
        return WorkbookTables((), (), tuple(unread))
    # A sheet whose names are formulas without values has no enterprise of its own, however many columns it has.
    main = max(
        found,
        key=lambda one: (bool(one.rows.enterprises), len(one.own_places), len(one.rows.enterprises), -found.index(one)),
    )
    chooser = _TableChooser(main, [one for one in found if one is not main])
    chooser.choose()
    kept = [one for one in found if any(one is chosen for chosen in chooser.chosen)]
    return WorkbookTables(tuple(kept), tuple(chooser.remarks), (*unread, *chooser.unread))


def _find_sheet_tables(grid: SheetGrid, table: EnterpriseTable, wanted: WantedColumns) -> Iterator[SheetTable]:
    """Yield the tables of a sheet, from top to bottom."""
    turned = turn_vertical_sheet(grid, wanted)
    if turned is not None:
        head = find_header(turned.grid.rows, wanted, grid.sheet, turned.labels)
        if head is not None:
            rows = select_rows(turned.grid.rows, head, table, wanted)
            yield SheetTable(turned.grid, head, rows, wanted.name, turned.origins, turned.unused)
        return
    rest: SheetGrid | None = grid
    while rest is not None:
        head = find_header(rest.rows, wanted, grid.sheet)
        if head is None:
            return
        end = _find_next_table(rest, head, wanted)
        part, rest = (rest, None) if end is None else (_cut_grid(rest, 0, end), _cut_grid(rest, end, len(rest.rows)))
        part = spread_merged_values(part, head, wanted.name)
        yield SheetTable(part, head, select_rows(part.rows, head, table, wanted), wanted.name)


def _find_next_table(grid: SheetGrid, head: TableHeader, wanted: WantedColumns) -> int | None:
    """Return the index where another table with other headings begins below this one; None where none does."""
    position = next(one.position for one in head.headings if one.column.id == wanted.name)
    own = [cell for cell in grid.rows[head.last] if cell is not None]
    first = [cell for cell in grid.rows[head.first] if cell is not None]
    for index in range(head.last + 1, len(grid.rows)):
        row = grid.rows[index]
        cell = row[position] if position < len(row) else None
        if cell.__class__ is not str or len(cell) > _LONGEST_HEADING or not wanted.is_name_heading(cell):
            continue
        words = [cell for cell in row if cell is not None]
        if words in (own, first) or sum(map(wanted.is_heading, words)) < 2:
            continue  # the same headings again on another printed page
        while index - 1 > head.last and len([one for one in grid.rows[index - 1] if one is not None]) == 1:
            index -= 1
        return index
    return None


def _cut_grid(grid: SheetGrid, start: int, end: int) -> SheetGrid:
    lines = grid.lines[start:end]
    uncalculated = tuple(one for one in grid.uncalculated if lines and lines[0] <= one[0] <= lines[-1])
    return replace(grid, lines=lines, rows=grid.rows[start:end], uncalculated=uncalculated)


@dataclass
class _TableChooser:
    """The choice of the tables that are read beside the main one."""

    main: SheetTable
    others: Sequence[SheetTable]
    chosen: list[SheetTable] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unread: list[UnreadSheet] = field(default_factory=list)

    def choose(self) -> None:
        """Look at each other table: it continues the main one, has more columns of its enterprises, or is not read."""
        self.chosen.append(self.main)
        known = set(self.main.names)
        for other in self.others:
            new = [name for name in other.names if name not in known]
            reason = self._explain_refusal(other, new)
            if reason:
                is_empty = not other.own_places and not _count_figures(other.grid)  # instructions, a list of names
                self.unread += [] if is_empty else [UnreadSheet(other.grid.sheet, f"这一页没有读取：{reason}")]
                continue
            self.chosen.append(other)
            known.update(new)
            if new:
                self.remarks.append(f"“{other.grid.sheet}”一页接着读了 {len(new)} 家企业")

    def _explain_refusal(self, other: SheetTable, new: Sequence[str]) -> str:
        """Return what a table holds that is not read, "" where it is read."""
        count = len(other.names)
        lines = f"里面有 {count} 行" if count else "里面"
        if not other.own_places:
            return f"{lines}，除企业名称外没有认识的列"
        if not count:
            return "" if other.rows.nameless else "里面没有一家企业"
        if len(set(other.names)) < count * (1 - _MOST_REPEATED):
            return f"{lines}，同一家企业有好几行，像是清单"
        if not new:
            return ""
        if _DRAFTS.search(other.grid.sheet):
            return f"页名像是不要的内容，里面有 {len(new)} 家企业不在“{self.main.grid.sheet}”里"
        shared = len(other.own_columns & self.main.own_columns)
        is_same_kind = shared * 2 >= max(len(other.own_columns), len(self.main.own_columns))
        if is_same_kind or len(new) * 2 <= count:
            return ""
        return f"{lines}，{len(new)} 家企业不在“{self.main.grid.sheet}”里，列也不一样"


def describe_left_out(sheet: SheetTable) -> Iterator[tuple[str, int, str, str]]:
    """Yield code, line, message and hint about the lines of a table that are no enterprises, and about odd ones.

    Nothing is said of a total that is the sum of the enterprises.
    """
    certain = [one for one in sheet.rows.left_out if not one.is_doubtful and not one.is_proven]
    doubtful = [one for one in sheet.rows.left_out if one.is_doubtful]
    for code, lines in (("enterprises.total", certain), ("enterprises.doubt", doubtful)):
        if lines:
            shown = "、".join(f"第 {sheet.grid.lines[one.index]} 行{one.shown}" for one in lines[:_LISTED_LINES])
            more = f"等 {len(lines)} 行" if len(lines) > _LISTED_LINES else ""
            hint = "如果其中有企业，请写全企业名称和代码，并核对数字。"
            yield code, sheet.grid.lines[lines[0].index], f"{shown}{more}没有当作企业。", hint
    for index in sheet.rows.odd:
        name = format_raw_value(sheet.get_cell(index, sheet.name_position))
        message = f"“{name[:30]}”的数字正好是上面或下面几行的合计，仍当作企业读取。"
        yield "enterprises.doubt", sheet.grid.lines[index], message, "请核对是不是合计行。"


def find_line_per_year(sheet: SheetTable) -> tuple[str, int, str, str] | None:
    """Return code, line, message and hint where an enterprise has a line for each year, beside a column of years."""
    names = sheet.names
    if not names or len(names) < len(set(names)) * _LINES_PER_YEAR:
        return None
    for position in sheet.head.unread:
        texts = [format_raw_value(sheet.get_cell(index, position)) for index in sheet.rows.enterprises]
        if all(map(_YEAR.match, texts)) and len(set(zip(names, texts, strict=True))) == len(names):
            heading = format_raw_value(sheet.get_cell(sheet.head.last, position))
            column = f"{format_column_letters(position)}列“{heading}”"
            message = f"{len(set(names))} 家企业写了 {len(names)} 行，每年一行（{column}是年份），这样的表没有读取。"
            hint = "请改成每家一行、每年一列，如“2021年产值（亿元）”，或用 docgen 的空白表重填。"
            return "enterprises.shape", sheet.grid.lines[sheet.head.last], message, hint
    return None


def describe_missing_name(grids: Sequence[SheetGrid], wanted: WantedColumns) -> str:
    """Describe that no sheet has a column of names, with the cell that comes nearest to such a heading."""
    labels = [words for words, column in wanted.by_words.items() if column.id == wanted.name]
    matchers = [difflib.SequenceMatcher(None, "", words) for words in labels]
    seen: set[str] = set()
    label = next(column.label for column in wanted.columns if column.id == wanted.name)
    best: tuple[float, str] = (_LEAST_LIKENESS, "")
    for grid in grids:
        for line, row in zip(grid.lines[:_SEARCHED_LINES], grid.rows, strict=False):
            for position, cell in enumerate(row):
                plain = normalize_words(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_HEADING else ""
                if plain in seen:
                    continue
                seen.add(plain)
                for matcher in matchers if plain else ():
                    matcher.set_seq1(plain)
                    is_near = matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0]
                    if is_near and (likeness := matcher.ratio()) > best[0]:
                        sheet = f"{grid.sheet}!" if grid.sheet else ""
                        best = likeness, f"{sheet}{format_column_letters(position)}{line}“{cell}”"
    nearest = f"，最接近的是 {best[1]}" if best[1] else ""
    return f"找不到“{label}”这一列{nearest}"


def _describe_headless(grid: SheetGrid) -> str:
    """Describe the lines of a sheet without headings that look like enterprises, "" where there are none."""
    count = sum(
        any(isinstance(cell, str) and is_company_name(cell) for cell in row) and any(map(is_number, row))
        for row in grid.rows
    )
    return f"：没有表头，有 {count} 行像企业，请在它们上面补上表头" if count else ""


def _count_figures(grid: SheetGrid) -> int:
    return sum(is_number(cell) for cell in itertools.chain.from_iterable(grid.rows))
