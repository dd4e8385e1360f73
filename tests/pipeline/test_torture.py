"""Folders of nothing but trouble: they are built, every file is accounted for, and nobody is spoken to in English.

``python tests/pipeline/test_torture.py`` prints the table of docs/testing.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

import page_looks
import torture
import torture_expected
from docgen.errors import ExitCode
from small_application import assert_whole, manifest_of, start

pytestmark = pytest.mark.slow

PATIENCE = 400
"""Seconds after which a build is taken to hang; it takes half a minute."""

ENGLISH = re.compile(r"[A-Za-z]{3,}[ ,:'-]+[A-Za-z]{2,}[ ,:'-]+[A-Za-z]{2,}")
"""Three words in a row: a sentence of some library, not a name."""

LIBTIFF = re.compile("^(OJPEG|ZSTD|_TIFF|LZW|ZIP|tempfile.tif)[A-Za-z]*: ")
"""What libtiff writes to the standard error by itself, whoever calls it; nobody but a process of its own stops it."""

DAMAGED_DRAWING = re.compile("error decoding stream|without filtering|output may still be valid|too many filters")


MENDED = ("evidence.repaired", "evidence.rendered")
MOST_COMPARED = 4
"""Pages of each file that are compared: in a file of five hundred, all are alike."""


@dataclass(frozen=True)
class Built:
    """What came of a folder."""

    folder: Path
    names: list[str]
    code: int
    told: str
    out: Path

    @property
    def manifest(self) -> dict[str, Any]:
        return manifest_of(self.out)

    def placed(self) -> dict[str, range]:
        """The pages of each evidence file that is in the package."""
        parts = self.manifest["package"]["parts"]
        files = [file for part in parts for file in part.get("files", ())]
        return {file["path"]: range(file["first"], file["last"] + 1) for file in files}

    def said(self, name: str) -> list[Mapping[str, Any]]:
        return [problem for problem in self.manifest["report"] if problem["where"]["path"] == name]

    def find_differing(self) -> Iterator[tuple[str, int, int]]:
        """Yield each page that is printed otherwise than a viewer shows it: file, page of the package, difference."""
        package = self.out / "申报材料.pdf"
        for name, numbers in self.placed().items():
            path = self.folder / name
            if torture_expected.is_comparable(name):
                sources = page_looks.draw_source(path)
                printed = page_looks.draw_printed(package, numbers[:MOST_COMPARED])
                for number, source, found in zip(numbers[:MOST_COMPARED], sources, printed, strict=False):
                    difference = page_looks.measure_difference(source, found)
                    if difference > page_looks.DEVIATION:
                        yield name, number, difference


def make_and_build(home: Path, folder_name: str) -> Built:
    folder, out = home / folder_name, home / "output"
    names = torture.make(folder, torture.FOLDERS[folder_name])
    process = start("build", folder, "-o", out, "--draft", DOCGEN_CACHE="off")
    try:
        _, told = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Built(folder, names, process.returncode, told.decode("utf-8"), out)


@pytest.fixture(scope="module", params=torture.FOLDERS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = make_and_build(tmp_path_factory.mktemp("torture"), request.param)
    assert made.code == ExitCode.PROBLEMS, made.told[-2000:]
    return made


def test_the_folder_holds_more_than_enough(built: Built) -> None:
    assert len(set(built.names)) == len(built.names) >= 100


def test_what_is_built_is_whole_and_proves_itself(built: Built) -> None:
    assert_whole(built.out)
    process = start("verify", built.out)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.OK, told.decode()
    assert "evidence.differs" not in told.decode()


def test_every_file_is_in_the_package_or_refused_with_a_reason(built: Built) -> None:
    placed = built.placed()
    for name in built.names:
        reasons = [problem["message"] for problem in built.said(name) if problem["severity"] == "error"]
        assert (name in placed) != bool(reasons), f"{name}: {placed.get(name)}, {reasons}"
        assert all(re.search("[\u4e00-\u9fff]{2}", reason) for reason in reasons)


def test_what_anybody_could_print_is_in_the_package_and_nothing_else(built: Built) -> None:
    for name in built.names:
        if "随机" not in name:
            wanted = torture_expected.is_printable(name)
            assert wanted is None or (name in built.placed()) is wanted, name


def test_what_is_printed_is_what_a_viewer_shows(built: Built) -> None:
    differing = [page for page in built.find_differing() if torture_expected.explain_difference(page[0]) is None]
    assert differing == []


def test_sound_pages_look_as_in_their_files(built: Built) -> None:
    assert [one for one in built.manifest["report"] if one["code"] == "evidence.differs"] == []


def test_nobody_is_spoken_to_in_english(built: Built) -> None:
    files = {Path(name).name for name in built.names}
    for problem in built.manifest["report"]:
        for told in (problem["message"], problem["hint"]):
            assert not ENGLISH.search(told), told
    lines = [line for line in built.told.splitlines() if line.strip() and not any(file in line for file in files)]
    lines = [line for line in lines if not LIBTIFF.search(line)]
    assert [line for line in lines if not re.search("[\u4e00-\u9fff]", line)] == [], "what libraries print themselves"


def test_another_reader_finds_every_page_on_a4_and_nothing_that_runs(built: Built) -> None:
    reader = pypdf.PdfReader(built.out / "申报材料.pdf", strict=True)
    assert len(reader.pages) == built.manifest["package"]["pages"]
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]
        assert page.rotation == 0
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Collection"} & reader.trailer["/Root"].keys()
    assert b"app.alert" not in (built.out / "申报材料.pdf").read_bytes()


def test_qpdf_finds_no_fault_in_the_package_but_drawings_that_came_damaged(built: Built) -> None:
    with pikepdf.open(built.out / "申报材料.pdf") as pdf:
        found = [fault for fault in pdf.check_pdf_syntax() if not DAMAGED_DRAWING.search(fault)]
    assert found == []


# -- the table ----------------------------------------------------------------------------------------------------


def rows(built: Built) -> Iterator[tuple[str, int, int, int, int, int]]:
    """For each kind: files, those in the package, of these mended, their pages, and the pages that differ."""
    placed = built.placed()
    differing = [name for name, _, _ in built.find_differing()]
    for kind in torture.FOLDERS[built.folder.name]:
        names = [name for name in built.names if name.split("/")[1].endswith(f" {kind}")]
        inside = [name for name in names if name in placed]
        mended = [name for name in inside if any(one["code"] in MENDED for one in built.said(name))]
        pages = sum(len(placed[name]) for name in inside)
        yield kind, len(names), len(inside), len(mended), pages, sum(differing.count(name) for name in inside)


def table(all_built: Iterable[Built]) -> str:
    """The table of docs/testing.md."""
    counted = [row for built in all_built for row in rows(built)]
    sums = [sum(column) for column in zip(*(row[1:] for row in counted), strict=True)]
    lines = ["| kind | files | in the package | of these mended | refused | pages | pages that look different |"]
    lines.append("|---|---|---|---|---|---|---|")
    for kind, files, inside, mended, pages, differing in (*counted, ("all", *sums)):
        lines.append(f"| {kind} | {files} | {inside} | {mended} | {files - inside} | {pages} | {differing} |")
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        every = [make_and_build(Path(home) / str(at), name) for at, name in enumerate(torture.FOLDERS)]
        sys.stdout.write(table(every) + "\n")
