"""The enterprise table as CSV and Excel: its names, and files that are none."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from conftest import told
from docgen.application.enterprises import Register, read_register
from docgen.application.sheets import read_rows
from docgen.definitions.catalog import built_in
from docgen.errors import InputError

TABLE = built_in().tables().enterprises
YEARS = built_in().form("2022-application").years
HEAD = "序号,企业名称,主营业务\n"


def register(folder: Path, content: str | bytes) -> Register:
    data = content.encode("utf-8") if isinstance(content, str) else content
    (folder / "enterprises.csv").write_bytes(data)
    found = read_register(folder, TABLE, YEARS)
    assert found is not None
    return found


def workbook(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_without_a_table_there_is_no_register(tmp_path: Path) -> None:
    assert read_register(tmp_path, TABLE, YEARS) is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig"])
def test_names_are_read_below_the_heading(tmp_path: Path, codec: str) -> None:
    text = f"企业发展情况表,,\n{HEAD}1,甲厂,减速机\n2, 乙厂 ,\n,,\n合计,2,\n"
    found = register(tmp_path, text.encode(codec))
    assert found.names == ("甲厂", "乙厂")
    assert found.problems == ()


def test_a_table_saved_by_excel_in_gb18030_is_read_and_that_is_told(tmp_path: Path) -> None:
    found = register(tmp_path, f"{HEAD}1,䶮厂,\r\n".encode("gb18030"))
    assert found.names == ("䶮厂",)
    assert told(found.problems) == [
        (
            "file.encoding",
            "enterprises.csv",
            "文件不是 UTF-8 编码，已按 GB18030 读取。",
            "请用编辑器另存为 UTF-8 编码，避免个别字变成乱码。",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "where", "message", "hint"),
    [
        ("", "enterprises.csv", "找不到“企业名称”这一列。", "请在表头写上这一列。"),
        ("企业,业务\n甲厂,\n", "enterprises.csv", "找不到“企业名称”这一列。", "请在表头写上这一列。"),
        (f"{HEAD}1,,减速机\n", "enterprises.csv 第2行", "这一行没有企业名称。", "请补上。"),
        (f"{HEAD}1\n", "enterprises.csv 第1行", "表头之下没有一家企业。", "请每家企业填一行。"),
        (
            f"{HEAD}1,甲厂,\n2,乙厂,\n3,甲厂,\n",
            "enterprises.csv 第4行",
            "企业“甲厂”出现了两次，第一次在第 2 行。",
            "请只保留一行。",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_told(tmp_path: Path, rows: str, where: str, message: str, hint: str) -> None:
    assert [one[1:] for one in told(register(tmp_path, rows).problems)] == [(where, message, hint)]


def test_both_tables_at_once_are_told(tmp_path: Path) -> None:
    workbook(tmp_path / "enterprises.xlsx", [["企业名称"], ["甲厂"]])
    found = register(tmp_path, f"{HEAD}1,乙厂,\n")
    assert (found.path, found.names) == ("enterprises.xlsx", ("甲厂",))
    assert told(found.problems) == [
        (
            "enterprises.shape",
            "enterprises.csv",
            "文件夹里同时有 enterprises.xlsx 和 enterprises.csv，只读了前一个。",
            "请只保留一个。",
        )
    ]


def test_cells_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    workbook(path, [["007", 7, 12.1, 100.0, 0.1, True, None, " 甲 ", "=1+1"]])
    assert read_rows(path, "x.xlsx") == ([("007", "7", "12.1", "100", "0.1", "True", "", "甲", "")], [])


def test_rows_beyond_the_range_that_a_workbook_claims_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "enterprises.xlsx"
    workbook(path, [["企业名称"], ["甲厂"], ["乙厂"]])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:A3"' in parts[name]
    parts[name] = parts[name].replace(b'ref="A1:A3"', b'ref="A1"')
    with zipfile.ZipFile(path, "w") as target:
        for part, data in parts.items():
            target.writestr(part, data)
    found = read_register(tmp_path, TABLE, YEARS)
    assert found is not None
    assert found.names == ("甲厂", "乙厂")


def _damaged(path: Path, name: str, content: bytes | None) -> None:
    with zipfile.ZipFile(path) as source:
        parts = {part: source.read(part) for part in source.namelist() if part != name}
    if content is not None:
        parts[name] = content
    with zipfile.ZipFile(path, "w") as target:
        for part, data in parts.items():
            target.writestr(part, data)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<x", b"\x00", None])
def test_a_damaged_workbook_is_refused_in_words(tmp_path: Path, part: str, content: bytes | None) -> None:
    path = tmp_path / "enterprises.xlsx"
    workbook(path, [["企业名称"], ["甲厂"]])
    _damaged(path, part, content)
    with pytest.raises(InputError) as caught:
        read_register(tmp_path, TABLE, YEARS)
    assert caught.value.message.startswith("不是可以读取的 Excel 文件（")
    assert (caught.value.remedy, caught.value.path) == ("请用 Excel 另存为 .xlsx。", "enterprises.xlsx")


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_workbook_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "enterprises.xlsx"
    workbook(path, [["企业名称"]])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match="不是可以读取的 Excel 文件"):
        read_register(tmp_path, TABLE, YEARS)


def test_a_workbook_with_byte_after_byte_damaged_never_stops_the_program(tmp_path: Path) -> None:
    path = tmp_path / "enterprises.xlsx"
    workbook(path, [["企业名称"], ["甲厂"]])
    data = path.read_bytes()
    for position in range(0, len(data), 97):
        path.write_bytes(data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :])
        try:
            read_register(tmp_path, TABLE, YEARS)
        except InputError as error:
            assert error.remedy in ("请用 Excel 另存为 .xlsx。", "请去掉密码后重新保存。", "请换成正常的文件。")


def test_a_cell_of_a_csv_file_beyond_all_bounds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="^enterprises.csv：不是可以读取的 CSV 文件") as caught:
        register(tmp_path, f'{HEAD}1,"{"甲" * 200_000}",\n')
    assert caught.value.remedy == "请检查引号是否成对。"


@pytest.mark.parametrize("name", ["enterprises.xlsx", "enterprises.csv"])
def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError) as caught:
        read_register(tmp_path, TABLE, YEARS)
    assert str(caught.value) == f"{name}：这不是一个普通的文件，没有读取。 请换成真正的文件。"
