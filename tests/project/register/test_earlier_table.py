"""The table of an earlier collection read again: where its values came from, and what was withdrawn from it."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from docgen import collect
from docgen.definitions.catalog import built_in
from docgen.project.register.collected_rows import OLD_TABLE, REGISTER, WITHDRAWN
from docgen.project.register.earlier_table import read_earlier_table

TABLE = built_in().load_tables().enterprises
FORM = "2022-application"
YEARS = built_in().load_form(FORM).years
HEAD = ["企业名称", "2021年产值（亿元）", "专精特新认定年份", "高新技术企业认定年份"]


def write_return(folder: Path, *cells: object) -> Path:
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    sheet.append(HEAD)
    sheet.append(list(cells))
    book.save(folder / "甲.xlsx")
    return folder


@pytest.mark.slow
def test_a_title_deleted_in_the_corrected_return_is_withdrawn_and_stays_in_sight(tmp_path: Path) -> None:
    table = tmp_path / "e.xlsx"
    collect(write_return(tmp_path / "第一次", "甲厂", 1.5, 2021, 2020), table, FORM)
    corrected = write_return(tmp_path / "更正后", "甲厂", 1.5, 2021, None)
    result = collect(corrected, table, FORM)
    assert [problem.code for problem in result.problems] == ["collect.withdrawn"]
    book = openpyxl.load_workbook(table)
    headings = [cell.value for cell in book[REGISTER][2]]
    assert book[REGISTER].cell(3, headings.index("高新技术企业认定年份") + 1).value is None
    assert [cell.value for cell in book[WITHDRAWN][4]][:3] == ["甲厂", "高新技术企业认定年份", "2020"]
    # Collected once more, it is told no more and is still listed.
    assert collect(corrected, table, FORM).problems == ()
    assert [one.value for one in read_earlier_table(table, TABLE, YEARS).withdrawn] == ["2020"]


def test_what_is_typed_into_the_table_is_known_from_what_was_collected(tmp_path: Path) -> None:
    table = tmp_path / "e.xlsx"
    returns = write_return(tmp_path / "回收", "甲厂", 1.5, None, 2020)
    collect(returns, table, FORM)
    book = openpyxl.load_workbook(table)
    headings = [cell.value for cell in book[REGISTER][2]]
    book[REGISTER].cell(3, headings.index("专精特新认定年份") + 1).value = 2019
    book.save(table)
    (row,) = read_earlier_table(table, TABLE, YEARS).rows
    assert (row.sources["specialized"].file, str(row.sources["high_tech"])) == (OLD_TABLE, "甲.xlsx 表1!D2")
    result = collect(returns, table, FORM)
    assert [problem.code for problem in result.problems] == ["collect.kept"]
    assert read_earlier_table(table, TABLE, YEARS).rows[0].values["specialized"] == 2019


def test_what_an_older_return_of_the_folder_had_is_listed_once(tmp_path: Path) -> None:
    table, returns = tmp_path / "e.xlsx", tmp_path / "回收"
    collect(write_return(returns, "甲厂", 1.5, 2021, 2020), table, FORM)
    newer = write_return(tmp_path / "新", "甲厂", 1.5, 2021, None) / "甲.xlsx"
    newer.rename(returns / "甲(1).xlsx")
    os.utime(returns / "甲.xlsx", (1_650_000_000, 1_650_000_000))
    collect(returns, table, FORM)
    assert [one.value for one in read_earlier_table(table, TABLE, YEARS).withdrawn] == ["2020"]


def test_a_table_made_by_hand_has_no_sources(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("企业名称,2021年产值（亿元）\n甲厂,1\n", encoding="utf-8")
    found = read_earlier_table(tmp_path / "e.csv", TABLE, YEARS)
    assert {source.file for source in found.rows[0].sources.values()} == {OLD_TABLE}
    assert found.withdrawn == ()
