"""Guard the inputs of a build: they must not change while it runs, half old and half new is no application."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import Cancelled, InputError, OutputError, ToolMissing
from docgen.project.evidence.evidence_index import FOLDER as EVIDENCE
from docgen.project.evidence.sealed_files import FOLDER as SEALED
from docgen.project.lists.list_entries import FOLDER as LISTS
from docgen.runtime.file_names import is_system_file

_FILED = (EVIDENCE, LISTS, SEALED)
_SHOWN = 3

FileState = tuple[int, int, int, int]
"""The inode of a file, its size, and when it was last written and last changed at all, in nanoseconds.

Whoever swaps a file can give the new one the size and the time of the old one, but not the rest.
"""


@dataclass(frozen=True)
class InputGuard:
    """The states of all files of an application folder at the beginning of a build."""

    folder: Path
    before: Mapping[Path, FileState]

    def prove(self, files: Iterable[Path]) -> None:
        """Raise InputError where some of ``files``, or of evidence, lists and scans, are not what they were.

        A file that came later was not read; one that was away for a moment may not have been read either.
        """
        filed = (path for path in self.before if self._is_filed(path))
        known = ((path, self.before.get(path)) for path in dict.fromkeys((*files, *filed)))
        changed = [path for path, state in known if state and _read_state(path) != state]
        if changed:
            names = "、".join(str(path) for path in changed[:_SHOWN]) + "等" * (len(changed) > _SHOWN)
            message = f"在生成期间被改动、移走或正在复制：{names}。上次的输出没有改动。"
            raise InputError(message, remedy="请等文件都放好、存好，再生成一次。")

    def _is_filed(self, path: Path) -> bool:
        """Return True for a file in a folder whose files are all read, but for those of the system and of Office."""
        first, *below = path.relative_to(self.folder).parts
        return first in _FILED and not any(map(is_system_file, below))


@contextmanager
def guard_inputs(folder: Path, out: Path) -> Iterator[InputGuard]:
    """Yield a guard over ``folder`` but for the output; a fault caused by changing files is raised as InputError."""
    watch = InputGuard(folder, dict(_list_states(folder, out)))
    try:
        yield watch
    except (InputError, OutputError, ToolMissing, Cancelled):
        raise
    except Exception:
        watch.prove(watch.before)
        raise


def _list_states(folder: Path, out: Path) -> Iterator[tuple[Path, FileState]]:
    own = Path(os.path.realpath(out))  # a mapped drive or a link gives it two names
    for place, folders, names in os.walk(folder):
        real = Path(os.path.realpath(place))
        folders[:] = [name for name in folders if real / name != own and not name.startswith(f".{own.name}.")]
        for path in (Path(place, name) for name in names):
            if state := _read_state(path):
                yield path, state


def _read_state(path: Path) -> FileState | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
    return None
