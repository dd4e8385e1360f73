"""What a build reads must stay as it is while it runs: half of it old and half new is no application."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import InputError, OutputError, ToolMissing

_SHOWN = 3

State = tuple[int, int]
"""The size of a file and when it was last written, in nanoseconds."""


@dataclass(frozen=True)
class Watch:
    """The files of an application folder as they were when the build began."""

    before: Mapping[Path, State]

    def prove(self, files: Iterable[Path]) -> None:
        """Raise InputError where some of ``files`` are not what they were; one that came later was not read."""
        known = ((path, self.before.get(path)) for path in files)
        changed = [path for path, state in known if state and _state(path) != state]
        if changed:
            names = "、".join(str(path) for path in changed[:_SHOWN]) + "等" * (len(changed) > _SHOWN)
            message = f"在生成期间被改动、移走或正在复制：{names}。上次的输出没有改动。"
            raise InputError(message, remedy="请等文件都放好、存好，再生成一次。")


@contextmanager
def watched(folder: Path, out: Path) -> Iterator[Watch]:
    """A watch over ``folder`` but for the output; a fault that comes of files that change is told as that."""
    watch = Watch(dict(_states(folder, out)))
    try:
        yield watch
    except (InputError, OutputError, ToolMissing):
        raise
    except Exception:
        watch.prove(watch.before)
        raise


def _states(folder: Path, out: Path) -> Iterator[tuple[Path, State]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) != out and not name.startswith(f".{out.name}.")]
        for path in (Path(place, name) for name in names):
            if state := _state(path):
                yield path, state


def _state(path: Path) -> State | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_size, found.st_mtime_ns
    return None
