"""What the drawn pages and the stamps say, as the templates take it: printed numbers, and links by physical page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docgen.package.book import Book, ChecklistRow, Cover, FilePages, Item, Layout, Part, Volume
from docgen.package.layout import key_of
from docgen.values import in_characters

_FILES_NAMED_IN_A_ROW = 6


def pieces(book: Book, layout: Layout) -> Iterator[dict[str, Any]]:
    """Every drawn piece in the order of the layout, each with its role and its key."""
    for volume in layout.bound:
        for part in layout.parts_in(volume):
            if part.role != "form":
                yield {"role": part.role, "key": key_of(part, volume), **_piece(book, layout, part, volume)}


def stamps(layout: Layout) -> Iterator[dict[str, Any]]:
    """What is stamped on each page: its number, the side it stands on, the item, and whether nothing else is there."""
    for page, label in enumerate(layout.page_headings(), 1):
        side = "right" if layout.is_right_hand(page) else "left"
        yield {"number": layout.number_of(page), "side": side, "label": label, "blank": page in layout.blanks}


def contents_entries(layout: Layout, volume: Volume) -> Iterator[tuple[int, str, str, int]]:
    """What the contents of a volume list, in order: level, prefix, title, page."""
    for part in layout.parts_in(volume):
        if part.role not in ("cover", "contents"):
            yield 1, part.heading, part.title, part.first
            yield from ((2, "", section.title, section.page) for section in part.sections)
            yield from ((2, "", file.title, file.first) for file in part.files)


def _piece(book: Book, layout: Layout, part: Part, volume: Volume) -> dict[str, Any]:
    match part.role:
        case "cover":
            return _cover(book.cover, layout, volume)
        case "contents":
            return _contents(layout, volume)
        case "checklist":
            return _checklist(book, layout)
        case _:
            return _divider(book, layout, part)


def _cover(cover: Cover, layout: Layout, volume: Volume) -> dict[str, Any]:
    lines = [{"label": line.label, "value": line.value} for line in cover.lines]
    bound = f"{volume.name}　共{in_characters(len(layout.bound))}册" if layout.is_split else ""
    return {"title": cover.title, "subtitle": cover.subtitle, "lines": lines, "date": cover.date, "volume": bound}


def _contents(layout: Layout, volume: Volume) -> dict[str, Any]:
    rows = [
        {"level": level, "prefix": prefix, "title": title, "page": page, "number": layout.number_of(page)}
        for level, prefix, title, page in contents_entries(layout, volume)
    ]
    return {"rows": rows}


def _checklist(book: Book, layout: Layout) -> dict[str, Any]:
    groups = [{"heading": group.heading, "rows": [_row(row, layout) for row in group.rows]} for group in book.checklist]
    return {"title": book.checklist_title, "groups": groups}


def _row(row: ChecklistRow, layout: Layout) -> dict[str, Any]:
    parts = layout.evidence_parts(row.label)
    files = [file for part in parts for file in part.files]
    named = files if len(files) <= _FILES_NAMED_IN_A_ROW else files[: _FILES_NAMED_IN_A_ROW - 1]
    return {
        "label": row.label,
        "title": row.title,
        "reason": row.reason,
        "state": row.state,
        "files": [_file(file, layout) for file in named],
        "more": f"等 {len(files)} 个文件，全部列于隔页" if len(named) < len(files) else "",
        "ranges": [{"first": part.first, "pages": layout.reference(part.first, part.last)} for part in parts],
    }


def _divider(book: Book, layout: Layout, part: Part) -> dict[str, Any]:
    (item,) = (item for item in book.items if item.label == part.item)
    return {
        "heading": part.heading,
        "title": item.title,
        "reason": item.reason,
        "proves": _proven(item),
        "files": [_file(file, layout) for file in part.files],
    }


def _proven(item: Item) -> str:
    """What the item proves, part by part; a part that asks for one thing under its own title is named once."""
    by_part = groupby(item.proves, key=lambda one: one.part)
    named = ((part, [one.name for one in proven]) for part, proven in by_part)
    return "；".join(part if names == [part] else f"{part}：{'、'.join(names)}" for part, names in named)


def _file(file: FilePages, layout: Layout) -> dict[str, Any]:
    return {"title": file.title, "first": file.first, "pages": layout.reference(file.first, file.last)}
