"""Comparison of the lists with the typed answers and with the enterprise table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.definitions.derive_rules import Derive, Listed
from docgen.definitions.form import ListedField, Matrix, Number, Series, describe_place, shorten_label
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.application import Application
from docgen.project.lists.list_entries import ListEntries, compute_list_answers
from docgen.project.register.enterprise_names import normalize_name
from docgen.project.register.measures import NotComputableError, get_column_cells, select_enterprises
from docgen.project.register.register import Register
from docgen.rules.list_entry_check import find_entry_faults, find_owners, format_lines
from docgen.values import NOTHING, format_number

_LISTED_NAMES = 5
"""The number of names that a message lists; the others are counted."""


def check_lists(application: Application) -> Iterator[Problem]:
    """Yield a problem for each answer that differs from its list, and for each doubtful entry of a list."""
    from_lists = compute_list_answers(application.form, application.lists)
    for field, listed, entries in _find_counted_fields(application):
        places = [place for place, owner in application.form.places.items() if owner is field and place in from_lists]
        for place in places:
            typed = application.answers.get(place)
            if place not in application.answer_sources and typed is not None:
                yield from _check_answer(application, place, typed, from_lists[place], entries, listed)
        if isinstance(field, Series | Matrix) and places:
            yield from _check_years(application, field, listed, entries)
        if isinstance(field, Number) and field.derive and application.register and places:
            yield from _check_register(application, application.register, field.derive, listed, entries)
    yield from find_entry_faults(application)


def _find_counted_fields(application: Application) -> Iterator[tuple[ListedField, Listed, ListEntries]]:
    """Yield each field whose answer is counted in an existing list, with the list."""
    for field, listed in application.form.iterate_listed():
        if listed.id in application.lists:
            yield field, listed, application.lists[listed.id]


def _check_answer(
    application: Application, place: str, typed: Value, counts: Value, entries: ListEntries, listed: Listed
) -> Iterator[Problem]:
    field = application.form.places[place]
    name, which = describe_place(field, place), _format_list(entries, listed)
    where, hint = (
        application.locate(place),
        f"请核对以哪个为准，改正另一个；或写“{AnswerSource.LISTS.value}”由清单计算。",
    )
    if isinstance(counts, tuple) and isinstance(typed, tuple):
        missing = _format_missing_names(typed, counts, entries)
        if missing or len(typed) != len(counts):
            message = f"“{name}”填了 {len(typed)} 个，{which}有 {len(counts)} 个{'：' if missing else ''}{missing}。"
            yield Problem("list.differs", where, message, hint)
        return
    number = Decimal(0) if typed is NOTHING else typed
    if isinstance(number, Decimal) and isinstance(counts, Decimal) and number != counts:
        unit = field.unit if isinstance(field, ListedField) else ""
        message = f"“{name}”填了 {format_number(number)} {unit}，{which}{_format_part(place, field.id)}有 {counts} 行。"
        yield Problem("list.differs", where, message, hint)


def _format_list(entries: ListEntries, listed: Listed) -> str:
    """Format a list with the options that select its entries: 清单 lists/a.xlsx 里级别为国家级的."""
    chosen = [
        f"{entries.table.by_id[name].label}为{_format_option(entries, name, one)}" for name, one in listed.where.items()
    ]
    return f"清单 {entries.path} 里{'、'.join(chosen)}的" if chosen else f"清单 {entries.path} "


def _format_option(entries: ListEntries, column: str, option: str) -> str:
    return entries.table.by_id[column].options.get(option, option)


def _format_part(place: str, field_id: str) -> str:
    return "这一栏" if place != field_id else ""


def _format_missing_names(typed: tuple[object, ...], listed: tuple[object, ...], entries: ListEntries) -> str:
    """Format the names that only one of the two has."""
    here = {normalize_name(str(name)): str(name) for name in typed}
    there = {normalize_name(str(name)): str(name) for name in listed}
    sides = (
        ("清单里没有", [name for key, name in here.items() if key not in there]),
        ("答案里没有", [name for key, name in there.items() if key not in here]),
    )
    return "；".join(f"{words}{_format_names(names, entries.table.unit)}" for words, names in sides if names)


def _format_names(names: list[str], unit: str) -> str:
    first = "、".join(f"“{name}”" for name in names[:_LISTED_NAMES])
    return first + (f" 等 {len(names)} {unit}" if len(names) > _LISTED_NAMES else "")


def _check_years(
    application: Application, field: Series | Matrix, listed: Listed, entries: ListEntries
) -> Iterator[Problem]:
    """Yield a problem for entries of years outside the form, which are not counted."""
    known = {place.removeprefix(f"{field.id}.") for place, one in application.form.places.items() if one is field}
    keys = list(entries.list_keys(listed.by))
    chosen = [at for at in entries.find_matching(listed.where) if None not in keys[at]]
    outside = [entries.rows[at] for at in chosen if ".".join(map(str, keys[at])) not in known]
    if outside:
        years = "、".join(str(year) for year in application.form.years.actual)
        rows = f"清单有 {len(outside)} 行不在 {years} 年之内（{format_lines(outside)}）"
        message = f"{rows}，没有计入“{shorten_label(field)}”，也不会印进清单。"
        yield Problem("list.outside-years", Where(entries.path, outside[0]), message, "请核对年份；不该列入的请删去。")


def _check_register(
    application: Application, register: Register, derive: Derive, listed: Listed, entries: ListEntries
) -> Iterator[Problem]:
    """Yield a problem where the sum of the enterprise table is not the number of rows, with the owners that differ."""
    table, year = application.tables.enterprises, application.form.years.actual[-1]
    if not derive.sum or derive.over or derive.growth:
        return
    try:
        chosen = select_enterprises(register, table, derive, year)
        column = table.by_id[derive.sum]
        cells = get_column_cells(register, column, year)
    except NotComputableError:
        return  # the missing column is reported with the answers computed from it
    owned = {
        name: cell if isinstance(cell, Decimal) else Decimal(0)
        for name, cell, counts in zip(register.names, cells, chosen, strict=True)
        if counts
    }
    rows, total = len(entries.find_matching(listed.where)), sum(owned.values(), Decimal(0))
    if rows != total:
        message = (
            f"清单有 {rows} 行，企业表 {register.headings.get(f'{column.id}.{year}', column.format_heading(year))}"
            f"合计 {format_number(total)} {column.unit}{_format_owners(application, register, owned, entries)}。"
        )
        yield Problem("list.register-differs", Where(entries.path), message, "请核对以哪个为准，改正另一个。")


def _format_owners(
    application: Application, register: Register, owned: Mapping[str, Decimal], entries: ListEntries
) -> str:
    """Format the owners whose counts differ, "" where the list has no column of owners."""
    if entries.table.owner not in entries.columns:
        return ""
    # An entry of several owners counts once, for the first of them that counts, so that the sums can agree.
    counting = {normalize_name(name) for name in owned}
    keys = [list(map(normalize_name, names)) for names in find_owners(entries, register, application.tables)]
    rows = Counter(next((key for key in names if key in counting), names[0]) for names in keys if names)
    differing = [
        f"{name}清单 {rows[normalize_name(name)]} 行、企业表 {format_number(number)}"
        for name, number in owned.items()
        if rows[normalize_name(name)] != number
    ]
    more = f"等 {len(differing)} 家" if len(differing) > _LISTED_NAMES else ""
    return f"；不一致的：{'；'.join(differing[:_LISTED_NAMES])}{more}" if differing else ""
