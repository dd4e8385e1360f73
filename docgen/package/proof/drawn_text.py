"""Text extraction with positions from the content streams that typst writes, given pypdf's objects.

pypdf's own extraction handles any page but takes ten times as long; these pages are many and simple.
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
_CODE_MAPPING = re.compile(rb"^<([0-9A-F]+)> <([0-9A-F]{4,})>$", re.MULTILINE)

MISSING_GLYPH = "\uffff"
"""Text that typst maps the empty glyph to; it draws this glyph for a character that no font has."""

_MAY_MISS_GLYPH = re.compile(rb"\\000\\000|<(?:[0-9A-Fa-f]{4})*0000")
"""Bytes that may be the code of the empty glyph; most pages have none and need not be parsed."""


class TextChunk(NamedTuple):
    """A piece of text and its start point."""

    x: float
    y: float
    text: str


class TextReader:
    """Reader of the text in the forms of one file; the code map of each font is read once."""

    def __init__(self) -> None:
        self._code_maps: dict[int, dict[bytes, str]] = {}

    def iterate_chunks(self, form: Any) -> Iterator[TextChunk]:
        """Yield the pieces of text that ``form`` draws, in order; KeyError for a code that its font does not map."""
        fonts = form["/Resources"].get("/Font", {})
        matrix, position, stack, code_map = _IDENTITY, _IDENTITY, list[Matrix](), dict[bytes, str]()
        for operator, names, numbers, strings in parse_operations(form.get_data()):
            match operator:
                case b"q":
                    stack.append(matrix)
                case b"Q":
                    matrix = stack.pop()
                case b"cm":
                    matrix = _multiply(_build_matrix(numbers), matrix)
                case b"Tm":
                    position = _build_matrix(numbers)
                case b"Tf":
                    code_map = self.read_code_map(fonts.raw_get("/" + names[-1].decode("ascii")))
                case b"Tj" | b"TJ":
                    *_, x, y = _multiply(position, matrix)
                    yield TextChunk(x, y, "".join(_decode_string(string, code_map) for string in strings))

    def find_missing_glyphs(self, form: Any) -> Iterator[str]:
        """Yield the pieces of text of ``form`` with a character that no font has, shown as :data:`MISSING_GLYPH`."""
        if _MAY_MISS_GLYPH.search(form.get_data()):
            yield from (chunk.text for chunk in self.iterate_chunks(form) if MISSING_GLYPH in chunk.text)

    def read_code_map(self, font: Any) -> dict[bytes, str]:
        """Return the text of each code of a font, given by its reference; KeyError for a font without /ToUnicode."""
        if font.idnum not in self._code_maps:
            mappings = _CODE_MAPPING.findall(font.get_object()["/ToUnicode"].get_object().get_data())
            self._code_maps[font.idnum] = {
                bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
                for code, text in mappings
            }
        return self._code_maps[font.idnum]


def parse_operations(data: bytes) -> Iterator[tuple[bytes, list[bytes], list[float], list[bytes]]]:
    """Yield each operator of a content stream with the names, numbers and strings before it."""
    names, numbers, strings = list[bytes](), list[float](), list[bytes]()
    at = 0
    while token := _TOKEN.search(data, at):
        at = token.end()
        match token.lastgroup:
            case "number":
                numbers.append(float(token[0]))
            case "string":
                at = _find_end_of_string(data, at)
                strings.append(_ESCAPE.sub(_unescape, data[token.end() : at - 1]))
            case "hex":
                strings.append(bytes.fromhex(token["hex"].decode()))
            case "name":
                names.append(token["name"])
            case _:
                yield token[0], names, numbers, strings
                names, numbers, strings = [], [], []


def _find_end_of_string(data: bytes, at: int) -> int:
    """Return the position after the string that is open at ``at``; brackets inside it are paired or escaped."""
    depth = 1
    while depth:
        bracket = _BRACKET.search(data, at)
        if bracket is None:
            raise ValueError("一段文字没有结束")
        at = bracket.end()
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
    return at


def _decode_string(codes: bytes, code_map: dict[bytes, str]) -> str:
    width = len(next(iter(code_map)))
    return "".join(code_map[codes[at : at + width]] for at in range(0, len(codes), width))


def _unescape(escape: re.Match[bytes]) -> bytes:
    octal, letter = escape.groups()
    return bytes([int(octal, 8)]) if octal else _ESCAPED.get(letter, letter)


def _build_matrix(numbers: list[float]) -> Matrix:
    a, b, c, d, e, f = numbers[-6:]
    return a, b, c, d, e, f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
