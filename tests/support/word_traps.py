"""What Word minds and the Open XML SDK does not: each trap is a rule that names where a Word file falls into it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

Element = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
TAG = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
EAST_ASIAN = re.compile("[“”‘’…—·①-⑳□√　-〿㐀-鿿豈-﫿＀-￯\U00020000-\U0003ffff]")
"""What Word prints in the Chinese font, the signs included that it takes for Latin ones without a hint."""

THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
FONTS = ("ascii", "hAnsi", "eastAsia", "cs")
LEAST_LINE = 1.3
"""How many times its size a line must be high, or exact spacing cuts the glyphs."""


class Trap(NamedTuple):
    """A trap that a file falls into: the name of the rule, and where."""

    rule: str
    place: str


class WordFile:
    """The XML parts of a Word file; ``stories`` are those with text: body, headers, footers, notes."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.texts = {name: archive.read(name).decode("utf-8") for name in self.names if _is_xml(name)}
        parts = {name: etree.fromstring(text.encode("utf-8")) for name, text in self.texts.items()}
        self.parts: dict[str, Element] = parts
        self.body = parts["word/document.xml"]
        self.styles = parts["word/styles.xml"]
        self.settings = parts["word/settings.xml"]
        self.stories = [root for root in parts.values() if root.tag in (f"{W}document", f"{W}hdr", f"{W}ftr")]
        self.style = {style.get(f"{W}styleId"): style for style in self.styles.iter(f"{W}style")}

    def all(self, *tags: str) -> Iterator[Element]:
        """Every such element of the text and of the styles."""
        for root in (*self.stories, self.styles):
            yield from root.iter(*(W + tag for tag in tags))

    def chain(self, style_id: str | None) -> Iterator[Element]:
        """A style, what it is based on, and so on; the defaults of the document last."""
        while style_id in self.style:
            yield self.style[style_id]
            based = self.style[style_id].find(f"{W}basedOn")
            style_id = None if based is None else based.get(f"{W}val")
        yield from self.styles.iter(f"{W}pPrDefault", f"{W}rPrDefault")

    def in_force(self, style_id: str | None, path: str, attribute: str) -> str | None:
        """The value that a style gives or inherits."""
        for style in self.chain(style_id):
            found = style.find(path)
            if found is not None and found.get(W + attribute) is not None:
                return found.get(W + attribute)
        return None


def traps(data: bytes) -> list[Trap]:
    """Every trap that the Word file falls into; an empty list is a good file."""
    word = WordFile(data)
    return [Trap(rule.__name__, place) for rule in RULES for place in rule(word)]


# -- tables -----------------------------------------------------------------------------------------------------------


def cell_ends_with_a_paragraph(word: WordFile) -> Iterator[str]:
    """Word calls a file unreadable whose cell ends otherwise."""
    for cell in word.all("tc"):
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            yield _place(cell)


def cells_fill_the_grid(word: WordFile) -> Iterator[str]:
    """The cells of each row span all columns of the grid and are as wide as these."""
    for table in word.all("tbl"):
        widths = [int(column.get(f"{W}w", "0")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        for row in table.iterchildren(f"{W}tr"):
            end = 0
            for cell, start, end in _columns(row):
                if _number(cell, "tcW", "w") != sum(widths[start:end]):
                    yield f"{_place(cell)} width"
            if end != len(widths):
                yield f"{_place(row)} {end} of {len(widths)} columns"


def merges_have_a_beginning(word: WordFile) -> Iterator[str]:
    """A cell that continues one above it stands under one that begins or continues in the same columns."""
    for table in word.all("tbl"):
        above: set[tuple[int, int]] = set()
        for row in table.iterchildren(f"{W}tr"):
            merged = [(cell, start, end) for cell, start, end in _columns(row) if _merge(cell)]
            for cell, start, end in merged:
                if _merge(cell) == "continue" and (start, end) not in above:
                    yield _place(cell)
            above = {(start, end) for _, start, end in merged}


def tables_are_kept_apart(word: WordFile) -> Iterator[str]:
    """Word makes one table of two that touch, and adds a paragraph after one that ends the body."""
    for table in word.all("tbl"):
        following = table.getnext()
        if following is None or following.tag != f"{W}p":
            yield _place(table)


def tables_are_fixed(word: WordFile) -> Iterator[str]:
    """Without fixed layout, a width and margins of its own a table looks otherwise in each program."""
    for table in word.all("tbl"):
        layout = table.find(f"{W}tblPr/{W}tblLayout")
        if layout is None or layout.get(f"{W}type") != "fixed":
            yield f"{_place(table)} layout"
        for name in ("tblW", "tblCellMar"):
            if table.find(f"{W}tblPr/{W}{name}") is None:
                yield f"{_place(table)} {name}"


def rows_grow(word: WordFile) -> Iterator[str]:
    """A row of exact height cuts its text off in silence."""
    for height in word.all("trHeight"):
        if height.get(f"{W}hRule") != "atLeast":
            yield _place(height)


# -- names and tags ---------------------------------------------------------------------------------------------------


def ids_are_single(word: WordFile) -> Iterator[str]:
    """Bookmarks, content controls and drawings each have an id, bookmarks a name, that nothing else has."""
    roots = [root for root in word.stories]
    ids = {
        "bookmark": [mark.get(f"{W}id") for root in roots for mark in root.iter(f"{W}bookmarkStart")],
        "bookmark name": [mark.get(f"{W}name") for root in roots for mark in root.iter(f"{W}bookmarkStart")],
        "bookmark end": [mark.get(f"{W}id") for root in roots for mark in root.iter(f"{W}bookmarkEnd")],
        "sdt": [mark.get(f"{W}val") for root in roots for mark in root.iterfind(f".//{W}sdtPr/{W}id")],
        "docPr": [mark.get("id") for root in roots for mark in root.iter(DRAWING)],
    }
    for kind, found in ids.items():
        yield from (f"{kind} {one}" for one, times in Counter(found).items() if times > 1)
    if sorted(ids["bookmark"]) != sorted(ids["bookmark end"]):
        yield "bookmarks without an end"


def no_tag_is_left(word: WordFile) -> Iterator[str]:
    """Nothing of the template's notation is in a filled file, not even cut into several runs."""
    for root in word.stories:
        for paragraph in root.iter(f"{W}p"):
            if found := TAG.search(_text(paragraph)):
                yield f"{_place(paragraph)} {found[0]}"
    for name in word.names:
        if name.startswith("docProps/") and TAG.search(word.texts.get(name, "")):
            yield name


def styles_exist(word: WordFile) -> Iterator[str]:
    """A style that is used is there; without it Word falls back to its own defaults."""
    for used in word.all("pStyle", "rStyle", "tblStyle", "basedOn"):
        if used.get(f"{W}val") not in word.style:
            yield str(used.get(f"{W}val"))


# -- fonts and lines --------------------------------------------------------------------------------------------------


def chinese_runs_have_a_hint(word: WordFile) -> Iterator[str]:
    """Without ``w:hint`` Word prints “ ” … — · ① □ half as wide, in the Latin font."""
    for root in word.stories:
        for run in root.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            if EAST_ASIAN.search(_text(run)) and (fonts is None or fonts.get(f"{W}hint") != "eastAsia"):
                yield f"{_place(run)} {_text(run)[:10]}"


def fonts_are_named_for_all_scripts(word: WordFile) -> Iterator[str]:
    """A style or run that names one font names all four, and the defaults name a Chinese one."""
    for fonts in word.all("rFonts"):
        named = [name for name in FONTS if fonts.get(W + name)]
        if named and len(named) != len(FONTS):
            yield f"{_place(fonts)} only {' '.join(named)}"
    if not word.in_force(None, f".//{W}rFonts", "eastAsia"):
        yield "defaults"


def no_theme_fonts(word: WordFile) -> Iterator[str]:
    """Theme fonts win over named ones."""
    for fonts in word.all("rFonts"):
        if any(fonts.get(W + name) for name in THEME_FONTS):
            yield _place(fonts)
    yield from (name for name in word.names if "/theme/" in name)
    if word.settings.find(f"{W}themeFontLang") is not None:
        yield "themeFontLang"


def languages_are_ours(word: WordFile) -> Iterator[str]:
    """A Japanese or Taiwanese language changes glyphs and the place of commas."""
    for lang in word.all("lang"):
        if lang.get(f"{W}eastAsia", "zh-CN") != "zh-CN" or lang.get(f"{W}val", "en-US") not in ("en-US", "zh-CN"):
            yield f"{_place(lang)} {' '.join(str(value) for value in lang.attrib.values())}"
    if word.in_force(None, f".//{W}lang", "eastAsia") != "zh-CN":
        yield "defaults"


def lines_are_exact(word: WordFile) -> Iterator[str]:
    """With any other line spacing the pages depend on which fonts a machine has.

    A line with a picture is as high as the picture: exact spacing would cut it off.
    """
    for spacing in word.all("spacing"):
        if _has_picture(spacing):
            continue
        asked = (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule"))
        in_paragraph = spacing.getparent() is not None and spacing.getparent().tag == f"{W}pPr"
        if in_paragraph and asked != (None, None) and (asked[0] is None or asked[1] != "exact"):
            yield f"{_place(spacing)} {asked}"
    for style_id in _used_styles(word):
        if word.in_force(style_id, f".//{W}pPr/{W}spacing", "lineRule") != "exact":
            yield f"style {style_id}"


def _has_picture(spacing: Element) -> bool:
    """Whether the spacing is that of a paragraph with nothing but a picture in it."""
    paragraph = next(spacing.iterancestors(f"{W}p"), None)
    return paragraph is not None and next(paragraph.iter(f"{W}drawing"), None) is not None and not _text(paragraph)


def lines_are_high_enough(word: WordFile) -> Iterator[str]:
    """Exact spacing cuts the tops off glyphs that are taller than the line."""
    for style_id in _used_styles(word):
        line = float(word.in_force(style_id, f".//{W}pPr/{W}spacing", "line") or 0) / 20
        size = float(word.in_force(style_id, f".//{W}rPr/{W}sz", "val") or 20) / 2
        if line < LEAST_LINE * size:
            yield f"style {style_id}: {size:g} pt in lines of {line:g} pt"


# -- the file ---------------------------------------------------------------------------------------------------------


def word_is_of_today(word: WordFile) -> Iterator[str]:
    """Below 15 Word says 兼容模式 in its title bar and lays out as it did in 2010."""
    modes = [
        setting.get(f"{W}val", "0")
        for setting in word.settings.iter(f"{W}compatSetting")
        if setting.get(f"{W}name") == "compatibilityMode"
    ]
    if len(modes) != 1 or int(modes[0]) < 15:
        yield f"compatibilityMode {modes}"
    for name in ("useFELayout", "adjustLineHeightInTable"):
        yield from (name for _ in word.settings.iter(W + name))


def no_grid_of_characters(word: WordFile) -> Iterator[str]:
    """Programs disagree about how many characters a grid holds."""
    for grid in word.all("docGrid"):
        if grid.get(f"{W}type") in ("linesAndChars", "snapToChars"):
            yield _place(grid)


def no_trace_of_the_library(word: WordFile) -> Iterator[str]:
    """No thumbnail of an empty page, no author python-docx, no year 2013."""
    yield from (name for name in word.names if "thumbnail" in name.lower())
    yield from (name for name, text in word.texts.items() if "thumbnail" in text.lower() and name.endswith(".rels"))
    core = word.texts.get("docProps/core.xml", "")
    yield from (f"docProps/core.xml {trace}" for trace in ("python-docx", "2013-") if trace in core)


Rule = Callable[[WordFile], Iterator[str]]
RULES: tuple[Rule, ...] = (
    cell_ends_with_a_paragraph,
    cells_fill_the_grid,
    merges_have_a_beginning,
    tables_are_kept_apart,
    tables_are_fixed,
    rows_grow,
    ids_are_single,
    no_tag_is_left,
    styles_exist,
    chinese_runs_have_a_hint,
    fonts_are_named_for_all_scripts,
    no_theme_fonts,
    languages_are_ours,
    lines_are_exact,
    lines_are_high_enough,
    word_is_of_today,
    no_grid_of_characters,
    no_trace_of_the_library,
)


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _text(element: Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def _number(cell: Element, name: str, attribute: str) -> int | None:
    found = cell.find(f"{W}tcPr/{W}{name}")
    return None if found is None else int(found.get(W + attribute, "0"))


def _merge(cell: Element) -> str:
    """``restart``, ``continue`` (which is what no value means) or nothing."""
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if found is None else found.get(f"{W}val", "continue")


def _columns(row: Element) -> Iterator[tuple[Element, int, int]]:
    """The cells of a row, each with the columns of the grid that it spans."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    start = 0 if before is None else int(before.get(f"{W}val", "0"))
    for cell in row.iterchildren(f"{W}tc"):
        end = start + (_number(cell, "gridSpan", "val") or 1)
        yield cell, start, end
        start = end


def _used_styles(word: WordFile) -> list[str]:
    """The styles of the paragraphs that have text or may get it; those that only keep things apart have none."""
    used = {style.get(f"{W}val", "") for root in word.stories for style in root.iter(f"{W}pStyle")}
    unnamed = any(
        paragraph.find(f"{W}pPr/{W}pStyle") is None for root in word.stories for paragraph in root.iter(f"{W}p")
    )
    return sorted((used | ({"Normal"} if unnamed else set())) - {"AfterTable"})


def _place(element: Element) -> str:
    """Where an element stands: table, row and cell from 1, or the style or tag it belongs to."""
    names = {f"{W}tbl": "table", f"{W}tr": "row", f"{W}tc": "cell"}
    steps = []
    for node in (element, *element.iterancestors()):
        if node.tag in names:
            before = sum(1 for _ in node.itersiblings(node.tag, preceding=True))
            steps.append(f"{names[str(node.tag)]} {before + 1}")
        elif node.tag == f"{W}style":
            steps.append(f"style {node.get(f'{W}styleId')}")
    return " ".join(reversed(steps)) or str(element.tag).removeprefix(W)
