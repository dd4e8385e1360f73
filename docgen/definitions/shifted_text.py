"""The years of a definition or layout moved in its text: everything else, also comments and order, stays as it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from docgen.definitions.decode import list_models
from docgen.definitions.form import Years
from docgen.definitions.node_spans import MappingSpan, NodeSpan, ScalarSpan, SequenceSpan, locate_nodes
from docgen.definitions.year_words import ShiftedText, YearFound, YearShift, replace_years

KeyPath = tuple[str, ...]

_YEAR_KEYS = ("year", "stages")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?\Z")
_COMMENT = "在注释里；注释照原表"
_MARKUP = re.compile(r"(?P<comment><!--.*?-->)|(?P<tag><[^<>]*>)|(?P<text>[^<]+|<)", re.DOTALL)
_NAMES = re.compile(r'\b(?:id|data-each|data-slot)="[^"]*"')
_LAYOUT_VALUE = "是版面的属性"


def list_scalars(node: NodeSpan, path: KeyPath = ()) -> Iterator[tuple[KeyPath, ScalarSpan, bool]]:
    """Yield each key and each value of a file with its path of keys; the last item is True for a key."""
    match node:
        case ScalarSpan():
            yield path, node, False
        case SequenceSpan():
            for item in node.items:
                yield from list_scalars(item, path)
        case MappingSpan():
            for entry in node.entries:
                yield (*path, entry.key.text), entry.key, True
                yield from list_scalars(entry.value, (*path, entry.key.text))


def shift_definition(
    text: str, shift: YearShift, kind: type, kept: Mapping[str, str], unread: Collection[str]
) -> ShiftedText:
    """Move the years in the YAML of a definition of type ``kind``.

    ``kept`` has the keys on the first level whose years stay, each with the reason; those of ``unread`` keys are
    not even told.
    """
    amounts = _list_amount_keys(kind)
    found: list[YearFound] = []
    covered: list[tuple[int, int]] = []
    for path, span, is_key in list_scalars(locate_nodes(text, is_json=False)):
        covered.append((span.start, span.end))
        if path[0] in unread:
            continue
        raw = text[span.start : span.end]
        for one in _judge_scalar(raw, path, span, is_key, shift, amounts):
            reason = one.reason or kept.get(path[0], "")
            found.append(_place(one, span.start, reason))
    found += _find_kept(text, covered, shift, _COMMENT)
    return replace_years(text, iter(found))


def _judge_scalar(
    raw: str, path: KeyPath, span: ScalarSpan, is_key: bool, shift: YearShift, amounts: frozenset[str]
) -> Iterator[YearFound]:
    is_number = not span.style and bool(_NUMBER.match(raw)) and not is_key
    is_year = path[0] == "years" or path[-1] in _YEAR_KEYS or "stages" in path
    if path == ("edition",) or (is_number and is_year):
        return shift.find_years(raw, is_always=True)
    if is_number and path[-1] in amounts:
        return (_keep(one, f"是 {path[-1]} 的数值，不是年份") for one in shift.find_years(raw))
    return shift.find_years(raw)


def shift_layout(text: str, shift: YearShift) -> ShiftedText:
    """Move the years in the printed text and in the slots of a layout (form.html)."""
    found: list[YearFound] = []
    for piece in _MARKUP.finditer(text):
        if piece["text"]:
            found += (_place(one, piece.start(), one.reason) for one in shift.find_years(piece[0]))
        elif piece["comment"]:
            found += (_place(one, piece.start(), _COMMENT) for one in shift.find_years(piece[0]))
        else:
            found += _judge_tag(piece[0], piece.start(), shift)
    return replace_years(text, iter(found))


def _judge_tag(tag: str, start: int, shift: YearShift) -> Iterator[YearFound]:
    names = [name.span() for name in _NAMES.finditer(tag)]
    for one in shift.find_years(tag):
        is_name = any(first <= one.start and one.end <= last for first, last in names)
        yield _place(one, start, one.reason if is_name else _LAYOUT_VALUE)


def _find_kept(text: str, covered: list[tuple[int, int]], shift: YearShift, reason: str) -> Iterator[YearFound]:
    """Yield the years outside of the covered spans, all kept."""
    at = 0
    for start, end in (*sorted(covered), (len(text), len(text))):
        for one in shift.find_years(text[at:start]) if at < start else ():
            yield _place(one, at, reason)
        at = max(at, end)


def _place(one: YearFound, start: int, reason: str) -> YearFound:
    moved = _keep(one, reason) if reason else one
    return moved._replace(start=start + one.start, end=start + one.end)


def _keep(one: YearFound, reason: str) -> YearFound:
    return one._replace(after=one.before, reason=reason)


def _list_amount_keys(kind: type) -> frozenset[str]:
    """List the keys of numbers in all structures at or below ``kind``, but for the years of a round."""
    return frozenset(
        encoded
        for model in list_models(kind)
        if model is not Years
        for name, encoded in zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True)
        if _is_number(get_type_hints(model)[name])
    )


def _is_number(hint: Any) -> bool:
    inner = [_is_number(one) for one in get_args(hint) if one not in (type(None), ...)]
    return all(inner) if inner else hint in (int, Decimal)
