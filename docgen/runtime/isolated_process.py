"""The child process of :mod:`isolated_calls`: it answers one call after the other until its pipe closes."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, Literal, NamedTuple

MIB = 1 << 20


class CallRequest(NamedTuple):
    """A call: the pickled function and its arguments, and the address space that it may add, in MiB.

    ``modules`` is where modules are found, ``folder`` where relative paths begin: both may change between two calls.
    """

    call: bytes
    memory: int
    modules: tuple[str, ...]
    folder: str


class CallReply(NamedTuple):
    """The end of a call: its result, or the exception that it raised; ``memory`` is what the child then takes, in MiB.

    It is 0 where the system does not tell it.
    """

    result: Any = None
    error: BaseException | None = None
    memory: int = 0


def serve_calls() -> None:
    """Answer the calls that come on the standard input, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for docgen, which ends this process
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not write between the replies
    waiting = SimpleQueue[CallRequest]()
    threading.Thread(target=_receive, args=(requests, waiting), daemon=True).start()
    while True:
        replies.write(_answer(waiting.get()))
        replies.flush()


def _receive(requests: BinaryIO, waiting: SimpleQueue[CallRequest]) -> None:
    """Hand on each request; when docgen has ended in whatever way, end at once, even in the middle of a call."""
    with suppress(Exception):
        while True:
            waiting.put(pickle.load(requests))
    os._exit(0)


def _answer(request: CallRequest) -> bytes:
    """Make the call and return its pickled reply; a result that cannot be pickled is an error of the call."""
    _limit_memory(request.memory)
    try:
        sys.path[:] = request.modules
        if request.folder:
            os.chdir(request.folder)
        function, arguments = pickle.loads(request.call)
        result = function(*arguments)
        return pickle.dumps(CallReply(result, memory=_measure_memory("resident")))
    except Exception as error:
        error.add_note(traceback.format_exc())
        return pickle.dumps(CallReply(error=_make_sendable(error), memory=_measure_memory("resident")))


def _make_sendable(error: Exception) -> Exception:
    try:
        sent = pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return sent if type(sent) is type(error) else RuntimeError(f"{type(error).__name__}: {error}")


def _limit_memory(memory: int) -> None:
    """Let the address space grow by ``memory`` MiB; elsewhere than on Linux docgen watches from outside only."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = (_measure_memory("virtual") + memory) * MIB
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _measure_memory(kind: Literal["virtual", "resident"]) -> int:
    """Measure what this process takes, in MiB; 0 elsewhere than on Linux."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(pages[kind == "resident"]) * os.sysconf("SC_PAGE_SIZE") // MIB
