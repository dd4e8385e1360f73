"""What differs between two forms: found by id, told in Chinese by part, and for machines."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from docgen.cli import main
from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Form
from docgen.definitions.form_difference import Change, compare_forms
from docgen.errors import ExitCode

HEAD = """id: {id}
title: 某表
edition: "{edition}"
source: 某通知
years: {years}
rules: {{required: r, decimals: d, pages: p}}
package: {{title: t, form_name: 申报表, cluster: name, cover: [name], date: day}}
parts:
"""
FIRST = """- id: s1
  title: 一、情况
  fields:
  - {id: name, kind: text, label: 名称}
  - {id: day, kind: text, label: 日期}
  - {id: banned, kind: choice, label: 不属于禁止类, options: {"false": 是, "true": 否}}
  - {id: area, kind: number, label: 面积, unit: 亩}
  - {id: staff, kind: number, label: 人数, unit: 人}
  - {id: story, kind: long_text, label: 情况, limit: 200}
  - {id: work, kind: choices, label: 工作, options: {a: 甲, b: 乙}, attach: [{kind: evidence}]}
- id: s2
  title: 二、规划
  fields:
  - {id: gone, kind: named_list, label: 平台, unit: 个}
  - {id: plan, kind: narrative, label: 规划, limit: 3000,
     sections: [{id: a, level: 1, heading: 一、甲}, {id: b, level: 1, heading: 二、乙}]}
  - {id: goals, kind: goals, label: 目标, columns: {base: 2021年, target: 2024年},
     directions: [{id: x, label: 产业, indicators: [{id: i, label: 产值, unit: 亿元}]}]}
"""
SECOND = """- id: s1
  title: 一、情况
  fields:
  - {id: name, kind: text, label: 名称}
  - {id: day, kind: text, label: 日期, hint: 年月日}
  - {id: banned, kind: choice, label: 是否属于禁止类, options: {"false": 否, "true": 是, unknown: 不明}}
  - {id: area, kind: number, label: 面积, unit: 平方公里}
  - {id: staff, kind: series, label: 人数, unit: 人}
  - {id: work, kind: choices, label: 工作, options: {a: 甲甲, c: 丙}, attach: [{kind: evidence}, {kind: list}]}
- id: s2
  title: 二、完成情况
  fields:
  - {id: story, kind: long_text, label: 情况, limit: 300}
  - {id: plan, kind: narrative, label: 规划, limit: 3000,
     sections: [{id: a, level: 1, heading: 一、甲甲}, {id: c, level: 1, heading: 三、丙}]}
  - {id: goals, kind: goals, label: 目标, columns: {base: 2024年, target: 2024年},
     directions: [{id: x, label: 产业, indicators: [{id: j, label: 户数}]}]}
  - {id: fresh, kind: text, label: 新问}
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Form, Form]:
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    years = "{actual: [2019, 2020, 2021], base: 2021, target: 2024, stages: [2022]}"
    later = "{actual: [2022, 2023, 2024], base: 2024, target: 2027, stages: [2025]}"
    (folder / "one.yaml").write_text(HEAD.format(id="one", edition=2022, years=years) + FIRST, "utf-8")
    (folder / "two.yaml").write_text(HEAD.format(id="two", edition=2025, years=later) + SECOND, "utf-8")
    catalog = Catalog((tmp_path,))
    return catalog.load_form("one"), catalog.load_form("two")


def test_each_change_of_a_field_of_both_forms_is_named(pair: tuple[Form, Form]) -> None:
    changes = {one.after.id: list(map(str, one.changes)) for one in compare_forms(*pair).shared}
    assert changes == {
        "name": [],
        "day": ["说明：新增“年月日”"],
        "banned": [
            "问法：“不属于禁止类” → “是否属于禁止类”",
            "同一事实印出的答案：“是” → “否”",
            "同一事实印出的答案：“否” → “是”",
            "选项：新增“不明”",
        ],
        "area": ["单位：“亩” → “平方公里”"],
        "staff": ["填法：“一个数字” → “每年一个数字”"],
        "work": ["要附：“佐证材料” → “佐证材料、清单”", "选项：“甲” → “甲甲”", "选项：去掉“乙”", "选项：新增“丙”"],
        "story": ["位置：“一、情况” → “二、完成情况”", "字数：“200字以内” → “300字以内”"],
        "plan": ["标题：“一、甲” → “一、甲甲”", "标题：去掉“二、乙”", "标题：新增“三、丙”"],
        "goals": [
            "列：“2021年” → “2024年”",
            "指标：去掉“产业：产值（亿元）”",
            "指标：新增“产业：户数”",
        ],
    }


def test_only_opposite_answers_flip(pair: tuple[Form, Form]) -> None:
    assert [one.after.id for one in compare_forms(*pair).shared if one.flips] == ["banned"]


def test_fields_of_one_form_only_and_the_years_are_told(pair: tuple[Form, Form]) -> None:
    difference = compare_forms(*pair)
    assert [field.id for field in difference.only_before] == ["gone"]
    assert [field.id for field in difference.only_after] == ["fresh"]
    assert difference.years == (
        Change("年度栏", "2019、2020、2021", "2022、2023、2024"),
        Change("基准年", "2021", "2024"),
        Change("目标年", "2024", "2027"),
    )


def test_the_difference_is_told_in_chinese_by_part(pair: tuple[Form, Form]) -> None:
    lines = list(compare_forms(*pair).format_lines())
    assert lines[:8] == [
        "one → two",
        "  年度栏：“2019、2020、2021” → “2022、2023、2024”",
        "  基准年：“2021” → “2024”",
        "  目标年：“2024” → “2027”",
        "两张表都有、完全相同的 1 个：",
        "  一、情况",
        "    name",
        "两张表都有、有变化的 8 个：",
    ]
    assert lines[-6:] == [
        "只有 one 有的 1 个：",
        "  二、规划",
        "    gone  平台",
        "只有 two 有的 1 个：",
        "  二、完成情况",
        "    fresh  新问",
    ]


@pytest.mark.parametrize("ids", list(itertools.product(built_in().list_form_ids(), repeat=2)))
def test_every_pair_of_shipped_forms_is_accounted_for_field_by_field(catalog: Catalog, ids: tuple[str, str]) -> None:
    before, after = map(catalog.load_form, ids)
    difference = compare_forms(before, after)
    shared = [one.after.id for one in difference.shared]
    assert {*shared, *(field.id for field in difference.only_before)} == set(before.fields)
    assert {*shared, *(field.id for field in difference.only_after)} == set(after.fields)
    assert (ids[0] == ids[1]) == (not any(one.changes for one in difference.shared))
    told = "\n".join(difference.format_lines())
    assert all(name in told for name in (*before.fields, *after.fields))


def test_the_three_statements_that_2025_asks_the_other_way_round_flip(catalog: Catalog) -> None:
    for later in ("2025-application", "2025-review"):
        difference = compare_forms(catalog.load_form("2022-application"), catalog.load_form(later))
        flipped = [one.after.id for one in difference.shared if one.flips]
        assert flipped == ["industry_restricted", "major_incident", "serious_violation"]


def test_the_command_prints_text_or_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "diff", "2022-application", "2025-review"]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("2022-application → 2025-review\n")
    assert main(["forms", "diff", "2022-application", "2025-review", "--json"]) == ExitCode.OK
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"before", "after", "years", "shared", "only_before", "only_after"}
    restricted = next(one for one in shown["shared"] if one["id"] == "industry_restricted")
    assert restricted["flips"] is True
    assert restricted["part"] == "一、基本情况"
    assert {"what": "同一事实印出的答案", "before": "是", "after": "否"} in restricted["changes"]
    assert {
        "id": "achievements",
        "part": "八、近三年中小企业特色产业集群发展目标完成情况",
        "label": "三、发展成效",
    } in (shown["only_after"])


def test_without_a_verb_the_forms_are_listed_and_a_wrong_id_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms"]) == ExitCode.OK
    assert "  2022-application  " in capsys.readouterr().out
    assert main(["forms", "diff", "2022-application", "2025-reviw"]) == ExitCode.DEFINITION
    assert capsys.readouterr().err == "错误：没有“2025-reviw”这个申报表。 是不是“2025-review”？\n"
