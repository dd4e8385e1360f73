"""Read the beginning of a named stream of a compound file (the container of .doc, .xls and protected .docx).

This implements only the part of [MS-CFB] that is needed to identify a file; docgen never writes the format.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Sizes and marks of [MS-CFB] 2.1, 2.2 and 2.6.1.
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_FREE = 0xFFFFFFFF
_SMALL_STREAM = 4096
_STREAM, _ROOT = 2, 5


class DamagedCompoundError(Exception):
    """The file begins like a compound file, but its tables are damaged."""


@dataclass(frozen=True)
class _DirectoryEntry:
    name: str
    kind: int
    first: int
    size: int


class CompoundFile:
    """The streams of one compound file; raises DamagedCompoundError where its tables are truncated or cyclic."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._data = file.read()
        if len(self._data) < _HEADER or not self._data.startswith(SIGNATURE):
            raise DamagedCompoundError("no header")
        self._sector = 1 << self._read_number("<H", 30)
        self._small_sector = 1 << self._read_number("<H", 32)
        if self._sector not in (512, 4096) or self._small_sector != 64:
            raise DamagedCompoundError("sector size")
        self._table = self._read_sector_table()
        self._check_whole()
        self._entries = self._read_directory()
        self._small_table = self._read_numbers(self._follow_chain(self._read_number("<I", 60), self._table))

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams, in lower case: the format does not distinguish case."""
        return frozenset(entry.name.lower() for entry in self._entries if entry.kind == _STREAM)

    def read_beginning(self, name: str, length: int) -> bytes:
        """Read up to ``length`` bytes of the stream; raises DamagedCompoundError where it is cut off."""
        entry = next(e for e in self._entries if e.kind == _STREAM and e.name.lower() == name.lower())
        length = min(length, entry.size)
        content = self._read_small(entry, length) if entry.size < _SMALL_STREAM else self._read_large(entry, length)
        if len(content) < length:
            raise DamagedCompoundError(f"the stream {name} is cut off")
        return content

    def _read_number(self, layout: str, offset: int) -> int:
        value: int = struct.unpack_from(layout, self._data, offset)[0]
        return value

    def _read_sector_table(self) -> list[int]:
        places = [s for s in struct.unpack_from("<109I", self._data, 76) if s < _LAST_SECTOR]
        more, seen = self._read_number("<I", 68), 0
        while more < _LAST_SECTOR:
            *found, more = self._read_numbers([more])
            places += [s for s in found if s < _LAST_SECTOR]
            seen += 1
            if seen * self._sector > len(self._data):
                raise DamagedCompoundError("the table of tables runs in circles")
        return self._read_numbers(places)

    def _check_whole(self) -> None:
        used = [sector for sector, following in enumerate(self._table) if following != _FREE]
        if not used or (used[-1] + 1) * self._sector >= len(self._data):
            raise DamagedCompoundError("the file is cut off")

    def _read_directory(self) -> list[_DirectoryEntry]:
        content = self._read_sectors(self._follow_chain(self._read_number("<I", 48), self._table))
        entries = [_parse_entry(content[at : at + _ENTRY]) for at in range(0, len(content) - _ENTRY + 1, _ENTRY)]
        if not entries or entries[0].kind != _ROOT:
            raise DamagedCompoundError("no root entry")
        return entries

    def _read_large(self, entry: _DirectoryEntry, length: int) -> bytes:
        wanted = -(-length // self._sector)
        return self._read_sectors(self._follow_chain(entry.first, self._table)[:wanted])[:length]

    def _read_small(self, entry: _DirectoryEntry, length: int) -> bytes:
        pool = self._read_sectors(self._follow_chain(self._entries[0].first, self._table))
        size = self._small_sector
        chain = self._follow_chain(entry.first, self._small_table)
        return b"".join(pool[s * size : (s + 1) * size] for s in chain)[:length]

    def _follow_chain(self, first: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while first < _LAST_SECTOR:
            if first >= len(table) or len(chain) >= len(table):
                raise DamagedCompoundError("a chain of sectors leaves the file or runs in circles")
            chain.append(first)
            first = table[first]
        return chain

    def _read_sectors(self, sectors: list[int]) -> bytes:
        return b"".join(self._data[(s + 1) * self._sector : (s + 2) * self._sector] for s in sectors)

    def _read_numbers(self, sectors: list[int]) -> list[int]:
        content = self._read_sectors(sectors)
        if len(content) < len(sectors) * self._sector:
            raise DamagedCompoundError("a table is cut off")
        return list(struct.unpack(f"<{len(content) // 4}I", content))


def _parse_entry(raw: bytes) -> _DirectoryEntry:
    length = min(struct.unpack_from("<H", raw, 64)[0], 64)
    name = raw[: max(length - 2, 0)].decode("utf-16-le", errors="replace")
    first, size = struct.unpack_from("<II", raw, 116)
    return _DirectoryEntry(name, raw[66], first, size)
