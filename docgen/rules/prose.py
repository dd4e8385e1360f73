"""The texts of an application: each paragraph with its place, and the sentences and clauses in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.definitions.form import LongText, Narrative
from docgen.project.application import Application

_SENTENCE_ENDS = re.compile(r"(?<=[。！？；;!?\n])")
_SHOWN_LENGTH, _LENGTH_BEFORE = 60, 20
"""How much of a long sentence is shown, and how much of that before the word that matters."""
_CLAUSE_ENDS = re.compile(r"(?<=[，,：:])")


@dataclass(frozen=True)
class Prose:
    """One answer in words: its place, and all of it."""

    place: str
    words: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, also those that end in a semicolon."""
        return tuple(one.strip() for one in _SENTENCE_ENDS.split(self.words) if one.strip())


def iterate_texts(application: Application) -> Iterator[Prose]:
    """Every long text and section of prose that was written, in the order of the form."""
    for place, field in application.form.places.items():
        if isinstance(field, LongText | Narrative):
            value = application.answers.get(place)
            lines = value if isinstance(value, tuple) else (value,)
            words = "\n".join(line for line in lines if isinstance(line, str))
            if words:
                yield Prose(place, words)


def split_clauses(sentence: str) -> tuple[str, ...]:
    """The clauses of a sentence."""
    return tuple(one for one in _CLAUSE_ENDS.split(sentence) if one)


def shorten_sentence(sentence: str, word: str) -> str:
    """A sentence to be shown, cut around ``word`` where it is long."""
    start = max(0, min(sentence.find(word) - _LENGTH_BEFORE, len(sentence) - _SHOWN_LENGTH))
    end = start + _SHOWN_LENGTH
    return f"{'…' if start else ''}{sentence[start:end]}{'…' if end < len(sentence) else ''}"
