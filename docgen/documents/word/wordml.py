"""Writes and reads WordprocessingML: elements, paragraphs, tables; the one file that imports lxml.

The order of the elements below is the schema's; Word refuses or misreads a file where it is not kept.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from docgen.errors import InputError

Element = etree._Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = "http://www.w3.org/XML/1998/namespace"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_MARGIN_PART = re.compile(r"word/(header|footer|footnotes)\d*\.xml\Z|docProps/core\.xml\Z")
_JINJA = re.compile(r"\{[{%#]")
_LARGEST_PART = 64 * 1024 * 1024

CELL_MARGIN_SIDE = 100
CELL_MARGIN_TOP = 30
"""The margins inside a cell, in twentieths of a point, as the table style has them."""


@dataclass(frozen=True)
class WordCell:
    """One ``w:tc``: its width in twentieths of a point, its paragraphs, how it is merged and aligned."""

    width: int
    paragraphs: Sequence[Element]
    span: int = 1
    merge: str = ""
    """``restart`` or ``continue`` for a cell that is merged downwards."""
    vertical: str = ""
    underlined: str = ""
    """``underlined`` for a blank to fill in: a line under the cell."""


@dataclass(frozen=True)
class Located:
    """A paragraph that was read: its text, and the table, row and cell it is in (from 1; 0 for none).

    ``story`` is ``body``, ``margin`` (header, footer, note) or ``hidden`` (not text at all, but Jinja would see it).
    """

    text: str
    story: str
    table: int = 0
    row: int = 0
    cell: int = 0


def w(tag: str, *children: Element, **attributes: str | int) -> Element:
    """The element ``w:tag`` with its children; the attributes are those of the same namespace."""
    element = etree.Element(_name(tag), nsmap={"w": _W})
    for name, value in attributes.items():
        element.set(_name(name), str(value))
    element.extend(children)
    return element


def run(text: str, style: str = "") -> Element:
    """The run of ``text``; a tab character becomes a tab.

    ``hint`` makes Word print “ ” … — · ① □ in the Chinese font, not half as wide in the Latin one.
    """
    properties = w("rPr", *([w("rStyle", val=style)] if style else []), w("rFonts", hint="eastAsia"))
    element = w("r", properties)
    for number, part in enumerate(text.split("\t")):
        if number:
            element.append(w("tab"))
        if part:
            element.append(_text(part))
    return element


def paragraph(style: str, content: Iterable[Element], *properties: Element) -> Element:
    """A paragraph in ``style``; ``properties`` follow the style in ``w:pPr``, in the order of the schema."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)


class Bookmarks:
    """Makes bookmarks, each with a number of its own; the PDF has a destination of the same name."""

    def __init__(self) -> None:
        self.made = 0

    def new(self, name: str) -> list[Element]:
        """An empty bookmark, to be put into a paragraph."""
        self.made += 1
        return [w("bookmarkStart", id=self.made, name=name), w("bookmarkEnd", id=self.made)]


def table(style: str, widths: Sequence[int], rows: Iterable[Element]) -> Element:
    """A table of fixed layout; ``widths`` in twentieths of a point are the grid that the cells must add up to."""
    properties = w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        *_BORDERS[style](),
        w("tblLayout", type="fixed"),
        _cell_margins(style),
        w("tblLook", val="0000"),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def row(cells: Iterable[WordCell], least_height: int, *properties: Element) -> Element:
    """A row that stays on one page and is ``least_height`` twentieths of a point high or higher."""
    height = w("trHeight", val=least_height, hRule="atLeast")
    return w("tr", w("trPr", w("cantSplit"), height, *properties), *map(_cell, cells))


def heading_row() -> Element:
    """The property of a row that is printed again at the top of each page."""
    return w("tblHeader")


def section(width: int, height: int, margins: Mapping[str, int]) -> Element:
    """The page: its size and margins in twentieths of a point, and the header of the house."""
    orientation = {"orient": "landscape"} if width > height else {}
    header = w("headerReference", type="default")
    header.set(f"{{{_R}}}id", "rId4")
    size = w("pgSz", w=width, h=height, **orientation)
    return w("sectPr", header, size, w("pgMar", **margins, header=850, footer=850, gutter=0))


def document(body: Iterable[Element]) -> bytes:
    """The main part of a Word file."""
    root = etree.Element(_name("document"), nsmap={"w": _W, "r": _R})
    root.append(w("body", *body))
    etree.cleanup_namespaces(root, top_nsmap={"w": _W, "r": _R})
    return _serialised(root)


def copied_styles(styles: bytes, copies: Iterable[tuple[str, str, str]]) -> bytes:
    """``styles.xml`` with copies of some styles added: (id to copy, id of the copy, what its name adds)."""
    root = etree.fromstring(styles, _parser())
    by_id = {style.get(_name("styleId")): style for style in root.iter(_name("style"))}
    for original, copy_id, name in copies:
        copied = etree.fromstring(etree.tostring(by_id[original], with_tail=False), _parser())
        copied.set(_name("styleId"), copy_id)
        named, based = copied.find(_name("name")), copied.find(_name("basedOn"))
        if named is None or based is None:
            raise ValueError(f"the style {original} has no name or no base")
        named.set(_name("val"), f"{named.get(_name('val'))} {name}")
        based.set(_name("val"), original)
        root.append(copied)
    return _serialised(root)


def resized_styles(styles: bytes, sizes: Mapping[str, tuple[int, int]]) -> bytes:
    """``styles.xml`` with other sizes: style id → size in half points, exact line spacing in twentieths of a point.

    A first line that is set in stays set in by two characters. A style that is not there is left out.
    """
    root = etree.fromstring(styles, _parser())
    for style in root.iter(_name("style")):
        size, line = sizes.get(style.get(_name("styleId"), ""), (0, 0))
        if size:
            for element in style.iter(_name("sz"), _name("szCs")):
                element.set(_name("val"), str(size))
            for element in style.iter(_name("spacing")):
                element.set(_name("line"), str(line))
            for element in style.iter(_name("ind")):
                if element.get(_name("firstLineChars")):
                    element.set(_name("firstLine"), str(2 * size * 10))
    return _serialised(root)


def declared_fonts(styles: bytes, document: bytes) -> frozenset[str]:
    """The fonts that a main part declares: those of the styles that it uses, and the default ones."""
    root = etree.fromstring(styles, _parser())
    body = etree.fromstring(document, _parser())
    used = {str(style.get(_name("val"))) for style in body.iter(_name("pStyle"), _name("rStyle"))}
    holders = [style for style in root.iter(_name("style")) if style.get(_name("styleId")) in used]
    fonts = (fonts for holder in (*root.iter(_name("docDefaults")), *holders) for fonts in holder.iter(_name("rFonts")))
    return frozenset(str(name) for font in fonts for key, name in font.attrib.items() if key != _name("hint"))


def bottom_margin(document: bytes) -> int:
    """The margin at the foot of the pages of a main part, in twentieths of a point."""
    *_, last = etree.fromstring(document, _parser()).iter(_name("pgMar"))
    return int(last.attrib[_name("bottom")])


def titled(properties: bytes, title: str) -> bytes:
    """``core.xml`` with the title of the document."""
    root = etree.fromstring(properties, _parser())
    for element in root.iter("{http://purl.org/dc/elements/1.1/}title"):
        element.text = title
    return _serialised(root)


def read_paragraphs(path: Path) -> tuple[Located, ...]:
    """The text of a Word file, paragraph by paragraph, text boxes and content controls included; the body first.

    Runs are joined: what was typed in one go may be cut anywhere. Raises InputError if it is not a Word file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            margins = sorted(name for name in archive.namelist() if _MARGIN_PART.match(name))
            body, *others = [_part(archive, name, path) for name in (_BODY, *margins)]
        return (*_located(body, "body"), *(found for part in others for found in _located(part, "margin")))
    except (KeyError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError):
        raise InputError(
            "这不是一个能读的 Word 文件（.docx）。", remedy="请用 Word 另存为 .docx 后再试。", path=path
        ) from None


def _name(tag: str) -> str:
    return f"{{{_W}}}{tag}"


def _text(text: str) -> Element:
    element = w("t")
    element.set(f"{{{_XML}}}space", "preserve")
    element.text = text
    return element


def _cell(cell: WordCell) -> Element:
    properties = [w("tcW", w=cell.width, type="dxa")]
    if cell.span > 1:
        properties.append(w("gridSpan", val=cell.span))
    if cell.merge:
        properties.append(w("vMerge", val=cell.merge))
    if cell.underlined:
        properties.append(w("tcBorders", _line("bottom", 4)))
    if cell.vertical:
        properties.append(w("vAlign", val=cell.vertical))
    return w("tc", w("tcPr", *properties), *cell.paragraphs)


def _line(side: str, eighths: int) -> Element:
    return w(side, val="single", sz=eighths, space=0, color="000000")


def _form_borders() -> list[Element]:
    sides = [_line(side, 8) for side in ("top", "left", "bottom", "right")]
    return [w("tblBorders", *sides, _line("insideH", 4), _line("insideV", 4))]


_BORDERS = {"FormTable": _form_borders, "CoverTable": list[Element]}


def _cell_margins(style: str) -> Element:
    top, side = (CELL_MARGIN_TOP, CELL_MARGIN_SIDE) if style == "FormTable" else (0, 0)
    return w(
        "tblCellMar",
        *(w(name, w=top if name in ("top", "bottom") else side, type="dxa") for name in _SIDES),
    )


_SIDES = ("top", "left", "bottom", "right")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True)


def _serialised(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _part(archive: zipfile.ZipFile, name: str, path: Path) -> Element:
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise InputError("文件里的内容大得不像一份申报表。", remedy="请检查是否放错了文件。", path=path)
    return etree.fromstring(archive.read(name), _parser())


def _located(root: Element, story: str) -> Iterator[Located]:
    tables: dict[Element, int] = {}
    for element in root.iter(_name("p"), _name("tbl")):
        if element.tag == _name("tbl"):
            tables[element] = len(tables) + 1
        elif not any(True for _ in element.iterancestors(_FALLBACK)):
            yield Located(_joined(element), story, *_place(element, tables))
    yield from (Located(text, "hidden") for text in _hidden(root))


def _place(element: Element, tables: Mapping[Element, int]) -> tuple[int, int, int]:
    cell = next(element.iterancestors(_name("tc")), None)
    if cell is None:
        return 0, 0, 0
    row_element = next(cell.iterancestors(_name("tr")))
    table_element = next(row_element.iterancestors(_name("tbl")))
    return (
        tables[table_element],
        list(table_element.iter(_name("tr"))).index(row_element) + 1,
        list(row_element.iter(_name("tc"))).index(cell) + 1,
    )


def _joined(element: Element) -> str:
    """The text of a paragraph, without that of paragraphs in text boxes inside it."""
    texts = (text for text in element.iter(_name("t")) if next(text.iterancestors(_name("p"))) is element)
    return "".join(text.text or "" for text in texts)


def _hidden(root: Element) -> Iterator[str]:
    """What is not text of a paragraph but would be read as Jinja: attributes, field codes, properties."""
    for element in root.iter(etree.Element):
        values = [str(value) for value in element.attrib.values()]
        texts = [] if element.tag == _name("t") else [element.text or ""]
        yield from (value for value in (*values, *texts) if _JINJA.search(value))
