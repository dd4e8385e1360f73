"""The requirements of the form on a table of goals, as data: rules a to g, and the years from base to target."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from docgen.definitions.derive_rules import Derive
from docgen.definitions.limits import Operator
from docgen.strict_struct import StrictStruct

Reckoned = Literal["base", "target", "rise", "rate", "fall"]


class Span(StrictStruct, kw_only=True, frozen=True):
    """The columns of base and target, and the number of years between them.

    A review also has a column of what was ``done`` by the end of ``year``.
    """

    base: str
    target: str
    years: int
    done: str = ""
    year: int | None = None


class DerivedGoal(StrictStruct, kw_only=True, frozen=True):
    """A figure of the table (``of``: ``direction.indicator.column``) that follows from the enterprise table.

    The form leaves open what exactly it is of: it may be any of the ``readings``, each with its own other populations,
    in ``year``, by default the last year of the form. The first reading is the plain one. It may be as well the sum of
    any of ``answers``, places of the form.
    """

    of: str
    year: int | None = None
    readings: tuple[Derive, ...]
    answers: tuple[str, ...] = ()


class GoalRule(StrictStruct, kw_only=True, frozen=True):
    """One sentence about one indicator (``direction.indicator``), and the limit that it sets.

    ``measure`` is compared with the limit: the ``base`` or the ``target`` itself, the ``rise`` from one to the other,
    the ``rate`` of growth a year, or the ``fall`` in % over all years. The limit is a number, or the ``average`` of the
    industry, which the applicant gives with its source. ``about`` is the tolerance below the limit where the sentence
    says 左右. ``person`` is the part of the sentence that the table does not show.
    """

    of: str
    text: str
    measure: Reckoned
    operator: Operator = msgspec.field(name="is")
    limit: Decimal | None = None
    average: str = ""
    about: Decimal | None = None
    person: str = ""
