"""Workbooks: text stays text, the same input is the same file, and LibreOffice prints it as it should look."""

from __future__ import annotations

import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest

from docgen.documents.excel.excel_proof import verify_workbook
from docgen.documents.excel.excel_writer import create_workbook, write_workbook
from docgen.documents.sheets.sheet import LONGEST_TEXT, Band, PrintableSheet, PrintColumn, SheetRow, fit_cell
from docgen.errors import OutputError, ReadBackError
from docgen.runtime.office import convert, find_office

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


def sheet(*rows: SheetRow, head: tuple[str, ...] = (), foot: tuple[str, ...] = ()) -> PrintableSheet:
    columns = (PrintColumn("序号", 6, centred=True), PrintColumn("内容", 40))
    return PrintableSheet("清单", "佐证材料清单", head, columns, rows, foot)


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


def test_a_workbook_that_does_not_read_back_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet((1, "甲")))
    with pytest.raises(ReadBackError) as caught:
        verify_workbook(path, {"清单": sheet((1, "乙"))})
    assert caught.value.message == "写好的 Excel 与数据不一致：清单!B3 应是“乙”，读出来是“甲”。"
    assert caught.value.path == "x.xlsx"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="写不了 Excel 文件：") as caught:
        write_workbook(tmp_path / "没有" / "x.xlsx", sheet((1, "甲")))
    assert caught.value.remedy == "请检查磁盘和权限。"


@pytest.mark.slow
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


def register(*rows: SheetRow, total: str = "合计", head: tuple[str, ...] = ("填表单位：（盖章）",)) -> PrintableSheet:
    columns = (
        PrintColumn("序号", 6, centred=True),
        PrintColumn("企业名称", 30),
        PrintColumn("2020年", 12, group="产值（亿元）", decimals=2, summed=True),
        PrintColumn("2021年", 12, group="产值（亿元）", decimals=2, summed=True),
        PrintColumn("从业人员数", 10, decimals=0, summed=True),
    )
    return PrintableSheet("表1", "企业发展情况表", head, columns, rows, ("填表人：",), total)


ENTERPRISES: tuple[SheetRow, ...] = (
    (1, "甲公司", Decimal("12.10"), Decimal("-0.05"), 120),
    (2, "乙公司", None, Decimal(0), Decimal(33)),
    (3, "丙公司", "无", Decimal("0.1"), None),
)


def test_neighbours_of_one_group_have_a_heading_over_both(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, register(*ENTERPRISES))
    page = openpyxl.load_workbook(path).worksheets[0]
    assert {str(merged) for merged in page.merged_cells.ranges} == {
        "A1:E1",
        "A3:A4",
        "B3:B4",
        "C3:D3",
        "E3:E4",
        "A8:B8",
    }
    assert [cell.value for cell in page[3]] == ["序号", "企业名称", "产值（亿元）", None, "从业人员数"]
    assert [cell.value for cell in page[4]] == [None, None, "2020年", "2021年", None]
    assert (page.print_title_rows, page.freeze_panes) == ("$3:$4", "A5")


def test_a_number_is_a_number_with_its_decimals_and_a_blank_stays_blank(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, register(*ENTERPRISES))
    page = openpyxl.load_workbook(path).worksheets[0]
    assert [(page[cell].value, page[cell].number_format) for cell in ("C5", "D5", "E6")] == [
        (12.1, "0.00"),
        (-0.05, "0.00"),
        (33, "0"),
    ]
    assert (page["C6"].value, page["D6"].value, page["C7"].value, page["E7"].value) == (None, 0, "无", None)


def test_a_total_is_a_formula_and_has_its_value_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, register(*ENTERPRISES))
    formulas = openpyxl.load_workbook(path).worksheets[0]
    values = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert [cell.value for cell in formulas[8]] == ["合计", None, "=SUM(C5:C7)", "=SUM(D5:D7)", "=SUM(E5:E7)"]
    assert [cell.value for cell in values[8]] == ["合计", None, 12.1, 0.05, 153]


def test_a_total_without_rows_is_zero(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, register())
    assert [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][5]] == ["合计", None, 0, 0, 0]


def test_a_missing_formula_or_a_wrong_cached_total_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, register(*ENTERPRISES))
    for old, new, told in (
        (b"<f>SUM(C5:C7)</f>", b"<f>SUM(C5:C6)</f>", "表1!C8 应是“SUM(C5:C7)”，读出来是“SUM(C5:C6)”"),
        (b"<f>SUM(E5:E7)</f>", b"", "表1!E8 应是“SUM(E5:E7)”，读出来是“”"),
        (b"<v>153.0</v>", b"<v>154.0</v>", "表1!E8 应是“153”，读出来是“154"),
    ):
        broken = changed(path, tmp_path / "y.xlsx", old, new)
        with pytest.raises(ReadBackError) as caught:
            verify_workbook(broken, {"表1": register(*ENTERPRISES)})
        assert told in caught.value.message


def changed(path: Path, to: Path, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            assert name != "xl/worksheets/sheet1.xml" or old in data
            target.writestr(name, data.replace(old, new) if name == "xl/worksheets/sheet1.xml" else data)
    return to


def test_text_that_looks_like_a_number_does_not_pass_for_one(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet((1, "120")))
    with pytest.raises(ReadBackError):
        verify_workbook(path, {"清单": sheet((1, 120))})


def test_a_number_that_excel_cannot_keep_is_refused_by_its_cell(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_workbook(tmp_path / "x.xlsx", register((1, "甲", Decimal("12345678901234567.89"), None, None)))
    assert caught.value.message == "表1!C5 的数 12345678901234567.89 超过 15 位，Excel 存不准。"


def test_several_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    names = ["甲/乙[1]:*?\\", "甲 乙 1", "", "字" * 40, "字" * 41, "History", "'引'"]
    write_workbook(path, *[replace(sheet((1, name)), name=name) for name in names])
    found = openpyxl.load_workbook(path).sheetnames
    assert found == ["甲 乙 1", "甲 乙 1（2）", "表", "字" * 31, "字" * 28 + "（2）", "History（2）", "引"]


def test_portrait_is_a_choice(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, replace(sheet((1, "甲")), orientation="portrait"))
    assert openpyxl.load_workbook(path).worksheets[0].page_setup.orientation == "portrait"


def test_long_titles_head_lines_and_headings_get_the_height_they_need(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    columns = (PrintColumn("序号", 6), PrintColumn("这是一个很长很长的列标题", 10))
    write_workbook(path, PrintableSheet("表", "题" * 30, ("短", "长" * 100), columns, ((1, "甲"),)))
    page = openpyxl.load_workbook(path).worksheets[0]
    heights = [page.row_dimensions[row].height for row in (1, 2, 3, 4)]
    assert heights == [pytest.approx(wanted, abs=0.5) for wanted in (34 + 24 * 8, 20, 6 + 14 * 15, 10 + 14 * 3)]
    assert "A3:B3" in {str(merged) for merged in page.merged_cells.ranges}


def test_a_writer_of_its_own_gets_a_book_in_which_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with create_workbook(path, "题名") as book:
        book.add_worksheet("甲").write(0, 0, "=1+1")
    read = openpyxl.load_workbook(path)
    assert (read["甲"]["A1"].value, read["甲"]["A1"].data_type, read.properties.title) == ("=1+1", "s", "题名")


def test_a_writer_that_fails_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with pytest.raises(ZeroDivisionError), create_workbook(path, "题名") as book:
        book.add_worksheet("甲").write(0, 0, 1 / 0)
    assert not path.exists()


@pytest.mark.parametrize("text", ["字" * 40_000, "𠮷" * 20_000, "a" * LONGEST_TEXT, "x" + "𠮷" * 16_383 + "y"])
def test_a_text_that_no_cell_holds_is_cut_and_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    long = replace(sheet((1, text), Band(text), head=(text,), foot=(text,)), marked=frozenset({(0, 1)}))
    write_workbook(path, long)
    found = [cell for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True) for cell in row if cell]
    texts = [cell for cell in found if isinstance(cell, str) and len(cell) > 100]
    assert texts == [fit_cell(text)] * 4
    assert (fit_cell(text) == text) == (len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT)
    assert fit_cell(text) == text or fit_cell(text).endswith("…（Excel 的一格放不下，其余略）")
    assert len(fit_cell(text).encode("utf-16-le")) // 2 <= LONGEST_TEXT
