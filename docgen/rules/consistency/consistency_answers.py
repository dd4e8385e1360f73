"""Reads the answers that a rule of consistency names, and tells a contradiction in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from docgen.definitions.form import Goals, Number, Series, name_of
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.register.derived_answers import PERCENT
from docgen.rules.derived_check import check_derived
from docgen.rules.intervals import HUNDRED, Interval, make_interval
from docgen.values import HALF_A_CENT, NOTHING, converted, with_unit

_MONEY = "万元"
"""All money is reckoned in this unit."""


@dataclass(frozen=True)
class AnswerProduct:
    """A product of answers: its range, its value as printed, the places it is from, and all of it in words."""

    between: Interval
    value: Decimal
    places: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_zero(self) -> bool:
        """Whether it is exactly 0, so that nothing can be divided by it."""
        return self.value == 0


@dataclass(frozen=True)
class ConsistencyAnswers:
    """The answers of one application, as the rules name them."""

    application: Application

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the columns."""
        return self.application.form.years.actual

    @cached_property
    def told(self) -> frozenset[str]:
        """The places whose answer is known to be wrong: what follows from one is not held against another."""
        differing = [one for one in check_derived(self.application) if one.code == "answer.differs"]
        return frozenset(one.where.slot for one in differing)

    def years_of(self, name: str) -> tuple[int, ...]:
        """The years in which a figure is asked for: all, or the last one for a single number."""
        return self.years if isinstance(self.application.form.fields.get(name), Series) else self.years[-1:]

    def place(self, name: str, year: int) -> str:
        """Where the figure of that name is kept for a year."""
        return f"{name}.{year}" if isinstance(self.application.form.fields.get(name), Series) else name

    def number(self, place: str) -> Decimal | None:
        """The number that was answered, 0 for 无; None where there is none."""
        value = self.application.answers.get(place)
        if value is NOTHING:
            return Decimal(0)
        return value if isinstance(value, Decimal) else None

    def is_nothing(self, place: str) -> bool:
        """Whether the answer is 无, or an empty list of names."""
        return self.application.answers.get(place) in (NOTHING, ())

    def product(self, names: Sequence[str], year: int) -> AnswerProduct | None:
        """The product of these figures of a year; None where one is missing, below 0, or known to be wrong."""
        places = tuple(self.place(name, year) for name in names)
        between, value = Interval(Decimal(1), Decimal(1)), Decimal(1)
        for place in places:
            number = self.number(place)
            if number is None or number < 0 or place in self.told:
                return None
            between *= self._base_units(place, self._range(place, number))
            value *= self._base_units(place, Interval(number, number)).least
        return AnswerProduct(
            between, value, places, tuple(f"{self.name(place)} {self.shown(place)}" for place in places)
        )

    def name(self, place: str) -> str:
        """The figure in the form's own words."""
        return name_of(self.application.form.places[place], place)

    def shown(self, place: str) -> str:
        """The answer with its unit."""
        number = self.number(place)
        return "无" if number is None or self.is_nothing(place) else with_unit(number, self.unit(place))

    def unit(self, place: str) -> str:
        """The unit of a figure."""
        field = self.application.form.places[place]
        if isinstance(field, Number | Series):
            return field.unit
        return _find_goal_unit(field, place) if isinstance(field, Goals) else ""

    def problem(self, code: str, place: str, message: str, hint: str, rule: str = "") -> Problem:
        """The problem at ``place``; what it quotes is the form's label where no sentence is given."""
        quoted = rule or f"申报表“{self.name(place)}”"
        return Problem(code, self.application.locate(place), message, hint, quoted)

    def _range(self, place: str, number: Decimal) -> Interval:
        field = self.application.form.places[place]
        is_exact = number == 0 or (isinstance(field, Number | Series) and field.whole)
        return make_interval(number, Decimal(0) if is_exact else HALF_A_CENT)

    def _base_units(self, place: str, between: Interval) -> Interval:
        unit = self.unit(place)
        return between.times(1 / HUNDRED if unit == PERCENT else converted(Decimal(1), unit, _MONEY))


def _find_goal_unit(field: Goals, place: str) -> str:
    rows = ((direction.id, indicator) for direction in field.directions for indicator in direction.indicators)
    return next(one.unit for above, one in rows if place.startswith(f"{field.id}.{above}.{one.id}."))
