"""PDFs written by hand, as foreign programs write them, and the package of one file by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from docgen.definitions.catalog import built_in
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.evidence.evidence_pdf import inspect_file, make_bound_pdf
from docgen.package.merging.merge import try_merging
from docgen.runtime.fonts import list_font_folders

TEXT = b"BT /F1 24 Tf 72 700 Td (Evidence page) Tj ET 60 60 475 722 re S\n"
HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
FORM = "/Type/XObject/Subtype/Form/BBox[0 0 120 120]"
SEAL = b"1 0 0 RG 1 0 0 rg 6 w 10 10 100 100 re S 40 40 40 40 re f"

draw_boxes = Typesetter(built_in().find_shared_template("package"), list_font_folders()).draw


def write_objects(path: Path, objects: Iterable[str | bytes]) -> Path:
    """Write a PDF of these objects, the first one its catalog."""
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + (one if isinstance(one, bytes) else one.encode("latin-1")) + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    path.write_bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return path


def stream(entries: str, data: bytes) -> bytes:
    return f"<<{entries}/Length {len(data)}>>\nstream\n".encode("latin-1") + data + b"\nendstream"


def one_page(
    notes: str = "",
    root: str = "",
    more: Iterable[str | bytes] = (),
    content: bytes = TEXT,
    resources: str = "/Font<</F1 5 0 R>>",
    page: str = "",
) -> list[str | bytes]:
    """Return the objects of a PDF of one page; those of ``more`` begin with number 6."""
    return [
        f"<</Type/Catalog/Pages 2 0 R{root}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents 4 0 R"
        + (f"/Annots[{notes}]" if notes else "")
        + f"{page}>>",
        stream("", content),
        HELVETICA,
        *more,
    ]


def escape(words: str, encoding: str = "gbk") -> str:
    """Return the words as a name of a PDF whose bytes are in this encoding."""
    return "".join(f"#{byte:02X}" if byte > 126 else chr(byte) for byte in words.encode(encoding))


def codes(path: Path) -> list[str]:
    """The codes of the problems of the file, without those of its fonts."""
    found = inspect_file(path, path.name).problems
    return [one.code for one in found if one.code not in ("evidence.font-not-embedded", "evidence.removed")]


def bind(path: Path, look: Callable[[Path], None] = lambda package: None) -> list[Image.Image]:
    """Make the pages of the file and merge them by themselves; return each as it is printed, 1 pixel to a point."""
    with TemporaryDirectory() as folder:
        bound = make_bound_pdf(path, inspect_file(path, path.name), Path(folder) / "made.pdf", draw=draw_boxes)
        package = Path(folder) / "package.pdf"
        try_merging(bound.pdf, bound.pages, package)
        look(package)
        with pypdfium2.PdfDocument(package) as document:
            return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def count_coloured(picture: Image.Image) -> int:
    """Count the pixels that are not grey."""
    red, green, blue = picture.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    return sum(ImageChops.subtract(brightest, darkest).histogram()[60:])


def count_dark(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Count the pixels of a part of the picture that are darker than light grey."""
    return sum(picture.convert("L").crop(box).histogram()[:160])


def list_entries(package: Path) -> set[str]:
    """Return the keys of all dictionaries of a PDF, at any depth."""
    found: set[str] = set()

    def walk(one: object) -> None:
        if isinstance(one, pikepdf.Array):
            for item in one:
                walk_direct(item)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            for key, value in one.items():
                found.add(str(key))
                walk_direct(value)

    def walk_direct(one: object) -> None:
        if isinstance(one, pikepdf.Object) and not one.is_indirect:
            walk(one)

    with pikepdf.open(package) as pdf:
        for one in pdf.objects:
            walk(one)
    return found
