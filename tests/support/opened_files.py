"""Counts how often each file of a folder is opened, by whatever opens it: Python, a C++ library or another program."""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from docgen.runtime import checksums

_OPEN, _CLOSED_WRITTEN, _CLOSED, _FOLDER = 0x20, 0x8, 0x10, 0x40000000
_NON_BLOCKING = os.O_NONBLOCK
_EVENT = struct.Struct("iIII")
_GLANCE = 0.002


@contextmanager
def counted_opens(folder: Path) -> Iterator[Counter[str]]:
    """How often each file below ``folder`` was opened meanwhile, by its path in there; complete when the block ends.

    Linux tells it (inotify). That a file is closed is asked for as well: otherwise two openings in a row may come as
    one.
    """
    system = ctypes.CDLL(None, use_errno=True)
    handle = system.inotify_init1(_NON_BLOCKING)
    places = {}
    for place, _, _ in os.walk(folder):
        number = system.inotify_add_watch(handle, os.fsencode(place), _OPEN | _CLOSED | _CLOSED_WRITTEN)
        assert number >= 0, os.strerror(ctypes.get_errno())
        places[number] = Path(place).relative_to(folder)
    found: Counter[str] = Counter()
    done = threading.Event()
    reader = threading.Thread(target=_read, args=(handle, places, found, done))
    reader.start()
    try:
        yield found
    finally:
        done.set()
        reader.join()
        os.close(handle)


def _read(handle: int, places: dict[int, Path], found: Counter[str], done: threading.Event) -> None:
    is_last = False
    while not is_last:
        is_last = done.wait(_GLANCE)
        try:
            while data := os.read(handle, 1 << 16):
                found.update(_opened(data, places))
        except BlockingIOError:
            continue


def _opened(data: bytes, places: dict[int, Path]) -> Iterator[str]:
    at = 0
    while at < len(data):
        number, mask, _, size = _EVENT.unpack_from(data, at)
        name = data[at + _EVENT.size : at + _EVENT.size + size].rstrip(b"\0")
        at += _EVENT.size + size
        if mask & _OPEN and not mask & _FOLDER:
            yield (places[number] / os.fsdecode(name)).as_posix()


@contextmanager
def counted_checksums() -> Iterator[Counter[str]]:
    """How often the checksum of each file was computed from its bytes in this process, by the name it was opened by."""
    found: Counter[str] = Counter()

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def count(file: Any, *more: Any) -> Any:
            found[os.fspath(file.name)] += 1
            return real(file, *more)

        return count

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "file_digest", counting(hashlib.file_digest))
        patch.setattr(checksums, "_compute_digest", counting(checksums._compute_digest))
        yield found
