"""Copy a document for LibreOffice, with two changes for which LibreOffice has no setting.

An SVG picture may refer to a file on this computer, which LibreOffice would draw: such references are emptied. A wide
sheet would be cut into strips of columns: it is scaled to the width of the page, unless its author set a scale.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO

_ZIPPED = (".docx", ".xlsx", ".pptx")
_MARKUP = (".xml", ".rels", ".vml")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z")
_HEAD = 512

_SVG = re.compile(rb"<(?:\w+:)?svg\b")
_EMPTY_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_GZIP = b"\x1f\x8b"
_HREF = re.compile(
    rb"(href\s*=\s*)"
    rb"""(?:"(?!#|data:image/\w+;base64,\s*(?:iVBOR|/9j/|R0lG))[^"]*"|'(?!#)[^']*')"""
)
_ENTITY_WITH_MARKUP = re.compile(rb"""<!ENTITY\s[^"'>]*(?:"[^"]*[<&][^"]*"|'[^']*[<&][^']*')""")

_PORTRAIT_CHARACTERS = 100
_USUAL_COLUMN = 9.0
_MOST_COLUMNS = 16384  # of a sheet in Excel
_NUMBER = re.compile(rb"\d{1,9}(?:\.\d+)?\Z")
_A4 = b"9"  # ECMA-376 part 1, 18.3.1.63: paperSize
_WORKSHEET = re.compile(rb"<(\w+:)?worksheet\b[^>]*>")
_SHEET_PROPERTIES = re.compile(rb"<(?:\w+:)?sheetPr\b[^>]*?(/?)>")
_FIT = re.compile(rb"<(?:\w+:)?pageSetUpPr\b[^>]*fitToPage=")
_PAGE_SETUP = re.compile(rb"<(?:\w+:)?pageSetup\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_LAST_COLUMN = re.compile(rb"<(?:\w+:)?dimension\b[^>]*ref=[\"'](?:[A-Z]+\d+:)?([A-Z]+)\d+[\"']")
_ATTRIBUTE = re.compile(rb"""(\w+)=["']([^"']*)["']""")


def copy_for_conversion(source: BinaryIO, target: Path) -> None:
    """Copy the open document to ``target``; only external references in SVG and the scale of wide sheets change."""
    changed = _change_members(source) if target.suffix in _ZIPPED else {}
    if not changed:
        source.seek(0)
        with target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        return
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.infolist():
            new.writestr(member.filename, changed.get(member.filename) or old.read(member))


def _change_members(source: BinaryIO) -> dict[str, bytes]:
    changed = {}
    with zipfile.ZipFile(source) as archive:
        for member in archive.infolist():
            if _SHEET.match(member.filename):
                changed[member.filename] = fit_to_width(archive.read(member))
            elif not member.is_dir() and _may_be_svg(archive, member):
                changed[member.filename] = remove_external_references(archive.read(member))
    return changed


# -- pictures in SVG ---------------------------------------------------------------------------------------------


def _may_be_svg(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    # By content, as in LibreOffice, which ignores the name of the member.
    if member.filename.lower().endswith(_MARKUP):
        return _SVG.search(archive.read(member)) is not None
    with archive.open(member) as stream:
        head = stream.read(_HEAD)
    return head.startswith(_GZIP) or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or _is_wide(head)


def remove_external_references(picture: bytes) -> bytes:
    """Empty the external references of an SVG picture; one that cannot be searched is replaced by an empty picture."""
    if picture.startswith(_GZIP) or _is_wide(picture) or _ENTITY_WITH_MARKUP.search(picture):
        return _EMPTY_SVG
    return _HREF.sub(rb'\1""', picture)


def _is_wide(content: bytes) -> bool:
    start = content[:4]
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or start in (b"<\0s\0", b"\0<\0s", b"<\0?\0", b"\0<\0?")


# -- sheets ------------------------------------------------------------------------------------------------------


def fit_to_width(sheet: bytes) -> bytes:
    """Scale the sheet (XML) to one page in width; unchanged where its author set a scale or a number of pages."""
    root = _WORKSHEET.search(sheet)
    setup = _PAGE_SETUP.search(sheet)
    attributes = dict(_ATTRIBUTE.findall(setup[0])) if setup else {}
    if root is None or _FIT.search(sheet) or attributes.get(b"scale", b"100") != b"100":
        return sheet
    attributes |= {b"fitToWidth": b"1", b"fitToHeight": b"0"}
    attributes.setdefault(b"paperSize", _A4)
    if _measure_width(sheet) > _PORTRAIT_CHARACTERS:
        attributes[b"orientation"] = b"landscape"
    prefix = root[1] or b""
    if setup:
        sheet = sheet.replace(setup[0], b"")
    new_setup = b"".join(b' %s="%s"' % pair for pair in attributes.items() if pair[0] != b"id")
    ending = b"</%sworksheet>" % prefix
    sheet = sheet.replace(ending, b"<%spageSetup%s/>%s" % (prefix, new_setup, ending))
    return _add_fit_property(sheet, prefix)


def _add_fit_property(sheet: bytes, prefix: bytes) -> bytes:
    fit = b'<%spageSetUpPr fitToPage="1"/>' % prefix
    found = _SHEET_PROPERTIES.search(sheet)
    if found is None:
        return _WORKSHEET.sub(lambda root: root[0] + b"<%ssheetPr>%s</%ssheetPr>" % (prefix, fit, prefix), sheet, 1)
    if found[1]:
        opened = found[0][:-2] + b">" + fit + b"</%ssheetPr>" % prefix
        return sheet.replace(found[0], opened, 1)
    return sheet.replace(found[0], found[0] + fit, 1)


def _measure_width(sheet: bytes) -> float:
    widths = {}
    for column in _COLUMN.findall(sheet):
        values = dict(_ATTRIBUTE.findall(column))
        width = 0.0 if values.get(b"hidden") in (b"1", b"true") else _parse_number(values.get(b"width"), _USUAL_COLUMN)
        first, last = (int(_parse_number(values.get(name), 0)) for name in (b"min", b"max"))
        widths.update(dict.fromkeys(range(first, min(last, _MOST_COLUMNS) + 1), width))
    used = _LAST_COLUMN.search(sheet)
    count = _parse_column(used[1]) if used else 0
    return sum(widths.get(index, _USUAL_COLUMN) for index in range(1, count + 1))


def _parse_number(text: bytes | None, otherwise: float) -> float:
    return float(text) if text and _NUMBER.match(text) else otherwise


def _parse_column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
