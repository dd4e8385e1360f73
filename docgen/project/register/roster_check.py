"""The roster against what was returned: who is missing, who came without being asked, who seems to be whom."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from docgen.definitions.table_columns import EnterpriseTable
from docgen.problems.problem import Problem, Where
from docgen.project.register.collected_rows import OLD_TABLE, Collected, CollectedRow
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.roster import Roster, RosterEntry

_FAILED = frozenset({"collect.unreadable", "collect.no-enterprise", "collect.no-name"})
"""The problems of files that came and gave no enterprise."""
_LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|集团|\([^()]*\))")
_LISTED_NAMES = 10
"""The number of names that a message lists; the sheet has all of them."""
_LEAST_COMMON = 0.5
"""The share of pairs of letters that similar names have in common."""
_FEW_NAMES = 20
"""Up to so many names a pair of letters is of use for the search, however many of the names have it."""
_LETTERS_A_SLIP = 8
"""A name may differ in one letter for each eight that it has, and in one at least."""


class ReturnState(Enum):
    """State of an enterprise of the roster or of the returns; the value is the word of the sheet."""

    MISSING = "没有交"
    SIMILAR = "似乎交了"
    UNASKED = "名单上没有"
    RETURNED = "已交"


@dataclass(frozen=True)
class RosterLine:
    """One enterprise of the roster or of the returns: name, code, contacts, state, the file, and what to look at."""

    name: str
    code: str
    contacts: tuple[str, ...]
    state: ReturnState
    file: str = ""
    note: str = ""


@dataclass(frozen=True)
class RosterComparison:
    """The roster and the returns, those to be asked first; ``problems`` name what is missing and what is too much."""

    path: str
    lines: tuple[RosterLine, ...]
    problems: tuple[Problem, ...]

    def list_names(self, state: ReturnState) -> tuple[str, ...]:
        """List the names of the enterprises in this state."""
        return tuple(line.name for line in self.lines if line.state is state)

    @property
    def summary(self) -> str:
        """The number of enterprises in each state, in words."""
        return "，".join(f"{state.value} {len(self.list_names(state))} 家" for state in ReturnState)

    def to_json(self) -> dict[str, object]:
        """Return the comparison as ``docgen enterprises collect --json`` prints it."""
        similar = [
            {"name": line.name, "returned_as": line.note, "file": line.file}
            for line in self.lines
            if line.state is ReturnState.SIMILAR
        ]
        return {
            "returned": len(self.list_names(ReturnState.RETURNED)),
            "missing": list(self.list_names(ReturnState.MISSING)),
            "similar": similar,
            "unasked": list(self.list_names(ReturnState.UNASKED)),
        }


def compare_with_roster(roster: Roster, collected: Collected, table: EnterpriseTable) -> RosterComparison:
    """Compare the roster with the enterprises that returned a sheet, now or before."""
    returned = [row for row in collected.rows if _is_filled(row, table)]
    names = {normalize_name(str(row.values[table.name])): row for row in returned}
    codes = {row.values[table.code]: row for row in returned if isinstance(row.values.get(table.code), str)}
    found: dict[int, CollectedRow] = {}
    for at, entry in enumerate(roster.entries):
        row = names.get(normalize_name(entry.name)) or (codes.get(entry.code) if entry.code else None)
        if row is not None:
            found[at] = row
    matched = {id(row) for row in found.values()}
    unasked = [row for row in returned if id(row) not in matched]
    missing = [entry for at, entry in enumerate(roster.entries) if at not in found]
    similar = _find_similar(missing, unasked, table)
    failed = _list_failed_files(collected.problems)
    empty = {normalize_name(str(row.values[table.name])): row for row in collected.rows if not _is_filled(row, table)}
    lines = [
        *(_build_missing(entry, failed, empty, table) for entry in missing if entry not in similar),
        *(_build_similar(entry, row, table) for entry, row in similar.items()),
        *(_build_unasked(row, table) for row in unasked if row not in similar.values()),
        *(_build_returned(roster.entries[at], row, table) for at, row in found.items()),
    ]
    return RosterComparison(roster.path, tuple(lines), tuple(_report(roster, lines)))


def _is_filled(row: CollectedRow, table: EnterpriseTable) -> bool:
    """Return whether a return, now or before, said something of the enterprise beside its name and code."""
    return any(
        source.file != OLD_TABLE for place, source in row.sources.items() if place not in (table.name, table.code)
    )


def _build_missing(
    entry: RosterEntry, failed: Sequence[str], empty: Mapping[str, CollectedRow], table: EnterpriseTable
) -> RosterLine:
    row = empty.get(normalize_name(entry.name))
    file, note = next((one for one in failed if _is_named_after(one, _get_core(entry.name))), ""), ""
    if row is not None and row.sources[table.name].file != OLD_TABLE:
        file, note = row.sources[table.name].file, "交来的表是空的"
    elif file:
        note = "交来的文件里没有读出企业，见提示"
    return RosterLine(entry.name, entry.code, entry.contacts, ReturnState.MISSING, file, note)


def _build_similar(entry: RosterEntry, row: CollectedRow, table: EnterpriseTable) -> RosterLine:
    name = str(row.values[table.name])
    return RosterLine(entry.name, entry.code, entry.contacts, ReturnState.SIMILAR, _get_file(row, table), name)


def _build_unasked(row: CollectedRow, table: EnterpriseTable) -> RosterLine:
    code = row.values.get(table.code)
    contacts = ("",) * len(table.roster)
    name = str(row.values[table.name])
    return RosterLine(name, code if isinstance(code, str) else "", contacts, ReturnState.UNASKED, _get_file(row, table))


def _build_returned(entry: RosterEntry, row: CollectedRow, table: EnterpriseTable) -> RosterLine:
    name = str(row.values[table.name])
    note = "" if normalize_name(name) == normalize_name(entry.name) else f"代码相同，交来的表写作“{name}”"
    return RosterLine(entry.name, entry.code, entry.contacts, ReturnState.RETURNED, _get_file(row, table), note)


def _get_file(row: CollectedRow, table: EnterpriseTable) -> str:
    return next(source.file for source in (row.sources[table.name], *row.sources.values()) if source.file != OLD_TABLE)


def _find_similar(
    missing: Sequence[RosterEntry], unasked: Sequence[CollectedRow], table: EnterpriseTable
) -> Mapping[RosterEntry, CollectedRow]:
    """Find for each missing enterprise the one return without a roster entry whose name is nearly the same."""
    cores = [_get_core(str(row.values[table.name])) for row in unasked]
    pairs = [_list_pairs(core) for core in cores]
    having: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(pairs):
        for pair in own:
            having[pair].append(at)
    # The name of the county in most names brings together all with all.
    most = max(len(cores) // 2, _FEW_NAMES)
    found: dict[RosterEntry, CollectedRow] = {}
    taken: set[int] = set()
    for entry in missing:
        core = _get_core(entry.name)
        own = _list_pairs(core)
        near = {at for pair in own if len(having.get(pair, ())) <= most for at in having.get(pair, ())} - taken
        common = Counter({at: len(own & pairs[at]) for at in sorted(near)})
        for at, count in common.most_common():
            if count < _LEAST_COMMON * min(len(own), len(pairs[at])):
                continue
            code = unasked[at].values.get(table.code)
            is_other = bool(entry.code) and isinstance(code, str) and code != entry.code
            if not is_other and _are_similar(core, cores[at]):
                found[entry] = unasked[at]
                taken.add(at)
                break
    return found


def _list_pairs(core: str) -> set[str]:
    return {core[at : at + 2] for at in range(len(core) - 1)} or {core}


def _get_core(name: str) -> str:
    """Get the name without its legal form and brackets: 云溪沣川机械 for 云溪沣川机械（集团）有限公司."""
    plain = normalize_name(name)
    return _LEGAL_FORM.sub("", plain) or plain


def _are_similar(one: str, other: str) -> bool:
    """Return whether two cores of names are the same, are short for one another, or differ in a few letters."""
    first, second = sorted((one, other), key=len)
    if first == second or (len(first) >= 4 and _is_short_for(first, second)):
        return True
    allowed = max(1, len(first) // _LETTERS_A_SLIP)
    return len(second) - len(first) <= allowed and _count_slips(first, second) <= allowed


def _is_short_for(short: str, full: str) -> bool:
    letters = iter(full)
    return all(letter in letters for letter in short)


def _count_slips(one: str, other: str) -> int:
    """Count the letters to be changed, added or left out (the Levenshtein distance)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, its in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != its))
    return row[-1]


def _list_failed_files(problems: Iterable[Problem]) -> list[str]:
    return list(dict.fromkeys(problem.where.path for problem in problems if problem.code in _FAILED))


def _is_named_after(file: str, core: str) -> bool:
    stem = _get_core(PurePosixPath(file).stem)
    return len(stem) >= 2 and (core in stem or stem in core)


def _report(roster: Roster, lines: Sequence[RosterLine]) -> Iterator[Problem]:
    yield from roster.problems
    where = Where(roster.path)
    missing = [line.name for line in lines if line.state is ReturnState.MISSING]
    if missing:
        message = f"名单上有 {len(roster.entries)} 家，{len(missing)} 家没有交表：{_join(missing)}。"
        yield Problem("collect.missing", where, message, "联系方式和全部名单见结果的“催收名单”。")
    for line in lines:
        if line.state is ReturnState.SIMILAR:
            message = f"名单上的“{line.name}”没有交表；{line.file} 的“{line.note}”不在名单上，似乎是同一家。"
            yield Problem("collect.similar", where, message, "请核对名称，改正名单或企业的表，再收一次。")
    unasked = [f"{line.name}（{line.file}）" for line in lines if line.state is ReturnState.UNASKED]
    if unasked:
        message = f"有 {len(unasked)} 家交了表，名单上没有：{_join(unasked)}。"
        yield Problem("collect.unasked", where, message, "请核对是不是集群的企业；是的补进名单，不是的删去它的表。")


def _join(names: Sequence[str]) -> str:
    return "、".join(names[:_LISTED_NAMES]) + (f" 等 {len(names)} 家" if len(names) > _LISTED_NAMES else "")
