"""The obvious way to make the same package, for comparison: no reuse, one LibreOffice a file, merge_page stamps.

It fills the form with a fresh docxtpl template, converts every office file by a LibreOffice of its own with a new
profile, lays pictures on pages with Pillow, and stamps each page by merging a page drawn with reportlab.

    python benchmarks/naive.py APPLICATION OUT.pdf
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import Environment
from PIL import Image, ImageSequence
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from docgen.definitions.catalog import built_in
from docgen.documents.printed_answers import format_answers
from docgen.documents.word.word_filler import _SlotNameExtension
from docgen.project.application_loader import load

OFFICE = {".docx", ".doc", ".xlsx", ".xls"}
IMAGES = {".jpg", ".jpeg", ".png", ".tif", ".tiff"}


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        writer = PdfWriter()
        for number, path in enumerate([filled_form(folder, work), *evidence(folder)]):
            for page in PdfReader(as_pdf(path, work / str(number))).pages:
                writer.add_page(page)
        stamp(writer)
        writer.write(out)


def evidence(folder: Path) -> list[Path]:
    return [file.path for file in load(folder, built_in()).evidence.files]


def filled_form(folder: Path, work: Path) -> Path:
    application = load(folder, built_in())
    slots = {**format_answers(application.form, application.answers), "draft_mark": ""}
    environment = Environment(autoescape=True, extensions=[_SlotNameExtension])
    environment.known_slots = slots
    document = DocxTemplate(built_in().find_template(application.form.id) / "form.docx")
    document.render({"slots": slots}, environment, autoescape=True)
    document.save(work / "form.docx")
    return work / "form.docx"


def as_pdf(path: Path, work: Path) -> Path:
    work.mkdir()
    if path.suffix.lower() in OFFICE:
        profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", work, path]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        return work / f"{path.stem}.pdf"
    if path.suffix.lower() in IMAGES:
        with Image.open(path) as image:
            frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]
        frames[0].save(work / "image.pdf", save_all=True, append_images=frames[1:], resolution=150)
        return work / "image.pdf"
    return path


def stamp(writer: PdfWriter) -> None:
    for number, page in enumerate(writer.pages, 1):
        drawn = io.BytesIO()
        canvas = Canvas(drawn, pagesize=A4)
        canvas.setFont("Times-Roman", 14)
        canvas.drawCentredString(A4[0] / 2, 40, f"- {number} -")
        canvas.save()
        page.merge_page(PdfReader(drawn).pages[0])


if __name__ == "__main__":
    main()
