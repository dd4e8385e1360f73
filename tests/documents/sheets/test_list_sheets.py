"""The lists that docgen makes for evidence items: as many rows as the form counts, and whether they are enough."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.documents.sheets.list_sheets import build_item_sheets, is_satisfied_by_lists
from docgen.documents.sheets.sheet import PrintableSheet
from docgen.project.application import Application
from docgen.project.application_loader import load
from tests.conftest import FORM, NOTICE

HEAD = (
    "企业名称,统一社会信用代码,主营业务,是否中小企业,产值2021（亿元）,"
    "专精特新,高新技术企业,创新型中小企业,有效发明专利2021\n"
)
FIRMS = (
    "甲公司,91990126MAY000375L,减速机,否,4.26,,2016,,7\n"
    "乙公司,91990126MAY000746B,箱体,是,2.68,2017,2022,2020,4\n"
    "丙公司,91990126MAY001116D,行星架,是,1.94,2022,2018,2021,3\n"
    "丁公司,,,是,0,2018,,,无\n"
)
CLUSTER = "东江省云溪县减速机产业集群"


@pytest.fixture
def applied(tmp_path: Path, catalog: Catalog) -> Callable[..., Application]:
    """Loads an application with these answers, lists and enterprises."""

    def read(
        answers: str = "", firms: str = FIRMS, form: str = FORM, notice: str = NOTICE, head: str = HEAD, **lists: str
    ) -> Application:
        body = "".join(f"  {line}\n" for line in (f"cluster_name: {CLUSTER}", *answers.split("\n")) if line)
        (tmp_path / "lists").mkdir(exist_ok=True)
        (tmp_path / "application.yaml").write_text(f"form: {form}\nnotice: {notice}\nanswers:\n{body}", "utf-8")
        if firms:
            (tmp_path / "enterprises.csv").write_text(head + firms, "utf-8")
        for name, text in lists.items():
            (tmp_path / "lists" / f"{name}.csv").write_text(text, "utf-8")
        return load(tmp_path, catalog)

    return read


def sheets(application: Application, number: str) -> tuple[PrintableSheet, ...]:
    item = application.notice.find_item(number)
    assert item is not None
    return build_item_sheets(application, item)


def is_satisfied(application: Application, number: str) -> bool:
    item = application.notice.find_item(number)
    assert item is not None
    return is_satisfied_by_lists(application, item, build_item_sheets(application, item))


def headings(sheet: PrintableSheet) -> list[str]:
    return [column.heading for column in sheet.columns]


def test_without_a_table_and_lists_there_is_nothing_to_print(applied: Callable[..., Application]) -> None:
    application = applied("overseas_branches: 3", firms="")
    assert [build_item_sheets(application, item) for item in application.notice.iterate_items()] == [()] * 25


def test_all_enterprises_that_produce_are_listed_with_the_small_ones_marked(
    applied: Callable[..., Application],
) -> None:
    (sheet,) = sheets(applied(), "1")
    assert (sheet.title, sheet.head) == ("集群内企业名单", (f"集群名称：{CLUSTER}", "截至2021年末"))
    assert headings(sheet) == ["序号", "企业名称", "统一社会信用代码", "主营业务", "是否中小企业"]
    assert sheet.rows[0] == (1, "甲公司", "91990126MAY000375L", "减速机", "否")
    assert [row[1] for row in sheet.rows if not hasattr(row, "text")] == ["甲公司", "乙公司", "丙公司"]
    assert sheet.foot == ("合计 3 家，其中集群中小企业 2 家。", "填报单位（盖章）：", "填报人：", "日期：")


def test_what_was_recognised_after_the_last_year_is_not_listed(applied: Callable[..., Application]) -> None:
    (sheet,) = sheets(applied(), "3")
    assert [row[1:] for row in map(tuple, sheet.rows)] == [
        ("乙公司", "91990126MAY000746B", "箱体", 2017),  # 丁公司 has no output in the year
    ]
    assert sheet.foot[0] == "合计 1 家。"


def test_two_titles_in_one_answer_are_two_columns_and_every_enterprise_one_row(
    applied: Callable[..., Application],
) -> None:
    (sheet,) = sheets(applied(), "6")
    assert headings(sheet)[-2:] == ["高新技术企业认定年份", "创新型中小企业认定年份"]
    assert [(row[1], *row[-2:]) for row in map(tuple, sheet.rows)] == [
        ("甲公司", 2016, ""),
        ("乙公司", "", 2020),
        ("丙公司", 2018, 2021),
    ]
    assert sheet.foot[0] == "合计 3 家：高新技术企业 2 家，创新型中小企业 2 家（兼有的只计一次）。"


def test_titles_that_nobody_has_are_told_beside_those_that_somebody_has(
    applied: Callable[..., Application],
) -> None:
    head = "企业名称,是否中小企业,是否主导产业,上市年份,上市辅导备案年份\n"
    application = applied(firms="甲公司,是,是,,2023\n", head=head, form="2025-application", notice="national-2025")
    (sheet,) = sheets(application, "补4")
    assert sheet.foot[0] == "合计 1 家：主导产业相关的上市中小企业 0 家，主导产业相关的上市辅导期中小企业 1 家。"


def test_a_list_of_nobody_is_not_printed(applied: Callable[..., Application]) -> None:
    assert sheets(applied(), "4") == (), "the table has no such column"
    assert sheets(applied(firms="甲公司,,,否,1,,,,\n"), "3") == (), "and here nobody has the title"


def test_the_rows_are_as_many_as_the_form_counts(applied: Callable[..., Application]) -> None:
    application = applied("enterprises: from enterprises\nhigh_tech_and_innovative: from enterprises")
    for number, place in (("1", "enterprises.2021"), ("6", "high_tech_and_innovative.2021")):
        assert application.answers[place] == Decimal(len(sheets(application, number)[0].rows))


def test_the_entries_of_a_list_stand_under_its_own_columns(applied: Callable[..., Application]) -> None:
    rows = "云溪（德国）有限公司,德国,乙公司,,无\nYunxi K.K.,日本,丙公司,,\n"
    application = applied(overseas_branches="分支机构名称,国家,设立企业,设立时间,备注\n" + rows)
    (sheet,) = sheets(application, "21")
    assert headings(sheet) == ["序号", "分支机构名称", "所在国家或地区", "设立企业", "备注"]
    assert sheet.rows == ((1, "云溪（德国）有限公司", "德国", "乙公司", "无"), (2, "Yunxi K.K.", "日本", "丙公司", ""))
    assert (sheet.title, sheet.head, sheet.foot[0]) == ("境外分支机构清单", (f"集群名称：{CLUSTER}",), "合计 2 个。")


def test_standards_of_other_years_are_not_listed(applied: Callable[..., Application]) -> None:
    rows = "甲标准,2018,国家,主持,乙公司\n乙标准,2019,国家,主持,乙公司\n丙标准,2021,团体,参与,丙公司\n"
    (sheet,) = sheets(applied(standards="标准名称,发布年份,级别,主持或参与,企业名称\n" + rows), "11")
    assert [row[:4] for row in map(tuple, sheet.rows)] == [(1, "乙标准", "2019", "国家"), (2, "丙标准", "2021", "团体")]
    assert sheet.head[1] == "2019—2021年"
    assert sheet.foot[0] == "合计 2 项：国家 1 项，团体 1 项；主持 1 项，参与 1 项。"


def test_all_levels_of_one_list_are_one_sheet(applied: Callable[..., Application]) -> None:
    rows = "甲中心,省级\n乙中心,国家级\n丙中心,其他\n"
    application = applied(form="2025-application", notice="national-2025", platforms="平台名称,级别\n" + rows)
    (sheet,) = sheets(application, "补7")
    assert len(sheet.rows) == 3
    assert sheet.foot[0] == "合计 3 个：国家级 1 个，省级 1 个，其他 1 个。"


def test_every_enterprise_owes_a_sheet_and_the_collected_table_stands_before_them(
    applied: Callable[..., Application],
) -> None:
    application = applied()
    (sheet,) = sheets(application, "2")
    assert (sheet.title, len(sheet.rows)) == (application.tables.enterprises.title, 4)
    assert not is_satisfied(application, "2")


# -- whether the lists are enough --


@pytest.mark.parametrize("number", ["1", "3", "6"])
def test_an_item_that_asks_for_a_list_of_enterprises_is_satisfied(
    applied: Callable[..., Application], number: str
) -> None:
    claims = "enterprises: {2021: 3}\nspecialized_smes: {2021: 2}\nhigh_tech_and_innovative: {2021: 3}"
    assert is_satisfied(applied(claims), number)


def test_without_the_column_that_counts_it_is_not(applied: Callable[..., Application]) -> None:
    assert not is_satisfied(applied("little_giants: {2021: 1}"), "4")


def test_a_list_is_enough_where_the_form_asks_for_a_list(applied: Callable[..., Application]) -> None:
    rows = "专利号,名称,权利人\nZL1,一种齿圈,乙公司\n"
    assert is_satisfied(applied("sme_patents: 1\npatents_per_10000: 2.5", patents=rows), "12")


def test_the_enterprise_table_alone_is_no_list_of_patents(applied: Callable[..., Application]) -> None:
    application = applied("sme_patents: 7")
    assert (sheets(application, "12"), is_satisfied(application, "12")) == ((), False)


def test_where_evidence_is_demanded_too_the_list_is_not_enough(applied: Callable[..., Application]) -> None:
    rows = "分支机构名称,国家,设立企业\n甲,德国,乙公司\n"
    application = applied("overseas_branches: 1", overseas_branches=rows)
    assert (len(sheets(application, "21")), is_satisfied(application, "21")) == (1, False)


def test_no_item_is_satisfied_that_asks_for_more_than_lists(catalog: Catalog) -> None:
    home = Path(__file__).parents[3] / "data" / "examples" / "lanting-2025"
    application = load(home, catalog)
    for item in application.notice.iterate_items():
        if is_satisfied_by_lists(application, item, build_item_sheets(application, item)):
            assert re.search("名单|清单", item.title) and "佐证材料" not in item.title
