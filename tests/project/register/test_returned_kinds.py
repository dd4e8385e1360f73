"""Returns of every kind of file, and numbers as cells show them, through the whole collection."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from docgen.definitions.catalog import built_in
from docgen.project.register.collect import collect_sheets
from docgen.project.register.collected_rows import Collected
from docgen.project.register.register import read_register
from docgen.project.spreadsheets import old_excel
from old_workbook import RELATIVE_NAME, OldSheetContent, write_old_workbook

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
HEADINGS = ["序号", "企业名称", "2021年产值（亿元）", "2021年研发投入（万元）", "2021年从业人员数"]
ROW: list[str | float | None] = [1, "甲厂", 1.25, 300, 210]
READ = {
    "name": "甲厂",
    "output.2021": Decimal("1.25"),
    "rd.2021": Decimal(300),
    "employees.2021": Decimal(210),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "回收"
    folder.mkdir()
    return folder


def write_new(path: Path, change: Callable[[Worksheet], None] | None = None, row: Sequence[object] = ROW) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    sheet.append(HEADINGS)
    sheet.append(list(row))
    if change:
        change(sheet)
    book.save(path)
    return path


def write_old(path: Path, name: str = "乙厂", names: Sequence[bytes] = ()) -> None:
    row = [ROW[0], name, *ROW[2:]]
    write_old_workbook(path, OldSheetContent("表1", [HEADINGS, row]), names=names)


def collected(folder: Path) -> Collected:
    return collect_sheets(folder, TABLE, YEARS)


def test_a_new_workbook_named_xls_is_read_and_so_is_the_other_file(home: Path) -> None:
    write_new(home / "甲.xlsx").rename(home / "甲.xls")
    write_old(home / "乙.xlsx")
    found = collected(home)
    assert [row.values for row in found.rows] == [READ | {"name": "乙厂"}, READ]
    assert found.problems == ()


def test_an_old_workbook_with_relative_names_is_read(home: Path) -> None:
    write_old(home / "乙.xls", names=[RELATIVE_NAME])
    write_new(home / "甲.xlsx")
    found = collected(home)
    assert ([row.values["name"] for row in found.rows], found.problems) == (["乙厂", "甲厂"], ())


@pytest.mark.usefixtures("calls_stay_here")
def test_a_file_at_which_a_reader_fails_costs_only_itself(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_old(home / "乙.xls")
    write_new(home / "甲.xlsx")

    def fail(path: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(old_excel, "read_old_workbook", fail)
    found = collected(home)
    assert [row.values["name"] for row in found.rows] == ["甲厂"]
    assert [(one.code, one.where.path, one.message) for one in found.problems] == [
        ("collect.unreadable", "乙.xls", "文件里的表读不出来，可能已损坏。")
    ]


@pytest.mark.parametrize(
    ("cell", "stored", "code"),
    [
        ("C2", 125_000_000, "0!.00,,"),
        ("C2", 125_000_000, '0!.00,,"亿"'),
        ("C2", 1.25, '0.00"亿元"'),
        ("D2", 3_000_000, '0!.0,"万"'),
        ("D2", 300_000, "#,##0.0,"),
        ("D2", 300, "￥#,##0.00"),
        ("E2", 210, 'General"人"'),
    ],
)
def test_a_figure_is_collected_as_its_cell_shows_it(home: Path, cell: str, stored: float, code: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = stored
        sheet[cell].number_format = code

    write_new(home / "甲.xlsx", change)
    found = collected(home)
    assert ([row.values for row in found.rows], found.problems) == ([READ], ())


def test_the_unit_that_a_cell_shows_is_converted_and_told(home: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C2"].number_format = '0.00"万元"'
        sheet["C2"] = 12_500
        sheet["D2"].number_format = "0.0%"
        sheet["D2"] = 0.315

    write_new(home / "甲.xlsx", change)
    found = collected(home)
    assert found.rows[0].values == {key: value for key, value in READ.items() if key != "rd.2021"}
    assert [(one.code, one.message) for one in found.problems][:2] == [
        ("enterprises.converted", "表1!C2“2021年产值（亿元）”：“12500万元”已换算成 1.25亿元。"),
        ("enterprises.cell", "表1!D2“2021年研发投入（万元）”：“31.5%”的单位不是万元。"),
    ]


def test_array_formulas_without_a_stored_value_are_named_with_their_cells(home: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C2"] = ArrayFormula("C2", "=SUM(D2:E2)/616")
        sheet["D2"] = DataTableFormula("D2", r1="A1")

    write_new(home / "甲.xlsx", change)
    told = [one.message for one in collected(home).problems if one.code == "enterprises.cell"]
    assert told == [f"表1!{cell}：这一格是公式，文件里没有算好的值。" for cell in ("C2", "D2")]


def test_the_kind_is_found_by_content(home: Path) -> None:
    write_old(home / "甲.et", "子厂")
    for at, (name, delimiter, encoding) in enumerate(
        [
            ("乙.csv", "\t", "utf-16"),
            ("丙.csv", ";", "utf-8-sig"),
            ("丁.txt", "\t", "gb18030"),
            ("戊.xls", ",", "utf-8"),
        ]
    ):
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows([HEADINGS, [at, f"{at}厂", *ROW[2:]]])
        (home / name).write_bytes(text.getvalue().encode(encoding))
    write_new(home / "己.xlsx").rename(home / "己.xlsx.1")
    cells = "".join(f"<td>{cell}</td>" for cell in [1, "网页厂", *ROW[2:]])
    head = "".join(f"<th>{cell}</th>" for cell in HEADINGS)
    (home / "庚.xls").write_text(f"<table><tr>{head}</tr><tr>{cells}</tr></table>", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("企业发展情况表")
    table = document.add_table(rows=2, cols=len(HEADINGS))
    for position, (heading, value) in enumerate(zip(HEADINGS, [1, "文档厂", *ROW[2:]], strict=True)):
        table.cell(0, position).text, table.cell(1, position).text = heading, str(value)
    document.save(str(home / "辛.docx"))
    found = collected(home)
    assert {row.values["name"] for row in found.rows} == {
        *("子厂", "0厂", "1厂", "2厂", "3厂", "甲厂", "网页厂", "文档厂")
    }
    assert all(row.values | {"name": "甲厂"} == READ for row in found.rows)
    assert {one.code for one in found.problems} == {"file.encoding"}


def test_what_holds_no_table_is_told_and_is_no_error(home: Path) -> None:
    (home / "说明.txt").write_text("请收。\n", encoding="utf-8")
    (home / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    (home / "回收.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    document = docx.Document()
    document.add_paragraph("通知")
    document.save(str(home / "通知.docx"))
    found = collected(home)
    assert {(one.code, one.where.path) for one in found.problems} == {
        ("collect.no-table", name) for name in ("说明.txt", "照片.jpg", "回收.zip", "通知.docx")
    }
    assert next(one.hint for one in found.problems if one.where.path == "回收.zip") == "请解压后再收一次。"


@pytest.mark.parametrize("name", ["enterprises.xls", "enterprises.et", "enterprises.xlsm", "enterprises.xlsx"])
@pytest.mark.parametrize("write", [write_new, write_old])
def test_the_table_of_an_application_may_be_of_any_kind(
    tmp_path: Path, name: str, write: Callable[[Path], object]
) -> None:
    write(tmp_path / "x.xlsx")
    (tmp_path / "x.xlsx").rename(tmp_path / name)
    register = read_register(tmp_path, TABLE, YEARS)
    assert register is not None
    assert (register.path, len(register.names)) == (name, 1)
    assert register.columns["output.2021"] == (Decimal("1.25"),)


def test_a_merged_word_holds_for_all_its_enterprises_and_a_merged_figure_for_the_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["企业名称", "是否中小企业", "2021年产值（亿元）"], ["甲厂", "是", 1.25], ["乙厂"], ["丙厂", "否", 2]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / "enterprises.xlsx")
    register = read_register(tmp_path, TABLE, YEARS)
    assert register is not None
    assert register.columns["sme"] == (True, True, False)
    assert register.columns["output.2021"] == (Decimal("1.25"), None, Decimal(2))
    rows = collected(tmp_path).rows
    assert [row.values.get("sme") for row in rows] == [True, True, False]
