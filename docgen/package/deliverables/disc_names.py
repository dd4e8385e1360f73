"""File names on a disc that every Windows version can read.

A disc has Joliet names (Joliet Specification, Microsoft 1995): at most 64 UTF-16 units per name and 240 bytes per path.
Windows also forbids certain characters and device names, and does not distinguish upper and lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath

NAME_UNITS = 64
PATH_UNITS = 120
DEPTH = 8
"""Levels of folders, the disc itself being the first (ISO 9660, 6.8.2.1)."""

_RESERVED = str.maketrans('<>:"/\\|?*;', "＜＞：＂／＼｜？＊；")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])\s*(?:\.|\Z)", re.IGNORECASE)
_LONGEST_ENDING = 10
_ELLIPSIS = "…"


def sanitize_name(name: str) -> str:
    """Make a name valid on Windows: reserved characters full-width, no blank or dot at the end, no device name."""
    plain = _UNPRINTABLE.sub("_", unicodedata.normalize("NFC", name)).translate(_RESERVED).strip().rstrip(" .\u3000")
    return f"_{plain}" if not plain or _DEVICES.match(plain) else plain


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


def count_units(text: str) -> int:
    """Return the length in UTF-16 units: two for a character beyond the Basic Multilingual Plane."""
    return len(text.encode("utf-16-le")) // 2


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
        self._files.add(_fold_path(path))
        return path

    def _get_folder(self, folder: str, between: Sequence[str]) -> str:
        """Return the folder in its first spelling; ``folder`` alone where a file has the name of one in between."""
        inside = folder
        for part in between:
            inside = f"{inside}/{part}"
            if _fold_path(inside) in self._files:
                return folder
            inside = self._folders.setdefault(_fold_path(inside), inside)
        return inside

    def _find_free_path(self, folder: str, name: str) -> str:
        marks = ("" if number == 1 else f"（{number}）" for number in count(1))
        paths = (f"{folder}/{_fit_name(name, mark, NAME_UNITS)}".removeprefix("/") for mark in marks)
        return next(path for path in paths if _fold_path(path) not in self._files | self._folders.keys())


def _fold_path(path: str) -> str:
    """Return a key that is equal for paths that Windows does not distinguish."""
    return unicodedata.normalize("NFC", path).casefold()
