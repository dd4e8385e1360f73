"""LibreOffice and fontconfig: the only programs docgen starts.

Documents are converted all in one call, with a private profile and fonts for that process alone. The exit code of
LibreOffice proves nothing, so every PDF is looked at; and however docgen ends, no LibreOffice stays behind.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from unicodedata import category

from docgen.errors import ToolFailed, ToolMissing, reason
from docgen.runtime.cache import NOTHING_KEPT, Cache, key_of
from docgen.runtime.conversion_cache import conversion_keys, remember, remembered
from docgen.runtime.environment_fingerprint import fonts_seen, states
from docgen.runtime.file_sniffing import PRESENTATIONS, sniff
from docgen.runtime.fonts import HOUSE_FACES, Face, StandIn, font_folders, fontconfig_text, judge
from docgen.runtime.office_install import OVERRIDE, REMEDY, has_impress, installed_soffice, program_of
from docgen.runtime.office_profile import write_profile
from docgen.runtime.sanitized_copy import copy_for_conversion

__all__ = ["OVERRIDE", "Converted", "Office", "convert", "find_office", "font_folders", "stand_ins", "without_font"]

OLDEST = (7, 0)

_LINUX = sys.platform.startswith("linux")
_WINDOWS = sys.platform == "win32"
_VERSION = re.compile(r"LibreOffice\w*\s+(\d+(?:\.\d+)+)(?:\s+(\S.*\S))?")
_NO_IMPRESS = "缺少 Impress 组件，无法转换演示文稿，请安装 libreoffice-impress"
_RESTART = 81  # what soffice.bin ends with after it has made a new profile
_STARTS = 3
_GLANCE = 0.1
_TAIL = 1024
_HOPELESS = 3
_UNPRINTED = ("Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Office:
    """An installed LibreOffice: the program to start, its version, whole and as (major, minor), and its build.

    ``cache`` remembers what it converted.
    """

    program: Path
    version: str
    release: tuple[int, int]
    build: str = ""
    has_impress: bool = True
    cache: Cache = NOTHING_KEPT

    @property
    def surroundings(self) -> str:
        """A text that is another one where this LibreOffice may convert otherwise: itself, and the fonts it finds."""
        share = self.program.parent.parent / "share"
        fonts = fonts_seen((*font_folders(), share / "fonts"))
        told = (str(self.program), self.version, self.build, str(self.has_impress))
        return key_of(*told, *states(share / "registry"), fonts)


@dataclass(frozen=True)
class Converted:
    """The PDF of one document, or the reason (Chinese) why there is none."""

    pdf: Path | None
    reason: str = ""


class _End(Enum):
    FINISHED = "LibreOffice 打不开这个文件"
    CRASHED = "转换时 LibreOffice 崩溃"
    HUNG = "转换超时"


@dataclass
class _Run:
    """Everything one conversion shares between its calls of LibreOffice."""

    office: Office
    work: Path
    timeout: float
    environment: Mapping[str, str]
    done: dict[Path, Path] = field(default_factory=dict)
    failed: dict[Path, str] = field(default_factory=dict)


# -- finding it --------------------------------------------------------------------------------------------------


def find_office(cache: Cache = NOTHING_KEPT) -> Office:
    """The LibreOffice to use; ToolMissing, with what to install, when there is none or it is too old.

    What it converts is remembered in ``cache``, and so is its version: asking takes a tenth of a second and more.
    """
    soffice = installed_soffice()
    presents = has_impress(soffice)
    version, build = _version(soffice, cache)
    major, minor, *_ = map(int, version.split("."))
    if (major, minor) < OLDEST:
        raise ToolMissing(f"LibreOffice {version} 太旧。", remedy=REMEDY)
    return Office(program_of(soffice), version, (major, minor), build, presents, cache)


def _version(soffice: Path, cache: Cache) -> list[str]:
    """The version and the build, as it says itself."""
    folder = soffice.resolve().parent
    files = (soffice, *(folder / name for name in ("soffice", "soffice.bin", "soffice.exe", "versionrc")))
    key = key_of(*(state for file in files for state in states(file)))
    return cache.value("office", key, lambda: _asked_version(soffice))


def _asked_version(soffice: Path) -> list[str]:
    try:
        text = _answer([str(soffice), "--version"], dict(os.environ))
    except (OSError, subprocess.SubprocessError) as fault:
        raise ToolMissing(f"{soffice} 不能运行：{fault}", remedy=REMEDY) from fault
    found = _VERSION.search(text)
    if found is None:
        raise ToolMissing(f"{soffice} 没有说出自己的版本，可能没有装好。", remedy=REMEDY)
    return [found[1], found[2] or ""]


# -- converting --------------------------------------------------------------------------------------------------


def convert(office: Office, sources: Sequence[Path], work: Path, *, timeout: float = 120.0) -> dict[Path, Converted]:
    """The PDF of each source, made inside ``work``, or why there is none; each source is answered for.

    ``timeout`` is how many seconds LibreOffice may take for one document. A document that hangs or crashes it
    costs only itself. What the cache of ``office`` remembers is not converted again: without anything new LibreOffice
    is not started. Failures are not remembered, for it may have been the disk or the memory.
    """
    wanted = tuple(dict.fromkeys(sources))
    keys = _keys(office, wanted)
    known = dict(remembered(keys, office.cache, _fresh_folder(work, "known")))
    made = _convert_now(office, [source for source in wanted if source not in known], work, timeout)
    pdfs = {source: one.pdf for source, one in made.items() if one.pdf}
    remember(pdfs, keys, _keys(office, tuple(pdfs)), office.cache)
    return {source: Converted(known[source]) if source in known else made[source] for source in wanted}


def _keys(office: Office, sources: Sequence[Path]) -> dict[Path, str]:
    if not (office.cache.is_on and sources):
        return {}
    return conversion_keys(sources, office.surroundings)


def _convert_now(office: Office, sources: Sequence[Path], work: Path, timeout: float) -> dict[Path, Converted]:
    results: dict[Path, Converted] = {}
    copies: dict[Path, Path] = {}
    folder = _fresh_folder(work, "documents")
    for position, source in enumerate(sources, start=1):
        copy = _copied(office, source, folder / f"{position:04d}")
        if isinstance(copy, Path):
            copies[copy] = source
        else:
            results[source] = copy
    run = _Run(office, work, timeout, _environment(work))
    _convert_groups(run, list(copies))
    results |= {copies[copy]: Converted(pdf) for copy, pdf in run.done.items()}
    return results | {copies[copy]: Converted(None, reason) for copy, reason in run.failed.items()}


def _copied(office: Office, source: Path, target: Path) -> Path | Converted:
    try:
        sniffed = sniff(source)
        if not sniffed.is_document:
            return Converted(None, sniffed.reason)
        if sniffed.suffix in PRESENTATIONS and not office.has_impress:
            return Converted(None, _NO_IMPRESS)
        copy = target.with_suffix(sniffed.suffix)
        copy_for_conversion(source, copy)
    except OSError as fault:
        return Converted(None, f"文件无法读取：{reason(fault)}")
    return copy


def _fresh_folder(work: Path, name: str) -> Path:
    work.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=work.resolve()))


def _convert_groups(run: _Run, copies: list[Path]) -> None:
    groups = deque([copies] if copies else [])
    while groups:
        group = groups.popleft()
        if not run.done and len(run.failed) >= _HOPELESS:
            run.failed.update(dict.fromkeys(group, "LibreOffice 没有响应，前几个文件都没有转换成功"))
            continue
        end = _convert_group(run, group)
        left = [copy for copy in group if copy not in run.done]
        if len(group) == 1:
            run.failed.update(dict.fromkeys(left, end.value))
        else:
            groups.extendleft(reversed(_smaller_groups(group, left, end)))


def _smaller_groups(group: list[Path], left: list[Path], end: _End) -> list[list[Path]]:
    """The suspects one by one, and those that LibreOffice never came to together: it works in the given order."""
    reached = max((place for place, copy in enumerate(group) if copy not in left), default=-1) + 1
    never_tried = [] if end is _End.FINISHED else group[reached + 1 :]
    suspects = [[copy] for copy in left if copy not in never_tried]
    return [*suspects, never_tried] if never_tried else suspects


def _convert_group(run: _Run, group: list[Path]) -> _End:
    profile, output = _fresh_folder(run.work, "profile"), _fresh_folder(run.work, "pdf")
    write_profile(profile, run.office.build)
    end = _supervised(run, _arguments(run.office, profile, output, group), output)
    for copy in group:
        pdf = output / f"{copy.stem}.pdf"
        if _is_whole(pdf):
            run.done[copy] = pdf
    shutil.rmtree(profile, ignore_errors=True)
    return end


def _arguments(office: Office, profile: Path, output: Path, group: Sequence[Path]) -> list[str]:
    return [
        str(office.program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "pdf", "--outdir", str(output)),
        *map(str, group),
    ]


def _is_whole(pdf: Path) -> bool:
    """Whether it begins and ends as a PDF does: a killed or failing LibreOffice leaves half a file or an empty one."""
    if not pdf.is_file():
        return False
    with pdf.open("rb") as stream:
        head = stream.read(5)
        stream.seek(max(pdf.stat().st_size - _TAIL, 0))
        return head == b"%PDF-" and b"%%EOF" in stream.read()


def _environment(work: Path) -> dict[str, str]:
    environment = dict(os.environ)
    if _LINUX:
        fonts = work / "fonts.conf"
        fonts.write_text(fontconfig_text(font_folders()), encoding="utf-8")
        environment |= {"FONTCONFIG_FILE": str(fonts.resolve()), "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"}
    return environment


# -- the process -------------------------------------------------------------------------------------------------


def _supervised(run: _Run, arguments: list[str], output: Path) -> _End:
    with (output / "log").open("wb") as log:
        for _ in range(_STARTS):
            with _started(arguments, run.environment, log.fileno()) as process:
                code = _ended(process, output, run.timeout)
            if code is None:
                return _End.HUNG
            if code != _RESTART:
                return _End.FINISHED if code == 0 else _End.CRASHED
    raise ToolFailed("LibreOffice 一再要求重新启动，没有开始转换。", remedy=REMEDY)


def _ended(process: subprocess.Popen[bytes], output: Path, timeout: float) -> int | None:
    """The exit code, or None when no further PDF appeared within ``timeout`` seconds."""
    made, since = 0, time.monotonic()
    while True:
        try:
            return process.wait(_GLANCE)
        except subprocess.TimeoutExpired:
            now = len(list(output.iterdir()))
            if now != made:
                made, since = now, time.monotonic()
            if time.monotonic() - since > timeout:
                return None


@contextmanager
def _started(arguments: list[str], environment: Mapping[str, str], log: int) -> Iterator[subprocess.Popen[bytes]]:
    """The running program; whatever happens, nothing of it is left at the end."""
    process = subprocess.Popen(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=not _WINDOWS,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        preexec_fn=_dying_with_parent() if _LINUX else None,
    )
    try:
        yield process
    finally:
        _end_all(process)


def _dying_with_parent() -> Callable[[], None]:
    # Loaded before the fork: between fork and exec nothing may be imported or allocated that another thread holds.
    set_option = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def arrange() -> None:
        set_option(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def _end_all(process: subprocess.Popen[bytes]) -> None:
    if _WINDOWS:  # not tested: no Windows machine at hand. soffice.com starts further processes, so the tree is ended.
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# -- fonts -------------------------------------------------------------------------------------------------------


def stand_ins(cache: Cache = NOTHING_KEPT) -> tuple[StandIn, ...]:
    """How each house face is drawn here; empty on Windows and macOS, where LibreOffice looks for fonts itself."""
    if not _LINUX:
        return ()
    if shutil.which("fc-match") is None:
        raise ToolMissing("没有找到 fc-match，无法查看字体。", remedy="Debian/Ubuntu：apt-get install fontconfig。")
    folders = font_folders()
    key = key_of(fontconfig_text(folders), fonts_seen(folders))
    answers = cache.value("faces", key, _asked_faces)
    return tuple(judge(face, families) for face, families in zip(HOUSE_FACES, answers, strict=True))


def without_font(texts: Iterable[str]) -> frozenset[str]:
    """The rare characters of ``texts`` that no font has; none on Windows and macOS, as above.

    What GBK has every Chinese font has; the others are asked for one by one, and there are few of them.
    """
    rare = sorted({letter for text in texts for letter in text if _is_rare(letter)})
    if not (_LINUX and rare):
        return frozenset()
    with tempfile.TemporaryDirectory(prefix="docgen-fonts-") as folder:
        environment = _environment(Path(folder))
        asked = {letter: ["fc-list", f":charset={ord(letter):x}", "family"] for letter in rare}
        return frozenset(letter for letter, question in asked.items() if not _answer(question, environment).strip())


def _is_rare(letter: str) -> bool:
    """Whether it prints and is not in GBK; a character newer than this Python (category Cn) prints as well."""
    return category(letter) not in _UNPRINTED and not letter.encode("gbk", "ignore")


def _asked_faces() -> list[list[str]]:
    with tempfile.TemporaryDirectory(prefix="docgen-fonts-") as folder:
        environment = _environment(Path(folder))
        return [_families(face, environment) for face in HOUSE_FACES]


def _families(face: Face, environment: Mapping[str, str]) -> list[str]:
    pattern = re.sub(r"([-:,\\])", r"\\\1", face.declared)
    return _answer(["fc-match", "-f", "%{family}", pattern], environment).split(",")


def _answer(arguments: list[str], environment: Mapping[str, str]) -> str:
    finished = subprocess.run(arguments, env=environment, capture_output=True, timeout=60, check=False)
    return finished.stdout.decode("utf-8", errors="replace")
