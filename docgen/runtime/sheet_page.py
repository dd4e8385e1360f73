"""The scale of a sheet (XML): one page in width, unless its author set a scale; LibreOffice has no setting for this."""

from __future__ import annotations

import re

_PORTRAIT_CHARACTERS = 100
_USUAL_COLUMN = 9.0
_NUMBER = re.compile(rb"\d{1,9}(?:\.\d+)?\Z")
_A4 = b"9"  # ECMA-376 part 1, 18.3.1.63: paperSize
_WORKSHEET = re.compile(rb"<(\w+:)?worksheet\b[^<>]*>")
_SHEET_PROPERTIES = re.compile(rb"<(?:\w+:)?sheetPr\b[^<>]*?(/?)>")
_PAGE_PROPERTIES = re.compile(rb"<(?:\w+:)?pageSetUpPr\b[^<>]*?(?:/>|>\s*</(?:\w+:)?pageSetUpPr\s*>)")
_PAGE_SETUP = re.compile(rb"<(?:\w+:)?pageSetup\b[^<>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
_LAST_COLUMN = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*?\bref=[\"'](?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{1,3})\d{1,7}[\"']")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]+)=["']([^"'<>]*)["']""")
_TRUE = (b"1", b"true", b"on")


def fit_to_width(sheet: bytes) -> bytes:
    """Scale the sheet (XML) to one page in width; unchanged where its author set a scale or a number of pages."""
    root = _WORKSHEET.search(sheet)
    setup, properties = _PAGE_SETUP.search(sheet), _PAGE_PROPERTIES.search(sheet)
    attributes = _read_attributes(setup[0]) if setup else {}
    page = _read_attributes(properties[0]) if properties else {}
    if root is None or page.get(b"fitToPage") in _TRUE or attributes.get(b"scale", b"100") != b"100":
        return sheet
    attributes |= {b"fitToWidth": b"1", b"fitToHeight": b"0"}
    attributes.setdefault(b"paperSize", _A4)
    if _measure_width(sheet) > _PORTRAIT_CHARACTERS:
        attributes[b"orientation"] = b"landscape"
    prefix = root[1] or b""
    if setup:
        sheet = sheet.replace(setup[0], b"")
    new_setup = b"".join(b' %s="%s"' % pair for pair in attributes.items() if not pair[0].endswith(b"id"))
    ending = b"</%sworksheet>" % prefix
    sheet = sheet.replace(ending, b"<%spageSetup%s/>%s" % (prefix, new_setup, ending))
    return _add_fit_property(_PAGE_PROPERTIES.sub(b"", sheet), prefix)


def _read_attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(tag))


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
    """Measure the used columns, in characters."""
    used = _LAST_COLUMN.search(sheet)
    count = _parse_column(used[1]) if used else 0
    total = count * _USUAL_COLUMN
    for column in _COLUMN.findall(sheet):
        values = _read_attributes(column)
        width = 0.0 if values.get(b"hidden") in _TRUE else _parse_number(values.get(b"width"), _USUAL_COLUMN)
        first, last = (int(_parse_number(values.get(name), 0)) for name in (b"min", b"max"))
        total += max(min(last, count) - first + 1, 0) * (width - _USUAL_COLUMN)
    return total


def _parse_number(text: bytes | None, otherwise: float) -> float:
    return float(text) if text and _NUMBER.match(text) else otherwise


def _parse_column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
