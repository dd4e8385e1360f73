"""Edits of single entries in the text of a definition: all the rest of it stays as it was, also comments and order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.definitions.form import Form
from docgen.definitions.node_spans import EntrySpan, MappingSpan, NodeSpan, ScalarSpan, SequenceSpan, locate_nodes
from docgen.definitions.shifted_text import list_scalars

_EVIDENCE = "evidence"
_BORROWED = "evidence_as"
_NAMES = ("from", "by")
"""The keys, beside those of evidence items, whose values name answers of the form."""


def set_entry(text: str, key: str, value: str | Sequence[str], behind: str = "") -> str:
    """Return ``text`` with this entry on the first level; a new one stands behind another, or at the end."""
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"[{', '.join(value)}]"
    line = f"{key}: {value if isinstance(value, str) and _is_plain(value) else shown}"
    if entry := _find_entry(text, key):
        return text[: entry.key.start] + line + text[entry.value.end :]
    other = _find_entry(text, behind)
    at = _find_line_end(text, other.value.end) if other else len(text)
    return f"{text[:at]}{line}\n{text[at:]}"


def _is_plain(value: str) -> bool:
    return value.replace("-", "").isalnum() and value.isascii() and not value.isdecimal()


def remove_entry(text: str, key: str) -> str:
    """Return ``text`` without this entry of the first level."""
    entry = _find_entry(text, key)
    return text[: entry.key.start] + text[_find_line_end(text, entry.value.end) :] if entry else text


def move_evidence(text: str, lender: str) -> str:
    """Return a notice with the evidence list of the ``lender`` in place of its name."""
    borrowed, own = _find_entry(text, _BORROWED), _find_entry(lender, _EVIDENCE)
    if not borrowed or not own:
        return text
    return text[: borrowed.key.start] + lender[own.key.start : own.value.end] + text[borrowed.value.end :]


def rename_scalars(text: str, names: Mapping[str, str]) -> str:
    """Return ``text`` with each key and value that is one of the names replaced."""
    spans = [span for _, span, _ in list_scalars(locate_nodes(text, is_json=False)) if names.get(span.text, span.text)]
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        if (new := names.get(span.text, span.text)) != span.text:
            text = text[: span.start] + new + text[span.end :]
    return text


def drop_foreign_names(text: str, form: Form) -> str:
    """Return a notice without the names of answers that ``form`` does not have, and without the items only for them."""
    known = {*form.fields, *form.slots, *form.places}
    root = locate_nodes(text, is_json=False)
    return _cut(text, (*_list_item_cuts(root, text, known), *_list_name_cuts(root, text, known)))


def _list_item_cuts(root: NodeSpan, text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    groups = _get_value(root, _EVIDENCE)
    for group_at, group in enumerate(_list_items(groups)):
        items = _get_value(group, "items")
        gone = [at for at, item in enumerate(_list_items(items)) if _is_foreign(_get_value(item, "for"), known)]
        if gone and len(gone) == len(_list_items(items)):
            yield _find_item(groups, group_at, text)
            continue
        yield from (_find_item(items, at, text) for at in gone)
        for item in (item for at, item in enumerate(_list_items(items)) if at not in gone):
            yield from _list_foreign(_get_value(item, "for"), text, known)


def _list_name_cuts(root: NodeSpan, text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    match root:
        case MappingSpan():
            for entry in root.entries:
                if entry.key.text in _NAMES and isinstance(entry.value, SequenceSpan):
                    yield from _list_foreign(entry.value, text, known)
                else:
                    yield from _list_name_cuts(entry.value, text, known)
        case SequenceSpan():
            for item in root.items:
                yield from _list_name_cuts(item, text, known)
        case ScalarSpan():
            return


def _is_foreign(names: NodeSpan | None, known: set[str]) -> bool:
    """Return True where all of the names, and there are any, are foreign."""
    found = _list_items(names)
    return bool(found) and all(isinstance(one, ScalarSpan) and one.text not in known for one in found)


def _list_foreign(names: NodeSpan | None, text: str, known: set[str]) -> Iterator[tuple[int, int]]:
    for at, one in enumerate(_list_items(names)):
        if isinstance(one, ScalarSpan) and one.text not in known:
            yield _find_item(names, at, text)


def _find_item(sequence: NodeSpan | None, at: int, text: str) -> tuple[int, int]:
    """Return the span of an item with its comma, or with its line and the sign before it."""
    assert isinstance(sequence, SequenceSpan)
    item = sequence.items[at]
    if not sequence.is_flow:
        return text.rfind("\n", 0, text.rfind("-", 0, item.start)) + 1, _find_line_end(text, item.end)
    if at + 1 < len(sequence.items):
        return item.start, sequence.items[at + 1].start
    return (sequence.items[at - 1].end if at else item.start), item.end


def _cut(text: str, cuts: Iterable[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in sorted(cuts):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    return "".join((*pieces, text[at:]))


def _find_entry(text: str, key: str) -> EntrySpan | None:
    root = locate_nodes(text, is_json=False)
    return next((one for one in root.entries if one.key.text == key), None) if isinstance(root, MappingSpan) else None


def _get_value(node: NodeSpan, key: str) -> NodeSpan | None:
    return (
        next((one.value for one in node.entries if one.key.text == key), None)
        if isinstance(node, MappingSpan)
        else None
    )


def _list_items(node: NodeSpan | None) -> tuple[NodeSpan, ...]:
    return node.items if isinstance(node, SequenceSpan) else ()


def _find_line_end(text: str, at: int) -> int:
    """Return the position behind the line break at or behind ``at``."""
    return text.find("\n", at) + 1 or len(text)
