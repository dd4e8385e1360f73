"""Binding data of the package: for each volume its sheets, its thickness, and its colour pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docgen.definitions.notice import Printing
from docgen.documents.word.print_order import VolumeOrder, calculate_thickness
from docgen.package.evidence.page_ink import Ink
from docgen.package.layout.package_layout import Layout, Volume, group_page_ranges

SINGLE_VOLUME = "全一册"
"""Name of the volume of a package that is not split."""

_COPY_PAPER_WEIGHT = 80


def build_volume_orders(
    layout: Layout, inks: Mapping[int, Ink], files: Sequence[str], printing: Printing
) -> tuple[VolumeOrder, ...]:
    """Build the print order of each volume, with its file from ``files``.

    ``inks`` must hold every page of the package, else KeyError.
    """
    weight = get_paper_weight(printing)
    orders = []
    for volume, file in zip(layout.bound_volumes, files, strict=True):
        pages = range(volume.first, volume.last + 1)
        paper = count_sheets(volume, printing)
        colour = group_page_ranges(layout.get_page_number(page) for page in pages if inks[page] is Ink.COLOUR)
        grey = sum(inks[page] is not Ink.COLOUR for page in pages)
        first, last = layout.get_page_number(volume.first), layout.get_page_number(volume.last)
        name = volume.name if layout.is_split else SINGLE_VOLUME
        orders.append(VolumeOrder(name, file, first, last, paper, grey, colour, calculate_thickness(paper, weight)))
    return tuple(orders)


def count_sheets(volume: Volume, printing: Printing) -> int:
    """Return the number of sheets of paper of the volume, without its cover."""
    pages = volume.last - volume.first + 1
    return (pages + 1) // 2 if printing.is_two_sided else pages


def get_paper_weight(printing: Printing) -> int:
    """Return the g/m² of the paper that the notice names, by default those of copy paper."""
    return printing.weight or _COPY_PAPER_WEIGHT


def map_page_inks(layout: Layout, by_file: Mapping[str, Sequence[Ink]]) -> dict[int, Ink]:
    """Return the ink of every page of the package; ``by_file`` holds the inks of each evidence file by path.

    Drawn pages and the form are black. A sealed page is in colour, since seals are red. Raises ValueError where the
    page count of a file differs from the layout.
    """
    inks = {page: Ink.BLANK if page in layout.blanks else Ink.GREY for page in range(1, layout.pages + 1)}
    for part in layout.parts:
        for file in part.files:
            inks |= dict(zip(range(file.first, file.last + 1), by_file[file.path], strict=True))
    return inks | {sealed.page: Ink.COLOUR for sealed in layout.sealed}
