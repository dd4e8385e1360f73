"""Drawings of the annotations that are geometry: lines, shapes, marks of text (ISO 32000-1, 12.5.6.7 to 12.5.6.13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from pikepdf import Array, Dictionary, Name, Object

from docgen.package.annotations.notes import read_numbers, read_rectangle
from docgen.package.merging.geometry import Box

_ROUND = 0.5523
"""Length of the handles of four Bézier curves that make a circle, to its radius."""
_ARROWS = (Name.OpenArrow, Name.ClosedArrow, Name.ROpenArrow, Name.RClosedArrow)
_ARROW_SIZE, _ARROW_ANGLE = 9, pi / 6
_MARK_LINE = 1 / 14
"""Width of the line under or through text, to its height."""
_BLACK = (0.0, 0.0, 0.0)

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """Operators in page coordinates inside ``box``; ``colours`` are those it is painted with, of 1, 3 or 4 numbers.

    ``opacity`` is from 0 to 1; ``is_multiplied`` where the text below shows through, as under a highlighter.
    """

    operators: bytes
    box: Box
    colours: tuple[tuple[float, ...], ...]
    opacity: float = 1.0
    is_multiplied: bool = False


def draw_shape(note: Object) -> Shape | None:
    """Draw the annotation as viewers do; None for one that is no shape, or lacks its coordinates."""
    kind, box = str(note.get("/Subtype")), read_rectangle(note)
    pen = _Pen(note)
    if kind in TEXT_MARKS:
        return _mark_text(note, kind, pen)
    paths = list(_PATHS[kind](note, box, pen)) if kind in _PATHS and box else []
    if not box or not any(paths) or not (pen.stroke or pen.fill):
        return None
    is_closed = kind in ("/Square", "/Circle", "/Polygon")
    fill = pen.fill if is_closed else None
    paint = ("b" if fill and pen.is_stroked else "f" if fill else "s") if is_closed else "S"
    if is_closed and not fill and not pen.is_stroked:
        return None
    drawn = "\n".join(f"{path} {paint}" for path in paths)
    colours = tuple(colour for colour in (pen.stroke if pen.is_stroked else None, fill) if colour)
    operators = f"{pen.set_up(fill)}\n{drawn}".encode("ascii")
    return Shape(operators, _widen(box, pen.width), colours, pen.opacity)


class _Pen:
    """Colours, width and dashes of an annotation; black lines of one point where it does not say."""

    def __init__(self, note: Object) -> None:
        self.stroke = _read_colour(note, "/C") if "/C" in note else _BLACK
        self.fill = _read_colour(note, "/IC")
        style, border = note.get("/BS"), read_numbers(note, "/Border")
        self.width = border[2] if len(border) > 2 else 1.0
        dashes: list[float] = []
        if isinstance(style, Dictionary):
            self.width = float(style.get("/W", 1))
            if style.get("/S") == Name.D:
                dashes = read_numbers(style, "/D") or [3.0]
        self.width = min(max(self.width, 0.0), 100.0)
        self.dashes = dashes if all(dash >= 0 for dash in dashes) and any(dashes) else []
        self.opacity = min(max(float(note.get("/CA", 1)), 0.0), 1.0)

    @property
    def is_stroked(self) -> bool:
        """True where lines are visible."""
        return bool(self.stroke) and self.width > 0

    def set_up(self, fill: tuple[float, ...] | None) -> str:
        """Return the operators that set the state of graphics."""
        dashes = " ".join(_number(dash) for dash in self.dashes)
        parts = [f"{_number(self.width)} w 1 j 1 J [{dashes}] 0 d" if self.dashes else f"{_number(self.width)} w 1 j"]
        parts += [set_colour(self.stroke, "G RG K")] if self.stroke else []
        parts += [set_colour(fill, "g rg k")] if fill else []
        return " ".join(parts)


def set_colour(colour: Sequence[float], operators: str) -> str:
    """Return the operator that sets a colour; ``operators`` are those for grey, RGB and CMYK."""
    grey, rgb, cmyk = operators.split()
    return f"{' '.join(_number(one) for one in colour)} {({1: grey, 3: rgb, 4: cmyk})[len(colour)]}"


def _read_colour(note: Object, key: str) -> tuple[float, ...] | None:
    """Read a colour of 1, 3 or 4 numbers; None for transparent."""
    found = read_numbers(note, key)
    return tuple(min(max(one, 0.0), 1.0) for one in found) if len(found) in (1, 3, 4) else None


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _widen(box: Box, by: float) -> Box:
    by += _ARROW_SIZE
    return Box(box.left - by, box.bottom - by, box.width + 2 * by, box.height + 2 * by)


# -- shapes and lines --------------------------------------------------------------------------------------------


def _inset(note: Object, box: Box, pen: _Pen) -> Box:
    """Return the rectangle of the shape: inside the differences that the annotation declares, and its line."""
    inner = read_numbers(note, "/RD")
    left, bottom, right, top = inner if len(inner) == 4 else (0.0, 0.0, 0.0, 0.0)
    half = pen.width / 2
    width, height = box.width - left - right - pen.width, box.height - bottom - top - pen.width
    if width <= 0 or height <= 0:
        return box
    return Box(box.left + left + half, box.bottom + bottom + half, width, height)


def _draw_square(note: Object, box: Box, pen: _Pen) -> Iterator[str]:
    inner = _inset(note, box, pen)
    yield f"{_join(inner.left, inner.bottom, inner.width, inner.height)} re"


def _draw_circle(note: Object, box: Box, pen: _Pen) -> Iterator[str]:
    inner = _inset(note, box, pen)
    x, y = inner.left + inner.width / 2, inner.bottom + inner.height / 2
    across, along = inner.width / 2, inner.height / 2
    corners = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))
    parts = [f"{_join(x + across, y)} m"]
    for (from_x, from_y), (to_x, to_y) in pairwise(corners):
        first = (x + across * (from_x + _ROUND * to_x), y + along * (from_y + _ROUND * to_y))
        second = (x + across * (to_x + _ROUND * from_x), y + along * (to_y + _ROUND * from_y))
        parts.append(f"{_join(*first, *second, x + across * to_x, y + along * to_y)} c")
    yield " ".join(parts)


def _draw_line(note: Object, box: Box, pen: _Pen) -> Iterator[str]:
    ends = read_numbers(note, "/L")
    if len(ends) != 4:
        return
    start, end = (ends[0], ends[1]), (ends[2], ends[3])
    yield _trace([start, end])
    yield from _draw_arrows(note, [start, end], pen)


def _draw_polyline(note: Object, box: Box, pen: _Pen) -> Iterator[str]:
    points = _pair(read_numbers(note, "/Vertices"))
    if len(points) > 1:
        yield _trace(points)
        yield from _draw_arrows(note, points, pen)


def _draw_polygon(note: Object, box: Box, pen: _Pen) -> Iterator[str]:
    points = _pair(read_numbers(note, "/Vertices"))
    if len(points) > 1:
        yield _trace(points)


def _draw_ink(note: Object, box: Box, pen: _Pen) -> Iterator[str]:
    strokes = note.get("/InkList")
    for stroke in strokes if isinstance(strokes, Array) else ():
        points = _pair(read_numbers(Dictionary(L=stroke), "/L"))
        if points:
            yield _trace(points if len(points) > 1 else points * 2)


def _draw_arrows(note: Object, points: list[Point], pen: _Pen) -> Iterator[str]:
    """Yield the arrow heads at the ends of a line; other endings are ornaments and left out."""
    endings = note.get("/LE")
    wanted = list(endings) if isinstance(endings, Array) else []
    for ending, (tip, before) in zip(wanted, ((points[0], points[1]), (points[-1], points[-2])), strict=False):
        length = hypot(tip[0] - before[0], tip[1] - before[1])
        if ending in _ARROWS and length:
            angle = atan2(before[1] - tip[1], before[0] - tip[0]) + (pi if str(ending).startswith("/R") else 0)
            size = min(_ARROW_SIZE * max(pen.width, 1) ** 0.5, length)
            sides = [
                (tip[0] + size * cos(angle + turn), tip[1] + size * sin(angle + turn))
                for turn in (_ARROW_ANGLE, -_ARROW_ANGLE)
            ]
            yield _trace([sides[0], tip, sides[1]])


_PATHS = {
    "/Square": _draw_square,
    "/Circle": _draw_circle,
    "/Line": _draw_line,
    "/PolyLine": _draw_polyline,
    "/Polygon": _draw_polygon,
    "/Ink": _draw_ink,
}


def _pair(numbers: Sequence[float]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _trace(points: Iterable[Point]) -> str:
    return " ".join(f"{_join(*point)} {'l' if number else 'm'}" for number, point in enumerate(points))


def _join(*numbers: float) -> str:
    return " ".join(_number(number) for number in numbers)


# -- marks of text -----------------------------------------------------------------------------------------------


TEXT_MARKS = ("/Highlight", "/Underline", "/StrikeOut", "/Squiggly")


def _mark_text(note: Object, kind: str, pen: _Pen) -> Shape | None:
    """Mark the quadrilaterals of text, of which writers give the upper corners first, whatever the standard says."""
    corners, colour = _pair(read_numbers(note, "/QuadPoints")), pen.stroke
    quads = [corners[at : at + 4] for at in range(0, len(corners) - 3, 4)]
    if not quads or not colour:
        return None
    is_filled = kind == "/Highlight"
    drawn = [set_colour(colour, "g rg k" if is_filled else "G RG K")]
    for upper_left, upper_right, lower_left, lower_right in quads:
        if is_filled:
            drawn.append(f"{_trace([upper_left, upper_right, lower_right, lower_left])} f")
            continue
        height = hypot(upper_left[0] - lower_left[0], upper_left[1] - lower_left[1])
        share = 0.5 if kind == "/StrikeOut" else 0.1
        left, right = _move(lower_left, upper_left, share), _move(lower_right, upper_right, share)
        points = _wave(left, right, height * _MARK_LINE) if kind == "/Squiggly" else [left, right]
        drawn.append(f"{_number(max(height * _MARK_LINE, 0.5))} w {_trace(points)} S")
    across, along = [x for x, _ in corners], [y for _, y in corners]
    box = _widen(Box.from_corners(min(across), min(along), max(across), max(along)), 1)
    return Shape("\n".join(drawn).encode("ascii"), box, (colour,), pen.opacity, is_filled)


def _move(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _wave(start: Point, end: Point, size: float) -> list[Point]:
    length = hypot(end[0] - start[0], end[1] - start[1])
    steps = max(1, min(1000, int(length / max(size * 2, 0.5))))
    across = (-(end[1] - start[1]) / length * size, (end[0] - start[0]) / length * size) if length else (0.0, 0.0)
    return [
        (x + across[0] * (step % 2), y + across[1] * (step % 2))
        for step, (x, y) in enumerate(_move(start, end, number / steps) for number in range(steps + 1))
    ]
