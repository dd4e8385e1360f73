"""The register as CSV and Excel: its columns, what is no enterprise, and every fault told with line and column."""

from __future__ import annotations

import datetime
import os
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from conftest import told
from docgen.definitions.catalog import built_in
from docgen.errors import InputError
from docgen.project.register.register import Register, read_register
from docgen.values import NOTHING
from office_samples import write_compound

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
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
        ("客户,业务\n甲厂,\n", "enterprises.csv", "找不到“企业名称”这一列。", "请在表头写上这一列。"),
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
    assert re.search("可能已损坏|里面没有 Word、Excel 或 PowerPoint 文档", caught.value.message)
    assert "Error" not in str(caught.value)
    assert caught.value.path == "enterprises.xlsx"


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_workbook_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "enterprises.xlsx"
    workbook(path, [["企业名称"]])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match="文件是空的|文件不完整或已损坏"):
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
            assert "Error" not in str(error)
            assert error.path == "enterprises.xlsx"


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


EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
SUMS = {
    "yunxi-2022": ("2022-application", "44.70", "51.01", "58.20"),
    "lanting-2025": ("2025-application", "41.06", "46.12", "52.07"),
    "yunxi-2025-review": ("2025-review", "66.40", "75.90", "86.80"),
}


@pytest.mark.parametrize("name", SUMS)
def test_the_examples_read_without_a_word_and_add_up(name: str) -> None:
    form_id, *sums = SUMS[name]
    years = built_in().load_form(form_id).years
    found = read_register(EXAMPLES / name, TABLE, years)
    assert found is not None
    assert found.problems == ()
    places = [f"output.{year}" for year in years.actual]
    assert [sum(numbers(found, place)) for place in places] == [Decimal(total) for total in sums]


def numbers(found: Register, place: str) -> list[Decimal]:
    return [cell for cell in found.columns[place] if isinstance(cell, Decimal)]


def test_columns_are_typed_and_say_where_they_stand(tmp_path: Path) -> None:
    text = "企业名称,产值2021（万元）,小巨人认定年份,是否中小企业\n甲厂,12000,2021,是\n乙厂,无,,\n"
    found = register(tmp_path, text)
    assert dict(found.columns) == {
        "name": ("甲厂", "乙厂"),
        "output.2021": (Decimal("1.2"), NOTHING),
        "little_giant": (2021, None),
        "sme": (True, None),
    }
    assert found.headings["output.2021"] == "B列“产值2021（万元）”"
    assert found.rows == (2, 3)
    assert found.problems == ()


TWO_LINES = [
    ["云溪市企业表"],
    ["序号", "企业名称", "产值（亿元）", None, None],
    [None, None, 2019, "2020年", datetime.datetime(2021, 1, 1)],
]


def test_a_workbook_with_merged_headings_is_read(tmp_path: Path) -> None:
    workbook(tmp_path / "enterprises.xlsx", [*TWO_LINES, [1, "甲厂", 1, 2.5, "3"], ["合计", None, 1, 2.5, 3]])
    found = read_register(tmp_path, TABLE, YEARS)
    assert found is not None
    assert [found.columns[f"output.{year}"] for year in (2019, 2020, 2021)] == [
        (Decimal(1),),
        (Decimal("2.5"),),
        (Decimal(3),),
    ]
    assert (found.rows, found.problems) == ((4,), ())


def test_a_formula_that_nobody_calculated_is_told(tmp_path: Path) -> None:
    workbook(tmp_path / "enterprises.xlsx", [["企业名称", "产值2019（亿元）"], ["甲厂", "=1+1"], ["乙厂", "=1+2"]])
    found = read_register(tmp_path, TABLE, YEARS)
    assert found is not None
    assert told(found.problems) == [
        (
            "enterprises.cell",
            "enterprises.xlsx 第2行",
            "B列“产值2019（亿元）”：这一格是公式，文件里没有算好的值，共 2 格。",
            "请用 Excel 打开，保存后再用，或直接填数。",
        )
    ]


CODES = "企业名称,统一社会信用代码\n"
FIGURES = "企业名称,产值2019（亿元）,产值2020（亿元）,产值2021（亿元）\n甲厂,1,2,3\n乙厂,2,3,4\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "message", "hint"),
    [
        (
            "企业名称,产值2019（亿元）\n甲厂,很多\n",
            "enterprises.cell",
            2,
            "B列“产值2019（亿元）”：“很多”不是数字。",
            "请只填数字；没有的填0或“无”。",
        ),
        (
            "企业名称,2021年从业人员数,2021年研发人员数\n甲厂,5,6\n",
            "enterprises.cell",
            2,
            "C列“2021年研发人员数”：6 多于B列“2021年从业人员数”的 5。",
            "请核对。",
        ),
        (
            "企业名称,专精特新认定年份\n甲厂,是\n",
            "enterprises.cell",
            2,
            "B列“专精特新认定年份”：“是”没有写明年份。",
            "请填专精特新认定年份，如 2021。",
        ),
        (
            "企业名称,专精特新认定年份\n甲厂,2022\n乙厂,2032\n",
            "enterprises.doubt",
            3,
            "B列“专精特新认定年份”：2032年，申报表的数据只到 2021 年。",
            "请核对年份。",
        ),
        (
            "企业名称,产值2019（亿元）,2019年产值（亿元）\n甲厂,5,6\n",
            "enterprises.twice",
            1,
            "C列“2019年产值（亿元）” 与 B列“产值2019（亿元）” 是同一列，只读了前一列。",
            "请只保留一列。",
        ),
        (
            "企业名称,产值2016（亿元）\n甲厂,5\n",
            "enterprises.years",
            1,
            "年份不对：表里是 2016 年的数，申报表要 2019、2020、2021 年，缺 2019、2020、2021 年；不要的年份没有读取。",
            "请核对是不是别的批次的表，换成申报表要的年份。",
        ),
        (
            "企业名称\n甲（集团）厂\n甲 (集团)厂\n",
            "enterprises.twice",
            3,
            "企业“甲 (集团)厂”出现了两次，第一次在第 2 行，那里写作“甲（集团）厂”。",
            "请只保留一行。",
        ),
        (
            f"{CODES}甲厂,91990126MAY000375L\n乙厂,91990126MAY000375L\n",
            "enterprises.twice",
            3,
            "B列“统一社会信用代码”：91990126MAY000375L 与第 2 行的相同。",
            "一家企业只有一个代码，请核对。",
        ),
        (
            f"{CODES}甲厂,91990126MAY000375\n",
            "enterprises.doubt",
            2,
            "B列“统一社会信用代码”：“91990126MAY000375”应是18位，这里是17位。",
            "请按营业执照核对，并按文本填写。",
        ),
        (
            f"{CODES}甲厂,91990126MAYO00375L\n",
            "enterprises.doubt",
            2,
            "B列“统一社会信用代码”：“91990126MAYO00375L”不会有“O”。",
            "请按营业执照核对，并按文本填写。",
        ),
        (
            f"{CODES}甲厂,91990126MAY000375K\n",
            "enterprises.doubt",
            2,
            "B列“统一社会信用代码”：“91990126MAY000375K”最后一位校验码应是“L”，这里是“K”。",
            "请按营业执照核对，并按文本填写。",
        ),
        (
            f"{FIGURES}全市,3,5,7\n",
            "enterprises.total",
            4,
            "第 4 行“全市”（数字都是上面各行的合计）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
        (
            f"{FIGURES},3,5,7\n",
            "enterprises.total",
            4,
            "第 4 行（数字都是上面各行的合计）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
        (
            f"{FIGURES}注：单位为亿元,,,\n",
            "enterprises.total",
            4,
            "第 4 行“注：单位为亿元”（说明）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
        (
            FIGURES.replace("\n", "\n合计,3,5,8\n", 1),
            "enterprises.doubt",
            2,
            "第 2 行“合计”（合计，但“产值2021（亿元）”写着 8，各家相加是 7）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
        (
            f"{FIGURES}合计,3,5,8\n",
            "enterprises.doubt",
            4,
            "第 4 行“合计”（合计，但“产值2021（亿元）”写着 8，各家相加是 7）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
        (
            f"{FIGURES}2022年预计产值3亿元,,,\n",
            "enterprises.doubt",
            4,
            "第 4 行“2022年预计产值3亿元”（不像企业名称）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
        (
            f"{FIGURES}丙厂,3,5,7\n",
            "enterprises.doubt",
            4,
            "第 4 行“丙厂”（数字都是上面各行的合计）没有当作企业。",
            "如果其中有企业，请写全企业名称和代码，并核对数字。",
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(
    tmp_path: Path, text: str, code: str, line: int, message: str, hint: str
) -> None:
    assert told(register(tmp_path, text).problems) == [(code, f"enterprises.csv 第{line}行", message, hint)]


@pytest.mark.parametrize(
    "last", ["合计,3,5,7", " 总 计：,3,5,7", "小计,1,1,1", "全市,3,5,7", ",3,5,7", "注：见附件,,,"]
)
def test_a_total_or_a_note_is_never_an_enterprise(tmp_path: Path, last: str) -> None:
    found = register(tmp_path, f"{FIGURES}{last}\n")
    assert found.names == ("甲厂", "乙厂")
    assert {len(cells) for cells in found.columns.values()} == {2}


def test_a_total_above_the_enterprises_that_is_their_sum_is_silent(tmp_path: Path) -> None:
    assert register(tmp_path, FIGURES.replace("\n", "\n合计,3,5,7\n", 1)).problems == ()


BY_YEAR = "企业名称,年份,产值（万元）\n甲厂,2019,5200\n甲厂,2020,5600\n乙厂,2019年,3300\n乙厂,2020年,3400\n"


def test_a_line_for_each_year_is_told_plainly(tmp_path: Path) -> None:
    found = told(register(tmp_path, BY_YEAR).problems)
    message = "2 家企业写了 4 行，每年一行（B列“年份”是年份），这样的表没有读取。"
    hint = "请改成每家一行、每年一列，如“2021年产值（亿元）”，或用 docgen 的空白表重填。"
    assert ("enterprises.shape", "enterprises.csv 第1行", message, hint) in found


def test_one_enterprise_twice_beside_years_of_founding_is_no_line_for_each_year(tmp_path: Path) -> None:
    rows = "甲厂,2001,1\n乙厂,2002,2\n丙厂,2003,3\n甲厂,2004,1\n"
    found = register(tmp_path, f"企业名称,成立年份,产值2019（亿元）\n{rows}")
    assert "enterprises.shape" not in {one.code for one in found.problems}


def test_an_enterprise_whose_figures_happen_to_differ_by_a_cent_is_one(tmp_path: Path) -> None:
    assert register(tmp_path, f"{FIGURES}丙厂,3,5,7.01\n").names == ("甲厂", "乙厂", "丙厂")


def test_the_same_fault_in_many_cells_is_told_together(tmp_path: Path) -> None:
    rows = "".join(f"厂{number},很多\n" for number in range(100))
    problems = register(tmp_path, f"企业名称,产值2019（亿元）\n{rows}").problems
    assert len(problems) == 6
    assert told(problems)[-1] == (
        "enterprises.cell",
        "enterprises.csv 第7行",
        "B列“产值2019（亿元）”：还有 95 格也有这样的情形，到第 101 行为止。",
        "请只填数字；没有的填0或“无”。",
    )


def test_a_workbook_with_a_password_is_refused_in_words(tmp_path: Path) -> None:
    write_compound(tmp_path / "enterprises.xlsx", {"EncryptedPackage": b"x" * 5000})
    with pytest.raises(InputError) as caught:
        read_register(tmp_path, TABLE, YEARS)
    assert str(caught.value) == "enterprises.xlsx：文件有密码，请去掉密码后重新保存。"


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "enterprises.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (101 << 20))
    with pytest.raises(InputError, match="文件解压后有 101 MB"):
        read_register(tmp_path, TABLE, YEARS)
