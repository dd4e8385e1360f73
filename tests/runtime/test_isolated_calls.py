"""Calls in child processes: what they return, what they raise, and which limits end them."""

from __future__ import annotations

import errno
import importlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from docgen.errors import Cancelled, InputError
from docgen.progress import Cancel, Progress, activate
from docgen.runtime import isolated_calls
from docgen.runtime.isolated_calls import BrokenCall, CallLimits, call_isolated, end_children, limit_by_size

QUICK = CallLimits(seconds=0.5, memory=300)


class Odd(Exception):
    """An exception that cannot be made anew from what is pickled of it."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


# -- what is called in the child ---------------------------------------------------------------------------------


def get_process() -> int:
    return os.getpid()


def raise_input_error() -> None:
    raise InputError("读不了。", remedy="请换一份。", path="甲.xlsx", line=3)


def raise_odd() -> None:
    raise Odd("a", "b")


def take_memory(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def keep_memory(megabytes: int) -> None:
    isolated_calls.kept = bytearray(megabytes << 20)  # type: ignore[attr-defined]


def compute_for_ever() -> None:
    while True:
        pass


def end_by_signal() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def print_much() -> int:
    os.write(1, b"printed by a library\n" * 1000)
    print("and by Python")
    return 7


def return_lock() -> object:
    return threading.Lock()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    end_children()


# -- results and errors ------------------------------------------------------------------------------------------


def test_the_result_of_another_process_comes_back() -> None:
    assert call_isolated(math.hypot, 3, 4) == 5
    assert call_isolated(get_process) != os.getpid()


def test_a_child_answers_one_call_after_the_other() -> None:
    assert call_isolated(get_process) == call_isolated(get_process)


def test_an_exception_is_raised_here_with_all_that_it_says() -> None:
    with pytest.raises(InputError) as raised:
        call_isolated(raise_input_error)
    assert str(raised.value) == "甲.xlsx：第3行：读不了。 请换一份。"
    with pytest.raises(FileNotFoundError) as missing:
        call_isolated(os.stat, "/没有")
    assert missing.value.errno == 2
    assert "in _answer" in "".join(missing.value.__notes__)  # where it was raised


def test_an_exception_that_cannot_be_sent_is_told_by_its_name() -> None:
    with pytest.raises(RuntimeError, match="Odd: ab"):
        call_isolated(raise_odd)


def test_a_result_that_cannot_be_sent_is_an_error_of_the_call() -> None:
    with pytest.raises(TypeError):
        call_isolated(return_lock)
    assert call_isolated(math.sqrt, 4) == 2


def test_what_libraries_print_does_not_disturb_the_replies(capfd: pytest.CaptureFixture[str]) -> None:
    assert call_isolated(print_much) == 7
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("is_told", [True, False])
def test_a_child_that_ends_before_its_call_is_replaced(monkeypatch: pytest.MonkeyPatch, is_told: bool) -> None:
    call_isolated(get_process)
    child = isolated_calls._POOL.idle[0]
    child._process.kill()
    child._process.wait()
    if not is_told:
        monkeypatch.setattr(type(child), "is_alive", True)
    assert call_isolated(math.sqrt, 4) == 2


def test_in_a_virtual_environment_of_windows_the_program_itself_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", r"C:\docgen\Scripts\python.exe")
    monkeypatch.setattr(sys, "_base_executable", r"C:\Python313\python.exe", raising=False)
    program, environment = isolated_calls._find_python()
    assert program == r"C:\Python313\python.exe"
    assert environment is not None
    assert environment["__PYVENV_LAUNCHER__"] == r"C:\docgen\Scripts\python.exe"


def test_relative_paths_begin_where_they_do_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("1", "utf-8", newline="\n")
    process = call_isolated(get_process)
    monkeypatch.chdir(tmp_path)
    assert call_isolated(os.stat, "a.txt").st_size == 1
    assert call_isolated(get_process) == process


def test_modules_are_found_where_they_are_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = call_isolated(get_process)
    (tmp_path / "found_later.py").write_text("def give():\n    return 9\n", "utf-8", newline="\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert call_isolated(importlib.import_module("found_later").give) == 9
    assert call_isolated(get_process) == process


# -- limits ------------------------------------------------------------------------------------------------------


def test_a_crash_is_told_and_the_next_call_works() -> None:
    with pytest.raises(BrokenCall, match="程序崩溃"):
        call_isolated(end_by_signal)
    assert call_isolated(math.sqrt, 4) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a child limits itself")
def test_too_much_memory_is_told() -> None:
    with pytest.raises(BrokenCall, match="内存太多，超过 300 MB"):
        call_isolated(take_memory, 400, limits=QUICK)
    assert call_isolated(take_memory, 200, limits=QUICK) == 200 << 20


def test_memory_that_the_system_refuses_is_told_as_well() -> None:
    with pytest.raises(BrokenCall, match="内存太多"):
        call_isolated(_raise_no_memory)


def _raise_no_memory() -> None:
    raise OSError(errno.ENOMEM, "Cannot allocate memory")


@pytest.mark.slow
def test_where_a_child_cannot_limit_itself_its_memory_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        isolated_calls,
        "_START",
        isolated_calls._START.replace(
            "serve_calls()",
            "import docgen.runtime.isolated_process as p; p._limit_memory = lambda memory: None; serve_calls()",
        ),
    )
    with pytest.raises(BrokenCall, match="内存太多，超过 300 MB"):
        call_isolated(_take_and_wait, 600, limits=CallLimits(5, 300))


def _take_and_wait(megabytes: int) -> None:
    kept = bytearray(os.urandom(1 << 20)) * megabytes
    time.sleep(20)
    del kept


@pytest.mark.slow
def test_too_much_time_is_told() -> None:
    with pytest.raises(BrokenCall, match="时间太长，超过 1 秒"):
        call_isolated(compute_for_ever, limits=CallLimits(1, 300))


@pytest.mark.slow
def test_a_child_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated_calls, "_PATIENCE", 2)
    with pytest.raises(BrokenCall, match="停住了，1 秒没有结果"):
        call_isolated(time.sleep, 60, limits=QUICK)


def test_large_files_may_take_more(tmp_path: Path) -> None:
    large = tmp_path / "大.pdf"
    with large.open("wb") as file:
        file.truncate(200 << 20)
    assert limit_by_size(tmp_path / "没有.pdf") == CallLimits(30, 1400)
    assert limit_by_size(large, pages=100) == CallLimits(30 + 100 + 50, 1400 + 600)


# -- their end ---------------------------------------------------------------------------------------------------


def test_a_cancelled_call_ends_its_child() -> None:
    cancel = Cancel()
    threading.Timer(0.3, cancel.cancel).start()
    before = time.monotonic()
    with activate(Progress(cancel=cancel)), pytest.raises(Cancelled):
        call_isolated(time.sleep, 60)
    assert time.monotonic() - before < 20
    assert not _list_children()


def test_two_children_stay_and_no_more() -> None:
    threads = [threading.Thread(target=call_isolated, args=(time.sleep, 0.5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_list_children()) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a child tells what it takes")
def test_a_child_that_has_grown_is_replaced() -> None:
    process = call_isolated(get_process)
    call_isolated(keep_memory, 300)
    assert call_isolated(get_process) != process


def test_a_forked_process_has_children_of_its_own() -> None:
    ours = call_isolated(get_process)
    process = os.fork()
    if process == 0:
        theirs = call_isolated(get_process)
        os._exit(0 if theirs != ours else 1)
    assert os.waitpid(process, 0)[1] == 0
    assert call_isolated(get_process) == ours


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM], ids=lambda one: one.name)
def test_children_end_with_docgen_even_in_the_middle_of_a_call(ending: signal.Signals) -> None:
    code = "import time; from docgen.runtime.isolated_calls import call_isolated; call_isolated(time.sleep, 600)"
    process = psutil.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    children: list[psutil.Process] = []
    while not children:
        children = process.children()
        time.sleep(0.05)
    process.send_signal(ending)
    process.wait(10)
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert gone
    assert not alive


def _list_children() -> list[psutil.Process]:
    found = psutil.Process().children()
    return [one for one in found if "serve_calls" in " ".join(one.cmdline())]
