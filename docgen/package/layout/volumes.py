"""Split of the package into volumes (分册): between items, and between files of an item too large for a volume."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from docgen.definitions.notice import Printing
from docgen.package.layout.book import Item, ItemFile

PAGES_OF_A_VOLUME = 600
"""Page limit of a volume where the notice sets none."""


@dataclass(frozen=True)
class VolumeSize:
    """Pages and bytes."""

    pages: int
    bytes: float

    def is_within(self, limit: VolumeSize) -> bool:
        """Report whether neither pages nor bytes exceed ``limit``."""
        return self.pages <= limit.pages and self.bytes <= limit.bytes


@dataclass(frozen=True)
class VolumeShare:
    """The files of an item in one volume; ``before`` counts the volumes that hold earlier files of it."""

    item: Item
    files: tuple[ItemFile, ...]
    before: int = 0

    @property
    def heading(self) -> str:
        """The heading with its continuation: 佐证材料2, 佐证材料2（续）, 佐证材料2（续2）."""
        again = "" if not self.before else "（续）" if self.before == 1 else f"（续{self.before}）"
        return self.item.heading + again


@dataclass(frozen=True)
class Sizes:
    """Measures for the size of a volume.

    ``begins`` returns the size of the parts before the first item, by the number of the volume; ``dividers`` the pages
    of a divider by its heading. ``pages`` and ``bytes`` hold those of a file by its SHA-256.
    """

    printing: Printing
    begins: Callable[[int], VolumeSize]
    dividers: Callable[[str], int]
    pages: Mapping[str, int]
    bytes: Mapping[str, int]


def get_volume_limit(printing: Printing) -> VolumeSize:
    """Return the page and byte limit of a volume."""
    pages, megabytes = printing.volumes.pages, printing.volumes.megabytes
    return VolumeSize(
        PAGES_OF_A_VOLUME if pages is None else pages, float("inf") if megabytes is None else megabytes * 1e6
    )


def count_sides(pages: int, printing: Printing) -> int:
    """Return the sides of paper for a part of so many pages; two-sided, the next part begins on a new sheet."""
    return pages + pages % 2 if printing.is_two_sided else pages


def split_into_volumes(items: Iterable[Item], sizes: Sizes) -> list[list[VolumeShare]]:
    """Fill volumes one after another with the items; a file larger than any volume gets one of its own."""
    volumes = [_VolumeBuilder.create(1, sizes)]
    for item in items:
        rest = VolumeShare(item, item.files)
        while rest.files:
            here, next_one = volumes[-1], _VolumeBuilder.create(len(volumes) + 1, sizes)
            fitting = here.count_fitting(rest)
            if here.is_better_left(rest, fitting, next_one):
                volumes.append(next_one)
                continue
            rest = here.put(rest, max(fitting, 1))
            if rest.files:
                volumes.append(next_one)
    return [volume.shares for volume in volumes]


@dataclass
class _VolumeBuilder:
    """A volume in progress; ``is_begun`` means that a new one would be emptier (the first holds the form)."""

    sizes: Sizes
    size: VolumeSize
    is_begun: bool
    shares: list[VolumeShare] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)

    @staticmethod
    def create(number: int, sizes: Sizes) -> _VolumeBuilder:
        return _VolumeBuilder(sizes, sizes.begins(number), is_begun=number == 1)

    def is_better_left(self, share: VolumeShare, fitting: int, next_one: _VolumeBuilder) -> bool:
        """Report whether the files go into the next volume: it holds them all, or this one holds none of them."""
        if fitting == len(share.files) or not self.is_begun:
            return False
        return not fitting or next_one.count_fitting(share) == len(share.files)

    def count_fitting(self, share: VolumeShare) -> int:
        """Return how many of the files still fit, after their divider."""
        limit = get_volume_limit(self.sizes.printing)
        counts = range(1, len(share.files) + 1)
        return bisect_left(counts, True, key=lambda count: not self._calculate_size(share, count).is_within(limit))

    def put(self, share: VolumeShare, count: int) -> VolumeShare:
        """Add the first ``count`` files; returns the rest for the next volume."""
        self.size = self._calculate_size(share, count)
        self.shares.append(replace(share, files=share.files[:count]))
        self.stored |= {file.sha256 for file in share.files[:count]}
        self.is_begun = True
        return replace(share, files=share.files[count:], before=share.before + 1)

    def _calculate_size(self, share: VolumeShare, count: int) -> VolumeSize:
        taken = [file.sha256 for file in share.files[:count]]
        pages = self.sizes.dividers(share.heading) + sum(self.sizes.pages[sha256] for sha256 in taken)
        new = sum(self.sizes.bytes[sha256] for sha256 in set(taken) - self.stored)
        return VolumeSize(self.size.pages + count_sides(pages, self.sizes.printing), self.size.bytes + new)
