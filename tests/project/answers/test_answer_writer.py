"""Single answers replaced in the text of application.yaml: the new value is read back, all other bytes stay."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import yaml

from conftest import told
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
)
from docgen.definitions.source import Table, parse_text
from docgen.errors import InputError, ReadBackError
from docgen.project.answers.answer_notation import WrittenValue
from docgen.project.answers.answer_reader import AnswerReader, OwnRow, Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.answers.answer_writer import mark_answers, replace_answers
from docgen.project.carry.carry_marks import find_text_marks, report_mark
from docgen.project.scaffold import EMPTY, format_files
from docgen.values import NOTHING

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
FORMS = {"lanting-2025": "2025-application", "yunxi-2022": "2022-application", "yunxi-2025-review": "2025-review"}
NOTICES = {"2022-application": "guangdong-2022", "2025-application": "national-2025", "2025-review": "national-2025"}
HEAD = "form: 2025-application\nnotice: national-2025\nanswers:\n"

Replace = Callable[..., str]


@pytest.fixture(scope="module")
def form(catalog: Catalog) -> Form:
    return catalog.load_form("2025-application")


@pytest.fixture
def replaced(form: Form) -> Replace:
    """Replaces answers below ``answers:``; gives the text below it."""

    def run(body: str, changes: Mapping[str, WrittenValue | None], **options: bool) -> str:
        new = replace_answers(HEAD + body, form, changes, **options)
        assert new.startswith(HEAD)
        return new.removeprefix(HEAD)

    return run


# -- every place of every form, in every notation ------------------------------------------------------------


def list_places(form: Form) -> list[str]:
    return [place for place, field in form.places.items() if not isinstance(field, Narrative | Blank)]


def read_all(text: str, form: Form, shown: str) -> dict[str, WrittenValue]:
    root = parse_text(text, shown).root
    assert isinstance(root, Table)
    reader = AnswerReader(form, shown)
    reader.read(root.entries["answers"])
    return {**reader.values, **reader.unread, **reader.sources}


def choose_value(field: Field, place: str, chance: random.Random) -> Value:
    match field:
        case LongText():
            return chance.choice(["一段: 话 # 不是说明。", "第一段。\n- 第二段 # 不是说明\n三", NOTHING])
        case Number() | Series() | Matrix():
            whole = isinstance(field, Matrix) or field.whole
            return chance.choice([Decimal(0), NOTHING, Decimal(1234567), Decimal(31) if whole else Decimal("0.07")])
        case Choice():
            return chance.choice(list(field.options))
        case Choices():
            return tuple(option for option in field.options if chance.random() < 0.5)
        case NamedList():
            return chance.choice(
                [(), ("甲中心",), ("甲: 中心", "乙 #2", "丙，{x}"), ("国家级绿色工厂（齿川精密）", "新")]
            )
        case Goals() if place.endswith(".own"):
            rows = [OwnRow(name, dict.fromkeys(field.columns, "1家, 2")) for name in ("集群总产值", "新: 指标")]
            return chance.choice([NOTHING, tuple(rows), (rows[1],)])
        case Goals():
            _, name, step, _ = place.split(".")
            direction = next(one for one in field.directions if one.id == name)
            indicator = next(one for one in direction.indicators if one.id == step)
            return chance.choice([Decimal("9.99"), NOTHING]) if indicator.unit else "机构: 3个，#1"
        case _:
            return chance.choice(["东江: 甲 #1", "null", "- x", "'引' \"号\"", "a{b}, [c]", "12.10", "~", NOTHING])


def iterate_texts(catalog: Catalog) -> Iterator[tuple[str, str, Form]]:
    """Yield the name, text and form of examples and empty applications in all notations."""
    for name, form_id in FORMS.items():
        form = catalog.load_form(form_id)
        new = format_files(form, catalog.load_notice(NOTICES[form_id]), EMPTY)["application.yaml"]
        for text in ((EXAMPLES / name / "application.yaml").read_text("utf-8"), new):
            tree = yaml.load(text, yaml.BaseLoader)
            yield "application.yaml", text, form
            yield "application.yaml", "\ufeff" + text.replace("\n", "\r\n"), form
            yield "application.json", json.dumps(tree, ensure_ascii=False, indent=2) + "\n", form
            for flow in (False, True):
                yield (
                    "application.yaml",
                    yaml.dump(tree, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=10**6),
                    form,
                )


@pytest.fixture(scope="module", params=range(30))
def example(request: pytest.FixtureRequest, catalog: Catalog) -> tuple[str, str, Form]:
    return list(iterate_texts(catalog))[request.param]


@pytest.mark.slow
def test_each_place_of_each_form_is_changed_alone(example: tuple[str, str, Form]) -> None:
    shown, text, form = example
    chance = random.Random(text)
    before = read_all(text, form, shown)
    for place in list_places(form):
        value = choose_value(form.places[place], place, chance)
        for wanted in (value, None) if place in before else (value,):
            new = replace_answers(text, form, {place: wanted}, shown)
            rest = {one: old for one, old in before.items() if one != place}
            assert read_all(new, form, shown) == (rest if wanted is None else {**rest, place: wanted}), place
            if shown == "application.json":
                json.loads(new)
            assert ("\r\n" in new) == ("\r\n" in text)
            assert new.count("\n") == new.count("\r\n") or "\r\n" not in text
            if place in before and isinstance(form.places[place], Text | Number | Choice):
                assert count_changed_lines(text, new) == (before[place] != wanted), place


def count_changed_lines(old: str, new: str) -> int:
    codes = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).get_opcodes()
    return sum(max(two - one, last - first) for kind, one, two, first, last in codes if kind != "equal")


@pytest.mark.slow
def test_all_places_at_once_and_back_again(example: tuple[str, str, Form]) -> None:
    shown, text, form = example
    chance = random.Random(text)
    places = list_places(form)
    before = read_all(text, form, shown)
    wanted: dict[str, WrittenValue | None] = {
        place: choose_value(form.places[place], place, chance) for place in places
    }
    new = replace_answers(text, form, wanted, shown)
    assert read_all(new, form, shown) == wanted
    empty = replace_answers(new, form, dict.fromkeys(places), shown)
    assert read_all(empty, form, shown) == {}
    assert read_all(replace_answers(empty, form, before, shown), form, shown) == before
    assert replace_answers(text, form, before, shown) == text  # nothing differs, nothing is touched


# -- what people write ---------------------------------------------------------------------------------------

SCALARS = [
    ("  area: 7.8   # 面积  \n", {"area": Decimal(3)}, "  area: 3   # 面积  \n"),
    ("  area:  # 面积\n", {"area": Decimal("7.8")}, "  area: 7.80  # 面积\n"),
    ("  area: 7.8  # 面积\n", {"area": None}, "  area:  # 面积\n"),
    ("  area: ~\n", {"area": Decimal(3)}, "  area: 3\n"),
    ("  city: '甲''s'   # c", {"city": "it's # x"}, "  city: 'it''s # x'   # c"),
    ("  city: \"甲\"\n  county: '乙'\n", {"city": "丙"}, "  city: \"丙\"\n  county: '乙'\n"),
    ("  city:\n    甲\n    乙  # c\n", {"city": "丙"}, "  city:\n    丙  # c\n"),
    ("  city:\n    甲\n    乙\n  area: 1\n", {"city": None}, "  city:\n  area: 1\n"),
    ("  city: |\n    甲\n\n  area: 1\n", {"city": "乙"}, "  city: 乙\n\n  area: 1\n"),
    ("  industry_type: 第一产业\n", {"industry_type": "secondary"}, "  industry_type: 第二产业\n"),
    ("  area: 1", {"city": "甲"}, "  city: 甲\n  area: 1"),
    (
        "    city: 甲\n\n    # 下一栏\n    department: 乙",
        {"area": Decimal(1)},
        "    city: 甲\n\n    # 下一栏\n    department: 乙\n    area: 1",
    ),
    (
        "  area: 3\n",
        {"output_value.2022": AnswerSource.ENTERPRISES},
        "  area: 3\n  output_value: {2022: from enterprises, 2023: , 2024: }\n",
    ),
]

TABLES = [
    ("{2022: 1, 2023: 2, 2024: 3}  # c", {"2023": Decimal(5)}, "{2022: 1, 2023: 5, 2024: 3}  # c"),
    ("{2022: , 2023: , 2024: }", {"2023": Decimal(5)}, "{2022: , 2023: 5, 2024: }"),
    ("{2022: 1, 2023: 2}", {"2022": None, "2023": None}, "{2022: , 2023: }"),
    ("{2022: 1, 2024: 3, }", {"2023": Decimal(5)}, "{2022: 1, 2023: 5, 2024: 3, }"),
    ("{2024: 3}", {"2022": Decimal(1), "2023": Decimal(2)}, "{2022: 1, 2023: 2, 2024: 3}"),
    ("{2022: 1,\n    2024: 3}", {"2023": Decimal(5)}, "{2022: 1, 2023: 5,\n    2024: 3}"),
    (
        "{\n    2022: 1,  # a\n    2023: 2\n  }",
        {"2024": Decimal(5)},
        "{\n    2022: 1,  # a\n    2023: 2,\n    2024: 5\n  }",
    ),
    ("{2022, 2023 : 2}", {"2022": Decimal(1)}, "{2022: 1, 2023 : 2}"),
    ("{}", {"2023": Decimal(5)}, "{2022: , 2023: 5, 2024: }"),
    ("无  # c", {"2023": Decimal(5)}, "{2022: 无, 2023: 5, 2024: 无}  # c"),
    ("from enterprises", {"2023": Decimal(5)}, "{2022: from enterprises, 2023: 5, 2024: from enterprises}"),
    ("无", {"2022": None, "2023": None, "2024": None}, ""),
    ("abc", dict.fromkeys(("2022", "2023", "2024"), Decimal(1)), "{2022: 1, 2023: 1, 2024: 1}"),
    ("\n    2022: 1\n    # x\n    2024: 3", {"2023": Decimal(5)}, "\n    2022: 1\n    2023: 5\n    # x\n    2024: 3"),
    ("\n    2023: 1", {"2022": Decimal(5)}, "\n    2022: 5\n    2023: 1"),
]

PROSE = [
    ("一", "二", "二"),
    ("'一'", "二: 三", "'二: 三'"),
    ("一", "二\n三", "|\n    二\n    三"),
    ("# c", "一", "| # c\n    一"),
    ("|  # 说明\n    一\n\n    二\n\n  # 后", "一\n三\n四", "|  # 说明\n    一\n\n    三\n    四\n\n  # 后"),
    ("|\n    一\n    二\n    三", "二\n三", "|\n    二\n    三"),
    ("|2-\n      一\n    二", "一\n三", "|2-\n      一\n    三"),
    ("|4\n", "一", "|4\n      一\n"),
    (">-\n    一\n    二\n\n    三\n\n  # 后", "甲\n乙", "|\n    甲\n    乙\n\n  # 后"),
    ("|\n    一\n    二", None, "|"),
    ("|\n    一\n    二", NOTHING, "无"),
]


@pytest.mark.parametrize(("body", "changes", "new"), SCALARS)
def test_one_value_is_replaced(
    replaced: Replace, body: str, changes: Mapping[str, WrittenValue | None], new: str
) -> None:
    assert replaced(body, changes) == new


@pytest.mark.parametrize(("value", "years", "new"), TABLES)
def test_one_year_is_replaced(replaced: Replace, value: str, years: Mapping[str, Decimal | None], new: str) -> None:
    changes = {f"output_value.{year}": figure for year, figure in years.items()}
    assert replaced(f"  output_value: {value}\n  area: 1\n", changes).replace(":\n  area", ": \n  area") == (
        f"  output_value: {new}\n  area: 1\n"
    )


@pytest.mark.parametrize(("value", "text", "new"), PROSE)
def test_prose_is_replaced_line_by_line(replaced: Replace, value: str, text: Value | None, new: str) -> None:
    assert replaced(f"  quality: {value}\n  area: 1\n", {"quality": text}) == f"  quality: {new}\n  area: 1\n"


def test_row_of_a_matrix_is_found_by_its_label_or_its_id(replaced: Replace) -> None:
    body = "  standards:\n    2022:\n      national: {led: 1, 参与数量: 2}\n      行业: 无\n"
    changes = {"standards.2022.national.joined": Decimal(5), "standards.2022.industry.led": Decimal(6)}
    assert replaced(body, changes) == (
        "  standards:\n    2022:\n      national: {led: 1, 参与数量: 5}\n      行业: {主持数量: 6, 参与数量: 无}\n"
    )


def test_missing_parts_of_a_table_come_in_the_order_of_the_form(replaced: Replace) -> None:
    body = "  goals:\n    industry:\n      own: 无\n    green:\n      energy: {base: 1}\n"
    changes = {
        "goals.green.co2.base": Decimal(2),
        "goals.industry.output_growth.target": Decimal(3),
        "goals.green.energy.target": Decimal(4),
    }
    assert replaced(body, changes) == (
        "  goals:\n    industry:\n      output_growth: {base: , target: 3}  # 近三年集群产值年均增速，单位：%\n"
        "      own: 无\n    green:\n      co2: {base: 2, target: }  # 二氧化碳排放量，单位：吨/万元\n"
        "      energy: {base: 1, target: 4}\n"
    )


# -- lists ---------------------------------------------------------------------------------------------------


@pytest.fixture
def options(form: Form) -> tuple[list[str], list[str]]:
    """The ids and the labels of a field with four options."""
    field = form.fields["quality_work"]
    assert isinstance(field, Choices)
    return list(field.options), list(field.options.values())


@pytest.mark.parametrize(
    ("body", "chosen", "new"),
    [
        ("\n  # - {0}  # a\n  # - {1}\n", (0,), "\n  - {0}  # a\n  # - {1}\n"),
        (" 无  # c\n  # - {0}\n  #   - {1}\n", (0, 1), "  # c\n  - {0}\n  - {1}\n"),
        ("\n  - {0}  # a\n  # 说明\n  - {1}\n", (1, 2), "\n  # - {0}  # a\n  # 说明\n  - {1}\n  - {2}\n"),
        ("\n      - {0}\n#- {1}\n", (1,), "\n      # - {0}\n      - {1}\n"),
        ("\n    - {1}\n", (0, 1), "\n    - {0}\n    - {1}\n"),
        ("\n    - {0}\n    - {0}\n    - 别的\n", (0,), "\n    - {0}\n    # - {0}\n    # - 别的\n"),
        ("\n  - {0}\n  - {1}\n", (), " 无\n  # - {0}\n  # - {1}\n"),
        ("\n  - {0}\n  - 无\n", None, "\n  # - {0}\n  # - 无\n"),
        (" [{0}, '{1}']  # c\n", (1, 2), " ['{1}', {2}]  # c\n"),
        (" [\n    {0},\n    {1},\n  ]\n", (0, 2), " [\n    {0},\n    {2},\n  ]\n"),
        (" [{0}]\n", (), " 无\n"),
        ("\n", (3,), "\n  - {3}\n"),
    ],
)
def test_options_are_ticked_as_a_person_would(
    replaced: Replace, options: tuple[list[str], list[str]], body: str, chosen: tuple[int, ...] | None, new: str
) -> None:
    ids, labels = options
    value = None if chosen is None else tuple(ids[at] for at in chosen)
    before = f"  quality_work:{body.format(*labels)}  area: 1\n"
    assert replaced(before, {"quality_work": value}) == f"  quality_work:{new.format(*labels)}  area: 1\n"


@pytest.mark.parametrize(
    ("body", "names", "new"),
    [
        ("\n", ("甲", "乙: 丙"), '\n  - 甲\n  - "乙: 丙"\n'),
        (" 无\n", ("甲",), "\n  - 甲\n"),
        (" from lists  # c\n", ("甲",), "  # c\n  - 甲\n"),
        (" 甲\n", ("甲",), "\n  - 甲\n"),
        ("\n    - 甲  # a\n    # 说明\n    - '乙'\n", ("甲", "丙"), "\n    - 甲  # a\n    # 说明\n    - '丙'\n"),
        ("\n    - 甲\n    # 说明\n    - 乙\n", ("乙", "丙"), "\n    # 说明\n    - 乙\n    - 丙\n"),
        ("\n  -\n  - 甲\n  -\n    乙\n    丙\n", ("新", "甲"), "\n  - 新\n  -\n  - 甲\n"),
        ("\n  - 甲\n  - 乙\n", (), " 无\n"),
        ("\n  - 甲\n", None, "\n"),
        (" [甲, '乙']\n", ("乙", "丙"), " ['乙', 丙]\n"),
    ],
)
def test_names_are_replaced_one_by_one(replaced: Replace, body: str, names: tuple[str, ...] | None, new: str) -> None:
    assert replaced(f"  national_platforms:{body}  area: 1\n", {"national_platforms": names}) == (
        f"  national_platforms:{new}  area: 1\n"
    )


def test_own_indicators_are_replaced_cell_by_cell(replaced: Replace) -> None:
    body = (
        "  goals:\n    industry:\n      own:\n      - label: 甲\n        base: 1 # x\n        target: 2\n"
        "      # 说明\n      - {label: '乙', base: 3, target: 4}\n"
    )
    rows = (
        OwnRow("甲", {"base": "9", "target": "2"}),
        OwnRow("丙", {"base": "3", "target": "4"}),
        OwnRow("丁", {"base": "5", "target": "6"}),
    )
    assert replaced(body, {"goals.industry.own": rows}) == body.replace("base: 1", "base: 9").replace("乙", "丙") + (
        "      - {label: 丁, base: 5, target: 6}\n"
    )


# -- the whole file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("form: x\nnotice: y\n", "form: x\nnotice: y\nanswers:\n  area: 1\n"),
        ("form: x\nanswers:  # c\nsummary:\n  a: b\n", "form: x\nanswers:  # c\n  area: 1\nsummary:\n  a: b\n"),
        ("form: x\nanswers: {}", "form: x\nanswers: \n  area: 1"),
        ("{form: x, answers: {city: 甲}}\n", "{form: x, answers: {city: 甲, area: 1}}\n"),
    ],
)
def test_answers_are_begun_where_there_are_none(form: Form, text: str, new: str) -> None:
    assert replace_answers(text, form, {"area": Decimal(1)}) == new.replace("answers: \n", "answers:\n")


def test_json_keeps_its_indentation(form: Form) -> None:
    text = '{\n\t"form": "2025-application",\n\t"answers": {\n\t\t"city": "\\ud83d\\ude00",\n\t\t"area": 7.80\n\t}\n}\n'
    changes = {"area": Decimal(3), "output_value.2023": Decimal("1.5"), "national_platforms": ("甲",)}
    assert replace_answers(text, form, changes, "application.json") == text.replace(
        "7.80\n",
        '3,\n\t\t"output_value": {\n\t\t\t"2023": 1.50\n\t\t},\n\t\t"national_platforms": [\n\t\t\t"甲"\n\t\t]\n',
    )
    assert (
        replace_answers('{"answers": {"area": "7.8"}}', form, {"area": None}, "a.json") == '{"answers": {"area": null}}'
    )


def test_characters_that_the_reader_does_not_see_stay(replaced: Replace) -> None:
    assert replaced("  city: 甲\u200b乙\x0b\r\n  area: 1\r\n", {"area": Decimal(2)}) == (
        "  city: 甲\u200b乙\x0b\r\n  area: 2\r\n"
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("  area: 1\n  city: x\n  area: 2\n", "“area”填了两次（第 4 行和第 6 行），不知道改哪一处。"),
        ("  area: &x 1\n", "不能用 YAML 的锚点（&）和引用（*）。"),
        ("  area: 1\n\tcity: x\n", "不是有效的 YAML"),
        ("  area：1\n", "answers: 之下不是“名称: 内容”的形式，没有改动。"),
        ("  output_value: abc\n", "填写的形式不对，不能只改其中一格。"),
        ("  quality_work: [\n    a,  # 一\n    b\n  ]\n", "方括号里的列表有说明"),
    ],
)
def test_what_cannot_be_changed_is_refused(form: Form, body: str, words: str) -> None:
    changes = {"area": Decimal(3), "output_value.2022": Decimal(1), "quality_work": ()}
    changes["quality_work"] = ("quality_models",)
    with pytest.raises((InputError, ReadBackError)) as caught:
        replace_answers(HEAD + body, form, changes)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("area", Decimal("3.456")),
        ("area", Decimal(-1)),
        ("area", "很大"),
        ("city", "甲\n乙"),
        ("city", "甲\x0b乙"),
        ("quality_work", ("别的",)),
        ("industry_type", "别的"),
        ("national_platforms", ("甲", "无")),
        ("goals.industry.own", (OwnRow("甲", {"base": "", "target": "1"}),)),
    ],
)
def test_a_value_that_would_be_read_otherwise_is_refused(form: Form, place: str, value: Value) -> None:
    with pytest.raises(ReadBackError, match="没有改动文件"):
        replace_answers(HEAD + "  area: 1\n  city: 甲\n", form, {place: value})


def test_place_of_no_answer_is_refused(form: Form) -> None:
    for place in ("nope", "plan.overview", "output_value", "output_value.2019"):
        with pytest.raises(InputError, match="没有"):
            replace_answers(HEAD, form, {place: "x"})


# -- marks ---------------------------------------------------------------------------------------------------

CARRIED = "# 沿用2022年申报表，请核对（做完后删去这一行）\n"


def test_marks_stay_or_go_with_the_answer(replaced: Replace) -> None:
    body = f"  {CARRIED}  area: 1\n  {CARRIED}  output_value: {{2022: 1}}\n"
    changes = {"area": Decimal(2), "output_value.2022": Decimal(2)}
    new = body.replace(": 1", ": 2")
    assert replaced(body, changes) == new
    # The table has two more years that nobody has looked at.
    assert replaced(body, changes, drop_marks=True) == new.replace(f"  {CARRIED}  area", "  area")


def test_doubtful_answers_get_a_mark_that_check_lists(form: Form) -> None:
    text = HEAD + "  area: 1\n  output_value: {2022: 1}\n  goals:\n    green:\n      co2: {base: 1}\n"
    doubts = {
        "area": "数字\n看不清",
        "output_value.2022": "甲",
        "output_value.2023": "乙",
        "goals.green.co2.base": "丙",
    }
    new = mark_answers(text, form, doubts, "申报表.docx")
    assert [line for line in new.splitlines() if line not in text.splitlines()] == [
        "  # 由《申报表.docx》读入，请对照原文：数字 看不清（做完后删去这一行）",
        "  # 由《申报表.docx》读入，请对照原文：2022年：甲；2023年：乙（做完后删去这一行）",
        "      # 由《申报表.docx》读入，请对照原文：绿色化 二氧化碳排放量 2024年基准值：丙（做完后删去这一行）",
    ]
    assert mark_answers(new, form, doubts, "申报表.docx") == new
    reader = AnswerReader(form, "application.yaml")
    root = parse_text(new, "application.yaml").root
    assert isinstance(root, Table)
    reader.read(root.entries["answers"])
    marks = find_text_marks(new, "application.yaml", form, reader.lines)
    assert [mark.where.slot for mark in marks] == ["area", "output_value", "goals.green.co2"]
    assert told([report_mark(marks[0], form)])[0] == (
        "carry.to-compare",
        "application.yaml 第4行 area",
        "“集群占地面积（平方公里）”由《申报表.docx》读入，拿不准：数字 看不清。",
        "请打开《申报表.docx》对照，填对后删去“由…读入，请对照原文”这一行。",
    )
    assert replace_answers(new, form, {"area": Decimal(5)}, drop_marks=True).count("请对照原文") == 2


@pytest.mark.parametrize("body", ["  city: 甲\n", ""])
def test_doubtful_answer_that_the_file_lacks_is_marked_beside_a_blank(form: Form, body: str) -> None:
    new = mark_answers(HEAD + body, form, {"output_value.2023": "看不清"}, "表.docx")
    mark = "  # 由《表.docx》读入，请对照原文：2023年：看不清（做完后删去这一行）\n"
    assert new == f"{HEAD}{body}{mark}  output_value: {{2022: , 2023: , 2024: }}\n"


def test_json_has_no_place_for_marks(form: Form) -> None:
    with pytest.raises(InputError, match="JSON"):
        mark_answers('{"answers": {"area": 1}}', form, {"area": "x"}, "x.docx", "application.json")
