"""start-docgen.bat: what cmd.exe trips over is not in it, and where wine is installed, wine's cmd.exe runs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from windows import bundle

NAME = "start-docgen.bat"
WORDS = {"@VERSION@": "1.0", "@PYTHONS@": "3.14 3.13", "@FOLDERS@": "Python314 Python313"}
LAUNCHED = re.compile(r"^(exit /b\b|goto )")
SYMBOLS = re.compile(r"[<>|&^%()!]")
FAKE = Path(__file__).parent.parent / "fakes" / "python_for_windows.c"
COMPILER = "x86_64-w64-mingw32-gcc"
BLANK_AND_CHINESE = "张三 桌面 (1)"


@pytest.fixture(scope="module")
def written() -> bytes:
    return bundle.write_for_windows(NAME, WORDS, bundle.CODE_PAGE)


@pytest.fixture(scope="module")
def lines(written: bytes) -> list[str]:
    return written.decode(bundle.CODE_PAGE).split("\r\n")


def test_each_line_ends_as_cmd_expects(written: bytes) -> None:
    assert written.count(b"\r\n") == written.count(b"\n") == written.count(b"\r") > 50
    assert written.endswith(b"\r\n")


def test_it_is_text_of_code_page_936_without_a_mark(written: bytes) -> None:
    assert written.startswith(b"@echo off\r\n")
    assert written.decode("gb2312")  # what every version of that code page has
    assert b"@PYTHONS@" not in written and b"@FOLDERS@" not in written


def test_chinese_is_only_shown_after_its_code_page_is_set(lines: list[str]) -> None:
    is_set = False
    for line in lines:
        if line.startswith(":"):
            is_set = False
        is_set = is_set or line == "chcp 936 >nul"
        assert line.isascii() or (is_set and line.startswith("echo ")), line


def test_no_line_of_chinese_has_a_sign_that_cmd_acts_upon(lines: list[str]) -> None:
    assert [line for line in lines if not line.isascii() and SYMBOLS.search(line)] == []


def test_paths_are_quoted(lines: list[str]) -> None:
    variables = re.compile(r"%~dp0|%HERE%|%LOCALAPPDATA%|%ProgramFiles%|%USERPROFILE%|%ProgramData%|%%~?d\b")
    for line in lines:
        used = re.sub(r"^(for %%\w in|rem .*)", "", line)
        for found in variables.finditer(used):
            assert used[: found.start()].count('"') % 2 == 1, line


def test_no_block_of_brackets_is_opened(lines: list[str]) -> None:
    """A path with a bracket, as of a second download, would close it."""
    for line in lines:
        assert "(" not in re.sub(r" in \([^()]*\) do ", "", line) or line.startswith(("rem", "echo")), line
        assert "enabledelayedexpansion" not in line.lower()


def test_every_label_that_is_called_is_there_once(lines: list[str]) -> None:
    labels = [line[1:] for line in lines if line.startswith(":")]
    wanted = {name for line in lines for name in re.findall(r"\b(?:goto |call :)(\w+)", line)}
    assert sorted(labels) == sorted(wanted)
    assert all(label.isascii() for label in labels)


def test_programs_are_called_by_their_whole_name(lines: list[str]) -> None:
    tried = re.findall(r'call :try (\S+|".*")', "\n".join(lines))
    assert len(tried) > 5
    assert [name for name in tried if not name.strip('"').endswith(".exe")] == []


def test_every_branch_ends(lines: list[str]) -> None:
    commands = [line for line in lines if line and not line.startswith("rem ")]
    before_labels = [commands[at - 1] for at, line in enumerate(commands) if line.startswith(":")]
    assert [line for line in (*before_labels, commands[-1]) if not LAUNCHED.match(line)] == []


def test_whoever_double_clicks_can_read_what_went_wrong(lines: list[str]) -> None:
    failing = [at for at, line in enumerate(lines) if re.fullmatch(r"exit /b [1-9]\d*", line)]
    assert len(failing) == 2
    assert [lines[at - 1] for at in failing] == ["pause"] * 2


def test_the_notes_for_the_user_open_in_any_editor() -> None:
    notes = bundle.write_for_windows("说明.txt", WORDS, "utf-8-sig")
    assert notes.startswith("\ufeffdocgen 1.0（Windows 版）\r\n".encode())
    assert "3.14 3.13" in notes.decode() and "没有在 Windows 上运行过" in notes.decode()
    assert b"@" not in notes


# -- run by wine: apt-get install wine wine64 gcc-mingw-w64-x86-64-win32 ---------------------------------------------


class Windows:
    """A wine with a user, the unpacked folder, and programs in places where Python may be."""

    def __init__(self, prefix: Path, program: Path) -> None:
        self.prefix, self.program = prefix, program
        self.unpacked = prefix.parent / BLANK_AND_CHINESE / "docgen-windows-1.0"
        self.drive = prefix / "drive_c"
        self.user = next(path for path in (self.drive / "users").iterdir() if path.name != "Public")
        self.python: list[Path] = []

    def unpack(self) -> None:
        self.unpacked.mkdir(parents=True)
        (self.unpacked / "install.py").touch()
        (self.unpacked / NAME).write_bytes(bundle.write_for_windows(NAME, WORDS, bundle.CODE_PAGE))

    def add_python(self, path: Path, bundled: int = 0, any: int = 0, run: int = 0) -> Path:
        """Put a Python where this file is to be, with the exit codes it answers with."""
        path.parent.mkdir(parents=True)
        shutil.copyfile(self.program, path)
        for name, code in {"bundled": bundled, "any": any, "run": run}.items():
            path.with_name(f"{name}.txt").write_text(str(code), "ascii")
        self.python.append(path)
        return path

    def start(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Start the batch file; its exit code, and what it shows."""
        there = "Z:" + str(self.unpacked / NAME).replace("/", "\\")
        run = subprocess.run(
            ["wine", there, *arguments],
            env=describe_wine(self.prefix) | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=100,
        )
        return run.returncode, run.stdout.decode(bundle.CODE_PAGE, "replace")

    def clear(self) -> None:
        for path in self.python:
            shutil.rmtree(path.parent)
        shutil.rmtree(self.unpacked, ignore_errors=True)
        self.python = []


def describe_wine(prefix: Path) -> dict[str, str]:
    settings = {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
    return os.environ | settings | {"LC_ALL": "zh_CN.UTF-8"}


def list_calls(python: Path) -> list[list[str]]:
    """List the arguments of each call of a Python, without those that every call has."""
    calls = [line.split("|") for line in python.with_name("calls.txt").read_text("utf-8").splitlines()]
    return [[word for word in call if word != "-I" and not word.endswith("install.py")] for call in calls]


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Windows:
    if not (shutil.which("wine") and shutil.which(COMPILER)):
        pytest.skip("no wine, or no compiler for Windows: see docs/testing.md")
    folder = tmp_path_factory.mktemp("wine")
    subprocess.run([COMPILER, "-municode", "-o", folder / "python.exe", FAKE], check=True)
    prefix = folder / "prefix"
    subprocess.run(["wineboot", "-i"], env=describe_wine(prefix), check=True, capture_output=True, timeout=300)
    if "zh_CN.utf8" not in subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout:
        pytest.skip("no Chinese locale: localedef -i zh_CN -f UTF-8 zh_CN.UTF-8")
    return Windows(prefix, folder / "python.exe")


@pytest.fixture
def windows(wine: Windows) -> Windows:
    wine.clear()
    wine.unpack()
    return wine


@pytest.mark.slow
def test_a_python_in_the_folder_is_taken_and_gets_the_arguments(windows: Windows) -> None:
    python = windows.add_python(windows.unpacked / "python" / "python.exe", run=3)
    assert windows.start("check", "张 三", "a & b", "(z)!") == (3, "")
    assert list_calls(python) == [["--suits", "bundled"], ["check", "张 三", "a & b", "(z)!"]]


@pytest.mark.slow
def test_a_python_that_the_wheels_are_for_goes_before_one_that_is_found_first(windows: Windows) -> None:
    first = windows.add_python(windows.unpacked / "python" / "python.exe", bundled=1)
    second = windows.add_python(windows.user / "AppData/Local/Programs/Python/Python313/python.exe", run=5)
    assert windows.start(r"C:\申报 材料") == (5, "")
    assert list_calls(first) == [["--suits", "bundled"]]
    assert list_calls(second) == [["--suits", "bundled"], [r"C:\申报 材料"]]


@pytest.mark.slow
def test_the_launcher_is_asked_for_each_version(windows: Windows) -> None:
    launcher = windows.add_python(windows.prefix.parent / "py launcher" / "py.exe", run=7)
    path = "Z:" + str(launcher.parent).replace("/", "\\")
    assert windows.start(WINEPATH=path) == (7, "")
    assert list_calls(launcher) == [["-3.14", "--suits", "bundled"], ["-3.14"]]
    launcher.with_name("bundled.txt").write_text("103", "ascii")
    launcher.with_name("calls.txt").unlink()
    assert windows.start(WINEPATH=path) == (7, "")
    versions = ["-3.14", "-3.13", "-3"]
    asked = [[version, "--suits", "bundled"] for version in versions]
    assert list_calls(launcher) == [*asked, ["-3.14", "--suits", "any"], ["-3.14"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "where",
    [
        "{user}/AppData/Local/Programs/Python/Python314/python.exe",
        "{user}/AppData/Local/Python/pythoncore-3.13-64/python.exe",
        "{drive}/Program Files/Python313/python.exe",
        "{user}/anaconda3/python.exe",
        "{user}/miniconda3/python.exe",
        "{drive}/ProgramData/miniconda3/python.exe",
    ],
)
def test_a_python_is_found_where_its_installer_puts_it(where: str, windows: Windows) -> None:
    python = windows.add_python(Path(where.format(user=windows.user, drive=windows.drive)), bundled=1)
    assert windows.start() == (0, "")
    assert list_calls(python) == [["--suits", "bundled"], ["--suits", "any"], []]


@pytest.mark.slow
@pytest.mark.parametrize("answer", [1, 9009, -1073741819])
def test_without_a_python_that_suits_it_says_how_to_get_one(answer: int, windows: Windows) -> None:
    windows.add_python(windows.unpacked / "python" / "python.exe", bundled=answer, any=answer)
    code, shown = windows.start()
    assert code == 9
    assert "没有找到能用的 Python。docgen 要用 64 位的 Python，版本为：3.14 3.13" in shown
    assert "Add python.exe to PATH" in shown


@pytest.mark.slow
def test_a_folder_that_is_not_unpacked_is_told(windows: Windows) -> None:
    (windows.unpacked / "install.py").unlink()
    code, shown = windows.start()
    assert code == 9
    assert "全部解压缩" in shown
