"""Check, without LibreOffice, that the answers fit into their cells: the lines are estimated from font widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docgen.definitions.blank_pages import FormPages, Room, list_fixed_parts
from docgen.definitions.form import NamedList, describe_place
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import Value
from docgen.project.application import Application

_LATIN_WIDTHS = {
    0.18: "'",
    0.2: "|",
    0.25: " ,.",
    0.278: "/:;\\ijlt",
    0.333: "!()-I[]`fr",
    0.389: "Js",
    0.408: '"',
    0.444: "?acez",
    0.48: "^{}",
    0.5: "#$*0123456789_bdghknopquvxy",
    0.556: "FPS",
    0.564: "+<=>~",
    0.611: "ELTZ",
    0.667: "BCR",
    0.722: "ADGHKNOQUVXYw",
    0.778: "&m",
    0.833: "%",
    0.889: "M",
    0.944: "@W",
}
"""The advances of Liberation Serif, which are those of Times New Roman, in em."""

_ADVANCES = {character: width for width, characters in _LATIN_WIDTHS.items() for character in characters}
_SCRIPT_GAP = 0.2
"""The gap between a Chinese character and a Latin letter or digit."""

_NO_LINE_START = "、。，．：；？！）》」』】〕”’…—％℃·,.:;?!)]}%"
_NO_LINE_END = "（《「『【〔“‘([{"
_SCRIPT_BOUNDARY = re.compile(r"[㐀-鿿豈-﫿][!-~]|[!-~][㐀-鿿豈-﫿]")
_TOLERANCE = 0.01
"""Added widths have rounding errors: a line that is exactly full must not break."""
_PIECES = re.compile(r"[!-~]+|\s|.", re.DOTALL)


class _EstimatedAnswer(NamedTuple):
    place: str
    room: Room
    lines: int

    @property
    def excess(self) -> int:
        """The number of lines beyond the height of the cell in the blank form."""
        return max(self.lines - self.room.lines, 0)


def check_room(application: Application, pages: FormPages) -> Iterator[Problem]:
    """Yield a warning for each answer that enlarges its cell by more than the free space of its page."""
    for part in list_fixed_parts(application.form, pages):
        found = pages.parts[part.id]
        for page, free in enumerate(found.free, 1):
            rows = {row for row, on in found.rows.items() if on == page}
            longer = [one for one in _estimate_answers(application, pages) if one.room.row in rows and one.excess]
            spare = int(free // pages.line)
            if sum(one.excess for one in longer) > spare:
                yield from (_report_long_answer(one, spare, application) for one in longer)


def _estimate_answers(application: Application, pages: FormPages) -> Iterator[_EstimatedAnswer]:
    for slot, room in pages.room.items():
        field = application.form.slots[slot]
        place = field.id if isinstance(field, NamedList) else slot
        text = room.words + _format_value(application.answers.get(place))
        yield _EstimatedAnswer(place, room, count_lines(text, room.width, pages.size, room.indent))


def _format_value(value: Value | None) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _report_long_answer(one: _EstimatedAnswer, spare: int, application: Application) -> Problem:
    name = describe_place(application.form.places[one.place], one.place)
    message = f"“{name}”约 {one.lines} 行，格子里留有 {one.room.lines} 行，这一页另外只空 {spare} 行，可能串页。"
    hint = "请删减；仍放不下时，生成的申报表会把这一部分的答案改用小一些的字。"
    where, rule = application.locate(one.place), application.form.rules.pages
    return Problem("answer.long-for-cell", where, message, hint, rule)


def count_lines(text: str, width: float, size: float, indent: float = 0) -> int:
    """Count the printed lines of ``text``, each line of it a paragraph; width, character size and indent in points."""
    return sum(_count_paragraph_lines(paragraph, width / size, indent / size) for paragraph in text.split("\n"))


def _count_paragraph_lines(text: str, width: float, indent: float) -> int:
    lines, taken, before = 1, indent, ""
    for unit in _split_units(text):
        gap = _SCRIPT_GAP if _SCRIPT_BOUNDARY.match(before[-1:] + unit[0]) else 0.0
        needed = _compute_width(unit)
        if taken + gap + needed > width + _TOLERANCE and not unit.isspace():
            lines, taken, gap = lines + 1, 0.0, 0.0
        taken += gap + needed
        before = unit
    return lines


def _split_units(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may be broken; punctuation stays with its character."""
    unit = ""
    for piece in _PIECES.findall(text):
        if unit and piece[0] not in _NO_LINE_START and unit[-1] not in _NO_LINE_END:
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _compute_width(unit: str) -> float:
    return sum(_ADVANCES.get(character, 1.0) for character in unit)
