"""Definitions that docgen makes, written into a new folder: all files or none, and proven before anybody sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from docgen.errors import DefinitionError, OutputError
from docgen.runtime.file_replacement import change_folder, finish_change, is_untouched


def refuse_used_folder(folder: Path) -> None:
    """Raise OutputError where ``folder`` has files already, or cannot be looked into."""
    try:
        if folder.exists():
            finish_change(folder, ())
            if not (folder.is_dir() and is_untouched(folder)):
                raise OutputError("这里已经有文件，没有改动任何东西。", remedy="请换一个新的文件夹名。", path=folder)
    except OSError as error:
        raise OutputError.of_system(error, "写不进去：{}。", "请检查磁盘和权限。", folder) from None


def write_definitions(folder: Path, files: Mapping[str, bytes], prove: Callable[[Path], None]) -> None:
    """Write the files into a missing or empty folder, once ``prove`` has accepted the folder that they are written in.

    Raises OutputError where ``folder`` has files or cannot be written, and whatever DefinitionError ``prove`` raises;
    nothing is left then.
    """
    refuse_used_folder(folder)
    is_missing = False
    try:
        is_missing = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        with change_folder(folder) as aside:
            for name, data in files.items():
                (aside / name).parent.mkdir(parents=True, exist_ok=True)
                (aside / name).write_bytes(data)
            prove(aside)
    except (OSError, DefinitionError) as error:
        if is_missing:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, DefinitionError):
            raise
        raise OutputError.of_system(error, "写不进去：{}。", "请检查磁盘和权限。", folder) from None
