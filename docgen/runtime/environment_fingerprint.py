"""Fingerprints of this computer for keys of results: its fonts, its programs and docgen itself.

Fonts and programs are identified by size and time of their files, as in fontconfig: reading them all would take longer
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
from docgen.runtime.cache import compute_key
from docgen.runtime.fonts import list_system_font_folders

_RULES = ("/etc/fonts", "~/.config/fontconfig", "~/.fonts.conf")
_FOLDER = re.compile(r"<dir[^<>]*>([^<]+)</dir>")
_VARIABLES = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_HOME")


def compute_font_fingerprint(more: Iterable[Path]) -> str:
    """Compute the fingerprint of the fonts of the system and in the folders ``more``, and of fontconfig's rules."""
    rules = [Path(name).expanduser() for name in _RULES]
    variables = [f"{name}={os.environ.get(name, '')}" for name in _VARIABLES]
    named = [Path(part) / "fonts" for text in variables for part in text.partition("=")[2].split(os.pathsep) if part]
    places = dict.fromkeys([*list_system_font_folders(), *named, *_list_rule_folders(rules), *rules, *more])
    return compute_key(*variables, *(state for place in places for state in iterate_file_states(place)))


def get_docgen_fingerprint() -> str:
    """Return the fingerprint of docgen's code and kinds of problems, its Python and the installed libraries.

    It is computed at import, since code that is installed later is not the code of this process.
    """
    return _DOCGEN_FINGERPRINT


def _compute_docgen_fingerprint() -> str:
    libraries = Path(sysconfig.get_paths()["purelib"])
    names = sorted(path.name for path in libraries.glob("*.dist-info"))
    own = (*iterate_file_states(Path(__file__).parents[1], ending=".py"), *iterate_file_states(PROBLEMS_FILE))
    return compute_key(sys.version, *names, *own)


def iterate_file_states(place: Path, ending: str = "") -> Iterator[str]:
    """Yield name, size and time of each file in the folder ``place``, or of the one file; "-" for a missing one."""
    if not place.is_dir():
        yield _describe_file_state(place)
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (_describe_file_state(Path(folder, name)) for name in sorted(names) if name.endswith(ending))


def _list_rule_folders(rules: Iterable[Path]) -> Iterator[Path]:
    """Yield the folders that the rules of fontconfig name."""
    for place in rules:
        for path in sorted(place.rglob("*.conf")) if place.is_dir() else (place,):
            if path.is_file():
                found = _FOLDER.findall(path.read_text("utf-8", errors="replace"))
                yield from (Path(name.strip()).expanduser() for name in found if name.strip())


def _describe_file_state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return f"{path} -"
    return f"{path} {found.st_size} {found.st_mtime_ns}"


_DOCGEN_FINGERPRINT = _compute_docgen_fingerprint()
