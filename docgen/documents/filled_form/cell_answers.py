"""Typed answers from the texts of a filled form, by the kind of each field: texts, figures, goals and own rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from docgen.definitions.form import Field, Goals, Indicator, LongText, Matrix, Narrative, Number, Series, Text
from docgen.documents.alignment.slot_texts import BLANKS, TextSpan
from docgen.documents.filled_form.figure_reader import ReadAnswer, read_figure, read_nothing
from docgen.documents.filled_form.span_texts import gather_text
from docgen.project.answers.answer_reader import OwnRow
from docgen.rules.consistency.written_numbers import is_counted
from docgen.values import NOTHING, shorten_text


def read_answer(field: Field, place: str, text: str) -> ReadAnswer:
    """Read the text at a place of ``field`` as its typed value.

    ``text`` has a line for each paragraph. Boxes, names and own rows have readers of their own: ``read_boxes``,
    ``read_names`` and ``read_own_rows``.
    """
    match field:
        case Text():
            return _read_line(text, field.hint)
        case LongText():
            return _read_prose(text, field.hint)
        case Number() | Series():
            is_fall = bool(_FALL.search(field.label))
            return read_figure(text, field.unit, whole=field.whole, signed=field.signed, is_fall=is_fall)
        case Matrix():
            return read_figure(text, field.unit, whole=True, signed=False)
        case Goals():
            return _read_goal(_find_indicator(field, place), text)
        case _:
            raise TypeError(f"{place} is not read from a text")


def read_spans(field: Field, place: str, spans: Sequence[TextSpan]) -> ReadAnswer:
    """Read what stands at the spans of a place, as :func:`read_answer`; struck and raised characters do not count."""
    found = gather_text(spans, with_numbers=isinstance(field, LongText | Narrative | Goals))
    answer = read_answer(field, place, found.text)
    if not found.doubt:
        return answer
    return replace(answer, doubt="；".join(filter(None, (found.doubt, answer.doubt))))


def read_own_rows(field: Goals, rows: Sequence[OwnRow]) -> ReadAnswer:
    """Read the indicators that the applicant added; ``rows`` have their texts as they stand in the document.

    A row with the printed …… and 无 is NOTHING; one that is blank, or repeats the headings, counts for nothing.
    """
    found = [row for row in map(_clean_row, rows) if dict(row.cells) != dict(field.columns)]
    filled = [row for row in found if any(row.cells.values()) or not _is_filler(row.label)]
    named = [row for row in filled if not _says_nothing(row)]
    if not named:
        return ReadAnswer(NOTHING if filled else None)
    value = tuple(named)
    for row in named:
        if _is_filler(row.label):
            words = "、".join(filter(None, row.cells.values()))
            return ReadAnswer(value, f"自设指标“{shorten_text(words, 30)}”没有写名称")
        missing = [words for column, words in field.columns.items() if not row.cells.get(column)]
        if missing:
            return ReadAnswer(value, f"自设指标“{shorten_text(row.label, 30)}”没有填{'、'.join(missing)}")
    return ReadAnswer(value)


_FILLER = re.compile(r"[….·⋯。\s]*(?:(?<=.)[（(].*[）)])?\Z")
"""The …… of the form where rows may be added, with a remark behind it or not."""
_FALL = re.compile("下降|降低|减少")
_UNFILLED = re.compile(r"[XxＸｘ×✕…?？.。·]+\Z")
_UNFILLED_INSIDE = re.compile(r"[XxＸｘ×✕]{2,}")
_BLANK_DATE = "年月日"
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?\Z")
_IDEOGRAPH = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff（）“”《》、，]")


def _read_line(text: str, hint: str) -> ReadAnswer:
    """Read a short text; several lines are one."""
    lines = list(_iterate_lines(text))
    joined = ""
    for line in lines:
        joined += line if not joined or _is_close(joined, line) else f" {line}"
    if date := _DATE.match(joined):
        return ReadAnswer(f"{date[1]}年{date[2]}月" + (f"{date[3]}日" if date[3] else ""))
    if "".join(joined.split()) == _BLANK_DATE:
        return ReadAnswer(None)
    reading = _read_words(joined, hint)
    if reading.value == joined and not reading.doubt:
        if _UNFILLED_INSIDE.search(joined):
            return ReadAnswer(joined, f"“{shorten_text(joined, 30)}”里还有没有填的地方")
        if len(lines) > 1:
            return ReadAnswer(joined, f"分成了 {len(lines)} 行，合成一行是“{shorten_text(joined, 40)}”")
    return reading


def _is_close(before: str, behind: str) -> bool:
    """Return True where no space stands between two lines: both are Chinese."""
    return bool(_IDEOGRAPH.match(before[-1]) and _IDEOGRAPH.match(behind[0]))


def _read_prose(text: str, hint: str) -> ReadAnswer:
    return _read_words("\n".join(_iterate_lines(text)), hint)


def _read_words(words: str, hint: str) -> ReadAnswer:
    if not words:
        return ReadAnswer(None)
    nothing = read_nothing(words)
    if nothing and not nothing.doubt:
        return nothing
    if _UNFILLED.match(words) or words == hint:
        return ReadAnswer(None, f"写的是“{shorten_text(words, 30)}”，像是还没有填")
    return ReadAnswer(words)


def _iterate_lines(text: str) -> Iterator[str]:
    """Yield the lines that have a text, without what stands around it."""
    for line in text.replace("\v", "\n").split("\n"):
        words = line.replace("\t", " ").replace("\xa0", " ").strip(BLANKS)
        if words:
            yield words


def _read_goal(indicator: Indicator, text: str) -> ReadAnswer:
    if not indicator.unit:
        return _read_prose(text, "")
    is_fall = bool(_FALL.search(indicator.label))
    reading = read_figure(text, indicator.unit, whole=False, signed=indicator.signed, is_fall=is_fall)
    value = reading.value
    if is_counted(indicator.unit) and isinstance(value, Decimal) and value != value.to_integral_value():
        doubt = reading.doubt or f"按{indicator.unit}计的数应是整数，写的是“{shorten_text(text, 30)}”"
        return ReadAnswer(value, doubt)
    return reading


def _find_indicator(field: Goals, place: str) -> Indicator:
    of_direction, of_indicator = place.removeprefix(f"{field.id}.").split(".")[:2]
    direction = next(direction for direction in field.directions if direction.id == of_direction)
    return next(indicator for indicator in direction.indicators if indicator.id == of_indicator)


def _clean_row(row: OwnRow) -> OwnRow:
    return OwnRow(_clean(row.label), {column: _clean_cell(text) for column, text in row.cells.items()})


def _clean(text: str) -> str:
    return " ".join(_iterate_lines(text))


def _clean_cell(text: str) -> str:
    words = _clean(text)
    nothing = read_nothing(words)
    return str(NOTHING) if nothing and not nothing.doubt else words


def _is_filler(label: str) -> bool:
    return bool(_FILLER.match(label))


def _says_nothing(row: OwnRow) -> bool:
    """Return True for a row that says 无 and nothing else."""
    is_unnamed = _is_filler(row.label) or _clean_cell(row.label) == str(NOTHING)
    return is_unnamed and all(text in ("", str(NOTHING)) for text in row.cells.values())
