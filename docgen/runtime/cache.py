"""What was costly to make, remembered by what it was made from, in a bounded folder that no build depends on.

An entry is one file: a mark, the SHA-256 of the content, the content. It is written aside and renamed, so that two
runs at once do no harm; one that is damaged is as good as none. Where the folder cannot be used, nothing is remembered.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from docgen.errors import OutputError, describe_os_error

CACHE = "DOCGEN_CACHE"
"""The environment variable that names another folder; empty or ``off`` where nothing is to be remembered."""

LIMIT = 2_000_000_000
"""So many bytes are kept; what was not used for the longest time goes first."""

_OFF = ("", "off")
_ENTRIES = "made"  # beside what else is kept in the folder, which is not ours to remove
_MARK = b"docgen 1\n"
_HEAD = len(_MARK) + hashlib.sha256().digest_size
_PRIVATE = 0o700
_LARGEST_SHARE = 8
"""An entry takes at most this part of the limit: one may not drive out all others."""

_REFILL_LEVEL = 0.8
"""How full the cache is after something had to go."""


_Value = TypeVar("_Value")


@dataclass(eq=False)
class Cache:
    """A cache in ``folder``, or none at all; any number of runs and threads may use one folder."""

    folder: Path | None
    limit: int = LIMIT
    _bytes: int | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def is_on(self) -> bool:
        """Whether anything is remembered."""
        return self.folder is not None

    def get_or_make(self, kind: str, key: str, make: Callable[[], _Value]) -> _Value:
        """What ``make`` gave or gives: text, numbers and lists of them, as JSON knows them."""
        known = self.get(kind, key)
        if known is not None:
            remembered: _Value = json.loads(known)
            return remembered
        made = make()
        self.put(kind, key, json.dumps(made, ensure_ascii=False).encode())
        return made

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put in under that key; None where there is nothing, or nothing whole."""
        if self.folder is None:
            return None
        path = _build_path(self.folder, kind, key)
        with suppress(OSError):
            with path.open("rb") as file:
                head, content = file.read(_HEAD), file.read()
            if head == _build_header(content):
                _mark_used(path)
                return content
            path.unlink()
        return None

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Remember ``content``; a folder that is full or closed to us is no reason to stop."""
        if self.folder is None or len(content) > self.limit // _LARGEST_SHARE:
            return
        path = _build_path(self.folder, kind, key)
        with suppress(OSError):
            _make_private(self.folder / _ENTRIES)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, content)
            self._make_room(self.folder, _HEAD + len(content))

    def describe(self) -> str:
        """Where the cache is, how much is in it and why it cannot be used if so, in Chinese."""
        if self.folder is None:
            return f"没有使用缓存（环境变量 {CACHE} 设为空）。"
        found = list(_iterate_entries(self.folder))
        size = sum(entry.size for entry in found)
        lines = [
            f"缓存文件夹：{self.folder / _ENTRIES}",
            f"共 {len(found)} 项，{_format_megabytes(size)}；最多 {_format_megabytes(self.limit)}，超过时先清最久没用的。",
            *(f"缓存没有起作用：{fault}。不影响生成，只是每次都要重新转换。" for fault in _find_faults(self.folder)),
        ]
        return "\n".join(lines)

    def clear(self) -> str:
        """Remove every entry, and nothing else; what was removed, in Chinese. OutputError where that fails."""
        if self.folder is None:
            return self.describe()
        found = list(_iterate_entries(self.folder))
        try:
            for entry in found:
                entry.path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"缓存清不掉：{describe_os_error(error)}。", remedy="请检查权限。", path=self.folder
            ) from None
        self._bytes = None
        return f"已清空缓存：{len(found)} 项，{_format_megabytes(sum(entry.size for entry in found))}。"

    def _make_room(self, folder: Path, added: int) -> None:
        with self._lock:
            known = self._bytes
            self._bytes = sum(entry.size for entry in _iterate_entries(folder)) if known is None else known + added
            if self._bytes > self.limit:
                self._bytes = _trim(folder, int(self.limit * _REFILL_LEVEL))


NO_CACHE = Cache(None)
"""For whoever remembers nothing."""


@dataclass(frozen=True)
class _CacheEntry:
    path: Path
    size: int
    used: int


def open_cache() -> Cache:
    """The cache of whoever runs docgen, where the environment does not say otherwise."""
    named = os.environ.get(CACHE)
    if named is None:
        from platformdirs import user_cache_path  # only where it is asked

        return Cache(user_cache_path("docgen", appauthor=False))
    return Cache(None if named.strip().lower() in _OFF else Path(named).absolute())


def compute_key(*parts: str | bytes) -> str:
    """The key of everything that a result depends on; other parts, or the same in another order, give another key."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def _build_path(folder: Path, kind: str, key: str) -> Path:
    return folder / _ENTRIES / kind / key[:2] / key


def _build_header(content: bytes) -> bytes:
    return _MARK + hashlib.sha256(content).digest()


def _mark_used(path: Path) -> None:
    with suppress(OSError):  # a cache that can only be read is of use as well
        os.utime(path)


def _make_private(folder: Path) -> None:
    """The entries are documents of whoever runs docgen: nobody else reads them."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=_PRIVATE, exist_ok=True)


def _find_faults(folder: Path) -> Iterator[str]:
    """Why nothing can be written into the folder, if so."""
    try:
        _make_private(folder / _ENTRIES)
        with tempfile.TemporaryFile(dir=folder / _ENTRIES):
            pass
    except OSError as error:
        yield f"写不进去，{describe_os_error(error)}"


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix="new-", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_build_header(content))
            file.write(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _iterate_entries(folder: Path) -> Iterator[_CacheEntry]:
    """All entries, and what runs that were killed left of theirs."""
    for place, _, names in os.walk(folder / _ENTRIES):
        for name in names:
            path = Path(place, name)
            with suppress(FileNotFoundError):
                found = path.stat(follow_symlinks=False)
                yield _CacheEntry(path, found.st_size, found.st_mtime_ns)


def _trim(folder: Path, most: int) -> int:
    """Remove entries until ``most`` bytes are left, those that were not used for the longest time first."""
    entries = sorted(_iterate_entries(folder), key=lambda entry: (entry.used, entry.path))
    size = sum(entry.size for entry in entries)
    for entry in entries:
        if size <= most:
            break
        entry.path.unlink(missing_ok=True)
        size -= entry.size
    return size


def _format_megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
