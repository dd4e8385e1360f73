"""Navigation in the finished package: bookmarks, page labels, links, and the document properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from docgen.package.layout.package_layout import Layout, PackagePart, Volume
from docgen.package.merging import pdf_saving as saving

_LINK_SCHEME = "docgen:page/"
_NO_RECODING = pikepdf.StreamDecodeLevel.none


def add_bookmarks(package: Pdf, layout: Layout) -> None:
    """Add bookmarks for parts, headings of the form and evidence files; several volumes group them."""
    with package.open_outline() as outline:
        for volume in layout.bound_volumes:
            parts = [_build_bookmark(part, 0) for part in layout.list_parts_in(volume)]
            if layout.is_split:
                above = OutlineItem(volume.name, volume.first - 1, "Fit")
                above.children.extend(parts)
                parts = [above]
            outline.root.extend(parts)


def add_page_labels(package: Pdf, volumes: Sequence[Volume]) -> None:
    """Add page labels equal to the printed numbers, for consecutive volumes from the first page on."""
    first = volumes[0].first
    numbers = [(volume.first - first, Dictionary(S=Name.D, St=volume.start)) for volume in volumes]
    package.Root.PageLabels = Dictionary(Nums=Array([entry for pair in numbers for entry in pair]))


def write_volume(package: Path, layout: Layout, volume: Volume, out: Path) -> None:
    """Write the pages of one volume to ``out`` with its bookmarks, page labels, and the links within it."""
    with pikepdf.open(package) as pdf:
        del pdf.pages[volume.last :]
        del pdf.pages[: volume.first - 1]
        _remove_outside_links(pdf)
        with pdf.open_outline() as outline:
            outline.root.clear()
            outline.root.extend(_build_bookmark(part, volume.first - 1) for part in layout.list_parts_in(volume))
        add_page_labels(pdf, [volume])
        pdf.docinfo["/Title"] = String(f"{pdf.docinfo['/Title']}　{volume.name}")
        # A volume of which nothing changed is to be the same file: the identifier is the package's, and packed objects
        # would lie in the order that they have there.
        del pdf.trailer.ID
        unpacked = pikepdf.ObjectStreamMode.disable
        saving.save_pdf(pdf, out, object_stream_mode=unpacked, stream_decode_level=_NO_RECODING, deterministic_id=True)


def save_package(package: Pdf, out: Path) -> None:
    """Write the PDF to ``out`` without decoding any stream."""
    saving.save_pdf(
        package,
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=_NO_RECODING,
        static_id=True,
    )


def add_links(package: Pdf, drawn_pages: Pdf, numbers: Sequence[int]) -> None:
    """Turn the links of the drawn pages, at the pages ``numbers`` of the package, into links within the package."""
    sheets = [page.obj for page in package.pages]
    for page, number in zip(drawn_pages.pages, numbers, strict=True):
        links = [_build_link(note.Rect, sheets[target - 1]) for note, target in _find_page_links(page.obj)]
        if links:
            sheets[number - 1].Annots = package.make_indirect(Array(links))


def set_document_properties(package: Pdf, title: str) -> None:
    """Set title and language; viewers show the bookmarks on opening."""
    package.docinfo["/Title"] = String(title)
    package.Root.Lang = String("zh-CN")
    package.Root.PageMode = Name.UseOutlines
    package.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _build_bookmark(part: PackagePart, before: int) -> OutlineItem:
    """Build the bookmark of a part, in a file that starts ``before`` pages into the package."""
    item = OutlineItem(f"{part.heading} {part.title}".strip(), part.first - before - 1, "Fit")
    inside = [(section.title, section.page) for section in part.sections]
    inside += [(file.title, file.first) for file in part.files]
    item.children.extend(OutlineItem(title, page - before - 1, "Fit") for title, page in inside)
    item.is_closed = len(item.children) > 0
    return item


def _remove_outside_links(pdf: Pdf) -> None:
    """Remove the links to pages that are not in the file."""
    there = {page.objgen for page in pdf.pages}
    for page in pdf.pages:
        if "/Annots" in page:
            kept = [note for note in page.Annots if note.Dest[0].objgen in there]
            del page.Annots
            if kept:
                page.Annots = pdf.make_indirect(Array(kept))


def _find_page_links(page: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, int]]:
    for note in page.get("/Annots", Array()):
        address = str(note.get("/A", Dictionary()).get("/URI", ""))
        if address.startswith(_LINK_SCHEME):
            yield note, int(address.removeprefix(_LINK_SCHEME))


def _build_link(rectangle: pikepdf.Object, target: pikepdf.Object) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([float(corner) for corner in rectangle]),
        Border=Array([0, 0, 0]),
        Dest=Array([target, Name.Fit]),
    )
