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
    r"\A\s*(?:第[一二三四五六七八九十]{1,3}[部章节]分?|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-zA-Z])[）)、.．:：]|[①-⑳])\s*"
)
_FIGURES = re.compile(r"\d+")
_LEAST_LIKENESS = 75
"""In per cent: a text inside another that is less like an official one is none."""
_SHORTEST = 2
"""Shorter official texts are not looked for by likeness."""
_BEGINS = 0.72
_WITHOUT_ADDITION = 0.97
_LONGEST_LABEL = 60
_SHORTEST_BARE = 4
_SAME_FIGURES = 0.95
"""The likeness of a text that is hardly more than figures (2022年) with a short one of the same figures (2022年度)."""
_LONGEST_REST = 3
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_OTHER_FIGURE = 0.45
"""The factor of likeness where two texts have other figures: another year is another column."""


@lru_cache(maxsize=8192)
def normalize_words(text: str) -> str:
    """Return the letters, digits and Chinese characters of ``text`` in their usual width, in lower case.

    A year in Chinese digits is one in figures.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain)
    return "".join(character for character in plain if character.isalnum()).lower()


def remove_figures(words: str) -> str:
    """Remove the figures: what is left is the same for 2022年 and 2023年."""
    return _FIGURES.sub("", words)


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
    figures = _FIGURES.findall(official)
    if figures == _FIGURES.findall(seen):
        is_figures = len(official) <= len("".join(figures)) + 1 and len(seen) <= len("".join(figures)) + _LONGEST_REST
        return max(likeness, _SAME_FIGURES) if figures and is_figures else likeness
    return likeness * _OTHER_FIGURE


def compare_label(official: str, bare: str, seen: str) -> float:
    """Return the likeness of a label, given also without its additions in parentheses, with a text, 0 to 1.

    A text that begins with the label and goes on is 0.72 alike: something was typed behind it.
    """
    likeness = compare_words(official, seen)
    if likeness < 1 and len(bare) > 2:
        likeness = max(likeness, compare_words(bare, seen) * _WITHOUT_ADDITION)
    if likeness < _BEGINS and len(official) > 1 and seen.startswith(official) and len(seen) < _LONGEST_LABEL:
        return _BEGINS
    return likeness


def cover_label(official: str, bare: str, seen: str) -> float:
    """Return the share of the official text, or of it without additions in parentheses, that ``seen`` has in order."""
    coverage = _measure_coverage(official, seen)
    return (
        coverage
        if coverage == 1 or len(bare) < _SHORTEST_BARE
        else max(coverage, _measure_coverage(bare, seen) * _WITHOUT_ADDITION)
    )


@lru_cache(maxsize=65536)
def _measure_coverage(official: str, seen: str) -> float:
    return LCSseq.similarity(official, seen) / len(official) if official else 0.0


def find_alike(official: str, seen: str, start: int) -> tuple[int, int] | None:
    """Find the range of ``seen``, from ``start`` on, that is most like the official text; None where none is."""
    if len(official) <= _SHORTEST:
        return None
    near = fuzz.partial_ratio_alignment(official, seen[start:], score_cutoff=_LEAST_LIKENESS)
    if near is None or near.dest_end - near.dest_start < len(official) / 2:
        return None
    # The window may have letters of the answer at its ends: what both have in common is the official text.
    blocks = LCSseq.opcodes(official, seen[start + near.dest_start : start + near.dest_end])
    same = [block for block in blocks if block.tag == "equal"]
    begin = start + near.dest_start
    return (begin + same[0].dest_start, begin + same[-1].dest_end) if same else None
