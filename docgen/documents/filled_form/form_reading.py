"""Answers from an aligned document: the text or boxes of each slot become typed values, field by field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Direction,
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
    iterate_slots,
)
from docgen.documents.alignment.form_aligner import align_form
from docgen.documents.alignment.form_alignment import CellMatch, FormAlignment, LoopRow, SlotMatch, UnplacedText
from docgen.documents.alignment.slot_texts import TextSpan
from docgen.documents.filled_form.box_reader import read_boxes
from docgen.documents.filled_form.cell_answers import read_own_rows, read_spans
from docgen.documents.filled_form.filled_form import FilledForm, FoundAnswer
from docgen.documents.filled_form.form_problems import find_form_problems
from docgen.documents.filled_form.name_reader import read_names
from docgen.documents.filled_form.span_texts import gather_text
from docgen.documents.templates.form_layout import FormLayout, OfficialText, Slot
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.word.word_document import PieceKind, WordDocument

_NOT_TICKED = "一个选项也没有勾选"
_ROW_LABEL = "row.label"


def read_filled_form(
    document: WordDocument, form: Form, layout: FormLayout, name: str, notes: Iterable[Problem] = ()
) -> FilledForm:
    """Read the answers of ``form`` from the document; ``name`` is that of the file, ``notes`` what is known of it."""
    boxes = {slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)}
    alignment = align_form(document, layout, boxes)
    reading = _FormReading(form, alignment)
    found = {one.place: one for field in form.fields.values() for one in reading.read_field(field)}
    found |= {one.place: one for one in _doubt_shared_cells(form, found)}
    unplaced = tuple(sorted((*alignment.unplaced, *reading.unplaced), key=_order_place))
    problems = (*notes, *find_form_problems(document, form, alignment, found, name))
    return FilledForm(form, name, found, unplaced, problems, alignment.coverage, alignment.copies)


class _FormReading:
    def __init__(self, form: Form, alignment: FormAlignment) -> None:
        self.form = form
        self.unplaced: list[UnplacedText] = []
        self._slots: dict[str, list[SlotMatch]] = defaultdict(list)
        self._cells: dict[str, list[CellMatch]] = defaultdict(list)
        self._loops: dict[str, list[LoopRow]] = defaultdict(list)
        for cell in alignment.cells:
            for slot in cell.slots:
                self._slots[slot.slot].append(slot)
                self._cells[slot.slot].append(cell)
        for row in alignment.loops:
            self._loops[row.each.partition(" in ")[2]].append(row)

    def read_field(self, field: Field) -> Iterator[FoundAnswer]:
        """Yield the answer of each place of the field that the document has."""
        match field:
            case Text() | LongText() | Number() | Series() | Matrix():
                for slot in iterate_slots(field, self.form.years):
                    yield from self._read_slot(field, slot)
            case Choice() | Choices():
                yield from self._read_choice(field)
            case NamedList():
                yield from self._read_names(field)
            case Goals():
                yield from self._read_goals(field)
            case Narrative():
                for slot in iterate_slots(field, self.form.years):
                    yield from self._read_prose(slot)
            case Blank():
                return
            case _:
                assert_never(field)

    def _read_slot(self, field: Field, slot: str) -> Iterator[FoundAnswer]:
        if matches := self._slots[slot]:
            yield _merge_repeated([self._type_slot(field, slot, match) for match in matches], matches)

    def _type_slot(self, field: Field, place: str, match: SlotMatch) -> FoundAnswer:
        read = read_spans(field, place, match.spans)
        doubt = _join_doubts(match.doubt, read.doubt, _name_objects(match.spans))
        return FoundAnswer(place, read.value, match.text, doubt, read.note, match.place)

    def _read_choice(self, field: Choice | Choices) -> Iterator[FoundAnswer]:
        cells = dict.fromkeys(cell for slot in iterate_slots(field, self.form.years) for cell in self._cells[slot])
        if answers := [self._read_box_cell(field, cell) for cell in cells]:
            yield _merge_repeated(answers, ())

    def _read_box_cell(self, field: Choice | Choices, cell: CellMatch) -> FoundAnswer:
        if cell.seen is None:
            return FoundAnswer(field.id, None, doubt=cell.doubt)
        paragraphs, several = cell.seen.paragraphs, isinstance(field, Choices)
        reading = read_boxes(field.options, paragraphs, _list_other_words(cell, field), several=several)
        where = paragraphs[0].place if paragraphs else cell.seen.cell.place if cell.seen.cell else None
        for span in reading.unplaced:
            self.unplaced.append(UnplacedText(span.text.strip(), span.paragraph.place, "写在选项旁边"))
        doubt = _join_doubts(cell.doubt, reading.doubt)
        if reading.is_blank:
            return FoundAnswer(field.id, None, "", doubt or _NOT_TICKED, "", where)
        value = reading.ticked if several else reading.ticked[0] if reading.ticked else None
        return FoundAnswer(field.id, value, cell.seen.text.strip(), doubt, "", where)

    def _read_names(self, field: NamedList) -> Iterator[FoundAnswer]:
        counts, names = self._slots[f"{field.id}.count"], self._slots[f"{field.id}.names"]
        for count, listed, cell in zip(counts, names, self._cells[f"{field.id}.names"], strict=False):
            number, text = gather_text(count.spans), gather_text(listed.spans)
            doubt = _join_doubts(listed.doubt, number.doubt, text.doubt)
            if count.doubt and cell.seen and not cell.doubt:  # 数量 and 名称 were typed over: the cell is one text
                whole = tuple(TextSpan(one, 0, len(one.text)) for one in cell.seen.paragraphs)
                number, text = gather_text(()), gather_text(whole)
                doubt = text.doubt
            read = read_names(field.unit, number.text, text.text)
            doubt = _join_doubts(doubt, read.doubt, _name_objects(listed.spans))
            shown = "\n".join(one.strip() for one in (number.text, text.text) if one.strip())
            yield FoundAnswer(field.id, read.value, shown, doubt, read.note, listed.place or count.place)

    def _read_goals(self, field: Goals) -> Iterator[FoundAnswer]:
        for direction in field.directions:
            for indicator in direction.indicators:
                for column in field.columns:
                    yield from self._read_slot(field, f"{field.id}.{direction.id}.{indicator.id}.{column}")
            if direction.own:
                yield from self._read_own_rows(field, direction)

    def _read_own_rows(self, field: Goals, direction: Direction) -> Iterator[FoundAnswer]:
        place = f"{field.id}.{direction.id}.own"
        rows, doubts = [], list[str]()
        matches = [match for row in self._loops[place] for match in row.slots.values() if match.text]
        for row in self._loops[place]:
            texts = {name: gather_text(match.spans, with_numbers=True).text for name, match in row.slots.items()}
            cells = {column: texts.get(f"row.{column}", "") for column in field.columns}
            rows.append(OwnRow(texts.get(_ROW_LABEL, ""), cells))
            doubts += (match.doubt for match in row.slots.values())
        read = read_own_rows(field, rows)
        if read.value is not None or read.doubt:
            where = matches[0].place if matches else None
            text = "\n".join(match.text for match in matches)
            yield FoundAnswer(place, read.value, text, _join_doubts(*doubts, read.doubt), read.note, where)

    def _read_prose(self, slot: str) -> Iterator[FoundAnswer]:
        for match in self._slots[slot]:
            read = gather_text(match.spans, with_numbers=True)
            paragraphs = tuple(filter(None, (line.strip() for line in read.text.split("\n"))))
            doubt = _join_doubts(match.doubt, read.doubt, _name_objects(match.spans))
            if paragraphs or doubt:
                yield FoundAnswer(slot, paragraphs or None, "\n".join(paragraphs), doubt, "", match.place)


_TWO_PARTS = re.compile(r"\A\D+\d[\d\s（）()-]{5,}")
"""A name with a telephone number behind it, or the like."""


def _doubt_shared_cells(form: Form, found: Mapping[str, FoundAnswer]) -> Iterator[FoundAnswer]:
    """Doubt two short texts side by side of which the first seems to hold both, as the second is blank."""
    texts = [field.id for field in form.fields.values() if isinstance(field, Text)]
    for first, second in pairwise(texts):
        one, other = found.get(first), found.get(second)
        if one is None or other is None or one.where is None or other.where is None or other.value is not None:
            continue
        is_beside = bool(one.where.tables) and [at[:2] for at in one.where.tables] == [
            at[:2] for at in other.where.tables
        ]
        if is_beside and isinstance(one.value, str) and _TWO_PARTS.match(one.value):
            doubt = f"旁边的“{form.fields[second].label}”空着，“{one.value}”像是两项写在一格里"
            yield replace(one, doubt=_join_doubts(one.doubt, doubt))
            yield replace(other, doubt=_join_doubts(other.doubt, doubt))


def _name_objects(spans: Sequence[TextSpan]) -> str:
    """Return a doubt where something stands among the text that is none."""
    objects = [piece.detail for span in spans for piece in span.pieces if piece.kind is PieceKind.OBJECT]
    return f"这里还有{'、'.join(dict.fromkeys(objects))}，没有读入" if objects else ""


def _list_other_words(cell: CellMatch, field: Choice | Choices) -> list[str]:
    """List the official words of a cell that are no options: its introduction, and notes behind an option."""
    words: list[str] = []
    for line in cell.form.lines:
        option = ""
        for piece in line.pieces:
            if isinstance(piece, Slot):
                option = field.options.get(piece.name.removeprefix(f"{field.id}."), "")
            elif isinstance(piece, OfficialText):
                words.append(piece.text.strip().removeprefix(option).strip())
                option = ""
    return [one for one in words if one]


def _order_place(text: UnplacedText) -> tuple[bool, bool, int, tuple[tuple[int, int, int], ...], int]:
    """Order what has no place as it stands in the document: main text, its tables, then headers and notes."""
    place = text.place
    if place is None:
        return (True, True, 0, (), 0)
    return (
        bool(place.part),
        bool(place.tables),
        place.paragraph if not place.tables else 0,
        place.tables,
        place.paragraph,
    )


def _join_doubts(*doubts: str) -> str:
    return "；".join(dict.fromkeys(filter(None, doubts)))


def _merge_repeated(answers: Sequence[FoundAnswer], matches: Sequence[SlotMatch]) -> FoundAnswer:
    """Merge the answers of a place that the form prints several times: they must say the same."""
    filled = [one for one in answers if one.value is not None or one.text]
    sure = [one for one in filled if not one.doubt]
    if not sure:
        return filled[0] if filled else answers[0]
    first = sure[0]
    for other in filled:
        if other.value == first.value or (other.doubt and _is_part(first, other, matches)):
            continue
        doubt = f"两处写的不一样：一处是“{first.text}”，另一处是“{other.text}”"
        return replace(first, doubt=doubt)
    return first


def _is_part(sure: FoundAnswer, doubtful: FoundAnswer, matches: Sequence[SlotMatch]) -> bool:
    """Return True where the paragraph of a doubtful answer has the text of the sure one: 联系人及联系电话."""
    texts = [span.paragraph.text for match in matches for span in match.spans if match.place == doubtful.where]
    return any(sure.text in text for text in texts)
