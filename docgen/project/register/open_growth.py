"""The growth of the first year where the enterprise table lacks the year before it: what a typed rate may be.

Any rate belongs to some level of that year, so none is wrong; one that makes the first year grow quite unlike the years
after it is doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from docgen.definitions.derive_rules import Derive
from docgen.growth_rates import LEAST_RATE, convert_to_percent
from docgen.project.register.measures import NotComputableError, RegisterFigures

_HUNDRED = Decimal(100)

_LEAP = Decimal(3)
"""The factor by which the first year may outgrow the best later year, or fall behind the worst, without a question."""


@dataclass(frozen=True)
class OpenGrowth:
    """The growth factors of the years after the first, none where they tell nothing (a figure that may be negative).

    ``year`` is the first year, ``degree`` the number of years that a rate covers, 1 for the growth of the first year.
    """

    year: int
    later: Sequence[Decimal]
    degree: int

    def compute_first_rate(self, typed: Decimal) -> Decimal:
        """Compute the growth of the first year in % that a typed rate implies."""
        factor = (1 + typed / _HUNDRED) ** self.degree
        for one in self.later if self.degree > 1 else ():
            factor /= one
        return convert_to_percent(factor)

    def allows(self, typed: Decimal) -> bool:
        """Return whether a typed rate is possible, and the first year not quite unlike the others."""
        if not self.later:
            return True
        if typed < LEAST_RATE:
            return False
        factor = 1 + self.compute_first_rate(typed) / _HUNDRED
        return min(self.later) / _LEAP <= factor <= max(self.later) * _LEAP


def find_open_growth(figures: RegisterFigures, derive: Derive) -> OpenGrowth:
    """Find what the first year's growth of a measure is held against."""
    years = figures.form.years.actual
    try:
        levels = [figures.compute(derive, year).value for year in years]
    except NotComputableError:
        levels = []
    is_steady = not figures.table.by_id[derive.sum].signed and min(levels, default=Decimal(0)) > 0
    later = [now / before for before, now in pairwise(levels)] if is_steady else []
    return OpenGrowth(years[0], later, len(years) if derive.growth == "average" else 1)
