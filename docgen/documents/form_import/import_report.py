"""The report of an import as plain data: what is to be confirmed, and the old and the new text side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from docgen.definitions.form import Attach, Choice, Choices, Field, Form, describe_place
from docgen.definitions.form_difference import describe_kind
from docgen.documents.alignment.likeness import compare_words, normalize_words, strip_number
from docgen.documents.form_import.form_importer import ImportedForm
from docgen.documents.form_import.like_matching import FieldMatch, Likeness
from docgen.documents.templates.form_layout import FormLayout, LayoutParagraph

GONE, NEW = "gone", "new"
"""The marks of words that only the old, or only the new text has."""

Words = tuple[tuple[str, str], ...]
"""A text in pieces, each with its mark ("" for none)."""

_ALIKE = 0.5
_FIGURES = re.compile(r"\d+")
_NOTHING = "（无）"
_ATTACHED = {"evidence": "佐证材料", "list": "清单", "statement": "情况说明", "formula": "计算公式"}


@dataclass(frozen=True)
class ImportSection:
    """One section of the report: its heading, a sentence, and a table, whose cells are texts in pieces."""

    heading: str
    lead: str
    columns: tuple[tuple[str, int], ...] = ()
    """The headings of the columns, and their shares of the width."""
    rows: tuple[tuple[Words, ...], ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """The report: its title and its sections in order."""

    title: str
    sections: tuple[ImportSection, ...]


def build_import_report(imported: ImportedForm, source: str) -> ImportReport:
    """Build the report of an import; ``source`` is the name of the official file."""
    return ImportReport(f"{imported.form.id} 导入报告", tuple(_ReportBuilder(imported, source).build()))


def compare_texts(old: str, new: str) -> tuple[Words, Words]:
    """Return the old and the new text in pieces, with what only one of them has marked."""
    before: list[tuple[str, str]] = []
    after: list[tuple[str, str]] = []
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        mark = tag != "equal"
        before += [(old[start:end], GONE if mark else "")] if end > start else []
        after += [(new[begin:stop], NEW if mark else "")] if stop > begin else []
    return tuple(before), tuple(after)


def pair_texts(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the texts of two lists in order, those that are alike in pairs; "" where one has no partner."""
    gain = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[_measure(one, other) for other in new] for one in old]
    for row in range(len(old) - 1, -1, -1):
        for column in range(len(new) - 1, -1, -1):
            both = likeness[row][column] + gain[row + 1][column + 1] if likeness[row][column] >= _ALIKE else 0.0
            gain[row][column] = max(both, gain[row + 1][column], gain[row][column + 1])
    row = column = 0
    while row < len(old) and column < len(new):
        alike = likeness[row][column]
        if alike >= _ALIKE and gain[row][column] == alike + gain[row + 1][column + 1]:
            yield old[row], new[column]
            row, column = row + 1, column + 1
        elif gain[row][column] == gain[row + 1][column]:
            yield old[row], ""
            row += 1
        else:
            yield "", new[column]
            column += 1
    yield from ((text, "") for text in old[row:])
    yield from (("", text) for text in new[column:])


def _measure(one: str, other: str) -> float:
    """Return the likeness of two texts without their figures: 不低于10% and 不低于12% are to stand side by side."""
    first, second = (_FIGURES.sub("", normalize_words(strip_number(text))) for text in (one, other))
    return compare_words(first, second)


def _plain(*texts: str) -> tuple[Words, ...]:
    return tuple(((text, ""),) for text in texts)


class _ReportBuilder:
    def __init__(self, imported: ImportedForm, source: str) -> None:
        self.imported = imported
        self.form = imported.form
        self.source = source
        self.known = imported.known

    def build(self) -> Iterator[ImportSection]:
        yield self._describe()
        yield self._list_reviews()
        if self.imported.known:
            yield from self._compare(self.imported.known.form, self.imported.known.layout)
        else:
            yield self._list_fields("读出的栏目", "填法、单位、选项和字数都是按格子猜的。", tuple(self.form.fields))
        if self.imported.left_out:
            rows = tuple(_plain(text) for text in self.imported.left_out)
            yield ImportSection("没有读入的文字", "这些不是申报表的一部分。", (("文字", 1),), rows)

    def _describe(self) -> ImportSection:
        years = self.form.years
        rows = [
            ("官方文件", self.source),
            ("申报表", f"{self.form.title}（{self.form.edition}），id {self.form.id}"),
            ("栏目", f"{len(self.form.fields)} 个，{len(self.form.parts)} 部分"),
            (
                "年份",
                f"各列 {_join(years.actual)}；基准 {years.base}，目标 {years.target}，分阶段 {_join(years.stages)}",
            ),
        ]
        if self.known:
            counts = {kind: sum(match.likeness is kind for match in self.imported.matches) for kind in Likeness}
            moved = f"，年份移动 {self.known.moved} 年后比较" if self.known.moved else ""
            rows.append(("对照", f"{self.known.id}{moved}"))
            rows += [(kind.value, f"{count} 个栏目") for kind, count in counts.items()]
            rows += [("新增", f"{len(self.imported.new)} 个栏目"), ("取消", f"{len(self.imported.gone)} 个栏目")]
        lead = "由空白的官方申报表得出的定义。凡是猜的，都在定义里写了 review:，核对一条删去一条；报送前应当全部删去。"
        return ImportSection("概要", lead, (("", 1), ("", 4)), tuple(_plain(*row) for row in rows))

    def _list_reviews(self) -> ImportSection:
        rows = [_plain("（全表）", "", text) for text in self.form.review]
        for field in self.form.fields.values():
            rows += [_plain(field.id, _describe(field), text) for text in field.review]
        lead = "逐条对照官方文件，改正定义后删去那一条 review。" if rows else "没有要确认的。"
        return ImportSection("要由人确认的", lead, (("id", 2), ("栏目", 4), ("看什么", 6)), tuple(rows))

    # -- beside a known form -----------------------------------------------------------------------------------------

    def _compare(self, known: Form, layout: FormLayout) -> Iterator[ImportSection]:
        columns = (("原来", 5), ("现在", 5), ("判断", 4))
        changed = [match for match in self.imported.matches if match.likeness is not Likeness.SAME]
        rows = tuple((*compare_texts(match.known.label, match.draft.label), *self._judge(match)) for match in changed)
        lead = "文字已照官方的改。意思相同的沿用原来的 id；意思可能变了的当作新栏目。"
        yield ImportSection("改了说法的栏目", lead if rows else _NOTHING, columns, rows)
        rows = tuple(self._list_option_changes())
        yield ImportSection("选项的变化", "" if rows else _NOTHING, (("栏目", 3), ("原来", 5), ("现在", 5)), rows)
        lead = "填法、单位、选项和字数是按格子猜的，已写 review:。"
        yield self._list_fields("新增的栏目", lead, [name for name in self.imported.new if self._is_shown(name)])
        rows = tuple(_plain(name, _describe(known.fields[name])) for name in self.imported.gone)
        lead = "新的申报表没有与它们相当的栏目。" if rows else _NOTHING
        yield ImportSection("取消的栏目", lead, (("id", 2), ("栏目", 6)), rows)
        yield self._compare_demands(known)
        yield from self._compare_layouts(layout)
        rows = tuple(_plain(section, names) for section, names in self.imported.lost)
        lead = "这些规则提到的栏目没有了或不再是同一问题，没有带过来；要的话请另写。" if rows else _NOTHING
        yield ImportSection("没有带过来的规则", lead, (("规则", 2), ("提到", 6)), rows)
        yield self._list_unchanged()

    def _is_shown(self, name: str) -> bool:
        return bool(self.form.fields[name].review) or self.known is None or name not in self.known.form.fields

    def _judge(self, match: FieldMatch) -> tuple[Words, ...]:
        name = (self.imported.ids or {})[id(match.draft)]
        verdict = f"{match.likeness.value}：{match.reason}" if match.reason else match.likeness.value
        return _plain(f"{verdict}；原 id {match.known.id}，现 id {name}")

    def _list_option_changes(self) -> Iterator[tuple[Words, ...]]:
        for match in self.imported.matches:
            if not isinstance(match.known, Choice | Choices):
                continue
            for old, new in pair_texts(list(match.known.options.values()), match.draft.options):
                if old != new:
                    yield (((match.draft.label, ""),), *compare_texts(old, new))

    def _list_fields(self, heading: str, lead: str, names: Iterable[str]) -> ImportSection:
        columns = (("id", 2), ("栏目", 5), ("填法", 2), ("单位、字数、选项", 5), ("要附", 2))
        rows = tuple(self._describe_field(self.form.fields[name]) for name in names)
        return ImportSection(heading, lead if rows else _NOTHING, columns, rows)

    def _describe_field(self, field: Field) -> tuple[Words, ...]:
        facts = [getattr(field, "unit", "")]
        facts += [f"{field.limit}字以内"] if getattr(field, "limit", 0) else []  # type: ignore[union-attr]
        facts += list(field.options.values()) if isinstance(field, Choice | Choices) else []
        return _plain(
            field.id, _describe(field), describe_kind(field), "；".join(filter(None, facts)), _list_kinds(field.attach)
        )

    def _compare_demands(self, known: Form) -> ImportSection:
        rows = []
        for match in self.imported.matches:
            new = self.form.fields[(self.imported.ids or {})[id(match.draft)]]
            old = known.fields[match.known.id]
            before, after = _list_kinds(old.attach), _list_kinds(new.attach)
            if before != after:
                rows.append((((_describe(new), ""),), *compare_texts(before or _NOTHING, after or _NOTHING)))
        lead = "" if rows else _NOTHING
        return ImportSection("要附的材料的变化", lead, (("栏目", 6), ("原来", 3), ("现在", 3)), tuple(rows))

    def _compare_layouts(self, layout: FormLayout) -> Iterator[ImportSection]:
        """Yield the changed paragraphs of the instructions, and of the headings, hints and notes of the other parts."""
        columns = (("原来", 1), ("现在", 1))
        for heading, is_front in (("填报说明的变化", True), ("标题、提示和要求的变化", False)):
            old = list(_iterate_paragraphs(layout, is_front))
            new = list(_iterate_paragraphs(self.imported.layout, is_front))
            pairs = [(before, after) for before, after in pair_texts(old, new) if before != after]
            rows = tuple(compare_texts(before, after) for before, after in pairs)
            lead = "原来的文字已把年份移到本轮。" if rows else _NOTHING
            yield ImportSection(heading, lead, columns, rows)

    def _list_unchanged(self) -> ImportSection:
        rows = []
        same = [match for match in self.imported.matches if match.likeness is Likeness.SAME]
        for part, group in groupby(same, key=lambda match: match.draft.part):
            title = next(one.title for one in self.form.parts if one.id == part)
            rows.append(_plain(title, "、".join(match.draft.label for match in group)))
        return ImportSection("没有改的栏目", "" if rows else _NOTHING, (("部分", 1), ("栏目", 5)), tuple(rows))


def _iterate_paragraphs(layout: FormLayout, is_front: bool) -> Iterator[str]:
    for section in layout.sections:
        if ("front" in section.classes) is is_front:
            yield from (
                block.line.words
                for block in section.blocks
                if isinstance(block, LayoutParagraph) and block.line.words.strip()
            )


def _describe(field: Field) -> str:
    return describe_place(field, field.id)


def _list_kinds(attach: Sequence[Attach]) -> str:
    return "、".join(dict.fromkeys(_ATTACHED[one.kind] for one in attach))


def _join(years: Sequence[int]) -> str:
    return "、".join(map(str, years))
