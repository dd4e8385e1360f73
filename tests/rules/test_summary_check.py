"""What the notice limits across the applications of one summary table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import FORM
from docgen.dates import read_date
from docgen.definitions.catalog import Catalog
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.summary_check import check_summary

Maker = Callable[..., Application]
NATURAL = {
    "province": "东江",
    "city": "宁川",
    "county": "云溪",
    "applied_on": "2022年10月8日",
    "cluster_name": "甲产业集群",
    "operator": "甲中心",
}
ASKED = {"leading_industry": "甲业", "established": "2015年", "introduction": "甲产业。", "sub_sector": "甲"}


@pytest.fixture
def made(tmp_path: Path, catalog: Catalog) -> Maker:
    """Makes an application that stands in a summary table without a problem; what is given differs, None is blank."""

    def make(name: str, own_notice: str = "", **given: str | None) -> Application:
        own = {"cluster_name": f"{name}产业集群", "operator": f"{name}中心", "sub_sector": name}
        values = {**NATURAL, **ASKED, **own, **given}
        lines = [f"form: {FORM}", "" if own_notice else "notice: guangdong-2022", "answers:"]
        lines += [f"  {key}: {values[key] or ''}" for key in NATURAL]
        lines += ["summary:", *(f"  {key}: {value or ''}" for key, value in values.items() if key not in NATURAL)]
        home = tmp_path / name
        home.mkdir()
        (home / "application.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if own_notice:
            (home / "notice.yaml").write_text(own_notice, encoding="utf-8")
        return load(home, catalog)

    return make


def seen(*applications: Application) -> list[tuple[str, str, str]]:
    """The problems: code, folder and slot, message."""
    return [(one.code, _place(one), one.message) for one in check_summary(applications)]


def _place(problem: Problem) -> str:
    return f"{Path(problem.where.path).parent.name} {problem.where.slot}".strip()


def test_applications_that_keep_every_limit_have_no_problem(made: Maker) -> None:
    assert seen(made("甲"), made("乙"), made("丙", city="霖州", county="青坪")) == []


def test_more_clusters_of_one_city_than_its_quota_are_told_with_their_lines(made: Maker) -> None:
    other = made("丁", city="霖州")
    assert seen(made("甲"), other, made("乙", city="宁川市"), made("丙", city=" 宁川 ")) == [
        (
            "summary.above-quota",
            "丙 city",
            "“东江 宁川”推荐了 3 个集群（第 1、3、4 行），地级以上市的限额是 2 个，超出 1 个。",
        )
    ]


def test_cities_of_the_same_name_in_two_provinces_have_a_quota_each(made: Maker) -> None:
    assert seen(made("甲"), made("乙"), made("丙", province="西河"), made("丁", province="西河")) == []


def test_a_province_has_a_quota_too(made: Maker) -> None:
    six = [made(name, city=f"{name}州") for name in "甲乙丙丁戊己"]
    assert seen(*six) == [
        (
            "summary.above-quota",
            "己 province",
            "“东江”推荐了 6 个集群（第 1、2、3、4、5、6 行），省的限额是 5 个，超出 1 个。",
        )
    ]


def test_an_application_without_its_place_is_counted_for_no_quota_and_that_is_told(made: Maker) -> None:
    assert seen(made("甲", city=None)) == [
        ("summary.quota-by-hand", "甲 city", "没有填所在地，没有计入地级以上市的限额（2 个）。")
    ]


def test_a_quota_that_no_answer_tells_is_only_noted(made: Maker) -> None:
    own = "extends: guangdong-2022\nquota: [{scope: 计划单列市, limit: 3}]\n"
    assert seen(made("甲", own)) == [
        (
            "summary.quota-by-hand",
            "",
            "通知规定计划单列市推荐不超过 3 个；从申报数据看不出哪些集群属于它。",
        )
    ]


def test_a_sub_sector_has_one_cluster(made: Maker) -> None:
    first, second = made("甲", sub_sector="精密传动（减速器）"), made("乙", sub_sector="精密 传动(减速器)")
    assert seen(first, second) == [
        (
            "summary.same-sector",
            "乙 summary.sub_sector",
            "“具体细分领域”同为“精密传动（减速器）”的集群有 2 个（第 1、2 行）。",
        )
    ]
    [problem] = check_summary([first, second])
    assert problem.rule == "每个细分领域推荐1个集群"


def test_a_cluster_twice_is_an_error_and_an_operator_twice_a_warning(made: Maker) -> None:
    same = {"cluster_name": "甲（精密）产业集群", "operator": "甲 中心"}
    problems = list(check_summary([made("甲", **same), made("乙", cluster_name="甲(精密)产业集群", operator="甲中心")]))
    assert [(one.code, one.severity.value, one.message) for one in problems] == [
        ("summary.same-cluster", "error", "“集群名称”同为“甲（精密）产业集群”的有 2 个（第 1、2 行）。"),
        ("summary.same-name", "warning", "“集群运营管理机构”同为“甲 中心”的有 2 个（第 1、2 行）。"),
    ]


def test_operators_that_are_both_none_are_not_the_same(made: Maker) -> None:
    assert seen(made("甲", operator="无"), made("乙", operator="无")) == []


def test_an_application_dated_after_the_deadline_is_late(made: Maker) -> None:
    assert seen(made("甲", applied_on="2022年10月14日"), made("乙", applied_on="2022-10-15")) == [
        ("summary.late", "乙 applied_on", "申报时间是2022-10-15，晚于截止日期2022年10月14日。")
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("2022年10月", "申报时间“2022年10月”看不出是哪一天，没有核对截止日期（2022年10月14日）。"),
    ],
)
def test_a_date_that_cannot_be_read_is_told(made: Maker, given: str | None, message: str) -> None:
    assert seen(made("甲", applied_on=given)) == [("summary.date", "甲 applied_on", message)]


def test_a_notice_without_a_deadline_asks_for_no_date(made: Maker) -> None:
    assert seen(made("甲", "extends: guangdong-2022\ndeadline:\n", applied_on=None)) == []


def test_blank_cells_and_blank_questions_are_each_told_once(made: Maker) -> None:
    assert seen(made("甲", operator=None, established=None, location=None)) == [
        ("summary.missing", "甲 summary.established", "推荐汇总表的“集群成立时间”空缺。"),
        ("summary.missing", "甲 operator", "推荐汇总表的“集群运营管理机构”空缺：申报表的这一栏还没有填。"),
    ]


def test_an_introduction_is_counted_as_word_counts_and_by_characters(made: Maker) -> None:
    assert seen(made("甲", introduction="字" * 150)) == []
    assert seen(made("乙", introduction="字" * 151)) == [
        ("summary.too-long", "乙 summary.introduction", "“集群简介（150字以内）”有 151 字，超出 1 字（限 150 字）。")
    ]
    assert seen(made("丙", introduction="字" * 148 + "86.43%")) == [
        (
            "summary.nearly-too-long",
            "丙 summary.introduction",
            "“集群简介（150字以内）”按 Word 计 149 字，未超限；按全部字符计 154 字。",
        )
    ]


def test_a_place_in_full_must_hold_the_names_of_the_form(made: Maker) -> None:
    assert seen(made("甲", location="东江省宁川市云溪县")) == []
    assert seen(made("乙", location="东江省霖州市云溪县")) == [
        (
            "summary.contradicts",
            "乙 summary.location",
            "推荐汇总表的“所在省、市、县（区）”写的是“东江省霖州市云溪县”，里面没有申报表填的“宁川”。",
        )
    ]


def test_what_was_wrong_with_the_section_is_told_with_its_folder(made: Maker) -> None:
    assert seen(made("甲", introductoin="x")) == [
        ("summary.unknown", "甲 summary.introductoin", "推荐汇总表没有“introductoin”这一项。")
    ]


def test_a_column_without_a_known_heading_is_noted(made: Maker) -> None:
    own = "extends: ningxia-2022\n"
    assert seen(made("甲", own, introduction=None))[-1] == (
        "summary.by-hand",
        "",
        "通知附件1的表有第7列，来源中它的标题看不清；这里留出一列空着。",
    )


def test_applications_of_two_notices_cannot_stand_in_one_table(made: Maker) -> None:
    with pytest.raises(InputError) as caught:
        list(check_summary([made("甲"), made("乙", "extends: guangdong-2022\nid: dongjiang-2022\n")]))
    assert caught.value.message == "用的通知是 dongjiang-2022，与“甲”用的 guangdong-2022 不同或内容不一致。"
    assert Path(caught.value.path).name == "乙"
    assert caught.value.remedy


def test_a_notice_without_a_summary_table_is_refused_with_what_to_do(made: Maker) -> None:
    with pytest.raises(InputError) as caught:
        list(check_summary([made("甲", "extends: national-2022\n")]))
    assert caught.value.message == "通知 national-2022 没有推荐汇总表的格式。"
    assert "notice.yaml" in caught.value.remedy
    with pytest.raises(InputError):
        list(check_summary([]))


@pytest.mark.parametrize(
    "text",
    [
        "2022年10月8日",
        "2022-10-08",
        "2022/10/8",
        "2022.10.8",
        " ２０２２年１０月８日 ",
        "2022 年 10 月 8 日",
        "二〇二二年十月八日",
    ],
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text) == date(2022, 10, 8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "十月",
        "2022年10月",
        "2022年13月1日",
        "2022年2月30日",
        "二〇二二年十十月八日",
        "8/10/2022",
        "无",
        "二〇二二年三一月八日",
    ],
)
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_chinese_days_are_read_to_the_end_of_the_month() -> None:
    digits = ["", *"一二三四五六七八九"]
    days = [f"{tens}{one}" for tens in ("", "十", "二十", "三十") for one in digits][1:32]
    assert days[-1] == "三十一"
    assert [read_date(f"二〇二二年十二月{day}日") for day in days] == [date(2022, 12, day) for day in range(1, 32)]
