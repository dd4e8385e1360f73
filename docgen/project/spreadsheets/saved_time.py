"""The time at which a workbook was saved last, as the workbook itself says."""

from __future__ import annotations

import re
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^<>]*>\s*([0-9T:.+-]{19,32}Z?)\s*<")
_LONGEST = 1 << 16
_EARLIEST = datetime(2007, 1, 1, tzinfo=UTC)
"""Earlier dates are those of programs that write a fixed one; Office Open XML is from 2006."""


def read_saved_time(path: Path) -> datetime | None:
    """Read the time, in UTC, at which the .xlsx file was saved last; None where it does not say (.xls, .csv)."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_PROPERTIES) as stream:
            found = _MODIFIED.search(stream.read(_LONGEST))
        saved = datetime.fromisoformat(found[1].decode()) if found else None
    except (OSError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None
    if saved is None:
        return None
    saved = saved.replace(tzinfo=saved.tzinfo or UTC).astimezone(UTC)
    return saved if saved >= _EARLIEST else None
