"""The page numbers of the package, from how many pages and bytes each piece has.

How many pages the drawn pieces have depends on what they say, and that on where the volumes are cut: :func:`find_stable_layout`
lays out until both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from docgen.definitions.notice import Printing
from docgen.errors import DefinitionError
from docgen.package.layout.book import Book, FilePages, Layout, PackagePart, Section, Volume
from docgen.package.layout.volumes import Sizes, VolumeShare, VolumeSize, count_sides, split_into_volumes

_ROUNDS = 24
_DRAWN_BYTES = 1_000_000
"""What the drawn pages and the stamps of one volume take at most, with their fonts."""


@dataclass(frozen=True)
class PageCounts:
    """How many pages the pieces have, and how many bytes their PDFs; files by their sha256.

    ``form_sections`` are headings of the form with their 0-based page of it.
    """

    form: int
    form_sections: tuple[tuple[str, int], ...]
    files: Mapping[str, int]
    form_bytes: int
    bytes: Mapping[str, int]


@dataclass(frozen=True)
class DrawnCounts:
    """How many pages each drawn piece has, by its key (:func:`count_drawn_pages`), and the most it had in any round."""

    pages: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)

    def add_round(self, found: Mapping[str, int]) -> DrawnCounts:
        """The counts after a round in which ``found`` were drawn."""
        most = {key: max(self.most.get(key, 1), pages) for key, pages in found.items()}
        return DrawnCounts(found, {**self.most, **most})


def find_stable_layout(
    book: Book, counts: PageCounts, likely: DrawnCounts, draw: Callable[[Layout], Mapping[str, int]]
) -> Layout:
    """The layout whose drawn pieces have just the pages that ``draw`` makes of them, by their keys."""
    drawn = likely
    for _ in range(_ROUNDS):
        layout = lay_out(book, counts, drawn)
        found = draw(layout)
        if found == count_drawn_pages(layout):
            return layout
        drawn = drawn.add_round(found)
    raise DefinitionError("目录的页数无法确定：版式模板每次排出的页数都不同。")


def lay_out(book: Book, counts: PageCounts, drawn: DrawnCounts) -> Layout:
    """The layout, volume by volume: cover, contents, what the first one begins with, then the items.

    The first volume holds the form, the checklist and the requirements. A piece that was not drawn yet counts as one
    page. Volumes are cut by the most pages that each piece had in any round: a volume that once did not hold an item
    never gets it back, so the cut comes to rest.
    """
    plan = _PackagePlan(book, counts)
    volumes = [
        [*plan.list_front_parts(number, drawn.pages), *(plan.build_item_part(share, drawn.pages) for share in shares)]
        for number, shares in enumerate(split_into_volumes(book.items, plan.build_sizes(drawn.most)), 1)
    ]
    return _number_parts(volumes, book.printing)


def count_drawn_pages(layout: Layout) -> dict[str, int]:
    """How many pages each drawn piece has in the layout: all but the form, in order, by the key that names it."""
    return {
        build_piece_key(part, volume): len(part.own_pages)
        for volume in layout.bound_volumes
        for part in layout.list_parts_in(volume)
        if part.role != "form"
    }


def build_piece_key(part: PackagePart, volume: Volume) -> str:
    """What tells a drawn piece from the others in every round: its heading, or its role and its volume."""
    return part.heading or f"{part.role} {volume.number}"


def _estimate_bytes_before_files(number: int, counts: PageCounts) -> int:
    """What a volume takes before its first file."""
    return _DRAWN_BYTES + (counts.form_bytes if number == 1 else 0)


@dataclass(frozen=True)
class _PackagePlan:
    """The parts as if each began on page 1; ``drawn`` has the pages of the drawn pieces by key."""

    book: Book
    counts: PageCounts

    def list_front_parts(self, number: int, drawn: Mapping[str, int]) -> list[PackagePart]:
        """What the volume of that number begins with."""
        cover, contents = _build_piece("cover", "封面", number, drawn), _build_piece("contents", "目录", number, drawn)
        if number > 1:
            return [cover, contents]
        checklist = _build_piece("checklist", self.book.checklist_title, number, drawn)
        requirements = (
            [_build_piece("requirements", self.book.demands_title, number, drawn)] if self.book.demands else []
        )
        return [cover, contents, self._build_form_part(), checklist, *requirements]

    def build_item_part(self, share: VolumeShare, drawn: Mapping[str, int]) -> PackagePart:
        """The divider and the files of an item, or what one volume holds of it."""
        item, last = share.item, drawn.get(share.heading, 1)
        files = []
        for file in share.files:
            first, last = last + 1, last + self.counts.files[file.sha256]
            files.append(FilePages(file.name, file.title, file.sha256, first, last))
        return PackagePart("evidence", item.title, 1, last, item.label, share.heading, files=tuple(files))

    def build_sizes(self, drawn: Mapping[str, int]) -> Sizes:
        """How large volumes get when the drawn pieces have those pages."""
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
    """The parts one behind the other, each on a right-hand page, and every volume of whole sheets."""
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
    """The part ``by`` pages further on."""
    return replace(
        part,
        first=part.first + by,
        last=part.last + by,
        sections=tuple(replace(section, page=section.page + by) for section in part.sections),
        files=tuple(replace(file, first=file.first + by, last=file.last + by) for file in part.files),
    )
