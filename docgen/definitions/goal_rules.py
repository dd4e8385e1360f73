"""What the form asks of a table of goals, as data: rules a to g, and what lies between base and target."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from docgen.definitions.limits import Operator

Reckoned = Literal["base", "target", "rise", "rate", "fall"]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Immutable; an unknown key is refused."""


class Span(_Data, kw_only=True, frozen=True):
    """Which columns are base and target, and how many years lie between them.

    A review has a column of what was ``done`` too, by the end of ``year``.
    """

    base: str
    target: str
    years: int
    done: str = ""
    year: int | None = None


class GoalRule(_Data, kw_only=True, frozen=True):
    """One sentence about one indicator (``direction.indicator``), and the limit that it sets.

    What is held to the limit is the ``base`` or the ``target`` itself, the ``rise`` from one to the other, the ``rate``
    of growth a year, or the ``fall`` in % over all years. The limit is a number, or the ``average`` of the industry,
    which the applicant gives with its source. ``about`` is how far below still counts as 左右. ``person`` says what of
    the sentence the table does not show.
    """

    of: str
    text: str
    measure: Reckoned
    operator: Operator = msgspec.field(name="is")
    limit: Decimal | None = None
    average: str = ""
    about: Decimal | None = None
    person: str = ""
