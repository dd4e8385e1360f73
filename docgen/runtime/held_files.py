"""Patience with files that another program holds: a virus scanner, an indexing service, an open Word or WPS.

Windows neither renames, replaces nor removes what is open, and no folder in which a file is open. A scanner lets go
after a moment; a person has to be told which file it is.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from docgen.errors import is_held

_T = TypeVar("_T")

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between the tries: three in sum, longer than a scanner takes for a file."""


def retry_while_held(action: Callable[[], _T]) -> _T:
    """Return the result of ``action``, tried again for some seconds where another program holds its file.

    Raises the OSError of the last try, any other error at once.
    """
    for pause in _PAUSES:
        try:
            return action()
        except OSError as error:
            if not is_held(error):
                raise
        time.sleep(pause)
    return action()


def remove_file(path: Path) -> None:
    """Remove the file where it is there; OSError where that is refused for some seconds."""
    retry_while_held(lambda: path.unlink(missing_ok=True))


def remove_folder(folder: Path) -> None:
    """Remove a folder of docgen's own with all that is in it, as far as the system allows; raises no OSError."""
    for pause in (*_PAUSES, 0):
        held = _remove_what_is_free(folder)
        if not held:
            return
        for path in held:
            _make_writable(path)
        time.sleep(pause)


def refuse_held(path: Path) -> None:
    """Raise OSError where the file cannot be renamed, for some seconds; it changes nothing."""
    retry_while_held(lambda: os.rename(path, path))  # noqa: PTH104


def find_open_file(folder: Path) -> Path | None:
    """Find a file below ``folder`` that another program holds; None where there is none."""
    for home, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(home, name) for name in sorted(names)):
            try:
                os.rename(path, path)  # noqa: PTH104  (without patience, since there may be many)
            except OSError as error:
                if is_held(error):
                    return path
    return None


def _remove_what_is_free(folder: Path) -> list[str]:
    """Remove as much of the folder as possible; return the paths that another program holds."""
    held = []

    def note(_function: object, path: str, fault: tuple[object, BaseException, object]) -> None:
        if isinstance(fault[1], OSError) and is_held(fault[1]):
            held.append(path)

    shutil.rmtree(folder, onerror=note)
    return held


def _make_writable(path: str) -> None:
    """Take away the mark read-only, with which Windows removes no file; what a link leads to keeps it."""
    with suppress(OSError):
        if not os.path.islink(path):  # noqa: PTH114
            os.chmod(path, stat.S_IREAD | stat.S_IWRITE | stat.S_IEXEC)  # noqa: PTH101
