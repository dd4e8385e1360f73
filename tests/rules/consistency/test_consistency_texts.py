"""Names, choices and texts that contradict one another; what merely sounds like it is left alone."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_runner import OF_PROSE
from docgen.definitions.catalog import built_in
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.values import NOTHING

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
APPLICATION_2022, APPLICATION_2025, REVIEW = "yunxi-2022", "lanting-2025", "yunxi-2025-review"


@cache
def example(name: str) -> Application:
    return load(EXAMPLES / name, built_in())


def answered(name: str, **answers: object) -> Application:
    """The example with other answers; ``plan__tasks`` is the place ``plan.tasks``."""
    given_answers = {place.replace("__", "."): value for place, value in answers.items()}
    assert given_answers.keys() <= example(name).form.places.keys()
    return dataclasses.replace(example(name), answers={**example(name).answers, **given_answers})  # type: ignore[dict-item]


def found(name: str, **answers: object) -> list[Problem]:
    problems = check_consistency(answered(name, **answers))
    return [one for one in problems if one.code not in OF_PROSE]  # test_consistency_written.py is about these


def codes(name: str, **answers: object) -> list[tuple[str, str]]:
    return [(one.code, one.where.slot) for one in found(name, **answers)]


# -- names --


def test_the_cluster_and_its_department_are_named_after_the_county() -> None:
    (problem,) = found(APPLICATION_2025, department="安澜市工业和信息化局")
    assert (problem.code, problem.where.slot) == ("consistency.place-name", "department")
    assert "“兰汀”" in problem.message
    assert codes(APPLICATION_2025, cluster_name="兰汀县医用敷料产业集群") == [
        ("consistency.place-name", "cluster_name")
    ]
    assert codes(APPLICATION_2025, county=NOTHING) == []


def test_the_2022_form_does_not_ask_for_the_county_in_the_name() -> None:
    assert codes(APPLICATION_2022, cluster_name="中小企业特色产业集群（精密减速传动件产业）") == []
    assert codes(APPLICATION_2022, cluster_name="智慧城市产业集群") == []
    assert codes(APPLICATION_2022, cluster_name="东江省宁川市高新区精密减速传动件产业集群") == []


@pytest.mark.parametrize(
    ("example_name", "wrong", "place"),
    [
        (APPLICATION_2022, "东江省宁川市黑石县精密减速传动件产业集群", "黑石县"),
        (APPLICATION_2022, "东江省青禾市云溪县精密减速传动件产业集群", "青禾市"),
        (APPLICATION_2022, "西岭省宁川市云溪县精密减速传动件产业集群", "西岭省"),
        (APPLICATION_2022, "黑石县精密减速传动件产业集群", "黑石县"),
        (APPLICATION_2025, "沧屿省青禾市兰汀县医用敷料产业集群", "青禾市"),
        (REVIEW, "东江省青禾市云溪县精密减速传动件产业集群", "青禾市"),
    ],
)
def test_a_name_with_another_place_is_told_with_the_place(example_name: str, wrong: str, place: str) -> None:
    told = [one for one in found(example_name, cluster_name=wrong) if one.code == "consistency.place-name"]
    assert [place in one.message for one in told] == [True]
    assert "application.yaml" in told[0].hint


def test_the_same_industry_of_another_county_in_a_text_is_told() -> None:
    said = "黑石县精密减速传动件产业集群由农机齿轮加工起步。"
    (problem,) = found(APPLICATION_2022, plan__results=said)
    assert (problem.code, problem.where.slot) == ("consistency.cluster-name", "plan.results")
    assert "黑石县" in problem.message


@pytest.mark.parametrize(
    ("operator", "doubtful"),
    [
        ("云溪县城市建设投资有限公司", True),
        ("云溪县园区基础设施有限公司", True),
        ("云溪县产业园区管委会", False),
        ("云溪县建设工程园区管理委员会", False),
        ("云溪县园区运营有限公司", False),
    ],
)
def test_a_builder_is_doubted_as_the_body_that_runs_the_cluster(operator: str, doubtful: bool) -> None:
    problems = found(APPLICATION_2022, operator=operator)
    assert [one.code for one in problems] == ["consistency.operator"] * doubtful
    assert all(one.rule.startswith("填报说明3：") for one in problems)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("云溪县精密减速传动件产业集群", False),
        ("东江省宁川市云溪县精密减速传动件产业集群", False),
        ("云溪县中小企业特色产业集群", False),
        ("云溪县精密传动产业集群理事会", False),
        ("云溪县纺织服装产业集群", False),
        ("云溪县精密减速件产业集群", True),
        ("云溪市精密减速传动件产业集群", True),
    ],
)
def test_the_cluster_has_one_name(words: str, other: bool) -> None:
    problems = found(APPLICATION_2022, synergy=f"支持{words}。")
    assert [one.code for one in problems] == ["consistency.cluster-name"] * other
    assert all(f"“{words}”" in one.message for one in problems)


def test_the_name_of_a_file_is_the_name_of_the_cluster_too() -> None:
    name = "evidence/25 云溪县精密减速器件产业集群发展规划.pdf"
    application = example(APPLICATION_2022)
    file = EvidenceFile("25", Path(name), name, "规划")
    named = dataclasses.replace(application, evidence=dataclasses.replace(application.evidence, files=(file,)))
    assert [(one.code, one.where.path) for one in check_consistency(named)] == []
    plain = dataclasses.replace(file, name="evidence/24 关于云溪县精密减速件产业集群的批复.pdf")
    named = dataclasses.replace(application, evidence=dataclasses.replace(application.evidence, files=(plain,)))
    assert [(one.code, one.where.path) for one in check_consistency(named)] == [
        ("consistency.cluster-name", plain.name)
    ]


def test_the_summary_table_has_the_name_too() -> None:
    application = example(APPLICATION_2022)
    other = dataclasses.replace(application, summary={"introduction": "云溪县精密减速件产业集群位于东江省。"})
    (problem,) = check_consistency(other)
    assert problem.where.slot == "summary.introduction"
    assert problem.where.line > 0


# -- choices --


@pytest.mark.parametrize(
    ("rate", "choice", "contradicts"),
    [
        (NOTHING, "true", True),
        (NOTHING, "false", True),
        (NOTHING, "not_applicable", False),
        ("93.20", "true", False),
        ("93.20", "false", False),
        ("93.20", "not_applicable", True),
    ],
)
def test_a_rate_above_the_average_is_a_rate(rate: object, choice: str, contradicts: bool) -> None:
    value = Decimal(rate) if isinstance(rate, str) else rate
    told = codes(APPLICATION_2025, solid_waste_use=value, solid_waste_above_average=choice)
    assert told == [("consistency.answers", "solid_waste_use")] * contradicts


def test_an_industrial_cluster_has_industrial_waste() -> None:
    told = codes(APPLICATION_2022, water_reuse=NOTHING, water_reuse_above_average="not_applicable")
    assert told == [("consistency.options", "water_reuse_above_average")]
    other = {"water_reuse": NOTHING, "water_reuse_above_average": "not_applicable", "industry_type": "tertiary"}
    assert codes(APPLICATION_2022, **other) == []


def test_pilots_that_are_ticked_have_names_and_the_other_way_round() -> None:
    (problem,) = found(APPLICATION_2025, provincial_pilots=NOTHING)
    assert problem.code == "consistency.answers"
    assert problem.message.startswith("选了“建有省级智能制造、工业互联网")
    assert codes(APPLICATION_2025, national_pilots=("某某项目",)) == [("consistency.unclaimed", "national_pilots")]
    assert codes(APPLICATION_2025, national_pilots=()) == []


# -- years --


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("近三年（2019—2021年）服务企业96家。", False),
        ("近三年（2017—2019年）服务企业96家。", True),
        ("近三年，2017年至2019年服务企业96家。", True),
        ("近三年（2019-2021年）服务企业96家。", False),
        ("未来三年（2022—2024年）扩建。", False),
        ("未来三年（2020—2022年）扩建。", True),
        ("2015年建园，2021年服务企业96家。", False),
        ("2015年建园。", False),
        ("2015年建园，2018年扩建。", True),
        ("2018年末，企业96家。", True),
        ("2018年服务企业96家。", True),
        ("2018 年 出口7亿元。", True),
        ("2018年获评称号，服务企业96家。", False),
        ("2019年末服务企业96家。", False),
        ("2022年服务企业96家。", False),
        ("2023年服务企业96家。", True),
        ("计划2023年投用。", False),
        ("到2035年建成。", False),
        ("投资2023万元。", False),
        ("编号12023年。", False),
        ("", False),
    ],
)
def test_years_of_an_older_application_are_seen_in_texts(text: str, doubtful: bool) -> None:
    assert codes(APPLICATION_2022, sharing=text) == [("consistency.year", "sharing")] * doubtful


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("到2024年，集群总产值达到86.80亿元。", False),
        ("到2021年，集群总产值达到86.80亿元。", True),
        ("到2022年，集群总产值达到86.80亿元。", False),
        ("总产值由2019年的44.70亿元增加到2021年的58.20亿元。", False),
        ("比2019年翻番。", False),
    ],
)
def test_a_plan_does_not_aim_at_a_year_that_is_over(text: str, doubtful: bool) -> None:
    assert codes(APPLICATION_2022, plan__approach=(text,)) == [("consistency.year", "plan.approach")] * doubtful


def test_the_sentence_is_quoted_and_a_long_one_cut() -> None:
    (problem,) = found(APPLICATION_2022, sharing=f"2021年如常。2025年{'服务' * 40}。")
    assert problem.message.startswith("“集群制造资源共享情况”里写了“2025年”，申报的这一年是 2022年：“2025年服务")
    assert problem.message.endswith("…”")
    (claim,) = found(APPLICATION_2022, quality=f"{'推广' * 40}，获得证明商标1件{'，再推广' * 20}。")
    assert "里说“…广推广" in claim.message
    assert "证明商标1件" in claim.message


def test_a_text_is_told_once_and_how_many_sentences_more() -> None:
    (problem,) = found(APPLICATION_2022, sharing="2023年扩建。2024年投用。近三年（2023—2025年）达产。")
    assert problem.message.endswith("：“2023年扩建。”；另有 2 句")
    (one,) = found(APPLICATION_2022, sharing="近三年（2016—2018年）服务企业96家。")
    assert "写了“近三年（2016—2018年）”，本次申报的“近三年”是 2019—2021年" in one.message
    assert one.message.endswith("服务企业96家。”")


# -- claims --


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("“云溪传动”集体商标2021年获准，已注册。", True),
        ("集体商标正在准备注册。", False),
        ("集体商标尚未注册，已注册普通商标。", False),
        ("拟获得集体商标。", False),
        ("集体商标。", False),
        ("计划明年办理。获得证明商标1件。", True),
    ],
)
def test_a_mark_that_is_claimed_is_ticked(text: str, claims: bool) -> None:
    problems = found(APPLICATION_2022, quality=text)
    assert [one.code for one in problems] == ["consistency.claim"] * claims
    assert all("获得了集体商标" in one.rule for one in problems)


def test_what_is_claimed_and_ticked_is_right() -> None:
    ticked = ("quality_management", "collective_mark")
    assert codes(APPLICATION_2022, quality="获得证明商标1件。", quality_work=ticked) == []


def test_what_the_shortcomings_deny_is_no_claim_but_a_denial() -> None:
    short = ("已获得集体商标的企业不多。",)
    assert codes(APPLICATION_2022, plan__shortcomings=short) == []
    ticked = ("brand_operation", "collective_mark")
    denied = ("没有集体商标。",)
    told = codes(APPLICATION_2022, quality="。", plan__shortcomings=denied, quality_work=ticked)
    assert told == [("consistency.denied", "quality_work")]


def test_what_the_plan_will_do_is_no_claim() -> None:
    assert codes(APPLICATION_2022, plan__tasks=("完成集体商标注册，已注册。",)) == []


def test_a_map_that_the_text_has_and_the_choice_denies_is_told_with_its_question() -> None:
    (problem,) = found(APPLICATION_2022, chain_map="false")
    assert problem.code == "consistency.claim"
    assert "没有选“集群是否绘制产业链图谱：是”" in problem.message


def test_a_box_that_the_text_denies_is_doubtful_unless_it_is_claimed_elsewhere() -> None:
    ticked = ("brand_operation", "collective_mark")
    (problem,) = found(APPLICATION_2022, quality="开展品牌运营，但集体商标尚未注册。", quality_work=ticked)
    assert (problem.code, problem.where.slot) == ("consistency.denied", "quality_work")
    both = "2020年获得证明商标。集体商标尚未注册。"
    assert codes(APPLICATION_2022, quality=both, quality_work=ticked) == []


def test_a_choice_that_is_blank_is_no_contradiction() -> None:
    application = example(APPLICATION_2022)
    answers = {place: value for place, value in application.answers.items() if place != "chain_map"}
    assert list(check_consistency(dataclasses.replace(application, answers=answers))) == []


WORDS = [
    "集体商标",
    "尚未",
    "注册",
    "近三年（",
    "2017",
    "2023",
    "年",
    "—",
    "至",
    "到",
    "云溪",
    "县",
    "产业集群",
    "。",
    "，",
    "\n",
    "无",
]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.sampled_from([APPLICATION_2022, APPLICATION_2025, REVIEW]), st.lists(st.sampled_from(WORDS)), st.text())
def test_no_text_whatsoever_raises(name: str, words: list[str], text: str) -> None:
    said = "".join(words)
    for problem in found(
        name, cluster_name=text, county=said, operator=said + text, quality=said, plan__tasks=(text, said)
    ):
        assert problem.message
        assert problem.rule
