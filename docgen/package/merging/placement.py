"""Conversion of a page to a Form XObject that an A4 sheet draws.

The content is clipped to the visible area and neither decoded nor compressed again. Links, scripts and attachments are
dropped.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, StreamDecodeLevel

from docgen.errors import raise_machine_fault
from docgen.package.merging.geometry import Box, VisibleArea

_DEFAULT_MEDIA_BOX = Box(0, 0, 612, 792)
_CODING = ("/Filter", "/DecodeParms", "/Length")


@dataclass(frozen=True)
class PageForm:
    """One page as a Form XObject, with its visible area."""

    form: pikepdf.Object
    visible: VisibleArea


class PageFormBuilder:
    """Builder of forms from the pages of one document; the content stream of a page becomes the form itself."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._used: set[tuple[int, int]] = set()

    def build(self, page: pikepdf.Object) -> PageForm:
        """Build the form of a page; the page itself must not be used afterwards."""
        shown = read_visible_area(page)
        form = self._build_content(page)
        form.Type, form.Subtype, form.FormType = Name.XObject, Name.Form, 1
        form.BBox = Array([round(corner, 4) for corner in shown.box.corners])
        form.Resources = page.get("/Resources", Dictionary())
        if "/Group" in page:
            form.Group = page.Group
        return PageForm(form, shown)

    def _build_content(self, page: pikepdf.Object) -> pikepdf.Stream:
        """Return one stream with the content of the page; a single stream is reused."""
        contents = page.get("/Contents")
        parts = [contents] if isinstance(contents, pikepdf.Stream) else list(contents or ())
        streams = [part for part in parts if isinstance(part, pikepdf.Stream)]
        if len(streams) == 1:
            return self._reuse_or_copy(streams[0])
        drawn = zlib.compress(b"\n".join(_decode(stream) for stream in streams))
        return self._pdf.make_stream(drawn, Dictionary(Filter=Name.FlateDecode))

    def _reuse_or_copy(self, stream: pikepdf.Stream) -> pikepdf.Stream:
        """Return the stream itself, or a copy where another page or object uses it too."""
        if stream.objgen in self._used or "/Subtype" in stream:
            coding = {key: stream[key] for key in _CODING if key in stream}
            return self._pdf.make_stream(stream.read_raw_bytes(), Dictionary(coding))
        self._used.add(stream.objgen)
        for key in [key for key in stream.keys() if key not in _CODING]:  # noqa: SIM118 - a stream is no mapping
            del stream[key]
        return stream


def read_visible_area(page: pikepdf.Object) -> VisibleArea:
    """Read the visible area of the page: its crop box inside its media box, its rotation, its unit."""
    media = _read_box(page, "/MediaBox") or _DEFAULT_MEDIA_BOX
    crop = _read_box(page, "/CropBox") or media
    visible = crop.intersect(media) or media
    turn = round(float(page.get("/Rotate", 0)) / 90) * 90 % 360
    unit = float(page.get("/UserUnit", 1))
    return VisibleArea(visible, turn, unit if unit > 0 else 1.0)


def _read_box(page: pikepdf.Object, name: str) -> Box | None:
    corners = page.get(name)
    if not isinstance(corners, Array) or len(corners) != 4:
        return None
    box = Box.from_corners(*(float(corner) for corner in corners))
    return box if box.width > 0 and box.height > 0 else None


def _decode(stream: pikepdf.Stream) -> bytes:
    """Decode the stream; empty where it is broken, which the inspection of the file reports."""
    try:
        return stream.read_bytes(StreamDecodeLevel.specialized)
    except pikepdf.PdfError as error:
        raise_machine_fault(error)
        return b""
