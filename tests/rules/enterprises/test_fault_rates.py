"""One slip in one enterprise of a sound table: how many of each kind are found, in even and in very uneven tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest

from docgen.definitions.catalog import built_in
from docgen.rules.enterprises.enterprise_check import find_doubts
from enterprise_economy import Cells, Economy, iterate_economies, make_table

TABLE = built_in().load_tables().enterprises
FORM_YEARS = built_in().load_form("2022-application").years
Fault = Callable[[Cells, int, int], bool]
"""Changes the cells of the enterprise at an index; the last argument chooses the year. False where it cannot."""

MONEY = {"output": ("10000", "100000000", "100000"), "rd": ("10000", "0.0001"), "software": ("10000", "0.0001")}


def list_places(cells: Cells, column: str) -> list[str]:
    return sorted(place for place in cells if place.startswith(f"{column}."))


def scale(column: str, factor: str, every: bool = False) -> Fault:
    def change(cells: Cells, index: int, turn: int) -> bool:
        places = list_places(cells, column)
        chosen = places if every else [places[turn % len(places)]]
        amounts = [cells[place][index] for place in chosen]
        for place, amount in zip(chosen, amounts, strict=True):
            if not isinstance(amount, Decimal) or not amount:
                return False
            scaled = amount * Decimal(factor)
            cells[place][index] = Decimal(round(scaled)) if TABLE.by_id[column].whole else scaled
        return True

    return change


def leave_out(column: str) -> Fault:
    def change(cells: Cells, index: int, _turn: int) -> bool:
        places = list_places(cells, column)
        if not all(cells[place][index] for place in places):
            return False
        cells[places[1]][index] = None
        return True

    return change


def exceed(column: str, times: str) -> Fault:
    def change(cells: Cells, index: int, _turn: int) -> bool:
        output = cells[list_places(cells, "output")[-1]][index]
        if not isinstance(output, Decimal) or output < Decimal("0.05"):
            return False
        cells[list_places(cells, column)[-1]][index] = round(output * 10_000 * Decimal(times), 2)
        return True

    return change


def double_a_digit(column: str) -> Fault:
    def change(cells: Cells, index: int, turn: int) -> bool:
        places = list_places(cells, column)
        amount = cells[places[turn % len(places)]][index]
        if not isinstance(amount, Decimal) or amount < 1:
            return False
        text = str(amount)
        cells[places[turn % len(places)]][index] = Decimal(text[0] + text)
        return True

    return change


FAULTS: dict[str, Fault] = {
    **{
        f"{column} ×{factor}{' in all years' if every else ''}": scale(column, factor, every)
        for column, factors in MONEY.items()
        for factor in factors
        for every in (False, True)
    },
    "output blank": leave_out("output"),
    "rd blank": leave_out("rd"),
    "exports above output": exceed("exports", "1.3"),
    "software above output": exceed("software", "1.2"),
    "research above output": exceed("rd", "1.5"),
    "output with a digit doubled": double_a_digit("output"),
}
"""What is found in every table."""

OFTEN: dict[str, tuple[Fault, float]] = {
    "output ×10": (scale("output", "10"), 0.95),
    "output ÷10": (scale("output", "0.1"), 0.85),
    "rd ×10": (scale("rd", "10"), 0.9),
    "rd ÷10": (scale("rd", "0.1"), 0.8),
    "patents ×10": (scale("patents", "10"), 0.8),
    "rd with a digit doubled": (double_a_digit("rd"), 0.9),
}
"""What is found in all but the smallest enterprises, with the least share."""


def iterate_trials(fault: Fault) -> Iterator[bool]:
    """Yield for each factory of the smaller tables with this fault whether it has a doubt."""
    for number, economy in enumerate(one for one in iterate_economies() if one.number <= 60):
        sound = make_table(economy)
        for turn in range(6):
            index = (number * 7 + turn * 31) % economy.number
            cells = {place: list(column) for place, column in sound.items()}
            if "机械" in str(cells["name"][index]) and fault(cells, index, number + turn):
                years = msgspec.structs.replace(FORM_YEARS, actual=tuple(range(economy.last - 2, economy.last + 1)))
                yield any(doubt.index == index for doubt in find_doubts(TABLE, cells, years))


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_a_slip_beyond_sense_is_always_found(name: str) -> None:
    trials = list(iterate_trials(FAULTS[name]))
    assert len(trials) >= 12
    assert trials.count(False) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", OFTEN)
def test_a_digit_more_or_less_is_mostly_found(name: str) -> None:
    fault, least = OFTEN[name]
    trials = list(iterate_trials(fault))
    assert len(trials) >= 12
    assert trials.count(True) / len(trials) >= least


def test_the_tables_are_the_same_each_time_and_grow_apart() -> None:
    economy = Economy(60, 1.1, 5)
    assert make_table(economy) == make_table(economy)
    sizes = [
        sum(cell for cell in make_table(Economy(200, sigma, 5))["output.2021"] if isinstance(cell, Decimal)).normalize()
        for sigma in (0.5, 0.8, 1.1, 1.5)
    ]
    assert all(one < other for one, other in pairwise(sizes))
