"""What benchmarks/package.py times, one step a process: python package_steps.py STEP FOLDER WORK.

The measuring itself is not imported here: it would be measured as well.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docgen.package.drawn.typesetting import Typesetter
    from docgen.package.layout.book import Book


def prepare(folder: Path, work: Path) -> None:
    """Draw the pages and stamps of the package and keep them with its layout: all that precedes merging."""
    from docgen.package.drawn.typesetting import draw_book, draw_stamps
    from docgen.package.merging.merge import count_pages

    book, typesetter = _book(folder), _typesetter()
    drawn, layout = draw_book(book, count_pages(book), typesetter)
    (work / "drawn.pdf").write_bytes(drawn)
    (work / "stamps.pdf").write_bytes(draw_stamps(book, layout, typesetter))
    (work / "layout.json").write_text(json.dumps(layout.to_json()), encoding="utf-8")


def merge(folder: Path, work: Path) -> None:
    """Merge, stamp, bookmark, label and link the package."""
    from docgen.package.layout.package_layout import Layout
    from docgen.package.merging.merge import merge_package as merge_book

    layout = Layout.from_json(json.loads((work / "layout.json").read_text("utf-8")))
    drawn, stamps = (work / "drawn.pdf").read_bytes(), (work / "stamps.pdf").read_bytes()
    (work / "package.pdf").unlink(missing_ok=True)
    book, loaded = _book(folder), os.times().user
    merge_book(book, layout, drawn, stamps, work / "package.pdf")
    _note_user_cpu(work / "merge.user", loaded)


def assemble(folder: Path, work: Path) -> None:
    """Everything from counting pages to the proof, in one process."""
    from docgen.package.merging.assembly import assemble_package as assemble_book
    from docgen.package.proof.verify import verify_package

    layout = assemble_book(_book(folder), work / "package.pdf", _typesetter()).layout
    verify_package(work / "package.pdf", layout, {path.name: 10 for path in folder.glob("*.pdf")})


def naive(folder: Path, work: Path) -> None:
    """The same pages the obvious way: pypdf, and merge_page of a page that reportlab drew."""
    from pypdf import PdfReader, PdfWriter
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    loaded = os.times().user
    writer = PdfWriter()
    for path in [work / "drawn.pdf", *sorted(folder.glob("*.pdf"))]:
        for page in PdfReader(path).pages:
            writer.add_page(page)
    for number, page in enumerate(writer.pages, 1):
        drawn = io.BytesIO()
        canvas = Canvas(drawn, pagesize=A4)
        canvas.setFont("Times-Roman", 14)
        canvas.drawCentredString(A4[0] / 2, 40, f"- {number} -")
        canvas.save()
        page.merge_page(PdfReader(drawn).pages[0])
    writer.write(work / "naive.pdf")
    _note_user_cpu(work / "naive.user", loaded)


def _note_user_cpu(path: Path, loaded: float) -> None:
    """What the work itself took, without starting Python and loading the libraries."""
    path.write_text(str(os.times().user - loaded), encoding="utf-8")


def _book(folder: Path) -> Book:
    from docgen.package.layout.book import Book, ChecklistGroup, ChecklistRow, Cover, FormPdf, Item, ItemFile

    form, *scans = sorted(folder.glob("*.pdf"))
    items = tuple(
        Item(str(number), f"佐证材料{number}", "扫描件", "", (), (ItemFile(path.name, path.stem, path, path.stem),))
        for number, path in enumerate(scans, 1)
    )
    rows = tuple(ChecklistRow(item.label, item.title, "", "已备") for item in items)
    groups = (ChecklistGroup("扫描件", rows),)
    return Book("扫描件", Cover("扫描件", (), ""), FormPdf("扫描件", form, ()), groups, items)


def _typesetter() -> Typesetter:
    from docgen.definitions.catalog import built_in
    from docgen.package.drawn.typesetting import Typesetter
    from docgen.runtime.fonts import list_font_folders

    return Typesetter(built_in().find_shared_template("package"), list_font_folders())


def convert(folder: Path, work: Path) -> None:
    """Convert every file of the folder, as a build without anything remembered does."""
    from docgen.runtime.office import convert as convert_files
    from docgen.runtime.office import find_office

    converted = convert_files(find_office(), sorted(folder.iterdir()), Path(tempfile.mkdtemp(dir=work)))
    assert all(one.pdf for one in converted.values())


STEPS = {
    "prepare": prepare,
    "merge": merge,
    "assemble": assemble,
    "naive": naive,
    "convert": convert,
}


if __name__ == "__main__":
    STEPS[sys.argv[1]](*map(Path, sys.argv[2:]))
