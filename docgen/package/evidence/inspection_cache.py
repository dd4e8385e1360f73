"""What a look into an evidence file found, remembered by the bytes of the file."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import msgspec

from docgen.package.evidence.inspection import Inspection
from docgen.package.evidence.intake import ContentInspector
from docgen.runtime.cache import Cache, key_of
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import docgen_seen

_KIND = "look"


def cache_inspections(look: ContentInspector, cache: Cache, checksums: Checksums) -> ContentInspector:
    """The same look, done once for each content and ending. Nothing is kept of a file that has a password."""
    if not cache.is_on:
        return look

    def remembered(file: BinaryIO, password: str) -> Inspection:
        if password:
            return look(file, password)
        digest = checksums.of_open(file)
        key = key_of(docgen_seen(), Path(file.name).suffix.lower(), digest)
        known = cache.get(_KIND, key)
        if known is not None:
            return msgspec.json.decode(known, type=Inspection)
        found = look(file, password)
        if checksums.of_open(file) == digest:  # the same still as when it was looked into
            cache.put(_KIND, key, msgspec.json.encode(found))
        return found

    return remembered
