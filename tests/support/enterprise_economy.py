"""Enterprise tables made without chance: sound enterprises of many kinds, for checks that must say nothing about them.

All figures come from the fractional parts of multiples of irrational numbers, so that a table is the same each time and
shares no arithmetic with docgen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

from docgen.project.spreadsheets.cell_values import CellValue
from docgen.values import NOTHING

Cells = dict[str, list[CellValue]]

YEARLY = ("output", "rd", "software", "exports", "fdi", "employees", "rd_staff", "patents")
TITLES = (
    "specialized",
    "little_giant",
    "champion",
    "high_tech",
    "innovative",
    "listed",
    "pre_listing",
    "cloud",
    "platform",
)
KINDS = ("factory",) * 14 + ("start-up", "closure", "holding", "trader", "laboratory", "workshop")
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Economy:
    """What a table is like: the number of enterprises, the spread of sizes, the last year, the year before the first.

    ``only_last`` where staff is asked for the last year only, as on 表1; ``swing`` scales growth and decline.
    """

    number: int
    sigma: float
    variant: int
    last: int = 2021
    base_year: bool = False
    only_last: bool = False
    swing: float = 1.0

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the table in order."""
        return tuple(range(self.last - 2 - self.base_year, self.last + 1))


def iterate_economies() -> Iterator[Economy]:
    """Yield sixty and more economies from 20 to 500 enterprises, with sizes from even to very uneven."""
    variant = 0
    for number in (20, 35, 60, 90, 137, 205, 320, 500):
        for sigma in (0.5, 0.8, 1.1, 1.5):
            for swing in (0.3, 1.0):
                variant += 1
                yield Economy(number, sigma, variant, 2021 + variant % 4, variant % 3 == 0, variant % 2 == 0, swing)


def make_table(economy: Economy) -> Cells:
    """Make the columns of the table of an economy, by place."""
    cells: Cells = {"name": [], "sme": [], "leading": [], **{title: [] for title in TITLES}}
    for column in YEARLY:
        for year in economy.years:
            if not (economy.only_last and column in ("employees", "rd_staff") and year != economy.last):
                cells[f"{column}.{year}"] = []
    for index in range(economy.number):
        for place, cell in _make_enterprise(economy, index).items():
            if place in cells:
                cells[place].append(cell)
    return cells


def _make_enterprise(economy: Economy, index: int) -> dict[str, CellValue]:
    draw = _make_draws(economy.variant * 1009 + index)
    kind = KINDS[int(draw() * len(KINDS))] if index % 20 else KINDS[14 + (index // 20 + economy.variant) % 6]
    size = math.exp(math.log(0.45) + economy.sigma * _NORMAL.inv_cdf(draw()))
    per_head = math.exp(math.log(65) + 0.45 * _NORMAL.inv_cdf(draw()))
    per_head *= {"holding": 40, "trader": 15, "workshop": 0.25}.get(kind, 1)
    intensity = 0.0 if draw() < 0.12 else 0.035 * math.exp(0.5 * _NORMAL.inv_cdf(draw()))
    share = {"trader": 0.85 + 0.14 * draw()}.get(kind, 0.0 if draw() < 0.55 else 0.05 + 0.6 * draw())
    begins = economy.years[0] + 1 + int(draw() * (len(economy.years) - 1)) if kind == "start-up" else 0
    ends = economy.years[1] + int(draw() * (len(economy.years) - 1)) if kind == "closure" else 9999
    row: dict[str, CellValue] = {
        "name": f"石桥县第{index + 1}{kind}有限公司".replace("factory", "机械"),
        "leading": draw() > 0.15,
    }
    output, staff, patents = size, max(3.0, size * 1e4 / per_head), int(draw() * 6) if intensity else 0
    if kind == "laboratory":
        output, staff, intensity = 0.004 + 0.05 * draw(), 12 + 40 * draw(), 0.0
    for year in economy.years:
        growth = 1 + economy.swing * (-0.4 + 1.9 * draw() ** 2) if draw() < 0.25 else 0.97 + 0.3 * draw()
        output, staff = output * growth, staff * (1 + 0.5 * (growth - 1))
        patents += int(draw() * 3) if intensity else 0
        part = 0.02 + 0.3 * draw() if year in (begins, ends) else 1.0
        alive = begins <= year <= ends
        made = round(output * part, 4) if alive else 0.0
        people = max(2, round(staff * (1.0 if year != ends else 0.3))) if alive else 0
        rd = made * 1e4 * intensity * (0.8 + 0.4 * draw())
        researchers = round(people * (0.05 + 0.15 * draw())) if intensity else 0
        if kind == "laboratory":
            rd, researchers = people * (15 + 25 * draw()), round(people * (0.5 + 0.3 * draw()))
            patents += int(draw() * 2)
        rd = round(rd, 2) if researchers or kind != "laboratory" else 0.0
        amounts = {
            "output": made,
            "rd": rd,
            "software": round(made * 1e4 * 0.0018 * math.exp(0.8 * _NORMAL.inv_cdf(draw())), 2),
            "exports": round(min(share * (0.5 + draw()), 1.0) * made * 1e4, 2)
            if kind != "trader"
            else round(share * made * 1e4, 2),
            "fdi": round(300 * draw(), 2) if draw() < 0.06 else 0.0,
            "employees": people,
            "rd_staff": min(researchers, people),
            "patents": patents if alive else 0,
        }
        row |= {f"{column}.{year}": Decimal(str(amount)) for column, amount in amounts.items()}
    large = people >= 1000 and made >= 4
    row["sme"] = not large and draw() > 0.02
    has = {
        title: draw() < chance
        for title, chance in zip(TITLES, (0.2, 0.3, 0.04, 0.3, 0.3, 0.03, 0.03, 0.5, 0.4), strict=True)
    }
    has["specialized"] &= row["sme"]
    has["innovative"] &= row["sme"]
    has["little_giant"] &= has["specialized"]
    has["pre_listing"] &= not has["listed"]
    return row | {title: economy.last - int(6 * draw()) if held else NOTHING for title, held in has.items()}


def _make_draws(start: int) -> Callable[[], float]:
    """Make a function that returns the next number above 0 and below 1."""
    state = [(start * 0.6180339887498949) % 1.0, 0]

    def draw() -> float:
        state[1] += 1
        mixed = math.sin((state[0] + 1.0) * 12.9898 * state[1] + start * 0.754877666) * 43758.5453
        return min(max(mixed - math.floor(mixed), 1e-4), 1 - 1e-4)

    return draw
