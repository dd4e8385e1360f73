"""The numbers of the rules are those of the sentences that they quote, and those of the forms what their labels say."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from docgen.definitions.catalog import built_in
from docgen.definitions.criteria import Sentence
from docgen.definitions.form import Form, Goals, LongText, Narrative, Number, Series
from docgen.definitions.goal_rules import GoalRule

CATALOG = built_in()
FORMS = [CATALOG.load_form(form_id) for form_id in CATALOG.list_form_ids()]
CRITERIA = [CATALOG.load_criteria(criteria_id) for criteria_id in CATALOG.list_criteria_ids()]
TABLES = [field for form in FORMS for field in form.fields.values() if isinstance(field, Goals)]
RULES = [rule for table in TABLES for rule in table.rules]
SENTENCES = [
    sentence
    for criteria in CRITERIA
    for standard in criteria.standards
    for sentence in standard.sentences
    if sentence.thresholds
]

OPERATORS = {"不低于": ">=", "不少于": ">=", "以上": ">=", "高于": ">", "不超过": "<="}
LIMIT = re.compile(r"(不低于|不少于|高于|不超过)([0-9.]+)(%|平方公里|家|个)|([0-9.]+)(亿元|%)(以上)")


def written(text: str) -> list[tuple[str, Decimal, str]]:
    """Each limit in a sentence: its operator, number and unit."""
    found = [
        (one[1] or one[6], one[2] or one[4], one[3] or one[5]) for one in LIMIT.finditer(text.replace("一般不", "不"))
    ]
    return [(OPERATORS[word], Decimal(number), unit) for word, number, unit in found]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.text)
def test_a_threshold_is_the_one_of_its_sentence(sentence: Sentence) -> None:
    said = written(sentence.text)
    kept = [(one.operator, one.limit, one.unit) for one in sentence.thresholds]
    if not said:
        assert "持续下降" in sentence.text
        assert [(one.operator, one.limit, one.scope) for one in sentence.thresholds] == [("<", 0, "each_change")]
    else:
        assert kept == said


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.text)
def test_a_threshold_looks_at_the_years_of_its_sentence(sentence: Sentence) -> None:
    scopes = {one.scope for one in sentence.thresholds}
    if "近三年产值均" in sentence.text:
        assert scopes == {"each_year"}
    elif re.search("年均增(速|长)", sentence.text):
        assert scopes == {"mean_growth"}
    elif "不少于1家" in sentence.text:
        assert scopes == {"sum_of"}
    elif "下降" not in sentence.text:
        assert scopes == {"last"}
    assert {one.advisory for one in sentence.thresholds} == {"一般" in sentence.text}
    assert {one.earlier for one in sentence.thresholds} == {"占集群总产值" in sentence.text}


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.text)
def test_a_goal_is_the_one_of_its_sentence(rule: GoalRule) -> None:
    number = re.search(r"([0-9.]+)%", rule.text)
    if "逐年增加" in rule.text:
        assert (rule.operator, rule.limit, rule.measure) == (">", 0, "rise")
        return
    assert rule.limit == (Decimal(number[1]) if number else None)
    assert bool(rule.average) is ("行业平均水平" in rule.text)
    assert rule.operator == (">" if re.search("(?<!不)高于", rule.text) else ">=")
    assert rule.about == (1 if "左右" in rule.text else None)


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.text)
def test_a_goal_is_measured_as_its_sentence_says(rule: GoalRule) -> None:
    if rule.text.startswith("基准值"):
        expected = "base"
    elif re.search("下降|降低", rule.text):
        expected = "fall"
    elif "逐年" in rule.text:
        expected = "rise"
    elif re.search("研发经费|专利", rule.text):
        expected = "rate"
    else:
        expected = "target"
    assert rule.measure == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.id)
def test_the_indicators_of_a_table_of_goals_say_which_way_is_better(table: Goals) -> None:
    for direction in table.directions:
        for one in direction.indicators:
            assert one.better == (None if not one.unit else "lower" if re.search("排放|能耗", one.label) else "higher")
            assert one.signed is ("增速" in one.label)
            assert one.maximum == (100 if "普及率" in one.label else None)
    assert table.span is not None
    assert table.span.years == 3


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.id)
def test_texts_have_the_lengths_of_the_form(form: Form) -> None:
    assert {field.limit for field in form.fields.values() if isinstance(field, LongText)} == {200}
    assert {field.limit for field in form.fields.values() if isinstance(field, Narrative)} == {3000}


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.id)
def test_rates_may_fall_and_shares_end_at_a_hundred(form: Form) -> None:
    for field in form.fields.values():
        if isinstance(field, Number | Series):
            is_rate = field.unit == "%" and bool(re.search("增速|增长率", field.label))
            is_fall = bool(re.search("降?低率", field.label))
            assert field.signed is (is_rate or is_fall), field.id
            is_share = field.unit == "%" and not is_rate and "县" not in field.label
            assert field.maximum == (100 if is_share else None), field.id


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.id)
def test_what_is_asked_about_the_size_of_a_figure_is_what_its_kind_allows(form: Form) -> None:
    usual = {
        "每吨标准煤": (Decimal("0.2"), 20),
        "产值年均增速": (None, 100),
        "能耗降低率": (None, 70),
        "研发经费增速": (None, 300),
        "有效发明专利年均增速": (None, 200),
        "出口贸易额增长率": (None, 500),
        "外商直接投资额增长率": (None, 1000),
        "企业数量的比例": (60, None),
        "平均每家企业的产值": (100, 300_000),
        "人均产值": (5, 1500),
        "平均从业人员": (3, 600),
        "平均有效发明专利": (None, 60),
        "每万人有效发明专利": (None, 5000),
        "每平方公里": (100, 3_000_000),
        "占所在县": (None, 100),
        "研发人员占从业人员比例": (Decimal("0.5"), 60),
        "研发投入强度": (Decimal("0.1"), 20),
        "研发经费": (Decimal("0.1"), 20),
        "出口": (None, 100),
        "外商": (None, 100),
        "软件": (None, 20),
        "研发人员": (None, 60),
        "二氧化碳": (None, 20),
        "能耗": (None, 20),
    }
    for one in form.consistency.magnitudes:
        if "与中小企业研发经费之比" in one.label:
            # Large enterprises may spend more on their output, and the intensity of 2022 may be over revenue.
            assert (one.least, one.most) == (Decimal("0.7") if "rd_intensity" in one.over else None, 4)
            continue
        assert (one.least, one.most) == next(value for words, value in usual.items() if words in one.label), one.label


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.id)
def test_ratios_are_multiplied_as_their_units_say(form: Form) -> None:
    for one in form.consistency.ratios:
        field = form.fields[one.figure]
        assert isinstance(field, Number | Series)
        assert one.times == (100 if field.unit == "%" else 10000)
        assert one.band == (0 if not one.doubt else 300 if one.part else 20)


@pytest.mark.parametrize("criteria_id", CATALOG.list_criteria_ids())
def test_the_criteria_of_docgen_fit_its_forms(criteria_id: str) -> None:
    path = next(root / "data" / "criteria" / f"{criteria_id}.yaml" for root in CATALOG.roots)
    assert CATALOG.load_own_criteria(path) == CATALOG.load_criteria(criteria_id)
