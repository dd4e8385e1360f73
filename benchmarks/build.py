"""The figures of one build: against the floor, and against the obvious way.

    .venv/bin/python benchmarks/build.py [ROUNDS]

Every ratio comes from runs in turn within this one call; whole processes are timed, children included.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Run, compile_docgen, in_turn, median, peak_memory, ratio

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EXAMPLE = ROOT / "data" / "examples" / "yunxi-2022"
DOCGEN = Path(sys.executable).parent / "docgen"
OFFICE = {".docx", ".doc", ".xlsx", ".xls"}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {office_version()}, "
        f"{rounds} rounds"
    )
    compile_docgen()
    os.environ["DOCGEN_CACHE"] = "off"  # what was converted before would not be measured
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        whole_build(work, rounds)
        small_commands(rounds)


def whole_build(work: Path, rounds: int) -> None:
    out = work / "output"
    subprocess.run([DOCGEN, "build", EXAMPLE, "-o", out], check=True, capture_output=True)
    evidence = (path for path in sorted((EXAMPLE / "evidence").rglob("*")) if path.suffix.lower() in OFFICE)
    copies = [shutil.copy(path, work / f"{number}{path.suffix}") for number, path in enumerate(evidence)]
    floor = floor_script(work, [next((out / "word").glob("申报表.docx")), *map(Path, copies)], out / "申报材料.pdf")
    runs = compared(
        {
            "docgen build": ["sh", "-c", f'rm -rf "{work}/fresh" && "{DOCGEN}" build "{EXAMPLE}" -o "{work}/fresh"'],
            "floor": ["sh", floor],
            "naive": [sys.executable, HERE / "naive.py", EXAMPLE, work / "naive.pdf"],
        },
        rounds,
    )
    print(f"  build / floor = {ratio(runs['docgen build'], runs['floor']):.2f} (at most 1.5)")
    print(f"  build / naive = {ratio(runs['docgen build'], runs['naive']):.2f} (at most 0.35)")


def floor_script(work: Path, sources: list[Path], package: Path) -> Path:
    """One cold LibreOffice call over the same office files, and a copy of the package's bytes."""
    script = work / "floor.sh"
    files = " ".join(f'"{path}"' for path in sources)
    script.write_text(
        f'rm -rf "{work}/profile" "{work}/pdf"\n'
        f'soffice "-env:UserInstallation=file://{work}/profile" --headless --convert-to pdf '
        f'--outdir "{work}/pdf" {files}\n'
        f'cat "{package}" > "{work}/copy.pdf"\n',
        encoding="utf-8",
    )
    return script


def small_commands(rounds: int) -> None:
    print("Small commands:")
    compared({"docgen check": [DOCGEN, "check", EXAMPLE], "docgen --help": [DOCGEN, "--help"]}, rounds)


def compared(commands: dict[str, list[str | Path]], rounds: int) -> dict[str, list[Run]]:
    """Print the medians and the memory of each command; return all runs, for their ratios."""
    runs = in_turn(commands, rounds)
    for name, command in commands.items():
        wall, cpu = median(runs[name], "wall"), median(runs[name], "cpu")
        print(f"  {name:16} {wall:6.2f} s wall  {cpu:6.2f} s CPU  {peak_memory(command):6.0f} MiB peak")
    return runs


def office_version() -> str:
    return (
        subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=True)
        .stdout.split("(")[0]
        .strip()
    )


if __name__ == "__main__":
    main()
