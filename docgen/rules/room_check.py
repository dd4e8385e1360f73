"""Judges, without LibreOffice, whether the answers have room in their cells: lines are reckoned, not printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docgen.definitions.blank_pages import FormPages, Room, kept_parts
from docgen.definitions.form import NamedList, name_of
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
_BESIDE_LATIN = 0.2
"""The gap between a Chinese character and a Latin letter or digit."""

_NO_BEGINNING = "、。，．：；？！）》」』】〕”’…—％℃·,.:;?!)]}%"
_NO_END = "（《「『【〔“‘([{"
_MEETING = re.compile(r"[㐀-鿿豈-﫿][!-~]|[!-~][㐀-鿿豈-﫿]")
_HAIR = 0.01
_LATIN = re.compile(r"[!-~]+|\s|.", re.DOTALL)


class _Reckoned(NamedTuple):
    place: str
    room: Room
    lines: int

    @property
    def more(self) -> int:
        """How many lines the answer makes its cell higher."""
        return max(self.lines - self.room.lines, 0)


def check_room(application: Application, pages: FormPages) -> Iterator[Problem]:
    """A warning for each answer that makes its cell higher, where the page has not so much room left."""
    for part in kept_parts(application.form, pages):
        found = pages.parts[part.id]
        for page, free in enumerate(found.free, 1):
            rows = {row for row, on in found.rows.items() if on == page}
            longer = [one for one in _reckoned(application, pages) if one.room.row in rows and one.more]
            spare = int(free // pages.line)
            if sum(one.more for one in longer) > spare:
                yield from (_long_for_cell(one, spare, application) for one in longer)


def _reckoned(application: Application, pages: FormPages) -> Iterator[_Reckoned]:
    for slot, room in pages.room.items():
        field = application.form.slots[slot]
        place = field.id if isinstance(field, NamedList) else slot
        text = room.words + _printed(application.answers.get(place))
        yield _Reckoned(place, room, lines_of(text, room.width, pages.size, room.indent))


def _printed(value: Value | None) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _long_for_cell(one: _Reckoned, spare: int, application: Application) -> Problem:
    name = name_of(application.form.places[one.place], one.place)
    message = f"“{name}”约 {one.lines} 行，格子里留有 {one.room.lines} 行，这一页另外只空 {spare} 行，可能串页。"
    hint = "请删减；仍放不下时，生成的申报表会把这一部分的答案改用小一些的字。"
    where, rule = application.locate(one.place), application.form.rules.pages
    return Problem("answer.long-for-cell", where, message, hint, rule)


def lines_of(text: str, width: float, size: float, indent: float = 0) -> int:
    """How many lines ``text`` takes, each line of it a paragraph; width, character size and indent in points."""
    return sum(_lines_of_paragraph(paragraph, width / size, indent / size) for paragraph in text.split("\n"))


def _lines_of_paragraph(text: str, width: float, indent: float) -> int:
    lines, taken, before = 1, indent, ""
    for unit in _units(text):
        gap = _BESIDE_LATIN if _MEETING.match(before[-1:] + unit[0]) else 0.0
        needed = _width(unit)
        if taken + gap + needed > width + _HAIR and not unit.isspace():
            lines, taken, gap = lines + 1, 0.0, 0.0
        taken += gap + needed
        before = unit
    return lines


def _units(text: str) -> Iterator[str]:
    """The pieces between which a line may be broken: marks stay with the character that they belong to."""
    unit = ""
    for piece in _LATIN.findall(text):
        if unit and piece[0] not in _NO_BEGINNING and unit[-1] not in _NO_END:
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _width(unit: str) -> float:
    return sum(_ADVANCES.get(character, 1.0) for character in unit)
