"""What pypdf reads from a finished package; nothing here knows how it was written."""

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

from docgen.package.proof.drawn_text import Chunk, TextReader

_A4 = (0, 0, 595.276, 841.89)
_TOLERANCE = 0.1
_STRAY = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Collection")
_DRAWN = re.compile(rb"(/\w+) Do\b")
_STATE = re.compile(rb"(/\w+) gs\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_HEAD = 2000
_UNSEEN = re.compile(r"\s+")
_LONGEST = 4 << 30
"""Bytes of one stream: a large scan that nobody compressed has more than pypdf takes by itself."""
_KEPT = 1 << 16
"""Streams of more bytes are read anew each time they are asked for: a package may hold more than memory does."""

UNREADABLE = (PyPdfError, KeyError, IndexError, ValueError, TypeError, AttributeError)


class Bookmark(NamedTuple):
    """One bookmark: how deep it lies, its title, its page."""

    depth: int
    title: str
    page: int


class Link(NamedTuple):
    """One link: the text it lies on, and the page it leads to."""

    text: str
    target: int


class FontUse(NamedTuple):
    """A font: whether its outlines are in the file, and whether its text can be searched."""

    name: str
    is_embedded: bool
    is_searchable: bool


@dataclass(frozen=True)
class ReadPage:
    """One page: the text of its stamp as :func:`plain` gives it, whether it is seen, and the name of what is drawn."""

    page: PageObject
    stamp: str
    is_stamp_seen: bool
    name: str

    @property
    def is_plain_a4(self) -> bool:
        """Whether it is an upright A4 sheet without crop box, turn or unit of its own."""
        box = self.page.mediabox
        corners = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        is_a4 = all(abs(found - wanted) < _TOLERANCE for found, wanted in zip(corners, _A4, strict=True))
        return is_a4 and not any(key in self.page for key in ("/Rotate", "/CropBox", "/UserUnit", "/AA"))

    @property
    def drawn(self) -> Any:
        """The page without its stamp, as a form."""
        resources: Any = self.page["/Resources"]
        return resources["/XObject"][self.name]


class _Reader(PdfReader):
    """Does not keep what is large."""

    def cache_indirect_object(self, generation: int, idnum: int, obj: PdfObject | None) -> PdfObject | None:
        if isinstance(obj, StreamObject) and len(obj._data) > _KEPT and obj.get("/Type") != "/ObjStm":
            obj.indirect_reference = IndirectObject(idnum, generation, self)
            return obj
        return super().cache_indirect_object(generation, idnum, obj)


class Reading:
    """A finished package, read; every method may raise one of :data:`UNREADABLE`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        overwrite_configuration(maximum_declared_stream_length=_LONGEST)
        self._reader = _Reader(file)  # given a path, it would take the whole file into memory
        self._words = TextReader()
        self._fonts: dict[int, frozenset[FontUse]] = {}
        self._digests: dict[int, bytes] = {}

    @cached_property
    def pages(self) -> list[ReadPage]:
        """All pages in order; ValueError for one that does not draw a page and a stamp."""
        return [_read_page(page, number, self._words) for number, page in enumerate(self._reader.pages, 1)]

    @property
    def page_count(self) -> int:
        """How many pages there are, of whatever kind."""
        return len(self._reader.pages)

    @property
    def page_labels(self) -> list[str]:
        """What a reader shows as the number of each page."""
        return list(self._reader.page_labels)

    def stamp_modules(self, number: int) -> tuple[str, ...]:
        """The code in the stamp of page ``number``, a picture of one dot a module: rows of 0 and 1, none without it."""
        page: Any = self.pages[number - 1].page
        stamp = page["/Resources"]["/XObject"]["/Stamp"]
        for drawn in _entry(stamp["/Resources"], "/XObject").values():
            picture = drawn.get_object()
            width, dots = picture["/Width"], picture.get_data()
            rows = (dots[start : start + width] for start in range(0, len(dots), width))
            return tuple("".join("1" if dot < 128 else "0" for dot in row) for row in rows)
        return ()

    def stray_entries(self) -> list[str]:
        """Entries of the catalog a package has no use for: scripts, attachments, actions, form fields."""
        return [entry for entry in _STRAY if entry in self._reader.root_object]

    def bookmarks(self) -> list[Bookmark]:
        """All bookmarks, in the order of a fully opened tree."""
        return list(self._walk(self._reader.outline, 0))

    def links(self, number: int) -> list[Link]:
        """The links of page ``number`` in their order; ValueError for a link out of the file."""
        page = self.pages[number - 1]
        notes = [note.get_object() for note in page.page.get("/Annots", ())]
        chunks = list(self._words.chunks(page.drawn)) if notes else []
        return [self._link(note, chunks) for note in notes]

    def lacking(self, number: int) -> list[str]:
        """The pieces of text of page ``number``, which docgen drew, that print with a gap: no font has a character."""
        return list(self._words.lacking(self.pages[number - 1].drawn))

    def fonts(self, number: int) -> frozenset[FontUse]:
        """The fonts of page ``number`` and of everything it draws."""
        return self._fonts_of(self.pages[number - 1].page)

    def drawing(self, number: int) -> str | None:
        """A digest of what page ``number`` draws by itself, pictures included; None where notes are drawn over it.

        Of a page of the package it is the page without its stamp.
        """
        page: Any = self._reader.pages[number - 1]
        drawn = _entry(_entry(page, "/Resources"), "/XObject")
        if "/Page" in drawn and "/Stamp" in drawn:
            return self._digest(drawn["/Page"]).hex()
        return None if "/Annots" in page else self._digest(page).hex()

    @cached_property
    def _numbers(self) -> dict[int, int]:
        references = (page.indirect_reference for page in self._reader.pages)
        return {reference.idnum: number for number, reference in enumerate(references, 1) if reference}

    def _walk(self, items: list[Any], depth: int) -> Iterator[Bookmark]:
        for item in items:
            if isinstance(item, list):
                yield from self._walk(item, depth + 1)
            else:
                yield Bookmark(depth, str(item.title), self._numbers[item.raw_get("/Page").idnum])

    def _link(self, note: Any, chunks: list[Chunk]) -> Link:
        if note["/Subtype"] != "/Link" or "/A" in note:
            raise ValueError("有指向文件之外的链接或批注")
        left, bottom, right, top = (float(corner) for corner in note["/Rect"])
        under = (chunk for chunk in chunks if left - 1 <= chunk.x <= right + 1 and bottom <= chunk.y <= top)
        text = "".join(chunk.text for chunk in under)
        return Link(text, self._numbers[note["/Dest"].get_object()[0].indirect_reference.idnum])

    def _fonts_of(self, holder: Any) -> frozenset[FontUse]:
        """The fonts in the resources of a page or form; a form drawn on many pages is looked into once."""
        key = holder.indirect_reference.idnum if holder.indirect_reference else id(holder)
        if key not in self._fonts:
            self._fonts[key] = frozenset()
            self._fonts[key] = frozenset(self._fonts_in(_entry(holder, "/Resources")))
        return self._fonts[key]

    def _fonts_in(self, resources: Any) -> Iterator[FontUse]:
        for font in _entry(resources, "/Font").values():
            yield _font_use(font.get_object())
        for kind in ("/XObject", "/Pattern"):
            for drawn in _entry(resources, kind).values():
                if not self._is_picture(drawn):
                    yield from self._fonts_of(drawn.get_object())

    def _is_picture(self, drawn: Any) -> bool:
        """Whether it is an image, by the head of the object: to read it would be to read all its bytes."""
        if not isinstance(drawn, IndirectObject):
            return False
        place = self._reader.xref.get(drawn.generation, {}).get(drawn.idnum)
        if place is None:
            return False
        self._file.seek(place)
        return _PICTURE.search(self._file.read(_HEAD).partition(b"stream")[0]) is not None

    def _digest(self, holder: Any) -> bytes:
        """The digest of a page or form: of its operators and, by name, of what they may draw."""
        digest = hashlib.sha256(_operators(holder))
        for name, drawn in sorted(_entry(_entry(holder, "/Resources"), "/XObject").items()):
            digest.update(name.encode() + self._digest_of(drawn))
        return digest.digest()

    def _digest_of(self, drawn: Any) -> bytes:
        key = drawn.idnum if isinstance(drawn, IndirectObject) else id(drawn)
        if key not in self._digests:
            self._digests[key] = b""
            found = drawn.get_object()
            is_form = found.get("/Subtype") == "/Form"
            self._digests[key] = self._digest(found) if is_form else hashlib.sha256(found._data).digest()
        return self._digests[key]


def page_count(path: Path) -> int:
    """How many pages the PDF has."""
    with path.open("rb") as file:
        return pages_in(file)


def pages_in(file: BinaryIO) -> int:
    """How many pages the PDF has that is open."""
    return len(PdfReader(file).pages)


def page_texts(path: Path, pages: Iterable[int]) -> dict[int, str]:
    """The text of these pages, counted from 1, of any PDF, as :func:`plain` gives it."""
    with path.open("rb") as file:
        found = PdfReader(file).pages
        return {page: plain(found[page - 1].extract_text()) for page in pages}


def plain(text: str) -> str:
    """The text for comparison: one form for each character, without blanks."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def _read_page(page: PageObject, number: int, words: TextReader) -> ReadPage:
    contents: Any = page["/Contents"]
    names = [name.decode("ascii") for name in _DRAWN.findall(contents.get_data())]
    if len(names) != 2:
        raise ValueError(f"第 {number} 页缺少页面内容或页码")
    forms: Any = page["/Resources"]
    stamp = forms["/XObject"][names[1]]
    text = plain("".join(chunk.text for chunk in words.chunks(stamp)))
    return ReadPage(page, text, not _is_hidden(stamp), names[0])


def _is_hidden(form: Any) -> bool:
    """Whether some of what the form draws is fully transparent."""
    states = _entry(form["/Resources"], "/ExtGState")
    used = (states[name.decode("ascii")] for name in sorted(set(_STATE.findall(form.get_data()))))
    return any(state.get("/ca") == 0 for state in used)


def _operators(holder: Any) -> bytes:
    """What a page or a form draws, in one piece."""
    if isinstance(holder, StreamObject):
        return holder.get_data()
    contents: Any = holder.get("/Contents")
    found = contents.get_object() if contents is not None else []
    parts = found if isinstance(found, list) else [found]
    return b"\n".join(part.get_object().get_data() for part in parts)


def _entry(holder: Any, name: str) -> Any:
    return holder.get(name, {}).get_object() if name in holder else {}


def _font_use(font: Any) -> FontUse:
    name = str(font.get("/BaseFont", font["/Subtype"])).removeprefix("/").split("+")[-1]
    if font["/Subtype"] == "/Type3":
        return FontUse(name, is_embedded=True, is_searchable="/ToUnicode" in font)
    described = font["/DescendantFonts"][0].get_object() if font["/Subtype"] == "/Type0" else font
    outlines = _entry(described, "/FontDescriptor")
    is_embedded = any(key in outlines for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return FontUse(name, is_embedded, "/ToUnicode" in font)
