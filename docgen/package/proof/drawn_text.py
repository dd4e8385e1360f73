"""The words that a drawn page shows, and where: of the content streams that typst writes, given pypdf's objects.

pypdf's own extraction reads any page and takes ten times as long; these pages are many and simple.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TOKEN = re.compile(
    rb"(?P<string>\()|<(?P<hex>[0-9A-Fa-f]+)>|/(?P<name>[^\s/\[\]()<>]+)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))"
    rb"|(?P<operator>[A-Za-z'\"*]+)",
    re.DOTALL,
)
_BRACKET = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MEANING = re.compile(rb"^<([0-9A-F]+)> <([0-9A-F]{4,})>$", re.MULTILINE)

LACKING = "\uffff"
"""What typst says that the empty glyph means, which it draws for a character that no font has."""

_MAY_LACK = re.compile(rb"\\000\\000|<(?:[0-9A-Fa-f]{4})*0000")
"""The code of the empty glyph, or what looks like it; most pages have no such bytes and need not be read."""


class Chunk(NamedTuple):
    """Some text and the point at which it begins."""

    x: float
    y: float
    text: str


class TextReader:
    """Reads the text of forms of one file; what a font's codes mean is looked up once."""

    def __init__(self) -> None:
        self._meanings: dict[int, dict[bytes, str]] = {}

    def chunks(self, form: Any) -> Iterator[Chunk]:
        """The pieces of text that ``form`` draws, in order; KeyError for a code that its font does not explain."""
        fonts = form["/Resources"].get("/Font", {})
        matrix, position, kept, meaning = _IDENTITY, _IDENTITY, list[Matrix](), dict[bytes, str]()
        for operator, names, numbers, strings in operations(form.get_data()):
            match operator:
                case b"q":
                    kept.append(matrix)
                case b"Q":
                    matrix = kept.pop()
                case b"cm":
                    matrix = _within(_matrix(numbers), matrix)
                case b"Tm":
                    position = _matrix(numbers)
                case b"Tf":
                    meaning = self.meanings(fonts.raw_get("/" + names[-1].decode("ascii")))
                case b"Tj" | b"TJ":
                    *_, x, y = _within(position, matrix)
                    yield Chunk(x, y, "".join(_spelt(string, meaning) for string in strings))

    def lacking(self, form: Any) -> Iterator[str]:
        """The pieces of text of ``form`` in which a character is drawn by no font, :data:`LACKING` in its place."""
        if _MAY_LACK.search(form.get_data()):
            yield from (chunk.text for chunk in self.chunks(form) if LACKING in chunk.text)

    def meanings(self, font: Any) -> dict[bytes, str]:
        """What each code of a font, given by its reference, means; KeyError for a font that does not say."""
        if font.idnum not in self._meanings:
            told = _MEANING.findall(font.get_object()["/ToUnicode"].get_object().get_data())
            self._meanings[font.idnum] = {
                bytes.fromhex(code.decode()): bytes.fromhex(means.decode()).decode("utf-16-be") for code, means in told
            }
        return self._meanings[font.idnum]


def operations(data: bytes) -> Iterator[tuple[bytes, list[bytes], list[float], list[bytes]]]:
    """Each operator with the names, numbers and strings before it."""
    names, numbers, strings = list[bytes](), list[float](), list[bytes]()
    at = 0
    while token := _TOKEN.search(data, at):
        at = token.end()
        match token.lastgroup:
            case "number":
                numbers.append(float(token[0]))
            case "string":
                at = _end_of_string(data, at)
                strings.append(_ESCAPE.sub(_unescaped, data[token.end() : at - 1]))
            case "hex":
                strings.append(bytes.fromhex(token["hex"].decode()))
            case "name":
                names.append(token["name"])
            case _:
                yield token[0], names, numbers, strings
                names, numbers, strings = [], [], []


def _end_of_string(data: bytes, at: int) -> int:
    """Where the string that is open at ``at`` ends; brackets inside it are paired or escaped."""
    depth = 1
    while depth:
        bracket = _BRACKET.search(data, at)
        if bracket is None:
            raise ValueError("一段文字没有结束")
        at = bracket.end()
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
    return at


def _spelt(codes: bytes, meaning: dict[bytes, str]) -> str:
    width = len(next(iter(meaning)))
    return "".join(meaning[codes[at : at + width]] for at in range(0, len(codes), width))


def _unescaped(escape: re.Match[bytes]) -> bytes:
    octal, letter = escape.groups()
    return bytes([int(octal, 8)]) if octal else _ESCAPED.get(letter, letter)


def _matrix(numbers: list[float]) -> Matrix:
    a, b, c, d, e, f = numbers[-6:]
    return a, b, c, d, e, f


def _within(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first and ``outer`` after it."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
