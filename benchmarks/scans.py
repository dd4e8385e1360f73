"""A stack of scans and the package made of it alone: what merging and stamping cost without anything else.

python benchmarks/scans.py make FOLDER        300 pages, about 160 MB
python benchmarks/scans.py assemble FOLDER OUT.pdf
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
from pathlib import Path

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


def assemble(folder: Path, out: Path) -> None:
    """The package of the scans, one evidence item a file, as a build makes it."""
    from docgen.definitions.catalog import built_in
    from docgen.package.assembly import assemble as make_package
    from docgen.package.book import Book, Cover, FormPdf, Item, ItemFile
    from docgen.package.drawing import Typesetter
    from docgen.package.fonts import font_folders

    scans = sorted(folder.glob("*.pdf"))
    items = tuple(
        Item(str(number), f"佐证材料{number}", "扫描件", "", "", (ItemFile(path.name, path.stem, path, _sha(path)),))
        for number, path in enumerate(scans[1:], 1)
    )
    book = Book("扫描件", Cover("扫描件", (), ""), FormPdf("扫描件", scans[0], ()), (), items)
    make_package(book, out, Typesetter(built_in().shared_template("package"), font_folders()))


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    else:
        assemble(Path(sys.argv[2]), Path(sys.argv[3]))
