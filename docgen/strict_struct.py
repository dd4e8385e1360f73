"""The base of all data classes that are read from YAML or JSON files, and how content is turned into them."""

from __future__ import annotations

from threading import RLock
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")

_conversion = RLock()
"""msgspec builds what it knows of a type when it first meets it, and crashes where two threads do so at once."""


class StrictStruct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An immutable record with keyword arguments; decoding raises a ValidationError for an unknown key."""


def convert_content(content: Any, kind: type[_T]) -> _T:
    """Convert dicts, lists and strings to an object of type ``kind``; raises msgspec.ValidationError."""
    with _conversion:
        return msgspec.convert(content, kind, strict=False)


def decode_json(data: bytes, kind: type[_T]) -> _T:
    """Decode JSON to an object of type ``kind``; raises msgspec.DecodeError or msgspec.ValidationError."""
    with _conversion:
        return msgspec.json.decode(data, type=kind)
