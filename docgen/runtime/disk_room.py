"""Telling a full disk from a document that cannot be converted."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

_LEAST_ROOM = 16_000_000
"""Bytes: with less, LibreOffice may have had no room for a PDF that it has taken away again."""

_PROBE = 1_000_000
"""Bytes that are written to find out about quotas, which the free space of a disk does not tell."""


def prove_room(folder: Path) -> None:
    """Raise OSError (ENOSPC and its like), with ``folder`` as its file, where the disk has no room for a usual PDF."""
    if shutil.disk_usage(folder).free < _LEAST_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
    with tempfile.TemporaryFile(dir=folder) as file:
        try:
            file.write(bytes(_PROBE))
            file.flush()
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(folder)) from None
