"""Write and read WordprocessingML (ECMA-376): elements, paragraphs, tables; no other module imports lxml.

The order of the elements below is that of the schema. Word rejects or misreads a file in another order.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
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
_USUAL_MARGIN = 1440
_FONT_NAMES = frozenset(f"{{{_W}}}{name}" for name in ("ascii", "hAnsi", "eastAsia", "cs"))
_LARGEST_PART = 64 * 1024 * 1024  # a part unpacks to memory: a bound against zip bombs

CELL_MARGIN_SIDE = 100
CELL_MARGIN_TOP = 30
"""The margins inside a cell, in twentieths of a point, equal to those of the table style."""


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
    """``underlined`` for a blank to fill in: the cell has a bottom border."""


@dataclass(frozen=True)
class LocatedParagraph:
    """A paragraph that was read: its text, and its table, row and cell (from 1; 0 for none).

    ``story`` is ``body``, ``margin`` (header, footer, note) or ``hidden`` (no visible text, but visible to Jinja).
    """

    text: str
    story: str
    table: int = 0
    row: int = 0
    cell: int = 0


def w(tag: str, *children: Element, **attributes: str | int) -> Element:
    """Build the element ``w:tag`` with its children and attributes, all of the namespace ``w``."""
    element = etree.Element(qualify(tag), nsmap={"w": _W})
    for name, value in attributes.items():
        element.set(qualify(name), str(value))
    element.extend(children)
    return element


def build_run(text: str, style: str = "") -> Element:
    """Build a run of ``text``; a tab character becomes ``w:tab``.

    ``w:hint`` makes Word set “ ” … — · ① □ in the Chinese font; in the Latin font they are half as wide.
    """
    properties = w("rPr", *([w("rStyle", val=style)] if style else []), w("rFonts", hint="eastAsia"))
    element = w("r", properties)
    for number, part in enumerate(text.split("\t")):
        if number:
            element.append(w("tab"))
        if part:
            element.append(_build_text(part))
    return element


def build_paragraph(style: str, content: Iterable[Element], *properties: Element) -> Element:
    """Build a paragraph in ``style``; ``properties`` follow the style in ``w:pPr``, in the order of the schema."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)


class Bookmarks:
    """Creates bookmarks with consecutive ids; LibreOffice exports each as a PDF destination of the same name."""

    def __init__(self, highest: int = 0) -> None:
        self.generated = highest

    def create(self, name: str) -> list[Element]:
        """Create an empty bookmark, to be inserted into a paragraph."""
        self.generated += 1
        return [w("bookmarkStart", id=self.generated, name=name), w("bookmarkEnd", id=self.generated)]


def build_table(style: str, widths: Sequence[int], rows: Iterable[Element]) -> Element:
    """Build a table of fixed layout; ``widths`` are the grid columns in twentieths of a point."""
    properties = w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        *_BORDERS[style](),
        w("tblLayout", type="fixed"),
        _build_cell_margins(style),
        w("tblLook", val="0000"),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def build_row(cells: Iterable[WordCell], least_height: int, *properties: Element) -> Element:
    """Build a row that does not break across pages; ``least_height`` is in twentieths of a point."""
    height = w("trHeight", val=least_height, hRule="atLeast")
    return w("tr", w("trPr", w("cantSplit"), height, *properties), *map(_build_cell, cells))


def build_header_property() -> Element:
    """Build the row property that repeats a row at the top of each page."""
    return w("tblHeader")


def build_section(width: int, height: int, margins: Mapping[str, int]) -> Element:
    """Build the section properties: page size and margins in twentieths of a point, and the shared header."""
    orientation = {"orient": "landscape"} if width > height else {}
    header = w("headerReference", type="default")
    header.set(f"{{{_R}}}id", "rId4")
    size = w("pgSz", w=width, h=height, **orientation)
    return w("sectPr", header, size, w("pgMar", **margins, header=850, footer=850, gutter=0))


def build_document(body: Iterable[Element]) -> bytes:
    """Build the main part of a Word file."""
    root = etree.Element(qualify("document"), nsmap={"w": _W, "r": _R})
    root.append(w("body", *body))
    etree.cleanup_namespaces(root, top_nsmap={"w": _W, "r": _R})
    return _serialize(root)


def copy_styles(styles: bytes, copies: Iterable[tuple[str, str, str]]) -> bytes:
    """Add copies of styles to ``styles.xml``: (id of the original, id of the copy, suffix of its name)."""
    root = etree.fromstring(styles, _create_parser())
    by_id = {style.get(qualify("styleId")): style for style in root.iter(qualify("style"))}
    for original, copy_id, name in copies:
        copied = etree.fromstring(etree.tostring(by_id[original], with_tail=False), _create_parser())
        copied.set(qualify("styleId"), copy_id)
        named, based = copied.find(qualify("name")), copied.find(qualify("basedOn"))
        if named is None or based is None:
            raise ValueError(f"the style {original} has no name or no base")
        named.set(qualify("val"), f"{named.get(qualify('val'))} {name}")
        based.set(qualify("val"), original)
        root.append(copied)
    return _serialize(root)


def resize_styles(styles: bytes, sizes: Mapping[str, tuple[int, int]]) -> bytes:
    """Resize styles of ``styles.xml``: style id → size in half points, exact line spacing in twentieths of a point.

    An indented first line stays indented by two characters. A style that does not exist is ignored.
    """
    root = etree.fromstring(styles, _create_parser())
    for style in root.iter(qualify("style")):
        size, line = sizes.get(style.get(qualify("styleId"), ""), (0, 0))
        if size:
            for element in style.iter(qualify("sz"), qualify("szCs")):
                element.set(qualify("val"), str(size))
            for element in style.iter(qualify("spacing")):
                element.set(qualify("line"), str(line))
            for element in style.iter(qualify("ind")):
                if element.get(qualify("firstLineChars")):
                    element.set(qualify("firstLine"), str(2 * size * 10))
    return _serialize(root)


def list_declared_fonts(styles: bytes, document: bytes) -> frozenset[str]:
    """List the fonts of the styles that a main part uses, the default fonts, and those of its runs."""
    root = etree.fromstring(styles, _create_parser())
    body = etree.fromstring(document, _create_parser())
    used = {str(style.get(qualify("val"))) for style in body.iter(qualify("pStyle"), qualify("rStyle"))}
    holders = [style for style in root.iter(qualify("style")) if style.get(qualify("styleId")) in used]
    fonts = (
        fonts for holder in (*root.iter(qualify("docDefaults")), *holders) for fonts in holder.iter(qualify("rFonts"))
    )
    declared = (*fonts, *body.iter(qualify("rFonts")))
    return frozenset(str(name) for font in declared for key, name in font.attrib.items() if key in _FONT_NAMES)


def read_bottom_margin(document: bytes) -> int:
    """Read the bottom page margin of a main part, in twentieths of a point; Word's own where it names none."""
    root = etree.fromstring(document, _create_parser())
    margins = [one.get(qualify("bottom"), "") for one in root.iter(qualify("pgMar"))]
    return next((abs(int(text)) for text in reversed(margins) if text.lstrip("-").isdecimal()), _USUAL_MARGIN)


def set_title(properties: bytes, title: str) -> bytes:
    """Set the document title in ``core.xml``."""
    root = etree.fromstring(properties, _create_parser())
    for element in root.iter("{http://purl.org/dc/elements/1.1/}title"):
        element.text = title
    return _serialize(root)


def read_paragraphs(path: Path) -> tuple[LocatedParagraph, ...]:
    """Read the paragraphs of a Word file, including text boxes and content controls; the body comes first.

    Runs are joined, because Word may split a text at any character. Raises InputError if it is not a Word file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            margins = sorted(name for name in archive.namelist() if _MARGIN_PART.match(name))
            body, *others = [_read_part(archive, name, path) for name in (_BODY, *margins)]
        return (
            *_locate_paragraphs(body, "body"),
            *(found for part in others for found in _locate_paragraphs(part, "margin")),
        )
    except (KeyError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError):
        raise InputError(
            "这不是一个能读的 Word 文件（.docx）。", remedy="请用 Word 另存为 .docx 后再试。", path=path
        ) from None


def parse_part(content: bytes) -> Element:
    """Parse a part with all that is in it, to be written again; raises InputError where it is no XML.

    Entities stay what they are, and nothing is fetched.
    """
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise InputError("里面的内容读不出来，可能已损坏。", remedy="请用 Word 或 WPS 打开，另存一份再用。") from None


def serialize_part(root: Element) -> bytes:
    """Write a part."""
    return _serialize(root.getroottree().getroot())


def qualify(tag: str) -> str:
    """Return the full name of an element or attribute of the namespace ``w``."""
    return f"{{{_W}}}{tag}"


def _build_text(text: str) -> Element:
    element = w("t")
    element.set(f"{{{_XML}}}space", "preserve")
    element.text = text
    return element


def _build_cell(cell: WordCell) -> Element:
    properties = [w("tcW", w=cell.width, type="dxa")]
    if cell.span > 1:
        properties.append(w("gridSpan", val=cell.span))
    if cell.merge:
        properties.append(w("vMerge", val=cell.merge))
    if cell.underlined:
        properties.append(w("tcBorders", _build_border("bottom", 4)))
    if cell.vertical:
        properties.append(w("vAlign", val=cell.vertical))
    return w("tc", w("tcPr", *properties), *cell.paragraphs)


def _build_border(side: str, eighths: int) -> Element:
    return w(side, val="single", sz=eighths, space=0, color="000000")


def _build_form_borders() -> list[Element]:
    sides = [_build_border(side, 8) for side in ("top", "left", "bottom", "right")]
    return [w("tblBorders", *sides, _build_border("insideH", 4), _build_border("insideV", 4))]


_BORDERS = {"FormTable": _build_form_borders, "CoverTable": list[Element]}


def _build_cell_margins(style: str) -> Element:
    top, side = (CELL_MARGIN_TOP, CELL_MARGIN_SIDE) if style == "FormTable" else (0, 0)
    return w(
        "tblCellMar",
        *(w(name, w=top if name in ("top", "bottom") else side, type="dxa") for name in _SIDES),
    )


_SIDES = ("top", "left", "bottom", "right")


def _create_parser() -> etree.XMLParser:
    # A template may come from outside: no entities (billion laughs), nothing from the network.
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True)


def _serialize(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _read_part(archive: zipfile.ZipFile, name: str, path: Path) -> Element:
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise InputError("文件里的内容大得不像一份申报表。", remedy="请检查是否放错了文件。", path=path)
    return etree.fromstring(archive.read(name), _create_parser())


def _locate_paragraphs(root: Element, story: str) -> Iterator[LocatedParagraph]:
    table, row, cell, paragraph = map(qualify, ("tbl", "tr", "tc", "p"))
    holders = {row: table, cell: row}
    numbers: dict[Element, int] = {}
    counts = Counter[Element | None]()
    # Numbers are given before paragraphs are visited: iter() is in document order.
    for element in root.iter(paragraph, table, row, cell):
        if element.tag != paragraph:
            holder = holders.get(str(element.tag))
            outside = next(element.iterancestors(holder), None) if holder else None
            counts[outside] += 1
            numbers[element] = counts[outside]
        # mc:Fallback repeats a text box for old readers; its text is already read from mc:Choice.
        elif not any(True for _ in element.iterancestors(_FALLBACK)):
            place = [next(element.iterancestors(name), None) for name in (table, row, cell)]
            found = [0 if one is None else numbers[one] for one in place]
            yield LocatedParagraph(_join_text(element), story, *(found if all(found) else (0, 0, 0)))
    yield from (LocatedParagraph(text, "hidden") for text in _find_hidden_text(root))


def _join_text(element: Element) -> str:
    """Join the text of a paragraph, without that of paragraphs in text boxes inside it."""
    texts = (text for text in element.iter(qualify("t")) if next(text.iterancestors(qualify("p"))) is element)
    return "".join(text.text or "" for text in texts)


def _find_hidden_text(root: Element) -> Iterator[str]:
    """Find Jinja notation outside the text of paragraphs: in attributes, field codes and properties."""
    for element in root.iter(etree.Element):
        values = [str(value) for value in element.attrib.values()]
        texts = [] if element.tag == qualify("t") else [element.text or ""]
        yield from (value for value in (*values, *texts) if _JINJA.search(value))
