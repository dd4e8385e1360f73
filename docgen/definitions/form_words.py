"""The words by which an official form shows what its cells ask for, as data (``data/form_words.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from docgen.strict_struct import StrictStruct

Words = tuple[str, ...]


class LabelUnit(StrictStruct, kw_only=True, frozen=True):
    """The unit of a figure whose label has all of these words."""

    words: Words
    unit: str


class Demanded(StrictStruct, kw_only=True, frozen=True):
    """The words of a kind of document that a form demands beside an answer."""

    kind: Literal["evidence", "list", "statement", "formula"]
    words: Words


class GoalColumn(StrictStruct, kw_only=True, frozen=True):
    """The words in the heading of a column of a table of goals."""

    id: str
    words: Words


class RuleWords(StrictStruct, kw_only=True, frozen=True):
    """The words of the sentences of the instructions that problems quote."""

    required: Words
    decimals: Words
    pages: Words


class FormWords(StrictStruct, kw_only=True, frozen=True):
    """The words of the language of forms; each is explained in the file."""

    instructions: Words
    form_names: Words
    form_kinds: Words
    units: Words
    counted: Words
    money: Words
    units_of_labels: tuple[LabelUnit, ...]
    not_figures: Words
    prose: Words
    signed: Words
    shares: Words
    reductions: Words
    lower: Words
    not_whole: Words
    one_of: Words
    many: Words
    any_of: Words
    yes: str
    no: str
    not_applicable: Words
    negations: Words
    demand: Words
    demanded: tuple[Demanded, ...]
    count: Words
    names: Words
    sign: Words
    seal: Words
    goal_columns: tuple[GoalColumn, ...]
    dates: Words
    called: Words
    regions: Words
    same_labels: tuple[Words, ...]
    rules: RuleWords


def has_any(text: str, words: Iterable[str]) -> bool:
    """Return True if any of the words is in the text."""
    return any(word in text for word in words)
