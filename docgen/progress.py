"""Progress and cancellation of long calls: typed events go out through a callback, a token comes in.

Every step that can take long is given a :class:`Progress`. It reports stages, files and problems as events and raises
:class:`~docgen.errors.Cancelled` at the next step once the token was cancelled. Nothing here knows what the steps do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import asdict, dataclass, field
from enum import Enum
from threading import Event as Flag
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from docgen.errors import Cancelled

if TYPE_CHECKING:
    from docgen.problems.problem import Problem


class Stage(Enum):
    """The stages of long calls; ``value`` is the stable name of a stage, ``label`` its Chinese name."""

    DETECT = "detect", "查看有无变化"
    READ = "read", "读取填报数据"
    INSPECT = "inspect", "检查佐证材料"
    JUDGE = "judge", "核对数据"
    FILL = "fill", "填写申报表"
    CONVERT = "convert", "转换文档"
    DRAW = "draw", "排版清单和报告"
    MERGE = "merge", "合成材料"
    PROVE = "prove", "核验材料"
    DELIVER = "deliver", "写印刷文件和光盘"
    COLLECT = "collect", "汇总企业表"
    COMPARE = "compare", "比较材料"
    BUILD_TEMPLATE = "build-template", "生成模板"

    label: str

    def __new__(cls, name: str, label: str) -> Stage:
        """Create a member from its stable name and its label."""
        stage = object.__new__(cls)
        stage._value_ = name
        stage.label = label
        return stage


@dataclass(frozen=True)
class StageStarted:
    """A stage began; ``total`` is the number of its steps, None where it is not known."""

    stage: Stage
    total: int | None = None


@dataclass(frozen=True)
class StageAdvanced:
    """``done`` of ``total`` steps of a stage are finished."""

    stage: Stage
    done: int
    total: int | None = None


@dataclass(frozen=True)
class FileDone:
    """A stage is finished with one file; ``file`` is its name in the folder that is worked on."""

    stage: Stage
    file: str


@dataclass(frozen=True)
class StageFinished:
    """A stage ended without an error."""

    stage: Stage


@dataclass(frozen=True)
class ProblemFound:
    """A problem of the application, the evidence or the output was found."""

    problem: Problem


ProgressEvent = StageStarted | StageAdvanced | FileDone | StageFinished | ProblemFound
"""One event of a long call."""

OnEvent = Callable[[ProgressEvent], None]
"""A callback for events. It is called from several threads, but never twice at the same time; what it raises ends the
call as any other fault does."""

_log = logging.getLogger(__name__)

_NAMES = {
    StageStarted: "stage-started",
    StageAdvanced: "stage-advanced",
    FileDone: "file-done",
    StageFinished: "stage-finished",
    ProblemFound: "problem-found",
}


def event_to_json(event: ProgressEvent) -> dict[str, Any]:
    """Return an event as plain data: ``event`` names its kind, the other keys are its fields.

    Example::

        >>> from docgen import Stage, StageAdvanced, event_to_json
        >>> event_to_json(StageAdvanced(Stage.CONVERT, 3, 12))
        {'event': 'stage-advanced', 'stage': 'convert', 'done': 3, 'total': 12}
    """
    if isinstance(event, ProblemFound):
        return {"event": _NAMES[ProblemFound], "problem": event.problem.to_json()}
    return {"event": _NAMES[type(event)], **asdict(event), "stage": event.stage.value}


class Cancel:
    """A token that cancels the calls it is given to; it can be cancelled from any thread and stays cancelled."""

    def __init__(self) -> None:
        self._flag = Flag()

    def cancel(self) -> None:
        """End every call that was given this token with :class:`~docgen.errors.Cancelled`, within a second."""
        self._flag.set()

    @property
    def is_cancelled(self) -> bool:
        """True once :meth:`cancel` was called."""
        return self._flag.is_set()


_T = TypeVar("_T")
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Progress:
    """Reports the events of one call and ends it where it was cancelled."""

    on_event: OnEvent | None = None
    cancel: Cancel | None = None
    _lock: RLock = field(default_factory=RLock, init=False, repr=False, compare=False)

    @property
    def is_cancelled(self) -> bool:
        """True where the call is to end; for loops that clean up before they raise."""
        return self.cancel is not None and self.cancel.is_cancelled

    def raise_if_cancelled(self) -> None:
        """Raise Cancelled where the call was cancelled."""
        if self.is_cancelled:
            raise Cancelled

    def emit(self, event: ProgressEvent) -> None:
        """Hand one event to the callback."""
        if self.on_event is not None:
            with self._lock:
                self.on_event(event)

    def report_problems(self, problems: Iterable[Problem]) -> None:
        """Emit an event for each problem."""
        if self.on_event is not None:
            for problem in problems:
                self.emit(ProblemFound(problem))

    @contextmanager
    def run_stage(self, stage: Stage, total: int | None = None) -> Iterator[StageProgress]:
        """Report the beginning and the end of a stage; raises Cancelled at either."""
        self.raise_if_cancelled()
        _log.debug("%s: started, %s steps", stage.value, total or "unknown")
        self.emit(StageStarted(stage, total))
        yield StageProgress(self, stage, total)
        self.raise_if_cancelled()
        _log.debug("%s: finished", stage.value)
        self.emit(StageFinished(stage))

    def track(self, stage: Stage, items: Iterable[_T], total: int, name: Callable[[_T], str]) -> Iterator[_T]:
        """Yield the items of a stage one after the other and report each when the next is asked for."""
        with self.run_stage(stage, total) as steps:
            for item in items:
                yield item
                steps.advance(name(item))


@dataclass
class StageProgress:
    """A stage under way: counts its steps."""

    progress: Progress
    stage: Stage
    total: int | None
    done: int = 0

    def advance(self, file: str = "") -> None:
        """Report one more step, and the file that it was about; raises Cancelled where the call was cancelled."""
        with self.progress._lock:
            self.done += 1
            if file:
                self.progress.emit(FileDone(self.stage, file))
            self.progress.emit(StageAdvanced(self.stage, self.done, self.total))
        self.progress.raise_if_cancelled()


SILENT = Progress()
"""The progress of a call that nobody watches and nobody cancels."""

_active: ContextVar[Progress] = ContextVar("docgen.progress", default=SILENT)
"""The call under way in a thread. Deep loops ask it, so that not every function in between has to pass it on."""


@contextmanager
def activate(progress: Progress) -> Iterator[None]:
    """Make ``progress`` the one that :func:`checkpoint` asks, in this thread and in the :class:`Workers` it starts."""
    token = _active.set(progress)
    try:
        yield
    finally:
        _active.reset(token)


def checkpoint() -> None:
    """Raise Cancelled where the call under way was cancelled; long loops call it at each step."""
    _active.get().raise_if_cancelled()


def is_cancelled() -> bool:
    """True where the call under way is to end; for loops that must not raise."""
    return _active.get().is_cancelled


class Workers(ThreadPoolExecutor):
    """Threads that work for the call under way in the thread that starts them."""

    def submit(self, function: Callable[..., _T], /, *arguments: Any, **settings: Any) -> Future[_T]:
        """Run a function in one of the threads."""
        return super().submit(copy_context().run, function, *arguments, **settings)

    def run_each(self, function: Callable[[_Item], _T], items: Iterable[_Item]) -> list[_T]:
        """Run the function with each item; return the results in order. A failure cancels what has not begun."""
        running = [self.submit(function, item) for item in items]
        try:
            return [one.result() for one in running]
        except BaseException:
            for one in running:
                one.cancel()
            raise
