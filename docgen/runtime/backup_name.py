"""Names of backups: a file that a new one replaces stays under another name."""

from __future__ import annotations

from itertools import count
from pathlib import Path

_BEFORE = "（上一份"


def find_backup_name(old: Path) -> Path:
    """Find a free name beside ``old``: enterprises（上一份）.xlsx, then （上一份2） and so on."""
    names = (f"{old.stem}{_BEFORE}{number if number > 1 else ''}）{old.suffix}" for number in count(1))
    return next(path for path in map(old.with_name, names) if not path.exists())


def is_backup(path: Path) -> bool:
    """Return True where ``path`` has a name that a backup of any file can have."""
    return _BEFORE in path.stem


def is_backup_name(path: Path, new: Path) -> bool:
    """Return True where ``path`` has a name that a backup of ``new`` can have."""
    return path.suffix == new.suffix and path.stem.startswith(f"{new.stem}{_BEFORE}")
