"""Reader for finished packages, with pypdf; independent of the code that writes them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pypdf import PageObject, PdfReader, overwrite_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject, PdfObject, StreamObject

from docgen.package.proof.drawn_text import TextChunk, TextReader
from docgen.progress import checkpoint

_A4 = (0, 0, 595.276, 841.89)
_TOLERANCE = 0.1
_STRAY = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Collection")
_DRAWN = re.compile(rb"(/\w+) Do\b")
_STATE = re.compile(rb"(/\w+) gs\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_HEAD_BYTES = 2000
"""Bytes of an object that are searched for its subtype."""
_WHITE_SPACE = re.compile(r"\s+")
_MAXIMUM_STREAM_BYTES = 4 << 30
"""Limit for one stream: a large uncompressed scan exceeds the default of pypdf."""
_MAXIMUM_CACHED_BYTES = 1 << 16
"""Limit for cached streams; larger ones are read anew each time: a package may be larger than the memory."""

_PLACED = re.compile(rb"q ([-\d. ]+) cm (/\w+) Do\b")

Matrix = tuple[float, float, float, float, float, float]
"""The six numbers of a PDF: x' = a·x + c·y + e, y' = b·x + d·y + f."""
Corners = tuple[float, float, float, float]
"""Left, bottom, right, top."""

UNREADABLE = (PyPdfError, KeyError, IndexError, ValueError, TypeError, AttributeError)


class Bookmark(NamedTuple):
    """One bookmark: its depth, its title, its page."""

    depth: int
    title: str
    page: int


class Link(NamedTuple):
    """One link: the text under it, and its target page."""

    text: str
    target: int


class FontUse(NamedTuple):
    """A font in use: embedded or not, with searchable text or not."""

    name: str
    is_embedded: bool
    is_searchable: bool


@dataclass(frozen=True)
class ReadPage:
    """One page: the normalized text of its stamp, its visibility, and the name of the form with the page content."""

    page: PageObject
    stamp: str
    is_stamp_seen: bool
    name: str

    @property
    def is_plain_a4(self) -> bool:
        """True for an upright A4 sheet without crop box, rotation or user unit."""
        box = self.page.mediabox
        corners = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        is_a4 = all(abs(found - wanted) < _TOLERANCE for found, wanted in zip(corners, _A4, strict=True))
        return is_a4 and not any(key in self.page for key in ("/Rotate", "/CropBox", "/UserUnit", "/AA"))

    @property
    def drawn(self) -> Any:
        """The page without its stamp, as a form."""
        resources: Any = self.page["/Resources"]
        return resources["/XObject"][self.name]


class _UncachedPdfReader(PdfReader):
    """PdfReader that does not cache large streams."""

    def cache_indirect_object(self, generation: int, idnum: int, obj: PdfObject | None) -> PdfObject | None:
        if isinstance(obj, StreamObject) and len(obj._data) > _MAXIMUM_CACHED_BYTES and obj.get("/Type") != "/ObjStm":
            obj.indirect_reference = IndirectObject(idnum, generation, self)
            return obj
        return super().cache_indirect_object(generation, idnum, obj)


class PackageReader:
    """Reader of an open package; every method may raise one of :data:`UNREADABLE`.

    With ``is_strict`` it does on anything that the standard does not allow, where it would be mended otherwise.
    """

    def __init__(self, file: BinaryIO, *, is_strict: bool = False) -> None:
        self._file = file
        overwrite_configuration(maximum_declared_stream_length=_MAXIMUM_STREAM_BYTES)
        self._reader = _UncachedPdfReader(
            file, strict=is_strict
        )  # given a path, it would take the whole file into memory
        self._words = TextReader()
        self._fonts: dict[int, frozenset[FontUse]] = {}
        self._digests: dict[int, bytes] = {}

    @cached_property
    def pages(self) -> list[ReadPage]:
        """The pages in order; ValueError for one that does not draw a page and a stamp."""
        return [_read_page(page, number, self._words) for number, page in enumerate(self._reader.pages, 1)]

    @property
    def page_count(self) -> int:
        """Number of pages, whatever they draw."""
        return len(self._reader.pages)

    @property
    def page_labels(self) -> list[str]:
        """The page label of each page."""
        return list(self._reader.page_labels)

    def read_stamp_modules(self, number: int) -> tuple[str, ...]:
        """Read the code in the stamp of page ``number``, an image of one pixel per module.

        Returns rows of 0 and 1, none for a page without a code.
        """
        page: Any = self.pages[number - 1].page
        stamp = page["/Resources"]["/XObject"]["/Stamp"]
        for drawn in _get_entry(stamp["/Resources"], "/XObject").values():
            picture = drawn.get_object()
            width, dots = picture["/Width"], picture.get_data()
            rows = (dots[start : start + width] for start in range(0, len(dots), width))
            return tuple("".join("1" if dot < 128 else "0" for dot in row) for row in rows)
        return ()

    def list_stray_entries(self) -> list[str]:
        """Return the catalog entries that a package must not have: scripts, attachments, actions, form fields."""
        return [entry for entry in _STRAY if entry in self._reader.root_object]

    def list_bookmarks(self) -> list[Bookmark]:
        """Return all bookmarks, depth first."""
        return list(self._walk_outline(self._reader.outline, 0))

    def list_links(self, number: int) -> list[Link]:
        """Return the links of page ``number`` in their order; ValueError for a link out of the file."""
        page = self.pages[number - 1]
        notes = [note.get_object() for note in page.page.get("/Annots", ())]
        chunks = list(self._words.iterate_chunks(page.drawn)) if notes else []
        return [self._read_link(note, chunks) for note in notes]

    def find_missing_glyphs(self, number: int) -> list[str]:
        """Return the pieces of text of page ``number``, drawn by docgen, with a character that no font has."""
        checkpoint()
        return list(self._words.find_missing_glyphs(self.pages[number - 1].drawn))

    def read_placement(self, number: int) -> tuple[Matrix, Corners]:
        """Read the matrix with which sheet ``number`` places its page, and the box of the page in its own coordinates.

        ValueError where the sheet draws no page.
        """
        sheet: Any = self._reader.pages[number - 1]
        placed = _PLACED.match(sheet["/Contents"].get_data())
        if placed is None:
            raise ValueError(f"第 {number} 页缺少页面内容")
        a, b, c, d, e, f = map(float, placed[1].split())
        left, bottom, right, top = map(float, sheet["/Resources"]["/XObject"][placed[2].decode("ascii")]["/BBox"])
        return (a, b, c, d, e, f), (left, bottom, right, top)

    def list_fonts(self, number: int) -> frozenset[FontUse]:
        """Return the fonts of page ``number`` and of every form it draws."""
        checkpoint()
        return self._collect_fonts(self.pages[number - 1].page)

    def compute_drawing_digest(self, number: int) -> str | None:
        """Compute a digest of the drawing of page ``number``, images included; None for a page with annotations.

        The stamp of a page of the package does not count.
        """
        checkpoint()
        page: Any = self._reader.pages[number - 1]
        drawn = _get_entry(_get_entry(page, "/Resources"), "/XObject")
        if "/Page" in drawn and "/Stamp" in drawn:
            return self._compute_digest(drawn["/Page"]).hex()
        return None if "/Annots" in page else self._compute_digest(page).hex()

    @cached_property
    def _numbers(self) -> dict[int, int]:
        references = (page.indirect_reference for page in self._reader.pages)
        return {reference.idnum: number for number, reference in enumerate(references, 1) if reference}

    def _walk_outline(self, items: list[Any], depth: int) -> Iterator[Bookmark]:
        for item in items:
            if isinstance(item, list):
                yield from self._walk_outline(item, depth + 1)
            else:
                yield Bookmark(depth, str(item.title), self._numbers[item.raw_get("/Page").idnum])

    def _read_link(self, note: Any, chunks: list[TextChunk]) -> Link:
        if note["/Subtype"] != "/Link" or "/A" in note:
            raise ValueError("有指向文件之外的链接或批注")
        left, bottom, right, top = (float(corner) for corner in note["/Rect"])
        under = (chunk for chunk in chunks if left - 1 <= chunk.x <= right + 1 and bottom <= chunk.y <= top)
        text = "".join(chunk.text for chunk in under)
        return Link(text, self._numbers[note["/Dest"].get_object()[0].indirect_reference.idnum])

    def _collect_fonts(self, holder: Any) -> frozenset[FontUse]:
        """Return the fonts in the resources of a page or form; a form drawn on many pages is read once."""
        key = holder.indirect_reference.idnum if holder.indirect_reference else id(holder)
        if key not in self._fonts:
            self._fonts[key] = frozenset()  # ends the recursion where a form draws itself
            self._fonts[key] = frozenset(self._iterate_fonts(_get_entry(holder, "/Resources")))
        return self._fonts[key]

    def _iterate_fonts(self, resources: Any) -> Iterator[FontUse]:
        for font in _get_entry(resources, "/Font").values():
            yield _read_font_use(font.get_object())
        for kind in ("/XObject", "/Pattern"):
            for drawn in _get_entry(resources, kind).values():
                if not self._is_picture(drawn):
                    yield from self._collect_fonts(drawn.get_object())

    def _is_picture(self, drawn: Any) -> bool:
        """Report whether an object is an image, by its first bytes: pypdf would read the whole stream."""
        if not isinstance(drawn, IndirectObject):
            return False
        place = self._reader.xref.get(drawn.generation, {}).get(drawn.idnum)
        if place is None:
            return False
        self._file.seek(place)
        return _PICTURE.search(self._file.read(_HEAD_BYTES).partition(b"stream")[0]) is not None

    def _compute_digest(self, holder: Any) -> bytes:
        """Compute the digest of a page or form: of its operators and, by name, of its XObjects."""
        digest = hashlib.sha256(_read_operators(holder))
        for name, drawn in sorted(_get_entry(_get_entry(holder, "/Resources"), "/XObject").items()):
            digest.update(name.encode() + self._get_digest(drawn))
        return digest.digest()

    def _get_digest(self, drawn: Any) -> bytes:
        key = drawn.idnum if isinstance(drawn, IndirectObject) else id(drawn)
        if key not in self._digests:
            self._digests[key] = b""
            found = drawn.get_object()
            is_form = found.get("/Subtype") == "/Form"
            self._digests[key] = self._compute_digest(found) if is_form else hashlib.sha256(found._data).digest()
        return self._digests[key]


def count_pages(path: Path) -> int:
    """Return the number of pages of a PDF."""
    with path.open("rb") as file:
        return count_pages_of_open_file(file)


def count_pages_of_open_file(file: BinaryIO) -> int:
    """Return the number of pages of an open PDF."""
    return len(PdfReader(file).pages)


def confirm_pages(file: BinaryIO) -> int:
    """Return the number of pages of an open PDF after reading each as far as the proof of a package does.

    Raises whatever pypdf raises on a page that it cannot read.
    """
    pages = PdfReader(file).pages
    for page in pages:
        checkpoint()
        for key in ("/Resources", "/Contents"):
            page.get(key)
    return len(pages)


def read_page_texts(path: Path, pages: Iterable[int]) -> dict[int, str]:
    """Return the text of these 1-based pages of any PDF, as :func:`normalize_text` gives it."""
    with path.open("rb") as file:
        found = PdfReader(file).pages
        return {page: normalize_text(found[page - 1].extract_text()) for page in pages}


def normalize_text(text: str) -> str:
    """Normalize text for comparison: NFKC, without white space."""
    return _WHITE_SPACE.sub("", unicodedata.normalize("NFKC", text))


def _read_page(page: PageObject, number: int, words: TextReader) -> ReadPage:
    checkpoint()
    contents: Any = page["/Contents"]
    names = [name.decode("ascii") for name in _DRAWN.findall(contents.get_data())]
    if len(names) != 2:
        raise ValueError(f"第 {number} 页缺少页面内容或页码")
    forms: Any = page["/Resources"]
    stamp = forms["/XObject"][names[1]]
    text = normalize_text("".join(chunk.text for chunk in words.iterate_chunks(stamp)))
    return ReadPage(page, text, not _is_hidden(stamp), names[0])


def _is_hidden(form: Any) -> bool:
    """Report whether the form uses a fully transparent graphics state."""
    states = _get_entry(form["/Resources"], "/ExtGState")
    used = (states[name.decode("ascii")] for name in sorted(set(_STATE.findall(form.get_data()))))
    return any(state.get("/ca") == 0 for state in used)


def _read_operators(holder: Any) -> bytes:
    """Return the content stream of a page or form, its parts joined."""
    if isinstance(holder, StreamObject):
        return holder.get_data()
    contents: Any = holder.get("/Contents")
    found = contents.get_object() if contents is not None else []
    parts = found if isinstance(found, list) else [found]
    return b"\n".join(part.get_object().get_data() for part in parts)


def _get_entry(holder: Any, name: str) -> Any:
    return holder.get(name, {}).get_object() if name in holder else {}


def _read_font_use(font: Any) -> FontUse:
    name = str(font.get("/BaseFont", font["/Subtype"])).removeprefix("/").split("+")[-1]
    if font["/Subtype"] == "/Type3":
        return FontUse(name, is_embedded=True, is_searchable="/ToUnicode" in font)
    described = font["/DescendantFonts"][0].get_object() if font["/Subtype"] == "/Type0" else font
    outlines = _get_entry(described, "/FontDescriptor")
    is_embedded = any(key in outlines for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return FontUse(name, is_embedded, "/ToUnicode" in font)
