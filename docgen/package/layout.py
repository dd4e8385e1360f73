"""The page numbers of the package, from how many pages each piece has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.package.book import Book, FilePages, Item, Layout, Part, Section


@dataclass(frozen=True)
class PageCounts:
    """How many pages the pieces have; form sections as 0-based pages of the form, files by their sha256."""

    form: int
    form_sections: tuple[tuple[str, int], ...]
    files: Mapping[str, int]


@dataclass(frozen=True)
class DrawnCounts:
    """How many pages the drawn pieces have; dividers by the item's label."""

    cover: int
    contents: int
    checklist: int
    dividers: Mapping[str, int]


def lay_out(book: Book, counts: PageCounts, drawn: DrawnCounts) -> Layout:
    """The layout: cover, contents, form, checklist, then per item the divider and its files, without a gap."""
    cover = Part("cover", "封面", 1, drawn.cover)
    contents = _following(cover, "contents", "目录", drawn.contents)
    form = _form_following(contents, book, counts)
    checklist = _following(form, "checklist", book.checklist_title, drawn.checklist)
    parts = [cover, contents, form, checklist]
    for item in book.items:
        parts.append(_item_following(parts[-1], item, counts, drawn.dividers[item.label]))
    return Layout(parts[-1].last, tuple(parts))


def _following(before: Part, role: str, title: str, pages: int) -> Part:
    return Part(role, title, before.last + 1, before.last + pages)


def _form_following(before: Part, book: Book, counts: PageCounts) -> Part:
    first = before.last + 1
    sections = tuple(Section(title, first + page) for title, page in counts.form_sections)
    return Part("form", book.form.title, first, before.last + counts.form, sections=sections)


def _item_following(before: Part, item: Item, counts: PageCounts, divider: int) -> Part:
    last = before.last + divider
    files = []
    for file in item.files:
        pages = counts.files[file.sha256]
        files.append(FilePages(file.name, file.title, file.sha256, last + 1, last + pages))
        last += pages
    return Part(
        "evidence", item.title, before.last + 1, last, item=item.label, heading=item.heading, files=tuple(files)
    )
