"""Fields of Word documents whose sight is in their instruction: form fields, EQ, SYMBOL, MACROBUTTON."""

from __future__ import annotations

import re
from typing import NamedTuple

from docgen.project.word.symbol_fonts import BOX_MARKS
from docgen.project.word.word_document import BoxMark
from docgen.project.word.word_parts import Element, get_attribute, get_number, read_switch
from docgen.runtime.equation_fields import UnknownEquationError, convert_equation

_OVERLAY = re.compile(r"\\o\s*(?:\\a[clr]\s*)?\(([^()]*)\)", re.IGNORECASE)
_MOVED = re.compile(r"\\s\s?\\(?:up|do)\s?\d{0,3}\s?\(([^()]{0,20})\)", re.IGNORECASE)
"""A sign that is moved up or down a little."""
_SEPARATORS = re.compile("[,;，；]")
_COMMAND = re.compile(r"\\[A-Za-z]+\d*\s?")
_SYMBOL = re.compile(r"SYMBOL\s+(0x[0-9a-f]+|\d+)", re.IGNORECASE)
_FONT = re.compile(r'\\f\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_FRAMES = "○◯〇口"
"""Signs that are laid under a tick as a box is."""
_UNSEEN = frozenset(
    {"XE", "TC", "TA", "RD", "SET", "ASK", "ADVANCE", "PRINT", "NEXT", "NEXTIF", "SKIPIF", "PRIVATE", "HYPERLINK"}
)
"""Fields that show nothing where they stand."""


class FieldSign(NamedTuple):
    """The sight of a field: a box, or text (in a symbol font); ``what`` names it where it is told beside the text."""

    text: str = ""
    mark: BoxMark | None = None
    font: str = ""
    what: str = ""


def read_form_field(node: Element) -> FieldSign | None:
    """Read a checkbox or a list of a legacy form (``w:ffData``); None for a text, which has its result."""
    checkbox = node.find("w:checkBox")
    if checkbox is not None:
        checked = read_switch(checkbox, "w:checked")
        is_checked = read_switch(checkbox, "w:default") if checked is None else checked
        return FieldSign(mark=BoxMark.CROSSED if is_checked else BoxMark.EMPTY)
    choices = node.find("w:ddList")
    if choices is not None:
        entries = [get_attribute(one, "val") for one in choices.findall("w:listEntry")]
        chosen = get_number(choices, "w:result", get_number(choices, "w:default"))
        return FieldSign(entries[chosen] if chosen < len(entries) else "")
    return None


def write_unstored_field(instruction: str) -> FieldSign | None:
    """Return the sight of a field without a result, None where it cannot be told from the instruction."""
    kind, _, rest = instruction.strip().partition(" ")
    match kind.upper():
        case "EQ":
            return _write_equation(rest)
        case "SYMBOL":
            return _write_symbol(instruction)
        case "MACROBUTTON":
            return FieldSign(rest.strip().partition(" ")[2].strip())
        case "FORMTEXT":
            return FieldSign()
        case name if name in _UNSEEN or name.startswith("EQ\\"):
            return FieldSign() if name in _UNSEEN else _write_equation(instruction.strip()[2:])
        case _:
            return None


def _write_equation(instruction: str) -> FieldSign:
    overlay = _OVERLAY.fullmatch(_MOVED.sub(r"\1", instruction.strip()))
    if overlay:
        signs = [sign.strip() for sign in _SEPARATORS.split(overlay[1])]
        frames = [sign for sign in signs if sign in _FRAMES or BOX_MARKS.get(sign) is BoxMark.EMPTY]
        if frames:
            other = [sign for sign in signs if sign not in frames and sign]
            if not other:
                return FieldSign(mark=BoxMark.EMPTY)
            if BOX_MARKS.get(other[0]) is BoxMark.TICK:
                return FieldSign(mark=BoxMark.CHECKED)
            if other[0] in "×xX" or BOX_MARKS.get(other[0]) is BoxMark.CROSS:
                return FieldSign(mark=BoxMark.CROSSED)
    try:
        text, is_math = convert_equation(instruction)
    except UnknownEquationError:
        text, is_math = "", True
    if not is_math:
        return FieldSign(text)
    return FieldSign(_COMMAND.sub("", instruction).strip(), what="公式域")


def _write_symbol(instruction: str) -> FieldSign | None:
    code, font = _SYMBOL.match(instruction.strip()), _FONT.search(instruction)
    if not code:
        return None
    number = int(code[1], 16) if code[1].lower().startswith("0x") else int(code[1])
    if not 0 < number < 0x110000:
        return None
    name = (font[1] or font[2] or "") if font else "Symbol"
    return FieldSign(chr(number), font=name)
