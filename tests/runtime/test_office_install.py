"""Where LibreOffice is looked for: the registry, other drives, one user's own, macOS, snap and flatpak."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from docgen.errors import ToolMissing
from docgen.runtime import office_install
from docgen.runtime.office_install import OVERRIDE, find_soffice

USER, MACHINE, BITS_64, BITS_32, READ = "HKCU", "HKLM", 0x100, 0x200, 0x20019
UNO = r"SOFTWARE\LibreOffice\UNO\InstallPath"
APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\soffice.exe"

Registry = dict[tuple[str, str, int], object]


class _Key(SimpleNamespace):
    def __enter__(self) -> _Key:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def registry(values: Registry) -> Any:
    """A module winreg with these default values, by root, key and view."""

    def open_key(root: str, key: str, reserved: int, access: int) -> _Key:
        assert (reserved, access & READ) == (0, READ)
        if (root, key, access & 0x300) not in values:
            raise FileNotFoundError(2, "no such key")
        return _Key(value=values[root, key, access & 0x300])

    return SimpleNamespace(
        **{"HKEY_CURRENT_USER": USER, "HKEY_LOCAL_MACHINE": MACHINE, "KEY_READ": READ},
        **{"KEY_WOW64_64KEY": BITS_64, "KEY_WOW64_32KEY": BITS_32, "OpenKey": open_key},
        QueryValueEx=lambda key, name: (key.value, 1) if name == "" else pytest.fail(name),
    )


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(OVERRIDE, raising=False)
    for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Windows with an empty registry, which the test fills, and without drives."""
    values: Registry = {}
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry(values))
    monkeypatch.setattr(office_install, "_list_fixed_drives", list)
    return values


def install(folder: Path, name: str = "soffice.com") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).touch()
    return folder / name


@pytest.mark.parametrize("root", [USER, MACHINE])
@pytest.mark.parametrize("view", [BITS_64, BITS_32])
def test_the_registry_knows_it_wherever_it_was_installed(
    windows: Registry, tmp_path: Path, root: str, view: int
) -> None:
    program = install(tmp_path / "软件" / "LibreOffice" / "program")
    windows[root, UNO, view] = str(program.parent)
    assert find_soffice() == program


@pytest.mark.parametrize("written", ["{}", '"{}"', "{} "])
def test_the_path_of_its_application_leads_to_the_program_that_waits(
    windows: Registry, tmp_path: Path, written: str
) -> None:
    program = install(tmp_path / "LibreOffice" / "program")
    windows[MACHINE, APP_PATHS, BITS_64] = written.format(program.with_name("soffice.exe"))
    assert find_soffice() == program


def test_what_the_registry_kept_of_a_removed_one_is_passed_over(windows: Registry, tmp_path: Path) -> None:
    windows[USER, UNO, BITS_64] = str(tmp_path / "removed" / "program")
    windows[MACHINE, UNO, BITS_64] = 5
    program = install(tmp_path / "there" / "program")
    windows[MACHINE, UNO, BITS_32] = str(program.parent)
    assert find_soffice() == program


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("name", ["ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"])
def test_it_is_found_without_the_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    home = tmp_path / "P"
    program = install(home / ("Programs" if name == "LOCALAPPDATA" else "") / "LibreOffice 24" / "program")
    monkeypatch.setenv(name, str(home))
    assert find_soffice() == program


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    "place",
    ["LibreOffice", "LibreOffice7", "Program Files/LibreOffice", "Program Files (x86)/LibreOffice 5"]
    + ["LibreOfficePortable/App/libreoffice", "PortableApps/LibreOfficePortable/App/libreoffice"],
)
def test_it_is_found_on_any_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(office_install, "_list_fixed_drives", lambda: [f"{tmp_path}/C/", f"{tmp_path}/D/"])
    program = install(tmp_path / "D" / place / "program")
    assert find_soffice() == program


def test_only_drives_in_this_computer_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"C:\\": 3, "D:\\": 3, "E:\\": 5, "Z:\\": 4}
    kernel = SimpleNamespace(GetDriveTypeW=lambda root: kinds.get(root, 1))
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert office_install._list_fixed_drives() == ["C:/", "D:/"]


@pytest.mark.parametrize(
    ("platform", "place", "name"),
    [
        ("darwin", "Applications/LibreOffice.app/Contents/MacOS", "soffice"),
        ("darwin", "Applications/LibreOffice Vanilla.app/Contents/MacOS", "soffice"),
        ("linux", ".local/share/flatpak/exports/bin", "org.libreoffice.LibreOffice"),
    ],
)
def test_the_one_of_a_single_user_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, place: str, name: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    own = tuple(pattern for pattern in office_install._PLACES if pattern.startswith("~"))
    monkeypatch.setattr(office_install, "_PLACES", own)
    program = install(tmp_path / "home" / place, name)
    assert find_soffice() == program


def test_a_program_in_the_present_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows looks there first; it may be the folder of an application that came from others."""
    install(tmp_path, "soffice").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    monkeypatch.setattr(office_install, "_PLACES", ())
    with pytest.raises(ToolMissing):
        find_soffice()


def test_of_several_versions_the_newest_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("7.6", "24.2"):
        install(tmp_path / f"libreoffice{version}" / "program", "soffice")
    monkeypatch.setattr(office_install, "_PLACES", (f"{tmp_path}/libreoffice*/program/soffice",))
    assert find_soffice().parts[-3] == "libreoffice24.2"


@pytest.mark.usefixtures("windows")
def test_where_there_is_none_it_is_said_how_to_install_it() -> None:
    with pytest.raises(ToolMissing, match="没有找到 LibreOffice") as caught:
        find_soffice()
    assert "https://zh-cn.libreoffice.org" in caught.value.remedy
    assert OVERRIDE in caught.value.remedy
