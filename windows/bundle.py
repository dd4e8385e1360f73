"""Gathers docgen for Windows in one zip: ``./dev windows-bundle [文件夹] [--python 3.13 …]``.

In it are the wheels of docgen and of all it needs on Windows, the script that installs them, and the words for
whoever unpacks it. pip downloads for other systems but judges the conditions of requirements (``sys_platform ==
"win32"``) by the system that it runs on; so it only fetches here what this file names, and the conditions are judged
for Windows. Wheels come from the index that pip is configured for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

PROJECT = Path(__file__).parent.parent
SOURCES = Path(__file__).parent
PYTHONS = ("3.14", "3.13", "3.12", "3.11")
"""The versions of Python that wheels are gathered for, newest first: those that each dependency has wheels for."""
PLATFORM = "win_amd64"
CODE_PAGE = "gbk"
"""What cmd.exe reads batch files with on Chinese Windows (code page 936); reasons in docs/decisions.md."""
NETWORK_SIGNS = ("Retrying (", "ConnectionError", "Could not fetch URL", "Temporary failure in name resolution")
OLDEST_DATE = (1980, 1, 1, 0, 0, 0)

Download = Callable[[Sequence[str], str, Path], None]
"""Fetches pinned requirements for a version of Python into a folder."""


class BundleFault(Exception):
    """Why no bundle can be made; the message is Chinese."""


class IndexUnreachable(BundleFault):
    """The index of pip does not answer."""


@dataclass(frozen=True)
class Wheel:
    """A wheel, by its file name and its METADATA."""

    path: Path
    name: str
    version: Version
    tags: frozenset[Tag]
    requirements: tuple[Requirement, ...]

    def list_required(self, python: str, extras: Iterable[str] = ()) -> Iterator[Requirement]:
        """List what it requires on Windows with this version of Python, and these extras of it."""
        for requirement in self.requirements:
            environments = [describe_windows(python) | {"extra": extra} for extra in ("", *extras)]
            if requirement.marker is None or any(map(requirement.marker.evaluate, environments)):
                yield requirement


@dataclass(frozen=True)
class Gap:
    """A requirement of a package, and nothing that fulfils it."""

    by: str
    requirement: Requirement


def main(arguments: Sequence[str]) -> int:
    """Make the bundle and say where it is; 1 where that fails."""
    parser = argparse.ArgumentParser(prog="./dev windows-bundle", description="收集 Windows 安装包", add_help=False)
    parser.add_argument("folder", nargs="?", type=Path, default=PROJECT / "dist")
    parser.add_argument("--python", dest="pythons", action="append", choices=PYTHONS)
    options = parser.parse_args(arguments)
    try:
        made = make_bundle(options.folder, options.pythons or PYTHONS)
    except BundleFault as fault:
        print(f"── {fault}", file=sys.stderr)
        return 1
    print(f"── Windows 安装包：{made}（{made.stat().st_size / 2**20:.0f} MB）")
    return 0


def make_bundle(target: Path, pythons: Sequence[str]) -> Path:
    """Make ``docgen-windows-<version>.zip`` and the file of its SHA-256 in a folder.

    :raises BundleFault: where a dependency has no wheel for Windows, or the index cannot be reached.
    :returns: the zip.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as work:
        wheels = Path(work, "wheels")
        own = build_own_wheel(wheels)
        pins = read_pins((PROJECT / "constraints.txt").read_text("utf-8"))
        for python in pythons:
            print(f"── Python {python}：收集 Windows 的安装包 …")
            gather(own, python, wheels, pins, download)
        made = target / f"docgen-windows-{own.version}.zip"
        aside = Path(work, made.name)
        write_zip(aside, f"docgen-windows-{own.version}", list_contents(own, wheels, pythons))
        aside.replace(made)
    checksum = hashlib.sha256(made.read_bytes()).hexdigest()
    made.with_name(f"{made.name}.sha256").write_text(f"{checksum}  {made.name}\n", "utf-8", newline="\n")
    return made


# -- wheels -------------------------------------------------------------------------------------------------------


def build_own_wheel(folder: Path) -> Wheel:
    """Build the wheel of docgen itself with the build tool of the environment, which needs no network."""
    run_pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(PROJECT))
    return read_wheel(next(folder.glob("docgen-*.whl")))


def gather(own: Wheel, python: str, folder: Path, pins: dict[str, str], fetch: Download) -> None:
    """Fetch what docgen needs on Windows with this version of Python, and what that needs in turn.

    :raises BundleFault: where something has no pinned version, cannot be fetched, or is not what another asks for.
    """
    fetched: set[str] = set()
    while gaps := find_gaps(own.name, folder, python):
        names = {canonicalize_name(gap.requirement.name) for gap in gaps} - fetched
        if not names:
            raise BundleFault(
                "constraints.txt 里的版本不合要求：" + "；".join(f"{gap.by} 要 {gap.requirement}" for gap in gaps)
            )
        fetch([pin(name, pins) for name in sorted(names)], python, folder)
        fetched |= names


def pin(name: str, pins: dict[str, str]) -> str:
    """Name a package with its version of constraints.txt.

    :raises BundleFault: where it has none there.
    """
    if name not in pins:
        raise BundleFault(f"constraints.txt 里没有 {name} 的版本，而 Windows 上要用到它。请补上一行 {name}==版本。")
    return f"{name}=={pins[name]}"


def read_pins(text: str) -> dict[str, str]:
    """Read the lines ``name==version`` of constraints.txt, by normalized name."""
    pairs = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pairs}


def download(pinned: Sequence[str], python: str, folder: Path) -> None:
    """Download wheels for Windows from the index that pip is configured for.

    :raises BundleFault: names every package that has no such wheel.
    """
    if pinned and find_lack(pinned, python, folder):
        lacking = [one for one in pinned if find_lack([one], python, folder)]
        raise BundleFault(f"没有 Windows（{PLATFORM}，Python {python}）的安装包：{'、'.join(lacking)}。")


def find_lack(pinned: Sequence[str], python: str, folder: Path) -> bool:
    """Download, and tell whether a wheel is lacking.

    :raises IndexUnreachable: where the index does not answer.
    """
    target = ("--platform", PLATFORM, "--python-version", python, "--implementation", "cp", "--only-binary", ":all:")
    try:
        run_pip("download", "--quiet", "--no-deps", *target, "--dest", str(folder), *pinned)
    except subprocess.CalledProcessError as fault:
        if any(sign in fault.stderr for sign in NETWORK_SIGNS):
            raise IndexUnreachable(f"pip 的软件源连不上：\n{fault.stderr}") from fault
        return True
    return False


def run_pip(*arguments: str) -> None:
    """Run the pip of this environment.

    :raises CalledProcessError: with what it said.
    """
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)


def read_wheel(path: Path) -> Wheel:
    """Read the name and the METADATA of a wheel."""
    name, version, _, tags = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as archive:
        member = next(member for member in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", member))
        metadata = HeaderParser().parsestr(archive.read(member).decode("utf-8"))
    return Wheel(path, name, version, tags, tuple(map(Requirement, metadata.get_all("Requires-Dist", []))))


def find_gaps(name: str, folder: Path, python: str) -> list[Gap]:
    """List what has no wheel in a folder though it is required on Windows, by a package or by what that leads to.

    None is the proof that the package can be installed there without an index.
    """
    usable = find_usable(folder, python)
    gaps: list[Gap] = []
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Gap(name, Requirement(name))]
    while waiting:
        asked = waiting.pop()
        required, extras = canonicalize_name(asked.requirement.name), frozenset(asked.requirement.extras)
        wheel = usable.get(required)
        if wheel is None or not asked.requirement.specifier.contains(wheel.version, prereleases=True):
            gaps.append(asked)
        elif (required, extras) not in seen:
            seen.add((required, extras))
            waiting += [Gap(required, further) for further in wheel.list_required(python, extras)]
    return gaps


def find_usable(folder: Path, python: str) -> dict[str, Wheel]:
    """Find the wheels of a folder that this version of Python can use on Windows, by normalized name."""
    accepted = list_tags(python)
    wheels = map(read_wheel, sorted(folder.glob("*.whl")))
    return {wheel.name: wheel for wheel in wheels if not accepted.isdisjoint(wheel.tags)}


def list_tags(python: str) -> set[Tag]:
    """List the tags of wheels that a version of Python accepts on 64-bit Windows."""
    major, minor = map(int, python.split("."))
    interpreter = f"cp{major}{minor}"
    return {
        *cpython_tags((major, minor), platforms=[PLATFORM]),
        *compatible_tags((major, minor), interpreter, [PLATFORM]),
    }


def describe_windows(python: str) -> dict[str, str]:
    """Describe Windows in the variables of environment markers."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
    }


# -- the zip ------------------------------------------------------------------------------------------------------


def list_contents(own: Wheel, wheels: Path, pythons: Sequence[str]) -> dict[str, bytes]:
    """List the files of the zip by their paths in its folder, with ``bundle.json``, which install.py reads."""
    folders = [f"Python{python.replace('.', '')}" for python in pythons]
    words = {"@VERSION@": str(own.version), "@PYTHONS@": " ".join(pythons), "@FOLDERS@": " ".join(folders)}
    contents = {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in sorted(wheels.glob("*.whl"))}
    contents["constraints.txt"] = (PROJECT / "constraints.txt").read_bytes()
    contents["install.py"] = (SOURCES / "install.py").read_bytes()
    contents["start-docgen.bat"] = write_for_windows("start-docgen.bat", words, CODE_PAGE)
    contents["说明.txt"] = write_for_windows("说明.txt", words, "utf-8-sig")
    record = {
        "version": str(own.version),
        "platform": PLATFORM.replace("_", "-"),
        "wheels": {
            python: sorted(f"wheels/{wheel.path.name}" for wheel in find_usable(wheels, python).values())
            for python in pythons
        },
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    return {"bundle.json": json.dumps(record, ensure_ascii=False, indent=1).encode(), **contents}


def write_for_windows(name: str, words: dict[str, str], encoding: str) -> bytes:
    """Write a text of this folder as Windows reads it: its words filled in, its lines ended by CRLF."""
    text = (SOURCES / name).read_text("utf-8")
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text.replace("\n", "\r\n").encode(encoding)


def write_zip(path: Path, folder: str, contents: dict[str, bytes]) -> None:
    """Write a zip whose bytes depend on its contents alone; wheels are stored, since they are zips themselves."""
    with zipfile.ZipFile(path, "x") as archive:
        for name, content in sorted(contents.items()):
            member = zipfile.ZipInfo(f"{folder}/{name}", OLDEST_DATE)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(member, content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
