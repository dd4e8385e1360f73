"""Access to the answers that consistency rules name, and the problems of contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from docgen.definitions.form import Goals, Number, Series, describe_place
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.register.derived_answers import PERCENT
from docgen.rules.derived_check import DIFFERING, check_derived
from docgen.rules.intervals import HUNDRED, Interval, make_interval
from docgen.values import HALF_A_CENT, NOTHING, convert_unit, format_with_unit

MONEY = "万元"
"""The unit to which all money is converted, so that products and quotients of any two amounts agree."""


@dataclass(frozen=True)
class AnswerProduct:
    """A product of answers: its interval, its value as printed, the places and the texts of its factors."""

    between: Interval
    value: Decimal
    places: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_zero(self) -> bool:
        """Return whether the value is exactly 0, so that nothing can be divided by it."""
        return self.value == 0


@dataclass(frozen=True)
class ConsistencyAnswers:
    """The answers of one application, by the names in the consistency rules."""

    application: Application
    told: frozenset[str] | None = None
    """The places of figures in doubt, where they are known already."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the form."""
        return self.application.form.years.actual

    @cached_property
    def wrong_places(self) -> frozenset[str]:
        """The places of answers that differ from the enterprise table or are in doubt; no rule tells them once more."""
        if self.told is not None:
            return self.told
        differing = [one for one in check_derived(self.application) if one.code in DIFFERING]
        return frozenset(one.where.slot for one in differing)

    def leave_out(self, places: Iterable[str]) -> ConsistencyAnswers:
        """Return the same answers, without the figures at ``places``."""
        return ConsistencyAnswers(self.application, self.wrong_places | frozenset(places))

    def list_years(self, name: str) -> tuple[int, ...]:
        """Return the years of a figure: all years of a series, the last one of a single number."""
        return self.years if isinstance(self.application.form.fields.get(name), Series) else self.years[-1:]

    def list_common_years(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the years that all the figures have: the last one where one of them is a single number."""
        return min((self.list_years(name) for name in names), key=len)

    def get_place(self, name: str, year: int) -> str:
        """Return the place of a figure in a year."""
        return f"{name}.{year}" if isinstance(self.application.form.fields.get(name), Series) else name

    def get_number(self, place: str) -> Decimal | None:
        """Return the number of an answer, 0 for 无; None where there is none."""
        value = self.application.answers.get(place)
        if value is NOTHING:
            return Decimal(0)
        return value if isinstance(value, Decimal) else None

    def is_nothing(self, place: str) -> bool:
        """Return whether the answer is 无 or an empty list of names."""
        return self.application.answers.get(place) in (NOTHING, ())

    def compute_product(self, names: Sequence[str], year: int) -> AnswerProduct | None:
        """Compute the product of figures in a year; None where one is missing, impossible or in ``wrong_places``."""
        places = tuple(self.get_place(name, year) for name in names)
        between, value = Interval(Decimal(1), Decimal(1)), Decimal(1)
        for place in places:
            number = self.get_number(place)
            if number is None or number < 0 or place in self.wrong_places or self._is_above_maximum(place, number):
                return None
            between *= self._convert_to_base_unit(place, self._build_interval(place, number))
            value *= self._convert_to_base_unit(place, Interval(number, number)).least
        return AnswerProduct(
            between, value, places, tuple(f"{self.format_name(place)} {self.format_answer(place)}" for place in places)
        )

    def format_name(self, place: str) -> str:
        """Format the name of a figure as the form prints it."""
        return describe_place(self.application.form.places[place], place)

    def format_answer(self, place: str) -> str:
        """Format the answer with its unit."""
        number = self.get_number(place)
        return "无" if number is None or self.is_nothing(place) else format_with_unit(number, self.get_unit(place))

    def get_unit(self, place: str) -> str:
        """Return the unit of a figure, "" where it has none."""
        field = self.application.form.places[place]
        if isinstance(field, Number | Series):
            return field.unit
        return _find_goal_unit(field, place) if isinstance(field, Goals) else ""

    def build_problem(self, code: str, place: str, message: str, hint: str, rule: str = "") -> Problem:
        """Build a problem at ``place``; without a rule it quotes the label of the form."""
        quoted = rule or f"申报表“{self.format_name(place)}”"
        return Problem(code, self.application.locate(place), message, hint, quoted)

    def _is_above_maximum(self, place: str, number: Decimal) -> bool:
        field = self.application.form.places[place]
        return isinstance(field, Number | Series) and field.maximum is not None and number > field.maximum

    def _build_interval(self, place: str, number: Decimal) -> Interval:
        field = self.application.form.places[place]
        is_exact = number == 0 or (isinstance(field, Number | Series) and field.whole)
        return make_interval(number, Decimal(0) if is_exact else HALF_A_CENT)

    def _convert_to_base_unit(self, place: str, between: Interval) -> Interval:
        unit = self.get_unit(place)
        return between.scale(1 / HUNDRED if unit == PERCENT else convert_unit(Decimal(1), unit, MONEY))


def _find_goal_unit(field: Goals, place: str) -> str:
    rows = ((direction.id, indicator) for direction in field.directions for indicator in direction.indicators)
    return next(one.unit for above, one in rows if place.startswith(f"{field.id}.{above}.{one.id}."))
