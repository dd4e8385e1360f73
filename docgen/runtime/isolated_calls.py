"""Calls in child processes with limits of memory and time: what a foreign file does to a library costs only the file.

A child loads docgen as this process did, answers many calls, and is used again; one that breaks a limit, crashes or is
not wanted any more is killed. Children end with this process, in whatever way it ends.
"""

from __future__ import annotations

import atexit
import errno
import logging
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from docgen.errors import ToolFailed, describe_os_error
from docgen.progress import checkpoint
from docgen.runtime.isolated_process import MIB, CallReply, CallRequest

_START = (
    "import sys; sys.path[:] = sys.argv[1:]; from docgen.runtime.isolated_process import serve_calls; serve_calls()"
)
_POLL = 0.1
"""Seconds between two looks at a child."""

_KEPT = 2
"""Children that stay when they are idle: as many as files are inspected at the same time."""

_MOST_CALLS, _MOST_KEPT_MEMORY = 500, 250
"""Calls, and MiB, after which a child is replaced: what a library has taken once it seldom gives back."""

_PATIENCE = 12
"""Seconds of waiting for each second of CPU: a child that computes nothing hangs."""

_OWN_MEMORY = 200
"""MiB that a child takes before a call, with the libraries that it has loaded."""

_BASE_SECONDS, _BASE_MEMORY = 30.0, 1400
"""Seconds and MiB for any file. 300 sides of a fax with blank backs take 8 s here, on an old computer 20; a sheet of A0
in colour at 300 dpi takes 1.1 GB, a photograph of 200 megapixels 1.3 GB."""
_PACKAGE_SECONDS, _PACKAGE_MEMORY = 60.0, 3000
"""The same for a whole package."""
_MEMORY_PER_BYTE, _SECONDS_PER_MIB, _SECONDS_PER_PAGE = 3, 0.5, 0.5

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class CallLimits(NamedTuple):
    """Limits of one call: CPU in seconds, and memory beyond what the child has already, in MiB."""

    seconds: float = _BASE_SECONDS
    memory: int = _BASE_MEMORY


_USUAL_LIMITS = CallLimits()


def limit_by_size(path: Path, pages: int = 0) -> CallLimits:
    """Return the limits of a call that reads ``path``, and draws so many pages: large honest files need more."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    seconds = _BASE_SECONDS + size / MIB * _SECONDS_PER_MIB + pages * _SECONDS_PER_PAGE
    return CallLimits(seconds, _BASE_MEMORY + size * _MEMORY_PER_BYTE // MIB)


def limit_by_pages(pages: int) -> CallLimits:
    """Return the limits of a call that writes or reads a package of so many pages."""
    return CallLimits(_PACKAGE_SECONDS + pages * _SECONDS_PER_PAGE, _PACKAGE_MEMORY)


class BrokenCall(Exception):
    """A call that crashed or broke a limit; the message says which, in Chinese."""


def call_isolated(function: Callable[..., _Result], *arguments: Any, limits: CallLimits = _USUAL_LIMITS) -> _Result:
    """Call the function in a child process and return its result.

    The function is one of a module, and arguments and result can be pickled. Its exceptions are raised here; BrokenCall
    where the child crashed or broke a limit, Cancelled where the call under way is cancelled, ToolFailed where no child
    can be started.
    """
    call = pickle.dumps((function, arguments))
    try:
        reply = _call_child(call, limits)
    except _EndedChildError:  # while it was idle, or killed from outside: the file is not to blame
        try:
            reply = _call_child(call, limits)
        except _EndedChildError:
            raise BrokenCall("程序意外结束") from None
    if reply.error is not None:
        raise reply.error
    result: _Result = reply.result
    return result


class _EndedChildError(Exception):
    """A child has ended before it got its call."""


def _call_child(call: bytes, limits: CallLimits) -> CallReply:
    child = _POOL.take()
    try:
        reply = child.call(call, limits)
    except BaseException:
        child.kill()
        raise
    _POOL.give_back(child, reply.memory or child.measure_memory())
    return reply


def _get_folder() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # it was removed
        return ""


def _find_python() -> tuple[str, dict[str, str] | None]:
    """Return the program of Python and its environment.

    In a virtual environment on Windows sys.executable only starts the program, whose time and memory are to be watched.
    """
    base = getattr(sys, "_base_executable", sys.executable)
    if sys.platform == "win32" and base != sys.executable:
        return base, dict(os.environ) | {"__PYVENV_LAUNCHER__": sys.executable}
    return sys.executable, None


class _Child:
    """One child process, and a thread that receives its replies."""

    def __init__(self) -> None:
        self.calls = 0
        self.owner = os.getpid()
        try:
            program, environment = _find_python()
            self._process = subprocess.Popen(
                [program, "-c", _START, *sys.path],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            message = f"读文件用的进程启动不了：{describe_os_error(error)}。"
            raise ToolFailed(message, remedy="请关闭别的程序后重试。") from None
        self._replies = SimpleQueue[CallReply | None]()
        Thread(target=self._receive, daemon=True).start()

    def call(self, call: bytes, limits: CallLimits) -> CallReply:
        """Send the call and wait for its reply; raises BrokenCall, Cancelled, _EndedChildError."""
        self.calls += 1
        stdin = self._process.stdin
        assert stdin is not None
        watch = _LimitWatch(self._process.pid, limits)
        try:
            pickle.dump(CallRequest(call, limits.memory, tuple(sys.path), _get_folder()), stdin)
            stdin.flush()
        except OSError:
            raise _EndedChildError from None
        while True:
            try:
                reply = self._replies.get(timeout=_POLL)
            except Empty:
                checkpoint()
                watch.check()
                continue
            if reply is None:
                raise BrokenCall("程序崩溃")
            if isinstance(reply.error, MemoryError) or getattr(reply.error, "errno", None) == errno.ENOMEM:
                raise BrokenCall(watch.describe_memory())
            return reply

    @property
    def is_alive(self) -> bool:
        """True for a child of this process that still runs; after a fork the children are those of the parent."""
        return self.owner == os.getpid() and self._process.poll() is None

    def measure_memory(self) -> int:
        """Measure what the child takes, in MiB, where it does not tell it; 0 where it has ended."""
        import psutil

        try:
            return int(psutil.Process(self._process.pid).memory_info().rss) // MIB
        except psutil.Error:
            return 0

    def kill(self) -> None:
        """End the child at once."""
        if os.getpid() == self.owner:  # a forked copy of docgen must not end the child of its parent
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        _log.debug("a pipe was closed already")

    def _receive(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while True:
                self._replies.put(pickle.load(stdout))
        except Exception:  # the end of the pipe, or of what it says
            self._replies.put(None)


class _LimitWatch:
    """Looks at a child during one call: at its time, and at its memory, which it limits by itself on Linux only."""

    def __init__(self, pid: int, limits: CallLimits) -> None:
        self._pid = pid
        self._limits = limits
        self._hangs_at = time.monotonic() + limits.seconds * _PATIENCE
        self._process: Any = None
        self._before = 0.0

    def check(self) -> None:
        """Raise BrokenCall where a limit is broken."""
        import psutil  # only for calls that take long

        try:
            if self._process is None:
                self._process = psutil.Process(self._pid)
                self._before = self._measure_time()
            memory, used = self._process.memory_info().rss, self._measure_time() - self._before
        except psutil.Error:  # it has just ended, which its pipe tells
            return
        if memory > (self._limits.memory + _OWN_MEMORY) * MIB:
            raise BrokenCall(self.describe_memory())
        if used > self._limits.seconds:
            raise BrokenCall(f"要的时间太长，超过 {self._limits.seconds:.0f} 秒")
        if time.monotonic() > self._hangs_at:
            raise BrokenCall(f"停住了，{self._limits.seconds * _PATIENCE:.0f} 秒没有结果")

    def describe_memory(self) -> str:
        """Say in Chinese that the memory was not enough."""
        return f"要的内存太多，超过 {self._limits.memory} MB"

    def _measure_time(self) -> float:
        user, system, *_ = self._process.cpu_times()
        return float(user + system)


@dataclass
class _ChildPool:
    """The children that are idle; a call takes one, or starts another."""

    idle: list[_Child] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def take(self) -> _Child:
        """Take an idle child of this process, or start one."""
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.is_alive:
                    return child
                child.kill()  # which closes its pipes
        return _Child()

    def give_back(self, child: _Child, memory: int) -> None:
        """Keep the child for the next call, or end it; ``memory`` is what it takes, in MiB."""
        with self.lock:
            if len(self.idle) < _KEPT and child.calls < _MOST_CALLS and memory < _MOST_KEPT_MEMORY:
                self.idle.append(child)
                return
        child.kill()

    def end_all(self) -> None:
        """End the idle children."""
        with self.lock:
            ended, self.idle = self.idle, []
        for child in ended:
            child.kill()


_POOL = _ChildPool()


def end_children() -> None:
    """End the children that wait for calls; the next call starts another. A program that ends does it by itself."""
    _POOL.end_all()


atexit.register(end_children)
