"""Reading of a table file apart: in a child process with limits, and once for each content where there is a cache."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from docgen.runtime.cache import Cache, compute_key
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import get_docgen_fingerprint
from docgen.runtime.isolated_calls import call_isolated, limit_by_size

_KIND = "table"
_PLAIN = frozenset({"date", "datetime", "time", "timedelta"})

_Result = TypeVar("_Result")


class _Memory(NamedTuple):
    """The cache of tables, and the checksums of the call under way."""

    cache: Cache
    checksums: Checksums

    def compute_key(self, read: Callable[..., Any], path: Path, arguments: tuple[str, ...]) -> str:
        """Compute the key of all that a result depends on."""
        name, content = f"{read.__module__}.{read.__qualname__}", self.checksums.compute(path)
        return compute_key(get_docgen_fingerprint(), name, path.suffix.lower(), content, *arguments)


_memory: ContextVar[_Memory | None] = ContextVar("docgen.tables", default=None)


@contextmanager
def remember_tables(cache: Cache, checksums: Checksums) -> Iterator[None]:
    """Within the context :func:`read_isolated` looks into ``cache``; ``checksums`` has those of files."""
    token = _memory.set(_Memory(cache, checksums))
    try:
        yield
    finally:
        _memory.reset(token)


def read_isolated(read: Callable[..., _Result], path: Path, *arguments: str) -> _Result:
    """Return what the function ``read`` of a module makes of the file and the further arguments.

    The result is made of plain values and dataclasses, and depends on the bytes and the ending of the file and the
    arguments only. Raises what ``read`` raises, BrokenCall where a limit is broken, OSError.
    """
    limits, memory = limit_by_size(path), _memory.get()
    if memory is None or not memory.cache.is_on:
        return call_isolated(read, path, *arguments, limits=limits)
    key = memory.compute_key(read, path, arguments)
    known = memory.cache.get_decoded(_KIND, key, _unpickle_plain)
    if known is not None:
        found: _Result = known
        return found
    found = call_isolated(read, path, *arguments, limits=limits)
    if memory.compute_key(read, path, arguments) == key:  # the file was not changed meanwhile
        memory.cache.put(_KIND, key, pickle.dumps(found))
    return found


class _PlainUnpickler(pickle.Unpickler):
    """Reads values, dates and docgen's own records, and nothing that would run code: a cache is not trusted."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in _PLAIN:
            return super().find_class(module, name)
        if module.startswith("docgen.") and name.isidentifier():
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not read from a cache")


def _unpickle_plain(content: bytes) -> Any:
    return _PlainUnpickler(io.BytesIO(content)).load()
