"""Texts that a viewer draws by itself: values of form fields, and free text (ISO 32000-1, 12.5.6.6 and 12.7.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from docgen.package.annotations.notes import find_appearance, has_states, read_integer, read_numbers, read_rectangle

_MULTILINE, _PASSWORD, _RADIO, _PUSH_BUTTON, _COMB = 1 << 12, 1 << 13, 1 << 15, 1 << 16, 1 << 24
_DEEPEST = 32
"""Limit of the levels of a field: a damaged form may have loops."""
_LONGEST = 20_000
"""Limit of the characters that are drawn: more have no room on any page."""
_NUMBER = rb"[-+]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})"
_FONT_SIZE = re.compile(rb"(" + _NUMBER + rb")\s+Tf")
_COLOUR = re.compile(rb"((?:" + _NUMBER + rb"\s+){1,4})(g|rg|k)\b")
_STYLE_SIZE = re.compile(r"(?:font|font-size):[^;]{0,200}?(\d{1,3}(?:\.\d{1,3})?)\s*pt")
_STYLE_COLOUR = re.compile(r"color:\s*#([0-9A-Fa-f]{6})")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_UNDRAWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MARKS = {"4": "✓", "8": "✗", "l": "●", "u": "◆", "n": "■", "H": "★"}
"""Characters of ZapfDingbats that check boxes and radio buttons show."""
_DEFAULT_SIZE, _FREE_TEXT_SIZE = 0.0, 12.0

Colour = tuple[float, ...]


@dataclass(frozen=True)
class TextBox:
    """A text in a rectangle of ``width`` and ``height`` points.

    ``size`` is the size of the type in points, 0 for one that fits; ``align`` is 0, 1 or 2 for left, centre, right.
    ``cells`` is the number of equal cells that each take one character, 0 for running text. Colours have 1, 3 or 4
    numbers from 0 to 1, none for transparent.
    """

    width: float
    height: float
    text: str
    size: float
    colour: Colour = (0.0,)
    align: int = 0
    is_multiline: bool = False
    cells: int = 0
    ground: Colour = ()
    border: Colour = ()
    border_width: float = 0.0

    @property
    def colours(self) -> tuple[Colour, ...]:
        """The colours that are visible."""
        return tuple(one for one in (self.colour if self.text.strip() else (), self.ground, self.border) if one)

    def to_data(self) -> dict[str, Any]:
        """Return the box as data of the template that draws it."""
        lines = _LINE_BREAK.split(self.text) if self.is_multiline else [_LINE_BREAK.sub(" ", self.text)]
        return {
            "width": self.width,
            "height": self.height,
            "lines": [_UNDRAWABLE.sub("", line) for line in lines],
            "size": self.size,
            "colour": _convert_to_rgb(self.colour),
            "align": ("left", "center", "right")[self.align],
            "multiline": self.is_multiline,
            "cells": self.cells,
            "ground": _convert_to_rgb(self.ground),
            "border": _convert_to_rgb(self.border),
            "stroke": self.border_width,
        }


def find_free_text(note: Object) -> TextBox | None:
    """Find the text of a free-text annotation; None where it has none."""
    box, text = read_rectangle(note), _read_text(note.get("/Contents"))
    if note.get("/Subtype") != Name.FreeText or not box or not text.strip():
        return None
    size, colour = _read_default_appearance(note.get("/DA"))
    style = _read_text(note.get("/DS"))
    if found := _STYLE_SIZE.search(style):
        size = float(found[1])
    if found := _STYLE_COLOUR.search(style):
        colour = tuple(int(found[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
    border_width = _read_border_width(note, 1.0)
    return TextBox(
        box.width,
        box.height,
        text,
        size or _FREE_TEXT_SIZE,
        colour,
        _read_align(note),
        is_multiline=True,
        ground=_read_colour(note, "/C"),
        border=colour if border_width else (),
        border_width=border_width,
    )


def find_field_text(note: Object, form: Object) -> TextBox | None:
    """Find what a viewer draws for a form field by itself; None where its own appearance is what is shown.

    ``form`` is the /AcroForm of the PDF, or an empty dictionary.
    """
    box = read_rectangle(note)
    if note.get("/Subtype") != Name.Widget or not box:
        return None
    field = _FormField(note, form)
    kind = field.get("/FT")
    if kind in (Name.Tx, Name.Ch):
        flags = field.read_flags()
        text = field.read_value()
        if not _is_redrawn(note, form, text):
            return None
        if flags & _PASSWORD and kind == Name.Tx:
            text = "*" * len(text)
        is_list = kind == Name.Ch and "\n" in text
        cells = read_integer(field.holder("/MaxLen"), "/MaxLen") if flags & _COMB and kind == Name.Tx else 0
        return _make_field_box(note, field, text, is_list or bool(flags & _MULTILINE and kind == Name.Tx), cells)
    if kind == Name.Btn and find_appearance(note) is None and not has_states(note):
        return _make_field_box(note, field, _read_button(note, field), is_multiline=False, cells=0, is_centred=True)
    return None


def _is_redrawn(note: Object, form: Object, text: str) -> bool:
    """Return True where a viewer draws the value: without an appearance, with an empty one, or where the form says so.

    The result of a script that formats the value is kept: viewers would run it.
    """
    look = find_appearance(note)
    if look is None:
        return True
    if not text.strip():
        return False
    if not _shows_text(look):
        return True
    actions = note.get("/AA")
    is_formatted = isinstance(actions, Dictionary) and "/F" in actions
    return bool(form.get("/NeedAppearances", False)) is True and not is_formatted


def _shows_text(look: Stream) -> bool:
    operators = look.read_bytes()
    resources = look.get("/Resources")
    draws = isinstance(resources, Dictionary) and "/XObject" in resources
    return draws or re.search(rb"T[jJ]\b|['\"]|\bDo\b|\bsh\b|\bEI\b", operators) is not None


class _FormField:
    """A form field with what it inherits from its parents and from the form."""

    def __init__(self, note: Object, form: Object) -> None:
        self._levels = [*_walk_up(note), form]

    def get(self, key: str) -> Any:
        """Return the nearest value of the key; None where nobody has one."""
        return self.holder(key).get(key)

    def holder(self, key: str) -> Object:
        """Return the nearest level that has the key."""
        return next((level for level in self._levels if key in level), Dictionary())

    def read_flags(self) -> int:
        """Read the flags of the field."""
        return read_integer(self.holder("/Ff"), "/Ff")

    def read_value(self) -> str:
        """Read the value as it is shown: of a choice its words instead of what is exported."""
        found = self.get("/V")
        values = [_read_text(one) for one in found] if isinstance(found, Array) else [_read_text(found)]
        options = self.get("/Opt") if self.get("/FT") == Name.Ch else None
        shown = dict(_read_options(options)) if isinstance(options, Array) else {}
        return "\n".join(shown.get(value, value) for value in values)


def _walk_up(note: Object) -> Iterator[Object]:
    level = note
    for _ in range(_DEEPEST):
        yield level
        above = level.get("/Parent")
        if not isinstance(above, Dictionary):
            return
        level = above


def _read_options(options: Array) -> Iterator[tuple[str, str]]:
    for option in options:
        if isinstance(option, Array) and len(option) == 2:
            yield _read_text(option[0]), _read_text(option[1])


def _read_button(note: Object, field: _FormField) -> str:
    """Return the caption of a push button, or the mark of a box that is checked."""
    style = note.get("/MK")
    caption = _read_text(style.get("/CA")) if isinstance(style, Dictionary) else ""
    if field.read_flags() & _PUSH_BUTTON:
        return caption
    state = note.get("/AS", field.get("/V"))
    is_on = isinstance(state, Name) and bytes(state) != b"/Off"
    return _MARKS.get(caption, "●" if field.read_flags() & _RADIO else "✓") if is_on else ""


def _make_field_box(
    note: Object, field: _FormField, text: str, is_multiline: bool, cells: int, is_centred: bool = False
) -> TextBox | None:
    box, style = read_rectangle(note), note.get("/MK")
    style = style if isinstance(style, Dictionary) else Dictionary()
    ground, border = _read_colour(style, "/BG"), _read_colour(style, "/BC")
    if not box or not (text.strip() or ground or border):
        return None
    size, colour = _read_default_appearance(field.get("/DA"))
    width, height = (box.width, box.height) if read_integer(style, "/R") % 180 == 0 else (box.height, box.width)
    return TextBox(
        width,
        height,
        text,
        size,
        colour,
        1 if is_centred else _read_align(field.holder("/Q")),
        is_multiline,
        min(cells, 1000),
        ground,
        border,
        (_read_border_width(note) or 1.0) if border else 0.0,
    )


def _read_text(found: object) -> str:
    """Return the text of a string, name or stream, at most so much of it as can be drawn."""
    if isinstance(found, Stream):
        found = String(found.read_bytes()[: 2 * _LONGEST])
    if isinstance(found, Name):
        return bytes(found).decode("utf-8", "replace").removeprefix("/")
    return str(found)[:_LONGEST] if isinstance(found, String | str) else ""


def _read_align(holder: Object) -> int:
    found = read_integer(holder, "/Q")
    return found if found in (0, 1, 2) else 0


def _read_default_appearance(found: object) -> tuple[float, Colour]:
    """Return the size of the type, 0 for one that fits, and the colour, of a default appearance string."""
    operators = bytes(found)[:1000] if isinstance(found, String) else b""
    sizes, colours = _FONT_SIZE.findall(operators), _COLOUR.findall(operators)
    numbers = tuple(float(one) for one in colours[-1][0].split()) if colours else ()
    size = abs(float(sizes[-1])) if sizes else _DEFAULT_SIZE
    return size, _clip(numbers) if len(numbers) in (1, 3, 4) else (0.0,)


def _read_colour(holder: Object, key: str) -> Colour:
    numbers = read_numbers(holder, key)
    return _clip(numbers) if len(numbers) in (1, 3, 4) else ()


def _clip(numbers: Sequence[float]) -> Colour:
    return tuple(min(max(one, 0.0), 1.0) for one in numbers)


def _read_border_width(note: Object, default: float = 0.0) -> float:
    style, border = note.get("/BS"), read_numbers(note, "/Border")
    width = float(style.get("/W", 1)) if isinstance(style, Dictionary) else border[2] if len(border) > 2 else default
    return min(max(width, 0.0), 20.0)


def _convert_to_rgb(colour: Colour) -> str:
    """Return the colour as #rrggbb; "" for none."""
    if not colour:
        return ""
    if len(colour) == 4:
        *inks, black = colour
        colour = tuple((1 - ink) * (1 - black) for ink in inks)
    return "#" + "".join(f"{round(one * 255):02x}" for one in (colour * 3)[:3])
