"""Workbooks: text stays text, the same input is the same file, and LibreOffice prints it as it should look."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import pytest

from docgen.documents import excel
from docgen.documents.excel import Band, Column, Row, Sheet, write_workbook
from docgen.errors import OutputError, ReadBackError
from docgen.package.office import convert, find_office

TEXTS = [
    "=1+1",
    "{=1+1}",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-1",
    "123456789012345678",
    "0075",
    "1.10",
    "1e5",
    "TRUE",
    "2022-10-14",
    "http://example.invalid/x",
    "mailto:a@example.invalid",
    "第一行\n第二行",
    "字" * 300,
    "&<>\"'",
    "😀𠮷",
    "_x0041_",
    "'单引号",
    "",
]


def sheet(*rows: Row, head: tuple[str, ...] = (), foot: tuple[str, ...] = ()) -> Sheet:
    columns = (Column("序号", 6, centred=True), Column("内容", 40))
    return Sheet("清单", "佐证材料清单", head, columns, rows, foot)


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet((7, text), head=(text,), foot=(text,)))
    page = openpyxl.load_workbook(path).worksheets[0]
    for cell in (page["A2"], page["B4"], page["A5"]):
        assert (cell.value or "") == text
        assert cell.data_type == "s" or not text
    assert (page["A4"].value, page["A4"].data_type) == (7, "n")
    assert [cell.value for cell in page[3]] == ["序号", "内容"]


def test_a_band_goes_across_all_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet(Band("=一、主导产业情况"), (1, "甲")))
    page = openpyxl.load_workbook(path).worksheets[0]
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:B1", "A3:B3"}
    assert (page["A3"].value, page["A3"].data_type) == ("=一、主导产业情况", "s")


def test_the_sheet_is_ready_to_be_printed(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet(*[(number, "甲") for number in range(80)]))
    page = openpyxl.load_workbook(path).worksheets[0]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$2:$2"
    assert page["A10"].border.left.style == page["B82"].border.bottom.style == "thin"
    assert page["B10"].alignment.wrap_text
    assert page["B10"].number_format == "@"


def test_a_row_is_as_high_as_its_longest_cell_needs(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet((1, "短"), (2, "字" * 200), (3, "一\n二\n三")))
    heights = [openpyxl.load_workbook(path).worksheets[0].row_dimensions[row].height for row in (3, 4, 5)]
    assert heights == [pytest.approx(wanted, abs=0.5) for wanted in (22, 8 + 14 * 11, 8 + 14 * 3)]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_workbook(one, sheet((1, "甲")))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    write_workbook(other, sheet((1, "甲")))
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert b"2000-01-01" in archive.read("docProps/core.xml")


def test_a_workbook_that_does_not_read_back_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "read_workbook", lambda path, shown: [("佐证材料清单",)])
    with pytest.raises(ReadBackError) as caught:
        write_workbook(tmp_path / "x.xlsx", sheet((1, "甲")))
    assert (caught.value.message, caught.value.path) == ("写好的 Excel 与数据不一致。", "x.xlsx")


def test_a_text_too_long_for_a_cell_is_not_cut_in_silence(tmp_path: Path) -> None:
    with pytest.raises(ReadBackError):
        write_workbook(tmp_path / "x.xlsx", sheet((1, "字" * 32_768)))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="写不了 Excel 文件：") as caught:
        write_workbook(tmp_path / "没有" / "x.xlsx", sheet((1, "甲")))
    assert caught.value.remedy == "请检查磁盘和权限。"


def test_libreoffice_prints_every_row_as_text_on_a4(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet((1, "=1+1"), (2, "123456789012345678"), (3, "0075"), foot=("末行",)))
    converted = convert(find_office(), [path], tmp_path / "work")[path]
    assert converted.pdf is not None
    [page] = pypdf.PdfReader(converted.pdf).pages
    words = page.extract_text()
    for text in ("佐证材料清单", "序号", "=1+1", "123456789012345678", "0075", "末行", "第 1 页，共 1 页"):
        assert text in words
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]
