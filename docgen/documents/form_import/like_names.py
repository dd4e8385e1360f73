"""The ids of a known field for the new one that asks the same: of options, rows, columns, headings and indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docgen.definitions.form import Choice, Choices, Goals, Matrix, Narrative
from docgen.definitions.form_words import FormWords
from docgen.documents.alignment.likeness import strip_number
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.draft_names import FieldNames, make_names
from docgen.documents.form_import.like_matching import FieldMatch, pair_words


def take_names(match: FieldMatch, words: FormWords) -> FieldNames:
    """Return the ids for the new field of a match; what is new in it gets made-up ones that the known one has not."""
    field, draft = match.known, match.draft
    names = make_names(draft, field.id, words)
    match field:
        case Choice() | Choices():
            names.options = _take(field.options, draft.options, names.options)
            _ask_changed(draft, field.options, names.options, draft.options)
        case Matrix():
            names.rows = _take(field.rows, draft.rows, names.rows)
            names.columns = _take(field.columns, draft.columns, names.columns)
        case Narrative():
            known = {one.id: strip_number(one.heading) for one in field.sections}
            headings = [strip_number(one.heading) for one in draft.sections]
            names.sections = _take(known, headings, names.sections)
        case Goals():
            _take_goals(field, draft, names)
        case _:
            pass
    return names


def _take_goals(field: Goals, draft: DraftField, names: FieldNames) -> None:
    names.columns = _take(field.columns, draft.columns, names.columns)
    known = {one.id: one.label for one in field.directions}
    names.directions = _take(known, [one.label for one in draft.directions], names.directions)
    by_id = {one.id: one for one in field.directions}
    for number, direction in enumerate(draft.directions):
        old = by_id.get(names.directions[number])
        if old:
            labels = [one.label for one in direction.indicators]
            indicators = {one.id: one.label for one in old.indicators}
            names.indicators[number] = _take(indicators, labels, names.indicators[number])


def _take(known: Mapping[str, str], new: Sequence[str], made_up: Sequence[str]) -> list[str]:
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
    return result


def _ask_changed(draft: DraftField, known: Mapping[str, str], names: Sequence[str], new: Sequence[str]) -> None:
    """Have a person look at the options that are new or whose words changed, and at those that are gone."""
    for name, text in zip(names, new, strict=True):
        old = known.get(name, "")
        if not old:
            draft.review.append(f"选项“{text}”是新的")
        elif old != text:
            draft.review.append(f"选项“{old}”改为“{text}”，意思相同才能沿用 {name}")
    for name, text in known.items():
        if name not in names:
            draft.review.append(f"选项“{text}”没有了")
