"""The fonts of official documents, their open substitutes, and the fontconfig file that maps one to the other.

Word uses the original fonts. With exact line spacing a substitute changes only the look, not the pages.
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
"""The font of characters that the other faces lack, mostly in names of persons and places."""

_RARE_ON_PAGES = (RARE, "Source Han Serif SC", "SimSun-ExtB", "SimSun")

_SYSTEM_FOLDERS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts"),
}

_TEX_FOLDER = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")

_UNUSABLE = ("FandolHei-Bold.otf", "FandolSong-Bold.otf")
# They declare regular weight, so that fontconfig would choose them for ordinary text.


@dataclass(frozen=True)
class Face:
    """A house face: its name in documents, the other spellings, and the accepted open substitutes."""

    declared: str
    spellings: tuple[str, ...]
    accepted: tuple[str, ...]
    weight: str = ""
    """The fontconfig weight of the substitute, where the regular weight would not look like the face."""
    role: str = ""
    """The name of the face in the templates of docgen's own pages; empty where they do not use it."""
    on_pages: tuple[str, ...] = ()
    """The families for those pages in order of preference: the open one first, since it is the same on all systems."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the original face."""
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
"""The families that a PDF of the form may contain: the faces under all their names, and their substitutes."""


class Drawn(Enum):
    """The rendering of a declared face on this machine."""

    REAL = "real"
    STAND_IN = "stand-in"
    MISSING = "missing"


@dataclass(frozen=True)
class StandIn:
    """A declared face, the family that is used for it here, and whether that one is accepted."""

    declared: str
    used: str
    drawn: Drawn


def list_system_font_folders() -> tuple[Path, ...]:
    """List the folders, existing or not, of the fonts of this system and of the user."""
    return tuple(Path(name).expanduser() for name in _SYSTEM_FOLDERS.get(sys.platform, ()))


def list_font_folders() -> tuple[Path, ...]:
    """List the existing folders of docgen's own fonts, which are not installed for the whole system."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    places = (cache / "docgen" / "fonts" / "fandol", _TEX_FOLDER)
    return tuple(place for place in places if place.is_dir())


def build_fontconfig(folders: Sequence[Path], system: Path = Path("/etc/fonts/fonts.conf")) -> str:
    """Build a fontconfig file: that of the system, the given folders, and a substitute for each missing house face."""
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', "<fontconfig>"]
    lines.append(f'  <include ignore_missing="yes">{escape(str(system))}</include>')
    lines += [f"  <dir>{escape(str(folder.resolve()))}</dir>" for folder in folders]
    lines += [f"  {_format_rejection(name)}" for name in _UNUSABLE]
    for face in HOUSE_FACES:
        lines += [_format_alias(name, face) for name in face.names]
        lines += [_format_weight(name, face) for name in face.names if face.weight]
    return "\n".join((*lines, "</fontconfig>", ""))


def judge_stand_in(face: Face, families: Sequence[str]) -> StandIn:
    """Judge the family, by all its names, that fontconfig chooses for ``face``."""
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
