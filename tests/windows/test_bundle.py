"""The bundle for Windows: requirements judged for Windows, what is missing named, the same files in the same bytes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from windows import bundle, install
from windows.bundle import BundleFault, IndexUnreachable
from windows_libraries import list_imports

OF_WINDOWS = {
    "advapi32.dll",
    "bcryptprimitives.dll",
    "combase.dll",
    "crypt32.dll",
    "gdi32.dll",
    "iphlpapi.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "pdh.dll",
    "powrprof.dll",
    "psapi.dll",
    "secur32.dll",
    "shell32.dll",
    "user32.dll",
    "ws2_32.dll",
}
OF_WINDOWS_OR_PYTHON = ("api-ms-win-", "python3", "vcruntime140")
LONGEST_PATH = 259
ENVIRONMENT = r"C:\Users\twenty-letters-long!\AppData\Local\docgen\env\10.10.10-abcdefgh\Lib\site-packages" + "\\"


def make_wheel(folder: Path, name: str, requires: Sequence[str] = (), tag: str = "py3-none-any") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{tag}.whl"
    metadata = "".join(
        f"{line}\n" for line in ("Metadata-Version: 2.4", *(f"Requires-Dist: {one}" for one in requires))
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.dist-info/METADATA", metadata + "\nRequires-Dist: not-a-header\n")
    return path


class Index:
    """An index in a folder: fetches what is asked for, and remembers it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[Sequence[str]] = []

    def fetch(self, pinned: Sequence[str], python: str, target: Path) -> None:
        self.asked.append(pinned)
        for one in pinned:
            for path in self.folder.glob(f"{one.replace('==', '-').replace('-', '_', one.count('-'))}-*.whl"):
                (target / path.name).write_bytes(path.read_bytes())


def gather(tmp_path: Path, wheels: dict[str, Sequence[str]], pins: dict[str, str], python: str = "3.12") -> list[str]:
    for name, requires in wheels.items():
        make_wheel(tmp_path / "index", name, requires)
    (tmp_path / "bundle").mkdir(exist_ok=True)
    own = make_wheel(tmp_path / "bundle", "docgen-1.0", wheels["docgen-1.0"])
    index = Index(tmp_path / "index")
    bundle.gather(bundle.read_wheel(own), python, tmp_path / "bundle", pins, index.fetch)
    return [one for asked in index.asked for one in asked]


def test_what_only_windows_needs_is_gathered_and_what_it_does_not_need_is_not(tmp_path: Path) -> None:
    wheels = {
        "docgen-1.0": ["rich>=14", 'uvloop; sys_platform != "win32"', 'tool; extra == "dev"'],
        "rich-14.1": ['colorama; platform_system == "Windows"', "tzdata ; os_name=='nt' and python_version >= '3.12'"],
        "colorama-0.4": [],
        "tzdata-2026": [],
    }
    pins = {"rich": "14.1", "colorama": "0.4", "tzdata": "2026"}
    assert gather(tmp_path, wheels, pins) == ["rich==14.1", "colorama==0.4", "tzdata==2026"]


def test_the_version_of_python_is_the_one_that_is_gathered_for(tmp_path: Path) -> None:
    wheels = {"docgen-1.0": ['old; python_version < "3.12"', 'new; python_full_version >= "3.12.0"'], "old-1": []}
    assert gather(tmp_path, wheels, {"old": "1"}, "3.11") == ["old==1"]


def test_extras_of_a_requirement_bring_their_requirements(tmp_path: Path) -> None:
    wheels = {
        "docgen-1.0": ["plain", "rich[nice]"],
        "plain-1": ["rich"],
        "rich-2": ['pretty; extra == "nice" and sys_platform == "win32"', 'ugly; extra == "else"'],
        "pretty-3": [],
    }
    assert gather(tmp_path, wheels, {"plain": "1", "rich": "2", "pretty": "3"})[-1] == "pretty==3"


def test_a_requirement_without_a_pinned_version_is_named(tmp_path: Path) -> None:
    wheels = {"docgen-1.0": ["rich"], "rich-2": ['Colour_ama; sys_platform == "win32"']}
    with pytest.raises(BundleFault, match=r"constraints.txt 里没有 colour-ama 的版本"):
        gather(tmp_path, wheels, {"rich": "2"})


def test_a_pinned_version_that_another_package_does_not_take_is_named(tmp_path: Path) -> None:
    wheels = {"docgen-1.0": ["rich", "plain"], "rich-2": [], "plain-1": ["rich>=3"]}
    with pytest.raises(BundleFault, match=r"plain 要 rich>=3"):
        gather(tmp_path, wheels, {"rich": "2", "plain": "1"})


def test_wheels_of_other_systems_and_pythons_do_not_count(tmp_path: Path) -> None:
    make_wheel(tmp_path, "docgen-1.0", ["a", "b", "c", "d", "e"])
    make_wheel(tmp_path, "a-1", tag="cp312-cp312-win_amd64")
    make_wheel(tmp_path, "b-1", tag="cp38-abi3-win_amd64")
    make_wheel(tmp_path, "c-1", tag="cp313-cp313-win_amd64")
    make_wheel(tmp_path, "d-1", tag="cp312-cp312-manylinux_2_28_x86_64")
    make_wheel(tmp_path, "e-1", tag="cp312-cp312-win32")
    gaps = bundle.find_gaps("docgen", tmp_path, "3.12")
    assert sorted(gap.requirement.name for gap in gaps) == ["c", "d", "e"]


def test_every_package_without_a_wheel_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*arguments: str) -> None:
        if {"old==1", "odd==2"} & set(arguments):
            raise subprocess.CalledProcessError(1, "pip", stderr="ERROR: No matching distribution found")

    monkeypatch.setattr(bundle, "run_pip", refuse)
    bundle.download(["fine==3"], "3.14", tmp_path)
    with pytest.raises(BundleFault, match=r"win_amd64，Python 3.14）的安装包：old==1、odd==2。"):
        bundle.download(["old==1", "fine==3", "odd==2"], "3.14", tmp_path)


@pytest.mark.slow
def test_an_index_that_does_not_answer_is_no_lack_of_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "http://127.0.0.1:9/more")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(IndexUnreachable, match="软件源连不上"):
        bundle.download(["no-such-thing-at-all==1"], "3.12", tmp_path)


def test_the_same_files_give_the_same_zip(tmp_path: Path) -> None:
    contents = {"说明.txt": b"1", "wheels/a.whl": b"2" * 100}
    for name in ("a.zip", "b.zip"):
        bundle.write_zip(tmp_path / name, "docgen", contents)
        contents = dict(reversed(contents.items()))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["docgen/wheels/a.whl", "docgen/说明.txt"]
        assert archive.getinfo("docgen/说明.txt").flag_bits & 0x800  # Explorer reads such names as UTF-8


def test_a_fault_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> Path:
        raise BundleFault("没有 Windows 的安装包：x==1。")

    monkeypatch.setattr(bundle, "make_bundle", refuse)
    assert bundle.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err == "── 没有 Windows 的安装包：x==1。\n"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle for two versions of Python, out of the index that this machine has."""
    folder = tmp_path_factory.mktemp("dist")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PIP_DEFAULT_TIMEOUT", "20")  # no long wait where packets lead nowhere
            patch.setenv("PIP_RETRIES", "1")
            made = bundle.make_bundle(folder, ["3.13", "3.11"])
    except IndexUnreachable as fault:
        pytest.skip(f"no index: {str(fault).splitlines()[0]}")
    assert made.with_name(f"{made.name}.sha256").read_text("utf-8").split()[0] == compute_checksum(made)
    assert sorted(path.name for path in folder.iterdir()) == [made.name, f"{made.name}.sha256"]
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder)
    return folder / made.stem


def compute_checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
def test_the_bundle_has_everything_that_windows_needs(unpacked: Path) -> None:
    wheels = unpacked / "wheels"
    for python in ("3.13", "3.11"):
        assert bundle.find_gaps("docgen", wheels, python) == []
        assert {"docgen", "lxml", "pikepdf", "typst", "pypdfium2"} < set(bundle.find_usable(wheels, python))
    wheel = next(wheels.glob("lxml-*-cp313-*.whl"))
    aside = wheel.rename(unpacked / wheel.name)
    assert {gap.requirement.name.lower() for gap in bundle.find_gaps("docgen", wheels, "3.13")} == {"lxml"}
    aside.rename(wheel)


@pytest.mark.slow
@pytest.mark.parametrize("python", ["3.13", "3.11"])
def test_pip_finds_all_of_it_in_the_bundle(python: str, unpacked: Path, tmp_path: Path) -> None:
    target = [
        "--platform",
        "win_amd64",
        "--python-version",
        python,
        "--only-binary",
        ":all:",
        "--target",
        str(tmp_path),
    ]
    source = ["--no-index", "--find-links", str(unpacked / "wheels"), "--constraint", str(unpacked / "constraints.txt")]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", *target, *source, "docgen"]
    subprocess.run(command, check=True, env={"PIP_CONFIG_FILE": "/dev/null"})


@pytest.mark.slow
def test_the_bundle_says_what_is_in_it(unpacked: Path) -> None:
    record = json.loads((unpacked / "bundle.json").read_text("utf-8"))
    assert (list(record["wheels"]), record["platform"]) == (["3.13", "3.11"], "win-amd64")
    for python, wheels in record["wheels"].items():
        tag = f"-cp{python.replace('.', '')}-"
        assert len([name for name in wheels if name.startswith("wheels/lxml-") and tag in name]) == 1
        assert len({name.partition("-")[0] for name in wheels}) == len(wheels) > 20
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert there == {"bundle.json", *record["files"]}
    assert all(compute_checksum(unpacked / name) == checksum for name, checksum in record["files"].items())


@pytest.mark.slow
def test_no_path_is_too_long_for_windows(unpacked: Path) -> None:
    longest = 0
    for wheel in (unpacked / "wheels").glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            longest = max(longest, *(len(ENVIRONMENT + name) for name in archive.namelist()))
    assert 100 < longest <= LONGEST_PATH


@pytest.mark.slow
def test_machine_code_asks_for_nothing_that_windows_or_python_lacks(unpacked: Path) -> None:
    lacking = defaultdict(set)
    for wheel in (unpacked / "wheels").glob("*win_amd64.whl"):
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith((".pyd", ".dll"))]
            asked = {library for name in names for library in list_imports(archive.read(name))}
        for library in asked - {Path(name).name.lower() for name in names} - OF_WINDOWS:
            if not library.startswith(OF_WINDOWS_OR_PYTHON):
                lacking[library].add(wheel.name.partition("-")[0])
    # install.supply_runtime_library copies it from pikepdf.libs
    assert lacking == {"msvcp140.dll": {"zxing_cpp"}}


@pytest.mark.slow
def test_pikepdf_brings_the_library_that_zxing_lacks(unpacked: Path) -> None:
    for wheel in (unpacked / "wheels").glob("pikepdf-*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked / wheel.stem)
        (unpacked / wheel.stem / "zxingcpp").mkdir()
        copy = install.supply_runtime_library(unpacked / wheel.stem, unpacked / "no such folder")
        assert copy is not None
        assert [name for name in list_imports(copy.read_bytes()) if not name.startswith(OF_WINDOWS_OR_PYTHON)] == [
            "kernel32.dll"
        ]
