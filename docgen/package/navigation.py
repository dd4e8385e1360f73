"""The ways through the finished package: bookmarks, page labels, links, and what a reader shows of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from docgen.package.book import Layout, Part

_LINK = "docgen:page/"


def add_bookmarks(package: Pdf, layout: Layout) -> None:
    """Bookmarks for every part, the parts of the form, and every evidence file."""
    with package.open_outline() as outline:
        outline.root.extend(_bookmark(part) for part in layout.parts)


def add_page_labels(package: Pdf) -> None:
    """Page labels equal to the printed numbers."""
    package.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))


def add_links(package: Pdf, drawn_pages: Pdf, numbers: Sequence[int]) -> None:
    """Turn the links of the drawn pages, which lie at ``numbers``, into links within the package."""
    sheets = [page.obj for page in package.pages]
    for page, number in zip(drawn_pages.pages, numbers, strict=True):
        links = [_link(note.Rect, sheets[target - 1]) for note, target in _page_links(page.obj)]
        if links:
            sheets[number - 1].Annots = package.make_indirect(Array(links))


def describe(package: Pdf, title: str) -> None:
    """Title and language; the bookmarks are shown on opening."""
    package.docinfo["/Title"] = String(title)
    package.Root.Lang = String("zh-CN")
    package.Root.PageMode = Name.UseOutlines
    package.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _bookmark(part: Part) -> OutlineItem:
    item = OutlineItem(f"{part.heading} {part.title}".strip(), part.first - 1, "Fit")
    item.children.extend(OutlineItem(section.title, section.page - 1, "Fit") for section in part.sections)
    item.children.extend(OutlineItem(file.title, file.first - 1, "Fit") for file in part.files)
    item.is_closed = len(item.children) > 0
    return item


def _page_links(page: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, int]]:
    for note in page.get("/Annots", Array()):
        address = str(note.get("/A", Dictionary()).get("/URI", ""))
        if address.startswith(_LINK):
            yield note, int(address.removeprefix(_LINK))


def _link(rectangle: pikepdf.Object, target: pikepdf.Object) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([float(corner) for corner in rectangle]),
        Border=Array([0, 0, 0]),
        Dest=Array([target, Name.Fit]),
    )
