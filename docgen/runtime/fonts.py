"""The fonts of official documents, what stands in for them, and the fontconfig file that says so.

The open fonts are not the ones Word will use; with exact line spacing they only change the look, not the pages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from pathlib import Path

RARE = "Noto Serif CJK SC"
"""Draws the characters that the other faces lack, above all in names of persons and places."""

_RARE_ON_PAGES = (RARE, "Source Han Serif SC", "SimSun-ExtB", "SimSun")

_SYSTEM_FOLDERS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts"),
}

_TEX_FOLDER = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")

_UNUSABLE = ("FandolHei-Bold.otf", "FandolSong-Bold.otf")
# They call themselves regular weight: fontconfig would pick them for ordinary text.


@dataclass(frozen=True)
class Face:
    """A house face: the name a document declares, its other spellings, and the open fonts that may stand in."""

    declared: str
    spellings: tuple[str, ...]
    accepted: tuple[str, ...]
    weight: str = ""
    """The fontconfig weight of the stand-in, where the regular one would not look like the face."""
    role: str = ""
    """The name by which the templates of docgen's own pages call it; empty where they do not use it."""
    on_pages: tuple[str, ...] = ()
    """The families that those pages are set in, the first that is there: the open one first, as it is everywhere."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the real face."""
        return (self.declared, *self.spellings)


HOUSE_FACES = (
    Face(
        "仿宋_GB2312",
        ("FangSong_GB2312", "仿宋", "FangSong", "SimFang", "华文仿宋", "STFangsong"),
        ("FandolFang R", "FandolFang"),
        role="fang",
        on_pages=("FandolFang R", "FandolFang", "FangSong", "FangSong_GB2312", "STFangsong"),
    ),
    Face(
        "黑体",
        ("SimHei", "华文黑体", "STHeiti"),
        ("FandolHei",),
        role="hei",
        on_pages=("FandolHei", "SimHei", "Noto Sans CJK SC", "STHeiti", "Microsoft YaHei"),
    ),
    Face(
        "楷体_GB2312",
        ("KaiTi_GB2312", "楷体", "KaiTi", "SimKai", "华文楷体", "STKaiti"),
        ("FandolKai",),
        role="kai",
        on_pages=("FandolKai", "KaiTi", "KaiTi_GB2312", "STKaiti"),
    ),
    Face(
        "宋体",
        ("SimSun", "新宋体", "NSimSun", "华文宋体", "STSong"),
        ("FandolSong",),
        role="song",
        on_pages=("FandolSong", "SimSun", "Songti SC", "STSong"),
    ),
    Face(
        "方正小标宋简体",
        ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        (RARE,),
        "bold",
        role="headline",
        on_pages=("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", RARE, "FandolSong"),
    ),
    Face(
        "Times New Roman", ("Times",), ("Liberation Serif",), on_pages=("Times New Roman", "Liberation Serif", "Tinos")
    ),
    Face("Segoe UI Symbol", ("MS Gothic",), ("DejaVu Sans",)),
)
"""The faces that the forms and the package declare."""

PAGE_FACES: Mapping[str, Sequence[str]] = {
    face.role: (*face.on_pages, *_RARE_ON_PAGES) for face in HOUSE_FACES if face.role
}
"""The families of each Chinese face of docgen's own pages, the preferred one first."""
PAGE_LATIN = next(face.on_pages for face in HOUSE_FACES if face.on_pages and not face.role)
"""The families of the Latin letters and digits on those pages."""
HOUSE_FAMILIES = (RARE, *(name for face in HOUSE_FACES for name in (*face.names, *face.accepted)))
"""Every family that a PDF of the form may hold: the faces under all their names, and what is meant to stand in."""


class Drawn(Enum):
    """How a declared face is drawn on this machine."""

    REAL = "real"
    STAND_IN = "stand-in"
    MISSING = "missing"


@dataclass(frozen=True)
class StandIn:
    """A declared face, the family that will be used for it here, and whether that is meant or an accident."""

    declared: str
    used: str
    drawn: Drawn


def list_system_font_folders() -> tuple[Path, ...]:
    """The folders, there or not, in which this system keeps the fonts of all programs and of the user."""
    return tuple(Path(name).expanduser() for name in _SYSTEM_FOLDERS.get(sys.platform, ()))


def list_font_folders() -> tuple[Path, ...]:
    """The existing folders with fonts that are docgen's own and not installed for the whole system."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    places = (cache / "docgen" / "fonts" / "fandol", _TEX_FOLDER)
    return tuple(place for place in places if place.is_dir())


def build_fontconfig(folders: Sequence[Path], system: Path = Path("/etc/fonts/fonts.conf")) -> str:
    """A fontconfig file: the system's, the given folders, and a stand-in for each house face that is not there."""
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', "<fontconfig>"]
    lines.append(f'  <include ignore_missing="yes">{escape(str(system))}</include>')
    lines += [f"  <dir>{escape(str(folder.resolve()))}</dir>" for folder in folders]
    lines += [f"  {_format_rejection(name)}" for name in _UNUSABLE]
    for face in HOUSE_FACES:
        lines += [_format_alias(name, face) for name in face.names]
        lines += [_format_weight(name, face) for name in face.names if face.weight]
    return "\n".join((*lines, "</fontconfig>", ""))


def judge_stand_in(face: Face, families: Sequence[str]) -> StandIn:
    """What it means that fontconfig answers with the given names of one family."""
    if set(families) & set(face.names):
        drawn = Drawn.REAL
    else:
        drawn = Drawn.STAND_IN if set(families) & set(face.accepted) else Drawn.MISSING
    return StandIn(face.declared, families[0] if families else "", drawn)


def _format_rejection(file_name: str) -> str:
    return f"<selectfont><rejectfont><glob>*/{file_name}</glob></rejectfont></selectfont>"


def _format_alias(name: str, face: Face) -> str:
    # "accept", not "prefer": where the real font is installed it stays the first choice.
    wanted = dict.fromkeys((*face.names, *face.accepted, RARE))
    families = "".join(f"<family>{escape(family)}</family>" for family in wanted if family != name)
    return f'  <alias binding="same"><family>{escape(name)}</family><accept>{families}</accept></alias>'


def _format_weight(name: str, face: Face) -> str:
    return (
        f'  <match target="pattern"><test name="family" qual="first"><string>{escape(name)}</string></test>'
        f'<edit name="weight" mode="assign"><const>{face.weight}</const></edit></match>'
    )
