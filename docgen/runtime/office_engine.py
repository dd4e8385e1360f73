"""The LibreOffice process: its calls, its supervision, and its termination without remains.

A conversion is one call in a private profile. An engine makes such calls: each on its own (``ColdCall``), or in the
profile of a LibreOffice that runs already (``warm_office.py``).
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from docgen.errors import ToolFailed
from docgen.runtime.fonts import build_fontconfig, list_font_folders
from docgen.runtime.office_install import REMEDY
from docgen.runtime.office_profile import write_profile

if TYPE_CHECKING:
    from docgen.runtime.office import Office

POLL_INTERVAL = 0.1
"""Seconds between two checks of a condition that is waited for."""

LINUX = sys.platform.startswith("linux")
_WINDOWS = sys.platform == "win32"
_RESTART = 81  # the exit code of soffice.bin after it has made a new profile
_STARTS = 3
_TAIL = 1024
_PDF = ".pdf"
_WATCH = "read -r _; kill -s KILL 0"
"""Ends its process group as soon as the pipe that it reads from has lost its writer."""

MOST_MEMORY = 3 << 20
"""The address space of LibreOffice in KiB: beyond it a document costs only itself. A usual one takes a sixth of it."""
_JOIN = f'ulimit -v {MOST_MEMORY} 2>/dev/null; [ "$PPID" -eq "$0" ] && exec "$@"'
"""Becomes a program; not where docgen ended while it was being started, and the group perhaps with it."""

Process = subprocess.Popen[bytes]

_log = logging.getLogger(__name__)


class ConversionEnd(Enum):
    """The end of a conversion, and the reason (Chinese) why a document has no PDF then."""

    FINISHED = "LibreOffice 打不开这个文件"
    CRASHED = "转换时 LibreOffice 崩溃"
    HUNG = "转换超时"


def _return_false() -> bool:
    return False


def _ignore_pdf(_document: Path) -> None:
    """Ignore a finished PDF, for a caller without progress."""


@dataclass(frozen=True)
class ConversionWatch:
    """The callbacks of a caller during a conversion: a request to end, polled ten times a second, and each PDF."""

    should_end: Callable[[], bool] = _return_false
    on_pdf: Callable[[Path], None] = _ignore_pdf


UNWATCHED = ConversionWatch()


class Engine(Protocol):
    """A way to have LibreOffice convert; each gives the same PDFs."""

    def convert(
        self, office: Office, group: Sequence[Path], output: Path, timeout: float, watch: ConversionWatch
    ) -> ConversionEnd:
        """Write the PDF of each document of ``group`` into the folder ``output``, in the given order.

        ``timeout`` is the number of seconds for one document. It ends early where ``watch`` asks for it.
        """
        ...


class ColdCall:
    """An engine that converts each group with a call of its own, in a new profile."""

    def convert(
        self, office: Office, group: Sequence[Path], output: Path, timeout: float, watch: ConversionWatch
    ) -> ConversionEnd:
        """Write the PDF of each document of ``group`` into ``output``."""
        profile = Path(tempfile.mkdtemp(prefix="profile-", dir=output.parent))
        write_profile(profile, office.build)
        call = build_conversion_call(office, profile, output, group)
        end = supervise(call, make_environment(output.parent), output, timeout, watch)
        shutil.rmtree(profile, ignore_errors=True)
        return end


# -- the calls ---------------------------------------------------------------------------------------------------


def build_office_call(office: Office, profile: Path) -> list[str]:
    """Build the command that starts LibreOffice in that profile, without windows and dialogs."""
    return [
        str(office.program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
    ]


def build_conversion_call(office: Office, profile: Path, output: Path, group: Sequence[Path]) -> list[str]:
    """Build the command that converts ``group``; a LibreOffice that already runs in that profile does the work."""
    return [*build_office_call(office, profile), "--convert-to", "pdf", "--outdir", str(output), *map(str, group)]


def name_pdf(output: Path, document: Path) -> Path:
    """Return the path of the PDF that a call writes into the folder ``output`` for a document."""
    return output / f"{document.stem}{_PDF}"


def is_whole(pdf: Path) -> bool:
    """Return True where the file begins and ends as a PDF; a killed LibreOffice leaves a partial or empty file."""
    if not pdf.is_file():
        return False
    with pdf.open("rb") as stream:
        head = stream.read(5)
        stream.seek(max(pdf.stat().st_size - _TAIL, 0))
        return head == b"%PDF-" and b"%%EOF" in stream.read()


def make_environment(work: Path) -> dict[str, str]:
    """Make the environment for LibreOffice and fontconfig; writes a fontconfig file with docgen's fonts to ``work``."""
    environment = dict(os.environ) | {"TMPDIR": str(work.resolve())}  # what a killed LibreOffice leaves goes with work
    if LINUX:
        fonts = work / "fonts.conf"
        fonts.write_text(build_fontconfig(list_font_folders()), encoding="utf-8", newline="\n")
        environment |= {"FONTCONFIG_FILE": str(fonts.resolve()), "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"}
    return environment


# -- the process -------------------------------------------------------------------------------------------------


def supervise(
    call: Sequence[str], environment: Mapping[str, str], output: Path, timeout: float, watch: ConversionWatch
) -> ConversionEnd:
    """Run the command until it ends, ``output`` got no PDF for ``timeout`` seconds, or ``watch`` asks to end.

    Raises ToolFailed where LibreOffice only asks for a restart again and again.
    """
    with (output / "log").open("wb") as log:
        for _ in range(_STARTS):
            _log.debug("LibreOffice: %s", " ".join(call))
            with start_process(call, environment, log.fileno()) as process:
                code = _wait_for_end(process, output, timeout, watch)
            _log.debug("LibreOffice ended with %s", "a timeout or by request" if code is None else f"code {code}")
            if code is None:
                return ConversionEnd.HUNG
            if code != _RESTART:
                return ConversionEnd.FINISHED if code == 0 else ConversionEnd.CRASHED
    raise ToolFailed("LibreOffice 一再要求重新启动，没有开始转换。", remedy=REMEDY)


def _wait_for_end(process: Process, output: Path, timeout: float, watch: ConversionWatch) -> int | None:
    """Return the exit code, None after ``timeout`` seconds without another PDF, or where ``watch`` asks to end."""
    made, since = set[str](), time.monotonic()
    while True:
        try:
            return process.wait(POLL_INTERVAL)
        except subprocess.TimeoutExpired:
            found = {path.name for path in output.iterdir()}
            if new := found - made:
                made, since = found, time.monotonic()
                for pdf in sorted(name for name in new if name.endswith(_PDF)):
                    watch.on_pdf(output / pdf)
            if time.monotonic() - since > timeout or watch.should_end():
                return None


@contextmanager
def start_process(arguments: Sequence[str], environment: Mapping[str, str], log: int) -> Iterator[Process]:
    """Yield the running program; it is ended with the context, and however docgen ends."""
    start = _start_on_windows if _WINDOWS else _start_in_watched_group
    with start(arguments, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
        yield process


@contextmanager
def _start_in_watched_group(arguments: Sequence[str], **settings: Any) -> Iterator[Process]:
    """Yield the program in a process group with a watcher, which ends the group when docgen ends in whatever way.

    docgen holds the other end of the watcher's pipe. As long as the watcher is not waited for, no other group can have
    its number.
    """
    nothing = subprocess.DEVNULL
    watching = ["/bin/sh", "-c", _WATCH]
    watcher = subprocess.Popen(watching, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, process_group=0)
    started, group, owner = [watcher], watcher.pid, os.getpid()
    try:
        command = ["/bin/sh", "-c", _JOIN, str(os.getpid()), *arguments]
        started.append(subprocess.Popen(command, process_group=group, **settings))
        yield started[-1]
    finally:
        if os.getpid() == owner:  # a forked copy of docgen that ends must not end the LibreOffice of its parent
            os.killpg(group, signal.SIGKILL)
            for process in started:
                process.communicate()


@contextmanager
def _start_on_windows(arguments: Sequence[str], **settings: Any) -> Iterator[Process]:
    # Not tested, since no Windows machine is at hand. soffice.com starts further processes, so the tree is ended.
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    process = subprocess.Popen(arguments, creationflags=flags, **settings)
    try:
        yield process
    finally:
        # By its whole path, since Windows looks in the present folder first.
        killer = Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32", "taskkill.exe")
        subprocess.run([str(killer), "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        process.wait()
