"""A form version as data: its parts, its fields and the slots where their answers are printed.

The kinds of field are closed; a fourth form version needs no code. Every label is a quotation of the official
text. A *slot* is one printed place, such as ``output_value.2021`` or ``standards.2021.national.led``; this module
is the one place that knows how slots are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Literal, assert_never

import msgspec

from docgen.definitions.consistency_rules import Consistency
from docgen.definitions.derive_rules import Derive, Listed
from docgen.definitions.goal_rules import DerivedGoal, GoalRule, Span
from docgen.strict_struct import StrictStruct
from docgen.values import strip_parentheses

Id = str


class Attach(StrictStruct, kw_only=True, frozen=True):
    """A document that the form demands beside an answer: proof, a list, a statement or a formula.

    ``when`` has the options that require it; empty means any answer that claims something.
    """

    kind: Literal["evidence", "list", "statement", "formula"]
    when: tuple[str, ...] = ()


class _FieldData(StrictStruct, kw_only=True, frozen=True):
    id: Id
    label: str
    about: str = ""
    """An addition to a label that the form prints more than once, such as the two 联系人."""
    hint: str = ""
    also: tuple[str, ...] = ()
    """Further parts where the same answer is printed again."""
    attach: tuple[Attach, ...] = ()
    review: tuple[str, ...] = ()
    """Guesses of an import that a person has yet to confirm; none in a form that is confirmed."""


class Text(_FieldData, tag_field="kind", tag="text", kw_only=True, frozen=True):
    """A short text.

    ``suffixes`` are the words that the form prints behind it: 省（区、市） behind the name of a province. An answer
    that ends with one is printed without it, unless it ends with one of ``whole`` (新区), which are part of a name.
    """

    suffixes: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def find_suffix(self, text: str) -> str:
        """Return the printed word at the end of ``text``, "" where there is none; a name of one character keeps it."""
        if text.endswith(self.whole):
            return ""
        return next((one for one in self.suffixes if text.endswith(one) and len(text) > len(one) + 1), "")


class LongText(_FieldData, tag_field="kind", tag="long_text", kw_only=True, frozen=True):
    """Prose in a cell, limited in 字."""

    limit: int


class Number(_FieldData, tag_field="kind", tag="number", kw_only=True, frozen=True):
    """One number; ``whole`` for counts, ``signed`` where it may be negative, ``maximum`` for shares."""

    unit: str
    whole: bool = False
    signed: bool = False
    maximum: Decimal | None = None
    derive: Derive | None = None
    listed: Listed | None = msgspec.field(name="list", default=None)


class Series(_FieldData, tag_field="kind", tag="series", kw_only=True, frozen=True):
    """One number for each year of the form's ``years.actual``."""

    unit: str
    whole: bool = False
    signed: bool = False
    maximum: Decimal | None = None
    derive: Derive | None = None
    listed: Listed | None = msgspec.field(name="list", default=None)


class Choice(_FieldData, tag_field="kind", tag="choice", kw_only=True, frozen=True):
    """One option of several; ``options`` maps the fact that is stored to the words that are printed."""

    options: Mapping[str, str]


class Choices(_FieldData, tag_field="kind", tag="choices", kw_only=True, frozen=True):
    """Any number of options."""

    options: Mapping[str, str]


class Matrix(_FieldData, tag_field="kind", tag="matrix", kw_only=True, frozen=True):
    """A whole number for each year, row and column."""

    unit: str
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    listed: Listed | None = msgspec.field(name="list", default=None)


class NamedList(_FieldData, tag_field="kind", tag="named_list", kw_only=True, frozen=True):
    """Names, and how many they are (数量 is derived from 名称)."""

    unit: str
    listed: Listed | None = msgspec.field(name="list", default=None)


class Indicator(StrictStruct, kw_only=True, frozen=True):
    """One printed row of a table of goals; without a unit it is described in words.

    ``better`` is the direction of progress; only a ``signed`` figure may be below 0.
    """

    id: Id
    label: str
    unit: str = ""
    better: Literal["higher", "lower"] | None = None
    signed: bool = False
    maximum: Decimal | None = None


class Direction(StrictStruct, kw_only=True, frozen=True):
    """One direction (方向) of a table of goals; ``own`` where the form prints …… for the applicant's own indicators."""

    id: Id
    label: str
    indicators: tuple[Indicator, ...] = ()
    own: bool = False


class Goals(_FieldData, tag_field="kind", tag="goals", kw_only=True, frozen=True):
    """A table of goals: an indicator per row, a value per column; ``remark`` introduces the ``rules`` (备注).

    ``same_as`` says for a cell (``direction.indicator.column``) which other answer of the form is the same figure,
    ``derive`` by which readings a cell follows from the enterprise table.
    """

    columns: Mapping[str, str]
    directions: tuple[Direction, ...]
    same_as: Mapping[str, str] = {}
    derive: tuple[DerivedGoal, ...] = ()
    span: Span | None = None
    remark: str = ""
    rules: tuple[GoalRule, ...] = ()


class PlanSection(StrictStruct, kw_only=True, frozen=True):
    """One official heading of the plan; ``text`` is false where only further headings follow it."""

    id: Id
    level: int
    heading: str
    text: bool = True


class Narrative(_FieldData, tag_field="kind", tag="narrative", kw_only=True, frozen=True):
    """Long prose under official headings, read from ``<id>.md``."""

    limit: int
    sections: tuple[PlanSection, ...]


class Blank(_FieldData, tag_field="kind", tag="blank", kw_only=True, frozen=True):
    """Printed and never filled: a signature, a seal, a date written by hand."""


Field = Text | LongText | Number | Series | Choice | Choices | Matrix | NamedList | Goals | Narrative | Blank
"""The closed set of kinds."""


class Years(StrictStruct, kw_only=True, frozen=True):
    """The years of a round: the columns, the base and target of the plan, and its stages."""

    actual: tuple[int, ...]
    base: int
    target: int
    stages: tuple[int, ...]


class Rules(StrictStruct, kw_only=True, frozen=True):
    """The sentences of the form (填报说明) that a problem quotes."""

    required: str
    decimals: str
    pages: str


class Package(StrictStruct, kw_only=True, frozen=True):
    """The title of the print-ready package, and the answers that its cover shows."""

    title: str
    form_name: str
    cluster: Id
    cover: tuple[Id, ...]
    date: Id


class Action(Enum):
    """An action by hand at a place of the form; the value is the word of the definition."""

    SIGN = "sign"
    SEAL = "seal"

    @property
    def label(self) -> str:
        """The Chinese word for the action."""
        return {"sign": "签字", "seal": "盖章"}[self.value]


class DeclaredHandPlace(StrictStruct, kw_only=True, frozen=True):
    """A place of the form that is signed or sealed: the field printed there, and who signs or seals.

    ``part`` and ``label`` are given where the place is not the field's own: an answer that is printed again beside a
    seal. ``named`` is the field whose answer is the name of the body.
    """

    field: Id
    action: Action
    by: str
    named: Id = ""
    part: Id = ""
    label: str = ""


class Part(StrictStruct, kw_only=True, frozen=True):
    """One part of the form, as the ministry numbers them; ``id`` is also the section of the layout."""

    id: Id
    title: str
    fields: tuple[Field, ...]


ListedField = Number | Series | Matrix | NamedList
"""A field whose answer may be counted in a list."""


class Form(StrictStruct, dict=True, kw_only=True, frozen=True):
    """One version of the form: one complete file, checked when it is loaded.

    ``projected`` says of which form and by how many years it is a projection (推算稿); "" for a form that the ministry
    published, or that somebody has confirmed against its text.
    """

    id: Id
    title: str
    edition: str
    source: str
    projected: str = ""
    years: Years
    rules: Rules
    package: Package
    errata: tuple[str, ...] = ()
    by_hand: tuple[DeclaredHandPlace, ...] = ()
    parts: tuple[Part, ...]
    consistency: Consistency = Consistency()
    review: tuple[str, ...] = ()
    """Guesses of an import that belong to no field; see ``review`` of a field."""

    @cached_property
    def fields(self) -> Mapping[Id, Field]:
        """Every field by its id, in the order of the form."""
        return {field.id: field for part in self.parts for field in part.fields}

    @cached_property
    def narratives(self) -> tuple[Narrative, ...]:
        """The fields of prose under official headings, each read from a file of its own."""
        return tuple(field for field in self.fields.values() if isinstance(field, Narrative))

    @cached_property
    def places(self) -> Mapping[str, Field]:
        """Every place where an answer is asked for, with its field; see :func:`iterate_places`."""
        return {place: field for field in self.fields.values() for place in iterate_places(field, self.years)}

    @cached_property
    def slots(self) -> Mapping[str, Field]:
        """Every slot of the form, in printed order, with the field whose answer it prints."""
        return {slot: field for field in self.fields.values() for slot in iterate_slots(field, self.years)}

    def find_field(self, name: str) -> Field | None:
        """Find the field of that id, or the one whose slot has that name; None where the form has neither."""
        return self.fields.get(name) or self.slots.get(name)

    def iterate_listed(self, list_id: str = "") -> Iterator[tuple[ListedField, Listed]]:
        """Yield each field whose answer is counted in a list, or in the list of this id, with how it is counted."""
        for field in self.fields.values():
            match field:
                case Number() | Series() | Matrix() | NamedList() if field.listed and list_id in ("", field.listed.id):
                    yield field, field.listed
                case _:
                    continue

    def find_part(self, field: Field) -> Part:
        """Find the part that asks for ``field``."""
        return next(part for part in self.parts if field in part.fields)

    def list_slots(self, part: Part) -> tuple[str, ...]:
        """List the slots that the layout of ``part`` must hold, each once: its own, and those printed there again."""
        own = [slot for field in part.fields for slot in iterate_slots(field, self.years)]
        again = [
            slot for field in self.fields.values() if part.id in field.also for slot in iterate_slots(field, self.years)
        ]
        return (*own, *again)


def iterate_slots(field: Field, years: Years) -> Iterator[str]:
    """Yield the names of the slots of ``field`` in printed order; the only function that forms these names."""
    match field:
        case Text() | LongText() | Number():
            yield field.id
        case Series():
            yield from (f"{field.id}.{year}" for year in years.actual)
        case Choice() | Choices():
            yield from (f"{field.id}.{option}" for option in field.options)
        case Matrix():
            for row in field.rows:
                for year in years.actual:
                    yield from (f"{field.id}.{year}.{row}.{column}" for column in field.columns)
        case NamedList():
            yield from (f"{field.id}.count", f"{field.id}.names")
        case Goals():
            yield from _iterate_goal_slots(field)
        case Narrative():
            yield from (f"{field.id}.{section.id}" for section in field.sections if section.text)
        case Blank():
            return
        case _:
            assert_never(field)


def describe_place(field: Field, place: str) -> str:
    """Describe a place of ``field`` in the form's own words: its label, then year, row and column, or the heading."""
    if place == field.id:
        return f"{field.label}（{field.about}）" if field.about else field.label
    steps = place.removeprefix(f"{field.id}.").split(".")
    match field:
        case Narrative():
            return next(section.heading for section in field.sections if section.id == steps[0])
        case Series():
            return " ".join([field.label, *(f"{step}年" for step in steps)])
        case Matrix():
            words = dict(field.rows) | dict(field.columns)
            return " ".join([field.label, *(words.get(step, f"{step}年") for step in steps)])
        case Goals():
            return " ".join([field.label, *_iterate_goal_words(field, steps)])
        case _:
            return field.label


def describe_detail(field: Field, place: str) -> str:
    """Describe what tells a place of ``field`` from its others: year, row and column; "" for the field itself."""
    return "" if place == field.id else describe_place(field, place).removeprefix(field.label).strip()


def _iterate_goal_words(field: Goals, steps: list[str]) -> Iterator[str]:
    direction = next(direction for direction in field.directions if direction.id == steps[0])
    yield direction.label
    words = {indicator.id: indicator.label for indicator in direction.indicators} | {"own": "自设指标"}
    yield from (words[step] for step in steps[1:2])
    yield from (field.columns[step] for step in steps[2:3])


def shorten_label(field: Field) -> str:
    """Return the label without parentheses, for use in a sentence."""
    return strip_parentheses(field.label)


def iterate_places(field: Field, years: Years) -> Iterator[str]:
    """Yield the places where answers of ``field`` are stored: its slots, but one place for all boxes or all names."""
    match field:
        case Choice() | Choices() | NamedList():
            yield field.id
        case _:
            yield from iterate_slots(field, years)


def _iterate_goal_slots(field: Goals) -> Iterator[str]:
    for direction in field.directions:
        for indicator in direction.indicators:
            yield from (f"{field.id}.{direction.id}.{indicator.id}.{column}" for column in field.columns)
        if direction.own:
            yield f"{field.id}.{direction.id}.own"
