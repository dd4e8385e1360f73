"""Order of the returns of one enterprise, the newest last, by a rule that messages can name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from docgen.project.spreadsheets.saved_time import read_saved_time
from docgen.runtime.isolated_calls import BrokenCall, call_isolated

_BEIJING = timezone(timedelta(hours=8))
_COARSEST = 2
"""Seconds: the steps of file times on a FAT stick and in a .zip file."""


class OrderBasis(NamedTuple):
    """The reason of an order in words, and whether it is certain enough not to ask for a person's choice."""

    words: str
    is_certain: bool


@dataclass
class ReturnOrder:
    """Order of returned files by the time of saving inside them, else by the time of the file, else by their names.

    ``paths`` are the files by the name that messages have for them. The time inside a workbook is that of its sender;
    the time of the file is often that of its download, and therefore never certain.
    """

    paths: Mapping[str, Path]
    _saved: dict[str, datetime | None] = field(default_factory=dict)

    def sort(self, files: Sequence[str]) -> tuple[tuple[str, ...], OrderBasis]:
        """Sort the files, the newest last; return them and what decided."""
        if len(files) < 2:
            return tuple(files), OrderBasis("", True)
        saved = {file: self._read_saved_time(file) for file in files}
        known = {file: time for file, time in saved.items() if time is not None}
        if len(known) == len(files) and _are_distinct(known.values(), 1):
            ordered = sorted(files, key=known.__getitem__)
            return tuple(ordered), OrderBasis(f"按文件里记的保存时间：{_format_times(ordered, known)}", True)
        changed = {file: self._read_file_time(file) for file in files}
        why = "文件里记的保存时间相同" if len(known) == len(files) else "有的文件里没有记保存时间"
        if _are_distinct(changed.values(), _COARSEST):
            ordered = sorted(files, key=changed.__getitem__)
            times = _format_times(ordered, changed)
            return tuple(ordered), OrderBasis(f"{why}，按文件的修改时间：{times}", False)
        return tuple(sorted(files, key=_build_name_key)), OrderBasis(
            f"{why}，文件的修改时间也相同，按文件名的顺序", False
        )

    def _read_saved_time(self, file: str) -> datetime | None:
        if file not in self._saved:
            self._saved[file] = _read_isolated(self.paths[file])
        return self._saved[file]

    def _read_file_time(self, file: str) -> datetime:
        return datetime.fromtimestamp(self.paths[file].stat().st_mtime, UTC)


def _are_distinct(times: Iterable[datetime], step: int) -> bool:
    ordered = sorted(times)
    return all((later - earlier).total_seconds() >= step for earlier, later in pairwise(ordered))


def _format_times(files: Sequence[str], times: Mapping[str, datetime]) -> str:
    return "，".join(f"{file} {times[file].astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}" for file in files)


def _build_name_key(file: str) -> list[tuple[int, str]]:
    """Build a key that puts 甲厂.xlsx before 甲厂(1).xlsx, and (2) before (10)."""
    stem = file.rpartition(".")[0]
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", stem)]


def _read_isolated(path: Path) -> datetime | None:
    try:
        return call_isolated(read_saved_time, path)
    except BrokenCall:
        return None
