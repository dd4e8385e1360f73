"""What one page is like, as far as printing it goes: the words that preflight, pictures and print sheets share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Ink(Enum):
    """What a page needs to be printed."""

    BLANK = "blank"
    GREY = "grey"
    COLOUR = "colour"


_ORDER = tuple(Ink)


@dataclass(frozen=True)
class PageFacts:
    """One page as a reader shows it: its size in millimetres, its ink, its resolution.

    ``dpi`` is how many pixels of a scan come to an inch of the A4 sheet that docgen prints, None for a page that is
    no scan. ``mark`` is the same for pages that show the same, "" for blank pages.
    """

    width: float
    height: float
    ink: Ink
    dpi: int | None = None
    fingerprint: str = ""


def combine_inks(inks: Sequence[Ink]) -> Ink:
    """What is needed to print all of it; BLANK for nothing."""
    return max(inks, key=_ORDER.index, default=Ink.BLANK)


def format_page_numbers(numbers: Sequence[int]) -> str:
    """Page numbers in ascending order as a sentence has them: 第 3—50、60 页."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return f"第 {'、'.join('—'.join(map(str, run)) for run in runs)} 页"
