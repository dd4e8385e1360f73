"""Rows about the same enterprise merged: several returns into one row, and new returns into the table of before.

The newer return counts: it replaces values, and what its sender left blank is withdrawn. A column that the newer return
does not have withdraws nothing, and neither is a value withdrawn that somebody typed into the table by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.collected_rows import OLD_TABLE, Collected, CollectedRow, Withdrawn
from docgen.project.register.earlier_table import EarlierTable
from docgen.project.register.enterprise_index import EnterpriseIndex
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.return_order import ReturnOrder
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import format_apart, format_number

_LISTED_FIGURES = 6
"""The number of differing figures that a message lists."""


def merge_returns(
    rows: Sequence[CollectedRow], table: EnterpriseTable, order: ReturnOrder
) -> tuple[tuple[CollectedRow, ...], tuple[Problem, ...], tuple[Withdrawn, ...]]:
    """Merge the returns of each enterprise; return one row an enterprise, the problems, the withdrawn values."""
    groups: list[list[CollectedRow]] = []
    keys = EnterpriseIndex(table)
    namesakes: list[Problem] = []
    for row in rows:
        at = keys.find(row)
        other = keys.find_namesake(row) if at is None else None
        if other is not None:
            namesakes.append(_report_namesake(groups[other][0], row, table))
        keys.add(row, len(groups) if at is None else at)
        if at is None:
            groups.append([row])
        else:
            groups[at].append(row)
    merger = _ReturnMerger(table, order)
    return (
        tuple(merger.merge(group) for group in groups),
        (*namesakes, *merger.problems),
        tuple(merger.withdrawn),
    )


def merge_into(collected: Collected, earlier: EarlierTable | None, table: EnterpriseTable) -> Collected:
    """Merge the collected rows into the table of before, with a problem for each value that was replaced or withdrawn.

    Values that no new return has stay, as do enterprises without a new return.
    """
    if earlier is None:
        return collected
    keys = EnterpriseIndex(table)
    for index, row in enumerate(earlier.rows):
        keys.add(row, index)
    merged, problems, withdrawn = list(earlier.rows), list(collected.problems), list(collected.withdrawn)
    told = {one.where.path for one in problems if one.code == "collect.namesake"}
    for row in collected.rows:
        at = keys.find(row)
        if at is None:
            other = keys.find_namesake(row)
            if other is not None and row.sources[table.name].file not in told:
                problems.append(_report_namesake(merged[other], row, table))
            keys.add(row, len(merged))
            merged.append(row)
        else:
            change = _Change(merged[at], row, table)
            problems += _report_change(change, earlier.path, table)
            withdrawn += change.list_withdrawn(earlier.path)
            merged[at] = change.merged
    places = collected.places | earlier.places
    # What an older return in the folder had may be in the table of before as well.
    withdrawn = list({(normalize_name(one.enterprise), one.heading): one for one in withdrawn}.values())
    withdrawn += _select_still_blank(earlier.withdrawn, withdrawn, merged, table)
    return replace(collected, rows=tuple(merged), problems=tuple(problems), places=places, withdrawn=tuple(withdrawn))


def format_heading(place: str, table: EnterpriseTable) -> str:
    """Format the heading of a place, such as 2021年产值（亿元）."""
    column, _, year = place.partition(".")
    return table.by_id[column].format_heading(int(year) if year else None)


def _report_namesake(first: CollectedRow, again: CollectedRow, table: EnterpriseTable) -> Problem:
    """Report two enterprises of the same name with different codes; both stay."""
    shown = "、".join(f"{row.values.get(table.code)}（{row.sources[table.name]}）" for row in (first, again))
    message = f"“{again.values[table.name]}”名称相同、代码不同：{shown}，可能是两家，各收了一行。"
    hint = "请与企业核对：是一家的，改正代码，只留一份；是两家的，写全名称。"
    return Problem("collect.namesake", Where(again.sources[table.name].file), message, hint)


@dataclass(frozen=True)
class _Change:
    """The difference that a newer row of an enterprise makes to an older one."""

    old: CollectedRow
    new: CollectedRow
    table: EnterpriseTable

    @property
    def replaced(self) -> list[str]:
        """The places with another value."""
        old, new = self.old.values, self.new.values
        return [place for place in new if place in old and old[place] != new[place]]

    @property
    def blanked(self) -> list[str]:
        """The places with a value that the newer row leaves blank."""
        return [place for place in self.old.values if place in self.new.blanks]

    @property
    def withdrawn(self) -> list[str]:
        """Those of the blanked places whose value came from a return."""
        return [place for place in self.blanked if self.old.sources[place].file != OLD_TABLE]

    @property
    def added(self) -> list[str]:
        """The places that only the newer row has."""
        return [place for place in self.new.values if place not in self.old.values]

    @property
    def merged(self) -> CollectedRow:
        """The row that results."""
        gone = set(self.withdrawn)
        kept = [place for place in self.old.values if place not in gone]
        values = {**{place: self.old.values[place] for place in kept}, **self.new.values}
        sources = {**{place: self.old.sources[place] for place in kept}, **self.new.sources}
        blanks = {**self.old.blanks, **self.new.blanks}
        blanks = {place: source for place, source in blanks.items() if place not in values}
        unread = ((self.old.unread - self.new.blanks.keys()) | self.new.unread) - values.keys()
        return CollectedRow(values, sources, blanks, unread)

    def list_withdrawn(self, path: str = "") -> list[Withdrawn]:
        """List the withdrawn values in words, with the table ``path`` where they stood, or else their sources.

        A value of a table may have been changed by hand since it came from its source.
        """
        return [
            Withdrawn(
                str(self.new.values[self.table.name]),
                format_heading(place, self.table),
                _format_plain(self.old.values[place]),
                path or str(self.old.sources[place]),
                str(self.new.blanks[place]),
            )
            for place in self.withdrawn
        ]


@dataclass
class _ReturnMerger:
    """Merger of several returns of one enterprise, the newest last."""

    table: EnterpriseTable
    order: ReturnOrder
    problems: list[Problem] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)

    def merge(self, rows: Sequence[CollectedRow]) -> CollectedRow:
        """Merge the rows of one enterprise."""
        by_file: dict[str, CollectedRow] = {}
        for row in rows:
            before = by_file.setdefault(self._get_file(row), row)
            if before is not row:
                self._report_twice_in_a_file(before, row)
        files, basis = self.order.sort(tuple(by_file))
        merged = by_file[files[0]]
        for file in files[1:]:
            change = _Change(merged, by_file[file], self.table)
            self._report(change, basis.words, is_certain=basis.is_certain)
            self.withdrawn += change.list_withdrawn()
            merged = change.merged
        return merged

    def _report_twice_in_a_file(self, first: CollectedRow, again: CollectedRow) -> None:
        change = _Change(first, again, self.table)
        message = self._format_both(first, again)
        where = Where(self._get_file(again))
        if not change.replaced and not change.added:
            self.problems.append(Problem("collect.same", where, f"{message}，数据一致，只留前一行。", "请只留一行。"))
        else:
            shown = _join(self._iterate_differences(change, "前一行", "这一行"))
            message = f"{message}，但数据不同：{shown}。两行在同一个文件里，用了前一行。"
            self.problems.append(Problem("collect.differs", where, message, "请与企业核对，只留正确的一行，再收一次。"))

    def _report(self, change: _Change, basis: str, *, is_certain: bool) -> None:
        old, new = change.old, change.new
        file, message = self._get_file(new), self._format_both(old, new)
        replaced = [place for place in change.replaced if place != self.table.name]
        if not replaced and not change.added and not change.blanked:
            message = f"{message}，数据一致，只计一家。"
            self.problems.append(Problem("collect.same", Where(file), message, "请只留一份文件。"))
            return
        shown = _join(self._iterate_differences(change, "原来", "现在"))
        message = f"{message}，但数据不同：{shown}。用了较新的 {file}（{basis}）。"
        if is_certain:
            hint = "请核对是不是更正后的一份；不是的，删去这个文件再收一次。"
            self.problems.append(Problem("collect.corrected", Where(file), message, hint))
        else:
            hint = "请与企业核对，只留正确的一份，再收一次。"
            self.problems.append(Problem("collect.differs", Where(file), message, hint))

    def _iterate_differences(self, change: _Change, before: str, now: str) -> Iterator[str]:
        for place in (*change.replaced, *change.added):
            if place != self.table.name:
                one, two = format_cells_apart(change.old.values.get(place), change.new.values.get(place))
                source = change.new.sources[place].place
                yield f"{format_heading(place, self.table)}{before}是 {one}，{now}（{source}）是 {two}"
        for place in change.blanked:
            one, source = _format_cell(change.old.values[place]), change.new.blanks[place].place
            yield f"{format_heading(place, self.table)}{before}是 {one}，{now}（{source}）空着"

    def _format_both(self, first: CollectedRow, again: CollectedRow) -> str:
        name = self.table.name
        one, two = str(first.values[name]), str(again.values[name])
        alike = "是同一家" if normalize_name(one) == normalize_name(two) else "代码相同、名称不同"
        return f"企业“{two}”（{again.sources[name]}）与“{one}”（{first.sources[name]}）{alike}"

    def _get_file(self, row: CollectedRow) -> str:
        return row.sources[self.table.name].file


def _report_change(change: _Change, path: str, table: EnterpriseTable) -> Iterator[Problem]:
    """Yield the problems of a new return of an enterprise that the table has already."""
    old, new = change.old, change.new
    name = f"企业“{new.values[table.name]}”的"
    for place in change.replaced:
        before, after = format_cells_apart(old.values[place], new.values[place])
        message = f"{name}{format_heading(place, table)}原来是 {before}，已换成 {new.sources[place]} 的 {after}。"
        yield Problem("collect.replaced", Where(path), message, "请核对以哪个为准。")
    for place in change.withdrawn:
        before, heading = _format_cell(old.values[place]), format_heading(place, table)
        message = f"{name}{heading}表里原来是 {before}，企业交的表里现在空着（{new.blanks[place]}），"
        message += "按企业撤回处理，表里已空出。"
        hint = "请与企业核对；不是撤回的，把原来的值填回企业表。"
        yield Problem("collect.withdrawn", Where(path), message, hint)
    typed = [place for place in change.blanked if place not in change.withdrawn]
    if typed:
        values = (f"{format_heading(place, table)} {_format_cell(old.values[place])}" for place in typed)
        message = f"{name}{_join(values)}：企业交的表里空着，表里的值不是从企业的表收来的，照旧保留。"
        yield Problem("collect.kept", Where(path), message, "请核对这些值是否仍然要用。")


def _select_still_blank(
    before: Sequence[Withdrawn],
    now: Sequence[Withdrawn],
    rows: Sequence[CollectedRow],
    table: EnterpriseTable,
) -> list[Withdrawn]:
    """Select the values withdrawn in earlier collections whose cells are still blank, without those told anew."""
    known = {(normalize_name(one.enterprise), one.heading) for one in now}
    known |= {
        (normalize_name(str(row.values[table.name])), format_heading(place, table))
        for row in rows
        for place in row.values
    }
    return [one for one in before if (normalize_name(one.enterprise), one.heading) not in known]


def _join(words: Iterator[str]) -> str:
    found = list(words)
    more = f"等 {len(found)} 处" if len(found) > _LISTED_FIGURES else ""
    return "；".join(found[:_LISTED_FIGURES]) + more


def _format_cell(cell: CellValue) -> str:
    return f"“{cell}”" if isinstance(cell, str) else _format_plain(cell)


def format_cells_apart(one: CellValue, other: CellValue) -> tuple[str, str]:
    """Format two cells that differ, numbers with as many digits as tell them apart."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return format_apart(one, other)
    return _format_cell(one), _format_cell(other)


def _format_plain(cell: CellValue) -> str:
    match cell:
        case None:
            return "空"
        case bool():
            return "是" if cell else "否"
        case Decimal():
            return format_number(cell)
        case _:
            return str(cell)
