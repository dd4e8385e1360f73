"""The ids of a known field for the new one that asks the same: of options, rows, columns, headings and indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docgen.definitions.form import Choice, Choices, Goals, Matrix, Narrative
from docgen.definitions.form_words import FormWords
from docgen.documents.alignment.likeness import strip_number
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.draft_names import FieldNames, make_names
from docgen.documents.form_import.like_matching import FieldMatch, pair_words


def take_names(match: FieldMatch, words: FormWords) -> FieldNames:
    """Return the ids for the new field of a match; what is new in it gets made-up ones that the known one has not.

    What is new, gone or re-worded inside of the field is added to ``review`` of its draft.
    """
    field, draft = match.known, match.draft
    names = make_names(draft, field.id, words)
    match field:
        case Choice() | Choices():
            names.options = _take(draft, "选项", field.options, draft.options, names.options)
        case Matrix():
            names.rows = _take(draft, "行", field.rows, draft.rows, names.rows)
            names.columns = _take(draft, "列", field.columns, draft.columns, names.columns)
        case Narrative():
            known = {one.id: strip_number(one.heading) for one in field.sections}
            headings = [strip_number(one.heading) for one in draft.sections]
            names.sections = _take(draft, "标题", known, headings, names.sections)
            texts = {one.id: one.text for one in field.sections}
            for section, name in zip(draft.sections, names.sections, strict=True):
                if name in texts and texts[name] != bool(section.slot):
                    had, has = ("写", "没有留出地方") if texts[name] else ("不写", "留了空")
                    draft.review.append(f"标题“{section.heading}”下面原来{had}文字，现在{has}")
        case Goals():
            _take_goals(field, draft, names)
        case _:
            pass
    return names


def _take_goals(field: Goals, draft: DraftField, names: FieldNames) -> None:
    names.columns = _take(draft, "列", field.columns, draft.columns, names.columns)
    known = {one.id: one.label for one in field.directions}
    names.directions = _take(draft, "方向", known, [one.label for one in draft.directions], names.directions)
    by_id = {one.id: {row.id: row.label for row in one.indicators} for one in field.directions}
    for number, direction in enumerate(draft.directions):
        indicators = by_id.get(names.directions[number], {})
        labels = [one.label for one in direction.indicators]
        names.indicators[number] = _take(draft, "指标", indicators, labels, names.indicators[number])


def _take(
    draft: DraftField, what: str, known: Mapping[str, str], new: Sequence[str], made_up: Sequence[str]
) -> list[str]:
    """Return an id for each new text: that of the known text that is most like it, otherwise a made-up one."""
    found = pair_words(known, new)
    used = {*known, *found}
    result: list[str] = []
    for name, own in zip(found, made_up, strict=True):
        count = 1
        while not name and own in used:
            count += 1
            own = f"{own.rstrip('0123456789')}{count + len(new)}"
        used.add(name or own)
        result.append(name or own)
    draft.review += _list_changes(what, known, result, new)
    return result


def _list_changes(what: str, known: Mapping[str, str], names: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for name, text in zip(names, new, strict=True):
        if name not in known:
            yield f"{what}“{text}”是新的"
        elif known[name] != text:
            yield f"{what}“{known[name]}”改为“{text}”，意思相同才能沿用 {name}"
    yield from (f"{what}“{text}”没有了" for name, text in known.items() if name not in names)
