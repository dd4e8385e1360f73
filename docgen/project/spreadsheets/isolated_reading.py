"""Reading of a table file apart: in a child process with limits, and once for each content where there is a cache."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from docgen.runtime.cache import compute_key, get_active_cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import get_docgen_fingerprint
from docgen.runtime.isolated_calls import call_isolated, limit_by_size

_KIND = "table"
_PLAIN = frozenset({"date", "datetime", "time", "timedelta"})

_Result = TypeVar("_Result")


def read_isolated(read: Callable[..., _Result], path: Path, *arguments: str) -> _Result:
    """Return what the function ``read`` of a module makes of the file and the further arguments.

    The result is made of plain values and dataclasses, and depends on the bytes and the ending of the file and the
    arguments only. Raises what ``read`` raises, BrokenCall where a limit is broken, OSError.
    """
    limits, cache = limit_by_size(path), get_active_cache()
    if not cache.is_on:
        return call_isolated(read, path, *arguments, limits=limits)
    key = _compute_key(read, path, arguments)
    known = cache.get_decoded(_KIND, key, _unpickle_plain)
    if known is not None:
        found: _Result = known
        return found
    found = call_isolated(read, path, *arguments, limits=limits)
    if _compute_key(read, path, arguments) == key:  # the file was not changed meanwhile
        cache.put(_KIND, key, pickle.dumps(found))
    return found


def _compute_key(read: Callable[..., Any], path: Path, arguments: tuple[str, ...]) -> str:
    with path.open("rb") as file:
        content = Checksums().compute_open(file)
    name = f"{read.__module__}.{read.__qualname__}"
    return compute_key(get_docgen_fingerprint(), name, path.suffix.lower(), content, *arguments)


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
