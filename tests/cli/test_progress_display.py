"""Progress as JSON lines and as bars, and Ctrl-C as a cancelled call."""

from __future__ import annotations

import io
import json
import os
import signal
from pathlib import Path

import pytest

from docgen.cli import main
from docgen.cli.progress_display import _Bars, _open_display, cancel_on_interrupt, show_progress
from docgen.errors import ExitCode
from docgen.problems.problem import Problem, Where
from docgen.progress import (
    FileDone,
    ProblemFound,
    ProgressEvent,
    Stage,
    StageAdvanced,
    StageFinished,
    StageStarted,
)
from small_application import write_application

EVENTS: list[ProgressEvent] = [
    StageStarted(Stage.CONVERT, 2),
    FileDone(Stage.CONVERT, "evidence/08 协议/一份名字特别特别特别特别特别特别特别特别特别长的合作协议[终稿].docx"),
    StageAdvanced(Stage.CONVERT, 1, 2),
    ProblemFound(Problem("answer.missing", Where("application.yaml", 3), "没有填。")),
    StageStarted(Stage.MERGE),
    StageFinished(Stage.MERGE),
    StageFinished(Stage.CONVERT),
    StageStarted(Stage.CONVERT, 1),
    StageFinished(Stage.CONVERT),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_event_is_one_line_of_json() -> None:
    stream = io.StringIO()
    with show_progress(stream, as_json=True) as on_event:
        assert on_event
        for event in EVENTS:
            on_event(event)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines][:4] == ["stage-started", "file-done", "stage-advanced", "problem-found"]
    assert lines[3]["problem"]["code"] == "answer.missing"


def test_a_reader_of_events_that_has_gone_does_not_end_the_call() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    with show_progress(Gone(), as_json=True) as on_event:
        assert on_event
        for event in EVENTS:
            on_event(event)


def test_a_terminal_gets_a_bar_for_each_stage_with_count_and_file() -> None:
    with _open_display(Terminal()) as display:
        on_event = _Bars(display)
        for event in EVENTS[:3]:
            on_event(event)
        (task,) = display.tasks
        assert (task.description, task.completed, task.total) == ("转换文档", 1, 2)
        assert task.fields["file"].endswith("长的合作协议[终稿].docx")
        assert len(task.fields["file"]) < 40


def test_whatever_comes_the_bars_do_not_fail() -> None:
    with show_progress(Terminal(), as_json=False) as on_event:
        assert on_event
        for event in EVENTS:
            on_event(event)


def test_a_pipe_gets_nothing() -> None:
    stream = io.StringIO()
    with show_progress(stream, as_json=False) as on_event:
        assert on_event is None
    assert stream.getvalue() == ""


def test_the_first_interrupt_cancels_and_the_second_interrupts() -> None:
    calls: list[str] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), cancel_on_interrupt(lambda: calls.append("cancelled")):
            os.kill(os.getpid(), signal.SIGINT)
            assert calls == ["cancelled"]
            os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_process_that_ignores_interrupts_goes_on_ignoring_them() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with cancel_on_interrupt(lambda: pytest.fail("cancelled")):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.slow
def test_check_with_events_keeps_stdout_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_application(tmp_path / "云溪")
    assert main(["check", str(folder), "--json", "--events"]) in (ExitCode.OK, ExitCode.PROBLEMS)
    out, err = capsys.readouterr()
    assert json.loads(out)
    events = [json.loads(line) for line in err.splitlines()]
    assert {"stage-started", "stage-advanced", "file-done", "stage-finished"} <= {one["event"] for one in events}


@pytest.mark.slow
def test_verbose_logs_each_stage_and_leaves_the_logger_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_application(tmp_path / "云溪")
    main(["check", str(folder), "--verbose"])
    assert "docgen.progress: read: started" in capsys.readouterr().err
    main(["--verbose", "check", str(folder)])
    assert "docgen.progress: read: started" in capsys.readouterr().err
    main(["check", str(folder)])
    assert "docgen.progress" not in capsys.readouterr().err
