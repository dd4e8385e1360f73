"""Holds the 推荐汇总表 of a notice, and its quota, to the forms that the notice is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docgen.definitions.form import Form
from docgen.definitions.notice import Notice, SummaryColumn, SummaryTable

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


class SummaryFault(NamedTuple):
    """What is wrong with a notice, the name that is at fault, and the names that would have been right."""

    message: str
    name: str
    known: tuple[str, ...] = ()


def summary_faults(notice: Notice, forms: Sequence[Form]) -> Iterator[SummaryFault]:
    """A fault for each name of an answer or a question that there is not, and for each column that says nothing."""
    places = tuple(dict.fromkeys(place for form in forms for place in form.places))
    for quota in notice.quota:
        yield from _unknown(f"quota“{quota.scope}”的 by", quota.by, places)
    if notice.summary:
        yield from _table_faults(notice.summary, places)


def _table_faults(table: SummaryTable, places: tuple[str, ...]) -> Iterator[SummaryFault]:
    for column in (*table.columns, *table.beside):
        yield from _unknown(f"summary“{column.label}”的 from", column.of, places)
        if bool(column.fill) == bool(column.of or column.ask):
            message = f"summary“{column.label}”要么写 from 或 ask，要么写 fill，二者必居其一。"
            yield SummaryFault(message, column.label)
        if not (column.label or (column.fill == "hand" and column.note)):
            yield SummaryFault("summary 有一列没有 label；标题不明的列写 fill: hand，并在 note 里说明。", column.ask)
    for column in table.beside:
        if not column.ask:
            yield SummaryFault(f"summary 的 beside“{column.label}”没有写 ask。", column.label)
    asked = tuple(column.ask for column in table.questions())
    for column in table.questions():
        yield from _question_faults(column, asked)
    if table.one_per:
        yield from _unknown("summary 的 one_per", (table.one_per,), asked)


def _question_faults(column: SummaryColumn, asked: tuple[str, ...]) -> Iterator[SummaryFault]:
    if not _ID.match(column.ask):
        yield SummaryFault(f"summary 的 ask “{column.ask}”只能用小写英文字母、数字和下划线。", column.ask)
    if asked.count(column.ask) > 1:
        yield SummaryFault(f"summary 的 ask “{column.ask}”出现了 {asked.count(column.ask)} 次。", column.ask)


def _unknown(called: str, names: Sequence[str], known: tuple[str, ...]) -> Iterator[SummaryFault]:
    for name in names:
        if name not in known:
            yield SummaryFault(f"{called} 指向没有的“{name}”。", name, known)
