"""The criteria: every official sentence is in the data, and each is judged as its words say, at its very limit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Number, Series
from docgen.definitions.source import Table, read_source
from docgen.errors import DefinitionError
from docgen.growth_rates import compute_annual_growth, compute_change, compute_mean_rates
from docgen.problems.problem import Problem, has_errors
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.answers.criteria_profiles import read_profiles
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.register.derived_answers import ComputedAnswer, NotComputed
from docgen.rules.criteria.criteria_check import check_criteria, judge_criteria, judge_profiles, select_criteria
from docgen.rules.criteria.verdicts import Verdict, VerdictState
from docgen.values import NOTHING

HERE = Path(__file__).parents[2]
EXAMPLES = HERE.parent / "data" / "examples"
NATIONAL = "national-2022"
GUANGDONG = "guangdong-draft"

Change = dict[str, object]


@pytest.fixture(scope="module")
def examples() -> dict[str, Application]:
    """The three examples, judged by what they say and not by their tables."""
    catalog = built_in()
    return {name: alone(load(EXAMPLES / name, catalog)) for name in ("yunxi-2022", "lanting-2025", "yunxi-2025-review")}


def alone(application: Application) -> Application:
    """The application as if every answer had been typed, so that a change of one is no contradiction."""
    lines = {place: line for line, place in enumerate(application.answers, 5)}
    return dataclasses.replace(application, register=None, derived={}, answer_sources={}, lines=lines)


def changed(application: Application, changes: Change) -> Application:
    """The application with other answers: text as a number, None for a blank."""
    answers = dict(application.answers)
    for place, value in changes.items():
        if value is None:
            del answers[place]
        else:
            is_number = isinstance(application.form.places[place], Number | Series) and isinstance(value, str)
            answers[place] = Decimal(value) if is_number else value  # type: ignore[arg-type]
    return dataclasses.replace(application, answers=answers)


def verdict(application: Application, words: str, profile: str = NATIONAL) -> Verdict:
    """The one verdict on the sentence that has ``words``."""
    found = [
        one for one in judge_criteria(application, built_in().load_criteria(profile)) if words in one.sentence.text
    ]
    assert len(found) == 1
    return found[0]


def problems(application: Application, profile: str = NATIONAL) -> list[Problem]:
    return list(check_criteria(application, judge_profiles(application, [built_in().load_criteria(profile)])))


def codes(application: Application, profile: str = NATIONAL) -> list[str]:
    return [problem.code for problem in problems(application, profile)]


def each_year(field: str, values: str, first: int = 2019) -> Change:
    return {f"{field}.{first + step}": value for step, value in enumerate(values.split())}


# -- the data --


@pytest.mark.parametrize("profile", [NATIONAL, GUANGDONG])
def test_the_data_says_every_word_of_the_official_standard(profile: str) -> None:
    lines = (HERE / "sources" / f"standards-{profile}.txt").read_text("utf-8").split("\n")
    official = "".join("".join(line.split()) for line in lines)
    told = "".join(
        "".join(("".join([standard.heading, *(one.text for one in standard.sentences)])).split())
        for standard in built_in().load_criteria(profile).standards
    )
    assert told == official


def test_the_limits_are_those_of_the_sentences() -> None:
    def limits(profile: str) -> list[tuple[str, str, str]]:
        criteria = built_in().load_criteria(profile)
        return [
            (threshold.words, threshold.scope, "一般" if threshold.advisory else "")
            for standard in criteria.standards
            for sentence in standard.sentences
            for threshold in sentence.thresholds
        ]

    national = [
        ("不超过 100 平方公里", "last", "一般"),
        ("不低于 40 亿元", "each_year", ""),
        ("不低于 70%", "last", ""),
        ("高于 70%", "last", ""),
        ("高于 10%", "mean_growth", ""),
        ("不低于 1 家", "sum_of", ""),
        ("不低于 10 家", "sum_of", ""),
        ("高于 10%", "mean_growth", ""),
        ("不低于 15%", "mean_growth", ""),
        ("不低于 15 个", "last", ""),
        ("不低于 15%", "last", ""),
        ("逐年下降", "each_change", ""),
    ]
    assert limits(NATIONAL) == national
    provincial = [("不超过 100 平方公里", "last", ""), national[1], ("高于 70%", "last", ""), *national[3:]]
    assert limits(GUANGDONG) == provincial


@pytest.mark.parametrize("profile", [NATIONAL, GUANGDONG])
@pytest.mark.parametrize("form_id", ["2022-application", "2025-application"])
def test_every_figure_and_choice_of_the_standard_is_asked_by_each_application_form(profile: str, form_id: str) -> None:
    fields = built_in().load_form(form_id).fields
    for standard in built_in().load_criteria(profile).standards:
        for sentence in standard.sentences:
            assert not sentence.declared or any(fact.field in fields for fact in sentence.declared)
            for threshold in sentence.thresholds:
                figures = (*threshold.value, *threshold.rates)
                assert any(set(figure.of) <= fields.keys() for figure in figures), sentence.text


# -- the examples --


@pytest.mark.parametrize("name", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
@pytest.mark.parametrize("profile", [NATIONAL, GUANGDONG])
def test_the_examples_meet_the_criteria_without_any_problem(name: str, profile: str) -> None:
    application = load(EXAMPLES / name, built_in())
    assert problems(application, profile) == []
    judged = judge_criteria(application, built_in().load_criteria(profile))
    assert {one.state for one in judged} == {VerdictState.MET, VerdictState.PERSON}
    assert len([one for one in judged if one.state is VerdictState.MET]) >= 15


def test_a_verdict_tells_value_limit_margin_source_and_what_to_know(examples: dict[str, Application]) -> None:
    one = verdict(examples["yunxi-2022"], "近三年产值均在40亿元以上")
    assert one.values == "2019年 44.70 亿元，2020年 51.01 亿元，2021年 58.20 亿元"
    assert (one.limit, one.margin_words) == ("不低于 40 亿元", "高出 4.70 亿元（最接近界限的是2019年）")
    assert one.finding is not None and one.finding.margin == Decimal("4.70")
    assert (one.source, one.notes) == (_lines_of(examples["yunxi-2022"], "output_value"), ())
    growth = verdict(examples["yunxi-2022"], "产值年均增速")
    assert (growth.values, growth.limit, growth.margin_words) == ("14.80%", "高于 10%", "高出 4.80 个百分点")
    assert growth.notes == ("申报表问的是主导产业产值的年均增速。",)
    carbon = verdict(examples["yunxi-2022"], "二氧化碳排放量强度持续下降")
    assert (carbon.limit, carbon.margin_words) == ("逐年下降", "2021年比前一年下降 0.03 吨二氧化碳/万元")
    firms = verdict(examples["lanting-2025"], "拥有不少于1家")
    assert "国家级专精特新“小巨人”企业数量 2024年 2 家" in firms.values
    assert firms.limit == "不低于 1 家 或 不低于 10 家"


def test_a_figure_at_its_limit_is_said_to_be_there(examples: dict[str, Application]) -> None:
    share = changed(examples["yunxi-2022"], {"sme_output_share.2021": "70", "leading_output_share.2021": "70"})
    assert verdict(share, "中小企业产值占").margin_words == "正好等于界限"
    assert verdict(share, "主导产业占").margin_words == "正好等于界限"
    flat = changed(examples["yunxi-2022"], each_year("co2_intensity", "0.46 0.46 0.44"))
    assert verdict(flat, "排放量强度").margin_words == "2020年比前一年没有变化"
    rising = changed(examples["yunxi-2022"], each_year("co2_intensity", "0.46 0.42 0.43"))
    assert verdict(rising, "排放量强度").margin_words == "2021年比前一年上升 0.01 吨二氧化碳/万元"


def test_a_computed_answer_names_its_formula_as_source(examples: dict[str, Application]) -> None:
    computed = ComputedAnswer(Decimal("58.2"), "亿元", Decimal(0), "产值之和", ())
    application = dataclasses.replace(
        examples["yunxi-2022"],
        answer_sources={"output_value.2021": AnswerSource.ENTERPRISES},
        derived={"output_value.2021": computed},
    )
    source = verdict(application, "近三年产值均").source
    assert source.endswith("；由企业表计算：产值之和")


def _lines_of(application: Application, field: str) -> str:
    places = [place for place in application.form.places if place.partition(".")[0] == field]
    return "；".join(f"application.yaml 第{application.lines[place]}行" for place in places)


# -- each threshold at its limit: what just does, and what just does not --

LIMITS: list[tuple[str, Change, Change]] = [
    ("近三年产值均在40亿元以上", each_year("output_value", "40 50 60"), each_year("output_value", "39.99 50 60")),
    ("近三年产值均在40亿元以上", each_year("output_value", "50 60 40"), each_year("output_value", "50 60 39.99")),
    ("中小企业产值占集群总产值", {"sme_output_share.2021": "70.00"}, {"sme_output_share.2021": "69.99"}),
    ("主导产业占集群总产值比例", {"leading_output_share.2021": "70.01"}, {"leading_output_share.2021": "70.00"}),
    (
        "产值年均增速",
        {"leading_output_growth_average": "10.01"},
        {"leading_output_growth_average": "10.00"},
    ),
    ("研发经费年均增长", each_year("rd_growth", "10.01 10.01 10.01"), each_year("rd_growth", "10 10 10")),
    ("有效发明专利年均增长率", {"patent_growth_average": "15.00"}, {"patent_growth_average": "14.99"}),
    ("每万人有效发明专利", {"patents_per_10000": "15"}, {"patents_per_10000": "14.99"}),
    ("应用普及率不低于", {"platform_adoption": "15.00"}, {"platform_adoption": "14.99"}),
    ("二氧化碳排放量强度", each_year("co2_intensity", "0.46 0.45 0.44"), each_year("co2_intensity", "0.46 0.46 0.44")),
    ("二氧化碳排放量强度", each_year("co2_intensity", "0.03 0.02 0.01"), each_year("co2_intensity", "0.46 0.42 0.43")),
    ("未发生较大及以上", {"major_incident": "false"}, {"major_incident": "true"}),
    ("偷税漏税", {"serious_violation": "false"}, {"serious_violation": "true"}),
    ("符合国家产业政策", {"industry_restricted": "false"}, {"industry_restricted": "true"}),
    ("工业软件应用率", {"software_use_rising": "true"}, {"software_use_rising": "false"}),
    ("能效水平高于", {"energy_above_benchmark": "true"}, {"energy_above_benchmark": "false"}),
    ("水效水平高于", {"water_above_benchmark": "not_applicable"}, {"water_above_benchmark": "false"}),
]


@pytest.mark.parametrize(("sentence", "within", "beyond"), LIMITS)
def test_what_is_within_the_limit_passes_and_what_is_beyond_is_an_error(
    examples: dict[str, Application], sentence: str, within: Change, beyond: Change
) -> None:
    passing, failing = (changed(examples["yunxi-2022"], change) for change in (within, beyond))
    assert verdict(passing, sentence).state is VerdictState.MET
    assert "criteria.not-met" not in codes(passing)
    judged = verdict(failing, sentence)
    assert judged.state is VerdictState.NOT_MET
    found = [problem for problem in problems(failing) if problem.code == "criteria.not-met"]
    assert len(found) == 1
    assert judged.sentence.text.rstrip("，；。") in found[0].rule
    assert found[0].where.slot.partition(".")[0] in {place.partition(".")[0] for place in beyond}
    assert found[0].where.line > 0


def test_a_problem_says_what_is_there_what_is_asked_and_how_far_it_is(examples: dict[str, Application]) -> None:
    (problem,) = problems(changed(examples["yunxi-2022"], each_year("output_value", "39.5 50 60")))
    assert problem.where.slot == "output_value.2019"
    assert problem.message == (
        "“集群总产值”2019年 39.50 亿元，2020年 50 亿元，2021年 60 亿元；"
        "认定标准要求不低于 40 亿元，低 0.50 亿元（2019年最差）。"
    )
    assert "西部地区可适当放宽" in problem.hint
    assert problem.rule == "中小企业特色产业集群认定标准（2022年版），一、具有较强核心竞争力：近三年产值均在40亿元以上"


@pytest.mark.parametrize(("area", "expected"), [("100", []), ("100.01", ["criteria.advisory"])])
def test_an_area_that_is_generally_too_large_is_a_warning(
    examples: dict[str, Application], area: str, expected: list[str]
) -> None:
    application = changed(examples["yunxi-2022"], {"area": area})
    assert codes(application) == expected
    assert not has_errors(problems(application))


def test_the_provincial_draft_is_stricter_on_area_and_share(examples: dict[str, Application]) -> None:
    application = changed(examples["yunxi-2022"], {"area": "100.01", "sme_output_share.2021": "70"})
    assert codes(application) == ["criteria.advisory"]
    assert codes(application, GUANGDONG) == ["criteria.not-met"] * 2
    within = changed(examples["yunxi-2022"], {"area": "100", "sme_output_share.2021": "70.01"})
    assert codes(within, GUANGDONG) == []


def test_an_earlier_year_below_the_share_is_what_a_reviewer_asks_about(examples: dict[str, Application]) -> None:
    application = changed(examples["yunxi-2022"], {"sme_output_share.2019": "69.99", "leading_output_share.2020": "70"})
    found = problems(application)
    assert [(one.code, one.where.slot) for one in found] == [
        ("criteria.earlier-year", "sme_output_share.2019"),
        ("criteria.earlier-year", "leading_output_share.2020"),
    ]
    assert verdict(application, "中小企业产值占").notes == ("2019年 69.99%，这一年达不到",)
    assert found[0].message.endswith("认定标准要求不低于 70%，最后一年符合。")
    falling = problems(changed(application, {"sme_output_share.2021": "60"}))
    assert [one.message.endswith("最后一年符合。") for one in falling] == [False, False, True]
    assert codes(changed(examples["yunxi-2022"], {"sme_output_share.2019": "70"})) == []


def test_the_low_adoption_of_years_before_the_last_is_no_doubt(examples: dict[str, Application]) -> None:
    low = each_year("sme_platform_adoption", "3 9 15", 2022)
    assert codes(changed(examples["lanting-2025"], low)) == []


# -- one champion or little giant, or ten others --

NONE_OF_THEM: Change = {
    "champions.2021": "0",
    "little_giants.2021": "0",
    "specialized_smes.2021": "0",
    "high_tech_and_innovative.2021": "0",
}


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({}, VerdictState.NOT_MET),
        ({"champions.2021": "1"}, VerdictState.MET),
        ({"little_giants.2021": "1"}, VerdictState.MET),
        ({"specialized_smes.2021": "10"}, VerdictState.MET),
        ({"high_tech_and_innovative.2021": "10"}, VerdictState.MET),
        ({"specialized_smes.2021": "4", "high_tech_and_innovative.2021": "5"}, VerdictState.NOT_MET),
        ({"specialized_smes.2021": "5", "high_tech_and_innovative.2021": "5"}, VerdictState.PERSON),
    ],
)
def test_one_champion_or_giant_will_do_or_ten_others_each_counted_once(
    examples: dict[str, Application], counts: Change, state: VerdictState
) -> None:
    application = changed(examples["yunxi-2022"], NONE_OF_THEM | counts)
    judged = verdict(application, "拥有不少于1家")
    assert judged.state is state
    assert codes(application) == (["criteria.not-met"] if state is VerdictState.NOT_MET else [])


def test_the_finding_that_decides_is_the_one_that_is_met(examples: dict[str, Application]) -> None:
    one = verdict(changed(examples["yunxi-2022"], NONE_OF_THEM | {"champions.2021": "1"}), "拥有不少于1家")
    assert one.finding is one.findings[0]
    ten = verdict(changed(examples["yunxi-2022"], NONE_OF_THEM | {"specialized_smes.2021": "12"}), "拥有不少于1家")
    assert ten.finding is ten.findings[1]
    assert ten.margin_words == "高出 2 家"
    near = verdict(changed(examples["yunxi-2022"], NONE_OF_THEM | {"specialized_smes.2021": "9"}), "拥有不少于1家")
    assert near.finding is near.findings[1]
    (problem,) = problems(changed(examples["yunxi-2022"], NONE_OF_THEM | {"specialized_smes.2021": "9"}))
    assert problem.message.endswith("要求不低于 1 家 或 不低于 10 家，最接近的是不低于 10 家这一条，低 1 家。")
    assert (near.margin_words, near.places[-1]) == ("低 1 家", "high_tech_and_innovative.2021")


def test_enterprises_of_earlier_years_do_not_count(examples: dict[str, Application]) -> None:
    application = changed(examples["yunxi-2022"], NONE_OF_THEM | {"champions.2019": "1", "specialized_smes.2020": "30"})
    assert verdict(application, "拥有不少于1家").state is VerdictState.NOT_MET


def test_the_register_tells_how_many_there_are_without_repeats() -> None:
    application = load(EXAMPLES / "yunxi-2022", built_in())
    assert application.register is not None
    years = application.register.columns["specialized"]
    holders = [position for position, year in enumerate(years) if year]
    twice = {place: (None,) * len(years) for place in ("specialized", "innovative", "high_tech")}

    def holding(count: int) -> Application:
        column = tuple(2021 if position in holders[:count] else None for position in range(len(years)))
        register = dataclasses.replace(
            application.register,  # type: ignore[type-var]
            columns={**application.register.columns, **twice, "specialized": column, "high_tech": column},  # type: ignore[union-attr]
        )
        counts: Change = {"specialized_smes.2021": "7", "high_tech_and_innovative.2021": "7"}
        return changed(dataclasses.replace(application, register=register, derived={}), NONE_OF_THEM | counts)

    assert verdict(holding(9), "拥有不少于1家").state is VerdictState.NOT_MET
    assert verdict(holding(10), "拥有不少于1家").state is VerdictState.MET
    assert verdict(holding(10), "拥有不少于1家").notes[-1] == "按企业表去重后的家数判断"


def test_nothing_is_no_enterprise_and_no_adoption(examples: dict[str, Application]) -> None:
    application = changed(examples["yunxi-2022"], dict.fromkeys(NONE_OF_THEM, NOTHING) | {"platform_adoption": NOTHING})
    assert codes(application) == ["criteria.not-met"] * 2


# -- the conventions of 年均增速 --


def test_rates_are_averaged_by_the_strict_convention_and_the_others_are_compared(
    examples: dict[str, Application],
) -> None:
    application = changed(examples["yunxi-2022"], each_year("rd_growth", "14.00 8.50 9.00"))
    judged = verdict(application, "研发经费年均增长")
    assert (judged.state, judged.margin_words) == (VerdictState.MET, "高出 0.47 个百分点")
    assert judged.notes[-1] == "按后 2 个年度增速的几何平均是 8.75%，结论相反"
    (problem,) = problems(application)
    assert (problem.code, problem.where.slot) == ("criteria.conventions", "rd_growth.2021")
    assert problem.message == (
        "“集群近三年研发经费增速”的“3 个年度增速的几何平均”是 10.47%，符合要求（高于 10%）；"
        "按后 2 个年度增速的几何平均是 8.75%，就不符合了。"
    )


def test_conventions_that_agree_are_no_problem(examples: dict[str, Application]) -> None:
    assert codes(changed(examples["yunxi-2022"], each_year("rd_growth", "10.01 10.01 10.01"))) == []
    assert codes(changed(examples["yunxi-2022"], each_year("rd_growth", "9 9 9"))) == ["criteria.not-met"]


def test_a_declared_mean_is_compared_with_the_yearly_rates_and_the_levels(examples: dict[str, Application]) -> None:
    rates = changed(examples["yunxi-2022"], each_year("leading_output_growth", "9.9 9.9 9.9"))
    assert codes(rates) == ["criteria.conventions"]
    levels = changed(examples["yunxi-2022"], each_year("output_value", "50 55 60.49"))
    assert [problem.code for problem in problems(levels)] == ["criteria.conventions"]
    assert "集群总产值由2019年到2021年的年均增速是 9.99%" in problems(levels)[0].message
    assert codes(changed(examples["yunxi-2022"], each_year("output_value", "50 55 60.53"))) == []


def test_levels_whose_rounding_alone_decides_are_not_held_against_the_mean(examples: dict[str, Application]) -> None:
    for last in ("60.50", "60.51"):
        assert codes(changed(examples["yunxi-2022"], each_year("output_value", f"50 55 {last}"))) == []
    small = changed(examples["lanting-2025"], each_year("rd_spending", "0.10 0.11 0.12", 2022))
    assert codes(small) == []
    clear = changed(examples["lanting-2025"], each_year("rd_spending", "0.20 0.20 0.21", 2022))
    assert codes(clear) == ["criteria.conventions"]


def test_the_conventions_of_the_enterprise_table_are_compared_too(examples: dict[str, Application]) -> None:
    def computed(other: str) -> Application:
        mean = ComputedAnswer(Decimal("19.96"), "%", Decimal(0), "两个间隔", (), {"三个间隔": Decimal(other)})
        return dataclasses.replace(examples["yunxi-2022"], derived={"patent_growth_average": mean})

    assert codes(computed("15")) == []
    assert codes(computed("14.994")) == ["criteria.conventions"]
    lacking = dataclasses.replace(examples["yunxi-2022"], derived={"patent_growth_average": NotComputed("没有企业表")})
    assert codes(lacking) == []


def test_a_failing_mean_stays_failing_whatever_another_convention_says(examples: dict[str, Application]) -> None:
    application = changed(examples["yunxi-2022"], {"leading_output_growth_average": "9.99"})
    assert codes(application) == ["criteria.not-met"]
    assert "结论相反" in problems(application)[0].hint


# -- what is missing never passes --


@pytest.mark.parametrize("sentence", [sentence for sentence, *_ in LIMITS])
def test_a_blank_is_open_and_is_left_to_the_check_of_blanks(examples: dict[str, Application], sentence: str) -> None:
    whole = examples["yunxi-2022"]
    places = {place.partition(".")[0] for place in verdict(whole, sentence).places}
    blanks = {place: None for place in whole.answers if place.partition(".")[0] in places}
    application = changed(whole, blanks)
    assert verdict(application, sentence).state is VerdictState.OPEN
    assert verdict(application, sentence).margin_words == ""
    assert codes(application) == []


@pytest.mark.parametrize("field", ["output_value", "rd_growth", "co2_intensity"])
@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_one_missing_year_is_open(examples: dict[str, Application], field: str, year: int) -> None:
    words = {"output_value": "近三年产值均", "rd_growth": "研发经费年均", "co2_intensity": "排放量强度"}[field]
    assert verdict(changed(examples["yunxi-2022"], {f"{field}.{year}": None}), words).state is VerdictState.OPEN


def test_a_year_below_the_limit_decides_whatever_is_missing(examples: dict[str, Application]) -> None:
    application = changed(examples["yunxi-2022"], {"output_value.2019": "30", "output_value.2020": None})
    assert codes(application) == ["criteria.not-met"]


@pytest.mark.parametrize("place", ["patent_growth_average", "leading_output_growth_average", "rd_growth.2020"])
def test_a_rate_that_is_nothing_cannot_be_judged_and_is_told(examples: dict[str, Application], place: str) -> None:
    (problem,) = problems(changed(examples["yunxi-2022"], {place: NOTHING}))
    assert (problem.code, problem.where.slot) == ("criteria.open", place)
    assert "填了“无”" in problem.message


def test_a_rate_below_minus_one_hundred_cannot_be_judged_and_is_told(examples: dict[str, Application]) -> None:
    (problem,) = problems(changed(examples["yunxi-2022"], {"rd_growth.2020": "-100.01"}))
    assert (problem.code, problem.where.slot) == ("criteria.open", "rd_growth.2020")
    assert codes(changed(examples["yunxi-2022"], {"rd_growth.2020": "-100"})) == ["criteria.not-met"]


@pytest.mark.parametrize(
    ("place", "words"), [("sme_output_share.2021", "中小企业产值占"), ("platform_adoption", "普及率不低于")]
)
def test_a_share_above_one_hundred_passes_nothing(examples: dict[str, Application], place: str, words: str) -> None:
    assert verdict(changed(examples["yunxi-2022"], {place: "100"}), words).state is VerdictState.MET
    assert verdict(changed(examples["yunxi-2022"], {place: "100.01"}), words).state is VerdictState.OPEN


def test_zeros_and_falling_figures_are_judged_without_a_division_error(examples: dict[str, Application]) -> None:
    zeros = {place: "0" for place, field in examples["yunxi-2022"].form.places.items() if isinstance(field, Series)}
    application = changed(examples["yunxi-2022"], zeros)
    assert VerdictState.MET not in {
        verdict(application, words).state for words in ("近三年产值均", "研发经费年均", "排放量强度")
    }
    falling = changed(examples["yunxi-2022"], each_year("rd_growth", "-5 -12 -3"))
    assert verdict(falling, "研发经费年均").margin_words.startswith("低 16.7")


def test_what_the_form_does_not_ask_is_for_a_person(examples: dict[str, Application]) -> None:
    review = examples["yunxi-2025-review"]
    for words in ("工业软件应用率", "已认定为省级集群"):
        assert verdict(review, words).state is VerdictState.PERSON
        assert verdict(review, words).notes == ("本申报表没有这一项数据，请看其他材料",)


def test_reaching_a_benchmark_is_not_yet_exceeding_it(examples: dict[str, Application]) -> None:
    reached = verdict(changed(examples["lanting-2025"], {"energy_meets_benchmark": "true"}), "能效水平")
    assert reached.state is VerdictState.PERSON
    assert "标准要求“高于”" in reached.notes[0]
    assert codes(changed(examples["lanting-2025"], {"water_meets_benchmark": "false"})) == ["criteria.not-met"]


def test_a_cluster_that_is_not_provincial_is_for_a_person_in_the_first_round_only(
    examples: dict[str, Application],
) -> None:
    application = changed(examples["yunxi-2022"], {"provincial_cluster": "false"})
    assert verdict(application, "已认定为省级集群").state is VerdictState.PERSON
    assert codes(application) == []
    later = changed(examples["lanting-2025"], {"provincial_cluster": "false"})
    assert codes(later) == ["criteria.not-met"]


def test_an_empty_folder_has_no_verdict_that_passes(loaded: Callable[..., Application]) -> None:
    application = loaded("")
    assert {one.state for one in judge_criteria(application, built_in().load_criteria(NATIONAL))} == {
        VerdictState.OPEN,
        VerdictState.PERSON,
    }
    assert codes(application) == []


# -- which criteria, and an own file --

OWN = """
id: own
title: 某省认定办法
source: 某文件
standards:
- heading: 一、规模
  sentences:
  - text: 近三年产值均在10亿元以上，
    threshold: {value: [{of: [output_value]}], scope: each_year, is: ">=", limit: 10, unit: 亿元}
  - {text: 管理规范。, person: 请看制度。}
"""


def test_the_national_criteria_are_the_default_and_both_profiles_can_be_chosen(tmp_path: Path) -> None:
    catalog = built_in()
    assert catalog.list_criteria_ids() == (GUANGDONG, NATIONAL)
    assert [one.id for one in select_criteria(tmp_path, (), catalog)] == [NATIONAL]
    assert [one.id for one in select_criteria(tmp_path, (GUANGDONG, NATIONAL), catalog)] == [GUANGDONG, NATIONAL]
    assert [one.id for one in select_criteria(tmp_path, (NATIONAL, NATIONAL), catalog)] == [NATIONAL]


def test_an_own_file_is_taken_by_name_or_because_it_is_there(tmp_path: Path, examples: dict[str, Application]) -> None:
    (tmp_path / "criteria.yaml").write_text(OWN, "utf-8")
    (tmp_path / "省.yaml").write_text(OWN.replace("limit: 10,", "limit: 45,"), "utf-8")
    assert [one.id for one in select_criteria(tmp_path, (), built_in())] == [NATIONAL, "own"]
    (mild,) = select_criteria(tmp_path, ("criteria.yaml",), built_in())
    (strict,) = select_criteria(tmp_path, ("省.yaml",), built_in())
    assert list(check_criteria(examples["yunxi-2022"], judge_profiles(examples["yunxi-2022"], [mild]))) == []
    (problem,) = check_criteria(examples["yunxi-2022"], judge_profiles(examples["yunxi-2022"], [strict]))
    assert problem.rule == "某省认定办法，一、规模：近三年产值均在10亿元以上"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("output_value", "output_valve", "of 指向没有的栏目“output_valve”。 是不是“output_value”？"),
        ("output_value", "cluster_name", "不是填数字的"),
        ("unit: 亿元", "unit: 万元", "单位是亿元，这里写的是万元"),
        ('is: ">="', 'is: "="', "不认识的值"),
        ("scope: each_year", "scope: every_year", "不认识的值“every_year”"),
        ("person: 请看制度。", "persons: 请看制度。", "不认识的键“persons”"),
        (", person: 请看制度。", "", "要写 threshold、any_of、declared、person 中的一个"),
        ("[output_value]", "[]", "of 是空的"),
        ("[output_value]", "[output_value, rd_spending]", "只有 scope: sum_of 才能相加"),
        ("[{of: [output_value]}]", "[]", "没有写明 value"),
        ("scope: each_year", "rates: [{of: [rd_growth]}], scope: each_year", "mean_growth 才用得上"),
        ("{of: [output_value]}", "{of: [output_value], counted: {count: [golden]}}", "企业表没有的列“golden”"),
        ("person: 请看制度。", 'declared: [{field: chain_map, met: ["yes"]}]', "没有选项“yes”"),
        ("person: 请看制度。", 'declared: [{field: area, met: ["true"]}]', "不是单选的"),
        ("person: 请看制度。", 'declared: [{field: nowhere, met: ["true"]}]', "没有的栏目“nowhere”"),
        ("source: 某文件", "source: 某文件\nforms: [2022-aplication]", "是不是“2022-application”？"),
        (
            "person: 请看制度。",
            'declared: [{field: chain_map, forms: [2022-aplication], met: ["true"]}]',
            "是不是“2022-application”？",
        ),
    ],
)
def test_an_own_file_that_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in OWN
    (tmp_path / "criteria.yaml").write_text(OWN.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as told:
        select_criteria(tmp_path, ("criteria.yaml",), built_in())
    assert message in str(told.value)
    assert told.value.line > 0
    assert told.value.path == "criteria.yaml"


@pytest.mark.parametrize(
    ("text", "names", "wrong"),
    [
        ("", (), 0),
        ("criteria:\n", (), 0),
        ("criteria: guangdong-draft\n", (GUANGDONG,), 0),
        ("criteria: [national-2022, guangdong-draft]\n", (NATIONAL, GUANGDONG), 0),
        ("criteria:\n- national-2022\n- {id: x}\n", (NATIONAL,), 1),
        ("criteria: {id: x}\n", (), 1),
    ],
)
def test_the_names_of_criteria_are_read(tmp_path: Path, text: str, names: tuple[str, ...], wrong: int) -> None:
    path = tmp_path / "application.yaml"
    path.write_text(f"form: x\n{text}", "utf-8")
    root = read_source(path, path.name).root
    assert isinstance(root, Table)
    profiles = read_profiles(root.entries.get("criteria"), path.name)
    assert profiles.names == names
    assert [problem.code for problem in profiles.problems] == ["answer.shape"] * wrong


def test_a_name_that_is_too_long_for_the_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="文件夹里没有"):
        select_criteria(tmp_path, ("长" * 300 + ".yaml",), built_in())


def test_a_computed_figure_that_fails_points_to_the_table(examples: dict[str, Application]) -> None:
    low = changed(examples["yunxi-2022"], {"platform_adoption": "14.99"})
    computed = dataclasses.replace(low, answer_sources={"platform_adoption": AnswerSource.ENTERPRISES})
    assert problems(low)[0].hint.startswith("请核对数据和单位")
    assert problems(computed)[0].hint.startswith("请核对企业表里的数据和单位")


@pytest.mark.parametrize("name", ["../criteria.yaml", "/etc/criteria.yaml", "C:\\criteria.yaml", "..\\criteria.yaml"])
def test_an_own_file_lies_in_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "criteria.yaml").write_text(OWN, "utf-8")
    with pytest.raises(DefinitionError, match="不在文件夹里"):
        select_criteria(tmp_path, (name,), built_in())


def test_a_name_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="是不是“national-2022”？"):
        select_criteria(tmp_path, ("national-2202",), built_in())
    (tmp_path / "criteria.yaml").write_text(OWN, "utf-8")
    with pytest.raises(DefinitionError, match=r"是不是“criteria\.yaml”？"):
        select_criteria(tmp_path, ("criterion.yaml",), built_in())


def test_criteria_for_other_forms_are_told_and_not_applied(examples: dict[str, Application]) -> None:
    criteria = built_in().load_criteria(NATIONAL)
    other = msgspec.structs.replace(criteria, forms=("2025-application",))
    (problem,) = check_criteria(examples["yunxi-2022"], judge_profiles(examples["yunxi-2022"], [other]))
    assert problem.code == "criteria.other-form"
    assert list(check_criteria(examples["lanting-2025"], judge_profiles(examples["lanting-2025"], [other]))) == []


# -- arithmetic --


def test_growth_between_levels_is_the_root_of_their_quotient() -> None:
    assert compute_annual_growth(Decimal(100), Decimal(121), 2) == pytest.approx(Decimal(10), abs=Decimal("1e-20"))
    assert compute_annual_growth(Decimal(100), Decimal(0), 2) == -100
    assert compute_annual_growth(Decimal("0.5"), Decimal("0.25"), 1) == -50
    assert compute_annual_growth(Decimal(0), Decimal(5), 2) is None
    assert compute_annual_growth(Decimal(5), Decimal(-5), 2) is None
    assert compute_annual_growth(Decimal(5), Decimal(6), 0) is None
    assert compute_change(Decimal("0.39"), Decimal("0.32")) == pytest.approx(Decimal("-17.9487"), abs=Decimal("0.0001"))
    assert compute_change(Decimal(0), Decimal(1)) is None


def test_means_of_rates_are_three_conventions() -> None:
    means = compute_mean_rates([Decimal(21), Decimal(10), Decimal(0)])
    assert [round(float(mean), 3) for mean in means.values()] == [10.0, 4.881, 10.333]
    assert compute_mean_rates([Decimal(-101), Decimal(5)]) == {}
    assert compute_mean_rates([]) == {}
    assert list(compute_mean_rates([Decimal(3)]).values()) == [Decimal(3)]
    assert list(compute_mean_rates([Decimal(3), Decimal(5)]).values())[1:] == [Decimal(5), Decimal(4)]


NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40),
    st.sampled_from([Decimal(0), NOTHING, None, Decimal("1e-30")]),
)


@cache
def typed() -> Application:
    return alone(load(EXAMPLES / "yunxi-2022", built_in()))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=100, max_size=100))
def test_no_numbers_whatsoever_raise(numbers: list[object]) -> None:
    application = typed()
    places = [place for place, field in application.form.places.items() if isinstance(field, Number | Series)]
    changes = dict(zip(places, numbers[: len(places)], strict=True))
    strange = changed(application, {place: value for place, value in changes.items() if place in application.answers})
    for profile in (NATIONAL, GUANGDONG):
        for problem in problems(strange, profile):
            assert problem.message
        for one in judge_criteria(strange, built_in().load_criteria(profile)):
            assert isinstance(one.values + one.limit + one.margin_words + one.source, str)
