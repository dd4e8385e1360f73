"""Find the installed LibreOffice and its components, without starting it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from docgen.errors import ToolMissing

OVERRIDE = "DOCGEN_SOFFICE"
"""The environment variable that names the soffice to use."""

REMEDY = (
    "请安装 LibreOffice 7.0 以上版本。"
    "Debian/Ubuntu：apt-get install libreoffice-writer-nogui libreoffice-calc-nogui "
    "libreoffice-impress-nogui libreoffice-math-nogui；"
    "Windows、macOS：从 LibreOffice 官方网站下载安装；装在别处的，用环境变量 DOCGEN_SOFFICE 指明 soffice 的位置。"
)

_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
_COMPONENTS = {"libswlo.so": "Writer", "libsclo.so": "Calc"}
_IMPRESS, _MATH = "libsdlo.so", "libsmlo.so"


class Components(NamedTuple):
    """The optional components of LibreOffice: Impress for presentations, Math for the equations of Word files."""

    has_impress: bool = True
    has_math: bool = True


def find_soffice() -> Path:
    """Find the soffice program; raises ToolMissing, with the packages to install, where there is none."""
    named = os.environ.get(OVERRIDE)
    if named:
        if Path(named).is_file():
            return Path(named)
        raise ToolMissing(f"环境变量 {OVERRIDE} 指向的 {named} 不存在。", remedy=REMEDY)
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    downloaded = sorted(map(str, Path("/opt").glob("libreoffice*/program/soffice")), reverse=True)
    for place in (*_PLACES, *downloaded):
        if Path(place).is_file():
            return Path(place)
    raise ToolMissing("没有找到 LibreOffice。", remedy=REMEDY)


def find_components(soffice: Path) -> Components:
    """Find the optional components; raises ToolMissing where documents or sheets cannot be converted."""
    folder = soffice.resolve().parent
    if not (folder / "soffice.bin").exists() or not (folder / "libmergedlo.so").exists():
        return Components()  # built in another way; the conversion itself shows what is missing
    lacking = [name for file, name in _COMPONENTS.items() if not (folder / file).exists()]
    if lacking:
        raise ToolMissing(f"LibreOffice 缺少 {'、'.join(lacking)} 组件。", remedy=REMEDY)
    return Components((folder / _IMPRESS).exists(), (folder / _MATH).exists())


def choose_program(soffice: Path) -> Path:
    """Choose the program to start: soffice.bin itself, since its shell script would survive as a process of its own."""
    direct = soffice.resolve().parent / "soffice.bin"
    return direct if sys.platform.startswith("linux") and direct.exists() else soffice
