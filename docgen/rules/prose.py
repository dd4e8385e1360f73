"""The long texts of an application, split into sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.definitions.form import LongText, Narrative
from docgen.project.application import Application

_SENTENCE_ENDS = re.compile(r"(?<=[。！？；;!?\n])")
_SHOWN_LENGTH, _LENGTH_BEFORE = 60, 20
"""Characters of a long sentence in a message, and how many of them come before the relevant word."""

_CLAUSE_ENDS = re.compile(r"(?<=[，,：:])")


@dataclass(frozen=True)
class Prose:
    """One text answer: its place and its text."""

    place: str
    words: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences, split at semicolons too."""
        return _split_sentences(self.words)

    @property
    def paragraphs(self) -> tuple[tuple[str, ...], ...]:
        """The sentences of each paragraph."""
        return tuple(_split_sentences(line) for line in self.words.splitlines())


def iterate_texts(application: Application) -> Iterator[Prose]:
    """Yield each long text and section of prose that is not blank, in the order of the form."""
    for place, field in application.form.places.items():
        if isinstance(field, LongText | Narrative):
            value = application.answers.get(place)
            lines = value if isinstance(value, tuple) else (value,)
            words = "\n".join(line for line in lines if isinstance(line, str))
            if words:
                yield Prose(place, words)


def _split_sentences(words: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in _SENTENCE_ENDS.split(words) if one.strip())


def split_clauses(sentence: str) -> tuple[str, ...]:
    """Split a sentence into its clauses."""
    return tuple(one for one in _CLAUSE_ENDS.split(sentence) if one)


def shorten_sentence(sentence: str, word: str) -> str:
    """Shorten a long sentence to the part around ``word``."""
    start = max(0, min(sentence.find(word) - _LENGTH_BEFORE, len(sentence) - _SHOWN_LENGTH))
    end = start + _SHOWN_LENGTH
    return f"{'…' if start else ''}{sentence[start:end]}{'…' if end < len(sentence) else ''}"
