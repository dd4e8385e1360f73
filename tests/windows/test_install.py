"""The install script of the Windows bundle, run on this machine: what it installs, keeps, tells and starts."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import linux_bundle
from windows import install
from windows.install import Environment, InstallFault

FINAL = (3, 12, 1)


class Machine:
    """A user with an unpacked bundle, a folder for programs, and no index."""

    def __init__(self, folder: Path) -> None:
        self.bundle = linux_bundle.write_bundle(folder / "张三 桌面 (1)" / "docgen & 安装包")
        self.local = folder / "应用 数据"
        self.documents = folder / "申报 材料"
        self.documents.mkdir()

    def start(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the script as start-docgen.bat does; nobody sits at the keyboard."""
        no_index = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_EXTRA_INDEX_URL": "", "PIP_RETRIES": "0"}
        broken = {"PYTHONPATH": "/nonexistent", "LOCALAPPDATA": str(self.local), "PIP_TARGET": "/nonexistent"}
        return subprocess.run(
            [sys.executable, "-I", str(self.bundle / "install.py"), *arguments],
            env=os.environ | no_index | broken | variables,
            cwd=self.documents,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def list_environments(self) -> list[Path]:
        return sorted((self.local / "docgen" / "env").iterdir())

    def change_bundle(self, name: str, content: str) -> None:
        """Replace a file as a new version of the bundle would."""
        (self.bundle / name).write_text(content, "utf-8")
        record = json.loads((self.bundle / "bundle.json").read_text("utf-8"))
        record["files"][name] = hashlib.sha256(content.encode()).hexdigest()
        (self.bundle / "bundle.json").write_text(json.dumps(record), "utf-8")


@pytest.mark.slow
def test_docgen_is_installed_once_and_works(tmp_path: Path) -> None:
    machine = Machine(tmp_path)

    first = machine.start("--version")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "正在安装" in first.stdout and first.stdout.endswith("docgen 0.1.0\n")
    [environment] = machine.list_environments()
    assert f"安装到：{environment}" in first.stdout
    assert next(environment.glob("lib/python*/site-packages/docgen/_resources/data/forms"))

    again = machine.start("--version")
    assert (again.returncode, again.stdout, again.stderr) == (0, "docgen 0.1.0\n", "")
    assert machine.list_environments() == [environment]

    wrong = machine.start("check", "没有这个文件夹")
    assert wrong.returncode not in (0, 1)
    assert "没有这个文件夹" in wrong.stdout + wrong.stderr

    spoilt = next(machine.bundle.glob("wheels/pikepdf-*.whl"))
    spoilt.write_bytes(spoilt.read_bytes()[:1000])
    machine.change_bundle("说明.txt", "新的版本")
    failed = machine.start("--version")
    assert failed.returncode == 1
    assert "1 个安装包缺少或损坏，改从 pip 设定的软件源安装" in failed.stdout
    assert "没能装上 docgen" in failed.stdout and "请检查网络和 pip 的软件源" in failed.stdout
    assert machine.list_environments() == [environment]  # the old one stays, nothing half done beside it


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle of three files, none of which can be installed."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setattr(install, "HERE", tmp_path)
    (tmp_path / "wheels").mkdir()
    files = {}
    for name in ("wheels/docgen-1.0-py3-none-any.whl", "wheels/lxml-6-py3-none-any.whl"):
        (tmp_path / name).write_text(name, "utf-8")
        files[name] = hashlib.sha256(name.encode()).hexdigest()
    (tmp_path / "wheels/lxml-6-for-3.14.whl").touch()  # damaged, but for another Python
    files["wheels/lxml-6-for-3.14.whl"] = "0"
    own, lxml, lxml_for_other = files
    wheels = {"3.14": [own, lxml_for_other], "3.12": [own, lxml]}
    record = {"version": "1.0", "platform": "win-amd64", "wheels": wheels, "files": files}
    (tmp_path / "bundle.json").write_text(json.dumps(record), "utf-8")
    return tmp_path


def use_python(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int] = FINAL, platform: str = "win-amd64"
) -> None:
    class Version(tuple):  # type: ignore[type-arg]
        major, minor, releaselevel = version[0], version[1], "final" if version[2] else "alpha"

    monkeypatch.setattr(install.sys, "version_info", Version(version))
    monkeypatch.setattr(install.sysconfig, "get_platform", lambda: platform)


@pytest.mark.parametrize(
    ("version", "platform", "bundled", "usable"),
    [
        ((3, 12, 1), "win-amd64", True, True),
        ((3, 14, 9), "win-amd64", True, True),
        ((3, 13, 1), "win-amd64", False, True),
        ((3, 15, 1), "win-amd64", False, True),
        ((3, 12, 1), "win-arm64", False, True),
        ((3, 10, 9), "win-amd64", False, False),
        ((3, 16, 0), "win-amd64", False, False),
    ],
)
def test_a_python_suits(
    version: tuple[int, int, int],
    platform: str,
    bundled: bool,
    usable: bool,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_python(monkeypatch, version, platform)
    assert (install.suits("bundled"), install.suits("any")) == (bundled, usable)
    assert install.main(["--suits", "any"]) == int(not usable)


def test_a_python_of_32_bits_or_without_environments_does_not_suit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_python(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(install.sys, "maxsize", 2**31 - 1)
        assert not install.suits("any")
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    assert not install.suits("any")


def test_the_wheels_beside_are_used_where_they_are_whole_and_for_this_python(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_python(monkeypatch)
    bundle = install.read_bundle(folder)
    assert install.choose_sources(bundle) == ["--no-index", "--find-links", str(folder / "wheels")]
    assert capsys.readouterr().out == ""

    use_python(monkeypatch, (3, 15, 1))
    assert install.choose_sources(bundle) == []
    assert "没有 Python 3.15 的安装包，改从 pip 设定的软件源安装" in capsys.readouterr().out

    use_python(monkeypatch)
    (folder / "wheels/lxml-6-py3-none-any.whl").unlink()
    assert install.choose_sources(bundle) == []
    assert "1 个安装包缺少或损坏" in capsys.readouterr().out

    (folder / bundle.own_wheel).write_text("cut", "utf-8")
    with pytest.raises(InstallFault, match="docgen-1.0-py3-none-any.whl 缺少或损坏"):
        install.choose_sources(bundle)


def test_settings_of_pip_count_for_the_index_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("Pip_Target", "/nonexistent")
    environment = Environment(folder / "env")
    alone = install.describe_pip_variables(environment, ["--no-index"])
    assert {name: value for name, value in alone.items() if "PIP" in name.upper()} == {"PIP_CONFIG_FILE": os.devnull}
    assert install.describe_pip_variables(environment, [])["PIP_INDEX_URL"] == "http://127.0.0.1:9/"


def test_another_python_or_other_files_need_another_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_python(monkeypatch)
    keys = {install.read_bundle(folder).key}
    use_python(monkeypatch, (3, 12, 9))
    assert {install.read_bundle(folder).key} == keys  # an update of the same Python
    use_python(monkeypatch, (3, 14, 1))
    keys.add(install.read_bundle(folder).key)
    monkeypatch.setattr(install.sys, "base_prefix", "elsewhere")
    keys.add(install.read_bundle(folder).key)
    record = json.loads((folder / "bundle.json").read_text("utf-8"))
    record["files"]["install.py"] = "0"
    (folder / "bundle.json").write_text(json.dumps(record), "utf-8")
    keys.add(install.read_bundle(folder).key)
    assert len(keys) == 4


def test_an_environment_counts_once_its_stamp_is_written(folder: Path) -> None:
    bundle = install.read_bundle(folder)
    environment = Environment(install.find_home() / "1.0-x")
    assert install.find_environment(bundle) is None
    environment.scripts.mkdir(parents=True)
    environment.python.touch()
    assert install.find_environment(bundle) is None
    (environment.folder / install.STAMP).write_text("another", "utf-8")
    assert install.find_environment(bundle) is None
    (environment.folder / install.STAMP).write_text(bundle.key, "utf-8")
    assert install.find_environment(bundle) == environment
    environment.python.unlink()
    assert install.find_environment(bundle) is None


@pytest.mark.parametrize("content", ["", "[]", '{"version": "1"}', "\x00"])
def test_a_folder_that_is_not_whole_is_told(
    content: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115, PTH123
    monkeypatch.setattr(install.sys.stdout, "reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr(install.sys.stderr, "reconfigure", lambda **_: None, raising=False)
    (folder / "bundle.json").write_text(content, "utf-8")
    assert install.main([]) == 1
    told = capsys.readouterr().out
    assert "bundle.json 缺少或损坏" in told and "重新解压" in told and "Traceback" not in told


def test_an_installation_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "choose_sources", lambda _: [])
    monkeypatch.setattr(install, "fill", break_off)
    with pytest.raises(KeyboardInterrupt):
        install.install(install.read_bundle(folder))
    assert list(install.find_home().iterdir()) == []


def test_a_new_version_takes_the_place_of_the_old_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(environment: Environment, *_: object) -> None:
        environment.scripts.mkdir(parents=True)
        environment.python.touch()

    monkeypatch.setattr(install, "choose_sources", lambda _: [])
    monkeypatch.setattr(install, "fill", fill)
    old = install.install(install.read_bundle(folder))
    assert install.find_environment(install.read_bundle(folder)) == old
    record = json.loads((folder / "bundle.json").read_text("utf-8"))
    (folder / "bundle.json").write_text(json.dumps(record | {"version": "1.1", "files": record["files"] | {"x": ""}}))
    new = install.read_bundle(folder)
    assert install.find_environment(new) is None
    current = install.install(new)
    assert current.folder.name.startswith("1.1-")
    assert list(install.find_home().iterdir()) == [current.folder]
    assert install.find_environment(new) == current


def test_an_environment_in_use_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = install.find_home()
    for name in ("old", "used", "begun"):
        (home / name).mkdir()
    for name in ("old", "used"):
        (home / name / install.STAMP).write_text("another", "utf-8")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "used":
            raise PermissionError("in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    install.remove_others(Environment(home / "current"))
    assert {path.name for path in home.iterdir()} == {"used", "begun"}
    os.utime(home / "begun", (time.time(), time.time() - install.ABANDONED_AFTER - 1))
    install.remove_others(Environment(home / "current"))
    assert {path.name for path in home.iterdir()} == {"used"}


def test_the_runtime_library_is_supplied_where_windows_has_none(tmp_path: Path) -> None:
    packages, system = tmp_path / "site-packages", tmp_path / "System32"
    for path in (packages / "zxingcpp", packages / "pikepdf.libs", system):
        path.mkdir(parents=True)
    assert install.supply_runtime_library(packages, system) is None
    (packages / "pikepdf.libs" / "msvcp140-7c26.dll").write_bytes(b"runtime")
    (system / "msvcp140.dll").touch()
    assert install.supply_runtime_library(packages, system) is None
    (system / "msvcp140.dll").unlink()
    assert install.supply_runtime_library(packages, system) == packages / "zxingcpp" / "msvcp140.dll"
    assert (packages / "zxingcpp" / "msvcp140.dll").read_bytes() == b"runtime"


def test_what_is_dropped_is_a_folder_to_work_in(tmp_path: Path) -> None:
    file = tmp_path / "填报.xlsx"
    file.touch()
    assert install.find_dropped_folder([str(tmp_path)]) == tmp_path
    assert install.find_dropped_folder([str(file)]) == tmp_path
    for arguments in ([], ["check"], ["."], ["check", str(tmp_path)], [str(tmp_path / "没有")]):
        assert install.find_dropped_folder(arguments) is None


class Keyboard:
    def __init__(self, *lines: str) -> None:
        self.lines = [*lines, ""]

    def isatty(self) -> bool:
        return len(self.lines) > 1

    def readline(self) -> str:
        return self.lines.pop(0)


def test_the_folder_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "申报 材料"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Keyboard(f'"{tmp_path}/没有"\n', f'"{folder}" \n'))
    assert install.ask_for_folder() == folder
    assert "没有文件夹" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", Keyboard("\n"))
    assert install.ask_for_folder() == tmp_path
    monkeypatch.setattr("sys.stdin", Keyboard())
    assert install.ask_for_folder() == tmp_path
    monkeypatch.setattr(install, "HERE", tmp_path)  # a double click starts it in its own folder
    assert install.ask_for_folder() == Path.home()


def test_a_console_is_opened_in_which_docgen_is_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = tmp_path / "cmd.exe"
    shell.write_text('#!/bin/sh\necho "$*|$PWD|$PATH|$PYTHONPATH" >"$(dirname "$0")/started"; exit 7\n', "utf-8")
    shell.chmod(0o755)
    folder = tmp_path / "申报 材料"
    folder.mkdir()
    monkeypatch.setenv("COMSPEC", str(shell))
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    interrupts = install.signal.getsignal(install.signal.SIGINT)
    try:
        assert install.start(Environment(tmp_path / "env"), [str(folder)]) == 7
    finally:
        install.signal.signal(install.signal.SIGINT, interrupts)
    words, where, path, other = (tmp_path / "started").read_text("utf-8").strip().split("|")
    assert (words, where, other) == ("/k title docgen", str(folder), "")
    assert path.startswith(f"{tmp_path / 'env' / 'bin'}:")


def test_a_network_folder_gets_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    class NetworkFolder:
        def __str__(self) -> str:
            return r"\\服务器\共享 资料\云溪"

    monkeypatch.setenv("COMSPEC", r"C:\Windows\system32\cmd.exe")
    folder = NetworkFolder()
    assert install.find_start(folder) is None  # type: ignore[arg-type]
    assert install.describe_console(folder) == (  # type: ignore[arg-type]
        r'"C:\Windows\system32\cmd.exe" /k pushd "\\服务器\共享 资料\云溪"'
    )


def test_the_script_needs_nothing_but_python() -> None:
    code = "import sys; sys.path.insert(0, 'windows'); import install; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert "install" in run.stdout.split()
