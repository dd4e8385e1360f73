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

_BASE_SECONDS, _BASE_MEMORY = 10.0, 1400
"""Seconds and MiB for any file. A sheet of A0 in colour at 300 dpi takes 1.1 GB, a photograph of 200 megapixels 1.3."""
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


class BrokenCall(Exception):
    """A call that crashed or broke a limit; the message says which, in Chinese."""


def call_isolated(function: Callable[..., _Result], *arguments: Any, limits: CallLimits = _USUAL_LIMITS) -> _Result:
    """Call the function in a child process and return its result.

    The function is one of a module, and arguments and result can be pickled. Its exceptions are raised here; BrokenCall
    where the child crashed or broke a limit, Cancelled where the call under way is cancelled, ToolFailed where no child
    can be started.
    """
    child = _POOL.take()
    try:
        reply = child.call(pickle.dumps((function, arguments)), limits)
    except BaseException:
        child.kill()
        raise
    _POOL.give_back(child, reply.memory)
    if reply.error is not None:
        raise reply.error
    result: _Result = reply.result
    return result


class _Child:
    """One child process, and a thread that receives its replies."""

    def __init__(self) -> None:
        self.calls = 0
        self.owner = os.getpid()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *sys.path],
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
        """Send the call and wait for its reply; raises BrokenCall, Cancelled."""
        self.calls += 1
        stdin = self._process.stdin
        assert stdin is not None
        watch = _LimitWatch(self._process.pid, limits)
        try:
            pickle.dump(CallRequest(call, limits.memory), stdin)
            stdin.flush()
        except OSError:  # it has ended between two calls
            raise BrokenCall("读文件的进程意外结束") from None
        while True:
            try:
                reply = self._replies.get(timeout=_POLL)
            except Empty:
                checkpoint()
                watch.check()
                continue
            if reply is None:
                raise BrokenCall("读这个文件时程序崩溃")
            if isinstance(reply.error, MemoryError) or getattr(reply.error, "errno", None) == errno.ENOMEM:
                raise BrokenCall(watch.describe_memory())
            return reply

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
        if used > self._limits.seconds or time.monotonic() > self._hangs_at:
            raise BrokenCall(f"读这个文件要的时间太长，超过 {self._limits.seconds:.0f} 秒")

    def describe_memory(self) -> str:
        """Say in Chinese that the memory was not enough."""
        return f"读这个文件要的内存太多，超过 {self._limits.memory} MB"

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
            # After a fork the idle children are those of the parent.
            self.idle = [child for child in self.idle if child.owner == os.getpid()]
            if self.idle:
                return self.idle.pop()
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
