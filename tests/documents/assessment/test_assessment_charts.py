"""The charts of the self-assessment: what they draw is data, and bars and limits stand where their numbers are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from docgen import built_in
from docgen.definitions.catalog import Catalog
from docgen.definitions.chart_data import load_assessment_content
from docgen.documents.assessment.assessment_charts import NO_VALUE, Chart, build_charts
from docgen.errors import DefinitionError
from docgen.project.application import Application
from docgen.rules.goals.goal_check import judge_goals

CATALOG = built_in()
Loaded = Callable[..., Application]


def charts(application: Application, *profiles: str) -> dict[str, Chart]:
    criteria = [CATALOG.load_criteria(name) for name in profiles or ("national-2022",)]
    drawn = load_assessment_content(CATALOG).charts
    return {one.title: one for one in build_charts(application, drawn, criteria, judge_goals(application))}


def test_bars_are_as_high_as_their_values_and_the_limit_is_that_of_the_criteria(loaded: Loaded) -> None:
    chart = charts(loaded("output_value: {2019: 20, 2020: 60, 2021: 80}"))["集群总产值（亿元）"]
    assert [group.name for group in chart.groups] == ["2019年", "2020年", "2021年"]
    assert [group.bars[0].reach for group in chart.groups] == [0.25, 0.75, 1.0]
    assert [group.bars[0].label for group in chart.groups] == ["20", "60", "80"]
    assert [(limit.at, limit.words) for limit in chart.limits] == [(0.5, ("不低于 40 亿元",))]


def test_a_limit_above_all_bars_is_still_inside_the_chart(loaded: Loaded) -> None:
    chart = charts(loaded("output_value: {2019: 10, 2020: 10, 2021: 20}"))["集群总产值（亿元）"]
    assert chart.limits[0].at == 1.0
    assert [group.bars[0].reach for group in chart.groups] == [0.25, 0.25, 0.5]


def test_what_falls_reaches_below_zero(loaded: Loaded) -> None:
    chart = charts(loaded("leading_output_growth: {2019: -10, 2020: 5, 2021: 30}"))["主导产业产值增速（%）"]
    assert chart.zero == 0.25
    assert [group.bars[0].reach for group in chart.groups] == [-0.25, 0.125, 0.75]
    assert chart.limits[0].words == ("年均高于 10%",)


def test_years_without_a_number_have_no_bar_and_say_so(loaded: Loaded) -> None:
    chart = charts(loaded("fdi_growth: 无\nrd_growth: {2019: 无, 2021: 12}"))["研发经费增速（%）"]
    assert [(group.bars[0].label, group.bars[0].reach) for group in chart.groups] == [
        ("无", 0.0),
        (NO_VALUE, 0.0),
        ("12", 1.0),
    ]


@pytest.mark.parametrize("values", ["{2019: 0, 2020: 0, 2021: 0}", "{2019: 99999999999999, 2020: 0.01, 2021: 无}"])
def test_all_zero_and_very_large_figures_are_drawn(loaded: Loaded, values: str) -> None:
    for chart in charts(loaded(f"output_value: {values}\nenterprises: {values}")).values():
        assert all(-1 <= bar.reach <= 1 for group in chart.groups for bar in group.bars)


def test_limits_of_several_series_at_one_height_are_one_line(loaded: Loaded) -> None:
    answers = "sme_output_share: {2021: 86}\nleading_output_share: {2021: 89}"
    chart = charts(loaded(answers), "national-2022", "guangdong-draft")["占集群总产值的比例（%）"]
    (limit,) = chart.limits
    assert limit.words == ("中小企业不低于 70%", "中小企业高于 70%", "主导产业高于 70%")


def test_a_limit_on_every_change_is_written_without_a_line(loaded: Loaded) -> None:
    chart = charts(loaded("co2_intensity: {2019: 3, 2020: 2, 2021: 1}"))["单位产值二氧化碳排放量（吨二氧化碳/万元）"]
    assert [(limit.at, limit.words) for limit in chart.limits] == [(None, ("逐年下降",))]


def test_each_goal_has_a_scale_of_its_own(loaded: Loaded) -> None:
    answers = "goals: {innovation: {patents: {base: 100, target: 200}, rd_spending: {base: 1, target: 4}}}"
    chart = charts(loaded(answers))["发展目标：三年总体目标"]
    assert chart.series == ("2021年基准值", "2024年目标值")
    reaches = {group.name: [bar.reach for bar in group.bars] for group in chart.groups}
    assert reaches["有效发明专利数量（个）"] == [0.5, 1.0]
    assert reaches["研发经费投入（亿元）"] == [0.25, 1.0]


def test_without_any_figure_nothing_is_drawn(loaded: Loaded) -> None:
    assert charts(loaded("")) == {}


def test_every_form_has_charts_of_output_shares_innovation_and_green(loaded: Loaded) -> None:
    drawn = load_assessment_content(CATALOG)
    for form in map(CATALOG.load_form, CATALOG.list_form_ids()):
        fields = [field.id for chart in drawn.charts for one in chart.series if (field := one.find_field(form))]
        assert {"output_value", "sme_output_share", "leading_output_share", "rd_intensity", "co2_intensity"} <= {
            *fields
        }
        assert len([one for one in drawn.figures if one.find_field(form)]) >= 10


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ("[{of: [output_valeu]}]", "of 指向没有的栏目“output_valeu”。"),
        ("[{of: [cluster_name]}]", "of 指向的栏目“cluster_name”不是填数字的。"),
        ("[{of: [area]}]", "有不是逐年填写的栏目"),
        ("[{of: [output_value]}, {of: [enterprises]}]", "几个栏目的单位不同"),
    ],
)
def test_a_chart_of_what_cannot_be_drawn_is_refused(tmp_path: Path, series: str, message: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "charts.yaml").write_text(
        f"figures: []\ncharts:\n- {{title: 图, show: years, series: {series}}}\n", "utf-8"
    )
    with pytest.raises(DefinitionError) as raised:
        load_assessment_content(Catalog((tmp_path, *CATALOG.roots)))
    assert message in raised.value.message


def test_numbers_of_any_size_keep_their_exact_words(loaded: Loaded) -> None:
    chart = charts(loaded("output_value: {2019: 0.005, 2020: 1234567.891, 2021: 3}"))["集群总产值（亿元）"]
    assert [Decimal(group.bars[0].label) for group in chart.groups] == [
        Decimal("0.01"),
        Decimal("1234567.89"),
        Decimal(3),
    ]
