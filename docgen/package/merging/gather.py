"""Gathering of pages from many PDFs in one document; their streams stay in the files until it is written.

qpdf copies streams between documents by reference where it gathers the pages itself, but into memory where objects are
copied one by one. Gathered pages take some kilobytes each, whatever the size of their streams.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Pdf

from docgen.package.annotations.notes import (
    NO_ROTATE,
    count_drawn_notes,
    find_appearance,
    is_note_shown,
    list_notes,
    read_integer,
    read_rectangle,
)
from docgen.package.merging.layers import LayerVisibility, has_layers, mark_layers, restore_layers
from docgen.package.merging.pdf_saving import save_pdf
from docgen.progress import checkpoint

SourcePage = tuple[Path, int]
"""A page: its PDF, and its 0-based number in it."""


def gather_pages(pages: Sequence[SourcePage], work: Path, flat: Collection[Path] = ()) -> Pdf:
    """Gather these pages in this order in one document; a repeated page shares its streams.

    PDFs that are known to be ``flat`` (:func:`is_flat`) are not inspected. The PDFs, and the copies in ``work``, must
    stay until the document is saved.
    """
    paths = dict.fromkeys(path for path, _ in pages)
    copies = {path: work / f"{number:04}.pdf" for number, path in enumerate(paths)}
    ready = {path: path if path in flat else _prepare_source(path, copy) for path, copy in copies.items()}
    runs = [{"file": os.fspath(ready[path]), "range": numbers} for path, numbers in _list_page_ranges(pages)]
    job = {"empty": "", "pages": runs, "outputFile": "-", "removeUnreferencedResources": "no", "noWarn": ""}
    document: Pdf = pikepdf.Job(job).create_pdf()  # type: ignore[no-untyped-call]
    restore_layers(document)
    return document


def _list_page_ranges(pages: Iterable[SourcePage]) -> Iterator[tuple[Path, str]]:
    """Yield runs of pages of one PDF in the notation of qpdf, counted from 1."""
    for path, run in groupby(pages, key=lambda page: page[0]):
        yield path, ",".join(str(number + 1) for _, number in run)


def _prepare_source(path: Path, copy: Path) -> Path:
    """Return the source itself, or a copy with annotations drawn into the pages and layers marked."""
    checkpoint()
    with pikepdf.open(path) as source:
        if is_flat(source):
            return path
        if _has_annotations(source):
            _draw_annotations_in(source)
        mark_layers(source)
        save_pdf(source, copy, static_id=True, encryption=False)
    return copy


def is_flat(pdf: Pdf) -> bool:
    """Report whether a PDF has neither annotations nor layers, so that the pages draw all that a viewer shows."""
    return not (_has_annotations(pdf) or has_layers(pdf))


def list_marked_pages(pdf: Pdf) -> tuple[int, ...]:
    """List the pages, counted from 0, whose annotations may have to be drawn; all pages of a PDF with layers."""
    if has_layers(pdf):
        return tuple(range(len(pdf.pages)))
    return tuple(number for number, page in enumerate(pdf.pages) if count_drawn_notes(page.obj))


def _has_annotations(pdf: Pdf) -> bool:
    return any("/Annots" in page.obj for page in pdf.pages)


def _draw_annotations_in(source: Pdf) -> None:
    """Flatten annotations as a viewer shows them; those that have no appearance got one before, or are left out."""
    form, layers = source.Root.get("/AcroForm"), LayerVisibility(source)
    if isinstance(form, Dictionary):
        form["/NeedAppearances"] = False  # qpdf would not draw the fields
    for page in source.pages:
        # qpdf empties the array of each page: an array that pages share would be empty at the second one.
        page.obj.Annots = Array([note for note in list_notes(page.obj) if _is_drawn(note, layers)])
        for note in list_notes(page.obj):
            _prepare_for_qpdf(note)
    source.flatten_annotations("screen")
    for page in source.pages:  # links and scripts do not go into the package
        if "/Annots" in page.obj:
            del page.obj["/Annots"]


def _is_drawn(note: pikepdf.Object, layers: LayerVisibility) -> bool:
    return find_appearance(note) is not None and is_note_shown(note, layers)


def _prepare_for_qpdf(note: pikepdf.Object) -> None:
    """Make qpdf draw what viewers draw: notes of the standard that are called invisible, appearances without a box."""
    note["/F"] = read_integer(note, "/F") & NO_ROTATE
    look, place = find_appearance(note), read_rectangle(note)
    if look is not None and place and not isinstance(look.get("/BBox"), Array):
        look["/BBox"] = Array([0, 0, round(place.width, 4), round(place.height, 4)])
