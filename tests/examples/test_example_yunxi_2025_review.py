"""The example 云溪县 2025 agrees with itself and with 2022: recomputed from its table, without docgen's own reading."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
import yaml

from docgen.definitions.catalog import built_in
from docgen.documents.sheets.list_sheets import build_item_lists, describe_item_lists
from docgen.project.application_loader import load
from docgen.rules.evidence.evidence_checklist import ItemState, judge_items
from docgen.values import count_zi, round_to_two_places
from example_answers import answers_of, read_firms, total

ROOT = Path(__file__).parents[2]
CASE = ROOT / "data/examples/yunxi-2025-review"
EVIDENCE = CASE / "evidence"
YEARS = ("2022", "2023", "2024")
TITLES = ("专精特新", "小巨人", "单项冠军", "高新技术企业", "创新型中小企业")


FIRMS = read_firms(CASE.name)
BEFORE = read_firms("yunxi-2022")
SMES = [firm for firm in FIRMS if firm["是否中小企业"] == "是"]
LEADING = [firm for firm in FIRMS if firm["是否主导产业"] == "是"]
ANSWERS = answers_of(CASE.name)
ANSWERS_2022 = answers_of("yunxi-2022")
FORM: dict[str, Any] = yaml.load((ROOT / "data/forms/2025-review.yaml").read_text("utf-8"), yaml.BaseLoader)
FIELDS = {field["id"]: field for part in FORM["parts"] for field in part["fields"]}
LONG_TEXTS = [id for id, field in FIELDS.items() if field["kind"] == "long_text"]
PLAN = re.sub(r"<!--.*?-->", "", (CASE / "plan.md").read_text("utf-8"), flags=re.DOTALL)
PROSE = "\n".join(line for line in PLAN.splitlines() if not line.startswith("#"))


def yearly(firms: list[dict[str, str]], column: str) -> list[Decimal]:
    return [total(firms, column.format(year)) for year in YEARS]


def declared(field: str) -> list[Decimal]:
    return [Decimal(ANSWERS[field][year]) for year in YEARS]


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return round_to_two_places(Decimal(part) * 100 / Decimal(whole))


def growth(values: list[Decimal]) -> list[Decimal]:
    return [percent(later - earlier, earlier) for earlier, later in zip(values, values[1:], strict=False)]


def average_growth(first: Decimal | str, last: Decimal | str, intervals: int) -> Decimal:
    return round_to_two_places(((Decimal(last) / Decimal(first)) ** (Decimal(1) / intervals) - 1) * 100)


def held(firms: list[dict[str, str]], column: str) -> list[int]:
    return [sum(1 for firm in firms if firm[column] and firm[column] <= year) for year in YEARS]


def quality_smes(year: str) -> int:
    return sum(1 for f in SMES if any(f[f"{title}认定年份"] and f[f"{title}认定年份"] <= year for title in TITLES))


def evidence_files() -> list[Path]:
    return sorted(path for path in EVIDENCE.rglob("*") if path.is_file())


def rows_of(words: str, sheet: int = 0) -> list[tuple[Any, ...]]:
    (path,) = [path for path in evidence_files() if path.suffix == ".xlsx" and words in path.name]
    return list(openpyxl.load_workbook(path).worksheets[sheet].iter_rows(min_row=3, values_only=True))


# ── the table and the answers ──


def test_the_enterprises_of_2021_are_all_there_and_nineteen_have_come() -> None:
    codes = {firm["企业名称"]: firm["统一社会信用代码"] for firm in FIRMS}
    assert len(FIRMS) == len(codes) == len(set(codes.values())) == 205
    assert {firm["企业名称"]: firm["统一社会信用代码"] for firm in BEFORE}.items() <= codes.items()
    late = [firm for firm in FIRMS if Decimal(firm["2022年产值（亿元）"]) == 0 or "成立" in firm["备注"]]
    assert len(late) == len(FIRMS) - len(BEFORE)


def test_what_an_enterprise_had_in_2021_it_still_has() -> None:
    now = {firm["企业名称"]: firm for firm in FIRMS}
    for before in BEFORE:
        after = now[before["企业名称"]]
        assert all(after[f"{t}认定年份"] == before[f"{t}认定年份"] for t in TITLES if before[f"{t}认定年份"])
        assert int(after["2022年有效发明专利"]) >= int(before["2021年有效发明专利"])


def test_output_and_shares_are_those_of_the_table() -> None:
    whole = yearly(FIRMS, "{}年产值（亿元）")
    assert whole == declared("output_value")
    for firms, field in ((SMES, "sme_output_share"), (LEADING, "leading_output_share")):
        parts = yearly(firms, "{}年产值（亿元）")
        assert [percent(a, b) for a, b in zip(parts, whole, strict=True)] == declared(field)


def test_the_growth_of_the_leading_industry_starts_from_the_level_of_2021() -> None:
    base = total([firm for firm in BEFORE if firm["是否主导产业"] == "是"], "2021年产值（亿元）")
    levels = [base, *yearly(LEADING, "{}年产值（亿元）")]
    assert growth(levels) == declared("leading_output_growth")
    assert average_growth(levels[0], levels[3], 3) == Decimal(ANSWERS["leading_output_growth_average"])


def test_enterprises_are_counted_in_the_years_in_which_they_produced() -> None:
    for firms, field in ((FIRMS, "enterprises"), (SMES, "smes")):
        counts = [sum(1 for firm in firms if Decimal(firm[f"{year}年产值（亿元）"]) > 0) for year in YEARS]
        assert counts == declared(field)


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("leading_specialized_smes", "专精特新认定年份"),
        ("leading_little_giants", "小巨人认定年份"),
        ("leading_champions", "单项冠军认定年份"),
        ("leading_high_tech", "高新技术企业认定年份"),
        ("leading_innovative", "创新型中小企业认定年份"),
        ("cloud_smes", "上云年份"),
        ("connected_smes", "接入工业互联网平台年份"),
    ],
)
def test_what_enterprises_gained_is_counted_by_year(field: str, column: str) -> None:
    firms = SMES if field in ("cloud_smes", "connected_smes") else LEADING
    assert held(firms, column) == held(FIRMS, column) == declared(field)


def test_the_shares_of_cloud_and_platform_are_counts_of_smes() -> None:
    for count, share in (("cloud_smes", "sme_cloud_share"), ("connected_smes", "sme_platform_adoption")):
        shares = [percent(a, b) for a, b in zip(declared(count), declared("smes"), strict=True)]
        assert shares == declared(share)


def test_rd_is_that_of_the_table() -> None:
    spending, output = yearly(SMES, "{}年研发投入（万元）"), yearly(SMES, "{}年产值（亿元）")
    base = total([firm for firm in BEFORE if firm["是否中小企业"] == "是"], "2021年研发投入（万元）")
    assert [percent(a, b * 10000) for a, b in zip(spending, output, strict=True)] == declared("rd_intensity")
    assert [round_to_two_places(value / 10000) for value in spending] == declared("rd_spending")
    assert growth([base, *spending]) == declared("sme_rd_growth")


def test_patents_and_staff_are_those_of_the_table() -> None:
    stock = yearly(SMES, "{}年有效发明专利")
    assert stock[2] == Decimal(ANSWERS["sme_patents"])
    assert average_growth(ANSWERS_2022["sme_patents"], stock[2], 3) == Decimal(ANSWERS["sme_patent_growth_average"])
    staff = total(SMES, "2024年从业人员数")
    assert round_to_two_places(stock[2] / staff * 10000) == Decimal(ANSWERS["sme_patents_per_10000"])
    assert f"中小企业从业人员{staff}人" in PROSE
    assert all(int(firm["2024年研发人员数"]) <= int(firm["2024年从业人员数"]) for firm in FIRMS)


def test_co2_and_energy_fall_as_declared_from_the_first_of_the_three_years() -> None:
    for series, reduction in (("co2_intensity", "co2_reduction"), ("energy_intensity", "energy_intensity_reduction")):
        values = declared(series)
        assert values == sorted(set(values), reverse=True)
        assert percent(values[0] - values[2], values[0]) == Decimal(ANSWERS[reduction])
    assert declared("co2_intensity")[0] < Decimal(ANSWERS_2022["co2_intensity"]["2021"])


def test_nobody_exports_or_spends_more_than_it_produces() -> None:
    for firm in FIRMS:
        for year in YEARS:
            output = Decimal(firm[f"{year}年产值（亿元）"]) * 10000
            assert Decimal(firm[f"{year}年出口贸易额（万元）"]) <= output
            assert Decimal(firm[f"{year}年研发投入（万元）"]) <= output / 10
    assert not [f for f in SMES if int(f["2024年从业人员数"]) >= 1000 and Decimal(f["2024年产值（亿元）"]) >= 4]


# ── the form ──


def test_every_field_of_the_form_is_answered_and_nothing_else() -> None:
    assert set(ANSWERS) == {id for id, field in FIELDS.items() if field["kind"] not in ("blank", "narrative")}


def test_choices_are_given_by_their_printed_labels_and_no_statement_is_owed() -> None:
    for id, field in FIELDS.items():
        labels = set(field.get("options", {}).values())
        if field["kind"] == "choice":
            assert ANSWERS[id] in labels, id
        elif field["kind"] == "choices":
            assert ANSWERS[id] and set(ANSWERS[id]) <= labels, id
    assert all(ANSWERS[id] == "否" for id in ("operator_changed", "major_incident", "serious_violation"))


def test_who_and_what_the_cluster_is_has_not_changed_since_2022() -> None:
    same = ("province", "city", "county", "cluster_name", "department", "operator", "area", "industry_type")
    assert all(ANSWERS[field] == ANSWERS_2022[field] for field in same)


@pytest.mark.parametrize("field", LONG_TEXTS)
def test_every_text_fills_its_cell_and_stays_within_200(field: str) -> None:
    length = count_zi(ANSWERS[field])
    assert 140 <= length.words <= 195
    assert length.characters <= int(FIELDS[field]["limit"])


def test_no_sentence_is_taken_over_from_2022() -> None:
    old = "".join(str(value) for value in ANSWERS_2022.values())
    sentences = [s for field in LONG_TEXTS for s in re.split("[。；]", ANSWERS[field]) if len(s) > 12]
    assert len(LONG_TEXTS) == 8
    assert len(sentences) == len(set(sentences))
    assert not [sentence for sentence in sentences if sentence in old]


def test_the_plan_has_the_official_headings_and_keeps_its_limit() -> None:
    headings = [line for line in PLAN.splitlines() if line.startswith("#")]
    assert headings == [f"{'#' * int(section['level'])} {section['heading']}" for section in FIELDS["plan"]["sections"]]
    assert 2500 <= count_zi(PROSE).words <= 3000
    assert count_zi(PROSE).characters <= 3000


# ── the goals ──


def test_the_base_of_2022_and_the_achievement_are_what_the_years_say() -> None:
    reached, smes = ANSWERS["achievements"], ("2022", "2024")
    output = reached["industry"]["output_growth"]
    assert Decimal(output["base"]) == average_growth("44.70", "66.40", 3)
    assert Decimal(output["target"]) == average_growth("66.40", "99.00", 3)
    assert Decimal(output["done"]) == average_growth("58.20", "86.80", 3)
    spending = [round_to_two_places(total(FIRMS, f"{year}年研发投入（万元）") / 10000) for year in smes]
    patents = [total(SMES, f"{year}年有效发明专利") for year in smes]
    pairs = {
        ("industry", "quality_smes"): [quality_smes(year) for year in smes],
        ("innovation", "rd_spending"): spending,
        ("innovation", "patents"): patents,
        ("digital", "platform_adoption"): [Decimal(ANSWERS["sme_platform_adoption"][year]) for year in smes],
        ("green", "co2"): [Decimal(ANSWERS["co2_intensity"][year]) for year in smes],
        ("green", "energy"): [Decimal(ANSWERS["energy_intensity"][year]) for year in smes],
    }
    for (direction, indicator), values in pairs.items():
        cells = reached[direction][indicator]
        assert [Decimal(cells["base"]), Decimal(cells["done"])] == values, indicator
        assert ANSWERS["goals"][direction][indicator]["base"] == cells["done"]


def test_expected_figures_of_2025_are_called_expected() -> None:
    assert "“2025年完成值”的数字为2024年末实际数" in PROSE
    for phrase in ("99.20亿元", "11.30亿元"):
        sentences = [s for s in re.split("[。；，]", str(ANSWERS["achievements"])) if phrase in s]
        assert sentences and all("预计2025年" in sentence for sentence in sentences)


def test_the_enterprises_above_scale_are_counted_in_the_table() -> None:
    own = {row["label"]: row for row in ANSWERS["achievements"]["industry"]["own"]}["规模以上企业数量"]
    for year, cell in (("2022", own["base"]), ("2024", own["done"])):
        count = sum(1 for firm in FIRMS if Decimal(firm[f"{year}年产值（亿元）"]) >= Decimal("0.20"))
        assert f"{count}家" in cell


def test_every_goal_of_2022_was_reached_in_2024() -> None:
    goals, reached = ANSWERS_2022["goals"], ANSWERS["achievements"]
    for direction, indicator in (
        ("industry", "quality_smes"),
        ("innovation", "rd_spending"),
        ("innovation", "patents"),
    ):
        assert Decimal(reached[direction][indicator]["done"]) >= Decimal(goals[direction][indicator]["target"])
    for indicator in ("co2", "energy"):
        assert Decimal(reached["green"][indicator]["done"]) <= Decimal(goals["green"][indicator]["target"])
    assert "2024年目标全部实现" in PROSE


STAGES = {
    "集群总产值达到([\\d.]+)亿元": ("86.80", "126.20"),
    "规模以上企业(\\d+)家": ("111", "138"),
    "优质中小企业(\\d+)家": ("127", "174"),
    "研发经费投入([\\d.]+)亿元": ("3.13", "4.70"),
    "有效发明专利(\\d+)个": ("196", "318"),
    "工业互联网普及率([\\d.]+)%": ("45.50", "62.00"),
    "企业上云比例([\\d.]+)%": ("80.50", "92.00"),
    "二氧化碳排放量降至([\\d.]+)吨/万元": ("0.32", "0.27"),
    "单位工业产值能耗降至([\\d.]+)吨": ("0.19", "0.16"),
    "出口额([\\d.]+)亿元": ("10.12", "14.60"),
}


@pytest.mark.parametrize("pattern", STAGES)
def test_the_stages_lead_from_the_base_to_the_target(pattern: str) -> None:
    stages = PLAN[PLAN.index("（1）2025年度") : PLAN.index("# （一）重点任务")]
    base, target = map(Decimal, STAGES[pattern])
    steps = [base, *map(Decimal, re.findall(pattern, stages))]
    assert len(set(steps)) == 4
    assert steps[-1] == target
    assert steps == sorted(steps, reverse=target < base)


def test_the_goals_of_2027_meet_the_rules() -> None:
    goals = ANSWERS["goals"]
    assert Decimal(goals["industry"]["output_growth"]["target"]) == average_growth("86.80", "126.20", 3) >= 10
    spending, patents = goals["innovation"]["rd_spending"], goals["innovation"]["patents"]
    assert average_growth(spending["base"], spending["target"], 3) >= 10
    assert average_growth(patents["base"], patents["target"], 3) >= 15


# ── the evidence ──


def test_every_item_that_is_needed_has_evidence_and_no_other() -> None:
    application = load(CASE, built_in())
    checked = judge_items(application, describe_item_lists(application, build_item_lists(application)))
    states = {item.item.number: (item.is_needed, item.state) for item in checked}
    assert all(state is (ItemState.READY if needed else ItemState.NOT_NEEDED) for needed, state in states.values())
    assert [number for number, (needed, _) in states.items() if not needed] == ["11", "17", *NOT_ASKED]


NOT_ASKED = ["补1", "补2", "补3", "补4", "补7", "补8"]


def test_the_evidence_is_of_many_kinds_and_below_three_megabytes() -> None:
    files = evidence_files()
    assert len(files) >= 30
    assert {path.suffix for path in files} == {".pdf", ".jpg", ".png", ".tif", ".docx", ".xlsx"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


@pytest.mark.slow
def test_each_enterprise_has_its_sheet() -> None:
    (path,) = EVIDENCE.glob("02*.pdf")
    texts = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert len(texts) == len(FIRMS)
    assert all("示例材料" in text and "2024年从业" in text.replace("\n", "") for text in texts)


def test_the_lists_have_as_many_rows_as_the_form_says() -> None:
    assert len(rows_of("上云", 0)) == int(ANSWERS["cloud_smes"]["2024"])
    assert len(rows_of("上云", 1)) == int(ANSWERS["connected_smes"]["2024"])
    assert (len(rows_of("两化融合", 0)), len(rows_of("两化融合", 1))) == (31, 38)
    assert [row[2] for row in rows_of("两化融合", 1)].count("1级") == 38 - 15
    assert rows_of("质量诊断")[-1][3] == 1040
