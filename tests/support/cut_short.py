"""Calls that do not come to their end: killed between two steps, or out of disk space, in a process of their own."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from typing import Any

_MOVES = ("replace", "rename", "unlink")
"""The functions of ``os`` between which a kill can leave half of a change."""

DONE, FAILED, KILLED = 0, 1, 9


def run_killed(call: Callable[[], object], after: int) -> bool:
    """Run the call in a child that is killed before its move number ``after`` (from 0); False where it has fewer."""

    def cut() -> None:
        moves = 0

        def count(move: Callable[..., Any]) -> Callable[..., Any]:
            def moved(*arguments: Any, **named: Any) -> Any:
                nonlocal moves
                if moves == after:
                    os._exit(KILLED)
                moves += 1
                return move(*arguments, **named)

            return moved

        for name in _MOVES:
            setattr(os, name, count(getattr(os, name)))
        call()

    return _run_in_child(cut) == KILLED


def run_on_full_disk(call: Callable[[], object], room: int) -> bool:
    """Run the call in a child that cannot write files larger than ``room`` bytes; True where it came to its end."""

    def cut() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        call()

    return _run_in_child(cut) == DONE


def _run_in_child(call: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            call()
        except BaseException:
            os._exit(FAILED)
        os._exit(DONE)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
