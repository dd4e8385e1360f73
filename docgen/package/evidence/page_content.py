"""Scan the content stream of a page or form of a PDF without interpreting all of its operators (ISO 32000-1, 7.8.2).

Strings and inline pictures are removed first, so that words inside them do not match as operators. A few regular
expressions then search the whole stream, which is faster than reading a page of text operator by operator.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from docgen.package.merging.geometry import TransformMatrix

# All quantifiers are possessive (*+, ++): backtracking would let a crafted stream keep a search busy for hours.
_NUMBER = rb"(?<![\d.])[-+]?(?:\d++\.?+\d*+|\.\d++)"
"""The lookbehind keeps a search from starting inside a number: thousands of digits would take quadratic time."""
_NAME = rb"/([^\s/<>\[\](){}%]+)"
_BLANK_STRING = re.compile(rb"\((?:\s|\\[nrt])*+\)")
_STRING = re.compile(rb"\((?:[^)\\]++|\\.)*+\)?+", re.DOTALL)
"""Up to the first ")": what is left of a string with parentheses in it reads as no operator."""
_PICTURE_BEGINS, _PICTURE_ENDS = re.compile(rb"\bID\s"), re.compile(rb"\sEI\b")
_INLINE_COLOUR = re.compile(rb"\bBI\b(?:(?!\b[BE]I\b).){0,120}?/(?:Device)?(?:RGB|CMYK)\b", re.DOTALL)
_PAINT = re.compile(rb"(?<![/\w*'\"])(?:[fFBbSs]|[fBb]\*|sh|EI)(?![\w*'\"])")
_MORE_THAN_FILLED = re.compile(rb"(?<![/\w*'\"])(?:[BbSs]|[Bb]\*|sh|EI)(?![\w*'\"])")
_TEXT = re.compile(rb"[)>]\s*+(?:" + _NUMBER + rb"\s*+)?+\]?+\s*+(?:T[jJ]\b|['\"])")
_TEXT_MODE = re.compile(rb"\b(\d)\s++Tr\b")
_COLOUR_BACKWARDS = re.compile(rb"(?<!\w)(gr|GR|g|G|k|K|n?cs|N?CS)((?:\s++(?:\d+\.?\d*|\.\d+)[-+]?){1,4})")
_RESOURCE_USE = re.compile(_NAME + rb"\s++(cs|CS|scn|SCN|sh|Do)\b")
_FONT = re.compile(_NAME + rb"\s++" + _NUMBER + rb"\s++Tf\b")
_STEP = re.compile(rb"(?<![/\w])([qQ])(?![\w*'\"])|(?<=[\d.]\s)(cm)\b|" + _NAME + rb"\s++Do\b")
_MOST_STEPS = 200_000
"""Steps of a stream that are followed to find where its pictures are placed."""
_PLAIN_NUMBER = re.compile(_NUMBER)
_MATRIX_BYTES = 200
"""Bytes before an operator cm in which its six numbers are."""
_INVISIBLE_MODES = {b"3", b"7"}
_WHITE = {b"g": {1.0}, b"rg": {1.0}, b"k": {0.0}}
_TINT = 0.06
"""Largest difference of red, green and blue, from 0 to 1, that still counts as grey."""
_IDENTITY = TransformMatrix(1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Content:
    """Content of one stream by itself; ``names`` has, by operator, how often it uses each name of a resource."""

    paints: bool
    shows_text: bool
    is_coloured: bool
    fonts: frozenset[str]
    names: Mapping[str, Counter[str]]


def read_content(stream: bytes) -> Content:
    """Summarize what the operators of the stream draw; invisible text, as of a searchable scan, is ignored."""
    operators = _strip_strings(stream)
    named: dict[str, Counter[str]] = {}
    for (name, operator), times in Counter(use.groups() for use in _RESOURCE_USE.finditer(operators)).items():
        named.setdefault(operator.decode("ascii").lower(), Counter())[_decode_name(name)] += times
    modes = {mode[1] for mode in _TEXT_MODE.finditer(operators)}
    colours = list(_find_colours(operators))
    shows_text = _TEXT.search(operators) is not None and not (modes and modes <= _INVISIBLE_MODES)
    return Content(
        _PAINT.search(operators) is not None and not _is_filled_white(operators, colours),
        shows_text,
        _has_inline_colour(operators) or any(is_colour(numbers) for _, numbers in colours),
        frozenset(map(_decode_name, {font[1] for font in _FONT.finditer(operators)})) if shows_text else frozenset(),
        named,
    )


def find_placed_names(stream: bytes) -> Iterator[tuple[str, TransformMatrix]]:
    """Yield each XObject that the stream draws, in order, with the map from its coordinates to those of the stream."""
    current, saved = _IDENTITY, [_IDENTITY]
    operators = _strip_strings(stream)
    for step in islice(_STEP.finditer(operators), _MOST_STEPS):
        saving, moving, name = step.groups()
        if saving == b"q":
            saved.append(current)
        elif saving:
            current = saved.pop() if saved else _IDENTITY
        elif moving:
            before = operators[max(step.start() - _MATRIX_BYTES, 0) : step.start()]
            current = _read_matrix(before).compose(current)
        else:
            yield _decode_name(name), current


def _read_matrix(before: bytes) -> TransformMatrix:
    """Read the matrix from the numbers before its operator; without six numbers nothing moves."""
    numbers = before.rsplit(None, 6)[-6:]
    is_matrix = len(numbers) == 6 and all(map(_PLAIN_NUMBER.fullmatch, numbers))
    return TransformMatrix(*map(float, numbers)) if is_matrix else _IDENTITY


def _strip_strings(stream: bytes) -> bytes:
    """Return the stream without blank strings, with every other string as () and inline pictures as EI."""
    if b"BI" in stream:
        stream = b" EI".join(_strip_inline_pictures(stream))
    # Blank strings disappear, so that an operator that shows one does not count as text.
    return _STRING.sub(b"()", _BLANK_STRING.sub(b"", stream))


def _strip_inline_pictures(stream: bytes) -> Iterator[bytes]:
    """Yield the parts of the stream between inline pictures; a picture without an end is left in."""
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
    """Return the name as the resource dictionary has it, with its slash and without #xx escapes."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode("ascii")), name)
    return "/" + plain.decode("utf-8", errors="surrogateescape")


def _has_inline_colour(operators: bytes) -> bool:
    return b"BI" in operators and _INLINE_COLOUR.search(operators) is not None


def _find_colours(operators: bytes) -> Iterator[tuple[bytes, list[float]]]:
    """Yield each different colour that is set by numbers: its operator and the numbers.

    The operator follows its numbers. The search runs backwards, so that it need not try every number of the stream.
    """
    for operator, numbers in {colour.groups() for colour in _COLOUR_BACKWARDS.finditer(operators[::-1])}:
        yield operator[::-1], [float(number) for number in numbers[::-1].split()]


def _is_filled_white(operators: bytes, colours: Sequence[tuple[bytes, list[float]]]) -> bool:
    """Return True for a stream that only fills areas, all of them in white."""
    if _MORE_THAN_FILLED.search(operators):
        return False
    fills = [_WHITE.get(sign) == set(numbers) for sign, numbers in colours if sign.islower()]
    return bool(fills) and all(fills)


def is_colour(numbers: Sequence[float]) -> bool:
    """Return True for three numbers (RGB) or four (CMYK), from 0 to 1, that are no shade of grey."""
    if len(numbers) < 3:
        return False
    if len(numbers) == 4:
        *inks, black = numbers
        numbers = [(1 - ink) * (1 - black) for ink in inks]
    return max(numbers) - min(numbers) > _TINT
