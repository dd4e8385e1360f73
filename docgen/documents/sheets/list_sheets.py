"""Build the lists (清单、名单) for an evidence item from the enterprise table and the lists of the application.

The rows follow from the fields that the item proves: the enterprises that a field counts, or the list entries that it
counts. Therefore the number of rows equals the figure in the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from docgen.definitions import table_columns as tables
from docgen.definitions.derive_rules import Derive, Listed
from docgen.definitions.form import Field, Matrix, NamedList, Number, Series, iterate_places, shorten_label
from docgen.definitions.notice import EvidenceItem
from docgen.documents.printed_answers import format_value
from docgen.documents.sheets.enterprise_table import build_enterprise_table
from docgen.documents.sheets.sheet import PrintableSheet, PrintColumn, measure_text
from docgen.project.application import Application
from docgen.project.lists.list_entries import ListEntries
from docgen.project.lists.list_rows import format_cell
from docgen.project.register.measures import NotComputableError, select_enterprises
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.evidence.evidence_checklist import GeneratedLists, find_proven_fields, is_claim

SIGNATURES = ("填报单位（盖章）：", "填报人：", "日期：")

_EVIDENCE = "佐证材料"
_UNIT = "家"
_IN_BRACKETS = re.compile(r"（[^（）]*）")
_ON_PORTRAIT = 136.0
"""The most characters across A4 portrait that are still legible."""

_WIDEST = {"text": 34.0, "code": 26.0, "number": 14.0, "yes_no": 12.0, "year": 12.0, "option": 12.0}
_ROOM = 3
"""The margin of a column beside its text, in characters."""

_SHORT, _SHORT_HEADING = 10, 8
"""The longest text that is centred, and the longest heading in one line."""


def build_item_sheets(application: Application, item: EvidenceItem) -> tuple[PrintableSheet, ...]:
    """Build the sheets for ``item``, in order; empty sheets are left out."""
    return tuple(sheet for sheet in _iterate_sheets(application, item) if sheet.rows)


def is_satisfied_by_lists(application: Application, item: EvidenceItem, sheets: Sequence[PrintableSheet]) -> bool:
    """Return True if ``sheets``, those that docgen makes for ``item``, are sufficient for it.

    They are not if each enterprise must submit a sheet, if the item or one of its answers asks for evidence, or if a
    list is missing.
    """
    if item.per == "enterprise" or _EVIDENCE in item.title or not sheets:
        return False
    claimed = [field for field, _ in find_proven_fields(application, item) if _has_claim(application, field)]
    return all(_is_listed(application, field) for field in claimed)


def _iterate_sheets(application: Application, item: EvidenceItem) -> Iterator[PrintableSheet]:
    fields = [field for field, _ in find_proven_fields(application, item)]
    if item.per == "enterprise" and application.register:
        yield build_enterprise_table(application.register, application.tables.enterprises, application.form.years)
    if application.register:
        yield from _build_register_sheets(application, application.register, item, fields)
    by_list: dict[str, list[Field]] = {}
    for field in fields:
        listed = _get_listed(field)
        if listed and listed.id in application.lists:
            by_list.setdefault(listed.id, []).append(field)
    yield from (_build_list_sheet(application, application.lists[name], members) for name, members in by_list.items())


def _is_listed(application: Application, field: Field) -> bool:
    """Return True if the sheets alone prove the answer."""
    if any(attach.kind != "list" for attach in field.attach):
        return False
    listed, derive = _get_listed(field), _get_derive(field)
    if listed:
        return listed.id in application.lists
    return derive is not None and application.register is not None and _can_count(application, derive)


def _has_claim(application: Application, field: Field) -> bool:
    return any(is_claim(application.answers.get(place)) for place in iterate_places(field, application.form.years))


def _get_listed(field: Field) -> Listed | None:
    return field.listed if isinstance(field, Number | Series | Matrix | NamedList) else None


def _get_derive(field: Field) -> Derive | None:
    return field.derive if isinstance(field, Number | Series) else None


def _get_count_rule(field: Field) -> Derive | None:
    """Get the rule by which the field counts enterprises; None if it counts none."""
    derive = _get_derive(field)
    return derive if derive and derive.count and not derive.over and not derive.growth else None


def _can_count(application: Application, derive: Derive) -> bool:
    """Return True if the register has the counted columns, or if nothing is counted."""
    if application.register is None or not derive.count:
        return not derive.count
    try:
        select_enterprises(
            application.register, application.tables.enterprises, derive, application.form.years.actual[-1]
        )
    except NotComputableError:
        return False
    return True


@dataclass(frozen=True)
class _CountedField:
    """A field that counts enterprises, its rule, and the counted enterprises of the last year."""

    field: Field
    derive: Derive
    chosen: tuple[bool, ...]


def _build_register_sheets(
    application: Application, register: Register, item: EvidenceItem, fields: Sequence[Field]
) -> Iterator[PrintableSheet]:
    """Build the sheet of the enterprises that at least one of the fields counts."""
    table, year = application.tables.enterprises, application.form.years.actual[-1]
    members = [
        _CountedField(field, derive, select_enterprises(register, table, derive, year))
        for field in fields
        if (derive := _get_count_rule(field)) and _can_count(application, derive)
    ]
    if not members:
        return
    listed = tuple(any(one) for one in zip(*(member.chosen for member in members), strict=True))
    printed = [
        _build_printed_column(register, column, year, listed)
        for column in _select_columns(table, register, members, listed)
    ]
    rows = [(number, *row) for number, row in enumerate(zip(*(cells for _, cells in printed), strict=True), 1)]
    title = _format_title(item)
    yield _build_sheet(
        title,
        (_format_cluster(application), f"截至{year}年末"),
        [column for column, _ in printed],
        rows,
        _format_register_total(members, register, table, year, listed),
        table.number,
    )


def _select_columns(
    table: tables.EnterpriseTable, register: Register, members: Sequence[_CountedField], listed: Sequence[bool]
) -> list[tables.Column]:
    """Select name, code and business, then the columns that are the reason of the listing.

    A yes-no column with one value for all rows is left out, because it distinguishes none of them.
    """
    texts = [entry.column for entry in table.sheet if table.by_id[entry.column].kind == "text"]
    first = [table.name, table.code, *[name for name in texts if name != table.name][:1]]
    counted_by = dict.fromkeys(name for member in members for name in (*member.derive.of, *member.derive.count))
    varying = [
        name
        for name in counted_by
        if table.by_id[name].kind != "number"
        and (table.by_id[name].kind != "yes_no" or len(set(compress(register.columns[name], listed))) > 1)
    ]
    return [table.by_id[name] for name in (*first, *varying) if name in register.columns]


def _build_printed_column(
    register: Register, column: tables.Column, year: int, listed: Sequence[bool]
) -> tuple[PrintColumn, list[str | int]]:
    """Build a column and its cells; a recognition after ``year`` is left blank."""
    cells = [_format_cell(column, cell, year) for cell in compress(register.columns[column.id], listed)]
    return _build_column(column, cells), cells


def _format_cell(column: tables.Column, cell: CellValue, year: int) -> str | int:
    if column.kind == "year" and isinstance(cell, int):
        return cell if cell <= year else ""
    return format_cell(column, cell)


def _format_register_total(
    members: Sequence[_CountedField],
    register: Register,
    table: tables.EnterpriseTable,
    year: int,
    listed: Sequence[bool],
) -> str:
    # The parts are named only where they tell more than the total.
    total = sum(listed)
    if len(members) == 1:
        (member,) = members
        having = {name: _count_enterprises(register, table, member, name, year) for name in member.derive.count}
        parts = {table.by_id[name].recognition: count for name, count in having.items()}
        return _format_total(total, _UNIT, [parts] if len(parts) > 1 else [])
    parts = {_shorten_field_name(member.field): sum(member.chosen) for member in members}
    if len({member.derive.count for member in members}) > 1:
        return _format_total(total, _UNIT, [parts])
    within = "，".join(f"{words} {count} {_UNIT}" for words, count in parts.items() if count != total)
    return f"合计 {total} {_UNIT}{'，其中' if within else ''}{within}。"


def _count_enterprises(
    register: Register, table: tables.EnterpriseTable, member: _CountedField, name: str, year: int
) -> int:
    return sum(select_enterprises(register, table, Derive(count=(name,), of=member.derive.of), year))


def _shorten_field_name(field: Field) -> str:
    return shorten_label(field).rpartition("：")[2].removesuffix("数量")


def _format_title(item: EvidenceItem) -> str:
    """Format the title of a sheet from the item, without its verb, brackets, and text after a comma."""
    return _IN_BRACKETS.sub("", item.title).rstrip("；。").removeprefix("提供").partition("，")[0]


def _build_list_sheet(application: Application, entries: ListEntries, fields: Sequence[Field]) -> PrintableSheet:
    """Build the sheet of the list entries that the fields count."""
    counted_entries = _find_counted_entries(application, entries, fields)
    chosen = [at in counted_entries for at in range(len(entries.rows))]
    columns = [
        column
        for column in entries.table.columns
        if any(cell is not None for cell in compress(entries.columns.get(column.id, ()), chosen))
    ]
    printed = [
        [format_cell(column, cell) for cell in compress(entries.columns[column.id], chosen)] for column in columns
    ]
    rows = [(number, *row) for number, row in enumerate(zip(*printed, strict=True), 1)]
    head = (_format_cluster(application), *_format_period(application, fields))
    parts = [_count_by_option(entries, chosen, name) for name in _list_option_columns(fields)]
    return _build_sheet(
        entries.table.title,
        head,
        [_build_column(column, cells) for column, cells in zip(columns, printed, strict=True)],
        rows,
        _format_total(sum(chosen), entries.table.unit, [part for part in parts if part]),
        application.tables.enterprises.number,
    )


def _find_counted_entries(application: Application, entries: ListEntries, fields: Sequence[Field]) -> set[int]:
    """Find the positions of the entries that at least one field counts; entries of other years are left out."""
    found: set[int] = set()
    for field in fields:
        listed = _get_listed(field)
        if listed is None:
            continue
        matching = entries.find_matching(listed.where)
        if isinstance(field, Series | Matrix) and entries.columns.keys() >= {*listed.by}:
            keys = [".".join((field.id, *map(str, key))) for key in entries.list_keys(listed.by)]
            matching = tuple(at for at in matching if keys[at] in application.form.places)
        found.update(matching)
    return found


def _format_period(application: Application, fields: Sequence[Field]) -> tuple[str, ...]:
    """Format the period of the list; empty if its fields have none."""
    years = application.form.years.actual
    if any(isinstance(field, Series | Matrix) for field in fields):
        return (f"{years[0]}—{years[-1]}年",)
    return (f"截至{years[-1]}年末",) if any(_get_derive(field) for field in fields) else ()


def _list_option_columns(fields: Sequence[Field]) -> tuple[str, ...]:
    """List the columns by whose options the fields count."""
    return tuple(
        dict.fromkeys(name for field in fields if (one := _get_listed(field)) for name in (*one.where, *one.by))
    )


def _count_by_option(entries: ListEntries, chosen: Sequence[bool], name: str) -> dict[str, int]:
    """Count the entries by option; empty if all entries have the same option or the column has none."""
    options = entries.table.by_id[name].options
    cells = list(compress(entries.columns.get(name, ()), chosen))
    counts = {words: cells.count(option) for option, words in options.items() if option in cells}
    return counts if len(counts) > 1 else {}


def _format_total(number: int, unit: str, parts: Sequence[Mapping[str, int]]) -> str:
    """Format the total: 合计 25 项：国家 6 项，行业 11 项；主持 9 项，参与 16 项。"""
    words = "；".join("，".join(f"{name} {count} {unit}" for name, count in part.items()) for part in parts)
    shared = "（兼有的只计一次）" if any(sum(part.values()) > number for part in parts) else ""
    return f"合计 {number} {unit}{'：' if words else ''}{words}{shared}。"


def _format_cluster(application: Application) -> str:
    return f"集群名称：{format_value(application.answers.get(application.form.package.cluster))}"


def _build_column(column: tables.Column, cells: Sequence[str | int]) -> PrintColumn:
    """Build a column as wide as its longest text or its heading in two lines, up to the limit of its kind."""
    longest = max((_measure_width(str(cell)) for cell in cells), default=0)
    heading = column.format_heading()
    needed = measure_text(heading) if measure_text(heading) <= _SHORT_HEADING else (measure_text(heading) + 1) // 2 + 1
    width = max(min(longest + _ROOM, _WIDEST[column.kind]), needed + 2)
    return PrintColumn(heading, float(width), centred=column.kind != "text" or longest <= _SHORT)


def _measure_width(text: str) -> int:
    """Measure the width of a text; two capitals are as wide as three digits."""
    return measure_text(text) + (sum(letter.isascii() and letter.isupper() for letter in text) + 1) // 2


def _build_sheet(
    title: str,
    head: tuple[str, ...],
    columns: Sequence[PrintColumn],
    rows: Sequence[Sequence[str | int]],
    total: str,
    number: str,
) -> PrintableSheet:
    columns = (PrintColumn(number, 6, centred=True), *columns)
    is_narrow = sum(column.width for column in columns) <= _ON_PORTRAIT
    return PrintableSheet(
        name=title,
        title=title,
        head=head,
        columns=columns,
        rows=tuple(rows),
        foot=(total, *SIGNATURES),
        orientation="portrait" if is_narrow else "landscape",
    )


ItemLists = Mapping[str, tuple[PrintableSheet, ...]]
"""The sheets of each item that has any, by its number."""


def build_item_lists(application: Application) -> ItemLists:
    """Build the sheets of each item of the notice for which docgen can make any."""
    made = {
        item.number: build_item_sheets(application, item)
        for item in application.notice.iterate_items()
        if not item.retired
    }
    return {number: sheets for number, sheets in made.items() if sheets}


def describe_item_lists(application: Application, lists: ItemLists) -> dict[str, GeneratedLists]:
    """Describe the generated lists for the checklist, by item number."""
    items = {item.number: item for item in application.notice.iterate_items()}
    return {
        number: GeneratedLists(
            tuple(sheet.title for sheet in sheets), is_satisfied_by_lists(application, items[number], sheets)
        )
        for number, sheets in lists.items()
    }
