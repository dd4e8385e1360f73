"""Appearances for annotations that have none: planned when a file is inspected, drawn when its pages are made.

Viewers draw these annotations by themselves, each in its own way; qpdf, which flattens annotations, does not. Texts are
set by typst with the faces of the house, so that they are embedded and the same on every printer.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from math import cos, radians, sin
from typing import Any, NamedTuple, Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from docgen.package.annotations.notes import find_appearance, is_note_shown, list_notes, read_integer, read_rectangle
from docgen.package.annotations.shapes import TEXT_MARKS, Shape, draw_shape
from docgen.package.annotations.text_boxes import TextBox, find_field_text, find_free_text
from docgen.package.merging.layers import LayerVisibility

TEMPLATE = "boxes.typ"
"""The template of the texts, one page each."""

_INVISIBLE = ("/Link", "/Popup", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark", "/Redact", "/Projection")
"""Annotations of which a viewer shows nothing on paper where they have no appearance."""
COMMENT, FILE = "/Text", "/FileAttachment"
MEDIA = ("/Sound", "/Movie", "/Screen", "/3D", "/RichMedia")
"""Annotations that are an icon on the screen, with words, a file, or sound and pictures behind it."""


class Draw(Protocol):
    """Draws a template with data; :meth:`docgen.package.drawn.typesetting.Typesetter.draw`."""

    def __call__(self, template: str, data: dict[str, Any]) -> tuple[bytes, Mapping[str, int]]:
        """Return the PDF, one page for each box."""


class PagePlan(NamedTuple):
    """Annotations of one page that a viewer shows.

    ``drawn`` are those that docgen has to draw, ``kept`` the appearances of the others, ``undrawn`` the kinds of those
    that cannot be drawn.
    """

    drawn: tuple[tuple[Object, Shape | TextBox], ...] = ()
    kept: tuple[Stream, ...] = ()
    undrawn: tuple[str, ...] = ()

    @property
    def digest(self) -> bytes:
        """A text that is equal for pages that show the same."""
        return repr([(read_rectangle(note), look) for note, look in self.drawn]).encode() if self.drawn else b""


class AppearancePlanner:
    """Finds the annotations of one PDF that a viewer draws by itself."""

    def __init__(self, pdf: Pdf) -> None:
        form = pdf.Root.get("/AcroForm")
        self._form = form if isinstance(form, Dictionary) else Dictionary()
        self._layers = LayerVisibility(pdf)

    def plan(self, page: Object) -> PagePlan:
        """Plan the annotations of the page."""
        drawn: list[tuple[Object, Shape | TextBox]] = []
        kept: list[Stream] = []
        undrawn: list[str] = []
        for note in list_notes(page):
            if not is_note_shown(note, self._layers):
                continue
            known = find_appearance(note)
            look = self._find_look(note, known)
            if look:
                drawn.append((note, look))
            elif known is not None:
                kept.append(known)
            elif is_missed(note):
                undrawn.append(read_kind(note))
        return PagePlan(tuple(drawn), tuple(kept), tuple(undrawn))

    def _find_look(self, note: Object, known: Stream | None) -> Shape | TextBox | None:
        try:
            if note.get("/Subtype") == Name.Widget:
                return find_field_text(note, self._form)
            return None if known is not None else find_free_text(note) or draw_shape(note)
        except MALFORMED_NOTE:
            return None


MALFORMED_NOTE = (
    pikepdf.PdfError,
    pikepdf.PikepdfError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_kind(note: Object) -> str:
    """Return the subtype of the annotation with its slash; "" where it has none."""
    kind = note.get("/Subtype")
    return bytes(kind).decode("latin-1") if isinstance(kind, Name) else ""


def is_missed(note: Object) -> bool:
    """Return True for an annotation without appearance that a viewer may show on paper."""
    kind = read_kind(note)
    if not kind or kind in (*_INVISIBLE, COMMENT, FILE, *MEDIA):
        return False
    if read_rectangle(note) is None:
        return kind in TEXT_MARKS and "/QuadPoints" in note
    return kind != "/FreeText" or bool(str(note.get("/Contents", "")).strip())


def complete_appearances(pdf: Pdf, draw: Draw | None) -> bool:
    """Give every annotation that a viewer draws by itself an appearance; True where the PDF was changed.

    Texts get none without ``draw``.
    """
    planner = AppearancePlanner(pdf)
    found = [one for page in pdf.pages for one in planner.plan(page.obj).drawn if draw or isinstance(one[1], Shape)]
    texts = [look for _, look in found if isinstance(look, TextBox)]
    forms = iter(_draw_texts(pdf, texts, draw))
    for note, look in found:
        if isinstance(look, TextBox):
            form = next(forms)
            form.Matrix = Array(_turn(note, look))
        else:
            form = _make_shape(pdf, look)
            note.Rect = Array([round(corner, 4) for corner in look.box.corners])
        note.AP = Dictionary(N=form)
        if "/AS" in note:
            del note["/AS"]
    return bool(found)


def _draw_texts(pdf: Pdf, texts: Sequence[TextBox], draw: Draw | None) -> list[Object]:
    if not texts or not draw:
        return []
    drawn, _ = draw(TEMPLATE, {"boxes": [one.to_data() for one in texts]})
    with pikepdf.open(io.BytesIO(drawn)) as source:
        return [pdf.copy_foreign(page.as_form_xobject()) for page in source.pages]


def _turn(note: Object, look: TextBox) -> list[float]:
    style = note.get("/MK")
    turn = radians(read_integer(style, "/R") % 360) if isinstance(style, Dictionary) else 0.0
    return [round(one, 6) for one in (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)]


def _make_shape(pdf: Pdf, look: Shape) -> Object:
    state = Dictionary(ca=look.opacity, CA=look.opacity)
    if look.is_multiplied:
        state.BM = Name.Multiply
    resources = Dictionary(ExtGState=Dictionary(G0=state))
    entries = {"/Type": Name.XObject, "/Subtype": Name.Form, "/Resources": resources}
    corners = Array([round(corner, 4) for corner in look.box.corners])
    return pdf.make_stream(b"/G0 gs\n" + look.operators, Dictionary(entries | {"/BBox": corners}))
