"""A whole form as it is guessed: its parts with their fields, years, rules, package, and the places signed by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docgen.definitions.form import Rules, Years
from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.cell_fields import CellFields
from docgen.documents.form_import.cover_fields import CoverReader
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.label_reader import LabelReader, LabelText
from docgen.documents.form_import.plan_fields import find_level, is_goals_table, read_goals, read_plan, read_remark
from docgen.documents.form_import.table_fields import DEFAULT_LIMIT, TableFields
from docgen.documents.templates.form_layout import FormLayout, LayoutParagraph, LayoutSection, LayoutTable
from docgen.values import strip_parentheses

_YEAR = re.compile(r"(20\d\d)\s*年")
_NUMBERED = re.compile(r"\s*[（(]?(\d{1,2})[）).．、]\s*")
OPEN_REQUIREMENTS = "表下的"
"""The beginning of what is said of requirements below a table of goals that nobody has made rules of."""
_PLAN_YEARS = 3
_SHORT = 4
_NO_TITLE = "申报表"


@dataclass
class DraftPart:
    """A part of the form: the id of its section, its title, its fields in printed order."""

    id: str
    title: str
    fields: list[DraftField] = field(default_factory=list)
    limit: int = 0
    """The limit that the part prints for its text, in 字; 0 where it prints none."""


@dataclass
class FormDraft:
    """The guesses of a whole form; ``review`` has what a person must look at that belongs to no field."""

    title: str
    parts: list[DraftPart]
    years: Years
    rules: Rules
    requirements: dict[int, list[str]]
    """The sentences below a table of goals, by the identity of its field."""
    cover: list[DraftField] = field(default_factory=list)
    """The fields that the cover prints, in its order."""
    pairs: dict[str, str] = field(default_factory=dict)
    """A slot on the cover where two answers are printed, and the name of the second one."""
    review: list[str] = field(default_factory=list)

    def iterate_fields(self) -> Iterator[DraftField]:
        """Yield all fields in the order of the form."""
        for part in self.parts:
            yield from part.fields


def draft_form(layout: FormLayout, words: FormWords, years: Sequence[int] = ()) -> FormDraft:
    """Guess the form that a layout with numbered slots belongs to; ``years`` are those of its columns, if known."""
    return _Drafter(layout, words).draft(years)


class _Drafter:
    def __init__(self, layout: FormLayout, words: FormWords) -> None:
        self.layout = layout
        self.words = words
        self.labels = LabelReader(words)
        self.requirements: dict[int, list[str]] = {}
        self.review: list[str] = []

    def draft(self, years: Sequence[int]) -> FormDraft:
        cover, *sections = self.layout.sections
        parts = [self._read_part(section) for section in sections if not section.classes]
        fields = [one for part in parts for one in part.fields]
        on_cover = CoverReader(cover.id, self.words).read(cover, fields)
        parts.insert(0, DraftPart(cover.id, "封面", on_cover.own))
        fields = [*on_cover.own, *fields]
        _name_nameless(fields)
        _tell_apart(fields)
        found = self._find_years(fields, years)
        for part in parts:
            part.fields = list(_split_other_years(part.fields, found.actual))
        title = self.layout.title or _NO_TITLE
        self.review += [] if self.layout.title else [f"没有找到表名，暂写“{_NO_TITLE}”"]
        rules = self._find_rules()
        return FormDraft(title, parts, found, rules, self.requirements, on_cover.shown, on_cover.pairs, self.review)

    # -- parts -------------------------------------------------------------------------------------------------------

    def _read_part(self, section: LayoutSection) -> DraftPart:
        heading, *blocks = section.blocks
        assert isinstance(heading, LayoutParagraph)
        part = DraftPart(section.id, heading.line.words)
        plan = read_plan(blocks, part.title, section.id)
        part.fields += [plan] if plan else []
        label = part.title
        for block in blocks:
            if isinstance(block, LayoutTable):
                part.fields += self._read_table(block, blocks, label, section.id)
            elif plan and find_level(block):
                label = block.line.words
            elif "limit" in block.classes:
                part.limit = self.labels.read([block.line.words]).limit
            elif not (plan and "answer" in block.classes):
                part.fields += self._read_paragraph(block, part)
        return part

    def _read_table(
        self, table: LayoutTable, blocks: Sequence[LayoutParagraph | LayoutTable], label: str, part: str
    ) -> list[DraftField]:
        if not is_goals_table(table, self.words):
            found = TableFields(table, part, self.words)
            fields = found.gather()
            self.review += [f"“{words}”这一行没有找到要填的格子，请核对" for words in found.list_unused()]
            return fields
        goals = read_goals(table, label, part, self.words)
        goals.remark, requirements = read_remark(blocks, table)
        if requirements:
            self.requirements[id(goals)] = requirements
            goals.review.append(f"{OPEN_REQUIREMENTS} {len(requirements)} 条要求，请写成 rules")
        return [goals]

    def _read_paragraph(self, block: LayoutParagraph, part: DraftPart) -> list[DraftField]:
        cells = CellFields(part.id, self.words)
        if "sign" in block.classes:
            return [one for one in _read_signed(block, part.id, self.words)]
        if "answer" in block.classes:
            limit = self.labels.read([part.title]).limit or part.limit
            text = DraftField("long_text", part.title, part.id, limit=limit or DEFAULT_LIMIT)
            text.review += [] if limit else [f"申报表没有印字数，暂按{DEFAULT_LIMIT}字以内"]
            text.slots[block.line.slots[0]] = ()
            return [text]
        if any(slot.startswith("box_") for slot in block.line.slots):
            return list(cells.read_boxes([block.line], LabelText(part.title)))
        return list(cells.read_gaps([block.line], LabelText("")))

    # -- what belongs to the whole form ------------------------------------------------------------------------------

    def _find_years(self, fields: Sequence[DraftField], given: Sequence[int]) -> Years:
        printed = Counter(
            tuple(sorted({value for steps in one.slots.values() for name, value in steps if name == "year"}))
            for one in fields
            if one.kind in ("series", "matrix")
        )
        actual = printed.most_common(1)[0][0] if printed else ()
        if given and actual and tuple(given) != actual:
            self.review.append(
                f"表中各列印的是{_list_years(actual)}，与 --years 的{_list_years(given)}不同，以表中印的为准"
            )
        if not actual:
            actual = tuple(given) or self._guess_years()
        goals = [one for one in fields if one.kind == "goals"]
        ends = [int(found[1]) for one in goals[-1:] for text in one.columns if (found := _YEAR.search(text))]
        base = ends[0] if ends else actual[-1]
        target = ends[-1] if len(ends) > 1 else base + _PLAN_YEARS
        plans = [section for one in fields if one.kind == "narrative" for section in one.sections]
        stages = [int(found[1]) for one in plans if one.level > 1 and (found := _YEAR.search(one.heading))]
        return Years(
            actual=actual, base=base, target=target, stages=tuple(stages) or tuple(range(base + 1, target + 1))
        )

    def _guess_years(self) -> tuple[int, ...]:
        """Return the three years up to the last one that the instructions name; a person is asked."""
        blocks = [block for section in self.layout.sections for block in section.blocks]
        texts = [block.line.words for block in blocks if isinstance(block, LayoutParagraph)]
        named = [int(year) for text in texts for year in _YEAR.findall(text)]
        if not named:
            self.review.append("申报表没有印年份，years 暂写 2024 至 2026，请改成本轮的年份（或用 --years 写明）")
            return (2024, 2025, 2026)
        last = max(named)
        self.review.append(f"申报表的表格没有印年份，years 由文字里的 {last} 年推出，请核对（或用 --years 写明）")
        return (last - 2, last - 1, last)

    def _find_rules(self) -> Rules:
        found = {}
        for name in ("required", "decimals", "pages"):
            wanted = getattr(self.words.rules, name)
            found[name] = next((text for text in self._list_instructions() if has_any(text, wanted)), "")
            if not found[name]:
                found[name] = "申报表没有写明"
                self.review.append(f"填报说明里没有找到 rules 的 {name}（{'、'.join(wanted[:2])}），请补上原文")
        return Rules(**found)

    def _list_instructions(self) -> Iterator[str]:
        """Yield the sentences of the instructions as a problem quotes them: 填报说明2：……"""
        for section in self.layout.sections:
            if "front" not in section.classes:
                continue
            title, *texts = [block.line.words for block in section.blocks if isinstance(block, LayoutParagraph)]
            for text in texts:
                number = _NUMBERED.match(text)
                yield f"{title}{number[1] if number else ''}：{text[number.end() if number else 0 :]}"


def _read_signed(block: LayoutParagraph, part: str, words: FormWords) -> Iterator[DraftField]:
    """Yield the blank of a line to sign; a line with the date alone is none."""
    text = block.line.words.rstrip("：: ")
    if has_any(text, (*words.sign, *words.seal)):
        yield DraftField("blank", text, part)


def _list_years(years: Sequence[int]) -> str:
    return "、".join(map(str, years)) + "年"


def _name_nameless(fields: Sequence[DraftField]) -> None:
    """Give a name to each label and option for which the form has no words; a person has to look."""
    for number, one in enumerate(fields, 1):
        if not one.label:
            one.label = f"第{number}个栏目"
            one.review.append("没有找到标题，请写明问什么")
        for place, option in enumerate(one.options):
            if not option:
                one.options[place] = one.label if len(one.options) == 1 else f"选项{place + 1}"
                one.review.append(f"第 {place + 1} 个“□”后面没有文字，请写明")


def _tell_apart(fields: Sequence[DraftField]) -> None:
    """Add to a label that the form prints more than once the group that it is in, or the field before it.

    A short one in a group says little without it: 国家级 of 研发机构建设.
    """
    times = Counter(one.label for one in fields if not one.about)
    before = ""
    for one in fields:
        is_short = bool(one.group) and len(one.label) <= _SHORT and one.kind != "blank"
        if (times[one.label] > 1 or is_short) and not one.about:
            one.about = strip_parentheses(one.group or before)
        if times[one.label] < 2:
            before = one.label


def _split_other_years(fields: Sequence[DraftField], actual: Sequence[int]) -> Iterator[DraftField]:
    """Yield the fields; one by years that are not those of the form becomes a number for each year."""
    for one in fields:
        years = {value for steps in one.slots.values() for name, value in steps if name == "year"}
        if one.kind != "series" or years == set(actual):
            yield one
            continue
        for slot, steps in one.slots.items():
            single = DraftField("number", one.label, one.part, f"{steps[0][1]}年", one.group, one.hint, unit=one.unit)
            single.whole, single.signed, single.maximum = one.whole, one.signed, one.maximum
            single.attach, single.slots = list(one.attach), {slot: ()}
            single.review = [*one.review, f"各年份与其他栏目的{_list_years(actual)}不同，每年各作一个栏目"]
            yield single
