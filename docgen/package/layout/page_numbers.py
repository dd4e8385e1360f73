"""Page numbers of the package, from the pages and bytes of each piece.

The page counts of the drawn pieces depend on their text, which in turn depends on the layout:
:func:`find_stable_layout` repeats both until they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from docgen.definitions.notice import Printing
from docgen.errors import DefinitionError
from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import FilePages, Layout, PackagePart, Section, Volume
from docgen.package.layout.volumes import Sizes, VolumeShare, VolumeSize, count_sides, split_into_volumes

_ROUNDS = 24
"""Rounds until a template is considered unstable; one more for each volume, as one that grows shifts all behind it."""
_DRAWN_BYTES = 1_000_000
"""Upper bound in bytes for the drawn pages and the stamps of one volume, with their fonts."""


@dataclass(frozen=True)
class PageCounts:
    """Page counts of the form and the files, and the bytes of their PDFs; files by their SHA-256.

    ``form_sections`` are headings of the form with their 0-based page.
    """

    form: int
    form_sections: tuple[tuple[str, int], ...]
    files: Mapping[str, int]
    form_bytes: int
    bytes: Mapping[str, int]


@dataclass(frozen=True)
class DrawnCounts:
    """Page count of each drawn piece by its key (:func:`build_piece_key`), and its maximum over all rounds."""

    pages: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)

    def add_round(self, found: Mapping[str, int]) -> DrawnCounts:
        """Return the counts after a round that drew the pages ``found``."""
        most = {key: max(self.most.get(key, 1), pages) for key, pages in found.items()}
        return DrawnCounts(found, {**self.most, **most})


def find_stable_layout(
    book: Book, counts: PageCounts, likely: DrawnCounts, draw: Callable[[Layout], Mapping[str, int]]
) -> Layout:
    """Return the layout for which ``draw`` yields exactly the page counts it assumes, by key of the piece.

    Raises DefinitionError where no round agrees.
    """
    drawn, layout, rounds = likely, lay_out(book, counts, likely), 0
    while rounds < _ROUNDS + len(layout.bound_volumes):
        found = draw(layout)
        if found == count_drawn_pages(layout):
            return layout
        drawn, rounds = drawn.add_round(found), rounds + 1
        layout = lay_out(book, counts, drawn)
    raise DefinitionError("目录的页数无法确定：版式模板每次排出的页数都不同。")


def lay_out(book: Book, counts: PageCounts, drawn: DrawnCounts) -> Layout:
    """Build the layout, volume by volume: cover, contents, in the first volume the front parts, then the items.

    The front parts are the form, the checklist and the requirements. A piece that was not drawn yet counts as one
    page. The split uses the maximum pages of each piece over all rounds: an item that once did not fit a volume never
    returns to it, so the split converges.
    """
    plan = _PackagePlan(book, counts)
    volumes = [
        [*plan.list_front_parts(number, drawn.pages), *(plan.build_item_part(share, drawn.pages) for share in shares)]
        for number, shares in enumerate(split_into_volumes(book.items, plan.build_sizes(drawn.most)), 1)
    ]
    return _number_parts(volumes, book.printing)


def count_drawn_pages(layout: Layout) -> dict[str, int]:
    """Return the page count of each drawn piece (all but the form) in the layout, in order, by its key."""
    return {
        build_piece_key(part, volume): len(part.own_pages)
        for volume in layout.bound_volumes
        for part in layout.list_parts_in(volume)
        if part.role != "form"
    }


def build_piece_key(part: PackagePart, volume: Volume) -> str:
    """Return a key that is stable over all rounds: the heading of a piece, or its role and its volume."""
    return part.heading or f"{part.role} {volume.number}"


def _estimate_bytes_before_files(number: int, counts: PageCounts) -> int:
    """Estimate the bytes of a volume without its evidence files."""
    return _DRAWN_BYTES + (counts.form_bytes if number == 1 else 0)


@dataclass(frozen=True)
class _PackagePlan:
    """Builder of parts that each begin on page 1; ``drawn`` holds the pages of the drawn pieces by key."""

    book: Book
    counts: PageCounts

    def list_front_parts(self, number: int, drawn: Mapping[str, int]) -> list[PackagePart]:
        """Build the parts before the first item of the volume of that number."""
        cover, contents = _build_piece("cover", "封面", number, drawn), _build_piece("contents", "目录", number, drawn)
        if number > 1:
            return [cover, contents]
        checklist = _build_piece("checklist", self.book.checklist_title, number, drawn)
        requirements = (
            [_build_piece("requirements", self.book.demands_title, number, drawn)] if self.book.demands else []
        )
        return [cover, contents, self._build_form_part(), checklist, *requirements]

    def build_item_part(self, share: VolumeShare, drawn: Mapping[str, int]) -> PackagePart:
        """Build the part with the divider and the files of an item, or with the share of one volume."""
        item, last = share.item, drawn.get(share.heading, 1)
        files = []
        for file in share.files:
            first, last = last + 1, last + self.counts.files[file.sha256]
            files.append(FilePages(file.name, file.title, file.sha256, first, last))
        return PackagePart("evidence", item.title, 1, last, item.label, share.heading, files=tuple(files))

    def build_sizes(self, drawn: Mapping[str, int]) -> Sizes:
        """Build the measures for splitting, given the pages of the drawn pieces."""
        printing, counts = self.book.printing, self.counts

        def begins(number: int) -> VolumeSize:
            pages = sum(count_sides(part.last, printing) for part in self.list_front_parts(number, drawn))
            return VolumeSize(pages, _estimate_bytes_before_files(number, counts))

        return Sizes(printing, begins, lambda heading: drawn.get(heading, 1), counts.files, counts.bytes)

    def _build_form_part(self) -> PackagePart:
        sections = tuple(Section(title, page + 1) for title, page in self.counts.form_sections)
        return PackagePart("form", self.book.form.title, 1, self.counts.form, sections=sections)


def _build_piece(role: str, title: str, number: int, drawn: Mapping[str, int]) -> PackagePart:
    return PackagePart(role, title, 1, drawn.get(f"{role} {number}", 1))


def _number_parts(volumes: Sequence[Sequence[PackagePart]], printing: Printing) -> Layout:
    """Lay out the parts one after another, each on a right-hand page, every volume of whole sheets."""
    parts: list[PackagePart] = []
    blanks: list[int] = []
    bound: list[Volume] = []
    page = 0
    for number, pieces in enumerate(volumes, 1):
        first = page + 1
        for piece in pieces:
            parts.append(_shift_part(piece, page))
            blanks += range(page + piece.last + 1, page + count_sides(piece.last, printing) + 1)
            page += count_sides(piece.last, printing)
        bound.append(Volume(number, first, page, 1 if printing.numbers_each_volume else first))
    several = tuple(bound) if len(bound) > 1 else ()
    return Layout(page, tuple(parts), tuple(blanks), several, sides="two" if printing.is_two_sided else "one")


def _shift_part(part: PackagePart, by: int) -> PackagePart:
    """Return the part moved by ``by`` pages."""
    return replace(
        part,
        first=part.first + by,
        last=part.last + by,
        sections=tuple(replace(section, page=section.page + by) for section in part.sections),
        files=tuple(replace(file, first=file.first + by, last=file.last + by) for file in part.files),
    )
