"""Preflight of the pages of a PDF: their contents, how they will print, which data are lost.

:func:`read_page_facts` works for any PDF. Pictures are decoded at a fraction of their size. The colours of text and
drawings are read from the operators, nothing is rendered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import hypot
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from docgen.errors import raise_machine_fault
from docgen.package.annotations.appearances import AppearancePlanner, PagePlan
from docgen.package.evidence.colour_spaces import is_grey_space, is_spot_colour
from docgen.package.evidence.embedded_pictures import MALFORMED_PDF, EmbeddedPicture, inspect_embedded_picture
from docgen.package.evidence.page_content import Content, find_placed_names, is_colour, read_content
from docgen.package.evidence.page_ink import Ink, PageFacts, combine_inks
from docgen.package.evidence.pdf_names import format_name
from docgen.package.evidence.stream_decoding import MOST_OPERATOR_BYTES, StreamTooLarge, read_operators
from docgen.package.merging.geometry import EVIDENCE_FRAME, MILLIMETRE, TransformMatrix, VisibleArea, fit_into_frame
from docgen.package.merging.placement import read_visible_area
from docgen.progress import checkpoint

__all__ = ["MALFORMED_PDF", "Ink", "PageFacts", "PageInspection", "PageInspector", "StreamTooLarge", "read_page_facts"]

_WHOLE_PAGE, _MOST_OF_PAGE, _STRIP = 0.5, 0.6, 0.02
_HIDDEN_SHARE = 0.98
_MOST_PLACES = 2_000
"""Limit of placed pictures per page: nested forms could have any number of them."""

_MOST_IN_FILE = 96 << 20
"""Limit of the bytes of operators in one file: a dozen large drawings. To read as many takes some ten seconds."""
_MOST_STRINGS = 1_500_000
"""Limit of the strings on one page; each takes some 90 bytes of memory while they are searched."""
_MOST_DRAWN = 1 << 30
"""Limit of the bytes of operators that a viewer runs for one page: a form counts as often as it is drawn."""

_UNMOVED = (1, 0, 0, 1, 0, 0)
_OUTLINES = ("/FontFile", "/FontFile2", "/FontFile3")


def read_page_facts(pdf: Path, password: str = "") -> tuple[PageFacts, ...]:
    """Read the facts of each page of the PDF; pikepdf.PdfError where it cannot be opened."""
    with pikepdf.open(pdf, password=password) as opened:
        pages = PageInspector(opened)
        return tuple(pages.inspect(page.obj).facts for page in opened.pages)


@dataclass(frozen=True)
class PageInspection:
    """One page: its facts, lost and hidden parts, the scale at which it is printed.

    ``has_missing_parts`` tells that an object it draws does not exist, ``is_lost`` that an existing one cannot be read.
    ``fonts`` are the fonts of visible text that are not embedded, ``undrawn`` the kinds of annotations that a viewer
    may show and that are not printed.
    """

    facts: PageFacts
    is_lost: bool
    has_missing_parts: bool
    is_cropped: bool
    scale: float
    fonts: frozenset[str]
    undrawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Drawing:
    """Content of a page or a form, nested forms included; ``pictures`` have their matrix in it."""

    paints: bool = False
    shows_text: bool = False
    ink: Ink = Ink.BLANK
    is_lost: bool = False
    has_missing_parts: bool = False
    fonts: frozenset[str] = frozenset()
    pictures: tuple[tuple[EmbeddedPicture, TransformMatrix], ...] = ()
    digest: bytes = b""
    drawn_bytes: int = 0
    """The operators that a viewer runs, those of nested forms and patterns as often as they are drawn."""


class PageInspector:
    """Inspects the pages of one open PDF; objects that several pages share are inspected once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pictures: dict[tuple[int, int], EmbeddedPicture] = {}
        self._forms: dict[tuple[int, int], _Drawing] = {}
        self._fonts: dict[tuple[int, int], tuple[str, bytes]] = {}
        self._planner = AppearancePlanner(pdf)
        self._bytes = 0

    def inspect(self, page: pikepdf.Object) -> PageInspection:
        """Inspect one page.

        Raises one of :data:`MALFORMED_PDF` for an object that is no page, StreamTooLarge for a decompression bomb.
        """
        checkpoint()
        shown = read_visible_area(page)
        operators, is_lost = self._read_operators(_list_streams(page))
        drawn = self._read_drawing(operators, page.get("/Resources", Dictionary()))
        plan = self._planner.plan(page)
        stamped = [self._read_form(form) for form in plan.kept]
        if drawn.drawn_bytes + sum(one.drawn_bytes for one in stamped) > _MOST_DRAWN:
            raise StreamTooLarge(f"（图形里一再套用图形）超过 {_MOST_DRAWN >> 20} MB")
        width, height = (round(side / MILLIMETRE, 1) for side in shown.size)
        onto_sheet = fit_into_frame(shown, EVIDENCE_FRAME)
        ink = combine_inks([_detect_ink(drawn), _detect_planned_ink(plan), *(_detect_ink(one) for one in stamped)])
        facts = PageFacts(
            width,
            height,
            ink,
            _measure_resolution(drawn, shown, onto_sheet),
            _compute_fingerprint(drawn, stamped, plan, shown, ink),
        )
        scale = hypot(onto_sheet.a, onto_sheet.b) / shown.unit
        fonts = frozenset().union(drawn.fonts, *(one.fonts for one in stamped))
        lacks = drawn.has_missing_parts or not (_has_content(page) or stamped or plan.drawn)
        is_cropped = _is_cropped(page, shown)
        return PageInspection(facts, is_lost or drawn.is_lost, lacks, is_cropped, scale, fonts, plan.undrawn)

    def _read_operators(self, streams: Sequence[pikepdf.Stream]) -> tuple[bytes, bool]:
        """Return the operators of the streams, joined, and whether data are lost."""
        found = [read_operators(stream) for stream in streams]
        drawn = b"\n".join(part for part, _ in found)
        self._bytes += len(drawn)
        if len(drawn) > MOST_OPERATOR_BYTES:
            raise StreamTooLarge(f"超过 {MOST_OPERATOR_BYTES >> 20} MB")
        if self._bytes > _MOST_IN_FILE:
            raise StreamTooLarge(f"，与前面各页合计超过 {_MOST_IN_FILE >> 20} MB", "请分成几个 PDF 后替换。")
        if drawn.count(b"(") > _MOST_STRINGS:
            raise StreamTooLarge(f"有 {_MOST_STRINGS // 10_000} 万段以上的文字")
        return drawn, not all(is_whole for _, is_whole in found)

    def _read_drawing(self, operators: bytes, resources: pikepdf.Object) -> _Drawing:
        content = read_content(operators)
        pictures, forms, lacks = self._read_xobjects(content, resources)
        patterns = dict(self._read_patterns(content, resources))
        inner = [*(form for form, _ in forms.values()), *patterns.values()]
        parts: list[EmbeddedPicture | _Drawing] = [*pictures.values(), *inner]
        known = _list_entries(resources, "/Font")
        fonts = [
            self._inspect_font(known[name]) for name in sorted(content.fonts) if isinstance(known.get(name), Dictionary)
        ]
        coloured = content.is_coloured or _has_coloured_space(content, resources)
        shows_text = content.shows_text or any(form.shows_text for form in inner)
        digests = (operators, *(part.digest for part in parts), *(outlines for _, outlines in fonts))
        return _Drawing(
            content.paints or any(form.paints for form in inner),
            shows_text,
            combine_inks([Ink.COLOUR if coloured else Ink.BLANK, *(part.ink for part in parts)]),
            any(part.is_lost for part in parts),
            lacks or any(form.has_missing_parts for form in inner),
            frozenset(name for name, _ in fonts if name).union(*(form.fonts for form in inner)),
            () if shows_text else tuple(islice(_find_placements(operators, pictures, forms), _MOST_PLACES)),
            hashlib.sha256(b"".join(digests)).digest(),
            len(operators)
            + sum(content.names["do"][name] * form.drawn_bytes for name, (form, _) in forms.items())
            + sum(content.names["scn"][name] * pattern.drawn_bytes for name, pattern in patterns.items()),
        )

    def _read_xobjects(
        self, content: Content, resources: pikepdf.Object
    ) -> tuple[dict[str, EmbeddedPicture], dict[str, tuple[_Drawing, TransformMatrix]], bool]:
        """Return the pictures and the forms that are drawn, by name, and whether one of them does not exist."""
        known = _list_entries(resources, "/XObject")
        pictures, forms, lacks = {}, {}, False
        for name in sorted(content.names.get("do", ())):
            found = known.get(name)
            if not isinstance(found, pikepdf.Stream):
                lacks = True
            elif found.get("/Subtype") == Name.Image:
                pictures[name] = self._inspect_picture(found)
            else:
                forms[name] = (
                    self._read_form(found),
                    TransformMatrix(*(float(n) for n in found.get("/Matrix", _UNMOVED))),
                )
        return pictures, forms, lacks

    def _read_form(self, form: pikepdf.Stream) -> _Drawing:
        if form.objgen not in self._forms:
            self._forms[form.objgen] = _Drawing()  # ends the recursion of a form that draws itself
            found, is_lost = self._read_operators([form])
            drawn = self._read_drawing(found, form.get("/Resources", Dictionary()))
            self._forms[form.objgen] = replace(drawn, is_lost=drawn.is_lost or is_lost)
        return self._forms[form.objgen]

    def _read_patterns(self, content: Content, resources: pikepdf.Object) -> Iterator[tuple[str, _Drawing]]:
        known = _list_entries(resources, "/Pattern")
        for name in sorted(content.names.get("scn", ())):
            pattern = known.get(name)
            if isinstance(pattern, pikepdf.Stream):
                yield name, replace(self._read_form(pattern), paints=True)

    def _inspect_picture(self, picture: pikepdf.Stream) -> EmbeddedPicture:
        if picture.objgen not in self._pictures:
            self._pictures[picture.objgen] = _inspect_any_picture(picture)
        return self._pictures[picture.objgen]

    def _inspect_font(self, font: pikepdf.Object) -> tuple[str, bytes]:
        """Return the name of a font that is not embedded, "" otherwise, and a digest of the font."""
        # (0, 0) is every direct object, so that its result must not be found again for another font.
        if font.objgen not in self._fonts or font.objgen == (0, 0):
            self._fonts[font.objgen] = _read_any_font(font)
        return self._fonts[font.objgen]


# -- pages -------------------------------------------------------------------------------------------------------


def _list_streams(page: pikepdf.Object) -> list[pikepdf.Stream]:
    contents = page.get("/Contents", ())
    parts = [contents] if isinstance(contents, pikepdf.Stream) else list(contents)
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def _has_content(page: pikepdf.Object) -> bool:
    contents = page.get("/Contents")
    return isinstance(contents, pikepdf.Stream | pikepdf.Array)


def _detect_planned_ink(plan: PagePlan) -> Ink:
    """Return the ink of the annotations that docgen will draw."""
    colours = [colour for _, look in plan.drawn for colour in look.colours]
    if any(is_colour(colour) for colour in colours):
        return Ink.COLOUR
    return Ink.GREY if colours else Ink.BLANK


def _detect_ink(drawn: _Drawing) -> Ink:
    """Return the ink of the drawing; anything painted or written is at least grey."""
    return combine_inks([drawn.ink, Ink.GREY if drawn.paints or drawn.shows_text or drawn.is_lost else Ink.BLANK])


def _is_cropped(page: pikepdf.Object, shown: VisibleArea) -> bool:
    """Return True where the crop box hides more than a trace of the page."""
    whole = read_visible_area(Dictionary({key: page[key] for key in ("/MediaBox",) if key in page})).box
    return shown.box.width * shown.box.height < _HIDDEN_SHARE * whole.width * whole.height


def _measure_resolution(drawn: _Drawing, shown: VisibleArea, onto_sheet: TransformMatrix) -> int | None:
    """Measure the pixels per printed inch of a scan: one picture, or strips that cover most of the page; else None.

    Of several pictures over the whole page (paper, and letters cut out of it) the finest one has the letters.
    """
    if drawn.shows_text or not drawn.pictures:
        return None
    width, height = shown.size
    scale = hypot(onto_sheet.a, onto_sheet.b) / shown.unit
    area = width * height * scale * scale
    found = [_measure_picture(picture, matrix.compose(onto_sheet)) for picture, matrix in drawn.pictures]
    shares = [(covered / area, dots) for covered, dots in found if dots]
    whole = [dots for share, dots in shares if share >= _WHOLE_PAGE]
    if whole:
        return max(whole)
    strips = [dots for share, dots in shares if share >= _STRIP]
    return min(strips) if strips and sum(share for share, _ in shares) >= _MOST_OF_PAGE else None


def _measure_picture(picture: EmbeddedPicture, matrix: TransformMatrix) -> tuple[float, int]:
    """Return the area of the picture on the sheet in square points, and its pixels per inch."""
    across, along = hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d)
    if not across or not along:
        return 0.0, 0
    return across * along, round(min(picture.width * 72 / across, picture.height * 72 / along))


def _compute_fingerprint(
    drawn: _Drawing, stamped: Sequence[_Drawing], plan: PagePlan, shown: VisibleArea, ink: Ink
) -> str:
    """Compute a digest that is equal for pages that show the same; of a scan only the pictures count."""
    if ink is Ink.BLANK:
        return ""
    if drawn.pictures and not (drawn.paints or drawn.shows_text or stamped or plan.drawn):
        parts = [picture.digest for picture, _ in drawn.pictures]
        return hashlib.sha256(b"".join(parts)).hexdigest() if len(parts) > 1 else parts[0].hex()
    size = ",".join(f"{side:.0f}" for side in shown.size).encode()
    return hashlib.sha256(b"".join((size, drawn.digest, *(one.digest for one in stamped), plan.digest))).hexdigest()


# -- what pages draw ---------------------------------------------------------------------------------------------


def _list_entries(resources: pikepdf.Object, name: str) -> dict[str, pikepdf.Object]:
    found = resources.get(name) if isinstance(resources, Dictionary) else None
    return dict(found.items()) if isinstance(found, Dictionary) else {}


def _find_placements(
    operators: bytes, pictures: dict[str, EmbeddedPicture], forms: dict[str, tuple[_Drawing, TransformMatrix]]
) -> Iterator[tuple[EmbeddedPicture, TransformMatrix]]:
    for name, matrix in find_placed_names(operators) if pictures or forms else ():
        if name in pictures:
            yield pictures[name], matrix
        elif name in forms:
            form, own = forms[name]
            yield from ((picture, inner.compose(own).compose(matrix)) for picture, inner in form.pictures)


def _has_coloured_space(content: Content, resources: pikepdf.Object) -> bool:
    """Return True for content with a spot colour, or with a gradient that may be in colour."""
    spaces, shadings = _list_entries(resources, "/ColorSpace"), _list_entries(resources, "/Shading")
    spots = (spaces[name] for name in content.names.get("cs", ()) if name in spaces)
    gradients = [shadings[name] for name in content.names.get("sh", ()) if name in shadings]
    patterns = _list_entries(resources, "/Pattern")
    for name in content.names.get("scn", ()):
        pattern = patterns.get(name)
        if isinstance(pattern, Dictionary) and isinstance(pattern.get("/Shading"), Dictionary | pikepdf.Stream):
            gradients.append(pattern.Shading)
    return any(is_spot_colour(space) for space in spots) or any(
        not is_grey_space(one.get("/ColorSpace")) for one in gradients
    )


def _inspect_any_picture(picture: pikepdf.Stream) -> EmbeddedPicture:
    """Inspect the picture; of an odd one, which viewers may show all the same, only its data are known."""
    try:
        return inspect_embedded_picture(picture)
    except MALFORMED_PDF as error:
        raise_machine_fault(error)
        return EmbeddedPicture(0, 0, Ink.GREY, False, hashlib.sha256(picture.read_raw_bytes()).digest())


def _read_any_font(font: pikepdf.Object) -> tuple[str, bytes]:
    """Return what :func:`_read_font` does; nothing is known of an odd font, which viewers replace."""
    try:
        return _read_font(font)
    except MALFORMED_PDF:
        return "", hashlib.sha256(font.unparse()).digest()


def _read_font(font: pikepdf.Object) -> tuple[str, bytes]:
    name = format_name(font.get("/BaseFont", font.get("/Subtype", "")))
    described = font["/DescendantFonts"][0] if font.get("/Subtype") == Name.Type0 else font
    outlines = described.get("/FontDescriptor", Dictionary())
    streams = [outlines[key] for key in _OUTLINES if key in outlines]
    words = font.get("/ToUnicode")
    known = [one for one in (*streams, words) if isinstance(one, pikepdf.Stream)]
    digest = hashlib.sha256(name.encode() + b"".join(one.read_raw_bytes() for one in known)).digest()
    return ("" if streams or font.get("/Subtype") == Name.Type3 else name), digest
