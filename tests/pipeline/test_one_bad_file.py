"""Whatever one evidence file does to a library, it costs only that file: it is named, and the rest is built."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
import pytest

import docgen
from docgen import Mode
from docgen.errors import Cancelled
from docgen.package.evidence import evidence_pages, intake
from docgen.package.evidence.evidence_pages import FilePdf, make_evidence_pages, make_file_pages, mend_unmergeable
from docgen.package.evidence.inspection import Inspection
from docgen.package.evidence.intake import inspect_content, inspect_evidence
from docgen.package.evidence.page_rendering import UnrenderedPage
from docgen.package.layout.book import Book
from docgen.package.merging import assembly, merge
from docgen.package.merging.merge import merge_package
from docgen.project.evidence.evidence_files import EvidenceFile
from foreign_pdfs import TEXT, draw_boxes, one_page, write_objects
from small_application import write_application

POISON = b"% POISON\n"


def evidence(folder: Path, *names: str) -> list[EvidenceFile]:
    files = []
    for name in names:
        path = write_objects(folder / name, one_page(content=TEXT + name.encode()))
        files.append(EvidenceFile("8", path, f"evidence/{name}", path.stem))
    return files


FAULTS: list[type[Exception]] = [RuntimeError, MemoryError, RecursionError, ZeroDivisionError, KeyError, AssertionError]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_on_which_the_inspection_fails_is_named_and_the_others_are_inspected(
    tmp_path: Path, fault: type[Exception]
) -> None:
    def inspect(file: BinaryIO, password: str) -> Inspection:
        if Path(file.name).name == "bad.pdf":
            raise fault
        return inspect_content(file, password)

    bad, good = inspect_evidence(evidence(tmp_path, "bad.pdf", "good.pdf"), inspector=inspect)
    (problem,) = bad.inspection.problems
    assert (problem.code, problem.where.path) == ("evidence.unreadable", "evidence/bad.pdf")
    assert problem.hint
    assert good.is_usable


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OSError(), "文件无法读取（读取其中的数据时出错）。"),
        (OSError(errno.EACCES, "denied"), "文件无法读取：没有权限。"),
        (UnrenderedPage(), "文件无法读取（阅读器也画不出）。"),
        (MemoryError(), "文件无法读取（内存不够）。"),
    ],
)
def test_a_file_is_not_told_the_name_of_an_exception(tmp_path: Path, fault: Exception, told: str) -> None:
    def inspect(file: BinaryIO, password: str) -> Inspection:
        raise fault

    (bad,) = inspect_evidence(evidence(tmp_path, "bad.pdf"), inspector=inspect)
    assert [problem.message for problem in bad.inspection.problems] == [told]


@pytest.mark.usefixtures("calls_stay_here")
@pytest.mark.parametrize("fault", [*FAULTS, OSError])
def test_a_file_whose_pages_cannot_be_made_is_named_and_the_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    fail_on(monkeypatch, "bad.pdf", fault("some library"))
    examined = inspect_evidence(evidence(tmp_path, "bad.pdf", "good.pdf"))
    made = make_evidence_pages(examined, tmp_path / "work", draw_boxes)
    assert list(made.files) == ["evidence/good.pdf"]
    (problem,) = made.problems
    assert (problem.code, problem.where.path) == ("evidence.unreadable", "evidence/bad.pdf")


@pytest.mark.usefixtures("calls_stay_here")
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), Cancelled()])
def test_what_no_file_is_to_blame_for_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    fail_on(monkeypatch, "bad.pdf", failure)
    examined = inspect_evidence(evidence(tmp_path, "bad.pdf"))
    with pytest.raises(type(failure)):
        make_evidence_pages(examined, tmp_path / "work", draw_boxes)


def fail_on(monkeypatch: pytest.MonkeyPatch, name: str, failure: Exception) -> None:
    make: Callable[..., Any] = evidence_pages.make_bound_pdf

    def make_or_fail(path: Path, *more: Any) -> Any:
        if path.name == name:
            raise failure
        return make(path, *more)

    monkeypatch.setattr(evidence_pages, "make_bound_pdf", make_or_fail)


# -- the end of a process ----------------------------------------------------------------------------------------


def inspect_or_crash(path: Path, password: str) -> Inspection:
    if path.name == "bad.pdf":
        os.kill(os.getpid(), signal.SIGSEGV)
    with path.open("rb") as file:
        return inspect_content(file, password)


def make_or_crash(path: Path, *more: Any) -> Any:
    if path.name == "bad.pdf":
        os.kill(os.getpid(), signal.SIGSEGV)
    return make_file_pages(path, *more)


def merge_or_crash(book: Book, *more: Any) -> None:
    if any(POISON in path.read_bytes() for path in list_evidence_pdfs(book)):
        os.kill(os.getpid(), signal.SIGSEGV)
    merge_package(book, *more)


def mend_or_crash(name: str, file: FilePdf, target: Path) -> Any:
    if POISON in file.pdf.read_bytes():
        os.kill(os.getpid(), signal.SIGSEGV)
    return mend_unmergeable(name, file, target)


def list_evidence_pdfs(book: Book) -> list[Path]:
    return [file.pdf for item in book.items for file in item.files]


def test_a_file_on_which_the_process_crashes_is_named_and_the_others_are_inspected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_inspect_path", inspect_or_crash)
    bad, good = inspect_evidence(evidence(tmp_path, "bad.pdf", "good.pdf"))
    (problem,) = bad.inspection.problems
    assert (problem.code, problem.where.path) == ("evidence.unreadable", "evidence/bad.pdf")
    assert "程序崩溃" in problem.message
    assert good.is_usable


def test_a_file_whose_pages_crash_the_process_is_named_and_the_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_pages, "make_file_pages", make_or_crash)
    examined = inspect_evidence(evidence(tmp_path, "bad.pdf", "good.pdf"))
    made = make_evidence_pages(examined, tmp_path / "work", draw_boxes)
    assert list(made.files) == ["evidence/good.pdf"]
    (problem,) = made.problems
    assert (problem.code, problem.where.path) == ("evidence.unreadable", "evidence/bad.pdf")


@pytest.mark.slow
def test_a_file_that_crashes_the_merging_is_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "merge_package", merge_or_crash)
    monkeypatch.setattr(evidence_pages, "mend_unmergeable", mend_or_crash)
    folder = write_application(tmp_path / "application")
    write_objects(folder / "evidence" / "08 材料" / "3 坏.pdf", one_page(content=POISON + TEXT))
    found, files = build(folder)
    assert "程序崩溃" in found["evidence.unreadable"]
    assert len(files) > 20
    assert not any(name.endswith("坏.pdf") for name in files)
    assert not docgen.verify(tmp_path / "out")


# -- merging -----------------------------------------------------------------------------------------------------


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An application with a PDF on which merging fails, however it is merged."""
    make_sheets: Callable[..., None] = merge._make_sheets

    def make_sheets_or_fail(package: pikepdf.Pdf, *more: Any) -> None:
        for page in package.pages:
            contents = page.obj.get("/Contents")
            if isinstance(contents, pikepdf.Stream) and POISON in contents.read_bytes():
                raise RuntimeError("some library")
        make_sheets(package, *more)

    monkeypatch.setattr(merge, "_make_sheets", make_sheets_or_fail)
    folder = write_application(tmp_path / "application")
    write_objects(folder / "evidence" / "08 材料" / "3 坏.pdf", one_page(content=POISON + TEXT))
    return folder


def build(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Build a draft; return the problems of the bad file by code, and the evidence files of the package."""
    result = docgen.build(folder, folder.parent / "out", mode=Mode.DRAFT)
    assert result.out is not None
    manifest = json.loads((result.out / "manifest.json").read_text("utf-8"))
    found = {one.code: one.message for one in result.problems if one.where.path.endswith("坏.pdf")}
    files = [file["path"] for part in manifest["package"]["parts"] for file in part.get("files", ())]
    return found, files


@pytest.mark.slow
@pytest.mark.usefixtures("calls_stay_here")
def test_a_file_that_cannot_be_merged_is_printed_as_pictures_and_said(poisoned: Path) -> None:
    found, files = build(poisoned)
    assert "evidence.rendered" in found
    assert any(name.endswith("坏.pdf") for name in files)
    assert not docgen.verify(poisoned.parent / "out")


@pytest.mark.slow
@pytest.mark.usefixtures("calls_stay_here")
def test_a_file_that_cannot_be_drawn_either_is_left_out_and_named(
    poisoned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UnrenderedPage

    monkeypatch.setattr("docgen.package.evidence.evidence_pdf.open_viewer", refuse)
    found, files = build(poisoned)
    assert "evidence.unreadable" in found
    assert len(files) > 20
    assert not any(name.endswith("坏.pdf") for name in files)
