"""Texts, goals and own rows, by the kind of their field; formats that change what counts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from docgen import built_in
from docgen.definitions.form import Field, Goals, LongText, NamedList, Number, Series, Text, iterate_places
from docgen.documents.filled_form.cell_answers import read_answer, read_own_rows, read_spans
from docgen.documents.filled_form.figure_reader import ReadAnswer
from docgen.documents.filled_form.name_reader import read_names
from docgen.documents.filled_form.span_texts import gather_text
from docgen.documents.printed_answers import OWN_LABEL, format_answers
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.application_loader import load
from docgen.values import NOTHING
from typed_cells import make_spans

NAME = Text(id="name", label="名称", hint="如：××县××产业集群")
PROSE = LongText(id="prose", label="情况", limit=200)
OUTPUT = Series(id="output", label="产值（亿元）", unit="亿元")


def goals() -> Goals:
    fields = built_in().load_form("2025-application").fields.values()
    return next(field for field in fields if isinstance(field, Goals))


@pytest.mark.parametrize(
    "text, value",
    [
        (" 兰汀县产业发展中心 ", "兰汀县产业发展中心"),
        ("0000-8234 1101", "0000-8234 1101"),
        ("张　三", "张　三"),
        ("2025年4月18日", "2025年4月18日"),
        ("2025 年 4月 18 日", "2025年4月18日"),
        ("2025年 4 月", "2025年4月"),
        ("2025.4.18", "2025.4.18"),
        ("2025-04-18", "2025-04-18"),
        ("䶮𠮷", "䶮𠮷"),
        ("=1+1", "=1+1"),
        ("不涉及", "不涉及"),
        ("无", NOTHING),
        ("", None),
        ("____", None),
        ("    年  月  日", None),
    ],
)
def test_a_short_text(text: str, value: str | None) -> None:
    assert read_answer(NAME, "name", text) == ReadAnswer(value)  # type: ignore[arg-type]


def test_a_stroke_for_nothing_is_noted() -> None:
    assert read_answer(NAME, "name", "/") == ReadAnswer(NOTHING, note="“/”读作“无”")


@pytest.mark.parametrize(
    "text, value",
    [
        ("兰汀县产业\n发展中心", "兰汀县产业发展中心"),
        ("Lan Ting\nCenter", "Lan Ting Center"),
        ("××县竹制品产业集群", "××县竹制品产业集群"),
        ("XX", None),
        ("……", None),
        ("如：××县××产业集群", None),
    ],
)
def test_a_doubtful_text(text: str, value: str | None) -> None:
    reading = read_answer(NAME, "name", text)
    assert reading.doubt and reading.value == value


def test_prose_keeps_its_paragraphs() -> None:
    assert read_answer(PROSE, "prose", "\n一是延链。\v二是补链。\n\n三是强链。\n") == ReadAnswer(
        "一是延链。\n二是补链。\n三是强链。"
    )


def test_a_goal_has_its_unit_behind_it() -> None:
    field = goals()
    numbers = [
        (f"{field.id}.{direction.id}.{indicator.id}.{column}", indicator.unit)
        for direction in field.directions
        for indicator in direction.indicators
        for column in field.columns
    ]
    assert {unit for _, unit in numbers} > {"%", "家", ""}
    for place, unit in numbers:
        if unit:
            assert read_answer(field, place, f"12{unit}") == ReadAnswer(Decimal(12))
            reading = read_answer(field, place, f"12.50{unit}")
            assert (reading.value, bool(reading.doubt)) == (Decimal("12.50"), unit in "家个件项人")
            assert read_answer(field, place, f"达到12.50{unit}").doubt
        else:
            assert read_answer(field, place, "开放水平\n提高") == ReadAnswer("开放水平\n提高")


def row(label: str, base: str, target: str) -> OwnRow:
    return OwnRow(label, {"base": base, "target": target})


def test_own_rows() -> None:
    field = goals()
    headings = OwnRow("指标", field.columns)
    rows = [row(" 规上企业数量 ", "69家", "90家"), row("", "", ""), headings, row(OWN_LABEL, "", "")]
    assert read_own_rows(field, rows) == ReadAnswer((row("规上企业数量", "69家", "90家"),))
    assert read_own_rows(field, [row(OWN_LABEL, "无", "无")]) == ReadAnswer(NOTHING)
    assert read_own_rows(field, [row("无", "/", "")]) == ReadAnswer(NOTHING)
    for label in ("...", "… …", "……（口径：规上企业）"):
        assert read_own_rows(field, [row(label, "", "")]) == ReadAnswer(None)
    assert "没有填" in read_own_rows(field, [row("（1）上云比例", "", "")]).doubt
    assert read_own_rows(field, [row("上云比例", "/", "75%")]) == ReadAnswer((row("上云比例", "无", "75%"),))
    assert "没有填2027年目标值" in read_own_rows(field, [row("上云比例", "58%", "")]).doubt
    assert "没有写名称" in read_own_rows(field, [row(OWN_LABEL, "58%", "75%")]).doubt


def test_a_raised_mark_is_no_digit() -> None:
    reading = read_spans(OUTPUT, "output.2024", make_spans("86.40<sup>1</sup>"))
    assert reading.value == Decimal("86.40") and "右上角" in reading.doubt


def test_struck_words_do_not_count() -> None:
    reading = read_spans(OUTPUT, "output.2024", make_spans("<s>86.40</s>88.20"))
    assert reading.value == Decimal("88.20") and "划去" in reading.doubt


def test_a_picture_is_not_a_blank() -> None:
    assert read_spans(NAME, "name", make_spans("<object>")).doubt == "这里是图片，没有文字"
    assert gather_text(make_spans("甲<object>")).doubt == ""


def test_only_the_span_counts() -> None:
    (span,) = make_spans("数量：3个")
    assert gather_text([type(span)(span.paragraph, 3, 4)]).text == "3"


@pytest.mark.slow
@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_every_printed_answer_of_an_example_is_read_back(example: str) -> None:
    application = load(Path("data/examples") / example, built_in())
    printed = format_answers(application.form, application.answers)
    for field in application.form.fields.values():
        for place in iterate_places(field, application.form.years):
            wanted = application.answers.get(place)
            assert read_printed(field, place, printed) in (wanted, "other"), place


def read_printed(field: Field, place: str, printed: dict[str, object]) -> object:
    match field:
        case Goals() if place.endswith(".own"):
            rows = printed[place]
            assert isinstance(rows, tuple)
            found = [OwnRow(one["label"], {name: one[name] for name in field.columns}) for one in rows]
            reading = read_own_rows(field, found)
        case NamedList():
            reading = read_names(field.unit, str(printed[f"{place}.count"]), str(printed[f"{place}.names"]))
        case Text() if field.suffixes:
            return "other"
        case Text() | LongText() | Number() | Series() | Goals():
            reading = read_answer(field, place, str(printed[place]).replace("\a", "\n"))
        case _:
            return "other"
    assert reading.doubt == "", (place, reading)
    return reading.value
