"""Figures that contradict one another: each rule at its very limit, what cannot be reckoned, and any answers at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_runner import OF_PROSE
from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Form, Number, Series
from docgen.errors import DefinitionError
from docgen.problems.problem import Problem, Severity
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.rules.derived_check import check_derived
from docgen.values import NOTHING, round_to_two_places

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
APPLICATION_2022, APPLICATION_2025, REVIEW = "yunxi-2022", "lanting-2025", "yunxi-2025-review"


@cache
def example(name: str) -> Application:
    return load(EXAMPLES / name, built_in())


def with_answers(application: Application, values: Mapping[str, object]) -> Application:
    """The application with other answers: a number as text, None for a blank."""
    answers = dict(application.answers)
    for place, value in values.items():
        assert place in application.form.places, place
        if value is None:
            answers.pop(place, None)
        else:
            answers[place] = Decimal(value) if isinstance(value, str) else value  # type: ignore[assignment]
    return dataclasses.replace(application, answers=answers)


def found(name: str, values: Mapping[str, object], *codes: str) -> list[Problem]:
    """The problems of these codes, by default all but those of figures in prose, which keep the figures they had."""
    problems = check_consistency(with_answers(example(name), values))
    return [one for one in problems if (one.code in codes if codes else not values or one.code not in OF_PROSE)]


def places(name: str, values: Mapping[str, object], *codes: str) -> list[tuple[str, str]]:
    return [(one.code, one.where.slot) for one in found(name, values, *codes)]


def places_without_table(name: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """The problems of an application that has no enterprise table."""
    application = dataclasses.replace(with_answers(example(name), values), register=None, derived={})
    return [(one.code, one.where.slot) for one in check_consistency(application) if one.code not in OF_PROSE]


@pytest.mark.slow
@pytest.mark.parametrize("name", [APPLICATION_2022, APPLICATION_2025, REVIEW])
def test_the_examples_contradict_nothing(name: str) -> None:
    assert found(name, {}) == []


# -- parts of a whole --


@pytest.mark.parametrize(("value", "told"), [("186", []), ("187", [("consistency.subset", "smes.2021")])])
def test_there_are_never_more_smes_than_enterprises(value: str, told: list[tuple[str, str]]) -> None:
    assert places(APPLICATION_2022, {"enterprises.2021": "186", "smes.2021": value}, "consistency.subset") == told


def test_a_part_above_its_whole_is_told_with_both_counts() -> None:
    (problem,) = found(APPLICATION_2025, {"rd_staff.2023": "6900", "sme_staff.2023": "6542"}, "consistency.subset")
    assert problem.message == (
        "“集群中小企业研发人员数量 2023年”是 6900 人，比“集群中小企业从业人员数量 2023年”6542 人还多。"
    )
    assert problem.hint == "前者是后者的一部分，请核对两个数。"
    assert problem.rule == "申报表“集群中小企业研发人员数量 2023年”"


@pytest.mark.parametrize(("giants", "told"), [("24", []), ("25", ["consistency.subset-doubtful"])])
def test_more_little_giants_than_specialized_smes_are_only_asked_about(giants: str, told: list[str]) -> None:
    problems = found(APPLICATION_2022, {"little_giants.2021": giants, "specialized_smes.2021": "24"})
    assert [one.code for one in problems] == told
    assert all(one.severity is Severity.WARNING for one in problems)


def test_a_blank_count_is_no_part_of_anything() -> None:
    assert places(APPLICATION_2022, {"smes.2021": None}) == []
    assert places(APPLICATION_2022, {"enterprises.2021": NOTHING}, "consistency.subset") == [
        ("consistency.subset", "smes.2021"),
        ("consistency.subset", "champions.2021"),
        ("consistency.subset", "high_tech_and_innovative.2021"),
    ]


# -- growth --

LEVELS = {
    "output_value.2020": "50.00",
    "output_value.2021": "60.00",
    "leading_output_share.2020": "90.00",
    "leading_output_share.2021": "90.00",
    "leading_output_growth.2020": None,
}
"""60 is at least 59.995 and 50 at most 50.005: growth from 19.9647% to 20.0353%, and half a cent of its own."""


@pytest.mark.parametrize(
    ("rate", "wrong"),
    [("19.95", True), ("19.96", False), ("20.00", False), ("20.04", False), ("20.05", True), ("-20.00", True)],
)
def test_growth_is_that_of_the_leading_industry_as_far_as_two_decimals_tell(rate: str, wrong: bool) -> None:
    told = places(APPLICATION_2022, {**LEVELS, "leading_output_growth.2021": rate}, "consistency.growth")
    assert told == [("consistency.growth", "leading_output_growth.2021")] * wrong


def test_the_growth_of_the_first_year_has_no_base_on_the_form() -> None:
    assert places(APPLICATION_2022, {"leading_output_growth.2019": "99.00"}, "consistency.growth") == []
    impossible = places(APPLICATION_2022, {"leading_output_growth.2019": "-100.01"}, "consistency.growth")
    assert impossible == [("consistency.growth", "leading_output_growth.2019")]
    assert places(APPLICATION_2022, {"leading_output_growth.2019": "-100.00"}, "consistency.growth") == []


def test_a_growth_that_slipped_its_decimal_point_is_named_as_such() -> None:
    values = {**LEVELS, "leading_output_growth.2021": "2000.00"}
    (problem,) = found(APPLICATION_2022, values, "consistency.growth")
    assert problem.message == (
        "“集群主导产业产值增速（%） 2021年”填了 2000%，按表中的数应是 20%，"
        "两数相差 100 倍，请看是不是单位或小数点错了。"
    )
    assert "集群总产值（亿元） 2020年 50 亿元" in problem.hint


def test_each_growth_of_2025_has_its_own_levels() -> None:
    for rate in ("export_growth", "fdi_growth", "sme_rd_growth"):
        assert places(APPLICATION_2025, {f"{rate}.2024": "55.00"}) == [("consistency.growth", f"{rate}.2024")]


def test_a_growth_over_a_base_of_nothing_has_to_be_nothing() -> None:
    none = {"fdi.2022": NOTHING, "fdi.2023": "0", "fdi.2024": "100.00"}
    said = {**none, "fdi_growth.2023": NOTHING, "fdi_growth.2024": NOTHING}
    assert places(APPLICATION_2025, said) == []
    assert places(APPLICATION_2025, {**said, "fdi_growth.2023": "0", "fdi_growth.2024": "0"}) == [
        ("consistency.no-base", "fdi_growth.2024")
    ]
    assert places(APPLICATION_2025, {**said, "fdi_growth.2024": "100.00"}) == [
        ("consistency.no-base", "fdi_growth.2024")
    ]


def test_all_that_is_gone_may_say_nothing_or_minus_a_hundred() -> None:
    for rate, told in ((NOTHING, []), ("-100.00", []), ("0", [("consistency.growth", "fdi_growth.2024")])):
        assert places(APPLICATION_2025, {"fdi.2024": NOTHING, "fdi_growth.2024": rate}) == told


def test_one_missing_year_leaves_its_neighbours_to_be_judged() -> None:
    assert places(APPLICATION_2025, {"exports.2022": None, "export_growth.2024": "55.00"}) == [
        ("consistency.growth", "export_growth.2024")
    ]
    assert places(APPLICATION_2025, {"exports.2023": None, "export_growth.2024": "55.00"}) == []


# -- means --

RATES = {
    "leading_output_growth.2022": "30.00",
    "leading_output_growth.2023": "10.00",
    "leading_output_growth.2024": "10.00",
}
STEADY = {
    "output_value.2022": "100.00",
    "output_value.2023": "110.00",
    "output_value.2024": "121.00",
    **{f"leading_output_share.{year}": "80.00" for year in (2022, 2023, 2024)},
    **RATES,
}


@pytest.mark.parametrize(
    ("mean", "wrong"),
    [
        ("16.30", False),  # 三个增速的几何平均: (1.3 × 1.1 × 1.1)^(1/3)
        ("10.00", False),  # 后两个
        ("16.67", False),  # 算术平均
        ("13.00", True),
        ("16.80", True),
    ],
)
def test_a_mean_by_any_convention_will_do(mean: str, wrong: bool) -> None:
    told = places(APPLICATION_2025, {**STEADY, "leading_output_growth_average": mean}, "consistency.mean")
    assert told == [("consistency.mean", "leading_output_growth_average")] * wrong


def test_a_mean_by_none_of_them_shows_all() -> None:
    (problem,) = found(APPLICATION_2025, {**STEADY, "leading_output_growth_average": "13.00"}, "consistency.mean")
    assert problem.message == (
        "“近三年集群主导产业产值年均增速（%）”填了 13%，哪一种算法都得不出："
        "2022年至2024年 3 个增速的几何平均 16.30%；2023年至2024年 2 个增速的几何平均 10.00%；"
        "2022年至2024年 3 个增速的算术平均 16.67%；2023年至2024年 2 个增速的算术平均 10.00%。"
    ).replace("10.00%", "10%")


@pytest.mark.parametrize(
    ("first", "mean", "told"), [(None, "16.30", 0), (None, "99.00", 0), (NOTHING, "10.00", 0), (NOTHING, "16.30", 1)]
)
def test_a_mean_is_not_ruled_out_while_the_first_rate_is_not_known(first: object, mean: str, told: int) -> None:
    values = {**STEADY, "leading_output_growth.2022": first, "leading_output_growth_average": mean}
    assert len(places(APPLICATION_2025, values, "consistency.mean")) == told


@pytest.mark.parametrize(("mean", "told"), [("16.30", 0), ("10.00", 0), ("13.00", 1)])
def test_a_mean_needs_the_first_rate_and_the_levels_only(mean: str, told: int) -> None:
    values = {**STEADY, "leading_output_growth.2023": None, "leading_output_growth_average": mean}
    assert len(places(APPLICATION_2025, values, "consistency.mean")) == told


def test_a_mean_over_no_output_is_no_figure() -> None:
    nothing = {f"output_value.{year}": NOTHING for year in (2022, 2023)}
    rates = {f"leading_output_growth.{year}": NOTHING for year in (2022, 2023, 2024)}
    values = {**nothing, **rates, "output_value.2024": "50.00", "leading_output_growth_average": "12.00"}
    assert ("consistency.no-base", "leading_output_growth_average") in places(APPLICATION_2025, values)


UNEVEN = {
    **STEADY,
    "output_value.2024": "132.00",
    **{f"leading_output_growth.{year}": NOTHING for year in (2022, 2023, 2024)},
}
"""100, 110, 132: the square root of 1.32 is 1.1489, the mean of 10% and 20% is 15%."""


@pytest.mark.parametrize(
    ("mean", "wrong"),
    [("14.87", True), ("14.89", False), ("14.93", True), ("15.00", False), ("9.54", True), ("15.05", True)],
)
def test_a_mean_of_the_levels_alone(mean: str, wrong: bool) -> None:
    told = places(APPLICATION_2025, {**UNEVEN, "leading_output_growth_average": mean}, "consistency.mean")
    assert told == [("consistency.mean", "leading_output_growth_average")] * wrong


def test_a_year_of_nothing_between_leaves_the_first_and_the_last() -> None:
    values = {**UNEVEN, "output_value.2023": NOTHING, "leading_output_growth_average": "14.89"}
    assert places(APPLICATION_2025, values, "consistency.mean") == []
    values["leading_output_growth_average"] = "15.00"
    assert places(APPLICATION_2025, values, "consistency.mean") == [
        ("consistency.mean", "leading_output_growth_average")
    ]


def test_a_mean_from_nothing_is_none_whatever_came_between() -> None:
    mine = ("consistency.no-base", "leading_output_growth_average")
    grown = {**UNEVEN, "output_value.2022": NOTHING, "leading_output_growth_average": "12.00"}
    assert mine in places(APPLICATION_2025, grown)
    gone = {**grown, "output_value.2024": NOTHING, "leading_output_growth_average": "0"}
    assert mine not in places(APPLICATION_2025, gone)


def test_a_mean_of_nothing_to_nothing_is_none() -> None:
    nothing = {**UNEVEN, **{f"output_value.{year}": NOTHING for year in (2022, 2023, 2024)}}
    mine = ("consistency.no-base", "leading_output_growth_average")
    for mean, told in (("0", 0), (NOTHING, 0), (None, 0), ("1", 1)):
        values = {**nothing, "leading_output_growth_average": mean}
        assert places(APPLICATION_2025, values, "consistency.no-base").count(mine) == told
    one = {**UNEVEN, "output_value.2022": None, "output_value.2024": NOTHING, "leading_output_growth_average": "1"}
    assert mine not in places(APPLICATION_2025, one)
    assert places(APPLICATION_2025, one, "consistency.mean") == []


# -- ratios --


@pytest.mark.parametrize("blank", ["cloud_smes.2024", "smes.2024", "sme_cloud_share.2024"])
def test_a_ratio_of_which_a_part_is_blank_is_not_reckoned(blank: str) -> None:
    values = {"sme_cloud_share.2024": "11.00", blank: None}
    assert places(APPLICATION_2025, values, "consistency.ratio", "consistency.no-base") == []


@pytest.mark.parametrize("blank", ["energy_intensity.2022", "energy_intensity.2024", "energy_intensity_reduction"])
def test_a_reduction_of_which_a_part_is_blank_is_not_reckoned(blank: str) -> None:
    assert places(APPLICATION_2025, {"energy_intensity_reduction": "99.00", blank: None}) == []


def test_a_reduction_from_nothing_has_no_value() -> None:
    values = {"energy_intensity.2022": NOTHING}
    assert places(APPLICATION_2025, values) == [("consistency.no-base", "energy_intensity_reduction")]


@pytest.mark.parametrize(
    ("share", "wrong"), [("58.96", True), ("58.97", False), ("58.98", True), ("5.90", True), ("103.00", True)]
)
def test_a_share_is_its_count_over_the_smes_to_the_last_cent(share: str, wrong: bool) -> None:
    values = {"cloud_smes.2024": "69", "smes.2024": "117", "sme_cloud_share.2024": share}
    assert places(APPLICATION_2025, values) == [("consistency.ratio", "sme_cloud_share.2024")] * wrong


def test_a_share_of_a_share_is_named_as_a_slip() -> None:
    values = {"cloud_smes.2024": "69", "smes.2024": "117", "sme_cloud_share.2024": "0.59"}
    (problem,) = found(APPLICATION_2025, values)
    assert "两数相差 100 倍" in problem.message
    assert problem.hint == (
        "集群上云中小企业数量 2024年 69 家 ÷ 其中：集群中小企业数量（年度当前值） 2024年 117 家 × 100。"
        "请核对哪个数错了。"
    )


@pytest.mark.parametrize(("value", "wrong"), [("144.66", True), ("144.67", False), ("144.68", True)])
def test_patents_per_ten_thousand_are_those_over_the_staff(value: str, wrong: bool) -> None:
    told = places(APPLICATION_2025, {"sme_patents_per_10000": value})
    assert told == [("consistency.ratio", "sme_patents_per_10000")] * wrong


def test_a_ratio_over_none_has_no_value() -> None:
    none = {"sme_staff.2024": "0", "rd_staff.2024": "0"}
    nobody_works = ("consistency.magnitude", "sme_staff.2024")
    assert places(APPLICATION_2025, none) == [("consistency.no-base", "sme_patents_per_10000"), nobody_works]
    assert places(APPLICATION_2025, {**none, "sme_patents_per_10000": NOTHING}) == [nobody_works]


@pytest.mark.parametrize(
    ("value", "wrong"), [("2.70", False), ("3.25", False), ("3.27", True), ("2.25", False), ("2.22", True)]
)
def test_an_intensity_whose_denominator_is_not_defined_is_only_asked_about(value: str, wrong: bool) -> None:
    told = places(APPLICATION_2025, {"rd_intensity.2024": value})
    assert told == [("consistency.ratio-doubtful", "rd_intensity.2024")] * wrong


# -- shares of a count --


@pytest.mark.parametrize(
    ("share", "wrong"),
    [
        ("62.43", False),  # 113 of 181 SMEs
        ("62.42", True),
        ("62.37", False),  # 116 of 186 enterprises
        ("62.36", True),
        ("62.00", True),
        ("0", False),
        ("100", False),
        (NOTHING, False),
    ],
)
def test_a_share_of_enterprises_is_that_of_a_whole_number_of_them(share: object, wrong: bool) -> None:
    told = places(APPLICATION_2022, {"cloud_share": share, "smes.2021": "181", "enterprises.2021": "186"})
    assert told == [("consistency.fraction", "cloud_share")] * wrong


def test_a_share_of_no_whole_number_is_told_with_its_neighbours() -> None:
    (problem,) = found(APPLICATION_2025, {"digital_rd_tools.2024": "60", "smes.2024": "117"})
    assert problem.message == "“集群中小企业数字化研发工具应用普及率（%） 2024年”填了 60%，没有哪个整数能得出。"
    assert problem.hint == (
        "最近的是：其中：集群中小企业数量（年度当前值） 2024年 117 家里的 70 家是 59.83%、71 家是 60.68%。"
        "请由个数重新计算，保留两位小数。"
    )


def test_a_share_of_no_enterprises_has_no_value() -> None:
    told = places(APPLICATION_2025, {"smes.2024": "0"}, "consistency.no-base")
    assert ("consistency.no-base", "digital_rd_tools.2024") in told
    assert places(APPLICATION_2025, {"smes.2024": None, "digital_rd_tools.2024": "60"}) == []


# -- the goals beside the figures --


@pytest.mark.parametrize(("base", "told"), [("117", []), ("118", ["consistency.subset"])])
def test_not_more_smes_are_excellent_than_there_are(base: str, told: list[str]) -> None:
    assert [one.code for one in found(APPLICATION_2025, {"goals.industry.quality_smes.base": base})] == told


@pytest.mark.parametrize(("base", "told"), [("1.11", []), ("1.10", ["consistency.subset-doubtful"])])
def test_the_cluster_does_not_spend_less_on_research_than_its_smes(base: str, told: list[str]) -> None:
    values = {"goals.innovation.rd_spending.base": base, "rd_spending.2024": "1.12"}
    assert places_without_table(APPLICATION_2025, values) == [(code, "rd_spending.2024") for code in told]


def test_excellent_smes_are_not_fewer_than_one_kind_of_them() -> None:
    values = {"goals.industry.quality_smes.base": "23", "specialized_smes.2021": "24"}
    told = places_without_table(APPLICATION_2022, values)
    assert told == [("consistency.subset-doubtful", "specialized_smes.2021")]


@pytest.mark.parametrize("base", ["4.49", "4.50"])
def test_the_cluster_spends_no_many_times_what_its_smes_do(base: str) -> None:
    values = {"goals.innovation.rd_spending.base": base, "rd_spending.2024": "1.1225"}
    told = places_without_table(APPLICATION_2025, values)
    assert told == [("consistency.magnitude", "goals.innovation.rd_spending.base")] * (base == "4.50")


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"achievements.industry.quality_smes.base": "900"}, "achievements.industry.quality_smes.base"),
        ({"achievements.innovation.rd_spending.base": "23.4"}, "achievements.innovation.rd_spending.base"),
        ({"achievements.innovation.rd_spending.base": "1.50"}, "rd_spending.2022"),
        ({"achievements.industry.quality_smes.base": "5"}, "leading_specialized_smes.2022"),
        ({"achievements.industry.output_growth.base": "141"}, "achievements.industry.output_growth.base"),
    ],
)
def test_the_base_of_the_old_goals_is_that_of_the_first_year(values: Mapping[str, object], place: str) -> None:
    assert place in [slot for _, slot in places_without_table(REVIEW, values)]


def test_a_goal_that_is_unlike_the_table_is_told_once() -> None:
    # Not as the enterprise table has it: the table of goals tells that, and no doubt follows.
    assert places(APPLICATION_2022, {"goals.industry.output_growth.base": "41.11"}) == []
    told = places_without_table(APPLICATION_2022, {"goals.industry.output_growth.base": "41.11"})
    assert told == [("consistency.mean-doubtful", "goals.industry.output_growth.base")]


# -- reductions --


@pytest.mark.parametrize(
    ("value", "wrong"), [("6.44", True), ("6.45", False), ("12.50", False), ("18.19", True), ("18.18", False)]
)
def test_a_reduction_is_that_of_the_first_year_to_the_last(value: str, wrong: bool) -> None:
    told = places(APPLICATION_2025, {"energy_intensity_reduction": value})
    assert told == [("consistency.reduction", "energy_intensity_reduction")] * wrong


def test_nothing_that_rises_was_reduced() -> None:
    values = {"energy_intensity.2024": "0.20", "energy_intensity_reduction": "12.50"}
    assert places(APPLICATION_2025, values) == [("consistency.reduction", "energy_intensity_reduction")]


# -- magnitudes --


@pytest.mark.parametrize(("value", "wrong"), [("20.00", False), ("20.01", True), ("0.10", False), ("0.09", True)])
def test_an_intensity_is_of_a_size_that_there_is(value: str, wrong: bool) -> None:
    told = places(APPLICATION_2022, {"rd_intensity.2021": value}, "consistency.magnitude")
    assert (("consistency.magnitude", "rd_intensity.2021") in told) == wrong


@pytest.mark.parametrize(("exports", "wrong"), [("520700.00", False), ("520700.01", True)])
def test_nobody_exports_more_than_is_made(exports: str, wrong: bool) -> None:
    values = {"output_value.2024": "52.07", "exports.2024": exports}
    told = places(APPLICATION_2025, values, "consistency.magnitude")
    assert told == [("consistency.magnitude", "exports.2024")] * wrong


def test_spending_in_the_wrong_unit_is_seen_by_its_size_and_by_its_factor() -> None:
    told = {one.code: one.message for one in found(APPLICATION_2025, {"rd_spending.2024": "11196.40"})}
    assert "consistency.magnitude" in told
    assert "10,000 倍" in told["consistency.ratio-doubtful"]


@pytest.mark.parametrize(("spent", "leaps"), [("117.00", False), ("117.01", True), ("23374.37", True)])
def test_a_year_in_another_unit_than_the_year_before_is_to_be_looked_at_first(spent: str, leaps: bool) -> None:
    values = {"rd_spending.2022": "2.34", "rd_spending.2023": spent, "rd_spending.2024": "100.00"}
    (first, second) = found(APPLICATION_2025, values, "consistency.growth")
    assert ("请先看是不是单位不同" in first.hint) == leaps
    assert ("请先看是不是单位不同" in second.hint) == (spent == "23374.37")


@pytest.mark.parametrize(("value", "wrong"), [("20.00", False), ("20.01", True)])
def test_a_tonne_a_thousand_yuan_is_much(value: str, wrong: bool) -> None:
    values = {"co2_intensity.2021": value, "goals.green.energy.base": "9.00"}
    told = places(APPLICATION_2022, values, "consistency.magnitude")
    assert told == [("consistency.magnitude", "co2_intensity.2021")] * wrong


# -- what is told once --


@pytest.mark.parametrize(
    ("right", "wrong", "slots"),
    [
        ("sme_cloud_share: {2022: 68.28,", "sme_cloud_share: {2022: 86.28,", {"sme_cloud_share.2022"}),
        ("sme_patents_per_10000: 169.55", "sme_patents_per_10000: 196.55", set()),
        ("growth: {2022: 14.73, 2023", "growth: {2022: 41.73, 2023", {"leading_output_growth_average"}),
        (
            "  smes: {2022: 186,",
            "  smes: {2022: 196,",
            {"smes.2022", "sme_cloud_share.2022", "sme_platform_adoption.2022"},
        ),
        (
            "leading_output_growth_average: 14.84",
            "leading_output_growth_average: 18.44",
            {"leading_output_growth_average"},
        ),
        ("growth: {2022: 14.73, 2023: 14.91,", "growth: {2022: 14.73, 2023: 41.91,", {"leading_output_growth.2023"}),
        (
            "output_value: {2022: 66.40, 2023: 75.90,",
            "output_value: {2022: 66.40, 2023: 57.90,",
            {"leading_output_growth.2023", "leading_output_growth.2024", "rd_intensity.2023"},
        ),
    ],
)
def test_what_the_enterprise_table_has_told_is_not_told_again(
    tmp_path: Path, right: str, wrong: str, slots: set[str]
) -> None:
    home = tmp_path / REVIEW
    home.mkdir()
    for name in ("application.yaml", "plan.md", "enterprises.csv"):
        text = (EXAMPLES / REVIEW / name).read_text("utf-8")
        assert name != "application.yaml" or text.count(right) == 1
        (home / name).write_text(text.replace(right, wrong), encoding="utf-8")
    with_table = load(home, built_in())
    assert [one.code for one in check_derived(with_table)] == ["answer.differs"]
    assert [one.where.slot for one in check_consistency(with_table)] == []
    (home / "enterprises.csv").unlink()
    without = load(home, built_in())
    assert {one.where.slot for one in check_consistency(without) if one.code not in OF_PROSE} == slots


def test_what_cannot_be_is_told_elsewhere_and_compared_with_nothing() -> None:
    assert places(APPLICATION_2025, {"exports.2023": "-5.00"}) == []


# -- the rules are data --


def test_a_rule_that_names_no_field_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    source = (Path(__file__).parents[3] / "data" / "forms" / "2022-application.yaml").read_text("utf-8")
    target = tmp_path / "data" / "forms" / "2022-application.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(source.replace("parts: [smes, champions", "parts: [smes, campions"), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        Catalog((tmp_path,)).load_form("2022-application")
    assert "campions" in refused.value.message
    assert "champions" in refused.value.remedy


# -- any answers at all --

NUMBERS = st.one_of(
    st.none(),
    st.just(NOTHING),
    st.just(Decimal(0)),
    st.decimals(-10_000, 10_000_000, places=2),
    st.sampled_from([Decimal("0.01"), Decimal("-100"), Decimal("1e30"), Decimal("100")]),
)


def numeric_places(form: Form) -> list[str]:
    return [place for place, field in form.places.items() if isinstance(field, Number | Series)]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([APPLICATION_2022, APPLICATION_2025, REVIEW]))
def test_no_answers_whatsoever_raise(data: st.DataObject, name: str) -> None:
    names = numeric_places(example(name).form)
    values = data.draw(st.dictionaries(st.sampled_from(names), NUMBERS))
    for problem in found(name, values):
        assert problem.message
        assert problem.rule


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.decimals("0.1", 1000, places=1), st.sampled_from(["30.00", "55.00", "-10.00"]))
def test_scaling_all_money_leaves_what_is_said_of_shares_and_rates(factor: Decimal, wrong: str) -> None:
    application = example(APPLICATION_2025)
    fields = application.form.places
    money = [place for place in numeric_places(application.form) if fields[place].unit in ("亿元", "万元")]  # type: ignore[union-attr]
    scaled: dict[str, object] = {}
    for place in money:
        value = application.answers[place]
        assert isinstance(value, Decimal)
        scaled[place] = value * factor
    scaled |= {place: round_to_two_places(value) for place, value in scaled.items() if isinstance(value, Decimal)}
    scaled["rd_spending.2023"] = scaled["rd_spending.2022"] = scaled["rd_spending.2024"] = None
    scaled["goals.innovation.rd_spending.base"] = None
    codes = ("consistency.growth", "consistency.mean", "consistency.ratio", "consistency.no-base")
    assert places(APPLICATION_2025, scaled, *codes) == []
    spoiled = {**scaled, "export_growth.2024": wrong}
    assert places(APPLICATION_2025, spoiled, *codes) == [("consistency.growth", "export_growth.2024")]
