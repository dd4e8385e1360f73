"""What was collected, as a workbook: the register reads back as the same values, each with its source."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from docgen import built_in
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.sheets.collected_workbook import DOUBTFUL, REGISTER, SOURCES, UNPLACED, write_collected_workbook
from docgen.project.register.collected_rows import Collected, CollectedRow, Unplaced, ValueSource
from docgen.project.register.register import read_register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.enterprises.enterprise_figures import Doubt
from docgen.values import NOTHING


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return built_in()


@pytest.fixture(scope="module")
def table(catalog: Catalog) -> EnterpriseTable:
    return catalog.load_tables().enterprises


@pytest.fixture(scope="module")
def years(catalog: Catalog) -> Years:
    return catalog.load_form("2022-application").years


def row(**values: CellValue) -> CollectedRow:
    named = {place.replace("__", "."): value for place, value in values.items()}
    return CollectedRow(named, {place: ValueSource(f"{named['name']}.xlsx", "表1", place) for place in named})


ROWS = (
    row(name="甲公司", credit_code="91990126MAY000375L", output__2021=Decimal("12.10"), sme=True, little_giant=2020),
    row(name="=1+1 乙&<>{{ }}公司", business="+86", output__2021=NOTHING, sme=False, employees__2019=Decimal(7)),
    row(name="𠮷䶮" * 150, output__2018=Decimal("0.1"), output__2019=Decimal("12.345"), remark="第一行\n第二行"),
)
LEFT = (Unplaced("甲公司.xlsx", "表1", "Z9", "=1", "没有这一列"), Unplaced("乙.xls", "", "", "", "打不开"))


def written(folder: Path, table: EnterpriseTable, years: Years, *rows: CollectedRow) -> Path:
    path = folder / "enterprises.xlsx"
    write_collected_workbook(path, Collected(rows, LEFT, (), 3), (), table, years)
    return path


def test_the_register_reads_back_as_the_same_values(tmp_path: Path, table: EnterpriseTable, years: Years) -> None:
    written(tmp_path, table, years, *ROWS)
    register = read_register(tmp_path, table, years)
    assert register is not None
    read = [{place: cells[at] for place, cells in register.columns.items()} for at in range(len(register.rows))]
    assert [{place: cell for place, cell in one.items() if cell is not None} for one in read] == [
        dict(one.values) for one in ROWS
    ]
    assert [problem.message for problem in register.problems if "credit" not in problem.code] == []


def test_the_columns_of_the_official_table_come_first_and_empty_ones_are_left_out(
    tmp_path: Path, table: EnterpriseTable, years: Years
) -> None:
    page = openpyxl.load_workbook(written(tmp_path, table, years, *ROWS))[REGISTER]
    assert [cell.value for cell in page[2]] == [
        *("序号", "企业名称", "主营业务", "2019年产值（亿元）", "2021年产值（亿元）", "备注"),
        *("统一社会信用代码", "是否中小企业", "2018年产值（亿元）", "2019年从业人员数", "小巨人认定年份"),
    ]
    assert (page["B4"].value, page["B4"].data_type, page["G3"].data_type) == ("=1+1 乙&<>{{ }}公司", "s", "s")
    assert (page.freeze_panes, page.auto_filter.ref) == ("C3", "A2:K5")


def test_every_value_has_its_source_in_the_same_place(tmp_path: Path, table: EnterpriseTable, years: Years) -> None:
    book = openpyxl.load_workbook(written(tmp_path, table, years, *ROWS))
    values, sources = book[REGISTER], book[SOURCES]
    assert [cell.value for cell in sources[2]] == [cell.value for cell in values[2]]
    assert sources["E3"].value == "甲公司.xlsx 表1!output.2021"
    for line in range(3, 6):
        assert sources.cell(line, 2).value == values.cell(line, 2).value
        filled = [[cell.value is not None for cell in page[line]] for page in (values, sources)]
        assert filled[0] == filled[1]


def test_what_has_no_place_is_listed_with_file_sheet_cell_text_and_reason(
    tmp_path: Path, table: EnterpriseTable, years: Years
) -> None:
    page = openpyxl.load_workbook(written(tmp_path, table, years, *ROWS))[UNPLACED]
    assert page["A2"].value == "读取了 3 个文件、3 家企业；以下内容没有放进“企业表”，请逐处核对。"
    assert [cell.value for cell in page[4]] == ["甲公司.xlsx", "表1", "Z9", "=1", "没有这一列"]
    assert [cell.value for cell in page[5]] == ["乙.xls", None, None, None, "打不开"]


def test_nothing_collected_is_an_empty_official_table(tmp_path: Path, table: EnterpriseTable, years: Years) -> None:
    path = tmp_path / "enterprises.xlsx"
    write_collected_workbook(path, Collected((), (), (), 0), (), table, years)
    book = openpyxl.load_workbook(path)
    assert book[REGISTER].max_column == 18
    assert book[UNPLACED]["A4"].value == "没有：所有内容都已读取。"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path, table: EnterpriseTable, years: Years) -> None:
    one, other = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    other.mkdir()
    first, second = (written(folder, table, years, *ROWS) for folder in (one, other))
    assert first.read_bytes() == second.read_bytes()


def test_doubtful_cells_are_coloured_and_listed_with_the_reason(
    tmp_path: Path, table: EnterpriseTable, years: Years
) -> None:
    rows = (ROWS[0], row(name="乙公司", output__2021=Decimal(2172), sme=False, specialized=2020))
    doubts = (
        Doubt("enterprises.leap", 1, ("output.2021",), "像是按万元填的", "请核对。"),
        Doubt("enterprises.title", 1, ("sme", "specialized"), "不是中小企业", "请核对划型。"),
        Doubt("enterprises.gap", 1, ("rd.2020",), "没有这一列", "请补上。"),
    )
    path = tmp_path / "enterprises.xlsx"
    write_collected_workbook(path, Collected(rows, (), (), 2), doubts, table, years)
    book = openpyxl.load_workbook(path)
    coloured = [
        f"{cell.coordinate} {cell.value}"
        for line in book[REGISTER].iter_rows(min_row=3)
        for cell in line
        if cell.fill.fgColor.rgb == "FFFFE699"
    ]
    listed = [[cell.value for cell in line] for line in book[DOUBTFUL].iter_rows(min_row=4)]
    assert coloured == ["C4 2172", "E4 否", "F4 2020"]
    assert listed[0] == [
        "乙公司",
        "C4",
        "2021年产值（亿元）填了 2172",
        "乙公司.xlsx 表1!output.2021",
        "像是按万元填的。",
        "请核对。",
    ]
    assert listed[1][:3] == ["乙公司", "E4、F4", "是否中小企业填了 “否”，专精特新认定年份填了 2020"]
    assert [line[1] or "" for line in listed] == ["C4", "E4、F4", ""]
    assert read_register(tmp_path, table, years).names == ("甲公司", "乙公司")  # type: ignore[union-attr]
