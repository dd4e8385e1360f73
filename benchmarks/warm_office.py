"""The LibreOffice that stays beside cold calls: time, memory over many conversions, and what a kill costs.

    .venv/bin/python benchmarks/warm_office.py FORM.docx [ROUNDS] [CONVERSIONS]

FORM.docx is the filled form of a build of yunxi-2022 (`word/申报表.docx`). Cold and warm calls take turns; memory is
looked at while one process converts the form and the office files among the evidence of yunxi-2022, again and again.
"""

from __future__ import annotations

import itertools
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from measure import Run, median, memory_of, ratio

from docgen.runtime.office import Office, convert, find_office
from docgen.runtime.warm_office import WarmOffice

EVIDENCE = Path(__file__).resolve().parent.parent / "data" / "examples" / "yunxi-2022" / "evidence"
ENDINGS = (".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx")
LOOKED_AT = (1, 50, 100, 200, 300, 400, 500)
INTO_IT = 0.3
"""Seconds after which a conversion is under way."""

TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    form = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    conversions = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        compare(form, rounds, work)
        kill(form, rounds, work)
        files = [form, *sorted(path for path in EVIDENCE.rglob("*") if path.suffix in ENDINGS)]
        repeat(files, conversions, work)


def compare(form: Path, rounds: int, work: Path) -> None:
    """Time cold and warm calls in turn."""
    runs: dict[str, list[Run]] = {"cold": [], "warm": []}
    with WarmOffice() as warm:
        offices = {"cold": find_office(), "warm": find_office(engine=warm)}
        runs["first"] = [timed(offices["warm"], form, work, warm)]
        for _ in range(rounds):
            for name, office in offices.items():
                runs[name].append(timed(office, form, work, warm))
    for name, of_it in runs.items():
        print(f"{name}: {median(of_it, 'wall'):.2f} s wall, {median(of_it, 'cpu'):.2f} s CPU")
    for figure in ("wall", "cpu"):
        print(f"warm / cold, {figure}: {ratio(runs['warm'], runs['cold'], figure):.2f} (at most 0.4), {rounds} rounds")


def timed(office: Office, form: Path, work: Path, warm: WarmOffice) -> Run:
    """One conversion; the CPU of this process, of its ended children and of the LibreOffice that stays."""
    before, stayed, start = os.times(), cpu_of(warm.process_id), time.monotonic()
    convert_all(office, [form], work)
    wall, after = time.monotonic() - start, os.times()
    user = after.user + after.children_user - before.user - before.children_user
    system = after.system + after.children_system - before.system - before.children_system
    return Run(wall, user + system + cpu_of(warm.process_id) - stayed, user)


def kill(form: Path, rounds: int, work: Path) -> None:
    """Time conversions in the middle of which LibreOffice is killed."""
    walls = []
    with WarmOffice() as warm:
        office = find_office(engine=warm)
        for _ in range(rounds):
            convert_all(office, [form], work)
            assert warm.process_id is not None
            threading.Timer(INTO_IT, os.kill, (warm.process_id, signal.SIGKILL)).start()
            start = time.monotonic()
            convert_all(office, [form], work)
            walls.append(time.monotonic() - start)
    print(f"killed after {INTO_IT} s: a PDF after {statistics.median(walls):.2f} s, {rounds} of {rounds} times")


def repeat(files: Sequence[Path], conversions: int, work: Path) -> None:
    """Look at the memory of one process over many conversions."""
    with WarmOffice(documents=conversions + 1, memory=sys.maxsize) as warm:
        office, processes = find_office(engine=warm), set()
        for number, file in enumerate(itertools.islice(itertools.cycle(files), conversions), start=1):
            convert_all(office, [file], work)
            processes.add(warm.process_id)
            if number in LOOKED_AT and warm.process_id is not None:
                print(f"after {number} conversions: {memory_of(warm.process_id) / 1e6:.0f} MB", flush=True)
    print(f"{len(files)} files in turn, {len(processes)} process")


def convert_all(office: Office, files: Sequence[Path], work: Path) -> None:
    with tempfile.TemporaryDirectory(dir=work) as name:
        results = convert(office, files, Path(name))
        failed = [f"{path}: {one.reason}" for path, one in results.items() if one.pdf is None]
    if failed:
        raise SystemExit("\n".join(failed))


def cpu_of(pid: int | None) -> float:
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


if __name__ == "__main__":
    main()
