"""Answers that follow from the enterprise table: values, formulas, conventions, and what typed ones are told."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.definitions.derive_rules import Measure
from docgen.definitions.form import Form
from docgen.project.register.derived_answers import ComputedAnswer, NotComputed, derive_answers
from docgen.project.register.measures import select_enterprises
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.derived_check import check_derived

TWO = {
    "name": ("甲公司", "乙公司"),
    "sme": (True, False),
    "leading": (True, True),
    "output.2019": ("1.10", "3.00"),
    "output.2020": ("1.21", "3.30"),
    "output.2021": ("1.331", "3.63"),
    "rd.2019": ("300", "900"),
    "rd.2021": ("399.30", "1000"),
    "employees.2021": ("500", "1500"),
    "rd_staff.2021": ("60", "140"),
    "patents.2019": ("4", "0"),
    "patents.2020": ("5", "1"),
    "patents.2021": ("9", "3"),
    "specialized": (2020, None),
    "high_tech": (2019, 2021),
    "innovative": (None, 2020),
}


def register(columns: Mapping[str, tuple[object, ...]] = TWO, **more: tuple[object, ...]) -> Register:
    kept = {**columns, **{place.replace("_in_", "."): cells for place, cells in more.items()}}
    typed = {place: tuple(_cell(place, cell) for cell in cells) for place, cells in kept.items()}
    rows = tuple(range(2, 2 + len(typed["name"])))
    return Register("enterprises.csv", rows, typed, {place: f"“{place}”列" for place in typed}, ())


def _cell(place: str, cell: object) -> CellValue:
    return Decimal(cell) if isinstance(cell, str) and place != "name" else cell  # type: ignore[return-value]


def computed(catalog: Catalog, form: Form, place: str, source: Register | None = None, **typed: str) -> ComputedAnswer:
    answers = {name.replace("_in_", "."): Decimal(value) for name, value in typed.items()}
    found = derive_answers(form, catalog.load_tables().enterprises, source or register(), answers)[place]
    assert isinstance(found, ComputedAnswer), found
    return found


def reason(catalog: Catalog, form: Form, place: str, source: Register | None) -> str:
    found = derive_answers(form, catalog.load_tables().enterprises, source, {})[place]
    assert isinstance(found, NotComputed)
    return found.reason


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("output_value.2019", "4.10"),
        ("output_value.2021", "4.96"),
        ("sme_output_share.2021", "26.83"),
        ("leading_output_share.2021", "100"),
        ("leading_output_growth.2020", "10"),
        ("enterprises.2021", "2"),
        ("smes.2021", "1"),
        ("specialized_smes.2019", "0"),
        ("specialized_smes.2020", "1"),
        ("high_tech_and_innovative.2019", "1"),
        ("high_tech_and_innovative.2021", "2"),
        ("rd_intensity.2021", "3"),
        ("sme_employees", "500"),
        ("rd_staff_share", "10"),
        ("patents_per_10000", "180"),
        ("sme_patents", "9"),
    ],
)
def test_an_answer_follows_from_the_table(catalog: Catalog, form: Form, place: str, value: str) -> None:
    assert computed(catalog, form, place).value == Decimal(value)


def test_money_is_converted_to_the_unit_of_the_field(catalog: Catalog) -> None:
    form = catalog.load_form("2025-application")
    source = register({"name": ("甲", "乙"), "sme": (True, False), "rd.2024": ("10000", "700")})
    assert computed(catalog, form, "rd_spending.2024", source).value == 1
    assert computed(catalog, form, "rd_spending.2024", source).unit == "亿元"


def test_an_enterprise_without_a_figure_in_a_year_is_not_counted_in_it(catalog: Catalog, form: Form) -> None:
    source = register(output_in_2019=("1.10", "0"), output_in_2020=("1.21", None))  # type: ignore[arg-type]
    assert computed(catalog, form, "enterprises.2019", source).value == 1
    assert computed(catalog, form, "enterprises.2020", source).value == 1
    assert computed(catalog, form, "enterprises.2021", source).value == 2


def test_the_mean_growth_takes_the_year_before_from_the_table_where_it_is_there(catalog: Catalog, form: Form) -> None:
    source = register(output_in_2018=("1.00", "2.00"))
    found = computed(catalog, form, "leading_output_growth_average", source)
    assert found.value == Decimal("18.25")  # (4.961 ÷ 3) to the third root
    assert "开 3 次方" in found.formula
    assert sorted({round(rate, 2) for rate in found.others.values()}) == [Decimal("10.00"), Decimal("18.89")]
    assert all(found.is_consistent_with(Decimal(typed)) for typed in ("18.25", "10.00", "18.89"))
    assert not found.is_consistent_with(Decimal("14.00"))


def test_the_mean_growth_takes_the_year_before_from_the_typed_growth_of_the_first_year(
    catalog: Catalog, form: Form
) -> None:
    found = computed(catalog, form, "leading_output_growth_average", leading_output_growth_in_2019="36.67")
    assert found.value == Decimal("18.26")
    assert "由填报的2019年增速 36.67% 反推" in found.inputs[1].where


def test_without_the_year_before_the_mean_growth_has_two_intervals(catalog: Catalog, form: Form) -> None:
    found = computed(catalog, form, "patent_growth_average")
    assert found.value == Decimal("50")
    assert "开 2 次方" in found.formula
    assert [round(rate, 2) for rate in found.others.values()] == [Decimal("52.50")]


def test_a_growth_from_zero_is_not_computed_and_nothing_is_divided(catalog: Catalog, form: Form) -> None:
    source = register(exports_in_2019=("0", "0"), exports_in_2020=("5", "0"), exports_in_2021=("6", "0"))
    assert reason(catalog, form, "export_growth.2020", source) == "2019年主导产业出口贸易额之和是 0，不能作除数"
    assert computed(catalog, form, "export_growth.2021", source).value == 20


def test_what_is_not_in_the_table_is_named(catalog: Catalog, form: Form) -> None:
    assert reason(catalog, form, "software_purchases.2021", register()) == (
        "enterprises.csv 没有“2021年工业软件采购额（万元）”这一列"
    )
    assert reason(catalog, form, "leading_output_growth.2019", register()) == (
        "enterprises.csv 没有“2018年产值（亿元）”这一列"
    )
    assert "没有企业表" in reason(catalog, form, "output_value.2021", None)


def test_the_formula_and_its_inputs_are_told_in_words(catalog: Catalog, form: Form) -> None:
    found = computed(catalog, form, "sme_output_share.2021")
    assert found.formula == "中小企业产值之和 ÷ 产值之和 × 100%"
    assert [str(one) for one in found.inputs] == ["2021年中小企业产值之和 1.33 亿元", "2021年产值之和 4.96 亿元"]
    assert found.inputs[0].where == "enterprises.csv “sme”列、“output.2021”列"


def test_which_enterprises_count_is_told_one_by_one(catalog: Catalog) -> None:
    table = catalog.load_tables().enterprises
    assert select_enterprises(register(), table, Measure(count=("high_tech", "innovative")), 2020) == (True, True)
    assert select_enterprises(register(), table, Measure(count=("innovative",), of=("sme",)), 2021) == (False, False)
    assert select_enterprises(register(), table, Measure(sum="output", of=("sme",)), 2021) == (True, False)


TABLE = """\
企业名称,是否中小企业,是否主导产业,2019年产值（亿元）,2020年产值（亿元）,2021年产值（亿元）
甲公司,是,是,1.10,1.21,1.33
乙公司,否,是,3.00,3.30,3.63
"""
RIGHT = """
output_value: {2019: 4.10, 2020: 4.51, 2021: 4.96}
enterprises: {2019: 2, 2020: 2, 2021: 2}
"""


def checked(folder: Path, catalog: Catalog, table: str = TABLE) -> list[tuple[str, str, str]]:
    from docgen.project.application_loader import load

    (folder / "enterprises.csv").write_text(table, encoding="utf-8")
    return [(one.code, str(one.where), one.message) for one in check_derived(load(folder, catalog))]


def test_typed_answers_that_are_the_computed_ones_are_no_problem(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    assert checked(folder(RIGHT), catalog) == []


def test_a_typed_answer_that_differs_is_told_with_both_values(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    found = checked(folder(RIGHT.replace("4.96", "4.86")), catalog)
    assert found == [
        (
            "answer.differs",
            "application.yaml 第4行 output_value.2021",
            "“集群总产值（亿元） 2021年”填了 4.86 亿元，企业表算出的是 4.96 亿元。",
        )
    ]


def test_a_slip_of_the_unit_is_named_as_such(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    (found,) = checked(folder(RIGHT.replace("4.96", "49600")), catalog)
    assert "两数相差 10,000 倍，请看是不是单位或小数点错了" in found[2]


def test_a_share_reckoned_from_printed_totals_is_within_rounding(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    typed = "sme_output_share: {2019: 26.83, 2020: 26.83, 2021: %s}"
    assert checked(folder(typed % "26.81"), catalog) == []  # 1.33 ÷ 4.96
    assert len(checked(folder(typed % "26.30"), catalog)) == 1


def test_nothing_typed_where_the_table_has_a_figure_is_told(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    (found,) = checked(folder("enterprises: {2019: 无, 2020: 2, 2021: 2}"), catalog)
    assert "填了 0 家，企业表算出的是 2 家" in found[2]


def test_blank_figures_that_formulas_use_are_told_with_their_lines(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    table = TABLE.replace("3.00", "").replace("甲公司,是", "甲公司,")
    assert [one for one in checked(folder(), catalog, table) if one[0] == "enterprises.blank"] == [
        (
            "enterprises.blank",
            "enterprises.csv 第2行 sme",
            "“是否中小企业”有 1 家企业空着（第 2 行），计算时不算作“是”。",
        ),
        (
            "enterprises.blank",
            "enterprises.csv 第3行 output.2019",
            "“2019年产值（亿元）”有 1 家企业空着（第 3 行），计算时按 0 计。",
        ),
    ]


def test_answers_are_taken_from_the_table_where_the_file_says_so(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    from docgen.project.application_loader import load

    home = folder("output_value: from enterprises\nenterprises: {2019: 2, 2020: 由企业表计算, 2021: 2}")
    (home / "enterprises.csv").write_text(TABLE, encoding="utf-8")
    application = load(home, catalog)
    assert application.answers["output_value.2021"] == Decimal("4.96")
    assert application.answers["enterprises.2020"] == 2
    assert list(check_derived(application)) == []


def test_all_blanks_are_computed_where_the_file_says_so_once(folder, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    from docgen.project.application_loader import load

    home = folder("output_value: {2019: 4.10, 2020: 4.51, 2021: 9.99}")
    text = (home / "application.yaml").read_text(encoding="utf-8")
    (home / "application.yaml").write_text(f"blanks: from enterprises\n{text}", encoding="utf-8")
    (home / "enterprises.csv").write_text(TABLE, encoding="utf-8")
    application = load(home, catalog)
    assert application.answers["smes.2021"] == 1
    assert application.answers["output_value.2021"] == Decimal("9.99")
    lacking = [one for one in application.problems if one.code == "answer.not-computed"]
    assert ("software_purchases.2019", "“工业软件采购金额”算不出来") in [
        (one.where.slot, one.message.partition("：")[0]) for one in lacking
    ]


@pytest.mark.parametrize("word", ["from enterprises", "由企业表计算", "from lists"])
def test_an_answer_that_follows_from_nothing_cannot_be_computed(folder, catalog: Catalog, word: str) -> None:  # type: ignore[no-untyped-def]
    from docgen.project.application_loader import load

    found = [one for one in load(folder(f"area: {word}"), catalog).problems if one.where.slot == "area"]
    assert [(one.code, one.hint) for one in found] == [("answer.not-computed", "请直接填写。")]
