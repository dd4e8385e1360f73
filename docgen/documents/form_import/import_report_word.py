"""The report of an import as a Word document, in the style of docgen's own papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docgen.documents.form_import.import_report import GONE, NEW, ImportReport, ImportSection, Words
from docgen.documents.word import wordml
from docgen.documents.word.archive import build_archive
from docgen.documents.word.wordml import Element, WordCell, w

_PAGE = (16838, 11906)
_MARGINS = {"top": 1134, "right": 1134, "bottom": 1134, "left": 1134}
_WIDTH = _PAGE[0] - _MARGINS["left"] - _MARGINS["right"]
_LEAST_ROW = 400
_MARKS = {GONE: ("strike", "C00000"), NEW: ("b", "00700A")}


def write_report_word(report: ImportReport, house: Path) -> bytes:
    """Return the report as a .docx; ``house`` is the folder of the shared style. The same report gives equal bytes."""
    parts = {path.relative_to(house).as_posix(): path.read_bytes() for path in house.rglob("*") if path.is_file()}
    parts["word/document.xml"] = wordml.build_document(_build_body(report))
    parts["docProps/core.xml"] = wordml.set_title(parts["docProps/core.xml"], report.title)
    return build_archive(dict(sorted(parts.items())))


def _build_body(report: ImportReport) -> Iterator[Element]:
    yield wordml.build_paragraph("Title", [wordml.build_run(report.title)])
    for section in report.sections:
        yield wordml.build_paragraph("Part", [wordml.build_run(section.heading)], w("pageBreakBefore", val="0"))
        if section.lead:
            yield wordml.build_paragraph("Lead", [wordml.build_run(section.lead)])
        if section.rows:
            yield _build_table(section)
            yield wordml.build_paragraph("AfterTable", [])
    size = w("pgSz", w=_PAGE[0], h=_PAGE[1], orient="landscape")
    yield w("sectPr", size, w("pgMar", **_MARGINS, header=850, footer=850, gutter=0))


def _build_table(section: ImportSection) -> Element:
    whole = sum(share for _, share in section.columns)
    widths = [_WIDTH * share // whole for _, share in section.columns]
    rows = []
    if any(name for name, _ in section.columns):
        heads = [
            WordCell(width, [wordml.build_paragraph("Label", [wordml.build_run(name)])])
            for width, (name, _) in zip(widths, section.columns, strict=True)
        ]
        rows.append(wordml.build_row(heads, _LEAST_ROW, wordml.build_header_property()))
    for row in section.rows:
        cells = [WordCell(width, list(_build_paragraphs(words))) for width, words in zip(widths, row, strict=True)]
        rows.append(wordml.build_row(cells, _LEAST_ROW))
    return wordml.build_table("FormTable", widths, rows)


def _build_paragraphs(words: Words) -> Iterator[Element]:
    """Yield a paragraph for each line; what only one text has is struck out, or bold, and in colour."""
    lines: list[list[Element]] = [[]]
    for text, mark in words:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(_build_run(part, mark))
    for line in lines:
        yield wordml.build_paragraph("Item", line)


def _build_run(text: str, mark: str) -> Element:
    run = wordml.build_run(text)
    if mark:
        shape, color = _MARKS[mark]
        properties = run[0]
        properties.append(w(shape))
        properties.append(w("color", val=color))
    return run
