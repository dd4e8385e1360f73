"""Each enterprise looked at by itself: sound tables of all kinds are silent, a slip is named with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
import pytest

from case_runner import judged
from docgen.definitions.catalog import built_in
from docgen.definitions.form import Years
from docgen.documents.sheets.collected_workbook import write_collected_workbook
from docgen.problems.problem import Where
from docgen.project.register.collect import collect_sheets
from docgen.project.register.collected_rows import Collected, CollectedRow, ValueSource
from docgen.project.register.register import read_register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.enterprises.enterprise_check import check_collected, check_enterprises, describe_cells, find_doubts
from docgen.rules.enterprises.enterprise_figures import Doubt
from docgen.values import NOTHING
from enterprise_economy import Economy, iterate_economies, make_table

TABLE = built_in().load_tables().enterprises
FORM_YEARS = built_in().load_form("2022-application").years


def years_to(last: int) -> Years:
    return msgspec.structs.replace(FORM_YEARS, actual=(last - 2, last - 1, last))


def row(**changes: object) -> dict[str, tuple[CellValue, ...]]:
    """A sound enterprise by itself, with changes: output="1 1.2 1.4" sets the three years."""
    figures: dict[str, object] = {
        "output": "1 1.2 1.4",
        "rd": "300 360 420",
        "software": "12 14 18",
        "exports": "800 900 1234.5",
        "employees": "200 205 210",
        "rd_staff": "20 22 25",
        "patents": "6 7 9",
        "sme": True,
    }
    cells: dict[str, tuple[CellValue, ...]] = {"name": ("甲厂",)}
    for column, value in (figures | changes).items():
        if isinstance(value, str):
            for year, text in zip((2019, 2020, 2021), value.split(), strict=True):
                cells[f"{column}.{year}"] = (None if text == "-" else Decimal(text),)
        else:
            cells[column] = (value,)  # type: ignore[assignment]
    return cells


def doubts(cells: Mapping[str, tuple[CellValue, ...]]) -> tuple[Doubt, ...]:
    return find_doubts(TABLE, cells, FORM_YEARS)


def told(cells: Mapping[str, tuple[CellValue, ...]]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(one.code, one.places, one.reason) for one in doubts(cells)]


@pytest.mark.parametrize("economy", [one for one in iterate_economies() if one.number in (20, 137)], ids=str)
def test_sound_tables_are_silent(economy: Economy) -> None:
    assert find_doubts(TABLE, make_table(economy), years_to(economy.last)) == ()


@pytest.mark.slow
def test_sixty_sound_tables_are_silent() -> None:
    economies = list(iterate_economies())
    assert len(economies) >= 60
    found = [find_doubts(TABLE, make_table(one), years_to(one.last)) for one in economies]
    assert [one for one in found if one] == []


def test_a_sound_enterprise_is_silent() -> None:
    assert told(row()) == []


def test_output_in_wan_in_one_year() -> None:
    [(code, places, reason)] = told(row(output="0.18 0.1983 2172", employees="40 42 45", exports="80 90 120"))
    assert (code, places) == ("enterprises.wrong-unit", ("output.2021",))
    assert "像是按万元填的：÷10000 = 0.2172 亿元，与2020年相当" in reason


def test_output_in_wan_in_all_years_of_the_only_enterprise() -> None:
    [(code, places, reason)] = told(row(output="12500 15000 18000"))
    assert (code, places) == ("enterprises.wrong-unit", ("output.2019", "output.2020", "output.2021"))
    assert "从业人员数是 210 人" in reason and "像是按万元填的：÷10000 = 1.8 亿元" in reason


@pytest.mark.parametrize(
    ("column", "figures", "wanted"),
    [
        ("output", "1 120000000 1.4", "像是按元填的：÷100000000 = 1.2 亿元"),
        ("output", "1 12 1.4", "像是多写了一位，或按千万元填的：÷10 = 1.2 亿元"),
        ("output", "0.0001 1.2 1.4", "×10000 = 1 亿元"),
        ("output", "1.64 1.79 9.12", "像是“91”写颠倒了：应 = 1.92 亿元"),
        ("output", "1.64 1.79 11.92", "像是“1”多按了一次：应 = 1.92 亿元"),
        ("rd", "3000000 360 420", "像是按元填的：÷10000 = 300 万元"),
        ("rd", "300 360 0.0420", "像是按亿元填的：×10000 = 420 万元"),
        ("rd", "3000000 3600000 4200000", "像是按元填的：÷10000 = 420 万元"),
        ("rd", "0.03 0.036 0.042", "像是按亿元填的：×10000 = 420 万元"),
        ("software", "12 140000 18", "像是按元填的：÷10000 = 14 万元"),
        ("exports", "8000000 9000000 12345000", "像是按元填的：÷10000 = 1234.5 万元"),
        ("employees", "200 205 2100", "像是多写了一位：÷10 = 210 人"),
        ("employees", "200 2055 210", "像是“5”多按了一次：应 = 205 人"),
        ("patents", "6 70 9", "像是多写了一位：÷10 = 7 件"),
        ("patents", "6 7 90", "÷10 = 9 件"),
    ],
)
def test_a_slip_is_named_with_the_right_value(column: str, figures: str, wanted: str) -> None:
    found = told(row(**{column: figures}))
    assert [place.partition(".")[0] for _, places, _ in found for place in places[:1]] == [column]
    assert wanted in found[0][2]


def test_a_small_figure_and_a_large_one_without_another_unit_are_questions_only() -> None:
    assert [code for code, _, _ in told(row(rd="300 360 0.0420"))] == ["enterprises.leap"]
    assert [code for code, _, _ in told(row(rd="0.03 0.036 0.042"))] == ["enterprises.beyond-sense"]
    assert [code for code, _, _ in told(row(output="1 1.2 14"))] == ["enterprises.leap"]


def test_exports_and_software_above_output() -> None:
    assert [places for _, places, _ in told(row(exports="800 900 42000"))] == [("exports.2021",)]
    assert [places for _, places, _ in told(row(software="12 14 7000"))] == [("software.2021",)]


def test_research_above_output_is_a_doubt_but_for_a_laboratory() -> None:
    assert [code for code, _, _ in told(row(rd="16000 18000 20000"))] == ["enterprises.beyond-sense"]
    assert told(row(rd="16000 18000 20000", rd_staff="90 95 120")) == []


def test_a_closure_and_a_start_up_are_silent() -> None:
    assert told(row(output="1 0.2 0", rd="300 50 0", exports="800 90 0", employees="200 50 0", rd_staff="20 5 0")) == []
    assert told(row(output="0 0.02 1.4", rd="0 30 420", exports="0 0 0", employees="0 60 210", rd_staff="0 3 9")) == []


@pytest.mark.parametrize("missing", ["-", "0"])
def test_a_year_missing_between_two(missing: str) -> None:
    [(code, places, reason)] = told(row(output=f"1 {missing} 1.4", exports="0 0 0"))
    assert (code, places) == ("enterprises.gap", ("output.2020",))
    assert reason.endswith("2019年是 1、2021年是 1.4")


def test_titles_that_presuppose_or_exclude_one_another() -> None:
    assert told(row(little_giant=2020, specialized=NOTHING))[0][1:] == (
        ("little_giant", "specialized"),
        "没有专精特新，不会有小巨人",
    )
    assert told(row(little_giant=2020)) == [], "no column of 专精特新"
    assert told(row(listed=2018, pre_listing=2017))[0][2] == "不会同时有上市和上市辅导备案"
    assert (
        told(row(sme=False, innovative=2020, specialized=2019))[0][2] == "不是中小企业，不会有专精特新、创新型中小企业"
    )
    assert told(row(sme=False, high_tech=2020)) == []


def test_a_small_enterprise_is_below_one_of_the_limits() -> None:
    large = row(output="3.5 4 4", employees="990 1000 1000", rd="900 990 1100", exports="0 0 0")
    assert [code for code, _, _ in told(large)] == ["enterprises.size"]
    assert told(row(output="3.5 3.9 3.99", employees="990 1000 1000", exports="0 0 0")) == []
    assert told(row(output="3.5 4 4.5", employees="990 999 999", exports="0 0 0")) == []


@pytest.mark.parametrize("odd", ["-1", "-1000000", "1E+40", "1E+400", "1E-30", "0.00", "1E-300"])
@pytest.mark.parametrize("column", ["output", "rd", "software", "exports", "fdi", "employees", "rd_staff", "patents"])
def test_odd_figures_do_not_stop_the_checks(column: str, odd: str) -> None:
    for figures in (f"{odd} 1 2", f"100 {odd} 120", f"{odd} {odd} {odd}"):
        doubts(row(**{column: figures}))


def test_a_table_without_figures_is_silent() -> None:
    assert find_doubts(TABLE, {"name": ()}, FORM_YEARS) == ()
    assert find_doubts(TABLE, {"name": ("甲厂",)}, FORM_YEARS) == ()
    assert find_doubts(TABLE, {"name": ("甲厂",), "output.2021": (None,), "sme": (NOTHING,)}, FORM_YEARS) == ()


def test_an_enterprise_that_outweighs_all_others() -> None:
    cells = {
        "name": tuple("甲乙丙丁戊己庚"),
        "output.2021": tuple(map(Decimal, ("1", "2", "3", "4", "5", "6", "4500"))),
    }
    [(code, places, reason)] = told(cells)
    assert (code, places) == ("enterprises.wrong-unit", ("output.2021",))
    assert reason == "是其余 6 家合计的 214 倍；像是按万元填的：÷10000 = 0.45 亿元"


def outweigh(employees: str) -> dict[str, tuple[CellValue, ...]]:
    cells: dict[str, tuple[CellValue, ...]] = {"name": tuple("甲乙丙丁戊己庚")}
    for year in (2019, 2020, 2021):
        cells[f"output.{year}"] = tuple(map(Decimal, ("1", "2", "3", "4", "5", "6", "4500")))
        cells[f"employees.{year}"] = tuple(map(Decimal, ("90", "150", "200", "300", "320", "400", employees)))
    return cells


def test_the_only_enterprise_in_another_unit_in_all_years_is_wrong() -> None:
    [(code, places, reason)] = told(outweigh("60"))
    assert (code, places) == ("enterprises.wrong-unit", ("output.2019", "output.2020", "output.2021"))
    assert reason == "2021年是其余 6 家合计的 214 倍；像是按万元填的：÷10000 = 0.45 亿元"


def test_a_giant_with_the_staff_of_one_is_a_question_only() -> None:
    assert [code for code, _, _ in told(outweigh("60000"))][:1] == ["enterprises.beyond-sense"]


def test_a_doubt_of_collected_rows_names_the_file_and_the_cell() -> None:
    values: dict[str, CellValue] = {"name": "甲厂", "output.2021": Decimal(18000), "employees.2021": Decimal(210)}
    sources = {place: ValueSource("甲.xlsx", "表1", f"{letter}3") for place, letter in zip(values, "BFP", strict=True)}
    collected = Collected((CollectedRow(values, sources),), (), (), 1)
    found, [problem] = check_collected(collected, TABLE, FORM_YEARS, "企业表.xlsx")
    assert found[0].places == ("output.2021",)
    assert problem.where.path == "甲.xlsx"
    assert problem.message.startswith("企业“甲厂”2021年产值（亿元）填了 18000（表1!F3）：从业人员数是 210 人")


def test_a_doubt_of_a_collected_table_names_the_cell_and_the_file_it_came_from(tmp_path: Path) -> None:
    cells = row(output="12500 15000 18000")
    values = {place: column[0] for place, column in cells.items() if column[0] is not None}
    sources = {
        place: ValueSource("甲.xlsx", "表1", f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[at]}3") for at, place in enumerate(values)
    }
    collected = Collected((CollectedRow(values, sources),), (), (), 1)
    write_collected_workbook(tmp_path / "enterprises.xlsx", collected, (), TABLE, FORM_YEARS)
    application = replace(judged("yunxi-2022").application, register=read_register(tmp_path, TABLE, FORM_YEARS))
    [problem] = check_enterprises(application)
    assert problem.where == Where("enterprises.xlsx", 3)
    assert "（C3、D3、E3，出自 甲.xlsx 表1!B3、C3、D3）" in problem.message


def test_titles_of_the_year_after_the_last_are_told_once_a_column() -> None:
    application = judged("yunxi-2022").application
    register = application.register
    assert register is not None
    late = tuple(2022 if index in (1, 4, 9) else cell for index, cell in enumerate(register.columns["innovative"]))
    changed = replace(register, columns={**register.columns, "innovative": late})
    told = check_enterprises(replace(application, register=changed))
    [problem] = [one for one in told if one.code == "enterprises.late"]
    assert "3 家企业填了 2022（第 3、6、11 行），晚于申报表的数据年份 2021，没有计入。" in problem.message


def collect_with(path: Path, middle: object) -> list[str]:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["企业名称", "2019年产值（亿元）", "2020年产值（亿元）", "2021年产值（亿元）"])
    book.active.append(["甲厂", 1.2, middle, 1.4])
    book.active.append(["乙厂", 1.0, 1.1, 1.2])
    path.mkdir()
    book.save(path / "甲.xlsx")
    found = collect_sheets(path, TABLE, FORM_YEARS)
    _, problems = check_collected(found, TABLE, FORM_YEARS, "e.xlsx")
    return [one.code for one in (*found.problems, *problems)]


def test_a_cell_that_could_not_be_read_is_no_gap(tmp_path: Path) -> None:
    assert "enterprises.gap" in collect_with(tmp_path / "空", None)
    for number, cell in enumerate(("=B2*1.1", "约1.2")):
        codes = collect_with(tmp_path / str(number), cell)
        assert codes.count("enterprises.cell") == 1
        assert "enterprises.gap" not in codes


def test_a_gap_is_worded_as_one() -> None:
    assert describe_cells(TABLE, {"output.2020": None}) == "2020年产值（亿元）空着"


@pytest.mark.parametrize(("cell", "is_gap"), [("", True), ("约1.2", False)])
def test_a_cell_of_the_table_that_could_not_be_read_is_no_gap(tmp_path: Path, cell: str, is_gap: bool) -> None:
    head = "企业名称,2019年产值（亿元）,2020年产值（亿元）,2021年产值（亿元）"
    (tmp_path / "enterprises.csv").write_text(f"{head}\n甲厂,1.2,{cell},1.4\n", encoding="utf-8")
    register = read_register(tmp_path, TABLE, FORM_YEARS)
    assert register is not None
    assert register.is_unread(0, "output.2020") is not is_gap
