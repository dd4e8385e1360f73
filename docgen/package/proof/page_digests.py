"""What stands on each page of a finished package, as one digest a page: equal digests look alike in print.

Fonts are cut down to the letters in use, so that one new letter on page 9 gives other codes to the letters of page
25. On pages that are set for the package text is therefore told by its letters and the name of its font.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from docgen.package.layout.book import Layout
from docgen.package.proof.drawn_text import TextReader, operations
from docgen.package.proof.pdf_reader import UNREADABLE, Reading

_USES = {
    b"Do": "/XObject",
    b"gs": "/ExtGState",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
    b"sh": "/Shading",
}
"""Operators that name something in the resources: what it is counts, not how it is called there."""

_SHOWN = (b"Tj", b"TJ")
_AROUND_TEXT = (b"BT", b"ET")
_PLACED = ("/BBox", "/Matrix")
_UPWARDS = ("/Parent", "/P", "/StructParent", "/StructParents")
_DEEPEST = 12


def looks(package: Path, layout: Layout) -> tuple[str, ...]:
    """The digest of each page of the package, its stamp included; raises what reading a package may raise."""
    taken = _taken_pages(layout)
    with package.open("rb") as file:
        drawings = _Drawings()
        digests = []
        for number, page in enumerate(Reading(file).pages, 1):
            forms: Any = page.page["/Resources"]
            content, stamp = (forms["/XObject"][name] for name in ("/Page", "/Stamp"))
            described = drawings.taken(content, taken[number]) if number in taken else drawings.drawn(content)
            placed: Any = page.page["/Contents"]
            digests.append(_digest((placed.get_data(), *described, b"stamp", *drawings.drawn(stamp))))
        return tuple(digests)


def _taken_pages(layout: Layout) -> dict[int, str]:
    """The pages that are taken as they are from a file, evidence or a scan: the file's hash and its page."""
    files = [file for part in layout.parts for file in part.files if not file.path.startswith("pdf/")]
    pages = {file.first + at: f"{file.sha256} {at}" for file in files for at in range(file.last - file.first + 1)}
    return pages | {page.page: f"{page.sha256} {page.source_page}" for page in layout.sealed}


class _Font(NamedTuple):
    name: str
    size: float
    meanings: Mapping[bytes, str]


@dataclass
class _Run:
    """Letters of one font in one line: LibreOffice cuts them apart where the codes of a font come to an end."""

    font: _Font = _Font("", 0.0, {})
    place: Sequence[float] = ()
    _key: tuple[object, ...] = ()
    _said: list[str] = field(default_factory=list)

    def goes_on(self, strings: Iterable[bytes]) -> Iterator[bytes]:
        """More letters; yields the run before where these are not in its line."""
        key = (self.font.name, self.font.size, *self.place[:4], *self.place[5:])
        if key != self._key:
            yield from self.ended()
            self._key, self._said = key, [repr((key, *self.place))]
        self._said += [_spelt(string, self.font.meanings) for string in strings]

    def ended(self) -> Iterator[bytes]:
        """The run up to here, if there is any."""
        if self._said:
            yield "".join(self._said).encode()
        self._key, self._said = (), []


class _Drawings:
    """Describes what the forms of one file draw; what several of them use is looked into once."""

    def __init__(self) -> None:
        self._words = TextReader()
        self._known: dict[int, bytes] = {}

    def taken(self, form: Any, source: str) -> Iterator[bytes]:
        """A page by the file it comes from, where it is placed, and how it was converted."""
        yield source.encode()
        yield from (_plain(form.get(key)) for key in _PLACED)
        with suppress(*UNREADABLE):  # an odd filter: the file says enough
            yield hashlib.sha256(form.get_data()).digest()

    def drawn(self, form: Any, depth: int = 0) -> Iterator[bytes]:
        """What a form draws, operation by operation, whatever names and codes it uses for it."""
        resources = form.get("/Resources", {})
        yield from (_plain(form.get(key)) for key in _PLACED)
        text = _Run()
        for operator, names, numbers, strings in operations(form.get_data()):
            if operator == b"Tf":
                font = resources["/Font"].raw_get(_name(names[-1]))
                text.font = _Font(_name_of(font), numbers[-1], self._meanings(font))
            elif operator == b"Tm":
                text.place = numbers
            elif operator in _SHOWN:
                yield from text.goes_on(strings)
            elif operator not in _AROUND_TEXT:
                yield from text.ended()
                yield operator + _plain(numbers)
                if operator in _USES and names:
                    yield self._thing(resources.get(_USES[operator], {}).get(_name(names[-1])), depth + 1)
        yield from text.ended()

    def _meanings(self, font: Any) -> Mapping[bytes, str]:
        try:
            return self._words.meanings(font)
        except KeyError:
            return {}

    def _thing(self, thing: Any, depth: int) -> bytes:
        """What a resource is: a form by what it draws, anything else by all that is in it."""
        reference = getattr(thing, "indirect_reference", None)
        key = reference.idnum if reference else 0
        if key not in self._known or not key:
            self._known[key] = _digest(self._parts(thing, depth)).encode()
        return self._known[key]

    def _parts(self, thing: Any, depth: int) -> Iterator[bytes]:
        found = thing.get_object() if hasattr(thing, "get_object") else thing
        if depth > _DEEPEST:
            yield b"deep"
        elif isinstance(found, dict) and found.get("/Subtype") == "/Form":
            yield from self.drawn(found, depth)
        elif isinstance(found, dict):
            for name in sorted(found):
                yield name.encode()
                yield b"" if name in _UPWARDS else self._thing(found[name], depth + 1)
            if hasattr(found, "get_data"):
                yield found.get_data()
        elif isinstance(found, list):
            yield from (self._thing(one, depth + 1) for one in found)
        else:
            yield _plain(found)


def _digest(parts: Iterator[bytes] | tuple[bytes, ...]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _name(name: bytes) -> str:
    return "/" + name.decode("latin-1")


def _plain(value: Any) -> bytes:
    return repr(value).encode()


def _name_of(font: Any) -> str:
    """The font's name without the letters that tell one cut of it from another."""
    return str(font.get_object().get("/BaseFont")).rpartition("+")[2]


def _spelt(codes: bytes, meanings: Mapping[bytes, str]) -> str:
    """The letters that the codes mean, as far as the font says."""
    width = len(next(iter(meanings), b"x"))
    cut = (codes[at : at + width] for at in range(0, len(codes), width))
    return "".join(meanings.get(code, code.hex()) for code in cut)
