"""Edits of Word documents of others: a text gets a run of its own, a property its place; nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from docgen.documents.word.wordml import Element, qualify, w

_RUN, _TEXT, _PARAGRAPH = qualify("r"), qualify("t"), qualify("p")
_RUN_PROPERTIES, _PARAGRAPH_PROPERTIES = qualify("rPr"), qualify("pPr")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ORDER_OF_RUN = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
]
_ORDER_OF_PARAGRAPH = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
]
"""The orders of the schema (ECMA-376 part 1, 17.3.1.26 and 17.3.2.28): Word refuses a file in another one."""
_WORD_SIZE = 20  # Word's own size without any style: 10 points
_SMALLEST = 14  # half-points: nobody reads an answer of less than 7 points
_SINGLE = 240  # single spacing, in 240ths of a line


class TextSlice(NamedTuple):
    """Characters ``start`` to ``end`` of a ``w:t``, or all of another element of a run."""

    node: Element
    start: int
    end: int


def iterate_shown_paragraphs(root: Element) -> Iterator[Element]:
    """Yield the paragraphs in document order, those of text boxes once."""
    for paragraph in root.iter(_PARAGRAPH):
        if not any(True for _ in paragraph.iterancestors(_FALLBACK)):
            yield paragraph


def read_own_text(paragraph: Element) -> str:
    """Return the text of a paragraph, without tabs and breaks, and without that of paragraphs inside it."""
    return "".join(node.text or "" for node in _iterate_texts(paragraph))


def find_slices(paragraph: Element, start: int, end: int) -> list[TextSlice]:
    """Return the slices with the characters ``start`` to ``end`` of :func:`read_own_text`."""
    found, position = [], 0
    for node in _iterate_texts(paragraph):
        length = len(node.text or "")
        first, last = max(start - position, 0), min(end - position, length)
        if first < last:
            found.append(TextSlice(node, first, last))
        position += length
    return found


def isolate_slices(slices: Sequence[TextSlice]) -> Element:
    """Return a run that holds the first slice and nothing else, with its format; the other slices are taken out."""
    first, *others = slices
    for one in others:
        _remove_slice(one)
    run = get_run(first.node)
    if first.node.tag != _TEXT:
        return _split_around(run, first.node, first.node)
    text = first.node.text or ""
    middle = first.node
    if first.start:
        middle = _copy_text(middle, text[first.start :])
        _set_text(first.node, text[: first.start])
        first.node.addnext(middle)
    if first.end < len(text):
        after = _copy_text(middle, text[first.end :])
        middle.addnext(after)
        _set_text(middle, text[first.start : first.end])
    return _split_around(run, middle, middle)


def insert_run(node: Element, offset: int) -> Element:
    """Insert an empty run behind the character ``offset`` of a ``w:t``, or behind another element of a run.

    It has the format of the run that it stands in; with an ``offset`` of 0 it stands before the element.
    """
    run = get_run(node)
    created = w("r")
    created.attrib.update(run.attrib)
    properties = run.find(_RUN_PROPERTIES)
    if properties is not None:
        created.append(deepcopy(properties))
    text = node.text or ""
    if offset == 0:
        before = [child for child in run if child.tag != _RUN_PROPERTIES]
        split = _append_run(run, before[before.index(node) :]) if before[0] is not node else run
        split.addprevious(created)
        return created
    if node.tag == _TEXT and offset < len(text):
        after = _copy_text(node, text[offset:])
        _set_text(node, text[:offset])
        node.addnext(after)
    content = [child for child in run if child.tag != _RUN_PROPERTIES]
    if rest := content[content.index(node) + 1 :]:
        _append_run(run, rest)
    created.tail, run.tail = run.tail, None
    run.addnext(created)
    return created


def append_run(paragraph: Element) -> Element:
    """Append an empty run to a paragraph, in the format of its mark.

    A size that nobody could read is not taken over: programs give it to empty paragraphs to make them low.
    """
    created = w("r")
    mark = paragraph.find(f"{_PARAGRAPH_PROPERTIES}/{_RUN_PROPERTIES}")
    if mark is not None:
        properties = deepcopy(mark)
        for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
            for found in properties.findall(qualify(name)):
                properties.remove(found)
        created.append(properties)
        if 0 < _read_size(properties) < _SMALLEST:
            for name in ("sz", "szCs"):
                remove_run_property(created, name)
    paragraph.append(created)
    return created


def remove_run_property(run: Element, name: str) -> None:
    """Remove a property of a run."""
    for properties in run.findall(_RUN_PROPERTIES):
        for found in properties.findall(qualify(name)):
            properties.remove(found)


def get_run(node: Element) -> Element:
    """Return the run of an element."""
    return next(node.iterancestors(_RUN))


def set_run_text(run: Element, text: str) -> None:
    """Replace the content of a run by ``text``; its format stays."""
    for child in [child for child in run if child.tag != _RUN_PROPERTIES]:
        run.remove(child)
    written = w("t")
    _set_text(written, text)
    run.append(written)


def set_run_property(run: Element, element: Element) -> None:
    """Set a property of a run, in its place; one of the same name is replaced."""
    _set_property(_get_properties(run, _RUN_PROPERTIES), element, _ORDER_OF_RUN)


def set_paragraph_property(paragraph: Element, element: Element) -> None:
    """Set a property of a paragraph, in its place; one of the same name is replaced."""
    _set_property(_get_properties(paragraph, _PARAGRAPH_PROPERTIES), element, _ORDER_OF_PARAGRAPH)


def insert_first(paragraph: Element, elements: Sequence[Element]) -> None:
    """Insert elements at the beginning of a paragraph."""
    place = 1 if len(paragraph) and paragraph[0].tag == _PARAGRAPH_PROPERTIES else 0
    paragraph[place:place] = list(elements)


class RunSizes:
    """The character sizes of runs, in half points, by the styles of their document."""

    def __init__(self, styles: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._usual, self._default = _WORD_SIZE, ""
        for style in styles if styles is not None else ():
            if style.tag == qualify("style"):
                name = style.get(qualify("styleId"), "")
                self._styles[name] = style
                if style.get(qualify("type")) == "paragraph" and style.get(qualify("default")) in ("1", "true", "on"):
                    self._default = name
            elif style.tag == qualify("docDefaults"):
                self._usual = _read_size(style.find(f"{qualify('rPrDefault')}/{_RUN_PROPERTIES}")) or self._usual

    def measure(self, run: Element) -> int:
        """Return the size of the characters of a run."""
        own = run.find(_RUN_PROPERTIES)
        paragraph = next(run.iterancestors(_PARAGRAPH)).find(_PARAGRAPH_PROPERTIES)
        named = _get_value(paragraph, "pStyle") or self._default
        return _read_size(own) or self._find(_get_value(own, "rStyle")) or self._find(named) or self._usual

    def _find(self, name: str) -> int:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            if size := _read_size(self._styles[name].find(_RUN_PROPERTIES)):
                return size
            name = _get_value(self._styles[name], "basedOn")
        return 0


def tighten_lines(paragraph: Element, line: int) -> None:
    """Set the lines closer: an exact spacing to ``line`` (in twentieths of a point), any other to single."""
    properties = _get_properties(paragraph, _PARAGRAPH_PROPERTIES)
    there = properties.find(qualify("spacing"))
    spacing = w("spacing") if there is None else deepcopy(there)
    before = spacing.get(qualify("line"), "")
    is_exact = spacing.get(qualify("lineRule")) == "exact" and before.isascii() and before.isdigit()
    spacing.set(qualify("line"), str(min(line, int(before)) if is_exact else _SINGLE))
    spacing.set(qualify("lineRule"), "exact" if is_exact else "auto")
    set_paragraph_property(paragraph, w("snapToGrid", val=0))
    set_paragraph_property(paragraph, spacing)


def set_size(run: Element, half_points: int) -> None:
    """Set the size of the characters of a run."""
    set_run_property(run, w("sz", val=half_points))
    set_run_property(run, w("szCs", val=half_points))


def remove_bookmarks(root: Element, pattern: re.Pattern[str]) -> None:
    """Remove the bookmarks whose names match ``pattern``."""
    starts = [one for one in root.iter(qualify("bookmarkStart")) if pattern.fullmatch(one.get(qualify("name"), ""))]
    numbers = {one.get(qualify("id")) for one in starts}
    ends = [one for one in root.iter(qualify("bookmarkEnd")) if one.get(qualify("id")) in numbers]
    for one in (*starts, *ends):
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)


def find_highest_id(root: Element) -> int:
    """Return the highest number that a ``w:id`` has: those of bookmarks, changes and comments are one series."""
    numbers = (str(one.get(qualify("id"), "")) for one in root.iter("*"))
    return max((int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 10), default=0)


def _iterate_texts(paragraph: Element) -> Iterator[Element]:
    return (node for node in paragraph.iter(_TEXT) if next(node.iterancestors(_PARAGRAPH)) is paragraph)


def _remove_slice(one: TextSlice) -> None:
    text = one.node.text or ""
    if one.node.tag == _TEXT and one.end - one.start < len(text):
        _set_text(one.node, text[: one.start] + text[one.end :])
        return
    parent = one.node.getparent()
    if parent is not None:
        parent.remove(one.node)


def _split_around(run: Element, first: Element, last: Element) -> Element:
    """Give the children ``first`` to ``last`` of a run a run of their own, between two with the rest."""
    content = [child for child in run if child.tag != _RUN_PROPERTIES]
    begin, end = content.index(first), content.index(last) + 1
    if rest := content[end:]:
        _append_run(run, rest)
    return _append_run(run, content[begin:end]) if begin else run


def _append_run(run: Element, content: Sequence[Element]) -> Element:
    """Move the last children of a run into a new one behind it."""
    created = w("r")
    created.attrib.update(run.attrib)
    properties = run.find(_RUN_PROPERTIES)
    if properties is not None:
        created.append(deepcopy(properties))
    created.extend(content)
    created.tail, run.tail = run.tail, None
    run.addnext(created)
    return created


def _copy_text(node: Element, text: str) -> Element:
    copied = w("t")
    copied.attrib.update(node.attrib)
    _set_text(copied, text)
    return copied


def _set_text(node: Element, text: str) -> None:
    node.text = text
    if text != text.strip() or not text:
        node.set(_SPACE, "preserve")


def _get_properties(holder: Element, name: str) -> Element:
    found = holder.find(name)
    if found is None:
        found = w(name.rpartition("}")[2])
        holder.insert(0, found)
    return found


def _set_property(properties: Element, element: Element, order: Sequence[str]) -> None:
    there = properties.find(element.tag)
    if there is not None:
        properties.replace(there, element)
        return
    ranks: Mapping[str, int] = {qualify(name): rank for rank, name in enumerate(order)}
    rank = ranks[str(element.tag)]
    place = sum(ranks.get(str(child.tag), -1) < rank for child in properties)
    properties.insert(place, element)


def _read_size(properties: Element | None) -> int:
    text = _get_value(properties, "sz")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _get_value(holder: Element | None, name: str) -> str:
    found = None if holder is None else holder.find(qualify(name))
    return "" if found is None else found.get(qualify("val"), "")
