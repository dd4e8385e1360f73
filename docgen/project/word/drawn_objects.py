"""Objects in a Word document that are no text: named in Chinese, with the text boxes and words inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docgen.project.word.reading_state import choose_alternative
from docgen.project.word.word_parts import Element, get_attribute

_GRAPHICS = {
    "chart": "图表",
    "chartex": "图表",
    "diagram": "SmartArt 图形",
    "picture": "图片",
    "ink": "墨迹",
    "slicer": "切片器",
    "lockedCanvas": "图形",
    "wordprocessingCanvas": "图形",
}
"""The last word of the address of a DrawingML graphic."""
_EQUATION_OBJECTS = ("equation", "mathtype", "kswpsequation")


FOREIGN_PARTS = {"w:subDoc": "插入的子文档", "w:altChunk": "嵌入的另一份文档", "w:contentPart": "墨迹"}
"""The names of other parts, by the element that shows them; they are not followed."""
_LARGE = 7560000 * 10692000 // 4
"""A quarter of A4, in square EMU: 914,400 are an inch."""
_POINT = 12700
_LENGTH = re.compile(r"(width|height):(\d{1,6}(?:\.\d{1,6})?)(pt|in)")


class DrawnObject(NamedTuple):
    """An object: its name ("" for a text box and nothing else), words found in it, the contents of its text boxes.

    ``is_large`` is true for a picture that takes a quarter of a page or more.
    """

    name: str
    words: str
    text_boxes: tuple[Element, ...]
    is_large: bool = False


def describe_drawing(node: Element) -> DrawnObject:
    """Describe a ``w:drawing``, ``w:pict`` or ``w:object``."""
    boxes = tuple(_iterate_text_boxes(node))
    names, words = _describe_content(node)
    name = "、".join(names) or ("" if boxes else "图形")
    return DrawnObject(name, words, boxes, "图片" in names and _measure(node) >= _LARGE)


def _measure(node: Element) -> int:
    """Measure the area of a drawing in square EMU, 0 where its size is not told."""
    for one in _iterate_outside_boxes(node):
        if one.tag == "wp:extent":
            sides = [get_attribute(one, "cx"), get_attribute(one, "cy")]
            return int(sides[0]) * int(sides[1]) if all(map(_is_length, sides)) else 0
        if one.tag in ("v:shape", "v:rect"):
            style = get_attribute(one, "style").replace(" ", "")[:1000]
            lengths = {
                name: float(number) * (72 if unit == "in" else 1) for name, number, unit in _LENGTH.findall(style)
            }
            return int(lengths.get("width", 0) * lengths.get("height", 0) * _POINT**2)
    return 0


def _is_length(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _describe_content(node: Element) -> tuple[dict[str, None], str]:
    """Return the names of what is drawn in ``node``, each once, and words found in it."""
    names: dict[str, None] = {}
    words = ""
    for one in _iterate_outside_boxes(node):
        match one.tag:
            case "pic:pic" | "v:imagedata":
                names["图片"] = None
            case "a:graphicData":
                last = get_attribute(one, "uri").rstrip("/").rpartition("/")[2]
                if last in _GRAPHICS and last != "wordprocessingCanvas":
                    names[_GRAPHICS[last]] = None
            case "o:OLEObject":
                program = get_attribute(one, "ProgID")
                is_equation = program.lower().startswith(_EQUATION_OBJECTS)
                return {"公式（对象）" if is_equation else f"嵌入的对象（{program or '未知程序'}）": None}, words
            case "w:control":
                return {f"ActiveX 控件（{get_attribute(one, 'name')}）": None}, words
            case "v:textpath":
                names["艺术字"] = None
                words = get_attribute(one, "string")
            case "wp:docPr" | "v:shape" if not words:
                words = get_attribute(one, "descr") or get_attribute(one, "alt")
            case "a:t":
                words += one.text or ""
    return names, words


def _iterate_text_boxes(node: Element) -> Iterator[Element]:
    """Yield the contents of the text boxes in ``node``, not of those inside others."""
    for child in node:
        if child.tag == "w:txbxContent":
            yield child
        elif child.tag == "mc:AlternateContent":
            chosen = choose_alternative(child)
            if chosen is not None:
                yield from _iterate_text_boxes(chosen)
        else:
            yield from _iterate_text_boxes(child)


def _iterate_outside_boxes(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag == "mc:AlternateContent":
            chosen = choose_alternative(child)
            if chosen is not None:
                yield from _iterate_outside_boxes(chosen)
        elif child.tag != "w:txbxContent":
            yield child
            yield from _iterate_outside_boxes(child)


def write_equation(node: Element) -> str:
    """Write an equation (``m:oMath``) in one line, such as (a+b)/c, x^2, √(y)."""
    match node.tag:
        case "m:t" | "w:t":
            return node.text or ""
        case "m:f":
            return f"{_write_part(node, 'm:num')}/{_write_part(node, 'm:den')}"
        case "m:sSup":
            return f"{_write_inside(node, 'm:e')}^{_write_part(node, 'm:sup')}"
        case "m:sSub":
            return f"{_write_inside(node, 'm:e')}_{_write_part(node, 'm:sub')}"
        case "m:sSubSup":
            return f"{_write_inside(node, 'm:e')}_{_write_part(node, 'm:sub')}^{_write_part(node, 'm:sup')}"
        case "m:rad":
            return f"{_write_inside(node, 'm:deg')}√({_write_inside(node, 'm:e')})"
        case "m:d":
            return _write_brackets(node)
        case tag if tag.endswith("Pr"):
            return _write_operator(node) if tag == "m:naryPr" else ""
        case _:
            return "".join(map(write_equation, node))


def _write_inside(node: Element, name: str) -> str:
    return "".join(write_equation(child) for child in node.findall(name))


def _write_part(node: Element, name: str) -> str:
    text = _write_inside(node, name)
    return text if text.isalnum() else f"({text})"


def _write_brackets(node: Element) -> str:
    properties = node.find("m:dPr")
    signs = []
    for name, usual in (("m:begChr", "("), ("m:endChr", ")")):
        found = None if properties is None else properties.find(name)
        signs.append(usual if found is None else get_attribute(found, "val"))
    return f"{signs[0]}{','.join(map(write_equation, node.findall('m:e')))}{signs[1]}"


def _write_operator(node: Element) -> str:
    found = node.find("m:chr")
    return "∫" if found is None else get_attribute(found, "val")
