"""Find the installed LibreOffice and its components, without starting it."""

from __future__ import annotations

import ctypes
import glob
import os
import re
import shutil
import string
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from docgen.errors import ToolMissing

OVERRIDE = "DOCGEN_SOFFICE"
"""The environment variable that names the soffice to use."""

REMEDY = (
    "请安装 LibreOffice 7.0 以上版本。"
    "Debian/Ubuntu：apt-get install libreoffice-writer-nogui libreoffice-calc-nogui "
    "libreoffice-impress-nogui libreoffice-math-nogui；"
    "Windows、macOS：从 https://zh-cn.libreoffice.org 下载安装，照默认选项装好即可，与 WPS、Office 互不影响；"
    "已经装了却没有找到的，用环境变量 DOCGEN_SOFFICE 指明 soffice（Windows 是 soffice.com）的位置。"
)

_PLACES = (
    *("/usr/lib/libreoffice/program/soffice", "/usr/lib64/libreoffice/program/soffice"),
    *(
        "/opt/libreoffice*/program/soffice",
        "/usr/local/bin/soffice",
        "/opt/homebrew/bin/soffice",
        "/snap/bin/libreoffice",
    ),
    *(f"{home}/exports/bin/org.libreoffice.LibreOffice" for home in ("/var/lib/flatpak", "~/.local/share/flatpak")),
    *(f"{home}/Applications/LibreOffice*.app/Contents/MacOS/soffice" for home in ("", "~")),
)
"""Where Linux and macOS have it beside the search path, as patterns; of several versions the newest counts."""

_ON_WINDOWS = (
    *("LibreOffice*/program", "Program Files/LibreOffice*/program", "Program Files (x86)/LibreOffice*/program"),
    *("LibreOfficePortable/App/libreoffice/program", "PortableApps/LibreOfficePortable/App/libreoffice/program"),
)
"""Its folder on any drive, as patterns."""

_CONSOLE_PROGRAM = "soffice.com"
"""The program of Windows that waits for its end; soffice.exe does not."""

_REGISTERED = (
    r"SOFTWARE\LibreOffice\UNO\InstallPath",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\soffice.exe",
)
"""The keys whose default value is the folder or the program, whatever drive it was installed on, and for whom."""

_FIXED_DRIVE = 3  # DRIVE_FIXED of GetDriveTypeW; a network drive that is away would be waited for
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
        if found and Path(found).is_absolute():  # Windows looks in the present folder first, which may be a stranger's
            return Path(found)
    for place in _iterate_places():
        if place.is_file():
            return place
    raise ToolMissing("没有找到 LibreOffice。", remedy=REMEDY)


def _iterate_places() -> Iterator[Path]:
    """Yield where the program may be on this system, the likeliest place first."""
    if sys.platform != "win32":
        for pattern in _PLACES:
            yield from _expand_pattern(pattern)
        return
    yield from (_complete_program(text) for text in _read_registry())
    for home in (os.environ.get(name) for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")):
        if home:
            yield from _expand_pattern(f"{home}/LibreOffice*/program/{_CONSOLE_PROGRAM}")
    if local := os.environ.get("LOCALAPPDATA"):
        yield from _expand_pattern(f"{local}/Programs/LibreOffice*/program/{_CONSOLE_PROGRAM}")
    for drive in _list_fixed_drives():
        for pattern in _ON_WINDOWS:
            yield from _expand_pattern(f"{drive}{pattern}/{_CONSOLE_PROGRAM}")


def _expand_pattern(pattern: str) -> Iterator[Path]:
    found = glob.glob(os.path.expanduser(pattern))  # noqa: PTH111, PTH207
    yield from map(Path, sorted(found, key=_list_numbers, reverse=True))


def _list_numbers(path: str) -> list[int]:
    """List the numbers in a path: LibreOffice 24.2 is newer than 7.6."""
    return [int(number) for number in re.findall(r"\d+", path)]


def _complete_program(registered: str) -> Path:
    """Return the program to start of a registered folder or program."""
    path = Path(registered.strip().strip('"'))
    return (path.parent if path.suffix.lower() in (".exe", ".com", ".bin") else path) / _CONSOLE_PROGRAM


def _read_registry() -> Iterator[str]:
    """Yield what the registry of Windows says, for the user and for all users, of 64 and 32 bits."""
    winreg: Any = import_module("winreg")  # on Windows only
    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
            for key in _REGISTERED:
                with suppress(OSError), winreg.OpenKey(root, key, 0, winreg.KEY_READ | view) as opened:
                    value, _ = winreg.QueryValueEx(opened, "")
                    if isinstance(value, str) and value:
                        yield value


def _list_fixed_drives() -> list[str]:
    """List the roots of the drives in this computer: C:/, D:/ and so on."""
    get_type = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009  (mypy knows it on Windows only)
    return [f"{letter}:/" for letter in string.ascii_uppercase if get_type(f"{letter}:\\") == _FIXED_DRIVE]


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
