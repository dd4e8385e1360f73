"""Office files as evidence: what is told before they are converted, and what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from docgen.package.evidence.evidence_pages import collect_converted_pages
from docgen.package.evidence.intake import inspect_evidence
from docgen.package.evidence.preflight import Ink
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.runtime.office import Converted, convert, find_office
from office_samples import (
    current_user,
    png,
    relation,
    shown_picture,
    word_stream,
    write_compound,
    write_docx,
    write_pptx,
    write_sheet,
)


def filed(path: Path) -> EvidenceFile:
    return EvidenceFile("8", path, f"evidence/{path.name}", path.stem)


def test_protected_empty_and_false_office_files_are_told_each_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "false.docx").write_bytes(b"<html>404</html>")
    cut = write_docx(tmp_path / "cut.docx")
    cut.write_bytes(cut.read_bytes()[:500])
    write_compound(tmp_path / "locked.wps", {"WordDocument": word_stream(flags=0x0100)})
    write_compound(tmp_path / "locked.ppt", {"PowerPoint Document": b"", "Current User": current_user(0xF3D1C4DF)})
    found = inspect_evidence(filed(path) for path in sorted(tmp_path.iterdir()))
    problems = [problem for one in found for problem in one.inspection.problems]
    assert [(p.code, p.where.path) for p in problems] == [
        ("evidence.unreadable", "evidence/cut.docx"),
        ("evidence.empty", "evidence/empty.xlsx"),
        ("evidence.unknown-kind", "evidence/false.docx"),
        ("evidence.protected", "evidence/locked.ppt"),
        ("evidence.protected", "evidence/locked.wps"),
    ]
    assert (problems[-1].message, problems[-1].hint) == ("文件有密码。", "请去掉密码后重新保存。")


def test_a_file_that_was_not_converted_is_told_with_the_reason(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx")
    pages, (problem,) = collect_converted_pages(inspect_evidence([filed(path)]), {path: Converted(None, "打不开")})
    assert pages == {}
    assert (problem.code, problem.where.path) == ("evidence.conversion-failed", "evidence/a.docx")
    assert problem.message == "无法转换成 PDF：打不开。"


@pytest.mark.slow
def test_what_libreoffice_makes_of_office_files_is_looked_into_as_well(tmp_path: Path) -> None:
    """Slides are pages, also of a .dps; what is only linked is not fetched; blank pages are told, not dropped."""
    (tmp_path / "seal.png").write_bytes(png())
    linked = relation("image", (tmp_path / "seal.png").as_uri())
    paths = [
        write_pptx(tmp_path / "1 slides.pptx", "one", "", "three"),
        write_pptx(tmp_path / "2 linked.pptx", shown_picture("link"), relations=linked),
        write_pptx(tmp_path / "3 wps.dps", "one"),
        write_docx(tmp_path / "4 empty.docx", ""),
        write_sheet(tmp_path / "5 table.et"),
    ]
    examined = inspect_evidence(map(filed, paths))
    assert [p.code for one in examined for p in one.inspection.problems] == ["evidence.linked-outside"]
    pages, problems = collect_converted_pages(examined, convert(find_office(), paths, tmp_path / "work"))
    grey, blank = Ink.GREY, Ink.BLANK
    inks = [pages[one.file.name].inks for one in examined]
    assert inks == [(grey, blank, grey), (blank,), (grey,), (blank,), (grey,)]
    assert [(problem.where.path, problem.message) for problem in problems] == [
        ("evidence/1 slides.pptx", "第 2 页是空白页。"),
        ("evidence/2 linked.pptx", "第 1 页是空白页。"),
        ("evidence/4 empty.docx", "第 1 页是空白页。"),
    ]


def test_what_the_pages_of_an_office_file_will_lack_is_told_before(tmp_path: Path) -> None:
    changed = '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'
    write_docx(tmp_path / "1 changed.docx", changed)
    write_sheet(tmp_path / "2 today.xlsx", formula="=TODAY()")
    write_pptx(tmp_path / "3 nothing.pptx")
    found = [
        one for file in inspect_evidence(map(filed, sorted(tmp_path.iterdir()))) for one in file.inspection.problems
    ]
    assert [(one.code, one.where.path) for one in found] == [
        ("evidence.tracked-changes", "evidence/1 changed.docx"),
        ("evidence.not-stored", "evidence/2 today.xlsx"),
        ("evidence.empty", "evidence/3 nothing.pptx"),
    ]
    assert "1 处修订" in found[0].message and "企业表!A4 的 =TODAY()" in found[1].message


@pytest.mark.slow
def test_numbers_that_are_printed_as_hashes_are_told_with_the_page(tmp_path: Path) -> None:
    path = tmp_path / "narrow.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, 123456789012, book.add_format({"num_format": "#,##0.00"}))
        sheet.write(1, 0, "企业名称很长的有限责任公司")
        sheet.write(1, 1, "邻格")
    (one,) = inspect_evidence([filed(path)])
    assert [problem.code for problem in one.inspection.problems] == ["evidence.cell-cut"]
    _, problems = collect_converted_pages([one], convert(find_office(), [path], tmp_path / "work"))
    assert [(problem.code, problem.message) for problem in problems] == [
        ("evidence.cell-cut", "第 1 页有数字或日期印成了 ###：列太窄。")
    ]
