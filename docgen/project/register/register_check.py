"""Checks of the columns of a register: enterprises that stand there twice, codes, parts that exceed their whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.enterprise_names import find_credit_code_fault, normalize_name
from docgen.project.spreadsheets.cell_values import CellIssue, CellValue
from docgen.values import format_number

_LISTED_CELLS = 5
"""The number of cells of a column that get a problem each for the same fault; one problem covers the others."""

Columns = Mapping[str, Sequence[CellValue]]
"""The values of each column, by place."""

GetLine = Callable[[int, str], int]
"""Gives the number of the line by the number of the enterprise and the place of the column."""


def report_cell_issues(
    path: str, heading: str, issues: Iterable[CellIssue], get_line: Callable[[int], int]
) -> Iterator[Problem]:
    """Yield a problem for each of the first issues of a column and one for the others, by code.

    ``get_line`` gives the number of the line by the index of the issue.
    """
    by_code: dict[str, list[CellIssue]] = defaultdict(list)
    for issue in issues:
        by_code[issue.code].append(issue)
    for code, found in by_code.items():
        lines = [get_line(issue.index) for issue in found]
        for issue, line in zip(found[:_LISTED_CELLS], lines, strict=False):
            yield Problem(code, Where(path, line), f"{heading}：{issue.message}", issue.hint)
        if len(found) > _LISTED_CELLS:
            message = f"{heading}：还有 {len(found) - _LISTED_CELLS} 格也有这样的情形，到第 {lines[-1]} 行为止。"
            yield Problem(code, Where(path, lines[_LISTED_CELLS]), message, found[_LISTED_CELLS].hint)


@dataclass(frozen=True)
class RegisterCheck:
    """The checks of a register: the name of its file, its values, the words of its headings, the lines of its cells."""

    path: str
    table: EnterpriseTable
    years: Years
    columns: Columns
    headings: Mapping[str, str]
    get_line: GetLine

    def find_problems(self) -> Iterator[Problem]:
        """Yield the problems that are found by comparing cells."""
        yield from self._check_duplicates()
        yield from self._check_codes()
        yield from self._check_parts()
        yield from self._check_years()

    def _check_duplicates(self) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for index, name in enumerate(map(str, self.columns[self.table.name])):
            before = first.setdefault(normalize_name(name), index)
            if before != index:
                known = str(self.columns[self.table.name][before])
                spelt = "" if known == name else f"，那里写作“{known}”"
                line = self.get_line(before, self.table.name)
                message = f"企业“{name}”出现了两次，第一次在第 {line} 行{spelt}。"
                yield self._build_twice(index, self.table.name, message, "请只保留一行。")
        codes: dict[str, int] = {}
        for index, code in enumerate(self.columns.get(self.table.code, ())):
            before = codes.setdefault(code, index) if isinstance(code, str) else index
            if before != index:
                line = self.get_line(before, self.table.code)
                message = f"{self.headings[self.table.code]}：{code} 与第 {line} 行的相同。"
                yield self._build_twice(index, self.table.code, message, "一家企业只有一个代码，请核对。")

    def _build_twice(self, index: int, place: str, message: str, hint: str) -> Problem:
        return Problem("enterprises.twice", Where(self.path, self.get_line(index, place)), message, hint)

    def _check_codes(self) -> Iterator[Problem]:
        cells = self.columns.get(self.table.code, ())
        faults = ((index, find_credit_code_fault(code)) for index, code in enumerate(cells) if isinstance(code, str))
        issues = [
            CellIssue(index, "enterprises.doubt", f"“{cells[index]}”{fault}。", "请按营业执照核对，并按文本填写。")
            for index, fault in faults
            if fault
        ]
        yield from self._report(self.table.code, issues)

    def _check_parts(self) -> Iterator[Problem]:
        """Yield a problem for each part that exceeds its whole, such as more R&D staff than staff."""
        for column in self.table.columns:
            for place in self.columns if column.within else ():
                whole = place.replace(column.id, column.within, 1)
                if place.partition(".")[0] != column.id or whole not in self.columns:
                    continue
                issues = [
                    CellIssue(index, "enterprises.cell", _format_excess(part, all_, self.headings[whole]), "请核对。")
                    for index, (part, all_) in enumerate(zip(self.columns[place], self.columns[whole], strict=True))
                    if isinstance(part, Decimal) and isinstance(all_, Decimal) and part > all_
                ]
                yield from self._report(place, issues)

    def _check_years(self) -> Iterator[Problem]:
        """Yield a problem for each recognition later than the year of the application."""
        last = self.years.actual[-1] + 1
        kinds = {column.id: column.kind for column in self.table.columns}
        for place, cells in self.columns.items():
            if kinds[place.partition(".")[0]] != "year":
                continue
            late = [(at, year) for at, year in enumerate(cells) if isinstance(year, int) and year > last]
            message = f"年，申报表的数据只到 {self.years.actual[-1]} 年。"
            issues = [CellIssue(at, "enterprises.doubt", f"{year}{message}", "请核对年份。") for at, year in late]
            yield from self._report(place, issues)

    def _report(self, place: str, issues: Sequence[CellIssue]) -> Iterator[Problem]:
        if issues:
            yield from report_cell_issues(
                self.path, self.headings[place], issues, lambda index: self.get_line(index, place)
            )


def _format_excess(part: Decimal, whole: Decimal, heading: str) -> str:
    return f"{format_number(part)} 多于{heading}的 {format_number(whole)}。"
