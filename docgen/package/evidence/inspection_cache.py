"""What a look into an evidence file found, remembered by the bytes of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from docgen.package.evidence.inspection import Probe
from docgen.runtime.cache import Cache, key_of
from docgen.runtime.environment_fingerprint import docgen_seen
from docgen.runtime.output_folder import sha256

_KIND = "look"

Look = Callable[[Path, str], Probe]
"""Looks into a file, opened with a password where it needs one; OSError where it cannot be read."""


def remembering(look: Look, cache: Cache) -> Look:
    """The same look, done once for each content and ending. Nothing is kept of a file that has a password."""
    if not cache.is_on:
        return look

    def remembered(path: Path, password: str) -> Probe:
        if password:
            return look(path, password)
        digest = sha256(path)
        key = key_of(docgen_seen(), path.suffix.lower(), digest)
        known = cache.get(_KIND, key)
        if known is not None:
            return msgspec.json.decode(known, type=Probe)
        found = look(path, password)
        if sha256(path) == digest:  # the same still as when it was looked into
            cache.put(_KIND, key, msgspec.json.encode(found))
        return found

    return remembered
