"""A cache of costly results by the key of their inputs, in a bounded folder that no build depends on.

An entry is one file: a mark, the SHA-256 of its key and content, the content. It is written to a
temporary file and renamed, so that concurrent runs are safe; a damaged entry is removed. Where the folder cannot be
used, nothing is stored.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from docgen.errors import OutputError, describe_os_error
from docgen.runtime.held_files import remove_file
from docgen.strict_struct import decode_json

CACHE = "DOCGEN_CACHE"
"""The environment variable that names another folder; empty or ``off`` disables the cache."""

LIMIT = 2_000_000_000
"""The largest total size in bytes; the least recently used entries are removed first."""

_OFF = ("", "off")
_ENTRIES = "made"  # of its own, since the cache folder also has fonts, which must stay
_MARK = b"docgen 2\n"
_HEAD = len(_MARK) + hashlib.sha256().digest_size
_OWN = re.compile(r"([0-9a-f]{2})/(?:\1[0-9a-f]{62}|new-[a-z0-9_]{8})\Z")
"""The path of an entry, or of the temporary file of a killed run, below the folder of its kind."""
_PRIVATE = 0o700
_LARGEST_SHARE = 8
"""The divisor of the limit for one entry: a single entry must not displace all others."""

_REFILL_LEVEL = 0.8
"""The share of the limit that stays after a removal, so that the folder is not scanned again at every write."""


_Value = TypeVar("_Value")


@dataclass(eq=False)
class Cache:
    """A cache in ``folder``, disabled without one; any number of runs and threads may share a folder.

    ``discarded`` counts the entries that were removed because their content was not what it should be.
    """

    folder: Path | None
    limit: int = LIMIT
    discarded: int = field(default=0, init=False, repr=False)
    _bytes: int | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def is_on(self) -> bool:
        """True where the cache has a folder."""
        return self.folder is not None

    def get_or_make(self, kind: str, key: str, make: Callable[[], _Value], form: type[_Value]) -> _Value:
        """Return the stored value of the key, or store the result of ``make``: text, numbers or lists, as ``form``."""
        known = self.get_decoded(kind, key, lambda content: decode_json(content, form))
        if known is not None:
            return known
        made = make()
        self.put(kind, key, json.dumps(made, ensure_ascii=False).encode())
        return made

    def get_decoded(self, kind: str, key: str, decode: Callable[[bytes], _Value]) -> _Value | None:
        """Return the decoded content stored under the key; None where there is none, or one that cannot be decoded.

        Such an entry is removed: whoever wrote it, the result is made again.
        """
        content = self.get(kind, key)
        if content is None:
            return None
        try:
            return decode(content)
        except Exception:
            self._discard(kind, key)
            return None

    def get(self, kind: str, key: str) -> bytes | None:
        """Return the content stored under the key; None where there is none, or only a damaged one."""
        if self.folder is None:
            return None
        path = _build_path(self.folder, kind, key)
        with suppress(OSError):
            with path.open("rb") as file:
                head, content = file.read(_HEAD), file.read()
            if head == _build_header(kind, key, content):
                _mark_used(path)
                return content
            self._discard(kind, key)
        return None

    def _discard(self, kind: str, key: str) -> None:
        self.discarded += 1
        if self.folder is not None:
            with suppress(OSError):
                _build_path(self.folder, kind, key).unlink()

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Store ``content``; a full or unwritable folder is ignored, and so is a content that is too large."""
        if self.folder is None or len(content) > self.limit // _LARGEST_SHARE:
            return
        path = _build_path(self.folder, kind, key)
        with suppress(OSError):
            _make_private(self.folder / _ENTRIES)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, _build_header(kind, key, content), content)
            self._make_room(self.folder, _HEAD + len(content))

    def describe(self) -> str:
        """Describe the place and size of the cache, and any reason why it cannot be used, in Chinese."""
        if self.folder is None:
            return f"没有使用缓存（环境变量 {CACHE} 设为空）。"
        found = list(_iterate_entries(self.folder))
        size = sum(entry.size for entry in found)
        used, most = _format_megabytes(size), _format_megabytes(self.limit)
        lines = [
            f"缓存文件夹：{self.folder / _ENTRIES}",
            f"共 {len(found)} 项，{used}；最多 {most}，超过时先清最久没用的。",
            *(f"缓存没有起作用：{fault}。不影响生成，只是每次都要重新转换。" for fault in _find_faults(self.folder)),
        ]
        return "\n".join(lines)

    def clear(self) -> str:
        """Remove the entries and nothing else; returns a Chinese report. Raises OutputError where that fails."""
        if self.folder is None:
            return self.describe()
        found = list(_iterate_entries(self.folder))
        try:
            for entry in found:
                remove_file(entry.path)
        except OSError as error:
            raise OutputError.of_system(error, "缓存清不掉：{}。", "请检查权限。", self.folder) from None
        self._bytes = None
        return f"已清空缓存：{len(found)} 项，{_format_megabytes(sum(entry.size for entry in found))}。"

    def _make_room(self, folder: Path, added: int) -> None:
        with self._lock:
            known = self._bytes
            self._bytes = sum(entry.size for entry in _iterate_entries(folder)) if known is None else known + added
            if self._bytes > self.limit:
                self._bytes = _trim(folder, int(self.limit * _REFILL_LEVEL))


NO_CACHE = Cache(None)
"""The disabled cache."""


@dataclass(frozen=True)
class _CacheEntry:
    path: Path
    size: int
    used: int


def open_cache() -> Cache:
    """Return the cache of the user, or the one that the environment variable names.

    Example::

        >>> from docgen import open_cache
        >>> open_cache().is_on  # with DOCGEN_CACHE=off
        False
    """
    named = os.environ.get(CACHE)
    if named is None:
        from platformdirs import user_cache_path  # only where it is asked

        return Cache(user_cache_path("docgen", appauthor=False))
    return Cache(None if named.strip().lower() in _OFF else Path(named).absolute())


def compute_key(*parts: str | bytes) -> str:
    """Compute the key of everything that a result depends on; each part is hashed with its length, in order."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def _build_path(folder: Path, kind: str, key: str) -> Path:
    return folder / _ENTRIES / kind / key[:2] / key


def _build_header(kind: str, key: str, content: bytes) -> bytes:
    """Build what is before the content; the key is in it, so that no entry is taken for another."""
    return _MARK + hashlib.sha256(f"{kind}/{key}\n".encode() + hashlib.sha256(content).digest()).digest()


def _mark_used(path: Path) -> None:
    with suppress(OSError):  # a cache that can only be read is of use as well
        os.utime(path)


def _make_private(folder: Path) -> None:
    """Make the folder with access for the user only, since the entries are the user's documents."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=_PRIVATE, exist_ok=True)


def _find_faults(folder: Path) -> Iterator[str]:
    """Yield the reason, in Chinese, where the folder cannot be written to."""
    try:
        _make_private(folder / _ENTRIES)
        with tempfile.TemporaryFile(dir=folder / _ENTRIES):
            pass
    except OSError as error:
        yield f"写不进去，{describe_os_error(error)}"


def _write(path: Path, header: bytes, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix="new-", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(header)
            file.write(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _iterate_entries(folder: Path) -> Iterator[_CacheEntry]:
    """Yield all entries, and the temporary files of killed runs; what else lies in the folder is not docgen's."""
    for place, _, names in os.walk(folder / _ENTRIES):
        for path in (Path(place, name) for name in names if _OWN.match(f"{os.path.basename(place)}/{name}")):  # noqa: PTH119
            with suppress(FileNotFoundError):
                found = path.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode):
                    yield _CacheEntry(path, found.st_size, found.st_mtime_ns)


def _trim(folder: Path, most: int) -> int:
    """Remove the least recently used entries until at most ``most`` bytes are left; returns the bytes left."""
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
