"""Read the layout of a form into blocks: HTML with the official text, and slots in its cells.

colspan and rowspan are the notation for merged cells, ``{{ slot }}`` for an answer, ``<br>`` for a new line.
``data-each="row in some.slot"`` repeats a row, ``data-slot`` replaces a printed filler such as …… by a slot,
``data-lines`` is the least number of lines of a cell. Any other notation is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from docgen.errors import DefinitionError


@dataclass(frozen=True)
class OfficialText:
    """Official text."""

    text: str


@dataclass(frozen=True)
class Slot:
    """The place of an answer, or of an item of a repeated row (``row.label``)."""

    name: str


Piece = OfficialText | Slot


@dataclass(frozen=True)
class LayoutSpan:
    """Pieces of one ``<span>`` with its ``classes``; text outside of a ``<span>`` has no classes."""

    pieces: tuple[Piece, ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayoutLine:
    """One line before wrapping, which is one paragraph in Word."""

    spans: tuple[LayoutSpan, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of the line, in order."""
        return tuple(piece for span in self.spans for piece in span.pieces)

    @property
    def words(self) -> str:
        """The official text of the line, without slots."""
        return "".join(piece.text for piece in self.pieces if isinstance(piece, OfficialText))

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots in the line."""
        return tuple(piece.name for piece in self.pieces if isinstance(piece, Slot))


@dataclass(frozen=True)
class LayoutParagraph:
    """A heading or a paragraph; ``tag`` is h1 … h5 or p."""

    tag: str
    line: LayoutLine
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayoutCell:
    """A cell: ``is_label`` for th, ``least_lines`` for its least number of lines."""

    lines: tuple[LayoutLine, ...]
    colspan: int = 1
    rowspan: int = 1
    is_label: bool = False
    classes: tuple[str, ...] = ()
    least_lines: int = 0


@dataclass(frozen=True)
class LayoutRow:
    """A row; ``each`` is the loop that repeats this row alone, or empty."""

    cells: tuple[LayoutCell, ...]
    classes: tuple[str, ...] = ()
    each: str = ""


@dataclass(frozen=True)
class RowGroup:
    """Rows that one loop repeats together; printed once if ``each`` is empty."""

    rows: tuple[LayoutRow, ...]
    each: str = ""


@dataclass(frozen=True)
class LayoutTable:
    """A table; ``shares`` are the column widths, with a sum of 1. The class ``close`` allows lower rows."""

    shares: tuple[float, ...]
    groups: tuple[RowGroup, ...]
    classes: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[LayoutRow, ...]:
        """The rows of all groups, in order."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class LayoutSection:
    """One ``<section>``: the cover, the instructions or a part of the form."""

    id: str
    classes: tuple[str, ...]
    blocks: tuple[LayoutParagraph | LayoutTable, ...]


@dataclass(frozen=True)
class FormLayout:
    """A complete layout; ``classes`` of the html element select page size and margins."""

    title: str
    classes: tuple[str, ...]
    sections: tuple[LayoutSection, ...]


def read_layout(path: Path) -> FormLayout:
    """Read the layout in the HTML file at ``path``; raises DefinitionError, with the line, for unknown notation."""
    return parse_layout(path.read_text("utf-8"), path)


def parse_layout(text: str, path: Path) -> FormLayout:
    """Read the layout in the HTML ``text``; ``path`` is the file in errors. Raises what :func:`read_layout` raises."""
    reader = _ElementReader(path)
    reader.feed(text)
    root = reader.finish()
    return _LayoutBuilder(path).build_layout(root)


_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "html": frozenset({"lang", "class"}),
    "meta": frozenset({"charset"}),
    "title": frozenset(),
    "section": frozenset({"id", "class"}),
    **{heading: frozenset({"class"}) for heading in _HEADINGS},
    "p": frozenset({"class"}),
    "span": frozenset({"class"}),
    "br": frozenset(),
    "table": frozenset({"class"}),
    "colgroup": frozenset(),
    "col": frozenset({"style"}),
    "tbody": frozenset({"data-each"}),
    "tr": frozenset({"class", "data-each"}),
    "th": frozenset({"class", "colspan", "rowspan", "data-slot", "data-lines"}),
    "td": frozenset({"class", "colspan", "rowspan", "data-slot", "data-lines"}),
}
_CLASSES: Mapping[str, frozenset[str]] = {
    "html": frozenset({"landscape", "wide"}),
    "section": frozenset({"cover", "front"}),
    "p": frozenset({"line", "foot", "lead", "limit", "hint", "note", "stage", "answer", "sign"}),
    "span": frozenset({"v", "statement", "sign", "date", "band"}),
    "table": frozenset({"close"}),
    "tr": frozenset({"head"}),
    "th": frozenset({"left", "center", "bottom"}),
    "td": frozenset({"v", "left", "center", "bottom"}),
}
_VOID = frozenset({"meta", "br", "col"})
_SLOT = re.compile(r"\{\{ ([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*) \}\}")
_EACH = re.compile(r"[a-z_]+ in [a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\Z")
_WIDTH = re.compile(r"width: ?([0-9.]+)%\Z")
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    line: int
    children: list[_Element | str] = field(default_factory=list)

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.attributes.get("class", "").split())

    def iterate_elements(self) -> Iterator[_Element]:
        return (child for child in self.children if isinstance(child, _Element))


class _ElementReader(HTMLParser):
    """Builds the tree of elements; every element must be closed (stricter than HTML)."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.open = [_Element("", {}, 0)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in _ATTRIBUTES:
            raise self._build_fault(f"不认识标记 <{tag}>")
        for name, _ in attrs:
            if name not in _ATTRIBUTES[tag]:
                raise self._build_fault(f"标记 <{tag}> 不能有属性 {name}")
        element = _Element(tag, {name: value or "" for name, value in attrs}, line)
        for name in set(element.classes) - _CLASSES.get(tag, frozenset()):
            raise self._build_fault(f"<{tag}> 没有类别 {name}")
        self.open[-1].children.append(element)
        # A void element has no end tag, so that it must not be left open.
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            raise self._build_fault(f"</{tag}> 之前还有没有结束的 <{self.open[-1].tag}>")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def finish(self) -> _Element:
        """End the parsing and return the html element; raises DefinitionError if an element is not closed."""
        self.close()
        if len(self.open) > 1:
            raise self._build_fault(f"<{self.open[-1].tag}> 没有结束")
        roots = [element for element in self.open[0].iterate_elements() if element.tag == "html"]
        if len(roots) != 1:
            raise self._build_fault("应有一个 <html>")
        return roots[0]

    def _build_fault(self, message: str) -> DefinitionError:
        return DefinitionError(f"{message}。", remedy="请检查版式文件。", path=self.path, line=self.getpos()[0])


class _LayoutBuilder:
    """Builds the blocks of a layout from its elements."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def build_layout(self, root: _Element) -> FormLayout:
        titles = [_join_text(element) for element in root.iterate_elements() if element.tag == "title"]
        sections = [self._build_section(element) for element in root.iterate_elements() if element.tag == "section"]
        return FormLayout("".join(titles), root.classes, tuple(sections))

    def _build_section(self, element: _Element) -> LayoutSection:
        blocks = tuple(self._build_block(child) for child in element.iterate_elements())
        return LayoutSection(element.attributes.get("id", ""), element.classes, blocks)

    def _build_block(self, element: _Element) -> LayoutParagraph | LayoutTable:
        if element.tag == "table":
            return self._build_table(element)
        if element.tag not in ("p", *_HEADINGS):
            raise self._build_fault(element, f"<{element.tag}> 不能直接放在 <section> 里")
        lines = self._build_lines(element)
        if len(lines) != 1:
            raise self._build_fault(element, "段落里不能有 <br>")
        return LayoutParagraph(element.tag, lines[0], element.classes)

    def _build_table(self, element: _Element) -> LayoutTable:
        groups: list[RowGroup] = []
        shares: tuple[float, ...] = ()
        for child in element.iterate_elements():
            if child.tag == "colgroup":
                shares = self._read_shares(child)
            elif child.tag == "tbody":
                groups.append(RowGroup(tuple(map(self._build_row, child.iterate_elements())), self._read_loop(child)))
            else:
                groups.append(RowGroup((self._build_row(child),)))
        table = LayoutTable(shares, tuple(groups), element.classes)
        if not shares or any(sum(cell.colspan for cell in row.cells) > len(shares) for row in table.rows):
            raise self._build_fault(element, "<colgroup> 的列数与表格不符")
        return table

    def _read_shares(self, element: _Element) -> tuple[float, ...]:
        widths = []
        for column in element.iterate_elements():
            match = _WIDTH.match(column.attributes.get("style", ""))
            if not match:
                raise self._build_fault(column, '<col> 应写明 style="width:…%"')
            widths.append(float(match[1]))
        return tuple(width / sum(widths) for width in widths)

    def _build_row(self, element: _Element) -> LayoutRow:
        if element.tag != "tr":
            raise self._build_fault(element, f"表格里不能直接放 <{element.tag}>")
        return LayoutRow(
            tuple(map(self._build_cell, element.iterate_elements())), element.classes, self._read_loop(element)
        )

    def _read_loop(self, element: _Element) -> str:
        each = element.attributes.get("data-each", "")
        if each and not _EACH.match(each):
            raise self._build_fault(element, f'data-each="{each}" 应写成“row in 栏目”')
        return each

    def _build_cell(self, element: _Element) -> LayoutCell:
        if element.tag not in ("th", "td"):
            raise self._build_fault(element, f"表格的行里不能放 <{element.tag}>")
        lines = self._build_lines(element)
        if "data-slot" in element.attributes:
            lines = (LayoutLine((LayoutSpan((Slot(element.attributes["data-slot"]),)),)),)
        return LayoutCell(
            lines,
            self._read_number(element, "colspan", 1),
            self._read_number(element, "rowspan", 1),
            element.tag == "th",
            element.classes,
            self._read_number(element, "data-lines", 0),
        )

    def _read_number(self, element: _Element, name: str, absent: int) -> int:
        text = element.attributes.get(name)
        if text is None:
            return absent
        if not text.isdecimal() or int(text) == 0:
            raise self._build_fault(element, f'{name}="{text}" 应是正整数')
        return int(text)

    def _build_lines(self, element: _Element) -> tuple[LayoutLine, ...]:
        lines: list[list[LayoutSpan]] = [[]]
        for child in element.children:
            if isinstance(child, str):
                lines[-1].append(LayoutSpan(self._split_pieces(child, element)))
            elif child.tag == "br":
                lines.append([])
            elif child.tag == "span":
                lines[-1].append(LayoutSpan(self._split_pieces(_join_text(child), child), child.classes))
            else:
                raise self._build_fault(child, f"<{element.tag}> 里不能放 <{child.tag}>")
        return tuple(_trim_line(line) for line in lines)

    def _split_pieces(self, text: str, element: _Element) -> tuple[Piece, ...]:
        parts = _SLOT.split(_BLANKS.sub(" ", text))
        pieces: list[Piece] = []
        for number, part in enumerate(parts):
            # re.split puts the captured slot names at the odd positions.
            if number % 2:
                pieces.append(Slot(part))
            elif "{" in part or "}" in part:
                raise self._build_fault(element, f"“{part.strip()}”不是“{{{{ 栏目 }}}}”的写法")
            elif part:
                pieces.append(OfficialText(part))
        return tuple(pieces)

    def _build_fault(self, element: _Element, message: str) -> DefinitionError:
        return DefinitionError(f"{message}。", remedy="请检查版式文件。", path=self.path, line=element.line)


def _join_text(element: _Element) -> str:
    return "".join(child for child in element.children if isinstance(child, str))


def _trim_line(spans: list[LayoutSpan]) -> LayoutLine:
    """Remove the white space between tags from a line; a blank to fill in (a span with a class) stays."""
    return LayoutLine(tuple(span for span in spans if span.classes or span.pieces not in ((), (OfficialText(" "),))))
