"""The evidence checklist: what is needed and why, what is there, and the problems where the two do not meet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import told, whole_plan
from docgen.definitions.form import Form
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.sheets.sheet import LONGEST_TEXT, Band
from docgen.documents.word.checklist_document import Checklist, format_need
from docgen.project.application import Application
from docgen.rules.evidence.evidence_checklist import CheckedItem, ItemState, check_evidence, judge_items

Loaded = Callable[..., Application]

ALWAYS = {"1", "2", "25"}


def items(application: Application) -> dict[str, CheckedItem]:
    return {checked.item.number: checked for checked in judge_items(application)}


def test_without_answers_only_what_is_always_owed_is_needed(loaded: Loaded) -> None:
    checked = items(loaded(""))
    assert list(checked) == [str(number) for number in range(1, 26)]
    assert {number for number, item in checked.items() if item.is_needed} == ALWAYS
    assert checked["1"].reasons == ("本项必交",)
    assert checked["8"].reasons == ()


@pytest.mark.parametrize(
    ("number", "answer", "reason"),
    [
        ("3", "specialized_smes: {2019: 9, 2020: 15, 2021: 0}", "“专精特新中小企业数量”2020年为 15 家"),
        ("3", "specialized_smes: {2019: 9, 2020: 15, 2021: 24}", "“专精特新中小企业数量”2021年为 24 家"),
        ("7", "chain_map: 是", "“集群是否绘制产业链图谱”选了“是”"),
        ("8", "sharing_work: [shared_workshop]", "“集群已开展的制造资源共享工作”勾选 1 项"),
        ("8", "sharing_work: [shared_workshop, joint_purchasing]", "“集群已开展的制造资源共享工作”勾选 2 项"),
        ("9", "synergy: 与龙头企业合作。", "“集群协同发展情况”已填写"),
        (
            "11",
            "standards: {2021: {group: {led: 3, joined: 0}}}",
            "“集群中小企业近三年主持或参与制修订标准数量情况”合计 3 项",
        ),
        ("12", "patents_per_10000: 12.50", "“集群每万人有效发明专利拥有量”为 12.50 个"),
        ("16", "carbon_monitoring: 是", "“建立了集群碳排放监测机制”选了“是”"),
        ("21", "overseas_branches: 2", "“集群或集群内企业在境外设立分支机构数量”为 2 个"),
    ],
)
def test_an_answer_that_claims_something_needs_proof_and_is_named(
    loaded: Loaded, number: str, answer: str, reason: str
) -> None:
    item = items(loaded(answer))[number]
    assert item.reasons == (reason,)
    assert item.state is ItemState.LACKING
    assert format_need(item) == f"需要：{reason}"


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("3", "specialized_smes: {2019: 0, 2020: 0, 2021: 0}"),
        ("3", "specialized_smes: 无"),
        ("7", "chain_map: 否"),
        ("8", "sharing_work: 无"),
        ("9", "synergy: 无"),
        ("11", "standards: 无"),
        ("11", "standards: {2021: {group: {led: 0, joined: 0}}}"),
        ("12", "{patents_per_10000: 0, sme_patents: 无, patent_growth_average: 0}"),
        ("16", "carbon_monitoring: 否"),
        ("21", "overseas_branches: 0"),
        ("21", "overseas_branches:"),
    ],
)
def test_an_answer_that_claims_nothing_needs_no_proof(loaded: Loaded, number: str, answer: str) -> None:
    item = items(loaded(answer))[number]
    assert item.state is ItemState.NOT_NEEDED
    assert format_need(item) == "不需要"


def test_several_answers_are_all_named(loaded: Loaded) -> None:
    item = items(loaded("sme_patents: 30\npatents_per_10000: 12\npatent_growth_average: -3"))["12"]
    assert [reason.rpartition("”")[2] for reason in item.reasons] == ["为 30 个", "为 12 个", "为 -3%"]


def test_an_item_that_is_needed_and_lacks_a_file_is_an_error_naming_the_answer(loaded: Loaded) -> None:
    application = loaded("sharing_work: [shared_workshop]", evidence=["1.pdf", "2.pdf", "25.pdf"])
    assert told(check_evidence(judge_items(application))) == [
        (
            "evidence.missing",
            "evidence",
            "佐证材料 8“提供集群已开展的制造资源共享工作佐证材料”没有文件。"
            "需要它的是：“集群已开展的制造资源共享工作”勾选 1 项。",
            "请把文件放进 evidence/ 下以 08 开头的文件夹，或更改相应的答案。",
        )
    ]
    [problem] = check_evidence(judge_items(application))
    assert problem.rule == "提供集群已开展的制造资源共享工作佐证材料；"


def test_an_item_with_files_that_no_answer_needs_is_a_warning(loaded: Loaded) -> None:
    application = loaded("chain_map: 否", evidence=["1.pdf", "2.pdf", "25.pdf", "07/甲.pdf", "07/乙.pdf"])
    assert told(check_evidence(judge_items(application))) == [
        (
            "evidence.not-needed",
            "evidence",
            "佐证材料 7“提供集群绘制的产业链图谱（如有）”有 2 个文件，但没有答案需要它。",
            "请核对是否漏勾了选项，或把文件移走。",
        )
    ]


def test_the_state_of_an_item_is_one_of_three_words(loaded: Loaded) -> None:
    checked = items(loaded("chain_map: 是", evidence=["7.pdf", "08/x.pdf"]))
    assert [checked[number].state.value for number in ("7", "8", "1", "10")] == ["已备", "已备", "缺", "不适用"]


def test_the_plan_is_proven_by_item_25_in_any_case(loaded: Loaded, form: Form) -> None:
    assert items(loaded(plan=whole_plan(form)))["25"].reasons == ("本项必交",)


def test_each_volume_of_an_item_has_a_line_of_its_own_in_word(loaded: Loaded) -> None:
    application = loaded(evidence=["25.pdf"])
    checklist = Checklist("云溪集群", application.notice, judge_items(application), {"25": "第1册90—99、第2册5—12"})
    groups = checklist.build_slots()["groups"]
    assert isinstance(groups, tuple)
    assert groups[-1]["rows"][-1]["pages"] == "第1册90—99\a第2册5—12"


def test_the_printed_checklist_says_the_same_in_word_and_excel(loaded: Loaded) -> None:
    application = loaded("chain_map: 是", evidence=["07/2 乙.pdf", "07/1 甲.pdf", "25.pdf"])
    checklist = Checklist("云溪集群", application.notice, judge_items(application), {"7": "12—15", "25": "16"})
    slots, sheet = checklist.build_slots(), checklist.build_sheet()
    groups = slots["groups"]
    assert isinstance(groups, tuple)
    word = [row for group in groups for row in group["rows"]]
    excel = [row for row in sheet.rows if not isinstance(row, Band)]
    assert [(row["title"], row["need"], row["pages"], row["state"]) for row in word] == [
        (row[1], row[2], row[4], row[5]) for row in excel
    ]
    assert word[6] == {
        "number": "7",
        "title": "提供集群绘制的产业链图谱（如有）；",
        "need": "需要：“集群是否绘制产业链图谱”选了“是”",
        "files": "甲\a乙",
        "pages": "12—15",
        "state": "已备",
    }
    assert excel[6] == (7, word[6]["title"], word[6]["need"], "甲\n乙", "12—15", "已备")
    assert (word[24]["pages"], word[0]["pages"], word[0]["state"]) == ("16", "", "缺")
    assert [row.text for row in sheet.rows if isinstance(row, Band)] == [group["heading"] for group in groups]
    assert sheet.head == ("集群名称：云溪集群", "依据：广东省2022年度中小企业特色产业集群申报推荐")


def test_thousands_of_files_of_one_item_are_listed_as_far_as_a_cell_holds_them(loaded: Loaded, tmp_path: Path) -> None:
    names = [f"07/{number} 第{number}份合作协议及其补充说明材料扫描件.pdf" for number in range(3_000)]
    application = loaded("chain_map: 是", evidence=names)
    checklist = Checklist("云溪集群", application.notice, judge_items(application), {})
    cell = next(row[3] for row in checklist.build_sheet().rows if not isinstance(row, Band) and row[0] == 7)
    assert isinstance(cell, str)
    *first, last = cell.split("\n")
    assert first == [file.title for file in application.evidence.files[: len(first)]]
    assert (last, LONGEST_TEXT - 30 < len(cell) <= LONGEST_TEXT) == ("等 3000 个", True)
    write_workbook(tmp_path / "a.xlsx", checklist.build_sheet())
