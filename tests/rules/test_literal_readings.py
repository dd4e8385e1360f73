"""No literal reading of a label is an error, and no reading hides a wrong figure: every derived field, three forms.

The figures are computed here from the rows, in an arithmetic of their own.
"""

from __future__ import annotations

import csv
import dataclasses
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from docgen.definitions.catalog import Catalog
from docgen.definitions.derive_rules import Derive, Measure
from docgen.definitions.form import Field, Form, Number, Series
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.register.derived_answers import ComputedAnswer
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.rules.derived_check import check_derived

FORMS = ("2022-application", "2025-application", "2025-review")
TITLES: tuple[str, ...] = (
    "specialized",
    "little_giant",
    "champion",
    "high_tech",
    "innovative",
    "listed",
    "pre_listing",
)
TITLES += ("cloud", "platform", "digital_tools")
MEANS = ("leading_output_growth_average", "patent_growth_average", "sme_patent_growth_average")
CENT = Decimal("0.01")

Row = Mapping[str, Any]
Made = Callable[[str, Sequence[Mapping[str, Any]]], Application]


def make_rows(form: Form, seed: int, count: int = 40, *, base: bool = True) -> list[dict[str, Any]]:
    """Enterprises of which some are large, some outside the leading industry, one closed and one not yet founded."""
    dice = random.Random(seed)
    first, *_, last = form.years.actual
    rows = []
    for at in range(count):
        row: dict[str, Any] = {"name": f"企业{at:03}有限公司", "sme": at % 9 != 4, "leading": at % 5 != 3}
        size = dice.uniform(0.3, 3) * (1 if row["sme"] else 6)
        for year in range(first - base, last + 1):
            idle = (at == 7 and year == last) or (at == 11 and year == first)
            size *= dice.uniform(1.03, 1.3)
            output = Decimal(0) if idle else Decimal(size).quantize(CENT)
            row[f"output.{year}"] = output
            staff = int(40 * size)
            figures = {
                "rd": Decimal(size * 300).quantize(CENT),
                "software": Decimal(size * 20).quantize(CENT),
                "exports": Decimal(size * 900).quantize(CENT),
                "fdi": Decimal(size * 50).quantize(CENT),
                "employees": staff,
                "rd_staff": staff // 9,
                "patents": int(size * 4) + 1,
            }
            row |= {f"{name}.{year}": value for name, value in figures.items()}
        row |= {title: dice.choice([0, 0, first - 1, last]) for title in TITLES}
        rows.append(row)
    return rows


def write_table(path: Path, catalog: Catalog, rows: Sequence[Row]) -> None:
    columns = catalog.load_tables().enterprises.by_id
    headings = []
    for place in rows[0]:
        name, _, year = place.partition(".")
        headings.append(columns[name].format_heading(int(year) if year else None))
    words = {True: "是", False: "否"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(
            [
                words[cell] if isinstance(cell, bool) else "无" if cell == 0 and place in TITLES else cell
                for place, cell in row.items()
            ]
            for row in rows
        )


def counted(rows: Sequence[Row], of: Sequence[str], year: int, *, idle: bool) -> list[Row]:
    return [row for row in rows if all(row[name] for name in of) and (idle or row[f"output.{year}"])]


def reckon(rows: Sequence[Row], measure: Measure, of: Sequence[str], year: int, *, idle: bool, each: bool) -> Fraction:
    chosen = counted(rows, of, year, idle=idle)
    if measure.sum:
        return sum((Fraction(row[f"{measure.sum}.{year}"]) for row in chosen), Fraction(0))
    if measure.count == ("output",):
        existing = [row for row in chosen if any(row.get(f"output.{y}") for y in range(year - 3, year + 1)) or idle]
        return Fraction(len(existing))
    having = [[0 < row[name] <= year for name in measure.count] for row in chosen]
    return Fraction(sum(sum(one) if each else any(one) for one in having))


def iterate_readings(
    derive: Derive,
) -> Iterator[tuple[tuple[tuple[str, ...], bool], tuple[tuple[str, ...], bool], bool]]:
    above = list(itertools.product((derive.of, *derive.readings), (derive.idle, not derive.idle)))
    below = list(itertools.product((derive.over.of, *derive.readings), (False, True))) if derive.over else above[:1]
    yield from itertools.product(above, below, (False, True) if len(derive.count) > 1 else (False,))


def compute_values(form: Form, field: Field, rows: Sequence[Row]) -> Iterator[tuple[str, Fraction]]:
    """Yield each place with its value by each reading and each convention."""
    assert isinstance(field, Number | Series) and field.derive
    derive = field.derive
    years = form.years.actual
    for (of, idle), (of_below, idle_below), each in iterate_readings(derive):
        levels = {}
        for year in (years[0] - 1, *years):
            if f"output.{year}" in rows[0]:
                levels[year] = reckon(rows, derive, of, year, idle=idle, each=each)
        if derive.growth == "average":
            steps = [levels[b] / levels[a] for a, b in itertools.pairwise(sorted(levels))]
            for used in (steps, steps[-2:]):
                product = float(used[0])
                for one in used[1:]:
                    product *= float(one)
                yield field.id, Fraction(product ** (1 / len(used)) - 1) * 100
                yield field.id, (sum(used, Fraction(0)) / len(used) - 1) * 100
            continue
        for year in years if isinstance(field, Series) else years[-1:]:
            place = f"{field.id}.{year}" if isinstance(field, Series) else field.id
            if derive.growth:
                if year - 1 in levels:
                    yield place, (levels[year] / levels[year - 1] - 1) * 100
            elif derive.over:
                under = reckon(rows, derive.over, of_below, year, idle=idle_below, each=False)
                units = Fraction(1, 10000) if (derive.sum, derive.over.sum) == ("rd", "output") else 1
                yield place, levels[year] * units / under * (100 if field.unit == "%" else int(derive.times))
            else:
                yield place, levels[year] / (10000 if derive.sum == "rd" and field.unit == "亿元" else 1)


def round_half_up(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, "ROUND_HALF_UP")


@pytest.fixture
def made(tmp_path: Path, catalog: Catalog) -> Made:
    """Loads an application of a form whose enterprise table has these rows."""

    def make(form: str, rows: Sequence[Row]) -> Application:
        (tmp_path / "application.yaml").write_text(
            f"form: {form}\nnotice: national-{form[:4]}\nanswers: {{}}\n", "utf-8"
        )
        write_table(tmp_path / "enterprises.csv", catalog, rows)
        return load(tmp_path, catalog)

    return make


def told(application: Application, place: str, value: Decimal) -> list[str]:
    """The codes of problems about one typed answer."""
    typed = dataclasses.replace(application, answers={place: value})
    return [one.code for one in check_derived(typed) if one.code.startswith("answer.")]


@pytest.mark.slow
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("base", [True, False])
def test_no_literal_reading_is_an_error_and_none_hides_a_fault(
    form_id: str, base: bool, made: Made, catalog: Catalog
) -> None:
    form = catalog.load_form(form_id)
    rows = make_rows(form, seed=len(form_id) + base, base=base)
    application = made(form_id, rows)
    fields = [one for one in form.fields.values() if isinstance(one, Number | Series) and one.derive]
    assert len(fields) >= 22
    for field in fields:
        accepted: dict[str, set[Decimal]] = {}
        for place, value in compute_values(form, field, rows):
            accepted.setdefault(place, set()).add(round_half_up(value))
        assert accepted
        for place, values in accepted.items():
            for typed in values:
                assert told(application, place, typed) in ([], ["answer.other-reading"]), (place, typed)
            first = next(round_half_up(value) for one, value in compute_values(form, field, rows) if one == place)
            assert told(application, place, first) == [], (place, first)  # the plain reading needs no word
            is_open = not base and place == field.id and field.id in MEANS
            for factor in (Decimal("1.05"), Decimal("0.95"), Decimal(10)):
                wrong = (first * factor + (1 if field.whole else 0)).quantize(Decimal(1) if field.whole else CENT)
                if all(abs(wrong - one) > CENT * 2 for one in values) and not (is_open and factor < 2):
                    codes = told(application, place, wrong)
                    assert codes in (["answer.differs"], ["answer.differs-doubtful"]), (place, wrong)


def test_a_figure_that_the_table_cannot_compute_is_accepted_as_typed(made: Made, catalog: Catalog) -> None:
    form = catalog.load_form("2022-application")
    application = made("2022-application", make_rows(form, seed=5, base=False))
    for place in ("leading_output_growth.2019", "rd_growth.2019", "export_growth.2019", "fdi_growth.2019"):
        assert told(application, place, Decimal("27.83")) == []
    assert told(application, "rd_growth.2019", Decimal("278.3")) == ["answer.differs-doubtful"]
    assert told(application, "rd_growth.2019", Decimal("-101")) == ["answer.differs-doubtful"]
    assert (
        told(application, "fdi_growth.2019", Decimal("-300")) == []
    )  # a figure that may be negative falls by any rate


def test_a_year_before_that_some_leave_blank_computes_nothing(made: Made, catalog: Catalog) -> None:
    form = catalog.load_form("2022-application")
    rows = make_rows(form, seed=6)
    rows[2]["output.2018"] = ""
    derived = made("2022-application", rows).derived
    assert "有 1 家企业没有填2018年的数" in str(derived["leading_output_growth.2019"])
    assert "开 2 次方" in str(derived["leading_output_growth_average"])
    rows[2]["output.2018"], rows[11]["output.2018"] = Decimal("0.5"), ""  # without output in 2019 it owes nothing
    assert isinstance(made("2022-application", rows).derived["leading_output_growth.2019"], ComputedAnswer)


def test_the_whole_cluster_per_ten_thousand_is_no_contradiction_of_the_figures_beside_it(
    made: Made, catalog: Catalog
) -> None:
    form = catalog.load_form("2022-application")
    rows = make_rows(form, seed=8)
    by_id = {field.id: field for field in form.fields.values()}
    answers = {
        place: round_half_up(value)
        for name in ("sme_patents", "sme_employees", "patents_per_10000", "sme_output_share")
        for place, value in reversed(list(compute_values(form, by_id[name], rows)))
    }
    whole = dataclasses.replace(made("2022-application", rows), register=None, derived={})
    for value in {round_half_up(one) for _, one in compute_values(form, by_id["patents_per_10000"], rows)}:
        typed = dataclasses.replace(whole, answers=answers | {"patents_per_10000": value})
        assert [one.code for one in check_consistency(typed) if one.where.slot == "patents_per_10000"] == []
    slip = dataclasses.replace(whole, answers=answers | {"patents_per_10000": answers["patents_per_10000"] * 10})
    assert "consistency.ratio-doubtful" in [one.code for one in check_consistency(slip)]
