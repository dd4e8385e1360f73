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
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from docgen.runtime.office_relationships import remove_external_targets

if TYPE_CHECKING:
    from docgen.runtime.workbook_parts import PreparedParts

_ZIPPED = (".docx", ".xlsx", ".pptx")
_MARKUP = (".xml", ".vml")
_RELATIONSHIPS = ".rels"
_WORD_PART = re.compile(r"word/[^/]+\.xml\Z")
_SLIDE_PART = re.compile(r"ppt/.*\.xml\Z")
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
        from docgen.runtime.old_documents import prepare_old_document

        target.write_bytes(prepare_old_document(_read_all(source), target.suffix).content)
        return Shown()
    with zipfile.ZipFile(source) as archive:
        prepared = _prepare_members(archive, name, target.suffix)
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
        from docgen.runtime.old_documents import prepare_old_document

        old = prepare_old_document(_read_all(source), suffix)
        return DocumentFacts(tuple(old.lost), (), old.revisions, old.comments)
    with zipfile.ZipFile(source) as archive:
        prepared = _prepare_members(archive, "", suffix)
        cut = _find_cut_texts(archive) if suffix == ".xlsx" else []
    return DocumentFacts(tuple(prepared.lost), tuple(cut), prepared.revisions, prepared.comments)


def _read_all(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read()


def _write_archive(source: BinaryIO, target: Path, changed: dict[str, bytes]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.infolist():
            content = changed.get(member.filename)
            new.writestr(member.filename, old.read(member) if content is None else content)


def _find_cut_texts(archive: zipfile.ZipFile) -> list[str]:
    from docgen.runtime.workbook_parts import find_cut_texts

    return find_cut_texts(archive)


def _prepare_members(archive: zipfile.ZipFile, name: str, suffix: str) -> PreparedParts:
    from docgen.runtime.workbook_parts import PreparedParts, prepare_workbook

    prepared = prepare_workbook(archive, name) if suffix == ".xlsx" else PreparedParts()
    for member in archive.infolist():
        if member.is_dir() or member.filename in prepared.changed:
            continue
        content = _read_searched(archive, member)
        changed = _prepare_part(member.filename.lower(), content, name, prepared)
        if changed is not content:
            prepared.changed[member.filename] = changed
    return prepared


def _read_searched(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a member that is markup, by its name or its content; b"" for any other."""
    if not member.filename.lower().endswith((*_MARKUP, _RELATIONSHIPS)):
        with archive.open(member) as stream:
            head = stream.read(_HEAD)
        if not (head.startswith(_GZIP) or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or _is_wide(head)):
            return b""
    return archive.read(member)


def _prepare_part(part: str, content: bytes, name: str, prepared: PreparedParts) -> bytes:
    """Return the content of a part (named in lower case) as the copy has it, the same object where it stays."""
    if part.endswith(_RELATIONSHIPS):
        return remove_external_targets(content)
    # By content, as in LibreOffice, which ignores the name of the member.
    if content and (not part.endswith(_MARKUP) or (b"svg" in content and _SVG.search(content))):
        return remove_external_references(content)
    if _WORD_PART.match(part):
        return _prepare_word_part(content, name, prepared)
    if _SLIDE_PART.match(part) and b"datetime" in content:
        return _SLIDE_DATE.sub(rb"\1", content)
    return content


def _prepare_word_part(content: bytes, name: str, prepared: PreparedParts) -> bytes:
    if b":author=" in content:
        prepared.revisions += len(_REVISION.findall(content))
        prepared.comments += len(_COMMENT.findall(content))
    if b"fldChar" in content or b"fldSimple" in content:
        from docgen.runtime.word_fields import store_fields  # with lxml

        stored = store_fields(content, name)
        prepared.lost += stored.lost
        prepared.has_name = prepared.has_name or stored.has_name
        content = stored.content
    prepared.has_equations = prepared.has_equations or _EQUATION in content
    return content


# -- pictures in SVG ---------------------------------------------------------------------------------------------


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
