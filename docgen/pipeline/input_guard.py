"""Guard the inputs of a build: they must not change while it runs, half old and half new is no application."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import Cancelled, InputError, OutputError, ToolMissing

_SHOWN = 3

FileState = tuple[int, int]
"""The size of a file and when it was last written, in nanoseconds."""


@dataclass(frozen=True)
class InputGuard:
    """The states of all files of an application folder at the beginning of a build."""

    before: Mapping[Path, FileState]

    def prove(self, files: Iterable[Path]) -> None:
        """Raise InputError where some of ``files`` are not what they were; one that came later was not read."""
        known = ((path, self.before.get(path)) for path in files)
        changed = [path for path, state in known if state and _read_state(path) != state]
        if changed:
            names = "、".join(str(path) for path in changed[:_SHOWN]) + "等" * (len(changed) > _SHOWN)
            message = f"在生成期间被改动、移走或正在复制：{names}。上次的输出没有改动。"
            raise InputError(message, remedy="请等文件都放好、存好，再生成一次。")


@contextmanager
def guard_inputs(folder: Path, out: Path) -> Iterator[InputGuard]:
    """Yield a guard over ``folder`` but for the output; a fault caused by changing files is raised as InputError."""
    watch = InputGuard(dict(_list_states(folder, out)))
    try:
        yield watch
    except (InputError, OutputError, ToolMissing, Cancelled):
        raise
    except Exception:
        watch.prove(watch.before)
        raise


def _list_states(folder: Path, out: Path) -> Iterator[tuple[Path, FileState]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) != out and not name.startswith(f".{out.name}.")]
        for path in (Path(place, name) for name in names):
            if state := _read_state(path):
                yield path, state


def _read_state(path: Path) -> FileState | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_size, found.st_mtime_ns
    return None
