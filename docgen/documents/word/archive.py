"""Write Office files (zip archives) so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip entry can have
_UNIX = 3  # zipfile would otherwise record the system of the machine
_FIRST = "[Content_Types].xml"


def build_archive(parts: Mapping[str, bytes]) -> bytes:
    """Build a zip of ``parts`` in a fixed order, with fixed dates; the same parts give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, parts[name])
    return written.getvalue()


def fix_dates(data: bytes) -> bytes:
    """Return the same archive with a fixed date for each entry."""
    return build_archive(read_parts(data))


def read_parts(data: bytes) -> dict[str, bytes]:
    """Read the parts of an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}
