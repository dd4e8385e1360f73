"""Placement of a page on the A4 sheet: boxes, rotations and scales, independent of PDF libraries.

A matrix is the six numbers ``a b c d e f`` of PDF: x' = a·x + c·y + e, y' = b·x + d·y + f. Lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MILLIMETRE = 72 / 25.4
_MINIMUM_GAIN_OF_TURNING = 1.02
"""Gain in size that justifies turning a page: a nearly square page stays as it is read."""


@dataclass(frozen=True)
class Box:
    """A rectangle: its lower left corner, its width and its height."""

    left: float
    bottom: float
    width: float
    height: float

    @staticmethod
    def from_corners(x1: float, y1: float, x2: float, y2: float) -> Box:
        """Return the box between two opposite corners, in any order."""
        return Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """The lower left and the upper right corner, in the order of a PDF rectangle."""
        return self.left, self.bottom, self.left + self.width, self.bottom + self.height

    def shift(self, right: float) -> Box:
        """Return the box moved to the right."""
        return Box(self.left + right, self.bottom, self.width, self.height)

    def intersect(self, other: Box) -> Box | None:
        """Return the part of the box inside ``other``; None where they do not overlap."""
        mine, theirs = self.corners, other.corners
        left, bottom = max(mine[0], theirs[0]), max(mine[1], theirs[1])
        right, top = min(mine[2], theirs[2]), min(mine[3], theirs[3])
        return Box(left, bottom, right - left, top - bottom) if right > left and top > bottom else None


class TransformMatrix(NamedTuple):
    """An affine map of the plane."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def compose(self, after: TransformMatrix) -> TransformMatrix:
        """Return this map followed by ``after``."""
        return TransformMatrix(
            self.a * after.a + self.b * after.c,
            self.a * after.b + self.b * after.d,
            self.c * after.a + self.d * after.c,
            self.c * after.b + self.d * after.d,
            self.e * after.a + self.f * after.c + after.e,
            self.e * after.b + self.f * after.d + after.f,
        )


SHEET = Box(0, 0, 210 * MILLIMETRE, 297 * MILLIMETRE)
EVIDENCE_FRAME = Box(10 * MILLIMETRE, 18 * MILLIMETRE, 190 * MILLIMETRE, 267 * MILLIMETRE)
"""Frame for a page of evidence, in the middle of its sheet."""

_BINDING_SHIFT = 3 * MILLIMETRE
RIGHT_HAND_FRAME = EVIDENCE_FRAME.shift(_BINDING_SHIFT)
LEFT_HAND_FRAME = EVIDENCE_FRAME.shift(-_BINDING_SHIFT)
"""The frame in a bound volume, moved away from the bound edge: the left edge of right-hand pages."""


@dataclass(frozen=True)
class VisibleArea:
    """Visible area of a page: its box, the clockwise rotation in degrees, points per unit."""

    box: Box
    rotate: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, after rotation."""
        width, height = self.box.width * self.unit, self.box.height * self.unit
        return (height, width) if self.rotate % 180 else (width, height)


def fit_into_frame(shown: VisibleArea, frame: Box) -> TransformMatrix:
    """Return the map that centres the page in ``frame``, never enlarged; turned head to the left if that is larger."""
    upright = _build_upright_matrix(shown)
    width, height = shown.size
    if _calculate_scale(height, width, frame) > _calculate_scale(width, height, frame) * _MINIMUM_GAIN_OF_TURNING:
        upright = upright.compose(TransformMatrix(0, 1, -1, 0, height, 0))
        width, height = height, width
    scale = _calculate_scale(width, height, frame)
    left = frame.left + (frame.width - width * scale) / 2
    bottom = frame.bottom + (frame.height - height * scale) / 2
    return upright.compose(TransformMatrix(scale, 0, 0, scale, left, bottom))


def _calculate_scale(width: float, height: float, frame: Box) -> float:
    return min(1.0, frame.width / width, frame.height / height)


def _build_upright_matrix(shown: VisibleArea) -> TransformMatrix:
    """Return the map from page coordinates to the upright page with its lower left corner at the origin."""
    unit, box = shown.unit, shown.box
    width, height = box.width * unit, box.height * unit
    to_origin = TransformMatrix(unit, 0, 0, unit, -box.left * unit, -box.bottom * unit)
    turns = {
        0: TransformMatrix(1, 0, 0, 1, 0, 0),
        90: TransformMatrix(0, -1, 1, 0, 0, width),
        180: TransformMatrix(-1, 0, 0, -1, width, height),
        270: TransformMatrix(0, 1, -1, 0, height, 0),
    }
    return to_origin.compose(turns[shown.rotate % 360])
