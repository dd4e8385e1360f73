"""Proof that evidence pages look in the package as a viewer shows them in their files.

Whatever kind of content is lost on the way, known or not, is missing from the picture. A part of the pages is compared
where there are many: always the same ones, so that equal inputs have equal problems.
"""

from __future__ import annotations

import logging
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from docgen.package.evidence.page_ink import format_page_numbers
from docgen.package.layout.package_layout import Layout
from docgen.package.proof.look_comparison import LookDifference, compare_looks
from docgen.package.proof.page_looks import PageLook, SheetArea, draw_sheet_areas, draw_source_pages
from docgen.package.proof.pdf_reader import UNREADABLE, PackageReader
from docgen.problems.problem import Problem, Where
from docgen.runtime.cache import Cache, compute_key
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import compute_font_fingerprint, get_docgen_fingerprint
from docgen.runtime.isolated_calls import BrokenCall, CallLimits, call_isolated, limit_by_size

MOST_IN_BUILD, MOST_IN_PROOF = 100, 600
"""Pages that are compared in a build, and in the proof of a finished output; a page of large pictures counts more."""

_BYTES = 128 * 1024
"""Bytes of a page that take as long as drawing a page of text."""
_FILE_SECONDS, _PAGE_SECONDS = 5.0, 0.5
"""Seconds of CPU for the sheets of one file, where those of all files together ended the process."""
_MOST_FAILURES = 2
_KIND = "page-look"
_NAMED_PAGES = 10
_MESSAGES = {
    LookDifference.LOST: "印出来比原文件少了内容",
    LookDifference.ADDED: "印出来比原文件多了内容",
    LookDifference.TURNED: "印出来的方向与原文件不同",
}
_HINT = "请把这几页与原文件对照；真的不同的，用阅读器把原文件打印成 PDF 或扫描后换掉，并把原文件反馈给维护者。"

_log = logging.getLogger(__name__)

Place = tuple[str, int]
"""A file by its name in the layout, and one of its pages, counted from 0."""


class LookSource(NamedTuple):
    """A file whose pages are compared: a PDF or picture, for an office file its converted PDF.

    ``name`` is its path in the layout, ``digest`` the SHA-256 of the content at ``path``. ``marked`` are the pages,
    counted from 0, with annotations or layers, ``rendered`` those that are printed as pictures of what pdfium shows,
    which are not compared. Of a repaired file (``is_repaired``) the package may show more: viewers give up earlier.
    """

    name: str
    path: Path
    password: str
    digest: str
    pages: int
    marked: tuple[int, ...] = ()
    rendered: tuple[int, ...] = ()
    is_repaired: bool = False


class FileLooks(NamedTuple):
    """Looks of pages of one file, by page counted from 0, as a viewer shows them; ``is_repaired`` as above."""

    pages: Mapping[int, PageLook]
    is_repaired: bool


Looks = Mapping[str, FileLooks]
"""Looks by the name of the file."""


def draw_looks(sources: Sequence[LookSource], most: int, cache: Cache, checksums: Checksums) -> Looks:
    """Draw a sample of the pages of the files, worth ``most`` pages; those that no viewer shows are left out."""
    chosen = choose_pages(sources, most)
    drawer = _CachingDrawer(cache, checksums)
    return {
        source.name: FileLooks(drawer.draw(source, numbers), source.is_repaired)
        for source, numbers in zip(sources, chosen, strict=True)
    }


def choose_pages(sources: Sequence[LookSource], most: int) -> list[list[int]]:
    """Choose pages of each file: where content vanishes first (first, last and marked ones), then evenly from the rest.

    A page counts one, and more the more bytes it has.
    """
    chosen: list[list[int]] = [[] for _ in sources]
    left = float(most)
    for is_first in (True, False):
        pages = [
            (at, number, weight)
            for at, source in enumerate(sources)
            for weight in [_weigh_page(source)]
            for number in range(source.pages)
            if number not in source.rendered
            if (number in (0, source.pages - 1, *source.marked)) is is_first
        ]
        share = min(1.0, left / max(1.0, sum(weight for *_, weight in pages)))
        credit = 0.0
        for at, number, weight in pages:
            credit += weight * share
            if credit >= weight:
                credit -= weight
                left -= weight
                chosen[at].append(number)
    return [sorted(numbers) for numbers in chosen]


def check_looks(package: Path, layout: Layout, looks: Looks) -> Iterator[Problem]:
    """Yield a problem for each file and kind of difference between the sheets of the package and the looks."""
    areas = _list_sheet_areas(package, layout, looks)
    found = defaultdict[tuple[str, LookDifference], list[tuple[int, int]]](list)
    for (name, number), printed in _draw_areas(package, areas).items():
        area = areas[name, number]
        difference = compare_looks(looks[name].pages[number], printed) if printed else LookDifference.LOST
        if difference and not (difference is LookDifference.ADDED and looks[name].is_repaired):
            found[name, difference].append((number + 1, area.page + 1))
    for (name, difference), pages in found.items():
        printed_at = "、".join(layout.format_reference(page, page) for _, page in pages[:_NAMED_PAGES])
        where = f"材料{printed_at}{'等' * (len(pages) > _NAMED_PAGES)}"
        message = f"{format_page_numbers([number for number, _ in pages])}（{where}）{_MESSAGES[difference]}。"
        yield Problem("evidence.differs", Where(name), message, _HINT)


def _draw_areas(package: Path, areas: Mapping[Place, SheetArea]) -> dict[Place, PageLook | None]:
    """Draw the areas; where that ends the process, file by file, so that a file that ends it is left out.

    After two such files the rest is left out: it may be that each page takes a minute.
    """
    if not areas:
        return {}
    limits = limit_by_size(package, len(areas))
    try:
        return _draw_at_once(package, areas, limits)
    except BrokenCall as error:
        _log.info("the sheets of %s, drawn file by file: %s", package, error)
    looks: dict[Place, PageLook | None] = {}
    failures = 0
    for name, places in groupby(areas, key=itemgetter(0)):
        of_file = {place: areas[place] for place in places}
        seconds = _FILE_SECONDS + len(of_file) * _PAGE_SECONDS
        try:
            looks |= _draw_at_once(package, of_file, limits._replace(seconds=min(seconds, limits.seconds)))
        except BrokenCall as error:
            _log.info("the sheets of %s are not compared: %s", name, error)
            failures += 1
            if failures == _MOST_FAILURES:
                break
    return looks


def _draw_at_once(package: Path, areas: Mapping[Place, SheetArea], limits: CallLimits) -> dict[Place, PageLook | None]:
    drawn = call_isolated(draw_sheet_areas, package, tuple(areas.values()), limits=limits)
    return dict(zip(areas, drawn, strict=True))


def _list_sheet_areas(package: Path, layout: Layout, looks: Looks) -> dict[Place, SheetArea]:
    """List the areas of the sheets where the pages of ``looks`` are shown, by file and page.

    Empty where the package cannot be read, which its proof tells.
    """
    sealed = {page.page for page in layout.sealed}
    try:
        with package.open("rb") as opened:
            reading = PackageReader(opened)
            return {
                (file.path, number): _find_area(reading, file.first + number, look)
                for part in layout.parts
                for file in part.files
                if file.path in looks
                for number, look in looks[file.path].pages.items()
                if file.first + number not in sealed
            }
    except UNREADABLE:
        return {}


def _find_area(reading: PackageReader, page: int, look: PageLook) -> SheetArea:
    """Find the area in which the sheet ``page``, counted from 1, shows the visible part of its page."""
    (a, b, c, d, e, f), (left, bottom, right, top) = reading.read_placement(page)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    across, along = zip(*corners, strict=True)
    return SheetArea(page - 1, min(across), min(along), max(across), max(along), look.width, look.height)


def _weigh_page(source: LookSource) -> float:
    try:
        size = source.path.stat().st_size
    except OSError:  # the guard of the inputs tells it
        size = 0
    return 1 + size / max(1, source.pages) / _BYTES


class _CachingDrawer:
    """Draws pages of files, or takes their looks from the cache, which holds none of files with a password."""

    def __init__(self, cache: Cache, checksums: Checksums) -> None:
        self._cache = cache
        self._checksums = checksums
        # A font that is not embedded looks like the one that the system has instead.
        self._environment = compute_key(get_docgen_fingerprint(), compute_font_fingerprint(())) if cache.is_on else ""

    def draw(self, source: LookSource, numbers: Sequence[int]) -> dict[int, PageLook]:
        suffix = source.path.suffix.lower()
        keys = {number: compute_key(self._environment, source.digest, suffix, str(number)) for number in numbers}
        known = {} if source.password else {number: self._get_known(key) for number, key in keys.items()}
        looks = {number: look for number, look in known.items() if look}
        missing = [number for number in numbers if number not in looks]
        drawn = self._draw_pages(source, missing) if missing else {}
        if drawn and not source.password and self._checksums.compute(source.path) == source.digest:
            for number, look in drawn.items():
                self._cache.put(_KIND, keys[number], _encode_look(look))
        return looks | drawn

    def _get_known(self, key: str) -> PageLook | None:
        return self._cache.get_decoded(_KIND, key, _decode_look)

    def _draw_pages(self, source: LookSource, numbers: Sequence[int]) -> dict[int, PageLook]:
        try:
            limits = limit_by_size(source.path, len(numbers))
            looks = call_isolated(draw_source_pages, source.path, source.password, tuple(numbers), limits=limits)
        except (OSError, BrokenCall):
            return {}
        return {number: look for number, look in zip(numbers, looks, strict=bool(looks)) if look}


def _encode_look(look: PageLook) -> bytes:
    return f"{look.width} {look.height} {int(look.is_whole)}\n".encode("ascii") + zlib.compress(look.ink, 1)


def _decode_look(content: bytes) -> PageLook:
    head, _, ink = content.partition(b"\n")
    width, height, is_whole = map(int, head.split())
    look = PageLook(width, height, zlib.decompress(ink), bool(is_whole))
    if len(look.ink) != width * height:
        raise ValueError("a look of another size")
    return look
