"""The label of a field taken apart: its words, unit, limit in 字, hint, and the documents that it demands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.blank_cells import LIMIT

AttachKind = Literal["evidence", "list", "statement", "formula"]

_OPEN, _CLOSE = "（(", "）)"
_RATIO = re.compile(r"[^，。；：/\s]{1,10}/[^，。；：/\s]{1,8}\Z")
_UNIT_WORD = re.compile(r"\A单位[：:]?\s*")
_NOTE_WORD = re.compile(r"\A\s*(?:备?注)[：:]?\s*")
_CLAUSE = re.compile(r"[，,；;]")
_ENDS = "：:；;，, "


@dataclass(frozen=True)
class LabelText:
    """A label: its words with their own parentheses, and what the rest of the cell says."""

    words: str
    hint: str = ""
    limit: int = 0
    unit: str = ""
    demands: tuple[AttachKind, ...] = ()
    is_conditional: bool = False
    """True where a document is demanded only of some answers: 如涉及."""


@dataclass(frozen=True)
class GuessedFigure:
    """The unit of a figure, the numbers that it can be, and why the unit is a guess ("" where the form prints it)."""

    unit: str
    whole: bool
    signed: bool
    maximum: Decimal | None
    doubt: str


class LabelReader:
    """Reads labels by the words of the language of forms."""

    def __init__(self, words: FormWords) -> None:
        self.words = words
        self._units = {*words.units, *words.counted}

    def read(self, lines: Sequence[str]) -> LabelText:
        """Read the lines of a label; a line in parentheses is a note, any other goes on from the line above."""
        kept = [line.strip() for line in lines if line.strip()]
        first = kept.pop(0) if kept else ""
        while kept and kept[0][0] not in _OPEN and not _NOTE_WORD.match(kept[0]):
            first += kept.pop(0)
        words, tail = self._cut_notes(first)
        notes = list(self._read_notes("\n".join([tail, *kept])))
        hints = [text for kind, text in notes if kind == "hint"]
        limits = [int(text) for kind, text in notes if kind == "limit"]
        units = [text for kind, text in notes if kind == "unit"]
        return LabelText(
            words.strip(_ENDS),
            "，".join(hints),
            max(limits, default=0),
            next(iter(units), "") or self._find_own_unit(words),
            self.find_demands("".join([tail, *kept])),
            is_conditional(tail + "".join(kept)),
        )

    def _cut_notes(self, text: str) -> tuple[str, str]:
        """Cut the label before the first parenthesis that is a limit, a demand or a note."""
        for start, end in _find_groups(text):
            inside = text[start + 1 : end]
            if LIMIT.search(inside) or _NOTE_WORD.match(inside) or self.find_demands(inside):
                return text[:start], text[start:]
        return text, ""

    def _read_notes(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield each clause of the notes with its kind: limit, unit, hint; demands are left out."""
        groups = list(_find_groups(text))
        insides = [text[start + 1 : end] for start, end in groups] if groups else [text]
        for inside in insides:
            for clause in _CLAUSE.split(_NOTE_WORD.sub("", inside.strip("\n"))):
                if found := LIMIT.search(clause):
                    yield "limit", found[1]
                elif self.is_unit(clause):
                    yield "unit", _UNIT_WORD.sub("", clause.strip())
                elif clause.strip() and not self.find_demands(clause) and not is_conditional(clause):
                    yield "hint", clause.strip(" 。")

    def find_demands(self, text: str) -> tuple[AttachKind, ...]:
        """Return the kinds of documents that a text demands, lists first."""
        if not has_any(text, self.words.demand):
            return ()
        order: tuple[AttachKind, ...] = ("list", "evidence", "statement", "formula")
        found = {one.kind for one in self.words.demanded if has_any(text, one.words)}
        return tuple(kind for kind in order if kind in found)

    def is_unit(self, text: str) -> bool:
        """Return True for a unit, or 单位：万元."""
        bare = _UNIT_WORD.sub("", text.strip())
        return bare in self._units or bool(_RATIO.match(bare))

    def _find_own_unit(self, words: str) -> str:
        insides = [words[start + 1 : end] for start, end in _find_groups(words)]
        return next((_UNIT_WORD.sub("", one.strip()) for one in reversed(insides) if self.is_unit(one)), "")

    def find_measure(self, text: str) -> str:
        """Return the unit that a text begins with, "" where it begins with none."""
        found = [unit for unit in self._units if text.startswith(unit)]
        return max(found, key=len, default="")

    def guess_figure(self, label: str, unit: str, *, is_figure: bool = False) -> GuessedFigure | None:
        """Guess the numbers that a label asks for; None where it asks for none, or (``is_figure``) has no unit."""
        words = self.words
        bare = label if unit else re.sub(r"[（(][^（(）)]*[）)]", "", label)
        doubt = ""
        if not unit:
            if not is_figure and has_any(bare, words.not_figures):
                return None
            unit = next((one.unit for one in words.units_of_labels if all(word in bare for word in one.words)), "")
            doubt = f"申报表没有印单位，按“{label}”猜是“{unit}”"
        if not unit:
            return None
        unit = unit.replace("％", "%")
        signed = has_any(label, words.signed)
        is_share = (
            unit == "%" and has_any(label, words.shares) and not (signed and not has_any(label, words.reductions))
        )
        whole = unit in words.counted and not has_any(label, words.not_whole)
        return GuessedFigure(unit, whole, signed, Decimal(100) if is_share else None, doubt)


def is_conditional(text: str) -> bool:
    """Return True for words that say 如涉及, 如有."""
    return bool(re.search(r"[如若](?:涉及|有|是|果|属|选|存在)", text))


def _find_groups(text: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each outermost pair of parentheses."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        if sign in _OPEN:
            start = start if depth else place
            depth += 1
        elif sign in _CLOSE and depth:
            depth -= 1
            if not depth:
                yield start, place
    if depth:
        yield start, len(text)
