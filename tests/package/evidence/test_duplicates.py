"""What was filed twice: the same file, the same page, in one item or in two."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

import broken_files as files
from docgen.package.evidence.intake import inspect_evidence
from docgen.project.evidence.evidence_files import EvidenceFile


def filed(*paths: Path, items: str = "") -> list[tuple[str, str, str]]:
    """Code, file and message of what is said of the files beside one another; all belong to item 8 if not said."""
    numbers = items.split() or ["8"] * len(paths)
    found = inspect_evidence(
        EvidenceFile(item, path, f"evidence/{path.name}", path.stem) for item, path in zip(numbers, paths, strict=True)
    )
    problems = [problem for one in found for problem in one.inspection.problems if "duplicate" in problem.code]
    return [(problem.code, problem.where.path, problem.message) for problem in problems]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return files.scan_of(tmp_path / "scan.pdf", files.sheet(marks="#202020"), files.sheet(marks="#303030"))


def copy(path: Path, name: str) -> Path:
    (path.parent / name).write_bytes(path.read_bytes())
    return path.parent / name


def test_the_same_file_twice_in_an_item_is_told_once_and_names_both(scan: Path) -> None:
    assert filed(scan, copy(scan, "again.pdf"), copy(scan, "third.pdf")) == [
        ("evidence.duplicate", "evidence/scan.pdf", "同一个文件放了 3 次：与“again.pdf”、“third.pdf”内容完全相同。")
    ]


def test_the_same_file_for_two_items_is_only_noted(scan: Path) -> None:
    assert filed(scan, copy(scan, "again.pdf"), items="8 9") == [
        ("evidence.duplicate-elsewhere", "evidence/scan.pdf", "同一个文件也放在佐证材料9：“again.pdf”。")
    ]


def test_the_same_office_file_twice_is_told(tmp_path: Path) -> None:
    from office_samples import write_docx

    first = write_docx(tmp_path / "a.docx")
    assert [code for code, _, _ in filed(first, copy(first, "b.docx"))] == ["evidence.duplicate"]


def test_the_same_scans_in_a_file_that_was_saved_otherwise_are_told_by_page(scan: Path, tmp_path: Path) -> None:
    with pikepdf.open(scan) as pdf:
        pdf.add_blank_page()
        pdf.pages.reverse()
        pdf.save(tmp_path / "other.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert filed(scan, tmp_path / "other.pdf") == [
        ("evidence.duplicate", "evidence/other.pdf", "第 2—3 页与“scan.pdf”的第 1—2 页完全相同。")
    ]
    assert filed(scan, tmp_path / "other.pdf", items="8 9") == []


def test_a_picture_and_its_scan_as_pdf_are_the_same(scan: Path, tmp_path: Path) -> None:
    with pikepdf.open(scan) as pdf:
        (tmp_path / "page.jpg").write_bytes(pdf.pages[1].Resources.XObject.Im0.read_raw_bytes())
    assert filed(scan, tmp_path / "page.jpg") == [
        ("evidence.duplicate", "evidence/page.jpg", "第 1 页与“scan.pdf”的第 2 页完全相同。")
    ]


def test_a_page_that_was_scanned_into_a_file_twice_is_told(tmp_path: Path) -> None:
    path = files.scan_of(tmp_path / "a.pdf", files.sheet(), files.sheet(marks="#404040"), files.sheet())
    assert filed(path) == [("evidence.duplicate", "evidence/a.pdf", "第 3 页与前面的第 1 页完全相同。")]


def test_blank_pages_and_files_that_cannot_be_used_are_no_duplicates(tmp_path: Path) -> None:
    blank = files.drawn_pdf(tmp_path / "a.pdf", b"", b"", b"0 g 9 9 9 9 re f")
    locked = files.protected_pdf(tmp_path / "b.pdf", user="u", owner="o")
    assert filed(blank, locked, copy(locked, "c.pdf")) == []


def test_pages_with_the_same_operators_and_other_fonts_are_not_the_same(tmp_path: Path) -> None:
    paths = []
    for name, outlines in (("a.pdf", b"one font"), ("b.pdf", b"another")):
        path = files.pdf_with_standard_font(tmp_path / name)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            font = pdf.pages[0].Resources.Font.F1
            font.FontDescriptor = pikepdf.Dictionary(FontFile2=pdf.make_stream(outlines))
            pdf.save(path)
        paths.append(path)
    assert filed(*paths) == []


def test_a_file_that_vanishes_is_told_as_unreadable(tmp_path: Path) -> None:
    gone = EvidenceFile("8", tmp_path / "gone.pdf", "evidence/gone.pdf", "gone")
    (examined,) = inspect_evidence([gone])
    (problem,) = examined.inspection.problems
    assert (problem.code, problem.where.path) == ("evidence.unreadable", "evidence/gone.pdf")
