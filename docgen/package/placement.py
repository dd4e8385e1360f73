"""A page of one PDF as a picture on an A4 sheet of another.

The page becomes a Form XObject: what it draws, clipped to what a reader shows of it, without looking into it and
without compressing it again. Annotations are drawn in as seen; links, scripts and attachments stay behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from docgen.package.geometry import Box, Matrix, Shown, placed

_LETTER = Box(0, 0, 612, 792)


@dataclass(frozen=True)
class Picture:
    """One page as a Form XObject of the target, and where it goes on the sheet."""

    form: pikepdf.Object
    matrix: Matrix


def pictures_of(path: Path, target: Pdf, frame: Box) -> list[Picture]:
    """The pages of the PDF ``path``, copied into ``target``, each to be placed in ``frame``."""
    with pikepdf.open(path) as source:
        return imported(source, target, frame)


def imported(source: Pdf, target: Pdf, frame: Box) -> list[Picture]:
    """The pages of ``source``, copied into ``target``, each to be placed in ``frame``."""
    pages = [page.obj for page in source.pages]
    if any("/Annots" in page for page in pages):
        _draw_annotations_in(source, pages)
    _keep_hidden_layers_hidden(source, target)
    return [_picture(source, page, target, frame) for page in pages]


def _draw_annotations_in(source: Pdf, pages: Sequence[pikepdf.Object]) -> None:
    """Flatten what a reader shows; appearances are made only where there are none.

    Made appearances know no Chinese, so those a form brings along stay, whatever /NeedAppearances says.
    """
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        widgets = [note for page in pages for note in page.get("/Annots", Array()) if _is_widget(note)]
        if all("/AP" in widget for widget in widgets):
            form["/NeedAppearances"] = False
        source.generate_appearance_streams()
        form["/NeedAppearances"] = False
    source.flatten_annotations("screen")


def _is_widget(note: pikepdf.Object) -> bool:
    return isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget


def _keep_hidden_layers_hidden(source: Pdf, target: Pdf) -> None:
    """Carry the layers over: a layer switched off in the original must not be printed."""
    layers = source.Root.get("/OCProperties")
    if not isinstance(layers, Dictionary) or not layers.get("/OCGs"):
        return
    default = layers.get("/D", Dictionary())
    hidden = layers.OCGs if default.get("/BaseState") == Name.OFF else default.get("/OFF", Array())
    shown = [group.objgen for group in default.get("/ON", Array())]
    off = [group for group in hidden if group.objgen not in shown or default.get("/BaseState") != Name.OFF]
    if "/OCProperties" not in target.Root:
        target.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(OFF=Array()))
    target.Root.OCProperties.OCGs.extend(target.copy_foreign(group) for group in layers.OCGs)
    target.Root.OCProperties.D.OFF.extend(target.copy_foreign(group) for group in off)


def _picture(source: Pdf, page: pikepdf.Object, target: Pdf, frame: Box) -> Picture:
    shown = shown_part(page)
    form = _content(source, page)
    form.Type, form.Subtype, form.FormType = Name.XObject, Name.Form, 1
    form.BBox = Array([round(corner, 4) for corner in shown.box.corners()])
    form.Resources = page.get("/Resources", Dictionary())
    if "/Group" in page:
        form.Group = page.Group
    return Picture(target.copy_foreign(source.make_indirect(form)), placed(shown, frame))


def shown_part(page: pikepdf.Object) -> Shown:
    """What a reader shows of the page: its crop box inside its media box, its turn, its unit."""
    media = _box(page, "/MediaBox") or _LETTER
    crop = _box(page, "/CropBox") or media
    visible = crop.within(media) or media
    turn = round(float(page.get("/Rotate", 0)) / 90) * 90 % 360
    return Shown(visible, turn, float(page.get("/UserUnit", 1)))


def _box(page: pikepdf.Object, name: str) -> Box | None:
    corners = page.get(name)
    if not isinstance(corners, Array) or len(corners) != 4:
        return None
    box = Box.of_corners(*(float(corner) for corner in corners))
    return box if box.width > 0 and box.height > 0 else None


def _content(source: Pdf, page: pikepdf.Object) -> pikepdf.Stream:
    """A private stream with what the page draws; a single stream keeps its compression."""
    contents = page.get("/Contents")
    if isinstance(contents, pikepdf.Stream):
        return _copied(source, contents)
    streams = [part for part in contents or () if isinstance(part, pikepdf.Stream)]
    if len(streams) == 1:
        return _copied(source, streams[0])
    return source.make_stream(b"\n".join(_unpacked(stream) for stream in streams))


def _unpacked(stream: pikepdf.Stream) -> bytes:
    """What the stream holds; nothing where it is broken, which is told when the file is looked into."""
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return b""


def _copied(source: Pdf, stream: pikepdf.Stream) -> pikepdf.Stream:
    coding = {key: stream[key] for key in ("/Filter", "/DecodeParms") if key in stream}
    return source.make_stream(stream.read_raw_bytes(), Dictionary(coding))
