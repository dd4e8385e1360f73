"""Write files aside and put them in place whole: a failure at any moment leaves the old ones or the new ones.

New files lie in a folder of their own beside the old ones, under a name that nobody can guess; a link that lies in the
way is replaced, never followed. What is written is on the disk before it takes a name that is read.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from docgen.runtime.held_files import refuse_held, remove_file, remove_folder, retry_while_held

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
    aside = make_folder_aside(path.parent, _PREFIX)
    try:
        new = aside / path.name
        yield new
        _sync(new)
        retry_while_held(lambda: os.replace(new, path))  # noqa: PTH105
        _sync(path.parent)
    finally:
        remove_folder(aside)


@contextmanager
def change_folder(folder: Path, gone: Collection[str] = ()) -> Iterator[Path]:
    """Yield a new folder to be filled; all that is in it moves into ``folder``, and the files ``gone`` are removed.

    Where nothing was raised all of this happens; a process that is killed on the way leaves ``folder`` as it was, or
    a change that :func:`finish_change` completes. Raises OSError where the folder cannot be written.
    """
    aside = make_folder_aside(folder, _PREFIX)
    try:
        (aside / _NEW).mkdir()
        (aside / _GONE).mkdir()
        yield aside / _NEW
        _refuse_obstacles(aside / _NEW, folder)
        for name in gone:
            if os.path.lexists(folder / name):
                refuse_held(folder / name)
        for name in gone:
            (aside / _GONE / name).touch()
        for home, _, names in os.walk(aside, topdown=False):
            for name in names:
                _sync(Path(home, name))
            _sync(Path(home))
        finish_change(folder, gone)
        # From here on the change is made, whoever completes it.
        retry_while_held(lambda: os.rename(aside, folder / _READY))  # noqa: PTH104
    except BaseException:
        remove_folder(aside)
        raise
    with suppress(OSError):  # the next reading completes it, or says why not
        _sync(folder)
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
            retry_while_held(partial(os.replace, ready / _NEW / name, folder / name))
    for name in _list_inside(ready, _GONE):
        if name in removable:
            remove_file(folder / name)
    _sync(folder)
    if ready.is_symlink():
        ready.unlink()
    else:
        remove_folder(ready)
    return True


def make_folder_aside(home: Path, prefix: str) -> Path:
    """Make a folder in ``home`` for what will be moved out of it, under a name that nobody can guess; OSError as usual.

    On Windows a private folder would give its rights to the files in it, which keep them wherever they are moved to:
    nobody else could read them on a shared drive.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=home))
    if sys.platform == "win32":
        folder.rmdir()
        folder.mkdir()
    return folder


def is_untouched(folder: Path) -> bool:
    """Return True where ``folder`` has nothing but what a killed process left before its change was made."""
    return all(_ASIDE.match(path.name) and path.is_dir() and not path.is_symlink() for path in folder.iterdir())


def _list_inside(ready: Path, part: str) -> list[str]:
    """List the names in a part of a change; none where a link leads to another place."""
    real = os.path.join(os.path.realpath(ready.parent), ready.name, part)  # noqa: PTH118
    return sorted(os.listdir(real)) if os.path.realpath(real) == real and os.path.isdir(real) else []  # noqa: PTH112, PTH208


def _refuse_obstacles(new: Path, folder: Path) -> None:
    """Raise OSError where a new file could not take its name, for a folder or a file that another program holds."""
    for target in (folder / path.name for path in new.iterdir()):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        if os.path.lexists(target):
            refuse_held(target)


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
