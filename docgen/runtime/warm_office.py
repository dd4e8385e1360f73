"""A reused LibreOffice process for long-running callers: its start takes two thirds of a cold call.

An empty document stays open, since the process would end after a conversion otherwise. Each group is converted by the
same command as a cold call; in the profile of a running LibreOffice that command passes its arguments to it and
waits. Any fault ends the process, and a document without a PDF is converted again by a cold call.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType

from docgen.runtime.document_traces import may_leave_traces
from docgen.runtime.font_numbers import renumber_fonts
from docgen.runtime.office import Office
from docgen.runtime.office_engine import (
    LINUX,
    POLL_INTERVAL,
    UNWATCHED,
    ColdCall,
    ConversionEnd,
    ConversionWatch,
    Process,
    build_conversion_call,
    build_office_call,
    is_whole,
    make_environment,
    name_pdf,
    start_process,
    supervise,
)
from docgen.runtime.office_profile import write_profile

_READY = 30.0
"""The longest time in seconds until the process answers; on an idle computer it takes one."""

_MOST_STARTS = 3
_LISTENING = "00010000"
_PIPE = "OSL_PIPE_"
_PROFILE = "profile"
_OPEN_DOCUMENT = "kept.fodt"
_OPEN_DOCUMENT_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text/></office:body>'
    "</office:document>"
)


class WarmOffice:
    """An engine with one LibreOffice process, for any number of threads, which take turns.

    The process is started at the first conversion and ended by ``close``; a later conversion starts another. It is
    replaced after ``documents`` documents, when it takes more than ``memory`` bytes, when it crashed or hung, and when
    LibreOffice or the fonts have changed. On Linux only: elsewhere nothing ends it with docgen, so that each group is
    converted by a cold call there, and so it is where the process cannot be started three times running.
    """

    def __init__(self, documents: int = 200, memory: int = 1_000_000_000) -> None:
        self._documents = documents
        self._memory = memory
        self._turn = Lock()
        self._running: _RunningOffice | None = None
        self._failed_starts = 0
        self._owner = os.getpid()

    def __enter__(self) -> WarmOffice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The id of the process that runs now, if one does."""
        running = self._running
        return running.process.pid if running else None

    def close(self) -> None:
        """End the process; wait for a conversion under way."""
        if self._is_owner():
            with self._take_turn():
                self._end()

    def convert(
        self, office: Office, group: Sequence[Path], output: Path, timeout: float, watch: ConversionWatch
    ) -> ConversionEnd:
        """Write the PDF of each document of ``group`` into ``output``, as a cold call would.

        A document alone that the process makes no PDF of is converted again by a cold call. The time that other
        threads take before is not part of ``timeout``.
        """
        if self._is_usable() and not any(map(may_leave_traces, group)):
            with self._take_turn(watch) as is_ours:
                if not is_ours:
                    return ConversionEnd.HUNG
                end = self._convert_warm(office, group, output, timeout, watch)
            if len(group) > 1 or is_whole(name_pdf(output, group[0])) or watch.should_end():
                return end
            end = ColdCall().convert(office, group, output, timeout, watch)
            if is_whole(name_pdf(output, group[0])):
                self.close()  # it was the process that failed, not the document
            return end
        return ColdCall().convert(office, group, output, timeout, watch)

    def _is_usable(self) -> bool:
        return LINUX and self._is_owner() and self._failed_starts < _MOST_STARTS

    def _is_owner(self) -> bool:
        # A forked copy of docgen must not end the LibreOffice of its parent.
        return os.getpid() == self._owner

    @contextmanager
    def _take_turn(self, watch: ConversionWatch = UNWATCHED) -> Iterator[bool]:
        """Wait until no other thread converts; False where the caller gave up before."""
        while not self._turn.acquire(timeout=POLL_INTERVAL):
            if watch.should_end():
                yield False
                return
        try:
            yield True
        finally:
            self._turn.release()

    def _convert_warm(
        self, office: Office, group: Sequence[Path], output: Path, timeout: float, watch: ConversionWatch
    ) -> ConversionEnd:
        running = self._ensure_running(office, watch)
        if running is None:
            return ColdCall().convert(office, group, output, timeout, watch)
        end = ConversionEnd.CRASHED
        try:
            end = running.convert(office, group, output, timeout, watch)
        finally:  # a call that was interrupted leaves LibreOffice in the middle of it
            if end is not ConversionEnd.FINISHED or running.process.poll() is not None:
                self._end()
        return end

    def _ensure_running(self, office: Office, watch: ConversionWatch) -> _RunningOffice | None:
        """Return the running process if it is usable, otherwise a new one; None where it does not start."""
        environment_fingerprint = office.environment_fingerprint
        running = self._running
        if running and running.may_go_on(environment_fingerprint, self._documents, self._memory):
            return running
        self._end()
        self._running = _start(office, environment_fingerprint, watch)
        self._failed_starts = 0 if self._running else self._failed_starts + 1
        return self._running

    def _end(self) -> None:
        running, self._running = self._running, None
        if running:
            running.end()


# -- the process that stays --------------------------------------------------------------------------------------


class _RunningOffice:
    """A LibreOffice process with its own folder; ``end`` ends it and removes the folder, at the latest with docgen."""

    def __init__(self, process: Process, folder: Path, environment_fingerprint: str, resources: ExitStack) -> None:
        self.process = process
        self.end = weakref.finalize(self, _release, os.getpid(), resources)
        self._folder = folder
        self._environment_fingerprint = environment_fingerprint
        self._given = 0

    def may_go_on(self, environment_fingerprint: str, documents: int, memory: int) -> bool:
        is_sound = self.process.poll() is None and self._environment_fingerprint == environment_fingerprint
        return is_sound and self._given < documents and _measure_memory(self.process.pid) <= memory

    def convert(
        self, office: Office, group: Sequence[Path], output: Path, timeout: float, watch: ConversionWatch
    ) -> ConversionEnd:
        self._given += len(group)
        _, *arguments = build_conversion_call(office, self._folder / _PROFILE, output, group)
        call = [str(_find_messenger(office)), *arguments]
        end = supervise(call, _make_private_environment(self._folder), output, timeout, watch)
        renumber_fonts(pdf for pdf in (name_pdf(output, document) for document in group) if is_whole(pdf))
        return end


def _start(office: Office, environment_fingerprint: str, watch: ConversionWatch) -> _RunningOffice | None:
    with ExitStack() as resources:
        folder = Path(tempfile.mkdtemp(prefix="docgen-office-")).resolve()
        resources.callback(shutil.rmtree, folder, ignore_errors=True)
        write_profile(folder / _PROFILE, office.build)
        kept = folder / _OPEN_DOCUMENT
        kept.write_text(_OPEN_DOCUMENT_XML, encoding="utf-8", newline="\n")
        log = resources.enter_context((folder / "log").open("wb"))
        call = [*build_office_call(office, folder / _PROFILE), str(kept)]
        process = resources.enter_context(start_process(call, _make_private_environment(folder), log.fileno()))
        pipe = _wait_until_ready(process, kept, watch)
        if pipe is None:
            return None
        resources.callback(pipe.unlink, missing_ok=True)
        return _RunningOffice(process, folder, environment_fingerprint, resources.pop_all())


def _find_messenger(office: Office) -> Path:
    """Find the small program that passes a call to a running LibreOffice; LibreOffice itself does that as well."""
    small = office.program.with_name("oosplash")
    return small if small.is_file() else office.program


def _make_private_environment(folder: Path) -> dict[str, str]:
    return make_environment(folder) | {"TMPDIR": str(folder)}  # a killed process leaves its files there


def _release(owner: int, resources: ExitStack) -> None:
    if os.getpid() == owner:  # a copy of docgen that was forked off ends nothing when it ends
        resources.close()


def _wait_until_ready(process: Process, kept: Path, watch: ConversionWatch) -> Path | None:
    """Wait until the process listens and its document is open; returns its pipe. An earlier call would end it."""
    opened = kept.with_name(f".~lock.{kept.name}#")
    deadline = time.monotonic() + _READY
    while process.poll() is None and time.monotonic() < deadline and not watch.should_end():
        pipe = _find_pipe(process.pid)
        if pipe and opened.exists():
            return pipe
        time.sleep(POLL_INTERVAL / 10)
    return None


def _find_pipe(pid: int) -> Path | None:
    """Find the socket on which that LibreOffice receives calls."""
    sockets = set()
    with suppress(OSError):  # the process ended meanwhile
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                sockets.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
    for line in Path("/proc/net/unix").read_text().splitlines():
        _, _, _, flags, _, _, number, *name = line.split(maxsplit=7)
        if number in sockets and flags == _LISTENING and name and Path(name[0]).name.startswith(_PIPE):
            return Path(name[0])
    return None


def _measure_memory(pid: int) -> int:
    """Measure the memory of the process in bytes; 0 where it has just ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
