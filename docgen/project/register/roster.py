"""The roster (名单) of the enterprises that should return a sheet, read from any table or text, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.table_columns import EnterpriseTable
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.row_words import is_company_name, may_be_enterprise
from docgen.project.spreadsheets.cell_values import RawValue, format_raw_value
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.headings import find_header
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.project.spreadsheets.text_tables import read_text_table
from docgen.values import convert_to_half_width

_CODE = re.compile(r"[0-9A-Za-z]{18}\Z")
_PHONE = re.compile(r"[\d-]{7,}\Z")
_NUMBERED = re.compile(r"\A\s*[（(]?\d{1,4}[)）、.．]\s*")
_BETWEEN = re.compile(r"[\t,，;；|]|\s\s")
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class RosterEntry:
    """One enterprise of a roster: its line, its name, its code ("" where it has none), and whom to ask, by column."""

    line: int
    name: str
    code: str
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """The enterprises of a roster in its order, each once, and the problems of the file."""

    path: str
    entries: tuple[RosterEntry, ...]
    problems: tuple[Problem, ...]


def read_roster(path: Path, table: EnterpriseTable) -> Roster:
    """Read a roster: a table with a heading for the names, or names alone, one a line.

    Raises InputError where the file cannot be read, or holds no name.
    """
    # A text of names has no columns by which it would be known as a table.
    read = read_text_table if path.suffix.lower() == ".txt" else read_grids
    grids, problems = read(path, path.name)
    found = list(_iterate_entries(grids, table))
    if not found:
        name = table.by_id[table.name].label
        raise InputError("名单里没有企业名称。", remedy=f"请一行写一家，或在表头写上“{name}”。", path=path)
    entries: dict[str, RosterEntry] = {}
    for entry in found:
        first = entries.setdefault(normalize_name(entry.name), entry)
        if first is not entry:
            message = f"“{entry.name}”在名单里出现了两次，第一次在第 {first.line} 行。"
            problems.append(Problem("collect.roster", Where(path.name, entry.line), message, "请删去一行。"))
    return Roster(path.name, tuple(entries.values()), tuple(problems))


def _iterate_entries(grids: Sequence[SheetGrid], table: EnterpriseTable) -> Iterator[RosterEntry]:
    """Yield the lines of the first sheet with a heading for the names; without one, those of the first sheet."""
    columns = (table.by_id[table.name], table.by_id[table.code], *table.roster)
    wanted = WantedColumns(columns, table.name, table.number)
    for grid in grids:
        head = find_header(grid.rows, wanted)
        if head is None:
            continue
        at = {heading.column.id: heading.position for heading in head.headings}
        for line, row in zip(grid.lines[head.last + 1 :], grid.rows[head.last + 1 :], strict=True):
            texts = {column.id: _get_text(row, at.get(column.id)) for column in columns}
            name = texts[table.name]
            if name and may_be_enterprise(name):
                code = convert_to_half_width(texts[table.code]).upper()
                yield RosterEntry(line, name, code, tuple(texts[one.id] for one in table.roster))
        return
    for grid in grids[:1]:
        for line, row in zip(grid.lines, grid.rows, strict=True):
            yield from _read_plain_line(line, row, len(table.roster))


def _read_plain_line(line: int, row: Sequence[RawValue], contacts: int) -> Iterator[RosterEntry]:
    """Yield the entry of a line without headings: its first word that is no number, and a code among the others."""
    texts = [text for cell in row if (text := _NUMBERED.sub("", format_raw_value(cell)))]
    words = list(_split_line(texts[0])) if len(texts) == 1 else texts
    words = [_normalize_code(word) for word in words]
    code = next((word.upper() for word in words if _CODE.match(word)), "")
    others = [word for word in words if word.upper() != code and not word.replace("-", "").isdecimal()]
    if others and len(others[0]) >= _SHORTEST_NAME and may_be_enterprise(others[0]):
        phones = [word for word in words if _PHONE.match(word)]
        yield RosterEntry(line, others[0], code, (*others[1:2], *phones[:1], *[""] * contacts)[:contacts])


def _split_line(text: str) -> Iterator[str]:
    """Yield the words of a line: marks and wide gaps part them; one space does behind a firm, a code or a phone.

    One space also stands inside names: 云溪 沣川机械厂 is one enterprise.
    """
    for piece in filter(None, map(str.strip, _BETWEEN.split(text))):
        first, *rest = piece.split()
        for word in rest:
            if is_company_name(first) or any(map(_is_number, (first, word))):
                yield first
                first = word
            else:
                first = f"{first} {word}"
        yield first


def _is_number(word: str) -> bool:
    plain = convert_to_half_width(word)
    return _CODE.match(plain) is not None or _PHONE.match(plain) is not None


def _normalize_code(word: str) -> str:
    return convert_to_half_width(word) if _is_number(word) else word


def _get_text(row: Sequence[RawValue], position: int | None) -> str:
    return format_raw_value(row[position]) if position is not None and position < len(row) else ""
