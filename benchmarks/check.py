"""How long `docgen check` takes on a large application: 500 enterprises, 300 evidence files.

    .venv/bin/python benchmarks/check.py [ROUNDS]

The application is yunxi-2022 with its enterprises repeated under other names and its evidence files copied.
"""

from __future__ import annotations

import csv
import itertools
import shutil
import sys
import tempfile
from pathlib import Path

from measure import median, peak_memory, run

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "examples" / "yunxi-2022"
DOCGEN = Path(sys.executable).parent / "docgen"
ENTERPRISES = 500
FILES = 300


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "large"
        make(folder)
        command = ["sh", "-c", f'"{DOCGEN}" check "{folder}" || [ $? = 1 ]']  # 1: problems were found, as they should
        run(command)
        runs = [run(command) for _ in range(rounds)]
        memory = peak_memory(command)
    print(f"check, {ENTERPRISES} enterprises, {FILES} evidence files, {rounds} rounds:", end=" ")
    print(f"{median(runs, 'wall'):.2f} s wall, {median(runs, 'cpu'):.2f} s CPU, {memory:.0f} MiB")


def make(folder: Path) -> None:
    """An application folder of that size."""
    shutil.copytree(EXAMPLE, folder)
    with (folder / "enterprises.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    name = heading.index("企业名称")
    code = heading.index("统一社会信用代码")
    with (folder / "enterprises.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        for number, row in zip(range(ENTERPRISES), itertools.cycle(rows)):
            turn = number // len(rows)
            copied = list(row)
            copied[name] += f"（{turn}）" if turn else ""
            copied[code] = "" if turn else row[code]
            writer.writerow(copied)
    files = sorted(path for path in (folder / "evidence").rglob("*") if path.is_file() and path.suffix != ".yaml")
    for number in range(FILES - len(files)):
        path = files[number % len(files)]
        shutil.copy(path, path.with_name(f"{path.stem} 副本{number}{path.suffix}"))


if __name__ == "__main__":
    main()
