"""Progress on a terminal: stages with counts, the file under way and the time left; or events as JSON lines.

The only file that imports rich. It is imported when a terminal is there: it takes longer to import than ``docgen
--help`` takes to run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from docgen.progress import FileDone, ProgressEvent, StageAdvanced, StageFinished, StageStarted, event_to_json

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID

    from docgen.progress import OnEvent, Stage

_FILE_WIDTH = 36
_WRITTEN_PER_SECOND = 8


@contextmanager
def show_progress(stream: TextIO, *, as_json: bool) -> Iterator[OnEvent | None]:
    """Yield the callback for a long call: JSON lines where they are asked for, bars on a terminal, None elsewhere."""
    if as_json:
        yield _JsonLines(stream)
    elif stream.isatty():
        with _open_display(stream) as display:
            yield _Bars(display)
    else:
        yield None


class _JsonLines:
    """Writes each event as one line of JSON."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, event: ProgressEvent) -> None:
        with suppress(OSError):  # a reader that has gone does not end the call, whatever the system calls that
            self._stream.write(json.dumps(event_to_json(event), ensure_ascii=False) + "\n")
            self._stream.flush()


class _Bars:
    """Keeps one bar a stage; a stage that is finished stays visible until the call ends."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._tasks: dict[Stage, TaskID] = {}

    def __call__(self, event: ProgressEvent) -> None:
        match event:
            case StageStarted(stage, total):
                if stage in self._tasks:  # a stage that comes twice goes on in its own bar
                    self._display.reset(self._tasks[stage], total=total, file="")
                else:
                    self._tasks[stage] = self._display.add_task(stage.label, total=total, file="")
            case StageAdvanced(stage, done, total):
                self._display.update(self._tasks[stage], completed=done, total=total)
            case FileDone(stage, file):
                self._display.update(self._tasks[stage], file=_shorten(file))
            case StageFinished(stage):
                steps = self._count_steps(stage)
                self._display.update(self._tasks[stage], total=steps, completed=steps, file="")
            case _:
                pass

    def _count_steps(self, stage: Stage) -> float:
        task = next(task for task in self._display.tasks if task.id == self._tasks[stage])
        return task.total or 1


def _open_display(stream: TextIO) -> Display:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        TextColumn("{task.fields[file]}", markup=False, style="dim"),
        console=Console(file=stream),
        transient=True,
        refresh_per_second=_WRITTEN_PER_SECOND,
    )


def _shorten(name: str) -> str:
    """The end of a long path: file names differ there."""
    return name if len(name) <= _FILE_WIDTH else f"…{name[1 - _FILE_WIDTH :]}"


@contextmanager
def cancel_on_interrupt(cancel: Callable[[], None]) -> Iterator[None]:
    """Turn the first Ctrl-C into a cancelled call, so that all its threads end; a second one interrupts at once.

    A process that ignores the signal (nohup) goes on ignoring it; only the main thread can handle signals.
    """
    import signal
    import threading

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        cancel()

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
