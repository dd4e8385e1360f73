"""Write files aside and put them in place whole: a failure at any moment leaves the old ones or the new ones.

New files lie in a folder of their own beside the old ones, under a name that nobody can guess; a link that lies in the
way is replaced, never followed. What is written is on the disk before it takes a name that is read.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".docgen-"
_ASIDE = re.compile(re.escape(_PREFIX) + r"[a-z0-9_]{8}\Z")
_READY = f"{_PREFIX}ready"
"""The folder of a change that is written whole; it is not one of the names above, which are random."""
_NEW, _GONE = "new", "gone"


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Yield the path of a new file to be written; it takes the place of ``path`` where nothing was raised.

    It has the same ending and the usual permissions. Raises OSError where the folder cannot be written.
    """
    aside = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=path.parent))
    try:
        new = aside / path.name
        yield new
        _sync(new)
        os.replace(new, path)  # noqa: PTH105
        _sync(path.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def change_folder(folder: Path, gone: Collection[str] = ()) -> Iterator[Path]:
    """Yield a new folder to be filled; all that is in it moves into ``folder``, and the files ``gone`` are removed.

    Where nothing was raised all of this happens; a process that is killed on the way leaves ``folder`` as it was, or
    a change that :func:`finish_change` completes. Raises OSError where the folder cannot be written.
    """
    aside = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    try:
        (aside / _NEW).mkdir()
        (aside / _GONE).mkdir()
        yield aside / _NEW
        _refuse_folders(aside / _NEW, folder)
        for name in gone:
            (aside / _GONE / name).touch()
        for home, _, names in os.walk(aside, topdown=False):
            for name in names:
                _sync(Path(home, name))
            _sync(Path(home))
        finish_change(folder, gone)
        os.rename(aside, folder / _READY)  # noqa: PTH104  (from here on the change is made, whoever completes it)
        _sync(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    finish_change(folder, gone)


def finish_change(folder: Path, removable: Collection[str]) -> bool:
    """Complete a change of ``folder`` by a process that was killed while it moved the new files; False without one.

    Only the files called ``removable`` are removed. What a link leads to is left alone. Raises OSError where the
    folder cannot be written.
    """
    ready = folder / _READY
    if not os.path.lexists(ready):
        return False
    for name in _list_inside(ready, _NEW):
        with suppress(FileNotFoundError):  # another process completes the same change
            os.replace(ready / _NEW / name, folder / name)  # noqa: PTH105
    for name in _list_inside(ready, _GONE):
        if name in removable:
            (folder / name).unlink(missing_ok=True)
    _sync(folder)
    if ready.is_symlink():
        ready.unlink()
    else:
        shutil.rmtree(ready, ignore_errors=True)
    return True


def is_untouched(folder: Path) -> bool:
    """Return True where ``folder`` has nothing but what a killed process left before its change was made."""
    return all(_ASIDE.match(path.name) and path.is_dir() and not path.is_symlink() for path in folder.iterdir())


def _list_inside(ready: Path, part: str) -> list[str]:
    """List the names in a part of a change; none where a link leads to another place."""
    real = os.path.join(os.path.realpath(ready.parent), ready.name, part)  # noqa: PTH118
    return sorted(os.listdir(real)) if os.path.realpath(real) == real and os.path.isdir(real) else []  # noqa: PTH112, PTH208


def _refuse_folders(new: Path, folder: Path) -> None:
    """Raise OSError where a folder has the name of a new file: the change could not be completed."""
    for path in new.iterdir():
        if (folder / path.name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / path.name))


def _sync(path: Path) -> None:
    """Have the file or folder written to the disk; OSError where it does not fit or the disk fails.

    Windows cannot open folders, and some drives cannot write anything out at a wish.
    """
    try:
        handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise
