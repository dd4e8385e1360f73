"""Generated lists for evidence items, as workbooks and as pages of the package."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.sheets.sheet import PrintableSheet
from docgen.package.deliverables.disc_names import DiscNames
from docgen.package.drawn.sheet_pages import calculate_drawn_box, draw_sheet
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.layout.book import ItemFile
from docgen.package.merging.normalized_pdf import crop_pdf, normalize_pdf
from docgen.runtime.checksums import Checksums

DrawnLists = Mapping[str, tuple[ItemFile, ...]]
"""The generated files of the package, by the number of their item."""

Place = Callable[[str], Path]
"""Function from the path of a document in the output to the file to write."""


def write_lists(sheets: Mapping[str, Sequence[PrintableSheet]], place: Place) -> None:
    """Write each sheet of each item as a workbook of its own."""
    for name, sheet in _name_sheets(sheets):
        write_workbook(place(f"excel/{name}.xlsx"), sheet)


def draw_lists(
    sheets: Mapping[str, Sequence[PrintableSheet]],
    place: Place,
    work: Path,
    typesetter: Typesetter,
    checksums: Checksums,
) -> DrawnLists:
    """Draw each sheet as a PDF of its own on A4; returns by item the same pages without margins, for the package."""
    made: dict[str, tuple[ItemFile, ...]] = {}
    for number, members in sheets.items():
        drawn = [(f"pdf/{name}.pdf", sheet) for name, sheet in _name_sheets({number: members})]
        made[number] = tuple(
            _draw_list(name, sheet, place(name), work / name, typesetter, checksums) for name, sheet in drawn
        )
    return made


def _name_sheets(sheets: Mapping[str, Sequence[PrintableSheet]]) -> list[tuple[str, PrintableSheet]]:
    """Return each sheet with its file name: the number of the item and the title, as a file can be called."""
    names = DiscNames()
    listed = [(number, sheet) for number, members in sheets.items() for sheet in members]
    return [(names.assign_path("", [f"{number.zfill(2)} {sheet.title}"]), sheet) for number, sheet in listed]


def _draw_list(
    name: str, sheet: PrintableSheet, path: Path, framed: Path, typesetter: Typesetter, checksums: Checksums
) -> ItemFile:
    """Draw the sheet to ``path``, and without margins to ``framed``; return it as a file of the package."""
    normalize_pdf(io.BytesIO(draw_sheet(sheet, typesetter)), path)
    framed.parent.mkdir(parents=True, exist_ok=True)
    crop_pdf(path, framed, calculate_drawn_box(sheet))
    return ItemFile(name, sheet.title, framed, checksums.compute(path))
