"""Data for the templates of drawn pages and stamps: printed numbers, and links by physical page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from docgen.package.layout.book import Book, ChecklistRow, Cover, Demand, Item
from docgen.package.layout.package_layout import FilePages, Layout, PackagePart, Volume
from docgen.package.layout.page_numbers import build_piece_key
from docgen.values import format_chinese_number, strip_parentheses

_FILES_NAMED_IN_A_ROW = 6
"""A row of the checklist with more files names one fewer and refers to the divider for the rest."""


def build_pieces(book: Book, layout: Layout) -> Iterator[dict[str, Any]]:
    """Yield every drawn piece in the order of the layout, with its role and its key."""
    for volume in layout.bound_volumes:
        for part in layout.list_parts_in(volume):
            if part.role != "form":
                yield {
                    "role": part.role,
                    "key": build_piece_key(part, volume),
                    **_build_piece(book, layout, part, volume),
                }


def build_stamps(layout: Layout, codes: Mapping[int, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Yield the stamp of each page: number, side, item, code, and a mark for blank pages.

    A scan of a printed page already shows number and code: its stamp is invisible, for text search only.
    """
    sealed, blanks = {page.page for page in layout.sealed}, set(layout.blanks)
    for page, label in enumerate(layout.list_page_headings(), 1):
        side = "right" if layout.is_right_hand(page) else "left"
        stamp = {"number": layout.get_page_number(page), "side": side, "label": label, "blank": page in blanks}
        yield stamp | {"invisible": page in sealed, "code": [] if page in sealed else list(codes.get(page, ()))}


def list_contents_entries(layout: Layout, volume: Volume) -> Iterator[tuple[int, str, str, int]]:
    """Yield the entries of the contents of a volume, in order: level, prefix, title, page."""
    for part in layout.list_parts_in(volume):
        if part.role not in ("cover", "contents"):
            yield 1, part.heading, part.title, part.first
            yield from ((2, "", section.title, section.page) for section in part.sections)
            yield from ((2, "", file.title, file.first) for file in part.files)


def list_other_volumes(layout: Layout, volume: Volume) -> Iterator[tuple[str, str, Volume]]:
    """Yield for the contents of one volume each other volume: its name, its content in words, the volume."""
    for other in layout.bound_volumes:
        if other != volume:
            parts = [part for part in layout.list_parts_in(other) if part.role not in ("cover", "contents")]
            items = [part.heading for part in parts if part.heading]
            titles = [part.title for part in parts if not part.heading]
            through = [items[0] if len(items) == 1 else f"{items[0]}至{items[-1]}"] if items else []
            yield other.name, "、".join([*titles, *through]), other


def _build_piece(book: Book, layout: Layout, part: PackagePart, volume: Volume) -> dict[str, Any]:
    match part.role:
        case "cover":
            return _build_cover(book.cover, layout, volume)
        case "contents":
            return _build_contents(layout, volume)
        case "checklist":
            return _build_checklist(book, layout)
        case "requirements":
            return _build_requirements(book, layout)
        case _:
            return _build_divider(book, layout, part)


def _build_cover(cover: Cover, layout: Layout, volume: Volume) -> dict[str, Any]:
    lines = [{"label": line.label, "value": line.value} for line in cover.lines]
    bound = f"{volume.name}　共{format_chinese_number(len(layout.bound_volumes))}册" if layout.is_split else ""
    return {"title": cover.title, "subtitle": cover.subtitle, "lines": lines, "date": cover.date, "volume": bound}


def _build_contents(layout: Layout, volume: Volume) -> dict[str, Any]:
    rows = [
        {"level": level, "prefix": prefix, "title": title, "page": page, "number": layout.get_page_number(page)}
        for level, prefix, title, page in list_contents_entries(layout, volume)
    ]
    others = [
        {
            "name": name,
            "holds": holds,
            "first": other.first,
            "pages": f"第{layout.format_range(other.first, other.last)}页",
        }
        for name, holds, other in list_other_volumes(layout, volume)
    ]
    return {"rows": rows, "others": others}


def _build_checklist(book: Book, layout: Layout) -> dict[str, Any]:
    groups = [
        {"heading": group.heading, "rows": [_build_row(row, layout) for row in group.rows]} for group in book.checklist
    ]
    return {"title": book.checklist_title, "groups": groups}


def _build_row(row: ChecklistRow, layout: Layout) -> dict[str, Any]:
    files = [file for part in layout.list_evidence_parts(row.label) for file in part.files]
    named = files if len(files) <= _FILES_NAMED_IN_A_ROW else files[: _FILES_NAMED_IN_A_ROW - 1]
    return {
        "label": row.label,
        "title": row.title,
        "reason": row.reason,
        "state": row.state,
        "files": [_build_file(file, layout) for file in named],
        "more": f"等 {len(files)} 个文件，全部列于隔页" if len(named) < len(files) else "",
        "ranges": _list_item_ranges(row.label, layout),
    }


def _list_item_ranges(label: str, layout: Layout) -> list[dict[str, Any]]:
    """Return the page ranges of an item, one per volume."""
    parts = layout.list_evidence_parts(label)
    return [{"first": part.first, "pages": layout.format_reference(part.first, part.last)} for part in parts]


def _build_requirements(book: Book, layout: Layout) -> dict[str, Any]:
    titles = {row.label: row.title for group in book.checklist for row in group.rows}
    by_part = groupby(book.demands, key=lambda demand: demand.part)
    groups = [
        {"heading": part, "rows": [_build_demand(demand, book, layout, titles) for demand in demands]}
        for part, demands in by_part
    ]
    return {"title": book.demands_title, "groups": groups}


def _build_demand(demand: Demand, book: Book, layout: Layout, titles: Mapping[str, str]) -> dict[str, Any]:
    items = [
        {
            "label": label,
            "title": strip_parentheses(titles[label]).rstrip("；。"),
            "ranges": _list_item_ranges(label, layout),
        }
        for label in demand.items
    ]
    demanded = {"claim": demand.claim, "kind": demand.kind, "source": demand.source, "state": demand.state}
    return {**demanded, **_build_form_link(book.form.places[demand.field], layout), "items": items}


def _build_divider(book: Book, layout: Layout, part: PackagePart) -> dict[str, Any]:
    (item,) = (item for item in book.items if item.label == part.item)
    return {
        "heading": part.heading,
        "title": item.title,
        "reason": item.reason,
        "proves": [
            _build_proven_answers(item, name, book, layout) for name in dict.fromkeys(one.part for one in item.proves)
        ],
        "files": [_build_file(file, layout) for file in part.files],
        "elsewhere": [one for one in _list_item_ranges(item.label, layout) if one["first"] != part.first],
    }


def _build_proven_answers(item: Item, part: str, book: Book, layout: Layout) -> dict[str, Any]:
    """Build the answers of one part of the form that the item proves, grouped by page."""
    by_page = groupby((one for one in item.proves if one.part == part), key=lambda one: book.form.places[one.field])
    places = [(list(proven), _build_form_link(page, layout)) for page, proven in by_page]
    return {"part": part, "places": [{"names": [one.name for one in proven], **place} for proven, place in places]}


def _build_form_link(form_page: int, layout: Layout) -> dict[str, Any]:
    """Build the link to a page of the form and its printed reference."""
    page = layout.get_part("form").first + form_page - 1
    return {"first": page, "pages": layout.format_reference(page, page)}


def _build_file(file: FilePages, layout: Layout) -> dict[str, Any]:
    return {"title": file.title, "first": file.first, "pages": layout.format_reference(file.first, file.last)}
