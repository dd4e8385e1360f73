"""Each entry of a list by itself: its kind, its day, its owners, its number, its status, several entries in one cell.

Which column is checked for what is data of the list (data/tables.yaml) and of the form (``of`` of ``list:``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from docgen.dates import Days, read_days
from docgen.definitions.derive_rules import Listed
from docgen.definitions.form import Form, ListedField, shorten_label
from docgen.definitions.table_columns import Numbering, Tables
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application
from docgen.project.lists.list_entries import ListEntries
from docgen.project.lists.number_systems import NumberReading, find_patent_numbers, read_number
from docgen.project.lists.owners import OwnerReader
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue

_KINDS = {"invention": "发明", "utility": "实用新型", "design": "外观设计"}
_IN_FORCE = re.compile(r"(?!.*(失效|无效|终止|放弃|驳回|撤回|届满|未授权|未缴|过期)).*(有效|维持|授权)")
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
_YEAR_INSIDE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_RANK = re.compile(r"\d+")
_BETWEEN_ENTRIES = re.compile(r"[；;\n]")
_BETWEEN_NAMES = re.compile(r"[、，,；;\n]")
_SHORTEST_NAME = 4
_LISTED_NAMES = 5
"""The number of names that a message lists; the others are counted."""
_LISTED_RANGES = 40
"""The number of ranges of rows that a message lists."""


def find_entry_faults(application: Application) -> Iterator[Problem]:
    """Yield a problem for each kind of doubtful entries of each list, with their rows."""
    for entries in application.lists.values():
        yield from _EntryChecker(application.form, application.tables, entries, application.register).check()


def find_owners(entries: ListEntries, register: Register, tables: Tables) -> list[tuple[str, ...]]:
    """Find the names of the owners of each entry, none where the list has no column of owners."""
    cells = entries.columns.get(entries.table.owner, (None,) * len(entries.rows))
    reader = OwnerReader({normalize_name(name) for name in register.names}, tables.enterprises.endings)
    return [reader.read(cell) for cell in cells]


def format_lines(rows: Sequence[int]) -> str:
    """Format the numbers of rows: 第 2—11、20 行."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], row]
        else:
            ranges.append([row])
    shown = "、".join("—".join(map(str, one)) for one in ranges[:_LISTED_RANGES])
    return f"第 {shown} {'等行' if len(ranges) > _LISTED_RANGES else '行'}"


@dataclass(frozen=True)
class _EntryChecker:
    """Checker of the entries of one list."""

    form: Form
    tables: Tables
    entries: ListEntries
    register: Register | None

    def check(self) -> Iterator[Problem]:
        yield from self._check_kinds()
        yield from self._check_numbers()
        yield from self._check_days()
        yield from self._check_ranks()
        yield from self._check_status()
        yield from self._check_several()
        if self.register and self.register.names:
            yield from self._check_owners(self.register)

    def _check_kinds(self) -> Iterator[Problem]:
        """Yield a problem for entries that by their own words are of a kind that does not belong into the list."""
        for column, words in self.entries.table.excludes.items():
            found: dict[str, list[int]] = {}
            for at, cell in enumerate(self._get_cells(column)):
                if isinstance(cell, str) and (word := next((word for word in words if word in cell), "")):
                    found.setdefault(word, []).append(at)
            for word, rows in found.items():
                message = f"{self._format_rows(rows)}的{self.entries.table.by_id[column].label}是“{word}”，"
                message += f"不属于“{self.entries.table.title}”，照样计入了数量。"
                yield self._build("list.wrong-kind", rows, message, "请从清单里删去，数量一并减去。")

    def _check_numbers(self) -> Iterator[Problem]:
        numbering = self.entries.table.numbering
        if numbering is None:
            return
        if numbering.system == "standard":
            yield from self._check_standard_numbers(numbering)
            return
        readings = self._readings
        faulty: dict[str, list[int]] = {}
        for at, reading in enumerate(readings):
            if reading.fault:
                faulty.setdefault(reading.fault, []).append(at)
        label = self.entries.table.by_id[numbering.column].label
        for fault, rows in faulty.items():
            yield self._build("list.number", rows, f"{self._format_rows(rows)}的{label}{fault}。", "请按证书核对。")
        checked = [at for at, reading in enumerate(readings) if reading.check]
        wrong = [at for at in checked if readings[at].check != readings[at].expected]
        if checked and 2 * len(wrong) > len(checked):
            message = f"{label}有 {len(wrong)} 个的校验位不合规则（共 {len(checked)} 个有校验位的），"
            message += "没有按号码核对种类和年份。"
            yield self._build("list.numbers-unchecked", wrong, message, "请确认填的是证书上的专利号，而不是别的编号。")
            return
        yield from self._report_check_digits(numbering, wrong)
        yield from self._check_kinds_by_number(numbering, label)

    def _report_check_digits(self, numbering: Numbering, wrong: Sequence[int]) -> Iterator[Problem]:
        """Yield a problem for each number whose check digit is wrong."""
        readings = self._readings
        for at in wrong:
            reading = readings[at]
            message = f"“{self._get_text(numbering.column, at)}”（{self._format_rows([at])}）最后一位校验位应是"
            message += f"“{reading.expected}”，这里是“{reading.check}”，号码有误。"
            yield self._build("list.number", [at], message, "请按证书核对。")

    def _check_kinds_by_number(self, numbering: Numbering, label: str) -> Iterator[Problem]:
        """Yield a problem for patents that by their numbers are of another kind; those told by their words are not."""
        told = {at for column, words in self.entries.table.excludes.items() for at in self._find_words(column, words)}
        found: dict[str, list[int]] = {}
        for at, reading in enumerate(self._readings):
            if numbering.kind and reading.kind not in ("", numbering.kind) and at not in told:
                found.setdefault(reading.kind, []).append(at)
        for kind, rows in found.items():
            first = self._get_text(numbering.column, rows[0])
            message = f"{self._format_rows(rows)}的{label}是{_KINDS[kind]}的号码（如“{first}”），"
            message += f"不属于“{self.entries.table.title}”，照样计入了数量。"
            yield self._build("list.wrong-kind", rows, message, "请按证书核对；不属于的从清单里删去，数量一并减去。")

    def _check_standard_numbers(self, numbering: Numbering) -> Iterator[Problem]:
        """Yield a problem for standards whose number says another level or another year than the entry."""
        label = self.entries.table.by_id[numbering.column].label
        level = self.entries.table.by_id[numbering.level]
        said = {at: reading.kind for at, reading in enumerate(self._readings) if reading.kind}
        levels = self._get_cells(numbering.level)
        other = [at for at, kind in said.items() if levels[at] in level.options and levels[at] != kind]
        if said and 2 * len(other) > len(said):
            message = (
                f"{label}有 {len(other)} 个的代号与{level.label}不符（共 {len(said)} 个认得的代号），没有逐项核对。"
            )
            yield self._build("list.numbers-unchecked", other, message, "请确认填的是正式的标准编号。")
        else:
            for at in other:
                message = f"“{self._get_text(numbering.column, at)}”（{self._format_rows([at])}）的代号不是"
                message += (
                    f"{level.options[str(levels[at])]}标准的，{level.label}填的是“{level.options[str(levels[at])]}”。"
                )
                yield self._build("list.number", [at], message, "请核对编号和级别；地方标准、企业标准不在这张表里。")
        for at, (reading, year) in enumerate(zip(self._readings, self._get_cells(numbering.year), strict=True)):
            if reading.year and isinstance(year, int) and year != reading.year:
                message = (
                    f"“{self._get_text(numbering.column, at)}”（{self._format_rows([at])}）是 {reading.year} 年的编号，"
                )
                message += f"{self.entries.table.by_id[numbering.year].label}填的是 {year}。"
                yield self._build("list.number", [at], message, "请核对年份，它决定计入哪一年。")

    def _check_days(self) -> Iterator[Problem]:
        """Yield a problem for entries later than the last year of the form, and for days that cannot be read."""
        column = self.entries.table.by_id.get(self.entries.table.date)
        if column is None:
            return
        last = self.form.years.actual[-1]
        late, before, odd = self._find_faulty_days(column.id, last)
        if late:
            texts = list(dict.fromkeys(self._get_text(column.id, at) for at in late if self._get_text(column.id, at)))
            shown = f"（{'、'.join(texts[:_LISTED_NAMES])}{'等' * (len(texts) > _LISTED_NAMES)}）" if texts else ""
            message = f"{self._format_rows(late)}的{column.label}{shown}晚于 {last} 年末，"
            message += f"申报表的数据只到 {last} 年，照样计入了数量。"
            yield self._build("list.late", late, message, "请核对日期；晚于这一年的删去，数量一并减去。")
        if before:
            message = f"{self._format_rows(before)}的{column.label}早于号码里的申请年份。"
            yield self._build("list.number", before, message, "请核对号码和日期。")
        if odd:
            message = f"{self._format_rows(odd)}的{column.label}看不懂（如“{self._get_text(column.id, odd[0])}”），"
            message += "没有核对是否在年内。"
            yield self._build("list.date", odd, message, "请写作 2021年5月 或 2021-05-10。")

    def _find_faulty_days(self, column: str, last: int) -> tuple[list[int], list[int], list[int]]:
        """Find the entries later than the year ``last``, those before their number, those whose day is unreadable."""
        late, before, odd = [], [], []
        for at, (cell, reading) in enumerate(zip(self._get_cells(column), self._readings, strict=True)):
            days = _read_days(cell) if isinstance(cell, str) else None
            if days is None and isinstance(cell, str) and cell.strip():
                odd.append(at)
            elif days and reading.year and days.last.year < reading.year:
                before.append(at)
            if (days and days.first.year > last) or (reading.year > last and self._is_trusted(reading)):
                late.append(at)
        return late, before, odd

    def _check_ranks(self) -> Iterator[Problem]:
        """Yield a problem for entries whose option says another rank than their column of ranks."""
        rule = self.entries.table.ranking
        if rule is None:
            return
        column, ranks = self.entries.table.by_id[rule.column], self._get_cells(rule.rank)
        for at, (option, cell) in enumerate(zip(self._get_cells(rule.column), ranks, strict=True)):
            rank = _RANK.search(cell) if isinstance(cell, str) else None
            if rank and option in column.options and (int(rank[0]) <= rule.most) is not (option == rule.option):
                message = f"{self._format_rows([at])}的{self.entries.table.by_id[rule.rank].label}是“{cell}”，"
                message += f"{column.label}填的是“{column.options[str(option)]}”；"
                message += f"“{column.options[rule.option]}”就是排名前 {rule.most} 位。"
                yield self._build("list.rank", [at], message, "请核对排名，改正一处。")

    def _check_status(self) -> Iterator[Problem]:
        """Yield a problem for entries that are no longer in force."""
        cells = self._get_cells(self.entries.table.status)
        lapsed = [at for at, cell in enumerate(cells) if isinstance(cell, str) and not _IN_FORCE.match(cell)]
        if lapsed:
            column, unit = self.entries.table.status, self.entries.table.unit
            states = dict.fromkeys(self._get_text(column, at) for at in lapsed)
            shown = "、".join(f"“{state}”" for state in list(states)[:_LISTED_NAMES])
            label, lines = (
                self.entries.table.by_id[column].label,
                format_lines([self.entries.rows[at] for at in lapsed]),
            )
            message = f"清单有 {len(lapsed)} {unit}的{label}是{shown}（{lines}），照样计入了数量。"
            yield self._build("list.not-valid", lapsed, message, "只列仍有效的；已失效的请删去。")

    def _check_several(self) -> Iterator[Problem]:
        """Yield a problem for cells that seem to name several entries, which count as one."""
        table = self.entries.table
        for at, cell in enumerate(self._get_cells(table.name)):
            names = self._find_several(cell) if isinstance(cell, str) else ()
            if len(names) > 1:
                shown = "、".join(f"“{name}”" for name in names[:_LISTED_NAMES])
                message = f"{self._format_rows([at])}的{table.by_id[table.name].label}像是 {len(names)} {table.unit}"
                message += f"写在一格里（{shown}），只计了 1 {table.unit}。"
                yield self._build("list.several", [at], message, "是几项的，请每项写一行；本是一项的，可以不管。")

    def _find_several(self, cell: str) -> Sequence[str]:
        numbering = self.entries.table.numbering
        if numbering and numbering.column == self.entries.table.name:
            return find_patent_numbers(cell) if numbering.system == "patent" else ()
        parts = [part.strip() for part in _BETWEEN_ENTRIES.split(cell) if part.strip()]
        if len(parts) > 1 and all(len(part) >= _SHORTEST_NAME for part in parts):
            return parts
        parts = [part.strip() for part in _BETWEEN_NAMES.split(cell) if part.strip()]
        return parts if all(part.endswith(self.entries.table.endings or ("\0",)) for part in parts) else ()

    def _check_owners(self, register: Register) -> Iterator[Problem]:
        """Yield a problem for owners that are not in the register, several owners, and owners that do not count."""
        known = {normalize_name(name): at for at, name in enumerate(register.names)}
        owners = find_owners(self.entries, register, self.tables)
        yield from self._check_unknown_owners(owners, known, register)
        shared = [at for at, names in enumerate(owners) if len(names) > 1]
        if shared:
            label, unit = self.entries.table.by_id[self.entries.table.owner].label, self.entries.table.unit
            first = "、".join(owners[shared[0]])
            message = f"{self._format_rows(shared)}的{label}不止一家（如“{first}”），每行只计 1 {unit}。"
            yield self._build("list.co-owned", shared, message, "企业表里也请只在一家计数；是几项的，请分开写。")
        for field, listed in self.form.iterate_listed(self.entries.table.id):
            yield from self._check_scope(field, listed, owners, known, register)

    def _check_unknown_owners(
        self, owners: Sequence[tuple[str, ...]], known: Mapping[str, int], register: Register
    ) -> Iterator[Problem]:
        unknown: dict[str, list[int]] = {}
        for line, names in zip(self.entries.rows, owners, strict=True):
            if names and not any(normalize_name(name) in known for name in names):
                unknown.setdefault("、".join(names), []).append(line)
        for name, lines in list(unknown.items())[:_LISTED_NAMES]:
            nearest = suggest_nearest(normalize_name(name), known, shown=lambda key: register.names[known[key]])
            rows = f"（{format_lines(lines)}）" if len(lines) > 1 else ""
            message = f"“{name}”{rows}不在企业表 {register.path} 里。"
            yield Problem(
                "list.unknown-enterprise", Where(self.entries.path, lines[0]), message, f"{nearest}请核对企业名称。"
            )
        rest = [line for lines in list(unknown.values())[_LISTED_NAMES:] for line in lines]
        if rest:
            count = len(unknown) - _LISTED_NAMES
            message = f"还有 {count} 家企业不在企业表 {register.path} 里（{format_lines(sorted(rest))}）。"
            yield Problem("list.unknown-enterprise", Where(self.entries.path, rest[0]), message, "请核对企业名称。")

    def _check_scope(
        self,
        field: ListedField,
        listed: Listed,
        owners: Sequence[tuple[str, ...]],
        known: Mapping[str, int],
        register: Register,
    ) -> Iterator[Problem]:
        """Yield a problem for entries none of whose owners the label counts, such as one that is no SME."""
        columns = self.tables.enterprises.by_id
        for name in listed.of:
            cells = register.columns.get(name)
            if cells is None:
                continue
            outside = []
            for at in self.entries.find_matching(listed.where):
                flags = [cells[known[key]] for key in map(normalize_name, owners[at]) if key in known]
                if flags and True not in flags and False in flags:
                    outside.append(at)
            if outside:
                label = self.entries.table.by_id[self.entries.table.owner].label
                names = list(dict.fromkeys("、".join(owners[at]) for at in outside))
                shown = "、".join(f"“{one}”" for one in names[:_LISTED_NAMES]) + "等" * (len(names) > _LISTED_NAMES)
                message = f"{self._format_rows(outside)}的{label}{shown}在企业表里“{columns[name].label}”填“否”，"
                message += f"“{shorten_label(field)}”只计“是”的，照样计入了数量。"
                yield self._build(
                    "list.outside-scope", outside, message, "请核对企业表；不该计的从清单里删去，数量一并减去。"
                )

    @cached_property
    def _readings(self) -> tuple[NumberReading, ...]:
        """The readings of the numbers of the entries; they say nothing where the list has no system of numbers."""
        numbering = self.entries.table.numbering
        cells = self._get_cells(numbering.column if numbering else "")
        system = numbering.system if numbering else ""
        return tuple(read_number(cell, system) if isinstance(cell, str) else NumberReading("") for cell in cells)

    def _is_trusted(self, reading: NumberReading) -> bool:
        return reading.check == reading.expected

    def _find_words(self, column: str, words: Sequence[str]) -> Iterator[int]:
        cells = enumerate(self._get_cells(column))
        yield from (at for at, cell in cells if isinstance(cell, str) and any(word in cell for word in words))

    def _get_cells(self, column: str) -> tuple[CellValue, ...]:
        return self.entries.columns.get(column, (None,) * len(self.entries.rows))

    def _get_text(self, column: str, at: int) -> str:
        cell = self._get_cells(column)[at]
        return "" if cell is None else str(cell)

    def _format_rows(self, rows: Sequence[int]) -> str:
        lines = format_lines([self.entries.rows[at] for at in rows])
        return lines if len(rows) == 1 else f"{lines}共 {len(rows)} {self.entries.table.unit}"

    def _build(self, code: str, rows: Sequence[int], message: str, hint: str) -> Problem:
        return Problem(code, Where(self.entries.path, self.entries.rows[rows[0]]), message, hint)


def _read_days(text: str) -> Days | None:
    """Read a day, a month, a year, 20220315, or the year in other words, as 2018年获批."""
    plain = text.strip()
    compact = _COMPACT_DATE.match(plain)
    if compact:
        plain = "-".join(compact.groups())
    if (days := read_days(plain)) is not None:
        return days
    year = _YEAR_INSIDE.search(plain)
    return Days(date(int(year[1]), 1, 1), date(int(year[1]), 12, 31), text) if year else None
