"""A complete application that is quick to build, builds of it in a process of their own, and what an output holds."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import docx
from PIL import Image, ImageDraw

from office_processes import restore_interrupt

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "yunxi-2022"


def picture(words: str) -> bytes:
    page = Image.new("L", (400, 560), 255)
    ImageDraw.Draw(page).text((40, 60), words, fill=0)
    written = io.BytesIO()
    page.resize((1280, 1792)).save(written, "PNG")  # more than 150 dots to the inch of an A4 sheet
    return written.getvalue()


def write_application(folder: Path) -> Path:
    """The example's answers with one small picture an item and one Word file: complete, and quick to build."""
    folder.mkdir()
    for name in ("application.yaml", "plan.md", "enterprises.csv"):
        shutil.copy(EXAMPLE / name, folder)
    shutil.copytree(EXAMPLE / "lists", folder / "lists")
    for number in range(1, 26):
        item = folder / "evidence" / f"{number:02} 材料"
        item.mkdir(parents=True)
        (item / f"1 第{number}项.png").write_bytes(picture(f"item {number}"))
    sheets = folder / "evidence" / "02 材料"
    shutil.rmtree(sheets)
    shutil.copytree(EXAMPLE / "evidence" / next(p.name for p in (EXAMPLE / "evidence").glob("02*")), sheets)
    letter = docx.Document()
    letter.add_paragraph("共享设备租赁协议")
    letter.save(folder / "evidence" / "08 材料" / "2 协议.docx")
    index = '"16": {proves: [carbon_monitoring, co2_intensity]}\n'  # no item of this list is for formulas
    (folder / "evidence" / "index.yaml").write_text(index, encoding="utf-8")
    return folder


def start(*arguments: object, before: Sequence[str] = (), **environment: str) -> subprocess.Popen[bytes]:
    """``docgen`` with those words in a process of its own, ``before`` being what starts it."""
    command = [*before, sys.executable, "-m", "docgen", *map(str, arguments)]
    surroundings = {**os.environ, **environment}
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=surroundings,
        preexec_fn=restore_interrupt if os.name == "posix" else None,
    )


def contents_of(out: Path) -> dict[str, str]:
    """The SHA-256 of every file of an output, by its path there."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def manifest_of(out: Path) -> dict:
    return json.loads((out / "manifest.json").read_text("utf-8"))


def assert_whole(out: Path) -> None:
    """The output is one build's, old or new: every document is there with the bytes its manifest names."""
    manifest = manifest_of(out)
    named = {entry["path"]: entry["sha256"] for entry in [*manifest["documents"], manifest["package"]] if entry}
    written = contents_of(out)
    del written["manifest.json"]
    assert named == written
