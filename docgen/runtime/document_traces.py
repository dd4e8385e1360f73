"""Detection of documents that change the LibreOffice process that opens them; these are opened alone.

An embedded font stays in the process: the next document would be drawn with it wherever it names a font of that name.
No other lasting effect was found by docgen's tests.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from docgen.runtime.office_relationships import read_relationships

_ZIP = b"PK\x03\x04"
_OLD_PRESENTATION = ".ppt"
_RELATIONS = ".rels"
_DEEPEST = 3  # an archive nested deeper is not searched: it counts as one with fonts
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_FONT_RELATIONS = ("/font", "/aFChunk", "/oleObject", "/subDocument")
"""The endings of relationship types of fonts, and of parts that may embed fonts in formats of their own."""


def may_leave_traces(document: Path) -> bool:
    """Return True where the document, or one inside it, may embed fonts, and where it cannot be read."""
    if document.suffix == _OLD_PRESENTATION:
        return True  # fonts can be in its stream, and new versions of LibreOffice load them
    with document.open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP and _has_fonts(stream, 0)


def _has_fonts(stream: IO[bytes], depth: int) -> bool:
    if depth > _DEEPEST:
        return True
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(_has_fonts_in_member(archive, member, depth) for member in archive.infolist())
    except _UNREADABLE:
        return True


def _has_fonts_in_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> bool:
    if member.filename.lower().endswith(_RELATIONS):
        relationships, is_whole = read_relationships(archive.read(member))
        return not is_whole or any(one.kind.endswith(_FONT_RELATIONS) for one in relationships)
    with archive.open(member) as content:
        if content.read(len(_ZIP)) != _ZIP:
            return False
        content.seek(0)
        return _has_fonts(content, depth + 1)
