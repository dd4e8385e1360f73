"""The base of all data classes that are read from YAML or JSON files."""

from __future__ import annotations

import msgspec


class StrictStruct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An immutable record with keyword arguments; decoding raises a ValidationError for an unknown key."""
