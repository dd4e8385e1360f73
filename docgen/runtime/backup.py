"""Backups: a file that a new one replaces stays under another name."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path

from docgen.runtime.file_replacement import replace_file

_BEFORE = "（上一份"


def save_backup(old: Path) -> Path:
    """Copy ``old`` whole to a free name beside it and return that: enterprises（上一份）.xlsx, （上一份2） and so on.

    Raises OSError where it cannot be read or the folder cannot be written.
    """
    names = (f"{old.stem}{_BEFORE}{number if number > 1 else ''}）{old.suffix}" for number in count(1))
    backup = next(path for path in map(old.with_name, names) if not os.path.lexists(path))
    with replace_file(backup) as new:
        shutil.copy2(old, new)
    return backup


def is_backup(path: Path) -> bool:
    """Return True where ``path`` has a name that a backup of any file can have."""
    return _BEFORE in path.stem


def is_backup_name(path: Path, new: Path) -> bool:
    """Return True where ``path`` has a name that a backup of ``new`` can have."""
    return path.suffix == new.suffix and path.stem.startswith(f"{new.stem}{_BEFORE}")
