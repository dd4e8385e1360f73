"""The styles of a Word document, as far as they decide what is seen: marks and hidden text, headings, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from docgen.project.word.symbol_fonts import is_symbol_font
from docgen.project.word.text_colours import UNKNOWN, is_marking, read_colour, read_shading
from docgen.project.word.word_document import TextMark
from docgen.project.word.word_parts import Element, find_inside, get_attribute, get_value, read_switch

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_WITHOUT_LAYOUT = frozenset({"w:pStyle", "w:rPr", "w:jc", "w:spacing", "w:ind", "w:keepNext", "w:snapToGrid"})
"""Properties of a paragraph that say nothing of what is read here, or name its style."""
_BODY_LEVEL = 10
"""The level of a paragraph that its style makes body text (ECMA-376 part 1, 17.3.1.20: outlineLvl 9)."""


@dataclass(frozen=True, slots=True)
class RunFormat:
    """The format of a run: its marks, and what changes the text that is seen."""

    marks: TextMark = TextMark.NONE
    is_hidden: bool = False
    is_capital: bool = False
    is_bordered: bool = False
    symbol_font: str = ""
    """The symbol font that shows its letters as signs, "" for any other font."""
    colour: str = ""
    """The colour of the text in six digits, "" for the automatic one."""
    background: str = ""
    """The colour of its highlight or shading, "" for none."""


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """The format of a paragraph: heading level (0 for none), numbering and its level, line of a table of contents."""

    level: int = 0
    numbering: str = ""
    """The id of its numbering, "" for none."""
    numbering_level: int = 0
    is_contents: bool = False
    is_right_to_left: bool = False
    background: str = ""
    """The colour of its shading, "" for none."""


class WordStyles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default_paragraph = ""
        defaults = None
        for style in root if root is not None else ():
            if style.tag == "w:style":
                identifier = get_attribute(style, "styleId")
                self._styles[identifier] = style
                is_default = get_attribute(style, "default").lower() in ("1", "on", "true")
                if is_default and get_attribute(style, "type") == "paragraph":
                    self._default_paragraph = identifier
            elif style.tag == "w:docDefaults":
                defaults = find_inside(style, "w:rPrDefault", "w:rPr")
        self._defaults = _read_properties(defaults)
        self._runs: dict[str, Mapping[str, object]] = {}
        self._paragraphs: dict[str, ParagraphFormat] = {}
        self._plain: dict[tuple[str, str], RunFormat] = {}
        self._shading_tables: dict[str, bool] = {}

    def format_run(self, properties: Element | None, paragraph_style: str) -> RunFormat:
        """Return the format of a run with these properties (``w:rPr``) in a paragraph of this style."""
        style = get_value(properties, "w:rStyle")
        own = _read_properties(properties)
        if own:
            return _build_format({**self._merge(style, paragraph_style), **own})
        key = (style, paragraph_style)
        if key not in self._plain:
            self._plain[key] = _build_format(self._merge(style, paragraph_style))
        return self._plain[key]

    def format_paragraph(self, properties: Element | None) -> ParagraphFormat:
        """Return the format of a paragraph with these properties (``w:pPr``)."""
        if properties is None or all(child.tag in _WITHOUT_LAYOUT for child in properties):
            style = self.get_paragraph_style(properties)
            if style not in self._paragraphs:
                self._paragraphs[style] = self._resolve_paragraph(None, style)
            return self._paragraphs[style]
        return self._resolve_paragraph(properties, self.get_paragraph_style(properties))

    def _resolve_paragraph(self, properties: Element | None, style: str) -> ParagraphFormat:
        chain = self._list_chain(style)
        sources = [source for source in (properties, *(one.find("w:pPr") for one in chain)) if source is not None]
        names = [get_value(one, "w:name") for one in chain]
        levels = (get_value(source, "w:outlineLvl") for source in sources)
        level = next((int(text) + 1 for text in levels if text.isdecimal()), 0)
        by_name = next((int(found[1]) for name in names if (found := _HEADING_NAME.fullmatch(name))), 0)
        numbering, numbering_level = _find_numbering(sources)
        return ParagraphFormat(
            0 if level >= _BODY_LEVEL else level or by_name,
            numbering,
            numbering_level,
            any(_CONTENTS_NAME.fullmatch(name) for name in names),
            next((switch for source in sources if (switch := read_switch(source, "w:bidi")) is not None), False),
            next((colour for source in sources if (colour := read_shading(source.find("w:shd")))), ""),
        )

    def get_paragraph_style(self, properties: Element | None) -> str:
        """Return the id of the style of a paragraph, that of the document where it names none."""
        return get_value(properties, "w:pStyle") or self._default_paragraph

    def find_table_background(self, properties: Element | None, outside: str) -> str:
        """Return the colour behind a table (``w:tblPr``) on a background; UNKNOWN where its style shades some cells."""
        if own := read_shading(None if properties is None else properties.find("w:shd")):
            return own
        style = get_value(properties, "w:tblStyle")
        if style not in self._shading_tables:
            shadings = (node for one in self._list_chain(style) for node in one.iter("w:shd"))
            self._shading_tables[style] = any(map(read_shading, shadings))
        return UNKNOWN if self._shading_tables[style] else outside

    def find_numbering(self, style: str) -> str:
        """Return the id of the numbering that a style has, "" for none."""
        return _find_numbering([one.find("w:pPr") for one in self._list_chain(style)])[0]

    def _merge(self, style: str, paragraph_style: str) -> dict[str, object]:
        return {**self._defaults, **self._read_style(paragraph_style), **self._read_style(style)}

    def _read_style(self, style: str) -> Mapping[str, object]:
        if style not in self._runs:
            merged: dict[str, object] = {}
            for one in reversed(self._list_chain(style)):
                merged |= _read_properties(one.find("w:rPr"))
            self._runs[style] = merged
        return self._runs[style]

    def _list_chain(self, first: str) -> list[Element]:
        """Return the style and those it is based on; a circle of styles ends where it began."""
        found: dict[str, Element] = {}
        while first in self._styles and first not in found:
            found[first] = self._styles[first]
            first = get_value(found[first], "w:basedOn")
        return list(found.values())


def _find_numbering(sources: Sequence[Element | None]) -> tuple[str, int]:
    """Return the numbering and its level, from the paragraph and its styles; a level alone keeps the style's number."""
    level: str | None = None
    for source in sources:
        # Word 2003 calls the same w:listPr with w:ilfo.
        for path, name in (("w:numPr", "w:numId"), ("w:listPr", "w:ilfo")):
            found = None if source is None else source.find(path)
            if found is None:
                continue
            level = get_value(found, "w:ilvl") or level if level is None else level
            identifier = get_value(found, name)
            # ECMA-376 part 1, 17.9.18: the number 0 takes the numbering of the style away.
            if identifier:
                return ("" if identifier == "0" else identifier), int(level) if level and level.isdecimal() else 0
    return "", 0


def _read_properties(properties: Element | None) -> dict[str, object]:
    """Return what a ``w:rPr`` says, and nothing of what it leaves to its style."""
    found: dict[str, object] = {}
    for child in properties if properties is not None else ():
        reader = _READERS.get(child.tag)
        if reader:
            reader(found, child)
    return found


def _is_on(node: Element) -> bool:
    return get_attribute(node, "val").lower() not in ("0", "false", "off", "none", "nil")


def _note_switch(name: str) -> Callable[[dict[str, object], Element], None]:
    def note(found: dict[str, object], node: Element) -> None:
        found[name] = _is_on(node)

    return note


def _note_fonts(found: dict[str, object], node: Element) -> None:
    fonts = {name: get_attribute(node, name) for name in ("ascii", "hAnsi", "eastAsia", "cs")}
    if any(fonts.values()):
        found["font"] = next((font for font in fonts.values() if is_symbol_font(font)), "")


def _note_position(found: dict[str, object], node: Element) -> None:
    found["position"] = get_attribute(node, "val")


def _note_colour(found: dict[str, object], node: Element) -> None:
    found["colour"] = read_colour(node)


def _note_highlight(found: dict[str, object], node: Element) -> None:
    found["highlight"] = read_colour(node)


def _note_shading(found: dict[str, object], node: Element) -> None:
    found["shading"] = read_shading(node)


_READERS: Mapping[str, Callable[[dict[str, object], Element], None]] = {
    "w:u": _note_switch("underlined"),
    "w:strike": _note_switch("struck"),
    "w:dstrike": _note_switch("struck twice"),
    "w:b": _note_switch("bold"),
    "w:caps": _note_switch("capital"),
    "w:vanish": _note_switch("hidden"),
    "w:bdr": _note_switch("bordered"),
    "w:vertAlign": _note_position,
    "w:rFonts": _note_fonts,
    "w:color": _note_colour,
    "w:highlight": _note_highlight,
    "w:shd": _note_shading,
}
_MARKS = {
    "underlined": TextMark.UNDERLINED,
    "struck": TextMark.STRUCK,
    "struck twice": TextMark.STRUCK,
    "bold": TextMark.BOLD,
    "bordered": TextMark.BORDERED,
}
_POSITIONS = {"superscript": TextMark.RAISED, "subscript": TextMark.LOWERED}


def _build_format(found: Mapping[str, object]) -> RunFormat:
    marks = _POSITIONS.get(str(found.get("position")), TextMark.NONE)
    for name, mark in _MARKS.items():
        if found.get(name):
            marks |= mark
    background = str(found.get("highlight") or found.get("shading") or "")
    if is_marking(background):
        marks |= TextMark.HIGHLIGHTED
    return RunFormat(
        marks,
        bool(found.get("hidden")),
        bool(found.get("capital")),
        bool(found.get("bordered")),
        str(found.get("font", "")),
        str(found.get("colour", "")),
        background,
    )
