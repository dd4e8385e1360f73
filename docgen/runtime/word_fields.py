"""Fields of Word documents that show what was stored, not what LibreOffice would compute at the time of the build.

A field has an instruction (``DATE``, ``FILENAME``, ``IF …``) and the result that Word stored. LibreOffice computes
dates and names anew, with its own folder in them, and drops others. Here such a field is replaced by its result.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from docgen.runtime.equation_fields import UnknownEquationError, convert_equation

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_MARKS = (b"fldChar", b"fldSimple")

_DATES = frozenset({"DATE", "TIME", "PRINTDATE", "SAVEDATE", "CREATEDATE", "EDITTIME"})
_STORED = _DATES | {
    *("FILENAME", "FILESIZE", "TEMPLATE", "INFO", "AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS"),
    *("TITLE", "SUBJECT", "KEYWORDS", "COMMENTS", "DOCPROPERTY", "DOCVARIABLE", "NUMWORDS", "NUMCHARS", "REVNUM"),
    *("IF", "COMPARE", "QUOTE", "FILLIN", "MERGEFIELD", "MERGEREC", "AUTOTEXT", "AUTOTEXTLIST"),
    *("INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE"),
}
"""Fields that are replaced by their stored result; page numbers, references and contents are computed."""


@dataclass
class StoredFields:
    """A part with its fields replaced: its new content, what could not be drawn, and the use of the file's name."""

    content: bytes
    lost: list[str] = field(default_factory=list)
    has_name: bool = False
    is_changed: bool = False


@dataclass
class _WordField:
    begin: etree._Element
    marks: list[etree._Element] = field(default_factory=list)
    instruction: str = ""
    in_result: bool = False
    has_result: bool = False

    @property
    def kind(self) -> str:
        words = self.instruction.split(maxsplit=1)
        return words[0].upper() if words else ""


def store_fields(part: bytes, name: str) -> StoredFields:
    """Replace each computed field of a part (XML) by its stored result; FILENAME without one by ``name``.

    A part that is no XML stays as it is: LibreOffice does not open it either.
    """
    if not any(mark in part for mark in _MARKS):
        return StoredFields(part)
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return StoredFields(part)
    stored = StoredFields(part)
    space = _STRICT_W if root.tag.startswith(_STRICT_W) else _W
    found = _find_fields(root, space)
    for one in found:
        _replace_field(one, name, space, stored)
    for simple in list(root.iter(f"{space}fldSimple")):
        _replace_simple_field(simple, name, space, stored)
    if stored.is_changed:
        stored.content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return stored


def _find_fields(root: etree._Element, space: str) -> list[_WordField]:
    """Find the fields that are replaced, each after those inside it."""
    found: list[_WordField] = []
    open_fields: list[_WordField] = []
    for run in root.iter(f"{space}r"):
        for child in run:
            mark = child.get(f"{space}fldCharType") if child.tag == f"{space}fldChar" else None
            if mark == "begin":
                _note_child(open_fields, child, space)
                open_fields.append(_WordField(child, [child]))
            elif mark and open_fields:
                one = open_fields[-1]
                one.marks.append(child)
                one.in_result = True
                if mark == "end":
                    found.append(open_fields.pop())
                _note_mark(open_fields, child)
            elif child.tag != f"{space}rPr":
                _note_child(open_fields, child, space)
    return [one for one in found if one.kind in _STORED or one.kind.startswith("=") or _is_equation(one)]


def _note_child(open_fields: list[_WordField], child: etree._Element, space: str) -> None:
    is_instruction = child.tag in (f"{space}instrText", f"{space}delInstrText")
    for one in reversed(open_fields):
        if not one.in_result:
            if is_instruction or child.tag == f"{space}t":
                one.instruction += child.text or ""
            _note_mark(open_fields, child)
            return
        one.has_result = one.has_result or not is_instruction


def _note_mark(open_fields: list[_WordField], child: etree._Element) -> None:
    for one in open_fields:
        if not one.in_result:
            one.marks.append(child)


def _is_equation(one: _WordField) -> bool:
    # Pinyin above characters, which LibreOffice knows, is an EQ field as well.
    return one.kind == "EQ" and not one.has_result and r"\* jc" not in one.instruction.lower()


def _replace_field(one: _WordField, name: str, space: str, stored: StoredFields) -> None:
    run = one.begin.getparent()
    if run is None:
        return  # it is part of the instruction of another field
    stored.is_changed = True
    if one.kind == "EQ":
        _draw_equation(one, run, space, stored)
    elif not one.has_result and one.kind == "FILENAME":
        stored.has_name = True
        _add_text(run, one.begin, name, space)
    elif not one.has_result and one.kind in _DATES:
        stored.lost.append(f"{one.kind} 域")
    for mark in one.marks:
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)


def _draw_equation(one: _WordField, run: etree._Element, space: str, stored: StoredFields) -> None:
    instruction = one.instruction.strip()[len("EQ") :]
    try:
        content, is_math = convert_equation(instruction)
    except UnknownEquationError:
        stored.lost.append(f"EQ 域“{instruction.strip()[:40]}”")
        return
    if not is_math:
        _add_text(run, one.begin, content, space)
        return
    paragraph = run.getparent()
    if paragraph is not None:
        paragraph.insert(paragraph.index(run) + 1, etree.fromstring(f'<m:oMath xmlns:m="{_M}">{content}</m:oMath>'))


def _add_text(run: etree._Element, before: etree._Element, text: str, space: str) -> None:
    added = etree.Element(f"{space}t")
    added.text = text
    run.insert(run.index(before), added)


def _replace_simple_field(simple: etree._Element, name: str, space: str, stored: StoredFields) -> None:
    words = (simple.get(f"{space}instr") or "").split(maxsplit=1)
    kind = words[0].upper() if words else ""
    parent = simple.getparent()
    if parent is None or not (kind in _STORED or kind.startswith("=")):
        return
    stored.is_changed = True
    if not len(simple) and kind == "FILENAME":
        stored.has_name = True
        etree.SubElement(etree.SubElement(simple, f"{space}r"), f"{space}t").text = name
    elif not len(simple) and kind in _DATES:
        stored.lost.append(f"{kind} 域")
    place = parent.index(simple)
    for child in reversed(simple):
        parent.insert(place, child)
    parent.remove(simple)
