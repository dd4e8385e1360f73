"""The titles and the size of one enterprise: titles that need or exclude one another, SMEs that are too large."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.definitions.enterprise_rules import EnterpriseRules, SmallBusiness
from docgen.definitions.form import Years
from docgen.definitions.table_columns import Column, EnterpriseTable
from docgen.project.register.register_check import Columns
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.enterprises.enterprise_figures import Doubt, EnterpriseFigures, build_place, format_figure


def check_titles(figures: EnterpriseFigures, rules: EnterpriseRules) -> Iterator[Doubt]:
    """Yield a doubt for each title without the one that it needs, and for titles that exclude one another."""
    labels = {column.id: column.recognition for column in figures.table.columns}
    for need in rules.presupposed:
        if need.needs not in figures.columns:
            continue
        holders = set(_find_holders(figures, need.needs))
        for index in _find_holders(figures, need.title):
            if index not in holders:
                reason = f"没有{labels[need.needs]}，不会有{labels[need.title]}"
                hint = "请核对认定文件：漏填的补上，不是的删去。"
                yield Doubt("enterprises.title", index, (need.title, need.needs), reason, hint, need.rule)
    for pair in rules.exclusive:
        second = set(_find_holders(figures, pair.titles[1]))
        for index in _find_holders(figures, pair.titles[0]):
            if index in second:
                reason = f"不会同时有{labels[pair.titles[0]]}和{labels[pair.titles[1]]}"
                yield Doubt("enterprises.title", index, pair.titles, reason, "请核对，只留一个。", pair.rule)


def find_late(table: EnterpriseTable, columns: Columns, years: Years) -> Iterator[tuple[Column, list[int]]]:
    """Yield each column with years right after the last one of the form, which do not count, and its enterprises."""
    last = years.actual[-1]
    for column in table.columns:
        if column.kind == "year":
            cells = columns.get(column.id, ())
            late = [index for index, cell in enumerate(cells) if _is_year(cell) and cell == last + 1]
            if late:
                yield column, late


def check_size(figures: EnterpriseFigures, small: SmallBusiness, years: Years) -> Iterator[Doubt]:
    """Yield a doubt for each title of SMEs on a large enterprise, and each SME beyond the limits."""
    titles = {title: set(_find_holders(figures, title)) for title in small.titles}
    labels = {title: figures.table.by_id[title].recognition for title in titles}
    for index, cell in enumerate(figures.columns.get(small.column, ())):
        if cell is False:
            held = tuple(title for title, holders in titles.items() if index in holders)
            if held:
                reason = f"不是中小企业，不会有{'、'.join(labels[title] for title in held)}"
                hint = "请核对划型和认定文件，改正其中一处。"
                yield Doubt("enterprises.title", index, (small.column, *held), reason, hint, small.titles_rule)
        elif cell is True:
            yield from _check_limits(figures, small, years.actual[-1], index)


def _check_limits(figures: EnterpriseFigures, small: SmallBusiness, year: int, index: int) -> Iterator[Doubt]:
    found = {name: figures.by_year.get(name, {}).get(year) for name in small.limits}
    if any(cells is None or (cells[index] or 0.0) < float(small.limits[name]) for name, cells in found.items()):
        return
    columns = [figures.table.by_id[name] for name in small.limits]
    limits = "、".join(f"{one.label} {format_figure(small.limits[one.id])} {one.unit}" for one in columns)
    reason = f"达到大型企业的界限（{limits}）"
    places = (small.column, *(build_place(one.id, year) for one in columns))
    hint = "请按行业和营业收入重新划型；是大型企业的填“否”。"
    yield Doubt("enterprises.size", index, places, reason, hint, small.limits_rule)


def _find_holders(figures: EnterpriseFigures, title: str) -> Iterator[int]:
    return (index for index, cell in enumerate(figures.columns.get(title, ())) if _is_year(cell))


def _is_year(cell: CellValue) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)
