"""Content that vanishes while a package is made is told with its page; the package is built all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import docgen
from docgen import Mode
from docgen.package.layout.book import Book
from docgen.package.merging import assembly, gather
from docgen.package.merging.merge import merge_package
from foreign_pdfs import FORM, SEAL, one_page, stream, write_objects
from small_application import write_application

pytestmark = pytest.mark.slow

LOST = "evidence.differs"
SEALED, LETTER = "evidence/08 材料/3 盖了章.pdf", "evidence/08 材料/2 协议.docx"


def merge_without_annotations(book: Book, *more: Any) -> None:
    is_drawn = gather._is_drawn
    gather._is_drawn = lambda *_: False
    try:
        merge_package(book, *more)
    finally:
        gather._is_drawn = is_drawn


def merge_with_an_empty_letter(book: Book, layout: Any, drawn: bytes, stamps: bytes, out: Path, *more: Any) -> None:
    merge_package(book, layout, drawn, stamps, out, *more)
    (page,) = [file.first for part in layout.parts for file in part.files if file.path == LETTER]
    with pikepdf.open(out, allow_overwriting_input=True) as package:
        package.pages[page - 1].obj.Resources.XObject.Page.write(b"")
        package.save(out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_application(tmp_path / "申报")
    seal = "<</Type/Annot/Subtype/Stamp/F 4/Rect[350 100 470 220]/AP<</N 7 0 R>>>>"
    write_objects(folder / SEALED, one_page("6 0 R", "", [seal, stream(FORM, SEAL)]))
    return folder


def build(folder: Path, mode: Mode) -> dict[str, str]:
    """Build; return what is said of content that vanished, by file."""
    built = docgen.build(folder, folder / "output", mode=mode)
    assert built.out == folder / "output"
    manifest = json.loads((folder / "output" / "manifest.json").read_text("utf-8"))
    told = {one["where"]["path"]: one["message"] for one in manifest["report"] if one["code"] == LOST}
    assert told == {one.where.path: one.message for one in built.problems if one.code == LOST}
    return told


def test_a_seal_that_is_lost_in_merging_is_told_by_the_build_and_by_the_proof(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(folder, Mode.FINAL) == {}
    (folder / "plan.md").write_text((folder / "plan.md").read_text("utf-8") + "\n", "utf-8")  # something to build
    monkeypatch.setattr(assembly, "merge_package", merge_without_annotations)
    told = build(folder, Mode.FINAL)
    assert list(told) == [SEALED]
    assert told[SEALED].startswith("第 1 页（材料第")
    assert told[SEALED].endswith("页）印出来比原文件少了内容。")
    assert [(one.code, one.where.path) for one in docgen.verify(folder / "output")] == [(LOST, SEALED)]


def test_an_office_file_is_compared_with_its_converted_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "merge_package", merge_with_an_empty_letter)
    assert list(build(folder, Mode.DRAFT)) == [LETTER]
