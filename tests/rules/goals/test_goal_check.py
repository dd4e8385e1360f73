"""The tables of goals: the rules a to g at their very limits, what a review has done, and figures that cannot be."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from msgspec.structs import replace

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Field, Goals
from docgen.definitions.source import Table, read_source
from docgen.errors import DefinitionError
from docgen.problems.problem import Problem, Severity
from docgen.project.answers.industry_averages import (
    IndustryAverage,
    IndustryAverages,
    list_required_averages,
    read_averages,
)
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.criteria.verdicts import VerdictState
from docgen.rules.goals.goal_check import check_goals, judge_goals
from docgen.rules.goals.goal_figures import Completion, GoalJudgement
from docgen.values import NOTHING

HERE = Path(__file__).parents[2]
EXAMPLES = HERE.parent / "data" / "examples"
APPLICATION_2022, APPLICATION_2025, REVIEW = "yunxi-2022", "lanting-2025", "yunxi-2025-review"

ROWS = {
    "growth": "industry.output_growth",
    "smes": "industry.quality_smes",
    "rd": "innovation.rd_spending",
    "patents": "innovation.patents",
    "platform": "digital.platform_adoption",
    "co2": "green.co2",
    "energy": "green.energy",
}
AVERAGES = {
    "platform_adoption": IndustryAverage(Decimal("38.20"), "某年鉴"),
    "co2_fall": IndustryAverage(Decimal(15), "某年鉴"),
    "energy_fall": IndustryAverage(Decimal("12.5"), "某年鉴"),
}

Row = tuple[str, str | None | object, str | None | object]


@pytest.fixture(scope="module")
def examples() -> dict[str, Application]:
    catalog = built_in()
    return {name: load(EXAMPLES / name, catalog) for name in (APPLICATION_2022, APPLICATION_2025, REVIEW)}


def changed(application: Application, row: str, *, table: str = "goals", **values: object) -> Application:
    """The application with other values in one row: text as a number, None for a blank."""
    answers = dict(application.answers)
    for column, value in values.items():
        place = f"{table}.{ROWS[row]}.{column}"
        if value is None:
            del answers[place]
        else:
            answers[place] = Decimal(value) if isinstance(value, str) else value  # type: ignore[assignment]
    return dataclasses.replace(application, answers=answers)


def codes(application: Application, averages: dict[str, IndustryAverage] | None = None) -> list[str]:
    return [problem.code for problem in problems(application, averages)]


def problems(application: Application, averages: dict[str, IndustryAverage] | None = None) -> list[Problem]:
    """The problems, but those that say that a base is another answer too: a changed base is meant here."""
    found = check_goals(application, judge_goals(application, averages or {}))
    return [problem for problem in found if problem.code != "goals.base-differs"]


def judgement(
    application: Application, letter: str, averages: dict[str, IndustryAverage] | None = None
) -> GoalJudgement:
    tables = [one for one in judge_goals(application, averages or {}) if one.judgements]
    assert len(tables) == 1
    return next(one for one in tables[0].judgements if one.rule.text.startswith(letter))


def completion(application: Application, row: str) -> Completion:
    tables = [one for one in judge_goals(application) if one.completions]
    assert len(tables) == 1
    return next(one for one in tables[0].completions if one.row.name == ROWS[row])


# -- the data --


@pytest.mark.parametrize("form_id", ["2022-application", "2025-application", "2025-review"])
def test_the_rules_are_the_words_of_the_form(form_id: str) -> None:
    official = "".join(html.fromstring((HERE / "sources" / f"{form_id}.html").read_bytes()).text_content().split())
    form = built_in().load_form(form_id)
    fields = [field for field in form.fields.values() if isinstance(field, Goals) and field.rules]
    assert len(fields) == 1
    lettered = [rule.text for rule in fields[0].rules if rule.text[1] == "."]
    assert [text[0] for text in lettered] == list("abcdefg")
    assert "".join([fields[0].remark, "：", *lettered]) in official
    for rule in fields[0].rules:
        assert rule.text[1] == "." or rule.text.partition("（")[0] in official


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("of: innovation.patents", "of: innovation.patent", "是不是“innovation.patents”？"),
        ("of: innovation.patents", "of: openness.openness", "不是数字"),
        ("target: target, years", "target: goal, years", "span 指向没有的列“goal”"),
        ("    span: {base: base, target: target, years: 3}\n", "", "还要写 span"),
        ('is: ">=", limit: 45, ', 'is: ">=", ', "要写 limit 或 average 中的一个"),
        ('is: ">=", limit: 45, ', 'is: ">=", limit: 45, average: x, ', "要写 limit 或 average 中的一个"),
        ("innovation.patents.base: sme_patents", "innovation.patents.base: sme_patent", "是不是“sme_patents”？"),
        ("innovation.patents.base: sme_patents", "innovation.patents.basis: sme_patents", "没有的一格"),
        ("innovation.patents.base: sme_patents", "openness.openness.base: sme_patents", "或它不是数字"),
        ("innovation.patents.base: sme_patents", "innovation.patents.base: cluster_name", "不是填数字的栏目"),
        ("measure: fall", "measure: drop", "不认识的值“drop”"),
    ],
)
def test_rules_that_contradict_the_form_are_told_with_their_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    source = next(root / "data" / "forms" / "2022-application.yaml" for root in built_in().roots)
    text = source.read_text("utf-8")
    assert old in text
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    (folder / "2022-application.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as told:
        Catalog((tmp_path,)).load_form("2022-application")
    assert message in str(told.value)
    assert told.value.line > 0


# -- the examples --


@pytest.mark.parametrize("name", [APPLICATION_2022, APPLICATION_2025, REVIEW])
def test_the_examples_have_no_problem_with_their_goals(examples: dict[str, Application], name: str) -> None:
    assert list(check_goals(examples[name], judge_goals(examples[name]))) == []
    assert list(check_goals(examples[name], judge_goals(examples[name], AVERAGES))) == []


def test_a_judgement_says_what_was_reckoned_and_how_far_it_is(examples: dict[str, Application]) -> None:
    one = judgement(examples[APPLICATION_2022], "c")
    assert one.words == "基准值 2.02 亿元，目标值 3.10 亿元，3年年均增长 15.35%"
    assert (one.state, one.limit, one.margin_words) == (VerdictState.MET, "不低于 10%", "高出 5.35 个百分点")
    assert one.place == "goals.innovation.rd_spending.target"


# -- each rule: what just does, and what just does not --

A_TO_G = [
    ("growth", "a", {"target": "10.00"}, {"target": "9.99"}, "goals.not-met"),
    ("smes", "b", {"base": "83", "target": "84"}, {"base": "83", "target": "83"}, "goals.not-met"),
    ("rd", "c", {"base": "1000", "target": "1331"}, {"base": "1000", "target": "1330"}, "goals.not-met"),
    ("patents", "d", {"base": "8000", "target": "12167"}, {"base": "8000", "target": "12165"}, "goals.not-met"),
    ("platform", "e", {"target": "44.00"}, {"target": "43.99"}, "goals.advisory"),
    ("co2", "f", {"base": "1.00", "target": "0.83"}, {"base": "1.00", "target": "0.84"}, "goals.advisory"),
    ("energy", "g", {"base": "2.00", "target": "1.75"}, {"base": "2.00", "target": "1.76"}, "goals.advisory"),
    ("growth", "基准值须符合", {"base": "10.01"}, {"base": "10.00"}, "goals.base-below"),
    ("platform", "", {"base": "15.00"}, {"base": "14.99"}, "goals.base-below"),
]


@pytest.mark.parametrize(("row", "letter", "within", "beyond", "code"), A_TO_G)
def test_a_goal_within_the_rule_passes_and_one_beyond_is_told_in_2022(
    examples: dict[str, Application],
    row: str,
    letter: str,
    within: dict[str, object],
    beyond: dict[str, object],
    code: str,
) -> None:
    assert codes(changed(examples[APPLICATION_2022], row, **within)) == []
    (problem,) = problems(changed(examples[APPLICATION_2022], row, **beyond))
    assert problem.code == code
    assert problem.where.slot.startswith(f"goals.{ROWS[row]}.")
    assert letter in problem.rule
    advisory = code == "goals.advisory"
    assert problem.severity is (Severity.WARNING if advisory else Severity.ERROR)


@pytest.mark.parametrize("name", [APPLICATION_2025, REVIEW])
@pytest.mark.parametrize(("row", "letter", "within", "beyond", "code"), [*A_TO_G[:4], *A_TO_G[7:]])
def test_the_rules_of_2025_are_the_same_where_their_words_are(
    examples: dict[str, Application],
    name: str,
    row: str,
    letter: str,
    within: dict[str, object],
    beyond: dict[str, object],
    code: str,
) -> None:
    assert codes(changed(examples[name], row, **within)) == []
    assert codes(changed(examples[name], row, **beyond)) == [code]


def test_a_goal_that_is_too_low_is_told_with_what_would_do(examples: dict[str, Application]) -> None:
    (problem,) = problems(changed(examples[APPLICATION_2022], "rd", base="2.02", target="2.68"))
    assert problem.message == (
        "“研发经费投入”基准值 2.02 亿元，目标值 2.68 亿元，3年年均增长 9.88%；要求不低于 10%，低 0.12 个百分点。"
    )
    assert problem.hint.startswith("按现在的基准值，目标值至少要到 2.69 亿元。")
    assert problem.rule.endswith("2024年目标值须符合以下要求：c.研发经费年均增速不低于10%")
    assert codes(changed(examples[APPLICATION_2022], "rd", base="2.02", target="2.69")) == []
    (patents,) = problems(changed(examples[APPLICATION_2022], "patents", base="118", target="150"))
    assert "目标值至少要到 180 个" in patents.hint
    assert codes(changed(examples[APPLICATION_2022], "patents", base="118", target="180")) == []


def test_what_would_do_is_not_more_than_needed(examples: dict[str, Application]) -> None:
    (problem,) = problems(changed(examples[APPLICATION_2022], "rd", base="10", target="12.50"))
    assert "目标值至少要到 13.31 亿元" in problem.hint
    (problem,) = problems(changed(examples[APPLICATION_2022], "rd", base="10", target="13"))
    assert "目标值至少要到 14 亿元" in problem.hint


def test_a_goal_at_its_limit_is_said_to_be_there(examples: dict[str, Application]) -> None:
    exact = changed(examples[APPLICATION_2022], "growth", target="10.00")
    assert judgement(exact, "a").margin_words == "正好等于界限"
    below = changed(examples[APPLICATION_2022], "growth", target="9.50")
    assert judgement(below, "a").margin_words == "低 0.50 个百分点"
    assert judgement(below, "b").limit == "高于基准值"
    equal = changed(examples[REVIEW], "smes", table="achievements", done="142")
    assert completion(equal, "smes").words == "目标 142 家，完成 142 家，正好相等"


def test_each_year_between_is_for_a_person(examples: dict[str, Application]) -> None:
    one = judgement(examples[APPLICATION_2022], "b")
    assert one.state is VerdictState.PERSON
    assert one.words == "基准值 83 家，目标值 126 家，增加 43 家"
    assert "阶段性目标" in one.notes[0]


# -- the averages of the industry --


@pytest.mark.parametrize("name", [APPLICATION_2025, REVIEW])
@pytest.mark.parametrize("letter", ["e", "f", "g"])
def test_without_an_average_a_rule_is_open_and_never_passed(
    examples: dict[str, Application], name: str, letter: str
) -> None:
    one = judgement(examples[name], letter)
    assert (one.state, one.limit, one.margin) == (VerdictState.OPEN, "不低于行业平均水平", None)
    assert "averages:" in one.notes[0]
    assert ("行业平均累计下降率" in one.notes[0], "3年累计" in one.notes[0]) == ((letter != "e"),) * 2


@pytest.mark.parametrize(
    ("row", "letter", "within", "beyond"),
    [
        ("platform", "e", {"target": "38.20"}, {"target": "38.19"}),
        ("co2", "f", {"base": "1.00", "target": "0.85"}, {"base": "1.00", "target": "0.86"}),
        ("energy", "g", {"base": "2.00", "target": "1.75"}, {"base": "2.00", "target": "1.76"}),
    ],
)
def test_with_an_average_the_rule_is_judged_by_it(
    examples: dict[str, Application], row: str, letter: str, within: dict[str, object], beyond: dict[str, object]
) -> None:
    passing, failing = (changed(examples[APPLICATION_2025], row, **values) for values in (within, beyond))
    assert judgement(passing, letter, AVERAGES).state is VerdictState.MET
    assert codes(passing, AVERAGES) == []
    assert codes(failing, AVERAGES) == ["goals.not-met"]
    assert codes(failing) == []
    assert "出处：某年鉴" in judgement(failing, letter, AVERAGES).notes[0]


def averages(tmp_path: Path, text: str, form_id: str = "2025-application") -> IndustryAverages:
    path = tmp_path / "application.yaml"
    path.write_text(text, "utf-8")
    root = read_source(path, path.name).root
    node = root.entries.get("averages") if isinstance(root, Table) else None
    return read_averages(node, built_in().load_form(form_id), path.name)


def test_averages_are_read_with_their_source(tmp_path: Path) -> None:
    read = averages(tmp_path, "averages:\n  platform_adoption: {value: 38.20%, source: 2024年 年鉴}\n")
    assert read.values == {"platform_adoption": IndustryAverage(Decimal("38.20"), "2024年 年鉴")}
    assert (read.lines, read.problems) == ({"averages.platform_adoption": 2}, ())
    assert averages(tmp_path, "form: x\n") == averages(tmp_path, "averages:\n") == IndustryAverages({}, {}, ())


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("platform_adoptoin: {value: 3, source: 甲}", "answer.unknown-field", "是不是“platform_adoption”？"),
        ("platform_adoption: 38.20", "answer.shape", "请写成"),
        ("platform_adoption: {value: 38.20}", "answer.missing", "没有写明出处"),
        ("platform_adoption: {value: 约四成, source: 甲}", "answer.not-a-number", "“约四成”不是数字"),
        ("platform_adoption: {source: 甲}", "answer.not-a-number", "没有写 value"),
        ("platform_adoption: {value: 1, source: 甲, year: 2024}", "answer.unknown-field", "没有“year”这一项"),
    ],
)
def test_an_average_that_is_wrong_is_told_and_not_used(tmp_path: Path, text: str, code: str, words: str) -> None:
    read = averages(tmp_path, f"averages:\n  {text}\n")
    assert [(one.code, one.where.line) for one in read.problems] == [(code, 2)]
    assert words in read.problems[0].message + read.problems[0].hint
    assert not read.values or "year" in text


def test_a_form_that_needs_no_average_says_so(tmp_path: Path) -> None:
    read = averages(tmp_path, "averages: {platform_adoption: {value: 1, source: 甲}}\n", "2022-application")
    assert "请删去" in read.problems[0].hint
    assert list_required_averages(built_in().load_form("2022-application")) == {}
    assert averages(tmp_path, "averages: 38\n").problems[0].code == "answer.shape"


# -- figures that cannot be --


@pytest.mark.parametrize(
    ("row", "values", "expected"),
    [
        ("rd", {"base": "0"}, ["goals.base"]),
        ("patents", {"base": "0", "target": "0"}, ["goals.base"]),
        ("co2", {"base": "0"}, ["goals.base"]),
        ("rd", {"base": "-2"}, ["answer.negative"]),
        ("rd", {"target": "-2"}, ["answer.negative"]),
        ("smes", {"base": "0", "target": "1"}, []),
        ("growth", {"base": "-3.00"}, ["goals.base-below"]),
        ("platform", {"target": "100"}, []),
        ("platform", {"target": "100.01"}, ["answer.above-maximum"]),
        ("patents", {"target": NOTHING}, ["goals.no-number"]),
        ("growth", {"base": "14.11", "target": "10.00"}, []),
        ("growth", {"target": NOTHING}, ["goals.no-number"]),
        ("co2", {"base": NOTHING, "target": NOTHING}, ["goals.no-number"] * 2),
        ("rd", {"base": None}, []),
        ("rd", {"base": None, "target": None}, []),
        ("rd", {"target": "1.50"}, ["goals.not-met"]),
        ("rd", {"target": "0"}, ["goals.not-met"]),
        ("co2", {"target": "0"}, []),
        ("co2", {"base": "0.39", "target": "0.40"}, ["goals.backwards"]),
        ("co2", {"base": "0.39", "target": "0.39"}, ["goals.advisory"]),
        ("platform", {"base": "60", "target": "59.99"}, ["goals.backwards"]),
        ("platform", {"base": "60", "target": "60"}, ["goals.unchanged"]),
        ("platform", {"base": "60", "target": "60.01"}, []),
    ],
)
def test_figures_that_cannot_be_are_told_and_nothing_passes_by_them(
    examples: dict[str, Application], row: str, values: dict[str, object], expected: list[str]
) -> None:
    assert codes(changed(examples[APPLICATION_2022], row, **values)) == expected


@pytest.mark.parametrize("letter", ["c", "d"])
def test_a_blank_or_a_base_of_nothing_is_open(examples: dict[str, Application], letter: str) -> None:
    row = {"c": "rd", "d": "patents"}[letter]
    for values in ({"base": None}, {"target": None}, {"base": "0"}, {"base": NOTHING}):
        one = judgement(changed(examples[APPLICATION_2022], row, **values), letter)
        assert (one.state, one.margin) == (VerdictState.OPEN, None)


@pytest.mark.parametrize(
    ("row", "letter", "target"), [("platform", "e", "100.01"), ("rd", "c", "-9"), ("co2", "f", "-1")]
)
def test_an_impossible_figure_passes_no_rule(
    examples: dict[str, Application], row: str, letter: str, target: str
) -> None:
    one = judgement(changed(examples[APPLICATION_2022], row, target=target), letter)
    assert (one.state, one.margin) == (VerdictState.OPEN, None)
    assert "没有可用的数" in one.words


@pytest.mark.parametrize(
    ("row", "base", "target", "words"),
    [
        ("co2", "0.39", "0.40", "“二氧化碳排放量”的目标值 0.40 吨/万元 比基准值 0.39 吨/万元 还高。"),
        ("platform", "60", "55", "“工业互联网普及率”的目标值 55% 比基准值 60% 还低。"),
    ],
)
def test_a_goal_that_goes_backwards_is_told_in_words(
    examples: dict[str, Application], row: str, base: str, target: str, words: str
) -> None:
    (problem,) = problems(changed(examples[APPLICATION_2022], row, base=base, target=target))
    assert problem.message == words


def test_goals_of_2025_may_not_go_backwards_even_without_an_average(examples: dict[str, Application]) -> None:
    application = changed(examples[APPLICATION_2025], "energy", base="0.14", target="0.15")
    assert codes(application) == codes(application, AVERAGES) == ["goals.backwards"]
    (problem,) = problems(changed(examples[APPLICATION_2025], "energy", target="0.14"))
    assert problem.code == "goals.unchanged"
    assert problem.rule.startswith("备注：基准值须符合")


# -- the same figure elsewhere in the form --


@pytest.mark.parametrize(
    ("name", "row", "near", "far"),
    [
        (APPLICATION_2022, "patents", "118", "119"),
        (APPLICATION_2022, "platform", "31.48", "31.47"),
        (APPLICATION_2022, "co2", "0.38", "0.37"),
        (APPLICATION_2025, "platform", "29.92", "29.93"),
        (REVIEW, "co2", "0.33", "0.34"),
    ],
)
def test_a_base_that_another_answer_has_differently_is_asked_about(
    examples: dict[str, Application], name: str, row: str, near: str, far: str
) -> None:
    told = [changed(examples[name], row, base=value) for value in (near, far)]
    agreeing, differing = (check_goals(one, judge_goals(one)) for one in told)
    assert "goals.base-differs" not in [one.code for one in agreeing]
    found = [one for one in differing if one.code == "goals.base-differs"]
    assert len(found) == 1
    assert found[0].severity is Severity.WARNING
    assert found[0].where.slot == f"goals.{ROWS[row]}.base"


def test_the_base_of_the_review_is_that_of_its_first_year(examples: dict[str, Application]) -> None:
    application = changed(examples[REVIEW], "platform", table="achievements", base="45.50")
    (problem,) = check_goals(application, judge_goals(application))
    assert problem.code == "goals.base-differs"
    assert "2022年填的是 36.02" in problem.message


def test_the_spending_of_the_whole_cluster_is_not_taken_for_that_of_the_small_ones(
    examples: dict[str, Application],
) -> None:
    review = examples[REVIEW]
    assert review.answers["goals.innovation.rd_spending.base"] != review.answers["rd_spending.2024"]
    assert list(check_goals(review, judge_goals(review))) == []


# -- what a review says was done --


def over(application: Application) -> Application:
    """The review as if the goals had been for the last year of its figures, which is over."""

    def moved(field: Field) -> Field:
        if not isinstance(field, Goals) or field.span is None or not field.span.done:
            return field
        return replace(field, span=replace(field.span, year=application.form.years.actual[-1]))

    parts = [replace(part, fields=tuple(map(moved, part.fields))) for part in application.form.parts]
    return dataclasses.replace(application, form=replace(application.form, parts=tuple(parts)))


def test_what_was_done_is_compared_with_the_goal(examples: dict[str, Application]) -> None:
    review = examples[REVIEW]
    growth, smes = completion(review, "growth"), completion(review, "smes")
    assert (growth.state, growth.words) == (VerdictState.MET, "目标 14.24%，完成 14.25%，高 0.01 个百分点")
    assert (smes.state, smes.margin, smes.share) == (VerdictState.OPEN, Decimal(-15), Decimal("67.39"))
    assert smes.words == "目标 142 家，完成 127 家，低 15 家（2025年的全年数据还没有）"
    assert completion(review, "co2").words.startswith("目标 0.30 吨/万元，完成 0.32 吨/万元，高 0.02 吨/万元")


@pytest.mark.parametrize(
    ("row", "reached", "missed"), [("smes", "142", "141"), ("co2", "0.30", "0.31"), ("growth", "14.24", "14.23")]
)
def test_a_goal_that_was_missed_is_asked_about_once_its_year_is_over(
    examples: dict[str, Application], row: str, reached: str, missed: str
) -> None:
    review = examples[REVIEW]
    done, short = (changed(review, row, table="achievements", done=value) for value in (reached, missed))
    assert completion(done, row).state is completion(over(done), row).state is VerdictState.MET
    assert completion(short, row).state is VerdictState.OPEN
    assert completion(over(short), row).state is VerdictState.NOT_MET
    slot = f"achievements.{ROWS[row]}.done"

    def told(application: Application) -> list[str]:
        return [
            problem.code for problem in check_goals(application, judge_goals(application)) if problem.where.slot == slot
        ]

    assert told(over(short)) == ["goals.not-completed"]
    assert told(short) == told(over(done)) == []


@pytest.mark.parametrize(("row", "same", "lost"), [("smes", "96", "95"), ("co2", "0.37", "0.38")])
def test_what_is_worse_than_the_base_is_asked_about_at_once(
    examples: dict[str, Application], row: str, same: str, lost: str
) -> None:
    assert codes(changed(examples[REVIEW], row, table="achievements", done=same)) == []
    assert codes(changed(examples[REVIEW], row, table="achievements", done=lost)) == ["goals.lost"]


def test_a_done_that_is_nothing_or_blank_is_open(examples: dict[str, Application]) -> None:
    review = examples[REVIEW]
    nothing = changed(review, "rd", table="achievements", done=NOTHING)
    assert completion(nothing, "rd").state is VerdictState.OPEN
    assert codes(nothing) == ["goals.no-number"]
    assert completion(changed(review, "rd", table="achievements", done=None), "rd").state is VerdictState.OPEN
    zero = changed(review, "smes", table="achievements", base="142")
    assert completion(zero, "smes").share is None


NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40),
    st.sampled_from([Decimal(0), NOTHING, None, Decimal("1e-30"), Decimal(1)]),
)


@cache
def review() -> Application:
    return load(EXAMPLES / REVIEW, built_in())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=35, max_size=35), st.sampled_from([{}, AVERAGES]))
def test_no_figures_whatsoever_raise(numbers: list[object], given_averages: dict[str, IndustryAverage]) -> None:
    application = review()
    drawn = iter(numbers)
    for table, columns in (("goals", ("base", "target")), ("achievements", ("base", "target", "done"))):
        for row in ROWS:
            application = changed(application, row, table=table, **{column: next(drawn) for column in columns})
    for strange in (application, over(application)):
        assert all(problem.message for problem in check_goals(strange, judge_goals(strange, given_averages)))
