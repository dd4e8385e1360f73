"""What a page or a form of a PDF draws, read off its operators without interpreting them all.

Strings and inline pictures are taken out first, so that words which look like operators are not taken for them; then
a few searches over the whole stream answer what is wanted: a page of text would take long to read word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.package.merging.geometry import Matrix

# Every search takes what it has seen for good (*+, ++), or a stream that was made to would keep it busy for hours.
_NUMBER = rb"(?<![\d.])[-+]?(?:\d++\.?+\d*+|\.\d++)"
"""Read in one go, never again from its middle: digits by the thousand would take longer than anybody waits."""
_NAME = rb"/([^\s/<>\[\](){}%]+)"
_BLANK_STRING = re.compile(rb"\((?:\s|\\[nrt])*+\)")
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*+\)?", re.DOTALL)
_PICTURE_BEGINS, _PICTURE_ENDS = re.compile(rb"\bID\s"), re.compile(rb"\sEI\b")
_INLINE_COLOUR = re.compile(rb"\bBI\b(?:(?!EI\b).){0,120}?/(?:Device)?(?:RGB|CMYK)\b", re.DOTALL)
_PAINT = re.compile(rb"(?<![/\w*'\"])(?:[fFBbSs]|[fBb]\*|sh|EI)(?![\w*'\"])")
_MORE_THAN_FILLED = re.compile(rb"(?<![/\w*'\"])(?:[BbSs]|[Bb]\*|sh|EI)(?![\w*'\"])")
_TEXT = re.compile(rb"[)>]\s*+(?:" + _NUMBER + rb"\s*+)?+\]?+\s*+(?:T[jJ]\b|['\"])")
_TEXT_MODE = re.compile(rb"\b(\d)\s++Tr\b")
_COLOUR_BACKWARDS = re.compile(rb"(?<!\w)(gr|GR|g|G|k|K|n?cs|N?CS)((?:\s++(?:\d+\.?\d*|\.\d+)[-+]?){1,4})")
_RESOURCE_USE = re.compile(_NAME + rb"\s++(cs|CS|scn|SCN|sh|Do)\b")
_FONT = re.compile(_NAME + rb"\s++" + _NUMBER + rb"\s++Tf\b")
_STEP = re.compile(rb"(?<![/\w])([qQ])(?![\w*'\"])|((?:" + _NUMBER + rb"\s++){6})cm\b|" + _NAME + rb"\s++Do\b")
_INVISIBLE_MODES = {b"3", b"7"}
_WHITE = {b"g": {1.0}, b"rg": {1.0}, b"k": {0.0}}
_TINT = 0.06
_IDENTITY = Matrix(1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Content:
    """What one stream of operators draws by itself; ``names`` has by operator the resources that it uses."""

    paints: bool
    shows_text: bool
    is_coloured: bool
    fonts: frozenset[str]
    names: dict[str, frozenset[str]]


def read_content(stream: bytes) -> Content:
    """What the operators of the stream draw; text that is not shown (of a searchable scan) counts for nothing."""
    operators = _strip_strings(stream)
    named: dict[str, set[str]] = {}
    for name, operator in set(_RESOURCE_USE.findall(operators)):
        named.setdefault(operator.decode("ascii").lower(), set()).add(_decode_name(name))
    modes = set(_TEXT_MODE.findall(operators))
    shows_text = _TEXT.search(operators) is not None and not (modes and modes <= _INVISIBLE_MODES)
    return Content(
        _PAINT.search(operators) is not None and not _is_filled_white(operators),
        shows_text,
        _has_inline_colour(operators) or any(_is_colour(numbers) for _, numbers in _find_colours(operators)),
        frozenset(_decode_name(name) for name in set(_FONT.findall(operators))) if shows_text else frozenset(),
        {operator: frozenset(names) for operator, names in named.items()},
    )


def find_placed_names(stream: bytes) -> Iterator[tuple[str, Matrix]]:
    """Each resource that the stream draws, in order, with the map from its own coordinates to those of the stream."""
    current, kept = _IDENTITY, [_IDENTITY]
    for step in _STEP.finditer(_strip_strings(stream)):
        saving, numbers, name = step.groups()
        if saving == b"q":
            kept.append(current)
        elif saving:
            current = kept.pop() if kept else _IDENTITY
        elif numbers:
            current = Matrix(*map(float, numbers.split())).then(current)
        else:
            yield _decode_name(name), current


def _strip_strings(stream: bytes) -> bytes:
    """The stream without blank strings, every other string as (), inline pictures as EI."""
    if b"BI" in stream:
        stream = b" EI".join(_strip_inline_pictures(stream))
    return _STRING.sub(b"()", _BLANK_STRING.sub(b"", stream))


def _strip_inline_pictures(stream: bytes) -> Iterator[bytes]:
    """The stream without the data of inline pictures; one that does not end is no picture."""
    at = 0
    for begins in _PICTURE_BEGINS.finditer(stream):
        if begins.start() >= at:
            ends = _PICTURE_ENDS.search(stream, begins.end() - 1)
            if ends is None:
                break
            yield stream[at : begins.start()]
            at = ends.end()
    yield stream[at:]


def _decode_name(name: bytes) -> str:
    """The name as the dictionary of resources has it, with its slash."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode("ascii")), name)
    return "/" + plain.decode("utf-8", errors="surrogateescape")


def _has_inline_colour(operators: bytes) -> bool:
    return b"BI" in operators and _INLINE_COLOUR.search(operators) is not None


def _find_colours(operators: bytes) -> Iterator[tuple[bytes, list[float]]]:
    """Each different setting of a colour by numbers: its operator and the numbers.

    The numbers stand before the operator: read backwards the search need not try every number of the stream.
    """
    for operator, numbers in set(_COLOUR_BACKWARDS.findall(operators[::-1])):
        yield operator[::-1], [float(number) for number in numbers[::-1].split()]


def _is_filled_white(operators: bytes) -> bool:
    """Whether all that is painted is paper: areas filled, and every colour they may be filled with is white."""
    if _MORE_THAN_FILLED.search(operators):
        return False
    fills = [_WHITE.get(sign) == set(numbers) for sign, numbers in _find_colours(operators) if sign.islower()]
    return bool(fills) and all(fills)


def _is_colour(numbers: list[float]) -> bool:
    """Whether three numbers (red, green, blue) or four (cyan, magenta, yellow, black) are no shade of grey."""
    if len(numbers) < 3:
        return False
    if len(numbers) == 4:
        *inks, black = numbers
        numbers = [(1 - ink) * (1 - black) for ink in inks]
    return max(numbers) - min(numbers) > _TINT
