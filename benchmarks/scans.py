"""A stack of scans and the package made of it alone: what merging and stamping cost without anything else.

python benchmarks/scans.py make FOLDER        300 pages, about 160 MB
python benchmarks/scans.py assemble FOLDER OUT.pdf
"""

from __future__ import annotations

import io
import json
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docgen.package.book import Book
    from docgen.package.drawing import Typesetter

FILES, PAGES = 30, 10
WIDTH, HEIGHT, QUALITY = 1240, 1754, 88


def make(folder: Path) -> None:
    """Thirty PDFs of ten A4 pages, each page a JPEG of noise and bars that no compressor can shrink."""
    import img2pdf

    folder.mkdir(parents=True, exist_ok=True)
    layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    for number in range(FILES):
        images = [_scan(number * PAGES + page) for page in range(PAGES)]
        (folder / f"{number + 1:02} scan.pdf").write_bytes(img2pdf.convert(images, layout_fun=layout, nodate=True))


def _scan(seed: int) -> bytes:
    from PIL import Image, ImageDraw

    noise = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), random.Random(seed).randbytes(WIDTH // 2 * (HEIGHT // 2)))
    page = noise.resize((WIDTH, HEIGHT)).point(lambda value: 190 + value // 5)
    pen = ImageDraw.Draw(page)
    for line in range(40):
        pen.rectangle((120, 150 + line * 36, 300 + (seed * 37 + line * 53) % 800, 162 + line * 36), fill=40)
    written = io.BytesIO()
    page.convert("RGB").save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def prepare(folder: Path, work: Path) -> None:
    """Draw the pages and stamps of the package of scans and keep them with its layout: all that precedes merging."""
    from docgen.package.drawing import draw_book, draw_stamps
    from docgen.package.merge import count_pages

    work.mkdir(parents=True, exist_ok=True)
    book = _book(folder)
    typesetter = _typesetter()
    drawn, layout = draw_book(book, count_pages(book), typesetter)
    start = time.perf_counter()
    (work / "stamps.pdf").write_bytes(draw_stamps(book, layout, typesetter))
    print(f"  drawing {layout.pages} stamps takes {time.perf_counter() - start:.3f} s of a build")
    (work / "drawn.pdf").write_bytes(drawn)
    (work / "layout.json").write_text(json.dumps(layout.as_json()), encoding="utf-8")


def merge(folder: Path, work: Path) -> None:
    """Merge, stamp, bookmark, label and link the package."""
    from docgen.package.book import Layout
    from docgen.package.merge import merge as merge_book

    layout = Layout.from_json(json.loads((work / "layout.json").read_text("utf-8")))
    drawn, stamps = (work / "drawn.pdf").read_bytes(), (work / "stamps.pdf").read_bytes()
    (work / "package.pdf").unlink(missing_ok=True)
    merge_book(_book(folder), layout, drawn, stamps, work / "package.pdf")


def _book(folder: Path) -> Book:
    from docgen.package.book import Book, Cover, FormPdf, Item, ItemFile

    scans = sorted(folder.glob("*.pdf"))
    items = tuple(
        Item(str(number), f"佐证材料{number}", "扫描件", "", "", (ItemFile(path.name, path.stem, path, path.stem),))
        for number, path in enumerate(scans[1:], 1)
    )
    return Book("扫描件", Cover("扫描件", (), ""), FormPdf("扫描件", scans[0], ()), (), items)


def _typesetter() -> Typesetter:
    from docgen.definitions.catalog import built_in
    from docgen.package.drawing import Typesetter
    from docgen.package.fonts import font_folders

    return Typesetter(built_in().shared_template("package"), font_folders())


if __name__ == "__main__":
    verb, *paths = sys.argv[1:]
    {"make": make, "prepare": prepare, "merge": merge}[verb](*map(Path, paths))
