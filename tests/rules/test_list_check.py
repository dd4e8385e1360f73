"""The lists against what was typed and against the enterprise table: a difference says which is which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.list_check import check_lists
from tests.conftest import Factory, Told, told

STANDARDS = "标准名称,发布年份,级别,主持或参与,企业名称\n"
PATENTS = "专利号,名称,权利人,法律状态\n"


@pytest.fixture
def found(folder: Factory, catalog: Catalog) -> Callable[..., list[Told]]:
    """The problems of an application with these answers, lists and enterprises."""

    def check(answers: str, enterprises: str = "", **lists: str) -> list[Told]:
        home: Path = folder(answers)
        (home / "lists").mkdir(exist_ok=True)
        for name, text in lists.items():
            (home / "lists" / f"{name}.csv").write_text(text, encoding="utf-8")
        if enterprises:
            (home / "enterprises.csv").write_text(enterprises, encoding="utf-8")
        application: Application = load(home, catalog)
        return told(check_lists(application))

    return check


def said(problems: list[Told]) -> list[str]:
    return [f"{where} {message}" for _, where, message, _ in problems]


def test_without_lists_there_is_nothing_to_compare(loaded: Callable[..., Application]) -> None:
    assert list(check_lists(loaded("overseas_branches: 3"))) == []


def test_a_number_is_compared_with_the_rows(found: Callable[..., list[Told]]) -> None:
    rows = "分支机构名称,国家,设立企业\n甲,德国,乙\n丙,日本,乙\n"
    assert found("overseas_branches: 2", overseas_branches=rows) == []
    assert said(found("overseas_branches: 3", overseas_branches=rows)) == [
        "application.yaml 第4行 overseas_branches “集群或集群内企业在境外设立分支机构数量”填了 3 个，"
        "清单 lists/overseas_branches.csv 有 2 行。"
    ]


def test_nothing_is_as_good_as_zero(found: Callable[..., list[Told]]) -> None:
    assert found("overseas_branches: 无", overseas_branches="分支机构名称,国家,设立企业\n") == []


def test_names_are_compared_one_by_one(found: Callable[..., list[Told]]) -> None:
    answers = "national_platforms: 无\nprovincial_platforms: [甲中心, 乙(省级)中心, 丙中心]\nother_platforms: 无"
    rows = "平台名称,级别\n甲中心,省级\n乙（省级）中心,省级\n丁中心,国家级\n"
    assert said(found(answers, platforms=rows)) == [
        "application.yaml 第4行 national_platforms “国家制造业创新中心或国家级创新平台名称及数量”填了 0 个，"
        "清单 lists/platforms.csv 里级别为国家级的有 1 个：答案里没有“丁中心”。",
        "application.yaml 第5行 provincial_platforms “省级制造业创新中心或省级创新平台名称及数量”填了 3 个，"
        "清单 lists/platforms.csv 里级别为省级的有 2 个：清单里没有“丙中心”。",
    ]


def test_a_matrix_is_compared_cell_by_cell(found: Callable[..., list[Told]]) -> None:
    answers = "standards: {2019: 无, 2020: 无, 2021: {national: {led: 1, joined: 1}}}"
    rows = "甲标准,2021,国家,主持,甲\n乙标准,2021,国家,主持,甲\n丙标准,2021,国家,参与,甲\n"
    assert said(found(answers, standards=STANDARDS + rows)) == [
        "application.yaml 第4行 standards.2021.national.led "
        "“集群中小企业近三年主持（起草单位排名前三位）或参与制修订标准数量情况 2021年 国家 主持数量”填了 1 项，"
        "清单 lists/standards.csv 这一栏有 2 行。"
    ]


def test_entries_of_other_years_are_told(found: Callable[..., list[Told]]) -> None:
    rows = "甲标准,2018,国家,主持,甲\n乙标准,2022,国家,主持,甲\n"
    assert said(found("", standards=STANDARDS + rows)) == [
        "lists/standards.csv 第2行 清单有 2 行不在 2019、2020、2021 年之内（第 2—3 行），"
        "没有计入“集群中小企业近三年主持或参与制修订标准数量情况”，也不会印进清单。"
    ]


def test_an_enterprise_that_is_not_in_the_table_is_told_with_the_nearest(found: Callable[..., list[Told]]) -> None:
    enterprises = "企业名称\n云溪沣川机械（集团）有限公司\n云溪泓源传动部件有限公司\n"
    rows = (
        "ZL1,一种齿圈,云溪沣川机械(集团)有限公司,有效\n"
        "ZL2,一种齿条,东江理工大学；云溪泓源传动部件有限公司,有效\n"
        "ZL3,一种齿轮,云溪泓源传动配件有限公司,有效\n"
    )
    problems = found("", enterprises, patents=PATENTS + rows)
    assert [problem for problem in problems if problem[0] != "list.co-owned"] == [
        (
            "list.unknown-enterprise",
            "lists/patents.csv 第4行",
            "“云溪泓源传动配件有限公司”不在企业表 enterprises.csv 里。",
            "是不是“云溪泓源传动部件有限公司”？请核对企业名称。",
        )
    ]


def test_many_unknown_enterprises_are_counted(found: Callable[..., list[Told]]) -> None:
    rows = "".join(f"ZL{number},一种齿圈,公司{number},有效\n" for number in range(300))
    problems = found("", "企业名称\n甲\n", patents=PATENTS + rows)
    assert len(problems) == 6
    assert problems[-1][2] == "还有 295 家企业不在企业表 enterprises.csv 里（第 7—301 行）。"


def test_the_list_and_the_enterprise_table_are_compared_by_owner(found: Callable[..., list[Told]]) -> None:
    enterprises = "企业名称,是否中小企业,有效发明专利2021\n甲公司,是,1\n乙公司,是,2\n丙公司,否,9\n"
    rows = "ZL1,一种齿圈,甲公司,有效\nZL2,一种齿条,乙公司,有效\n"
    assert found("sme_patents: 2", enterprises, patents=PATENTS + rows) == [
        (
            "list.register-differs",
            "lists/patents.csv",
            "清单有 2 行，企业表 C列“有效发明专利2021”合计 3 件；不一致的：乙公司清单 1 行、企业表 2。",
            "请核对以哪个为准，改正另一个。",
        )
    ]


def test_an_answer_taken_from_the_list_agrees_with_it(found: Callable[..., list[Told]]) -> None:
    rows = "分支机构名称,国家,设立企业\n甲,德国,乙\n"
    assert found("overseas_branches: from lists", overseas_branches=rows) == []
