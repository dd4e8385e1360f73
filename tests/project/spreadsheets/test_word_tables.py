"""The tables of Word documents as grids: merged cells, vertical labels, what is not seen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from docgen.errors import InputError
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def read(path: Path) -> list[SheetGrid]:
    grids, problems = read_grids(path, path.name)
    assert problems == []
    return grids


def write_body(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>')
    return path


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_merged_cells_stand_in_their_first_place(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("附件1", "企业发展情况表", "单位：万元"):
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=4)
    for position, text in enumerate(("企业名称", "产值", "", "备注")):
        table.cell(0, position).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 3).merge(table.cell(1, 3))
    table.cell(1, 1).text, table.cell(1, 2).text = "2020年", "2021年"
    for position, text in enumerate(("甲厂", "1,250", "1 500", "新建\n投产")):
        table.cell(2, position).text = text
    document.add_paragraph("填报单位（盖章）：")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "附注"
    document.save(str(tmp_path / "a.docx"))
    first, second = read(tmp_path / "a.docx")
    assert (first.sheet, first.lines) == ("表格1", (0, 0, 0, 1, 2, 3))
    assert first.rows == (
        ("附件1",),
        ("企业发展情况表",),
        ("单位：万元",),
        ("企业名称", "产值", None, "备注"),
        (None, "2020年", "2021年"),
        ("甲厂", "1,250", "1 500", "新建\n投产"),
    )
    assert first.merged == (MergedArea(1, 2, 0, 0), MergedArea(1, 1, 1, 2), MergedArea(1, 2, 3, 3))
    assert (second.sheet, second.rows) == ("表格2", (("填报单位（盖章）：",), ("附注",)))


def test_what_is_not_seen_is_not_read(tmp_path: Path) -> None:
    seen = "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"
    seen += "<w:ins><w:r><w:t>厂</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    label = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in "企业")
    rows = f"<w:tr><w:tc>{label}</w:tc>{cell('产值')}</w:tr>"
    rows += f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删去')}{cell('1')}</w:tr>"
    rows += (
        f"<w:sdt><w:sdtContent><w:tr><w:tc>{seen}</w:tc><w:sdt><w:sdtContent>{cell('2')}</w:sdtContent></w:sdt></w:tr>"
    )
    rows += "</w:sdtContent></w:sdt>"
    inner = f"<w:tr><w:tc><w:tbl><w:tr>{cell('里')}</w:tr></w:tbl><w:p/></w:tc>{cell('3')}</w:tr>"
    (grid,) = read(write_body(tmp_path / "a.docx", f"<w:tbl>{rows}{inner}</w:tbl>"))
    assert grid.rows == (("企业", "产值"), ("甲厂", "2"), (None, "3"))


def test_cells_of_an_uneven_grid_stand_below_their_headings(tmp_path: Path) -> None:
    heading = cell("企业名称", '<w:gridSpan w:val="2"/>') + cell("产值")
    row = cell("甲厂") + cell("（盖章）") + cell("1.25")
    indented = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell("1.5")
    body = f"<w:tbl><w:tr>{heading}</w:tr><w:tr>{row}</w:tr><w:tr>{indented}</w:tr></w:tbl>"
    (grid,) = read(write_body(tmp_path / "a.docx", body))
    assert grid.rows == (("企业名称", None, "产值"), ("甲厂", "（盖章）", "1.25"), (None, None, "1.5"))


def test_a_document_without_a_table_has_no_grid_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    assert read(write_body(tmp_path / "a.docx", "<w:p><w:r><w:t>通知</w:t></w:r></w:p>")) == []
    with pytest.raises(InputError, match="可能已损坏"):
        read_grids(write_body(tmp_path / "b.docx", "<w:tbl>"), "b.docx")
