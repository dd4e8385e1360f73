"""Collecting the sheets of the enterprises: every way in which they come back, and every fault told with its place."""

from __future__ import annotations

import datetime
import difflib
import errno
import os
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Told, told
from docgen import collect
from docgen.definitions.catalog import built_in
from docgen.errors import InputError
from docgen.progress import FileDone, Progress, ProgressEvent, Stage, StageAdvanced
from docgen.project.register.collect import collect_sheets
from docgen.project.register.collected_rows import Collected
from docgen.project.register.returned_sheet import ReturnedFileReader
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docgen.project.spreadsheets.sheet_grid import SheetGrid
from docgen.values import NOTHING
from office_samples import excel_stream, write_compound

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
HEADINGS = ["序号", "企业名称", "2019年产值（亿元）", "2021年从业人员数", "2021年研发人员数", "备注"]
ROW: list[object] = [1, "甲厂", 1.5, 300, 30, None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "回收"
    folder.mkdir()
    return folder


def workbook(
    path: Path, rows: Sequence[Sequence[object]], title: str = "表1", change: Callable[[Worksheet], None] | None = None
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    book.save(path)


def collected(folder: Path, leave_out: Path | None = None) -> Collected:
    return collect_sheets(folder, TABLE, YEARS, leave_out=leave_out)


def test_each_value_has_its_file_its_sheet_and_its_cell(home: Path) -> None:
    workbook(home / "甲厂.xlsx", [["企业发展情况表"], [None], HEADINGS, ROW])
    found = collected(home)
    (row,) = found.rows
    assert row.values == {
        "name": "甲厂",
        "output.2019": Decimal("1.5"),
        "employees.2021": Decimal(300),
        "rd_staff.2021": Decimal(30),
    }
    assert {place: str(source) for place, source in row.sources.items()} == {
        "name": "甲厂.xlsx 表1!B4",
        "output.2019": "甲厂.xlsx 表1!C4",
        "employees.2021": "甲厂.xlsx 表1!D4",
        "rd_staff.2021": "甲厂.xlsx 表1!E4",
    }
    assert (found.unplaced, found.problems, found.files) == ((), (), 1)


def test_merged_headings_titles_and_head_lines_of_the_official_table(home: Path) -> None:
    rows = [
        ["附件4"],
        ["表1"],
        ["云溪市企业发展情况表"],
        ["填表单位：（盖章）甲厂", None, None, None, "填报人和手机：张三 13800000000"],
        ["企业名称", "主营业务", "产值（亿元）", None, None, "2021年从业人员数"],
        [None, None, 2019, "2020年", datetime.datetime(2021, 12, 31), None],
        ["与营业执照一致的全称", "主要产品或服务，不超过30字", None, None, None, None],
        ["甲厂", "齿轮", "１.5", "1.6亿元", "17,000万元", "300人"],
        ["合计", None, 1.5, 1.6, 1.7, 300],
        ["注：产值为会计报表期末数。"],
    ]
    workbook(home / "甲厂.xlsx", rows)
    found = collected(home)
    (row,) = found.rows
    assert row.values == {
        "name": "甲厂",
        "business": "齿轮",
        "output.2019": Decimal("1.5"),
        "output.2020": Decimal("1.6"),
        "output.2021": Decimal("1.7"),
        "employees.2021": Decimal(300),
    }
    assert str(row.sources["output.2021"]) == "甲厂.xlsx 表1!E8"
    assert [(one.cell, one.text, one.reason) for one in found.unplaced] == [
        ("A9", "合计 1.5 1.6 1.7 300", "合计，没有当作企业"),
        ("A10", "注：产值为会计报表期末数。", "说明，没有当作企业"),
    ]
    message = "表1：第 10 行“注：产值为会计报表期末数。”（说明）没有当作企业。"
    hint = "如果其中有企业，请写全企业名称和代码，并核对数字。"
    assert told(found.problems, "enterprises") == [
        ("enterprises.converted", "甲厂.xlsx 第8行", "表1!E8“产值（亿元）2021年”：“17,000万元”已换算成 1.7亿元。", ""),
        ("enterprises.total", "甲厂.xlsx 第10行", message, hint),
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_files_in_either_encoding(home: Path, codec: str) -> None:
    text = "备注,企业名称,2019年产值（万元）\r\n无,甲（集团）厂,15000\r\n"
    (home / "甲.csv").write_bytes(text.encode(codec))
    found = collected(home)
    (row,) = found.rows
    assert row.values == {"remark": NOTHING, "name": "甲（集团）厂", "output.2019": Decimal("1.5")}
    assert str(row.sources["output.2019"]) == "甲.csv C2"
    assert [problem.code for problem in found.problems] == ["file.encoding"] * (codec == "gb18030")


def test_an_old_workbook_with_dates_as_headings_and_hidden_lines(home: Path) -> None:
    (home / "甲.xls").write_bytes((Path(__file__).parents[2] / "sources" / "old_enterprises.xls").read_bytes())
    found = collected(home)
    first, second = found.rows
    assert first.values == {
        "name": "甲厂",
        "credit_code": "91990126MAY000375L",
        "output.2020": Decimal("1.25"),
        "output.2021": Decimal("1.5"),
        "employees.2021": Decimal(300),
        "sme": True,
    }
    assert str(first.sources["output.2021"]) == "甲.xls 表1!D4"
    assert second.values["name"] == "乙厂"
    message = "表1：第 5 行是隐藏的，已照样读取。"
    assert told(found.problems) == [("collect.remark", "甲.xls", message, "请核对隐藏的内容是否还要。")]


def test_folders_are_read_in_order_and_what_is_no_table_is_told(home: Path) -> None:
    for name in ("丙/丙.xlsx", "乙.xlsx", "甲/甲.xlsx"):
        workbook(home / name, [HEADINGS, [1, Path(name).stem, 1, 2, 1, None]])
    for name in ("~$乙.xlsx", ".隐藏.xlsx", "扫描件.pdf"):
        (home / name).write_bytes(b"x")
    seen: list[ProgressEvent] = []
    found = collect_sheets(home, TABLE, YEARS, Progress(seen.append))
    assert [str(row.sources["name"]) for row in found.rows] == [
        "乙.xlsx 表1!B2",
        "丙/丙.xlsx 表1!B2",
        "甲/甲.xlsx 表1!B2",
    ]
    assert [one for one in seen if isinstance(one, StageAdvanced)] == [
        StageAdvanced(Stage.COLLECT, done, 3) for done in (1, 2, 3)
    ]
    assert [one.file for one in seen if isinstance(one, FileDone)] == ["乙.xlsx", "丙/丙.xlsx", "甲/甲.xlsx"]
    assert told(found.problems) == [
        ("collect.ignored", ".隐藏.xlsx", "是临时文件或隐藏文件，没有读取。", ""),
        ("collect.ignored", "~$乙.xlsx", "是临时文件或隐藏文件，没有读取。", ""),
        ("collect.no-table", "扫描件.pdf", "不是表格文件，没有读取。", "如果里面有数据，请录入 .xlsx 表格再收。"),
    ]


def test_the_result_of_an_earlier_collecting_is_no_enterprise(home: Path) -> None:
    for name in ("enterprises.xlsx", "enterprises（上一份）.xlsx", "甲/enterprises.xlsx"):
        workbook(home / name, [HEADINGS, ROW])
    found = collected(home, home / "enterprises.xlsx")
    assert [str(row.sources["name"]) for row in found.rows] == ["甲/enterprises.xlsx 表1!B2"]
    message = "是以前的收集结果，没有当作企业的表读取。"
    assert told(found.problems) == [
        ("collect.ignored", "enterprises.xlsx", message, ""),
        ("collect.ignored", "enterprises（上一份）.xlsx", message, ""),
    ]


def test_a_link_that_leads_nowhere_costs_only_itself(home: Path) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, ROW])
    (home / "乙.xlsx").symlink_to(home / "没有.xlsx")
    found = collected(home, home / "enterprises.xlsx")
    assert len(found.rows) == 1
    message = "这不是一个普通的文件，没有读取。"
    assert told(found.problems) == [("collect.unreadable", "乙.xlsx", message, "请换成真正的文件。")]


def test_a_missing_folder_is_an_error(home: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件夹"):
        collected(home / "没有")


@pytest.mark.slow
def test_one_broken_file_costs_only_itself(home: Path) -> None:
    workbook(home / "好.xlsx", [HEADINGS, ROW])
    data = (home / "好.xlsx").read_bytes()
    (home / "半截.xlsx").write_bytes(data[: len(data) // 2])
    (home / "空.xlsx").write_bytes(b"")
    (home / "网页.xls").write_bytes(b"<html></html>")
    write_compound(home / "密码.xlsx", {"EncryptedPackage": b"x" * 5000})
    write_compound(home / "坏.xls", {"Workbook": excel_stream()})
    with zipfile.ZipFile(home / "炸弹.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (101 << 20))
    (home / "文件夹.xlsx").mkdir()
    found = collected(home)
    assert [row.values["name"] for row in found.rows] == ["甲厂"]
    assert {problem.where.path: problem.message for problem in found.problems} == {
        "半截.xlsx": "文件不完整或已损坏，请重新复制或下载。",
        "空.xlsx": "文件是空的（0 字节）。",
        "网页.xls": "不是 Word 或 Excel 文件，而是网页或 XML 文本，请用 Word 或 Excel 打开后另存为 .docx 或 .xlsx。",
        "密码.xlsx": "文件有密码，请去掉密码后重新保存。",
        "坏.xls": "文件里的表读不出来，可能已损坏。",
        "炸弹.xlsx": "文件解压后有 101 MB，不像正常的文档，没有打开。",
    }
    assert {problem.code for problem in found.problems} == {"collect.unreadable"}


def test_the_end_of_an_archive_in_a_table_ends_nothing(home: Path) -> None:
    workbook(home / "好.xlsx", [HEADINGS, ROW])
    text = "\n".join(",".join(map(str, line)) for line in (HEADINGS, [1, "乙厂", *ROW[2:]]))
    (home / "甲.csv").write_text(f"{text}\nPK\5\6{'x' * 40}\n", "utf-8")
    assert {row.values["name"] for row in collected(home).rows} == {"甲厂", "乙厂"}


def test_a_file_of_which_the_remarks_cannot_be_read_keeps_its_values(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, ROW])
    monkeypatch.setattr("docgen.project.register.collect._find_extras", crash)
    found = collected(home)
    assert ([row.values["name"] for row in found.rows], found.problems) == (["甲厂"], ())


def crash(*_: object) -> None:
    os._exit(1)


def test_a_file_that_another_program_holds_is_told_as_that(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, ROW])
    (home / "甲.xlsx").rename(home / "甲.xlsx.1")
    monkeypatch.setattr("docgen.project.register.collect._holds_table", refuse)
    monkeypatch.setattr("docgen.project.spreadsheets.grid_reader._read_sheets", refuse)
    (problem,) = collected(home).problems
    assert (problem.code, problem.message) == ("collect.unreadable", "文件无法读取：正被别的程序使用。")


def refuse(*_: object) -> None:
    raise OSError(errno.EBUSY, "busy")


def add_part(path: Path, name: str) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, b"x")


@pytest.mark.parametrize(
    ("part", "message", "hint"),
    [
        ("xl/vbaProject.bin", "文件里有宏：只读取了格里的值，宏没有运行。", ""),
        (
            "xl/externalLinks/externalLink1.xml",
            "文件里有指向别的工作簿的链接：用的是文件里存着的值，没有去更新。",
            "请与企业核对这些数。",
        ),
    ],
)
def test_macros_and_links_are_told_and_the_values_read(home: Path, part: str, message: str, hint: str) -> None:
    workbook(home / "甲.xlsm", [HEADINGS, ROW])
    add_part(home / "甲.xlsm", part)
    found = collected(home)
    assert [row.values["name"] for row in found.rows] == ["甲厂"]
    assert told(found.problems) == [("collect.remark", "甲.xlsm", message, hint)]


def test_hidden_lines_and_columns_are_read_and_told(home: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    workbook(home / "甲.xlsx", [HEADINGS, ROW, [2, "乙厂", 2, 3, 1, None]], change=hide)
    found = collected(home)
    assert [row.values["output.2019"] for row in found.rows] == [Decimal("1.5"), Decimal(2)]
    message = "表1：第 3 行、C列是隐藏的，已照样读取。"
    assert told(found.problems) == [("collect.remark", "甲.xlsx", message, "请核对隐藏的内容是否还要。")]


def unplaced_told(file: str, count: int, first: str) -> Told:
    hint = "没有放进的都列在结果的“未读取的内容”里，请逐处核对。"
    return ("collect.unplaced", file, f"有 {count} 处没有放进企业表，第一处是 {first}。", hint)


def test_of_several_sheets_the_one_with_the_table_is_read(home: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "测算"
    sheet.append(["产值", 5, "６"])
    book.create_sheet("说明").append(["请如实填写"])
    table = book.create_sheet("表一")
    table.append(HEADINGS)
    table.append(ROW)
    book.save(home / "甲.xlsx")
    found = collected(home)
    assert str(found.rows[0].sources["name"]) == "甲.xlsx 表一!B2"
    assert [(one.sheet, one.cell, one.reason) for one in found.unplaced] == [
        ("测算", "", "这一页没有读取，里面有 2 个数字")
    ]
    assert told(found.problems) == [unplaced_told("甲.xlsx", 1, "测算：这一页没有读取，里面有 2 个数字")]


@pytest.mark.parametrize(
    ("cell", "column", "code", "message", "hint"),
    [
        (
            "很多",
            2,
            "enterprises.cell",
            "表1!C2“2019年产值（亿元）”：“很多”不是数字。",
            "请只填数字；没有的填0或“无”。",
        ),
        (-3, 3, "enterprises.cell", "表1!D2“2021年从业人员数”：从业人员数不会是负数，这里是 -3。", "请核对。"),
        (2.5, 3, "enterprises.cell", "表1!D2“2021年从业人员数”：从业人员数应是整数，这里是 2.5。", "请核对。"),
        (
            "=1+1",
            2,
            "enterprises.cell",
            "表1!C2：这一格是公式，文件里没有算好的值。",
            "请用 Excel 打开并保存，或直接填数。",
        ),
    ],
)
def test_a_cell_that_does_not_fit_is_told_and_listed(
    home: Path, cell: object, column: int, code: str, message: str, hint: str
) -> None:
    row = list(ROW)
    row[column] = cell
    workbook(home / "甲.xlsx", [HEADINGS, row])
    found = collected(home)
    path = "甲.xlsx 第2行"
    assert (code, path if "公式" not in message else "甲.xlsx 第2行", message, hint) in told(found.problems)
    assert len(found.unplaced) == 1
    assert found.unplaced[0].cell == f"{'ABCDEF'[column]}2"


def test_more_research_staff_than_staff_is_told_with_its_cell(home: Path) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, [1, "甲厂", 1, 30, 31, None]])
    message = "表1!E2“2021年研发人员数”：31 多于从业人员数的 30。"
    assert told(collected(home).problems) == [("enterprises.cell", "甲.xlsx 第2行", message, "请与企业核对。")]


def test_years_that_the_form_does_not_have_are_listed_cell_by_cell(home: Path) -> None:
    workbook(home / "甲.xlsx", [["企业名称", "2016年产值（亿元）"], ["甲厂", 7]])
    found = collected(home)
    reason = "B列“2016年产值（亿元）”是2016年的，申报表只要 2019、2020、2021 年，没有读取"
    assert [(one.sheet, one.cell, one.text, one.reason) for one in found.unplaced] == [("表1", "B2", "7", reason)]
    message = (
        "表1：年份不对：表里是 2016 年的数，申报表要 2019、2020、2021 年，缺 2019、2020、2021 年；不要的年份没有读取。"
    )
    assert told(found.problems) == [
        ("enterprises.years", "甲.xlsx 第1行", message, "请核对是不是别的批次的表，换成申报表要的年份。"),
        unplaced_told("甲.xlsx", 1, f"表1!B2“7”：{reason}"),
    ]


def test_a_column_twice_is_told(home: Path) -> None:
    workbook(home / "甲.xlsx", [["企业名称", "2019年产值（亿元）", "产值2019（亿元）"], ["甲厂", 7, 8]])
    found = collected(home)
    assert found.rows[0].values["output.2019"] == Decimal(7)
    message = "表1：C列“产值2019（亿元）” 与 B列“2019年产值（亿元）” 是同一列，只读了前一列。"
    assert told(found.problems)[0] == ("enterprises.twice", "甲.xlsx 第1行", message, "请只保留一列。")
    assert [(one.cell, one.text) for one in found.unplaced] == [("C2", "8")]


def test_a_sheet_of_three_hundred_columns_is_told(home: Path) -> None:
    headings = ["企业名称", *[f"栏{number}" for number in range(299)]]
    workbook(home / "甲.xlsx", [headings, ["甲厂", *range(299)]])
    found = collected(home)
    assert ("collect.unplaced", "甲.xlsx", "表1：有 300 列，只读取了认识的 1 列。", "请核对是不是企业的表。") in told(
        found.problems
    )
    assert len(found.unplaced) == 51
    assert found.unplaced[-1].reason == "这个文件还有 249 处没有读取"


@pytest.mark.parametrize(
    ("rows", "where", "message", "hint"),
    [
        (
            [HEADINGS],
            "甲.xlsx 第1行",
            "表1：表头之下没有一家企业。",
            "请与企业核对是否发错了文件。",
        ),
        (
            [HEADINGS, ["合计", None, 3, 4, 5, None]],
            "甲.xlsx 第1行",
            "表1：表头之下没有一家企业。",
            "请与企业核对是否发错了文件。",
        ),
        ([], "甲.xlsx", "文件里什么也没有填。", "请在表头写上“企业名称”，或用 docgen 的空白表重填。"),
        (
            [["产品", "价格"], ["齿轮", 3]],
            "甲.xlsx",
            "找不到“企业名称”这一列，没有读取。",
            "请在表头写上“企业名称”，或用 docgen 的空白表重填。",
        ),
    ],
)
def test_a_file_without_an_enterprise_is_told(
    home: Path, rows: list[list[object]], where: str, message: str, hint: str
) -> None:
    workbook(home / "甲.xlsx", rows)
    found = collected(home)
    assert found.rows == ()
    assert ("collect.no-enterprise", where, message, hint) in told(found.problems)


def test_a_line_for_each_year_is_an_error_and_nothing_else_is_told(home: Path) -> None:
    lines = [["甲厂", 2019, 5200], ["甲厂", 2020, 5600], ["乙厂", 2019, 3300], ["乙厂", 2020, 3400]]
    workbook(home / "甲.xlsx", [["企业名称", "年份", "产值（万元）"], *lines])
    found = collected(home)
    assert (found.rows, [one.code for one in found.problems]) == ((), ["enterprises.shape"])
    assert "2 家企业写了 4 行，每年一行（B列“年份”是年份）" in found.problems[0].message
    assert [one.sheet for one in found.unplaced] == ["表1"]


def test_a_line_of_figures_without_a_name_is_told_and_listed(home: Path) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, ROW, [2, None, 5, None, None, None]])
    found = collected(home)
    message = "表1：第 3 行没有企业名称，没有读取。"
    assert told(found.problems)[0] == ("collect.no-name", "甲.xlsx 第3行", message, "请补上。")
    assert ("C3", "5", "这一行没有企业名称") in [(one.cell, one.text, one.reason) for one in found.unplaced]


def test_several_enterprises_in_one_file(home: Path) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, ROW, [2, "乙厂", 2, 3, 1, None], [None, "合计", 3.5, 303, 31, None]])
    assert [row.values["name"] for row in collected(home).rows] == ["甲厂", "乙厂"]


def test_a_line_of_sums_is_no_enterprise_whatever_its_name(home: Path) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, ROW, [2, "乙厂", 2, 3, 1, None], [3, "全市", 3.5, 303, 31, None]])
    found = collected(home)
    assert [row.values["name"] for row in found.rows] == ["甲厂", "乙厂"]
    reason = "数字都是上面各行的合计，没有当作企业"
    assert [(one.cell, one.text, one.reason) for one in found.unplaced] == [("B4", "3 全市 3.5 303 31", reason)]
    message = "表1：第 4 行“全市”（数字都是上面各行的合计）没有当作企业。"
    hint = "如果其中有企业，请写全企业名称和代码，并核对数字。"
    assert told(found.problems) == [("enterprises.total", "甲.xlsx 第4行", message, hint)]


def test_what_enterprises_write_is_never_taken_for_code(home: Path) -> None:
    nasty = "&<>{{ }}𠮷" + "长" * 300
    workbook(home / "甲.xlsx", [HEADINGS, [1, nasty, 1, 2, 1, "@x"]])
    assert collected(home).rows[0].values["name"] == nasty


def two_sheets(path: Path, name: object) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    for row in (HEADINGS, ROW):
        sheet.append(row)
    more = book.create_sheet("补充信息")
    more.append(["企业名称", "是否中小企业", "小巨人认定年份"])
    more.append([name, "是", 2021])
    book.save(path)


def test_a_sheet_with_more_columns_whose_name_nobody_calculated_belongs_to_the_other(home: Path) -> None:
    book = openpyxl.Workbook()
    sheet, more = book.active, book.create_sheet("补充信息")
    assert sheet is not None
    for line in (["企业名称", "2019年产值（亿元）"], ["甲厂", 1.5]):
        sheet.append(line)
    for line in (["企业名称", "是否中小企业", "小巨人认定年份", "上云年份"], ["=Sheet!A2", "是", 2021, 2020]):
        more.append(line)
    book.save(home / "甲.xlsx")
    (row,) = collected(home).rows
    assert (row.values["name"], row.values["output.2019"], row.values["little_giant"]) == ("甲厂", Decimal("1.5"), 2021)


@pytest.mark.parametrize("name", ["甲厂", " 甲厂", None, "", "='表1'!B2"])
def test_two_sheets_about_one_enterprise_are_one_row(home: Path, name: object) -> None:
    two_sheets(home / "甲.xlsx", name)
    found = collected(home)
    (row,) = found.rows
    assert (row.values["little_giant"], row.values["output.2019"]) == (2021, Decimal("1.5"))
    assert (str(row.sources["little_giant"]), str(row.sources["name"])) == ("甲.xlsx 补充信息!C2", "甲.xlsx 表1!B2")
    assert (found.unplaced, found.problems) == ((), ())


def test_a_sheet_without_headings_is_told_with_its_lines_of_enterprises(home: Path) -> None:
    def add_sheet(sheet: Worksheet) -> None:
        further = sheet.parent.create_sheet("续")
        further.append(["乙轴承有限公司", 0.3, 0.4])
        further.append(["丙铸造有限公司", 0.2, 0.25])

    workbook(home / "甲.xlsx", [["企业名称", "2020年产值（亿元）"], ["甲厂", 1]], change=add_sheet)
    [reason] = [one.reason for one in collected(home).unplaced]
    assert reason == "这一页没有读取，里面有 4 个数字：没有表头，有 2 行像企业，请在它们上面补上表头"


def test_two_sheets_that_differ_are_told_with_column_and_values(home: Path) -> None:
    def add_sheet(sheet: Worksheet) -> None:
        further = sheet.parent.create_sheet("表2")
        further.append(["企业名称", "2020年产值（亿元）", "2020年研发投入（万元）"])
        further.append(["甲厂", 1, 3])

    workbook(home / "甲.xlsx", [["企业名称", "2020年产值（亿元）"], ["甲厂", 1.331]], change=add_sheet)
    [message] = [one.message for one in collected(home).problems if one.code == "collect.differs"]
    assert "2020年产值（亿元）表1!B2 是 1.33、表2!B2 是 1" in message


def test_lines_to_be_signed_below_a_further_sheet_are_listed(home: Path) -> None:
    rows = [["序号", "企业名称", "是否中小企业"], [1, "甲厂", "是"], ["填报人：张三", None, "日期：5月1日"]]
    workbook(home / "甲.xlsx", rows)
    found = collected(home)
    assert len(found.rows) == 1
    assert [(one.cell, one.reason) for one in found.unplaced] == [("A3", "签字盖章，没有当作企业")]


def test_a_further_sheet_with_other_columns_about_another_enterprise_is_not_read(home: Path) -> None:
    two_sheets(home / "甲.xlsx", "乙厂")
    found = collected(home)
    assert [row.values["name"] for row in found.rows] == ["甲厂"]
    reason = "这一页没有读取：里面有 1 行，1 家企业不在“表1”里，列也不一样"
    assert [(one.sheet, one.reason) for one in found.unplaced] == [("补充信息", reason)]


@pytest.mark.parametrize("name", ["#REF!", "无"])
def test_what_is_no_name_is_no_enterprise(home: Path, name: str) -> None:
    workbook(home / "甲.xlsx", [HEADINGS, [1, name, 1, 2, 1, None]])
    found = collected(home)
    assert found.rows == ()
    assert ("B2", name, "这一行没有企业名称") in [(one.cell, one.text, one.reason) for one in found.unplaced]
    assert [problem.code for problem in found.problems] == [
        "collect.no-name",
        "collect.no-enterprise",
        "collect.unplaced",
    ]


CELLS = st.sampled_from(
    [
        None,
        *HEADINGS,
        "产值（亿元）",
        2019,
        "2020年",
        datetime.datetime(2021, 1, 1),
        "合计",
        "注：甲",
        "",
        "#REF!",
        "甲厂",
    ]
) | st.one_of(st.text(max_size=5), st.integers(), st.floats(), st.booleans())


@pytest.mark.slow
@given(st.lists(st.lists(st.lists(CELLS, min_size=1, max_size=6).map(tuple), max_size=8), max_size=3))
def test_no_table_stops_the_collecting_and_every_row_has_a_name(sheets: list[list[tuple[RawValue, ...]]]) -> None:
    reading = ReturnedFileReader("甲.xlsx", TABLE, WantedColumns(TABLE.columns, TABLE.name, TABLE.number, YEARS.actual))
    reading.read(
        [SheetGrid(f"表{at}", tuple(range(1, len(rows) + 1)), tuple(rows)) for at, rows in enumerate(sheets) if rows]
    )
    for row in reading.rows:
        assert isinstance(row.values["name"], str)
        assert row.values.keys() == row.sources.keys()


def test_a_file_name_with_spaces_is_told_whole(home: Path) -> None:
    for name in ("001 甲厂 第一份.xlsx", "002 甲厂 第二份.xlsx"):
        workbook(home / name, [HEADINGS, ROW])
    assert [one.where.path for one in collected(home).problems] == ["002 甲厂 第二份.xlsx"]


def test_a_column_that_all_leave_blank_was_asked_for(home: Path) -> None:
    workbook(home / "甲.xlsx", [[*HEADINGS, "单项冠军认定年份"], [*ROW, None]])
    found = collected(home)
    assert "champion" in found.places
    assert "champion" not in found.rows[0].values


def test_enterprises_without_a_code_on_two_sheets_stay_two(home: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, name in (("一", "甲厂"), ("二", "乙厂")):
        sheet = book.create_sheet(title)
        sheet.append(["企业名称", "统一社会信用代码", "2021年产值（亿元）"])
        sheet.append([name, "无", 1])
    book.save(home / "两页.xlsx")
    assert [row.values["name"] for row in collected(home).rows] == ["甲厂", "乙厂"]


def test_the_nearest_heading_is_sought_once_for_equal_cells(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ratio = Mock(return_value=0.6)
    monkeypatch.setattr(difflib.SequenceMatcher, "ratio", ratio)
    workbook(home / "甲.xlsx", [["企业名字", "产值"], *([f"第{at % 3}厂", "轴承", "企业名字"] for at in range(50))])
    (problem,) = [one for one in collected(home).problems if one.code == "collect.no-enterprise"]
    assert "A1“企业名字”" in problem.message
    assert 0 < ratio.call_count < 20


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
def test_names_that_nobody_can_see_are_escaped_wherever_they_are_told(tmp_path: Path) -> None:
    home = tmp_path / "returns"
    home.mkdir()
    for at, name in enumerate((b"\xb0\xb8.csv", b"a\x1b[2Jb.csv", "x\u202ey.csv".encode())):
        text = f"企业名称,2021年产值（万元）\n{'甲乙丙'[at]}公司,12\n"
        (home / os.fsdecode(name)).write_text(text, "utf-8")
    result = collect(home, tmp_path / "e.xlsx", "2022-application")
    assert (result.files, result.enterprises) == (3, 3)
    assert all(problem.where.path.isprintable() for problem in result.problems)
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx")["来源"]
    names = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert any("\\xb0\\xb8.csv" in name for name in names)
