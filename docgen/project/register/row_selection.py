"""Selection of the lines of a table that are enterprises; every other line is left out with a reason.

Words decide first (row_words.py). Figures decide where the words do not: a line whose figures are the sums of those
above it is a total, unless it has the name and the code of an enterprise.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.row_words import explain_words, is_area, is_bare_number, is_company_name, is_no_name
from docgen.project.spreadsheets.cell_values import RawValue, format_raw_value
from docgen.project.spreadsheets.heading_lines import Rows, WantedColumns
from docgen.project.spreadsheets.headings import TableHeader
from docgen.values import NOTHING, parse_number

_LEAST_SUMS = 3
"""A line is a total where it is the sum of the lines above in at least this many columns: fewer may be chance."""

_LEAST_DIGITS = 5
"""Two columns are enough where their figures have this many digits together."""

_LEAST_SIGNS = 2
"""One column is worth a question where its figure has this many digits."""

_LINES_BELOW_HEADINGS = 3
"""The number of lines below the headings where hints and the numbers of the columns may stand."""

_SHARE = 0.0005
"""The largest rounding error of a total of rounded figures, as a share of it."""

_STEMS = re.compile(r"[甲乙丙丁戊己庚辛壬癸A-Za-z]\Z|栏次|栏号|列次|列号|行次|代码|编号")
_PLAIN_TOTAL = re.compile(r"\s*[合总小共]\s*计\s*(?:[:：]\s*)?\Z")
_COLUMN_NUMBER = re.compile(r"[(（]?(\d{1,3})[)）]?(?:\s*=.*)?\Z|([①-⑳])\Z")


@dataclass(frozen=True)
class LeftOut:
    """A line that is no enterprise: its index, the position of its words, the words and what it is.

    ``is_doubtful`` where it may be an enterprise after all, or a total that is not the sum of the enterprises;
    ``is_proven`` for a total that is.
    """

    index: int
    position: int
    text: str
    reason: str
    is_doubtful: bool = False
    is_proven: bool = False

    @property
    def shown(self) -> str:
        """The words and the reason: “全县汇总”（合计）."""
        return f"“{self.text[:20]}”（{self.reason}）" if self.text else f"（{self.reason}）"


class _Total(NamedTuple):
    """A total: its position among the lines left out, the enterprises before it, and those before the total before."""

    left_out: int
    block: int
    at: int


@dataclass
class SelectedRows:
    """The indices of the lines with enterprises, of lines without a name, the lines left out, and odd enterprises.

    ``odd`` are enterprises whose figures are the sums of others; they count.
    """

    enterprises: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)


def select_rows(rows: Rows, head: TableHeader, table: EnterpriseTable, wanted: WantedColumns) -> SelectedRows:
    """Select the lines below the headings."""
    return _RowSelector(rows, head, table, wanted).select()


@dataclass
class _RowSelector:
    rows: Rows
    head: TableHeader
    table: EnterpriseTable
    wanted: WantedColumns
    result: SelectedRows = field(default_factory=SelectedRows)

    def __post_init__(self) -> None:
        by_place = {heading.place: heading.position for heading in self.head.headings}
        self.name = by_place[self.table.name]
        self.code = by_place.get(self.table.code, -1)
        self.number = -1 if self.head.number is None else self.head.number
        self.figures = [one.position for one in self.head.headings if one.column.kind == "number"]
        self.hint = self.table.by_id[self.table.name].hint
        self.sums = _RunningSums(self.rows, self.result.enterprises)
        self.block = 0
        """The number of enterprises before the last total: a subtotal adds up those after it."""
        self.totals: list[_Total] = []

    def select(self) -> SelectedRows:
        """Select line by line, from top to bottom."""
        for index in range(self.head.last + 1, len(self.rows)):
            row = self.rows[index]
            name = row[self.name] if self.name < len(row) else None
            if name.__class__ is str and is_company_name(name) and not explain_words(name.strip()):
                self._add_company(index, row)
            elif not self._is_blank(row) and not self._is_hint_line(index, row):
                self._add_other(index, row, name)
        self._leave_out_last_total()
        self._prove_totals()
        return self.result

    def _add_company(self, index: int, row: Sequence[RawValue]) -> None:
        if self._count_sums(row, exact=True) >= _LEAST_SUMS:
            self.result.odd.append(index)
        self.result.enterprises.append(index)

    def _leave_out_last_total(self) -> None:
        """Leave out a last line with the name of an enterprise, without a code, that is the exact sum of all above."""
        last = self.result.enterprises[-1:]
        if last and last == self.result.odd[-1:] and not self._get_text(self.rows[last[0]], self.code):
            self.result.enterprises.pop()
            self.result.odd.pop()
            text = self._get_text(self.rows[last[0]], self.name)
            self.result.left_out.append(LeftOut(last[0], self.name, text, "数字都是上面各行的合计", is_doubtful=True))

    def _add_other(self, index: int, row: Sequence[RawValue], name: RawValue) -> None:
        position = self._find_label(row, name)
        label = self._get_text(row, position)
        is_named = position == self.name
        reason, doubtful = self._explain(index, row, label, is_named=is_named)
        if reason:
            if _PLAIN_TOTAL.match(label):
                self.totals.append(_Total(len(self.result.left_out), self.block, len(self.result.enterprises)))
            self.result.left_out.append(LeftOut(index, max(position, 0), label, reason, doubtful))
            self.block = len(self.result.enterprises)
        elif is_named:
            if not is_company_name(label) and self._may_be_sum(index, row):
                self.result.odd.append(index)
            self.result.enterprises.append(index)
        else:
            self.result.nameless.append(index)

    def _find_label(self, row: Sequence[RawValue], name: RawValue) -> int:
        """Return the position of the words that say what the line is: the name, or else the first words; -1 if none."""
        text, number = self._get_text(row, self.name), self._get_text(row, self.number)
        if number and explain_words(number):
            return self.number
        is_name = text and text != str(NOTHING) and not text.startswith("#") and not is_bare_number(text)
        if is_name and not isinstance(name, datetime.date):
            return self.name
        texts = (self._get_text(row, at) if isinstance(row[at], str) else "" for at in range(len(row)))
        others = (at for at, words in enumerate(texts) if words and not is_bare_number(words) and at != self.name)
        return next(others, -1)

    def _explain(self, index: int, row: Sequence[RawValue], label: str, *, is_named: bool) -> tuple[str, bool]:
        """Return why the line is no enterprise, "" where it is or may be one, and whether that is doubtful."""
        if self._is_column_numbers(index, row):
            return "栏号", False
        if self.wanted.is_name_heading(label) or (not is_named and self._repeats_heading(row)):
            return "重复的表头", False
        has_code = len(self._get_text(row, self.code)) > 10
        words = explain_words(label) if label and not has_code else ""
        if words:
            return words, False
        if not has_code and self._is_sum(row):
            return "数字都是上面各行的合计", False
        if (
            not has_code
            and is_named
            and (is_area(label) or index == self.head.last + 1)
            and self._is_sum_of_below(index)
        ):
            return "数字都是下面各行的合计", False
        if is_area(label) and not any(self._get_figure(row, at) is not None for at in self.figures):
            return "分组标题", True
        if is_named and is_no_name(label) and not has_code:
            return "不像企业名称", True
        return ("说明", False) if not is_named and self._is_aside(row) else ("", False)

    def _is_aside(self, row: Sequence[RawValue]) -> bool:
        """Return whether a line without a name has words beside the known columns only."""
        known = {heading.position for heading in self.head.headings}
        filled = [at for at, cell in enumerate(row) if format_raw_value(cell)]
        return bool(filled) and not any(at in known for at in filled) and isinstance(row[filled[0]], str)

    def _is_blank(self, row: Sequence[RawValue]) -> bool:
        """Return whether the line has nothing, or nothing but a running number."""
        filled = [at for at in range(len(row)) if self._get_text(row, at)]
        return not filled or (filled == [self.number] and is_bare_number(self._get_text(row, self.number)))

    def _is_hint_line(self, index: int, row: Sequence[RawValue]) -> bool:
        """Return whether the line holds only the hints of docgen's blank table."""
        if self.hint and self._get_text(row, self.name) == self.hint:
            return True
        if index > self.head.last + _LINES_BELOW_HEADINGS:
            return False
        filled = [one for one in self.head.headings if self._get_text(row, one.position)]
        hints = [one for one in filled if one.column.hint and self._get_text(row, one.position) == one.column.hint]
        return len(hints) > 1 or (bool(hints) and len(filled) == 1)

    def _is_column_numbers(self, index: int, row: Sequence[RawValue]) -> bool:
        """Return whether the line numbers the columns: 甲 乙 1 2 3, (1) (2) (3)=(1)+(2)."""
        if index > self.head.last + _LINES_BELOW_HEADINGS:
            return False
        texts = [format_raw_value(cell) for cell in row if format_raw_value(cell)]
        numbers = [match[1] or match[2] for text in texts if (match := _COLUMN_NUMBER.match(text))]
        stems = [text for text in texts if _STEMS.match(text)]
        values = [int(one) if one.isdecimal() else ord(one) for one in numbers]
        is_consecutive = all(after - before == 1 for before, after in zip(values, values[1:], strict=False))
        return len(numbers) + len(stems) == len(texts) and len(texts) > 1 and len(numbers) > 0 and is_consecutive

    def _repeats_heading(self, row: Sequence[RawValue]) -> bool:
        """Return whether the line has the same words as a heading line: the table goes on on another printed page."""
        words = [cell for cell in row if cell is not None]
        above = self.rows[self.head.first : self.head.last + 1]
        return len(words) > 1 and any(words == [cell for cell in line if cell is not None] for line in above)

    def _is_sum(self, row: Sequence[RawValue]) -> bool:
        """Return whether the figures are the sums, within rounding, of all lines above or of those of its block."""
        found = (self._count_sums(row, exact=False), self._count_sums(row, exact=False, start=self.block))
        digits = sum(_count_digits(number) for at in self.figures if (number := self._get_figure(row, at)))
        return max(found) >= _LEAST_SUMS or (max(found) == _LEAST_SUMS - 1 and digits >= _LEAST_DIGITS)

    def _may_be_sum(self, index: int, row: Sequence[RawValue]) -> bool:
        """Return whether the figures are the sums of lines above or below, in too few columns to be sure."""
        numbers = [number for at in self.figures if (number := self._get_figure(row, at))]
        if len(numbers) < 2 and sum(map(_count_digits, numbers)) < _LEAST_SIGNS:
            return False
        is_sum = self._count_sums(row, exact=False) or self._count_sums(row, exact=False, start=self.block)
        return bool(is_sum) or self._count_sums_below(index) > 0

    def _prove_totals(self) -> None:
        """Compare each total with the enterprises above it, or those below it, up to the next total or all of them."""
        count = len(self.result.enterprises)
        for number, total in enumerate(self.totals):
            ends = [one.at for one in self.totals[number + 1 :] if one.at > total.at][:1]
            above = [(0, total.at), (total.block, total.at)] if total.at else []
            below = [(total.at, count), *((total.at, end) for end in ends)] if total.at < count else []
            # A total below enterprises is theirs; one above them all is of those that follow.
            spans = above + below
            if not spans:
                continue
            left_out = self.result.left_out[total.left_out]
            differences = [self._describe_difference(self.rows[left_out.index], *span) for span in spans]
            difference = "" if "" in differences else differences[0]
            self.result.left_out[total.left_out] = replace(
                left_out,
                reason=f"{left_out.reason}{difference}",
                is_doubtful=left_out.is_doubtful or bool(difference),
                is_proven=not difference,
            )

    def _describe_difference(self, row: Sequence[RawValue], start: int, end: int) -> str:
        for heading in self.head.headings:
            number = self._get_figure(row, heading.position) if heading.position in self.figures else None
            total = self.sums.add_up(heading.position, start, end) if number is not None else 0.0
            if number is None or heading.position in self.sums.unclear:
                continue
            if abs(total - number) > _compute_tolerance(number, exact=False):
                return f"，但“{heading.words}”写着 {number:.12g}，各家相加是 {total:.12g}"
        return ""

    def _count_sums(self, row: Sequence[RawValue], *, exact: bool, start: int = 0) -> int:
        """Count the columns whose figure is the sum of the enterprises from number ``start`` on; 0 where one is not."""
        count = 0
        if len(self.result.enterprises) - start < 2:  # below a single enterprise every equal line would be a sum
            return 0
        for position in self.figures:
            number = self._get_figure(row, position)
            if not number:
                continue
            if abs(self.sums.add_up(position, start) - number) > _compute_tolerance(number, exact=exact):
                return 0
            count += 1
        return count

    def _is_sum_of_below(self, index: int) -> bool:
        """Return whether the figures are surely the sums of the lines below."""
        count = self._count_sums_below(index)
        return count >= _LEAST_SUMS or (count > 0 and is_area(self._get_text(self.rows[index], self.name)))

    def _count_sums_below(self, index: int) -> int:
        """Count the columns with the sum of the lines below, up to where it is reached; 0 where one is not a sum."""
        row = self.rows[index]
        wanted = {at: number for at in self.figures if (number := self._get_figure(row, at))}
        totals = dict.fromkeys(wanted, 0.0)
        least = 1 if is_area(self._get_text(row, self.name)) else 2
        for count, below in enumerate(self.rows[index + 1 :] if wanted else (), 1):
            for at in wanted:
                totals[at] += self._get_figure(below, at) or 0.0
            near = [abs(totals[at] - one) <= _compute_tolerance(one, exact=False) for at, one in wanted.items()]
            if all(near) and count >= least:
                return len(near)
            if any(totals[at] > number * 1.001 for at, number in wanted.items()):
                return 0
        return 0

    def _get_text(self, row: Sequence[RawValue], position: int) -> str:
        return format_raw_value(row[position]) if 0 <= position < len(row) else ""

    def _get_figure(self, row: Sequence[RawValue], position: int) -> float | None:
        return _read_figure(row[position]) if position < len(row) else None


@dataclass
class _RunningSums:
    """The sums of columns over the enterprises selected so far; each column is added up once, and only if asked for."""

    rows: Rows
    enterprises: list[int]
    known: dict[int, list[float]] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)
    """The positions of columns with a text that is no number, such as 1.6亿元."""

    def add_up(self, position: int, start: int, end: int | None = None) -> float:
        """Return the sum of the column over the enterprises from number ``start`` on, up to ``end`` or all so far."""
        sums = self.known.setdefault(position, [0.0])
        for index in self.enterprises[len(sums) - 1 :]:
            row = self.rows[index]
            cell = row[position] if position < len(row) else None
            number = _read_figure(cell)
            if number is None and isinstance(cell, str) and re.search(r"\d", cell):
                self.unclear.add(position)
            sums.append(sums[-1] + (number or 0.0))
        return sums[len(self.enterprises) if end is None else end] - sums[start]


def _read_figure(cell: RawValue) -> float | None:
    if cell.__class__ is float or cell.__class__ is int:
        return float(cell)
    if not isinstance(cell, str):
        return None
    number = parse_number(cell)
    return None if number is None else float(number)


def _compute_tolerance(number: float, *, exact: bool) -> float:
    """Return half a unit of the last digit, or the rounding error of a sum of rounded figures; next to 0 if exact."""
    if exact:
        return abs(number) * 1e-9
    decimals = len(f"{number:.15g}".partition(".")[2])
    return max(0.5 * 10.0**-decimals + abs(number) * 1e-9 if decimals else 1e-9, abs(number) * _SHARE)


def _count_digits(number: float) -> int:
    return len(f"{number:.15g}".replace(".", "").strip("0"))
