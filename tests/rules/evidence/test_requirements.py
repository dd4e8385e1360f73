"""The requirement map: each demand traced to its item and files, and back; what nobody takes and nothing proves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import told, whole_plan
from docgen import check
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.evidence.evidence_checklist import GeneratedLists, judge_items
from docgen.rules.evidence.requirements import (
    Fulfilment,
    Requirement,
    RequirementKind,
    RequirementSource,
    check_requirements,
    group_by_item,
)
from docgen.rules.evidence.requirements import trace_requirements as traced

Loaded = Callable[..., Application]
EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
SHARING = "集群已开展的制造资源共享工作"
WORKSHOP = "建立了共享车间、共享工厂"
PURCHASING = "开展了同类设备和产品的集中采销"


def demands(application: Application, **made: GeneratedLists) -> list[Requirement]:
    return list(traced(application, judge_items(application, made)))


def short(application: Application, **made: GeneratedLists) -> list[tuple[object, ...]]:
    return [
        (one.slot, one.kind.value, one.source.value, one.items, one.files, one.state.value)
        for one in demands(application, **made)
    ]


def problems(application: Application) -> list[Problem]:
    items = judge_items(application)
    return list(check_requirements(application, traced(application, items), items))


def indexed(text: str, *files: str) -> dict[str, bytes]:
    return {**dict.fromkeys(files, b"x"), "index.yaml": text.encode()}


def test_a_form_without_answers_demands_nothing(loaded: Loaded) -> None:
    assert demands(loaded("")) == []


def test_each_tick_is_a_demand_of_its_own_with_its_words(loaded: Loaded) -> None:
    application = loaded("sharing_work: [shared_workshop, joint_purchasing]", evidence=["08/1 协议.pdf"])
    assert demands(application) == [
        Requirement(
            part="二、主导产业情况",
            field=SHARING,
            option=words,
            slot=f"sharing_work.{box}",
            kind=RequirementKind.EVIDENCE,
            source=RequirementSource.FORM,
            items=("8",),
            files=("协议",),
            state=Fulfilment.READY,
        )
        for box, words in (("joint_purchasing", PURCHASING), ("shared_workshop", WORKSHOP))
    ]


@pytest.mark.parametrize(
    ("answer", "slot", "kind", "source", "items"),
    [
        ("chain_map: 是", "chain_map.true", "证明", "申报表", ("7",)),
        ("dual_carbon: 开展了宣传。", "dual_carbon", "证明", "申报表", ("17",)),
        ("overseas_branches: 2", "overseas_branches", "证明", "申报表", ("21",)),
        ("standards: {2021: {group: {led: 3, joined: 0}}}", "standards", "清单", "申报表", ("11",)),
        ("co2_intensity: {2019: 1, 2020: 1, 2021: 1}", "co2_intensity", "计算公式", "申报表", ()),
        ("synergy: 与龙头企业合作。", "synergy", "证明", "通知", ("9",)),
        ("champions: {2019: 0, 2020: 0, 2021: 1}", "champions", "清单", "通知", ("5",)),
        ("output_value: {2019: 1, 2020: 1, 2021: 1}", "output_value", "证明", "通知", ("2",)),
    ],
)
def test_what_an_answer_demands_and_who_demands_it(
    loaded: Loaded, answer: str, slot: str, kind: str, source: str, items: tuple[str, ...]
) -> None:
    state = "缺" if items else "无处归"
    assert short(loaded(answer)) == [(slot, kind, source, items, (), state)]


@pytest.mark.parametrize(
    "answer",
    [
        "chain_map: 否",
        "dual_carbon: 无",
        "overseas_branches: 0",
        "standards: {2021: {group: {led: 0, joined: 0}}}",
        "co2_intensity: 无",
        "synergy: 无",
        "champions: {2019: 0, 2020: 0, 2021: 0}",
        "sharing_work: 无",
        "provincial_cluster: 是",
        "area: 12",
    ],
)
def test_an_answer_that_claims_nothing_or_that_nobody_asks_about_demands_nothing(loaded: Loaded, answer: str) -> None:
    assert demands(loaded(answer)) == []


def test_a_list_that_docgen_makes_answers_a_list_and_comes_first(loaded: Loaded) -> None:
    application = loaded("standards: {2021: {group: {led: 3, joined: 0}}}")
    made = {"11": GeneratedLists(("标准清单",), suffices=True)}
    assert short(application, **made) == [("standards", "清单", "申报表", ("11",), ("标准清单",), "已备")]
    application = loaded("standards: {2021: {group: {led: 3, joined: 0}}}", evidence=["11 标准封面.pdf"])
    assert short(application, **made)[0][4] == ("标准清单", "标准封面")


def test_a_list_that_docgen_makes_is_no_proof(loaded: Loaded) -> None:
    made = {"21": GeneratedLists(("境外分支机构清单",))}
    assert short(loaded("overseas_branches: 2"), **made) == [("overseas_branches", "证明", "申报表", ("21",), (), "缺")]


def test_a_form_that_asks_for_list_and_proof_makes_two_demands(tmp_path: Path, catalog: Catalog) -> None:
    answers = "answers:\n  national_platforms: [示例中心]\n  major_incident: 是\n"
    (tmp_path / "application.yaml").write_text(f"form: 2025-application\nnotice: national-2025\n{answers}", "utf-8")
    made = {"补7": GeneratedLists(("创新平台清单",))}
    assert short(load(tmp_path, catalog), **made) == [
        ("major_incident.true", "情况说明", "申报表", ("补1",), (), "缺"),
        ("national_platforms", "清单", "申报表", ("补7",), ("创新平台清单",), "已备"),
        ("national_platforms", "证明", "申报表", ("补7",), (), "缺"),
    ]


def test_the_boxes_of_one_field_may_belong_to_different_items(tmp_path: Path, catalog: Catalog) -> None:
    answers = "answers:\n  chain_strengthening_work: [chain_map, supply_risk, chain_leader]\n"
    (tmp_path / "application.yaml").write_text(f"form: 2025-application\nnotice: national-2025\n{answers}", "utf-8")
    found = {one.slot.rpartition(".")[2]: one.items for one in demands(load(tmp_path, catalog))}
    assert found == {"chain_map": ("7",), "chain_leader": ("9",), "supply_risk": ("补6",)}


def test_the_way_back_has_every_item_with_the_demands_that_it_answers(loaded: Loaded, form: Form) -> None:
    application = loaded("sharing_work: [shared_workshop]\nsme_patents: 3", plan=whole_plan(form))
    items = judge_items(application)
    back = group_by_item(traced(application, items), items)
    assert list(back) == [str(number) for number in range(1, 26)]
    served = {number: [one.slot for one in found] for number, (_, found) in back.items() if found}
    assert served == {"8": ["sharing_work.shared_workshop"], "12": ["sme_patents"], "25": ["plan"]}
    assert back["8"][0].item.number == "8"


def test_a_demand_that_no_item_takes_is_told(loaded: Loaded) -> None:
    assert told(problems(loaded("co2_intensity: {2019: 1, 2020: 1, 2021: 1}"))) == [
        (
            "requirement.no-item",
            "application.yaml 第4行 co2_intensity",
            "“近三年单位产值二氧化碳排放量”要求附计算公式，佐证材料清单里没有收它的一项，也没有文件说明证明它。",
            "请把材料放进最接近的一项，并在 evidence/index.yaml 里给这个文件写上 proves: [co2_intensity]。",
        )
    ]


def test_a_file_of_another_item_can_be_declared_to_answer_what_no_item_takes(loaded: Loaded) -> None:
    files = indexed("16/公式.docx: {proves: [co2_intensity]}", "16/公式.docx", "16/方案.pdf")
    application = loaded("carbon_monitoring: 是\nco2_intensity: {2019: 1, 2020: 1, 2021: 1}", evidence=files)
    assert short(application) == [
        ("carbon_monitoring.true", "证明", "申报表", ("16",), ("公式", "方案"), "已备"),
        ("co2_intensity", "计算公式", "申报表", ("16",), ("公式",), "已备"),
    ]
    assert problems(application) == []
    assert application.evidence.problems == ()


def test_a_tick_that_no_file_is_declared_to_prove_is_told(loaded: Loaded) -> None:
    files = indexed(f"08/照片.jpg: {{proves: [{WORKSHOP}]}}\n", "08/照片.jpg")
    application = loaded("sharing_work: [shared_workshop, joint_purchasing]", evidence=files)
    [problem] = problems(application)
    assert told([problem]) == [
        (
            "requirement.no-file",
            "application.yaml 第4行 sharing_work.joint_purchasing",
            f"“{SHARING}”的“{PURCHASING}”要求附证明；"
            "佐证材料 8 有文件，但按 evidence/index.yaml 所写，没有一个证明它。",
            "请补上材料，或在 evidence/index.yaml 里给证明它的文件加上 proves: [sharing_work.joint_purchasing]，"
            "或更改答案。",
        )
    ]
    assert problem.rule == "提供集群已开展的制造资源共享工作佐证材料；"


def test_a_file_that_says_nothing_proves_all_of_its_item(loaded: Loaded) -> None:
    files = indexed(f"08/照片.jpg: {{proves: [{WORKSHOP}]}}\n", "08/照片.jpg", "08/合同.pdf")
    application = loaded("sharing_work: [shared_workshop, joint_purchasing]", evidence=files)
    assert [one.files for one in demands(application)] == [("合同",), ("合同", "照片")]
    assert problems(application) == []


@pytest.mark.parametrize(
    ("named", "state"),
    [("sme_patents", "已备"), ("patents_per_10000", "缺"), ("sme_patents, patents_per_10000", "已备")],
)
def test_a_file_counts_for_the_answers_that_it_names(loaded: Loaded, named: str, state: str) -> None:
    files = indexed(f"12 专利.pdf: {{proves: [{named}]}}", "12 专利.pdf")
    [demand] = demands(loaded("sme_patents: 3", evidence=files))
    assert demand.state.value == state


@pytest.mark.parametrize(("place", "state"), [("output_value.2021", "已备"), ("rd_intensity.2021", "缺")])
def test_a_file_may_name_one_year_of_an_answer(loaded: Loaded, place: str, state: str) -> None:
    files = indexed(f"02 表.pdf: {{proves: [{place}]}}", "02 表.pdf")
    [demand] = demands(loaded("output_value: {2019: 1, 2020: 1, 2021: 1}", evidence=files))
    assert demand.state.value == state


def test_a_file_that_names_the_whole_answer_counts_for_every_box(loaded: Loaded) -> None:
    files = indexed("08/总结.pdf: {proves: [sharing_work]}", "08/总结.pdf")
    found = demands(loaded("sharing_work: [shared_workshop, joint_purchasing]", evidence=files))
    assert [one.files for one in found] == [("总结",), ("总结",)]


def test_an_item_without_any_file_is_left_to_the_checklist(loaded: Loaded) -> None:
    assert problems(loaded("sharing_work: [shared_workshop]")) == []


@pytest.mark.slow
@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_in_the_examples_every_demand_has_its_item_and_its_files(example: str, catalog: Catalog) -> None:
    checked = check(EXAMPLES / example, catalog)
    found = traced(checked.application, checked.items)
    assert len(found) > 50
    assert {one.state for one in found} == {Fulfilment.READY}
    assert list(check_requirements(checked.application, found, checked.items)) == []
    back = group_by_item(found, checked.items)
    assert {number for number, (one, served) in back.items() if one.is_needed} == {
        number for number, (_, served) in back.items() if served
    }
