"""Rules on the figures of one enterprise, as data: against itself over the years, its other figures, and its peers.

Columns are named by their ids; an amount is in the unit of its column. A limit is set where a figure is beyond what
enterprises of any trade have, so that a start-up, a trading firm and a closure pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.strict_struct import StrictStruct

Range = tuple[Decimal, Decimal]


class Level(StrictStruct, kw_only=True, frozen=True):
    """A yearly column: from one year to the next it changes by less than the factor ``step``.

    Amounts below ``floor`` are too small to be compared. A figure that changed as its companions (``beside``) did is no
    doubt. A column with ``gap`` is steady: it is never 0 between two years with at least so much. One enterprise with
    more than ``dominant`` times the sum of all others is a doubt.
    """

    of: str
    floor: Decimal
    step: Decimal
    beside: tuple[str, ...] = ()
    gap: Decimal | None = None
    dominant: Decimal | None = None

    @property
    def steady(self) -> bool:
        """True for a column that changes little from year to year."""
        return self.gap is not None


class Excuse(StrictStruct, kw_only=True, frozen=True):
    """A quotient of two columns from ``least`` to ``most`` that makes another quotient plausible."""

    of: str
    over: str
    least: Decimal = Decimal(0)
    most: Decimal | None = None


class Quotient(StrictStruct, kw_only=True, frozen=True):
    """A quotient of two columns, ``times`` a factor, and its limits from ``least`` to ``most``.

    Nothing is concluded where the divisor is below ``whole``; from a high quotient where the dividend is below ``part``
    or one of ``unless`` is so; from a low one unless another unit explains it, as small amounts are common. ``usual``
    is the range of most enterprises: a corrected figure has to be in it.
    """

    label: str
    of: str
    over: str
    unit: str
    times: Decimal = Decimal(1)
    usual: Range
    least: Decimal | None = None
    most: Decimal | None = None
    part: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)
    unless: tuple[Excuse, ...] = ()


class Presupposition(StrictStruct, kw_only=True, frozen=True):
    """A title that nobody has without another one, and the reason."""

    title: str
    needs: str
    rule: str


class Exclusion(StrictStruct, kw_only=True, frozen=True):
    """Two titles that no enterprise has at the same time, and the reason."""

    titles: tuple[str, str]
    rule: str


class Validity(StrictStruct, kw_only=True, frozen=True):
    """A title that is valid for some years and then has to be won anew, and the source."""

    title: str
    years: int
    rule: str


class SmallBusiness(StrictStruct, kw_only=True, frozen=True):
    """The rules on small and medium-sized enterprises: the column, and the titles that only they have.

    An enterprise that reaches every one of the ``limits`` (by column) is a large one.
    """

    column: str
    titles: tuple[str, ...]
    titles_rule: str
    limits: dict[str, Decimal]
    limits_rule: str


class EnterpriseRules(StrictStruct, kw_only=True, frozen=True):
    """The rules on the figures and titles of one enterprise."""

    levels: tuple[Level, ...] = ()
    quotients: tuple[Quotient, ...] = ()
    presupposed: tuple[Presupposition, ...] = ()
    exclusive: tuple[Exclusion, ...] = ()
    valid: tuple[Validity, ...] = ()
    small: SmallBusiness | None = None

    def iterate_columns(self) -> Iterator[str]:
        """Yield every column that a rule names."""
        for level in self.levels:
            yield from (level.of, *level.beside)
        for quotient in self.quotients:
            yield from (quotient.of, quotient.over)
            yield from (name for excuse in quotient.unless for name in (excuse.of, excuse.over))
        for one in self.presupposed:
            yield from (one.title, one.needs)
        yield from (title for one in self.exclusive for title in one.titles)
        yield from (one.title for one in self.valid)
        if self.small:
            yield from (self.small.column, *self.small.titles, *self.small.limits)
