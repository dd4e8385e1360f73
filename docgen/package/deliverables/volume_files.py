"""The files of single volumes: a volume of which nothing changed is taken over from the last output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docgen.package.evidence.evidence_copies import FindKnownFile, link_known_file
from docgen.package.layout.package_layout import Layout, Volume
from docgen.package.merging.navigation import write_volume
from docgen.runtime.cache import NOTHING_KEPT, Cache
from docgen.runtime.checksums import Checksums

_CACHE_KIND = "volume"


def _find_nothing(_digest: str) -> Path | None:
    return None


@dataclass(frozen=True)
class VolumeWriter:
    """Writes volumes of ``package``; ``keys`` tells what each is made of, by its number, ``cache`` what came of it."""

    package: Path
    keys: Mapping[int, str] = field(default_factory=dict)
    cache: Cache = NOTHING_KEPT
    checksums: Checksums = field(default_factory=Checksums)
    before: FindKnownFile = _find_nothing

    def write(self, layout: Layout, volume: Volume, out: Path) -> None:
        """Write the file of the volume to ``out``, or make it another name of the file that holds the same."""
        key = self.keys.get(volume.number, "")
        known = (self.cache.get(_CACHE_KIND, key) or b"").decode() if key else ""
        if known and link_known_file(self.before(known), out, known, self.checksums):
            return
        write_volume(self.package, layout, volume, out)
        if key:
            self.cache.put(_CACHE_KIND, key, self.checksums.of(out).encode())
