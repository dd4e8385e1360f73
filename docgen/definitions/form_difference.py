"""What differs between two forms: fields of both, whose words or boxes may have changed, and fields of one only.

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
    name_of,
)

_ATTACHED = {"evidence": "佐证材料", "list": "清单", "statement": "情况说明", "formula": "计算公式"}
_FLIPPED = "同一事实印出的答案"
_SAME_NAMES_A_LINE = 6


@dataclass(frozen=True)
class Change:
    """One thing that changed: what it is in Chinese, and the words before and after; empty where there are none."""

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
class Shared:
    """A field of both forms and all that changed; ``flips`` tells that the same fact now ticks another box."""

    before: Field
    after: Field
    changes: tuple[Change, ...]

    @property
    def flips(self) -> bool:
        """Whether the same fact prints the opposite answer."""
        return any(change.what == _FLIPPED for change in self.changes)


@dataclass(frozen=True)
class Difference:
    """Two forms laid side by side; each group in the order of its form."""

    before: Form
    after: Form
    years: tuple[Change, ...]
    shared: tuple[Shared, ...]
    only_before: tuple[Field, ...]
    only_after: tuple[Field, ...]

    def as_json(self) -> dict[str, object]:
        """The difference as ``docgen forms diff --json`` prints it."""
        return {
            "before": self.before.id,
            "after": self.after.id,
            "years": list(map(_json, self.years)),
            "shared": [
                {**_named(self.after, one.after), "flips": one.flips, "changes": list(map(_json, one.changes))}
                for one in self.shared
            ],
            "only_before": [_named(self.before, field) for field in self.only_before],
            "only_after": [_named(self.after, field) for field in self.only_after],
        }

    def lines(self) -> Iterator[str]:
        """The difference in Chinese, line by line."""
        same = [one.after for one in self.shared if not one.changes]
        changed = {one.after.id: one for one in self.shared if one.changes}
        yield f"{self.before.id} → {self.after.id}"
        yield from (f"  {change}" for change in self.years)
        yield f"两张表都有、完全相同的 {len(same)} 个："
        yield from _same_lines(self.after, same)
        yield f"两张表都有、有变化的 {len(changed)} 个："
        for name, text in _by_part(self.after, (one.after for one in changed.values())):
            yield text
            yield from (f"      {change}" for change in changed[name].changes) if name else ()
        for form, fields in ((self.before, self.only_before), (self.after, self.only_after)):
            yield f"只有 {form.id} 有的 {len(fields)} 个："
            yield from (text for _, text in _by_part(form, fields))


def compare(before: Form, after: Form) -> Difference:
    """What differs between two forms, in the order of ``after`` (of ``before`` for what only that one has)."""
    return Difference(
        before,
        after,
        tuple(_years(before, after)),
        tuple(_shared(before, after, name) for name in after.fields if name in before.fields),
        tuple(field for name, field in before.fields.items() if name not in after.fields),
        tuple(field for name, field in after.fields.items() if name not in before.fields),
    )


def _years(before: Form, after: Form) -> Iterator[Change]:
    one, other = before.years, after.years
    yield from _word("年度栏", _list(one.actual), _list(other.actual))
    yield from _word("基准年", str(one.base), str(other.base))
    yield from _word("目标年", str(one.target), str(other.target))


def _shared(before: Form, after: Form, name: str) -> Shared:
    one, other = before.fields[name], after.fields[name]
    return Shared(one, other, (*_moved(before, after, name), *_changes(one, other)))


def _moved(before: Form, after: Form, name: str) -> Iterator[Change]:
    one, other = before.part_of(before.fields[name]), after.part_of(after.fields[name])
    if one.id != other.id:
        yield Change("位置", one.title, other.title)


def _changes(before: Field, after: Field) -> Iterator[Change]:
    yield from _word("问法", name_of(before, before.id), name_of(after, after.id))
    yield from _word("说明", before.hint, after.hint)
    yield from _word("要附", _attached(before), _attached(after))
    if type(before) is not type(after):
        yield Change("填法", kind_name(before), kind_name(after))
        return
    yield from _word("单位", getattr(before, "unit", ""), getattr(after, "unit", ""))
    yield from _word("字数", _limit(before), _limit(after))
    match before, after:
        case Choice() | Choices(), Choice() | Choices():
            yield from _options(before.options, after.options)
        case Matrix(), Matrix():
            yield from _by_id("行", before.rows, after.rows)
            yield from _by_id("列", before.columns, after.columns)
        case Goals(), Goals():
            yield from _by_id("列", before.columns, after.columns)
            yield from _by_id("指标", _indicators(before), _indicators(after))
        case Narrative(), Narrative():
            yield from _by_id("标题", _headings(before), _headings(after))
        case _:
            return


def kind_name(field: Field) -> str:
    """How a field of this kind is filled in, in Chinese."""
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


def _options(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Words of options that changed; where the words of one fact are now those of another, the box is another one."""
    flipped = [name for name in after if name in before and _is_flipped(name, before, after)]
    for name in flipped:
        yield Change(_FLIPPED, before[name], after[name])
    rest = [name for name in (*before, *after) if name not in flipped]
    yield from _by_id("选项", _some(before, rest), _some(after, rest))


def _is_flipped(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    others = {label for other, label in before.items() if other != name}
    return before[name] != after[name] and after[name] in others


def _some(options: Mapping[str, str], names: Iterable[str]) -> Mapping[str, str]:
    return {name: options[name] for name in dict.fromkeys(names) if name in options}


def _by_id(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        yield from _word(what, before.get(name, ""), after.get(name, ""))


def _word(what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(what, before, after)


def _indicators(field: Goals) -> Mapping[str, str]:
    return {
        f"{direction.id}.{indicator.id}": f"{direction.label}：{indicator.label}" + _in_brackets(indicator.unit)
        for direction in field.directions
        for indicator in direction.indicators
    }


def _in_brackets(unit: str) -> str:
    """The unit in brackets; nothing for none."""
    return f"（{unit}）" if unit else ""


def _headings(field: Narrative) -> Mapping[str, str]:
    return {section.id: section.heading for section in field.sections}


def _attached(field: Field) -> str:
    return "、".join(_ATTACHED[attach.kind] for attach in field.attach)


def _limit(field: Field) -> str:
    return f"{field.limit}字以内" if isinstance(field, LongText | Narrative) else ""


def _list(years: Iterable[int]) -> str:
    return "、".join(map(str, years))


def _json(change: Change) -> dict[str, str]:
    return {"what": change.what, "before": change.before, "after": change.after}


def _named(form: Form, field: Field) -> dict[str, object]:
    return {"id": field.id, "part": form.part_of(field).title, "label": name_of(field, field.id)}


def _same_lines(form: Form, fields: Iterable[Field]) -> Iterator[str]:
    for part, group in groupby(fields, key=form.part_of):
        names = [field.id for field in group]
        yield f"  {part.title}"
        for start in range(0, len(names), _SAME_NAMES_A_LINE):
            yield f"    {'  '.join(names[start : start + _SAME_NAMES_A_LINE])}"


def _by_part(form: Form, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Each part as a line without an id, then its fields as a line with theirs."""
    for part, group in groupby(fields, key=form.part_of):
        yield "", f"  {part.title}"
        yield from ((field.id, f"    {field.id}  {name_of(field, field.id)}") for field in group)
