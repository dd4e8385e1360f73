"""Reader of the blocks of a Word document (.docx): its paragraphs and tables in order, and the text seen in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "word/document.xml"
_STYLES = "word/styles.xml"
SKIPPED = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "rPr", "pPr", "instrText", "tbl"})
"""Elements whose text is not seen in its place: deleted, the second form of a drawing, boxes, field codes; tables."""

_LEFT = {
    "drawing": "图片、图形或文本框",
    "pict": "图片、图形或文本框",
    "object": "嵌入的对象",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
    "sym": "特殊符号",
}
"""Contents of a paragraph that are not text, in the words of people."""

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_BODY_LEVEL = 10
"""The level of a paragraph that its style makes body text (ECMA-376 part 1, 17.3.1.20: outlineLvl 9)."""


@dataclass(frozen=True)
class WordBlock:
    """A paragraph, or a table without text: the level of a heading (0 for none), and kinds of content not in the text.

    ``is_numbered`` is true where Word writes a number before the text, ``is_contents`` for a line of the contents.
    """

    text: str
    level: int = 0
    is_numbered: bool = False
    is_contents: bool = False
    left: tuple[str, ...] = ()


def read_word_body(path: Path) -> ElementTree.Element:
    """Read the main part of the document. Raises where the document is damaged."""
    with zipfile.ZipFile(path) as archive:
        return _read_part(archive, _MAIN)


def read_word_blocks(path: Path) -> list[WordBlock]:
    """Read the paragraphs and tables of the document; a table of one column is a frame, its paragraphs are read.

    Raises where the document is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        body = _read_part(archive, _MAIN)
        is_styled = any(name.lower() == _STYLES for name in archive.namelist())
        styles = _read_styles(_read_part(archive, _STYLES)) if is_styled else {}
    return list(_read_blocks(body, styles))


def iterate_blocks(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the paragraphs and tables in order; content controls and the like are looked through."""
    for child in node:
        name = get_name(child)
        if name in ("p", "tbl"):
            yield child
        elif name not in SKIPPED:
            yield from iterate_blocks(child)


def iterate_inside(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the rows of a table or the cells of a row, also inside content controls, not those of inner tables."""
    for child in node:
        if get_name(child) == name:
            yield child
        elif get_name(child) not in ("tbl", "tr", "tc", *SKIPPED):
            yield from iterate_inside(child, name)


def read_text(node: ElementTree.Element) -> str:
    """Return the text that is seen in a paragraph, with its tabs and line breaks."""
    parts = []
    for child in node:
        match get_name(child):
            case "t":
                parts.append(child.text or "")
            case "tab":
                parts.append("\t")
            case "br" | "cr":
                parts.append("\n")
            case "noBreakHyphen":
                parts.append("-")
            case name if name not in SKIPPED:
                parts.append(read_text(child))
    return "".join(parts)


def get_name(node: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def get_attribute(node: ElementTree.Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" where there is none."""
    return next((value for key, value in node.items() if key.rpartition("}")[2] == name), "")


@dataclass(frozen=True)
class _Format:
    """The properties of a paragraph or a style that matter here; None where they say nothing."""

    name: str = ""
    base: str = ""
    level: int | None = None
    is_numbered: bool | None = None


def _read_part(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    names = {name.lower(): name for name in archive.namelist()}
    return ElementTree.fromstring(archive.read(names[part]))


def _read_styles(root: ElementTree.Element) -> dict[str, _Format]:
    return {
        get_attribute(style, "styleId"): _read_format(style, _get_value(style, "name"), _get_value(style, "basedOn"))
        for style in root
        if get_name(style) == "style"
    }


def _read_format(node: ElementTree.Element, name: str = "", base: str = "") -> _Format:
    properties = _find(node, "pPr")
    if properties is None:
        return _Format(name, base)
    level = _get_value(properties, "outlineLvl")
    numbering = _find(properties, "numPr")
    # ECMA-376 part 1, 17.9.18: the number 0 takes the numbering of the style away.
    is_numbered = None if numbering is None else _get_value(numbering, "numId") != "0"
    style = _get_value(properties, "pStyle")
    return _Format(name, base or style, int(level) + 1 if level.isdecimal() else None, is_numbered)


def _read_blocks(node: ElementTree.Element, styles: Mapping[str, _Format]) -> Iterator[WordBlock]:
    for child in iterate_blocks(node):
        if get_name(child) == "p":
            yield _read_paragraph(child, styles)
            continue
        cells = [list(iterate_inside(row, "tc")) for row in iterate_inside(child, "tr")]
        if all(len(row) == 1 for row in cells):
            for row in cells:
                yield from _read_blocks(row[0], styles)
        else:
            yield WordBlock("", left=("表格",))


def _read_paragraph(node: ElementTree.Element, styles: Mapping[str, _Format]) -> WordBlock:
    own = _read_format(node)
    chain = [own, *_list_styles(own.base, styles)]
    names = [one.name for one in chain]
    level = next((one.level for one in chain if one.level is not None), 0)
    by_name = next((int(found[1]) for name in names if (found := _HEADING_NAME.fullmatch(name))), 0)
    left = dict.fromkeys(_LEFT[name] for one in _iterate_seen(node) if (name := get_name(one)) in _LEFT)
    return WordBlock(
        read_text(node),
        0 if level >= _BODY_LEVEL else level or by_name,
        next((one.is_numbered for one in chain if one.is_numbered is not None), False),
        any(_CONTENTS_NAME.fullmatch(name) for name in names),
        tuple(left),
    )


def _list_styles(first: str, styles: Mapping[str, _Format]) -> list[_Format]:
    """Return the style and those it is based on; a circle of styles ends where it began."""
    found: dict[str, _Format] = {}
    while first in styles and first not in found:
        found[first] = styles[first]
        first = styles[first].base
    return list(found.values())


def _iterate_seen(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in node:
        if get_name(child) not in SKIPPED:
            yield child
            yield from _iterate_seen(child)


def _find(node: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((child for child in node if get_name(child) == name), None)


def _get_value(node: ElementTree.Element, name: str) -> str:
    found = _find(node, name)
    return "" if found is None else get_attribute(found, "val")
