"""Draws the pictures of the documentation: every form, blank and filled, and a look into an example's package.

Run it after a change of a form, an example or the package: ``./dev docs pictures``. It writes
docs/pictures/*.png and the section “Pages” of each docs/forms/<id>.md, and takes a few seconds an example.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from docgen import blank, build, built_in, load
from docgen.definitions.catalog import Catalog
from docgen.runtime.office import convert, find_office

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
PAGES_SECTION = re.compile(r"\n*^## Pages$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)

ACROSS = 4
"""Pages beside each other in a picture of a form."""

DOTS = 120
"""Dots per inch that a page is drawn with before it is made smaller: lines and characters stay clear."""

FORM_WIDTH = 400
PACKAGE_WIDTH = 340
GAP = 6
GREYS = 6
COLOURS = 24
BACKGROUND = "#bebebe"

SHOWN_PACKAGE = "yunxi-2022"
SHOWN_PAGES: tuple[tuple[str, str, int], ...] = (
    ("cover", "", 0),
    ("contents", "", 0),
    ("form", "", 3),
    ("form", "", 21),
    ("checklist", "", 0),
    ("requirements", "", 0),
    ("evidence", "8", 0),
    ("evidence", "7", 1),
)
"""The telling pages of the package: role and evidence item of the part, and the page of the part from 0."""

SHOWN_OF_ASSESSMENT = (1, 2, 6)
"""Its pages to be shown: at a glance, the criteria, the charts."""


@dataclass(frozen=True)
class Built:
    """An example that was built: its form and the folder of the output."""

    form: str
    out: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """What the build says about its output."""
        return dict(json.loads((self.out / "manifest.json").read_text("utf-8")))

    def pdf(self, role: str) -> Path:
        """The one PDF of that role."""
        documents = (one for one in self.manifest["documents"] if one["role"] == role)
        (found,) = (self.out / one["path"] for one in documents if one["path"].endswith(".pdf"))
        return found


def main() -> None:
    """Draw all pictures anew and show them in the pages of the forms."""
    catalog = built_in()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        examples = {path.name: built(path, work / "built" / path.name, catalog) for path in example_folders()}
        blanks = blank_pdfs(catalog, work)
        for form in catalog.list_form_ids():
            filled = next((one for one in examples.values() if one.form == form), None)
            show_form(form, blanks[form], filled)
        draw_package(examples[SHOWN_PACKAGE])
        draw_assessment(examples[SHOWN_PACKAGE])
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.stat().st_size / 1024:6.0f} KB  {picture.relative_to(ROOT)}")


def example_folders() -> list[Path]:
    """The folders of the examples, in order."""
    return sorted(path.parent for path in (ROOT / "data" / "examples").glob("*/application.yaml"))


def built(example: Path, out: Path, catalog: Catalog) -> Built:
    """The example as it was built; ends the script where it has errors, for then there is nothing to show."""
    out.parent.mkdir(exist_ok=True)
    result = build(example, out, catalog)
    if result.out is None or not result.pages:
        sys.exit(f"{example.name} was not built:\n" + "\n".join(problem.message for problem in result.problems))
    return Built(load(example, catalog).form.id, out)


def blank_pdfs(catalog: Catalog, work: Path) -> dict[str, Path]:
    """The blank form of each form as PDF."""
    documents = {form: work / f"{form}.docx" for form in catalog.list_form_ids()}
    for form, document in documents.items():
        document.write_bytes(blank(form, catalog))
    converted = convert(find_office(), list(documents.values()), work / "blank")
    pdfs = {form: converted[document].pdf for form, document in documents.items()}
    return {form: pdf for form, pdf in pdfs.items() if pdf}


def show_form(form: str, blank_pdf: Path, filled: Built | None) -> None:
    """Draw the sheets of one form and show them at the end of its page; a form without an example is shown blank."""
    for old in PICTURES.glob(f"{form}-*.png"):
        old.unlink()
    sheets = {"blank": draw_sheets(pages_of(blank_pdf), f"{form}-blank")}
    if filled:
        sheets["filled"] = draw_sheets(pages_of(filled.pdf("form")), f"{form}-filled")
    text = ROOT / "docs" / "forms" / f"{form}.md"
    if not text.is_file():
        print(f"docs/forms/{form}.md is not there yet: its pictures are drawn, but shown nowhere")
        return
    written = text.read_text("utf-8")
    section = pages_section(sheets, filled)
    kept = PAGES_SECTION.sub("\n\n", written).rstrip("\n")
    text.write_text(f"{kept}\n\n{section}", encoding="utf-8")


def pages_section(sheets: dict[str, list[Path]], filled: Built | None) -> str:
    """The section of a form's page that shows its pictures."""
    lines = ["## Pages", "", "Drawn by `docs/pictures.py`.", ""]
    if filled:
        lines += [f"### Filled in: the example `{filled.out.name}`", "", *pictured(sheets["filled"], "filled form")]
    lines += ["### Blank", "", *pictured(sheets["blank"], "blank form")]
    return "\n".join(lines).rstrip("\n") + "\n"


def pictured(sheets: Sequence[Path], what: str) -> Iterator[str]:
    """The lines of Markdown that show the sheets."""
    for number, sheet in enumerate(sheets, 1):
        yield f"![Pages of the {what}, sheet {number}](../pictures/{sheet.name})"
        yield ""


def draw_package(example: Built) -> None:
    """Draw the telling pages of the package on one sheet."""
    manifest = example.manifest
    pages = [page_in(manifest["package"]["parts"], *wanted) for wanted in SHOWN_PAGES]
    package = example.out / manifest["package"]["path"]
    drawn = [smaller(image, PACKAGE_WIDTH) for page in pages for image in pages_of(package, page)]
    sheet = sheet_of([few_colours(page) for page in drawn])
    sheet.quantize(256, dither=Image.Dither.NONE).save(PICTURES / "package.png", optimize=True)


def draw_assessment(example: Built) -> None:
    """Draw the telling pages of the self-assessment side by side."""
    drawn = [image for page in SHOWN_OF_ASSESSMENT for image in pages_of(example.pdf("assessment"), page)]
    few_greys(sheet_of([smaller(page, FORM_WIDTH) for page in drawn])).save(PICTURES / "assessment.png", optimize=True)


def page_in(parts: Sequence[dict[str, Any]], role: str, item: str, offset: int) -> int:
    """The page of the package that is so many pages into the part of that role and evidence item."""
    (part,) = (one for one in parts if one["role"] == role and str(one.get("item") or "") == item)
    assert part["first"] + offset <= part["last"], f"{role} {item} has no page {offset}"
    return int(part["first"]) + offset


def pages_of(pdf: Path, only: int = 0) -> list[Image.Image]:
    """The pages of a PDF, or only one page, from 1."""
    chosen = ["-f", str(only), "-l", str(only)] if only else []
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(DOTS), *chosen, str(pdf), f"{folder}/page"]
        subprocess.run(command, check=True)
        return [loaded(path) for path in sorted(Path(folder).iterdir())]


def loaded(path: Path) -> Image.Image:
    """The image, read whole, so that its file may go."""
    with Image.open(path) as image:
        return image.convert("RGB")


def draw_sheets(pages: Sequence[Image.Image], name: str) -> list[Path]:
    """The pages as contact sheets of four in PNG files of that name and a number; gives the files."""
    groups = [pages[start : start + ACROSS] for start in range(0, len(pages), ACROSS)]
    files = [PICTURES / f"{name}-{number}.png" for number in range(1, len(groups) + 1)]
    with ThreadPoolExecutor() as drawing:
        list(drawing.map(draw_sheet, groups, files))
    return files


def draw_sheet(pages: Sequence[Image.Image], file: Path) -> None:
    """The pages as one small PNG file."""
    few_greys(sheet_of([smaller(page, FORM_WIDTH) for page in pages])).save(file, optimize=True)


def smaller(page: Image.Image, width: int) -> Image.Image:
    """The page as wide as asked."""
    return page.resize((width, round(width * page.height / page.width)), Image.Resampling.LANCZOS)


def sheet_of(pages: Sequence[Image.Image]) -> Image.Image:
    """The pages beside each other, four in a row."""
    width, height = max(page.width for page in pages), max(page.height for page in pages)
    across, rows = min(ACROSS, len(pages)), -(-len(pages) // ACROSS)
    sheet = Image.new("RGB", (across * (width + GAP) + GAP, rows * (height + GAP) + GAP), BACKGROUND)
    for number, page in enumerate(pages):
        row, column = divmod(number, ACROSS)
        sheet.paste(page, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return sheet


def few_greys(image: Image.Image) -> Image.Image:
    """The image in a few greys, which is all that print needs."""
    levels = [round(round(value / 255 * (GREYS - 1)) * 255 / (GREYS - 1)) for value in range(256)]
    return image.convert("L").point(levels).quantize(GREYS, dither=Image.Dither.NONE)


def few_colours(page: Image.Image) -> Image.Image:
    """The page in a few colours of its own, so that a seal stays red."""
    return page.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE).convert("RGB")


if __name__ == "__main__":
    main()
