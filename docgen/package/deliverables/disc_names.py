"""File names on a disc that every Windows version can read.

A disc has Joliet names (Joliet Specification, Microsoft 1995): at most 64 UTF-16 units per name and 240 bytes per path.
What Windows forbids in names is replaced (:mod:`docgen.runtime.file_names`); it does not distinguish upper and lower
case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath

from docgen.runtime.file_names import count_units, fold_path, sanitize_name

NAME_UNITS = 64
PATH_UNITS = 120
DEPTH = 8
"""Levels of folders, the disc itself being the first (ISO 9660, 6.8.2.1)."""

_LONGEST_ENDING = 10
_ELLIPSIS = "…"


def shorten_name(name: str, room: int = NAME_UNITS) -> str:
    """Shorten a name to at most ``room`` UTF-16 units; its beginning and its extension stay."""
    return _fit_name(name, "", room)


def _fit_name(name: str, mark: str, room: int) -> str:
    """Return the name with ``mark`` before its extension, in at most ``room`` units."""
    suffix = PurePosixPath(name).suffix
    ending = suffix if count_units(suffix) <= _LONGEST_ENDING else ""
    stem = name.removesuffix(ending)
    if count_units(stem + mark + ending) <= room:
        return stem + mark + ending
    return _cut_to_units(stem, room - count_units(_ELLIPSIS + mark + ending)).rstrip(" .") + _ELLIPSIS + mark + ending


def _cut_to_units(text: str, room: int) -> str:
    while count_units(text) > room:
        text = text[:-1]
    return text


@dataclass
class DiscNames:
    """Assignment of the paths of one disc, each of them unique."""

    _files: set[str] = field(default_factory=set)
    _folders: dict[str, str] = field(default_factory=dict)

    def assign_path(self, folder: str, parts: Sequence[str]) -> str:
        """Assign a path below ``folder`` to the file with the original path ``parts``.

        The folders in between are dropped where the path would become too deep or too long with them.
        """
        *between, name = (sanitize_name(part) for part in parts)
        nested = self._get_folder(folder, [shorten_name(part) for part in between])
        path = self._find_free_path(nested, name)
        if path.count("/") >= DEPTH or count_units(path) > PATH_UNITS:
            path = self._find_free_path(folder, name)
        self._files.add(fold_path(path))
        return path

    def _get_folder(self, folder: str, between: Sequence[str]) -> str:
        """Return the folder in its first spelling; ``folder`` alone where a file has the name of one in between."""
        inside = folder
        for part in between:
            inside = f"{inside}/{part}"
            if fold_path(inside) in self._files:
                return folder
            inside = self._folders.setdefault(fold_path(inside), inside)
        return inside

    def _find_free_path(self, folder: str, name: str) -> str:
        marks = ("" if number == 1 else f"（{number}）" for number in count(1))
        paths = (f"{folder}/{_fit_name(name, mark, NAME_UNITS)}".removeprefix("/") for mark in marks)
        return next(path for path in paths if fold_path(path) not in self._files | self._folders.keys())
