"""The fields of a new form laid beside those of a known one: which of them ask the same, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from docgen.definitions.form import (
    Choice,
    Choices,
    Field,
    LongText,
    Number,
    Text,
)
from docgen.definitions.form_words import FormWords
from docgen.documents.alignment.form_aligner import align_form
from docgen.documents.alignment.form_alignment import CellMatch, FormAlignment
from docgen.documents.alignment.likeness import compare_words, normalize_words, strip_number
from docgen.documents.form_import.blank_layout import BlankLayout
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.form_draft import FormDraft
from docgen.documents.form_import.known_form import KnownForm
from docgen.project.word.word_document import WordDocument, WordPlace

_LEAST = 0.6
"""The least likeness of two labels that may ask the same."""
_SAME = 0.995
_SHAPES = ({"text", "long_text", "number"}, {"choice", "choices"})
"""Kinds that the cells of a form alone do not always tell apart."""


class Likeness(Enum):
    """The judgement on a field of the new form and one of the known form."""

    SAME = "未改"
    REWORDED = "改了说法"
    DOUBTFUL = "意思可能变了"
    """Alike, but with another unit, kind or negation: not the same question until a person says so."""

    @property
    def keeps_id(self) -> bool:
        """True where the new field takes the id of the known one."""
        return self is not Likeness.DOUBTFUL


@dataclass(frozen=True, eq=False)
class FieldMatch:
    """A new field and the known one that it is laid beside; ``reason`` is why it is doubtful."""

    draft: DraftField
    known: Field
    likeness: Likeness
    reason: str = ""


def match_fields(
    draft: FormDraft,
    blank: BlankLayout,
    alignment: FormAlignment,
    known: KnownForm,
    words: FormWords,
) -> list[FieldMatch]:
    """Return the pairs of fields, in the order of the new form; the known form has the same years.

    ``alignment`` is that of the document with the layout of the known form.
    """
    return list(_Matcher(draft, blank, known, words).match(alignment))


def align_known_form(document: WordDocument, known: KnownForm) -> FormAlignment:
    """Lay the document against the layout of the known form."""
    boxes = {slot for slot, field in known.form.slots.items() if isinstance(field, Choice | Choices)}
    return align_form(document, known.layout, boxes)


class _Matcher:
    def __init__(self, draft: FormDraft, blank: BlankLayout, known: KnownForm, words: FormWords) -> None:
        self.draft = draft
        self.blank = blank
        self.form = known.form
        self.words = words

    def match(self, alignment: FormAlignment) -> Iterator[FieldMatch]:
        votes = self._count_votes(alignment)
        pairs = []
        for one in self.draft.iterate_fields():
            for field in self.form.fields.values():
                likeness = self._compare_labels(one, field)
                if (
                    likeness >= _SAME
                    or (votes[id(one), field.id] and likeness >= _LEAST)
                    or self._are_alone(one, field)
                ):
                    score = likeness + self._score_surroundings(one, field) + min(votes[id(one), field.id], 1)
                    pairs.append((score, one, field, likeness))
        taken: dict[int, FieldMatch] = {}
        used: set[str] = set()
        for _, one, field, likeness in sorted(pairs, key=lambda pair: -pair[0]):
            if id(one) not in taken and field.id not in used:
                taken[id(one)] = self._judge(one, field, likeness)
                used.add(field.id)
        yield from (taken[id(one)] for one in self.draft.iterate_fields() if id(one) in taken)

    def _count_votes(self, alignment: FormAlignment) -> Mapping[tuple[int, str], float]:
        """Count for each pair how many of the known slots stand, by the alignment, in the cells of the new field."""
        boxes = {slot for slot, field in self.form.slots.items() if isinstance(field, Choice | Choices)}
        at: dict[WordPlace, list[DraftField]] = defaultdict(list)
        for one in self.draft.iterate_fields():
            for slot in one.slots:
                if slot in self.blank.places:
                    at[self.blank.places[slot]].append(one)
        votes: dict[tuple[int, str], float] = defaultdict(float)
        for cell in alignment.cells:
            place = _find_place(cell)
            for match in cell.slots:
                known = self.form.slots.get(match.slot)
                if place and known:
                    for one in at.get(place, []):
                        votes[id(one), known.id] += 1 / len(boxes) if match.slot in boxes else 1
        return votes

    def _compare_labels(self, one: DraftField, field: Field) -> float:
        old = normalize_words(strip_number(field.label))
        return compare_words(old, normalize_words(strip_number(one.label)))

    def _score_surroundings(self, one: DraftField, field: Field) -> float:
        """Score what stands around two fields of like labels: the group they are in, their part, their kind."""
        about = compare_words(normalize_words(field.about), normalize_words(one.about)) if field.about else 0.0
        contained = bool(field.about) and normalize_words(field.about) in normalize_words(one.about)
        part = self.form.find_part(field).title
        title = next(part.title for part in self.draft.parts if part.id == one.part)
        return 0.3 * max(about, contained) + 0.2 * (part == title) + 0.2 * (one.kind == get_kind(field))

    def _are_alone(self, one: DraftField, field: Field) -> bool:
        """Return True for the only plan, or the last table of goals, of each form, whatever its heading is now."""
        if one.kind not in ("narrative", "goals") or one.kind != get_kind(field):
            return False
        kinds = [other for other in self.draft.iterate_fields() if other.kind == one.kind]
        known = [other for other in self.form.fields.values() if get_kind(other) == one.kind]
        return kinds[-1] is one and known[-1] is field

    def _judge(self, one: DraftField, field: Field, likeness: float) -> FieldMatch:
        kind = get_kind(field)
        is_same = likeness >= _SAME
        if kind != one.kind and is_same and any({kind, one.kind} <= shape for shape in _SHAPES):
            adopt_kind(one, field)
        if one.kind != kind:
            return FieldMatch(one, field, Likeness.DOUBTFUL, f"填法不同：原来是{kind}，现在是{one.kind}")
        unit = getattr(field, "unit", "")
        if is_guessed_unit(one):
            one.unit = unit if is_same else one.unit
        if unit != one.unit:
            return FieldMatch(one, field, Likeness.DOUBTFUL, f"单位不同：原来是“{unit}”，现在是“{one.unit}”")
        old = field.label
        changed = [word for word in self.words.negations if (word in old) != (word in one.label)]
        if changed and not is_same:
            return FieldMatch(one, field, Likeness.DOUBTFUL, f"“{changed[0]}”字的有无不同，意思可能相反")
        return FieldMatch(one, field, Likeness.SAME if is_same else Likeness.REWORDED)


def is_guessed_unit(one: DraftField) -> bool:
    """Return True where the form does not print the unit."""
    return any("没有印单位" in reason for reason in one.review)


def adopt_kind(one: DraftField, field: Field) -> None:
    """Take over the kind of a known field whose label is the same: the cells alone did not tell it."""
    match field:
        case Choice() | Choices():
            one.kind = "choice" if isinstance(field, Choice) else "choices"
        case Number():
            one.kind, one.unit, one.limit = "number", field.unit, 0
        case LongText():
            one.kind, one.unit, one.limit = "long_text", "", one.limit or field.limit
        case Text():
            one.kind, one.unit, one.limit = "text", "", 0
    one.review = []


def get_kind(field: Field) -> str:
    """Return the tag of the kind of a field."""
    return str(field.__struct_config__.tag)


def _find_place(cell: CellMatch) -> WordPlace | None:
    if cell.seen is None:
        return None
    if cell.seen.cell:
        return cell.seen.cell.place
    return cell.seen.paragraphs[0].place if cell.seen.paragraphs else None


def pair_words(old: Mapping[str, str], new: Sequence[str]) -> list[str]:
    """Return for each new text the id of the known one that is most like it, "" where none is like it; none twice."""
    scores = sorted(
        (
            (compare_words(normalize_words(text), normalize_words(words)), number, name)
            for name, text in old.items()
            for number, words in enumerate(new)
        ),
        key=lambda one: -one[0],
    )
    found = [""] * len(new)
    for score, number, name in scores:
        if score >= _LEAST and not found[number] and name not in found:
            found[number] = name
    return found
