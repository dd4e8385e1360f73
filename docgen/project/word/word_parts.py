"""The parts of a Word file as trees of XML whose names are written as in the standard: ``w:p``, ``mc:Choice``.

Transitional and strict files have the same names here, and a document of Word 2003 (one XML file) too. Nothing outside
the file is opened; a DTD, with which entities begin, is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import unquote
from xml.etree import ElementTree

from docgen.errors import InputError
from docgen.runtime.file_sniffing import sniff_table
from docgen.runtime.office_relationships import Relationship, read_relationships

Element = ElementTree.Element

_STRICT = "http://purl.oclc.org/ooxml/"
_NAMES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.microsoft.com/office/word/2003/wordml": "w",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://schemas.microsoft.com/aml/2001/core": "aml",
    "http://schemas.microsoft.com/office/word/2003/auxHint": "wx",
    "http://schemas.microsoft.com/office/2006/xmlPackage": "pkg",
}
_OLD_NAMES = {"w:vmerge": "w:vMerge", "w:hmerge": "w:hMerge"}
"""Names of Word 2003 that were spelt in another way."""
_OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
_DEEPEST = 500
"""The levels of elements in a part: tables nested fifty times, which is the limit of a file, have less than that."""
_CHUNK = 1 << 20
_MARKUP = (".xml", ".rels")
_LARGEST = 200 << 20
_SEARCHED = 1 << 16
_FLAT = (
    b"http://schemas.microsoft.com/office/word/2003/wordml",
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
)
"""The namespaces that a document in one XML file begins with."""
_ADVICE = "请确认原件，用 Word 或 WPS 打开后另存。"


class WordPart(NamedTuple):
    """A part: its tree, and the names of the parts it refers to by the identifiers of its relationships."""

    root: Element
    targets: dict[str, str]
    kinds: dict[str, str]
    """The last word of the address of each relationship's type, such as footnotes, by the name of the target."""


class WordParts:
    """The parts of one file; ``main`` is the part with the text, ``dialect`` one of transitional, strict, 2003."""

    def __init__(self, content: dict[str, bytes], shown: str) -> None:
        self._content = {name.lower(): data for name, data in content.items()}
        self._shown = shown
        relationships = self._read_relationships("")
        name = next((_resolve("", one.target) for one in relationships if _get_kind(one) == "officedocument"), "")
        name = name if name in self._content else "word/document.xml"
        if name not in self._content:
            raise InputError("里面没有 Word 正文。", remedy=_ADVICE, path=shown)
        self.main = self.open(name)
        self.dialect = _determine_dialect(self._content[name])

    def open(self, name: str) -> WordPart:
        """Read a part. Raises InputError where it is damaged or hostile."""
        targets, kinds = {}, {}
        for one in self._read_relationships(name):
            if not one.is_external:
                target = _resolve(posixpath.dirname(name), one.target)
                targets[one.identifier] = target
                kinds[target] = _get_kind(one)
        return WordPart(parse_xml(self._content.get(name, b""), self._shown), targets, kinds)

    def find(self, kind: str) -> WordPart | None:
        """Read the part that the main part refers to with a relationship of this kind; None where there is none."""
        found = next((name for name, one in self.main.kinds.items() if one == kind and name in self._content), None)
        return self.open(found) if found else None

    def has(self, name: str) -> bool:
        """Return True where the file has the part."""
        return name in self._content

    def read_properties(self) -> Element | None:
        """Return what the program that wrote the file says of it (docProps/app.xml), None where there is none."""
        return parse_xml(self._content["docprops/app.xml"], self._shown) if self.has("docprops/app.xml") else None

    def get_binary(self, name: str) -> bytes:
        """Return the content of a part that is no XML, b"" where there is none or it was not read."""
        return self._content.get(name, b"")

    @property
    def has_macros(self) -> bool:
        """True where the file carries VBA."""
        return any(name.endswith("vbaproject.bin") for name in self._content)

    def _read_relationships(self, name: str) -> list[Relationship]:
        folder, file = posixpath.split(name)
        return read_relationships(self._content.get(posixpath.join(folder, "_rels", f"{file}.rels"), b""))[0]


def open_word_parts(path: Path, shown: str) -> WordParts:
    """Open the file: .docx and the like, flat XML of Word 2007 or 2003; ``shown`` is its name in messages.

    Raises InputError, with the reason, for any other file.
    """
    sniffed = sniff_table(path)
    if sniffed.suffix == ".docx":
        return WordParts(_read_archive(path, shown), shown)
    with path.open("rb") as file:
        head = file.read(_SEARCHED).replace(b"\0", b"")
    if sniffed.suffix in ("", ".html") and any(name in head for name in _FLAT):
        return _open_flat(path, shown)
    if sniffed.reason:  # it says itself what to do
        raise InputError(f"{sniffed.reason}。", path=shown)
    raise InputError("不是 Word 文件（.docx）。", remedy="请用 Word 或 WPS 打开，另存为 .docx。", path=shown)


def _open_flat(path: Path, shown: str) -> WordParts:
    if path.stat().st_size > _LARGEST:
        raise InputError("文件太大，不像正常的文档，没有打开。", remedy=_ADVICE, path=shown)
    content = path.read_bytes()
    root = parse_xml(content, shown)
    if root.tag == "pkg:package":
        return WordParts(dict(_split_package(root)), shown)
    return WordParts({"word/document.xml": content} if root.tag == "w:wordDocument" else {}, shown)


def parse_xml(content: bytes, shown: str) -> Element:
    """Parse a part, with the names of its elements as in the standard. Raises InputError."""
    if any("<!DOCTYPE".encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise InputError("里面有 DTD，不是 Office 写出来的，没有打开。", remedy=_ADVICE, path=shown)
    tree = _NamedTree()
    try:
        parser = _Parser(("start", "end"))
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
            tree.add(parser)
        parser.close()
        tree.add(parser)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise InputError(
            "文件读不出来，可能已损坏。", remedy="请用 Word 或 WPS 打开，另存一份再用。", path=shown
        ) from None
    if tree.is_too_deep or tree.root is None:
        raise InputError(f"里面套了 {_DEEPEST} 层以上，不像正常的文档，没有打开。", remedy=_ADVICE, path=shown)
    return tree.root


if TYPE_CHECKING:
    _Parser = ElementTree.XMLPullParser[Element]
else:
    _Parser = ElementTree.XMLPullParser


class _NamedTree:
    """The tree that a parser builds, its elements named as they begin."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.is_too_deep = False
        self._depth = 0

    def add(self, parser: _Parser) -> None:
        """Name the elements that the parser has met since the last call."""
        for event, node in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if event == "end":
                self._depth -= 1
                continue
            self._depth += 1
            self.is_too_deep = self.is_too_deep or self._depth > _DEEPEST
            self.root = node if self.root is None else self.root
            node.tag = _name(node.tag)


def get_attribute(node: Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" where there is none."""
    for key, value in node.items():
        if key == name or key.endswith("}" + name):
            return value
    return ""


def get_value(node: Element | None, name: str) -> str:
    """Return the ``w:val`` of a child, "" where there is no such child or value."""
    found = None if node is None else node.find(name)
    return "" if found is None else get_attribute(found, "val")


def find_inside(node: Element | None, *names: str) -> Element | None:
    """Return the first child of the first name, its first child of the second, and so on; None where one is missing."""
    for name in names:
        node = None if node is None else node.find(name)
    return node


def get_number(node: Element | None, name: str, absent: int = 0) -> int:
    """Return the ``w:val`` of a child as a whole number, ``absent`` where it is none."""
    text = get_value(node, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else absent


def read_switch(node: Element | None, name: str) -> bool | None:
    """Return the state of a switch such as ``w:b``, None where it is not set (ECMA-376 part 1, 17.17.4)."""
    found = None if node is None else node.find(name)
    return None if found is None else get_attribute(found, "val").lower() not in ("0", "false", "off", "none")


def _read_archive(path: Path, shown: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            return {name: archive.read(name) if _is_read(name.lower()) else b"" for name in names}
    except zipfile.BadZipFile:
        raise InputError("文件不完整或已损坏。", remedy="请重新复制或下载。", path=shown) from None


def _is_read(name: str) -> bool:
    """Return True for XML, and for the states of ActiveX controls."""
    return name.endswith(_MARKUP) or (name.endswith(".bin") and "/activex/" in name)


def _split_package(root: Element) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a flat package by their names; names of elements are those of the file again."""
    for part in root.iter("pkg:part"):
        data = part.find("pkg:xmlData")
        for content in data if data is not None else ():
            yield get_attribute(part, "name").lstrip("/"), ElementTree.tostring(_restore(content))


def _restore(node: Element) -> Element:
    spaces = {prefix: space for space, prefix in reversed(_NAMES.items())}
    for one in node.iter():
        prefix, colon, name = one.tag.partition(":")
        if colon and prefix in spaces:
            one.tag = f"{{{spaces[prefix]}}}{name}"
    return node


@cache
def _name(tag: str) -> str:
    space, _, name = tag.removeprefix("{").rpartition("}")
    prefix = _NAMES.get(space)
    written = f"{prefix}:{name}" if prefix else tag
    return _OLD_NAMES.get(written, written)


def _determine_dialect(content: bytes) -> str:
    beginning = content[:8192].replace(b"\0", b"").decode("latin-1")
    return "2003" if _OLD in beginning else "strict" if f"{_STRICT}wordprocessingml" in beginning else "transitional"


def _get_kind(relationship: Relationship) -> str:
    return relationship.kind.rpartition("/")[2].lower()


def _resolve(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/" + folder, unquote(target.replace("\\", "/")))).lstrip("/").lower()
