"""Cache of evidence inspections, keyed by the content of the files."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import msgspec

from docgen.package.evidence.inspection import Inspection
from docgen.package.evidence.intake import ContentInspector
from docgen.runtime.cache import Cache, compute_key
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import get_docgen_fingerprint
from docgen.strict_struct import decode_json

_KIND = "look"


def cache_inspections(inspector: ContentInspector, cache: Cache, checksums: Checksums) -> ContentInspector:
    """Wrap ``inspector`` so that each content with each ending is inspected once.

    Nothing is stored of a file with a password. Without a cache ``inspector`` itself comes back.
    """
    if not cache.is_on:
        return inspector

    def inspect_cached(file: BinaryIO, password: str) -> Inspection:
        if password:
            return inspector(file, password)
        digest = checksums.compute_open(file)
        # docgen's own version and its libraries are in the key: another version may report other problems.
        key = compute_key(get_docgen_fingerprint(), Path(file.name).suffix.lower(), digest)
        known = cache.get_decoded(_KIND, key, lambda content: decode_json(content, Inspection))
        if known is not None:
            return known
        found = inspector(file, password)
        if checksums.compute_open(file) == digest:  # the file was not changed during the inspection
            cache.put(_KIND, key, msgspec.json.encode(found))
        return found

    return inspect_cached
