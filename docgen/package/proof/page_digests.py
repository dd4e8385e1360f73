"""Digest of the appearance of each page of a finished package: pages with equal digests look alike in print.

Fonts are subset to the letters in use, so that one new letter on page 9 changes the codes of the letters of page 25.
On pages that are typeset for the package, text is therefore identified by its letters and the name of its font.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from docgen.package.layout.package_layout import Layout
from docgen.package.proof.drawn_text import TextReader, parse_operations
from docgen.package.proof.pdf_reader import UNREADABLE, PackageReader
from docgen.progress import checkpoint

_RESOURCE_KINDS = {
    b"Do": "/XObject",
    b"gs": "/ExtGState",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
    b"sh": "/Shading",
}
"""Operators that name a resource, with its category: the resource counts, not its name."""

_TEXT_OPERATORS = (b"Tj", b"TJ")
_AROUND_TEXT = (b"BT", b"ET")
_PLACEMENT_KEYS = ("/BBox", "/Matrix")
_PARENT_KEYS = ("/Parent", "/P", "/StructParent", "/StructParents")
_MAXIMUM_DEPTH = 12


def compute_page_digests(package: Path, layout: Layout) -> tuple[str, ...]:
    """Return the digest of each page of the package, stamps included; may raise any of :data:`UNREADABLE`."""
    sources = _map_source_pages(layout)
    with package.open("rb") as file:
        drawings = _DrawingDescriber()
        digests = []
        for number, page in enumerate(PackageReader(file).pages, 1):
            checkpoint()
            forms: Any = page.page["/Resources"]
            content, stamp = (forms["/XObject"][name] for name in ("/Page", "/Stamp"))
            described = (
                drawings.describe_source_page(content, sources[number])
                if number in sources
                else drawings.describe_form(content)
            )
            placed: Any = page.page["/Contents"]
            digests.append(_compute_digest((placed.get_data(), *described, b"stamp", *drawings.describe_form(stamp))))
        return tuple(digests)


def _map_source_pages(layout: Layout) -> dict[int, str]:
    """Return, by page of the package, the hash and the page of the evidence file or scan that it comes from."""
    files = [file for part in layout.parts for file in part.files if not file.path.startswith("pdf/")]
    pages = {file.first + at: f"{file.sha256} {at}" for file in files for at in range(file.last - file.first + 1)}
    return pages | {page.page: f"{page.sha256} {page.source_page}" for page in layout.sealed}


class _TextFont(NamedTuple):
    name: str
    size: float
    code_map: Mapping[bytes, str]


@dataclass
class _TextRun:
    """Letters of one font in one line, joined: LibreOffice splits them where the codes of a font are used up."""

    font: _TextFont = _TextFont("", 0.0, {})
    place: Sequence[float] = ()
    _key: tuple[object, ...] = ()
    _parts: list[str] = field(default_factory=list)

    def add_strings(self, strings: Iterable[bytes]) -> Iterator[bytes]:
        """Add letters; yields the run so far where these do not continue its line."""
        key = (self.font.name, self.font.size, *self.place[:4], *self.place[5:])
        if key != self._key:
            yield from self.finish()
            self._key, self._parts = key, [repr((key, *self.place))]
        self._parts += [_decode_codes(string, self.font.code_map) for string in strings]

    def finish(self) -> Iterator[bytes]:
        """Yield the run so far, if there is any, and start a new one."""
        if self._parts:
            yield "".join(self._parts).encode()
        self._key, self._parts = (), []


class _DrawingDescriber:
    """Describer of the drawings in the forms of one file; shared resources are described once."""

    def __init__(self) -> None:
        self._words = TextReader()
        self._known: dict[int, bytes] = {}

    def describe_source_page(self, form: Any, source: str) -> Iterator[bytes]:
        """Describe a page by its source file, its placement, and its content stream."""
        yield source.encode()
        yield from (_encode_repr(form.get(key)) for key in _PLACEMENT_KEYS)
        with suppress(*UNREADABLE):  # an unknown filter: the hash of the source file suffices
            yield hashlib.sha256(form.get_data()).digest()

    def describe_form(self, form: Any, depth: int = 0) -> Iterator[bytes]:
        """Describe the drawing of a form, operation by operation, independent of resource names and font codes."""
        resources = form.get("/Resources", {})
        yield from (_encode_repr(form.get(key)) for key in _PLACEMENT_KEYS)
        text = _TextRun()
        for operator, names, numbers, strings in parse_operations(form.get_data()):
            if operator == b"Tf":
                font = resources["/Font"].raw_get(_decode_name(names[-1]))
                text.font = _TextFont(_get_font_name(font), numbers[-1], self._read_code_map(font))
            elif operator == b"Tm":
                text.place = numbers
            elif operator in _TEXT_OPERATORS:
                yield from text.add_strings(strings)
            elif operator not in _AROUND_TEXT:
                yield from text.finish()
                yield operator + _encode_repr(numbers)
                if operator in _RESOURCE_KINDS and names:
                    yield self._digest_resource(
                        resources.get(_RESOURCE_KINDS[operator], {}).get(_decode_name(names[-1])), depth + 1
                    )
        yield from text.finish()

    def _read_code_map(self, font: Any) -> Mapping[bytes, str]:
        try:
            return self._words.read_code_map(font)
        except KeyError:
            return {}

    def _digest_resource(self, thing: Any, depth: int) -> bytes:
        """Return the digest of a resource: of a form by its drawing, of anything else by all its entries."""
        reference = getattr(thing, "indirect_reference", None)
        key = reference.idnum if reference else 0
        if key not in self._known or not key:
            self._known[key] = _compute_digest(self._describe_resource(thing, depth)).encode()
        return self._known[key]

    def _describe_resource(self, thing: Any, depth: int) -> Iterator[bytes]:
        found = thing.get_object() if hasattr(thing, "get_object") else thing
        if depth > _MAXIMUM_DEPTH:
            yield b"deep"
        elif isinstance(found, dict) and found.get("/Subtype") == "/Form":
            yield from self.describe_form(found, depth)
        elif isinstance(found, dict):
            for name in sorted(found):
                yield name.encode()
                yield b"" if name in _PARENT_KEYS else self._digest_resource(found[name], depth + 1)
            if hasattr(found, "get_data"):
                yield found.get_data()
        elif isinstance(found, list):
            yield from (self._digest_resource(one, depth + 1) for one in found)
        else:
            yield _encode_repr(found)


def _compute_digest(parts: Iterator[bytes] | tuple[bytes, ...]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _decode_name(name: bytes) -> str:
    return "/" + name.decode("latin-1")


def _encode_repr(value: Any) -> bytes:
    return repr(value).encode()


def _get_font_name(font: Any) -> str:
    """Return the name of the font without the prefix of its subset."""
    return str(font.get_object().get("/BaseFont")).rpartition("+")[2]


def _decode_codes(codes: bytes, code_map: Mapping[bytes, str]) -> str:
    """Return the letters of the codes; a code that the font does not map stands in hexadecimal."""
    width = len(next(iter(code_map), b"x"))
    cut = (codes[at : at + width] for at in range(0, len(codes), width))
    return "".join(code_map.get(code, code.hex()) for code in cut)
