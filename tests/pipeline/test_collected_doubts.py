"""A return filled in in another unit: told when it is collected, and marked in the table that comes of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from docgen.definitions.catalog import built_in
from docgen.pipeline.enterprise_tables import CollectResult, collect_into

HEADINGS = (
    "企业名称",
    *(f"{year}年产值（亿元）" for year in (2022, 2023, 2024)),
    "2024年研发投入（万元）",
    "2024年从业人员数",
)


def write_return(path: Path, *cells: object) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "表1"
    book.active.append(HEADINGS)
    book.active.append(cells)
    book.save(path)


def collected(folder: Path) -> CollectResult:
    catalog = built_in()
    returns = folder / "收回"
    returns.mkdir()
    write_return(returns / "甲.xlsx", "甲厂", 0.91, 1.04, 1.21, 520, 116)
    write_return(returns / "乙.xlsx", "乙厂", 4500, 5000, 5700, 195, 65)
    return collect_into(folder / "enterprises.xlsx", returns, catalog.load_form("2025-application"), catalog)


def test_a_return_in_another_unit_is_told_and_marked(tmp_path: Path) -> None:
    result = collected(tmp_path)
    [problem] = [one for one in result.problems if one.code == "enterprises.wrong-unit"]
    assert problem.where.path == "乙.xlsx"
    assert "企业“乙厂”2022、2023、2024年产值（亿元）填了 4500、5000、5700（表1!B2、C2、D2）" in problem.message
    assert "像是按万元填的：÷10000 = 0.57 亿元" in problem.message
    assert problem.to_json() in result.to_json()["problems"]  # type: ignore[operator]
    book = openpyxl.load_workbook(tmp_path / "enterprises.xlsx")
    register = book["企业表"]
    coloured = [cell.value for row in register.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFE699"]
    assert coloured == [4500, 5000, 5700]
    listed = [cell.value for cell in book["存疑数据"][4]]
    assert (listed[0], listed[3]) == ("乙厂", "乙.xlsx 表1!B2、乙.xlsx 表1!C2、乙.xlsx 表1!D2")
