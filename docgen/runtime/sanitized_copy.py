"""Copy a document for LibreOffice, with changes for which LibreOffice has no setting.

The copy names no place outside the file. It prints what the file stores: no moment of the build, no folder of docgen,
no hidden sheets. A wide sheet is scaled to the width of the page. The same changes tell, before any conversion, what
cannot be printed.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from docgen.runtime.office_relationships import remove_external_targets
from docgen.runtime.old_documents import prepare_old_document
from docgen.runtime.word_fields import store_fields
from docgen.runtime.workbook_parts import PreparedParts, find_cut_texts, prepare_workbook

_ZIPPED = (".docx", ".xlsx", ".pptx")
_MARKUP = (".xml", ".vml")
_RELATIONSHIPS = ".rels"
_WORD_PART = re.compile(r"word/[^/]+\.xml\Z", re.IGNORECASE)
_SLIDE_PART = re.compile(r"ppt/.*\.xml\Z", re.IGNORECASE)
_SLIDE_DATE = re.compile(rb"""(<(?:\w+:)?fld\b[^<>]*?)\stype=(["'])datetime\w*\2""")
_REVISION = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\s[^<>]*[^/<>]>")
_COMMENT = re.compile(rb"<w:comment\s")
_EQUATION = b"oMath>"
_HEAD = 512

_SVG = re.compile(rb"<(?:\w+:)?svg\b")
_EMPTY_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_GZIP = b"\x1f\x8b"
_HREF = re.compile(
    rb"(href\s*=\s*)"
    rb"""(?:"(?!#|data:image/\w+;base64,\s*(?:iVBOR|/9j/|R0lG))[^"]*"|'(?!#)[^']*')"""
)
_PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[\]]*>")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ATTLIST|ELEMENT|NOTATION)")


@dataclass(frozen=True)
class DocumentFacts:
    """The facts of a document that its pages lack or show, as its preparation finds them (all Chinese).

    ``lost`` is computed on opening and was not stored, so it is not printed; ``cut`` are cells of sheets whose text is
    longer than their room. ``revisions`` and ``comments`` are the numbers of tracked changes and comments.
    """

    lost: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    revisions: int = 0
    comments: int = 0


class Shown(NamedTuple):
    """Content of the pages of a document: the file's own name, and equations, which need a component of their own."""

    has_name: bool = False
    has_equations: bool = False


def copy_for_conversion(source: BinaryIO, target: Path, name: str) -> Shown:
    """Copy the open document to ``target``, prepared for LibreOffice; ``name`` is its own file name."""
    if target.suffix not in _ZIPPED:
        target.write_bytes(prepare_old_document(_read_all(source), target.suffix).content)
        return Shown()
    with zipfile.ZipFile(source) as archive:
        prepared = _prepare_members(archive, name)
    if prepared.changed:
        _write_archive(source, target, prepared.changed)
    else:
        source.seek(0)
        with target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    return Shown(prepared.has_name, prepared.has_equations)


def read_document_facts(source: BinaryIO, suffix: str) -> DocumentFacts:
    """Read the facts of an open document of the format ``suffix``, without conversion."""
    if suffix not in _ZIPPED:
        old = prepare_old_document(_read_all(source), suffix)
        return DocumentFacts(tuple(old.lost), (), old.revisions, old.comments)
    with zipfile.ZipFile(source) as archive:
        prepared = _prepare_members(archive, "")
        cut = find_cut_texts(archive) if suffix == ".xlsx" else []
    return DocumentFacts(tuple(prepared.lost), tuple(cut), prepared.revisions, prepared.comments)


def _read_all(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read()


def _write_archive(source: BinaryIO, target: Path, changed: dict[str, bytes]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.infolist():
            content = changed.get(member.filename)
            new.writestr(member.filename, old.read(member) if content is None else content)


def _prepare_members(archive: zipfile.ZipFile, name: str) -> PreparedParts:
    prepared = prepare_workbook(archive, name)
    for member in archive.infolist():
        if member.is_dir() or member.filename in prepared.changed:
            continue
        content = _prepare_member(archive, member, name, prepared)
        if content is not None:
            prepared.changed[member.filename] = content
    return prepared


def _prepare_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, prepared: PreparedParts
) -> bytes | None:
    """Return the changed content of a member, None where it stays as it is."""
    if member.filename.lower().endswith(_RELATIONSHIPS):
        content = archive.read(member)
        changed = remove_external_targets(content)
        return None if changed is content else changed
    if _may_be_svg(archive, member):
        return remove_external_references(archive.read(member))
    if _WORD_PART.match(member.filename):
        content = archive.read(member)
        prepared.revisions += len(_REVISION.findall(content))
        prepared.comments += len(_COMMENT.findall(content))
        stored = store_fields(content, name)
        prepared.lost += stored.lost
        prepared.has_name = prepared.has_name or stored.has_name
        prepared.has_equations = prepared.has_equations or _EQUATION in stored.content
        return None if stored.content is content else stored.content
    if _SLIDE_PART.match(member.filename):
        content = archive.read(member)
        return _SLIDE_DATE.sub(rb"\1", content) if b"datetime" in content else None
    return None


# -- pictures in SVG ---------------------------------------------------------------------------------------------


def _may_be_svg(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    # By content, as in LibreOffice, which ignores the name of the member.
    if member.filename.lower().endswith(_MARKUP):
        return _SVG.search(archive.read(member)) is not None
    with archive.open(member) as stream:
        head = stream.read(_HEAD)
    return head.startswith(_GZIP) or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or _is_wide(head)


def remove_external_references(picture: bytes) -> bytes:
    """Empty the external references of an SVG picture; one that cannot be searched is replaced by an empty picture.

    Declarations can give references to elements that name none, so a picture with its own is among the latter.
    """
    if picture.startswith(_GZIP) or _is_wide(picture):
        return _EMPTY_SVG
    plain = _PLAIN_DOCTYPE.sub(b"", picture, 1)
    return _EMPTY_SVG if _DECLARATION.search(plain) else _HREF.sub(rb'\1""', plain)


def _is_wide(content: bytes) -> bool:
    start = content[:4]
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or start in (b"<\0s\0", b"\0<\0s", b"<\0?\0", b"\0<\0?")
