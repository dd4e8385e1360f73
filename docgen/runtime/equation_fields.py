r"""EQ fields of Word (fractions, roots, characters in circles) as Office Math, which LibreOffice can draw.

Word stores no result of an EQ field; it draws the instruction anew each time, such as ``EQ \f(1,2)``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_COMMAND = re.compile(r"\\([A-Za-z]+)")
_OPTION = re.compile(r"\s*\\([a-z]{2})\s*(?:(-?\d+)\s*)?(?=[\\(])", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\\([bl]c|rc)\s*\\?(.)\s*", re.IGNORECASE)
_CIRCLES = frozenset("○◯〇⃝⭕")
_CIRCLED = ((0x2460, 0x2500), (0x3251, 0x3260), (0x3280, 0x32C0))
_DEEPEST = 8


class UnknownEquationError(ValueError):
    """The instruction uses something that has no counterpart here."""


@dataclass(frozen=True)
class _Command:
    name: str
    options: tuple[str, ...]
    arguments: tuple[tuple[str | _Command, ...], ...]


def convert_equation(instruction: str) -> tuple[str, bool]:
    """Convert the instruction after ``EQ``; returns plain text and False, or the content of an ``m:oMath`` and True.

    Raises UnknownEquationError where it cannot be drawn.
    """
    items = _Reader(instruction).read()
    simple = [_simplify(item) for item in items]
    if all(isinstance(item, str) for item in simple):
        return "".join(map(str, simple)).strip(), False
    return "".join(_write_math(simple)), True


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def read(self) -> tuple[str | _Command, ...]:
        return self._read_sequence("", 0)

    def _read_sequence(self, ends: str, depth: int) -> tuple[str | _Command, ...]:
        if depth > _DEEPEST:
            raise UnknownEquationError
        items: list[str | _Command] = []
        while self._at < len(self._text) and self._text[self._at] not in ends:
            command = _COMMAND.match(self._text, self._at)
            if command is not None:
                self._at = command.end()
                items.append(self._read_command(command[1].lower(), depth))
                continue
            if self._text[self._at] == "\\":
                self._at += 1
            items.append(self._text[self._at : self._at + 1])
            self._at += 1
        return _join(items)

    def _read_command(self, name: str, depth: int) -> _Command:
        options = []
        while option := _BRACKET.match(self._text, self._at) or _OPTION.match(self._text, self._at):
            options.append(option[1].lower() + (option[2] or ""))
            self._at = option.end()
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1
        if self._text[self._at : self._at + 1] != "(":
            raise UnknownEquationError(name)
        arguments = []
        while self._text[self._at : self._at + 1] not in ("", ")"):
            self._at += 1
            arguments.append(self._read_sequence(",;，；)", depth + 1))
        if self._at >= len(self._text):
            raise UnknownEquationError(name)
        self._at += 1
        return _Command(name, tuple(options), tuple(arguments))


def _join(items: Sequence[str | _Command]) -> tuple[str | _Command, ...]:
    joined: list[str | _Command] = []
    for item in items:
        if isinstance(item, str) and joined and isinstance(joined[-1], str):
            joined[-1] += item
        else:
            joined.append(item)
    return tuple(joined)


def _simplify(item: str | _Command) -> str | _Command:
    """Return a character in a circle as one character."""
    if isinstance(item, str) or item.name != "o":
        return item
    if not all(len(part) == 1 and isinstance(part[0], str) for part in item.arguments):
        raise UnknownEquationError(item.name)
    texts = [str(part[0]).strip() for part in item.arguments]
    inner = [text for text in texts if text not in _CIRCLES]
    circled = _list_circled().get(inner[0]) if len(inner) == 1 and len(texts) > 1 else None
    if circled is None:
        raise UnknownEquationError(item.name)
    return circled


@cache
def _list_circled() -> dict[str, str]:
    letters = [chr(code) for first, end in _CIRCLED for code in range(first, end)]
    return {
        unicodedata.normalize("NFKC", letter): letter
        for letter in letters
        if unicodedata.name(letter, "").startswith("CIRCLED")
    }


# -- Office Math (ECMA-376 part 1, 22.1) ---------------------------------------------------------------------------


def _write_math(items: Sequence[str | _Command]) -> Iterator[str]:
    for item in map(_simplify, items):
        if isinstance(item, str):
            escaped = item.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            yield f'<m:r><m:t xml:space="preserve">{escaped}</m:t></m:r>'
        else:
            yield _write_command(item)


def _write_command(command: _Command) -> str:
    parts = ["".join(_write_math(argument)) for argument in command.arguments]
    match command.name, parts:
        case "f", [above, below]:
            return f"<m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f>"
        case "r", [inside]:
            hidden = '<m:radPr><m:degHide m:val="1"/></m:radPr>'
            return f"<m:rad>{hidden}<m:deg/><m:e>{inside}</m:e></m:rad>"
        case "r", [degree, inside]:
            return f"<m:rad><m:deg>{degree}</m:deg><m:e>{inside}</m:e></m:rad>"
        case "s", [raised]:
            is_below = any(option.startswith("do") for option in command.options)
            kind, script = ("sSub", "sub") if is_below else ("sSup", "sup")
            return f"<m:{kind}><m:e/><m:{script}>{raised}</m:{script}></m:{kind}>"
        case "s", [above, below]:
            return f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>{above}</m:num><m:den>{below}</m:den></m:f>'
        case "b", [inside]:
            return f"<m:d>{_write_brackets(command.options)}<m:e>{inside}</m:e></m:d>"
        case "x", [inside]:
            return f"<m:borderBox><m:e>{inside}</m:e></m:borderBox>"
        case "a", [*lines]:
            return f"<m:eqArr>{''.join(f'<m:e>{line}</m:e>' for line in lines)}</m:eqArr>"
        case "l", [*parts]:
            return "<m:r><m:t>,</m:t></m:r>".join(parts)
        case "i", [lower, upper, inside]:
            limits = f"<m:sub>{lower}</m:sub><m:sup>{upper}</m:sup>"
            sign = f'<m:naryPr><m:chr m:val="{_choose_sign(command)}"/></m:naryPr>'
            return f"<m:nary>{sign}{limits}<m:e>{inside}</m:e></m:nary>"
    raise UnknownEquationError(command.name)


def _choose_sign(command: _Command) -> str:
    return "∑" if "su" in command.options else "∏" if "pr" in command.options else "∫"


_CLOSING = {"{": "}", "[": "]", "(": ")", "<": ">"}


def _write_brackets(options: Sequence[str]) -> str:
    left, right = "(", ")"
    for option in options:
        sign = option[2:3]
        if option.startswith("bc"):
            left, right = sign, _CLOSING.get(sign, sign)
        elif option.startswith("lc"):
            left, right = sign, right if "rc" in {one[:2] for one in options} else ""
        elif option.startswith("rc"):
            left, right = left if any(one.startswith("lc") for one in options) else "", sign
    values = (sign.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for sign in (left, right))
    return '<m:dPr><m:begChr m:val="{}"/><m:endChr m:val="{}"/></m:dPr>'.format(*values)
