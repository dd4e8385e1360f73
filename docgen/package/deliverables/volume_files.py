"""Files of single volumes; an unchanged volume is reused from the last output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docgen.package.evidence.evidence_copies import FindKnownFile, link_known_file
from docgen.package.layout.package_layout import Layout, Volume
from docgen.package.merging.navigation import write_volume
from docgen.runtime.cache import NO_CACHE, Cache
from docgen.runtime.checksums import Checksums

_CACHE_KIND = "volume"


def _find_nothing(_digest: str) -> Path | None:
    return None


@dataclass(frozen=True)
class VolumeWriter:
    """Writer of the volumes of ``package``; ``cache`` maps the key of a volume to the SHA-256 of its file."""

    package: Path
    keys: Mapping[int, str] = field(default_factory=dict)
    cache: Cache = NO_CACHE
    checksums: Checksums = field(default_factory=Checksums)
    before: FindKnownFile = _find_nothing

    def write(self, layout: Layout, volume: Volume, out: Path) -> None:
        """Write the file of the volume to ``out``, or link it to the unchanged file of the last output."""
        key = self.keys.get(volume.number, "")
        known = (self.cache.get_decoded(_CACHE_KIND, key, bytes.decode) or "") if key else ""
        if known and link_known_file(self.before(known), out, known, self.checksums):
            return
        write_volume(self.package, layout, volume, out)
        if key:
            self.cache.put(_CACHE_KIND, key, self.checksums.compute(out).encode())
