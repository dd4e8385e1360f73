"""Carrying answers to another form: what means the same moves, and nothing out of date gets through unseen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FORM, NOTICE, Factory, told, whole_plan
from docgen.cli import main
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.errors import ExitCode, InputError, OutputError
from docgen.problems.problem import Problem, has_errors
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.carry.carry import carry
from docgen.project.carry.carry_report import CarryReport, OutcomeKind
from docgen.rules.answer_check import check_answers

EXAMPLE = Path(__file__).parents[3] / "data" / "examples" / "yunxi-2022"
REVIEW = "2025-review"
LATER = "national-2025"

Carry = Callable[..., tuple[CarryReport, Application]]


@pytest.fixture
def carried(tmp_path: Path, catalog: Catalog) -> Carry:
    """Carries a folder to a form; gives the report and the new application as it loads."""

    def run(
        old: Path, form: str = REVIEW, notice: str = LATER, using: Catalog = catalog
    ) -> tuple[CarryReport, Application]:
        application = load(old, using)
        new = tmp_path / f"新-{form}"
        report = carry(application, check_answers(application), new, using.load_form(form), using.load_notice(notice))
        return report, load(new, using)

    return run


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example without its evidence."""
    home = tmp_path / "云溪"
    shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns("evidence", "output"))
    return home


def places(report: CarryReport, fate: OutcomeKind) -> list[str]:
    return [outcome.place for outcome in report.list_outcomes(fate)]


def message(report: CarryReport, place: str) -> str:
    [found] = [outcome.message for outcome in report.outcomes if outcome.place == place]
    return found


def lines_above(folder: Path, key: str) -> list[str]:
    """The comments right above the line of a key."""
    lines = (folder / "application.yaml").read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith(f"{key}:"))
    above = []
    while lines[at - 1].strip().startswith("#"):
        at -= 1
        above.insert(0, lines[at].strip().removeprefix("# "))
    return above


# -- the same form: nothing may be lost --------------------------------------------------------------------------------


def test_every_answer_survives_being_carried_to_the_same_form(carried: Carry, example: Path, catalog: Catalog) -> None:
    old = load(example, catalog)
    report, new = carried(example, FORM, NOTICE)
    assert new.answers == old.answers
    assert len(new.answers) > 150
    assert {problem.code for problem in new.problems} == {"carry.to-confirm"}
    assert {outcome.kind for outcome in report.outcomes} == {OutcomeKind.CARRIED}
    assert list(check_answers(new)) == list(check_answers(old)) == []


# -- from 2022 to the review of 2025 -----------------------------------------------------------------------------------


def test_check_lists_exactly_what_is_missing_in_the_new_folder(carried: Carry, example: Path) -> None:
    report, new = carried(example)
    missing = {problem.where.slot.split(".")[0] for problem in check_answers(new) if problem.code == "answer.missing"}
    to_renew = {problem.where.slot for problem in new.problems if problem.code == "carry.to-renew"}
    to_confirm = {problem.where.slot for problem in new.problems if problem.code == "carry.to-confirm"}
    assert {problem.code for problem in new.problems} == {"carry.to-renew", "carry.to-confirm"}
    assert to_confirm == set(places(report, OutcomeKind.CARRIED))
    renewed = set(places(report, OutcomeKind.RENEW))
    assert to_renew < renewed
    blank = (renewed - to_renew) | {place.split(".")[0] for place in places(report, OutcomeKind.FIRST)}
    assert missing == blank
    assert "plan.overview" in to_renew
    assert "quality" in to_renew


def test_a_choice_is_carried_by_fact_and_prints_the_answer_of_the_new_question(carried: Carry, example: Path) -> None:
    report, new = carried(example)
    assert new.answers["industry_restricted"] == "false"
    text = (new.folder / "application.yaml").read_text("utf-8")
    assert "\n  industry_restricted: 否\n" in text
    assert message(report, "industry_restricted") == "上次选“是”，本表问法不同，同样的事实选“否”"
    assert lines_above(new.folder, "industry_restricted")[-2:] == [
        "上次选“是”，本表问法不同，同样的事实选“否”。",
        "沿用2022年申报表，请核对（做完后删去这一行）",
    ]


def test_figures_of_other_years_are_not_filled_in_but_told_beside_the_blank(carried: Carry, example: Path) -> None:
    report, new = carried(example)
    assert not [place for place in new.answers if place.startswith(("output_value", "area", "applied_on"))]
    assert lines_above(new.folder, "area")[-1] == "上次（2022年申报表，截至2021年底，没有填入）：15.60平方公里"
    assert lines_above(new.folder, "output_value")[-1] == (
        "上次（2022年申报表，年份都不相同，没有填入）：2019年 44.70亿元，2020年 51.01亿元，2021年 58.20亿元"
    )
    assert lines_above(new.folder, "applied_on")[-1] == "上次（2022年申报表，写有年份，没有填入）：2022年10月8日"
    assert message(report, "area") == "上次 15.60平方公里（截至2021年底，没有填入）"
    assert {"area", "output_value", "applied_on"} <= set(places(report, OutcomeKind.RENEW))


def test_no_number_at_all_is_filled_in_where_the_years_differ(carried: Carry, example: Path) -> None:
    _, new = carried(example)
    assert [place for place, value in new.answers.items() if not isinstance(value, str | tuple)] == []


def test_goals_of_other_years_are_said_not_to_fit_and_stand_in_comments(carried: Carry, example: Path) -> None:
    report, new = carried(example)
    assert not [place for place in new.answers if place.startswith(("goals", "achievements"))]
    assert message(report, "achievements") == (
        "上次填的是“2021年基准值”“2024年目标值”，这里问“2022年基准值”“2025年目标值”“2025年完成值”，"
        "年份不合，没有填入；上次的数写在各行的说明里"
    )
    assert "achievements" in places(report, OutcomeKind.FIRST)
    assert "goals" in places(report, OutcomeKind.RENEW)
    assert lines_above(new.folder, "rd_spending: {base: , target: , done") == [
        "上次（2022年申报表）：2021年基准值 2.02亿元，2024年目标值 3.10亿元"
    ]
    assert "上次（2022年申报表）：规模以上企业数量：2021年基准值 76家，2024年目标值 98家" in (
        (new.folder / "application.yaml").read_text("utf-8")
    )


def test_prose_under_the_same_heading_id_is_carried_and_marked(carried: Carry, example: Path, catalog: Catalog) -> None:
    old = load(example, catalog)
    report, new = carried(example)
    assert new.answers["plan.overview"] == old.answers["plan.overview"]
    text = (new.folder / "plan.md").read_text("utf-8")
    assert "# 一、集群基本情况简介\n<!-- 沿用2022年申报表，请更新（做完后删去这一行） -->\n\n云溪县位于" in text
    assert {"plan.stage_2022", "plan.shortcomings"} <= set(places(report, OutcomeKind.DROPPED))
    assert "plan.stage_2025" in places(report, OutcomeKind.FIRST)


def test_fields_only_one_form_has_are_listed_on_their_side(carried: Carry, example: Path, catalog: Catalog) -> None:
    report, _ = carried(example)
    old, new = catalog.load_form(FORM), catalog.load_form(REVIEW)
    dropped = {place for place in places(report, OutcomeKind.DROPPED) if "." not in place}
    first = {place for place in places(report, OutcomeKind.FIRST) if "." not in place}
    assert dropped == {name for name in old.fields if name not in new.fields}
    assert first == {name for name in new.fields if name not in old.fields}


def test_a_mark_that_is_deleted_is_no_problem_any_more(carried: Carry, example: Path, catalog: Catalog) -> None:
    _, new = carried(example)
    for path in (new.folder / "application.yaml", new.folder / "plan.md"):
        kept = [line for line in path.read_text("utf-8").splitlines() if "沿用" not in line]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    again = load(new.folder, catalog)
    assert again.problems == ()
    assert again.answers == new.answers


def test_an_unrenewed_mark_is_told_with_file_line_and_field(carried: Carry, example: Path) -> None:
    _, new = carried(example)
    [problem] = [one for one in new.problems if one.where.slot == "quality"]
    assert (problem.code, problem.where.path) == ("carry.to-renew", "application.yaml")
    line = (new.folder / "application.yaml").read_text("utf-8").splitlines()[problem.where.line - 1]
    assert line == "  # 沿用2022年申报表，请更新（做完后删去这一行）"
    assert problem.message == "“集群质量品牌建设情况”还是2022年申报表的内容，没有更新。"
    assert has_errors(new.problems)
    [prose] = [one for one in new.problems if one.where.slot == "plan.overview"]
    assert (prose.code, prose.where.path) == ("carry.to-renew", "plan.md")


def test_the_old_folder_stays_as_it_was_and_two_runs_write_the_same(example: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in example.rglob("*") if path.is_file()}
    for name in ("甲", "乙"):
        assert main(["carry", str(example), str(tmp_path / name), "--form", REVIEW]) == ExitCode.OK
    assert {path: path.read_bytes() for path in example.rglob("*") if path.is_file()} == before
    for name in ("application.yaml", "plan.md"):
        assert (tmp_path / "甲" / name).read_bytes() == (tmp_path / "乙" / name).read_bytes()


# -- a form of other years, and options that differ ------------------------------------------------------------


@pytest.fixture
def shifted(tmp_path: Path, catalog: Catalog) -> Catalog:
    """A catalog with the form of 2022 moved on by one year, some questions changed."""
    [source] = [root / "data" / "forms" / f"{FORM}.yaml" for root in catalog.roots]
    text = source.read_text("utf-8").replace(f"id: {FORM}", "id: shifted")
    text = text.replace('edition: "2022"', "edition: 次年")
    text = text.replace("actual: [2019, 2020, 2021], base: 2021", "actual: [2020, 2021, 2022], base: 2022")
    text = text.replace("{base: 2021年基准值, target: 2024年目标值}", "{start: 2021年基准值, done: 2022年完成值}")
    text = text.replace("{base: base, target: target,", "{base: start, target: done,")
    text = re.sub(r"(?m)^    same_as: .*\n", "", text)
    text = re.sub(r"(?m)^    derive:\n(?:    - .*\n|      .*\n)+", "", text)
    text = re.sub(r"(?ms)^consistency:$.*\Z", "", text)  # it names what this form calls otherwise
    text = text.replace("shared_workshop: 建立了共享车间、共享工厂", "shared_school: 建立了共享学校")
    text = text.replace("id: cloud_share, kind: number", "id: cloud_share, kind: series")
    text = text.replace(
        "id: area, kind: number, label: 集群占地面积（平方公里）, unit: 平方公里",
        "id: area, kind: number, label: 面积, unit: 亩",
    )
    text = text.replace("{primary: 第一产业, secondary: 第二产业,", "{primary: 第一产业,")
    folder = tmp_path / "defs" / "data"
    (folder / "forms").mkdir(parents=True)
    (folder / "notices").mkdir()
    (folder / "forms" / "shifted.yaml").write_text(text, "utf-8")
    notice = "id: next\ntitle: 题\nissuer: 厅\nsource: 源\nforms: [shifted]\n"
    (folder / "notices" / "next.yaml").write_text(notice, "utf-8")
    return Catalog((tmp_path / "defs", *catalog.roots))


def test_years_that_both_forms_have_are_carried_and_the_others_left_blank(
    carried: Carry, example: Path, shifted: Catalog
) -> None:
    report, new = carried(example, "shifted", "next", shifted)
    assert {place: str(value) for place, value in new.answers.items() if place.startswith("output_value")} == {
        "output_value.2020": "51.01",
        "output_value.2021": "58.20",
    }
    assert message(report, "output_value") == "只有2020、2021年的沿用了，其余请填写"
    assert new.answers["standards.2021.group.led"] == 3
    assert "standards.2022.group.led" not in new.answers
    missing = {problem.where.slot for problem in check_answers(new) if problem.code == "answer.missing"}
    assert {"output_value.2022", "standards.2022.international.led", "cloud_share.2020"} <= missing


def test_old_base_values_fill_the_column_of_the_same_year(carried: Carry, example: Path, shifted: Catalog) -> None:
    report, new = carried(example, "shifted", "next", shifted)
    assert str(new.answers["goals.industry.output_growth.start"]) == "14.11"
    assert "goals.industry.output_growth.done" not in new.answers
    assert message(report, "goals") == "年份相同的 9 格已填入，其余请填写"
    assert lines_above(new.folder, "output_growth")[-1] == "上次（2022年申报表）：2024年目标值 14.25%"
    codes = [problem.code for problem in new.problems if problem.where.slot == "goals.industry.own"]
    assert codes == ["answer.missing", "answer.missing"]
    assert "- {label: 规模以上企业数量, start: 76家, done: }" in (new.folder / "application.yaml").read_text("utf-8")


def test_options_of_both_forms_are_carried_and_the_others_named(
    carried: Carry, example: Path, shifted: Catalog
) -> None:
    report, new = carried(example, "shifted", "next", shifted)
    assert new.answers["sharing_work"] == ("production_sales_integration", "shared_manufacturing", "joint_purchasing")
    assert message(report, "sharing_work") == (
        "上次选的“建立了共享车间、共享工厂”本表没有；本表新增“建立了共享学校”，请看是否也要选"
    )
    assert "industry_type" not in new.answers
    assert message(report, "industry_type") == "上次 第二产业（本表没有这个选项，没有填入）"


def test_another_kind_or_unit_is_not_filled_in(carried: Carry, example: Path, shifted: Catalog) -> None:
    report, new = carried(example, "shifted", "next", shifted)
    assert message(report, "cloud_share") == "上次 62.43%（这里改填每年一个数字，没有填入）"
    assert message(report, "area") == "上次 15.60平方公里（单位变了，没有填入）"
    assert not [place for place in new.answers if place.startswith(("cloud_share", "area"))]


def test_names_are_carried_but_must_be_renewed_for_another_year(
    carried: Carry, example: Path, shifted: Catalog
) -> None:
    report, new = carried(example, "shifted", "next", shifted)
    assert len(new.answers["other_platforms"]) == 4  # type: ignore[arg-type]
    assert new.answers["national_platforms"] == ()
    assert {"other_platforms", "national_platforms"} <= set(places(report, OutcomeKind.RENEW))


# -- a folder with errors ----------------------------------------------------------------------------------------------


WRONG = """
area: 十五
cluster_name: 甲
industry_type: 第四产业
overseas_branches: 3
output_value: {2018: 1, 2019: 2, 2020: 3, 2021: 4}
output_valeu: 5
quality: 好
cloud_share: 120
goals:
  industry:
    output_growth: {base: 很快, target: 12}
    quality_smes: {base: 1, target: 2}
    own:
    - {label: 甲, base: 1家, target: 2家}
    - {label: 乙, base: 1家}
quality: 更好
"""


def test_answers_with_errors_are_not_trusted_and_named(carried: Carry, folder: Factory, form: Form) -> None:
    report, new = carried(folder(WRONG, plan=whole_plan(form, "正文。")), FORM, NOTICE)
    assert places(report, OutcomeKind.UNTRUSTED) == [
        "area", "industry_type", "output_value", "quality", "cloud_share",
        "goals.industry.output_growth", "goals.industry.own", "output_valeu",
    ]  # fmt: skip
    assert set(new.answers) & {"area", "quality", "cloud_share", "output_value.2019"} == set()
    assert str(new.answers["goals.industry.quality_smes.base"]) == "1"
    assert new.answers["cluster_name"] == "甲"
    assert message(report, "area") == "application.yaml 第4行 area：“集群占地面积（平方公里）”应填数字，现在是“十五”。"
    assert lines_above(new.folder, "area")[-1] == f"上次的答案有错，没有采信：{message(report, 'area')}"
    assert "city" in places(report, OutcomeKind.BLANK)
    asked = {problem.where.slot for problem in check_answers(new) if problem.code == "answer.missing"}
    assert {"area", "industry_type", "quality"} <= asked


def test_prose_below_a_heading_that_is_not_official_is_not_trusted(carried: Carry, folder: Factory, form: Form) -> None:
    plan = whole_plan(form).replace("# 二、发展成效\n正文。", "# 二、发展成效\n正文。\n# 另外\n别的。")
    report, new = carried(folder("cluster_name: 甲", plan=plan), FORM, NOTICE)
    assert places(report, OutcomeKind.UNTRUSTED) == ["plan.results"]
    assert "plan.results" not in new.answers
    assert new.answers["plan.overview"] == ("正文。",)


def test_a_text_that_is_too_long_is_carried_and_judged_again(carried: Carry, folder: Factory) -> None:
    _, new = carried(folder(f"quality: {'长' * 201}"), FORM, NOTICE)
    assert len(str(new.answers["quality"])) == 201
    assert "answer.too-long" in {problem.code for problem in check_answers(new)}


def test_a_carried_text_nobody_renewed_is_not_trusted_again(
    carried: Carry, folder: Factory, catalog: Catalog, tmp_path: Path
) -> None:
    _, first = carried(folder("quality: 好"))
    again = carry(first, check_answers(first), tmp_path / "再", catalog.load_form(REVIEW), catalog.load_notice(LATER))
    assert places(again, OutcomeKind.UNTRUSTED) == ["quality"]


def test_a_comment_cannot_be_broken_by_what_an_answer_says(carried: Carry, folder: Factory, form: Form) -> None:
    plan = whole_plan(form).replace("# 二、发展成效\n正文。", "# 二、发展成效\n正文。\n# --> 坏\n")
    _, new = carried(folder("applied_on: '2022年 --> # x'", plan=plan))
    assert [told([problem]) for problem in new.problems if not problem.code.startswith("carry.")] == []


# -- where it is written and by which notice ---------------------------------------------------------------------------


def test_a_folder_that_is_there_is_never_overwritten(carried: Carry, example: Path, catalog: Catalog) -> None:
    _, new = carried(example)
    before = (new.folder / "application.yaml").read_bytes()
    with pytest.raises(OutputError, match="这里已经有文件，没有改动任何东西。"):
        carried(example)
    assert (new.folder / "application.yaml").read_bytes() == before


def test_the_notice_must_be_for_the_form_and_be_named_where_there_is_a_choice(catalog: Catalog) -> None:
    assert catalog.choose_notice(catalog.load_form(REVIEW), None).id == LATER
    for wanted, words in ((None, "有 3 个适用的通知。"), (LATER, f"通知 {LATER} 用的不是申报表 {FORM}")):
        with pytest.raises(InputError) as caught:
            catalog.choose_notice(catalog.load_form(FORM), wanted)
        assert words in caught.value.message
        assert caught.value.remedy == "请用 --notice 指明其中一个：guangdong-2022、national-2022、ningxia-2022。"


def test_every_shipped_form_can_be_carried_to_every_other(example: Path, catalog: Catalog, tmp_path: Path) -> None:
    folder = example
    for number, form_id in enumerate(("2025-application", "2025-review", "2025-application", FORM)):
        old = load(folder, catalog)
        notice = next(one for one in map(catalog.load_notice, catalog.list_notice_ids()) if form_id in one.forms)
        folder = tmp_path / str(number)
        carry(old, check_answers(old), folder, catalog.load_form(form_id), notice)
        problems: tuple[Problem, ...] = load(folder, catalog).problems
        assert {problem.code for problem in problems} <= {"carry.to-renew", "carry.to-confirm"}
