"""The relationships of an Open XML part: the other parts, and the places outside the file, that it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
UNREADABLE_XML = (ExpatError, LookupError, ValueError)
"""The errors of expat: of the XML, of an unknown encoding, of one with several bytes a character."""
_OUTSIDE = ("//", "\\", "file:", "http:", "https:", "ftp:", "smb:")


class Relationship(NamedTuple):
    """One relationship: its identifier, the address of its type, its target, inside the file or outside."""

    identifier: str
    kind: str
    target: str
    is_external: bool


def read_relationships(content: bytes) -> tuple[list[Relationship], bool]:
    """Read a .rels part as LibreOffice does, in any encoding and with entities.

    Returns the relationships, up to the first fault of the XML, and True where it has none.
    """
    found: list[Relationship] = []

    def note(_: str, attributes: dict[str, str]) -> None:
        if "Type" in attributes:
            target = attributes.get("Target", "")
            is_external = attributes.get("TargetMode", "").lower() == "external" or _is_outside(target)
            found.append(Relationship(attributes.get("Id", ""), attributes["Type"], target, is_external))

    parser = ParserCreate()
    parser.StartElementHandler = note
    try:
        parser.Parse(content, True)
    except UNREADABLE_XML:
        return found, False
    return found, True


def remove_external_targets(content: bytes) -> bytes:
    """Give each relationship to a place outside the file a target that is nowhere; the others stay as they are."""
    relationships, is_whole = read_relationships(content)
    if is_whole and not any(one.is_external for one in relationships):
        return content
    return _write_relationships(relationships)


def _write_relationships(relationships: Iterable[Relationship]) -> bytes:
    # Each target is another one: LibreOffice merges the stored values of linked workbooks with the same target.
    lines = []
    for number, one in enumerate(relationships, start=1):
        target = f"about:blank#{number}" if one.is_external else one.target
        mode = ' TargetMode="External"' if one.is_external else ""
        values = (escape(value) for value in (one.identifier, one.kind, target))
        lines.append('<Relationship Id="{}" Type="{}" Target="{}"{}/>'.format(*values, mode))
    return f'<Relationships xmlns="{_NAMESPACE}">{"".join(lines)}</Relationships>'.encode()


def _is_outside(target: str) -> bool:
    start = target.lstrip().lower()
    return start.startswith(_OUTSIDE) or "://" in start
