"""The blank 表1: official columns in order, blanks that take only what belongs there, and collecting reads it back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen import built_in
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form, Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.sheets.enterprise_blank import GUIDE, OTHERS, write_blank_table
from docgen.documents.sheets.enterprise_table import list_official_places, list_other_places
from docgen.project.register.collect import collect_sheets

TITLE = "企业发展情况表"
ROW = 7
OTHERS_ROW = 6


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return built_in()


@pytest.fixture(scope="module")
def table(catalog: Catalog) -> EnterpriseTable:
    return catalog.load_tables().enterprises


@pytest.fixture(scope="module")
def years(catalog: Catalog) -> Years:
    return catalog.load_form("2022-application").years


@pytest.fixture
def blank(tmp_path: Path, table: EnterpriseTable, years: Years) -> Path:
    path = tmp_path / "in" / "表1.xlsx"
    path.parent.mkdir()
    write_blank_table(path, table, years)
    return path


def rules(page: Any) -> dict[str, Any]:
    return {str(rule.sqref): rule for rule in page.data_validations.dataValidation}


def test_the_first_sheet_is_the_official_table(blank: Path) -> None:
    page = openpyxl.load_workbook(blank)[TITLE]
    assert (page["A1"].value, page["A2"].value, page["A3"].value) == (
        f"表1　{TITLE}",
        "填表单位：（盖章）",
        "填报人和手机：",
    )
    assert [cell.value for cell in page[5] if cell.value] == [
        *("序号", "企业名称", "主营业务", "产值（亿元）", "研发投入（万元）", "工业软件采购额（万元）"),
        *("出口贸易额（万元）", "2021年从业人员数", "2021年研发人员数", "备注"),
    ]
    assert [cell.value for cell in page[6] if cell.value] == ["2019年", "2020年", "2021年"] * 4
    assert [cell.value for cell in page[ROW]] == [1, *[None] * 17]
    assert {"D5:F5", "G5:I5", "J5:L5", "M5:O5", "B5:B6", "P5:P6"} <= {str(one) for one in page.merged_cells.ranges}
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")


def test_every_year_of_the_form_is_in_the_headings(tmp_path: Path, catalog: Catalog, table: EnterpriseTable) -> None:
    form: Form = catalog.load_form("2025-application")
    write_blank_table(tmp_path / "x.xlsx", table, form.years)
    page = openpyxl.load_workbook(tmp_path / "x.xlsx")[TITLE]
    assert [cell.value for cell in page[6] if cell.value] == [f"{year}年" for year in form.years.actual] * 4


def test_only_blanks_can_be_changed_and_no_password_is_in_the_way(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    for name, row, locked in ((TITLE, ROW, {1}), (OTHERS, OTHERS_ROW, {1})):
        page = book[name]
        assert page.protection.sheet
        assert not page.protection.password
        assert {cell.column for cell in page[row] if cell.protection.locked} == locked
        assert page.cell(row - 1, 2).protection.locked
        assert page.cell(row, 2).fill.fgColor.rgb == "FFFFF9DB"
    assert book[GUIDE].protection.sheet


def test_each_blank_says_what_belongs_in_it_and_refuses_what_does_not(
    blank: Path, table: EnterpriseTable, years: Years
) -> None:
    book = openpyxl.load_workbook(blank)
    found = {**rules(book[TITLE])}
    assert len(found) == len(list_official_places(table, years)) == 17
    assert len(rules(book[OTHERS])) == len(list_other_places(table, years))
    output, staff, rd_staff, name = (found[f"{column}{ROW}"] for column in "DPQB")
    assert (output.type, output.operator, output.formula1) == ("decimal", None, "0")
    assert output.prompt == table.by_id["output"].hint
    assert output.promptTitle == "2019年产值（亿元）"
    assert "不小于0" in output.error
    assert (staff.type, staff.formula1) == ("whole", "0")
    assert (rd_staff.type, rd_staff.formula2) == ("whole", f"P{ROW}")
    assert "不多于从业人员数" in rd_staff.error
    assert (name.type, name.formula2) == ("textLength", "200")
    for rule in (*found.values(), *rules(book[OTHERS]).values()):
        assert rule.prompt
        assert rule.error
        assert len(rule.promptTitle) <= 32


def test_yes_and_no_are_chosen_from_a_list_and_what_may_fall_may_be_negative(blank: Path) -> None:
    page = openpyxl.load_workbook(blank)[OTHERS]
    found = rules(page)
    above, below = ({page.cell(row, at).value: at for at in range(1, page.max_column + 1)} for row in (3, 4))
    assert "2019年" in below
    letter = openpyxl.utils.get_column_letter
    assert found[f"{letter(above['是否中小企业'])}{OTHERS_ROW}"].formula1 == '"是,否"'
    assert Decimal(found[f"{letter(above['外商直接投资额（万元）'])}{OTHERS_ROW}"].formula1) < 0
    code = found[f"{letter(above['统一社会信用代码'])}{OTHERS_ROW}"]
    assert (code.type, code.operator, code.formula1) == ("textLength", "equal", "18")
    assert found[f"{letter(above['专精特新认定年份'])}{OTHERS_ROW}"].type == "whole"


def test_collecting_reads_both_sheets_as_one_enterprise(blank: Path, table: EnterpriseTable, years: Years) -> None:
    book = openpyxl.load_workbook(blank)
    for column, value in enumerate(["甲公司", "齿轮", *[1.5] * 12, 100, 20, "备注一"], 2):
        book[TITLE].cell(ROW, column).value = value
    book[TITLE]["A3"].value = "填报人和手机：张三 13800000000"
    book[OTHERS].cell(OTHERS_ROW, 1).value = "甲公司"
    book[OTHERS].cell(OTHERS_ROW, 2).value = "91990126MAY000375L"
    book[OTHERS].cell(OTHERS_ROW, 3).value = "是"
    book.save(blank)
    collected = collect_sheets(blank.parent, table, years)
    assert collected.problems == ()
    assert collected.unplaced == ()
    (row,) = collected.rows
    assert row.values["name"] == "甲公司"
    assert row.values["output.2021"] == Decimal("1.5")
    assert (row.values["credit_code"], row.values["sme"]) == ("91990126MAY000375L", True)
    assert str(row.sources["output.2019"]) == f"表1.xlsx {TITLE}!D{ROW}"
    assert str(row.sources["sme"]) == f"表1.xlsx {OTHERS}!C{OTHERS_ROW}"


def test_the_same_years_give_the_same_bytes(blank: Path, tmp_path: Path, table: EnterpriseTable, years: Years) -> None:
    write_blank_table(tmp_path / "x.xlsx", table, years)
    assert (tmp_path / "x.xlsx").read_bytes() == blank.read_bytes()


def test_the_year_before_is_asked_for_beyond_the_official_table(
    blank: Path, tmp_path: Path, table: EnterpriseTable, years: Years
) -> None:
    book = openpyxl.load_workbook(blank)
    official, others = book.worksheets[:2]
    row = others.max_row
    asked = {others.cell(row - 3, at).value: at for at in range(1, 20) if others.cell(row - 2, at).value == "2018年"}
    assert list(asked) == [
        "产值（亿元）",
        "研发投入（万元）",
        "出口贸易额（万元）",
        "外商直接投资额（万元）",
        "有效发明专利",
    ]
    assert {others.cell(row - 1, at).value for at in asked.values()} == {
        "上年，仅用于计算增速，不印入表1；当年没有的填0"
    }
    assert "2018年" not in [cell.value for line in official for cell in line]
    official.cell(official.max_row, 2).value = "甲公司"
    for at in asked.values():
        others.cell(row, at).value = 3
    (tmp_path / "回收").mkdir()
    book.save(tmp_path / "回收" / "甲.xlsx")
    (collected,) = collect_sheets(tmp_path / "回收", table, years).rows
    bases = {place: value for place, value in collected.values.items() if place.endswith(".2018")}
    assert bases == dict.fromkeys([f"{name}.2018" for name in ("output", "rd", "exports", "fdi", "patents")], 3)
