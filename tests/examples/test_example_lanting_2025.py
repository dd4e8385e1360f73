"""The example 兰汀县 2025 agrees with itself: recomputed from its enterprise table, without docgen's own reading.

The answers that docgen computes are among ANSWERS, so that each is compared with what is reckoned here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.values import count_zi, round_to_two_places
from example_answers import answers_of, read_firms, total

ROOT = Path(__file__).parents[2]
CASE = ROOT / "data/examples/lanting-2025"
YEARS = ("2022", "2023", "2024")
# What the plan and the comments name of 2021: the base of the first growth rate and of the averages.
BASE = {"output": Decimal("36.84"), "leading": Decimal("30.06"), "rd": Decimal("7326.40")}
BASE_EXPORTS, BASE_FDI = Decimal("98420.00"), Decimal("1258.04")
COUNTY_OUTPUT = [Decimal("118.40"), Decimal("127.60"), Decimal("137.85")]


FIRMS = read_firms(CASE.name)
SMES = [firm for firm in FIRMS if firm["是否中小企业"] == "是"]
LEADING = [firm for firm in FIRMS if firm["是否主导产业"] == "是"]
SOURCE = (CASE / "application.yaml").read_text("utf-8")
ANSWERS = answers_of(CASE.name)
FORM: dict[str, Any] = yaml.load((ROOT / "data/forms/2025-application.yaml").read_text("utf-8"), yaml.BaseLoader)
FIELDS = {field["id"]: field for part in FORM["parts"] for field in part["fields"]}
PLAN = re.sub(r"<!--.*?-->", "", (CASE / "plan.md").read_text("utf-8"), flags=re.DOTALL)
PROSE = "\n".join(line for line in PLAN.splitlines() if not line.startswith("#"))
LONG_TEXTS = [id for id, field in FIELDS.items() if field["kind"] == "long_text"]


def yearly(firms: list[dict[str, str]], column: str) -> list[Decimal]:
    return [total(firms, column.format(year)) for year in YEARS]


def declared(field: str) -> list[Decimal]:
    return [Decimal(ANSWERS[field][year]) for year in YEARS]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    return round_to_two_places(part * 100 / whole)


def shares(parts: list[Decimal], wholes: list[Decimal]) -> list[Decimal]:
    return [percent(part, whole) for part, whole in zip(parts, wholes, strict=True)]


def growth(values: list[Decimal]) -> list[Decimal]:
    return [percent(later - earlier, earlier) for earlier, later in zip(values, values[1:], strict=False)]


def average_growth(first: Decimal, last: Decimal) -> Decimal:
    return round_to_two_places(((last / first) ** (Decimal(1) / 3) - 1) * 100)


def since(firms: list[dict[str, str]], column: str) -> list[Decimal]:
    return [Decimal(sum(1 for firm in firms if firm[column] and firm[column] <= year)) for year in YEARS]


# ── the table and the answers ──


def test_output_and_its_shares_are_those_of_the_table() -> None:
    whole = yearly(FIRMS, "{}年产值（亿元）")
    assert whole == declared("output_value")
    assert shares(yearly(SMES, "{}年产值（亿元）"), whole) == declared("sme_output_share")
    assert shares(yearly(LEADING, "{}年产值（亿元）"), whole) == declared("leading_output_share")
    assert shares(whole, COUNTY_OUTPUT) == declared("county_output_share")
    assert "、".join(str(value) for value in COUNTY_OUTPUT) in SOURCE


def test_growth_starts_from_the_base_of_2021() -> None:
    leading = [BASE["leading"], *yearly(LEADING, "{}年产值（亿元）")]
    assert growth(leading) == declared("leading_output_growth")
    assert average_growth(leading[0], leading[3]) == Decimal(ANSWERS["leading_output_growth_average"])
    assert growth([BASE_EXPORTS, *yearly(FIRMS, "{}年出口贸易额（万元）")]) == declared("export_growth")
    assert growth([BASE_FDI, *yearly(FIRMS, "{}年外商直接投资额（万元）")]) == declared("fdi_growth")
    assert all(f"{value}亿元" in SOURCE for value in (BASE["output"], BASE["leading"]))


def test_the_base_of_2021_is_that_of_the_table() -> None:
    columns = {"output": "产值（亿元）", "exports": "出口贸易额（万元）", "fdi": "外商直接投资额（万元）"}
    sums = {name: total(FIRMS, f"2021年{column}") for name, column in columns.items()}
    assert sums == {"output": BASE["output"], "exports": BASE_EXPORTS, "fdi": BASE_FDI}
    assert total(LEADING, "2021年产值（亿元）") == BASE["leading"]
    assert total(SMES, "2021年研发投入（万元）") == BASE["rd"]


def test_amounts_are_those_of_the_table() -> None:
    assert yearly(FIRMS, "{}年出口贸易额（万元）") == declared("exports")
    assert yearly(FIRMS, "{}年外商直接投资额（万元）") == declared("fdi")
    assert yearly(FIRMS, "{}年工业软件采购额（万元）") == declared("software_purchases")


def test_rd_is_that_of_the_smes_in_the_table() -> None:
    spending, output = yearly(SMES, "{}年研发投入（万元）"), yearly(SMES, "{}年产值（亿元）")
    assert [round_to_two_places(value / 10000) for value in spending] == declared("rd_spending")
    assert shares(spending, [value * 10000 for value in output]) == declared("rd_intensity")
    assert growth([BASE["rd"], *spending]) == declared("sme_rd_growth")


def test_the_printed_rd_amounts_give_nearly_the_printed_growth() -> None:
    printed = growth(declared("rd_spending"))
    assert all(abs(a - b) < Decimal("0.1") for a, b in zip(printed, declared("sme_rd_growth")[1:], strict=True))


def test_enterprises_are_counted_in_the_years_in_which_they_produced() -> None:
    for firms, field in ((FIRMS, "enterprises"), (SMES, "smes")):
        counts = [sum(1 for firm in firms if Decimal(firm[f"{year}年产值（亿元）"]) > 0) for year in YEARS]
        assert counts == [int(ANSWERS[field][year]) for year in YEARS]


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("leading_specialized_smes", "省级专精特新"),
        ("leading_little_giants", "小巨人"),
        ("leading_champions", "单项冠军"),
        ("leading_high_tech", "高新技术企业"),
        ("leading_innovative", "创新型中小企业"),
        ("leading_listed", "上市"),
        ("leading_pre_listing", "上市辅导"),
    ],
)
def test_titles_are_those_of_the_leading_industry(field: str, title: str) -> None:
    assert since(LEADING, f"{title}认定年份") == declared(field)
    assert since(FIRMS, f"{title}认定年份") == declared(field)


@pytest.mark.parametrize(
    ("share", "column", "count"),
    [
        ("sme_cloud_share", "上云年份", "cloud_smes"),
        ("sme_platform_adoption", "接入工业互联网平台年份", "connected_smes"),
        ("digital_rd_tools", "应用数字化研发工具年份", ""),
    ],
)
def test_digital_shares_are_whole_enterprises(share: str, column: str, count: str) -> None:
    users = since(SMES, column)
    assert shares(users, declared("smes")) == declared(share)
    assert not count or users == declared(count)


def test_staff_and_patents_are_those_of_the_table() -> None:
    assert yearly(SMES, "{}年从业人员数") == declared("sme_staff")
    assert yearly(SMES, "{}年研发人员数") == declared("rd_staff")
    first, last = total(SMES, "2021年有效发明专利"), total(SMES, "2024年有效发明专利")
    assert last == Decimal(ANSWERS["sme_patents"])
    assert average_growth(first, last) == Decimal(ANSWERS["sme_patent_growth_average"])
    assert round_to_two_places(last / Decimal(ANSWERS["sme_staff"]["2024"]) * 10000) == Decimal(
        ANSWERS["sme_patents_per_10000"]
    )


def test_each_enterprise_is_possible() -> None:
    for firm in FIRMS:
        for year in YEARS:
            output = Decimal(firm[f"{year}年产值（亿元）"]) * 10000
            assert Decimal(firm[f"{year}年出口贸易额（万元）"]) <= output
            assert Decimal(firm[f"{year}年研发投入（万元）"]) <= output / 10
            assert int(firm[f"{year}年研发人员数"]) <= int(firm[f"{year}年从业人员数"]) // 2
    large = [f for f in FIRMS if int(f["2024年从业人员数"]) >= 1000 and Decimal(f["2024年产值（亿元）"]) >= 4]
    assert [f["备注"] for f in large] == ["从业人员1000人以上且营业收入4亿元以上"]
    assert not [f for f in large if f in SMES]


def test_co2_and_energy_fall_and_give_the_rate_of_reduction() -> None:
    for field in ("co2_intensity", "energy_intensity"):
        assert declared(field) == sorted(set(declared(field)), reverse=True)
    first, _, last = declared("energy_intensity")
    assert percent(first - last, first) == Decimal(ANSWERS["energy_intensity_reduction"])


def test_the_criteria_of_recognition_are_met_but_not_richly() -> None:
    output = [BASE["output"], *declared("output_value")]
    assert all(40 <= value < 60 for value in output[1:])
    assert all(10 < rate < 15 for rate in growth(output))
    assert min(declared("sme_output_share")) >= 70
    assert min(declared("leading_output_share")) > 70
    assert Decimal(ANSWERS["leading_output_growth_average"]) > 10
    assert int(ANSWERS["leading_little_giants"]["2024"]) >= 1
    assert min(declared("sme_rd_growth")) > 10
    assert 15 <= Decimal(ANSWERS["sme_patent_growth_average"]) < 20
    assert Decimal(ANSWERS["sme_patents_per_10000"]) >= 15
    assert min(declared("sme_platform_adoption")) >= 15


def test_credit_codes_are_valid_unique_and_of_a_region_that_does_not_exist() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    codes = [firm["统一社会信用代码"] for firm in FIRMS]
    assert len(set(codes)) == len({firm["企业名称"] for firm in FIRMS}) == 121
    for code in codes:
        check = sum(alphabet.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
        assert code.startswith("91990127")
        assert alphabet[(31 - check % 31) % 31] == code[17]


# ── the form ──


def test_every_field_is_answered_and_choices_by_their_printed_labels() -> None:
    assert set(ANSWERS) == {id for id, field in FIELDS.items() if field["kind"] not in ("blank", "narrative")}
    for id, field in FIELDS.items():
        if field["kind"] in ("choice", "choices"):
            chosen = ANSWERS[id] if isinstance(ANSWERS[id], list) else [ANSWERS[id]]
            assert set(chosen) <= set(field["options"].values()), id


def test_the_declarations_are_clean_and_some_lists_are_empty() -> None:
    assert [ANSWERS[id] for id in ("industry_restricted", "major_incident", "serious_violation")] == ["否"] * 3
    lists = [ANSWERS[id] for id, field in FIELDS.items() if field["kind"] == "named_list"]
    assert 3 <= lists.count("无") < len(lists) - 3
    own = [ANSWERS["goals"][direction]["own"] for direction in ("industry", "innovation", "digital", "green", "other")]
    assert [len(rows) for rows in own if rows != "无"] == [1, 1]


@pytest.mark.parametrize("field", LONG_TEXTS)
def test_every_text_fills_its_cell_and_stays_within_200(field: str) -> None:
    length = count_zi(ANSWERS[field])
    assert 140 <= length.words <= 195
    assert length.characters <= int(FIELDS[field]["limit"])


def test_the_plan_has_the_official_headings_and_keeps_its_limit() -> None:
    sections = FIELDS["plan"]["sections"]
    headings = [line for line in PLAN.splitlines() if line.startswith("#")]
    assert headings == [f"{'#' * int(section['level'])} {section['heading']}" for section in sections]
    assert count_zi(PROSE).words >= 2500
    assert count_zi(PROSE).characters <= 3000


def test_no_sentence_is_used_twice() -> None:
    sentences = [s for field in LONG_TEXTS for s in re.split("[。；]", ANSWERS[field]) if len(s) > 8]
    assert len(LONG_TEXTS) == 8
    assert len(sentences) == len(set(sentences))


# ── one fact, one figure ──


def test_texts_and_plan_name_the_figures_of_the_answers() -> None:
    everywhere = "\n".join([PROSE, *(ANSWERS[field] for field in LONG_TEXTS)])
    exports = round_to_two_places(Decimal(ANSWERS["exports"]["2024"]) / 10000)
    for phrase in (
        *(f"{ANSWERS['output_value'][year]}亿元" for year in YEARS),
        f"企业{ANSWERS['enterprises']['2024']}家，其中中小企业{ANSWERS['smes']['2024']}家",
        f"从业人员{ANSWERS['sme_staff']['2024']}人",
        f"研发人员{ANSWERS['rd_staff']['2024']}人",
        f"全县工业总产值的{ANSWERS['county_output_share']['2024']}%",
        f"年均增长{ANSWERS['leading_output_growth_average']}%",
        f"年均增长{average_growth(BASE['rd'], total(SMES, '2024年研发投入（万元）'))}%，研发投入强度"
        f"{ANSWERS['rd_intensity']['2024']}%",
        f"增加到{ANSWERS['sme_patents']}个，年均增长{ANSWERS['sme_patent_growth_average']}%",
        f"每万人拥有{ANSWERS['sme_patents_per_10000']}个",
        f"PCT国际专利申请{ANSWERS['pct_applications']}件",
        f"{ANSWERS['cloud_smes']['2024']}家中小企业上云，上云比例{ANSWERS['sme_cloud_share']['2024']}%",
        f"普及率{ANSWERS['sme_platform_adoption']['2024']}%",
        f"数字化研发工具普及率{ANSWERS['digital_rd_tools']['2024']}%",
        f"{ANSWERS['software_purchases']['2024']}万元",
        f"出口{exports}亿元，比上年增长{ANSWERS['export_growth']['2024']}%",
        f"外商直接投资{ANSWERS['fdi']['2024']}万元",
        f"占地{ANSWERS['area']}平方公里",
        f"分支机构{ANSWERS['overseas_branches']}个",
        f"工业用水重复利用率{ANSWERS['water_reuse']}%",
    ):
        assert phrase in everywhere, phrase


STAGES = {
    "集群总产值达到([\\d.]+)亿元": ("52.07", "73.40"),
    "规模以上企业(\\d+)家": ("69", "90"),
    "优质中小企业(\\d+)家": ("53", "82"),
    "研发经费投入([\\d.]+)亿元": ("1.12", "1.62"),
    "有效发明专利(\\d+)个": ("97", "152"),
    "工业互联网普及率([\\d.]+)%": ("29.91", "45.00"),
    "上云比例([\\d.]+)%": ("58.97", "75.00"),
    "二氧化碳排放量降至([\\d.]+)吨/万元": ("0.36", "0.30"),
    "单位工业产值能耗降至([\\d.]+)吨": ("0.14", "0.11"),
    "出口额([\\d.]+)亿元": ("12.61", "16.80"),
}


@pytest.mark.parametrize("pattern", STAGES)
def test_the_stages_lead_from_the_base_to_the_target(pattern: str) -> None:
    stages = PROSE[PROSE.index("集群总产值达到58.40亿元") :]
    base, target = map(Decimal, STAGES[pattern])
    steps = [base, *map(Decimal, re.findall(pattern, stages)[:3])]
    assert steps[-1] == target
    assert len(set(steps)) == 4
    assert steps == sorted(steps, reverse=target < base)


def test_the_base_of_the_goals_is_what_the_form_says_elsewhere() -> None:
    goals = ANSWERS["goals"]
    titles = ("省级专精特新", "小巨人", "高新技术企业", "创新型中小企业")
    quality = [firm for firm in SMES if any(firm[f"{title}认定年份"] for title in titles)]
    above_scale = [firm for firm in FIRMS if Decimal(firm["2024年产值（亿元）"]) >= Decimal("0.20")]
    growth_goal = goals["industry"]["output_growth"]
    assert Decimal(growth_goal["base"]) == average_growth(BASE["output"], declared("output_value")[2])
    assert Decimal(growth_goal["target"]) == average_growth(Decimal("52.07"), Decimal("73.40")) >= 10
    assert int(goals["industry"]["quality_smes"]["base"]) == len(quality)
    assert goals["industry"]["own"][0]["base"] == f"{len(above_scale)}家"
    assert goals["innovation"]["rd_spending"]["base"] == ANSWERS["rd_spending"]["2024"]
    assert goals["innovation"]["patents"]["base"] == ANSWERS["sme_patents"]
    assert goals["digital"]["platform_adoption"]["base"] == ANSWERS["sme_platform_adoption"]["2024"]
    assert goals["green"]["co2"]["base"] == ANSWERS["co2_intensity"]["2024"]
    assert goals["green"]["energy"]["base"] == ANSWERS["energy_intensity"]["2024"]
    assert average_growth(Decimal("1.12"), Decimal(goals["innovation"]["rd_spending"]["target"])) >= 10
    assert average_growth(Decimal("97"), Decimal(goals["innovation"]["patents"]["target"])) >= 15
