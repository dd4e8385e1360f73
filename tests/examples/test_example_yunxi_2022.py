"""The example 云溪县 2022 agrees with itself: recomputed from its enterprise table, without docgen's own reading.

The answers that docgen computes are among ANSWERS, so that each is compared with what is reckoned here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from PIL import Image

from docgen.values import count_zi, round_to_two_places
from example_answers import answers_of, read_firms, total

ROOT = Path(__file__).parents[2]
CASE = ROOT / "data/examples/yunxi-2022"
EVIDENCE = CASE / "evidence"
YEARS = ("2019", "2020", "2021")
ITEMS = range(2, 26)  # the first is a list that docgen makes


FIRMS = read_firms(CASE.name)
SMES = [firm for firm in FIRMS if firm["是否中小企业"] == "是"]
LEADING = [firm for firm in FIRMS if firm["是否主导产业"] == "是"]
ANSWERS = answers_of(CASE.name)
FORM: dict[str, Any] = yaml.load((ROOT / "data/forms/2022-application.yaml").read_text("utf-8"), yaml.BaseLoader)
FIELDS = {field["id"]: field for part in FORM["parts"] for field in part["fields"]}
PLAN = re.sub(r"<!--.*?-->", "", (CASE / "plan.md").read_text("utf-8"), flags=re.DOTALL)
PROSE = "\n".join(line for line in PLAN.splitlines() if not line.startswith("#"))
LONG_TEXTS = [id for id, field in FIELDS.items() if field["kind"] == "long_text"]
BASE_OUTPUT_2018 = Decimal("34.46")  # leading output of 2018 in 亿元, named in the plan: the base of the growth of 2019


def yearly(firms: list[dict[str, str]], column: str) -> list[Decimal]:
    return [total(firms, column.format(year)) for year in YEARS]


def declared(field: str) -> list[Decimal]:
    return [Decimal(ANSWERS[field][year]) for year in YEARS]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    return round_to_two_places(part * 100 / whole)


def growth(values: list[Decimal]) -> list[Decimal]:
    return [percent(later - earlier, earlier) for earlier, later in zip(values, values[1:], strict=False)]


def average_growth(first: Decimal, last: Decimal, intervals: int) -> Decimal:
    return round_to_two_places(((last / first) ** (Decimal(1) / intervals) - 1) * 100)


def titled(firms: list[dict[str, str]], title: str, year: str) -> int:
    return sum(1 for firm in firms if firm[f"{title}认定年份"] and firm[f"{title}认定年份"] <= year)


def evidence_files() -> list[Path]:
    return sorted(path for path in EVIDENCE.rglob("*") if path.is_file() and path.name != "index.yaml")


def item_of(path: Path) -> int:
    return int(path.relative_to(EVIDENCE).parts[0][:2])


# ── the table and the answers ──


def test_output_adds_up_to_the_declared_totals() -> None:
    assert yearly(FIRMS, "{}年产值（亿元）") == declared("output_value")


def test_the_shares_of_smes_and_of_the_leading_industry_are_those_of_the_table() -> None:
    whole = declared("output_value")
    smes, leading = yearly(SMES, "{}年产值（亿元）"), yearly(LEADING, "{}年产值（亿元）")
    assert [percent(a, b) for a, b in zip(smes, whole, strict=True)] == declared("sme_output_share")
    assert [percent(a, b) for a, b in zip(leading, whole, strict=True)] == declared("leading_output_share")


def test_the_growth_of_the_leading_industry_is_that_of_the_table_from_the_base_of_2018() -> None:
    assert total(LEADING, "2018年产值（亿元）") == BASE_OUTPUT_2018
    levels = [BASE_OUTPUT_2018, *yearly(LEADING, "{}年产值（亿元）")]
    assert growth(levels) == declared("leading_output_growth")
    assert average_growth(levels[0], levels[3], 3) == Decimal(ANSWERS["leading_output_growth_average"])
    assert f"{BASE_OUTPUT_2018}亿元" in PROSE


def test_enterprises_are_counted_in_the_years_in_which_they_produced() -> None:
    for firms, field in ((FIRMS, "enterprises"), (SMES, "smes")):
        counts = [sum(1 for firm in firms if Decimal(firm[f"{year}年产值（亿元）"]) > 0) for year in YEARS]
        assert counts == [int(ANSWERS[field][year]) for year in YEARS]


def test_an_enterprise_without_data_in_a_year_says_when_it_was_founded() -> None:
    late = [firm for firm in FIRMS if Decimal(firm["2019年产值（亿元）"]) == 0]
    assert len(late) == 18
    assert all(re.match(r"202[01]年\d+月成立", firm["备注"]) for firm in late)


@pytest.mark.parametrize(
    ("field", "titles"),
    [
        ("specialized_smes", ("专精特新",)),
        ("little_giants", ("小巨人",)),
        ("champions", ("单项冠军",)),
        ("high_tech_and_innovative", ("高新技术企业", "创新型中小企业")),
    ],
)
def test_titles_are_counted_by_the_year_in_which_they_were_given(field: str, titles: tuple[str, ...]) -> None:
    counts = [sum(titled(FIRMS, title, year) for title in titles) for year in YEARS]
    assert counts == [int(ANSWERS[field][year]) for year in YEARS]


def test_titles_build_on_each_other_and_are_held_once() -> None:
    assert all(firm["专精特新认定年份"] for firm in FIRMS if firm["小巨人认定年份"])
    assert not [f for f in FIRMS if f["高新技术企业认定年份"] and f["创新型中小企业认定年份"]]
    assert not [
        f for f in FIRMS if f["是否中小企业"] == "否" and (f["专精特新认定年份"] or f["创新型中小企业认定年份"])
    ]


def test_rd_intensity_and_growth_are_those_of_the_table() -> None:
    spending = yearly(SMES, "{}年研发投入（万元）")
    output = yearly(SMES, "{}年产值（亿元）")
    assert [percent(a, b * 10000) for a, b in zip(spending, output, strict=True)] == declared("rd_intensity")
    assert growth(spending) == growth(yearly(FIRMS, "{}年研发投入（万元）")) == declared("rd_growth")[1:]
    assert total(FIRMS, "2018年研发投入（万元）") == 12690
    assert growth([Decimal(12690), total(FIRMS, "2019年研发投入（万元）")]) == declared("rd_growth")[:1]


def test_software_and_exports_are_those_of_the_table() -> None:
    assert yearly(FIRMS, "{}年工业软件采购额（万元）") == declared("software_purchases")
    for column, field in (("出口贸易额", "export_growth"), ("外商直接投资额", "fdi_growth")):
        before = total(FIRMS, f"2018年{column}（万元）")
        assert growth([before, *yearly(FIRMS, f"{{}}年{column}（万元）")]) == declared(field)


def test_staff_is_that_of_the_table() -> None:
    assert total(SMES, "2021年从业人员数") == Decimal(ANSWERS["sme_employees"])
    share = percent(total(FIRMS, "2021年研发人员数"), total(FIRMS, "2021年从业人员数"))
    assert share == Decimal(ANSWERS["rd_staff_share"])
    assert all(int(firm["2021年研发人员数"]) <= int(firm["2021年从业人员数"]) for firm in FIRMS)


def test_patents_are_those_of_the_table() -> None:
    stock = yearly(SMES, "{}年有效发明专利")
    assert stock[2] == Decimal(ANSWERS["sme_patents"])
    assert average_growth(stock[0], stock[2], 2) == Decimal(ANSWERS["patent_growth_average"])
    per_10000 = round_to_two_places(stock[2] / Decimal(ANSWERS["sme_employees"]) * 10000)
    assert per_10000 == Decimal(ANSWERS["patents_per_10000"])


def test_no_sme_is_a_large_enterprise_by_the_standard_of_2011() -> None:
    assert not [f for f in SMES if int(f["2021年从业人员数"]) >= 1000 and Decimal(f["2021年产值（亿元）"]) >= 4]


def test_nobody_exports_or_spends_more_than_it_produces() -> None:
    for firm in FIRMS:
        for year in YEARS:
            output = Decimal(firm[f"{year}年产值（亿元）"]) * 10000
            assert Decimal(firm[f"{year}年出口贸易额（万元）"]) <= output
            assert Decimal(firm[f"{year}年研发投入（万元）"]) <= output / 10


def test_the_sizes_have_a_long_tail() -> None:
    outputs = sorted((Decimal(firm["2021年产值（亿元）"]) for firm in FIRMS), reverse=True)
    assert sum(outputs[:37]) > sum(outputs) / 2
    assert outputs[93] < Decimal("0.20")


def test_the_criteria_of_recognition_are_met() -> None:
    assert min(declared("output_value")) >= 40
    assert min(declared("sme_output_share")) >= 70
    assert min(declared("leading_output_share")) > 70
    assert Decimal(ANSWERS["leading_output_growth_average"]) > 10
    assert int(ANSWERS["little_giants"]["2021"]) + int(ANSWERS["champions"]["2021"]) >= 1
    assert min(declared("rd_growth")) > 10
    assert Decimal(ANSWERS["patent_growth_average"]) >= 15
    assert Decimal(ANSWERS["patents_per_10000"]) >= 15
    assert Decimal(ANSWERS["platform_adoption"]) >= 15
    assert declared("co2_intensity") == sorted(declared("co2_intensity"), reverse=True)


# ── nobody is real ──


def test_credit_codes_are_valid_unique_and_of_a_region_that_does_not_exist() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    codes = [firm["统一社会信用代码"] for firm in FIRMS]
    assert len(set(codes)) == len({firm["企业名称"] for firm in FIRMS}) == 186
    for code in codes:
        check = sum(alphabet.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
        assert code.startswith("91990126")
        assert alphabet[(31 - check % 31) % 31] == code[17]


def test_telephone_numbers_are_obviously_fictional() -> None:
    assert re.fullmatch(r"0000-8123 \d{4}", ANSWERS["department_phone"])
    assert re.fullmatch(r"0000-8123 \d{4}", ANSWERS["operator_phone"])


# ── the form ──


def test_every_field_of_the_form_is_answered_and_nothing_else() -> None:
    asked = {id for id, field in FIELDS.items() if field["kind"] not in ("blank", "narrative")}
    assert set(ANSWERS) == asked


def test_choices_are_given_by_their_printed_labels() -> None:
    ticked = offered = 0
    for id, field in FIELDS.items():
        labels = set(field.get("options", {}).values())
        if field["kind"] == "choice":
            assert ANSWERS[id] in labels, id
        elif field["kind"] == "choices":
            assert ANSWERS[id] and set(ANSWERS[id]) <= labels, id
            ticked, offered = ticked + len(ANSWERS[id]), offered + len(labels)
    assert (ticked, offered) == (36, 46)


@pytest.mark.parametrize("field", LONG_TEXTS)
def test_every_text_fills_its_cell_and_stays_within_200(field: str) -> None:
    length = count_zi(ANSWERS[field])
    assert 140 <= length.words <= 195
    assert length.characters <= int(FIELDS[field]["limit"])


def test_no_sentence_is_used_twice() -> None:
    texts = [ANSWERS[field] for field in LONG_TEXTS]
    sentences = [s for text in texts for s in re.split("[。；]", text) if len(s) > 8]
    assert len(texts) == 13
    assert len(sentences) == len(set(sentences))


def test_the_plan_has_the_official_headings_and_keeps_its_limit() -> None:
    sections = FIELDS["plan"]["sections"]
    headings = [line for line in PLAN.splitlines() if line.startswith("#")]
    assert headings == [f"{'#' * int(section['level'])} {section['heading']}" for section in sections]
    assert 2500 <= count_zi(PROSE).words <= 3000
    assert count_zi(PROSE).characters <= 3000


# ── one fact, one figure ──


def test_texts_and_plan_name_the_figures_of_the_answers() -> None:
    everywhere = "\n".join([PROSE, *(ANSWERS[field] for field in LONG_TEXTS)])
    exports = round_to_two_places(total(FIRMS, "2021年出口贸易额（万元）") / 10000)
    spending = round_to_two_places(total(FIRMS, "2021年研发投入（万元）") / 10000)
    for phrase in (
        *(f"{ANSWERS['output_value'][year]}亿元" for year in YEARS),
        f"企业{ANSWERS['enterprises']['2021']}家",
        f"中小企业{ANSWERS['smes']['2021']}家",
        f"从业人员{ANSWERS['sme_employees']}人",
        f"年均增长{ANSWERS['leading_output_growth_average']}%",
        f"研发投入强度{ANSWERS['rd_intensity']['2021']}%",
        f"{spending}亿元，年均增长16.68%",
        f"增加到{ANSWERS['sme_patents']}个，年均增长{ANSWERS['patent_growth_average']}%",
        f"每万人拥有{ANSWERS['patents_per_10000']}个",
        f"普及率{ANSWERS['platform_adoption']}%",
        f"上云比例{ANSWERS['cloud_share']}%",
        f"专精特新中小企业{ANSWERS['specialized_smes']['2021']}家",
        f"出口{exports}亿元，比上年增长{ANSWERS['export_growth']['2021']}%",
        f"{ANSWERS['software_purchases']['2021']}万元",
        f"占地{ANSWERS['area']}平方公里",
        f"分支机构{ANSWERS['overseas_branches']}个",
    ):
        assert phrase in everywhere, phrase


def test_shares_of_cloud_and_platform_users_are_whole_enterprises() -> None:
    smes = Decimal(len(SMES))
    assert [len([f for f in SMES if f[column]]) for column in ("上云年份", "接入工业互联网平台年份")] == [113, 57]
    assert percent(Decimal(113), smes) == Decimal(ANSWERS["cloud_share"])
    assert percent(Decimal(57), smes) == Decimal(ANSWERS["platform_adoption"])
    assert "113家中小企业上云，57家应用工业互联网平台" in ANSWERS["digital_services"]


STAGES = {
    "集群总产值达到([\\d.]+)亿元": ("58.20", "86.80"),
    "优质中小企业(\\d+)家": ("83", "126"),
    "规模以上企业(\\d+)家": ("76", "98"),
    "研发经费投入([\\d.]+)亿元": ("2.02", "3.10"),
    "有效发明专利(\\d+)个": ("118", "196"),
    "工业互联网普及率([\\d.]+)%": ("31.49", "45.30"),
    "二氧化碳排放量降至([\\d.]+)吨/万元": ("0.39", "0.32"),
    "单位工业产值能耗降至([\\d.]+)吨": ("0.22", "0.19"),
}


@pytest.mark.parametrize("pattern", STAGES)
def test_the_stages_lead_from_the_base_to_the_target(pattern: str) -> None:
    stages = PROSE[PROSE.index("集群总产值达到66.40亿元") :]
    base, target = map(Decimal, STAGES[pattern])
    steps = [base, *map(Decimal, re.findall(pattern, stages)[:3])]
    assert steps[-1] == target
    assert len(set(steps)) == 4
    assert steps == sorted(steps, reverse=target < base)


def test_the_goals_meet_the_rules_a_to_g() -> None:
    goals = ANSWERS["goals"]
    value = {
        indicator: {column: Decimal(number) for column, number in numbers.items()}
        for direction in ("industry", "innovation", "digital", "green")
        for indicator, numbers in goals[direction].items()
        if indicator != "own"
    }
    assert value["output_growth"]["target"] == average_growth(Decimal("58.20"), Decimal("86.80"), 3) >= 10
    assert value["quality_smes"]["target"] > value["quality_smes"]["base"]
    assert average_growth(value["rd_spending"]["base"], value["rd_spending"]["target"], 3) >= 10
    assert average_growth(value["patents"]["base"], value["patents"]["target"], 3) >= 15
    assert abs(value["platform_adoption"]["target"] - 45) <= 1
    assert abs(percent(value["co2"]["base"] - value["co2"]["target"], value["co2"]["base"]) - 18) < Decimal("0.1")
    assert percent(value["energy"]["base"] - value["energy"]["target"], value["energy"]["base"]) >= Decimal("13.5")


def test_the_base_of_the_goals_is_what_the_form_says_elsewhere() -> None:
    goals = ANSWERS["goals"]
    titles = ("专精特新", "小巨人", "高新技术企业", "创新型中小企业")
    quality = [firm for firm in SMES if any(firm[f"{title}认定年份"] for title in titles)]
    above_scale = [firm for firm in FIRMS if Decimal(firm["2021年产值（亿元）"]) >= Decimal("0.20")]
    assert int(goals["industry"]["quality_smes"]["base"]) == len(quality)
    assert goals["industry"]["own"][0]["base"] == f"{len(above_scale)}家"
    assert goals["innovation"]["patents"]["base"] == ANSWERS["sme_patents"]
    assert goals["digital"]["platform_adoption"]["base"] == ANSWERS["platform_adoption"]
    assert goals["green"]["co2"]["base"] == ANSWERS["co2_intensity"]["2021"]
    assert Decimal(goals["innovation"]["rd_spending"]["base"]) == round_to_two_places(
        total(FIRMS, "2021年研发投入（万元）") / 10000
    )


# ── the evidence ──


def test_every_item_has_evidence_of_every_kind_within_six_megabytes() -> None:
    files = evidence_files()
    assert {item_of(path) for path in files} == set(ITEMS)
    assert len(files) >= 44
    endings = {".pdf", ".jpg", ".png", ".tif", ".docx", ".doc", ".xlsx", ".xls"}
    assert {path.suffix for path in files} == endings
    assert sum(path.stat().st_size for path in files) < 6_000_000


@pytest.mark.slow
def test_each_enterprise_has_its_sheet() -> None:
    texts = [
        page.extract_text() for path in evidence_files() if item_of(path) == 2 for page in pypdf.PdfReader(path).pages
    ]
    assert len(texts) == len(FIRMS)
    assert all("示例材料" in text and "企业发展情况表" in text for text in texts)


def test_the_evidence_holds_the_pages_that_are_hard_to_print() -> None:
    readers = [pypdf.PdfReader(path) for path in evidence_files() if path.suffix == ".pdf"]
    pages = [page for reader in readers for page in reader.pages]
    assert [page.rotation for page in pages].count(90) == 1
    assert any(max(page.mediabox.width, page.mediabox.height) > 1100 for page in pages)
    images = [Image.open(p) for p in evidence_files() if p.suffix in (".jpg", ".png", ".tif")]
    assert [image.getexif().get(0x0112) for image in images].count(6) == 1
    assert any(image.mode == "RGBA" for image in images)
    assert any(getattr(image, "n_frames", 1) > 1 for image in images)
