"""The contributions to each total in words, the same for 自评报告 and 数据计算说明."""

from __future__ import annotations

from typing import NamedTuple

from docgen.project.application import Application
from docgen.project.register.contributions import Contribution, Contributions, find_contributions
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import format_number, format_with_unit

COLUMNS = ("企业", "本年", "占合计", "上年", "比上年增减")
"""The headings of the rows."""

NOTE = "每个合计列出最大的十家；增减最大的三家不在其中的，列在后面。单位错一格，往往就在这几行里，请逐行看一遍。"


_LISTED = 5


class ContributionGroup(NamedTuple):
    """One total in words, and its rows below the headings of ``COLUMNS``."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


def build_contribution_groups(application: Application) -> tuple[ContributionGroup, ...]:
    """Build the groups of all totals; none without an enterprise table."""
    if application.register is None:
        return ()
    found = find_contributions(application.form, application.tables.enterprises, application.register)
    return tuple(_build_group(one) for one in found)


def _build_group(one: Contributions) -> ContributionGroup:
    top = f"，最大的 {len(one.largest)} 家占 {format_number(one.share * 100)}%" if one.number > len(one.largest) else ""
    heading = f"{one.label} {format_with_unit(one.total, one.unit)}，{one.number} 家{top}"
    return ContributionGroup(heading, tuple(map(_build_row, (*one.largest, *one.others))))


def _build_row(one: Contribution) -> tuple[str, ...]:
    change = one.change
    changed = "—" if change is None else f"{'+' if change > 0 else ''}{format_number(change)}"
    return (
        f"{one.name}（第 {one.line} 行）",
        format_number(one.amount),
        f"{format_number(one.share * 100)}%",
        "—" if one.before is None else format_number(one.before),
        f"{changed}{'（增减居前）' if one.is_among_changed else ''}",
    )


def describe_expired_titles(application: Application) -> tuple[str, ...]:
    """Describe the titles of limited validity that were won too early to hold still, unless they were won anew.

    The table asks for the year of the first recognition, so that this is to look at, and no problem.
    """
    register, table, last = application.register, application.tables.enterprises, application.form.years.actual[-1]
    if register is None:
        return ()
    lines = []
    for one in table.rules.valid:
        cells = register.columns.get(one.title, ())
        old = [name for name, cell in zip(register.names, cells, strict=False) if _is_before(cell, last - one.years)]
        if old:
            label = table.by_id[one.title].label
            named = "、".join(old[:_LISTED]) + (" 等" if len(old) > _LISTED else "")
            lines.append(
                f"{label}在 {last - one.years} 年及以前的有 {len(old)} 家，请核对已重新认定：{named}。{one.rule}"
            )
    return tuple(lines)


def _is_before(cell: CellValue, year: int) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool) and cell <= year
