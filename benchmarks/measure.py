"""Times whole processes side by side: several commands in turn, medians, and ratios round by round."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GLANCE = 0.01


@dataclass(frozen=True)
class Run:
    """One finished run: wall, CPU and user CPU seconds, children included."""

    wall: float
    cpu: float
    user: float


def compile_docgen() -> None:
    """Compile docgen as installing does; where PYTHONDONTWRITEBYTECODE is set each run would compile it anew."""
    compileall.compile_dir(Path(__file__).resolve().parents[1] / "docgen", quiet=1)


def run(command: Sequence[str | Path]) -> Run:
    """Run a command to its end and account for it and its children; a failure ends the benchmark."""
    before = os.times()
    start = time.monotonic()
    finished = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wall = time.monotonic() - start
    after = os.times()
    if finished.returncode:
        raise SystemExit(f"{command} failed ({finished.returncode}):\n{finished.stdout.decode(errors='replace')}")
    user = after.children_user - before.children_user
    return Run(wall, user + after.children_system - before.children_system, user)


def peak_memory(command: Sequence[str | Path]) -> float:
    """The peak of the memory of a command and all its children together, in MiB; a run of its own, not timed."""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = _Watch(process.pid)
    watch.start()
    process.wait()
    watch.stop()
    return watch.peak / 2**20


def in_turn(commands: Mapping[str, Sequence[str | Path]], rounds: int) -> dict[str, list[Run]]:
    """Each command once uncounted, then all of them in turn, round by round."""
    for command in commands.values():
        run(command)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return runs


def median(runs: Sequence[Run], figure: str) -> float:
    """The median of one figure (wall, cpu or user)."""
    return statistics.median(getattr(one, figure) for one in runs)


def ratio(runs: Sequence[Run], others: Sequence[Run], figure: str = "wall") -> float:
    """The median of the ratios of one figure, round by round: the machine's drift cancels out."""
    pairs = zip(runs, others, strict=True)
    return statistics.median(getattr(one, figure) / getattr(other, figure) for one, other in pairs)


class _Watch(threading.Thread):
    """Samples the proportional memory of a process and all below it (shared pages are counted once)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(GLANCE):
            self.peak = max(self.peak, sum(memory_of(pid) for pid in _family(self.pid)))

    def stop(self) -> None:
        self.done.set()
        self.join()


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, ValueError):
            continue
    return found


def memory_of(pid: int) -> int:
    """The proportional memory of a process in bytes; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration, ValueError):
        return 0
