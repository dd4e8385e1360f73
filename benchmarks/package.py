"""The figures of the package: merging, memory, building again, conversions; each beside what it is measured against.

    .venv/bin/python benchmarks/package.py [--rounds N] [merge] [large] [rebuild] [office]

Whole processes are timed in turn within this one call, children included; without names all four are measured.
The large one needs 4 GB of disk in the folder for temporary files (TMPDIR).
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from measure import Run, compile_docgen, in_turn, median, peak_memory, ratio, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EXAMPLE = ROOT / "data" / "examples" / "yunxi-2022"
DOCGEN = Path(sys.executable).parent / "docgen"
ANSWER = re.compile(r"(?<=operator_phone: 0000-8123 )\d{4}")

PAGES, LARGE = 300, 3000
OFFICE_FILES = 40


def main() -> None:
    figures: dict[str, Callable[[Path, int], None]] = {
        "merge": merge_figures,
        "large": large_figures,
        "rebuild": rebuild_figures,
        "office": office_figures,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help="、".join(figures))
    options = parser.parse_args()
    compile_docgen()
    for name in options.figures or figures:
        with tempfile.TemporaryDirectory() as work:
            figures[name](Path(work), options.rounds)


# -- merging -------------------------------------------------------------------------------------------------------


def merge_figures(work: Path, rounds: int) -> None:
    """Merging and stamping 300 pages, against qpdf without stamps and against pypdf with merge_page."""
    from scans import make_scans

    files = make_scans(work / "scans", PAGES)
    step("prepare", work / "scans", work)
    print(f"\n{PAGES} pages, {megabytes(files):.0f} MB of scans, {rounds} rounds\n")
    runs = compared(
        {
            "docgen: merged, stamped, bookmarked, linked": command("merge", work / "scans", work),
            "qpdf --empty --pages, nothing else": shell(
                f'rm -f "{work}/qpdf.pdf" && exec qpdf --empty --pages "$@" -- "{work}/qpdf.pdf"',
                work / "drawn.pdf",
                *files,
            ),
            "pypdf merge_page, stamps of reportlab": command("naive", work / "scans", work),
        },
        rounds,
    )
    own, qpdf, pypdf = runs.values()
    shares = [_user_cpu(work, "merge") / _user_cpu(work, "naive") for _ in range(rounds)]
    print(f"\n- user CPU, docgen / pypdf = {statistics.median(shares):.2f} (at most 0.25) with the libraries loaded,")
    print(f"  {ratio(own, pypdf, 'user'):.2f} as whole processes: of docgen's, half is loading Python and pikepdf")
    print(f"- wall, docgen / qpdf = {ratio(own, qpdf):.2f} (at most 1.0)")


def _user_cpu(work: Path, name: str) -> float:
    """What one more run of the step took, without starting Python and loading the libraries."""
    step(name, work / "scans", work)
    return float((work / f"{name}.user").read_text("utf-8"))


def large_figures(work: Path, _rounds: int) -> None:
    """Memory and size of a package of 3,000 pages: counted, drawn, merged and proven in one process."""
    from scans import make_scans

    files = make_scans(work / "scans", LARGE)
    whole = command("assemble", work / "scans", work)
    seconds = run(whole).wall
    package = work / "package.pdf"
    growth = package.stat().st_size / sum(path.stat().st_size for path in files) - 1
    print(f"\n{LARGE} pages, {megabytes(files):.0f} MB of scans, drawn, merged and proven in one process\n")
    print(f"- peak memory {peak_memory(whole) * 2**20 / 1e6:.0f} MB (below 600)")
    print(f"- the package is {growth:.2%} larger than its inputs (at most 1 %)")
    print(f"- {seconds:.1f} s wall")


def step(name: str, *paths: Path) -> None:
    subprocess.run(command(name, *paths), check=True)


def command(name: str, *paths: Path) -> list[str | Path]:
    return [sys.executable, HERE / "package_steps.py", name, *paths]


def shell(script: str, *paths: Path) -> list[str | Path]:
    return ["sh", "-c", script, "sh", *paths]


# -- building and converting ---------------------------------------------------------------------------------------


def rebuild_figures(work: Path, rounds: int) -> None:
    """A build with nothing remembered, one after a changed answer, and one after nothing changed; in turn.

    In one volume, and in two as from 600 pages on: the volumes' files are written anew each time.
    """
    from scans import make_application

    folder, cache = work / "application", work / "cache"
    make_application(EXAMPLE, folder, PAGES, OFFICE_FILES)
    print(f"\nyunxi-2022 with {PAGES} more pages of scans and {OFFICE_FILES} more office files, {rounds} rounds\n")
    print("| build | wall | / full build | at most |\n|---|---|---|---|")
    for bound, pages in (("one volume", 2000), ("two volumes", 600)):
        notice = f"extends: guangdong-2022\nid: bench-2022\nprinting: {{volumes: {{pages: {pages}}}}}\n"
        (folder / "notice.yaml").write_text(notice, encoding="utf-8")
        times: dict[str, list[float]] = {"full build": [], "one answer changed": [], "nothing changed": []}
        for number in range(rounds):
            shutil.rmtree(cache, ignore_errors=True)
            shutil.rmtree(folder / "output", ignore_errors=True)
            times["full build"].append(_built(folder, cache))
            _answer(folder, 1000 + number)
            times["one answer changed"].append(_built(folder, cache))
            times["nothing changed"].append(_built(folder, cache))
        _told(bound, times)


def _told(bound: str, times: Mapping[str, Sequence[float]]) -> None:
    full = times["full build"]
    for (name, seconds), most in zip(times.items(), ("", "0.4", "0.15"), strict=True):
        share = statistics.median(one / whole for one, whole in zip(seconds, full, strict=True))
        print(f"| {name}, {bound} | {statistics.median(seconds):.2f} s | {share:.2f} | {most} |")


def _built(folder: Path, cache: Path) -> float:
    """How long a build takes that remembers in ``cache``."""
    words = [DOCGEN, "build", folder, "-o", folder / "output"]
    return run(["env", f"XDG_CACHE_HOME={cache}", f"DOCGEN_CACHE={cache}", *words]).wall


def _answer(folder: Path, number: int) -> None:
    path = folder / "application.yaml"
    text, changed = ANSWER.subn(f"{number:04}", path.read_text("utf-8"))
    assert changed == 1
    path.write_text(text, encoding="utf-8")


def office_figures(work: Path, rounds: int) -> None:
    """Forty office files: as docgen converts them, and by forty calls of soffice one after another."""
    from scans import make_office_files

    files = make_office_files(work / "office", OFFICE_FILES)
    single = (
        f'rm -rf "{work}/single" "{work}/profile"; for file in "$@"; do '
        f'soffice "-env:UserInstallation=file://{work}/profile" --headless --convert-to pdf '
        f'--outdir "{work}/single" "$file" || exit 1; done'
    )
    print(f"\n{OFFICE_FILES} office files, {rounds} rounds\n")
    runs = compared({"docgen": command("convert", work / "office", work), "soffice": shell(single, *files)}, rounds)
    print(f"\n- wall, docgen / single calls = {ratio(runs['docgen'], runs['soffice']):.2f} (at most 0.3)")


# -- telling -------------------------------------------------------------------------------------------------------


def compared(commands: Mapping[str, Sequence[str | Path]], rounds: int) -> dict[str, list[Run]]:
    """Print a table of the medians and the memory of each command; return all runs, for their ratios."""
    runs = in_turn(commands, rounds)
    print("| | wall | user CPU | CPU | peak memory |\n|---|---|---|---|---|")
    for name, words in commands.items():
        wall, user, cpu = (median(runs[name], figure) for figure in ("wall", "user", "cpu"))
        memory = peak_memory(words) * 2**20 / 1e6
        print(f"| {name} | {wall:.2f} s | {user:.2f} s | {cpu:.2f} s | {memory:.0f} MB |")
    return runs


def megabytes(files: Sequence[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 1e6


if __name__ == "__main__":
    main()
