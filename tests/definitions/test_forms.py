"""Every form in data/forms quotes the official text, and what two forms share means the same in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from lxml import html

from docgen.definitions.catalog import built_in
from docgen.definitions.form import (
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
    iterate_places,
)

CATALOG = built_in()
SOURCES = Path(__file__).parents[1] / "sources"
FORMS = CATALOG.list_form_ids()
PAIRS = [pytest.param(*pair, id="~".join(pair)) for pair in combinations(FORMS, 2)]

COUNTS = {"2022-application": (46, 13, 75), "2025-application": (47, 8, 74), "2025-review": (47, 8, 66)}
"""Ticks that need evidence, texts of 200字 and boxes of each official form, counted by hand."""

OTHER_WORDS = {
    "department": {"县（市、区）中小企业主管部门", "县级行政区划中小企业主管部门"},
    "provincial_cluster": {"获得省级中小企业特色产业集群", "是否已被认定为省级中小企业特色产业集群"},
    "leading_output_growth_average": {"近三年主导产业产值年均增速（%）", "近三年集群主导产业产值年均增速（%）"},
    "enterprises": {"集群企业数量", "集群企业数量（年度当前值）"},
    "smes": {"其中：集群中小企业数量", "其中：集群中小企业数量（年度当前值）"},
    "rd_intensity": {"集群中小企业近三年研发投入强度（%）", "集群中小企业研发投入强度（%）"},
    "standards": {
        "集群中小企业近三年主持（起草单位排名前三位）或参与制修订标准数量情况",
        "近三年集群中小企业主持（起草单位排名前三位）或参与制修订标准数量情况",
    },
    "carbon_monitoring": {"建立了集群碳排放监测机制", "是否建立集群碳排放监测机制"},
    "co2_intensity": {"近三年单位产值二氧化碳排放量", "近三年集群单位产值二氧化碳排放量（吨二氧化碳/万元）"},
    "export_growth": {"近三年集群主导产品出口贸易额增长率（%）", "集群主导产品出口贸易额增长率（%）"},
    "fdi_growth": {"近三年集群外商直接投资额增长率（%）", "集群外商直接投资额增长率（%）"},
    "declaration_signature": {"单位负责人（签字）", "县级行政区划中小企业主管部门负责人（签字）"},
    "declaration_seal": {"县（市、区）中小企业主管部门（公章）", "县级行政区划中小企业主管部门（公章）"},
    "plan": {"八、未来三年中小企业特色产业集群发展规划", "八、近三年中小企业特色产业集群发展目标完成情况"},
}
"""The labels of one id that differ between forms and were read and found to ask for the same."""

ASKED_THE_OTHER_WAY_ROUND = {"industry_restricted", "major_incident", "serious_violation"}
"""Facts that 2022 asks for by their absence (不属于, 未发生, 不存在): the same fact ticks the other box there."""

NOT_THE_SAME = [
    ("energy_above_benchmark", "energy_meets_benchmark"),
    ("water_above_benchmark", "water_meets_benchmark"),
    ("specialized_smes", "leading_specialized_smes"),
    ("rd_growth", "sme_rd_growth"),
    ("sme_employees", "sme_staff"),
    ("patent_growth_average", "sme_patent_growth_average"),
    ("patents_per_10000", "sme_patents_per_10000"),
    ("cloud_share", "sme_cloud_share"),
    ("platform_adoption", "sme_platform_adoption"),
    ("energy_reduction", "energy_intensity_reduction"),
]
"""What 2022 asks and what the forms of 2025 ask in nearly the same words, and of something else."""


@pytest.fixture(scope="module", params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return CATALOG.load_form(request.param)


@pytest.fixture(scope="module")
def official(form: Form) -> str:
    """The words of the official form without white space."""
    return folded(html.fromstring((SOURCES / f"{form.id}.html").read_bytes()).text_content())


def folded(text: str) -> str:
    return re.sub(r"\s", "", text)


# -- quotations -------------------------------------------------------------------------------------------------------


def quotations(form: Form) -> Iterator[str]:
    yield form.title
    for part in form.parts:
        yield from [] if part.id == "cover" else [part.title]
        for field in part.fields:
            yield field.label
            match field:
                case Choice() | Choices():
                    yield from field.options.values()
                case Matrix():
                    yield from (*field.rows.values(), *field.columns.values())
                case Narrative():
                    yield from (section.heading for section in field.sections)
                case Goals():
                    yield from field.columns.values()
                    for direction in field.directions:
                        yield direction.label
                        yield from (indicator.label for indicator in direction.indicators)
                case _:
                    continue


def test_every_label_option_and_heading_is_a_quotation_of_the_official_text(form: Form, official: str) -> None:
    quoted = list(quotations(form))
    assert len(quoted) > 200
    assert [text for text in quoted if folded(text) not in official] == []


def test_the_rules_that_problems_quote_are_the_official_ones(form: Form, official: str) -> None:
    for rule in (form.rules.required, form.rules.decimals, form.rules.pages):
        number, _, words = rule.removeprefix("填报说明").partition("：")
        assert f"{number}.{folded(words)}".rstrip("。") in official.replace("．", ".")


def test_the_form_has_as_many_ticks_texts_and_boxes_as_the_official_one(form: Form, official: str) -> None:
    fields = form.fields.values()
    ticks = sum(len(field.options) for field in fields if isinstance(field, Choices))
    texts = [field.limit for field in fields if isinstance(field, LongText)]
    boxes = sum(len(field.options) for field in fields if isinstance(field, Choice | Choices))
    assert (ticks, len(texts), boxes) == COUNTS[form.id]
    assert set(texts) == {200}
    assert official.count("200字以内") == len(texts)


def test_the_form_asks_for_as_many_lists_and_attachments_as_the_official_one(form: Form, official: str) -> None:
    kinds = [(field, attach.kind) for field in form.fields.values() for attach in field.attach]
    ticked = [field for field, kind in kinds if kind == "evidence" and isinstance(field, Choices)]
    assert official.count("数量：") == sum(isinstance(field, NamedList) for field in form.fields.values())
    assert official.count("勾选需提供佐证材料") == len(ticked)
    assert official.count("需附情况说明") == sum(kind == "statement" for _, kind in kinds)
    assert official.count("需提供计算公式") == sum(kind == "formula" for _, kind in kinds)


def test_the_years_are_those_that_the_form_prints(form: Form, official: str) -> None:
    years = form.years
    last = years.actual[-1]
    assert years.actual == (last - 2, last - 1, last)
    assert (years.base, years.target, years.stages) == (last, last + 3, (last + 1, last + 2, last + 3))
    printed = [f"{year}年" for year in years.actual]
    goals = [f"{years.base}年基准值", f"{years.target}年目标值"]
    stages = [f"（{number}）{year}年度" for number, year in enumerate(years.stages, 1)]
    assert [text for text in (*printed, *goals, *stages, f"截止到{last}年底") if text not in official] == []


def test_slots_are_named_once_and_each_belongs_to_its_field(form: Form) -> None:
    for slot, field in form.slots.items():
        assert slot.split(".")[0] == field.id
    assert len(form.slots) == sum(len(form.list_slots(part)) for part in form.parts) - sum(
        len(list(iterate_places(field, form.years))) for field in form.fields.values() if field.also
    )


@pytest.mark.parametrize(
    "oddity", ["（XX（省、市）XX（县、区）XX产业））", "（一）重点任务", "（二）保障措施", "排放量低率"]
)
def test_the_oddities_of_the_official_text_are_kept_and_owned_up_to(oddity: str) -> None:
    for form_id in ("2025-application", "2025-review"):
        source = (SOURCES / f"{form_id}.html").read_text("utf-8")
        errata = "".join(CATALOG.load_form(form_id).errata)
        assert (oddity in source) == (oddity in errata)


# -- the same id, the same meaning ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_same_id_asks_for_the_same_in_both_forms(one: str, other: str) -> None:
    for before, after in shared(one, other):
        assert facts(before) == facts(after), before.id
        if before.label != after.label and before.id not in ASKED_THE_OTHER_WAY_ROUND:
            assert {before.label, after.label} <= OTHER_WORDS[before.id], before.id
        assert before.about == after.about, before.id


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_same_words_have_the_same_id_in_both_forms(one: str, other: str) -> None:
    ids = {(field.label, field.about): name for name, field in CATALOG.load_form(one).fields.items()}
    for name, field in CATALOG.load_form(other).fields.items():
        assert ids.get((field.label, field.about), name) == name


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_an_option_of_both_forms_says_the_same_in_both(one: str, other: str) -> None:
    for before, after in shared(one, other):
        if isinstance(before, Choices) and isinstance(after, Choices):
            said = {words: option for option, words in before.options.items()}
            for option, words in after.options.items():
                assert before.options.get(option, words) == words, before.id
                assert said.get(words, option) == option, before.id


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_fact_that_is_asked_the_other_way_round_ticks_the_other_box(one: str, other: str) -> None:
    flipped = {
        before.id
        for before, after in shared(one, other)
        if isinstance(before, Choice) and isinstance(after, Choice)
        if any(before.options[option] != words for option, words in after.options.items() if words in "是否")
    }
    assert flipped == (ASKED_THE_OTHER_WAY_ROUND if "2022-application" in (one, other) else set())


@pytest.mark.parametrize(("one", "other"), NOT_THE_SAME)
def test_what_only_sounds_the_same_has_an_id_of_its_own(one: str, other: str) -> None:
    asked = {form_id: CATALOG.load_form(form_id).fields for form_id in FORMS}
    assert one in asked["2022-application"]
    assert other not in asked["2022-application"]
    assert other in asked["2025-application"]
    assert not any(one in asked[form_id] for form_id in ("2025-application", "2025-review"))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_heading_or_indicator_of_both_forms_is_called_the_same(one: str, other: str) -> None:
    renamed = {"发展成效", "培育工作"}  # under the same explanation
    for before, after in shared(one, other):
        if isinstance(before, Narrative) and isinstance(after, Narrative):
            headings = {section.id: heading(section.heading) for section in before.sections}
            for section in after.sections:
                found = {headings.get(section.id, heading(section.heading)), heading(section.heading)}
                assert len(found) == 1 or found == renamed
        if isinstance(before, Goals) and isinstance(after, Goals):
            assert indicators(before) == indicators(after)


def test_the_review_asks_for_the_old_goals_as_the_new_ones_are_asked_for() -> None:
    fields = CATALOG.load_form("2025-review").fields
    old, new = fields["achievements"], fields["goals"]
    assert isinstance(old, Goals)
    assert isinstance(new, Goals)
    assert old.directions == new.directions
    assert tuple(old.columns) == (*new.columns, "done")
    assert tuple(old.columns.values()) == ("2022年基准值", "2025年目标值", "2025年完成值")


def shared(one: str, other: str) -> list[tuple[Field, Field]]:
    """The fields of both forms."""
    before, after = CATALOG.load_form(one).fields, CATALOG.load_form(other).fields
    return [(before[name], after[name]) for name in before if name in after]


def facts(field: Field) -> tuple[object, ...]:
    """What an answer is made of: its kind, its unit, and the ids of what is chosen or filled in."""
    match field:
        case Number() | Series():
            return (type(field), field.unit, field.whole, field.signed, field.maximum)
        case LongText():
            return (type(field), field.limit)
        case Choice():
            return (type(field), set(field.options))
        case Matrix():
            return (type(field), field.unit, tuple(field.rows), tuple(field.columns))
        case NamedList():
            return (type(field), field.unit)
        case Narrative():
            return (type(field), field.limit)
        case Goals():
            return (type(field), tuple(field.columns))
        case _:
            return (type(field),)


def heading(text: str) -> str:
    """The heading without its number."""
    return re.sub(r"\A(?:（.）|[一二三四五六七八九]、|\d\.)", "", text)


def indicators(field: Goals) -> list[tuple[str, str, str, str]]:
    return [
        (direction.id, direction.label, indicator.id, indicator.unit)
        for direction in field.directions
        for indicator in direction.indicators
    ]
