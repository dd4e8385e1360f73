"""Installs docgen for one user of Windows, out of the folder that this file is in, and starts it.

start-docgen.bat runs it with whatever Python it finds; it needs nothing but the standard library. docgen gets an
environment of its own in ``%LOCALAPPDATA%\\docgen\\env``. Each installation is made in a fresh folder there and
counts once its stamp is written, so that one that was broken off, or runs twice at once, harms nothing.

Everything here but the folder names of Windows runs on Linux as well, where the tests install with it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).absolute().parent
OLDEST_PYTHON = (3, 11)
ON_WINDOWS = os.name == "nt"
STAMP = "docgen-bundle.txt"
TOOL_MISSING = 4
"""The exit code of ``docgen doctor`` where a program is missing that is installed apart, as LibreOffice."""
ABANDONED_AFTER = 24 * 60 * 60


class InstallFault(Exception):
    """Why docgen cannot be installed or started; the message is Chinese and says what to do."""


@dataclass(frozen=True)
class Bundle:
    """The folder that ``./dev windows-bundle`` made, as its ``bundle.json`` describes it."""

    folder: Path
    version: str
    platform: str
    """The platform of the wheels, as ``sysconfig`` names it: win-amd64."""
    wheels: dict[str, list[str]]
    """The paths of the wheels for each version of Python, newest first."""
    files: dict[str, str]
    """SHA-256 of each file, by its path in the folder."""

    @property
    def own_wheel(self) -> str:
        """The path of the wheel of docgen itself in the folder."""
        return next(name for name in self.files if name.startswith("wheels/docgen-"))

    @property
    def key(self) -> str:
        """What an environment is made from: the files, and the Python; changes with either."""
        parts = (json.dumps(self.files, sort_keys=True), sys.base_prefix, current_python(), sysconfig.get_platform())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def has_wheels_for_this_python(self) -> bool:
        """True where the wheels are made for the Python that runs."""
        return current_python() in self.wheels and sysconfig.get_platform() == self.platform

    def find_bad_wheels(self) -> list[str]:
        """List the wheels for this Python that are missing or not as they were when the bundle was made.

        Of a Python that there are no wheels for, only docgen's own counts.
        """
        wheels = self.wheels[current_python()] if self.has_wheels_for_this_python() else [self.own_wheel]
        return [name for name in wheels if not is_whole(self.folder / name, self.files[name])]


@dataclass(frozen=True)
class Environment:
    """A virtual environment in which docgen is installed."""

    folder: Path

    @property
    def scripts(self) -> Path:
        """The folder of its commands."""
        return self.folder / ("Scripts" if ON_WINDOWS else "bin")

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.scripts / ("python.exe" if ON_WINDOWS else "python")

    def describe_variables(self) -> dict[str, str]:
        """Describe the environment variables of programs that run in it: its commands are found first."""
        variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
        variables["VIRTUAL_ENV"] = str(self.folder)
        variables["PATH"] = os.pathsep.join((str(self.scripts), os.environ.get("PATH", os.defpath)))
        return variables

    def run(self, *arguments: str) -> int:
        """Run its Python with these arguments; the exit code."""
        return subprocess.call([str(self.python), *arguments], env=self.describe_variables())


def main(arguments: Sequence[str]) -> int:
    """Install docgen where it is not, then start it; the exit code."""
    if arguments[:1] == ["--suits"]:
        return 0 if suits(arguments[1]) else 1
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]
    try:
        bundle = read_bundle(HERE)
        environment = find_environment(bundle) or install(bundle)
        return start(environment, arguments)
    except InstallFault as fault:
        say(str(fault))
    except OSError as fault:
        say(f"读写文件或启动程序时出错：{fault}\n请检查磁盘是否已满、杀毒软件是否拦截，再双击一次 start-docgen.bat。")
    except KeyboardInterrupt:
        say("已中断。再双击一次 start-docgen.bat 就重新来过。")
    wait_for_enter("按回车键关闭这个窗口 …")
    return 1


def suits(wanted: str) -> bool:
    """Tell whether the Python that runs can be used.

    :param wanted: ``bundled`` for one that the folder has wheels for, ``any`` for each that docgen runs on.
    """
    if sys.version_info < OLDEST_PYTHON or sys.version_info.releaselevel != "final" or sys.maxsize < 2**32:
        return False
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):  # left out of the embeddable one
        return False
    return wanted == "any" or read_bundle(HERE).has_wheels_for_this_python()


def current_python() -> str:
    """The version of the Python that runs, as in ``3.13``."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


# -- the folder that was unpacked -----------------------------------------------------------------------------------


def read_bundle(folder: Path) -> Bundle:
    """Read ``bundle.json``.

    :raises InstallFault: where it is missing or no longer whole.
    """
    try:
        record = json.loads((folder / "bundle.json").read_text("utf-8"))
        return Bundle(folder, record["version"], record["platform"], record["wheels"], record["files"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InstallFault(
            f"{folder} 里的 bundle.json 缺少或损坏（{fault}）。请重新解压整个压缩包，再双击 start-docgen.bat。"
        ) from fault


def is_whole(path: Path, checksum: str) -> bool:
    """Tell whether a file is there with this SHA-256."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == checksum
    except OSError:
        return False


# -- environments -----------------------------------------------------------------------------------------------------


def find_home() -> Path:
    """The folder of the environments, made where it is missing."""
    local = os.environ.get("LOCALAPPDATA")
    home = (Path(local) if local else Path.home() / "AppData" / "Local") / "docgen" / "env"
    home.mkdir(parents=True, exist_ok=True)
    # A Python of the Store writes elsewhere than it says; only the real path is also found by other programs.
    return Path(os.path.realpath(home))


def find_environment(bundle: Bundle) -> Environment | None:
    """Find an environment that was made from this bundle, by this Python."""
    for stamp in find_home().glob(f"*/{STAMP}"):
        environment = Environment(stamp.parent)
        if stamp.read_text("utf-8") == bundle.key and environment.python.exists():
            return environment
    return None


def install(bundle: Bundle) -> Environment:
    """Make an environment with docgen in it, and remove those of other versions.

    :raises InstallFault: where that fails; what there was before stays.
    """
    say(f"第一次使用 docgen {bundle.version}，正在安装（一两分钟，不需要管理员权限）…")
    say(f"  所用的 Python：{sys.version.split()[0]}（{sys.executable}）")
    sources = choose_sources(bundle)
    folder = Path(tempfile.mkdtemp(prefix=f"{bundle.version}-", dir=find_home()))
    say(f"  安装到：{folder}")
    try:
        environment = Environment(Path(os.path.realpath(folder)))
        fill(environment, bundle, sources)
        (environment.folder / STAMP).write_text(bundle.key, "utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    remove_others(environment)
    return environment


def choose_sources(bundle: Bundle) -> list[str]:
    """Choose where pip takes packages from: the wheels of the folder, or else its own index; as arguments of pip.

    :raises InstallFault: where docgen's own wheel is not whole.
    """
    bad = bundle.find_bad_wheels()
    if bundle.own_wheel in bad:
        raise InstallFault(f"安装包 {bundle.own_wheel} 缺少或损坏。请重新解压整个压缩包，再双击 start-docgen.bat。")
    if bundle.has_wheels_for_this_python() and not bad:
        return ["--no-index", "--find-links", str(bundle.folder / "wheels")]
    reason = f"{len(bad)} 个安装包缺少或损坏" if bad else f"没有 Python {current_python()} 的安装包"
    say(f"  文件夹里{reason}，改从 pip 设定的软件源安装，要能连上网络 …")
    return []


def fill(environment: Environment, bundle: Bundle, sources: list[str]) -> None:
    """Install pip, docgen and what it needs into an empty environment, and try it.

    :raises InstallFault: where one of these fails.
    """
    if subprocess.call([sys.executable, "-I", "-m", "venv", str(environment.folder)]):
        raise InstallFault("没能建立 Python 环境，原因见上面。多半是 Python 安装不完整，请重装 Python 后再试一次。")
    if subprocess.call(describe_pip(environment, bundle, sources), env=describe_pip_variables(environment, sources)):
        network = f"网络和 pip 的软件源（见“说明.txt”），或者安装 Python {next(iter(bundle.wheels))}、重新解压"
        remedy = "磁盘是否已满、杀毒软件是否拦截" if sources else network
        raise InstallFault(f"没能装上 docgen，原因见上面 pip 的提示。请检查{remedy}，再双击一次 start-docgen.bat。")
    if ON_WINDOWS:
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
        supply_runtime_library(environment.folder / "Lib" / "site-packages", system)
    say("正在检查 …")
    match environment.run("-m", "docgen", "doctor"):
        case 0:
            say(f"docgen {bundle.version} 已装好。")
        case code if code == TOOL_MISSING:
            say(f"docgen {bundle.version} 已装好；上面标“缺少”的请另外安装，多半是 LibreOffice，没有它不能生成 PDF。")
        case code:
            raise InstallFault(f"装上的 docgen 运行不了（返回 {code}），原因见上面。")


def describe_pip(environment: Environment, bundle: Bundle, sources: list[str]) -> list[str]:
    """Describe the command that installs docgen with exactly the tested versions of what it needs."""
    command = [str(environment.python), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    quiet = ["--quiet"] if sources else []
    pins = ["--constraint", str(bundle.folder / "constraints.txt"), "--only-binary", ":all:"]
    return [*command, *quiet, *sources, *pins, str(bundle.folder / bundle.own_wheel)]


def describe_pip_variables(environment: Environment, sources: list[str]) -> dict[str, str]:
    """Describe the environment variables of pip: settings of the user count for the index only."""
    variables = environment.describe_variables()
    if sources:
        variables = {name: value for name, value in variables.items() if not name.upper().startswith("PIP_")}
        variables["PIP_CONFIG_FILE"] = os.devnull
    return variables


def supply_runtime_library(packages: Path, system: Path) -> Path | None:
    """Put the C++ library of Microsoft beside zxing-cpp where Windows has none.

    zxing-cpp needs msvcp140.dll and brings none, as Python does; the installer of Microsoft asks for an administrator.
    pikepdf brings the same library under a name of its own.

    :returns: the copy; None where none was needed or can be had.
    """
    brought = sorted(packages.glob("pikepdf.libs/msvcp140*.dll"))
    if not brought or (system / "msvcp140.dll").exists():
        return None
    return Path(shutil.copyfile(brought[-1], packages / "zxingcpp" / "msvcp140.dll"))


def remove_others(current: Environment) -> None:
    """Remove environments of other versions and installations that were broken off, unless a program uses them."""
    for folder in list_others(current):
        aside = folder.with_name(f"removed-{folder.name}")
        try:
            folder.rename(aside)  # refused by Windows while a program in it runs
        except OSError:
            continue
        shutil.rmtree(aside, ignore_errors=True)


def list_others(current: Environment) -> Iterator[Path]:
    """List the folders beside an environment that nobody is just installing into."""
    for folder in current.folder.parent.iterdir():
        if folder == current.folder or not folder.is_dir():
            continue
        if (folder / STAMP).exists() or time.time() - folder.stat().st_mtime > ABANDONED_AFTER:
            yield folder


# -- starting -----------------------------------------------------------------------------------------------------


def start(environment: Environment, arguments: Sequence[str]) -> int:
    """Start docgen: with its own arguments, or a console in the folder that was dropped or is chosen."""
    folder = find_dropped_folder(arguments)
    if arguments and not folder:
        leave_interrupts_to_programs()
        return environment.run("-m", "docgen", *arguments)
    return open_console(environment, folder or ask_for_folder())


def leave_interrupts_to_programs() -> None:
    """Let Ctrl-C end what runs in this window, not this script that waits for it."""
    signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which programs would inherit


def find_dropped_folder(arguments: Sequence[str]) -> Path | None:
    """Find the folder that was dropped on start-docgen.bat, or the one of a dropped file: a single absolute path."""
    if len(arguments) != 1 or not Path(arguments[0]).is_absolute():
        return None
    dropped = Path(arguments[0])
    if dropped.is_dir():
        return dropped
    return dropped.parent if dropped.is_file() else None


def ask_for_folder() -> Path:
    """Ask for the folder to work in; blank for the present one, or the user's where nobody chose that."""
    unchosen = (HERE, Path(os.environ.get("SYSTEMROOT", HERE)))  # where a double click starts, the latter on a network
    usual = Path.home() if Path.cwd() in unchosen else Path.cwd()
    if not sys.stdin.isatty():
        return usual
    say(f"请把申报文件夹拖到这个窗口里，然后按回车（直接按回车：{usual}）：")
    while typed := sys.stdin.readline().strip().strip('"'):
        if Path(typed).is_dir():
            return Path(typed)
        say(f"没有文件夹“{typed}”。请再拖一次，或者直接按回车：")
    return usual


def open_console(environment: Environment, folder: Path) -> int:
    """Open a console in which ``docgen`` is a command, in this window; the exit code it is left with."""
    say(f"现在可以在 {folder} 里使用 docgen：docgen --help 看全部命令，docgen check . 检查这个文件夹，exit 退出。")
    leave_interrupts_to_programs()
    return subprocess.call(describe_console(folder), cwd=find_start(folder), env=environment.describe_variables())


def describe_console(folder: Path) -> str | list[str]:
    """Describe the command of a console; cmd cannot start in a network folder, but can give it a letter."""
    shell = os.environ.get("COMSPEC", "cmd.exe")
    return f'"{shell}" /k pushd "{folder}"' if is_on_network(folder) else [shell, "/k", "title docgen"]


def find_start(folder: Path) -> Path | None:
    """The folder that a console is started in; None where it goes there by itself."""
    return None if is_on_network(folder) else folder


def is_on_network(folder: Path) -> bool:
    r"""Tell whether a folder is named by its computer, as in ``\\server\share``."""
    return str(folder).startswith("\\\\")


# -- speaking -----------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Print a sentence at once."""
    print(text, flush=True)


def wait_for_enter(prompt: str) -> None:
    """Wait until the user has read what is shown; not where nobody sits there."""
    if sys.stdin.isatty():
        say(prompt)
        sys.stdin.readline()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
