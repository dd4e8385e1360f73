"""Check a form against itself and the tables: every name that it uses must exist, and none may occur twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from docgen.definitions.consistency_rules import Consistency
from docgen.definitions.derive_rules import Derive
from docgen.definitions.faults import Fault, find_bad_names, find_repeated, find_unknown
from docgen.definitions.form import (
    Choice,
    Choices,
    DeclaredHandPlace,
    Field,
    Form,
    Goals,
    Indicator,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
)
from docgen.definitions.table_columns import EnterpriseTable, Tables

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def find_form_faults(form: Form) -> Iterator[Fault]:
    """Yield a fault for each id that occurs twice or is malformed, and for each name that the form does not have."""
    ids = [field.id for part in form.parts for field in part.fields]
    yield from find_repeated("部分 id ", (part.id for part in form.parts))
    yield from find_repeated("栏目 id ", ids)
    for name in ids:
        if not _ID.match(name):
            yield Fault(f"栏目 id “{name}”只能用小写英文字母、数字和下划线。", name)
    yield from find_bad_names("package 的 form_name ", [form.package.form_name])
    yield from find_bad_names("栏目 id ", [field.id for field in form.narratives])
    named = (form.package.cluster, *form.package.cover, form.package.date)
    yield from find_unknown("package 指向不存在的栏目", named, ids)
    parts = [part.id for part in form.parts]
    for place in form.by_hand:
        yield from _find_hand_place_faults(place, ids, parts)
    for field in form.fields.values():
        yield from _find_field_faults(field, parts)
        yield from _find_repeated_ids(field)
    yield from _find_goal_faults(form)
    yield from _find_consistency_faults(form)


def find_table_faults(form: Form, tables: Tables) -> Iterator[Fault]:
    """Yield a fault for each derived answer of ``form`` that names an unknown column or list."""
    for field in form.fields.values():
        if isinstance(field, Number | Series) and field.derive:
            yield from _find_derive_faults(field, field.derive, tables.enterprises)
        if isinstance(field, Goals):
            for goal in field.derive:
                for reading in goal.readings:
                    yield from _find_derive_faults(field, reading, tables.enterprises)
        if isinstance(field, Number | Series | Matrix | NamedList) and field.listed:
            listed = field.listed
            yield from find_unknown(f"“{field.id}”的 list 指向没有的清单", [listed.id], tables.by_id)
            yield from find_unknown(f"“{field.id}”的 list 指向没有的列", listed.of, tables.enterprises.by_id)
            if listed.id in tables.by_id:
                known = tables.by_id[listed.id].by_id
                yield from find_unknown(f"“{field.id}”的 list 指向没有的列", (*listed.where, *listed.by), known)


def _find_derive_faults(field: Field, derive: Derive, table: EnterpriseTable) -> Iterator[Fault]:
    for measure in (derive, *([derive.over] if derive.over else [])):
        if bool(measure.sum) == bool(measure.count):
            yield Fault(f"“{field.id}”的 derive 要写 sum 或 count 中的一个。", field.id)
        names = (*([measure.sum] if measure.sum else []), *measure.count, *measure.of)
        yield from find_unknown(f"“{field.id}”的 derive 指向没有的列", names, table.by_id)
    read = [name for reading in derive.readings for name in reading]
    yield from find_unknown(f"“{field.id}”的 readings 指向没有的列", read, table.by_id)


def _find_hand_place_faults(place: DeclaredHandPlace, ids: Sequence[str], parts: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each unknown name in a place that is signed or sealed."""
    yield from find_unknown("by_hand 指向不存在的栏目", filter(None, (place.field, place.named)), ids)
    yield from find_unknown("by_hand 指向不存在的部分", filter(None, (place.part,)), parts)


def _find_field_faults(field: Field, parts: Sequence[str]) -> Iterator[Fault]:
    yield from find_unknown(f"“{field.id}”的 also 指向不存在的部分", field.also, parts)
    options = field.options if isinstance(field, Choice | Choices) else {}
    for attach in field.attach:
        yield from find_unknown(f"“{field.id}”的 attach.when 指向不存在的选项", attach.when, options)


def _find_repeated_ids(field: Field) -> Iterator[Fault]:
    if isinstance(field, Narrative):
        yield from find_repeated(f"“{field.id}”的标题 id ", (section.id for section in field.sections))
    if isinstance(field, Goals):
        yield from find_repeated(f"“{field.id}”的方向 id ", (direction.id for direction in field.directions))
        for direction in field.directions:
            names = (indicator.id for indicator in direction.indicators)
            yield from find_repeated(f"“{field.id}.{direction.id}”的指标 id ", names)


# -- the rules of a table of goals ---------------------------------------------------------------------------------


def _find_goal_faults(form: Form) -> Iterator[Fault]:
    """Yield a fault for each rule without exactly one limit, and for each name that the table or form does not have."""
    for field in form.fields.values():
        if isinstance(field, Goals):
            rows = {
                f"{direction.id}.{indicator.id}": indicator
                for direction in field.directions
                for indicator in direction.indicators
            }
            yield from _find_span_faults(field)
            yield from _find_rule_faults(field, rows)
            yield from _find_cell_faults(form, field, rows)


def _find_span_faults(field: Goals) -> Iterator[Fault]:
    if field.rules and field.span is None:
        yield Fault(f"“{field.id}”有 rules，还要写 span（哪一列是基准，哪一列是目标）。", field.id)
    if field.span:
        for name in filter(None, (field.span.base, field.span.target, field.span.done)):
            if name not in field.columns:
                yield Fault(f"“{field.id}”的 span 指向没有的列“{name}”。", name, tuple(field.columns))


def _find_rule_faults(field: Goals, rows: Mapping[str, Indicator]) -> Iterator[Fault]:
    for rule in field.rules:
        if rule.of not in rows:
            yield Fault(f"“{field.id}”的 rules 指向没有的指标“{rule.of}”。", rule.of, tuple(rows))
        elif not rows[rule.of].unit:
            yield Fault(f"“{field.id}”的 rules 指向的指标“{rule.of}”不是数字。", rule.of)
        if (rule.limit is None) != bool(rule.average):
            yield Fault(f"“{rule.text}”要写 limit 或 average 中的一个。", rule.text)


def _find_cell_faults(form: Form, field: Goals, rows: Mapping[str, Indicator]) -> Iterator[Fault]:
    """Yield a fault for each unknown cell or answer in ``same_as`` and ``derive``."""
    cells = [f"{row}.{column}" for row, indicator in rows.items() if indicator.unit for column in field.columns]
    for cell, place in field.same_as.items():
        if cell not in cells:
            yield Fault(f"“{field.id}”的 same_as 指向没有的一格“{cell}”，或它不是数字。", place)
        if not isinstance(form.places.get(place), Number | Series):
            message = f"“{field.id}”的 same_as 指向的“{place}”不是填数字的栏目。"
            yield Fault(message, place, tuple(form.places))
    for goal in field.derive:
        if goal.of not in cells:
            yield Fault(f"“{field.id}”的 derive 指向没有的一格“{goal.of}”，或它不是数字。", goal.of, tuple(cells))
        if not goal.readings:
            yield Fault(f"“{goal.of}”的 derive 要写 readings。", goal.of)
        if goal.year is not None and goal.year not in form.years.actual:
            yield Fault(f"“{goal.of}”的 derive 的 year 不是申报表各列的年份。", goal.of)
        yield from find_unknown(f"“{goal.of}”的 answers 指向没有的栏目", goal.answers, form.places)


# -- the rules of consistency --------------------------------------------------------------------------------------


def _find_consistency_faults(form: Form) -> Iterator[Fault]:
    """Yield a fault for each name that is not a figure, answer, text, section or option of the form."""
    rules = form.consistency
    figures = [name for name, field in form.fields.items() if isinstance(field, Number | Series)]
    cells = [place for place, field in form.places.items() if isinstance(field, Number | Series | Goals)]
    series = [name for name, field in form.fields.items() if isinstance(field, Series)]
    options = [slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)]
    texts = [name for name, field in form.fields.items() if isinstance(field, Text | LongText)]
    sections = (*(rules.years.ahead if rules.years else ()), *rules.claims.besides, *rules.figures.stages)
    rows = {place.rpartition(".")[0] for place, field in form.places.items() if isinstance(field, Goals)}
    goals = filter(None, (one.goal for one in rules.figures.of))
    yield from find_unknown(
        "consistency（figure）指向没有的填数字的栏目", _list_figure_names(rules), [*figures, *cells]
    )
    yield from find_unknown("consistency（series）指向没有的按年份填的栏目", _list_series_names(rules), series)
    yield from find_unknown("consistency（by）指向没有的栏目", (one.by for one in rules.backed), form.places)
    yield from find_unknown("consistency（option）指向没有的选项", _list_option_names(rules), options)
    yield from find_unknown("consistency（text）指向没有的文字栏目", _list_text_names(rules), texts)
    yield from find_unknown("consistency（goal）指向没有的目标", goals, rows)
    yield from find_unknown("consistency（ahead）指向没有的规划标题", sections, _list_section_places(form))


def _list_figure_names(rules: Consistency) -> Iterator[str]:
    for subset in rules.subsets:
        yield from (subset.of, *subset.parts)
    for ratio in rules.ratios:
        yield from (ratio.figure, *ratio.of, *ratio.over)
    for fraction in rules.fractions:
        yield from (fraction.share, *fraction.of)
    for magnitude in rules.magnitudes:
        yield from (*magnitude.of, *magnitude.over)
    yield from (reduction.figure for reduction in rules.reductions)
    yield from (growth.rate for growth in rules.growths)
    yield from (mean.rate for mean in rules.means)
    yield from rules.shares
    for one in rules.figures.of:
        yield from (name for names in one.of for name in names)
        yield from (*one.yearly, *one.average)


def _list_series_names(rules: Consistency) -> Iterator[str]:
    for growth in rules.growths:
        yield from (growth.rate, *growth.of) if growth.of else ()
    for mean in rules.means:
        yield from (mean.yearly, *mean.of)
    yield from (reduction.of for reduction in rules.reductions)
    for steady in rules.steady:
        yield from (*steady.of, *steady.over)
    yield from rules.distinct


def _list_text_names(rules: Consistency) -> Iterator[str]:
    for contained in rules.contained:
        yield from (contained.text, *contained.parts)
    for places in rules.places:
        yield from (places.text, *places.parts)
    yield from (barred.text for barred in rules.barred)
    for same in rules.same_names:
        yield from (same.text, same.start)
    yield from rules.phones


def _list_option_names(rules: Consistency) -> Iterator[str]:
    for backed in rules.backed:
        yield from filter(None, (*backed.options, backed.otherwise))
    for exclusive in rules.exclusive:
        yield from exclusive.options
    yield from (claim.option for claim in rules.claims.of)


def _list_section_places(form: Form) -> list[str]:
    return [f"{field.id}.{section.id}" for field in form.narratives for section in field.sections if section.text]
