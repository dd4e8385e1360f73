"""The SHA-256 of the files of one build: each is computed once and shared."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from docgen.progress import Workers, checkpoint

_AT_ONCE = 4
_CHUNK = 1 << 20

_State = tuple[int, int | str, int, int]
"""The device and inode of a file, its size, and the time of its last write.

On many network drives of Windows every file has the inode 0: there a file is told by its path.
"""


class Checksums:
    """A thread-safe store of the SHA-256 of files in hexadecimal; computed anew only for a changed file."""

    def __init__(self) -> None:
        self._known: dict[_State, Future[str]] = {}
        self._lock = Lock()

    def compute(self, path: Path) -> str:
        """Return the SHA-256 of the file; OSError where it cannot be read. A known file is not opened."""
        known = self._known.get(_state(path.stat(), path))
        if known:
            return known.result()
        with path.open("rb") as file:
            return self.compute_open(file)

    def compute_open(self, file: BinaryIO) -> str:
        """Return the SHA-256 of the whole open file, which is left at its beginning."""
        before, mine = _state(os.fstat(file.fileno()), file.name), Future[str]()
        with self._lock:
            known = self._known.setdefault(before, mine)
        file.seek(0)
        if known is mine:
            self._hash_file(file, before, mine)
            file.seek(0)
        return known.result()

    def compute_all(self, paths: Sequence[Path]) -> list[str]:
        """Return the SHA-256 of each file, in their order; several are read at once."""
        with Workers(_AT_ONCE) as pool:  # hashing leaves Python free
            return list(pool.map(self.compute, paths))

    def compute_existing(self, paths: Sequence[Path]) -> dict[Path, str]:
        """Return the SHA-256 of each regular file; missing files, links, pipes and the like are left out."""
        with Workers(_AT_ONCE) as pool:
            found = zip(paths, pool.map(self._compute_if_file, paths), strict=True)
            return {path: digest for path, digest in found if digest}

    def _compute_if_file(self, path: Path) -> str:
        with suppress(FileNotFoundError):
            return self.compute(path) if path.is_file() and not path.is_symlink() else ""
        return ""

    def _hash_file(self, file: BinaryIO, before: _State, found: Future[str]) -> None:
        try:
            found.set_result(_compute_digest(file))
        except BaseException as error:  # others may wait for it, whatever it is
            found.set_exception(error)
        if found.exception() or _state(os.fstat(file.fileno()), file.name) != before:
            del self._known[before]


def _state(found: os.stat_result, path: Path | str) -> _State:
    identity = found.st_ino or os.path.abspath(path)  # noqa: PTH100  (also for the name of an open file)
    return found.st_dev, identity, found.st_size, found.st_mtime_ns


def compute_sha256(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal; raises Cancelled where the call under way was cancelled."""
    with path.open("rb") as file:
        return _compute_digest(file)


def _compute_digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        checkpoint()
        digest.update(chunk)
    return digest.hexdigest()
