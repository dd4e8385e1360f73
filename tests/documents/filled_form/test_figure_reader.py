"""Figures as people type them: right, or told as uncertain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen.definitions.form import Number
from docgen.documents.filled_form.cell_answers import read_answer
from docgen.documents.filled_form.figure_reader import ReadAnswer, read_figure
from docgen.values import NOTHING, Nothing, format_number


def read(text: str, unit: str, *, signed: bool = False) -> ReadAnswer:
    return read_figure(text, unit, whole=unit in "家人件项个", signed=signed)


@pytest.mark.parametrize(
    "text, unit, value",
    [
        ("86.40", "亿元", "86.40"),
        ("86.40亿元", "亿元", "86.40"),
        ("86.40 亿元。", "亿元", "86.40"),
        ("８６．４０亿元", "亿元", "86.40"),
        ("（亿元）86.4", "亿元", "86.40"),
        ("86.4（亿元）", "亿元", "86.40"),
        ("\n86.40\v亿元\n", "亿元", "86.40"),
        ("　__86.4_ \xa0", "亿元", "86.40"),
        ("人民币86.40亿元", "亿元", "86.40"),
        ("￥1,086.40", "万元", "1086.40"),
        ("1，234", "万元", "1234"),
        ("1 234.5", "万元", "1234.50"),
        ("86.4亿", "亿元", "86.40"),
        ("86.40％", "%", "86.40"),
        ("12 个", "家", "12"),
        ("１２家", "家", "12"),
        ("12户", "家", "12"),
        ("12.0", "家", "12"),
        ("12家家", "家", "12"),
        ("12名", "人", "12"),
        ("7.8平方千米", "平方公里", "7.80"),
        ("0.14吨标煤/万元", "吨标准煤/万元", "0.14"),
        ("0", "家", "0"),
    ],
)
def test_a_number_with_or_without_its_unit(text: str, unit: str, value: str) -> None:
    reading = read(text, unit)
    assert reading == ReadAnswer(Decimal(value)) and format_number(Decimal(value)) == value


@pytest.mark.parametrize(
    "text, unit, value, note",
    [
        ("864000万元", "亿元", "86.40", "换算成 86.40亿元"),
        ("8,640,000,000元", "亿元", "86.40", "换算成"),
        ("0.85亿元", "万元", "8500", "换算成 8500万元"),
        ("1.2万人", "人", "12000", "换算成 12000人"),
        ("1.2万", "家", "12000", "换算成"),
        ("86.4047", "亿元", "86.40", "四舍五入为 86.40"),
        ("86.40*", "亿元", "86.40", "注号“*”"),
        ("12家①", "家", "12", "注号“①”"),
        ("86.\n40", "亿元", "86.40", "断成两行"),
        ("1,\n234", "万元", "1234", "断成两行"),
    ],
)
def test_what_was_changed_is_noted(text: str, unit: str, value: str, note: str) -> None:
    reading = read(text, unit)
    assert (reading.value, reading.doubt) == (Decimal(value), "") and note in reading.note


@pytest.mark.parametrize(
    "text, value",
    [
        ("-5.2%", "-5.20"),
        ("－5.2", "-5.20"),
        ("−5.2", "-5.20"),
        ("—5.2", "-5.20"),
        ("下降5.2%", "-5.20"),
        ("同比增长12%", "12"),
        ("增长了3.5%", "3.50"),
        ("+5.2%", "5.20"),
    ],
)
def test_growth(text: str, value: str) -> None:
    reading = read(text, "%", signed=True)
    assert (reading.value, reading.doubt) == (Decimal(value), "")


@pytest.mark.parametrize(
    "text, unit, proposal",
    [
        ("约86.4", "亿元", "86.40"),
        ("86.4亿元以上", "亿元", "86.40"),
        ("86.4左右", "亿元", "86.40"),
        ("≥86.4", "亿元", "86.40"),
        ("86.4（预计）", "亿元", "86.40"),
        ("截至2024年底为86.4亿元", "亿元", "86.40"),
        ("8640475万元", "亿元", "864.05"),
        ("86.4（去年83.4）", "亿元", None),
        ("86.4-91.4", "亿元", None),
        ("86.4~91", "亿元", None),
        ("86.4—91", "亿元", None),
        ("86.4或88", "亿元", None),
        ("86.40\n91.20", "亿元", None),
        ("86\n40", "亿元", "8640"),
        ("12,34", "亿元", None),
        ("86..4", "亿元", None),
        ("86.4 0", "亿元", None),
        ("8.640E1", "亿元", "86.40"),
        ("86.40²", "亿元", "86.40"),
        ("86.4亿美元", "亿元", None),
        ("86.4%", "亿元", None),
        ("780公顷", "平方公里", "7.80"),
        ("11700亩", "平方公里", "7.80"),
        ("0.14吨二氧化碳/万元", "吨标准煤/万元", None),
        ("十二家", "家", "12"),
        ("一百三十", "家", "130"),
        ("八十六点四亿元", "亿元", "86.40"),
        ("12余家", "家", "12"),
        ("12.5家", "家", None),
        ("12人", "家", None),
        ("-3", "家", None),
        ("(450)", "万元", None),
        ("0.1137", "%", "0.11"),
        ("待定", "家", None),
        ("XX", "家", None),
        ("？", "家", None),
        ("详见附件", "家", None),
        ("#REF!", "亿元", None),
        ("=1+1", "亿元", None),
        ("1.2e400", "亿元", None),
        ("9" * 120, "亿元", None),
    ],
)
def test_everything_else_is_doubtful(text: str, unit: str, proposal: str | None) -> None:
    reading = read(text, unit)
    assert reading.doubt
    assert reading.value == (None if proposal is None else Decimal(proposal))


def test_a_fall_is_a_fall() -> None:
    """降低率 is asked in all three forms: 下降5.2% is 5.2 there."""
    fallen = read_figure("下降5.2%", "%", whole=False, signed=True, is_fall=True)
    assert (fallen.value, fallen.doubt) == (Decimal("5.20"), "")
    assert read_figure("增长5.2%", "%", whole=False, signed=True, is_fall=True).doubt
    field = Number(id="fall", label="近三年单位产值能耗降低率（%）", unit="%", signed=True)
    assert read_answer(field, "fall", "降低5.2%").value == Decimal("5.20")


@pytest.mark.parametrize("text", ["↓5.2", "(5.2)", "5.2个百分点", "5.2‰", "持平", "下降5.2亿元"])
def test_growth_that_cannot_be_told(text: str) -> None:
    assert read(text, "%", signed=True).doubt


@pytest.mark.parametrize("text", ["无", " 无。", "（无）", "/", "／", "—", "——", "－", "-", "--"])
def test_nothing(text: str) -> None:
    reading = read(text, "家")
    assert (reading.value, reading.doubt) == (NOTHING, "")
    assert bool(reading.note) == ("无" not in text)


@pytest.mark.parametrize("text", ["暂无", "不涉及", "没有"])
def test_other_words_for_nothing_are_doubtful(text: str) -> None:
    reading = read(text, "家")
    assert isinstance(reading.value, Nothing) and reading.doubt


@pytest.mark.parametrize("text", ["", " \n　", "____"])
def test_a_blank_figure(text: str) -> None:
    assert read(text, "家") == ReadAnswer(None)


@pytest.mark.parametrize("value", ["0", "-0.01", "7", "12345", "86.40", "-1234.56", "0.05", "99999999.99"])
@pytest.mark.parametrize("unit", ["亿元", "%", "平方公里", "吨标准煤/万元"])
def test_a_printed_figure_is_read_back(value: str, unit: str) -> None:
    for text in (format_number(Decimal(value)), format_number(Decimal(value)) + unit):
        assert read(text, unit, signed=True) == ReadAnswer(Decimal(value))
