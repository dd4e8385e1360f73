"""Rules by which an answer follows from the enterprise table or from a list, as data of its field."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from docgen.strict_struct import StrictStruct


class Measure(StrictStruct, kw_only=True, frozen=True):
    """One figure of the enterprise table: the sum of a column, or how many enterprises have one of some columns.

    An enterprise has a column of numbers where the year's is above 0, one of years from that year on, one of 是 and 否
    where it is 是. ``of`` narrows the enterprises to those that are 是 in each of these columns. Those without output
    in the year count only where it is ``idle``; one with two of the columns counts twice where it is ``each``.
    """

    sum: str = ""
    count: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    idle: bool = False
    each: bool = False


class Derive(Measure, kw_only=True, frozen=True):
    """The derivation of an answer from the enterprise table: a measure, ``over`` another one, ``times`` a factor.

    Money is converted to the unit of the field, and a field in % is 100 times the quotient. ``growth`` is that of the
    measure: over the year before (``yearly``), or the mean of a year over all years (``average``). ``readings`` are the
    other enterprises (each an ``of``) that the label may mean, above and below the line. ``doubt`` says what else it
    leaves open that the table does not have, so that an answer which differs may be right.
    """

    over: Measure | None = None
    times: Decimal = Decimal(1)
    growth: Literal["yearly", "average"] | None = None
    readings: tuple[tuple[str, ...], ...] = ()
    doubt: str = ""


class Listed(StrictStruct, kw_only=True, frozen=True):
    """The list that an answer counts: its rows ``where`` columns have these options, of enterprises that are 是 in the
    columns ``of``; a matrix ``by`` columns."""

    id: str
    where: Mapping[str, str] = {}
    by: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
