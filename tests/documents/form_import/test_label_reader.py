"""Labels taken apart, and the figures that they ask for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen import built_in
from docgen.documents.form_import.label_reader import GuessedFigure, LabelReader, LabelText

READER = LabelReader(built_in().load_form_words())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["占地面积（平方公里）"], LabelText("占地面积（平方公里）", unit="平方公里")),
        (["占地面积", "（单位：亩）"], LabelText("占地面积", unit="亩")),
        (["排放量", "（吨二氧化碳/万元）"], LabelText("排放量", unit="吨二氧化碳/万元")),
        (["工作情况（200字以内）"], LabelText("工作情况", limit=200)),
        (["工作情况", "（与龙头企业合作，不超过 300 字）"], LabelText("工作情况", "与龙头企业合作", 300)),
        (["集群名称：", "（XX省XX市）"], LabelText("集群名称", "XX省XX市")),
        (["主持（前三位）或参与标准情况（需提供清单）"], LabelText("主持（前三位）或参与标准情况", demands=("list",))),
        (
            ["联盟情况", "（注：包括学会、协会等，需提供清单及佐证材料）"],
            LabelText("联盟情况", "包括学会、协会等", demands=("list", "evidence")),
        ),
        (["一个写不下的", "长标题"], LabelText("一个写不下的长标题")),
        ([""], LabelText("")),
        (["没有闭合（需提供清单"], LabelText("没有闭合", demands=("list",))),
    ],
)
def test_labels(lines: list[str], expected: LabelText) -> None:
    assert READER.read(lines) == expected


@pytest.mark.parametrize(
    ("label", "unit", "expected"),
    [
        ("总产值（亿元）", "亿元", (False, False, None)),
        ("出口占比（%）", "%", (False, False, Decimal(100))),
        ("增速（%）", "%", (False, True, None)),
        ("能耗降低率（%）", "%", (False, True, Decimal(100))),
        ("企业数量（家）", "家", (True, False, None)),
        ("每万人有效发明专利拥有量（个）", "个", (False, False, None)),
        ("合格率（％）", "％", (False, False, Decimal(100))),
    ],
)
def test_figures_with_a_printed_unit(label: str, unit: str, expected: tuple[bool, bool, Decimal | None]) -> None:
    figure = READER.guess_figure(label, unit)
    assert figure and figure.unit in (unit, "%") and figure.doubt == ""
    assert (figure.whole, figure.signed, figure.maximum) == expected


@pytest.mark.parametrize(
    ("label", "unit"),
    [("企业数量", "家"), ("从业人员数量", "人"), ("专利申请量", "件"), ("年均增速", "%"), ("展位数量", "个")],
)
def test_a_unit_that_is_not_printed_is_a_guess(label: str, unit: str) -> None:
    figure = READER.guess_figure(label, "")
    assert figure and figure.unit == unit and "没有印单位" in figure.doubt


@pytest.mark.parametrize("label", ["联系人", "企业名称", "发展情况", "地址", "标准数量情况", "是否增速领先"])
def test_what_is_no_figure(label: str) -> None:
    assert READER.guess_figure(label, "") is None


def test_a_place_that_shows_a_figure_may_have_any_label() -> None:
    assert READER.guess_figure("制修订标准数量情况", "", is_figure=True) == GuessedFigure(
        "项", True, False, None, "申报表没有印单位，按“制修订标准数量情况”猜是“项”"
    )
