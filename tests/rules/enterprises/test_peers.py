"""Figures of another size than those of the peers, and years that are exchanged, in tables that are even enough."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.rules.enterprises.enterprise_check import find_doubts
from docgen.rules.enterprises.enterprise_figures import Doubt

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
Cells = dict[str, list[CellValue]]


def even_table(number: int = 30) -> Cells:
    """Enterprises of one trade that grow by 12 to 18 % a year."""
    cells: Cells = {"name": [f"第{index}厂" for index in range(number)]}
    for index in range(number):
        size, wobble = 0.3 + index % 7 * 0.23, 1 + (index * 37 % 11 - 5) / 50
        for at, year in enumerate((2019, 2020, 2021)):
            output = size * (1.12 + index * 13 % 7 / 100) ** at
            staff = round(output * 150 * wobble)
            figures = {
                "output": round(output, 4),
                "rd": round(output * 350 * (1 + (index * 29 % 9 - 4) / 30), 2),
                "software": round(output * 18 * (1 + (index * 17 % 9 - 4) / 12), 2),
                "employees": staff,
                "rd_staff": round(staff * (0.07 + index * 5 % 9 / 200)),
            }
            for column, figure in figures.items():
                cells.setdefault(f"{column}.{year}", []).append(Decimal(str(figure)))
    return cells


def changed(
    column: str, factor: str, index: int = 11, years: tuple[int, ...] = (2019, 2020, 2021)
) -> tuple[Doubt, ...]:
    cells = even_table()
    for year in years:
        cells[f"{column}.{year}"][index] *= Decimal(factor)  # type: ignore[operator]
    return find_doubts(TABLE, cells, YEARS)


def test_an_even_table_is_silent() -> None:
    assert find_doubts(TABLE, even_table(), YEARS) == ()


@pytest.mark.parametrize(
    ("column", "factor", "words"),
    [
        ("employees", "10", "像是多写了一位：÷10 = "),
        ("employees", "0.1", "像是少写了一位：×10 = "),
        ("output", "10", "像是多写了一位，或按千万元填的：÷10 = "),
        ("rd", "10", "像是多写了一位，或按千元填的：÷10 = "),
        ("rd", "0.01", "像是按百万元填的：×100 = "),
    ],
)
def test_a_power_of_ten_in_all_years(column: str, factor: str, words: str) -> None:
    [doubt] = changed(column, factor)
    assert (doubt.code, doubt.index, doubt.places) == ("enterprises.unlike-peers", 11, (f"{column}.2021",))
    assert words in doubt.reason and "是中位数的" in doubt.reason


def test_a_trading_firm_is_large_in_all_amounts_and_no_doubt() -> None:
    cells = even_table()
    for column in ("output", "rd", "software"):
        for year in (2019, 2020, 2021):
            cells[f"{column}.{year}"][11] *= 20  # type: ignore[operator]
    assert find_doubts(TABLE, cells, YEARS) == ()


def test_a_factor_that_is_no_power_of_ten_is_no_doubt() -> None:
    assert changed("output", "3") == ()


@pytest.mark.parametrize("pair", [(2019, 2020), (2020, 2021), (2019, 2021)])
@pytest.mark.parametrize("column", ["output", "rd"])
def test_two_years_exchanged(column: str, pair: tuple[int, int]) -> None:
    cells = even_table()
    one, other = (cells[f"{column}.{year}"] for year in pair)
    one[11], other[11] = other[11], one[11]
    [doubt] = find_doubts(TABLE, cells, YEARS)
    assert (doubt.code, doubt.index) == ("enterprises.exchanged", 11)
    assert doubt.places == tuple(f"{column}.{year}" for year in pair)
    assert f"像是{pair[0]}年和{pair[1]}年填反了" in doubt.reason


def test_where_many_enterprises_fall_none_is_exchanged() -> None:
    cells = even_table()
    for index in range(0, 30, 5):
        cells["output.2020"][index], cells["output.2021"][index] = (
            cells["output.2021"][index],
            cells["output.2020"][index],
        )
    assert [doubt for doubt in find_doubts(TABLE, cells, YEARS) if not doubt.places[0].startswith("output")] == []
    assert [doubt.code for doubt in find_doubts(TABLE, cells, YEARS)] == []


def test_few_enterprises_are_not_compared() -> None:
    cells = {place: column[:11] for place, column in even_table().items()}
    cells["employees.2021"] = [cell * 10 if at == 5 else cell for at, cell in enumerate(cells["employees.2021"])]  # type: ignore[operator]
    assert {doubt.code for doubt in find_doubts(TABLE, cells, YEARS)} == {"enterprises.leap"}
