"""Two sets of answers compared place by place, in the words of the form."""

from __future__ import annotations

from decimal import Decimal

from docgen.definitions.catalog import Catalog
from docgen.project.answers.answer_difference import compare_answers
from docgen.project.answers.answer_notation import WrittenValue
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.answers.answer_source import AnswerSource
from docgen.values import NOTHING


def test_differences_come_in_the_order_of_the_form_as_text(catalog: Catalog) -> None:
    form = catalog.load_form("2022-application")
    row = OwnRow("规上企业", {"base": "1家", "target": "2家"})
    old: dict[str, WrittenValue] = {
        "plan.overview": ("甲", "乙"),
        "goals.industry.own": (row,),
        "output_value.2021": Decimal("86.4"),
        "area": Decimal("3.50"),
        "city": "宁川",
        "industry_type": "secondary",
        "elsewhere": "x",
    }
    new: dict[str, WrittenValue] = {
        "area": Decimal("3.5"),
        "output_value.2021": AnswerSource.ENTERPRISES,
        "city": NOTHING,
        "plan.overview": ("甲", "丙"),
        "quality_work": (),
    }
    found = compare_answers(form, old, new)
    assert [(one.place, one.label, one.old, one.new) for one in found] == [
        ("city", "市（区）", "宁川", "无"),
        ("industry_type", "主导产业所属产业类型", "第二产业", ""),
        ("output_value.2021", "集群总产值（亿元） 2021年", "86.40", "由企业表计算"),
        ("quality_work", "集群已开展的质量品牌建设工作", "", "无"),
        ("plan.overview", "一、集群基本情况简介", "甲\n乙", "甲\n丙"),
        ("goals.industry.own", "1.三年总体目标 主导产业 自设指标", "规上企业 1家 2家", ""),
    ]
    assert found[4].format_line() == "答案 一、集群基本情况简介（plan.overview）：甲 乙 → 甲 丙"
    assert found[1].format_line() == "答案 主导产业所属产业类型（industry_type）：第二产业 → （空）"
    assert compare_answers(form, old, old) == []


def test_long_answers_are_shown_where_they_begin_to_differ(catalog: Catalog) -> None:
    form = catalog.load_form("2022-application")
    (found,) = compare_answers(form, {"quality": "一" * 60 + "二"}, {"quality": "一" * 60 + "三"})
    assert found.format_line().endswith(f"：…{'一' * 8}二 → …{'一' * 8}三")
