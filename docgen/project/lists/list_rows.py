"""Read the rows of one list: find the headings, leave out lines that are no entries, type each column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from docgen.definitions.source import Listing, Node, Scalar, Table, read_source
from docgen.definitions.table_columns import Column, EnterpriseTable, ListTable
from docgen.problems.problem import Problem, Where
from docgen.project.spreadsheets.cell_values import CellValue, RawValue, convert_cells, format_raw_value
from docgen.project.spreadsheets.grid_reader import TABLE_SUFFIXES, read_grids
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import ColumnHeading, TableHeader, find_header, format_column_letters
from docgen.project.spreadsheets.merged_cells import spread_merged_values
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.values import NOTHING, convert_to_half_width

_TOTAL = re.compile(r"(合计|总计|小计|共计|总数)[:：]?[\d,.个项件家]*\Z")
_AT_THE_FOOT = re.compile(
    r"((填报|填表|制表|填写|审核|审批|申报|经办|联系|负责|单位负责)(单位|人|部门|电话|方式|日期|时间|人和手机)|单位|单位公章|日期|盖章)"
    r"([:：]|[（(](盖章|公章|签)|\Z)|[（(]盖章|(注|备注|说明|附注)[:：]"
)
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日\Z")
_LONGEST_AT_THE_FOOT = 14
_COLUMN_LETTERS = re.compile(r"(?<![A-Z])[A-Z]+列(?=“)")
_MOST_REPORTED = 5
"""The number of faulty cells of a column that have a problem each; the others share one."""

_CODES = {"enterprises.cell": "list.cell", "enterprises.heading": "list.unknown-column"}
"""The codes for lists of the problems shared with the enterprise table; other problems of headings are list.shape."""


@dataclass(frozen=True)
class ListRows:
    """The entries of a list: lines, cells by column, positions of the columns in words, and problems."""

    rows: tuple[int, ...]
    columns: Mapping[str, tuple[CellValue, ...]]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _RawRows:
    """The untyped rows of the entries, each with its line, and the headings above them."""

    headings: tuple[ColumnHeading, ...]
    lines: tuple[int, ...]
    rows: tuple[Sequence[RawValue], ...]


def read_list_rows(path: Path, shown: str, table: ListTable, enterprises: EnterpriseTable) -> ListRows:
    """Read the entries of the list in ``path``.

    Of ``enterprises`` the heading of a running number is used, which is no column, and the endings of names.

    Raises InputError where the file cannot be read as what its ending promises.
    """
    reader = _ListReader(table, shown, enterprises.number, enterprises.endings)
    if path.suffix.lower() in TABLE_SUFFIXES:
        grids, problems = read_grids(path, shown)
        reader.problems += problems
        return reader.type_rows(reader.read_grids(grids))
    source = read_source(path, shown)
    reader.problems += source.problems
    return reader.type_rows(reader.read_mappings(source.root))


def format_cell(column: Column, cell: CellValue) -> str:
    """Return a cell as it is printed: an option in its words, a blank as ""."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case str() if column.kind == "option":
            return column.options[cell]
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


@dataclass
class _ListReader:
    """Reader of one list; collects its problems."""

    table: ListTable
    shown: str
    number: str
    endings: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def read_grids(self, grids: Sequence[SheetGrid]) -> _RawRows | None:
        """Return the rows of the first sheet that has the headings of the list; None, with a problem, without one."""
        wanted = WantedColumns(self.table.columns, self.table.name, self.number)
        for grid in grids:
            head = find_header(grid.rows, wanted)
            if head is not None:
                return self._read_below(spread_merged_values(grid, head, self.table.name), head)
        name = self.table.by_id[self.table.name].label
        self._add_problem(
            "list.shape",
            0,
            f"找不到“{name}”这一列，没有读取。",
            f"请在表头写上这些列：{self._join_required_labels()}。",
        )
        return None

    def _read_below(self, grid: SheetGrid, head: TableHeader) -> _RawRows:
        self._report_head(head, grid.lines)
        named = [heading.position for heading in head.headings]
        below = zip(grid.lines[head.last + 1 :], grid.rows[head.last + 1 :], strict=True)
        entries = [(line, row) for line, row in below if _is_entry(row, named)]
        lines = {line for line, _ in entries}
        for line, position in grid.uncalculated:
            if line in lines and position in named:
                message = f"{format_column_letters(position)}{line} 的公式没有算出值，按空白计。"
                self._add_problem("list.cell", line, message, "请用 Excel 打开后保存，或直接填写。")
        return _RawRows(head.headings, tuple(line for line, _ in entries), tuple(row for _, row in entries))

    def _report_head(self, head: TableHeader, lines: Sequence[int]) -> None:
        for complaint in head.issues:
            code = _CODES.get(complaint.code, "list.shape")
            self._add_problem(code, lines[complaint.line], complaint.message, complaint.hint)

    def read_mappings(self, root: Node) -> _RawRows | None:
        """Return the entries of a .yaml file as rows; None, with a problem, where it is no list of mappings."""
        if not isinstance(root, Listing):
            if isinstance(root, Scalar) and root.text.strip() == str(NOTHING):
                return _RawRows(self._list_all_columns(), (), ())
            hint = "每一项以“- ”开头，下面每行一个“列名: 内容”；一项也没有的，写“无”。"
            self._add_problem("list.shape", root.line, "清单应是一项一项的列表。", hint)
            return None
        found = [(item.line, dict(self._iterate_texts(item))) for item in root.items]
        if not found:
            return _RawRows(self._list_all_columns(), (), ())
        words = dict.fromkeys(name for _, texts in found for name in texts)
        head = find_header([tuple(words)], WantedColumns(self.table.columns, self.table.name, self.number))
        if head is None:
            return self.read_grids(())
        for complaint in head.issues:
            first = next(line for line, texts in found if tuple(words)[complaint.position] in texts)
            message = _COLUMN_LETTERS.sub("", complaint.message)  # a .yaml file has no column C
            self._add_problem(_CODES.get(complaint.code, "list.shape"), first, message, complaint.hint)
        rows = [tuple(texts.get(name) for name in words) for _, texts in found]
        return _RawRows(head.headings, tuple(line for line, _ in found), tuple(rows))

    def type_rows(self, sheet: _RawRows | None) -> ListRows:
        """Type the cells of every column that the file has."""
        if sheet is None:
            return ListRows((), {}, {}, tuple(self.problems))
        self._check_columns(sheet)
        by_column = {heading.column.id: heading for heading in sheet.headings}
        if self._is_declared_empty(sheet, by_column):
            sheet = _RawRows(sheet.headings, (), ())
        columns = {
            column.id: self._type_column(column, by_column[column.id], sheet)
            for column in self.table.columns
            if column.id in by_column
        }
        places = {
            name: str(by_column[name]) if self._is_sheet else f"“{by_column[name].column.label}”" for name in columns
        }
        return ListRows(sheet.lines, columns, places, tuple(self.problems))

    def _iterate_texts(self, item: Node) -> Iterator[tuple[str, str]]:
        """Yield the texts of one entry of a .yaml file with the labels of their columns; an id stands for its label."""
        if not isinstance(item, Table):
            self._add_problem(
                "list.shape", item.line, "这一项应写成几行“列名: 内容”。", f"应有：{self._join_required_labels()}。"
            )
            return
        for words, node in item.entries.items():
            column = self.table.by_id.get(words)
            if isinstance(node, Scalar):
                yield column.label if column else words, "" if node.is_blank else node.text
            else:
                self._add_problem("list.shape", node.line, f"“{words}”应是一段文字。", "请写在一行里。")

    def _list_all_columns(self) -> tuple[ColumnHeading, ...]:
        return tuple(ColumnHeading(at, column.label, column, None, "") for at, column in enumerate(self.table.columns))

    def _check_columns(self, sheet: _RawRows) -> None:
        there = {heading.column.id for heading in sheet.headings}
        for column in self.table.columns:
            if column.required and column.id not in there:
                message = f"“{self.table.title}”缺少“{column.label}”这一列。"
                self._add_problem("list.shape", 0, message, f"请补上；应有的列：{self._join_required_labels()}。")

    def _join_required_labels(self) -> str:
        return "、".join(column.label for column in self.table.columns if column.required)

    def _is_declared_empty(self, sheet: _RawRows, by_column: Mapping[str, ColumnHeading]) -> bool:
        """Return True where the only entry is 无 and nothing else, which declares the list empty."""
        named = [
            [format_raw_value(_get_cell(row, heading.position)) for heading in by_column.values()] for row in sheet.rows
        ]
        return len(named) == 1 and [text for text in named[0] if text] == [str(NOTHING)]

    def _type_column(self, column: Column, heading: ColumnHeading, sheet: _RawRows) -> tuple[CellValue, ...]:
        endings = self.endings if column.id == self.table.owner else self.table.endings
        values = [_clean_value(column, _get_cell(row, heading.position), endings) for row in sheet.rows]
        cells, complaints = convert_cells(values, column)
        faults = {complaint.index: (complaint.message, complaint.hint) for complaint in complaints}
        if column.required:
            blank = (at for at, cell in enumerate(cells) if cell in (None, NOTHING))
            faults |= {at: ("空缺。", "请填写。") for at in blank if at not in faults}
        for at in sorted(faults)[:_MOST_REPORTED]:
            message, hint = faults[at]
            self._add_problem(
                "list.cell", sheet.lines[at], f"{self._format_address(heading, sheet.lines[at])}{message}", hint
            )
        rest = [sheet.lines[at] for at in sorted(faults)[_MOST_REPORTED:]]
        if rest:
            message = f"“{column.label}”还有 {len(rest)} 格空缺或不合要求，到第 {rest[-1]} 行为止。"
            self._add_problem("list.cell", rest[0], message, "请核对这一列。")
        return cells

    def _format_address(self, heading: ColumnHeading, line: int) -> str:
        """Return the address of a cell for messages: D7“级别”; without D7 for a .yaml file."""
        place = f"{format_column_letters(heading.position)}{line}" if self._is_sheet else ""
        return f"{place}“{heading.column.label}”"

    @property
    def _is_sheet(self) -> bool:
        return self.shown.lower().endswith(TABLE_SUFFIXES)

    def _add_problem(self, code: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self.shown, line), message, hint))


def _is_entry(row: Sequence[RawValue], named: Sequence[int]) -> bool:
    """Return True for a row with text in a known column that is neither a total nor a line of the foot."""
    if not any(format_raw_value(_get_cell(row, position)) for position in named):
        return False
    words = [re.sub(r"\s", "", format_raw_value(cell)) for cell in row]
    words = [word for word in words if word]
    if any(_TOTAL.match(word) for word in words[:2]) or (len(words) == 1 and _DATE.match(words[0])):
        return False
    return not (_AT_THE_FOOT.match(words[0]) and all(len(word) <= _LONGEST_AT_THE_FOOT for word in words[1:]))


def _get_cell(row: Sequence[RawValue], position: int) -> RawValue:
    return row[position] if position < len(row) else None


def _clean_value(column: Column, value: RawValue, endings: tuple[str, ...]) -> RawValue:
    """Return the value without line breaks, an option in the words of its column (国家 and 国家标准 equal 国家级).

    A line break between names is a mark between them (；), any other one is a space.
    """
    if not isinstance(value, str):
        return value
    lines = [" ".join(line.split()) for line in value.splitlines() if line.strip()]
    text = ("；" if len(lines) > 1 and all(line.endswith(endings) for line in lines) else " ").join(lines)
    if column.kind != "option":
        return text
    known = {_normalize_option(words): words for words in column.options.values()}
    return known.get(_normalize_option(text), text)


def _normalize_option(words: str) -> str:
    return re.sub(r"(标准|级)\Z", "", convert_to_half_width(words).replace(" ", ""))
