"""How the package is bound: for each volume its sheets, how thick it gets, and which of its pages are in colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from docgen.definitions.notice import Printing
from docgen.documents.word.print_order import VolumeOrder, calculate_thickness
from docgen.package.evidence.page_ink import Ink
from docgen.package.layout.package_layout import Layout, Volume

SINGLE_VOLUME = "全一册"
"""What the only volume is called."""

_COPY_PAPER_WEIGHT = 80


def build_volume_orders(
    layout: Layout, inks: Mapping[int, Ink], files: Sequence[str], printing: Printing
) -> tuple[VolumeOrder, ...]:
    """What is ordered of each volume, whose files are ``files``.

    ``inks`` has every page of the package; KeyError where it lacks one.
    """
    weight = get_paper_weight(printing)
    orders = []
    for volume, file in zip(layout.bound_volumes, files, strict=True):
        pages = range(volume.first, volume.last + 1)
        paper = count_sheets(volume, printing)
        colour = tuple(_ranges(layout.get_page_number(page) for page in pages if inks[page] is Ink.COLOUR))
        grey = sum(inks[page] is not Ink.COLOUR for page in pages)
        first, last = layout.get_page_number(volume.first), layout.get_page_number(volume.last)
        name = volume.name if layout.is_split else SINGLE_VOLUME
        orders.append(VolumeOrder(name, file, first, last, paper, grey, colour, calculate_thickness(paper, weight)))
    return tuple(orders)


def count_sheets(volume: Volume, printing: Printing) -> int:
    """How many sheets of paper the inside of the volume takes."""
    pages = volume.last - volume.first + 1
    return (pages + 1) // 2 if printing.is_two_sided else pages


def get_paper_weight(printing: Printing) -> int:
    """The g/m² of the paper that the notice names, or those of ordinary copy paper."""
    return printing.weight or _COPY_PAPER_WEIGHT


def map_page_inks(layout: Layout, by_file: Mapping[str, Sequence[Ink]]) -> dict[int, Ink]:
    """The ink of every page of the package; ``by_file`` has that of the pages of each evidence file, by its path.

    What docgen draws and the form are black. A sealed page is in colour, as seals are red. ValueError where a file
    has other pages than the layout.
    """
    inks = {page: Ink.BLANK if page in layout.blanks else Ink.GREY for page in range(1, layout.pages + 1)}
    for part in layout.parts:
        for file in part.files:
            inks |= dict(zip(range(file.first, file.last + 1), by_file[file.path], strict=True))
    return inks | {sealed.page: Ink.COLOUR for sealed in layout.sealed}


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The numbers, which ascend, as ranges without gaps."""
    ordered = list(numbers)
    if ordered:
        gaps = [(before, after) for before, after in pairwise(ordered) if after != before + 1]
        starts = [ordered[0], *(after for _, after in gaps)]
        ends = [*(before for before, _ in gaps), ordered[-1]]
        yield from zip(starts, ends, strict=True)
