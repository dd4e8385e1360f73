"""What of this computer goes into what docgen makes: its fonts, its programs and docgen itself, as parts of a key.

Fonts and programs are told by size and time of their files, as fontconfig does: reading them all would take longer
than a build.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from docgen.problems.kinds import PROBLEMS_FILE
from docgen.runtime.cache import key_of
from docgen.runtime.fonts import system_font_folders

_RULES = ("/etc/fonts", "~/.config/fontconfig", "~/.fonts.conf")
_FOLDER = re.compile(r"<dir[^>]*>\s*([^<]+?)\s*</dir>")
_VARIABLES = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_HOME")


def fonts_seen(more: Iterable[Path]) -> str:
    """The fonts that programs find here, those in the folders ``more``, and the rules by which fontconfig chooses."""
    rules = [Path(name).expanduser() for name in _RULES]
    variables = [f"{name}={os.environ.get(name, '')}" for name in _VARIABLES]
    named = [Path(part) / "fonts" for text in variables for part in text.partition("=")[2].split(os.pathsep) if part]
    places = dict.fromkeys([*system_font_folders(), *named, *_folders_of(rules), *rules, *more])
    return key_of(*variables, *(state for place in places for state in states(place)))


def docgen_seen() -> str:
    """docgen's own code and kinds of problems, its Python and the libraries installed there, as this process has them.

    They were looked at when it began: what is installed later is not what runs here.
    """
    return _SEEN


def _seen_now() -> str:
    libraries = Path(sysconfig.get_paths()["purelib"])
    names = sorted(path.name for path in libraries.glob("*.dist-info"))
    own = (*states(Path(__file__).parents[1], ending=".py"), *states(PROBLEMS_FILE))
    return key_of(sys.version, *names, *own)


def states(place: Path, ending: str = "") -> Iterator[str]:
    """Name, size and time of each file in the folder ``place``, or of the one file; a line that says so without."""
    if not place.is_dir():
        yield _state(place)
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (_state(Path(folder, name)) for name in sorted(names) if name.endswith(ending))


def _folders_of(rules: Iterable[Path]) -> Iterator[Path]:
    """The folders that the rules of fontconfig name."""
    for place in rules:
        for path in sorted(place.rglob("*.conf")) if place.is_dir() else (place,):
            if path.is_file():
                found = _FOLDER.findall(path.read_text("utf-8", errors="replace"))
                yield from (Path(name).expanduser() for name in found)


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return f"{path} -"
    return f"{path} {found.st_size} {found.st_mtime_ns}"


_SEEN = _seen_now()
