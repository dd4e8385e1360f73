"""One writer at a time in an application folder, without a file in it that would go out with the application."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

_LONGEST_WAIT = 10.0
"""Seconds to wait for another writer; each is done within one."""
_PAUSE = 0.01
_CANNOT_LOCK = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF)

_locks: defaultdict[str, Lock] = defaultdict(Lock)


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Keep other threads, and on Linux and macOS other processes, from writing into ``folder`` by this lock as well.

    Windows cannot lock folders: there, as against editors, writers have to look whether a file has changed. Raises
    TimeoutError, which is an OSError, where another one does not end.
    """
    own = _locks[os.path.realpath(folder)]
    if not own.acquire(timeout=_LONGEST_WAIT):
        raise TimeoutError(errno.EBUSY, os.strerror(errno.EBUSY), str(folder))
    try:
        handle = _lock_among_processes(folder)
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)
    finally:
        own.release()


def _lock_among_processes(folder: Path) -> int | None:
    """Return the open folder, which is locked until it is closed; None where that cannot be done."""
    if sys.platform == "win32":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    ends = time.monotonic() + _LONGEST_WAIT
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > ends:
                    raise TimeoutError(errno.EBUSY, os.strerror(errno.EBUSY), str(folder)) from None
                time.sleep(_PAUSE)
            else:
                return handle
    except OSError as error:
        os.close(handle)
        if error.errno in _CANNOT_LOCK:
            return None
        raise
