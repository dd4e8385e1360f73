"""Pages of many PDFs in one document; what they draw stays in its files until that document is written.

qpdf copies streams between documents by reference where it gathers the pages itself, and into memory where it is asked
for one object after the other. Gathered pages cost some kilobytes each, however many megabytes they draw.
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
"""A page: its PDF, and its 0-based number in there."""

_HIDDEN = "/DocgenHidden"


def gather_pages(pages: Sequence[SourcePage], work: Path, flat: Collection[Path] = ()) -> Pdf:
    """A document of these pages in this order; a page that comes again shares what it draws.

    PDFs that are known to be ``flat`` (:func:`is_flat`) are not looked into. The PDFs, and what is written into
    ``work``, have to stay until the document is saved.
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
    """The pages as qpdf is told them: of each PDF in turn, counted from 1."""
    for path, run in groupby(pages, key=lambda page: page[0]):
        yield path, ",".join(str(number + 1) for _, number in run)


def _prepare_source(path: Path, copy: Path) -> Path:
    """The source itself, or a copy of it whose pages draw what a reader shows over them."""
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
    """Whether what a reader shows is what the pages draw: nothing lies over them, and no layer may be hidden."""
    return not (_has_annotations(pdf) or _has_layers(pdf))


def _has_annotations(pdf: Pdf) -> bool:
    return any("/Annots" in page.obj for page in pdf.pages)


def _has_layers(pdf: Pdf) -> bool:
    layers = pdf.Root.get("/OCProperties", Dictionary())
    return isinstance(layers, Dictionary) and bool(layers.get("/OCGs"))


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
    for page in pages:  # links and scripts stay behind
        if "/Annots" in page:
            del page["/Annots"]


def _is_widget(note: pikepdf.Object) -> bool:
    return isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget


def _mark_hidden_layers(layers: pikepdf.Object) -> None:
    """Note in each layer that is switched off that it is: a document has one list of them, pages bring none."""
    default = layers.get("/D", Dictionary())
    hidden = layers.OCGs if default.get("/BaseState") == Name.OFF else default.get("/OFF", Array())
    shown = [group.objgen for group in default.get("/ON", Array())]
    for group in hidden:
        if group.objgen not in shown or default.get("/BaseState") != Name.OFF:
            group[_HIDDEN] = True


def _keep_hidden_layers_hidden(package: Pdf) -> None:
    """Carry the layers over: a layer switched off in the original must not be printed."""
    groups = [one for one in package.objects if isinstance(one, Dictionary) and one.get("/Type") == Name.OCG]
    if not groups:
        return
    off = [group for group in groups if _HIDDEN in group]
    for group in off:
        del group[_HIDDEN]
    package.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array(off)))
