"""What the world does to a build: killed, a full disk, a folder that cannot be written, a LibreOffice that fails.

Each time the user is told in Chinese what to do, the exit code says it to machines, and the last output stays whole.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

import fake_office
from docgen import build, built_in
from docgen.cli import main
from docgen.errors import ExitCode
from docgen.runtime import office, output_folder
from office_processes import offices_of
from small_application import assert_whole, contents_of, start, write_application

pytestmark = pytest.mark.slow

SEED = 11
UNCHANGED = "上次的输出没有改动"
CAPABILITIES = "-dac_override,-dac_read_search"
"""What lets root write where nobody may."""

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc and the signals of Linux")


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete application with an output."""
    folder = write_application(tmp_path_factory.mktemp("pattern") / "云溪")
    assert build(folder, folder / "output", built_in()).out
    return folder


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    """The same, with an answer that has changed since."""
    return changed(Path(shutil.copytree(pattern, tmp_path / "云溪 集群")))


@pytest.fixture
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered, so that each build does all of its work."""
    monkeypatch.setenv("DOCGEN_CACHE", "off")


def changed(folder: Path) -> Path:
    plan = folder / "plan.md"
    plan.write_text(plan.read_text("utf-8").replace("云溪", "云　溪"), "utf-8")
    return folder


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """The exit code and what was told."""
    _, told = process.communicate(timeout=120)
    return process.returncode, told.decode("utf-8")


def left_beside(out: Path) -> list[str]:
    return [path.name for path in out.parent.iterdir() if path.name.startswith(f".{out.name}.")]


# -- killed -------------------------------------------------------------------------------------------------------


def wait_for_no_office(folder: Path) -> bool:
    deadline = time.monotonic() + 2
    while offices_of(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not offices_of(folder)


@LINUX
@pytest.mark.parametrize("remembering", ["off", "on"])
def test_a_build_killed_at_random_moments_leaves_the_last_output_whole(folder: Path, remembering: str) -> None:
    """Five moments of a build that does everything anew, five of one that remembers what it converted."""
    surroundings = {"DOCGEN_CACHE": "off" if remembering == "off" else str(folder.parent / "cache")}
    chance = random.Random(SEED)
    if remembering == "on":
        assert ended(start("build", folder, **surroundings))[0] == 0
    begun = time.monotonic()
    assert ended(start("build", folder, **surroundings))[0] == 0
    whole = time.monotonic() - begun
    last = contents_of(folder / "output")
    for place in range(5):
        plan = folder / "plan.md"
        plan.write_text(plan.read_text("utf-8").replace("　", "　　", 1), "utf-8")
        process = start("build", folder, **surroundings)
        time.sleep(whole * (place + chance.random()) / 5)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert_whole(folder / "output")
        assert wait_for_no_office(folder)
    assert ended(start("build", folder, **surroundings))[0] == 0
    assert contents_of(folder / "output").keys() == last.keys()
    assert left_beside(folder / "output") == []


@LINUX
def test_a_build_that_is_asked_to_stop_says_that_nothing_changed(folder: Path, no_cache: None) -> None:
    before = contents_of(folder / "output")
    process = start("build", folder)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    code, told = ended(process)
    assert code in (ExitCode.INTERRUPTED, -signal.SIGINT)
    assert "Traceback" not in told
    assert contents_of(folder / "output") == before
    assert wait_for_no_office(folder)


# -- the disk is full ---------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, room: int) -> None:
    """Leave so many bytes free on the disk."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    state = os.statvfs(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(state.f_bavail * state.f_frsize - room, 1))


def output_on(disk: Path, folder: Path) -> Path:
    return Path(shutil.copytree(folder / "output", disk / "output"))


@pytest.mark.parametrize("room", [0, 40_000, 700_000, 2_000_000])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a disk as Linux does")
def test_a_full_disk_is_told_and_the_last_output_stays(folder: Path, disk: Path, room: int, no_cache: None) -> None:
    out = output_on(disk, folder)
    before = contents_of(out)
    fill(disk, room)
    code, told = ended(start("build", folder, "-o", out, TMPDIR=str(folder.parent)))
    assert contents_of(out) == before
    assert "磁盘已满" in told and "docgen 自身出错" not in told
    assert code == ExitCode.OUTPUT
    assert left_beside(out) == []


@LINUX
@pytest.mark.parametrize("limit", [10_000, 60_000, 300_000])
def test_a_disk_that_takes_no_file_of_that_size_is_told(folder: Path, limit: int, no_cache: None) -> None:
    """As FAT does with 4 GB; needs no rights."""
    before = contents_of(folder / "output")
    limited = ["prlimit", f"--fsize={limit}"]
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit is not installed")
    code, told = ended(start("build", folder, before=limited))
    assert contents_of(folder / "output") == before
    assert "文件太大，这个磁盘放不下" in told and "docgen 自身出错" not in told
    assert code == ExitCode.OUTPUT
    assert left_beside(folder / "output") == []


# -- the folder cannot be written ---------------------------------------------------------------------------------


def without_the_rights_of_root() -> list[str]:
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root writes everywhere, and setpriv is not installed")
    return ["setpriv", f"--bounding-set={CAPABILITIES}", f"--inh-caps={CAPABILITIES}"]


@LINUX
def test_a_folder_that_may_not_be_written_is_told(folder: Path) -> None:
    before = contents_of(folder / "output")
    folder.chmod(0o555)
    try:
        code, told = ended(start("build", folder, before=without_the_rights_of_root()))
    finally:
        folder.chmod(0o755)
    assert (code, told.strip()) == (
        ExitCode.OUTPUT,
        f"错误：{folder / 'output'}：写不进去：没有权限。 请检查磁盘空间和权限。",
    )
    assert contents_of(folder / "output") == before


@LINUX
def test_an_output_folder_that_may_not_change_places_is_told_and_stays(folder: Path) -> None:
    """Its parent may be written, so that this shows only at the very end."""
    before = contents_of(folder / "output")
    (folder / "output").chmod(0o555)
    code, told = ended(start("build", folder, before=without_the_rights_of_root()))
    assert code == ExitCode.OUTPUT
    assert f"写好的材料放不进输出文件夹：没有权限。{UNCHANGED}。" in told
    assert contents_of(folder / "output") == before
    assert left_beside(folder / "output") == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a disk as Linux does")
def test_a_read_only_disk_is_told(folder: Path, disk: Path) -> None:
    out = output_on(disk, folder)
    before = contents_of(out)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert ended(start("build", folder, "-o", out)) == (
        ExitCode.OUTPUT,
        f"错误：{out}：写不进去：磁盘是只读的。 请检查磁盘空间和权限。\n",
    )
    assert contents_of(out) == before


# -- the output is open elsewhere ---------------------------------------------------------------------------------


def test_whoever_reads_the_last_output_goes_on_reading_it(folder: Path) -> None:
    package = folder / "output" / "申报材料.pdf"
    last = package.read_bytes()
    with package.open("rb") as reader:
        assert build(folder, folder / "output", built_in()).out
        assert reader.read() == last
    assert package.read_bytes() != last


@pytest.mark.parametrize(("error", "reason"), [(errno.EBUSY, "正被别的程序使用"), (errno.EACCES, "没有权限")])
@pytest.mark.slow
def test_an_output_that_another_program_holds_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: int, reason: str
) -> None:
    """What Windows says where Word has a document of the output open."""
    before = contents_of(folder / "output")
    renamed = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "output":
            raise OSError(error, os.strerror(error), str(path))
        return renamed(path, target)

    monkeypatch.setattr("docgen.runtime.output_folder._try_to_exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", refuse)
    assert main(["build", str(folder)]) == ExitCode.OUTPUT
    told = capsys.readouterr().err
    assert f"写好的材料放不进输出文件夹：{reason}。{UNCHANGED}。" in told
    assert "请关闭" in told
    assert contents_of(folder / "output") == before
    assert left_beside(folder / "output") == []


def list_open_files(*_: object) -> set[str]:
    """The files that this process or one of its children has open or mapped."""
    own = psutil.Process()
    found: set[str] = set()
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it has just ended
            found |= {file.path for file in process.open_files()} | {one.path for one in process.memory_maps()}
    return found


@LINUX
@pytest.mark.slow
def test_no_open_file_is_moved_or_removed(folder: Path, no_cache: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows does neither, nor does it move a folder in which a file is open; the lock of a build is beside them."""
    broken: list[str] = []

    def guard(call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*paths: Any, **named: Any) -> Any:
            own = [path for path in map(str, paths) if path.startswith(str(folder))]
            if own:
                broken.extend(one for one in list_open_files() if any(Path(one).is_relative_to(path) for path in own))
            return call(*paths, **named)

        return guarded

    monkeypatch.setattr(output_folder, "_try_to_exchange", lambda one, other: False)
    monkeypatch.setattr(shutil, "_use_fd_functions", False)  # as on Windows: by whole paths
    for name in ("rename", "replace", "unlink", "rmdir"):
        monkeypatch.setattr(os, name, guard(getattr(os, name)))
    assert main(["build", str(folder)]) in (ExitCode.OK, ExitCode.PROBLEMS)
    assert broken == []


# -- LibreOffice --------------------------------------------------------------------------------------------------


def built_with(
    fake: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """The exit code and what is told where that LibreOffice is used; it has two seconds for a document."""
    fake_office.notes_in(folder.parent, monkeypatch)
    fake_office.use(fake, monkeypatch)
    monkeypatch.setitem(office.convert.__kwdefaults__, "timeout", 2.0)
    code = main(["build", str(folder)])
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("fake", "reason"),
    [("hangs", "超时"), ("crashes", "崩溃"), ("silent", "打不开"), ("empty", ""), ("restarts", "一再要求重新启动")],
)
def test_a_libreoffice_that_does_not_work_is_told_and_the_last_output_stays(
    fake: str,
    reason: str,
    folder: Path,
    no_cache: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = contents_of(folder / "output")
    code, told = built_with(fake, folder, monkeypatch, capsys)
    assert code == ExitCode.TOOL_FAILED
    assert told.startswith("错误：") and reason in told and "LibreOffice" in told, told
    assert contents_of(folder / "output") == before
    assert left_beside(folder / "output") == []


@pytest.mark.parametrize(
    ("fake", "reason"),
    [
        ("old", "LibreOffice 5.2.7.2 太旧。"),
        ("mute", "没有说出自己的版本，可能没有装好。"),
        ("absent", "不存在。"),
    ],
)
def test_without_a_libreoffice_that_can_be_used_the_last_package_is_not_given_up(
    fake: str,
    reason: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = contents_of(folder / "output")
    code, told = built_with(fake, folder, monkeypatch, capsys)
    assert code == ExitCode.TOOL_MISSING
    assert reason in told and "请安装 LibreOffice 7.0 以上版本" in told
    assert "上次的输出里有 PDF，没有改动。" in told and "用 -o 另写一个文件夹" in told
    assert contents_of(folder / "output") == before
    assert left_beside(folder / "output") == []
    assert left_beside(folder / "output") == []
