"""Annotations of a page as a viewer treats them (ISO 32000-1, 12.5): shown or hidden, with an appearance or without."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Stream

from docgen.package.merging.geometry import Box
from docgen.package.merging.layers import LayerVisibility

_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
NO_ROTATE = 1 << 4
"""The flag of an annotation that does not turn with its page (ISO 32000-1, 12.5.3)."""


def list_notes(page: Object) -> Iterator[Object]:
    """Yield the annotations of the page; what is no dictionary is left out."""
    found = page.get("/Annots")
    if isinstance(found, Array):
        yield from (note for note in found if isinstance(note, Dictionary))


def count_drawn_notes(page: Object) -> int:
    """Count the annotations of the page that may have to be drawn; links are not."""
    return sum(note.get("/Subtype") != Name.Link for note in list_notes(page))


def is_note_shown(note: Object, layers: LayerVisibility) -> bool:
    """Report whether a viewer shows the annotation: neither hidden nor on a hidden layer."""
    if note.get("/Subtype") == Name.Popup or read_integer(note, "/F") & (_HIDDEN | _NO_VIEW):
        return False
    return layers.is_shown(note.get("/OC"))


def find_appearance(note: Object) -> Stream | None:
    """Find the appearance stream in the state that the annotation has; None where it has none."""
    looks = note.get("/AP")
    look = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(look, Dictionary):
        state = note.get("/AS")
        look = look.get(state) if isinstance(state, Name) else None
    return look if isinstance(look, Stream) else None


def has_states(note: Object) -> bool:
    """Return True for an annotation with an appearance for each state, as a check box has."""
    looks = note.get("/AP")
    return isinstance(looks, Dictionary) and isinstance(looks.get("/N"), Dictionary)


def read_integer(holder: Object, key: str, default: int = 0) -> int:
    """Read an integer; ``default`` for anything else."""
    found = holder.get(key, default)
    return int(found) if isinstance(found, int) else default


def read_numbers(holder: Object, key: str) -> list[float]:
    """Read an array of numbers; empty for anything else."""
    found = holder.get(key)
    if not isinstance(found, Array):
        return []
    try:
        return [float(number) for number in found]
    except (TypeError, ValueError):
        return []


def read_rectangle(note: Object) -> Box | None:
    """Read the rectangle of the annotation; None where it has none or an empty one."""
    corners = read_numbers(note, "/Rect")
    box = Box.from_corners(*corners) if len(corners) == 4 else None
    return box if box and box.width > 0 and box.height > 0 else None
