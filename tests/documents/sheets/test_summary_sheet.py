"""The summary table as a sheet, and how a province's own notice says its columns."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FORM
from docgen.definitions.catalog import Catalog
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.sheets.sheet import PrintableSheet
from docgen.documents.sheets.summary_sheet import build_summary, build_summary_sheet
from docgen.errors import DefinitionError, ExitCode, InputError
from docgen.project.application_loader import load

DATA = Path(__file__).parents[3] / "data"
PAGE = Path(__file__).parents[3] / "docs" / "notices.md"
EXAMPLE = DATA / "examples" / "yunxi-2022"
ANSWERS = """\
  province: 东江
  city: 宁川
  county: 云溪
  applied_on: 2022年10月8日
  cluster_name: 甲产业集群
  operator: 甲中心
  department_contact: 闻砚秋
  department_phone: 0000-8123 4567
  industry_type: 第二产业
  output_value: {2019: 1, 2020: 2.5, 2021: 58.2}
  national_platforms: [甲平台, 乙平台]
"""

Maker = Callable[..., Path]


@pytest.fixture
def made(tmp_path: Path) -> Maker:
    def make(own_notice: str, section: str = "", answers: str = ANSWERS, name: str = "甲") -> Path:
        home = tmp_path / "全部" / name
        home.mkdir(parents=True)
        (home / "application.yaml").write_text(f"form: {FORM}\nanswers:\n{answers}{section}", encoding="utf-8")
        (home / "notice.yaml").write_text(own_notice, encoding="utf-8")
        return home

    return make


def table(columns: str, more: str = "") -> str:
    listed = textwrap.indent(textwrap.dedent(columns).strip("\n"), "  ")
    return f"extends: national-2022\nsummary:\n  title: 推荐汇总表\n  columns:\n{listed}\n{more}"


def only_row(home: Path, catalog: Catalog) -> tuple[object, ...]:
    [row] = build_summary_sheet([load(home, catalog)]).rows
    assert not hasattr(row, "text")
    return tuple(row)


def test_the_example_fills_every_column_of_its_notice_without_a_problem(catalog: Catalog) -> None:
    sheet, problems = build_summary([EXAMPLE], catalog)
    assert [one for one in problems if one.code.startswith("summary.")] == []
    assert sheet.title == "2022年度中小企业特色产业集群推荐汇总表"
    assert sheet.head == ("地级以上市中小企业主管部门：（盖章）", "联系人和手机：")
    [row] = sheet.rows
    assert tuple(row)[:6] == (
        1,
        "东江省宁川市云溪县精密减速传动件产业集群",
        "云溪县精密传动产业发展服务中心",
        "东江省宁川市云溪县",
        "通用设备制造业（精密减速传动件）",
        "2018年3月",
    )
    assert str(tuple(row)[6]).startswith("主导产业为精密减速传动件")


def test_the_example_says_in_its_introduction_what_its_answers_say(catalog: Catalog) -> None:
    application = load(EXAMPLE, catalog)
    told = application.summary["introduction"]
    for place, unit in (("enterprises.2021", "家"), ("specialized_smes.2021", "家"), ("little_giants.2021", "家")):
        assert f"{application.answers[place]}{unit}" in told
    for place, unit in (("output_value.2021", "亿元"), ("rd_intensity.2021", "%"), ("sme_patents", "件")):
        assert f"{application.answers[place]}{unit}" in told


def test_the_columns_say_where_their_words_come_from(made: Maker, catalog: Catalog) -> None:
    own = table(
        """
        - {label: 序号, fill: number}
        - {label: 地, from: [province, city, county], join: 、}
        - {label: 类型, from: [industry_type]}
        - {label: 产值, from: [output_value.2021]}
        - {label: 平台, from: [national_platforms]}
        - {label: 简介, ask: introduction}
        - {label: 备注, fill: hand}
        """
    )
    home = made(own, "summary:\n  introduction: 甲产业。\n")
    assert only_row(home, catalog) == (1, "东江、宁川、云溪", "第二产业", "58.20", "甲平台、乙平台", "甲产业。", None)


def test_words_under_summary_stand_in_place_of_the_answers(made: Maker, catalog: Catalog) -> None:
    own = table("- {label: 地, from: [province, city], join: 、, ask: location}")
    assert only_row(made(own, name="甲"), catalog) == ("东江、宁川",)
    assert only_row(made(own, "summary: {location: 东江省宁川市}\n", name="乙"), catalog) == ("东江省宁川市",)


def test_none_is_left_out_beside_others_and_printed_by_itself(made: Maker, catalog: Catalog) -> None:
    own = table("- {label: 地, from: [province, city], join: 、}\n- {label: 市, from: [city]}")
    home = made(own, answers="  province: 东江\n  city: 无\n")
    assert only_row(home, catalog) == ("东江", "无")


def test_a_blank_stays_blank_and_is_told(made: Maker, catalog: Catalog) -> None:
    home = made(table("- {label: 机构, from: [operator]}"), answers="  province: 东江\n")
    sheet, problems = build_summary([home], catalog)
    assert sheet.rows == ((None,),)
    assert "summary.missing" in {problem.code for problem in problems}


def test_lines_are_numbered_in_the_order_given(made: Maker, catalog: Catalog) -> None:
    own = table("- {label: 序号, fill: number}\n- {label: 名称, from: [cluster_name]}")
    first = made(own, answers="  cluster_name: 乙产业集群\n", name="2")
    second = made(own, answers="  cluster_name: 甲产业集群\n", name="1")
    assert build_summary([first, second], catalog)[0].rows == ((1, "乙产业集群"), (2, "甲产业集群"))
    assert build_summary([first.parent], catalog)[0].rows == ((1, "甲产业集群"), (2, "乙产业集群"))


def test_the_workbook_holds_what_would_be_formulas_markup_and_rare_characters(
    made: Maker, catalog: Catalog, tmp_path: Path
) -> None:
    own = table("- {label: 名称, from: [cluster_name]}\n- {label: 简介, ask: introduction, limit: 150}")
    nasty = '"=1+1&<>{{ }} 𬭸䶮 ' + "字" * 300 + '"'
    home = made(own, f"summary:\n  introduction: {nasty}\n", answers='  cluster_name: "=SUM(A1)"\n')
    sheet, _ = build_summary([home], catalog)
    write_workbook(tmp_path / "汇总.xlsx", sheet)  # reads back, or raises
    assert sheet.rows == (("=SUM(A1)", nasty.strip('"')),)


def test_the_same_applications_give_the_same_bytes(catalog: Catalog, tmp_path: Path) -> None:
    for name in ("1.xlsx", "2.xlsx"):
        write_workbook(tmp_path / name, build_summary([EXAMPLE], catalog)[0])
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def widths(sheet: PrintableSheet) -> dict[str, float]:
    return {column.heading: column.width for column in sheet.columns}


def test_the_introduction_has_the_room_and_the_table_fits_the_paper(catalog: Catalog) -> None:
    found = widths(build_summary([EXAMPLE], catalog)[0])
    assert found["集群简介（150字以内）"] >= 46
    assert found["集群简介（150字以内）"] == max(found.values())
    assert found["所在省、市、县（区）"] > 20
    assert sum(found.values()) <= 140


def test_what_cannot_be_read_is_told_with_its_folder(made: Maker, catalog: Catalog) -> None:
    home = made(table("- {label: 序号, fill: number}"))
    other = home.parent / "坏"
    shutil.copytree(home, other)
    (other / "application.yaml").write_text("form: [\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build_summary([home.parent], catalog)
    assert caught.value.path == (other / "application.yaml").as_posix()


# -- the notice --


@pytest.mark.parametrize(
    ("columns", "more", "message", "remedy"),
    [
        (
            "- {label: 名称, from: [cluster_nam]}",
            "",
            "summary“名称”的 from 指向没有的“cluster_nam”。",
            "是不是“cluster_name”？",
        ),
        ("- {label: 产值, from: [output_value]}", "", "summary“产值”的 from 指向没有的“output_value”。", "是不是“"),
        ("- {label: 名称}", "", "summary“名称”要么写 from 或 ask，要么写 fill，二者必居其一。", ""),
        (
            "- {label: 名称, ask: a, fill: hand}",
            "",
            "summary“名称”要么写 from 或 ask，要么写 fill，二者必居其一。",
            "",
        ),
        ("- {fill: hand}", "", "summary 有一列没有 label；标题不明的列写 fill: hand，并在 note 里说明。", ""),
        ("- {label: 甲, ask: 甲}", "", "summary 的 ask “甲”只能用小写英文字母、数字和下划线。", ""),
        ("- {label: 甲, ask: a}\n- {label: 乙, ask: a}", "", "summary 的 ask “a”出现了 2 次。", ""),
        (
            "- {label: 甲, ask: sector}",
            "  one_per: secter\n",
            "summary 的 one_per 指向没有的“secter”。",
            "是不是“sector”？",
        ),
        (
            "- {label: 甲, ask: a}",
            "  beside: [{label: 乙, from: [city]}]\n",
            "summary 的 beside“乙”没有写 ask。",
            "",
        ),
        (
            "- {label: 甲, ask: a}",
            "quota: [{scope: 地级市, limit: 2, by: [citi]}]\n",
            "quota“地级市”的 by 指向没有的“citi”。",
            "是不是“city”？",
        ),
    ],
)
def test_a_fault_of_the_table_is_named_with_the_nearest_name(
    made: Maker, catalog: Catalog, columns: str, more: str, message: str, remedy: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(made(table(columns, more)), catalog)
    assert caught.value.message == message
    assert caught.value.remedy.startswith(remedy)
    assert (caught.value.path, caught.value.exit_code) == ("notice.yaml", ExitCode.DEFINITION)


def test_the_line_of_a_wrong_name_is_told(made: Maker, catalog: Catalog) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(made(table("- {label: 序号, fill: number}\n- {label: 名称, from: [cluster_nam]}")), catalog)
    assert caught.value.line == 6


def test_the_second_example_of_the_documentation_makes_a_table(made: Maker, catalog: Catalog) -> None:
    [example] = re.findall(r"\n\n((?:    .*\n)+)", PAGE.read_text("utf-8"))
    home = made("extends: national-2022\n" + textwrap.dedent(example))
    assert only_row(home, catalog) == (1, "甲产业集群", "闻砚秋，0000-8123 4567", None)


def test_the_first_example_of_the_documentation_makes_a_table(made: Maker, catalog: Catalog) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    home = made(example, "summary:\n  introduction: 甲产业。\n  sub_sector: 甲\n")
    sheet, problems = build_summary([home], catalog)
    assert sheet.rows == ((1, "甲产业集群", "58.20", "甲产业。"),)
    assert problems == ()


def test_the_table_of_ningxia_keeps_the_place_of_its_seventh_column(catalog: Catalog, tmp_path: Path) -> None:
    home = tmp_path / "甲"
    home.mkdir()
    (home / "application.yaml").write_text(f"form: {FORM}\nnotice: ningxia-2022\nanswers:\n{ANSWERS}", encoding="utf-8")
    sheet, problems = build_summary([home], catalog)
    assert len(sheet.columns) == 7
    assert sheet.columns[-1].heading == ""
    assert "summary.by-hand" in {problem.code for problem in problems}
    write_workbook(tmp_path / "汇总.xlsx", sheet)
