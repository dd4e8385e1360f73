"""Reads the official form, our layout and our Word file each by their own rules, to be laid side by side."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from docgen.definitions.form import Choice, Choices, Form

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SLOT = re.compile(r"\{\{ ([a-z0-9_.]+) \}\}")
HEADINGS_AND_TEXT = ("h1", "h2", "h3", "h4", "h5", "p")

Cell = tuple[str, int, str]
"""Text (lines joined by /), columns spanned, and ``continue`` where a cell from above goes on."""


class Official:
    """The blocks of a layout: (section, text) or (section, rows of cells), slots put back to what is printed."""

    def __init__(self, path: Path, form: Form) -> None:
        self.form = form
        self.root = html.fromstring(path.read_bytes())

    def blocks(self) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        for section in self.root.iter("section"):
            for element in section:
                if element.tag == "table":
                    found.append((section.get("id"), list(self._grid(element))))
                elif text := self._text(element):
                    found.append((section.get("id"), text))
        return found

    def marks(self) -> list[tuple[str, str, str, str]]:
        """Tag, colspan, rowspan and whether the applicant fills it in, of every cell."""
        return [
            (cell.tag, cell.get("colspan", "1"), cell.get("rowspan", "1"), str("v" in cell.get("class", "").split()))
            for cell in self.root.iter("th", "td")
        ]

    def _grid(self, table: html.HtmlElement) -> Iterator[list[Cell]]:
        held: dict[int, tuple[int, int]] = {}
        rows = list(table.iter("tr"))
        width = sum(int(cell.get("colspan", "1")) for cell in rows[0])
        for row in rows:
            cells, column, line = iter(row), 0, list[Cell]()
            while column < width:
                left, span = held.pop(column, (0, 0))
                if left:
                    line.append(("", span, "continue"))
                else:
                    cell = next(cells)
                    left, span = int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))
                    line.append((self._text(cell), span, ""))
                if left > 1:
                    held[column] = (left - 1, span)
                column += span
            yield line

    def _text(self, element: html.HtmlElement) -> str:
        for br in element.iter("br"):
            br.tail = "\n" + (br.tail or "").lstrip("\n")
        return lines(printed(element.text_content(), self.form))


def printed(text: str, form: Form) -> str:
    """The text with its slots as the blank form prints them: □ for an option, nothing for an answer."""
    text = text.replace("{{ row.label }}", "……").replace("{% vm %}", "")
    return SLOT.sub(lambda slot: "□" if isinstance(form.slots.get(slot[1]), Choice | Choices) else "", text)


def lines(text: str) -> str:
    squeezed = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "/".join(line for line in squeezed if line)


def word_part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def word_blocks(data: bytes, form: Form) -> list[object]:
    """The paragraphs of a Word file as text, its tables as rows of cells; a cover line is a paragraph."""
    found: list[object] = []
    for element in next(word_part(data).iter(f"{W}body")):
        if element.tag == f"{W}tbl":
            rows = list(_word_rows(element, form))
            is_cover = element.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "CoverTable"
            found += ["".join(cell[0] for cell in row) for row in rows] if is_cover else [rows]
        elif element.tag == f"{W}p" and (text := lines(printed(text_of(element), form))):
            found.append(text)
    return found


def text_of(paragraph: etree._Element) -> str:
    printing = (node for node in paragraph.iter(f"{W}t", f"{W}tab") if node.getparent().tag == f"{W}r")
    return "".join(" " if node.tag == f"{W}tab" else node.text or "" for node in printing)


def _word_rows(table: etree._Element, form: Form) -> Iterator[list[Cell]]:
    for row in table.iter(f"{W}tr"):
        if "{%tr" in "".join(text_of(p) for p in row.iter(f"{W}p")):
            continue
        yield [_word_cell(cell, form) for cell in row.iter(f"{W}tc")]


def _word_cell(cell: etree._Element, form: Form) -> Cell:
    span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    text = "\n".join(text_of(paragraph) for paragraph in cell.iter(f"{W}p"))
    continues = merge is not None and merge.get(f"{W}val") == "continue"
    return (
        lines(printed(text, form)),
        1 if span is None else int(span.get(f"{W}val")),
        "continue" if continues else "",
    )
