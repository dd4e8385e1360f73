"""Likeness of official texts: words without what people change when they copy them.

Spaces, punctuation, boxes, full-width forms and case do not count; figures do: 2022年 is not 2023年.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十]{1,3}[部章节]分?|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-zA-Z])[）)、.．:：]|[①-⑳])\s*"
)
_FIGURES = re.compile(r"\d+")
_LEAST_LIKENESS = 75
"""In per cent: a text inside another that is less like an official one is none."""
_SHORTEST = 2
"""Shorter official texts are not looked for by likeness."""
_OTHER_FIGURE = 0.45
"""The factor of likeness where two texts have other figures: another year is another column."""


@lru_cache(maxsize=8192)
def normalize_words(text: str) -> str:
    """Return the letters, digits and Chinese characters of ``text`` in their usual width, in lower case."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if character.isalnum()).lower()


def strip_number(text: str) -> str:
    """Remove the number at the beginning of a heading: 一、, （二）, 3."""
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def get_number(text: str) -> str:
    """Return the number at the beginning of a heading as it is compared, "" where there is none."""
    found = _NUMBER.match(text)
    return normalize_words(found[0]) if found else ""


@lru_cache(maxsize=65536)
def compare_words(official: str, seen: str) -> float:
    """Return the likeness of two normalised texts, 0 to 1; texts with other figures are at most 0.45 alike."""
    if official == seen:
        return 1.0
    likeness = fuzz.ratio(official, seen, score_cutoff=40) / 100
    if likeness and _FIGURES.findall(official) != _FIGURES.findall(seen):
        likeness *= _OTHER_FIGURE
    return likeness


@lru_cache(maxsize=65536)
def measure_coverage(official: str, seen: str) -> float:
    """Return the share of the official text that is found in ``seen`` in its order, 0 to 1."""
    if not official:
        return 0.0
    return LCSseq.similarity(official, seen) / len(official)


def find_alike(official: str, seen: str, start: int) -> tuple[int, int] | None:
    """Find the range of ``seen``, from ``start`` on, that is most like the official text; None where none is."""
    if len(official) <= _SHORTEST:
        return None
    near = fuzz.partial_ratio_alignment(official, seen[start:], score_cutoff=_LEAST_LIKENESS)
    if near is None or near.dest_end - near.dest_start < len(official) / 2:
        return None
    return near.dest_start + start, near.dest_end + start
