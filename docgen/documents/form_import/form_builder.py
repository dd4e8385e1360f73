"""Build the form and its layout from what was guessed, once each field has its ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docgen.definitions.form import (
    Action,
    Attach,
    Blank,
    Choice,
    Choices,
    DeclaredHandPlace,
    Direction,
    Field,
    Form,
    Goals,
    Indicator,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Package,
    Part,
    PlanSection,
    Series,
    Text,
)
from docgen.definitions.form_words import FormWords, has_any
from docgen.definitions.goal_rules import Span
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.draft_names import FieldNames, make_names
from docgen.documents.form_import.form_draft import FormDraft
from docgen.documents.templates.form_layout import (
    FormLayout,
    LayoutCell,
    LayoutLine,
    LayoutParagraph,
    LayoutRow,
    LayoutSpan,
    LayoutTable,
    OfficialText,
    Piece,
    RowGroup,
    Slot,
)
from docgen.values import strip_parentheses

_YEAR = re.compile(r"(20\d\d)\s*年")
_PLAN, _GOALS = "plan", "goals"
_PLACE = 3
"""So short a label is that of a place (县、市), not of a body that signs."""

Names = Mapping[int, FieldNames]
"""The ids of each field, by the identity of its draft."""


def name_fields(
    draft: FormDraft, words: FormWords, taken: Mapping[int, FieldNames] | None = None
) -> dict[int, FieldNames]:
    """Give ids to all fields: those ``taken`` from a known form, and made-up ones, none of them twice."""
    names = dict(taken or {})
    used = {one.id for one in names.values()}
    for part in draft.parts:
        for number, field in enumerate(part.fields, 1):
            if id(field) in names:
                continue
            name = {"narrative": _PLAN, "goals": _GOALS}.get(field.kind, f"{part.id}_{number:02}")
            count = 1
            while name in used:
                count += 1
                name = (
                    f"{name.rstrip('_0123456789')}_{count}"
                    if field.kind in ("narrative", "goals")
                    else f"{name}_{count}"
                )
            used.add(name)
            names[id(field)] = make_names(field, name, words)
    return names


def build_form(draft: FormDraft, names: Names, words: FormWords, form_id: str, source: str) -> Form:
    """Build the form; what a person must look at is in ``review`` of the form and of its fields."""
    parts = [
        Part(id=part.id, title=part.title, fields=tuple(_build_field(one, names[id(one)]) for one in part.fields))
        for part in draft.parts
    ]
    year = re.search(r"20\d\d", form_id)
    return Form(
        id=form_id,
        title=draft.title,
        edition=year[0] if year else str(draft.years.stages[0]),
        source=source,
        years=draft.years,
        rules=draft.rules,
        package=_build_package(draft, names, words),
        by_hand=tuple(_list_hand_places(draft, names, words)),
        parts=tuple(parts),
        review=tuple(draft.review),
    )


# -- the fields ----------------------------------------------------------------------------------------------------


def _build_field(one: DraftField, names: FieldNames) -> Field:
    common: dict[str, Any] = {
        "id": names.id,
        "label": one.label,
        "about": one.about,
        "hint": one.hint,
        "also": tuple(one.also),
        "attach": tuple(_build_attachments(one, names)),
        "review": tuple(one.review),
    }
    match one.kind:
        case "text":
            return Text(**common)
        case "long_text":
            return LongText(**common, limit=one.limit)
        case "number":
            return Number(**common, unit=one.unit, whole=one.whole, signed=one.signed, maximum=one.maximum)
        case "series":
            return Series(**common, unit=one.unit, whole=one.whole, signed=one.signed, maximum=one.maximum)
        case "choice":
            return Choice(**common, options=dict(zip(names.options, one.options, strict=True)))
        case "choices":
            return Choices(**common, options=dict(zip(names.options, one.options, strict=True)))
        case "matrix":
            rows = dict(zip(names.rows, one.rows, strict=True))
            return Matrix(
                **common, unit=one.unit, rows=rows, columns=dict(zip(names.columns, one.columns, strict=True))
            )
        case "named_list":
            return NamedList(**common, unit=one.unit)
        case "goals":
            return Goals(**common, **_build_goals(one, names))
        case "narrative":
            return Narrative(**common, limit=one.limit, sections=tuple(_build_sections(one, names)))
        case "blank":
            return Blank(**common)


def _build_attachments(one: DraftField, names: FieldNames) -> Iterator[Attach]:
    for attach in one.attach:
        when = () if attach.option is None else (names.options[attach.option],)
        yield Attach(kind=attach.kind, when=when)


def _build_sections(one: DraftField, names: FieldNames) -> Iterator[PlanSection]:
    for section, name in zip(one.sections, names.sections, strict=True):
        yield PlanSection(id=name, level=section.level, heading=section.heading, text=bool(section.slot))


def _build_goals(one: DraftField, names: FieldNames) -> dict[str, Any]:
    directions = []
    for direction, name, known in zip(one.directions, names.directions, names.indicators, strict=True):
        indicators = tuple(
            Indicator(
                id=indicator_id,
                label=indicator.label,
                unit=indicator.unit,
                better=None if not indicator.unit else "lower" if indicator.is_lower_better else "higher",
                signed=indicator.signed,
                maximum=indicator.maximum,
            )
            for indicator, indicator_id in zip(direction.indicators, known, strict=True)
        )
        directions.append(Direction(id=name, label=direction.label, indicators=indicators, own=direction.own))
    columns = dict(zip(names.columns, one.columns, strict=True))
    return {"columns": columns, "directions": tuple(directions), "remark": one.remark, "span": _build_span(columns)}


def _build_span(columns: Mapping[str, str]) -> Span | None:
    years = {name: int(found[1]) for name, text in columns.items() if (found := _YEAR.search(text))}
    if not {"base", "target"} <= years.keys() or years["target"] <= years["base"]:
        return None
    done = {"done": "done", "year": years["done"]} if "done" in years else {}
    return Span(base="base", target="target", years=years["target"] - years["base"], **done)  # type: ignore[arg-type]


# -- what belongs to the whole form --------------------------------------------------------------------------------


def _build_package(draft: FormDraft, names: Names, words: FormWords) -> Package:
    title = draft.title
    form_name = next((name for name in words.form_names if title.endswith(name)), "申报表")
    stem = title.removesuffix(form_name)
    kind = next((kind for kind in words.form_kinds if stem.endswith(kind)), "")
    shown = [one for one in draft.cover if one.kind == "text"]
    texts = shown or [one for one in draft.iterate_fields() if one.kind == "text"] or list(draft.iterate_fields())
    cluster = next((one for one in texts if has_any(one.label, words.called)), texts[0])
    date = next((one for one in texts if has_any(one.label, words.dates)), None)
    if date is None:
        draft.review.append("封面没有时间，package 的 date 暂指向名称，请改成有日期的栏目")
    plain = [one for one in shown if not _is_contact(one, words) and one is not date and not _is_region(one, words)]
    return Package(
        title=f"{stem}申报材料",
        form_name=kind + form_name,
        cluster=names[id(cluster)].id,
        cover=tuple(names[id(one)].id for one in (plain or [cluster])),
        date=names[id(date or cluster)].id,
    )


def _is_contact(one: DraftField, words: FormWords) -> bool:
    return any(strip_parentheses(one.label) in group for group in words.same_labels[:2])


def _is_region(one: DraftField, words: FormWords) -> bool:
    return strip_parentheses(one.label) in words.regions


def _list_hand_places(draft: FormDraft, names: Names, words: FormWords) -> Iterator[DeclaredHandPlace]:
    """Yield what is signed and sealed: the answers of the cover that a seal stands beside, then the blanks."""
    texts = [one for one in draft.iterate_fields() if one.kind == "text" and len(strip_parentheses(one.label)) > _PLACE]
    bodies = sorted(texts, key=lambda one: len(one.label), reverse=True)
    for one in draft.cover:
        if one.sealed:
            name = names[id(one)].id
            yield DeclaredHandPlace(
                field=name, part="cover", action=Action.SEAL, label=one.sealed, by=one.label, named=name
            )
    for one in draft.iterate_fields():
        if one.kind == "blank":
            action = Action.SIGN if has_any(one.label, words.sign) else Action.SEAL
            by = re.sub(rf"[（(]?(?:{'|'.join((*words.sign, *words.seal))})[）)]?", "", one.label).strip("：:（）() ")
            by = by or one.group
            body = next((body for body in bodies if by.startswith(strip_parentheses(body.label))), None)
            named = names[id(body)].id if body else ""
            yield DeclaredHandPlace(field=names[id(one)].id, action=action, by=by or one.label, named=named)


# -- the layout ----------------------------------------------------------------------------------------------------


def name_layout(layout: FormLayout, draft: FormDraft, names: Names, title: str) -> FormLayout:
    """Return the layout with the names of its slots; rows of own indicators become repeated ones."""
    return _LayoutNamer(draft, names).name(layout, title)


class _LayoutNamer:
    def __init__(self, draft: FormDraft, names: Names) -> None:
        self.slots: dict[str, str] = {}
        self.loops: dict[str, str] = {}
        self.described: set[str] = set()
        self.goals: set[str] = set()
        for one in draft.iterate_fields():
            known = names[id(one)]
            for slot, steps in one.slots.items():
                self.slots[slot] = known.name_slot(steps)
                numbers = dict(steps)
                if "own" in numbers:
                    self.loops[slot] = f"row in {known.id}.{known.directions[numbers['direction']]}.own"
                if one.kind == "goals":
                    self.goals.add(slot)
                    inside = one.directions[numbers["direction"]].indicators
                    if "indicator" in numbers and not inside[numbers["indicator"]].unit:
                        self.described.add(slot)
        self.pairs = draft.pairs

    def name(self, layout: FormLayout, title: str) -> FormLayout:
        sections = []
        for section in layout.sections:
            blocks = tuple(
                replace(block, line=self._name_line(block.line))
                if isinstance(block, LayoutParagraph)
                else self._name_table(block)
                for block in section.blocks
            )
            sections.append(replace(section, blocks=blocks))
        return FormLayout(title, layout.classes, tuple(sections))

    def _name_table(self, table: LayoutTable) -> LayoutTable:
        is_goals = any(slot in self.goals for slot in _list_slots(table.rows))
        rows = [self._name_row(row, is_goals and number == 0) for number, row in enumerate(table.rows)]
        return replace(table, groups=tuple(RowGroup((row,)) for row in rows))

    def _name_row(self, row: LayoutRow, is_head: bool) -> LayoutRow:
        each = next((self.loops[slot] for slot in _list_slots([row]) if slot in self.loops), "")
        cells = [self._name_cell(cell) for cell in row.cells]
        if each:
            own = max((number for number, cell in enumerate(cells) if cell.is_label), default=0)
            cells[own] = replace(cells[own], lines=(LayoutLine((LayoutSpan((Slot("row.label"),)),)),))
        return LayoutRow(tuple(cells), ("head",) if is_head else row.classes, each)

    def _name_cell(self, cell: LayoutCell) -> LayoutCell:
        is_described = any(slot in self.described for line in cell.lines for slot in line.slots)
        classes = ("v", "left") if is_described else cell.classes
        return replace(cell, lines=tuple(map(self._name_line, cell.lines)), classes=classes)

    def _name_line(self, line: LayoutLine) -> LayoutLine:
        return LayoutLine(tuple(replace(span, pieces=tuple(self._name_pieces(span.pieces))) for span in line.spans))

    def _name_pieces(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            if isinstance(piece, OfficialText):
                yield piece
                continue
            yield Slot(self.slots[piece.name])
            if piece.name in self.pairs:
                yield OfficialText(" ")
                yield Slot(self.slots[self.pairs[piece.name]])


def _list_slots(rows: Sequence[LayoutRow]) -> list[str]:
    return [slot for row in rows for cell in row.cells for line in cell.lines for slot in line.slots]
