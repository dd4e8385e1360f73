"""Streams of a compound file (the container of .doc, .xls and protected .docx), read and replaced in place.

This implements only the part of [MS-CFB] that is needed; docgen never writes a new file of the format. It is as
tolerant as LibreOffice: what no stream of the document needs may be damaged.
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
_SMALL_STREAM = 4096
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_PROPERTY_MARKS = ("\1", "\5")
"""The first characters of streams without content of the document: its properties, the program that wrote it."""


class DamagedCompoundError(Exception):
    """The file begins like a compound file, but its tables are damaged, or a stream of it is cut off."""


@dataclass(frozen=True)
class _DirectoryEntry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    first: int
    size: int


class CompoundFile:
    """The streams of one compound file; raises DamagedCompoundError where its tables are truncated or cyclic.

    Streams of embedded documents do not count: a stream is one of the document itself.
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._data = bytearray(file.read())
        if len(self._data) < _HEADER or not self._data.startswith(SIGNATURE):
            raise DamagedCompoundError("no header")
        self._sector = 1 << self._read_number("<H", 30) % 32
        self._small_sector = 1 << self._read_number("<H", 32) % 32
        if self._sector not in (512, 4096) or self._small_sector != 64:
            raise DamagedCompoundError("sector size")
        self._table = self._read_sector_table()
        self._entries = self._read_directory()
        self._streams = self._find_own_streams()
        for entry in self._streams.values():
            if not entry.name.startswith(_PROPERTY_MARKS):
                self._locate(entry, entry.size)

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams, in lower case: the format does not distinguish case."""
        return frozenset(self._streams)

    @property
    def content(self) -> bytes:
        """The whole file, with replaced streams."""
        return bytes(self._data)

    def read(self, name: str) -> bytes:
        """Read the whole stream; KeyError where there is none of that name."""
        entry = self._streams[name.lower()]
        return self.read_beginning(name, entry.size)

    def read_beginning(self, name: str, length: int) -> bytes:
        """Read up to ``length`` bytes of the stream; raises DamagedCompoundError where it is cut off."""
        entry = self._streams[name.lower()]
        length = min(length, entry.size)
        return b"".join(self._data[at : at + size] for at, size in self._locate(entry, length)).ljust(length, b"\0")

    def replace(self, name: str, content: bytes) -> None:
        """Replace the stream by ``content``, which is as long as the stream."""
        entry, done = self._streams[name.lower()], 0
        for at, size in self._locate(entry, entry.size):
            size = min(size, len(self._data) - at)
            self._data[at : at + size] = content[done : done + size]
            done += size

    def _read_number(self, layout: str, offset: int) -> int:
        value: int = struct.unpack_from(layout, self._data, offset)[0]
        return value

    def _read_sector_table(self) -> list[int]:
        places = [s for s in struct.unpack_from("<109I", self._data, 76) if s < _LAST_SECTOR]
        more, seen = self._read_number("<I", 68), 0
        count = self._read_number("<I", 72)
        while more < _LAST_SECTOR and seen < count:
            *found, more = self._read_numbers([more])
            places += [s for s in found if s < _LAST_SECTOR]
            seen += 1
            if seen * self._sector > len(self._data):
                raise DamagedCompoundError("the table of tables runs in circles")
        return self._read_numbers(places[: len(self._data) // self._sector + 1])

    def _read_directory(self) -> list[_DirectoryEntry]:
        chain = self._follow_chain(self._read_number("<I", 48), self._table)
        content = self._read_sectors(chain)
        if len(content) < len(chain) * self._sector:
            raise DamagedCompoundError("the directory is cut off")
        entries = [_parse_entry(content[at : at + _ENTRY]) for at in range(0, len(content) - _ENTRY + 1, _ENTRY)]
        if not entries or entries[0].kind != _ROOT:
            raise DamagedCompoundError("no root entry")
        return entries

    def _find_own_streams(self) -> dict[str, _DirectoryEntry]:
        """Find the streams that are in no storage, by name; also those that the tree of the root does not reach."""
        nested: set[int] = set()
        waiting = [entry.child for entry in self._entries if entry.kind == _STORAGE]
        while waiting:
            number = waiting.pop()
            if number < len(self._entries) and number not in nested:
                nested.add(number)
                entry = self._entries[number]
                waiting += [entry.left, entry.right]
        streams: dict[str, _DirectoryEntry] = {}
        for number, entry in enumerate(self._entries):
            if entry.kind == _STREAM and number not in nested:
                streams.setdefault(entry.name.lower(), entry)
        return streams

    def _locate(self, entry: _DirectoryEntry, length: int) -> list[tuple[int, int]]:
        """Locate the first bytes of a stream in the file: place and length of each part."""
        if entry.size >= _SMALL_STREAM:
            wanted = -(-length // self._sector)
            chain = self._follow_chain(entry.first, self._table, wanted)
            return self._check_parts([((s + 1) * self._sector, self._sector) for s in chain], length)
        wanted = -(-length // self._small_sector)
        table = self._read_numbers(self._follow_chain(self._read_number("<I", 60), self._table)) if wanted else []
        pool = self._follow_chain(self._entries[0].first, self._table) if wanted else []
        per_sector, parts = self._sector // self._small_sector, []
        for number in self._follow_chain(entry.first, table, wanted):
            if number // per_sector >= len(pool):
                raise DamagedCompoundError("a small stream leaves the file")
            place = (pool[number // per_sector] + 1) * self._sector + number % per_sector * self._small_sector
            parts.append((place, self._small_sector))
        return self._check_parts(parts, length)

    def _check_parts(self, parts: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
        """Return the parts, the last one as long as it has to be; the end of the last sector may be missing."""
        if sum(size for _, size in parts) < length or any(at >= len(self._data) for at, _ in parts):
            raise DamagedCompoundError("a stream is cut off")
        if parts:
            at, size = parts[-1]
            parts[-1] = (at, length - sum(size for _, size in parts[:-1]))
        return parts

    def _follow_chain(self, first: int, table: list[int], wanted: int | None = None) -> list[int]:
        chain: list[int] = []
        while first < _LAST_SECTOR and (wanted is None or len(chain) < wanted):
            if first >= len(table) or len(chain) >= len(table):
                raise DamagedCompoundError("a chain of sectors leaves the file or runs in circles")
            chain.append(first)
            first = table[first]
        return chain

    def _read_sectors(self, sectors: list[int]) -> bytes:
        return b"".join(self._data[(s + 1) * self._sector : (s + 2) * self._sector] for s in sectors)

    def _read_numbers(self, sectors: list[int]) -> list[int]:
        # A number that is cut off is that of a free sector, at which every chain ends.
        parts = (self._data[(s + 1) * self._sector : (s + 2) * self._sector] for s in sectors)
        content = b"".join(part.ljust(self._sector, b"\xff") for part in parts)
        return list(struct.unpack(f"<{len(content) // 4}I", content))


def _parse_entry(raw: bytes) -> _DirectoryEntry:
    length = min(struct.unpack_from("<H", raw, 64)[0], 64)
    name = raw[: max(length - 2, 0)].decode("utf-16-le", errors="replace").partition("\0")[0]
    left, right, child = struct.unpack_from("<III", raw, 68)
    first, size = struct.unpack_from("<II", raw, 116)
    return _DirectoryEntry(name, raw[66], left, right, child, first, size)
