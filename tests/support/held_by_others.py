"""A file system that refuses as Windows does: what another program has open is not renamed, replaced or removed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.runtime import held_files

DENIED, SHARED = 5, 32
"""The codes of Windows: access denied, for what is replaced and for folders; sharing violation."""


def make_windows_error(code: int, *paths: Path | str, error: int = errno.EACCES) -> OSError:
    """Return the error that Python raises on Windows for this code."""
    fault = OSError(error, "Windows speaks English", *map(str, paths[:1]), 0, *map(str, paths[1:]))
    fault.winerror = code  # type: ignore[attr-defined]
    return fault


class OtherProgram:
    """Another program with the open file ``held``, which it closes after ``refusals`` refused calls.

    ``pauses`` are the seconds that docgen waited.
    """

    def __init__(self, held: Path, refusals: float = float("inf")) -> None:
        self.held = held
        self.refusals = refusals
        self.pauses: list[float] = []

    def open_file(self, monkeypatch: pytest.MonkeyPatch) -> OtherProgram:
        """Have the calls of the system refused from now on, and let time fly."""
        for name in ("rename", "replace", "unlink", "rmdir"):
            monkeypatch.setattr(os, name, self._guard(getattr(os, name)))
        monkeypatch.setattr(shutil, "_use_fd_functions", False)  # as on Windows: by whole paths
        monkeypatch.setattr(held_files.time, "sleep", self.pauses.append)
        return self

    def _guard(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*paths: Any, **named: Any) -> Any:
            given = [Path(path) for path in paths]
            if self.held.exists() and any(self.held.is_relative_to(path) for path in given) and self.refusals > 0:
                self.refusals -= 1
                raise make_windows_error(SHARED if self.held in given else DENIED, *given)
            return call(*paths, **named)

        return guarded
