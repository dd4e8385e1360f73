"""Writes what the documentation says of the data: ``./dev docs``.

Each page of ``PAGES`` holds one section between two comments, the rest of it is written by hand; without the second
comment the section reaches to the end of the page.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Choice, Choices, Form, describe_place, shorten_label
from docgen.definitions.problem_catalogue import read_problem_kinds
from docgen.definitions.table_columns import Column
from docgen.problems.kinds import ProblemKind, Severity, get_topic
from docgen.values import format_number

DOCS = Path(__file__).parent
BEGIN = "<!-- generated from data/ by ./dev docs -->\n"
END = "<!-- end of generated -->\n"

KINDS_OF_COLUMNS = {"text": "text", "code": "text", "yes_no": "是 or 否", "year": "a year", "number": "number"}


def main() -> None:
    """Write every page that is not as the data has it, and say which."""
    for name in PAGES:
        page, current = DOCS / name, renewed(name)
        changed = page.read_text("utf-8") != current
        if changed:
            page.write_text(current, encoding="utf-8")
        sys.stdout.write(f"    docs/{name}：{'已更新' if changed else '没有变化'}\n")


def renewed(name: str) -> str:
    """The page of that name with its section as the data has it; raises ValueError where it has no section."""
    before, begin, rest = (DOCS / name).read_text("utf-8").partition(BEGIN)
    if not begin or BEGIN in rest:
        raise ValueError(f"docs/{name} must have the line {BEGIN.strip()} once")
    _, end, after = rest.partition(END)
    return f"{before}{begin}{section(name)}{end}{after}"


def section(name: str) -> str:
    """The section of the page of that name."""
    return "\n".join(PAGES[name]()) + "\n"


# -- problems.md: every code ----------------------------------------------------------------------------------------


def describe_problems() -> Iterator[str]:
    """Every group of codes in a table, then every code by group."""
    found = read_problem_kinds()
    groups = {name: list(codes) for name, codes in itertools.groupby(found.kinds, get_topic)}
    yield from ("", "| 代码 | 说的是 | 错误 | 提醒 | 说明 | 详见 |", "|---|---|---|---|---|---|")
    for name, codes in groups.items():
        weights = [found.kinds[code].severity for code in codes]
        counts = " | ".join(str(weights.count(severity) or "") for severity in Severity)
        group = found.groups[name]
        more = f"[{group.page}]({group.page})" if group.page else ""
        yield f"| `{name}.…` | {group.subject} | {counts} | {more} |"
    for name, codes in groups.items():
        yield from ("", f"## {found.groups[name].subject}")
        for code in codes:
            yield from _describe_kind(code, found.kinds[code])


def _describe_kind(code: str, kind: ProblemKind) -> Iterator[str]:
    yield from ("", f"### `{code}`", "", f"**{kind.severity.label}**：{kind.meaning}", "")
    told = {"依据": kind.rule, "例如": kind.example, "怎么办": kind.remedy}
    yield from (f"- {name}：{words.replace('*', chr(92) + '*')}" for name, words in told.items() if words)


# -- consistency.md: which answers are compared, form by form --------------------------------------------------------


def describe_consistency() -> Iterator[str]:
    """The rules of every form in a table of its own."""
    catalog = built_in()
    for form_id in catalog.list_form_ids():
        yield from _describe_rules(catalog.load_form(form_id))


def _describe_rules(form: Form) -> Iterator[str]:
    yield from (f"## {form.title}（{form.edition}），`{form.id}`", "", "| 核对 | 规则 |", "|---|---|")
    for called, rules in (
        ("不多于", _describe_subsets(form)),
        ("等于", _describe_equations(form)),
        ("大小", _describe_sizes(form)),
        ("勾选", _describe_ticks(form)),
    ):
        yield from (f"| {called} | {rule} |" for rule in rules)
    yield ""


def _describe_subsets(form: Form) -> Iterator[str]:
    for one in form.consistency.subsets:
        parts = "、".join(_name_answer(form, name) for name in one.parts)
        yield f"{parts} ≤ {_name_answer(form, one.of)}{'（提醒）' if one.doubt else ''}"


def _describe_equations(form: Form) -> Iterator[str]:
    rules = form.consistency
    for growth in rules.growths:
        yield f"{_name_answer(form, growth.rate)} ← {_write_product(form, growth.of)}"
    for mean in rules.means:
        yield f"{_name_answer(form, mean.rate)} ← {_name_answer(form, mean.yearly)}，{_write_product(form, mean.of)}"
    for ratio in rules.ratios:
        band = f"，上下 {format_number(ratio.band)}%（提醒）" if ratio.band else ""
        quotient = (
            f"{_write_product(form, ratio.of)} ÷ {_write_product(form, ratio.over)} × {format_number(ratio.times)}"
        )
        yield f"{_name_answer(form, ratio.figure)} = {quotient}{band}"
    for fraction in rules.fractions:
        counts = "或".join(_name_answer(form, name) for name in fraction.of)
        yield f"{_name_answer(form, fraction.share)} = 某个整数 ÷ {counts}（提醒）"
    for reduction in rules.reductions:
        yield f"{_name_answer(form, reduction.figure)} = 1 － 末年 ÷ 首年{_name_answer(form, reduction.of)}（提醒）"


def _describe_sizes(form: Form) -> Iterator[str]:
    for one in form.consistency.magnitudes:
        limits = [
            f"{sign} {format_number(limit)}" for sign, limit in (("≥", one.least), ("≤", one.most)) if limit is not None
        ]
        yield f"{one.label} {'，'.join(limits)} {one.unit}（提醒）"


def _describe_ticks(form: Form) -> Iterator[str]:
    for backed in form.consistency.backed:
        options = " / ".join(_name_option(form, one) for one in backed.options)
        yield f"{options} ⇔ {_name_answer(form, backed.by)} 不是“无”"
    for exclusive in form.consistency.exclusive:
        yield f"{'、'.join(_name_option(form, one) for one in exclusive.options)} 不能并存（提醒）"
    claimed = "、".join(claim.words[0] for claim in form.consistency.claims.of)
    yield f"文字里说了这些，要勾选相应的一项（提醒）：{claimed}"


def _write_product(form: Form, names: Sequence[str]) -> str:
    words = " × ".join(_name_answer(form, name) for name in names)
    return f"（{words}）" if len(names) > 1 else words


def _name_answer(form: Form, name: str) -> str:
    field = form.fields.get(name)
    return (shorten_label(field) if field else describe_place(form.places[name], name)).removeprefix("其中：")


def _name_option(form: Form, option: str) -> str:
    name, _, wanted = option.partition(".")
    field = form.fields[name]
    assert isinstance(field, Choice | Choices)
    words = field.options[wanted]
    return f"{field.about}{shorten_label(field)}：{words}" if isinstance(field, Choice) else f"“{words}”"


# -- enterprises.md and lists.md: the columns of tables -------------------------------------------------------------


def describe_enterprises() -> Iterator[str]:
    """The columns of the enterprise table."""
    enterprises = built_in().load_tables().enterprises
    official = {entry.column for entry in enterprises.sheet}
    yield "| heading | 表1 | holds | also known as | how to fill it in |"
    yield "|---|---|---|---|---|"
    for column in enterprises.columns:
        heading = column.format_heading(2021 if column.yearly else None)
        mark = "✓" if column.id in official else ""
        yield f"| {heading} | {mark} | {_name_amount(column)} | {_join_names(column)} | {column.hint or '—'} |"


def _name_amount(column: Column) -> str:
    if column.kind != "number":
        return KINDS_OF_COLUMNS[column.kind]
    return f"{'whole number' if column.whole else 'number'}, {column.unit}{', a year each' if column.yearly else ''}"


def describe_lists() -> Iterator[str]:
    """Every list with its columns."""
    for one in built_in().load_tables().lists:
        yield from (f"### `{one.id}` {one.title}", "")
        yield "| heading | id | holds | also known as | how to fill it in |"
        yield "|---|---|---|---|---|"
        for column in one.columns:
            label = f"**{column.label}**" if column.required else column.label
            holds = " / ".join(column.options.values()) if column.kind == "option" else KINDS_OF_COLUMNS[column.kind]
            yield f"| {label} | `{column.id}` | {holds} | {_join_names(column)} | {column.hint or '—'} |"
        yield ""


def _join_names(column: Column) -> str:
    return "、".join(column.also) or "—"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "problems.md": describe_problems,
    "consistency.md": describe_consistency,
    "enterprises.md": describe_enterprises,
    "lists.md": describe_lists,
}
"""The pages with a section that follows from the data, and what gives its lines."""


if __name__ == "__main__":
    main()
