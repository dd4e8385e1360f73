"""Facts of one page that matter for printing: size, ink, resolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Ink(Enum):
    """Ink that a page needs, from none to colour."""

    BLANK = "blank"
    GREY = "grey"
    COLOUR = "colour"


_ORDER = tuple(Ink)


@dataclass(frozen=True)
class PageFacts:
    """One page as a reader shows it: its size in millimetres, its ink, its resolution.

    ``dpi`` is the pixels of a scan per inch of the printed A4 sheet, None for a page that is no scan. Pages with the
    same ``fingerprint`` show the same; it is "" for blank pages.
    """

    width: float
    height: float
    ink: Ink
    dpi: int | None = None
    fingerprint: str = ""


def combine_inks(inks: Sequence[Ink]) -> Ink:
    """Return the ink that prints all of it; BLANK for an empty sequence."""
    return max(inks, key=_ORDER.index, default=Ink.BLANK)


def format_page_numbers(numbers: Sequence[int]) -> str:
    """Format page numbers, in ascending order, for a sentence: 第 3—50、60 页."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return f"第 {'、'.join('—'.join(map(str, run)) for run in runs)} 页"
