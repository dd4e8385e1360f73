"""Comparison of two forms: fields of both, whose words or boxes may have changed, and fields of one only.

The same id means the same fact in every form, so a field of both forms is one question asked twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    describe_place,
)

_ATTACHED = {"evidence": "佐证材料", "list": "清单", "statement": "情况说明", "formula": "计算公式"}
_FLIPPED = "同一事实印出的答案"
_SAME_NAMES_A_LINE = 6


@dataclass(frozen=True)
class Change:
    """One change: its subject in Chinese, and the words before and after, empty where there are none."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.what}：新增“{self.after}”"
        if not self.after:
            return f"{self.what}：去掉“{self.before}”"
        return f"{self.what}：“{self.before}” → “{self.after}”"


@dataclass(frozen=True)
class SharedField:
    """A field of both forms, and its changes."""

    before: Field
    after: Field
    changes: tuple[Change, ...]

    @property
    def flips(self) -> bool:
        """True where the same fact now ticks another box: the form prints the opposite answer."""
        return any(change.what == _FLIPPED for change in self.changes)


@dataclass(frozen=True)
class FormDifference:
    """The difference of two forms; each group in the order of its form."""

    before: Form
    after: Form
    years: tuple[Change, ...]
    shared: tuple[SharedField, ...]
    only_before: tuple[Field, ...]
    only_after: tuple[Field, ...]

    def to_json(self) -> dict[str, object]:
        """Convert the difference to the object that ``docgen forms diff --json`` prints."""
        return {
            "before": self.before.id,
            "after": self.after.id,
            "years": list(map(_convert_change, self.years)),
            "shared": [
                {
                    **_convert_field(self.after, one.after),
                    "flips": one.flips,
                    "changes": list(map(_convert_change, one.changes)),
                }
                for one in self.shared
            ],
            "only_before": [_convert_field(self.before, field) for field in self.only_before],
            "only_after": [_convert_field(self.after, field) for field in self.only_after],
        }

    def format_lines(self) -> Iterator[str]:
        """Yield the lines of the difference in Chinese."""
        same = [one.after for one in self.shared if not one.changes]
        changed = {one.after.id: one for one in self.shared if one.changes}
        yield f"{self.before.id} → {self.after.id}"
        yield from (f"  {change}" for change in self.years)
        yield f"两张表都有、完全相同的 {len(same)} 个："
        yield from _format_unchanged(self.after, same)
        yield f"两张表都有、有变化的 {len(changed)} 个："
        for name, text in _format_by_part(self.after, (one.after for one in changed.values())):
            yield text
            yield from (f"      {change}" for change in changed[name].changes) if name else ()
        for form, fields in ((self.before, self.only_before), (self.after, self.only_after)):
            yield f"只有 {form.id} 有的 {len(fields)} 个："
            yield from (text for _, text in _format_by_part(form, fields))


def compare_forms(before: Form, after: Form) -> FormDifference:
    """Compare two forms, in the order of ``after`` (of ``before`` for fields that only that one has)."""
    return FormDifference(
        before,
        after,
        tuple(_compare_years(before, after)),
        tuple(_compare_shared_field(before, after, name) for name in after.fields if name in before.fields),
        tuple(field for name, field in before.fields.items() if name not in after.fields),
        tuple(field for name, field in after.fields.items() if name not in before.fields),
    )


def _compare_years(before: Form, after: Form) -> Iterator[Change]:
    one, other = before.years, after.years
    yield from _compare_words("年度栏", _format_years(one.actual), _format_years(other.actual))
    yield from _compare_words("基准年", str(one.base), str(other.base))
    yield from _compare_words("目标年", str(one.target), str(other.target))


def _compare_shared_field(before: Form, after: Form, name: str) -> SharedField:
    one, other = before.fields[name], after.fields[name]
    return SharedField(one, other, (*_compare_parts(before, after, name), *_compare_fields(one, other)))


def _compare_parts(before: Form, after: Form, name: str) -> Iterator[Change]:
    one, other = before.find_part(before.fields[name]), after.find_part(after.fields[name])
    if one.id != other.id:
        yield Change("位置", one.title, other.title)


def _compare_fields(before: Field, after: Field) -> Iterator[Change]:
    yield from _compare_words("问法", describe_place(before, before.id), describe_place(after, after.id))
    yield from _compare_words("说明", before.hint, after.hint)
    yield from _compare_words("要附", _format_attachments(before), _format_attachments(after))
    if type(before) is not type(after):
        yield Change("填法", describe_kind(before), describe_kind(after))
        return
    yield from _compare_words("单位", getattr(before, "unit", ""), getattr(after, "unit", ""))
    yield from _compare_words("字数", _format_limit(before), _format_limit(after))
    match before, after:
        case Choice() | Choices(), Choice() | Choices():
            yield from _compare_options(before.options, after.options)
        case Matrix(), Matrix():
            yield from _compare_by_id("行", before.rows, after.rows)
            yield from _compare_by_id("列", before.columns, after.columns)
        case Goals(), Goals():
            yield from _compare_by_id("列", before.columns, after.columns)
            yield from _compare_by_id("指标", _map_indicators(before), _map_indicators(after))
        case Narrative(), Narrative():
            yield from _compare_by_id("标题", _map_headings(before), _map_headings(after))
        case _:
            return


def describe_kind(field: Field) -> str:
    """Describe in Chinese how a field of this kind is filled in."""
    match field:
        case Text():
            return "一行文字"
        case LongText():
            return "一段文字"
        case Number():
            return "一个数字"
        case Series():
            return "每年一个数字"
        case Choice():
            return "选一项"
        case Choices():
            return "选多项"
        case Matrix():
            return "每年一张小表"
        case NamedList():
            return "名称和数量"
        case Goals():
            return "目标表"
        case Narrative():
            return "分标题的正文"
        case Blank():
            return "手工签署"
        case _:
            assert_never(field)


def _compare_options(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Yield the changed labels of options; a label that another fact had before means that another box is ticked."""
    flipped = [name for name in after if name in before and _is_flipped(name, before, after)]
    for name in flipped:
        yield Change(_FLIPPED, before[name], after[name])
    rest = [name for name in (*before, *after) if name not in flipped]
    yield from _compare_by_id("选项", _select_options(before, rest), _select_options(after, rest))


def _is_flipped(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    others = {label for other, label in before.items() if other != name}
    return before[name] != after[name] and after[name] in others


def _select_options(options: Mapping[str, str], names: Iterable[str]) -> Mapping[str, str]:
    return {name: options[name] for name in dict.fromkeys(names) if name in options}


def _compare_by_id(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        yield from _compare_words(what, before.get(name, ""), after.get(name, ""))


def _compare_words(what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(what, before, after)


def _map_indicators(field: Goals) -> Mapping[str, str]:
    return {
        f"{direction.id}.{indicator.id}": f"{direction.label}：{indicator.label}" + _format_unit(indicator.unit)
        for direction in field.directions
        for indicator in direction.indicators
    }


def _format_unit(unit: str) -> str:
    """Put the unit in parentheses; "" without a unit."""
    return f"（{unit}）" if unit else ""


def _map_headings(field: Narrative) -> Mapping[str, str]:
    return {section.id: section.heading for section in field.sections}


def _format_attachments(field: Field) -> str:
    return "、".join(_ATTACHED[attach.kind] for attach in field.attach)


def _format_limit(field: Field) -> str:
    return f"{field.limit}字以内" if isinstance(field, LongText | Narrative) else ""


def _format_years(years: Iterable[int]) -> str:
    return "、".join(map(str, years))


def _convert_change(change: Change) -> dict[str, str]:
    return {"what": change.what, "before": change.before, "after": change.after}


def _convert_field(form: Form, field: Field) -> dict[str, object]:
    return {"id": field.id, "part": form.find_part(field).title, "label": describe_place(field, field.id)}


def _format_unchanged(form: Form, fields: Iterable[Field]) -> Iterator[str]:
    for part, group in groupby(fields, key=form.find_part):
        names = [field.id for field in group]
        yield f"  {part.title}"
        for start in range(0, len(names), _SAME_NAMES_A_LINE):
            yield f"    {'  '.join(names[start : start + _SAME_NAMES_A_LINE])}"


def _format_by_part(form: Form, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Yield pairs of field id and line: for each part one line with an empty id, then one line for each field."""
    for part, group in groupby(fields, key=form.find_part):
        yield "", f"  {part.title}"
        yield from ((field.id, f"    {field.id}  {describe_place(field, field.id)}") for field in group)
