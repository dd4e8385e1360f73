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
from pikepdf import Array, Dictionary, Name, Pdf

from docgen.package.merging.pdf_saving import save_pdf
from docgen.progress import checkpoint

SourcePage = tuple[Path, int]
"""A page: its PDF, and its 0-based number in it."""

_HIDDEN = "/DocgenHidden"


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
    _keep_hidden_layers_hidden(document)
    return document


def _list_page_ranges(pages: Iterable[SourcePage]) -> Iterator[tuple[Path, str]]:
    """Yield runs of pages of one PDF in the notation of qpdf, counted from 1."""
    for path, run in groupby(pages, key=lambda page: page[0]):
        yield path, ",".join(str(number + 1) for _, number in run)


def _prepare_source(path: Path, copy: Path) -> Path:
    """Return the source itself, or a copy with annotations drawn into the pages and hidden layers marked."""
    checkpoint()
    with pikepdf.open(path) as source:
        if is_flat(source):
            return path
        if _has_annotations(source):
            _draw_annotations_in(source, [page.obj for page in source.pages])
        if _has_layers(source):
            _mark_hidden_layers(source.Root.OCProperties)
        save_pdf(source, copy, static_id=True, encryption=False)
    return copy


def is_flat(pdf: Pdf) -> bool:
    """Report whether a PDF has neither annotations nor layers, so that the pages draw all that a viewer shows."""
    return not (_has_annotations(pdf) or _has_layers(pdf))


def _has_annotations(pdf: Pdf) -> bool:
    return any("/Annots" in page.obj for page in pdf.pages)


def _has_layers(pdf: Pdf) -> bool:
    layers = pdf.Root.get("/OCProperties", Dictionary())
    return isinstance(layers, Dictionary) and bool(layers.get("/OCGs"))


def _draw_annotations_in(source: Pdf, pages: Sequence[pikepdf.Object]) -> None:
    """Flatten annotations as a viewer shows them; appearances are generated only where there are none.

    Generated appearances lack Chinese characters, so existing ones stay, whatever /NeedAppearances says.
    """
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        widgets = [note for page in pages for note in page.get("/Annots", Array()) if _is_widget(note)]
        if all("/AP" in widget for widget in widgets):
            form["/NeedAppearances"] = False
        source.generate_appearance_streams()
        form["/NeedAppearances"] = False
    source.flatten_annotations("screen")
    for page in pages:  # links and scripts do not go into the package
        if "/Annots" in page:
            del page["/Annots"]


def _is_widget(note: pikepdf.Object) -> bool:
    return isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget


def _mark_hidden_layers(layers: pikepdf.Object) -> None:
    """Mark each layer that is switched off: the list of hidden layers is lost when pages are gathered."""
    default = layers.get("/D", Dictionary())
    hidden = layers.OCGs if default.get("/BaseState") == Name.OFF else default.get("/OFF", Array())
    shown = [group.objgen for group in default.get("/ON", Array())]
    for group in hidden:
        if group.objgen not in shown or default.get("/BaseState") != Name.OFF:
            group[_HIDDEN] = True


def _keep_hidden_layers_hidden(package: Pdf) -> None:
    """Restore the list of hidden layers: a layer switched off in the original must not be printed."""
    groups = [one for one in package.objects if isinstance(one, Dictionary) and one.get("/Type") == Name.OCG]
    if not groups:
        return
    off = [group for group in groups if _HIDDEN in group]
    for group in off:
        del group[_HIDDEN]
    package.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array(off)))
