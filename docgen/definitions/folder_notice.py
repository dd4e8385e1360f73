"""A folder's own ``notice.yaml``, which names the notice that it ``extends`` and replaces some of its keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from docgen.definitions.source import Listing, Node, Scalar, Source, Table
from docgen.errors import DefinitionError, find_nearest, suggest_nearest

FILE = "notice.yaml"

_EXTENDS = "extends"
_INSTEAD = {
    "source": ("projected",),
    "evidence": ("evidence_as", "evidence_note"),
    "evidence_as": ("evidence", "evidence_note"),
}
"""The keys of the extended notice that are dropped where a key is replaced: a notice has one evidence list and note,
and one that names its own source is not projected from another."""


def read_extended_id(own: Source, known: Iterable[str]) -> str:
    """Read the id of the notice that ``own`` extends; raises DefinitionError where it is none of ``known``."""
    names = list(known)
    choice = f"请写 {_EXTENDS}: 加上其中一个：{'、'.join(names)}。"
    node = _get_table(own).entries.get(_EXTENDS)
    if node is None:
        raise _build_missing_key_error(own, choice)
    extended = node.text.strip() if isinstance(node, Scalar) else ""
    if extended not in names:
        remedy = suggest_nearest(extended, names, choice)
        raise DefinitionError(f"{_EXTENDS} 指向没有的通知“{extended}”。", remedy=remedy, path=own.path, line=node.line)
    return extended


def _build_missing_key_error(own: Source, choice: str) -> DefinitionError:
    lines = _get_table(own).key_lines
    near = find_nearest(_EXTENDS, lines)
    remedy = f"“{near}”是不是“{_EXTENDS}”？" if near else choice
    line = lines[near] if near else own.root.line
    return DefinitionError(f"没有写明 {_EXTENDS}（改自哪个通知）。", remedy=remedy, path=own.path, line=line)


def merge_notices(base: Source, own: Source) -> Source:
    """Merge two notices: the keys of ``own`` replace those of ``base``; locations are those of the file of ``own``.

    Raises DefinitionError where the file of ``own`` has problems, or where two of its keys exclude each other.
    """
    replacing = _get_table(own)
    if own.problems:
        first = own.problems[0]
        raise DefinitionError(first.message, remedy=first.hint, path=own.path, line=first.where.line)
    if "evidence" in replacing.entries and "evidence_as" in replacing.entries:
        message = "evidence 和 evidence_as 只能写一个，不知道以哪份清单为准。"
        raise DefinitionError(message, path=own.path, line=replacing.key_lines["evidence_as"])
    gone = {name for key in replacing.entries for name in _INSTEAD.get(key, ())}
    kept = {key: _clear_lines(node) for key, node in _get_table(base).entries.items() if key not in gone}
    entries = kept | {key: node for key, node in replacing.entries.items() if key != _EXTENDS}
    return Source(own.path, Table(entries, replacing.key_lines, replacing.line))


def _clear_lines(node: Node) -> Node:
    """Return the node without line numbers, since they belong to another file."""
    match node:
        case Scalar():
            return dataclasses.replace(node, line=0)
        case Listing():
            return Listing(tuple(map(_clear_lines, node.items)), 0)
        case Table():
            return Table({key: _clear_lines(value) for key, value in node.entries.items()}, {}, 0)


def _get_table(source: Source) -> Table:
    if isinstance(source.root, Table):
        return source.root
    raise DefinitionError("这里应是“键: 值”。", remedy=f"请以 {_EXTENDS}: 开头。", path=source.path, line=1)
